"""Texts of the packet: dates, numbers, identifiers, characters that XML allows."""

import re
from datetime import date, datetime, timedelta, timezone

# Quyết định 28/2018 Điều 14.4: times are Vietnam time; the packet writes no zone.
VIETNAM = timezone(timedelta(hours=7), "+07")

_DATE = re.compile(r"([0-9]{4})/([0-9]{2})/([0-9]{2})")
_TIMESTAMP = re.compile(
    r"([0-9]{4})/([0-9]{2})/([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})"
)
_INTEGER = re.compile(r"-?[0-9]{1,10}")
_JAVA_INT = 2**31 - 1
# The official reader takes 05/01/2026 for the year 10 (axis-wire 2.1); no document of
# this system is that old, so such a year is a wrong order and not a date.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999

XML_SPACE = " \t\r\n"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_FLAGS = {"1": True, "true": True, "0": False, "false": False}

_OLD_ORGAN_ID = re.compile(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}")
_NEW_ORGAN_ID = re.compile(r"[A-Z][0-9]{2}(\.[0-9A-Z]+)*")


def read_date(text: str) -> date | None:
    """Read ``yyyy/MM/dd``; anything else is ``None``, never a guess."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    year, month, day = map(int, match.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_timestamp(text: str) -> datetime | None:
    """Read ``yyyy/MM/dd HH:mm:ss`` as Vietnam time; anything else is ``None``."""
    match = _TIMESTAMP.fullmatch(text)
    if not match or not _FIRST_YEAR <= int(match.group(1)) <= _LAST_YEAR:
        return None
    try:
        return datetime(*map(int, match.groups()), tzinfo=VIETNAM)
    except ValueError:
        return None


def read_integer(text: str) -> int | None:
    """Read a whole number that a 32-bit reader can hold, else ``None``."""
    if not _INTEGER.fullmatch(text):
        return None
    number = int(text)
    return number if -_JAVA_INT <= number <= _JAVA_INT else None


def read_flag(text: str) -> bool | None:
    """Read ``0``, ``1``, ``true`` or ``false``; anything else is ``None``."""
    return _FLAGS.get(text.lower())


def write_date(value: date) -> str:
    """Write ``yyyy/MM/dd``."""
    return f"{value.year:04}/{value.month:02}/{value.day:02}"


def write_timestamp(value: datetime) -> str:
    """Write ``yyyy/MM/dd HH:mm:ss`` in Vietnam time.

    :param value: an aware time; a naive one is written as it stands, and the builder
        refuses it before it comes here
    """
    local = value.astimezone(VIETNAM) if value.tzinfo else value
    return f"{write_date(local)} {local:%H:%M:%S}"


def shorten(text: str) -> str:
    """Make a foreign text fit for a sentence: one line, no control characters, short.

    Else a packet could write lines of its own into logs and terminals.
    """
    shown = text
    if not text.isprintable():
        shown = "".join(c if c.isprintable() else " " for c in text)
    return shown if len(shown) <= 80 else shown[:79] + "…"


def illegal_character(text: str) -> str:
    """Name the first character that XML can't carry, as ``U+0001``, or ``""``."""
    match = _ILLEGAL.search(text)
    return f"U+{ord(match.group()):04X}" if match else ""


def is_organ_id(text: str) -> bool:
    """Tell whether an agency identifier has the old or the new form.

    Old: ``000.00.24.H44`` (QCVN 102:2016); new: ``H37.02.02`` (Quyết định 20/2020).
    """
    return bool(_OLD_ORGAN_ID.fullmatch(text) or _NEW_ORGAN_ID.fullmatch(text))


def strip_cid(content_id: str) -> str:
    """Return a ContentId without any ``cid:`` in front.

    Some writers leave the prefix out, the official one may write it twice.
    """
    while content_id[:4].lower() == "cid:":
        content_id = content_id[4:].strip(XML_SPACE)
    return content_id
