"""A packet as JSON: what the command line shows, and what it builds from.

Keys are the packet's own element names, nested as in the packet. Texts stay texts
(dates too), numbers are numbers, Direction is true or false, repeatable elements are
lists. In place of AttachmentEncoded there is ``attachments``.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import PacketError
from .codes import Severity, content_type_for
from .content import Content
from .formats import strip_cid
from .mapping import Loader, dump
from .model import (
    Attachment,
    DocumentPacket,
    Finding,
    Organization,
    Packet,
    ResponseFor,
    StatusPacket,
)
from .schema import DOCUMENT_HEADER, DOCUMENT_TRACE, MANIFEST, STATUS_HEADER
from .template import Group, Kind, Leaf
from .tree import Node

_NUMBERS = (Kind.INTEGER, Kind.OPERATION, Kind.FLAG)
_AROUND = ("edXML", "edXMLEnvelope", "edXMLHeader")
_ATTACHMENT_KEYS = frozenset(
    "ContentId AttachmentName ContentType Description path size sha256 unpacked".split()
)


def packet_to_json(packet: Packet) -> dict[str, Any]:
    """Return a packet as a JSON object, its attachments without their bytes."""
    if isinstance(packet, StatusPacket):
        header = {"MessageHeader": _nested(dump(packet, STATUS_HEADER), STATUS_HEADER)}
        return {"kind": "status", "edXMLEnvelope": {"edXMLHeader": header}}
    header = {
        group.name: _nested(dump(packet, group), group)
        for group in (DOCUMENT_HEADER, DOCUMENT_TRACE)
    }
    if packet.has_header_signature:
        header["Signature"] = True
    manifest = _nested(dump(packet, MANIFEST), MANIFEST)
    return {
        "kind": "edoc",
        "edXMLEnvelope": {
            "edXMLHeader": header,
            "edXMLBody": {"edXMLManifest": manifest},
        },
        "attachments": [attachment_to_json(item) for item in packet.attachments],
    }


def attachment_to_json(attachment: Attachment) -> dict[str, Any]:
    """Return what is said about an attachment, with size in bytes and SHA-256."""
    return {
        "ContentId": f"cid:{attachment.content_id}",
        "AttachmentName": attachment.name,
        "Description": attachment.description,
        "ContentType": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "unpacked": attachment.unpacked,
    }


def _nested(node: Node, group: Group) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for spec in group.children:
        values = [
            _value(child, spec) for child in node.children if child.name == spec.name
        ]
        if values:
            result[spec.name] = values if spec.many else values[0]
    return result


def _value(node: Node, spec: Leaf | Group) -> Any:
    if isinstance(spec, Group):
        return _nested(node, spec)
    if spec.kind in _NUMBERS:
        return int(node.text)
    return node.text == "true" if spec.kind is Kind.BOOLEAN else node.text


def packet_from_json(data: Any, folder: Path, source: str) -> Packet:
    """Return the packet that a JSON object describes.

    The object is that of :func:`packet_to_json`, each attachment with a ``path``. The
    levels around MessageHeader may be left out, likewise the manifest, which follows
    from the attachments. ContentId, ContentType and AttachmentName of an attachment
    have sensible values when absent.

    :param folder: where relative paths begin; those not found there begin in the
        working directory
    :param source: how errors call the input
    :raises PacketError: a key that no packet has, an unreadable value or file
    """
    reader = _SpecReader(folder, source)
    if not isinstance(data, Mapping):
        reader.fail("the specification", "isn't a JSON object")
    header = data
    for key in _AROUND:
        if isinstance(header.get(key), Mapping):
            header = header[key]
    message = header.get("MessageHeader")
    if not isinstance(message, Mapping):
        reader.fail("MessageHeader", "is missing")
    kind = data.get("kind") or ("status" if "StatusCode" in message else "edoc")
    if kind == "status":
        return reader.status(message)
    if kind != "edoc":
        reader.fail("kind", "is neither edoc nor status")
    return reader.document(header, data.get("attachments", []))


class _SpecReader:
    """Turns JSON into the tree that a packet would give, and loads that."""

    def __init__(self, folder: Path, source: str) -> None:
        self._folder, self._source = folder, source

    def fail(self, element: str, reason: str) -> None:
        raise PacketError(
            "packet.spec", source=self._source, element=element, reason=reason
        )

    def status(self, message: Mapping[str, Any]) -> StatusPacket:
        values = self._load(message, STATUS_HEADER)
        values.setdefault("sender", Organization(""))
        values.setdefault("response_for", ResponseFor(""))
        values.setdefault("status_code", "")
        return StatusPacket(**values)

    def document(self, header: Mapping[str, Any], attachments: Any) -> DocumentPacket:
        values = self._load(header["MessageHeader"], DOCUMENT_HEADER)
        values.setdefault("sender", Organization(""))
        values |= self._load(header.get("TraceHeaderList") or {}, DOCUMENT_TRACE)
        if not isinstance(attachments, list):
            self.fail("attachments", "isn't a list")
        files = tuple(
            self._attachment(item, index) for index, item in enumerate(attachments, 1)
        )
        return DocumentPacket(**values, attachments=files)

    def _load(self, data: Any, group: Group) -> dict[str, Any]:
        loader = Loader()
        values = loader.load(self._node(group.name, data, group.name), group)
        for finding in loader.findings:
            self._refuse(finding)
        return values

    def _refuse(self, finding: Finding) -> None:
        """Nothing in a specification is left out silently, as it is in a packet."""
        if finding.code == "packet.element_unknown":
            self.fail(finding.element, "isn't an element of the packet")
        if finding.severity is not Severity.INFO:
            raise PacketError(finding.code, source=self._source, **finding.params)

    def _node(self, name: str, data: Any, path: str) -> Node:
        node = Node(name)
        if isinstance(data, Mapping):
            for key, value in data.items():
                for item in value if isinstance(value, list) else [value]:
                    if item is not None:
                        node.children.append(
                            self._node(str(key), item, f"{path}/{key}")
                        )
        elif isinstance(data, bool):
            node.text = "true" if data else "false"
        elif isinstance(data, str | int):
            node.text = str(data).strip()
        else:
            self.fail(path, "is neither a text, a number nor an object")
        return node

    def _attachment(self, data: Any, index: int) -> Attachment:
        element = f"attachments[{index}]"
        if not isinstance(data, Mapping):
            self.fail(element, "isn't an object")
        for key in data.keys() - _ATTACHMENT_KEYS:
            self.fail(f"{element}/{key}", "isn't known")
        texts = {key: data.get(key) or "" for key in _ATTACHMENT_KEYS}
        for key in (
            "ContentId",
            "AttachmentName",
            "ContentType",
            "Description",
            "path",
        ):
            if not isinstance(texts[key], str):
                self.fail(f"{element}/{key}", "isn't a text")
        if not texts["path"]:
            self.fail(f"{element}/path", "is missing")
        path = self._folder / texts["path"]
        path = path if path.exists() else Path(texts["path"])
        name = texts["AttachmentName"] or path.name
        try:
            content = Content.from_path(path)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise PacketError(
                "packet.unreadable", source=str(path), reason=reason
            ) from error
        return Attachment(
            strip_cid(texts["ContentId"]) or str(index),
            name,
            texts["ContentType"] or content_type_for(name),
            texts["Description"],
            content,
        )
