"""Examining each signature of a file: digest, coverage, changes, certificate, time."""

from dataclasses import dataclass, replace
from datetime import datetime

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

from ..errors import PdfError
from ..token.certificate import CertificateInfo, describe_parsed
from . import trust
from .changes import POLICY, describe_changes
from .checks import (
    Examined,
    check_algorithms,
    check_certificate,
    check_purpose,
    check_time,
    judge_changes,
)
from .digests import Digests
from .policy import VerifyPolicy
from .reading import READ_ERRORS, entry, page_refs, page_view, rect_of
from .roles import certificate_role
from .rules import fired
from .stamps import StampResult, check_document_stamp, check_stamp
from .verdict import RuleResult, SignatureReport, TimeStampReport

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
_MOST_SIGNATURES = 100


@dataclass(frozen=True, slots=True, repr=False)
class Examination:
    """All signatures in signing order, the rules they broke, their certificates.

    :param certificates: by fingerprint
    :param stamps: time stamps over the whole file, in their order
    """

    reports: tuple[SignatureReport, ...]
    rules: list[RuleResult]
    certificates: dict[str, CertificateInfo]
    stamps: tuple[TimeStampReport, ...]


@dataclass(frozen=True, slots=True)
class _Signed:
    """A filled signature field; ``signature`` is None for what can't be read."""

    name: str
    signature: EmbeddedPdfSignature | None = None
    is_stamp: bool = False

    @property
    def place(self) -> tuple[int, str]:
        """Its revision, damaged ones first, and its name."""
        return (self.signature.signed_revision if self.signature else -1, self.name)


async def examine(
    reader: PdfFileReader, digests: Digests, policy: VerifyPolicy, at: datetime
) -> Examination:
    """Examine every signature; damage of one never hides another."""
    signed = _signed(reader)
    digests.prepare([item.signature for item in signed if item.signature])
    evidence = trust.document_evidence(reader)
    stamps, late = await _time_stamps(signed, evidence, policy)
    rules: list[RuleResult] = []
    found: list[Examined] = []
    for item in signed:
        if item.is_stamp:
            continue
        name, signature = item.name, item.signature
        if signature is None:
            rules.append(fired("signature.malformed", name))
            found.append(_malformed(name))
            continue
        try:
            work = _examine_one(reader, signature, stamps, evidence, policy, at)
            found.append(await work)
        except _SIGNATURE_ERRORS as exc:
            rules.append(fired("signature.malformed", name, reason=type(exc).__name__))
            found.append(_malformed(name))
    judge_changes(found, policy)
    rules += late
    _raise_levels(found, stamps)
    reports = []
    for item in found:
        codes = tuple(rule.code for rule in item.rules)
        reports.append(replace(item.report, errors=item.report.errors + codes))
        rules += item.rules
    infos = {i.report.certificate_sha256: i.info for i in found if i.info}
    return Examination(tuple(reports), rules, infos, stamps)


async def _time_stamps(
    signed: list[_Signed], evidence: trust.Evidence, policy: VerifyPolicy
) -> tuple[tuple[TimeStampReport, ...], list[RuleResult]]:
    """Check the time stamps over the file, each on its own, in their order."""
    found, rules = [], []
    for item in signed:
        if not item.is_stamp:
            continue
        result = await check_document_stamp(item.signature, evidence, policy)
        found.append(result.report(item.name, item.place[0]))
        if result.status != "good":
            params = {"tsa": result.authority, "reason": result.reason}
            rules.append(fired(f"archive.{result.status}", item.name, **params))
    return tuple(found), rules


def _raise_levels(found: list[Examined], stamps: tuple[TimeStampReport, ...]) -> None:
    """B-LTA is what a good time stamp covers together with its evidence."""
    covered = max((s.revision for s in stamps if s.status == "good"), default=-1)
    for item in found:
        if item.report.level == "B-LT" and item.revision < covered:
            item.report = replace(item.report, level="B-LTA")


def _first_over(revision: int, stamps: tuple[TimeStampReport, ...]) -> datetime | None:
    """Time of the first good stamp over a revision: it existed by then."""
    good = [s for s in stamps if s.status == "good" and s.revision > revision]
    return good[0].time if good else None


def _malformed(name: str) -> Examined:
    return Examined(SignatureReport(name, errors=("signature.malformed",)))


def _signed(reader: PdfFileReader) -> list[_Signed]:
    """Signatures and time stamps over the file, in the order in which they were made.

    A time stamp is no signature; reading it as one would fail. Damage counts as a
    signature: it must never be overlooked.
    """
    filled = list(enumerate_sig_fields(reader, filled_status=True))
    if len(filled) > _MOST_SIGNATURES:
        raise PdfError("pdf.unreadable", reason=f"{len(filled)} signatures")
    found = []
    for name, value, ref in filled:
        try:
            is_stamp = entry(value.get_object(), "/Type", "/Sig") == "/DocTimeStamp"
            signature = EmbeddedPdfSignature(reader, ref.get_object(), name)
            found.append(_Signed(name, signature, is_stamp))
        except _SIGNATURE_ERRORS:
            found.append(_Signed(name))
    return sorted(found, key=lambda item: item.place)


async def _examine_one(
    reader: PdfFileReader,
    signature: EmbeddedPdfSignature,
    stamps: tuple[TimeStampReport, ...],
    evidence: trust.Evidence,
    policy: VerifyPolicy,
    at: datetime,
) -> Examined:
    certificate = signature.signer_cert
    info = describe_parsed(certificate)
    item = Examined(_first_report(signature, info), info=info)
    item.revision = signature.signed_revision
    item.report = replace(item.report, role=_role(info, policy))
    _check_integrity(signature, item)
    check_algorithms(signature, info, item)
    check_purpose(info, item)
    own = trust.archived_evidence(signature.signer_info["signed_attrs"])
    evidence = trust.joined(evidence, own)
    stamp = await check_stamp(signature, evidence, policy)
    check_time(stamp, _first_over(item.revision, stamps), policy, item)
    await check_certificate(signature, certificate, evidence, policy, at, item)
    page, box = _position(reader, signature)
    item.report = replace(
        item.report,
        level=_level(signature, stamp, evidence),
        changes_after=_changes(reader, signature),
        page=page,
        box=box,
        time_stamp=_own(stamp, item),
    )
    return item


def _own(stamp: StampResult, item: Examined) -> TimeStampReport | None:
    if stamp.status == "missing":
        return None
    return stamp.report(item.report.field, item.revision)


def _position(
    reader: PdfFileReader, signature: EmbeddedPdfSignature
) -> tuple[int | None, tuple[float, ...] | None]:
    """Page and place of the visible part; None for an invisible signature."""
    widget = signature.sig_field
    try:
        if "/Rect" not in widget and "/Kids" in widget:
            widget = widget["/Kids"][0]
        refs = page_refs(reader)
        page = refs.index(widget.raw_get("/P"))
        rect = rect_of(widget["/Rect"])
        if not (rect.width and rect.height):
            return page, None
        return page, page_view(refs[page].get_object()).to_layout(rect)
    except READ_ERRORS:
        return None, None


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
    covered = 0 if coverage == "part" else _covered(signature)
    item.report = replace(item.report, coverage=coverage, covered=covered)
    status = signature.summarise_integrity_info()
    result = signature.diff_result
    suspicious = isinstance(result, SuspiciousModification)
    level = getattr(result, "modification_level", ModificationLevel.OTHER)
    item.grown = coverage == "revision" and level > ModificationLevel.LTA_UPDATES
    item.changed = coverage == "revision" and (suspicious or not status["docmdp_ok"])


def _covered(signature: EmbeddedPdfSignature) -> int:
    _first, _gap, rest, length = signature.byte_range
    return int(rest) + int(length)


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
