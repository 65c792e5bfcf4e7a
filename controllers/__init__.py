from . import exchange_direct, file, incoming, paper, scan, verification
