"""Has the right person signed? Asked before the seal is set (NĐ 30/2020 Đ32)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from ..errors import SigningError
from .policy import VerifyPolicy
from .rules import fired
from .verdict import RuleResult, Severity, SignatureReport, Verdict
from .verify import verify_document

# What only the seal itself will bring.
_NOT_YET = frozenset(
    ("role.person_missing", "role.seal_missing", "seal.other_agency", "seal.not_last")
)
# A later seal may vouch for such a change, the signer doesn't.
_REFUSED = frozenset(("signature.changed_covered",))
_INVALID = (Severity.INVALID, Severity.UNREADABLE)


def check_signed_by(
    pdf: bytes, policy: VerifyPolicy, fingerprints: Collection[str], at: datetime
) -> SignatureReport:
    """Return the last signature of the right person, as it was found good.

    It is whole, its chain trusted, its certificate not revoked at the time that its
    time stamp proves, and nothing but permitted filling came after it. No other
    signature of the file is broken, for the seal would not mend that. Evidence in the
    file comes first, then what the policy brings, then the network if it may be asked.

    :param fingerprints: SHA-256 of the certificates that may have signed, hexadecimal
    :param at: now, with zone
    :raises SigningError: ``signing.not_by_signer`` with ``signers`` if none of the
        certificates has signed; ``signing.signature_invalid``, or
        ``signing.signature_undecided`` if the evidence can't be had, both with
        ``signer`` and ``reason``, a ``RuleResult``
    """
    verdict = verify_document(pdf, replace(policy, kind="document"), at)
    wanted = {fingerprint.lower() for fingerprint in fingerprints}
    own = [r for r in verdict.signatures if r.certificate_sha256 in wanted]
    rules = [_as_known(rule, verdict) for rule in verdict.rules]
    rules = [rule for rule in rules if rule.code not in _NOT_YET]
    readable = not any(rule.severity is Severity.UNREADABLE for rule in rules)
    if not own and readable:
        signers = ", ".join(r.signer or r.field for r in verdict.signatures)
        raise SigningError("signing.not_by_signer", signers=signers or "–")
    signer = own[-1].signer if own else "–"
    for rule in rules:
        if rule.severity in _INVALID or rule.code in _REFUSED:
            raise SigningError("signing.signature_invalid", signer=signer, reason=rule)
    for rule in rules:
        if rule.severity is Severity.UNDECIDED:
            raise SigningError(
                "signing.signature_undecided", signer=signer, reason=rule
            )
    return own[-1]


def _as_known(rule: RuleResult, verdict: Verdict) -> RuleResult:
    """The rule with what is known of the time: a revocation may have come later.

    A signature without a time stamp that claims a time before the revocation may be
    as good as it says, but nothing proves it.
    """
    if rule.code != "certificate.revoked":
        return rule
    [report] = [r for r in verdict.signatures if r.field == rule.evidence]
    since, claimed = rule.params.get("when"), report.claimed_time
    if report.proven_time is None and since and claimed and claimed < since:
        return fired(
            rule.code, rule.evidence, {rule.code: Severity.UNDECIDED}, **rule.params
        )
    return rule
