"""PREMIS 3: what an archive must know to keep a package (TT 05/2025 Phụ lục I mục 3).

PREMIS.xml tells of the whole: the history, who acted, what may be done with it.
PREMIS_rep1.xml tells of the representation and each of its computer files.
"""

from collections.abc import Sequence
from datetime import datetime

from lxml import etree

from . import codes
from .markup import add, moment, write_valid
from .mets import XLINK, XSI, Names
from .model import Dossier, Event
from .names import Placed, ordinals

NAMESPACE = "http://www.loc.gov/premis/v3"
SCHEMA = "PREMIS.xsd"
# Word of the circular for the making of a package.
PACKAGED = "information package creation"
_LAW = "Luật Lưu trữ 33/2024/QH15"
_STATUTE = "statute"
_LOCAL, _UUID = "local", "UUID"
_RESTRICTIONS = {
    "02": "Sử dụng có điều kiện",
    "03": "Mật",
}


def package_premis(
    names: Names,
    dossier: Dossier,
    objid: str,
    created: datetime,
    software: tuple[str, str],
) -> bytes:
    """Write PREMIS.xml.

    :param software: name and version of what makes the package
    :raises RecordsError: ``records.invalid``
    """
    root = _root()
    package = _object(root, "intellectualEntity", names, "package", objid)
    add(package, "originalName", dossier.title or dossier.code.text)
    parts = [_id_of(names, ordinal) for ordinal, _document in ordinals(dossier)]
    _relate(package, "has part", [names.of("rep1"), *parts])
    for ordinal, document in ordinals(dossier):
        node = _object(
            root,
            "intellectualEntity",
            names,
            f"document-{ordinal}",
            _id_of(names, ordinal),
        )
        add(node, "originalName", document.title or document.number or document.key)
        _relate(node, "is part of", [objid])
    keys = {doc.key: part for (_no, doc), part in _paired(dossier, parts)}
    agents = _Agents(names)
    history = sorted(dossier.history, key=lambda event: event.when)
    for number, event in enumerate(history, 1):
        _add_event(root, names, number, event, agents, keys.get(event.document, objid))
    making = Event(created, PACKAGED, PACKAGED)
    program = agents.software(*software)
    _add_event(root, names, len(history) + 1, making, agents, objid, program)
    agents.organization(dossier.organ_name, dossier.code.organ_id)
    agents.write_into(root)
    _add_rights(root, names, dossier, objid)
    return write_valid(root, SCHEMA)


def representation_premis(names: Names, placed: Sequence[Placed]) -> bytes:
    """Write PREMIS_rep1.xml.

    :param placed: the computer files by the names that they have in the package
    :raises RecordsError: ``records.invalid``
    """
    root = _root()
    identifier = names.of("rep1")
    whole = _object(root, "representation", names, "rep1", identifier)
    _relate(whole, "has part", [names.of_file(item.path) for item in placed])
    for item in placed:
        file = item.file
        own = names.of_file(item.path)
        node = _object(root, "file", names, item.path, own)
        known = add(node, "objectCharacteristics")
        add(known, "compositionLevel", 0)
        fixity = add(known, "fixity")
        add(fixity, "messageDigestAlgorithm", "SHA-256")
        add(fixity, "messageDigest", file.sha256.upper())
        add(known, "size", file.size)
        kind = add(known, "format")
        add(add(kind, "formatDesignation"), "formatName", file.media_type)
        if file.signature:
            add(kind, "formatNote", file.signature)
        add(node, "originalName", file.name)
        _relate(node, "is part of", [identifier, _id_of(names, item.ordinal)])
    return write_valid(root, SCHEMA)


class _Agents:
    """Those who acted, each once."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._found: dict[str, tuple[str, str, str]] = {}

    def person(self, name: str) -> str:
        """Return the identifier of a person."""
        return self._add("person", name, "")

    def software(self, name: str, version: str) -> str:
        """Return the identifier of a program."""
        return self._add("software", name, version)

    def organization(self, name: str, code: str) -> str:
        """Return the identifier of an agency."""
        return self._add("organization", name or code or "-", "")

    def _add(self, kind: str, name: str, version: str) -> str:
        identifier = self._names.of("agent", kind, name)
        self._found.setdefault(identifier, (kind, name, version))
        return identifier

    def write_into(self, root: etree._Element) -> None:
        """Write all of them."""
        for identifier, (kind, name, version) in self._found.items():
            node = add(root, "agent", xmlID=identifier)
            own = add(node, "agentIdentifier")
            add(own, "agentIdentifierType", _LOCAL)
            add(own, "agentIdentifierValue", identifier)
            add(node, "agentName", name)
            add(node, "agentType", kind)
            if version:
                add(node, "agentVersion", version)


def _root() -> etree._Element:
    prefixes = {None: NAMESPACE, "xlink": XLINK, "xsi": XSI}
    root = etree.Element(f"{{{NAMESPACE}}}premis", nsmap=prefixes)
    root.set("version", "3.0")
    return root


def _object(
    root: etree._Element, kind: str, names: Names, part: str, identifier: str
) -> etree._Element:
    node = add(root, "object", xmlID=names.of("object", part))
    node.set(f"{{{XSI}}}type", kind)
    own = add(node, "objectIdentifier")
    add(own, "objectIdentifierType", _LOCAL)
    add(own, "objectIdentifierValue", identifier)
    return node


def _relate(node: etree._Element, kind: str, others: Sequence[tuple[str, str]]) -> None:
    relation = add(node, "relationship")
    add(relation, "relationshipType", "structural")
    add(relation, "relationshipSubType", kind)
    for identifier in others:
        other = add(relation, "relatedObjectIdentifier")
        add(other, "relatedObjectIdentifierType", _LOCAL)
        add(other, "relatedObjectIdentifierValue", identifier)


def _id_of(names: Names, ordinal: int) -> str:
    return names.of("document", ordinal)


def _paired(dossier: Dossier, parts: Sequence[str]):
    return zip(ordinals(dossier), parts, strict=True)


def _add_event(
    root: etree._Element,
    names: Names,
    number: int,
    event: Event,
    agents: _Agents,
    about: str,
    program: str = "",
) -> None:
    identifier = names.of("event", number)
    node = add(root, "event", xmlID=identifier)
    own = add(node, "eventIdentifier")
    add(own, "eventIdentifierType", _UUID)
    add(own, "eventIdentifierValue", names.plain("event", number))
    add(node, "eventType", event.act)
    add(node, "eventDateTime", moment(event.when))
    words = event.name if not event.why else f"{event.name}: {event.why}"
    add(add(node, "eventDetailInformation"), "eventDetail", words)
    acting = [(program, "executing program")] if program else []
    if event.who:
        acting.append((agents.person(event.who), "implementer"))
    if event.on_behalf:
        acting.append((agents.person(event.on_behalf), "authorizer"))
    for agent, role in acting:
        linked = add(node, "linkingAgentIdentifier")
        add(linked, "linkingAgentIdentifierType", _LOCAL)
        add(linked, "linkingAgentIdentifierValue", agent)
        add(linked, "linkingAgentRole", role)
    _link_object(node, about, "outcome" if program else "source")


def _link_object(node: etree._Element, identifier: str, role: str = "") -> None:
    linked = add(node, "linkingObjectIdentifier")
    add(linked, "linkingObjectIdentifierType", _LOCAL)
    add(linked, "linkingObjectIdentifierValue", identifier)
    if role:
        add(linked, "linkingObjectRole", role)


def _add_rights(
    root: etree._Element, names: Names, dossier: Dossier, objid: str
) -> None:
    statement = add(add(root, "rights"), "rightsStatement")
    own = add(statement, "rightsStatementIdentifier")
    add(own, "rightsStatementIdentifierType", _LOCAL)
    add(own, "rightsStatementIdentifierValue", names.of("rights"))
    add(statement, "rightsBasis", _STATUTE)
    statute = add(statement, "statuteInformation")
    add(statute, "statuteJurisdiction", "vn")
    add(statute, "statuteCitation", _LAW)
    granted = add(statement, "rightsGranted")
    add(granted, "act", "disseminate")
    restriction = _RESTRICTIONS.get(codes.access_code(dossier.rights))
    if restriction:
        add(granted, "restriction", restriction)
    note = f"Thời hạn lưu trữ: {dossier.maintenance or '-'}"
    add(granted, "rightsGrantedNote", note)
    _link_object(statement, objid)
