"""Files that were signed elsewhere: they are never rewritten, only extended.

Such a file has no fields of ours. New text fields would be a change that its
signatures don't cover and other readers reject, while one more signature and what its
picture shows is none: so number and date go into the picture of the seal's own step.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from pyhanko.pdf_utils.reader import PdfFileReader

from ..errors import PdfError
from ..token.certificate import describe_parsed
from ..token.key import SigningKey
from . import fields
from .anchors import Anchors, find_anchors
from .appearance import Drawing, TextLine, paint_lines, signature_drawing
from .archive import for_archive
from .fill import check_values, fitted
from .geometry import MM, Rect
from .layout import DEFAULT_LAYOUT, Layout
from .places import FieldPlace, Placement, TextPlace, find_places, seal_place
from .prepare import signature_field_spec
from .reading import (
    open_to_extend,
    page_refs,
    page_view,
    rect_of,
    refuse_active_content,
)
from .roles import PERSON as OF_PERSON
from .roles import certificate_role
from .sealdraw import SealPicture, drawn_signature, seal_drawing, shifted
from .services import TrustServices, time_stamper
from .sign import seal_information
from .signed import SIGNATURE_ERRORS, check_takes_signature, is_prepared, signatures
from .signer import SignatureOrder, check_key, make_signature
from .untouched import check_untouched

# What is larger is no signature's picture but a whole page's cover.
_LARGEST_MM = 90, 60


def propose_elsewhere(
    pdf: bytes, layout: Layout = DEFAULT_LAYOUT, signer_name: str = ""
) -> tuple[Placement, ...]:
    """Tell where number, date and seal would be drawn; nothing is written.

    Where the person has signed visibly, the signature's box is the one signed.

    :raises PdfError: see :func:`seal_signed_elsewhere`
    """
    reader = _open(pdf)
    anchors = find_anchors(pdf, signer_name)
    signature = _signed_place(reader)
    return find_places(reader, layout, anchors, (), signature).placements()


def sign_personal_elsewhere(
    pdf: bytes,
    key: SigningKey,
    picture: bytes | None,
    when: datetime,
    services: TrustServices,
    place: Placement | None = None,
    signer_name: str = "",
    layout: Layout = DEFAULT_LAYOUT,
    reason: str = "",
) -> bytes:
    """Add a person's signature to a file that bears signatures already.

    An approval signature in a new field; it certifies nothing, so that number and
    seal can follow in pictures of their own.

    :param picture: transparent PNG; without one the name is drawn
    :param place: where; None looks for the name in the text, then takes the layout's
    :param signer_name: as typed under the signature; default: the certificate's
    :raises PdfError: also ``pdf.not_prepared`` for a file without a signature,
        ``pdf.already_prepared``, ``pdf.certified_without_fields``, ``pdf.locked``,
        ``pdf.active_content``, ``pdf.placement_invalid``
    """
    check_key(key, when)
    reader = _open(pdf)
    name = signer_name or key.info.subject_common_name
    by_hand = (replace(place, field=fields.PERSON),) if place else ()
    anchors = Anchors() if place else find_anchors(pdf, name)
    person = find_places(reader, layout, anchors, by_hand).person
    person = replace(person, name=_free_name(reader, fields.PERSON))
    drawing = signature_drawing(
        *(person.rect.width, person.rect.height, person.view.rotate),
        *(picture, key.info.subject_common_name),
    )
    return _signed(pdf, reader, key, person, drawing, when, services, reason=reason)


def seal_signed_elsewhere(
    pdf: bytes,
    key: SigningKey,
    seal: SealPicture,
    when: datetime,
    services: TrustServices,
    number: str,
    day: str,
    month: str,
    style: str = "nd30",
    label: str = "",
    layout: Layout = DEFAULT_LAYOUT,
    placements: tuple[Placement, ...] = (),
    signer_name: str = "",
) -> bytes:
    """Number, date and seal a file that was signed elsewhere, in the seal's picture.

    When they stand on different pages, one more signature of the seal's key carries
    number and date; the seal comes last and locks the file.

    :param number: as it stands before the notation; ``day`` and ``month`` as drawn
    :param placements: boxes by hand; else by the text, the signature, the layout
    :param signer_name: as typed under the signature, where that can't be seen
    :raises PdfError: also ``pdf.not_signed``, ``pdf.already_prepared``,
        ``pdf.already_sealed``, ``pdf.certified_without_fields``, ``pdf.locked``,
        ``pdf.number_invalid``, ``pdf.number_already_filled`` when another number
        stands there, ``pdf.placement_invalid``, ``pdf.placement_unknown``
    """
    check_key(key, when)
    values = {fields.NUMBER: number, fields.DAY: day, fields.MONTH: month}
    check_values(values.values())
    reader = _open(pdf)
    anchors = find_anchors(pdf, signer_name)
    taken = anchors.number.taken if anchors.number else ""
    if taken and taken.lstrip("0") != number.lower().lstrip("0"):
        raise PdfError("pdf.number_already_filled", number=taken)
    signature = _signed_place(reader)
    places = find_places(reader, layout, anchors, placements, signature)
    sealing = seal_place(places.person)
    apart = [text for text in places.texts if text.page != sealing.page]
    for page in sorted({text.page for text in apart}):
        here = [text for text in apart if text.page == page]
        place = _around(replace(here[0], name=fields.NUMBER_DRAWN), here)
        place = replace(place, name=_free_name(reader, place.name))
        painter = _texts_painter(here, values, place.rect)
        drawing = _drawing(place, painter)
        pdf = _signed(pdf, reader, key, place, drawing, when, services)
        reader = open_to_extend(pdf)
    here = [text for text in places.texts if text.page == sealing.page]
    room = _around(sealing, here)
    more = (_texts_painter(here, values, room.rect),) if here else ()
    lines = seal_information(key, when, services, time_stamper(services), style, label)
    drawing = seal_drawing(
        *(room.view, room.rect, places.person.rect, seal, lines, layout), more
    )
    return _signed(pdf, reader, key, room, drawing, when, services, lock=True)


def _open(pdf: bytes) -> PdfFileReader:
    reader = open_to_extend(pdf)
    if is_prepared(reader):
        filled = fields.SEAL in fields.signed_field_names(reader)
        raise PdfError("pdf.already_sealed" if filled else "pdf.already_prepared")
    if not fields.signed_field_names(reader):
        raise PdfError("pdf.not_prepared")
    check_takes_signature(reader)
    refuse_active_content(reader)
    return reader


def _signed_place(reader: PdfFileReader) -> FieldPlace | None:
    """Where the last person's signature can be seen, if it can."""
    found: tuple[int, FieldPlace] | None = None
    for name, signature in signatures(reader):
        try:
            info = describe_parsed(signature.signer_cert)
            if certificate_role(info) != OF_PERSON:
                continue
            place = _visible_place(reader, fields.signature_fields(reader)[name])
            if place and (not found or signature.signed_revision > found[0]):
                found = signature.signed_revision, place
        except SIGNATURE_ERRORS:
            continue
    return found[1] if found else None


def _visible_place(reader: PdfFileReader, item: fields.Field) -> FieldPlace | None:
    widget = item.value
    if "/Rect" not in widget or "/P" not in widget:
        return None
    rect = rect_of(widget["/Rect"])
    if not 0 < rect.width <= _LARGEST_MM[0] * MM:
        return None
    if not 0 < rect.height <= _LARGEST_MM[1] * MM:
        return None
    page = page_refs(reader).index(widget.raw_get("/P"))
    view = page_view(widget["/P"])
    return FieldPlace(fields.PERSON, page, view, drawn_signature(view, item), True)


def _free_name(reader: PdfFileReader, name: str) -> str:
    known, index, free = fields.signature_fields(reader), 1, name
    while free in known:
        index += 1
        free = f"{name}_{index}"
    return free


def _around(place: FieldPlace, texts: list[TextPlace]) -> FieldPlace:
    """The place made large enough for texts on its page."""
    rects = [text.rect for text in texts]
    if place.name == fields.SEAL or not rects:
        rects.append(place.rect)
    around = Rect(
        min(rect.x0 for rect in rects),
        min(rect.y0 for rect in rects),
        max(rect.x1 for rect in rects),
        max(rect.y1 for rect in rects),
    )
    return FieldPlace(place.name, place.page, place.view, around)


def _texts_painter(texts: list[TextPlace], values: Mapping[str, str], room: Rect):
    lines = []
    for text in texts:
        value, place = values[text.name], shifted(text.rect, -room.x0, -room.y0)
        size, squeeze, x = fitted(value, text.size, text.slant, place.width)
        ground = place if text.dotted else None
        lines.append(
            TextLine(
                *(value, place.x0 + x, place.y0 + text.baseline, size),
                slant=text.slant,
                squeeze=squeeze,
                ground=ground,
            )
        )
    return paint_lines(tuple(lines))


def _drawing(place: FieldPlace, painter) -> Drawing:
    return Drawing(place.rect.width, place.rect.height, place.view.rotate, painter)


def _signed(
    pdf: bytes,
    reader: PdfFileReader,
    key: SigningKey,
    place: FieldPlace,
    drawing: Drawing,
    when: datetime,
    services: TrustServices,
    lock: bool = False,
    reason: str = "",
) -> bytes:
    """Sign in a new field; earlier signatures are looked at afterwards."""
    spec = signature_field_spec(place, lock)
    order = SignatureOrder(place.name, when, drawing, new_field=spec, reason=reason)
    signed = make_signature(pdf, reader, key, order, services, time_stamper(services))
    check_untouched(pdf, signed)
    return for_archive(signed, services, when) if lock else signed
