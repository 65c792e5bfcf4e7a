"""The verdict on honest files: accepted, noted or left open, and how it is said."""

import asyncio
import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
import requests
from asn1crypto import crl, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from core.pdfsign import messages
from core.pdfsign.prepare import prepare_document
from core.pdfsign.rules import RULES
from core.pdfsign.services import time_stamper
from core.pdfsign.sign import (
    Level,
    apply_seal,
    fill_number,
    seal_enclosure,
    sign_personal,
)
from core.pdfsign.verdict import Severity
from core.pdfsign.verify import Grade, verdict_as_dict, verify_document

NAME = "Trần Quang Vinh"


def make(
    pki, draft, when, level=Level.B, person="director", seal="seal_sct", **options
):
    """A whole document with keys in memory; quicker than on tokens."""
    services = pki.services(level, **options)
    pdf = prepare_document(draft(), signer_name=NAME).pdf
    pdf = sign_personal(pdf, pki.memory_key(person), None, when, services)
    pdf = fill_number(pdf, "125", "05", "11")
    return apply_seal(pdf, pki.memory_key(seal), pki.seal_picture(), when, services)


def codes(verdict):
    return {rule.code for rule in verdict.rules}


def other_tool(pdf, pki, label, field, subfilter=SigSeedSubFilter.PADES, **options):
    """Sign as another agency's tool does: an approval signature in a new field."""
    signer = pki.memory_key(label).signer
    meta = PdfSignatureMetadata(field_name=field, subfilter=subfilter, **options)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return PdfSigner(meta, signer).sign_pdf(writer).getvalue()


def test_a_signature_without_evidence_is_undecided_offline(pki, draft, now):
    pdf = make(pki, draft, now)
    verdict = verify_document(pdf, pki.policy(), now)
    assert verdict.grade is Grade.UNDECIDED
    unknown = [r for r in verdict.rules if r.code == "certificate.status_unknown"]
    assert {rule.params["name"] for rule in unknown} >= {NAME, "Sở Công Thương"} or all(
        rule.params["name"] for rule in unknown
    )
    assert "timestamp.missing" in codes(verdict)
    required = pki.policy(time_stamp_required=True, crls=pki.crls(now))
    assert "timestamp.required" in codes(verify_document(pdf, required, now))


@pytest.mark.parametrize("level", [Level.B, Level.T])
def test_revocation_lists_at_hand_decide(pki, draft, now, level):
    pdf = make(pki, draft, now, level)
    verdict = verify_document(pdf, pki.policy(crls=pki.crls(now)), now)
    assert verdict.grade is Grade.VALID, verdict.rules
    assert {report.status_source for report in verdict.signatures} == {"supplied"}


def test_the_network_decides_when_asked(pki, draft, now):
    verdict = verify_document(make(pki, draft, now), pki.policy(online=True), now)
    assert verdict.grade is Grade.VALID, verdict.rules
    assert {report.status_source for report in verdict.signatures} == {"online"}


def test_evidence_from_the_file_and_at_hand_together(pki, draft, now):
    """The leaves' lists in the file, the CA's own at hand; neither is enough alone."""
    out = io.BytesIO(make(pki, draft, now))
    own = crl.CertificateList.load(pki.crl(now))
    DocumentSecurityStore.add_dss(out, None, crls=[own])
    pdf, root_list = out.getvalue(), (pki.crl(now, issuer="root"),)
    assert verify_document(pdf, pki.policy(), now).grade is Grade.UNDECIDED
    policy = pki.policy(crls=root_list)
    assert verify_document(pdf, policy, now).grade is Grade.VALID


def test_a_status_service_out_of_reach(pki, draft, now, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise requests.ConnectionError

    pdf = make(pki, draft, now)
    monkeypatch.setattr(requests, "post", refuse)
    monkeypatch.setattr(requests, "get", refuse)
    verdict = verify_document(pdf, pki.policy(online=True, timeout_s=1), now)
    assert verdict.grade is Grade.UNDECIDED


def test_nothing_is_fetched_for_the_untrusted(pki, draft, now, monkeypatch):
    asked = []
    monkeypatch.setattr(requests, "post", lambda *a, **k: asked.append(a))
    monkeypatch.setattr(requests, "get", lambda *a, **k: asked.append(a))
    pdf = make(pki, draft, now)
    policy = pki.policy(roots=(pki.certificate("rogue"),), online=True)
    verdict = verify_document(pdf, policy, now)
    assert verdict.grade is Grade.INVALID and not asked


def test_a_revoked_seal(pki, draft, now):
    pdf = make(pki, draft, now, seal="seal_revoked")
    verdict = verify_document(pdf, pki.policy(online=True), now)
    assert verdict.grade is Grade.INVALID
    assert codes(verdict) >= {"certificate.revoked"}
    assert verdict.signatures[1].certificate_status == "revoked"


@pytest.mark.parametrize(
    ("level", "hours", "revoked"),
    [
        (Level.T, -24, True),
        # A time stamp proves that it was signed before the key was given up.
        (Level.T, 24, False),
        # A claimed time proves nothing.
        (Level.B, 24, True),
    ],
)
def test_revoked_before_or_after_signing(pki, draft, now, level, hours, revoked):
    pdf = make(pki, draft, now, level)
    since = now + timedelta(hours=hours)
    later = now + timedelta(days=3)
    policy = pki.policy(crls=(*pki.crls(now), pki.crl(later, seal_sct=since)))
    verdict = verify_document(pdf, policy, later + timedelta(hours=1))
    assert ("certificate.revoked" in codes(verdict)) is revoked, verdict.rules


def test_a_revoked_authority(pki, draft, now):
    pdf = make(pki, draft, now, Level.T)
    gone = pki.crl(now, issuer="root", ca=now - timedelta(days=1))
    policy = pki.policy(crls=(gone, pki.crl(now)))
    assert codes(verify_document(pdf, policy, now)) >= {"certificate.ca_revoked"}


def test_years_later_the_evidence_in_the_file_still_decides(chain, pki, now):
    later = now + timedelta(days=2500)
    verdict = verify_document(chain.sealed, pki.policy(), later)
    assert verdict.grade is Grade.VALID, verdict.rules


def test_years_later_without_proof_of_time(pki, draft, now):
    later = now + timedelta(days=2500)
    verdict = verify_document(make(pki, draft, now), pki.policy(), later)
    assert verdict.grade is Grade.UNDECIDED
    assert "certificate.expired_since" in codes(verdict)


def test_before_the_certificate_began(pki, draft, now):
    early = now - timedelta(days=400)
    verdict = verify_document(make(pki, draft, now), pki.policy(), early)
    assert "certificate.not_yet_valid" in codes(verdict)


def test_claimed_and_proven_time(pki, draft, now):
    cases = {timedelta(days=-2): True, timedelta(hours=7): False, timedelta(): False}
    for apart, contradicts in cases.items():
        pdf = make(pki, draft, now + apart, Level.T)
        verdict = verify_document(pdf, pki.policy(crls=pki.crls(now)), now)
        assert ("time.contradiction" in codes(verdict)) is contradicts
        grade = Grade.VALID_WITH_NOTE if contradicts else Grade.VALID
        assert verdict.grade is grade


def test_a_document_needs_both_an_attachment_only_the_seal(chain, pki, draft, now):
    verdict = verify_document(chain.signed, pki.policy(), now)
    assert codes(verdict) == {"role.seal_missing"}
    verdict = verify_document(chain.signed, pki.policy(kind="attachment"), now)
    assert codes(verdict) == {"role.seal_missing"}
    key = pki.memory_key("seal_sct")
    pdf = seal_enclosure(draft(), key, "1/SCT", now, pki.services())
    assert codes(verify_document(pdf, pki.policy(), now)) == {"role.person_missing"}


def test_roles_may_be_told(chain, pki, now):
    policy = pki.policy(role_of=lambda info: "seal")
    assert "role.person_missing" in codes(verify_document(chain.sealed, policy, now))


def test_another_agencys_seal_is_left_to_the_clerk(chain, pki, now):
    verdict = verify_document(chain.sealed, pki.policy(agency="Sở Y tế"), now)
    assert verdict.grade is Grade.UNDECIDED
    assert codes(verdict) == {"seal.other_agency"}
    policy = pki.policy(agency="Sở Y tế", seal_names=("Sở Công thương",))
    assert verify_document(chain.sealed, policy, now).grade is Grade.VALID
    policy = pki.policy(
        agency="Sở Y tế", severities=(("seal.other_agency", Severity.INVALID),)
    )
    assert verify_document(chain.sealed, policy, now).grade is Grade.INVALID


def test_the_packets_number_and_date(chain, pki, now):
    good = pki.policy(number="125", issued_on=date(2026, 11, 5))
    assert verify_document(chain.sealed, good, now).grade is Grade.VALID
    wrong = pki.policy(number="126", issued_on=date(2026, 11, 6))
    verdict = verify_document(chain.sealed, wrong, now)
    assert verdict.grade is Grade.VALID_WITH_NOTE
    assert codes(verdict) == {"number.packet", "date.packet"}


def test_validation_data_and_time_stamps_after_the_seal(chain, pki, now):
    """Later evidence is no change of the content, also where the seal locks."""
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in pki.roots],
        other_certs=[x509.Certificate.load(der) for der in pki.intermediates],
        allow_fetching=True,
    )
    stamper = PdfTimeStamper(time_stamper(pki.services()))
    writer = IncrementalPdfFileWriter(io.BytesIO(chain.sealed))
    stamped = stamper.timestamp_pdf(writer, "sha256", context).getvalue()
    verdict = verify_document(stamped, pki.policy(), now)
    assert verdict.grade is Grade.VALID, verdict.rules
    assert len(verdict.signatures) == 2
    kinds = {change.kind for change in verdict.signatures[1].changes_after}
    assert kinds == {"time_stamp", "validation_data"}
    out = io.BytesIO(make_unproven(chain, pki, now))
    DocumentSecurityStore.add_dss(
        out, None, crls=[crl.CertificateList.load(data) for data in pki.crls(now)]
    )
    verdict = verify_document(out.getvalue(), pki.policy(), now)
    assert verdict.grade is Grade.VALID, verdict.rules


def make_unproven(chain, pki, now):
    key = pki.memory_key("seal_sct")
    services = pki.services(Level.B)
    return apply_seal(chain.numbered, key, pki.seal_picture(), now, services)


# -- other agencies' tools -----------------------------------------------------


def write_on_page(pdf, text=b"125"):
    """Write the number as page content, by an incremental update."""
    from pyhanko.pdf_utils import generic

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    stream = generic.StreamObject(
        stream_data=b"q BT /F1 12 Tf 120 700 Td (%s) Tj ET Q" % text
    )
    writer.add_stream_to_page(0, writer.add_object(stream))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def annotate(pdf, subtype="/FreeText", text="125"):
    """Write the number as an annotation."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.generic import pdf_name

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page, _resources = writer.find_page_for_modification(0)
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name(subtype),
            pdf_name("/Contents"): generic.pdf_string(text),
            pdf_name("/Rect"): generic.ArrayObject(
                generic.NumberObject(n) for n in (120, 700, 160, 715)
            ),
        }
    )
    writer.register_annotation(page, writer.add_object(note))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("certify", [False, True])
@pytest.mark.parametrize(
    ("write", "kind"), [(write_on_page, "page_content"), (annotate, "annotation")]
)
def test_a_number_written_between_the_signatures(pki, draft, now, write, kind, certify):
    first = other_tool(draft(), pki, "director", "Signature1", certify=certify)
    pdf = other_tool(write(first), pki, "seal_sct", "Signature2")
    verdict = verify_document(pdf, pki.policy(crls=pki.crls(now)), now)
    assert verdict.grade is Grade.VALID_WITH_NOTE, verdict.rules
    assert codes(verdict) == {"signature.changed_covered", "timestamp.missing"}
    person = verdict.signatures[0]
    assert kind in {change.kind for change in person.changes_after}
    assert "có thay đổi được con dấu bao trùm" in messages.sentence(person)


def test_a_change_covered_by_a_seal_of_unknown_status_is_undecided(pki, draft, now):
    """Issue 4: a status service that is down makes nothing invalid."""
    first = other_tool(draft(), pki, "director", "Signature1")
    pdf = other_tool(write_on_page(first), pki, "seal_sct", "Signature2")
    verdict = verify_document(pdf, pki.policy(), now)
    assert verdict.grade is Grade.UNDECIDED, verdict.rules
    nobody = (("certificate.untrusted", Severity.UNDECIDED),)
    policy = pki.policy(roots=(), severities=nobody)
    assert verify_document(pdf, policy, now).grade is Grade.UNDECIDED
    revoked = pki.crls(now, seal_sct=now - timedelta(days=1))
    verdict = verify_document(pdf, pki.policy(crls=revoked), now)
    assert codes(verdict) >= {"signature.changed_after", "certificate.revoked"}


def test_a_change_covered_by_an_untrusted_seal_is_none(pki, draft, now):
    first = other_tool(draft(), pki, "director", "Signature1")
    pdf = other_tool(write_on_page(first), pki, "rogue_seal", "Signature2")
    verdict = verify_document(pdf, pki.policy(crls=pki.crls(now)), now)
    assert codes(verdict) >= {"signature.changed_after", "certificate.untrusted"}


def test_approval_signatures_only(pki, draft, now):
    first = other_tool(draft(), pki, "other_leader", "Chữ ký 1")
    pdf = other_tool(first, pki, "seal_other", "Chữ ký 2")
    policy = pki.policy(agency="UBND tỉnh Lai Châu", crls=pki.crls(now))
    assert verify_document(pdf, policy, now).grade is Grade.VALID


def test_the_old_kind_with_the_leaf_certificate_only(pki, draft, now):
    old = SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    pdf = draft()
    for label, field in (("director", "S1"), ("seal_sct", "S2")):
        key = pki.memory_key(label)
        key.signer._cert_registry = type(key.signer.cert_registry)()
        meta = PdfSignatureMetadata(field_name=field, subfilter=old)
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        pdf = PdfSigner(meta, key.signer).sign_pdf(writer).getvalue()
    verdict = verify_document(pdf, pki.policy(crls=pki.crls(now)), now)
    assert verdict.grade is Grade.VALID, verdict.rules
    assert {report.level for report in verdict.signatures} == {"CMS"}
    bare = replace(pki.policy(crls=pki.crls(now)), intermediates=())
    assert "certificate.untrusted" in codes(verify_document(pdf, bare, now))


def test_a_person_after_the_seal(pki, draft, now):
    pdf = other_tool(draft(), pki, "seal_sct", "S1")
    pdf = other_tool(pdf, pki, "director", "S2")
    verdict = verify_document(pdf, pki.policy(crls=pki.crls(now)), now)
    assert verdict.grade is Grade.VALID_WITH_NOTE
    assert codes(verdict) == {"seal.not_last", "timestamp.missing"}


def test_several_seals(pki, draft, now):
    pdf = other_tool(draft(), pki, "director", "S1")
    for label in ("seal_other", "seal_sct"):
        pdf = other_tool(pdf, pki, label, label)
    verdict = verify_document(pdf, pki.policy(crls=pki.crls(now)), now)
    assert verdict.grade is Grade.VALID, verdict.rules
    assert len(verdict.signatures) == 3


# -- how it is said ------------------------------------------------------------


def test_every_rule_has_its_sentences():
    assert set(messages.RULE_SENTENCES) == set(RULES)
    for vietnamese, english in messages.RULE_SENTENCES.values():
        assert vietnamese.endswith(".") and english.endswith(".")


def test_json(chain, pki, now):
    for pdf in (chain.sealed, chain.signed, b"no PDF"):
        result = verdict_as_dict(verify_document(pdf, pki.policy(), now))
        again = json.loads(json.dumps(result, ensure_ascii=False))
        assert set(again) == {
            "verdict",
            "sentence",
            "rules",
            "signatures",
            "time_stamps",
            "document",
            "at",
        }
    result = verdict_as_dict(verify_document(chain.sealed, pki.policy(), now))
    assert result["verdict"] == "valid"
    assert result["document"]["pages"] == 1
    assert result["document"]["size"] == len(chain.sealed)
    first = result["signatures"][0]["sentence"]
    assert first["vi"].startswith("Chữ ký cá nhân của Trần Quang Vinh, dấu thời gian")
    assert first["vi"].endswith("hợp lệ.") and first["en"].endswith("valid.")


def test_no_reader_is_left_open_by_asyncio(chain, pki, now):
    """Verification may be asked for from inside a running loop's thread pool."""

    async def ask():
        work = asyncio.to_thread(verify_document, chain.sealed, pki.policy(), now)
        return (await work).grade

    assert asyncio.run(ask()) is Grade.VALID


def test_bare_reader_sees_three_revisions(chain):
    assert PdfFileReader(io.BytesIO(chain.sealed)).xrefs.total_revisions == 5
