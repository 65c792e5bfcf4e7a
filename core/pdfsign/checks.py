"""The checks of one signature, and how changes after it are judged."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from asn1crypto import x509
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from ..token.certificate import CertificateInfo
from . import trust
from .overlays import OVERLAY
from .policy import VerifyPolicy
from .roles import PERSON, SEAL
from .rules import fired
from .stamps import StampResult
from .verdict import RuleResult, Severity, SignatureReport

_DIGESTS = ("sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512")
_BITS = {"rsa": 2048, "rsassa_pss": 2048, "ec": 256, "ed25519": 256, "ed448": 256}
_PURPOSES = {"digital_signature", "non_repudiation"}
_HARMLESS = {"signature", "time_stamp", "validation_data", "metadata"}
_CLOCK = timedelta(minutes=10)
_ZONE = timedelta(hours=7)


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


def check_algorithms(
    signature: EmbeddedPdfSignature, info: CertificateInfo, item: Examined
) -> None:
    """RSA from 2048, elliptic curves from 256 bits, SHA-2 or SHA-3 (TT 15/2025)."""
    name = signature.field_name
    if signature.md_algorithm not in _DIGESTS:
        item.rules.append(
            fired("signature.algorithm", name, algorithm=signature.md_algorithm)
        )
    if info.key_bits < _BITS.get(info.key_algorithm, 1 << 30):
        key = f"{info.key_algorithm} {info.key_bits}"
        item.rules.append(fired("certificate.algorithm", name, algorithm=key))


def check_purpose(info: CertificateInfo, item: Examined) -> None:
    """The certificate must be one for signing (TT 15/2025 annex II 1.4)."""
    if info.is_ca or (info.key_usage and not _PURPOSES & set(info.key_usage)):
        name = info.subject_common_name or info.subject
        item.rules.append(fired("certificate.purpose", item.report.field, name=name))


def check_time(
    stamp: StampResult,
    covering: datetime | None,
    policy: VerifyPolicy,
    item: Examined,
) -> None:
    """Take over the time that a good stamp proves; note what speaks against it.

    :param covering: of the first good time stamp over the file with this signature
    """
    name, claimed = item.report.field, item.report.claimed_time
    if stamp.status == "missing":
        item.rules.append(fired("timestamp.missing", name, signer=item.report.signer))
        item.report = replace(item.report, proven_time=covering)
        if policy.time_stamp_required and covering is None:
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


async def check_certificate(
    signature: EmbeddedPdfSignature,
    certificate: x509.Certificate,
    evidence: trust.Evidence,
    policy: VerifyPolicy,
    at: datetime,
    item: Examined,
) -> None:
    """Chain and status at the proven time, without one at ``at``."""
    report, name = item.report, item.report.field
    moment = report.proven_time or at
    result = await trust.check_chain(
        certificate,
        signature.other_embedded_certs,
        evidence,
        policy,
        moment,
        report.role,
    )
    item.report = replace(
        report,
        certificate_status=result.status,
        status_source=result.source,
        chain=result.chain,
        status_data=result.fetched,
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
        "scope": "certificate.scope",
    }
    code = codes.get(result.status, "certificate.untrusted")
    if code == "certificate.algorithm":
        return fired(code, field_name, algorithm=result.reason)
    return fired(code, field_name, reason=result.reason, **params)


def judge_changes(found: list[Examined], policy: VerifyPolicy) -> None:
    """Changes after the last signature are never good; earlier ones may be covered.

    Many tools write the number as page content or an annotation after the leader
    has signed. A trusted seal over all of it vouches for that; nothing vouches for a
    change after a seal. A seal of which nobody knows yet leaves it undecided.
    """
    open_ = {code for code, kind in policy.severities if kind is Severity.UNDECIDED}
    open_ |= {"certificate.status_unknown", "certificate.expired_since"}
    sealed = any(item.report.role == SEAL for item in found)
    for position, item in enumerate(found):
        is_last = position == len(found) - 1
        if not (item.changed or _filled_late(item, is_last and sealed)):
            continue
        covered = any(_vouches(later, open_) for later in found[position + 1 :])
        code = "signature.changed_after"
        if item.report.role == PERSON and not is_last and covered:
            code = "signature.changed_covered"
        kinds = tuple(sorted({change.kind for change in item.report.changes_after}))
        item.rules.append(
            fired(
                code,
                item.report.field,
                signer=item.report.signer,
                kinds=kinds,
                by=found[-1].report.signer,
            )
        )


def _filled_late(item: Examined, is_last: bool) -> bool:
    """Filling fields is allowed between signatures, not after a seal or the last.

    What was allowed must be explained, too: by a further signature, or not at all.
    """
    kinds = {change.kind for change in item.report.changes_after}
    if not (is_last or item.report.role == SEAL):
        return False
    unexplained = kinds - _HARMLESS or "signature" not in kinds
    return OVERLAY in kinds or (item.grown and bool(unexplained))


def _vouches(item: Examined, open_: set[str]) -> bool:
    broken = {rule.code for rule in item.rules}
    return (
        item.report.role == SEAL
        and (item.trusted or bool(broken & open_))
        and not item.changed
        and not broken & {"signature.broken", "signature.coverage"}
    )
