"""Reading where a draft leaves room: after ``Số:``, in the date, above the name.

All coordinates are view coordinates (see ``geometry``), so turned pages need no care.
"""

import re
from dataclasses import dataclass

from .geometry import MM, Rect
from .texts import TEXT_ERRORS, Line, PageTexts, Segment, fold, segments

_NARROWEST_GAP = 6.0
HIGHEST_ROOM = 160
_DOTS = "._…·"
_BLANK = rf"[\s{_DOTS}]"
_NUMBER = re.compile(rf"(?<!\w)so\s*:(?P<gap>{_BLANK}*)(?P<taken>[^/\s][^/]*)?/")
_DATE = re.compile(
    rf"ngay(?P<day>{_BLANK}*)(?P<day_taken>\d+\s*)?thang"
    rf"(?P<month>{_BLANK}*)(?P<month_taken>\d+\s*)?nam"
)
TITLE = re.compile(
    r"^((kt|tm|tl|tuq|q)\s*\.\s*)?(quyen )?(pho )?(tong )?"
    r"(giam doc|chu tich|chanh van phong|truong phong|truong ban|cuc truong|"
    r"chi cuc truong|vien truong|hieu truong|bo truong|thu truong|chanh thanh tra)\b"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """Room on a line of text.

    :param taken: what stands there already, folded; empty if nothing does
    :param dotted: dots mark the room
    """

    x0: float
    x1: float
    baseline: float
    size: float
    italic: bool = False
    taken: str = ""
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the text of a draft tells; None where it tells nothing.

    :param signature_page: zero-based page of ``signature``
    """

    number: Slot | None = None
    day: Slot | None = None
    month: Slot | None = None
    signature: Rect | None = None
    signature_page: int = 0


def find_anchors(pdf: bytes, signer_name: str = "", max_pages: int = 40) -> Anchors:
    """Look for the places in a draft's text; a scan without text has none.

    :param signer_name: as typed under the signature
    :param max_pages: pages to look at from the end for the signature
    """
    try:
        with PageTexts(pdf) as texts:
            first = texts.lines(0)
            number = _number(first)
            day, month = _date(first)
            signature, page = _signature(texts, signer_name, max_pages)
    except TEXT_ERRORS:
        return Anchors()
    return Anchors(number, day, month, signature, page)


def _joined(line: Line) -> tuple[str, list[int]]:
    """Text of a line, and for each of its letters the glyph that draws it."""
    text, owners = "", []
    for index, glyph in enumerate(line):
        text += glyph.text
        owners += [index] * len(glyph.text)
    return text, owners


def _slot(line: Line, owners: list[int], start: int, end: int, taken: str) -> Slot:
    """Room between the letters before ``start`` and from ``end`` on."""
    first, last = owners[start - 1], owners[end]
    before, after = line[first], line[last]
    return Slot(
        before.x1,
        after.x0,
        before.baseline,
        before.size,
        before.italic,
        taken.strip(),
        any(glyph.text in _DOTS for glyph in line[first + 1 : last] if glyph.text),
    )


def _upper(lines: list[Line]) -> list[Line]:
    """The lines that may hold cells 3 and 4: the head of the first page."""
    return [line for line in lines[:40] if line]


def _number(lines: list[Line]) -> Slot | None:
    for line in _upper(lines):
        text, owners = _joined(line)
        for match in _NUMBER.finditer(text):
            taken = match["taken"] or ""
            slot = _slot(line, owners, match.start("gap"), match.end() - 1, taken)
            if taken or slot.x1 - slot.x0 >= _NARROWEST_GAP:
                return slot
    return None


def _date(lines: list[Line]) -> tuple[Slot | None, Slot | None]:
    for line in _upper(lines):
        text, owners = _joined(line)
        match = _DATE.search(text)
        if not match:
            continue
        taken = match["day_taken"] or "", match["month_taken"] or ""
        ends = (
            text.index("thang", match.end("day")),
            match.end() - len("nam"),
        )
        day = _slot(line, owners, match.start("day"), ends[0], taken[0])
        month = _slot(line, owners, match.start("month"), ends[1], taken[1])
        if all(
            slot.taken or slot.x1 - slot.x0 >= _NARROWEST_GAP for slot in (day, month)
        ):
            return day, month
    return None, None


def _signature(texts: PageTexts, name: str, limit: int) -> tuple[Rect | None, int]:
    last = len(texts) - 1
    for index in range(last, max(-1, last - limit), -1):
        found = segments(texts.lines(index))
        position = find_name(found, name)
        if position is not None:
            return _above_name(found, position), index
        if index == last:
            fallback = _below_title(found)
        if not name.strip():
            break
    return fallback, last


def find_name(found: list[Segment], name: str) -> int | None:
    """Position of the lowest segment that is a name, a title before it or not."""
    wanted = " ".join(fold(name).split())
    for position in range(len(found) - 1, -1, -1):
        text = found[position].text
        if wanted and (text == wanted or text.endswith(" " + wanted)):
            return position
    return None


def _above_name(found: list[Segment], position: int) -> Rect:
    name, middle = found[position].rect, found[position].rect.middle[0]
    for above in reversed(found[:position]):
        title = above.rect
        near = title.x0 - 40 < middle < title.x1 + 40
        if near and name.y1 < title.y0 < name.y1 + HIGHEST_ROOM:
            return _between(middle, name.y1, title.y0)
    return _between(middle, name.y1, name.y1 + 5 * found[position].size)


def _below_title(found: list[Segment]) -> Rect | None:
    for segment in reversed(found):
        if TITLE.match(segment.text):
            title = segment.rect
            return _between(title.middle[0], title.y0 - 6 * segment.size, title.y0)
    return None


def _between(middle: float, bottom: float, top: float) -> Rect:
    """The box of a signature, at most 50 x 28 mm, at least 15 mm high."""
    height = min(max(top - bottom - 4, 15 * MM), 28 * MM)
    centre = (top + bottom) / 2
    return Rect(
        middle - 25 * MM, centre - height / 2, middle + 25 * MM, centre + height / 2
    )
