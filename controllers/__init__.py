from . import file, paper, verification
