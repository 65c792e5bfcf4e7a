"""Model to markup in one pass: the text of a header's elements, in the tables' order.

Nothing is refused here. The writer only notices that something may have to be, and
``validate`` then says whether, and what: sound packets, nearly all of them, aren't
walked twice.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from .formats import XML_SPACE
from .mapping import WRITERS
from .schema import DOCUMENT_HEADER, DOCUMENT_TRACE, MANIFEST, PREFIX, STATUS_HEADER
from .template import Group, Kind, Leaf, Need

LARGEST = 2**31 - 1
_FLAGS = (Kind.FLAG, Kind.BOOLEAN)
_SAID = ("1", "true")
# What can't stand as it is, be it that XML can't carry it at all.
_NOTABLE = re.compile("[^\t\n\x20-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def escape(text: str) -> str:
    """Return a text as XML carries it."""
    return text.translate(_ESCAPED) if _NOTABLE.search(text) else text


class _LeafStep(NamedTuple):
    """A leaf, prepared: ``convert`` is None for plain text."""

    attribute: str
    many: bool
    needed: bool
    limit: int
    kind: Kind
    convert: Callable[[Any], str] | None
    head: str
    tail: str


class _GroupStep(NamedTuple):
    """A group, prepared; ``attribute`` is empty where it has no object of its own."""

    attribute: str
    many: bool
    needed: bool
    steps: tuple["_LeafStep | _GroupStep", ...]
    head: str
    tail: str


def _prepare(group: Group, indent: str) -> _GroupStep:
    inner = indent + "  "
    steps = tuple(
        _prepare_leaf(child, inner)
        if isinstance(child, Leaf)
        else _prepare(child, inner)
        for child in group.children
    )
    head, tail = (
        f"{indent}<{PREFIX}:{group.name}>\n",
        f"{indent}</{PREFIX}:{group.name}>\n",
    )
    attribute = group.attribute if group.model else ""
    needed = group.need is Need.ALWAYS
    return _GroupStep(attribute, group.many, needed, steps, head, tail)


def _prepare_leaf(leaf: Leaf, indent: str) -> _LeafStep:
    return _LeafStep(
        leaf.attribute,
        leaf.many,
        leaf.need is Need.ALWAYS,
        leaf.limit or LARGEST,
        leaf.kind,
        None if leaf.kind is Kind.TEXT else WRITERS[leaf.kind],
        f"{indent}<{PREFIX}:{leaf.name}>",
        f"</{PREFIX}:{leaf.name}>\n",
    )


_DOCUMENT = _prepare(DOCUMENT_HEADER, " " * 4)
_TRACE = _prepare(DOCUMENT_TRACE, " " * 4)
_STATUS = _prepare(STATUS_HEADER, " " * 4)
_MANIFEST = _prepare(MANIFEST, " " * 4)


class MarkupWriter:
    """Writes the parts of one packet's envelope.

    ``doubtful`` tells that ``validate`` may refuse what was written.
    """

    __slots__ = ("doubtful",)

    def __init__(self) -> None:
        self.doubtful = False

    def document(self, packet: object) -> str:
        """Return MessageHeader and TraceHeaderList of a document packet."""
        return self._whole(packet, _DOCUMENT) + self._whole(packet, _TRACE)

    def status(self, packet: object) -> str:
        """Return MessageHeader of a status packet."""
        return self._whole(packet, _STATUS)

    def manifest(self, source: object) -> str:
        """Return edXMLManifest with the ``references`` of ``source``."""
        text = self._whole(source, _MANIFEST)
        return text.replace("edXMLManifest", 'edXMLManifest version="1.0"', 1)

    def _whole(self, source: object, group: _GroupStep) -> str:
        """Return a group that is there even with nothing in it."""
        text, _said = self._within(source, group.steps)
        if text:
            return f"{group.head}{text}{group.tail}"
        return group.head.replace(">", "/>")

    def _within(self, source: object, steps: tuple) -> tuple[str, bool]:
        """Return the elements of a group, and whether they say anything: flags that
        aren't set don't."""
        parts: list[str] = []
        says = False
        for step in steps:
            if type(step) is _LeafStep:
                says |= self._leaves(source, step, parts)
            elif step.attribute:
                says |= self._objects(source, step, parts)
            else:
                says |= self._group(source, step, parts)
        return "".join(parts), says

    def _objects(self, source: object, step: _GroupStep, parts: list[str]) -> bool:
        value = getattr(source, step.attribute)
        if not step.many:
            return self._group(value, step, parts)
        if step.needed and not value:
            self.doubtful = True
        said = [self._group(item, step, parts) for item in value]
        return any(said)

    def _group(self, source: object, step: _GroupStep, parts: list[str]) -> bool:
        text, says = self._within(source, step.steps)
        if says:
            parts += (step.head, text, step.tail)
        return says

    def _leaves(self, source: object, step: _LeafStep, parts: list[str]) -> bool:
        value = getattr(source, step.attribute)
        if not step.many:
            return self._leaf(value, step, parts)
        if step.needed and not value:
            self.doubtful = True
        said = [self._leaf(item, step, parts) for item in value]
        return any(said)

    def _leaf(self, value: Any, step: _LeafStep, parts: list[str]) -> bool:
        if value is None or value == "":
            if step.needed:
                self.doubtful = True
            return False
        if step.convert:
            text = step.convert(value)
            self._look(value, step.kind)
        else:
            text = str(value).strip(XML_SPACE)
        if not text:
            self.doubtful |= step.needed
            return False
        if len(text) > step.limit:
            self.doubtful = True
        if _NOTABLE.search(text):
            # an ampersand or what XML can't carry: that's for ``validate`` to tell
            self.doubtful = True
            text = text.translate(_ESCAPED)
        parts += (step.head, text, step.tail)
        return step.kind not in _FLAGS or text in _SAID

    def _look(self, value: Any, kind: Kind) -> None:
        if kind is Kind.INTEGER:
            if not 0 <= value <= LARGEST:
                self.doubtful = True
        elif isinstance(value, datetime) and value.tzinfo is None:
            self.doubtful = True
