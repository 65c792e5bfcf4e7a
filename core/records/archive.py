"""Reading the ZIP of an export that somebody hands in: names and sizes first."""

import hashlib
import stat
import struct
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from ..edxml.limits import MIB
from ..edxml.unzip import BROKEN, directory_size, points_out

_BLOCK = 256 * 1024
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HEADER = 30
_LOCATOR_64 = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """How much of an export is read before nobody goes on.

    :param directory_bytes: list of entries
    :param entries: files in it
    :param unpacked_bytes: all of them
    :param ratio: unpacked size divided by packed size, above ``free_bytes``
    :param xml_bytes: one XML file
    """

    directory_bytes: int = 32 * MIB
    entries: int = 100_000
    unpacked_bytes: int = 64 * 1024 * MIB
    ratio: int = 200
    free_bytes: int = MIB
    xml_bytes: int = 64 * MIB


class Unreadable(Exception):
    """The ZIP is none, or one that nobody should open.

    :param code: of the finding that says so
    """

    def __init__(self, code: str, place: str = "", **params: object) -> None:
        self.code, self.place, self.params = code, place, params
        super().__init__(code)


class Archive:
    """The files of a ZIP by their paths below its one folder.

    :param stream: can seek
    :raises Unreadable: ``not_a_zip``, ``too_large``, ``bad_name``, ``twice``,
        ``not_plain``, ``overlapping``
    """

    def __init__(self, stream: BinaryIO, limits: ReadLimits) -> None:
        self._limits = limits
        try:
            size = _list_size(stream)
            if size > limits.directory_bytes:
                raise Unreadable("too_large", limit=limits.directory_bytes)
            self._zip = zipfile.ZipFile(stream)
        except (*BROKEN, OSError) as error:
            raise Unreadable("not_a_zip", reason=str(error)) from error
        entries = self._zip.infolist()
        if len(entries) > limits.entries:
            raise Unreadable("too_large", limit=limits.entries)
        for entry in entries:
            self._check(entry)
        self._check_places(entries)
        files = [entry for entry in entries if not entry.is_dir()]
        self.folder = _common_folder([entry.filename for entry in files])
        self._entries = {entry.filename[len(self.folder) :]: entry for entry in files}
        folded = {path.lower() for path in self._entries}
        if len(folded) != len(files):
            raise Unreadable("twice")

    @property
    def paths(self) -> frozenset[str]:
        """All files."""
        return frozenset(self._entries)

    def content(self, path: str) -> bytes:
        """Return a small file.

        :raises Unreadable: ``too_large``, ``broken``
        """
        if self._entries[path].file_size > self._limits.xml_bytes:
            raise Unreadable("too_large", path, limit=self._limits.xml_bytes)
        return b"".join(self._blocks(path))

    def digest(self, path: str) -> tuple[int, str]:
        """Return a file's size and SHA-256.

        :raises Unreadable: ``broken``, ``too_large``
        """
        digest, size = hashlib.sha256(), 0
        for block in self._blocks(path):
            digest.update(block)
            size += len(block)
        return size, digest.hexdigest()

    def _blocks(self, path: str):
        """Yield a file's bytes, counting what comes out and not what is promised."""
        entry, size = self._entries[path], 0
        bound = max(self._limits.free_bytes, self._limits.ratio * entry.compress_size)
        try:
            with self._zip.open(entry) as stream:
                while block := stream.read(_BLOCK):
                    size += len(block)
                    if size > bound:
                        raise Unreadable("too_large", path, limit=bound)
                    yield block
        except (*BROKEN, OSError, RuntimeError) as error:
            raise Unreadable("broken", path, reason=str(error)) from error

    def _check(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename
        if points_out(name) or "\\" in name or not name.isprintable():
            raise Unreadable("bad_name", name)
        mode = entry.external_attr >> 16
        plain = not stat.S_IFMT(mode) or stat.S_ISREG(mode) or stat.S_ISDIR(mode)
        locked = entry.flag_bits & _ENCRYPTED
        if locked or not plain or entry.compress_type not in _METHODS:
            raise Unreadable("not_plain", name)

    def _check_places(self, entries: list[zipfile.ZipInfo]) -> None:
        """Refuse entries that share bytes: so small zips become endless ones."""
        end = total = 0
        for entry in sorted(entries, key=lambda entry: entry.header_offset):
            if entry.header_offset < end:
                raise Unreadable("overlapping", entry.filename)
            end = entry.header_offset + _HEADER + entry.compress_size
            total += entry.file_size
        if total > self._limits.unpacked_bytes:
            raise Unreadable("too_large", limit=self._limits.unpacked_bytes)


def _common_folder(names: list[str]) -> str:
    """The one folder that all files lie in, with its slash; else nothing."""
    tops = {name.partition("/")[0] for name in names}
    if len(tops) == 1 and all("/" in name for name in names):
        return f"{tops.pop()}/"
    return ""


def _list_size(stream: BinaryIO) -> int:
    """How many bytes the list of entries has, also above 4 GiB."""
    size, locator = directory_size(stream)
    if locator is None:
        return size
    stream.seek(_LOCATOR_64.unpack(locator)[2])
    return _END_64.unpack(stream.read(_END_64.size))[8]
