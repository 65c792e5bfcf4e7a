"""What goes to the printer: the pages of several files in one, as readers show them.

What leaves here is no document, only ink on paper: fields are drawn into their pages,
for printers and readers treat fields that several files share by name in their own way.
"""

import io
from collections.abc import Iterable

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
)

from .errors import PdfError

_HIDDEN = 2 | 32  # hidden, or not for view
_ERRORS = (PyPdfError, LookupError, TypeError, ValueError, AttributeError)


def print_together(pdfs: Iterable[bytes]) -> bytes:
    """Return one file with all pages in order, their fields drawn in.

    :raises PdfError: ``pdf.unreadable``
    """
    writer = PdfWriter()
    try:
        for pdf in pdfs:
            for page in PdfReader(io.BytesIO(pdf)).pages:
                _draw_fields(writer, writer.add_page(page))
    except _ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _draw_fields(writer, page):
    drawn = []
    for number, item in enumerate(page.get("/Annots") or ()):
        field = item.get_object()
        picture = _picture(field)
        if picture is None:
            continue
        name = f"/EdocDrawn{number}"
        _own(page, "/XObject")[NameObject(name)] = writer._add_object(picture)
        drawn.append(f"q {_placing(field, picture)} cm {name} Do Q")
    page.pop("/Annots", None)
    if drawn:
        _append(writer, page, "\n".join(drawn))


def _picture(field):
    """Return what a field shows, or nothing."""
    if int(field.get("/F", 0)) & _HIDDEN or "/AP" not in field:
        return None
    shown = field["/AP"].get("/N")
    shown = shown.get_object() if shown is not None else None
    if isinstance(shown, DictionaryObject) and not isinstance(shown, StreamObject):
        shown = shown.get(field.get("/AS"))
        shown = shown.get_object() if shown is not None else None
    return shown if isinstance(shown, StreamObject) and "/BBox" in shown else None


def _own(page, kind):
    """Return resources that belong to this page alone."""
    resources = DictionaryObject(
        page.get("/Resources", DictionaryObject()).get_object()
    )
    own = DictionaryObject(resources.get(kind, DictionaryObject()).get_object())
    resources[NameObject(kind)] = own
    page[NameObject("/Resources")] = resources
    return own


def _placing(field, picture):
    """Return the matrix that lays a picture into its field (ISO 32000-1, 12.5.5)."""
    a, b, c, d, e, f = (float(n) for n in picture.get("/Matrix", (1, 0, 0, 1, 0, 0)))
    left, low, right, high = (float(n) for n in picture["/BBox"])
    corners = [(x, y) for x in (left, right) for y in (low, high)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    x1, y1, x2, y2 = (float(n) for n in field["/Rect"])
    wide = abs(x2 - x1) / ((max(xs) - min(xs)) or 1)
    tall = abs(y2 - y1) / ((max(ys) - min(ys)) or 1)
    shift = (min(x1, x2) - min(xs) * wide, min(y1, y2) - min(ys) * tall)
    numbers = (wide, 0, 0, tall, *shift)
    return " ".join(str(FloatObject(round(number, 5))) for number in numbers)


def _append(writer, page, drawing):
    """Draw after all that stands on the page, whatever it left behind."""
    contents = page.raw_get("/Contents") if "/Contents" in page else ArrayObject()
    inner = contents.get_object()
    old = list(inner) if isinstance(inner, ArrayObject) else [contents]
    page[NameObject("/Contents")] = ArrayObject(
        [_stream(writer, "q"), *old, _stream(writer, f"Q\n{drawing}")]
    )


def _stream(writer, text):
    stream = DecodedStreamObject()
    stream.set_data(f"{text}\n".encode())
    return writer._add_object(stream)
