"""The verdict on a file: authentic, whole, complete, and by whom (QĐ 28/2018 Đ9)."""

import asyncio
import logging
import re
from datetime import datetime

from pyhanko.pdf_utils.reader import PdfFileReader

from ..errors import PdfError
from ..wrap import WITHIN, wrapped_file
from .digests import Digests
from .drawn import check_drawn
from .examine import Examination, examine
from .messages import verdict_as_dict
from .otherkinds import signed_otherwise
from .policy import VerifyPolicy
from .reading import active_content, entry, open_pdf, page_count
from .roles import PERSON, SEAL, names_agency
from .rules import fired
from .shape import check_shape
from .verdict import (
    DocumentInfo,
    Grade,
    RuleResult,
    SignatureReport,
    Verdict,
    worst,
)

__all__ = [
    "Grade",
    "Verdict",
    "VerifyPolicy",
    "verdict_as_dict",
    "verify_document",
]

_logger = logging.getLogger(__name__)
_UNREADABLE = {
    "pdf.encrypted": "file.encrypted",
    "pdf.too_large": "file.too_large",
    "pdf.unreadable": "file.unreadable",
}
_BLANK = b" \t\r\n\0"
_OBJECT = re.compile(rb"\s*(\d+ \d+ obj|xref\s|startxref\s)")


def verify_document(pdf: bytes, policy: VerifyPolicy, at: datetime) -> Verdict:
    """Verify a PDF; any bytes end in a verdict, nothing is raised.

    The worst of all checks decides. Time of a signature is that of its valid time
    stamp; without one the certificate must be good at ``at``.

    :param at: time of the verification, with zone
    """
    digests = Digests(pdf)
    try:
        return _verify(pdf, policy, at, digests)
    except Exception as exc:
        # The one place where everything is caught: a file made to break the reader
        # must end as a verdict too. It can only end as unreadable, never as valid.
        info = DocumentInfo(digests.whole(), len(pdf))
        _logger.warning("unreadable file %s", info.sha256, exc_info=True)
        short = isinstance(exc, MemoryError)
        code = "file.memory_limit" if short else "file.unreadable"
        rule = fired(code, reason=type(exc).__name__)
        return Verdict(Grade.UNREADABLE, (rule,), (), info, at)


def _verify(
    pdf: bytes, policy: VerifyPolicy, at: datetime, digests: Digests
) -> Verdict:
    severities = dict(policy.severities)
    found: list[RuleResult] = []
    try:
        body, found = _trim(pdf)
        reader, more = _open(body, policy)
        check_shape(reader)
    except PdfError as exc:
        code = _UNREADABLE.get(exc.code, "file.unreadable")
        if exc.params.get("reason") == "cut off":
            code = "file.cut_off"
        if code == "file.unreadable":
            code = signed_otherwise(pdf) or code
        rules = (*found, fired(code, severities=severities, **exc.params))
        info = DocumentInfo(digests.whole(), len(pdf))
        return Verdict(worst(rules), rules, (), info, at)
    found += more
    found += _appended(body, reader)
    if policy.packet_signed:
        found.append(fired("packet.signed"))
    kinds = active_content(reader)
    wrapped = wrapped_file(reader)
    if wrapped is not None:
        kinds = tuple(kind for kind in kinds if kind not in WITHIN)
        found.append(fired("file.wrapper", name=str(entry(wrapped, "/UF", ""))[:120]))
    if kinds:
        found.append(fired("file.active_content", kind=", ".join(kinds)))
    exam = asyncio.run(examine(reader, digests, policy, at))
    found += exam.rules
    found += _document_rules(exam, policy)
    found += check_drawn(body, reader, policy)
    rules = tuple(
        fired(r.code, r.evidence, severities, **r.params) if r.code in severities else r
        for r in found
    )
    revisions = reader.xrefs.total_revisions
    info = DocumentInfo(digests.whole(), len(pdf), page_count(reader), revisions)
    return Verdict(worst(rules), rules, exam.reports, info, at, exam.stamps)


def _trim(pdf: bytes) -> tuple[bytes, list[RuleResult]]:
    """Cut off what follows the last end mark: no signature covers it.

    An update without its end looks the same; it is a file cut off.

    :raises PdfError: ``pdf.unreadable``
    """
    end = pdf.rfind(b"%%EOF")
    tail = pdf[end + 5 :]
    if end < 0 or not tail.strip(_BLANK):
        return pdf, []
    if _OBJECT.match(tail):
        raise PdfError("pdf.unreadable", reason="cut off")
    return pdf[: end + 5], [fired("file.appended", size=len(tail))]


def _appended(pdf: bytes, reader: PdfFileReader) -> list[RuleResult]:
    """Find bytes after the last revision that no cross-reference table explains.

    A whole second file may follow the first: its end mark leads back into the first,
    so that readers never look at it.
    """
    last = reader.xrefs.get_xref_container_info(reader.xrefs.total_revisions - 1)
    tail = pdf[last.end_location :]
    end = tail.find(b"%%EOF")
    if end < 0 or not tail[end + 5 :].strip(_BLANK):
        return []
    return [fired("file.appended", size=len(tail) - end - 5)]


def _open(pdf: bytes, policy: VerifyPolicy) -> tuple[PdfFileReader, list[RuleResult]]:
    """Open strictly; what only opens leniently is noted."""
    try:
        reader = open_pdf(pdf, policy.max_bytes)
        if not reader.xrefs.hybrid_xrefs_present:
            return reader, []
        reason = "hybrid"
    except PdfError as exc:
        if exc.code != "pdf.unreadable" or exc.params.get("reason") == "cut off":
            raise
        reason = str(exc.params.get("reason", ""))
    reader = open_pdf(pdf, policy.max_bytes, strict=False)
    return reader, [fired("file.irregular", reason=reason)]


def _document_rules(exam: Examination, policy: VerifyPolicy) -> list[RuleResult]:
    if not exam.reports:
        return [fired("file.no_signature")]
    found = []
    roles = [report.role for report in exam.reports]
    if SEAL not in roles:
        found.append(fired("role.seal_missing"))
    if policy.kind == "document" and PERSON not in roles:
        found.append(fired("role.person_missing"))
    seals = [report for report in exam.reports if report.role == SEAL]
    if seals and exam.reports[-1].role == PERSON:
        found.append(fired("seal.not_last", exam.reports[-1].field))
    if policy.agency and seals:
        found += _agency_rules(seals, exam, policy)
    found += _order_rules(exam.reports)
    return found


def _agency_rules(
    seals: list[SignatureReport], exam: Examination, policy: VerifyPolicy
) -> list[RuleResult]:
    """The last seal covers the file, so it must be the sender's own."""
    last = seals[-1]
    own = exam.certificates[last.certificate_sha256]
    if names_agency(own, policy.agency, policy.seal_names):
        return []
    return [
        fired("seal.other_agency", last.field, seal=last.signer, agency=policy.agency)
    ]


def _order_rules(reports: tuple[SignatureReport, ...]) -> list[RuleResult]:
    found = []
    for earlier, later in zip(reports, reports[1:], strict=False):
        first, second = earlier.proven_time, later.proven_time
        # A stamp over the file tells the latest time of what it covers, not its time.
        if "timestamp.missing" in earlier.errors:
            continue
        if first and second and second < first:
            found.append(fired("time.order", later.field, first=first, second=second))
    return found
