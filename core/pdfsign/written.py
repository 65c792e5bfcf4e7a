"""Numbers and dates that other tools wrote on the page, or over it as annotations.

They are compared with the packet's data where they can be read. What can't be read
proves nothing either way, and nothing is said of it.
"""

import re
import unicodedata
from datetime import date

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from ..errors import PdfError
from ..pdftext import TextLine, first_page_texts
from .policy import VerifyPolicy
from .reading import READ_ERRORS, entry, page_refs, rect_of
from .rules import fired
from .verdict import RuleResult

_NUMBER = re.compile(r"\bSố\s*[:.]?\s*(\d{0,11})[\s.…_]*/", re.IGNORECASE)
_DATE = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm", re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,11}")
_MOST_NOTES = 200


def check_written(
    pdf: bytes, reader: PdfFileReader, policy: VerifyPolicy
) -> list[RuleResult]:
    """Compare what stands in the head of the first page with the packet's data."""
    number = policy.number if policy.number.isdigit() else ""
    if not (number or policy.issued_on):
        return []
    try:
        texts, height = first_page_texts(pdf)
        notes = _notes(reader)
    except (PdfError, *READ_ERRORS):
        return []
    lines = [_composed(line) for line in texts]
    head = [line for line in lines if line.y1 > height / 2]
    found = _number_rules(head, notes, number) if number else []
    return found + (_date_rules(head, policy.issued_on) if policy.issued_on else [])


def _number_rules(
    head: list[TextLine], notes: list[TextLine], number: str
) -> list[RuleResult]:
    for line in head:
        match = _NUMBER.search(line.text)
        if not match:
            continue
        written = [match[1]] if match[1] else _within(line, [*head, *notes])
        same = any(_same(item, number) for item in written)
        if written and not same and not _is_anywhere(number, [*head, *notes]):
            return [fired("number.packet", drawn=written[0], packet=number)]
        return []
    return []


def _date_rules(head: list[TextLine], wanted: date) -> list[RuleResult]:
    days = [match for line in head for match in _DATE.finditer(line.text)]
    told = [(int(match[1]), int(match[2])) for match in days]
    if not told or (wanted.day, wanted.month) in told:
        return []
    drawn, packet = "{:02}/{:02}".format(*told[0]), wanted.strftime("%d/%m")
    return [fired("date.packet", drawn=drawn, packet=packet)]


def _within(line: TextLine, others: list[TextLine]) -> list[str]:
    """Digits that were put into the room that the line leaves for its number."""
    return [
        item.text.strip()
        for item in others
        if _DIGITS.fullmatch(item.text.strip())
        and line.y0 <= (item.y0 + item.y1) / 2 <= line.y1
        and item.x0 < line.x1
        and item.x1 > line.x0
    ]


def _is_anywhere(number: str, lines: list[TextLine]) -> bool:
    """Tell whether the number stands in the head at all: then nothing is certain."""
    return any(
        _same(item, number) for line in lines for item in _DIGITS.findall(line.text)
    )


def _same(first: str, second: str) -> bool:
    return first.lstrip("0") == second.lstrip("0")


def _notes(reader: PdfFileReader) -> list[TextLine]:
    """Texts of the first page's annotations and fields, where they lie."""
    [first] = page_refs(reader, 1)
    page = first.get_object()
    if entry(page, "/Rotate", 0):
        return []
    found = []
    for position, ref in enumerate(entry(page, "/Annots", ())):
        item = ref.get_object()
        if position >= _MOST_NOTES or not isinstance(item, generic.DictionaryObject):
            break
        key = "/V" if entry(item, "/Subtype") == "/Widget" else "/Contents"
        text = entry(item, key)
        if isinstance(text, generic.TextStringObject):
            box = rect_of(item["/Rect"])
            found.append(TextLine(str(text), box.x0, box.y0, box.x1, box.y1))
    return found


def _composed(line: TextLine) -> TextLine:
    text = unicodedata.normalize("NFC", line.text)
    return TextLine(text, line.x0, line.y0, line.x1, line.y1)
