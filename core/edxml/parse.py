"""Read a packet, whoever wrote it.

Tolerant where a misreading isn't possible: local names only, any order, other
spellings, ContentIds with or without ``cid:``, bytes before the declaration, zipped or
plain attachments. Strict where it is: a date is a date or absent, a DocumentId is
never invented. What was tolerated is in the packet's findings.
"""

import io
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import PacketError
from .content import Spool
from .files import collect_attachments, order_by_manifest
from .formats import read_flag, shorten
from .limits import DEFAULT_LIMITS, Limits
from .mapping import Loader
from .model import Business, DocumentPacket, Organization, ResponseFor, StatusPacket
from .scan import Scan, scan
from .schema import (
    DOCUMENT_HEADER,
    DOCUMENT_TRACE,
    MANIFEST,
    NAMESPACE,
    STATUS_HEADER,
)
from .tree import Node


def read_packet(
    source: bytes | BinaryIO | Path,
    limits: Limits = DEFAULT_LIMITS,
    *,
    name: str = "",
) -> DocumentPacket | StatusPacket:
    """Read a packet; a header with a StatusCode makes it a status packet.

    Attachments are decoded while reading and lie in memory or in a temporary file,
    which is gone when the packet is.

    :param source: the packet's bytes, a stream at their beginning, or a path
    :param limits: what to accept
    :param name: how errors call the input; by default the path or the stream's name
    :raises PacketError: the input isn't an acceptable packet; ``source`` among its
        parameters names it
    :raises OSError: the temporary file for attachments can't be written
    """
    label = name or _label(source)
    try:
        with _opened(source, label) as stream:
            spool = Spool(limits.memory_bytes, limits.unpacked_bytes)
            return _assemble(scan(stream, limits, spool), limits, spool)
    except PacketError as error:
        if "source" in error.params:
            raise
        raise PacketError(error.code, source=label, **error.params) from error


def _label(source: bytes | BinaryIO | Path) -> str:
    if isinstance(source, str | Path):
        return str(source)
    return str(getattr(source, "name", "")) or f"<{type(source).__name__}>"


def _opened(
    source: bytes | BinaryIO | Path, label: str
) -> AbstractContextManager[BinaryIO]:
    if isinstance(source, bytes | bytearray | memoryview):
        return io.BytesIO(source)
    if not isinstance(source, str | Path):
        return nullcontext(source)
    try:
        return open(source, "rb", buffering=0)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PacketError("packet.unreadable", source=label, reason=reason) from error


def _assemble(
    found: Scan, limits: Limits, spool: Spool
) -> DocumentPacket | StatusPacket:
    loader = Loader()
    root = found.root
    _note_file(loader, found)
    envelope = root
    if root.name != "edXMLEnvelope":
        envelope = loader.only(root, "edXMLEnvelope")
    if envelope is None:
        raise PacketError("packet.not_edxml", root=shorten(root.name), line=root.line)
    header = loader.only(envelope, "edXMLHeader")
    message = loader.only(header, "MessageHeader") if header else None
    if message is None:
        raise PacketError("packet.no_header", line=envelope.line)
    loader.lines[""] = header.line
    if _is_status(message):
        return _status(loader, message)
    return _document(loader, (root, envelope, header, message), limits, spool)


def _note_file(loader: Loader, found: Scan) -> None:
    root = shorten(found.root.name)
    if found.stray:
        loader.note("packet.stray_bytes", root, 1, count=found.stray)
    if found.encoding:
        loader.note("packet.encoding_other", root, 1, encoding=found.encoding)
    if NAMESPACE not in found.namespaces:
        loader.note("packet.namespace_other", root, found.root.line)


def _is_status(message: Node) -> bool:
    """Tell the kinds apart by the StatusCode; an empty one makes no status of what
    has recipients or an identifier of its own."""
    code = message.child("StatusCode")
    if code is None or code.text:
        return code is not None
    return not message.child("To", "DocumentId")


def _status(loader: Loader, message: Node) -> StatusPacket:
    values = loader.load(message, STATUS_HEADER)
    values.setdefault("sender", Organization(""))
    values.setdefault("response_for", ResponseFor(""))
    values.setdefault("status_code", "")
    return StatusPacket(
        **values, findings=tuple(loader.findings), lines=dict(loader.lines)
    )


def _document(
    loader: Loader,
    levels: tuple[Node, Node, Node, Node],
    limits: Limits,
    spool: Spool,
) -> DocumentPacket:
    root, envelope, header, message = levels
    values = loader.load(message, DOCUMENT_HEADER)
    values.setdefault("sender", Organization(""))
    trace = loader.only(header, "TraceHeaderList")
    if trace:
        values |= _trace(loader, trace)
    body = loader.only(envelope, "edXMLBody")
    manifest = loader.only(body, "edXMLManifest", "Manifest") if body else None
    references = ()
    if manifest:
        loaded = loader.load(manifest, MANIFEST)
        references = loaded.get("references", ())
    places = [envelope] if root is envelope else [root, envelope]
    places += [body] if body else []
    attachments = collect_attachments(loader, places, references, limits, spool)
    return DocumentPacket(
        **values,
        references=references,
        attachments=order_by_manifest(attachments, references),
        has_header_signature=_has_signature(header),
        findings=tuple(loader.findings),
        lines=dict(loader.lines),
    )


def _trace(loader: Loader, trace: Node) -> dict[str, Any]:
    values = loader.load(trace, DOCUMENT_TRACE)
    # The official builder writes Paper here, its samples have it within Bussiness.
    if read_flag(trace.child_text("Paper")):
        values["business"] = replace(values.get("business", Business()), paper=True)
    return values


def _has_signature(header: Node) -> bool:
    """Tell whether the header carries a signature; an empty element is none."""
    signature = header.child("Signature", "DigitalSignature")
    return bool(signature and (signature.children or signature.text))
