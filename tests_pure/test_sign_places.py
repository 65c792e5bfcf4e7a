"""Fields placed by hand: what the drafter drags is where the field stands."""

import math
from dataclasses import replace

import pytest

from core.errors import PdfError
from core.pdfsign import fields
from core.pdfsign.fill import fill_number
from core.pdfsign.geometry import MM
from core.pdfsign.prepare import Placement, prepare_document, propose_placements
from core.pdfsign.reading import open_pdf
from core.pdfsign.sign import Level, sign_personal

NAME = "Trần Quang Vinh"


def by_field(placements):
    return {place.field: place for place in placements}


def box(pdf, name):
    reader = open_pdf(pdf)
    item = {**fields.text_fields(reader), **fields.signature_fields(reader)}[name]
    return [float(value) for value in item.value["/Rect"]]


@pytest.mark.parametrize("rotate", [0, 90])
def test_the_proposal_is_what_preparing_does(draft, rotate):
    pdf = draft(pages=2, rotate=rotate)
    proposed = propose_placements(pdf, signer_name=NAME)
    prepared = prepare_document(pdf, signer_name=NAME)
    assert proposed == prepared.placements
    again = prepare_document(pdf, signer_name=NAME, placements=proposed)
    for place in proposed:
        first, second = (box(p.pdf, place.field) for p in (prepared, again))
        assert first == pytest.approx(second, abs=0.1)


def test_the_proposal_refuses_what_preparing_refuses(draft, chain):
    for pdf, code in (
        (chain.signed, "pdf.already_signed"),
        (draft(number=" 12 "), "pdf.number_already_filled"),
    ):
        with pytest.raises(PdfError) as caught:
            propose_placements(pdf)
        assert caught.value.code == code


def test_boxes_by_hand_override_and_the_seal_follows(draft):
    pdf = draft(pages=2)
    by_hand = (
        Placement("edoc_number", 0, 60, 100, 20, 8),
        Placement("edoc_signature", 0, 120, 200, 40, 20),
        # The seal follows the signature, wherever it is said to be.
        Placement("edoc_seal", 1, 0, 0, 10, 10),
    )
    prepared = prepare_document(pdf, signer_name=NAME, placements=by_hand)
    found = by_field(prepared.placements)
    proposed = by_field(propose_placements(pdf, signer_name=NAME))
    assert found["edoc_number"] == by_hand[0]
    assert found["edoc_signature"] == by_hand[1]
    assert found["edoc_day"] == proposed["edoc_day"]
    seal = found["edoc_seal"]
    assert seal.page == 0 and not seal.anchored
    assert seal.left < 120 - 36 and seal.left + seal.width > 160
    x0, y0, x1, y1 = box(prepared.pdf, "edoc_number")
    assert (x0 / MM, (841.89 - y1) / MM) == pytest.approx((60, 100), abs=0.01)


def test_a_low_box_gets_smaller_figures(draft, pki, now):
    low = (Placement("edoc_number", 0, 60, 100, 20, 3),)
    pdf = prepare_document(draft(), signer_name=NAME, placements=low).pdf
    services = pki.services(Level.B)
    pdf = sign_personal(pdf, pki.memory_key("director"), None, now, services)
    item = fields.text_fields(open_pdf(fill_number(pdf, "12", "05", "11")))
    widget = item["edoc_number"].value
    size = float(str(widget["/DA"]).split()[1])
    assert size == pytest.approx(3 * MM / 1.18, abs=0.01)
    assert float(widget[fields.BASELINE_KEY]) == pytest.approx(0.28 * size, abs=0.01)


def test_white_ground_stays_on_the_dots(draft):
    pdf = draft(number=" ……. ", day=" .... ")
    away = (Placement("edoc_number", 0, 60, 100, 20, 8),)
    prepared = prepare_document(pdf, signer_name=NAME, placements=away).pdf
    found = fields.text_fields(open_pdf(prepared))
    assert "/MK" not in found["edoc_number"].value
    assert "/BG" in found["edoc_day"].value["/MK"]


GOOD = Placement("edoc_number", 0, 50, 38, 14, 6)


@pytest.mark.parametrize(
    "change",
    [
        {"page": 1},
        {"page": -1},
        {"left": 200},
        {"left": -5},
        {"top": 295},
        {"width": 0},
        {"height": -3},
        {"width": math.nan},
        {"top": math.inf},
        {"field": "edoc_signature", "height": 300},
    ],
)
def test_boxes_that_lie_nowhere(draft, change):
    bad = replace(GOOD, **change)
    with pytest.raises(PdfError) as caught:
        prepare_document(draft(), signer_name=NAME, placements=(bad,))
    assert caught.value.code == "pdf.placement_invalid"
    label = "Chữ ký số" if "field" in change else "Số"
    assert caught.value.params == {"field": label, "page": bad.page + 1}


def test_boxes_for_fields_that_are_not_there(draft):
    for pdf, places in (
        (draft(), (replace(GOOD, field="edoc_other"),)),
        (draft(day=" 05 "), (replace(GOOD, field="edoc_day"),)),
        (draft(), (GOOD, GOOD)),
    ):
        with pytest.raises(PdfError) as caught:
            prepare_document(pdf, signer_name=NAME, placements=places)
        assert caught.value.code == "pdf.placement_unknown"


def test_the_seal_has_room_for_its_information(draft):
    """Seed, Mẫu 01: picture and information are two columns, side by side."""
    pdf = prepare_document(draft(), signer_name=NAME).pdf
    person, seal = box(pdf, "edoc_signature"), box(pdf, "edoc_seal")
    assert seal[2] > person[2] + 20 * MM


def test_without_information_most_of_the_signature_is_free(draft):
    """A click on the leader's signature shows the leader's, not the seal's details."""
    pdf = prepare_document(draft(), signer_name=NAME, information=False)
    places = {place.field: place for place in pdf.placements}
    signature, seal = places[fields.PERSON], places[fields.SEAL]
    covered = seal.left + seal.width - signature.left
    assert 1 / 3 < covered / signature.width < 0.6
