"""A sentence in both languages."""

from dataclasses import dataclass

from ..codes import Severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with ``%(name)s`` for the parameters of its finding or error."""

    severity: Severity
    vi: str
    en: str
