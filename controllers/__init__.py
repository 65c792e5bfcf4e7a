from . import exchange_direct, file, incoming, paper, verification
