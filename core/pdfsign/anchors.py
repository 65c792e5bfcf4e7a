"""Reading where a draft leaves room: after ``Số:``, in the date, above the name.

All coordinates are view coordinates (see ``geometry``), so turned pages need no care.
"""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSException

from .geometry import MM, Rect
from .reading import READ_ERRORS

_SAME_LINE = 2.0
_NARROWEST_GAP = 6.0
_DOTS = "._…·"
_BLANK = rf"[\s{_DOTS}]"
_NUMBER = re.compile(rf"(?<!\w)so\s*:(?P<gap>{_BLANK}*)(?P<taken>[^/\s][^/]*)?/")
_DATE = re.compile(
    rf"ngay(?P<day>{_BLANK}*)(?P<day_taken>\d+\s*)?thang"
    rf"(?P<month>{_BLANK}*)(?P<month_taken>\d+\s*)?nam"
)
_TITLE = re.compile(
    r"^((kt|tm|tl|tuq|q)\s*\.\s*)?(quyen )?(pho )?(tong )?"
    r"(giam doc|chu tich|chanh van phong|truong phong|truong ban|cuc truong|"
    r"chi cuc truong|vien truong|hieu truong|bo truong|thu truong|chanh thanh tra)\b"
)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn character: its letters folded to plain lower-case ones."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    italic: bool


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


Line = tuple[Glyph, ...]


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
    except (PDFException, PSException, *READ_ERRORS):
        return Anchors()
    return Anchors(number, day, month, signature, page)


def fold(text: str) -> str:
    """Lower-case ``text`` without Vietnamese marks, for comparing."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


class PageTexts:
    """Lines of text by page, read when asked for."""

    def __init__(self, pdf: bytes) -> None:
        document = PDFDocument(PDFParser(io.BytesIO(pdf)))
        self._pages = list(PDFPage.create_pages(document))
        resources = PDFResourceManager()
        self._device = PDFPageAggregator(resources, laparams=None)
        self._interpreter = PDFPageInterpreter(resources, self._device)

    def __enter__(self) -> "PageTexts":
        return self

    def __exit__(self, *_exc: object) -> None:
        self._device.close()

    def __len__(self) -> int:
        return len(self._pages)

    def lines(self, index: int) -> list[Line]:
        """Lines from top to bottom, their glyphs from left to right."""
        self._interpreter.process_page(self._pages[index])
        glyphs = sorted(
            _glyphs(self._device.get_result()), key=lambda g: (-g.baseline, g.x0)
        )
        lines: list[list[Glyph]] = []
        for glyph in glyphs:
            if lines and abs(lines[-1][0].baseline - glyph.baseline) < _SAME_LINE:
                lines[-1].append(glyph)
            else:
                lines.append([glyph])
        return [tuple(sorted(line, key=lambda g: g.x0)) for line in lines]


def _glyphs(container: LTContainer) -> Iterator[Glyph]:
    for item in container:
        if isinstance(item, LTChar):
            a, b, _c, _d, _e, f = item.matrix
            # Only text that runs to the right as the page is displayed.
            if a > 0 and abs(b) < 0.02 * a:
                name = item.fontname.lower()
                yield Glyph(
                    fold(item.get_text()),
                    item.x0,
                    item.x1,
                    f,
                    item.height,
                    "italic" in name or "oblique" in name,
                )
        elif isinstance(item, LTContainer):
            yield from _glyphs(item)


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
    wanted = " ".join(fold(name).split())
    last = len(texts) - 1
    for index in range(last, max(-1, last - limit), -1):
        segments = _segments(texts.lines(index))
        if wanted:
            found = _above_name(segments, wanted)
            if found:
                return found, index
        if index == last:
            fallback = _below_title(segments)
        if not wanted:
            break
    return fallback, last


def _segments(lines: list[Line]) -> list[tuple[str, Rect, float]]:
    """Columns of each line: folded text, extent, size of type; from the top."""
    found = []
    for line in lines:
        run: list[Glyph] = []
        for glyph in line:
            if run and glyph.x0 - run[-1].x1 > 2.2 * glyph.size:
                found.append(_segment(run))
                run = []
            if glyph.text.strip() or run:
                run.append(glyph)
        if run:
            found.append(_segment(run))
    return found


def _segment(run: list[Glyph]) -> tuple[str, Rect, float]:
    while len(run) > 1 and not run[-1].text.strip():
        run = run[:-1]
    text, previous = "", run[0]
    for glyph in run:
        # Some writers leave spaces out and move on instead.
        gap = glyph.x0 - previous.x1 > 0.2 * glyph.size
        text += (" " if gap else "") + glyph.text
        previous = glyph
    size, base = run[0].size, run[0].baseline
    rect = Rect(run[0].x0, base - 0.22 * size, run[-1].x1, base + 0.75 * size)
    return " ".join(text.split()), rect, size


def _above_name(segments: list, wanted: str) -> Rect | None:
    for position in range(len(segments) - 1, -1, -1):
        text, name, size = segments[position]
        if text != wanted and not text.endswith(" " + wanted):
            continue
        middle = name.middle[0]
        for _above, title, _size in reversed(segments[:position]):
            near = title.x0 - 40 < middle < title.x1 + 40
            if near and name.y1 < title.y0 < name.y1 + 160:
                return _between(middle, name.y1, title.y0)
        return _between(middle, name.y1, name.y1 + 5 * size)
    return None


def _below_title(segments: list) -> Rect | None:
    for text, title, size in reversed(segments):
        if _TITLE.match(text):
            return _between(title.middle[0], title.y0 - 6 * size, title.y0)
    return None


def _between(middle: float, bottom: float, top: float) -> Rect:
    """The box of a signature, at most 50 x 28 mm, at least 15 mm high."""
    height = min(max(top - bottom - 4, 15 * MM), 28 * MM)
    centre = (top + bottom) / 2
    return Rect(
        middle - 25 * MM, centre - height / 2, middle + 25 * MM, centre + height / 2
    )
