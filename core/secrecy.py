"""State secrets stay out of the system (Điều 1.2; Luật Bảo vệ bí mật nhà nước).

A document carries its degree as a framed mark of its own on the first page, so a line
that is nothing but the mark decides; the word inside a sentence does not.
"""

import re
import unicodedata
from collections.abc import Iterable

DEGREES = {"MẬT": "secret", "TỐI MẬT": "top_secret", "TUYỆT MẬT": "absolute_secret"}

_LABEL = re.compile(r"^(?:ĐỘ MẬT|DẤU MẬT|MỨC ĐỘ MẬT)\s*[:\-]\s*")
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")


def degree_of(line: str) -> str | None:
    """Return the degree that a line stamps, or ``None``.

    >>> degree_of("  [ TỐI MẬT ] ")
    'top_secret'
    >>> degree_of("Độ mật: Mật")
    'secret'
    >>> degree_of("Luật Bảo vệ bí mật nhà nước") is None
    True
    """
    text = " ".join(unicodedata.normalize("NFC", line).upper().split())
    text = _EDGE.sub("", _LABEL.sub("", text))
    return DEGREES.get(text)


def find_degree(lines: Iterable[str]) -> str | None:
    """Return the first degree stamped on any of the lines."""
    return next((degree for degree in map(degree_of, lines) if degree), None)
