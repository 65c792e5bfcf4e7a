from . import file, verification
