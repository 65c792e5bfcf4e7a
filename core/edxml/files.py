"""Attachments and manifest of a packet that was read, brought together."""

from collections.abc import Iterable, Sequence

from .codes import ZIP_TYPE, extension_of
from .content import Content, Spool
from .formats import shorten, strip_cid
from .limits import Limits
from .mapping import Loader
from .model import Attachment, Reference
from .scan import ENCODED
from .tree import Encoded, Node
from .unzip import unpack

_PATH = "AttachmentEncoded/Attachment"
_LEAVES = ("ContentId", "AttachmentName", "ContentType", "Description", ENCODED)


def collect_attachments(
    loader: Loader,
    places: Iterable[Node],
    references: Sequence[Reference],
    limits: Limits,
    spool: Spool,
) -> tuple[Attachment, ...]:
    """Return the attachments in the order of the file, taken out of their zips.

    :param places: elements that may hold AttachmentEncoded
    :raises PacketError: an attachment is broken or a zip bomb
    """
    listed = {reference.content_id: reference for reference in references}
    nodes = []
    for encoded in (node for place in places for node in place.children):
        if encoded.name == "AttachmentEncoded":
            loader.lines.setdefault(encoded.name, encoded.line)
            nodes += [node for node in encoded.children if node.name == "Attachment"]
    return tuple(_attachment(loader, node, listed, limits, spool) for node in nodes)


def _attachment(
    loader: Loader,
    node: Node,
    listed: dict[str, Reference],
    limits: Limits,
    spool: Spool,
) -> Attachment:
    content_id = strip_cid(node.child_text("ContentId"))
    reference = listed.get(content_id, Reference(content_id))
    name = node.child_text("AttachmentName") or reference.name
    content_type = node.child_text("ContentType") or reference.content_type
    for child_name in _LEAVES:
        loader.only(node, child_name)
    leaf = node.child(ENCODED)
    encoded = leaf.encoded if leaf and leaf.encoded else Encoded(Content())
    called = shorten(name or content_id)
    if encoded.foreign:
        loader.note("packet.base64_foreign", _PATH, node.line, name=called)
    if encoded.incomplete:
        loader.note("packet.attachment_incomplete", _PATH, node.line, name=called)
    taken = unpack(encoded.content, name, content_type, spool, limits)
    for code, params in taken.notes:
        params = {key: shorten(str(value)) for key, value in params.items()}
        loader.note(code, _PATH, node.line, name=called, **params)
    expected = content_type == ZIP_TYPE and extension_of(name).lower() != "zip"
    if taken.unpacked and not expected:
        loader.note("packet.attachment_unpacked", _PATH, node.line, name=called)
    return Attachment(
        content_id,
        name,
        content_type,
        node.child_text("Description") or reference.description,
        taken.content,
        taken.unpacked,
        node.line,
    )


def order_by_manifest(
    attachments: Sequence[Attachment], references: Sequence[Reference]
) -> tuple[Attachment, ...]:
    """Put the attachments into the manifest's order; what it doesn't list comes last.

    The first reference is the document itself, the others are its enclosures.
    """
    order: dict[str, int] = {}
    for index, reference in enumerate(references):
        order.setdefault(reference.content_id, index)
    last = len(order) + len(references)
    return tuple(sorted(attachments, key=lambda item: order.get(item.content_id, last)))
