"""The package in which a file goes to an archive (TT 05/2025/TT-BNV Phụ lục I, III).

``AIP`` is what an archive of the same system keeps: METS, EAD and PREMIS. ``SIP`` is
handed over to another system, which writes PREMIS itself. Both are made as E-ARK's
common specification has them, which the circular extends; the history and the metadata
of NĐ 30/2020 lie in ``documentation/dossier.xml``.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import BinaryIO, Literal

from ..errors import RecordsError
from . import ead, premis
from .bundle import Bundle
from .markup import SCHEMAS
from .mets import (
    XML_TYPE,
    Agent,
    Division,
    Entry,
    Group,
    Mets,
    Names,
    Section,
    entry_of,
    write_mets,
)
from .model import Dossier
from .names import Placed, ordinals, place_files, safe_name
from .xmlfile import SCHEMA as DOSSIER_SCHEMA
from .xmlfile import dossier_xml, shortened

REP = "representations/rep1/"
DATA = "data/"
METS_FILE = "METS.xml"
DOCUMENTATION = "documentation/dossier.xml"
# By their names in the package; the circular wants those of METS and EAD.
_SCHEMAS = {
    "METS.xsd": "METS.xsd",
    "xlink.xsd": "xlink.xsd",
    "DILCISExtensionMETS.xsd": "DILCISExtensionMETS.xsd",
    "EAD.xsd": "EAD_{kind}.xsd",
    "EAD_doc.xsd": "EAD_doc_{kind}.xsd",
    DOSSIER_SCHEMA: DOSSIER_SCHEMA,
}
_LABEL = 250


@dataclass(frozen=True, slots=True)
class PackageOptions:
    """How to make a package.

    :param identity: its UUID
    :param created: when it is made, with zone
    :param software: name and version of what makes it
    :param archive: code of the archive that takes it
    :param agreement: number under which the hand-over was registered
    """

    identity: uuid.UUID
    created: datetime
    software: tuple[str, str]
    kind: Literal["AIP", "SIP"] = "AIP"
    archive: str = ""
    agreement: str = ""


def write_package(dossier: Dossier, options: PackageOptions, target: BinaryIO) -> str:
    """Write the package into a file and return its name.

    The same file of documents under the same options gives the same bytes.

    :param target: a file that can seek
    :raises RecordsError: ``records.no_files``; ``records.invalid``,
        ``records.file_changed``, ``records.file_unreadable``
    """
    placed = place_files(dossier)
    if not placed:
        raise RecordsError("records.no_files", file=dossier.code.text)
    maker = _Maker(dossier, options, placed)
    metadata = maker.metadata()
    with Bundle(target, options.created) as bundle:
        for path, data in metadata.items():
            bundle.add(f"{maker.folder}/{path}", data)
        for item in placed:
            path = f"{maker.folder}/{REP}{DATA}{item.path}"
            bundle.add_file(path, item.file)
    return f"{options.identity}.zip"


class _Maker:
    """Writes all metadata of one package; its files come after, untouched."""

    def __init__(
        self, dossier: Dossier, options: PackageOptions, placed: tuple[Placed, ...]
    ) -> None:
        self._dossier, self._options, self._placed = dossier, options, placed
        self._names = Names(options.identity)
        self._done: dict[str, bytes] = {}

    @cached_property
    def objid(self) -> str:
        """Identifier of the package, with that of the agency for archives."""
        own = f"uuid-{str(self._options.identity).upper()}"
        if self._options.kind == "SIP":
            return own
        return f"urn:{safe_name(self._dossier.code.organ_id)}:{own}"

    @property
    def folder(self) -> str:
        """Name of the package's folder."""
        return self.objid.replace(":", "_")

    def metadata(self) -> dict[str, bytes]:
        """Return everything but the data, METS.xml first, by path in the package."""
        self._add_schemas()
        self._done["metadata/descriptive/EAD.xml"] = ead.file_description(
            self._dossier, self._options.kind, self._options.archive
        )
        folder = f"../{REP}{DATA}"
        created = self._options.created
        self._done[DOCUMENTATION] = dossier_xml(
            self._dossier, created, folder, self._placed
        )
        if self._options.kind == "AIP":
            self._add_premis()
        self._add_document_descriptions()
        representation = write_mets(self._representation())
        self._done[REP + METS_FILE] = representation
        return {METS_FILE: write_mets(self._root())} | self._done

    def _add_schemas(self) -> None:
        kind = self._options.kind
        wanted = dict(_SCHEMAS)
        if kind == "AIP":
            wanted[premis.SCHEMA] = premis.SCHEMA
        for name, source in wanted.items():
            data = (SCHEMAS / source.format(kind=kind)).read_bytes()
            self._done[f"schemas/{name}"] = data

    def _add_premis(self) -> None:
        options = self._options
        self._done["metadata/preservation/PREMIS.xml"] = premis.package_premis(
            self._names, self._dossier, self.objid, options.created, options.software
        )
        self._done[f"{REP}metadata/preservation/PREMIS_rep1.xml"] = (
            premis.representation_premis(self._names, self._placed)
        )

    def _add_document_descriptions(self) -> None:
        options = self._options
        for ordinal, data in ead.described(
            self._dossier, options.kind, options.archive
        ):
            self._done[REP + self._description_path(ordinal)] = data

    def _description_path(self, ordinal: int) -> str:
        stem = safe_name(self._dossier.code.text)
        return f"metadata/descriptive/EAD_doc_{stem}.{ordinal:03}.xml"

    def _agents(self) -> tuple[Agent, ...]:
        name, version = self._options.software
        code = self._dossier.code.organ_id or "-"
        agency = self._dossier.organ_name or code
        return (
            Agent("CREATOR", "OTHER", name, version, "SOFTWARE VERSION", "SOFTWARE"),
            Agent("ARCHIVIST", "ORGANIZATION", agency, code, "IDENTIFICATIONCODE"),
        )

    def _entry(self, path: str, seen: str = "", media_type: str = XML_TYPE) -> Entry:
        data, created = self._done[path], self._options.created
        return entry_of(self._names, path, data, media_type, created, seen or path)

    def _sections(self, base: str, part: str, kind: str) -> tuple[Section, ...]:
        """The metadata below a folder, seen from the METS.xml in ``base``."""
        found = [path for path in self._done if path.startswith(base + part)]
        return tuple(
            Section(
                self._names.of("section", path),
                kind,
                self._entry(path, path.removeprefix(base)),
            )
            for path in found
        )

    def _group(self, use: str, entries: tuple[Entry, ...], level: str) -> Group:
        return Group(self._names.of("group", level, use), use, entries)

    def _label(self) -> str:
        return shortened(self._dossier.title or self._dossier.code.text, _LABEL)

    def _root(self) -> Mets:
        of = self._names.of
        descriptions = self._sections("", "metadata/descriptive/", "EAD")
        provenance = self._sections("", "metadata/preservation/", "PREMIS")
        groups = tuple(
            self._group(use, tuple(self._entry(path) for path in paths), "root")
            for use, paths in (
                ("Documentation", [DOCUMENTATION]),
                ("Schemas", [p for p in self._done if p.startswith("schemas/")]),
                ("Representations/rep1", [REP + METS_FILE]),
            )
        )
        parts = [
            Division(
                of("div", "Metadata"),
                "Metadata",
                tuple(section.id for section in descriptions),
                tuple(section.id for section in provenance),
            )
        ]
        for group in groups[:2]:
            files = tuple(entry.id for entry in group.entries)
            parts.append(Division(of("div", group.use), group.use, files=files))
        last = groups[2]
        pointer = (REP + METS_FILE, last.id)
        parts.append(Division(of("div", last.use), last.use, pointer=pointer))
        top = Division(of("div", "root"), self.objid, parts=tuple(parts))
        return Mets(
            self.objid,
            self._label(),
            self._options.kind,
            self._options.created,
            self._agents(),
            descriptions,
            of("amd", "root"),
            provenance,
            (of("files", "root"), groups),
            (of("map", "root"), top),
            agreement=self._options.agreement,
        )

    def _representation(self) -> Mets:
        of = self._names.of
        descriptions = self._sections(REP, "metadata/descriptive/", "EAD")
        provenance = self._sections(REP, "metadata/preservation/", "PREMIS")
        by_path = {section.entry.path: section.id for section in descriptions}
        kept = tuple(section.id for section in provenance)
        data = self._group("Data", self._data_entries(), "rep1")
        files = tuple(entry.id for entry in data.entries)
        divisions = (
            Division(
                of("div", "rep1", "Metadata"), "Metadata", tuple(by_path.values()), kept
            ),
            Division(of("div", "rep1", "Data"), "Data", files=files),
            *self._links(by_path, kept),
        )
        kind = "NORMALIZED" if self._options.kind == "AIP" else "ORIGINAL"
        top = Division(of("div", "rep1"), "rep1", parts=divisions, type=kind)
        return Mets(
            "rep1",
            self._label(),
            self._options.kind,
            self._options.created,
            self._agents(),
            descriptions,
            of("amd", "rep1"),
            provenance,
            (of("files", "rep1"), (data,)),
            (of("map", "rep1"), top),
            folder="../../schemas/",
        )

    def _data_entries(self) -> tuple[Entry, ...]:
        created = self._options.created
        return tuple(
            Entry(
                self._names.of_file(item.path),
                DATA + item.path,
                item.file.media_type,
                item.file.size,
                item.file.sha256,
                item.file.created or created,
            )
            for item in self._placed
        )

    def _links(self, by_path: dict[str, str], kept: tuple[str, ...]) -> list[Division]:
        """What belongs to which document: its description, its file, its enclosures."""
        links, enclosures = [], []
        of = self._names.of
        for ordinal, _document in ordinals(self._dossier):
            own = [
                self._names.of_file(item.path)
                for item in self._placed
                if item.ordinal == ordinal
            ]
            description = (by_path[self._description_path(ordinal)],)
            if own:
                name = of("div", "link", ordinal)
                links.append(
                    Division(
                        name, "MetadataLink/File", description, kept, tuple(own[:1])
                    )
                )
            if own[1:]:
                name = of("div", "enclosures", ordinal)
                enclosures.append(
                    Division(name, "AttachmentFile", description, kept, tuple(own[1:]))
                )
        top = Division(of("div", "links"), "MetadataLink", parts=tuple(links))
        return [top, *enclosures]
