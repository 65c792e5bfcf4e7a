"""Files of work (*hồ sơ*): codes, numbers, order, duplicates, gaps, days.

NĐ 30/2020 Điều 28 to 31, Phụ lục V and VI; Luật Lưu trữ 33/2024.
"""

from calendar import isleap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

HEADING, SUBHEADING, DOSSIER = "heading", "subheading", "dossier"
# what the archive takes over (NĐ 30 Điều 30.2)
LEAST_YEARS = 5
# how long before the archive announces what is due (Phụ lục VI III.5)
NOTICE_DAYS = 30
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one document in a file of work is known by.

    :param key: tells it from the others
    :param digests: SHA-256 of its files
    """

    key: int
    code: str = ""
    day: date | None = None
    subject: str = ""
    agency: str = ""
    pages: int = 0
    digests: frozenset[str] = frozenset()
    draft: bool = False


def roman(number: int) -> str:
    """Write the number of a large heading (Phụ lục V).

    >>> roman(1), roman(4), roman(19)
    ('I', 'IV', 'XIX')
    """
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


def number_entries(kinds: Iterable[str], by_heading: bool) -> list[int]:
    """Number the entries of a list of files, in their order.

    Large headings count through, small ones within a large one; files count through
    the list or, ``by_heading``, within a large heading.

    >>> number_entries(["heading", "dossier", "dossier", "heading", "dossier"], False)
    [1, 1, 2, 2, 3]
    >>> number_entries(["heading", "dossier", "dossier", "heading", "dossier"], True)
    [1, 1, 2, 2, 1]
    >>> number_entries(["heading", "subheading", "dossier", "subheading"], False)
    [1, 1, 1, 2]
    """
    last = dict.fromkeys((HEADING, SUBHEADING, DOSSIER), 0)
    numbers = []
    for kind in kinds:
        last[kind] += 1
        numbers.append(last[kind])
        if kind == HEADING:
            last[SUBHEADING] = 0
            last[DOSSIER] = 0 if by_heading else last[DOSSIER]
    return numbers


def file_notation(number: int, abbreviation: str) -> str:
    """Write number and notation of a file of work (Phụ lục V).

    >>> file_notation(1, "TCCB"), file_notation(112, "")
    ('01.TCCB', '112')
    """
    return ".".join(filter(None, (f"{number:02}", abbreviation)))


def file_code(organ_id: str, year: int, notation: str) -> str:
    """Write the code of a file: OrganId, FileCatalog, FileNotation (Phụ lục VI II).

    >>> file_code("H35.12", 2026, "01.TCCB")
    'H35.12.2026.01.TCCB'
    """
    return ".".join(filter(None, (organ_id, str(year), notation)))


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Put documents in the order of their dates; those without one come last."""
    return sorted(entries, key=lambda entry: (entry.day or date.max, entry.key))


def duplicates(entries: Sequence[Entry]) -> dict[int, int]:
    """Tell which documents repeat an earlier one: ``{its key: the earlier one's}``.

    The same is what holds the same bytes, or has number, date and agency in common.
    """
    known: dict[object, int] = {}
    found = {}
    for entry in in_order(entries):
        marks: set[object] = set(entry.digests)
        if entry.code and entry.day:
            agency = " ".join(entry.agency.casefold().split())
            marks.add((entry.code.casefold(), entry.day, agency))
        earlier = [known[mark] for mark in marks if mark in known]
        if earlier:
            found[entry.key] = min(earlier)
        for mark in marks:
            known.setdefault(mark, entry.key)
    return found


def gaps(entry: Entry) -> list[str]:
    """Name what is missing of a document's data before its file is closed."""
    values = {
        "code": entry.code,
        "day": entry.day,
        "subject": entry.subject,
        "agency": entry.agency,
        "pages": entry.pages,
    }
    return [name for name, value in values.items() if not value]


def page_ranges(pages: Iterable[int]) -> list[str]:
    """Write from which to which page each document goes in the file.

    >>> page_ranges([3, 1, 0, 2])
    ['1-3', '4', '', '5-6']
    """
    written, last = [], 0
    for count in pages:
        first, last = last + 1, last + count
        if not count:
            written.append("")
        else:
            written.append(str(first) if count == 1 else f"{first}-{last}")
    return written


def years_after(day: date, years: int) -> date:
    """Return the same day some years later; 29 February becomes the 28th.

    >>> years_after(date(2024, 2, 29), 1)
    datetime.date(2025, 2, 28)
    """
    year = day.year + years
    last = 28 if (day.month, day.day) == (2, 29) and not isleap(year) else day.day
    return date(year, day.month, last)


def goes_to_archive(years: int) -> bool:
    """Tell whether files kept so long are handed over; 0 is for good (Điều 30.2).

    >>> [goes_to_archive(years) for years in (0, 70, 5, 2)]
    [True, True, True, False]
    """
    return years == 0 or years >= LEAST_YEARS


def hand_over_by(ended: date) -> date:
    """Return the last day of handing over: a year after the work ended (Điều 30.1)."""
    return years_after(ended, 1)


def kept_back_until(ended: date) -> date:
    """Return how long the archive may leave it with its unit: two years (Điều 30.2)."""
    return years_after(hand_over_by(ended), 2)
