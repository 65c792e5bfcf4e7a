"""What an export is made of: a file (*hồ sơ*), its documents, their computer files.

Names and meanings are those of NĐ 30/2020 Phụ lục VI, phần II.
"""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

BLOCK = 256 * 1024

Direction = Literal["outgoing", "incoming"]
Origin = Literal["digital", "digitised", "mixed", "paper"]


@dataclass(frozen=True, slots=True)
class FileCode:
    """Code of a file (1): every document in it bears it, too.

    :param organ_id: identifier of the agency (1.1)
    :param file_catalog: year of the file (1.2)
    :param file_notation: number and notation of the file (1.3), such as ``"01.TCCB"``
    """

    organ_id: str
    file_catalog: int
    file_notation: str

    @property
    def text(self) -> str:
        """The code in one, such as ``"H35.24.2026.01.TCCB"`` (TT 05/2025)."""
        parts = (self.organ_id, str(self.file_catalog), self.file_notation)
        return ".".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed: position (12.1, 14.1) and name (12.2, 14.2)."""

    position: str = ""
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A recipient of an outgoing document (13.1, 13.2)."""

    organ_name: str
    organ_id: str = ""


@dataclass(frozen=True, slots=True)
class ComputerFile:
    """A computer file of a document, untouched.

    :param name: as people know it, with its ending
    :param media_type: such as ``"application/pdf"``
    :param size: in bytes
    :param sha256: 64 hexadecimal digits, as the register keeps it
    :param source: a path, or a function that opens the bytes from their beginning
    :param created: when the bytes came to be, with zone
    :param signature: what the check of its signatures said, in one line
    :param main: the document itself, not an enclosure
    """

    name: str
    media_type: str
    size: int
    sha256: str
    source: Path | Callable[[], BinaryIO] = field(repr=False, compare=False)
    created: datetime | None = None
    signature: str = ""
    main: bool = True

    def open(self) -> BinaryIO:
        """Open the bytes for reading.

        :raises OSError: they can't be read
        """
        if isinstance(self.source, Path):
            return open(self.source, "rb")
        return self.source()

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes piece by piece."""
        with self.open() as stream:
            while block := stream.read(BLOCK):
                yield block


def file_of_bytes(
    name: str, media_type: str, data: bytes, **more: object
) -> ComputerFile:
    """Make the computer file of bytes at hand."""
    digest = hashlib.sha256(data).hexdigest()
    return ComputerFile(
        name, media_type, len(data), digest, partial(io.BytesIO, data), **more
    )


@dataclass(frozen=True, slots=True)
class Document:
    """A document in a file: outgoing (fields 1 to 16) or incoming (1 to 18).

    :param key: our own name of it, unique in the file, such as ``"edoc.incoming,12"``
    :param doc_ordinal: ordinal in the file (2)
    :param organ_name: the agency that issued it (7)
    :param priority: urgency, 0 for none (14, 15)
    :param to_places: unit or person that received it (16, incoming)
    :param trace: distribution, instructions, state of the work (17, incoming)
    :param origin: born digital, digitised from paper, both, or on paper only
    """

    key: str
    direction: Direction
    doc_ordinal: int
    type_name: str
    code_number: str = ""
    code_notation: str = ""
    issued_date: date | None = None
    organ_name: str = ""
    subject: str = ""
    language: str = "Tiếng Việt"
    page_amount: int = 0
    description: str = ""
    arrival_date: date | None = None
    arrival_number: int = 0
    signer: Signer = Signer()
    recipients: tuple[Recipient, ...] = ()
    priority: int = 0
    to_places: str = ""
    trace: str = ""
    issued_amount: int = 0
    due_date: date | None = None
    origin: Origin = "digital"
    files: tuple[ComputerFile, ...] = ()

    @property
    def number(self) -> str:
        """Number and notation in one, such as ``"05/SCT-VP"``."""
        return "/".join(part for part in (self.code_number, self.code_notation) if part)

    @property
    def title(self) -> str:
        """Name of the type and abstract in one."""
        return " ".join(part for part in (self.type_name, self.subject) if part)


@dataclass(frozen=True, slots=True)
class Event:
    """An act in the history of the file or of a document in it (Phụ lục VI I.III.5).

    :param when: with zone
    :param act: its machine name, such as ``"close"``
    :param name: as users read it
    :param who: name of the person who acted, ``""`` for the software
    :param on_behalf: for whom he acted
    :param why: the reason or the words given
    :param document: key of the document that it is about, ``""`` for the file
    """

    when: datetime
    act: str
    name: str
    who: str = ""
    on_behalf: str = ""
    why: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A file of documents (*hồ sơ*) with all that is exported of it.

    :param maintenance: retention (*thời hạn bảo quản*), such as ``"Vĩnh viễn"``
    :param rights: access (*chế độ sử dụng*), such as ``"Công khai"``
    :param creator: who set it up (*người lập*)
    :param organ_name: the agency whose file it is
    :param doc_total: as the register has it; counted where it is 0, pages likewise
    :param sheet_total: sheets of what is on paper
    """

    code: FileCode
    title: str
    maintenance: str
    rights: str
    creator: str
    organ_name: str
    language: str = "Tiếng Việt"
    start_date: date | None = None
    end_date: date | None = None
    doc_total: int = 0
    page_total: int = 0
    sheet_total: int = 0
    description: str = ""
    documents: tuple[Document, ...] = ()
    history: tuple[Event, ...] = ()

    def in_order(self) -> tuple[Document, ...]:
        """Return the documents in order of time, those without a date last."""
        return tuple(sorted(self.documents, key=_time_of))

    @property
    def files(self) -> tuple[ComputerFile, ...]:
        """All computer files in the order of their documents."""
        return tuple(file for document in self.in_order() for file in document.files)


def _time_of(document: Document) -> tuple[date, int, str]:
    day = document.issued_date or document.arrival_date or date.max
    return day, document.doc_ordinal, document.key
