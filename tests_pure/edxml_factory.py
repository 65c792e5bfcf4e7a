"""Packets for the tests: whole ones as models, raw ones as text to spoil."""

import base64
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

from core.edxml.formats import VIETNAM
from core.edxml.model import (
    Attachment,
    DocumentPacket,
    Organization,
    ResponseFor,
    StaffInfo,
    StatusPacket,
    TraceHeader,
)

ROOT = Path(__file__).resolve().parent.parent
_SAMPLES = ROOT.parent / "shared" / "samples" / "edxml"
SAMPLES = sorted(_SAMPLES.glob("*.edxml")) if _SAMPLES.is_dir() else []

NS = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 3 + b"\n%%EOF\n"

DEPARTMENT = Organization("H35.24", "UBND tỉnh Lai Châu", "Sở Công Thương")
PROVINCE = Organization("H35", organ_name="UBND tỉnh Lai Châu", email="vt@example.vn")
MINISTRY = Organization("000.00.00.G02", organ_name="Bộ Công Thương")


def document(**changes) -> DocumentPacket:
    """A new document with all that the law wants, changed as told."""
    values = {
        "sender": DEPARTMENT,
        "recipients": (PROVINCE, MINISTRY),
        "document_id": "H35.24,2026/01/05,12/SCT-VP",
        "code_number": "12",
        "code_notation": "SCT-VP",
        "place": "Lai Châu",
        "promulgation_date": date(2026, 1, 5),
        "type": 1,
        "type_detail": 0,
        "type_name": "Công văn",
        "subject": "V/v thử nghiệm <A & B>",
        "position": "Giám đốc",
        "signer_name": "Nguyễn Văn Ân",
        "page_amount": 2,
        "trace": (TraceHeader("H35.24", datetime(2026, 1, 5, 9, 0, tzinfo=VIETNAM)),),
        "attachments": (
            Attachment("1", "12-SCT-VP.pdf", "application/pdf", content=PDF),
        ),
    }
    return DocumentPacket(**{**values, **changes})


def status(code: str = "03", **changes) -> StatusPacket:
    """A status packet, changed as told."""
    values = {
        "sender": PROVINCE,
        "response_for": ResponseFor(
            "H35.24", "12/SCT-VP", "H35.24,2026/01/05,12/SCT-VP", date(2026, 1, 5)
        ),
        "status_code": code,
        "description": "Văn thư: đã tiếp nhận",
        "timestamp": datetime(2026, 1, 5, 10, 30, 15, tzinfo=VIETNAM),
        "staff": StaffInfo(department="Văn phòng", staff="Văn thư"),
    }
    return StatusPacket(**{**values, **changes})


def zipped(*entries: tuple[str, bytes]) -> bytes:
    """A zip with these entries, equal names too."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as target:
                target.write(data)
    return stream.getvalue()


def attached(
    data: bytes,
    name: str = "a.pdf",
    content_type: str = "application/pdf",
    encoded: str | None = None,
    content_id: str = "cid:1",
) -> str:
    """An Attachment element as text."""
    text = base64.b64encode(data).decode() if encoded is None else encoded
    return (
        f"<Attachment><ContentId>{content_id}</ContentId>"
        f"<AttachmentName>{name}</AttachmentName>"
        f"<ContentType>{content_type}</ContentType>"
        f"<ContentTransferEncoded>{text}</ContentTransferEncoded></Attachment>"
    )


def referenced(name: str = "a.pdf", content_id: str = "cid:1") -> str:
    """A Reference element as text."""
    return (
        f"<e:Reference><e:ContentId>{content_id}</e:ContentId>"
        f"<e:ContentType>application/pdf</e:ContentType>"
        f"<e:AttachmentName>{name}</e:AttachmentName></e:Reference>"
    )


FROM_TO = (
    "<e:From><e:OrganId>H35.24</e:OrganId><e:OrganName>Sở A</e:OrganName></e:From>"
    "<e:To><e:OrganId>H35</e:OrganId><e:OrganName>Tỉnh</e:OrganName></e:To>"
)
REST = (
    "<e:DocumentId>H35.24,2026/01/05,12/SCT-VP</e:DocumentId>"
    "<e:Code><e:CodeNumber>12</e:CodeNumber>"
    "<e:CodeNotation>SCT-VP</e:CodeNotation></e:Code>"
    "<e:PromulgationInfo><e:Place>Lai Châu</e:Place>"
    "<e:PromulgationDate>2026/01/05</e:PromulgationDate></e:PromulgationInfo>"
    "<e:DocumentType><e:Type>1</e:Type><e:TypeName>Công văn</e:TypeName>"
    "</e:DocumentType><e:Subject>Thử nghiệm</e:Subject>"
    "<e:SignerInfo><e:Position>Giám đốc</e:Position>"
    "<e:FullName>Nguyễn Văn Ân</e:FullName></e:SignerInfo>"
)
TRACE = (
    "<e:TraceHeaderList><e:TraceHeader><e:OrganId>H35.24</e:OrganId>"
    "<e:Timestamp>2026/01/05 09:00:00</e:Timestamp></e:TraceHeader>"
    "</e:TraceHeaderList>"
)


def raw(
    header: str = FROM_TO + REST,
    trace: str = TRACE,
    references: str | None = None,
    attachments: str | None = None,
    before: str = '<?xml version="1.0" encoding="UTF-8"?>\n',
) -> str:
    """A packet as text; what isn't given is that of a sound packet.

    Line 1 is the declaration, 2 the root, 3 MessageHeader, 4 the trace, 5 the manifest,
    6 the attachments.
    """
    references = referenced() if references is None else references
    attachments = attached(PDF) if attachments is None else attachments
    return (
        f'{before}<edXML xmlns="{NS}"><e:edXMLEnvelope xmlns:e="{NS}"><e:edXMLHeader>\n'
        f"<e:MessageHeader>{header}</e:MessageHeader>\n{trace}\n"
        f"</e:edXMLHeader><e:edXMLBody><e:edXMLManifest>{references}"
        f"</e:edXMLManifest></e:edXMLBody></e:edXMLEnvelope>\n"
        f"<AttachmentEncoded>{attachments}</AttachmentEncoded></edXML>\n"
    )


def codes(findings) -> list[str]:
    """The codes of findings, without what is common to all."""
    return [finding.code.removeprefix("packet.") for finding in findings]
