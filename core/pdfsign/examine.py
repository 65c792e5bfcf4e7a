"""Examining each signature of a file: digest, coverage, changes, certificate, time."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import general
from pyhanko.sign.diff_analysis import (
    ModificationLevel,
    SuspiciousModification,
)
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import errors, generic_cms
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from ..token.certificate import CertificateInfo, describe_parsed
from . import trust
from .changes import POLICY, describe_changes
from .policy import VerifyPolicy
from .reading import READ_ERRORS, entry
from .roles import PERSON, SEAL, certificate_role
from .rules import fired
from .stamps import StampResult, check_stamp
from .verdict import RuleResult, SignatureReport

_SIGNATURE_ERRORS = (
    errors.SignatureValidationError,
    general.ValueErrorWithMessage,
    general.SigningError,
    *READ_ERRORS,
)
_COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: "file",
    SignatureCoverageLevel.ENTIRE_REVISION: "revision",
}
_DIGESTS = ("sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512")
_PURPOSES = {"digital_signature", "non_repudiation"}
_HARMLESS = {"signature", "time_stamp", "validation_data", "metadata"}
_CLOCK = timedelta(minutes=10)
_ZONE = timedelta(hours=7)
_MOST_SIGNATURES = 100


@dataclass(slots=True)
class Examined:
    """A signature with all that was found about it.

    :param changed: later revisions did what this signature doesn't allow
    :param grown: later revisions did more than add validation data
    """

    report: SignatureReport
    rules: list[RuleResult] = field(default_factory=list)
    info: CertificateInfo | None = None
    revision: int = 0
    changed: bool = False
    grown: bool = False
    trusted: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Examination:
    """All signatures in signing order, the rules they broke, their certificates.

    :param certificates: by fingerprint
    """

    reports: tuple[SignatureReport, ...]
    rules: list[RuleResult]
    certificates: dict[str, CertificateInfo]


async def examine(
    reader: PdfFileReader, policy: VerifyPolicy, at: datetime
) -> Examination:
    """Examine every signature; damage of one never hides another."""
    evidence = trust.document_evidence(reader)
    rules: list[RuleResult] = []
    found: list[Examined] = []
    for name, signature in _signatures(reader):
        if signature is None:
            rules.append(fired("signature.malformed", name))
            found.append(_malformed(name))
            continue
        try:
            found.append(await _examine_one(reader, signature, evidence, policy, at))
        except _SIGNATURE_ERRORS as exc:
            rules.append(fired("signature.malformed", name, reason=type(exc).__name__))
            found.append(_malformed(name))
    _judge_changes(found)
    reports = []
    for item in found:
        codes = tuple(rule.code for rule in item.rules)
        reports.append(replace(item.report, errors=item.report.errors + codes))
        rules += item.rules
    infos = {i.report.certificate_sha256: i.info for i in found if i.info}
    return Examination(tuple(reports), rules, infos)


def _malformed(name: str) -> Examined:
    return Examined(SignatureReport(name, errors=("signature.malformed",)))


def _signatures(
    reader: PdfFileReader,
) -> Iterator[tuple[str, EmbeddedPdfSignature | None]]:
    """Signatures in signing order, None for one that can't be read at all.

    Document time stamps are no signatures; reading them as such would fail.
    """
    found = []
    filled = list(enumerate_sig_fields(reader, filled_status=True))[:_MOST_SIGNATURES]
    for name, value, ref in filled:
        try:
            if entry(value.get_object(), "/Type", "/Sig") == "/DocTimeStamp":
                continue
            signature = EmbeddedPdfSignature(reader, ref.get_object(), name)
            found.append((signature.signed_revision, name, signature))
        except _SIGNATURE_ERRORS:
            found.append((-1, name, None))
    for _revision, name, signature in sorted(found, key=lambda item: item[:2]):
        yield name, signature


async def _examine_one(
    reader: PdfFileReader,
    signature: EmbeddedPdfSignature,
    evidence: trust.Evidence,
    policy: VerifyPolicy,
    at: datetime,
) -> Examined:
    name, certificate = signature.field_name, signature.signer_cert
    info = describe_parsed(certificate)
    item = Examined(_first_report(signature, info), info=info)
    item.revision = signature.signed_revision
    item.report = replace(item.report, role=_role(info, policy))
    _check_integrity(signature, item)
    _check_algorithms(signature, info, item)
    if info.key_usage and not _PURPOSES & set(info.key_usage) or info.is_ca:
        item.rules.append(fired("certificate.purpose", name, name=_name(info)))
    own = trust.archived_evidence(signature.signer_info["signed_attrs"])
    evidence = trust.joined(evidence, own)
    stamp = await check_stamp(signature, evidence, policy)
    _check_time(stamp, policy, item)
    await _check_certificate(signature, certificate, evidence, policy, at, item)
    item.report = replace(
        item.report,
        level=_level(signature, stamp, evidence),
        changes_after=_changes(reader, signature),
    )
    return item


def _first_report(
    signature: EmbeddedPdfSignature, info: CertificateInfo
) -> SignatureReport:
    mechanism = signature.signer_info["signature_algorithm"]["algorithm"].native
    return SignatureReport(
        field=signature.field_name,
        signer=info.subject_common_name,
        signer_subject=info.subject,
        issuer=info.issuer_common_name,
        serial=info.serial_hex,
        claimed_time=signature.self_reported_timestamp,
        algorithms=f"{mechanism}, {signature.md_algorithm}, "
        f"{info.key_algorithm} {info.key_bits}",
        certificate_sha256=info.sha256,
        certificate=signature.signer_cert.dump(),
        certified=_is_certification(signature),
    )


def _is_certification(signature: EmbeddedPdfSignature) -> bool:
    for item in entry(signature.sig_object, "/Reference", ()):
        if entry(item.get_object(), "/TransformMethod") == "/DocMDP":
            return True
    return False


def _role(info: CertificateInfo, policy: VerifyPolicy) -> str:
    role = policy.role_of(info) if policy.role_of else ""
    return role or certificate_role(info, policy.agency or "", policy.seal_names)


def _check_integrity(signature: EmbeddedPdfSignature, item: Examined) -> None:
    """Digest, value, coverage, and whether later revisions did more than allowed."""
    name = signature.field_name
    signature.compute_integrity_info(diff_policy=POLICY)
    intact, valid = generic_cms.validate_sig_integrity(
        signature.signer_info, signature.signer_cert, "data", signature.compute_digest()
    )
    if not (intact and valid):
        item.rules.append(fired("signature.broken", name, signer=item.report.signer))
    coverage = _COVERAGE.get(signature.coverage, "part")
    if coverage == "part":
        item.rules.append(fired("signature.coverage", name, signer=item.report.signer))
    item.report = replace(item.report, coverage=coverage)
    status = signature.summarise_integrity_info()
    result = signature.diff_result
    suspicious = isinstance(result, SuspiciousModification)
    level = getattr(result, "modification_level", ModificationLevel.OTHER)
    item.grown = coverage == "revision" and level > ModificationLevel.LTA_UPDATES
    item.changed = coverage == "revision" and (suspicious or not status["docmdp_ok"])


def _check_algorithms(
    signature: EmbeddedPdfSignature, info: CertificateInfo, item: Examined
) -> None:
    """RSA from 2048, elliptic curves from 256 bits, SHA-2 or SHA-3 (TT 15/2025)."""
    name = signature.field_name
    if signature.md_algorithm not in _DIGESTS:
        item.rules.append(
            fired("signature.algorithm", name, algorithm=signature.md_algorithm)
        )
    enough = {"rsa": 2048, "rsassa_pss": 2048, "ec": 256, "ed25519": 256, "ed448": 256}
    if info.key_bits < enough.get(info.key_algorithm, 1 << 30):
        key = f"{info.key_algorithm} {info.key_bits}"
        item.rules.append(fired("certificate.algorithm", name, algorithm=key))


def _check_time(stamp: StampResult, policy: VerifyPolicy, item: Examined) -> None:
    name, claimed = item.report.field, item.report.claimed_time
    if stamp.status == "missing":
        item.rules.append(fired("timestamp.missing", name, signer=item.report.signer))
        if policy.time_stamp_required:
            item.rules.append(
                fired("timestamp.required", name, signer=item.report.signer)
            )
    elif stamp.status == "broken":
        item.rules.append(fired("timestamp.broken", name, reason=stamp.reason))
    elif stamp.status == "untrusted":
        item.rules.append(
            fired("timestamp.untrusted", name, tsa=stamp.authority, reason=stamp.reason)
        )
    else:
        item.report = replace(item.report, proven_time=stamp.time)
        if claimed is not None:
            apart = abs(claimed - stamp.time)
            # Local time marked as UTC is so common that it says nothing.
            if apart > _CLOCK and abs(apart - _ZONE) > _CLOCK:
                item.rules.append(
                    fired(
                        "time.contradiction", name, claimed=claimed, proven=stamp.time
                    )
                )


async def _check_certificate(
    signature: EmbeddedPdfSignature,
    certificate: x509.Certificate,
    evidence: trust.Evidence,
    policy: VerifyPolicy,
    at: datetime,
    item: Examined,
) -> None:
    report, name = item.report, item.report.field
    moment = report.proven_time or at
    result = await trust.check_chain(
        certificate, signature.other_embedded_certs, evidence, policy, moment
    )
    item.report = replace(
        report, certificate_status=result.status, status_source=result.source
    )
    item.trusted = result.status == "good"
    rule = _certificate_rule(result, name, item, moment)
    if rule:
        item.rules.append(rule)


def _certificate_rule(
    result: trust.ChainResult, field_name: str, item: Examined, moment: datetime
) -> RuleResult | None:
    name = result.name or item.report.signer
    params = {"name": name, "when": result.when, "moment": moment}
    if result.status == "good":
        return None
    if result.status == "revoked":
        code = "certificate.ca_revoked" if result.of_authority else None
        return fired(code or "certificate.revoked", field_name, **params)
    if result.status == "expired":
        claimed, proven = item.report.claimed_time, item.report.proven_time
        code = "certificate.expired"
        if proven is None and claimed and result.when and claimed < result.when:
            # It may have been signed in time, but nothing proves it.
            code = "certificate.expired_since"
        return fired(code, field_name, **params)
    codes = {
        "not_yet_valid": "certificate.not_yet_valid",
        "unknown": "certificate.status_unknown",
        "weak": "certificate.algorithm",
    }
    code = codes.get(result.status, "certificate.untrusted")
    if code == "certificate.algorithm":
        return fired(code, field_name, algorithm=result.reason)
    return fired(code, field_name, reason=result.reason, **params)


def _name(info: CertificateInfo) -> str:
    return info.subject_common_name or info.subject


def _level(
    signature: EmbeddedPdfSignature, stamp: StampResult, evidence: trust.Evidence
) -> str:
    if entry(signature.sig_object, "/SubFilter") != "/ETSI.CAdES.detached":
        return "CMS"
    if stamp.status == "missing":
        return "B-B"
    return "B-LT" if evidence else "B-T"


def _changes(reader: PdfFileReader, signature: EmbeddedPdfSignature) -> tuple:
    if signature.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return ()
    return describe_changes(reader, signature.signed_revision)


def _judge_changes(found: list[Examined]) -> None:
    """Changes after the last signature are never good; earlier ones may be covered.

    Many tools write the number as page content or an annotation after the leader
    has signed. A trusted seal over all of it vouches for that; nothing vouches for a
    change after a seal.
    """
    sealed = any(item.report.role == SEAL for item in found)
    for position, item in enumerate(found):
        is_last = position == len(found) - 1
        if not (item.changed or _filled_late(item, is_last and sealed)):
            continue
        covered = any(_vouches(later) for later in found[position + 1 :])
        code = "signature.changed_after"
        if item.report.role == PERSON and not is_last and covered:
            code = "signature.changed_covered"
        kinds = sorted({change.kind for change in item.report.changes_after})
        item.rules.append(
            fired(
                code,
                item.report.field,
                signer=item.report.signer,
                kinds=", ".join(kinds),
                by=found[-1].report.signer,
            )
        )


def _filled_late(item: Examined, is_last: bool) -> bool:
    """Filling fields is allowed between signatures, not after a seal or the last."""
    kinds = {change.kind for change in item.report.changes_after}
    late = is_last or item.report.role == SEAL
    return item.grown and late and bool(kinds - _HARMLESS)


def _vouches(item: Examined) -> bool:
    broken = {rule.code for rule in item.rules}
    return (
        item.report.role == SEAL
        and item.trusted
        and not item.changed
        and not broken & {"signature.broken", "signature.coverage"}
    )
