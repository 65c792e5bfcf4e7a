"""What the sub-commands share: exit codes, output, complaints."""

import sys

from ..edxml.messages import MESSAGES, sentence
from ..errors import EdocError

EXIT_FINE = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_UNREADABLE = 4


def say(text: str = "") -> None:
    """Write a line to stdout."""
    sys.stdout.write(text + "\n")


def warn(text: str) -> None:
    """Write a line to stderr."""
    sys.stderr.write(text + "\n")


def complain(error: EdocError, code: int = EXIT_UNREADABLE) -> int:
    """Say on stderr, in Vietnamese and English, what is wrong; return the exit code."""
    texts = [str(error)]
    if error.code in MESSAGES:
        texts = [sentence(error.code, error.params, lang) for lang in ("vi", "en")]
    for text in texts:
        warn(f"edoc: {text}")
    return code
