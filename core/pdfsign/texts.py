"""The text of a page as drawn: glyphs, lines, columns.

All coordinates are view coordinates (see ``geometry``), so turned pages need no care.
"""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSException

from .geometry import Rect
from .reading import READ_ERRORS

TEXT_ERRORS = (PDFException, PSException, *READ_ERRORS)
_SAME_LINE = 2.0


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn character.

    :param text: its letters, folded to plain lower-case ones
    :param drawn: its letters as drawn
    """

    text: str
    drawn: str
    x0: float
    x1: float
    baseline: float
    size: float
    italic: bool


Line = tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """One column of a line.

    :param text: folded
    :param drawn: as drawn, with its marks and capitals
    :param rect: extent of its letters
    :param size: of its type, in points
    """

    text: str
    drawn: str
    rect: Rect
    size: float


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
        return [_once(sorted(line, key=lambda g: g.x0)) for line in lines]


def _once(line: list[Glyph]) -> Line:
    """The line without letters drawn twice, which some writers take for bold type."""
    kept: list[Glyph] = []
    for glyph in line:
        twice = kept and glyph.drawn == kept[-1].drawn and glyph.text.strip()
        if not (twice and glyph.x0 - kept[-1].x0 < 0.12 * glyph.size):
            kept.append(glyph)
    return tuple(kept)


def _glyphs(container: LTContainer) -> Iterator[Glyph]:
    for item in container:
        if isinstance(item, LTChar):
            a, b, _c, _d, _e, f = item.matrix
            # Only text that runs to the right as the page is displayed.
            if a > 0 and abs(b) < 0.02 * a:
                name = item.fontname.lower()
                text = item.get_text()
                yield Glyph(
                    fold(text),
                    text,
                    item.x0,
                    item.x1,
                    f,
                    item.height,
                    "italic" in name or "oblique" in name,
                )
        elif isinstance(item, LTContainer):
            yield from _glyphs(item)


def segments(lines: list[Line]) -> list[Segment]:
    """Columns of each line, from the top, in each line from the left."""
    found = []
    for line in lines:
        run: list[Glyph] = []
        for glyph in line:
            if run and _is_column_gap(run[-1], glyph):
                found.append(_segment(run))
                run = []
            if glyph.text.strip() or run:
                run.append(glyph)
        if run:
            found.append(_segment(run))
    return found


def _is_column_gap(before: Glyph, after: Glyph) -> bool:
    gap = after.x0 - before.x1
    if gap > 2.2 * after.size:
        return True
    # Neighbouring cells of a table may stand close: a list and a heading beside it.
    return gap > 0.5 * after.size and abs(before.size - after.size) > 0.6


def _segment(run: list[Glyph]) -> Segment:
    while len(run) > 1 and not run[-1].text.strip():
        run = run[:-1]
    size, base = run[0].size, run[0].baseline
    gaps = [max(0.0, b.x0 - a.x1) for a, b in zip(run, run[1:], strict=False)]
    # Spread letters stand apart evenly; a space stands out from that.
    spread = median(gaps) if len(gaps) > 2 else 0.0
    text = drawn = ""
    for glyph, gap in zip(run, [0.0, *gaps], strict=True):
        # Some writers leave spaces out and move on instead.
        space = " " if gap > 0.2 * size + 1.4 * spread else ""
        text += space + glyph.text
        drawn += space + glyph.drawn
    rect = Rect(run[0].x0, base - 0.22 * size, run[-1].x1, base + 0.75 * size)
    return Segment(
        _closed(text), _closed(unicodedata.normalize("NFC", drawn)), rect, size
    )


def _closed(text: str) -> str:
    """Close up letters that were typed apart: ``G I Á M   Đ Ố C``."""
    letters = text.split()
    if len(letters) > 3 and all(len(letter) == 1 for letter in letters):
        words = re.split(r"\s{2,}", text.strip())
        return " ".join("".join(word.split()) for word in words)
    return " ".join(letters)
