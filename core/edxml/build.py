"""Write a packet as the axis' own clients do, refusing what they couldn't read.

The safe profile of axis-wire 2.6: the official builder's order and prefixes, UTF-8,
nothing before the declaration, one ``cid:`` per ContentId, unique names within the zips
of attachments. Attachments are encoded piece by piece and never held.
"""

import binascii
import io
import uuid
import zipfile
from typing import BinaryIO

from lxml import etree

from ..errors import PacketError
from .codes import ZIP_TYPE, extension_of
from .content import BLOCK
from .mapping import dump
from .model import Attachment, DocumentPacket, Packet, Reference
from .schema import (
    DOCUMENT_HEADER,
    DOCUMENT_TRACE,
    MANIFEST,
    NAMESPACE,
    PREFIX,
    STATUS_HEADER,
)
from .tree import Node
from .validate import strict_findings

_PREFIXED = {PREFIX: NAMESPACE}
# Before 1980 there is no time in a zip; a fixed one keeps equal packets equal bytes.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def build_packet(packet: Packet) -> bytes:
    """Return a packet as bytes; see :func:`write_packet`.

    :raises PacketError: something is missing, too long or can't be written
    """
    stream = io.BytesIO()
    write_packet(packet, stream)
    return stream.getvalue()


def write_packet(packet: Packet, stream: BinaryIO) -> None:
    """Write a packet; nothing is written unless all of it can be.

    Equal packets give equal bytes. ``findings``, ``references`` and the header's
    signature aren't written; the manifest is made from the attachments.

    :param stream: takes bytes; needn't be seekable
    :raises PacketError: something is missing, too long or can't be written; the code
        is that of the finding, ``element`` among the parameters names the element
    :raises OSError: the stream or an attachment's file fails
    """
    for finding in strict_findings(packet):
        raise PacketError(
            finding.code, **{"element": finding.element, **finding.params}
        )
    envelope = _envelope(packet)
    with etree.xmlfile(stream, encoding="UTF-8") as xml:
        xml.write_declaration()
        with xml.element(_name("edXML"), nsmap={None: NAMESPACE}):
            xml.write("\n")
            xml.write(envelope, pretty_print=True)
            if isinstance(packet, DocumentPacket):
                _write_attachments(xml, packet)
    stream.write(b"\n")


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _envelope(packet: Packet) -> etree._Element:
    header = Node("edXMLHeader")
    envelope = Node("edXMLEnvelope", children=[header])
    if isinstance(packet, DocumentPacket):
        header.children = [dump(packet, DOCUMENT_HEADER), dump(packet, DOCUMENT_TRACE)]
        envelope.children.append(Node("edXMLBody", children=[_manifest(packet)]))
    else:
        header.children = [dump(packet, STATUS_HEADER)]
    element = _element(envelope)
    for manifest in element.iter(_name("edXMLManifest")):
        manifest.set("version", "1.0")
    return element


def _element(node: Node) -> etree._Element:
    root = etree.Element(_name(node.name), nsmap=_PREFIXED)
    _fill(root, node)
    return root


def _fill(element: etree._Element, node: Node) -> None:
    element.text = node.text or None
    for child in node.children:
        _fill(etree.SubElement(element, _name(child.name)), child)


def _manifest(packet: DocumentPacket) -> Node:
    listed = tuple(
        Reference(item.content_id, wire_type(item), item.description, item.name)
        for item in packet.attachments
    )
    return dump(_Manifest(listed), MANIFEST)


class _Manifest:
    """What the manifest's table reads its references from."""

    def __init__(self, references: tuple[Reference, ...]) -> None:
        self.references = references


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


def _write_attachments(xml, packet: DocumentPacket) -> None:
    with xml.element(_name("AttachmentEncoded")):
        for attachment in packet.attachments:
            xml.write("\n  ")
            with xml.element(_name("Attachment")):
                _write_attachment(xml, attachment, packet.document_id)
        xml.write("\n")
    xml.write("\n")


def _write_attachment(xml, attachment: Attachment, document_id: str) -> None:
    leaves = {
        "ContentId": f"cid:{attachment.content_id}",
        "AttachmentName": attachment.name,
        "Description": attachment.description,
        "ContentType": wire_type(attachment),
    }
    for name, text in leaves.items():
        if text:
            xml.write("\n    ")
            with xml.element(_name(name)):
                xml.write(text)
    xml.write("\n    ")
    with xml.element(_name("ContentTransferEncoded"), nsmap=_PREFIXED):
        writer = _Base64Writer(xml)
        if _is_zipped(attachment):
            _write_zipped(writer, attachment, document_id)
        else:
            for block in attachment.content.blocks():
                writer.write(block)
        writer.close()
    xml.write("\n  ")


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
    """A stream that writes base64 into an XML element."""

    def __init__(self, xml) -> None:
        self._xml = xml
        self._rest = b""

    def write(self, data: bytes) -> int:  # pylint: disable=method-required-super
        """Encode what is whole by now and keep the rest."""
        whole = self._rest + data if self._rest else data
        end = len(whole) - len(whole) % 3
        self._rest = whole[end:]
        for start in range(0, end, BLOCK):
            block = whole[start : min(start + BLOCK, end)]
            self._xml.write(binascii.b2a_base64(block, newline=False).decode("ascii"))
            # Else lxml keeps all of it until the element ends.
            self._xml.flush()
        return len(data)

    def flush(self) -> None:
        """Nothing to do; ``zipfile`` asks for it."""

    def close(self) -> None:
        """Encode the rest."""
        if self._rest:
            rest = binascii.b2a_base64(self._rest, newline=False)
            self._xml.write(rest.decode("ascii"))
            self._rest = b""
