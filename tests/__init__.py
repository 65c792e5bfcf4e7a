from . import (
    test_install,
    test_line,
    test_report,
)
