"""What the browser is told of a file: sizes of its pages, fields, room for the seal."""

import pytest

from core.errors import PdfError
from core.pdfsign import fields
from core.pdfsign.geometry import MM, Box
from core.pdfsign.pages import page_sizes, placed_fields, seal_box
from core.pdfsign.prepare import prepare_document
from core.pdfsign.reading import open_pdf, page_view, rect_of

A4 = (210.0, 297.0)


def test_sizes_are_those_of_the_page_as_displayed(draft):
    for rotate, landscape, size in (
        (0, False, A4),
        (90, False, A4),
        (180, True, A4[::-1]),
        (270, True, A4[::-1]),
    ):
        pages = page_sizes(draft(pages=3, rotate=rotate, landscape=landscape))
        assert len(pages) == 3
        for page in pages:
            assert (page.width, page.height) == pytest.approx(size, abs=0.05)


def test_what_is_cut_off_does_not_count(draft):
    [page] = page_sizes(draft(crop=MM * 10))
    assert (page.width, page.height) == pytest.approx((190, 277), abs=0.05)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_fields_are_found_where_they_were_put(draft, rotate):
    prepared = prepare_document(draft(pages=2, rotate=rotate))
    found = {place.field: place for place in placed_fields(prepared.pdf)}
    wanted = {place.field: place for place in prepared.placements}
    assert found.keys() == wanted.keys()
    for name, place in wanted.items():
        assert found[name].page == place.page
        for side in ("left", "top", "width", "height"):
            assert getattr(found[name], side) == pytest.approx(
                getattr(place, side), abs=0.02
            )


def test_signed_fields_stay_where_they_are(chain):
    for pdf in (chain.signed, chain.numbered, chain.sealed):
        assert placed_fields(pdf) == placed_fields(chain.prepared)


def test_a_draft_has_no_fields(draft):
    assert placed_fields(draft()) == ()


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7 cut off"])
def test_no_pdf(pdf):
    for read in (page_sizes, placed_fields):
        with pytest.raises(PdfError):
            read(pdf)


def test_the_seal_shown_is_the_seal_drawn(chain, pki):
    """NĐ 30/2020 annex I: real size, over a third of the signature on its left."""
    person = next(p for p in placed_fields(chain.sealed) if p.field == fields.PERSON)
    seal = pki.seal_picture()
    reader = open_pdf(chain.sealed)
    found = fields.signature_fields(reader)
    view = page_view(found[fields.SEAL].value["/P"])
    drawn = _drawn(view, found[fields.SEAL])
    signature = _drawn(view, found[fields.PERSON])
    shown = seal_box(
        Box(person.left, person.top, person.width, person.height),
        signature.width / signature.height,
        seal.width_mm,
        seal.height_mm,
        1 / 3,
    )
    page = view.visible
    assert shown.left == pytest.approx((drawn.x0 - page.x0) / MM, abs=0.05)
    assert shown.top == pytest.approx((page.y1 - drawn.y1) / MM, abs=0.05)
    assert (shown.width, shown.height) == (36, 36)


def _drawn(view, field):
    whole = view.to_view(rect_of(field.value["/Rect"]))
    x0, y0, x1, y1 = (float(v) for v in field.value["/AP"]["/N"]["/EDOC_Drawn"])
    return type(whole)(whole.x0 + x0, whole.y0 + y0, whole.x0 + x1, whole.y0 + y1)


def test_without_a_picture_the_whole_box_counts():
    assert seal_box(Box(100, 200, 60, 20), 0, 36, 36, 1 / 3) == Box(84, 192, 36, 36)
