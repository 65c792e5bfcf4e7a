"""Tree to model and back, driven by the tables of ``schema``."""

from typing import Any

from . import formats
from .codes import BusinessDocType, Severity
from .formats import shorten
from .model import Finding
from .schema import IGNORED, OTHER_SPELLINGS
from .template import Group, Kind, Leaf
from .tree import Node

_READERS = {
    Kind.TEXT: str,
    Kind.CONTENT_ID: formats.strip_cid,
    Kind.INTEGER: formats.read_integer,
    Kind.OPERATION: formats.read_integer,
    Kind.FLAG: formats.read_flag,
    Kind.BOOLEAN: formats.read_flag,
    Kind.DATE: formats.read_date,
    Kind.TIMESTAMP: formats.read_timestamp,
}
_UNREADABLE = {
    Kind.INTEGER: "packet.number_unreadable",
    Kind.OPERATION: "packet.code_unknown",
    Kind.FLAG: "packet.flag_unreadable",
    Kind.BOOLEAN: "packet.flag_unreadable",
    Kind.DATE: "packet.date_unreadable",
    Kind.TIMESTAMP: "packet.timestamp_unreadable",
}
WRITERS = {
    Kind.CONTENT_ID: "cid:{}".format,
    Kind.INTEGER: str,
    Kind.OPERATION: lambda value: str(int(value)),
    Kind.FLAG: lambda value: "1" if value else "0",
    Kind.BOOLEAN: lambda value: "true" if value else "false",
    Kind.DATE: formats.write_date,
    Kind.TIMESTAMP: formats.write_timestamp,
}
# A packet of a hundred thousand unknown elements isn't worth as many lines.
_MOST_TRIFLES = 100
_FLAGS = (Kind.FLAG, Kind.BOOLEAN)


class Loader:
    """Reads trees into attributes, and notes what it noticed.

    ``findings`` and ``lines`` (element path to line) grow with each call of
    :meth:`load`.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.lines: dict[str, int] = {}
        self._trifles = 0

    def note(self, code: str, element: str, line: int, **params: object) -> None:
        """Add a finding, unless it is one trifle too many."""
        finding = Finding(code, element, line, {"element": element, **params})
        if finding.severity is Severity.INFO:
            self._trifles += 1
        if finding.severity is not Severity.INFO or self._trifles <= _MOST_TRIFLES:
            self.findings.append(finding)

    def only(self, node: Node, *names: str) -> Node | None:
        """Return the first child of one of these names, and note that there are more:
        another reader may take another one."""
        found = [child for child in node.children if child.name in names]
        if len(found) > 1:
            self.note("packet.repeated", names[0], found[1].line, count=len(found))
        return found[0] if found else None

    def load(self, node: Node, group: Group, path: str = "") -> dict[str, Any]:
        """Return the attributes that ``node`` gives; what is absent isn't in it.

        :param path: path of the node, by default the group's name
        """
        path = path or group.name
        self.lines[path] = node.line
        if not node.children:
            return {}
        found = self._children(node, group, path)
        values: dict[str, Any] = {}
        for spec in group.children:
            nodes = found.get(spec.name)
            if nodes is None:
                continue
            at = f"{path}/{spec.name}"
            if spec.many:
                items = self._items(nodes, spec, at)
                values[spec.attribute] = items
                continue
            if len(nodes) > 1:
                self.note("packet.repeated", at, nodes[-1].line, count=len(nodes))
            item = self._item(nodes[-1 if group.last_wins else 0], spec, at)
            if not spec.attribute:
                values.update(item)
            elif item is not None:
                values[spec.attribute] = item
        return values

    def _children(self, node: Node, group: Group, path: str) -> dict[str, list[Node]]:
        known = group.names
        found: dict[str, list[Node]] = {}
        for child in node.children:
            name = child.name
            if name not in known:
                name = self._other_name(child, group, path)
            if name in found:
                found[name].append(child)
            elif name:
                found[name] = [child]
        return found

    def _other_name(self, child: Node, group: Group, path: str) -> str:
        """Return the standard's name of an element that has another one, or ``""``."""
        name = OTHER_SPELLINGS.get(child.name, "")
        if name in group.names:
            at = f"{path}/{name}"
            self.note("packet.other_spelling", at, child.line, value=child.name)
            return name
        if child.name not in IGNORED:
            at = f"{path}/{shorten(child.name)}"
            self.note("packet.element_unknown", at, child.line)
        return ""

    def _items(
        self, nodes: list[Node], spec: Leaf | Group, path: str
    ) -> tuple[Any, ...]:
        items: list[Any] = []
        for node in nodes:
            item = self._item(node, spec, f"{path}[{len(items) + 1}]")
            if item is not None:
                items.append(item)
        return tuple(items)

    def _item(self, node: Node, spec: Leaf | Group, path: str) -> Any:
        if isinstance(spec, Leaf):
            return self._value(node, spec, path)
        if not spec.attribute:
            return self.load(node, spec, path)
        return self._object(node, spec, path)

    def _object(self, node: Node, group: Group, path: str) -> Any:
        """Return the object of a group, ``None`` for one that says nothing."""
        values = self.load(node, group, path)
        if not any(values.values()):
            return None
        if "line" in group.model.__dataclass_fields__:
            values["line"] = node.line
        return group.model(**{**group.blanks, **values})

    def _value(self, node: Node, leaf: Leaf, path: str) -> Any:
        self.lines[path] = node.line
        for child in node.children:
            at = f"{path}/{shorten(child.name)}"
            self.note("packet.element_unknown", at, child.line)
        if not node.text or leaf.kind is Kind.TEXT:
            return node.text or None
        value = _READERS[leaf.kind](node.text)
        if leaf.kind is Kind.OPERATION and value in set(BusinessDocType):
            return BusinessDocType(value)
        if value is None or leaf.kind is Kind.OPERATION:
            code = _UNREADABLE[leaf.kind]
            self.note(code, path, node.line, value=shorten(node.text))
            return None
        return value


def dump(source: Any, group: Group) -> Node:
    """Return the tree of an object, in the order of the table, empty elements left out.

    Nothing is checked here; see ``validate``.
    """
    node = Node(group.name)
    for spec in group.children:
        if isinstance(spec, Leaf):
            value = getattr(source, spec.attribute)
            for item in value if spec.many else (value,):
                if text := write(item, spec):
                    node.children.append(Node(spec.name, text))
        elif spec.model is None:
            node.children.extend(_significant(dump(source, spec), spec))
        else:
            value = getattr(source, spec.attribute)
            for item in value if spec.many else (value,):
                node.children.extend(_significant(dump(item, spec), spec))
    return node


def _significant(node: Node, group: Group) -> list[Node]:
    """Return the node unless it says nothing: a flag that isn't set says nothing."""
    unset = {spec.name for spec in group.children if _is_flag(spec)}
    says = any(
        child.name not in unset or child.text in ("1", "true")
        for child in node.children
    )
    return [node] if says else []


def _is_flag(spec: Leaf | Group) -> bool:
    return isinstance(spec, Leaf) and spec.kind in _FLAGS


def write(value: Any, leaf: Leaf) -> str:
    """Return a value as the text of its element, ``""`` for nothing."""
    if value is None or value == "":
        return ""
    if leaf.kind is Kind.TEXT:
        return str(value).strip(formats.XML_SPACE)
    return WRITERS[leaf.kind](value)
