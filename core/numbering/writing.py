"""How number, notation and date are written (NĐ 30/2020 Phụ lục I, II.3 and II.4)."""

import re

from ..errors import NumberingError

_CODE = re.compile(
    r"^\s*(?:số\s*:?\s*)?(\d+[A-Za-z]?)\s*/\s*(\S.*?)\s*$", re.IGNORECASE
)


def format_number(number: int, leading_zero: bool = True) -> str:
    """Write an ordinal; below 10 it gets a leading zero.

    >>> format_number(5), format_number(10), format_number(123)
    ('05', '10', '123')
    >>> format_number(5, leading_zero=False)
    '5'

    :raises NumberingError: ``numbering.not_positive``
    """
    if number < 1:
        raise NumberingError("numbering.not_positive", number=number)
    return f"{number:02d}" if leading_zero else str(number)


def notation(type_abbreviation: str, agency: str, unit: str = "", year: int = 0) -> str:
    """Build the notation of a document.

    A named type gives ``QĐ-SCT``; an official letter (*công văn*), which has no
    abbreviation, gives ``SCT-QLCN`` from the agency and the drafting unit.

    >>> notation("QĐ", "SCT", "QLCN")
    'QĐ-SCT'
    >>> notation("", "SCT", "QLCN")
    'SCT-QLCN'

    That of a legal document begins with the year:

    >>> notation("QĐ", "UBND", year=2026)
    '2026/QĐ-UBND'

    :raises NumberingError: ``numbering.agency_missing``
    """
    if not agency.strip():
        raise NumberingError("numbering.agency_missing")
    parts = [type_abbreviation, agency] if type_abbreviation else [agency, unit]
    joined = "-".join(part.strip() for part in parts if part.strip())
    return f"{year}/{joined}" if year else joined


def written_code(number: int | str, notation_text: str) -> str:
    """Join number and notation as they stand on paper.

    >>> written_code(5, "SCT-VP")
    '05/SCT-VP'
    """
    written = format_number(number) if isinstance(number, int) else number.strip()
    return f"{written}/{notation_text}" if notation_text else written


def split_code(code: str) -> tuple[str, str]:
    """Take number and notation apart again; the notation may hold slashes.

    >>> split_code("Số: 15/2026/QĐ-UBND")
    ('15', '2026/QĐ-UBND')
    >>> split_code("không số")
    ('', 'không số')
    """
    match = _CODE.match(code)
    return (match.group(1), match.group(2)) if match else ("", code.strip())


def written_day(day: int) -> str:
    """Write the day; below 10 with a leading zero."""
    return f"{day:02d}"


def written_month(month: int) -> str:
    """Write the month; only January and February get a leading zero.

    >>> written_month(2), written_month(3), written_month(11)
    ('02', '3', '11')
    """
    return f"{month:02d}" if month < 3 else str(month)
