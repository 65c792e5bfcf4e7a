"""Numbers, notations and dates as OCR reads them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..sameness import plain

_LIKE_DIGITS = str.maketrans("OoQlI|", "000111")
_NUMBER = re.compile(r"[0-9OoQlI|]{1,6}[a-zA-Z]?")
_LEAD = re.compile(r"^\W*[s5§][oôôóòõöơ6ó0]{0,2}[^\w]*\s*", re.IGNORECASE)
_NOTATION = re.compile(r"(?:\d{4}/)?[A-ZĐ][A-Za-zĐđ&.]*(?:[-/][A-Za-zĐđ0-9&.]+)*")
_DAY = re.compile(
    r"ng\w{1,3}\W*(\d{1,2}|[0-9OolI]{2})\W*th\w{1,4}\W*(\d{1,2}|[0-9OolI]{2})"
    r"\W*n\w{1,3}\W*(\d{4})"
)


@dataclass(frozen=True, slots=True)
class Code:
    """Number and notation.

    :param number: ``""`` where it wasn't filled in, or can't be read
    :param is_known: the notation begins with the abbreviation of a type, or with that
        of the agency as on official letters
    """

    number: str
    notation: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class Dated:
    """Place and day of issue; the place as it stands, or ``""``."""

    place: str
    day: date


def parse_code(text: str, abbreviations: Iterable[str] = ()) -> Code | None:
    """Return what a line such as ``Số: 12/QĐ-SCT`` tells; None if it tells nothing.

    >>> parse_code("Số: l2O/QD-SCT", ["QĐ"])
    Code(number='120', notation='QĐ-SCT', is_known=True)
    >>> parse_code("Số:        /SCT-QLTM")
    Code(number='', notation='SCT-QLTM', is_known=True)
    >>> parse_code("Số điện thoại") is None
    True
    """
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    before, slash, after = text.partition("/")
    if not slash:
        return None
    before = _LEAD.sub("", plain(before))
    number = _NUMBER.fullmatch(before.strip(" .:,_-'`*^ˆ").replace(" ", ""))
    after = re.sub(r"\s*([-/&.])\s*", r"\1", after).strip()
    found = _NOTATION.match(after.split(" ")[0]) if after else None
    if not found:
        return None
    notation, known = _with_type(found[0].strip("-/.&"), abbreviations)
    if len(notation) < 2 or not any(letter.isupper() for letter in notation):
        return None
    return Code(_digits(number[0]) if number else "", notation, known)


def _digits(number: str) -> str:
    if number[-1].isalpha() and number[:-1].isdigit() and number[-1] not in "OoQlI":
        return number
    return number.translate(_LIKE_DIGITS)


def _with_type(notation: str, abbreviations: Iterable[str]) -> tuple[str, bool]:
    """Write the type as it is abbreviated: ``QD-SCT`` was ``QĐ-SCT``."""
    match = re.match(r"((?:\d{4}/)?)([^-/]+)(.*)", notation)
    if not match:
        return notation, False
    year, first, rest = match.groups()
    for short in abbreviations:
        if short and plain(short) == plain(first):
            return f"{year}{short}{rest}", True
    return notation, bool(rest)


def parse_day(text: str) -> Dated | None:
    """Return what a line such as ``Lai Châu, ngày 05 tháng 3 năm 2026`` tells.

    >>> parse_day("Lai Châu, ngày O5 tháng 3 năm 2026")
    Dated(place='Lai Châu', day=datetime.date(2026, 3, 5))
    >>> parse_day("Lai Châu, ngày    tháng 3 năm 2026") is None
    True
    """
    bare = plain(text)
    found = _DAY.search(bare)
    if not found:
        return None
    day, month, year = (part.translate(_LIKE_DIGITS) for part in found.groups())
    try:
        read = date(int(year), int(month), int(day))
    except ValueError:
        return None
    if read.year < 1945:
        return None
    place = text[: found.start()].strip(" ,.;:-_'`") if len(bare) == len(text) else ""
    return Dated(place if place[:1].isupper() and len(place) < 40 else "", read)
