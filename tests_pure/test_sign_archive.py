"""Level B-LTA: a time stamp over everything, renewed while the file is kept."""

from datetime import timedelta

import pytest
from cryptography import x509
from pyhanko.sign.validation import async_validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext
from test_sign_steps import bare_pyhanko, poppler

from core.errors import SigningError
from core.pdfsign.archive import archive_expires, renew_archive
from core.pdfsign.reading import open_pdf
from core.pdfsign.sign import Level, apply_seal, seal_enclosure, sign_personal
from core.pdfsign.verify import Grade, verify_document

NAME = "Trần Quang Vinh"


@pytest.fixture(scope="module")
def archived(chain, pki, now):
    services = pki.services(Level.LTA)
    key = pki.memory_key("seal_sct")
    return apply_seal(chain.numbered, key, pki.seal_picture(), now, services)


def stamps_by_pyhanko(pdf, pki):
    """pyHanko's own validation of the stamps over the file."""
    import asyncio

    from asn1crypto import x509 as asn1

    async def ask():
        context = ValidationContext(
            trust_roots=[asn1.Certificate.load(der) for der in pki.roots],
            other_certs=[asn1.Certificate.load(der) for der in pki.intermediates],
            allow_fetching=True,
        )
        found = open_pdf(pdf).embedded_timestamp_signatures
        return [await async_validate_pdf_timestamp(one, context) for one in found]

    return asyncio.run(ask())


def everybody_agrees(pdf, pki, now, tmp_path, stamps, **policy):
    verdict = verify_document(pdf, pki.policy(**policy), now)
    assert verdict.grade is Grade.VALID, verdict.rules
    assert {report.level for report in verdict.signatures} == {"B-LTA"}
    assert all(status.bottom_line for status in bare_pyhanko(pdf, pki))
    found = stamps_by_pyhanko(pdf, pki)
    assert len(found) == stamps and all(
        status.intact and status.valid and status.trusted for status in found
    )
    said = poppler(pdf, tmp_path)
    assert [said[report.field] for report in verdict.signatures] == [
        "Signature is Valid."
    ] * len(verdict.signatures)


def test_the_seal_brings_the_stamp(archived, chain, pki, now, tmp_path):
    """The locked file stays valid; person and seal are both B-LTA."""
    assert archived.startswith(chain.numbered)
    everybody_agrees(archived, pki, now, tmp_path, stamps=1)


def test_an_enclosure_brings_one_too(draft, pki, now, tmp_path):
    key, services = pki.memory_key("seal_sct"), pki.services(Level.LTA)
    pdf = seal_enclosure(draft(), key, "125/SCT-VP", now, services)
    everybody_agrees(pdf, pki, now, tmp_path, stamps=1, kind="attachment")


def test_the_personal_signature_waits_for_number_and_seal(chain, pki, now):
    key, services = pki.memory_key("director"), pki.services(Level.LTA)
    pdf = sign_personal(chain.prepared, key, None, now, services)
    assert archive_expires(pdf) is None and "/DSS" in open_pdf(pdf).root


def test_it_holds_until_the_authoritys_certificate_ends(archived, chain, pki):
    tsa = x509.load_der_x509_certificate(pki.certificate("tsa"))
    assert archive_expires(archived) == tsa.not_valid_after_utc
    assert archive_expires(chain.sealed) is None


def test_renewing_only_extends(archived, pki, now, tmp_path):
    services = pki.services(Level.LT)
    again = renew_archive(archived, services, now)
    third = renew_archive(again, services, now + timedelta(days=300))
    assert again.startswith(archived) and third.startswith(again)
    everybody_agrees(third, pki, now, tmp_path, stamps=3)


def test_a_file_of_level_lt_is_raised(chain, pki, now, tmp_path):
    raised = renew_archive(chain.sealed, pki.services(), now)
    assert raised.startswith(chain.sealed)
    everybody_agrees(raised, pki, now, tmp_path, stamps=1)


def test_the_new_stamp_covers_the_status_of_its_authority(archived, pki):
    reader = open_pdf(archived)
    [stamp] = reader.embedded_timestamp_signatures
    assert stamp.evaluate_signature_coverage().name == "ENTIRE_FILE"
    held = [ref.get_object().data for ref in reader.root["/DSS"]["/Certs"]]
    assert pki.certificate("tsa") in held


# -- refusals ------------------------------------------------------------------


def test_files_that_hold_too_little(chain, draft, pki, now):
    key = pki.memory_key("director")
    bare = sign_personal(chain.prepared, key, None, now, pki.services(Level.T))
    for pdf in (draft(), bare):
        with pytest.raises(SigningError) as caught:
            renew_archive(pdf, pki.services(), now)
        assert caught.value.code == "signing.archive_incomplete"


def test_too_late_to_renew(archived, pki):
    ended = archive_expires(archived)
    with pytest.raises(SigningError) as caught:
        renew_archive(archived, pki.services(), ended + timedelta(seconds=1))
    assert caught.value.code == "signing.archive_ended"
    assert caught.value.params["ended"] == ended


def spoiled_stamp(pdf):
    """One bit of the last stamp's own signature value."""
    spoiled = bytearray(pdf)
    place = pdf.rindex(b"/ByteRange")
    start = int(pdf[place:].split(b"[")[1].split()[1]) + 1
    container = bytes.fromhex(pdf[start : pdf.index(b">", start)].decode())
    from asn1crypto import cms

    value = cms.ContentInfo.load(container)["content"]["signer_infos"][0]["signature"]
    at = start + 2 * container.index(value.native) + 20
    spoiled[at] = ord("0") if spoiled[at] != ord("0") else ord("1")
    return bytes(spoiled)


def test_a_broken_stamp_is_noted_and_not_built_upon(archived, pki, now):
    pdf = spoiled_stamp(archived)
    verdict = verify_document(pdf, pki.policy(), now)
    assert verdict.grade is Grade.VALID_WITH_NOTE and verdict.has("archive.broken")
    assert {report.level for report in verdict.signatures} == {"B-LT"}
    with pytest.raises(SigningError) as caught:
        renew_archive(pdf, pki.services(), now)
    assert caught.value.code == "signing.archive_broken"


def test_a_stamp_of_a_stranger_is_noted(archived, pki, now):
    policy = pki.policy(roots=(pki.certificate("rogue"),))
    verdict = verify_document(archived, policy, now)
    assert verdict.has("archive.untrusted") and verdict.grade is Grade.INVALID


def test_the_tsa_is_down(chain, pki, now):
    services = pki.services(Level.LTA, tsa_url=f"http://{pki.address}/nothing")
    with pytest.raises(SigningError) as caught:
        renew_archive(chain.sealed, services, now)
    assert caught.value.code == "signing.tsa_unreachable"


def test_what_settings_must_have(chain, pki, now):
    for changes, code in (
        ({"tsa_url": ""}, "signing.tsa_missing"),
        ({"roots": ()}, "signing.roots_missing"),
    ):
        with pytest.raises(SigningError) as caught:
            renew_archive(chain.sealed, pki.services(**changes), now)
        assert caught.value.code == code
    with pytest.raises(SigningError) as caught:
        renew_archive(chain.sealed, pki.services(), now.replace(tzinfo=None))
    assert caught.value.code == "signing.time_without_zone"
