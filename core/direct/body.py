"""The receiving side: a body that is read piece by piece, within bounds."""

import hashlib
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from ..connection import PIECE


class BodyRefused(Exception):
    """A body isn't taken.

    :param reason: key of :data:`.answers.REASONS`
    """

    def __init__(self, reason: str, detail: object = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def take_body(
    stream: BinaryIO,
    target: BinaryIO,
    length: int | None,
    sha256: bytes,
    limit: int,
    seconds: float,
    cut: Callable[[], None],
) -> None:
    """Write a body to ``target`` and leave that at its beginning.

    :param length: what the request announces; without it none is read
    :param sha256: what it must have
    :param limit: largest body
    :param seconds: how long all of it may take
    :param cut: ends a read that waits for the sender
    :raises BodyRefused: it is too large, too slow, cut short, or another one
    """
    if length is None or length > limit:
        raise BodyRefused("packet_too_large", limit)
    late = threading.Event()

    def end() -> None:
        late.set()
        with suppress(OSError):
            cut()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    digest, left = hashlib.sha256(), length
    try:
        while left and (piece := stream.read(min(PIECE, left))):
            left -= len(piece)
            digest.update(piece)
            target.write(piece)
    except OSError as error:
        raise BodyRefused("too_slow" if late.is_set() else "body_differs") from error
    finally:
        timer.cancel()
    if late.is_set():
        raise BodyRefused("too_slow")
    if digest.digest() != sha256:
        raise BodyRefused("body_differs")
    target.seek(0)
