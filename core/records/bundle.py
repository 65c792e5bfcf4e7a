"""Writing the ZIP of an export: piece by piece, always the same bytes.

Entries are stored as they are: documents are compressed already, a damaged sector harms
one of them only, and no version of a compressor changes the result.
"""

import hashlib
import zipfile
from datetime import datetime
from typing import BinaryIO

from ..errors import RecordsError
from .markup import VIETNAM
from .model import ComputerFile

_FIRST = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o644 << 16


class Bundle:
    """A ZIP on its way into a file.

    :param target: at its beginning; it must be able to seek, for a stored entry tells
        its size before its bytes
    :param created: the time of all entries, with zone
    """

    def __init__(self, target: BinaryIO, created: datetime) -> None:
        self._target = target
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._when = max(created.astimezone(VIETNAM).timetuple()[:6], _FIRST)

    def __enter__(self) -> "Bundle":
        return self

    def __exit__(self, kind: type | None, *error: object) -> None:
        if kind is None:
            self._zip.close()
            return
        # Nothing is left that somebody could take for a whole export; without its file
        # the ZIP writes no list of entries when it goes.
        self._zip.fp = None
        self._target.seek(0)
        self._target.truncate()

    def add(self, path: str, data: bytes) -> None:
        """Add an entry out of memory."""
        with self._zip.open(self._entry(path, len(data)), "w") as entry:
            entry.write(data)

    def add_file(self, path: str, file: ComputerFile) -> None:
        """Add a computer file, and make sure that it is what the register says.

        :raises RecordsError: ``records.file_changed``, ``records.file_unreadable``,
            each with ``name``
        """
        with self._zip.open(self._entry(path, file.size), "w") as entry:
            copy_file(file, entry)

    def _entry(self, path: str, size: int) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(path, self._when)
        info.create_system, info.external_attr = _UNIX, _MODE
        # By it zipfile knows before the first byte whether 64 bits are needed.
        info.file_size = size
        return info


def copy_file(file: ComputerFile, target: BinaryIO) -> None:
    """Copy a computer file's bytes, and compare them with what the register says.

    :raises RecordsError: ``records.file_changed``, ``records.file_unreadable``, each
        with ``name``
    """
    digest, size = hashlib.sha256(), 0
    blocks = file.blocks()
    while True:
        try:
            block = next(blocks, b"")
        except OSError as error:
            raise RecordsError("records.file_unreadable", name=file.name) from error
        if not block:
            break
        size += len(block)
        if size > file.size:
            break
        digest.update(block)
        target.write(block)
    if size != file.size or digest.hexdigest() != file.sha256.lower():
        raise RecordsError("records.file_changed", name=file.name)
