"""What keeps a packet from being written: the rules without which nothing is sent."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from .codes import BusinessDocType, Priority, StatusCode
from .formats import illegal_character, shorten
from .mapping import write
from .markup import LARGEST
from .model import Attachment, DocumentPacket, Finding, Packet
from .schema import DOCUMENT_HEADER, DOCUMENT_TRACE, STATUS_HEADER
from .template import Group, Kind, Leaf, Need

_PRIORITIES, _STATUSES = frozenset(Priority), frozenset(StatusCode)
_PRIORITY = "MessageHeader/OtherInfo/Priority"
_ATTACHMENT = "AttachmentEncoded/Attachment"
_AXIS = "QCVN 102:2016"


def strict_findings(packet: Packet) -> tuple[Finding, ...]:
    """Return everything for which the builder refuses the packet."""
    return tuple(Inspection(packet, Need.ALWAYS).findings())


def rule_findings(packet: Packet) -> tuple[Finding, ...]:
    """Return those of :func:`strict_findings` that no single element shows."""
    return tuple(Inspection(packet, Need.ALWAYS).rules())


class Inspection:
    """Walks a packet along the tables.

    :param least: needs from here up are reported when missing; those below
        :attr:`.template.Need.LEGAL` as a warning
    """

    def __init__(self, packet: Packet, least: Need) -> None:
        self._packet = packet
        self._least = least

    def findings(self) -> Iterator[Finding]:
        """Yield findings in the order of the elements."""
        if isinstance(self._packet, DocumentPacket):
            yield from self._walk(self._packet, DOCUMENT_HEADER, DOCUMENT_HEADER.name)
            yield from self._walk(self._packet, DOCUMENT_TRACE, DOCUMENT_TRACE.name)
        else:
            yield from self._walk(self._packet, STATUS_HEADER, STATUS_HEADER.name)
        yield from self.rules()

    def rules(self) -> Iterator[Finding]:
        """Yield what follows from several elements, and from the attachments."""
        if isinstance(self._packet, DocumentPacket):
            yield from self._document_rules()
        else:
            yield from self._status_rules()

    def at(self, code: str, element: str, **params: object) -> Finding:
        """Return a finding with the line of the element or of what is around it."""
        named = {"element": element, **params}
        return Finding(code, element, nearest_line(self._packet.lines, element), named)

    def _walk(self, source: Any, group: Group, path: str) -> Iterator[Finding]:
        for spec in group.children:
            at = f"{path}/{spec.name}"
            if isinstance(spec, Group) and spec.model is None:
                yield from self._walk(source, spec, at)
                continue
            value = getattr(source, spec.attribute)
            items = value if spec.many else (value,)
            if not items:
                yield from self._missing(spec, at)
            for index, item in enumerate(items, 1):
                place = f"{at}[{index}]" if spec.many else at
                if isinstance(spec, Group):
                    yield from self._walk(item, spec, place)
                else:
                    yield from self._leaf(item, spec, place)

    def _missing(self, spec: Leaf | Group, path: str) -> Iterator[Finding]:
        if spec.need >= max(self._least, Need.LEGAL):
            yield self.at("packet.mandatory_missing", path, point=spec.point)
        elif spec.need >= self._least:
            yield self.at("packet.recommended_missing", path)

    def _leaf(self, value: Any, leaf: Leaf, path: str) -> Iterator[Finding]:
        text = write(value, leaf)
        if not text:
            yield from self._missing(leaf, path)
            return
        if leaf.limit and len(text) > leaf.limit:
            yield self.at("packet.too_long", path, length=len(text), limit=leaf.limit)
        yield from self.text(text, path)
        if leaf.kind is Kind.INTEGER and not 0 <= value <= LARGEST:
            yield self.at("packet.number_range", path, value=value)
        if isinstance(value, datetime) and value.tzinfo is None:
            yield self.at("packet.time_without_zone", path)

    def text(self, text: str, path: str) -> Iterator[Finding]:
        """Yield a finding when XML can't carry the text."""
        if character := illegal_character(text):
            yield self.at("packet.illegal_character", path, character=character)

    def _document_rules(self) -> Iterator[Finding]:
        packet = self._packet
        if packet.priority not in _PRIORITIES:
            yield self.at("packet.code_unknown", _PRIORITY, value=packet.priority)
        if packet.trace and not any(t.organ_id or t.timestamp for t in packet.trace):
            path = "TraceHeaderList/TraceHeader"
            yield self.at("packet.mandatory_missing", path, point=_AXIS)
        business = packet.business
        if business.doc_type is BusinessDocType.REPLACEMENT:
            if not business.replacements:
                path = "TraceHeaderList/Bussiness/ReplacementInfoList"
                yield self.at("packet.mandatory_missing", path, point=_AXIS)
        yield from self._attachment_rules()

    def _attachment_rules(self) -> Iterator[Finding]:
        attachments = self._packet.attachments
        for item in attachments:
            texts = {
                "ContentId": item.content_id,
                "AttachmentName": item.name,
                "ContentType": item.content_type,
            }
            for element, text in texts.items():
                path = f"{_ATTACHMENT}/{element}"
                if not text:
                    yield self._nameless(item, element, path)
                yield from self.text(text, path)
            yield from self.text(item.description, f"{_ATTACHMENT}/Description")
            if not item.size:
                params = {"name": shorten(item.name or item.content_id)}
                yield Finding("packet.attachment_empty", _ATTACHMENT, item.line, params)
        for content_id, count in Counter(a.content_id for a in attachments).items():
            if content_id and count > 1:
                line = next(
                    a.line for a in reversed(attachments) if a.content_id == content_id
                )
                params = {"content_id": shorten(content_id)}
                yield Finding("packet.content_id_repeated", _ATTACHMENT, line, params)

    def _nameless(self, item: Attachment, element: str, path: str) -> Finding:
        if element == "ContentType":
            # Official readers get along without, so it is no error to receive one.
            code = "packet.attachment_type_unknown"
        else:
            code = "packet.mandatory_missing"
        name = shorten(item.name or item.content_id)
        params = {"element": path, "point": _AXIS, "name": name}
        return Finding(code, path, item.line, params)

    def _status_rules(self) -> Iterator[Finding]:
        packet = self._packet
        code = packet.status_code
        if code and code not in _STATUSES:
            path = "MessageHeader/StatusCode"
            yield self.at("packet.code_unknown", path, value=shorten(code))
        answered = packet.response_for
        if not answered.document_id and not answered.code:
            path = "MessageHeader/ResponseFor/DocumentId"
            yield self.at("packet.mandatory_missing", path, point="QĐ 28/2018 Đ10k2b")


def nearest_line(lines: Mapping[str, int], path: str) -> int:
    """Return the line of an element path or of the nearest element around it."""
    while path:
        if path in lines:
            return lines[path]
        path = path.rpartition("/")[0]
    return lines.get("", 0)
