"""The steps of signing: the person, the number, the seal, the seal on an enclosure.

Every step takes bytes and gives longer bytes that begin with them, so that earlier
signatures stay valid. Errors common to the signing steps, beside those named there:

:raises SigningError: ``signing.certificate_expired``,
    ``signing.certificate_not_yet_valid``, ``signing.certificate_purpose``,
    ``signing.certificate_revoked``, ``signing.status_unavailable``,
    ``signing.chain_untrusted``, ``signing.tsa_unreachable``, ``signing.tsa_missing``,
    ``signing.tsa_changed``,
    ``signing.roots_missing``,
    ``signing.picture_unreadable``, ``signing.result_wrong``, ``signing.failed``
:raises TokenError: ``token.removed``, ``token.failed``
:raises PdfError: ``pdf.unreadable``, ``pdf.encrypted``, ``pdf.too_large``
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from pyhanko.pdf_utils.reader import PdfFileReader

from ..errors import PdfError
from ..token.key import SigningKey
from ..wrap import WITHIN, wrapped_file
from . import fields
from .appearance import signature_drawing
from .archive import for_archive
from .corner import free_corner
from .failures import Work, told
from .fetch import TimeStampClient
from .fill import fill_number
from .geometry import Box
from .layout import DEFAULT_LAYOUT, Layout
from .places import FieldPlace
from .prepare import one_meaning, signature_field_spec
from .reading import (
    entry,
    open_pdf,
    open_to_extend,
    page_at,
    page_view,
    rect_of,
    refuse_active_content,
)
from .sealdraw import SealPicture, drawn_signature, note_drawing, seal_drawing
from .services import Level, TrustServices, time_stamper
from .signer import SignatureOrder, check_key, make_signature

__all__ = [
    "Level",
    "SealPicture",
    "TrustServices",
    "apply_seal",
    "fill_number",
    "seal_copy",
    "seal_enclosure",
    "sign_personal",
]

VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class CornerNote:
    """What a seal without a picture shows top right, above the time of signing."""

    field: str
    box: Box
    lines: tuple[str, ...]


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
    :param style: ``"nd30"`` the picture only; ``"mau01"`` with name and time at the
        right of the signature
    :param label: name in ``"mau01"``; default: the certificate's
    :raises PdfError: also ``pdf.not_prepared``, ``pdf.not_signed``,
        ``pdf.number_missing``, ``pdf.already_sealed``
    """
    check_key(key, when)
    reader = open_pdf(pdf)
    person, field = _check_sealable(reader)
    stamper = time_stamper(services)
    lines = seal_information(key, when, services, stamper, style, label)
    view = page_view(field.value["/P"])
    room = view.to_view(rect_of(field.value["/Rect"]))
    signature = drawn_signature(view, person)
    drawing = seal_drawing(view, room, signature, seal, lines, layout)
    order = SignatureOrder(fields.SEAL, when, drawing)
    sealed = make_signature(pdf, reader, key, order, services, stamper)
    return for_archive(sealed, services, when)


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
    pdf, reader = _open_annex(pdf)
    if fields.ENCLOSURE in fields.signature_fields(reader):
        raise PdfError("pdf.already_sealed")
    refuse_active_content(reader, WITHIN if wrapped_file(reader) else ())
    note = CornerNote(fields.ENCLOSURE, layout.enclosure, (code_text,))
    return _seal_in_corner(pdf, reader, key, note, when, services)


def seal_copy(
    pdf: bytes,
    key: SigningKey,
    form: str,
    agency: str,
    when: datetime,
    services: TrustServices,
    layout: Layout = DEFAULT_LAYOUT,
) -> bytes:
    """Seal an electronic copy (NĐ 30/2020 annex I cell 14).

    No picture: form of the copy, name of the agency that made it and time of signing,
    top right on the first page. Locks the file like :func:`apply_seal`.

    :param form: such as ``"SAO Y"``
    :param when: claimed time, with zone; drawn in Vietnam's zone
    :raises PdfError: also ``pdf.already_signed``, ``pdf.active_content``
    """
    check_key(key, when)
    pdf, reader = _open_annex(pdf)
    # a copy shows the original's signatures, it doesn't hold them
    if fields.signed_field_names(reader):
        raise PdfError("pdf.already_signed")
    refuse_active_content(reader)
    note = CornerNote(fields.COPY, layout.copy, (form, agency))
    return _seal_in_corner(pdf, reader, key, note, when, services)


def _seal_in_corner(
    pdf: bytes,
    reader: PdfFileReader,
    key: SigningKey,
    note: CornerNote,
    when: datetime,
    services: TrustServices,
) -> bytes:
    """Seal with a note and the time on the first page, and lock the file."""
    view = page_view(page_at(reader, 0))
    rect = free_corner(pdf, view, note.box)
    drawing = note_drawing(view, rect, (*note.lines, vietnam_time(when)))
    spec = signature_field_spec(FieldPlace(note.field, 0, view, rect), lock=True)
    order = SignatureOrder(note.field, when, drawing, new_field=spec)
    stamper = time_stamper(services)
    sealed = make_signature(pdf, reader, key, order, services, stamper)
    return for_archive(sealed, services, when)


def _open_annex(pdf: bytes) -> tuple[bytes, PdfFileReader]:
    """Open a file that isn't prepared; rewritten if it may be and readers disagree."""
    reader = open_to_extend(pdf)
    if fields.signed_field_names(reader):
        return pdf, reader
    single = one_meaning(pdf, reader)
    return (pdf, reader) if single is pdf else (single, open_pdf(single))


def vietnam_time(when: datetime) -> str:
    """Write a time as the decree wants it drawn: ``05/01/2026 09:15:30 +07:00``."""
    local = when.astimezone(VIETNAM)
    return local.strftime("%d/%m/%Y %H:%M:%S") + " +07:00"


def seal_information(
    key: SigningKey,
    when: datetime,
    services: TrustServices,
    stamper: TimeStampClient | None,
    style: str,
    label: str,
) -> tuple[str, ...]:
    """The lines beside the seal: none in style ``"nd30"``.

    Mẫu 01 of the seed regulation: name of the certificate, time by the TSA.
    """
    if style != "mau01":
        return ()
    shown = _stamped_time(stamper, services) or when
    day, _space, clock = vietnam_time(shown).partition(" ")
    name = label or key.info.subject_common_name
    return (name, f"Thời gian ký: {day}", clock)


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
    with told(Work("TSA", services)):
        return asyncio.run(stamper.async_time())
