"""A kept report in words: one presentation for the screen, the slip and other readers.

The report holds codes, facts and sentences in both languages; what is shown is made of
these, so an old verification reads the same in any language.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from . import names
from .advice import ADVICE
from .messages import LANGUAGES
from .sentences import ROLES, WORDS

_VIETNAM = timezone(timedelta(hours=7))
_COVERAGE = {
    "file": ("toàn bộ tệp", "the whole file"),
    "revision": ("tệp tại thời điểm ký", "the file as it was then"),
    "part": ("không đủ nội dung phải bảo vệ", "not all that it must"),
}
_STATUS = {
    "good": ("còn hiệu lực", "in force"),
    "revoked": ("đã bị thu hồi", "revoked"),
    "expired": ("hết hạn", "expired"),
    "not_yet_valid": ("chưa có hiệu lực", "not valid yet"),
    "unknown": ("chưa xác định", "not known"),
    "untrusted": ("không tin cậy", "not trusted"),
    "weak": ("khóa hoặc thuật toán yếu", "weak key or algorithm"),
    "scope": ("không được tin cậy cho loại chữ ký này", "not trusted for this kind"),
    "unchecked": ("chưa kiểm tra", "not checked"),
}
_SOURCES = {
    "embedded": ("dữ liệu trong tệp", "data in the file"),
    "supplied": ("danh sách thu hồi đã lưu", "revocation lists at hand"),
    "online": ("hỏi trực tuyến", "asked online"),
}
_STAMP_STATUS = {
    "good": ("hợp lệ", "valid"),
    "untrusted": ("chưa tin cậy được", "not trusted"),
    "broken": ("không hợp lệ", "not valid"),
}
_STAMP_ROLE = ("Dấu thời gian lưu trữ", "Time stamp over the file")
_PAGE = ("trang {number}", "page {number}")
# Fields that are prepared for signing here; those of other tools keep their names.
_FIELDS = {
    names.NUMBER: ("số", "number"),
    names.DAY: ("ngày", "day"),
    names.MONTH: ("tháng", "month"),
    names.PERSON: ("chữ ký cá nhân", "personal signature"),
    names.SEAL: ("con dấu", "seal"),
    names.ENCLOSURE: ("con dấu", "seal"),
    names.COPY: ("con dấu", "seal"),
}
_NO_CHANGE = ("không có", "none")


def present(report: Mapping, lang: str) -> dict:
    """Say a report in one language.

    :param report: as ``verdict_as_dict`` makes it
    :param lang: ``vi`` or ``en``
    :return: ``grade``, ``sentence``, ``at``, ``document``, ``signatures``, ``stamps``
        and ``rules``; all texts are ready to be shown, times in Vietnam's
    """
    index = LANGUAGES.index(lang)
    severities = {item["code"]: item["severity"] for item in report["rules"]}
    return {
        "grade": report["verdict"],
        "sentence": report["sentence"][lang],
        "at": _time(report["at"]),
        "document": dict(report["document"]),
        "signatures": [
            _signature(item, severities, index) for item in report["signatures"]
        ],
        # reports are kept for good: early ones say nothing of time stamps over the file
        "stamps": [_stamp(item, index) for item in report.get("time_stamps", ())],
        "rules": [_rule(item, index) for item in report["rules"]],
    }


def change_in_words(change: Mapping, lang: str) -> str:
    """Say one change: its kind, its page, the field or annotation."""
    return _change(change["kind"], change["page"], [change["detail"]], lang)


def _changes(changes: list[Mapping], lang: str) -> list[str]:
    """Say all changes of one kind on one page together."""
    found: dict[tuple, list[str]] = {}
    for change in changes:
        key = (change["kind"], change["page"])
        found.setdefault(key, []).append(change["detail"])
    return [_change(kind, page, all_, lang) for (kind, page), all_ in found.items()]


def _change(kind: str, page: int | None, details: list[str], lang: str) -> str:
    index = LANGUAGES.index(lang)
    text = WORDS[kind][index]
    if page is not None:
        text = f"{text}, {_PAGE[index].format(number=page + 1)}"
    shown = [_FIELDS[d][index] if d in _FIELDS else d for d in details if d]
    return f"{text} ({', '.join(shown)})" if shown else text


def _signature(item: Mapping, severities: Mapping, index: int) -> dict:
    changes = _changes(item["changes_after"], LANGUAGES[index])
    source = _SOURCES.get(item["status_source"])
    return {
        "field": item["field"],
        "role": item["role"],
        "role_label": ROLES[item["role"]][index],
        "state": _state(item["errors"], severities),
        "sentence": item["sentence"][LANGUAGES[index]],
        "signer": item["signer"],
        "subject": item["signer_subject"],
        "issuer": item["issuer"],
        "serial": item["serial"],
        "certificate_sha256": item["certificate_sha256"],
        "claimed": _time(item["claimed_time"]),
        "proven": _time(item["proven_time"]),
        "level": item["level"],
        "algorithms": item["algorithms"],
        "coverage": _COVERAGE[item["coverage"]][index],
        "changes": changes or [_NO_CHANGE[index]],
        "status": _STATUS[item["certificate_status"]][index],
        "source": source[index] if source else "",
        "page": None if item["page"] is None else item["page"] + 1,
    }


def _state(errors: list[str], severities: Mapping[str, str]) -> str:
    """Return the gravest severity of the rules that a signature broke."""
    order = ("info", "note", "undecided", "invalid", "unreadable")
    found = [severities.get(code, "info") for code in errors]
    return max(found, key=order.index, default="info")


def _stamp(item: Mapping, index: int) -> dict:
    return {
        "field": item["field"],
        "role_label": _STAMP_ROLE[index],
        "state": {"good": "info"}.get(item["status"], "note"),
        "status": _STAMP_STATUS[item["status"]][index],
        "authority": item["authority"],
        "time": _time(item["time"]),
        "sentence": item["sentence"][LANGUAGES[index]],
    }


def _rule(item: Mapping, index: int) -> dict:
    return {
        "code": item["code"],
        "severity": item["severity"],
        "sentence": item["sentence"][LANGUAGES[index]],
        "advice": ADVICE.get(item["code"], ("", ""))[index],
        "evidence": item["evidence"],
    }


def _time(moment: str | None) -> str:
    """Write a time as our clocks show it; a file may tell one that has none."""
    if not moment:
        return ""
    found = datetime.fromisoformat(moment)
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    try:
        return found.astimezone(_VIETNAM).strftime("%d/%m/%Y %H:%M:%S")
    except (OverflowError, ValueError):
        return moment
