"""What an installation answers, and what its client makes of it."""

import json
from dataclasses import dataclass

from ..errors import DirectError, DirectRefusedError, DirectUnavailableError

KEPT, READY, REFUSED, UNKNOWN = "kept", "ready", "refused", "unknown"
# Longest detail of a reason.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a request isn't carried out.

    :param status: of HTTP
    :param code: of the client's error
    :param error: whether the same request may succeed later
    """

    status: int
    code: str
    error: type[DirectError]


REASONS = {
    "sender_not_allowed": Reason(403, "direct.sender_not_allowed", DirectRefusedError),
    "packet_unreadable": Reason(422, "direct.packet_unreadable", DirectRefusedError),
    "packet_too_large": Reason(413, "direct.packet_too_large", DirectRefusedError),
    "body_differs": Reason(400, "direct.body_differs", DirectUnavailableError),
    "clock_differs": Reason(400, "direct.clock_differs", DirectUnavailableError),
    "too_slow": Reason(408, "direct.too_slow", DirectUnavailableError),
    "too_many": Reason(429, "direct.too_many", DirectUnavailableError),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a request.

    :param result: ``kept``, ``ready`` or ``refused``
    :param record: by which the recipient knows the packet
    :param sha256: of what was kept
    :param name: of the installation that answers
    :param reason: key of :data:`REASONS`
    :param detail: what the reason is about
    """

    result: str
    record: str = ""
    sha256: str = ""
    name: str = ""
    reason: str = ""
    detail: str = ""

    @property
    def status(self) -> int:
        """Status of HTTP."""
        return REASONS[self.reason].status if self.reason else 200

    def body(self) -> bytes:
        """Return the answer as it is sent."""
        said = {key: getattr(self, key) for key in self.__slots__ if getattr(self, key)}
        return json.dumps(said, ensure_ascii=False).encode()


# To whom it isn't known who asks: the same words for every cause.
STRANGER_STATUS = 401
STRANGER_BODY = json.dumps({"result": UNKNOWN}).encode()


def refusal(reason: str, detail: object = "") -> Answer:
    """Return the answer to a request that isn't carried out."""
    return Answer(REFUSED, reason=reason, detail=str(detail)[:_LONGEST])


def judge(said: dict) -> Answer:
    """Return a signed answer that the request was carried out.

    :raises DirectError: it was not
    """
    values = {
        key: value
        for key, value in said.items()
        if key in Answer.__slots__ and isinstance(value, str)
    }
    answer = Answer(**{"result": ""} | values)
    if answer.result in (KEPT, READY):
        return answer
    reason = REASONS.get(answer.reason)
    if reason is None:
        raise DirectUnavailableError("direct.answer_unreadable")
    raise reason.error(reason.code, detail=answer.detail[:_LONGEST])
