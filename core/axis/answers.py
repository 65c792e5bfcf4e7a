"""What the axis answers, and what a refusal means for who asked.

Numbers of refusals are those of a provincial gateway; nobody knows those of the
national axis (axis-wire 1.9), so an unknown one is told with its own text.
"""

import json
from collections.abc import Mapping
from typing import Any

from ..errors import AxisError, AxisRefusedError, AxisUnavailableError
from .connection import unclear

_SHOWN = 300
_WRONG_CREDENTIALS = ("15",)
_UNKNOWN_RECIPIENT = ("18",)
_UNKNOWN_SENDER = ("19",)
_TEMPORARY = ("20", "21")
_WRONG_PACKET = ("10", "22")
_LOCKED_RECIPIENT = ("23",)
_UNKNOWN_DOCUMENT = ("24",)
# By their meaning, nothing was carried out.
_BUSY = (408, 425, 429, 503)
_UNAUTHORISED = (401, 403, 407)


def judge(call: str, status: int, body: bytes) -> dict[str, Any]:
    """Return the members of an answer that says it is fine.

    :raises AxisRefusedError: the axis, or what stands before it, refuses for good
    :raises AxisUnavailableError: nothing was carried out, later it may be
    :raises AxisUndecidedError: no answer that tells whether it was carried out
    """
    if 300 <= status < 400:
        raise AxisRefusedError("axis.redirected", call=call, status=status)
    answer = _envelope(body)
    if answer is None:
        raise _without_envelope(call, status)
    number = str(answer["ErrorCode"]).strip()
    if answer["status"] == "OK" and number in ("0", "") and status < 400:
        return answer
    raise _refusal(call, number, shorten(answer.get("ErrorDesc")))


def rows(answer: Mapping[str, Any], call: str) -> list[Mapping[str, Any]]:
    """Return the rows of a list; none at all is an empty one."""
    data = answer.get("data")
    if data is None or data == "":
        return []
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise unclear("axis.answer_unreadable", call, status=200)
    return data


def text(row: Mapping[str, Any], *names: str) -> str:
    """Return the first of these members that says something, as text."""
    for name in names:
        value = row.get(name)
        if value is not None and str(value).strip():
            return str(value).strip()
    return ""


def shorten(value: object) -> str:
    """Return foreign text such that it can be shown on one line."""
    given = "" if value is None else str(value)
    return "".join(c if c.isprintable() else " " for c in given[:_SHOWN]).strip()


def _envelope(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict):
        return None
    known = answer.get("status") is not None and answer.get("ErrorCode") is not None
    return answer if known else None


def _without_envelope(call: str, status: int) -> AxisError:
    if status in _UNAUTHORISED:
        return AxisRefusedError("axis.credentials", call=call, number=status)
    if status in _BUSY:
        return AxisUnavailableError("axis.busy", call=call, number=status)
    if 400 <= status < 500:
        return AxisRefusedError("axis.refused", call=call, number=status, reason="")
    return unclear("axis.answer_unreadable", call, status=status)


def _refusal(call: str, number: str, reason: str) -> AxisError:
    told = {"call": call, "number": number, "reason": reason}
    if number in _TEMPORARY:
        return AxisUnavailableError("axis.busy", call=call, number=number)
    if number in _WRONG_CREDENTIALS:
        return AxisRefusedError("axis.credentials", call=call, number=number)
    if number in _UNKNOWN_RECIPIENT:
        return AxisRefusedError("axis.recipient_unknown", **told)
    if number in _UNKNOWN_SENDER:
        return AxisRefusedError("axis.sender_unknown", **told)
    if number in _LOCKED_RECIPIENT:
        return AxisRefusedError("axis.recipient_locked", **told)
    if number in _UNKNOWN_DOCUMENT:
        return AxisRefusedError("axis.document_unknown", **told)
    if number in _WRONG_PACKET:
        return AxisRefusedError("axis.packet_refused", **told)
    return AxisRefusedError("axis.refused", **told)
