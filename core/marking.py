"""Marks on pages that are printed or handed out as copies: by which system, whom, when.

NĐ 30/2020 Phụ lục VI III.6. They are drawn on copies of pages; a signed file is never
touched.
"""

import io

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from .copying import copy_pages
from .errors import PdfError
from .pdfsign.appearance import Drawing, TextLine, paint_lines
from .pdfsign.fonts import drawable, text_width
from .pdfsign.geometry import MM, PageView, Rect
from .pdfsign.reading import READ_ERRORS, page_at, page_count, page_view

_GREY = (0.35, 0.35, 0.35)
_SIZE = 8.0
_EDGE = 5 * MM
_FOOT = 3 * MM


def mark_print(pdf: bytes, words: str) -> bytes:
    """Return pages that hold no signature with a line at the foot of each.

    :raises PdfError: ``pdf.unreadable``
    """
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        draw_footer(writer, words, _GREY)
        out = io.BytesIO()
        writer.write(out)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    return out.getvalue()


def mark_copy(pdf: bytes, words: str) -> bytes:
    """Return a copy of a file's pages, without its signatures, marked.

    :raises PdfError: ``pdf.unreadable``, ``pdf.encrypted``, ``pdf.too_large``
    """
    return mark_print(copy_pages(pdf), words)


def draw_footer(
    writer: IncrementalPdfFileWriter, words: str, color: tuple[float, float, float]
) -> None:
    """Draw a line at the foot of every page, narrower where the page is."""
    text = drawable(words)
    natural = text_width(text, _SIZE)
    for page in range(page_count(writer)):
        view = page_view(page_at(writer, page))
        visible = view.visible
        width = min(natural, visible.width - 2 * _EDGE)
        line = TextLine(text, 0, 2, _SIZE, color=color, squeeze=width / natural)
        x, y = visible.x0 + (visible.width - width) / 2, visible.y0 + _FOOT
        place = Rect(x, y, x + width, y + _SIZE + 2)
        draw_over(writer, page, view, place, paint_lines((line,)), "/EdocMark")


def draw_over(
    writer: IncrementalPdfFileWriter,
    page: int,
    view: PageView,
    place: Rect,
    painter,
    key: str,
) -> None:
    """Paint over a page, upright as it is displayed."""
    drawing = Drawing(place.width, place.height, view.rotate, painter)
    form = drawing.as_form(writer)
    form[pdf_name("/Type")] = pdf_name("/XObject")
    form[pdf_name("/Subtype")] = pdf_name("/Form")
    dx, dy = view.origin_of(place)
    content = f"q 1 0 0 1 {dx:.3f} {dy:.3f} cm {key} Do Q".encode()
    resources = generic.DictionaryObject(
        {
            pdf_name("/XObject"): generic.DictionaryObject(
                {pdf_name(key): writer.add_object(form)}
            )
        }
    )
    writer.add_stream_to_page(
        page,
        writer.add_object(generic.StreamObject(stream_data=content)),
        resources=resources,
    )
