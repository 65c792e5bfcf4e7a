"""The steps of signing: the person, the number, the seal, the seal on an enclosure.

Every step takes bytes and gives longer bytes that begin with them, so that earlier
signatures stay valid. Errors common to the signing steps, beside those named there:

:raises SigningError: ``signing.certificate_expired``,
    ``signing.certificate_not_yet_valid``, ``signing.certificate_purpose``,
    ``signing.certificate_revoked``, ``signing.status_unavailable``,
    ``signing.chain_untrusted``, ``signing.tsa_unreachable``, ``signing.tsa_missing``,
    ``signing.roots_missing``,
    ``signing.picture_unreadable``, ``signing.result_wrong``, ``signing.failed``
:raises TokenError: ``token.removed``, ``token.failed``
:raises PdfError: ``pdf.unreadable``, ``pdf.encrypted``, ``pdf.too_large``
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from ..errors import PdfError, SigningError
from ..token.key import SigningKey
from ..wrap import WITHIN, wrapped_file
from . import fields
from .appearance import (
    DRAWN_KEY,
    Drawing,
    TextLine,
    load_picture,
    paint_all,
    paint_lines,
    paint_picture,
    signature_drawing,
)
from .fetch import TimeStampClient
from .fill import fill_number
from .fonts import text_width
from .geometry import MM, PageView, Rect
from .layout import DEFAULT_LAYOUT, Layout
from .places import FieldPlace
from .prepare import signature_field_spec
from .reading import entry, open_pdf, page_at, page_view, rect_of, refuse_active_content
from .services import Level, TrustServices, time_stamper
from .signer import SignatureOrder, check_key, make_signature

__all__ = [
    "Level",
    "SealPicture",
    "TrustServices",
    "apply_seal",
    "fill_number",
    "seal_enclosure",
    "sign_personal",
]

VIETNAM = timezone(timedelta(hours=7))
_NOTE_SIZE = 10.0
_LABEL_SIZE = 8.0


@dataclass(frozen=True, slots=True)
class SealPicture:
    """A seal's picture in real size: transparent PNG, red (NĐ 30/2020 annex I)."""

    png: bytes
    width_mm: float
    height_mm: float


def sign_personal(
    pdf: bytes,
    key: SigningKey,
    picture: bytes | None,
    when: datetime,
    services: TrustServices,
    reason: str = "",
) -> bytes:
    """Sign as the competent person (NĐ 30/2020 annex I cell 7c, seed Mẫu 02).

    Certifies the file: afterwards only its fields may be filled and signed.

    :param picture: transparent PNG; without one the name is drawn
    :param when: claimed time, with zone
    :raises PdfError: also ``pdf.not_prepared``, ``pdf.already_signed``
    """
    check_key(key, when)
    reader = open_pdf(pdf)
    if fields.signed_field_names(reader):
        raise PdfError("pdf.already_signed")
    found = fields.signature_fields(reader)
    if fields.PERSON not in found:
        raise PdfError("pdf.not_prepared")
    width, height, rotate = _field_size(found[fields.PERSON])
    drawing = signature_drawing(
        width, height, rotate, picture, key.info.subject_common_name
    )
    order = SignatureOrder(fields.PERSON, when, drawing, certify=True, reason=reason)
    return make_signature(pdf, reader, key, order, services, time_stamper(services))


def apply_seal(
    pdf: bytes,
    key: SigningKey,
    seal: SealPicture,
    when: datetime,
    services: TrustServices,
    style: str = "nd30",
    label: str = "",
    layout: Layout = DEFAULT_LAYOUT,
) -> bytes:
    """Seal a signed and numbered document (NĐ 30/2020 Đ32, seed Đ13k4).

    The seal covers a third of the drawn signature on its left. Afterwards every
    change of the content is invalid; validation data may still be added.

    :param when: claimed time, with zone
    :param style: ``"nd30"`` the picture only; ``"mau01"`` with name and time below
    :param label: name beside the seal in ``"mau01"``; default: the certificate's
    :raises PdfError: also ``pdf.not_prepared``, ``pdf.not_signed``,
        ``pdf.number_missing``, ``pdf.already_sealed``
    """
    check_key(key, when)
    reader = open_pdf(pdf)
    person, field = _check_sealable(reader)
    stamper = time_stamper(services)
    lines: tuple[str, ...] = ()
    if style == "mau01":
        shown = _stamped_time(stamper, services) or when
        name = label or key.info.subject_common_name
        lines = (name, f"Thời gian ký: {vietnam_time(shown)}")
    drawing = _seal_drawing(reader, person, field, seal, lines, layout)
    order = SignatureOrder(fields.SEAL, when, drawing)
    return make_signature(pdf, reader, key, order, services, stamper)


def seal_enclosure(
    pdf: bytes,
    key: SigningKey,
    code_text: str,
    when: datetime,
    services: TrustServices,
    layout: Layout = DEFAULT_LAYOUT,
) -> bytes:
    """Seal an enclosure in a file of its own (NĐ 30/2020 annex I, seed Đ6k2b).

    No picture: number and notation of the document and the time of signing, top
    right on the first page, 10 points. Locks the file like :func:`apply_seal`.

    :param code_text: number and notation, such as ``"12/SCT-VP"``
    :param when: claimed time, with zone; drawn in Vietnam's zone
    :raises PdfError: also ``pdf.already_sealed``, ``pdf.active_content``
    """
    check_key(key, when)
    reader = open_pdf(pdf)
    if fields.ENCLOSURE in fields.signature_fields(reader):
        raise PdfError("pdf.already_sealed")
    refuse_active_content(reader, WITHIN if wrapped_file(reader) else ())
    view = page_view(page_at(reader, 0))
    rect = view.from_layout(layout.enclosure)
    drawing = _note_drawing(view, rect, (code_text, vietnam_time(when)))
    place = FieldPlace(fields.ENCLOSURE, 0, view, rect)
    spec = signature_field_spec(place, lock=True)
    order = SignatureOrder(fields.ENCLOSURE, when, drawing, new_field=spec)
    return make_signature(pdf, reader, key, order, services, time_stamper(services))


def vietnam_time(when: datetime) -> str:
    """Write a time as the decree wants it drawn: ``05/01/2026 09:15:30 +07:00``."""
    local = when.astimezone(VIETNAM)
    return local.strftime("%d/%m/%Y %H:%M:%S") + " +07:00"


def _check_sealable(reader: PdfFileReader) -> tuple[fields.Field, fields.Field]:
    found = fields.signature_fields(reader)
    if fields.SEAL not in found or fields.PERSON not in found:
        raise PdfError("pdf.not_prepared")
    person, seal = found[fields.PERSON], found[fields.SEAL]
    # NĐ 30/2020 Đ32: the seal goes only on what the competent person has signed.
    if not fields.is_filled(person):
        raise PdfError("pdf.not_signed")
    if fields.is_filled(seal):
        raise PdfError("pdf.already_sealed")
    number = fields.text_fields(reader).get(fields.NUMBER)
    if number and not fields.is_filled(number):
        raise PdfError("pdf.number_missing")
    return person, seal


def _field_size(field: fields.Field) -> tuple[float, float, int]:
    """Width and height as displayed, in points, and the page's turn."""
    rect = rect_of(field.value["/Rect"])
    rotate = int(entry(entry(field.value, "/MK", {}), "/R", 0))
    if rotate % 180:
        return rect.height, rect.width, rotate
    return rect.width, rect.height, rotate


def _stamped_time(
    stamper: TimeStampClient | None, services: TrustServices
) -> datetime | None:
    """Ask the TSA for its time: what is drawn must be drawn before the signature."""
    if stamper is None:
        return None
    try:
        answer = asyncio.run(stamper.async_dummy_response("sha256"))
    except TimestampRequestError as exc:
        raise SigningError(
            "signing.tsa_unreachable", url=services.tsa_url, seconds=services.timeout_s
        ) from exc
    content = answer["content"]["encap_content_info"]["content"].parsed
    return content["gen_time"].native


def _seal_drawing(
    reader: PdfFileReader,
    person: fields.Field,
    field: fields.Field,
    seal: SealPicture,
    lines: tuple[str, ...],
    layout: Layout,
) -> Drawing:
    view = page_view(field.value["/P"])
    room = view.to_view(rect_of(field.value["/Rect"]))
    signature = _drawn_signature(view, person)
    width, height = seal.width_mm * MM, seal.height_mm * MM
    right = signature.x0 + signature.width * layout.seal_share
    middle = signature.middle[1]
    place = Rect(right - width, middle - height / 2, right, middle + height / 2)
    place = place.moved_into(room)
    local = _shifted(place, -room.x0, -room.y0)
    painters = [paint_picture(load_picture(seal.png), local)]
    if lines:
        painters.append(paint_lines(_label_lines(lines, local, room.width)))
    return Drawing(room.width, room.height, view.rotate, paint_all(*painters), local)


def _drawn_signature(view: PageView, person: fields.Field) -> Rect:
    """Where the signature's picture really stands, in view coordinates."""
    whole = view.to_view(rect_of(person.value["/Rect"]))
    drawn = entry(person.value["/AP"]["/N"], DRAWN_KEY)
    if drawn is None:
        return whole
    return _shifted(Rect(*(float(value) for value in drawn)), whole.x0, whole.y0)


def _shifted(rect: Rect, x: float, y: float) -> Rect:
    return Rect(rect.x0 + x, rect.y0 + y, rect.x1 + x, rect.y1 + y)


def _label_lines(
    lines: tuple[str, ...], seal: Rect, width: float
) -> tuple[TextLine, ...]:
    """Lines below the seal, centred under it, small enough for the field."""
    drawn = []
    for index, text in enumerate(lines):
        size = min(_LABEL_SIZE, _LABEL_SIZE * width / text_width(text, _LABEL_SIZE))
        x = seal.middle[0] - text_width(text, size) / 2
        x = max(0.0, min(x, width - text_width(text, size)))
        y = max(2.0, seal.y0 - (index + 1.4) * _LABEL_SIZE * 1.2)
        drawn.append(TextLine(text, x, y, size))
    return tuple(drawn)


def _note_drawing(view: PageView, rect: Rect, lines: tuple[str, ...]) -> Drawing:
    """Lines flush right, from the top of the field down."""
    drawn = []
    for index, text in enumerate(lines):
        natural = text_width(text, _NOTE_SIZE)
        size = min(_NOTE_SIZE, _NOTE_SIZE * rect.width / natural)
        y = rect.height - (index + 1) * _NOTE_SIZE * 1.2
        drawn.append(TextLine(text, rect.width - text_width(text, size), y, size))
    return Drawing(rect.width, rect.height, view.rotate, paint_lines(tuple(drawn)))
