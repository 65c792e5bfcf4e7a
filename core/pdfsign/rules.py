"""All rules of the verification, their codes and what each does to the verdict."""

from collections.abc import Mapping
from types import MappingProxyType

from .verdict import RuleResult, Severity

_INFO, _NOTE, _UNDECIDED, _INVALID, _UNREADABLE = Severity

RULES: Mapping[str, Severity] = MappingProxyType(
    {
        # The file.
        "file.unreadable": _UNREADABLE,
        "file.cut_off": _UNREADABLE,
        "file.encrypted": _UNREADABLE,
        "file.too_large": _UNREADABLE,
        "file.memory_limit": _UNREADABLE,
        # A busy machine can be the cause of these two, so they are for a person.
        "file.time_limit": _UNDECIDED,
        "file.checker_died": _UNDECIDED,
        # A person with the program it was made in must look at these two.
        "file.office_signed": _UNDECIDED,
        "file.xml_signed": _UNDECIDED,
        "file.appended": _INVALID,
        "file.irregular": _NOTE,
        "file.active_content": _NOTE,
        "file.wrapper": _INFO,
        "file.no_signature": _INVALID,
        # Who signed (QĐ 28/2018 Đ4, seed Đ6).
        "role.person_missing": _INVALID,
        "role.seal_missing": _INVALID,
        "seal.other_agency": _UNDECIDED,
        "seal.not_last": _NOTE,
        # Each signature (TT 15/2025 annex II, NĐ 68/2024 Đ30).
        "signature.malformed": _INVALID,
        "signature.broken": _INVALID,
        "signature.coverage": _INVALID,
        "signature.changed_after": _INVALID,
        "signature.changed_covered": _NOTE,
        "signature.algorithm": _INVALID,
        "certificate.untrusted": _INVALID,
        "certificate.scope": _INVALID,
        "certificate.revoked": _INVALID,
        "certificate.ca_revoked": _INVALID,
        "certificate.expired": _INVALID,
        "certificate.expired_since": _UNDECIDED,
        "certificate.not_yet_valid": _INVALID,
        "certificate.status_unknown": _UNDECIDED,
        "certificate.purpose": _INVALID,
        "certificate.algorithm": _INVALID,
        # Times.
        "timestamp.missing": _INFO,
        "timestamp.required": _UNDECIDED,
        "timestamp.broken": _INVALID,
        "timestamp.untrusted": _UNDECIDED,
        # Stamps over the file add to it; the signatures stand without them.
        "archive.broken": _NOTE,
        "archive.untrusted": _NOTE,
        "time.contradiction": _NOTE,
        "time.order": _NOTE,
        # What is drawn (seed Đ12k1c).
        # The packet that brought it: its own signature decides nothing.
        "packet.signed": _INFO,
        "number.drawn": _INVALID,
        "number.packet": _NOTE,
        "date.packet": _NOTE,
    }
)


def fired(
    code: str,
    evidence: str = "",
    severities: Mapping[str, Severity] | None = None,
    **params: object,
) -> RuleResult:
    """Make the result of a rule that fired.

    :param severities: other severities than the rule's own, by code
    """
    severity = (severities or {}).get(code, RULES[code])
    return RuleResult(code, severity, params, evidence)
