"""Does a packet say what the law wants? For packets that came and packets to send.

Quyết định 28/2018 Điều 10.2, points b to q, lengths of Nghị định 30/2020 annex VI, code
lists of QCVN 102, and whether manifest and attachments fit together.
"""

from collections import Counter
from collections.abc import Iterator

from .codes import NEEDS_REASON, BusinessDocType, Severity
from .formats import is_organ_id, shorten, write_date
from .model import Attachment, DocumentPacket, Finding, Packet, StatusPacket
from .template import Need
from .validate import Inspection, nearest_line

_ATTACHMENT = "AttachmentEncoded/Attachment"
_REFERENCE = "edXMLManifest/Reference"
# A recall or an update may carry the file again, it needn't.
_CARRIES_FILE = (BusinessDocType.NEW, BusinessDocType.REPLACEMENT)


def check_packet(packet: Packet) -> tuple[Finding, ...]:
    """Return what the reader noticed and what is missing or wrong, by line.

    A packet without a finding of severity error has everything that the law and the
    axis want. The sentences are in ``messages``.
    """
    inspection = Inspection(packet, Need.EXPECTED)
    noticed = list(packet.findings)
    misread = {item.element for item in noticed if item.severity is Severity.ERROR}
    # What stands there but can't be read isn't missing besides.
    found = [item for item in inspection.findings() if item.element not in misread]
    if isinstance(packet, StatusPacket):
        found += _check_status(inspection, packet)
    else:
        found += _check_document(inspection, packet)
        found += _check_attachments(packet)
    return tuple(sorted(noticed + found, key=lambda item: item.line))


def _check_status(inspection: Inspection, packet: StatusPacket) -> Iterator[Finding]:
    yield from _check_organ_ids(
        inspection,
        {
            "MessageHeader/From/OrganId": packet.sender.organ_id,
            "MessageHeader/ResponseFor/OrganId": packet.response_for.organ_id,
        },
    )
    if packet.status_code in NEEDS_REASON and not packet.description:
        yield inspection.at("packet.reason_missing", "MessageHeader/Description")


def _check_document(
    inspection: Inspection, packet: DocumentPacket
) -> Iterator[Finding]:
    identifiers = {"MessageHeader/From/OrganId": packet.sender.organ_id}
    for index, recipient in enumerate(packet.recipients, 1):
        identifiers[f"MessageHeader/To[{index}]/OrganId"] = recipient.organ_id
    yield from _check_organ_ids(inspection, identifiers)
    for organ_id, count in Counter(r.organ_id for r in packet.recipients).items():
        if organ_id and count > 1:
            path, value = "MessageHeader/To", shorten(organ_id)
            yield inspection.at("packet.recipient_repeated", path, value=value)
    if packet.due_date and packet.promulgation_date:
        if packet.due_date < packet.promulgation_date:
            path, value = "MessageHeader/DueDate", write_date(packet.due_date)
            yield inspection.at("packet.date_order", path, value=value)
    business = packet.business
    if business.doc_type is not BusinessDocType.NEW and not business.reason:
        path = "TraceHeaderList/Bussiness/BussinessDocReason"
        yield inspection.at("packet.recommended_missing", path)


def _check_organ_ids(
    inspection: Inspection, identifiers: dict[str, str]
) -> Iterator[Finding]:
    for path, organ_id in identifiers.items():
        if organ_id and not is_organ_id(organ_id):
            value = shorten(organ_id)
            yield inspection.at("packet.organ_id_form", path, value=value)


def _check_attachments(packet: DocumentPacket) -> Iterator[Finding]:
    attachments = packet.attachments
    if not attachments and packet.business.doc_type in _CARRIES_FILE:
        path = "AttachmentEncoded"
        yield Finding("packet.no_attachment", path, nearest_line(packet.lines, path))
    for name, count in Counter(item.name for item in attachments).items():
        if name and count > 1:
            line = max(item.line for item in attachments if item.name == name)
            yield _about("packet.attachment_name_repeated", line, name)
    # A packet that was never read has no manifest yet; the builder makes it.
    if packet.references or packet.lines:
        yield from _check_manifest(packet)


def _check_manifest(packet: DocumentPacket) -> Iterator[Finding]:
    attached: dict[str, Attachment] = {a.content_id: a for a in packet.attachments}
    listed = {reference.content_id for reference in packet.references}
    for reference in packet.references:
        shown = shorten(reference.content_id)
        attachment = attached.get(reference.content_id)
        if attachment is None:
            code = "packet.reference_without_attachment"
            params = {"name": shorten(reference.name), "content_id": shown}
            yield Finding(code, _REFERENCE, reference.line, params)
        elif reference.name and reference.name != attachment.name:
            code = "packet.attachment_name_differs"
            value = shorten(reference.name)
            yield _about(code, reference.line, attachment.name, value=value)
    for item in packet.attachments:
        if item.content_id not in listed:
            code = "packet.attachment_without_reference"
            shown = shorten(item.content_id)
            yield _about(code, item.line, item.name, content_id=shown)


def _about(code: str, line: int, name: str, **params: object) -> Finding:
    return Finding(code, _ATTACHMENT, line, {"name": shorten(name), **params})
