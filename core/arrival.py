"""The stamp *ĐẾN* on a print of an incoming document (NĐ 30/2020 Phụ lục IV).

It is drawn on a copy of the pages, which holds no signature: the file that came stays
what it was, byte by byte.
"""

import io
from dataclasses import dataclass

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from .copying import copy_pages
from .emptyspace import empty_places
from .errors import PdfError
from .marking import draw_footer, draw_over
from .pdfsign.appearance import Resources, TextLine, paint_all, paint_lines
from .pdfsign.fonts import drawable, text_width
from .pdfsign.geometry import MM, PageView, Rect
from .pdfsign.reading import READ_ERRORS, page_at, page_view
from .pdfsign.texts import TEXT_ERRORS, PageTexts, segments

WIDTH_MM, HEIGHT_MM = 50, 35
CORNERS = ("auto", "top_left", "top_right", "bottom_left", "bottom_right")
_RED = (0.75, 0.07, 0.07)
_PAD = 1.6 * MM
_DOT = "."
_HEADER_MM = 100


@dataclass(frozen=True, slots=True)
class ArrivalStamp:
    """What the stamp says; what is not known yet is left open, to be filled by hand.

    :param agency: that received the document
    :param number: *số đến*
    :param day: *ngày đến*, as written
    :param passed_to: *Chuyển*: to whom it goes
    :param notation: *Số và ký hiệu HS* of the file that it belongs to
    """

    agency: str
    number: str = ""
    day: str = ""
    passed_to: str = ""
    notation: str = ""


@dataclass(frozen=True, slots=True)
class StampedPrint:
    """The print, and whether the stamp found a place where it covers nothing."""

    pdf: bytes
    covers_nothing: bool


def stamp_print(
    pdf: bytes, stamp: ArrivalStamp, corner: str = "auto", notice: str = ""
) -> StampedPrint:
    """Return a copy of the pages for the printer, with the stamp on the first.

    :param corner: one of ``CORNERS``; ``auto`` is the place that the rules name, under
        number and abstract. The nearest empty place is taken.
    :param notice: written at the foot of each page: that this is no original
    :raises PdfError: ``pdf.unreadable``, ``pdf.encrypted``, ``pdf.too_large``
    """
    copied = copy_pages(pdf)
    writer = IncrementalPdfFileWriter(io.BytesIO(copied), strict=False)
    view = page_view(page_at(writer, 0))
    free = empty_places(copied, view, WIDTH_MM, HEIGHT_MM)
    wanted = _wanted(copied, view, corner)
    place = min(free, key=lambda rect: _distance(rect, wanted), default=wanted)
    try:
        draw_over(writer, 0, view, place, _frame(stamp), "/EdocArrival")
        if notice:
            draw_footer(writer, notice, _RED)
        out = io.BytesIO()
        writer.write(out)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    return StampedPrint(out.getvalue(), bool(free))


def _wanted(pdf: bytes, view: PageView, corner: str) -> Rect:
    """Where the stamp would stand if nothing were in its way."""
    page, edge = view.visible, 8 * MM
    width, height = WIDTH_MM * MM, HEIGHT_MM * MM
    left, right = page.x0 + edge, page.x1 - edge - width
    low, high = page.y0 + edge, page.y1 - edge - height
    if corner == "auto":
        under = _under_number(pdf, page)
        left = left if under is None else under[0] - width / 2
        high = page.y1 - 60 * MM - height if under is None else under[1] - height
        return _at(left, high - MM).moved_into(page)
    x = left if corner.endswith("left") else right
    return _at(x, high if corner.startswith("top") else low).moved_into(page)


def _at(x: float, y: float) -> Rect:
    return Rect(x, y, x + WIDTH_MM * MM, y + HEIGHT_MM * MM)


def _under_number(pdf: bytes, page: Rect) -> tuple[float, float] | None:
    """Middle and lower edge of number and abstract, at the upper left of the page."""
    try:
        with PageTexts(pdf) as texts:
            found = [
                item
                for item in segments(texts.lines(0))
                if item.rect.y0 > page.y1 - _HEADER_MM * MM
                and item.rect.middle[0] < page.middle[0]
            ]
    except TEXT_ERRORS:
        return None
    for index, item in enumerate(found):
        if item.text.startswith("so:") or item.text.startswith("so :"):
            lowest = item.rect
            for below in found[index + 1 :]:
                close = lowest.y0 - below.rect.y1 < 0.8 * below.size
                if close and below.text.startswith(("v/v", "ve viec")):
                    lowest = below.rect
                elif close and lowest is not item.rect:
                    lowest = below.rect
            return item.rect.middle[0], lowest.y0
    return None


def _distance(rect: Rect, wanted: Rect) -> float:
    (x, y), (a, b) = rect.middle, wanted.middle
    return (x - a) ** 2 + (y - b) ** 2


# ------------------------------------------------------------------------- drawing


def _frame(stamp: ArrivalStamp):
    """Return a painter of the stamp by the model of Phụ lục IV."""
    width, height = WIDTH_MM * MM, HEIGHT_MM * MM
    inner = width - 2 * _PAD
    lines, y = [], height - _PAD
    for text, size in _name_lines(stamp.agency.upper(), inner):
        y -= size * 1.15
        lines.append(_centred(text, y, size, width))
    top = y - 1.2 * MM
    column = 17 * MM
    lines += [_centred("ĐẾN", top - 6.2 * MM, 15, column + _PAD)]
    room = width - column - _PAD
    lines.append(_entry("Số: ", stamp.number, column, top - 4.4 * MM, room))
    lines.append(_entry("Ngày: ", stamp.day, column, top - 9.6 * MM, room))
    low = top - 15 * MM
    lines.append(_entry("Chuyển: ", stamp.passed_to, _PAD, low, inner))
    lines.append(
        _entry("Số và ký hiệu HS: ", stamp.notation, _PAD, low - 5.4 * MM, inner)
    )
    return paint_all(_paint_frame(width, height, top), paint_lines(tuple(lines)))


def _paint_frame(width: float, height: float, top: float):
    def paint(_writer: BasePdfFileWriter, _resources: Resources) -> bytes:
        return b"q %.3f %.3f %.3f RG 1.2 w 0.6 0.6 %.3f %.3f re S " % (
            *_RED,
            width - 1.2,
            height - 1.2,
        ) + b"0.6 w 0.6 %.3f m %.3f %.3f l S Q" % (top, width - 0.6, top)

    return paint


def _name_lines(name: str, room: float) -> list[tuple[str, float]]:
    """The agency's name in one line or two, as large as they allow."""
    name = drawable(name)
    size = 9.0
    if text_width(name, size) > room:
        words, lines = name.split(), ["", ""]
        cut = min(
            range(1, max(2, len(words))),
            key=lambda at: max(
                text_width(" ".join(words[:at]), 8), text_width(" ".join(words[at:]), 8)
            ),
        )
        lines = [" ".join(words[:cut]), " ".join(words[cut:])]
        widest = max(text_width(line, 1) for line in lines)
        size = min(8.0, room / widest)
        return [(line, size) for line in lines if line]
    return [(name, size)]


def _centred(text: str, y: float, size: float, width: float) -> TextLine:
    x = (width - text_width(text, size)) / 2
    return TextLine(text, x, y, size, color=_RED)


def _entry(label: str, value: str, x: float, y: float, room: float) -> TextLine:
    """A label with its value, set narrower if need be, or dots to write on."""
    size = 10.0
    value = drawable(value)
    if not value:
        left = room - text_width(label, size)
        value = _DOT * int(left / text_width(_DOT, size))
    text = label + value
    while text_width(text, size) > room and size > 7:
        size -= 0.5
    squeeze = min(1.0, room / text_width(text, size))
    if squeeze < 0.7:
        fits = len(text)
        while text_width(text[:fits] + "…", size) * 0.7 > room:
            fits -= 1
        text, squeeze = text[:fits] + "…", 0.7
    return TextLine(text, x, y, size, color=_RED, squeeze=squeeze)
