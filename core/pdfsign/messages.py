"""Plain sentences, Vietnamese and English, for rules, signatures and verdicts."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone

from .sentences import (
    CAUSES,
    DOUBTFUL,
    GRAVE,
    HEADLINES,
    ROLES,
    RULE_SENTENCES,
    STAMPS,
    WORDS,
)
from .verdict import RuleResult, SignatureReport, TimeStampReport, Verdict, plain

LANGUAGES = ("vi", "en")
# Hexadecimal digits of all status data in one verdict; an answer has a limit.
_MOST_STATUS = 48 * 1024 * 1024
_VIETNAM = timezone(timedelta(hours=7))


class _Lenient(dict):
    def __missing__(self, key: str) -> str:
        return "?"


def rule_sentence(rule: RuleResult, lang: str = "vi") -> str:
    """One plain sentence for a rule that fired."""
    index = LANGUAGES.index(lang)
    values = {key: _shown(value, index) for key, value in rule.params.items()}
    return RULE_SENTENCES[rule.code][index].format_map(_Lenient(values))


def headline(verdict: Verdict, lang: str = "vi") -> str:
    """One plain sentence for the whole verdict: the gravest finding."""
    index = LANGUAGES.index(lang)
    decisive = [r for r in verdict.rules if r.severity.grade is verdict.grade]
    first = rule_sentence(decisive[0], lang) if decisive else ""
    return HEADLINES[verdict.grade][index].format(first=first)


def sentence(report: SignatureReport, lang: str = "vi") -> str:
    """One plain sentence for a signature: who, when, and how it stands."""
    index = LANGUAGES.index(lang)
    role, who = ROLES[report.role][index], report.signer or report.field
    when = _when(report, index)
    broken = [code for code in report.errors if code in GRAVE]
    doubtful = [code for code in report.errors if code in DOUBTFUL]
    if broken:
        state = CAUSES[broken[0]][index]
        return (
            f"{role} của {who}{when}: không hợp lệ, {state}.",
            f"{role} of {who}{when}: not valid, {state}.",
        )[index]
    if doubtful:
        state = CAUSES[doubtful[0]][index]
        return (
            f"{role} của {who}{when}: chưa kết luận được, {state}.",
            f"{role} of {who}{when}: undecided, {state}.",
        )[index]
    note = ""
    if "signature.changed_covered" in report.errors:
        note = (
            ", sau đó tài liệu có thay đổi được con dấu bao trùm",
            ", followed by changes that the seal covers",
        )[index]
    return (
        f"{role} của {who}{when}: hợp lệ{note}.",
        f"{role} of {who}{when}: valid{note}.",
    )[index]


def stamp_sentence(report: TimeStampReport, lang: str = "vi") -> str:
    """One plain sentence for a time stamp over the file."""
    index = LANGUAGES.index(lang)
    whose, state = report.authority or report.field, STAMPS[report.status][index]
    when = _shown(report.time, index) if report.time else "?"
    return (
        f"Dấu thời gian lưu trữ của {whose}, {when}: {state}.",
        f"Time stamp over the file by {whose}, {when}: {state}.",
    )[index]


def verdict_as_dict(verdict: Verdict) -> dict:
    """Return the verdict as JSON takes it, with a sentence per rule and signature.

    A revocation list or answer that several certificates were judged by is held once,
    where it comes first; elsewhere it is told by its hash.
    """
    result = plain(verdict)
    for item, rule in zip(result["rules"], verdict.rules, strict=True):
        item["sentence"] = {lang: rule_sentence(rule, lang) for lang in LANGUAGES}
    for item, report in zip(result["signatures"], verdict.signatures, strict=True):
        item["sentence"] = {lang: sentence(report, lang) for lang in LANGUAGES}
    for item, report in zip(result["time_stamps"], verdict.time_stamps, strict=True):
        item["sentence"] = {lang: stamp_sentence(report, lang) for lang in LANGUAGES}
    _keep_once(result)
    result["verdict"] = result.pop("grade")
    result["sentence"] = {lang: headline(verdict, lang) for lang in LANGUAGES}
    return result


def status_data_in(report: Mapping) -> Iterator[dict]:
    """Go through what was asked for online, as :func:`verdict_as_dict` tells it."""
    for item in (*report["signatures"], *report["time_stamps"]):
        yield from item["status_data"]
        if item.get("time_stamp"):
            yield from item["time_stamp"]["status_data"]


def certificates_in(report: Mapping) -> Iterator[bytes]:
    """Go through the certificates of a verdict: signers, authorities, time stamps.

    Of a verdict as :func:`verdict_as_dict` tells it.
    """
    for item in (*report["signatures"], *report["time_stamps"]):
        for one in (item, item.get("time_stamp") or {}):
            for der in (one.get("certificate"), *one.get("chain", ())):
                if der:
                    yield bytes.fromhex(der)


def _keep_once(report: Mapping) -> None:
    seen, left = set(), _MOST_STATUS
    for item in status_data_in(report):
        if item["sha256"] in seen or len(item["content"]) > left:
            item["content"] = ""
        left -= len(item["content"])
        seen.add(item["sha256"])


def shown_param(value: object, lang: str = "vi") -> object:
    """A parameter of an error for people: times by our clock, findings in words."""
    if isinstance(value, RuleResult):
        return rule_sentence(value, lang)
    if isinstance(value, datetime) and value.tzinfo:
        return _shown(value, LANGUAGES.index(lang))
    return value


def _when(report: SignatureReport, index: int) -> str:
    if report.proven_time:
        words = (", dấu thời gian ", ", time stamp ")
        return words[index] + _shown(report.proven_time, index)
    if report.claimed_time:
        words = (", ghi lúc ", ", claimed ")
        return words[index] + _shown(report.claimed_time, index)
    return ""


def _shown(value: object, index: int) -> str:
    if isinstance(value, datetime):
        return value.astimezone(_VIETNAM).strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(value, tuple):
        return ", ".join(_shown(item, index) for item in value)
    text = str(value)
    return WORDS[text][index] if text in WORDS else text
