"""Names of computer files in an export: safe everywhere, and never two alike.

TT 05/2025/TT-BNV Điều 8.1d names a document's file by the code of its file and its
ordinal. The names by which people know the files stay in the metadata.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from .model import ComputerFile, Document, Dossier

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")
_ENDING = re.compile(r"[a-z0-9]{1,8}")
_MOST = 80


@dataclass(frozen=True, slots=True)
class Placed:
    """A computer file and where it lies in the export.

    :param ordinal: of the document in the file
    :param path: below the folder of the data
    """

    document: Document
    ordinal: int
    file: ComputerFile
    path: str

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.path.rpartition(".")[0]


def safe_name(text: str) -> str:
    """Return a text in letters that every file system takes.

    >>> safe_name("01/TCCB đợt 2"), safe_name("../../etc"), safe_name("")
    ('01_TCCB_dot_2', 'etc', '_')
    """
    plain = text.replace("đ", "d").replace("Đ", "D")
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = _UNSAFE.sub("_", plain)
    plain = re.sub(r"\.{2,}", ".", plain).strip("._-")
    return plain[:_MOST].rstrip("._-") or "_"


def ordinals(dossier: Dossier) -> tuple[tuple[int, Document], ...]:
    """Return the documents in order of time, each with its ordinal.

    It is the register's own where that tells them apart, else their place in time.
    """
    documents = dossier.in_order()
    own = [document.doc_ordinal for document in documents]
    if len(set(own)) != len(own) or min(own, default=1) < 1:
        own = range(1, len(documents) + 1)
    return tuple(zip(own, documents, strict=True))


def place_files(dossier: Dossier) -> tuple[Placed, ...]:
    """Name all computer files: ``CODE.001.pdf``, enclosures ``CODE.001.1.xlsx``."""
    stem = safe_name(dossier.code.text)
    found = []
    for ordinal, document in ordinals(dossier):
        for index, file in enumerate(document.files):
            part = f".{index}" if index else ""
            path = f"{stem}.{ordinal:03}{part}.{_ending(file.name)}"
            found.append(Placed(document, ordinal, file, path))
    return tuple(found)


def _ending(name: str) -> str:
    ending = PurePosixPath(name.replace("\\", "/")).suffix[1:].lower()
    return ending if _ENDING.fullmatch(ending) else "bin"
