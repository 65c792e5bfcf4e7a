"""Files signed elsewhere (issue 3): never rewritten, number and date in the seal."""

import asyncio
import io
from dataclasses import replace

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
)
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from test_sign_steps import bare_pyhanko, extent, poppler, text_of

from core.errors import PdfError
from core.pdfsign import fields
from core.pdfsign.elsewhere import (
    propose_elsewhere,
    seal_signed_elsewhere,
    sign_personal_elsewhere,
)
from core.pdfsign.jobs import PersonalElsewhereJob, SealElsewhereJob
from core.pdfsign.prepare import Placement, prepare_document
from core.pdfsign.reading import open_pdf
from core.pdfsign.sign import Level
from core.pdfsign.signed import has_own_fields, is_signed, signer_certificates
from core.pdfsign.verify import Grade, verify_document

NAME = "Trần Quang Vinh"


def other_tool(pdf, key, page=0, box=(340, 145, 460, 215), **options):
    """Sign as another product does: one approval signature, a box of its own."""
    lock = options.pop("lock", None)
    name = options.pop("name", "Signature1")
    spec = SigFieldSpec(
        name,
        on_page=page,
        box=box,
        field_mdp_spec=lock,
        doc_mdp_update_value=options.pop("update", None),
    )
    strict = options.pop("strict", True)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=strict)
    metadata = PdfSignatureMetadata(name, md_algorithm="sha256", **options)
    signer = PdfSigner(metadata, key.signer, new_field_spec=spec)
    return asyncio.run(signer.async_sign_pdf(writer)).getvalue()


@pytest.fixture(scope="module")
def elsewhere(draft, pki):
    return other_tool(draft(), pki.memory_key("director"))


def sealed(pdf, pki, now, level=Level.B, **options):
    key = pki.memory_key("seal_sct")
    services = pki.services(level)
    date = {"number": "125", "day": "05", "month": "11"} | {
        name: options.pop(name) for name in ("number",) if name in options
    }
    return seal_signed_elsewhere(
        pdf, key, pki.seal_picture(), now, services, **date, **options
    )


def test_number_date_and_seal_in_one_picture(elsewhere, pki, now, tmp_path):
    """Everybody calls both signatures valid; the old bytes are untouched."""
    pdf = sealed(elsewhere, pki, now, Level.LT)
    assert pdf.startswith(elsewhere)
    text = text_of(pdf, tmp_path)
    assert "Số: 125 /SCT-VP" in " ".join(text.split())
    assert "ngày 05 tháng 11 năm 2026" in " ".join(text.split())
    verdict = verify_document(pdf, pki.policy(online=True), now)
    assert verdict.grade is Grade.VALID, verdict.rules
    assert [r.role for r in verdict.signatures] == ["person", "seal"]
    assert all(status.bottom_line for status in bare_pyhanko(pdf, pki))
    assert poppler(pdf, tmp_path) == {
        "Signature1": "Signature is Valid.",
        "edoc_seal": "Signature is Valid.",
    }


def test_the_archive_stamp_brings_what_another_tool_left_out(elsewhere, pki, now):
    """The first signature has neither a stamp nor its certificate's status."""
    pdf = sealed(elsewhere, pki, now, Level.LT)
    assert verify_document(pdf, pki.policy(), now).grade is Grade.UNDECIDED
    pdf = sealed(elsewhere, pki, now, Level.LTA)
    verdict = verify_document(pdf, pki.policy(), now)
    assert verdict.grade is Grade.VALID, verdict.rules
    assert all(report.proven_time for report in verdict.signatures)


def test_the_number_stays_what_it_is_beside_the_information(
    elsewhere, pki, now, tmp_path
):
    """Mẫu 01: two texts in one picture, each with letters of its own."""
    pdf = sealed(elsewhere, pki, now, style="mau01", number="1348")
    text = " ".join(text_of(pdf, tmp_path).split())
    assert "Số: 1348 /SCT-VP" in text and "+07:00" in text


def test_dots_are_covered_by_the_figures(draft, pki, now):
    first = other_tool(draft(number=" ….. ", day=" … "), pki.memory_key("director"))
    for pdf, white in ((first, 3), (other_tool(draft(), pki.memory_key("deputy1")), 0)):
        item = fields.signature_fields(open_pdf(sealed(pdf, pki, now)))["edoc_seal"]
        assert item.value["/AP"]["/N"].data.count(b"1 g ") == white


def test_the_seal_covers_a_third_of_what_was_signed(elsewhere, pki, now):
    x0, _y0, x1, _y1 = extent(sealed(elsewhere, pki, now), "edoc_seal")
    assert (x1 - 340) / (460 - 340) == pytest.approx(1 / 3, abs=0.01)
    assert (x1 - x0) / 72 * 25.4 == pytest.approx(36, abs=0.1)


def test_number_and_seal_on_different_pages(draft, pki, now, tmp_path):
    """One more signature of the seal's key carries number and date on page one."""
    first = other_tool(draft(pages=3), pki.memory_key("director"), page=2)
    pdf = sealed(first, pki, now, Level.LT)
    verdict = verify_document(pdf, pki.policy(online=True), now)
    assert verdict.grade is Grade.VALID, verdict.rules
    assert [(r.field, r.page) for r in verdict.signatures] == [
        ("Signature1", 2),
        ("edoc_number_drawn", 0),
        ("edoc_seal", 2),
    ]
    assert set(poppler(pdf, tmp_path).values()) == {"Signature is Valid."}
    assert all(status.bottom_line for status in bare_pyhanko(pdf, pki))
    assert "125" in text_of(pdf, tmp_path)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_turned_pages(draft, pki, now, rotate, tmp_path):
    first = other_tool(
        draft(rotate=rotate), pki.memory_key("director"), box=(300, 300, 400, 400)
    )
    pdf = sealed(first, pki, now)
    assert "Số: 125 /SCT-VP" in " ".join(text_of(pdf, tmp_path).split())
    assert set(poppler(pdf, tmp_path).values()) == {"Signature is Valid."}


def test_nothing_is_locked_before_the_seal_and_all_after(elsewhere, pki, now):
    pdf = sealed(elsewhere, pki, now)
    with pytest.raises(PdfError) as caught:
        sealed(pdf, pki, now)
    assert caught.value.code == "pdf.already_sealed"
    item = fields.signature_fields(open_pdf(pdf))["edoc_seal"]
    assert int(item.value["/Lock"]["/P"]) == 1


def test_a_second_person_signs_before_the_seal(elsewhere, pki, now, tmp_path):
    key = pki.memory_key("deputy1")
    place = Placement("edoc_signature", 0, 20, 200, 40, 20)
    job = PersonalElsewhereJob(
        elsewhere,
        now,
        pki.services(Level.LT),
        picture=pki.picture("deputy1"),
        place=place,
    )
    [done] = job.run(key)
    assert done.pdf.startswith(elsewhere) and done.stamped_at is not None
    pdf = sealed(done.pdf, pki, now, Level.LT)
    verdict = verify_document(pdf, pki.policy(online=True), now)
    assert verdict.grade is Grade.VALID, verdict.rules
    assert [r.role for r in verdict.signatures] == ["person", "person", "seal"]
    assert verdict.signatures[1].box == pytest.approx((20, 200, 40, 20), abs=0.1)
    assert set(poppler(pdf, tmp_path).values()) == {"Signature is Valid."}
    # The seal goes to the last person's signature.
    x0, _y0, x1, _y1 = extent(pdf, "edoc_seal")
    person = extent(pdf, "edoc_signature")
    assert person[0] < x1 < person[2]


def test_a_signature_beside_the_first_finds_its_own_field(elsewhere, pki, now):
    services, key = pki.services(Level.B), pki.memory_key("deputy1")
    pdf = elsewhere
    for _person in range(2):
        pdf = sign_personal_elsewhere(pdf, key, None, now, services)
    names = [signer.field for signer in signer_certificates(pdf)]
    assert names == ["Signature1", "edoc_signature", "edoc_signature_2"]


def test_the_job_of_the_seal(elsewhere, draft, pki, now):
    job = SealElsewhereJob(
        elsewhere,
        now,
        pki.services(Level.B),
        seal=pki.seal_picture(),
        number="125",
        day="05",
        month="11",
        code_text="125/SCT-VP",
        enclosures=(draft(),),
    )
    main, enclosure = job.run(pki.memory_key("seal_sct"))
    assert main.pdf.startswith(elsewhere)
    assert "edoc_enclosure" in fields.signature_fields(open_pdf(enclosure.pdf))


def test_boxes_by_hand(elsewhere, pki, now, tmp_path):
    proposed = {p.field: p for p in propose_elsewhere(elsewhere)}
    assert proposed["edoc_number"].anchored and proposed["edoc_signature"].anchored
    moved = (
        replace(proposed["edoc_number"], top=100, left=30),
        replace(proposed["edoc_signature"], left=20),
    )
    pdf = sealed(elsewhere, pki, now, placements=moved)
    assert "Số: /SCT-VP" in " ".join(text_of(pdf, tmp_path).split())
    assert extent(pdf, "edoc_seal")[0] == pytest.approx(0, abs=3)
    outside = (replace(proposed["edoc_number"], left=300),)
    with pytest.raises(PdfError) as caught:
        sealed(elsewhere, pki, now, placements=outside)
    assert caught.value.code == "pdf.placement_invalid"


def test_a_number_that_stands_there(draft, pki, now, tmp_path):
    pdf = other_tool(draft(number=" 125 "), pki.memory_key("director"))
    assert text_of(sealed(pdf, pki, now), tmp_path).count("125") == 1
    with pytest.raises(PdfError) as caught:
        sealed(pdf, pki, now, number="126")
    assert caught.value.code == "pdf.number_already_filled"


def test_who_signed(elsewhere, chain, draft):
    assert is_signed(elsewhere) and is_signed(chain.signed)
    assert not is_signed(draft()) and not is_signed(chain.prepared)
    assert has_own_fields(chain.prepared) and not has_own_fields(elsewhere)
    [signer] = signer_certificates(elsewhere)
    assert signer.certificate.subject_common_name == NAME
    names = [
        s.certificate.subject_common_name for s in signer_certificates(chain.sealed)
    ]
    assert names == [NAME, "Sở Công Thương"]


# -- refusals ------------------------------------------------------------------


def test_files_that_take_no_more(draft, pki, now, chain):
    key = pki.memory_key("director")
    locked = other_tool(
        draft(),
        key,
        lock=FieldMDPSpec(FieldMDPAction.INCLUDE, fields=["Signature1"]),
        update=MDPPerm.NO_CHANGES,
    )
    certified = other_tool(
        draft(), key, certify=True, docmdp_permissions=MDPPerm.FILL_FORMS
    )
    refused = {
        "pdf.certified_without_fields": certified,
        "pdf.locked": locked,
        "pdf.already_prepared": chain.signed,
        "pdf.not_prepared": draft(),
        "pdf.already_sealed": chain.sealed,
    }
    services = pki.services(Level.B)
    for code, pdf in refused.items():
        with pytest.raises(PdfError) as caught:
            sealed(pdf, pki, now)
        assert caught.value.code == code
        with pytest.raises(PdfError) as caught:
            sign_personal_elsewhere(pdf, key, None, now, services)
        assert caught.value.code == code
        assert code != "pdf.locked" or caught.value.params == {"field": "Signature1"}


def test_drafts_signed_elsewhere_are_not_prepared(elsewhere):
    with pytest.raises(PdfError) as caught:
        prepare_document(elsewhere)
    assert caught.value.code == "pdf.already_signed"


def test_values_that_are_none(elsewhere, pki, now):
    with pytest.raises(PdfError) as caught:
        sealed(elsewhere, pki, now, number="  ")
    assert caught.value.code == "pdf.number_invalid"
