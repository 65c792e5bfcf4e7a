"""Preparing: the places found by the text, and every refused draft."""

import io

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from core.errors import PdfError
from core.pdfsign import fields
from core.pdfsign.anchors import find_anchors
from core.pdfsign.layout import DEFAULT_LAYOUT
from core.pdfsign.prepare import prepare_document
from core.pdfsign.reading import open_pdf, page_at, page_view

NAME = "Trần Quang Vinh"
EVERY_FIELD = {"edoc_number", "edoc_day", "edoc_month", "edoc_signature", "edoc_seal"}


def places(pdf, name=NAME):
    found = prepare_document(pdf, signer_name=name).placements
    return {place.field: place for place in found}


def changed(pdf, change):
    """Return ``pdf`` after ``change(writer)``, as one incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_draft_is_only_extended(draft):
    pdf = draft()
    prepared = prepare_document(pdf, signer_name=NAME).pdf
    assert prepared.startswith(pdf)
    assert PdfFileReader(io.BytesIO(prepared)).xrefs.total_revisions == 2


def test_places_are_found_by_the_text(draft):
    found = places(draft())
    assert set(found) == EVERY_FIELD
    assert all(place.anchored for place in found.values())
    number, day = found["edoc_number"], found["edoc_day"]
    assert abs(number.top - day.top) < 0.1 and number.left < day.left
    person, seal = found["edoc_signature"], found["edoc_seal"]
    assert seal.left < person.left < seal.left + seal.width


def test_the_number_stands_on_the_line_of_its_label(draft):
    pdf = prepare_document(draft(), signer_name=NAME).pdf
    anchor = find_anchors(pdf).number
    widget = fields.text_fields(open_pdf(pdf))[fields.NUMBER].value
    bottom = float(widget["/Rect"][1])
    baseline = bottom + float(widget[fields.BASELINE_KEY])
    assert baseline == pytest.approx(anchor.baseline, abs=0.01)
    assert f"{anchor.size:.2f} Tf" in str(widget["/DA"])


def test_a_scan_gets_the_layouts_places(pki):
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    blank = canvas.Canvas(out)
    blank.rect(10, 10, 100, 100)
    blank.save()
    found = places(out.getvalue())
    assert set(found) == EVERY_FIELD
    assert not any(place.anchored for place in found.values())
    box, place = DEFAULT_LAYOUT.number, found["edoc_number"]
    assert (place.left, place.top) == pytest.approx((box.left, box.top), abs=0.1)


def test_the_signature_is_on_the_last_page_with_the_name(draft):
    found = places(draft(pages=3))
    assert found["edoc_signature"].page == found["edoc_seal"].page == 2
    assert found["edoc_number"].page == 0


def test_a_title_without_the_name_is_enough(draft):
    assert places(draft(), name="")["edoc_signature"].anchored
    assert places(draft(), name="Nguyễn Văn Khác")["edoc_signature"].anchored


def test_a_date_that_is_typed_needs_no_field(draft):
    found = places(draft(day=" 05 "))
    assert "edoc_day" not in found and "edoc_number" in found


def test_dots_are_covered_by_the_figures(draft):
    pdf = prepare_document(draft(number=" ……. ", day=" .... "), signer_name=NAME).pdf
    for item in fields.text_fields(open_pdf(pdf)).values():
        assert "/BG" in item.value["/MK"]
    pdf = prepare_document(draft(), signer_name=NAME).pdf
    for item in fields.text_fields(open_pdf(pdf)).values():
        assert "/MK" not in item.value


def test_a_number_that_is_typed_is_refused(draft):
    with pytest.raises(PdfError) as caught:
        prepare_document(draft(number=" 12 "))
    assert caught.value.code == "pdf.number_already_filled"
    assert caught.value.params["number"] == "12"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("crop", [0, 25])
def test_turned_and_cropped_pages(draft, rotate, landscape, crop):
    pdf = draft(rotate=rotate, landscape=landscape, crop=crop)
    prepared = prepare_document(pdf, signer_name=NAME)
    assert all(place.anchored for place in prepared.placements)
    reader = open_pdf(prepared.pdf)
    visible = page_view(page_at(reader, 0)).crop
    for item in fields.signature_fields(reader).values():
        x0, y0, x1, y1 = (float(v) for v in item.value["/Rect"])
        assert visible.x0 - 0.01 <= x0 < x1 <= visible.x1 + 0.01
        assert visible.y0 - 0.01 <= y0 < y1 <= visible.y1 + 0.01


def test_a_form_of_the_draft_stays(draft):
    def add(writer):
        field = generic.DictionaryObject(
            {
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): pdf_string("of_the_draft"),
                pdf_name("/V"): pdf_string("kept"),
            }
        )
        form = generic.DictionaryObject(
            {pdf_name("/Fields"): generic.ArrayObject([writer.add_object(field)])}
        )
        writer.root[pdf_name("/AcroForm")] = writer.add_object(form)
        writer.update_root()

    prepared = prepare_document(changed(draft(), add), signer_name=NAME).pdf
    names = [
        str(f.get_object()["/T"])
        for f in open_pdf(prepared).root["/AcroForm"]["/Fields"]
    ]
    assert names[0] == "of_the_draft" and set(names) >= EVERY_FIELD


# -- refused drafts ------------------------------------------------------------


def encrypted(pdf):
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf)))
    writer.encrypt("owner", "user")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_action(kind):
    def change(writer):
        action = generic.DictionaryObject(
            {
                pdf_name("/S"): pdf_name(kind),
                pdf_name("/JS"): pdf_string("app.alert(1)"),
            }
        )
        writer.root[pdf_name("/OpenAction")] = writer.add_object(action)
        writer.update_root()

    return lambda pdf: changed(pdf, change)


def with_file_within(pdf):
    def change(writer):
        names = generic.DictionaryObject(
            {pdf_name("/EmbeddedFiles"): generic.DictionaryObject()}
        )
        writer.root[pdf_name("/Names")] = names
        writer.update_root()

    return changed(pdf, change)


def with_script_on_a_link(pdf):
    def change(writer):
        page, _resources = writer.find_page_for_modification(0)
        action = generic.DictionaryObject(
            {
                pdf_name("/S"): pdf_name("/URI"),
                pdf_name("/Next"): generic.DictionaryObject(
                    {pdf_name("/S"): pdf_name("/Launch")}
                ),
            }
        )
        link = generic.DictionaryObject(
            {
                pdf_name("/Subtype"): pdf_name("/Link"),
                pdf_name("/Rect"): generic.ArrayObject(
                    generic.NumberObject(n) for n in (0, 0, 9, 9)
                ),
                pdf_name("/A"): action,
            }
        )
        writer.register_annotation(page, writer.add_object(link))

    return changed(pdf, change)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda pdf: b"", "pdf.unreadable"),
        (lambda pdf: b"no PDF at all", "pdf.unreadable"),
        (lambda pdf: pdf[: len(pdf) // 2], "pdf.unreadable"),
        (lambda pdf: pdf[:-30], "pdf.unreadable"),
        (lambda pdf: pdf.replace(b"/Pages", b"/Pagez"), "pdf.unreadable"),
        (encrypted, "pdf.encrypted"),
        (with_action("/JavaScript"), "pdf.active_content"),
        (with_action("/Launch"), "pdf.active_content"),
        (with_file_within, "pdf.active_content"),
        (with_script_on_a_link, "pdf.active_content"),
    ],
)
def test_refused_drafts(draft, spoil, code):
    with pytest.raises(PdfError) as caught:
        prepare_document(spoil(draft()))
    assert caught.value.code == code


def test_too_large(draft):
    with pytest.raises(PdfError) as caught:
        prepare_document(draft(), max_bytes=1000)
    assert caught.value.code == "pdf.too_large"


def test_signed_and_prepared_files_are_refused(chain):
    for pdf, code in (
        (chain.sealed, "pdf.already_signed"),
        (chain.signed, "pdf.already_signed"),
        (chain.prepared, "pdf.already_prepared"),
    ):
        with pytest.raises(PdfError) as caught:
            prepare_document(pdf)
        assert caught.value.code == code
