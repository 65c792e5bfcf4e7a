"""Where on a page nothing stands: looked for in its text, its pictures, its pixels.

A scan is one picture as large as its page, and only its pixels tell where paper shows.
"""

import io
from collections.abc import Iterator
from itertools import accumulate
from statistics import median

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTFigure, LTImage, LTLine
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from .filekind import PICTURE_ERRORS
from .pdfsign.geometry import MM, PageView, Rect
from .pdfsign.texts import TEXT_ERRORS

_STEP = 2
_SCAN, _MOST_PIXELS = 0.5, 60_000_000
# Twice the largest sheet there is, A0: a page may say that it is 5 m wide, or 5 km.
_MOST_CELLS = 2_000_000
# How much darker than the paper ink is, averaged over a millimetre.
_INK = 24


def empty_places(
    pdf: bytes, view: PageView, width: float, height: float, edge: float = 6
) -> list[Rect]:
    """Every place on the first page where a frame of that size covers nothing.

    :param width: and ``height``, ``edge`` to the page's border: in millimetres
    :return: places in view coordinates, from the top; none where it can't be told
    """
    page = view.visible
    columns, rows = int(page.width / MM), int(page.height / MM)
    taken = columns * rows <= _MOST_CELLS and _taken(pdf, page, columns, rows)
    if not taken:
        return []
    sums = _sums(taken)
    wide, high, border = int(width) + 2, int(height) + 2, int(edge) - 1
    found = []
    for top in range(border, rows - high - border + 1, _STEP):
        for left in range(border, columns - wide - border + 1, _STEP):
            if not _inked(sums, left, top, wide, high):
                x0, y1 = page.x0 + (left + 1) * MM, page.y1 - (top + 1) * MM
                found.append(Rect(x0, y1 - height * MM, x0 + width * MM, y1))
    return found


def _taken(pdf, page: Rect, columns: int, rows: int) -> list[bytearray] | None:
    """A cell of a millimetre each: 1 where something is drawn."""
    cells = [bytearray(columns) for _row in range(rows)]
    try:
        for item in _items(_layout(pdf)):
            if isinstance(item, LTImage) and _covers(item, page):
                _mark_scan(cells, pdf, item, page)
            else:
                for rect in _extents(item):
                    _mark(cells, rect, page)
    except (*TEXT_ERRORS, *PICTURE_ERRORS, PyPdfError):
        return None
    return cells


def _layout(pdf: bytes) -> LTContainer:
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    first = next(iter(PDFPage.get_pages(io.BytesIO(pdf), maxpages=1)))
    PDFPageInterpreter(resources, device).process_page(first)
    return device.get_result()


def _items(container: LTContainer) -> Iterator:
    for item in container:
        if isinstance(item, LTFigure):
            for inner in _items(item):
                if isinstance(inner, LTImage):
                    inner.placed = item.matrix
                yield inner
        else:
            yield item


def _covers(image: LTImage, page: Rect) -> bool:
    return image.width * image.height >= _SCAN * page.width * page.height


def _extents(item) -> Iterator[Rect]:
    """What an item covers; of frames and grounds only the line around."""
    if isinstance(item, LTChar) and not item.get_text().strip():
        return
    whole = Rect(item.x0, item.y0, item.x1, item.y1)
    framed = isinstance(item, LTCurve) and not isinstance(item, LTLine)
    if not framed:
        yield whole
    elif item.stroke:
        yield Rect(whole.x0, whole.y0, whole.x1, whole.y0)
        yield Rect(whole.x0, whole.y1, whole.x1, whole.y1)
        yield Rect(whole.x0, whole.y0, whole.x0, whole.y1)
        yield Rect(whole.x1, whole.y0, whole.x1, whole.y1)


def _mark(cells: list[bytearray], rect: Rect, page: Rect) -> None:
    left = max(0, int((rect.x0 - page.x0) / MM))
    right = min(len(cells[0]), int((rect.x1 - page.x0) / MM) + 1)
    top = max(0, int((page.y1 - rect.y1) / MM))
    bottom = min(len(cells), int((page.y1 - rect.y0) / MM) + 1)
    if left < right:
        for row in cells[top:bottom]:
            row[left:right] = b"\1" * (right - left)


def _mark_scan(cells: list[bytearray], pdf: bytes, item: LTImage, page: Rect) -> None:
    """Look at the pixels, for the picture of a scan covers everything."""
    wide, high = item.srcsize
    if wide * high > _MOST_PIXELS:
        raise ValueError("too many pixels")
    image = _picture(pdf, item.srcsize).convert("L")
    a, b, c, d, e, f = item.placed
    across = round(max(abs(a), abs(b)) / MM), round(max(abs(c), abs(d)) / MM)
    small = image.resize(across, Image.Resampling.BOX)
    dark = median(small.tobytes()) - _INK
    size = a * d - b * c
    for row, line in enumerate(cells):
        y = page.y1 - (row + 0.5) * MM - f
        for column in range(len(line)):
            x = page.x0 + (column + 0.5) * MM - e
            u, v = (d * x - c * y) / size, (a * y - b * x) / size
            if 0 <= u < 1 and 0 < v <= 1:
                pixel = int(u * small.width), int((1 - v) * small.height)
                line[column] |= small.getpixel(pixel) < dark


def _picture(pdf: bytes, size: tuple[int, int]) -> Image.Image:
    for found in PdfReader(io.BytesIO(pdf)).pages[0].images:
        if found.image is not None and found.image.size == tuple(size):
            return found.image
    raise ValueError("no such picture")


def _sums(cells: list[bytearray]) -> list[list[int]]:
    """How many cells above and to the left are taken, to count any frame at once."""
    sums = [[0] * (len(cells[0]) + 1)]
    for row in cells:
        run = [0, *accumulate(row)]
        sums.append([a + b for a, b in zip(run, sums[-1], strict=True)])
    return sums


def _inked(sums: list[list[int]], left: int, top: int, wide: int, high: int) -> int:
    above, below = sums[top], sums[top + high]
    right = left + wide
    return below[right] - below[left] - above[right] + above[left]
