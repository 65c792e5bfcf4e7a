"""What a packet says, as frozen data: document packets and status packets.

Names follow the packet's own elements (QCVN 102:2016, amendment 1:2022). Texts are
without white space at their ends; an element that is absent is ``""``, ``None`` or an
empty tuple. Dates are plain dates, times are aware and in Vietnam time (UTC+7).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from .codes import BusinessDocType, Severity
from .content import Content
from .messages import severity_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was noticed about a packet.

    :param code: key of the table in ``messages``
    :param element: path below the header, such as ``MessageHeader/To[2]/OrganId``
    :param line: line of the element, of the nearest one around it when it is
        missing, 0 when the packet was never read from a file
    :param params: values for the sentence
    """

    code: str
    element: str = ""
    line: int = 0
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return severity_of(self.code)


@dataclass(frozen=True, slots=True)
class Organization:
    """An agency as sender or recipient (From, To)."""

    organ_id: str
    organization_in_charge: str = ""
    organ_name: str = ""
    organ_add: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class ResponseFor:
    """The document that a packet answers; ``code`` is number/notation."""

    organ_id: str
    code: str = ""
    document_id: str = ""
    promulgation_date: date | None = None


@dataclass(frozen=True, slots=True)
class StaffInfo:
    """Who handled the packet in the sending agency."""

    department: str = ""
    department_id: str = ""
    staff: str = ""
    staff_id: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A change of the recipients by an update: added, or else removed."""

    organ_id: str
    added: bool = False


@dataclass(frozen=True, slots=True)
class Replacement:
    """A document that is replaced, and the agencies that it went to."""

    document_id: str
    organ_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Business:
    """What the recipient is asked to do (Bussiness).

    :param document_id: document that a recall or an update is about
    :param paper: a paper copy follows
    :param document_info: an update changes the data of the document
    :param document_receiver: an update changes the recipients, see ``receivers``
    """

    doc_type: BusinessDocType = BusinessDocType.NEW
    document_id: str = ""
    reason: str = ""
    paper: bool = False
    document_info: bool = False
    document_receiver: bool = False
    receivers: tuple[Receiver, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    staff: StaffInfo = StaffInfo()


@dataclass(frozen=True, slots=True)
class TraceHeader:
    """A node that handled the packet, and when (aware, Vietnam time)."""

    organ_id: str
    timestamp: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of the manifest; ``content_id`` is without ``cid:``."""

    content_id: str
    content_type: str = ""
    description: str = ""
    name: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with the document; the first is the document itself.

    :param content_id: without ``cid:``, unique in the packet
    :param name: name of the file, as received: never use it as a path
    :param content_type: as in the packet; ``application/zip`` with a name that isn't a
        zip's means that the file is zipped on the way
    :param content: the file itself, unzipped; bytes are taken too
    :param unpacked: we took the file out of a zip
    """

    content_id: str
    name: str
    content_type: str
    description: str = ""
    content: Content | bytes = b""
    unpacked: bool = field(default=False, compare=False)
    line: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.content, Content):
            object.__setattr__(self, "content", Content(self.content))

    @property
    def size(self) -> int:
        """Size of the file in bytes."""
        return self.content.size

    @property
    def sha256(self) -> str:
        """SHA-256 of the file, 64 lower-case hex digits."""
        return self.content.sha256

    def read(self) -> bytes:  # pylint: disable=method-required-super
        """Return the whole file."""
        return self.content.read()

    def open(self) -> BinaryIO:
        """Open the file for reading."""
        return self.content.open()


@dataclass(frozen=True, slots=True)
class DocumentPacket:
    """A packet that carries a document, or recalls, updates or replaces one.

    Two packets are equal when they say the same; what only belongs to one file of
    theirs (header signature, manifest, findings, lines) doesn't count.

    :param sphere: SphereOfPromulgation
    :param trace: every node that handled the packet, the sender first
    :param references: the manifest as read; the builder makes its own
    :param has_header_signature: the packet carried an XML signature. It isn't
        verified and isn't written: the signatures that count are in the files.
    :param findings: what the reader noticed
    :param lines: line of each element path that was read, of the header as ``""``
    """

    sender: Organization
    recipients: tuple[Organization, ...] = ()
    document_id: str = ""
    code_number: str = ""
    code_notation: str = ""
    place: str = ""
    promulgation_date: date | None = None
    type: int | None = None
    type_detail: int | None = None
    type_name: str = ""
    subject: str = ""
    content: str = ""
    competence: str = ""
    position: str = ""
    signer_name: str = ""
    due_date: date | None = None
    priority: int = 0
    sphere: str = ""
    typer_notation: str = ""
    promulgation_amount: int | None = None
    page_amount: int | None = None
    direction: bool = False
    appendixes: tuple[str, ...] = ()
    response_for: tuple[ResponseFor, ...] = ()
    steering_type: int | None = None
    task_codes: tuple[str, ...] = ()
    application_type: str = ""
    to_places: tuple[str, ...] = ()
    business: Business = Business()
    trace: tuple[TraceHeader, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    references: tuple[Reference, ...] = field(default=(), compare=False)
    has_header_signature: bool = field(default=False, compare=False)
    findings: tuple[Finding, ...] = field(default=(), compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def target_document_id(self) -> str:
        """The document that a recall or an update is about, else ``""``.

        Official samples leave Bussiness/DocumentId out and mean the header's own.
        """
        if self.business.doc_type in (BusinessDocType.RECALL, BusinessDocType.UPDATE):
            return self.business.document_id or self.document_id
        return ""


@dataclass(frozen=True, slots=True)
class StatusPacket:
    """A packet that reports what became of a document.

    :param response_for: the document; ``organ_id`` is the agency that the packet is
        for, the packet has no other address
    :param status_code: two digits, see :class:`.codes.StatusCode`; kept as received
    """

    sender: Organization
    response_for: ResponseFor
    status_code: str
    description: str = ""
    timestamp: datetime | None = None
    staff: StaffInfo = StaffInfo()
    findings: tuple[Finding, ...] = field(default=(), compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)


Packet = DocumentPacket | StatusPacket
