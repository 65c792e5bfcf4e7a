"""What a pool and its children say to each other over pipes.

Down go pickles, for the child trusts its parent. Up come only JSON and bytes, checked
like any other input, for the child has read PDFs of unknown origin.
"""

import json
import pickle
import struct
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import BinaryIO

from .. import errors
from ..errors import EdocError
from ..pdfsign.jobs import Job, SignedFile

_LENGTH = struct.Struct(">I")
_MOST_HEAD = 1024 * 1024
_MOST_FILES = 1000
_MOST_BYTES = 1024 * 1024 * 1024
_KINDS = {
    kind.__name__: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, EdocError)
}


class Garbled(Exception):
    """An answer that makes no sense, or none at all."""


# -- down ----------------------------------------------------------------------


def send_request(pipe: BinaryIO, request: tuple) -> None:
    """Send a request; large bytes go straight into the pipe.

    :raises OSError: nobody reads any more
    """
    pickle.Pickler(pipe, protocol=5).dump(request)
    pipe.flush()


class RequestReader(pickle.Unpickler):
    """Reads requests in the child, where the addon is not a part of Odoo.

    :param prefix: what stands before ``core`` in the parent's names of modules
    """

    def __init__(self, pipe: BinaryIO, prefix: str) -> None:
        super().__init__(pipe)
        self._prefix = prefix

    def find_class(self, module: str, name: str) -> object:
        """Called by pickle; see the class."""
        return super().find_class(module.removeprefix(self._prefix), name)


# -- up ------------------------------------------------------------------------


def send_files(
    pipe: BinaryIO, files: Iterable[SignedFile], held: Sequence[bytes] = ()
) -> None:
    """Answer with signed files.

    :param held: what the other side has already; of a file that begins with the one
        at the same place, only the rest is sent
    """
    head, blobs = [], []
    for index, file in enumerate(files):
        known = index < len(held) and file.pdf.startswith(held[index])
        rest = memoryview(file.pdf)[len(held[index]) if known else 0 :]
        stamped_at = file.stamped_at and file.stamped_at.isoformat()
        head.append({"size": len(rest), "known": known, "stamped_at": stamped_at})
        blobs.append(rest)
    _send(pipe, {"files": head}, blobs)


def send_error(pipe: BinaryIO, error: EdocError, trace: str = "") -> None:
    """Answer with an error; ``trace`` is for the parent's log."""
    params = {name: _plain(value) for name, value in error.params.items()}
    kind = type(error).__name__
    _send(pipe, {"error": [kind, error.code, params], "trace": trace}, ())


def send_done(pipe: BinaryIO, **facts: str) -> None:
    """Answer that it is done."""
    _send(pipe, {"done": facts}, ())


def _send(pipe: BinaryIO, head: dict, blobs: Iterable[bytes | memoryview]) -> None:
    said = json.dumps(head).encode()
    pipe.write(_LENGTH.pack(len(said)) + said)
    for blob in blobs:
        pipe.write(blob)
    pipe.flush()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    return value if isinstance(value, str | int | float | None) else str(value)


def receive(
    pipe: BinaryIO, held: Sequence[bytes] = ()
) -> tuple[dict, tuple[SignedFile, ...]]:
    """Return an answer: facts when it is done, or the files.

    :param held: see :func:`send_files`
    :raises EdocError: what the child raised; its ``trace`` tells where
    :raises Garbled: the child is gone or talks nonsense
    """
    try:
        head = json.loads(_exactly(pipe, _head_size(pipe)))
        if "error" in head:
            error = _error(*head["error"])
            error.trace = str(head["trace"])
        elif "done" in head:
            return {str(key): str(value) for key, value in head["done"].items()}, ()
        else:
            return {}, tuple(_files(pipe, head["files"], held))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as exc:
        raise Garbled(type(exc).__name__) from exc
    raise error


def _head_size(pipe: BinaryIO) -> int:
    (size,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    if size > _MOST_HEAD:
        raise Garbled("too long")
    return size


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    data = pipe.read(size)
    if len(data) != size:
        raise Garbled("cut off")
    return data


def _error(kind: str, code: str, params: dict) -> EdocError:
    values = {str(name): _value(value) for name, value in params.items()}
    return _KINDS[kind](str(code), **values)


def _value(value: object) -> object:
    return datetime.fromisoformat(value["time"]) if isinstance(value, dict) else value


def _files(pipe: BinaryIO, head: list, held: Sequence[bytes]) -> Iterable[SignedFile]:
    sizes = [item["size"] for item in head]
    if len(sizes) > _MOST_FILES or any(
        type(size) is not int or not 0 <= size for size in sizes
    ):
        raise Garbled("sizes")
    if sum(sizes) > _MOST_BYTES:
        raise Garbled("too long")
    for index, item in enumerate(head):
        told = item["stamped_at"]
        when = None if told is None else datetime.fromisoformat(told)
        begin = held[index] if item["known"] else b""
        yield SignedFile(begin + _exactly(pipe, item["size"]), when)


def held_by_both(job: Job) -> tuple[bytes, ...]:
    """The files of a job, in the order of its results."""
    return job.pdf, *getattr(job, "enclosures", ())
