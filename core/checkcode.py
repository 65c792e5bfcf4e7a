"""The QR code by which anybody asks whether a print or a copy is genuine.

It stands in the margin of the first page, where it covers nothing if there is a place.
"""

import io

import qrcode
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from .emptyspace import empty_places
from .errors import PdfError
from .marking import draw_over
from .pdfsign.appearance import Resources
from .pdfsign.geometry import MM, PageView, Rect
from .pdfsign.reading import READ_ERRORS, page_at, page_view

SIZE_MM = 17
_QUIET = 2  # white modules around; scanners ask for some
_EDGE = 6 * MM


def code_first_page(pdf: bytes, address: str) -> bytes:
    """Return the file with the code of an address on its first page.

    For files that are not signed yet, and for prints: it writes into the page.

    :raises PdfError: ``pdf.unreadable``
    """
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        view = page_view(page_at(writer, 0))
        place = _place(pdf, view)
        draw_over(writer, 0, view, place, _painter(address), "/EdocCheck")
        out = io.BytesIO()
        writer.write(out)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    return out.getvalue()


def _place(pdf: bytes, view: PageView) -> Rect:
    """The empty place nearest to the lower left corner, else the corner."""
    page, size = view.visible, SIZE_MM * MM
    x, y = page.x0 + _EDGE, page.y0 + 2 * _EDGE
    wanted = Rect(x, y, x + size, y + size)
    found = empty_places(pdf, view, SIZE_MM, SIZE_MM)
    return min(found, key=lambda rect: _distance(rect, wanted), default=wanted)


def _distance(rect: Rect, wanted: Rect) -> float:
    (x, y), (a, b) = rect.middle, wanted.middle
    return (x - a) ** 2 + (y - b) ** 2


def _painter(address: str):
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M, border=_QUIET
    )
    code.add_data(address)
    code.make(fit=True)
    matrix = code.get_matrix()
    side = SIZE_MM * MM
    one = side / len(matrix)

    def paint(_writer: BasePdfFileWriter, _resources: Resources) -> bytes:
        parts = [f"q 1 g 0 0 {side:.3f} {side:.3f} re f 0 g"]
        for row, line in enumerate(matrix):
            y = side - (row + 1) * one
            for first, last in _runs(line):
                wide = (last - first) * one
                parts.append(f"{first * one:.3f} {y:.3f} {wide:.3f} {one:.3f} re")
        parts.append("f Q")
        return "\n".join(parts).encode()

    return paint


def _runs(line: list[bool]):
    """Yield begin and end of the dark stretches of a row."""
    first = None
    for index, dark in enumerate([*line, False]):
        if dark and first is None:
            first = index
        elif not dark and first is not None:
            yield first, index
            first = None
