"""The bytes of attachments: in memory while small, in one temporary file when not."""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ..errors import PacketError

# Divisible by 3, so that every block but the last is base64 without padding.
BLOCK = 3 * 64 * 1024


class _OwnedFile:
    """An open file that is closed when the last content in it is gone."""

    __slots__ = ("_file", "descriptor")

    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self.descriptor = file.fileno()

    def __del__(self) -> None:
        self._file.close()


class _RangeReader(io.RawIOBase):
    """Reads a range of a file at its own position, beside any number of others."""

    def __init__(self, file: _OwnedFile, offset: int, size: int) -> None:
        self._file, self._offset, self._size, self._position = file, offset, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}
        target = base[whence] + offset
        if target < 0:
            raise ValueError(f"negative seek position {target}")
        self._position = target
        return target

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer) -> int:
        wanted = min(len(buffer), max(0, self._size - self._position))
        data = os.pread(self._file.descriptor, wanted, self._offset + self._position)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


class Content:
    """Immutable bytes of a file, equal to others by what they hold.

    ``size`` is in bytes. Where the bytes lie doesn't show: see :meth:`from_path` and
    :class:`Spool`.
    """

    __slots__ = ("_data", "_file", "_offset", "_sha256", "size")

    def __init__(self, data: bytes = b"") -> None:
        self._data: bytes | None = bytes(data)
        self._file: _OwnedFile | None = None
        self._offset = 0
        self._sha256 = ""
        self.size = len(data)

    @classmethod
    def _from_range(cls, file: _OwnedFile, offset: int, size: int) -> "Content":
        content = cls()
        content._data, content._file = None, file
        content._offset, content.size = offset, size
        return content

    @classmethod
    def from_path(cls, path: Path | str) -> "Content":
        """Take a file as it is now; it stays open and must not be changed meanwhile.

        :raises OSError: the file can't be opened
        """
        file = open(path, "rb", buffering=0)
        return cls._from_range(_OwnedFile(file), 0, os.fstat(file.fileno()).st_size)

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, 64 lower-case hex digits; worked out once."""
        if not self._sha256:
            digest = hashlib.sha256()
            for block in self.blocks():
                digest.update(block)
            self._sha256 = digest.hexdigest()
        return self._sha256

    def open(self) -> BinaryIO:
        """Open the bytes for reading, with a position of its own."""
        if self._file is None:
            return io.BytesIO(self._data)
        reader = _RangeReader(self._file, self._offset, self.size)
        return io.BufferedReader(reader, 64 * 1024)

    def read(self) -> bytes:  # pylint: disable=method-required-super
        """Return all bytes at once."""
        if self._data is not None:
            return self._data
        with self.open() as stream:
            return stream.read()

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes in blocks of :data:`BLOCK`, the last one shorter."""
        with self.open() as stream:
            while block := stream.read(BLOCK):
                yield block

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Content):
            return NotImplemented
        return self is other or (
            self.size == other.size and self.sha256 == other.sha256
        )

    def __hash__(self) -> int:
        return hash(self.size)

    def __repr__(self) -> str:
        return f"Content({self.size} bytes)"


class Spool:
    """Where the attachments of one packet go while it is read.

    :param memory: bytes kept in memory by all contents together; what goes beyond is
        written to one unnamed temporary file
    :param limit: bytes that all contents together may have
    """

    __slots__ = ("_end", "_file", "limit", "memory", "total")

    def __init__(self, memory: int, limit: int) -> None:
        self.memory = memory
        self.limit = limit
        self.total = 0
        self._file: _OwnedFile | None = None
        self._end = 0

    def writer(self) -> "SpoolWriter":
        """Begin a content; only one may be written at a time."""
        return SpoolWriter(self)

    def _append(self, data: bytes) -> None:
        if self._file is None:
            self._file = _OwnedFile(tempfile.TemporaryFile(buffering=0))
        view = memoryview(data)
        while view:
            view = view[os.write(self._file.descriptor, view) :]
        self._end += len(data)


class SpoolWriter:
    """Collects one content of a spool."""

    __slots__ = ("_held", "_offset", "_spool", "size")

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._held: list[bytes] | None = []
        self._offset = spool._end
        self.size = 0

    def add(self, data: bytes) -> None:
        """Append bytes.

        :raises PacketError: ``packet.unpacked_too_large``
        :raises OSError: the temporary file can't be written
        """
        self.size += len(data)
        self._spool.total += len(data)
        if self._spool.total > self._spool.limit:
            limit = self._spool.limit
            raise PacketError("packet.unpacked_too_large", limit=limit)
        if self._held is not None and self.size <= self._spool.memory:
            self._held.append(data)
            return
        if self._held is not None:
            held, self._held = self._held, None
            for block in held:
                self._spool._append(block)
        self._spool._append(data)

    def close(self, sha256: str = "") -> Content:
        """End the content and return it.

        :param sha256: where it is known already, so that nobody works it out again
        """
        if self._held is None:
            content = Content._from_range(self._spool._file, self._offset, self.size)
        else:
            self._spool.memory -= self.size
            content = Content(b"".join(self._held))
        content._sha256 = sha256
        return content
