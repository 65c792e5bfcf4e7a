"""A file's metadata as XML, in the order of its documents' time.

NĐ 30/2020 Phụ lục VI I.III.4; the elements are the English names of phần II, the schema
is ``schemas/dossier.xsd``.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from lxml import etree

from .markup import add, clean, moment, write_valid
from .model import Document, Dossier, FileCode
from .names import Placed, ordinals, place_files

NAMESPACE = "urn:l10n-vn-edoc:dossier:1"
SCHEMA = "dossier.xsd"

# Lengths of the decree; identifiers are longer since QĐ 20/2020.
_LENGTHS = MappingProxyType(
    {
        "OrganId": 35,
        "FileNotation": 20,
        "Title": 500,
        "Maintenance": 30,
        "Rights": 30,
        "Creator": 30,
        "Description": 500,
        "TypeName": 100,
        "CodeNumber": 11,
        "CodeNotation": 30,
        "OrganName": 200,
        "Subject": 500,
        "Position": 100,
        "FullName": 50,
        "ToPlaces": 1000,
    }
)
_LANGUAGE_OF_FILE, _LANGUAGE_OF_DOCUMENT = 50, 30


def dossier_xml(
    dossier: Dossier, created: datetime, folder: str = "", placed: tuple = ()
) -> bytes:
    """Write a file's metadata, its history and the manifest of its computer files.

    :param created: when the export is made, with zone
    :param folder: where the computer files lie, seen from this XML
    :param placed: their names, where they are worked out already
    :raises RecordsError: ``records.invalid``
    """
    root = etree.Element(f"{{{NAMESPACE}}}Dossier", nsmap={None: NAMESPACE})
    root.set("created", moment(created))
    _add_heading(root, dossier)
    documents = add(root, "Documents")
    keys = {}
    for ordinal, document in ordinals(dossier):
        keys[document.key] = f"d{ordinal}"
        _add_document(documents, dossier.code, document, ordinal)
    _add_history(root, dossier, keys)
    _add_manifest(root, placed or place_files(dossier), folder)
    return write_valid(root, SCHEMA)


class _Values:
    """Writes values within the decree's lengths; keeps what was too long whole."""

    def __init__(self, parent: etree._Element) -> None:
        self._parent = parent
        self._longer: list[tuple[str, str]] = []

    def text(
        self,
        name: str,
        value: str,
        parent: etree._Element | None = None,
        length: int = 0,
        needed: bool = False,
    ) -> None:
        """Write a text; an empty one only where the schema wants one."""
        value, length = clean(value).strip(), length or _LENGTHS[name]
        if not value and not needed:
            return
        if len(value) > length:
            self._longer.append((name, value))
            value = shortened(value, length)
        add(self._parent if parent is None else parent, name, value or "-")

    def more(self, **values: object) -> None:
        """Write numbers and dates; none for None."""
        for name, value in values.items():
            if value is not None:
                add(self._parent, name, value)

    def finish(self) -> None:
        """Write what was too long."""
        for name, value in self._longer:
            add(self._parent, "FullValue", value, name=name)


def shortened(text: str, length: int) -> str:
    """Cut a text that is too long, and show that it was cut.

    >>> shortened("Công văn", 5), shortened("Công văn", 8)
    ('Công…', 'Công văn')
    """
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def totals(dossier: Dossier) -> tuple[int, int]:
    """Return the numbers of documents and of pages, counted if nobody told them."""
    pages = sum(document.page_amount for document in dossier.documents)
    return dossier.doc_total or len(dossier.documents), dossier.page_total or pages


def _add_heading(root: etree._Element, dossier: Dossier) -> None:
    values = _Values(root)
    _add_code(values, root, dossier.code)
    values.text("Title", dossier.title, needed=True)
    values.text("Maintenance", dossier.maintenance, needed=True)
    values.text("Rights", dossier.rights, needed=True)
    values.text("Creator", dossier.creator)
    values.text("Language", dossier.language, length=_LANGUAGE_OF_FILE, needed=True)
    documents, pages = totals(dossier)
    values.more(
        StartDate=dossier.start_date,
        EndDate=dossier.end_date,
        DocTotal=documents,
        PageTotal=pages,
    )
    values.text("Description", dossier.description)
    values.text("OrganName", dossier.organ_name, needed=True)
    values.finish()


def _add_code(values: _Values, parent: etree._Element, code: FileCode) -> None:
    node = add(parent, "FileCode")
    values.text("OrganId", code.organ_id, node, needed=True)
    add(node, "FileCatalog", f"{code.file_catalog:04}")
    values.text("FileNotation", code.file_notation, node, needed=True)


def _add_document(
    parent: etree._Element, code: FileCode, document: Document, ordinal: int
) -> None:
    tag = "Outgoing" if document.direction == "outgoing" else "Incoming"
    node = add(parent, tag, id=f"d{ordinal}", origin=document.origin)
    values = _Values(node)
    _add_code(values, node, code)
    values.more(DocOrdinal=ordinal)
    values.text("TypeName", document.type_name)
    values.text("CodeNumber", document.code_number)
    values.text("CodeNotation", document.code_notation)
    values.more(IssuedDate=document.issued_date)
    values.text("OrganName", document.organ_name)
    values.text("Subject", document.subject)
    language = document.language
    values.text("Language", language, length=_LANGUAGE_OF_DOCUMENT, needed=True)
    values.more(PageAmount=document.page_amount)
    values.text("Description", document.description)
    if tag == "Outgoing":
        _add_outgoing(values, node, document)
    else:
        _add_incoming(values, node, document)
    values.more(DueDate=document.due_date)
    values.finish()


def _add_signer(values: _Values, node: etree._Element, document: Document) -> None:
    signer = add(node, "SignerInfo")
    values.text("Position", document.signer.position, signer)
    values.text("FullName", document.signer.full_name, signer)


def _add_outgoing(values: _Values, node: etree._Element, document: Document) -> None:
    _add_signer(values, node, document)
    for recipient in document.recipients:
        to = add(node, "To")
        values.text("OrganId", recipient.organ_id, to)
        values.text("OrganName", recipient.organ_name, to, needed=True)
    values.more(Priority=document.priority, IssuedAmount=document.issued_amount)


def _add_incoming(values: _Values, node: etree._Element, document: Document) -> None:
    number = document.arrival_number or None
    values.more(ArrivalDate=document.arrival_date, ArrivalNumber=number)
    _add_signer(values, node, document)
    values.more(Priority=document.priority)
    values.text("ToPlaces", document.to_places)
    values.more(TraceHeaderList=document.trace or None)


def _add_history(
    root: etree._Element, dossier: Dossier, keys: Mapping[str, str]
) -> None:
    history = add(root, "History")
    for event in sorted(dossier.history, key=lambda event: event.when):
        about = keys.get(event.document)
        node = add(
            history, "Event", when=moment(event.when), act=event.act, document=about
        )
        add(node, "Name", event.name)
        for tag, value in (
            ("Who", event.who),
            ("OnBehalf", event.on_behalf),
            ("Why", event.why),
        ):
            if value:
                add(node, tag, value)


def _add_manifest(
    root: etree._Element, placed: tuple[Placed, ...], folder: str
) -> None:
    manifest = add(root, "Manifest", algorithm="SHA-256")
    for item in placed:
        file = item.file
        node = add(
            manifest,
            "File",
            path=f"{folder}{item.path}",
            document=f"d{item.ordinal}",
            main=str(file.main).lower(),
            mediaType=file.media_type,
            size=file.size,
            created=moment(file.created) if file.created else None,
            sha256=file.sha256.lower(),
        )
        add(node, "Name", file.name)
        if file.signature:
            add(node, "Signature", file.signature)
