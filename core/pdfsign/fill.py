"""Writing number and date into a signed file (seed regulation Đ12k1c)."""

import io
from collections.abc import Iterable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from ..errors import PdfError
from . import fields
from .appearance import Drawing, Resources
from .fonts import FIELD_CHARACTERS, text_width
from .reading import MAX_BYTES, READ_ERRORS, entry, open_pdf

_SMALLEST_SQUEEZE = 0.7


def fill_number(
    pdf: bytes, number: str, day: str, month: str, max_bytes: int = MAX_BYTES
) -> bytes:
    """Write number and date into the empty fields, as one incremental update.

    Value and drawing are written together, so that they can't differ. A date that
    the draft's text has already, has no field and is left alone.

    :param number: as it stands before the notation, such as ``"05"``
    :param day: two digits
    :param month: two digits for January and February (NĐ 30/2020 annex I), else as is
    :raises PdfError: ``pdf.not_prepared``, ``pdf.not_signed``,
        ``pdf.number_already_filled``, ``pdf.number_invalid``, ``pdf.unreadable``,
        ``pdf.encrypted``, ``pdf.too_large``
    """
    values = {fields.NUMBER: number, fields.DAY: day, fields.MONTH: month}
    check_values(values.values())
    reader = open_pdf(pdf, max_bytes)
    _check_ready(reader)
    try:
        writer = IncrementalPdfFileWriter.from_reader(reader)
        found = fields.text_fields(writer)
        font = writer.root["/AcroForm"]["/DR"]["/Font"].raw_get(fields.FONT_RESOURCE)
        for name, item in found.items():
            _fill(writer, item, values[name], font)
        out = io.BytesIO()
        writer.write(out)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    return out.getvalue()


def _check_ready(reader) -> None:
    found = fields.text_fields(reader)
    signatures = fields.signature_fields(reader)
    if fields.NUMBER not in found or fields.PERSON not in signatures:
        raise PdfError("pdf.not_prepared")
    if not fields.is_filled(signatures[fields.PERSON]):
        raise PdfError("pdf.not_signed")
    filled = [item for item in found.values() if fields.is_filled(item)]
    if filled or fields.is_filled(signatures[fields.SEAL]):
        number = str(entry(found[fields.NUMBER].value, "/V", ""))
        raise PdfError("pdf.number_already_filled", number=number)


def _fill(
    writer: IncrementalPdfFileWriter,
    item: fields.Field,
    text: str,
    font: generic.PdfObject,
) -> None:
    widget = item.value
    widget[pdf_name("/V")] = generic.pdf_string(text)
    _text_drawing(widget, text, font).set_on(writer, widget)
    writer.mark_update(item.ref)


def _text_drawing(
    widget: generic.DictionaryObject, text: str, font: generic.PdfObject
) -> Drawing:
    x0, y0, x1, y1 = (float(value) for value in widget["/Rect"])
    look = entry(widget, "/MK", {})
    rotate = int(entry(look, "/R", 0))
    width, height = abs(x1 - x0), abs(y1 - y0)
    if rotate % 180:
        width, height = height, width
    size = float(str(widget["/DA"]).split()[1])
    slant = float(entry(widget, fields.SLANT_KEY, 0))
    baseline = float(entry(widget, fields.BASELINE_KEY, height * 0.25))
    size, squeeze, x = fitted(text, size, slant, width)

    ground = b"1 g 0 0 %.3f %.3f re f " % (width, height) if "/BG" in look else b""
    content = b"/Tx BMC q %sBT %s %.2f Tf 0 g %.1f Tz 1 0 %.4f 1 %.3f %.3f Tm %s Tj" % (
        ground,
        fields.FONT_RESOURCE.encode(),
        size,
        squeeze * 100,
        slant,
        x,
        baseline,
        _literal(text),
    )

    def paint(_writer: BasePdfFileWriter, resources: Resources) -> bytes:
        resources["/Font"] = {fields.FONT_RESOURCE: font}
        return content + b" ET Q EMC"

    return Drawing(width, height, rotate, paint)


def fitted(
    text: str, size: float, slant: float, width: float
) -> tuple[float, float, float]:
    """Size of type, squeeze and left edge that centre ``text`` in a gap.

    Too narrow a gap: first the figures are squeezed, then set smaller.
    """
    natural = text_width(text, size)
    squeeze = min(1.0, max(_SMALLEST_SQUEEZE, width / natural))
    size = min(size, size * width / (natural * squeeze))
    # Slanted figures lean over their right edge by a third of their height.
    x = (width - text_width(text, size) * squeeze) / 2 - slant * size / 3
    return size, squeeze, x


def check_values(values: Iterable[str]) -> None:
    """Refuse what can't be written as a number or date.

    :raises PdfError: ``pdf.number_invalid``
    """
    for value in values:
        if not value.strip() or set(value) - set(FIELD_CHARACTERS):
            raise PdfError("pdf.number_invalid", value=value)


def _literal(text: str) -> bytes:
    return b"<" + text.encode("latin-1").hex().upper().encode("ascii") + b">"
