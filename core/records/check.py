"""Is an export whole? Every file there, unchanged, nothing else, its XML valid.

What the files say of each other is compared: the lists of METS or of the manifest, the
fixity of PREMIS, the metadata of NĐ 30/2020. Nothing that a package brings is believed:
schemas are ours, no reference leads out of it.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from lxml import etree

from ..edxml.codes import Severity
from . import premis, xmlzip
from .archive import Archive, ReadLimits, Unreadable
from .findings import Finding
from .markup import schema
from .mets import CSIP, NAMESPACE, XLINK
from .package import DOCUMENTATION, METS_FILE
from .premis import NAMESPACE as PREMIS
from .xmlfile import NAMESPACE as DOSSIER
from .xmlfile import SCHEMA as DOSSIER_SCHEMA

SOFTWARE = "l10n_vn_edoc"
_METS = f"{{{NAMESPACE}}}"
_PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
}
_SHA256 = "SHA-256"


@dataclass(frozen=True, slots=True)
class Told:
    """What an export says of one of its files."""

    path: str
    size: int | None
    sha256: str
    place: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check found.

    :param kind: ``"AIP"``, ``"SIP"``, ``"XML"`` or what else the METS says; ``""``
        where it can't be read
    :param files: files compared with what is told of them
    """

    kind: str
    files: int
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> str:
        """``valid``, ``valid_with_note``, ``invalid`` or ``unreadable``."""
        if not self.kind:
            return "unreadable"
        if any(item.severity is Severity.ERROR for item in self.findings):
            return "invalid"
        return "valid_with_note" if self.findings else "valid"


def check_export(source: Path | BinaryIO, limits: ReadLimits | None = None) -> Checked:
    """Check a package of TT 05/2025 or an XML export.

    :raises OSError: the file can't be read
    """
    if isinstance(source, Path):
        with open(source, "rb") as stream:
            return check_export(stream, limits)
    try:
        return _Check(Archive(source, limits or ReadLimits())).run()
    except Unreadable as error:
        found = Finding(error.code, error.place, error.params)
        return Checked("", 0, (found,))


class _Check:
    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._found: list[Finding] = []
        self._told: dict[str, Told] = {}

    def run(self) -> Checked:
        """Check everything."""
        paths = self._archive.paths
        if METS_FILE in paths:
            kind = self._package()
        elif xmlzip.METADATA in paths:
            kind = self._xml_export()
        else:
            raise Unreadable("not_an_export")
        self._files(kind)
        return Checked(kind, len(self._told), tuple(self._found))

    def _note(self, code: str, place: str = "", **params: object) -> None:
        self._found.append(Finding(code, place, params))

    def _package(self) -> str:
        root = self._xml(METS_FILE, "METS.xsd")
        if root is None:
            raise Unreadable("not_an_export", METS_FILE)
        header = root.find(f"{_METS}metsHdr")
        if header is None:
            raise Unreadable("not_an_export", METS_FILE)
        kind = header.get(f"{{{CSIP}}}OAISPACKAGETYPE", "")
        objid = root.get("OBJID", "")
        wanted = objid.replace(":", "_")
        if self._archive.folder.rstrip("/") not in ("", wanted):
            self._note("folder", self._archive.folder, objid=objid)
        self._collect(root, METS_FILE)
        for told in [t for t in self._told.values() if _is_mets(t.path)]:
            if told.path in self._archive.paths:
                inner = self._xml(told.path, "METS.xsd")
                if inner is not None:
                    self._collect(inner, told.path)
        if SOFTWARE in _names(root) and kind in ("AIP", "SIP"):
            self._our_metadata(kind)
        else:
            self._note("foreign", METS_FILE)
        return kind or "METS"

    def _collect(self, root: etree._Element, place: str) -> None:
        """Note every file that a METS.xml refers to."""
        base = posixpath.dirname(place)
        for node in root.iter(f"{_METS}mdRef", f"{_METS}file"):
            inner = node if node.tag == f"{_METS}mdRef" else node.find(f"{_METS}FLocat")
            target = "" if inner is None else inner.get(f"{{{XLINK}}}href", "")
            where = f"{place}:{node.sourceline}"
            path = _inside(base, target)
            if not path:
                self._note("points_out", where, path=target)
                continue
            digest = node.get("CHECKSUM", "").lower()
            if node.get("CHECKSUMTYPE") != _SHA256:
                digest = ""
            size, own = _number(node.get("SIZE")), node.get("ID", "")
            self._add(Told(path, size, digest, where, own), place)

    def _add(self, told: Told, second: str) -> None:
        known = self._told.setdefault(told.path, told)
        if (known.size, known.sha256) != (told.size, told.sha256):
            first = known.place.partition(":")[0]
            self._note("disagree", told.path, first=first, second=second)

    def _our_metadata(self, kind: str) -> None:
        """Check what we write ourselves by our own schemas, and against METS."""
        for path in sorted(self._archive.paths):
            name = posixpath.basename(path)
            if not path.endswith(".xml") or "/data/" in path:
                continue
            if name == "EAD.xml":
                self._xml(path, f"EAD_{kind}.xsd")
            elif name.startswith("EAD_doc_"):
                self._xml(path, f"EAD_doc_{kind}.xsd")
            elif name.startswith("PREMIS"):
                root = self._xml(path, premis.SCHEMA)
                if root is not None:
                    self._compare_premis(root, path)
        if DOCUMENTATION in self._archive.paths:
            self._manifest(DOCUMENTATION)

    def _compare_premis(self, root: etree._Element, place: str) -> None:
        by_id = {told.id: told for told in self._told.values()}
        space = {"p": PREMIS}
        for node in root.iterfind("p:object[p:objectCharacteristics]", space):
            own = node.findtext("p:objectIdentifier/p:objectIdentifierValue", "", space)
            told = by_id.get(own)
            digest = node.findtext(".//p:messageDigest", "", space).lower()
            if told is None or digest != told.sha256:
                path = told.path if told else f"{place}:{node.sourceline}"
                self._note("disagree", path, first=METS_FILE, second=place)

    def _xml_export(self) -> str:
        self._manifest(xmlzip.METADATA)
        if xmlzip.MANIFEST not in self._archive.paths:
            self._note("missing", xmlzip.MANIFEST)
            return "XML"
        text = self._archive.content(xmlzip.MANIFEST).decode("utf-8", "replace")
        for number, line in enumerate(text.splitlines(), 1):
            digest, _blanks, path = line.partition("  ")
            place = f"{xmlzip.MANIFEST}:{number}"
            inside = _inside("", path)
            if not inside:
                self._note("points_out", place, path=path)
                continue
            known = self._told.get(inside)
            if known is None:
                self._told[inside] = Told(inside, None, digest.lower(), place)
            elif known.sha256 != digest.lower():
                first = known.place.partition(":")[0]
                self._note("disagree", inside, first=first, second=xmlzip.MANIFEST)
        return "XML"

    def _manifest(self, place: str) -> None:
        """Take in the manifest of a dossier.xml."""
        root = self._xml(place, DOSSIER_SCHEMA)
        if root is None:
            return
        base = posixpath.dirname(place)
        for node in root.iter(f"{{{DOSSIER}}}File"):
            where = f"{place}:{node.sourceline}"
            target = node.get("path", "")
            path = _inside(base, target)
            if not path:
                self._note("points_out", where, path=target)
                continue
            digest = node.get("sha256", "").lower()
            told = Told(path, _number(node.get("size")), digest, where)
            self._add(told, place)

    def _xml(self, path: str, schema_name: str) -> etree._Element | None:
        """Parse an XML file and check it by one of our schemas."""
        data = self._archive.content(path)
        try:
            root = etree.fromstring(data, etree.XMLParser(**_PARSER))
        except (etree.XMLSyntaxError, ValueError) as error:
            self._note("not_xml", path, reason=str(error))
            return None
        if root.getroottree().docinfo.doctype:
            self._note("not_xml", path, reason="DOCTYPE")
            return None
        checker = schema(schema_name)
        if not checker.validate(root):
            error = checker.error_log[0]
            place = f"{path}:{error.line}"
            self._note("schema", place, schema=schema_name, reason=error.message)
        return root

    def _files(self, kind: str) -> None:
        """Compare every file with what is told of it."""
        listing = {xmlzip.MANIFEST} if kind == "XML" else {METS_FILE}
        for path in sorted(self._archive.paths - self._told.keys() - listing):
            self._note("extra", path)
        for path, told in sorted(self._told.items()):
            if path not in self._archive.paths:
                self._note("missing", path)
                continue
            try:
                size, digest = self._archive.digest(path)
            except Unreadable as error:
                self._found.append(Finding(error.code, error.place, error.params))
                continue
            if told.size is not None and size != told.size:
                self._note("size", path, found=size, told=told.size)
            elif not told.sha256:
                self._note("no_digest", path)
            elif digest != told.sha256:
                self._note("digest", path)


def _is_mets(path: str) -> bool:
    return posixpath.basename(path) == METS_FILE


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _names(root: etree._Element) -> Iterator[str]:
    for node in root.iterfind(f"{_METS}metsHdr/{_METS}agent/{_METS}name"):
        yield node.text or ""


def _inside(base: str, target: str) -> str:
    """The path in the export that a reference leads to; nothing when it leads out."""
    if not target or ":" in target or target.startswith("/") or "\\" in target:
        return ""
    path = posixpath.normpath(posixpath.join(base, unquote(target)))
    return "" if path.startswith("..") else path
