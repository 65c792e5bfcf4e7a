"""The verification in a child process: a verdict in time, whatever the bytes.

Only the child parses; the parent needs nothing but the standard library.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from .limited import Files, Limits, Outcome, run_limited
from .messages import LANGUAGES, verdict_as_dict
from .presentation import present
from .rules import RULES, fired
from .sentences import ROLES
from .verdict import DocumentInfo, Grade, RuleResult, Severity, Verdict
from .warm import Pool

if TYPE_CHECKING:
    from .policy import VerifyPolicy

MOST_BYTES = 64 * 1024 * 1024
TASK = "core.pdfsign.confined_task:verify"
_GRADES = frozenset(grade.value for grade in Grade)
_SEVERITIES = frozenset(severity.value for severity in Severity)
_OF_RULE = ("code", "severity", "evidence")
_OF_SIGNATURE = (
    *("field", "role", "signer", "issuer", "serial", "level", "algorithms", "coverage"),
    *("certificate_status", "status_source"),
)
_OF_STAMP = (
    *("field", "status", "authority", "reason"),
    *("certificate_status", "status_source"),
)
_TIMES = ("claimed_time", "proven_time")
# What of a policy passes to the child as it is.
_PLAIN = (
    *("online", "timeout_s", "kind", "agency", "seal_names", "time_stamp_required"),
    *("number", "packet_signed", "proxies", "rewrites", "purposes"),
    *("ocsp_url", "status_bytes"),
)


class CheckerFailed(Exception):
    """The verification itself doesn't work here, whatever the file: a library lacks."""


class Refused(Exception):
    """An input that isn't what it should be.

    :param kind: ``roots``, ``intermediates``, ``crls`` or ``ocsps``
    :param index: which of them
    """

    def __init__(self, kind: str, index: int) -> None:
        self.kind, self.index = kind, index
        super().__init__(f"{kind} {index}")


def verify_confined(
    pdf: bytes,
    trust: Files,
    options: Mapping[str, object],
    at: datetime,
    limits: Limits,
) -> dict:
    """Verify a file in a child process and return the verdict as a dict.

    :param trust: ``roots`` and ``intermediates`` (PEM or DER, one or many each) and
        ``crls`` (PEM or DER)
    :param options: ``kind``, ``agency`` and ``online`` of the policy
    :raises Refused: one of ``trust`` is no certificate or list
    :raises CheckerFailed: nothing can be verified here
    """
    if len(pdf) > MOST_BYTES:
        return too_large(len(pdf), at)
    request, files = _request(pdf, trust, options, at)
    outcome = run_limited(TASK, request, files, limits)
    return _verdict(outcome, pdf, trust, at, limits)


def verify_warm(pdf: bytes, policy: "VerifyPolicy", at: datetime, pool: Pool) -> dict:
    """As :func:`verify_confined`, by a policy and in a child that is there already.

    Where the network takes too long, the file is judged by what is at hand.

    :param policy: all of it counts, except ``role_of``
    :param pool: of :data:`TASK`
    """
    if len(pdf) > MOST_BYTES:
        return too_large(len(pdf), at)
    trust = {name: getattr(policy, name) for name in ("roots", "intermediates", "crls")}
    trust["ocsps"] = policy.ocsps
    options = {name: getattr(policy, name) for name in _PLAIN}
    options["severities"] = [(code, kind.value) for code, kind in policy.severities]
    options["issued_on"] = policy.issued_on and policy.issued_on.isoformat()
    request, files = _request(pdf, trust, options, at)
    outcome = pool.run(request, files)
    if outcome.state == "time" and policy.online:
        outcome = pool.run({**request, "online": False}, files)
    return _verdict(outcome, pdf, trust, at, pool.limits)


def _request(
    pdf: bytes, trust: Files, options: Mapping[str, object], at: datetime
) -> tuple[dict, Files]:
    request = {**options, "at": at.isoformat(), "max_bytes": MOST_BYTES}
    return request, {**trust, "pdf": (pdf,)}


def _verdict(
    outcome: Outcome, pdf: bytes, trust: Files, at: datetime, limits: Limits
) -> dict:
    if outcome.state == "failed":
        raise CheckerFailed(outcome.reason)
    refused = _refused(outcome.answer, trust)
    if refused:
        raise refused
    if outcome.state == "time":
        rule = fired("file.time_limit", seconds=f"{limits.seconds:g}")
    elif outcome.state == "memory":
        rule = fired("file.memory_limit")
    elif outcome.state == "died" or not _whole(outcome.answer):
        rule = fired("file.checker_died", reason=outcome.reason or "?")
    else:
        return outcome.answer
    digest = hashlib.sha256(pdf).hexdigest()
    return _unchecked(rule, DocumentInfo(digest, len(pdf)), at)


def too_large(size: int, at: datetime) -> dict:
    """Return the verdict on a file too large to be read; its digest stays empty."""
    rule = fired("file.too_large", size=size, limit=MOST_BYTES)
    return _unchecked(rule, DocumentInfo("", size), at)


def _unchecked(rule: RuleResult, info: DocumentInfo, at: datetime) -> dict:
    verdict = Verdict(rule.severity.grade, (rule,), (), info, at)
    return verdict_as_dict(verdict)


def _refused(answer: dict, trust: Files) -> Refused | None:
    for kind, items in trust.items():
        for index in range(len(items)):
            if answer.get("refused") == [kind, index]:
                return Refused(kind, index)
    return None


def _whole(answer: dict) -> bool:
    """Tell whether an answer looks like a verdict; a hurt child may say anything."""
    try:
        datetime.fromisoformat(answer["at"])
        rules, signatures = answer["rules"], answer["signatures"]
        stamps = [*answer["time_stamps"]]
        told = [answer, *rules, *signatures, *stamps]
        stamps += [item["time_stamp"] for item in signatures if item["time_stamp"]]
        texts = [item["sentence"][lang] for item in told for lang in LANGUAGES]
        texts += [item[key] for item in rules for key in _OF_RULE]
        texts += [item[key] for item in signatures for key in _OF_SIGNATURE]
        texts += [item[key] for item in stamps for key in _OF_STAMP]
        texts += [answer["verdict"], answer["document"]["sha256"]]
        numbers = [answer["document"][key] for key in ("size", "pages", "revisions")]
        numbers += [item["covered"] for item in signatures]
        times = [item[key] for item in signatures for key in _TIMES if item[key]]
        times += [item["time"] for item in stamps if item["time"]]
        for item in (*signatures, *stamps):
            for der in (item["certificate"], *item["chain"]):
                bytes.fromhex(der)
            for kept in item["status_data"]:
                bytes.fromhex(kept["content"])
        for lang in LANGUAGES:
            present(answer, lang)  # whatever is kept can be shown
        return (
            all(isinstance(text, str) for text in texts)
            and all(isinstance(number, int) for number in numbers)
            and all(datetime.fromisoformat(time).tzinfo for time in times)
            and all(item["code"] in RULES for item in rules)
            and all(item["severity"] in _SEVERITIES for item in rules)
            and all(item["role"] in ROLES for item in signatures)
            and answer["verdict"] in _GRADES
        )
    except (AttributeError, LookupError, TypeError, ValueError):
        return False
