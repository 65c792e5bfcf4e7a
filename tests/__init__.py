from . import (
    test_install,
    test_line,
    test_receive,
    test_report,
)
