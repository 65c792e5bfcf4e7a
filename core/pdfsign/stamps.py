"""Time stamps: whole, over this signature or this file, by a trusted authority."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core, tsp
from pyhanko.sign import general
from pyhanko.sign.validation import errors, generic_cms
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from . import trust
from .policy import VerifyPolicy
from .reading import READ_ERRORS
from .verdict import TimeStampReport


@dataclass(frozen=True, slots=True)
class StampResult:
    """How a signature's time stamp stands.

    :param status: ``good``, ``missing``, ``broken`` or ``untrusted``
    :param time: that it proves, where good
    :param certificate: DER of the authority's certificate, where it was looked at
    :param chain: how that certificate stood at the time
    """

    status: str
    time: datetime | None = None
    authority: str = ""
    reason: str = ""
    certificate: bytes = b""
    chain: trust.ChainResult | None = None

    def report(self, field: str, revision: int) -> TimeStampReport:
        """Return what is kept of it."""
        chain = self.chain or trust.ChainResult("unchecked")
        return TimeStampReport(
            field,
            self.status,
            self.time,
            self.authority,
            self.reason,
            revision,
            certificate_status=chain.status,
            status_source=chain.source,
            certificate=self.certificate,
            chain=chain.chain,
            status_data=chain.fetched,
        )


async def check_stamp(
    signature: EmbeddedPdfSignature, evidence: trust.Evidence, policy: VerifyPolicy
) -> StampResult:
    """Check the time stamps of a signature; one good one is enough."""
    found = StampResult("missing")
    try:
        tokens = list(
            generic_cms.extract_tst_data_iter(signature.signer_info, signed=False)
        )
        expected = generic_cms.message_imprint_checker(signature.signer_info)
        for token in tokens:
            found = await check_token(token, expected, evidence, policy)
            if found.status == "good":
                break
    except (
        errors.SignatureValidationError,
        general.ValueErrorWithMessage,
        *READ_ERRORS,
    ) as exc:
        return StampResult("broken", reason=type(exc).__name__)
    return found


async def check_document_stamp(
    stamp: EmbeddedPdfSignature, evidence: trust.Evidence, policy: VerifyPolicy
) -> StampResult:
    """Check a time stamp over the whole file as it stood then."""
    try:
        stamp.compute_integrity_info(skip_diff=True)
        if stamp.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
            return StampResult("broken", reason="coverage")
        digest = stamp.compute_digest()
        return await check_token(
            stamp.signed_data, lambda _name: digest, evidence, policy
        )
    except (
        errors.SignatureValidationError,
        general.ValueErrorWithMessage,
        general.SigningError,
        *READ_ERRORS,
    ) as exc:
        return StampResult("broken", reason=type(exc).__name__)


async def check_token(
    token: cms.SignedData,
    expected: Callable[[str], bytes],
    evidence: trust.Evidence,
    policy: VerifyPolicy,
) -> StampResult:
    """Check a time stamp by itself: whole, over what is expected, and by whom.

    :param expected: returns the digest that is to be stamped, by name of the algorithm
    """
    content = token["encap_content_info"]["content"]
    info = content.parsed if isinstance(content, core.ParsableOctetString) else None
    if not isinstance(info, tsp.TSTInfo):
        return StampResult("broken", reason="content")
    certificates = generic_cms.extract_certs_for_validation(token)
    signer = general.extract_signer_info(token)
    algorithm = signer["digest_algorithm"]["algorithm"].native
    intact, valid = generic_cms.validate_sig_integrity(
        signer,
        certificates.signer_cert,
        "tst_info",
        _digest(algorithm, bytes(content)),
    )
    imprint = info["message_imprint"]
    wanted = expected(imprint["hash_algorithm"]["algorithm"].native)
    if not (intact and valid) or imprint["hashed_message"].native != wanted:
        return StampResult("broken", reason="digest")
    time = info["gen_time"].native
    name = certificates.signer_cert.subject.native.get("common_name", "")
    chain = await trust.check_chain(
        certificates.signer_cert,
        certificates.other_certs,
        evidence,
        policy,
        time,
        trust.TIME_STAMPS,
    )
    status, reason = "good", ""
    if chain.status != "good":
        status, reason = "untrusted", chain.status
    der = certificates.signer_cert.dump()
    return StampResult(status, time, str(name), reason, der, chain)


def _digest(algorithm: str, content: bytes) -> bytes:
    digest = generic_cms.hashes.Hash(generic_cms.get_pyca_cryptography_hash(algorithm))
    digest.update(content)
    return digest.finalize()
