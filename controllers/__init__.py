from . import exchange_direct, file, paper, verification
