"""METS 1.12 as E-ARK's common specification and TT 05/2025/TT-BNV use it.

One METS.xml describes the package, one its representation: every file with size, type,
time and SHA-256, and where it belongs.
"""

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from .markup import add, moment, write_valid

NAMESPACE = "http://www.loc.gov/METS/"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PROFILE = "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml"
XML_TYPE = "application/xml"
_PREFIXES = {None: NAMESPACE, "csip": CSIP, "xlink": XLINK, "xsi": XSI}


@dataclass(frozen=True, slots=True)
class Names:
    """Identifiers within a package, each worked out from the package's own."""

    package: uuid.UUID

    def plain(self, *parts: object) -> str:
        """Return a UUID in capitals, as the circular writes them."""
        return str(uuid.uuid5(self.package, "/".join(map(str, parts)))).upper()

    def of(self, *parts: object) -> str:
        """Return an identifier of anything but a file."""
        return f"uuid-{self.plain(*parts)}"

    def of_file(self, path: str) -> str:
        """Return the identifier of a file."""
        return f"ID-{self.plain('file', path)}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the package, its path as seen from the METS.xml that tells of it."""

    id: str
    path: str
    media_type: str
    size: int
    sha256: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Agent:
    """Who made the package, or whose documents are in it."""

    role: str
    type: str
    name: str
    note: str
    note_type: str
    other_type: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Metadata in a file of its own.

    :param type: ``"EAD"`` or ``"PREMIS"``
    """

    id: str
    type: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one use."""

    id: str
    use: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """A node of the structural map."""

    id: str
    label: str
    descriptions: tuple[str, ...] = ()
    provenance: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    pointer: tuple[str, str] | None = None
    parts: tuple["Division", ...] = ()
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Mets:
    """One METS.xml.

    :param folder: where the schemas lie, seen from it
    :param amd: identifier of the administrative section
    :param agreement: what the hand-over was registered under
    """

    objid: str
    label: str
    package_type: str
    created: datetime
    agents: tuple[Agent, ...]
    descriptions: tuple[Section, ...]
    amd: str
    provenance: tuple[Section, ...]
    files: tuple[str, tuple[Group, ...]]
    map: tuple[str, Division]
    folder: str = "schemas/"
    agreement: str = field(default="")


def entry_of(
    names: Names, path: str, data: bytes, media_type: str, created: datetime, seen: str
) -> Entry:
    """Describe a file that is at hand.

    :param path: in the package
    :param seen: its path as seen from the METS.xml
    """
    digest = hashlib.sha256(data).hexdigest()
    return Entry(names.of_file(path), seen, media_type, len(data), digest, created)


def write_mets(mets: Mets) -> bytes:
    """Write a METS.xml.

    :raises RecordsError: ``records.invalid``
    """
    root = etree.Element(f"{{{NAMESPACE}}}mets", nsmap=_PREFIXES)
    root.set("OBJID", mets.objid)
    root.set("LABEL", mets.label)
    root.set("TYPE", "Mixed")
    root.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", "MIXED")
    root.set("PROFILE", PROFILE)
    places = (
        (NAMESPACE, "METS.xsd"),
        (XLINK, "xlink.xsd"),
        (CSIP, "DILCISExtensionMETS.xsd"),
    )
    hints = " ".join(f"{space} {mets.folder}{name}" for space, name in places)
    root.set(f"{{{XSI}}}schemaLocation", hints)
    _add_header(root, mets)
    for section in mets.descriptions:
        node = _section(root, "dmdSec", section)
        _add_reference(node, section)
    administrative = add(root, "amdSec", ID=mets.amd)
    for section in mets.provenance:
        node = _section(administrative, "digiprovMD", section)
        _add_reference(node, section)
    _add_files(root, *mets.files)
    structure_id, division = mets.map
    structure = add(root, "structMap", ID=structure_id, TYPE="PHYSICAL", LABEL="CSIP")
    _add_division(structure, division)
    return write_valid(root, "METS.xsd")


def _add_header(root: etree._Element, mets: Mets) -> None:
    when = moment(mets.created)
    header = add(root, "metsHdr", CREATEDATE=when, LASTMODDATE=when, RECORDSTATUS="NEW")
    header.set(f"{{{CSIP}}}OAISPACKAGETYPE", mets.package_type)
    for agent in mets.agents:
        node = add(
            header,
            "agent",
            ROLE=agent.role,
            TYPE=agent.type,
            OTHERTYPE=agent.other_type,
        )
        add(node, "name", agent.name)
        add(node, "note", agent.note).set(f"{{{CSIP}}}NOTETYPE", agent.note_type)
    if mets.agreement:
        add(header, "altRecordID", mets.agreement, TYPE="SUBMISSIONAGREEMENT")


def _section(parent: etree._Element, tag: str, section: Section) -> etree._Element:
    when = moment(section.entry.created)
    return add(parent, tag, ID=section.id, CREATED=when, STATUS="CURRENT")


def _add_reference(node: etree._Element, section: Section) -> None:
    # The circular's own elements are no EAD of the standard, only by their name.
    kind = {"MDTYPE": section.type}
    if section.type == "EAD":
        kind = {"MDTYPE": "OTHER", "OTHERMDTYPE": "EAD"}
    entry = section.entry
    reference = add(node, "mdRef", LOCTYPE="URL", **kind, **_description(entry))
    _link(reference, entry.path)


def _description(entry: Entry) -> dict[str, object]:
    return {
        "MIMETYPE": entry.media_type,
        "SIZE": entry.size,
        "CREATED": moment(entry.created),
        "CHECKSUM": entry.sha256.upper(),
        "CHECKSUMTYPE": "SHA-256",
    }


def _link(node: etree._Element, path: str, title: str = "") -> None:
    node.set(f"{{{XLINK}}}type", "simple")
    node.set(f"{{{XLINK}}}href", path)
    if title:
        node.set(f"{{{XLINK}}}title", title)


def _add_files(root: etree._Element, section_id: str, groups: tuple) -> None:
    section = add(root, "fileSec", ID=section_id)
    for group in groups:
        node = add(section, "fileGrp", ID=group.id, USE=group.use)
        if group.use.startswith("Representations"):
            node.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", "MIXED")
        for entry in group.entries:
            file = add(node, "file", ID=entry.id, **_description(entry))
            _link(add(file, "FLocat", LOCTYPE="URL"), entry.path)


def _add_division(parent: etree._Element, division: Division) -> None:
    node = add(
        parent,
        "div",
        ID=division.id,
        LABEL=division.label,
        TYPE=division.type,
        DMDID=" ".join(division.descriptions) or None,
        ADMID=" ".join(division.provenance) or None,
    )
    if division.pointer:
        path, title = division.pointer
        _link(add(node, "mptr", LOCTYPE="URL"), path, title)
    for identifier in division.files:
        add(node, "fptr", FILEID=identifier)
    for part in division.parts:
        _add_division(node, part)
