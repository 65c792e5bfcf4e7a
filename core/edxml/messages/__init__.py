"""What each code says to a person: severity, Vietnamese and English sentence.

One table serves findings and errors. ``%(name)s`` takes the parameter of that name of
the finding or of the :class:`~...errors.PacketError`.
"""

from collections.abc import Mapping

from ..codes import Severity
from ._attachments import ATTACHMENTS
from ._content import CONTENT
from ._file import FILE, UNREADABLE
from ._message import Message

__all__ = ["MESSAGES", "Message", "sentence", "severity_of"]

MESSAGES: Mapping[str, Message] = {**UNREADABLE, **CONTENT, **ATTACHMENTS, **FILE}


class _Params(dict):
    def __missing__(self, key: str) -> str:
        return "?"


def severity_of(code: str) -> Severity:
    """Return how much a code matters; an unknown one is an error."""
    message = MESSAGES.get(code)
    return message.severity if message else Severity.ERROR


def sentence(code: str, params: Mapping[str, object], language: str = "en") -> str:
    """Return the sentence for a code.

    :param language: ``"vi"`` or ``"en"``
    """
    message = MESSAGES.get(code)
    if message is None:
        return code
    return getattr(message, language) % _Params(params)
