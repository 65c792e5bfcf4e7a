from . import (
    test_guard,
    test_guard_files,
    test_i18n,
    test_install,
    test_line,
    test_receive,
    test_report,
    test_secrecy,
    test_tours,
    test_verdict,
    test_workflow,
    test_workflow_incoming,
)
