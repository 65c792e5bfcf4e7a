"""Making a draft ready: fields for number, date, signature and seal.

Seed regulation Đ12k1 has the leader sign first and the clerk write the number into
the signed file. A PDF may only grow after its first signature, so the empty fields
must be there before it.
"""

import io
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    append_signature_field,
)

from ..errors import PdfError
from . import fields
from .anchors import Anchors, Slot, find_anchors
from .fonts import field_font
from .geometry import MM, PageView, Rect
from .layout import DEFAULT_LAYOUT, Layout
from .reading import (
    MAX_BYTES,
    READ_ERRORS,
    open_pdf,
    page_at,
    page_count,
    page_view,
    refuse_active_content,
)
from .shape import check_shape

_PRINT_LOCKED, _READ_ONLY, _CENTRED = 4 | 128, 1, 1
_DESCENT = 0.28
_LARGEST_SEAL_MM = 46
_SEAL_TEXT_MM = 12


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a field stands: zero-based page, millimetres from its left and top.

    :param anchored: found by the text, not by the layout
    """

    field: str
    page: int
    left: float
    top: float
    width: float
    height: float
    anchored: bool


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A PDF with empty fields, ready for the first signature."""

    pdf: bytes
    placements: tuple[Placement, ...]


@dataclass(frozen=True, slots=True)
class _TextPlace:
    name: str
    label: str
    rect: Rect
    size: float
    slant: float
    anchored: bool
    dotted: bool = False


def prepare_document(
    pdf: bytes,
    layout: Layout = DEFAULT_LAYOUT,
    signer_name: str = "",
    max_bytes: int = MAX_BYTES,
) -> PreparedDocument:
    """Add the fields of a document in one incremental update (NĐ 30/2020 annex I).

    :param signer_name: as typed under the signature; empty to look for the position
    :raises PdfError: ``pdf.already_signed``, ``pdf.already_prepared``,
        ``pdf.number_already_filled`` when the draft's text has a number,
        ``pdf.encrypted``, ``pdf.unreadable``, ``pdf.too_large``,
        ``pdf.active_content``
    """
    pdf = check_draft(pdf, max_bytes)
    anchors = find_anchors(pdf, signer_name)
    if anchors.number and anchors.number.taken:
        raise PdfError("pdf.number_already_filled", number=anchors.number.taken)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    try:
        placements = _add_fields(writer, layout, anchors)
        out = io.BytesIO()
        writer.write(out)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    return PreparedDocument(out.getvalue(), placements)


def check_draft(pdf: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the draft to extend: itself, or rewritten if readers disagree on it.

    :raises PdfError: as :func:`prepare_document`
    """
    reader = open_pdf(pdf, max_bytes, strict=False)
    check_shape(reader)
    names = fields.signature_fields(reader)
    if any(fields.is_filled(item) for item in names.values()):
        raise PdfError("pdf.already_signed")
    if fields.text_fields(reader) or fields.PERSON in names or fields.SEAL in names:
        raise PdfError("pdf.already_prepared")
    refuse_active_content(reader)
    if not reader.xrefs.hybrid_xrefs_present:
        return pdf
    # Word writes two cross-reference tables; a signature needs a single meaning.
    out = io.BytesIO()
    try:
        copy_into_new_writer(reader).write(out)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    return out.getvalue()


def _add_fields(
    writer: IncrementalPdfFileWriter, layout: Layout, anchors: Anchors
) -> tuple[Placement, ...]:
    first = page_view(page_at(writer, 0))
    last = page_count(writer) - 1
    page = anchors.signature_page if anchors.signature else last
    signing = page_view(page_at(writer, page))
    texts = _text_places(first, layout, anchors)
    person = anchors.signature or signing.from_layout(layout.signature)
    person = person.moved_into(signing.visible)
    seal = _seal_rect(person).moved_into(signing.visible)
    _add_signature_field(writer, fields.PERSON, "Chữ ký số", page, signing, person)
    _add_signature_field(writer, fields.SEAL, "Con dấu", page, signing, seal, True)
    _add_text_fields(writer, first, texts)
    found = anchors.signature is not None
    placed = [_placement(t.name, 0, first, t.rect, t.anchored) for t in texts]
    placed.append(_placement(fields.PERSON, page, signing, person, found))
    placed.append(_placement(fields.SEAL, page, signing, seal, found))
    return tuple(placed)


def _text_places(
    view: PageView, layout: Layout, anchors: Anchors
) -> tuple[_TextPlace, ...]:
    wanted = (
        (fields.NUMBER, "Số", anchors.number, layout.number, layout.number_size),
        (fields.DAY, "Ngày", anchors.day, layout.day, layout.date_size),
        (fields.MONTH, "Tháng", anchors.month, layout.month, layout.date_size),
    )
    places = []
    for name, label, slot, box, size in wanted:
        if slot is None:
            rect = view.from_layout(box)
            places.append(_TextPlace(name, label, rect, size, 0, False))
        elif not slot.taken:
            slant = 0.2126 if slot.italic else 0
            rect = _slot_rect(slot)
            places.append(
                _TextPlace(name, label, rect, slot.size, slant, True, slot.dotted)
            )
    return tuple(places)


def _slot_rect(slot: Slot) -> Rect:
    below, above = _DESCENT * slot.size, 0.9 * slot.size
    return Rect(slot.x0, slot.baseline - below, slot.x1, slot.baseline + above)


def _seal_rect(person: Rect) -> Rect:
    """Room for any seal that covers the left third of the drawn signature."""
    side, (_x, y) = _LARGEST_SEAL_MM * MM, person.middle
    return Rect(
        person.x0 - side,
        y - side / 2 - _SEAL_TEXT_MM * MM,
        person.x0 + person.width * 0.55,
        y + side / 2,
    )


def _add_signature_field(
    writer: IncrementalPdfFileWriter,
    name: str,
    label: str,
    page: int,
    view: PageView,
    rect: Rect,
    lock: bool = False,
) -> None:
    spec = signature_field_spec(name, label, page, view, rect, lock)
    append_signature_field(writer, spec)
    item = fields.signature_fields(writer)[name]
    set_rotation(item.value, view.rotate)
    writer.mark_update(item.ref)


def signature_field_spec(
    name: str, label: str, page: int, view: PageView, rect: Rect, lock: bool
) -> SigFieldSpec:
    """Describe a signature field to pyHanko.

    The lock makes every later change of the content invalid while validation data
    may still be added. It names the seal's own field only: a lock on all fields
    would make pyHanko read that data as a change of the filled ones.
    """
    own = FieldMDPSpec(FieldMDPAction.INCLUDE, fields=[name]) if lock else None
    return SigFieldSpec(
        sig_field_name=name,
        on_page=page,
        box=view.to_user(rect).as_tuple(),
        readable_field_name=label,
        field_mdp_spec=own,
        doc_mdp_update_value=MDPPerm.NO_CHANGES if lock else None,
    )


def set_rotation(widget: generic.DictionaryObject, rotate: int) -> None:
    """Tell readers how a field's contents are turned against the page."""
    if rotate:
        widget[pdf_name("/MK")] = generic.DictionaryObject(
            {pdf_name("/R"): generic.NumberObject(rotate)}
        )


def _add_text_fields(
    writer: IncrementalPdfFileWriter, view: PageView, places: tuple[_TextPlace, ...]
) -> None:
    if not places:
        return
    form = writer.root["/AcroForm"]
    resources = form.setdefault(pdf_name("/DR"), generic.DictionaryObject())
    fonts = resources.setdefault(pdf_name("/Font"), generic.DictionaryObject())
    fonts[pdf_name(fields.FONT_RESOURCE)] = field_font(writer)
    writer.update_container(fonts)
    page = writer.find_page_for_modification(0)[0]
    for place in places:
        widget = _text_widget(view, place)
        widget[pdf_name("/P")] = page
        blank = generic.StreamObject(stream_data=b"")
        blank[pdf_name("/Subtype")] = pdf_name("/Form")
        blank[pdf_name("/BBox")] = _numbers((0, 0, place.rect.width, place.rect.height))
        widget[pdf_name("/AP")] = generic.DictionaryObject(
            {pdf_name("/N"): writer.add_object(blank)}
        )
        ref = writer.add_object(widget)
        form["/Fields"].append(ref)
        writer.register_annotation(page, ref)
    writer.update_container(form["/Fields"])
    writer.update_container(form)


def _text_widget(view: PageView, place: _TextPlace) -> generic.DictionaryObject:
    default = f"{fields.FONT_RESOURCE} {place.size:.2f} Tf 0 g"
    values = {
        "/Type": pdf_name("/Annot"),
        "/Subtype": pdf_name("/Widget"),
        "/FT": pdf_name("/Tx"),
        "/T": pdf_string(place.name),
        "/TU": generic.TextStringObject(place.label),
        # Read-only for people from the start: only the clerk's step writes here.
        "/Ff": generic.NumberObject(_READ_ONLY),
        "/F": generic.NumberObject(_PRINT_LOCKED),
        "/Q": generic.NumberObject(_CENTRED),
        "/DA": pdf_string(default),
        "/Rect": _numbers(view.to_user(place.rect).as_tuple()),
    }
    widget = generic.DictionaryObject(
        {pdf_name(name): value for name, value in values.items()}
    )
    widget[fields.BASELINE_KEY] = generic.FloatObject(f"{_DESCENT * place.size:.3f}")
    widget[fields.SLANT_KEY] = generic.FloatObject(f"{place.slant:.4f}")
    set_rotation(widget, view.rotate)
    if place.dotted:
        # White below the figures, or they would stand among the dots.
        look = widget.setdefault(pdf_name("/MK"), generic.DictionaryObject())
        look[pdf_name("/BG")] = generic.ArrayObject([generic.NumberObject(1)])
    return widget


def _placement(
    name: str, page: int, view: PageView, rect: Rect, anchored: bool
) -> Placement:
    return Placement(name, page, *view.to_layout(view.to_user(rect)), anchored)


def _numbers(values) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(f"{value:.3f}") for value in values)
