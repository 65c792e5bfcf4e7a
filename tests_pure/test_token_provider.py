"""One interface for keys at the server, in a batch's processes and with the user."""

import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from core.batch.pool import SignerPool
from core.errors import SigningError
from core.pdfsign.archive import archive_expires
from core.pdfsign.deferred import Pending
from core.pdfsign.fill import fill_number
from core.pdfsign.jobs import (
    CopyJob,
    PersonalElsewhereJob,
    PersonalJob,
    SealElsewhereJob,
    SealJob,
)
from core.pdfsign.places import Placement
from core.pdfsign.prepare import prepare_document
from core.pdfsign.reading import open_pdf
from core.pdfsign.sign import Level
from core.pdfsign.verify import Grade, verify_document
from core.token.certificate import describe_certificate
from core.token.provider import Provider, RemoteProvider, token_provider

DIRECTOR = "Trần Quang Vinh"
# The user's machine: knows the token and its PIN, and gets nothing but digests.
AT_THE_USER = """
import json, sys
import pkcs11

driver, label, pin, *digests = json.load(sys.stdin)
# DER of a DigestInfo for SHA-256 (RFC 8017, 9.2).
prefix = bytes.fromhex("3031300d060960864801650304020105000420")
slots = pkcs11.lib(driver).get_slots(token_present=True)
tokens = [slot.get_token() for slot in slots]
[token] = [token for token in tokens if token.label.strip() == label]
with token.open(user_pin=pin) as session:
    wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY}
    [key] = session.get_objects(wanted)
    for digest in digests:
        data = prefix + bytes.fromhex(digest)
        print(key.sign(data, mechanism=pkcs11.Mechanism.RSA_PKCS).hex())
"""


@pytest.fixture(scope="module")
def prepared(draft):
    return prepare_document(draft(), signer_name=DIRECTOR).pdf


@pytest.fixture(scope="module")
def job(pki, prepared, now):
    return PersonalJob(prepared, now, pki.services(), pki.picture("director"))


def signed_elsewhere(pki, label: str, digests: list[bytes]) -> list[bytes]:
    request = [pki.driver, label, pki.pin, *(digest.hex() for digest in digests)]
    done = subprocess.run(
        [sys.executable, "-c", AT_THE_USER],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
    )
    return [bytes.fromhex(line) for line in done.stdout.split()]


def remote(pki, label: str) -> RemoteProvider:
    return RemoteProvider(pki.certificate(label), (pki.certificate("ca"),))


def finished(pki, label: str, job):
    """Sign where the key is; the state goes through bytes, as between two requests."""
    pending = Pending.from_bytes(remote(pki, label).run(job).to_bytes())
    digests = [file.digest for file in pending.files]
    return pending.finish(signed_elsewhere(pki, label, digests), job.services)


def test_a_document_signed_and_sealed_by_keys_that_are_elsewhere(pki, job, draft, now):
    """Person, number, seal with an enclosure, at level B-LT: valid like any other."""
    [signed] = finished(pki, "director", job)
    assert abs(signed.stamped_at - now) < timedelta(minutes=5)
    numbered = fill_number(signed.pdf, "125", "05", "11")
    seal = SealJob(
        numbered,
        now,
        job.services,
        pki.seal_picture(),
        style="mau01",
        code_text="125/SCT-VP",
        enclosures=(draft(),),
    )
    main, enclosure = finished(pki, "seal_sct", seal)
    assert main.stamped_at and enclosure.stamped_at
    policy = pki.policy(crls=pki.crls(now))
    assert verify_document(main.pdf, policy, now).grade is Grade.VALID
    alone = replace(policy, kind="attachment")
    assert verify_document(enclosure.pdf, alone, now).grade is Grade.VALID


def test_the_archive_stamp_covers_the_signature_that_came(pki, job, draft, now):
    """Level B-LTA: the stamp over the whole file is made after the signature."""
    services = pki.services(Level.LTA, roots=pki.roots)
    [signed] = finished(pki, "director", replace(job, services=services))
    assert archive_expires(signed.pdf) is None
    numbered = fill_number(signed.pdf, "125", "05", "11")
    seal = SealJob(numbered, now, services, pki.seal_picture())
    [sealed] = finished(pki, "seal_sct", seal)
    assert archive_expires(sealed.pdf) > now
    policy = pki.policy(crls=pki.crls(now))
    assert verify_document(sealed.pdf, policy, now).grade is Grade.VALID


def other_tool(pki, pdf, page: int = 0) -> bytes:
    """A file that another product signed, with the signature on ``page``."""
    spec = SigFieldSpec("Signature1", on_page=page, box=(340, 145, 460, 215))
    metadata = PdfSignatureMetadata("Signature1", md_algorithm="sha256")
    signer = pki.memory_key("other_leader").signer
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return PdfSigner(metadata, signer, new_field_spec=spec).sign_pdf(writer).getvalue()


def test_files_signed_by_others_and_copies(pki, draft, now):
    """Every kind of job can be begun here and finished with a key elsewhere."""
    services = pki.services(Level.B)
    date = {"number": "125", "day": "05", "month": "11"}
    place = Placement("edoc_signature", 0, 20, 200, 40, 20)
    second = PersonalElsewhereJob(
        other_tool(pki, draft()), now, services, pki.picture("director"), place
    )
    seal = SealElsewhereJob(second.pdf, now, services, pki.seal_picture(), **date)
    copy = CopyJob(draft(), now, services, form="SAO Y", agency="SỞ CÔNG THƯƠNG")
    for label, job in (("director", second), ("seal_sct", seal), ("seal_sct", copy)):
        [file] = finished(pki, label, job)
        assert file.pdf.startswith(job.pdf)
        before = len(open_pdf(job.pdf).embedded_regular_signatures)
        assert len(open_pdf(file.pdf).embedded_regular_signatures) == before + 1
    split = replace(seal, pdf=other_tool(pki, draft(pages=2), page=1))
    with pytest.raises(SigningError) as caught:
        remote(pki, "seal_sct").run(split)
    assert caught.value.code == "signing.not_at_once"


def test_every_provider_does_the_same_job(pki, job):
    """The caller does not know where the key is."""
    certificate = pki.certificate("director")
    sha256 = describe_certificate(certificate).sha256
    with (
        token_provider(pki.ref("director"), pki.pin, sha256) as token,
        SignerPool(pki.ref("director"), pki.pin, sha256, workers=1) as pool,
    ):
        providers: list[Provider] = [token, pool, remote(pki, "director")]
        for provider in providers:
            outcome = provider.run(job)
            if isinstance(outcome, Pending):
                digests = [file.digest for file in outcome.files]
                signatures = signed_elsewhere(pki, "director", digests)
                outcome = outcome.finish(signatures, job.services)
            [signed] = outcome
            assert signed.pdf.startswith(job.pdf) and signed.stamped_at


def test_a_pending_job_holds_no_signature(pki, job):
    pending = remote(pki, "director").run(job)
    [file] = pending.files
    assert file.pdf.startswith(job.pdf) and file.before == len(job.pdf)
    assert len(file.digest) == 32
    assert Pending.from_bytes(pending.to_bytes()) == pending
    with pytest.raises(SigningError) as caught:
        Pending.from_bytes(pending.to_bytes()[:30])
    assert caught.value.params == {"reason": "state"}


@pytest.fixture(scope="module")
def pending(pki, job):
    return remote(pki, "director").run(replace(job, services=pki.services(Level.B)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda right: right[:-1],
        lambda right: b"",
        lambda right: right + b"\0",
        lambda right: bytes(len(right)),
        lambda right: right[:100] + bytes([right[100] ^ 1]) + right[101:],
        lambda right: right[::-1],
        lambda right: right * 20,
        lambda right: right * 200,
    ],
    ids=["cut", "empty", "longer", "zeros", "bit", "turned", "long", "too long"],
)
def test_a_wrong_signature_is_refused(pki, pending, spoil):
    services = pki.services(Level.B)
    [right] = signed_elsewhere(pki, "director", [pending.files[0].digest])
    assert pending.finish([right], services)
    with pytest.raises(SigningError) as caught:
        pending.finish([spoil(right)], services)
    assert caught.value.code in ("signing.result_wrong", "signing.failed")


def test_a_foreign_signature_is_refused(pki, job, pending):
    """Of another key, of another file, and too few of them."""
    services = pki.services(Level.B)
    digest = pending.files[0].digest
    [other_key] = signed_elsewhere(pki, "deputy1", [digest])
    [other_file] = signed_elsewhere(pki, "director", [bytes(32)])
    for signatures in ([other_key], [other_file], [], [other_key, other_file]):
        with pytest.raises(SigningError) as caught:
            pending.finish(signatures, services)
        assert caught.value.code == "signing.result_wrong"


def test_a_file_changed_while_it_waited_is_refused(pki, pending):
    [right] = signed_elsewhere(pki, "director", [pending.files[0].digest])
    [file] = pending.files
    changes = [
        replace(file, pdf=file.pdf.replace(b"/Type", b"/Typo", 1)),
        replace(file, pdf=file.pdf + b"\n%%EOF"),
        replace(file, field="edoc_seal"),
        replace(file, to_sign=file.to_sign[:-1] + b"?"),
    ]
    for changed in changes:
        with pytest.raises(SigningError) as caught:
            replace(pending, files=(changed,)).finish([right], pki.services(Level.B))
        assert caught.value.code == "signing.result_wrong"


def test_no_time_stamp_is_asked_for_what_does_not_hold(pki, job):
    """The authority would not even be found: the signature is looked at first."""
    services = pki.services(Level.T, tsa_url="http://127.0.0.1:9/none")
    waiting = remote(pki, "director").run(replace(job, services=pki.services(Level.T)))
    [right] = signed_elsewhere(pki, "director", [waiting.files[0].digest])
    for signature, code in (
        (right[::-1], "signing.result_wrong"),
        (right, "signing.tsa_unreachable"),
    ):
        with pytest.raises(SigningError) as caught:
            waiting.finish([signature], services)
        assert caught.value.code == code
