"""Descriptions of a file and of its documents by TT 05/2025/TT-BNV.

The circular calls them EAD.xml and EAD_doc.xml; their elements are its own
(Phụ lục I mục 3 for archives, Phụ lục III mục 3 for hand-over).
"""

from datetime import date

from lxml import etree

from . import codes
from .markup import clean, write_valid
from .model import Document, Dossier
from .names import ordinals
from .xmlfile import shortened, totals

_LENGTHS = {
    "title": 1000,
    "description": 2000,
    "codeNumber": 11,
    "codeNotation": 30,
    "organName": 200,
    "subject": 500,
    "autograph": 2000,
}
_DESCRIPTION_OF_DOCUMENT = 500
_LONGEST_CODE, _LONGEST_ID = 100, 25
_MOST_PAGES = 9999


def file_description(dossier: Dossier, kind: str, archive: str = "") -> bytes:
    """Describe a file (18 fields).

    :param kind: ``"AIP"`` or ``"SIP"``
    :param archive: code of the archive, which stands before the file's in its packages
    :raises RecordsError: ``records.invalid``
    """
    documents, pages = totals(dossier)
    first, last = _period(dossier)
    values = {
        _code_name(kind): file_code(dossier, kind, archive),
        "title": dossier.title or "-",
        "maintenance": codes.retention_code(dossier.maintenance),
        "mode": codes.access_code(dossier.rights),
        "language": codes.language_code(dossier.language),
        "startDate": first,
        "endDate": last,
        "totalDoc": documents,
        "numberOfPaper": dossier.sheet_total,
        "numberOfPage": pages,
        "confidenceLevel": codes.trust_code(dossier.documents),
        "riskRecovery": "0",
        "description": "; ".join(
            part for part in (dossier.creator, dossier.description) if part
        ),
    }
    return _write(values, f"EAD_{kind}.xsd")


def document_description(
    dossier: Dossier, document: Document, ordinal: int, kind: str, archive: str = ""
) -> bytes:
    """Describe a document in a file (19 fields for archives, 21 for hand-over).

    :raises RecordsError: ``records.invalid``
    """
    code = file_code(dossier, kind, archive)
    limit = _LONGEST_CODE - len(".0000000")
    values = {
        "docCode": f"{shortened(code, limit)}.{ordinal:07}",
        "typeName": codes.type_code(document.type_name),
        "codeNumber": document.code_number,
        "codeNotation": document.code_notation,
        "issuedDate": _day_of(document, dossier),
        "organName": document.organ_name or dossier.organ_name or "-",
        "subject": document.subject or document.type_name or "-",
        "language": codes.language_code(document.language),
        "numberOfPage": min(document.page_amount, _MOST_PAGES),
        "mode": codes.access_code(dossier.rights),
        "confidenceLevel": codes.TRUST[document.origin],
        "autograph": document.trace,
        "description": shortened(document.description, _DESCRIPTION_OF_DOCUMENT),
    }
    # The way of its handling goes along, in documentation/dossier.xml.
    if document.origin in ("digital", "mixed"):
        values["process"] = "1"
    if kind == "AIP":
        values |= {_code_name(kind): code, "docOrdinal": ordinal}
    else:
        values["maintenance"] = codes.retention_code(dossier.maintenance)
        values |= {"docId": _short_code(dossier, ordinal), "riskRecovery": "0"}
    return _write(values, f"EAD_doc_{kind}.xsd")


def file_code(dossier: Dossier, kind: str, archive: str) -> str:
    """Return a file's code, for archives with that of the archive before it."""
    own = dossier.code.text
    code = f"{archive}.{own}" if kind == "AIP" and archive else own
    return shortened(code, _LONGEST_CODE)


def _code_name(kind: str) -> str:
    return "arcFileCode" if kind == "AIP" else "fileCode"


def _short_code(dossier: Dossier, ordinal: int) -> str:
    """The longest form of a document's code that the circular has room for."""
    code = dossier.code
    forms = (code.text, f"{code.file_catalog}.{code.file_notation}", code.file_catalog)
    found = [f"{form}.{ordinal}" for form in forms]
    return next(form for form in found if len(form) <= _LONGEST_ID)


def _period(dossier: Dossier) -> tuple[str, str]:
    """First and last day: as told, else of the documents, else the file's year."""
    days = [day for document in dossier.documents if (day := document.issued_date)]
    first = dossier.start_date or min(days, default=None)
    last = dossier.end_date or max(days, default=None)
    year = f"{dossier.code.file_catalog:04}"
    return _written(first) or year, _written(last) or year


def _day_of(document: Document, dossier: Dossier) -> str:
    day = document.issued_date or document.arrival_date
    return _written(day) or f"{dossier.code.file_catalog:04}"


def _written(day: date | None) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}" if day else ""


def _write(values: dict[str, object], name: str) -> bytes:
    root = etree.Element("simpledc")
    for tag, value in values.items():
        text = clean(str(value)).strip()
        if text:
            node = etree.SubElement(root, tag)
            node.text = shortened(text, _LENGTHS.get(tag, len(text)))
    return write_valid(root, name)


def described(dossier: Dossier, kind: str, archive: str) -> list[tuple[int, bytes]]:
    """Describe all documents, in order of time, each with its ordinal."""
    return [
        (ordinal, document_description(dossier, document, ordinal, kind, archive))
        for ordinal, document in ordinals(dossier)
    ]
