"""The client's files: the packet that is sent, and the one that comes in."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ..connection import PIECE
from ..errors import AxisRefusedError
from .wire import TAIL


def measure(packet: Path, limit: int) -> tuple[bytes, int]:
    """Return digest and size of a packet.

    :raises AxisRefusedError: it can't be read or is larger than ``limit``
    """
    digest, size = hashlib.sha256(), 0
    for piece in _read(packet):
        digest.update(piece)
        size += len(piece)
    if size > limit:
        raise AxisRefusedError("axis.packet_too_large", limit=limit)
    return digest.digest(), size


class PacketWriter:
    """Writes a packet of limited size and digests it."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream, self._limit = stream, limit
        self.digest, self.size = hashlib.sha256(), 0

    def add(self, piece: bytes) -> None:
        """Add a piece.

        :raises AxisRefusedError: the packet is larger than it may be
        """
        self.size += len(piece)
        if self.size > self._limit:
            raise AxisRefusedError("axis.packet_too_large", limit=self._limit)
        self.digest.update(piece)
        self._stream.write(piece)


def sent_pieces(packet: Path, digest: bytes) -> Iterator[bytes]:
    """Yield the file and what follows it.

    A file that changed meanwhile ends without its last bytes, so that the axis can't
    take it.
    """
    seen = hashlib.sha256()
    for piece in _read(packet):
        seen.update(piece)
        yield piece
    if seen.digest() != digest:
        raise changed(packet)
    yield TAIL


def changed(packet: Path) -> AxisRefusedError:
    """Return the error for a file that isn't what was to be sent."""
    return AxisRefusedError("axis.packet_changed", file=packet.name)


def _read(packet: Path) -> Iterator[bytes]:
    try:
        with open(packet, "rb") as stream:
            while piece := stream.read(PIECE):
                yield piece
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise AxisRefusedError(
            "axis.packet_unreadable", file=packet.name, reason=reason
        ) from error
