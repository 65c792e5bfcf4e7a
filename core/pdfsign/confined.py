"""The verification in a child process: a verdict in time, whatever the bytes.

Only the child parses; the parent needs nothing but the standard library.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from .limited import Files, Limits, run_limited
from .messages import LANGUAGES, verdict_as_dict
from .rules import fired
from .verdict import DocumentInfo, Grade, RuleResult, Verdict

MOST_BYTES = 64 * 1024 * 1024
TASK = "core.pdfsign.confined_task:verify"
_GRADES = frozenset(grade.value for grade in Grade)
_OF_RULE = ("code", "severity", "evidence")
_OF_SIGNATURE = (
    *("field", "role", "signer", "issuer", "serial", "level", "algorithms", "coverage"),
    *("certificate_status", "status_source"),
)


class CheckerFailed(Exception):
    """The verification itself doesn't work here, whatever the file: a library lacks."""


class Refused(Exception):
    """An input that isn't what it should be.

    :param kind: ``roots``, ``intermediates`` or ``crls``
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
    request = {**options, "at": at.isoformat(), "max_bytes": MOST_BYTES}
    outcome = run_limited(TASK, request, {**trust, "pdf": (pdf,)}, limits)
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
        told = [answer, *answer["rules"], *answer["signatures"]]
        texts = [item["sentence"][lang] for item in told for lang in LANGUAGES]
        texts += [item[key] for item in answer["rules"] for key in _OF_RULE]
        texts += [item[key] for item in answer["signatures"] for key in _OF_SIGNATURE]
        texts += [answer["verdict"], answer["document"]["sha256"]]
        numbers = [answer["document"][key] for key in ("size", "pages", "revisions")]
        return (
            all(isinstance(text, str) for text in texts)
            and all(isinstance(number, int) for number in numbers)
            and answer["verdict"] in _GRADES
        )
    except (LookupError, TypeError, ValueError):
        return False
