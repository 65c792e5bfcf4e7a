"""What a verification says: grades, rules that fired, signatures, the document."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from enum import Enum


class Grade(Enum):
    """The whole verdict, from best to worst; the worst of all checks decides."""

    VALID = "valid"
    VALID_WITH_NOTE = "valid_with_note"
    UNDECIDED = "undecided"
    INVALID = "invalid"
    UNREADABLE = "unreadable"

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Grade).index(self)


class Severity(Enum):
    """What a rule that fired does to the verdict."""

    INFO = "info"
    NOTE = "note"
    UNDECIDED = "undecided"
    INVALID = "invalid"
    UNREADABLE = "unreadable"

    @property
    def grade(self) -> Grade:
        """The best grade that a file can still have."""
        return _GRADES[self]


_GRADES = {
    Severity.INFO: Grade.VALID,
    Severity.NOTE: Grade.VALID_WITH_NOTE,
    Severity.UNDECIDED: Grade.UNDECIDED,
    Severity.INVALID: Grade.INVALID,
    Severity.UNREADABLE: Grade.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule that fired.

    :param code: see ``rules.RULES``
    :param params: what the sentence names
    :param evidence: where in the file: a field, a page, an object
    """

    code: str
    severity: Severity
    params: Mapping[str, object] = field(default_factory=dict)
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a later revision did to the file.

    :param kind: ``fields``, ``signature``, ``time_stamp``, ``validation_data``,
        ``page_content``, ``annotation``, ``overlay``, ``pages``, ``metadata`` or
        ``other``
    :param page: zero-based, or None
    :param detail: names of fields, subtypes of annotations
    """

    kind: str
    page: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StatusData:
    """A list or an answer by which a certificate was judged, if not in the file.

    :param kind: ``crl`` or ``ocsp``
    :param content: its bytes; empty where they are too many to be kept with a result
    """

    kind: str
    sha256: str
    size: int
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature as found and checked; times with zone.

    :param role: ``person``, ``seal`` or ``unknown``
    :param claimed_time: as the signer's machine wrote it
    :param proven_time: of a valid time stamp, its own or one over the file, else None
    :param level: ``B-B``, ``B-T``, ``B-LT``, ``B-LTA`` or ``CMS`` for the old kind
    :param coverage: ``file``, ``revision`` or ``part``
    :param covered: bytes from the file's beginning that it covers; 0 with ``part``
    :param certificate_status: ``good``, ``revoked``, ``expired``,
        ``not_yet_valid``, ``unknown``, ``untrusted``, ``weak``, ``scope`` or
        ``unchecked``
    :param status_source: ``embedded``, ``supplied``, ``online`` or empty
    :param errors: codes of the rules that this signature broke
    :param page: zero-based, of the visible part
    :param box: left, top, width and height of the visible part in millimetres
    :param certified: it restricts what may be changed after it (DocMDP)
    :param chain: certificates of the authorities up to the root, if they were found
    :param status_data: what was asked for online; the rest is in the file or at hand
    :param time_stamp: its own time stamp, None without one that can be read
    """

    field: str
    role: str = "unknown"
    signer: str = ""
    signer_subject: str = ""
    issuer: str = ""
    serial: str = ""
    claimed_time: datetime | None = None
    proven_time: datetime | None = None
    level: str = ""
    algorithms: str = ""
    coverage: str = "part"
    changes_after: tuple[Change, ...] = ()
    certificate_status: str = "unchecked"
    status_source: str = ""
    errors: tuple[str, ...] = ()
    certificate_sha256: str = ""
    certificate: bytes = field(default=b"", repr=False)
    page: int | None = None
    box: tuple[float, ...] | None = None
    certified: bool = False
    covered: int = 0
    chain: tuple[bytes, ...] = field(default=(), repr=False)
    status_data: tuple[StatusData, ...] = ()
    time_stamp: "TimeStampReport | None" = None


@dataclass(frozen=True, slots=True)
class TimeStampReport:
    """A time stamp of a signature, or over the whole file as it stood (PAdES B-LTA).

    :param field: of the signature, or of the stamp over the file
    :param status: ``good``, ``untrusted`` or ``broken``
    :param time: as the authority tells it; it proves nothing unless ``good``
    :param revision: of the file, from 0, that it covers
    :param certificate_status: of the authority's certificate, and ``status_source``,
        ``chain`` and ``status_data``, as in :class:`SignatureReport`
    """

    field: str
    status: str
    time: datetime | None = None
    authority: str = ""
    reason: str = ""
    revision: int = -1
    certificate_status: str = "unchecked"
    status_source: str = ""
    certificate: bytes = field(default=b"", repr=False)
    chain: tuple[bytes, ...] = field(default=(), repr=False)
    status_data: tuple[StatusData, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """The file itself; ``size`` in bytes."""

    sha256: str
    size: int
    pages: int = 0
    revisions: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Result of a verification; ``at`` is the time it was made for."""

    grade: Grade
    rules: tuple[RuleResult, ...]
    signatures: tuple[SignatureReport, ...]
    document: DocumentInfo
    at: datetime
    time_stamps: tuple[TimeStampReport, ...] = ()

    def has(self, code: str) -> bool:
        """Tell whether a rule fired."""
        return any(rule.code == code for rule in self.rules)


def worst(rules: tuple[RuleResult, ...]) -> Grade:
    """Grade of a file for which these rules fired."""
    grades = [rule.severity.grade for rule in rules]
    return max(grades, key=lambda grade: grade.rank, default=Grade.VALID)


def plain(value: object) -> object:
    """Turn dataclasses, enums and times into what JSON knows; bytes into hex."""
    if is_dataclass(value) and not isinstance(value, type):
        # Not asdict: it copies a parser's strings together with all that hangs on them.
        value = {item.name: getattr(value, item.name) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value
