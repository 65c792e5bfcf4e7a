"""Write a packet as the axis' own clients do, refusing what they couldn't read.

The safe profile of axis-wire 2.6: the official builder's order and prefixes, UTF-8,
nothing before the declaration, one ``cid:`` per ContentId, unique names within the zips
of attachments. Attachments are encoded piece by piece and never held.
"""

import binascii
import hashlib
import io
import sys
import uuid
import zipfile
from typing import BinaryIO

from ..errors import PacketError
from .codes import ZIP_TYPE, extension_of
from .content import BLOCK, Content, Spool
from .limits import DEFAULT_LIMITS
from .markup import MarkupWriter, escape
from .model import Attachment, DocumentPacket, Packet, Reference
from .schema import NAMESPACE, PREFIX
from .validate import rule_findings, strict_findings

_DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>\n"
_ENCODED = f"{PREFIX}:ContentTransferEncoded"
_ENCODED_OPENED = f'<{_ENCODED} xmlns:{PREFIX}="{NAMESPACE}">'
_ENCODED_CLOSED = f"</{_ENCODED}>\n  </Attachment>".encode()
# Before 1980 there is no time in a zip; a fixed one keeps equal packets equal bytes.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def build_packet(packet: Packet) -> bytes:
    """Return a packet as bytes; see :func:`write_packet`.

    :raises PacketError: something is missing, too long or can't be written
    """
    stream = io.BytesIO()
    write_packet(packet, stream)
    return stream.getvalue()


def build_content(packet: Packet, memory: int = DEFAULT_LIMITS.memory_bytes) -> Content:
    """Return a packet as content with its SHA-256, beyond ``memory`` bytes on disk.

    :raises PacketError: something is missing, too long or can't be written
    :raises OSError: a file can't be read, or the temporary one not written
    """
    collector = _Collector(memory)
    write_packet(packet, collector)
    return collector.content()


class _Collector:
    """A stream that keeps what is written."""

    def __init__(self, memory: int) -> None:
        self._writer = Spool(memory, sys.maxsize).writer()
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> int:  # pylint: disable=method-required-super
        self._writer.add(data)
        self._digest.update(data)
        return len(data)

    def content(self) -> Content:
        return self._writer.close(self._digest.hexdigest())


def write_packet(packet: Packet, stream: BinaryIO) -> None:
    """Write a packet; nothing is written unless all of it can be.

    Equal packets give equal bytes. ``findings``, ``references`` and the header's
    signature aren't written; the manifest is made from the attachments.

    :param stream: takes bytes; needn't be seekable
    :raises PacketError: something is missing, too long or can't be written; the code
        is that of the finding, ``element`` among the parameters names the element
    :raises OSError: the stream or an attachment's file fails
    """
    envelope = _envelope(packet)
    stream.write(f'{_DECLARATION}<edXML xmlns="{NAMESPACE}">\n{envelope}'.encode())
    if isinstance(packet, DocumentPacket):
        _write_attachments(stream, packet)
    stream.write(b"</edXML>\n")


def _envelope(packet: Packet) -> str:
    writer = MarkupWriter()
    body = ""
    if isinstance(packet, DocumentPacket):
        header = writer.document(packet)
        body = _part("edXMLBody", writer.manifest(_Manifest(packet)))
    else:
        header = writer.status(packet)
    findings = strict_findings if writer.doubtful else rule_findings
    for finding in findings(packet):
        raise PacketError(
            finding.code, **{"element": finding.element, **finding.params}
        )
    return (
        f'<{PREFIX}:edXMLEnvelope xmlns:{PREFIX}="{NAMESPACE}">\n'
        f"{_part('edXMLHeader', header)}{body}</{PREFIX}:edXMLEnvelope>\n"
    )


def _part(name: str, inner: str) -> str:
    return f"  <{PREFIX}:{name}>\n{inner}  </{PREFIX}:{name}>\n"


class _Manifest:
    """What the manifest's table reads its references from."""

    def __init__(self, packet: DocumentPacket) -> None:
        self.references = tuple(
            Reference(item.content_id, wire_type(item), item.description, item.name)
            for item in packet.attachments
        )


def wire_type(attachment: Attachment) -> str:
    """Return the ContentType that is written for an attachment.

    It is the attachment's own, with one exception: the official reader would empty a
    zip called ``.ZIP`` to its first entry, unless it isn't labelled as a zip.
    """
    extension = extension_of(attachment.name)
    if extension != "zip" and extension.lower() == "zip":
        if attachment.content_type == ZIP_TYPE:
            return "application/octet-stream"
    return attachment.content_type


def _is_zipped(attachment: Attachment) -> bool:
    """Tell whether the file is zipped for the way: labelled a zip without being one."""
    named_zip = extension_of(attachment.name).lower() == "zip"
    return attachment.content_type == ZIP_TYPE and not named_zip


def _write_attachments(stream: BinaryIO, packet: DocumentPacket) -> None:
    stream.write(b"<AttachmentEncoded>")
    for attachment in packet.attachments:
        _write_attachment(stream, attachment, packet.document_id)
    stream.write(b"\n</AttachmentEncoded>\n")


def _write_attachment(
    stream: BinaryIO, attachment: Attachment, document_id: str
) -> None:
    leaves = {
        "ContentId": f"cid:{attachment.content_id}",
        "AttachmentName": attachment.name,
        "Description": attachment.description,
        "ContentType": wire_type(attachment),
    }
    texts = (
        f"    <{name}>{escape(text)}</{name}>\n"
        for name, text in leaves.items()
        if text
    )
    opened = f"\n  <Attachment>\n{''.join(texts)}    {_ENCODED_OPENED}"
    stream.write(opened.encode())
    writer = _Base64Writer(stream)
    if _is_zipped(attachment):
        _write_zipped(writer, attachment, document_id)
    else:
        for block in attachment.content.blocks():
            writer.write(block)
    writer.close()
    stream.write(_ENCODED_CLOSED)


def _write_zipped(
    writer: "_Base64Writer", attachment: Attachment, document_id: str
) -> None:
    """Zip the file with one entry, named so that no other zip has the same name.

    The official reader unzips all attachments into one folder: of two entries with the
    same name the second would replace the first.
    """
    seed = f"{document_id}\n{attachment.content_id}"
    extension = extension_of(attachment.name) or "unk"
    entry_name = f"{uuid.uuid5(uuid.NAMESPACE_URL, seed)}.{extension}"
    entry = zipfile.ZipInfo(entry_name, _ZIP_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(writer, "w") as archive:
        with archive.open(entry, "w") as target:
            for block in attachment.content.blocks():
                target.write(block)


class _Base64Writer:
    """A stream that writes base64 into another."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._rest = b""

    def write(self, data: bytes) -> int:  # pylint: disable=method-required-super
        """Encode what is whole by now and keep the rest."""
        whole = self._rest + data if self._rest else data
        end = len(whole) - len(whole) % 3
        self._rest = whole[end:]
        view = memoryview(whole)
        for start in range(0, end, BLOCK):
            block = view[start : min(start + BLOCK, end)]
            self._stream.write(binascii.b2a_base64(block, newline=False))
        return len(data)

    def flush(self) -> None:
        """Nothing to do; ``zipfile`` asks for it."""

    def close(self) -> None:
        """Encode the rest."""
        self._stream.write(binascii.b2a_base64(self._rest, newline=False))
        self._rest = b""
