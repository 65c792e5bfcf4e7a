"""Time stamps over the whole file, and signed files that are no PDF."""

import io
import zipfile
from datetime import timedelta

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko_certvalidator import ValidationContext
from test_verify_attacks import more_contents, updated
from test_verify_chain import codes, make

from core.pdfsign.messages import certificates_in, stamp_sentence, status_data_in
from core.pdfsign.services import time_stamper
from core.pdfsign.sign import Level
from core.pdfsign.verdict import Severity
from core.pdfsign.verify import Grade, verdict_as_dict, verify_document
from core.token.certificate import describe_certificate


def stamped(pdf, pki):
    """Put a time stamp over the file, with the status of its authority."""
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in pki.roots],
        other_certs=[x509.Certificate.load(der) for der in pki.intermediates],
        allow_fetching=True,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    stamper = PdfTimeStamper(time_stamper(pki.services()))
    return stamper.timestamp_pdf(writer, "sha256", context).getvalue()


@pytest.fixture(scope="module")
def twice(chain, pki):
    return stamped(stamped(chain.sealed, pki), pki)


def test_each_stamp_is_told(twice, pki, now):
    verdict = verify_document(twice, pki.policy(), now)
    assert verdict.grade is Grade.VALID, verdict.rules
    first, second = verdict.time_stamps
    assert first.revision < second.revision
    assert (first.status, second.status) == ("good", "good")
    assert abs(second.time - now) < timedelta(minutes=10) and second.authority
    assert {report.level for report in verdict.signatures} == {"B-LTA"}
    assert stamp_sentence(first).endswith("hợp lệ.")
    item = verdict_as_dict(verdict)["time_stamps"][0]
    assert item["sentence"]["en"].endswith("valid.") and item["time"]


def test_by_what_a_stamp_was_judged_is_kept(twice, pki, now):
    """TT 15/2025: its authority's certificate, the chain and where the status is."""
    verdict = verify_document(twice, pki.policy(), now)
    own = [report.time_stamp for report in verdict.signatures]
    for stamp in (*verdict.time_stamps, *own):
        assert stamp.status == stamp.certificate_status == "good"
        assert stamp.certificate == pki.certificate("tsa")
        assert pki.roots[0] in (stamp.chain[0], stamp.chain[-1])
        # the first stamp's status is in the file by the second one
        assert (stamp.status_source, stamp.status_data) == ("embedded", ())
    kept = set(certificates_in(verdict_as_dict(verdict)))
    assert {pki.certificate("tsa"), pki.certificate("director")} <= kept


def test_the_status_of_a_stamp_asked_online_is_kept(pki, draft, now):
    """Each list and answer once, wherever it was needed."""
    plain = make(pki, draft, now, Level.T)
    verdict = verify_document(plain, pki.policy(online=True), now)
    for report in verdict.signatures:
        stamp = report.time_stamp
        assert stamp.status_source == "online" and stamp.status_data
    told = list(status_data_in(verdict_as_dict(verdict)))
    whole = [item["sha256"] for item in told if item["content"]]
    assert len(whole) == len(set(whole))
    assert set(whole) == {item["sha256"] for item in told}
    small = verify_document(plain, pki.policy(online=True, status_bytes=10), now)
    told = list(status_data_in(verdict_as_dict(small)))
    assert told and not any(item["content"] for item in told)
    assert all(item["size"] > 10 for item in told)


def test_a_signature_without_a_stamp_tells_of_none(pki, draft, now):
    plain = make(pki, draft, now, Level.B)
    verdict = verify_document(plain, pki.policy(crls=pki.crls(now)), now)
    assert {report.time_stamp for report in verdict.signatures} == {None}


def test_a_stamp_of_another_root_is_noted(twice, pki, now):
    """Its own chain is asked: the signatures' roots don't vouch for it."""
    shas = [describe_certificate(der).sha256 for der in pki.roots]
    policy = pki.policy(purposes=tuple((sha, ("person", "seal")) for sha in shas))
    verdict = verify_document(twice, policy, now)
    assert {stamp.status for stamp in verdict.time_stamps} == {"untrusted"}
    assert {"archive.untrusted", "timestamp.untrusted"} <= codes(verdict)
    assert {report.level for report in verdict.signatures} & {"B-LTA"} == set()


def test_a_broken_stamp_is_noted_and_proves_nothing(pki, draft, now):
    """Evidence that only the stamp covers is changed; the signatures stand."""
    plain = make(pki, draft, now, Level.B)
    pdf = stamped(stamped(plain, pki), pki)
    place = pdf.index(b"stream", len(plain)) + 40
    changed = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    verdict = verify_document(changed, pki.policy(crls=pki.crls(now)), now)
    assert verdict.grade is Grade.VALID_WITH_NOTE, verdict.rules
    assert codes(verdict) == {"archive.broken", "timestamp.missing"}
    first, second = verdict.time_stamps
    assert (first.status, second.status) == ("good", "broken")
    assert {report.proven_time for report in verdict.signatures} == {first.time}


def test_a_stamp_over_the_file_proves_the_time(pki, draft, now):
    """Signed without time stamps; a later one says that they were there by then."""
    plain = make(pki, draft, now, Level.B)
    pdf = stamped(plain, pki)
    crls, later = pki.crls(now), now + timedelta(days=2500)
    bare = verify_document(plain, pki.policy(crls=crls), later)
    assert "certificate.expired_since" in codes(bare)
    verdict = verify_document(pdf, pki.policy(crls=crls), later)
    assert verdict.grade is Grade.VALID, verdict.rules
    [stamp] = verdict.time_stamps
    assert {report.proven_time for report in verdict.signatures} == {stamp.time}
    required = pki.policy(crls=crls, time_stamp_required=True)
    assert verify_document(pdf, required, later).grade is Grade.VALID


def test_a_stamp_vouches_for_no_change(chain, pki, now):
    """Content added after the seal stays a change, whoever stamped it."""
    pdf = stamped(updated(chain.sealed, more_contents), pki)
    verdict = verify_document(pdf, pki.policy(), now)
    assert verdict.grade is Grade.INVALID
    assert "signature.changed_after" in codes(verdict)
    assert verdict.time_stamps[0].status == "good"


# -- files of other kinds ------------------------------------------------------


def office(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"<x/>")
    return out.getvalue()


XML = b'<?xml version="1.0"?>\n<edXMLEnvelope xmlns:ds="%s">%s</edXMLEnvelope>'
NAMESPACE = b"http://www.w3.org/2000/09/xmldsig#"
SIGNATURE = b"<ds:Signature><ds:SignatureValue>x</ds:SignatureValue></ds:Signature>"


@pytest.mark.parametrize(
    ("content", "grade", "code"),
    [
        (
            office("[Content_Types].xml", "_xmlsignatures/sig1.xml"),
            Grade.UNDECIDED,
            "file.office_signed",
        ),
        (
            office("mimetype", "META-INF/documentsignatures.xml"),
            Grade.UNDECIDED,
            "file.office_signed",
        ),
        (office("[Content_Types].xml"), Grade.UNREADABLE, "file.unreadable"),
        (office("_xmlsignatures/s")[:-30], Grade.UNREADABLE, "file.unreadable"),
        (XML % (NAMESPACE, SIGNATURE), Grade.UNDECIDED, "file.xml_signed"),
        (XML % (b"", b""), Grade.UNREADABLE, "file.unreadable"),
    ],
    ids=["docx", "odt", "unsigned", "cut off", "xml", "unsigned xml"],
)
def test_other_kinds(content, grade, code, pki, now):
    """Noted as not verifiable, never valid, and never returned unseen."""
    verdict = verify_document(content, pki.policy(), now)
    assert (verdict.grade, codes(verdict)) == (grade, {code})
    strict = pki.policy(severities=((code, Severity.INVALID),))
    assert verify_document(content, strict, now).grade is Grade.INVALID


def test_the_packets_own_signature_decides_nothing(chain, pki, now):
    """domain-facts 2.7: the signatures that count are in the files."""
    policy = pki.policy(packet_signed=True)
    verdict = verify_document(chain.sealed, policy, now)
    assert (verdict.grade, codes(verdict)) == (Grade.VALID, {"packet.signed"})
    assert verify_document(chain.signed, policy, now).grade is Grade.INVALID
