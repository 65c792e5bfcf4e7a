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
from pyhanko.pdf_utils.reader import PdfFileReader
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
from .anchors import Anchors, find_anchors
from .fonts import field_font
from .layout import DEFAULT_LAYOUT, Layout
from .places import FieldPlace, Placement, Places, TextPlace, find_places
from .reading import (
    MAX_BYTES,
    READ_ERRORS,
    open_pdf,
    refuse_active_content,
)
from .shape import check_shape

__all__ = [
    "Placement",
    "PreparedDocument",
    "check_draft",
    "one_meaning",
    "prepare_document",
    "propose_placements",
    "set_rotation",
    "signature_field_spec",
]

_PRINT_LOCKED, _READ_ONLY, _CENTRED = 4 | 128, 1, 1


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A PDF with empty fields, ready for the first signature."""

    pdf: bytes
    placements: tuple[Placement, ...]


def prepare_document(
    pdf: bytes,
    layout: Layout = DEFAULT_LAYOUT,
    signer_name: str = "",
    max_bytes: int = MAX_BYTES,
    placements: tuple[Placement, ...] = (),
    information: bool = True,
) -> PreparedDocument:
    """Add the fields of a document in one incremental update (NĐ 30/2020 annex I).

    :param signer_name: as typed under the signature; empty to look for the position
    :param placements: fields that a person has placed; others stand where
        :func:`propose_placements` says, and the seal follows the signature
    :param information: keep room for what Mẫu 01 shows beside the seal
    :raises PdfError: ``pdf.already_signed``, ``pdf.already_prepared``,
        ``pdf.number_already_filled`` when the draft's text has a number,
        ``pdf.encrypted``, ``pdf.unreadable``, ``pdf.too_large``,
        ``pdf.active_content``, ``pdf.placement_invalid``, ``pdf.placement_unknown``
    """
    pdf = check_draft(pdf, max_bytes)
    anchors = _free_anchors(pdf, signer_name)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    try:
        places = find_places(
            writer, layout, anchors, placements, information=information
        )
        _add_fields(writer, places)
        out = io.BytesIO()
        writer.write(out)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    return PreparedDocument(out.getvalue(), places.placements())


def propose_placements(
    pdf: bytes, layout: Layout = DEFAULT_LAYOUT, signer_name: str = ""
) -> tuple[Placement, ...]:
    """Tell where :func:`prepare_document` would put the fields; nothing is written.

    :raises PdfError: as :func:`prepare_document`
    """
    pdf = check_draft(pdf)
    anchors = _free_anchors(pdf, signer_name)
    try:
        return find_places(open_pdf(pdf), layout, anchors).placements()
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc


def _free_anchors(pdf: bytes, signer_name: str) -> Anchors:
    anchors = find_anchors(pdf, signer_name)
    if anchors.number and anchors.number.taken:
        raise PdfError("pdf.number_already_filled", number=anchors.number.taken)
    return anchors


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
    return one_meaning(pdf, reader)


def one_meaning(pdf: bytes, reader: PdfFileReader) -> bytes:
    """Return an unsigned file: itself, or rewritten if readers may disagree on it.

    Word writes two cross-reference tables; a signature needs a single meaning.

    :raises PdfError: ``pdf.unreadable``
    """
    if not reader.xrefs.hybrid_xrefs_present:
        return pdf
    out = io.BytesIO()
    try:
        copy_into_new_writer(reader).write(out)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    return out.getvalue()


def _add_fields(writer: IncrementalPdfFileWriter, places: Places) -> None:
    _add_signature_field(writer, places.person)
    _add_signature_field(writer, places.seal, lock=True)
    _add_text_fields(writer, places.texts)


def _add_signature_field(
    writer: IncrementalPdfFileWriter, place: FieldPlace, lock: bool = False
) -> None:
    append_signature_field(writer, signature_field_spec(place, lock))
    item = fields.signature_fields(writer)[place.name]
    set_rotation(item.value, place.view.rotate)
    writer.mark_update(item.ref)


def signature_field_spec(place: FieldPlace, lock: bool) -> SigFieldSpec:
    """Describe a signature field to pyHanko.

    The lock makes every later change of the content invalid while validation data
    may still be added. It names the seal's own field only: a lock on all fields
    would make pyHanko read that data as a change of the filled ones.
    """
    own = FieldMDPSpec(FieldMDPAction.INCLUDE, fields=[place.name]) if lock else None
    return SigFieldSpec(
        sig_field_name=place.name,
        on_page=place.page,
        box=place.view.to_user(place.rect).as_tuple(),
        readable_field_name=place.label,
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
    writer: IncrementalPdfFileWriter, places: tuple[TextPlace, ...]
) -> None:
    if not places:
        return
    form = writer.root["/AcroForm"]
    fonts = _part(writer, _part(writer, form, "/DR"), "/Font")
    fonts[pdf_name(fields.FONT_RESOURCE)] = field_font(writer)
    writer.update_container(fonts)
    for place in places:
        page = writer.find_page_for_modification(place.page)[0]
        widget = _text_widget(place)
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


def _part(
    writer: IncrementalPdfFileWriter, holder: generic.DictionaryObject, key: str
) -> generic.DictionaryObject:
    """A dictionary within another, made where there is none, direct or not."""
    if key not in holder:
        holder[pdf_name(key)] = generic.DictionaryObject()
        writer.update_container(holder)
    found = holder[key]
    if not isinstance(found, generic.DictionaryObject):
        raise PdfError("pdf.unreadable", reason="form")
    return found


def _text_widget(place: TextPlace) -> generic.DictionaryObject:
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
        "/Rect": _numbers(place.view.to_user(place.rect).as_tuple()),
    }
    widget = generic.DictionaryObject(
        {pdf_name(name): value for name, value in values.items()}
    )
    widget[fields.BASELINE_KEY] = generic.FloatObject(f"{place.baseline:.3f}")
    widget[fields.SLANT_KEY] = generic.FloatObject(f"{place.slant:.4f}")
    set_rotation(widget, place.view.rotate)
    if place.dotted:
        # White below the figures, or they would stand among the dots.
        look = widget.setdefault(pdf_name("/MK"), generic.DictionaryObject())
        look[pdf_name("/BG")] = generic.ArrayObject([generic.NumberObject(1)])
    return widget


def _numbers(values) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(f"{value:.3f}") for value in values)
