from . import check, exchange_direct, file, incoming, paper, scan, verification
