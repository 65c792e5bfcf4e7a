"""The messages of a test axis in a folder: nothing is lost, nothing doubled.

``incoming/``
    uploads under way; emptied at the start.
``packets/<message>.edxml``
    the packet, byte for byte.
``messages/<message>.json``
    who sent it, to whom, and how far it is. A message exists from the moment that this
    file is in place; a packet without it was never acknowledged.

All names are made here, none is taken from a request.
"""

import fcntl
import json
import os
import threading
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ..errors import AxisError
from .files import put_in_place, sync_folder, write_json
from .wire import DONE, FAIL

INITIAL = "initial"
CLOSED = (DONE, FAIL)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One recipient's copy of a message.

    :param doc_id: identifier in the recipient's box
    :param agency: the recipient's code
    """

    doc_id: str
    agency: str
    status: str = INITIAL
    updated: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A packet that an agency sent.

    :param id: what the sender was told as ``DocId``
    :param kind: ``edoc`` or ``status``
    :param sha256: of the packet, 64 hex digits
    :param created: time, Vietnam time
    """

    id: str
    kind: str
    sender: str
    sha256: str
    size: int
    title: str
    notation: str
    created: str
    deliveries: tuple[Delivery, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What a repeated send has in common with the first."""
        addressed = sorted(delivery.agency for delivery in self.deliveries)
        return (self.sender, self.kind, self.sha256, *addressed)


class Store:
    """All messages of one folder, held open by one process."""

    def __init__(self, folder: Path) -> None:
        self._incoming = folder / "incoming"
        self._packets = folder / "packets"
        self._records = folder / "messages"
        for part in (self._incoming, self._packets, self._records):
            part.mkdir(parents=True, exist_ok=True)
        self._held = _hold(folder)
        self._lock = threading.RLock()
        self._messages: dict[str, Message] = {}
        self._by_key: dict[tuple[str, ...], str] = {}
        self._by_doc: dict[str, str] = {}
        self._load()
        sync_folder(folder)

    def close(self) -> None:
        """Let another process have the folder."""
        self._held.close()

    def new_upload(self) -> Path:
        """Return a name for a packet that is about to come in."""
        return self._incoming / uuid.uuid4().hex

    def add(self, upload: Path, message: Message, again: bool = False) -> Message:
        """Keep a message whose packet is written and synchronised; return it.

        The same packet from the same sender to the same recipients is the same
        message; to recipients that could not take it, it is delivered once more.

        :param again: keep it a second time, as an axis does that doesn't look
        """
        with self._lock:
            known = None if again else self._by_key.get(message.key)
            if known:
                return self._deliver_failed_anew(self._messages[known], message.created)
            put_in_place(upload, self._packet(message.id))
            self._write(message)
            return message

    def box(self, agencies: Iterable[str], kind: str) -> list[tuple[Message, Delivery]]:
        """Return what waits for these agencies, the oldest first."""
        wanted = set(agencies)
        with self._lock:
            return [
                (message, delivery)
                for message in self._messages.values()
                if message.kind == kind
                for delivery in message.deliveries
                if delivery.agency in wanted and delivery.status not in CLOSED
            ]

    def sent(self, agencies: Iterable[str], kind: str, doc_id: str) -> list[Message]:
        """Return what these agencies sent, or of that the one with this identifier."""
        wanted = set(agencies)
        with self._lock:
            return [
                message
                for message in self._messages.values()
                if message.sender in wanted
                and message.kind == kind
                and doc_id in ("", message.id)
            ]

    def find(self, doc_id: str) -> tuple[Message, Delivery] | None:
        """Return a recipient's copy."""
        with self._lock:
            message = self._messages.get(self._by_doc.get(doc_id, ""))
            if message is None:
                return None
            [found] = [item for item in message.deliveries if item.doc_id == doc_id]
            return message, found

    def packet(self, message: Message) -> Path:
        """Return where the packet lies."""
        return self._packet(message.id)

    def set_status(self, doc_id: str, status: str, now: str) -> bool:
        """Note what the recipient says; ``False`` if it said ``done`` before.

        A repeated word is the same word once; ``processing`` opens nothing again.
        """
        with self._lock:
            message, delivery = self.find(doc_id)
            if delivery.status == status:
                return True
            if delivery.status == DONE:
                return False
            if delivery.status == FAIL and status != DONE:
                return True
            changed = replace(delivery, status=status, updated=now)
            self._write(_with(message, {doc_id: changed}))
            return True

    def _deliver_failed_anew(self, message: Message, now: str) -> Message:
        failed = {
            delivery.doc_id: replace(delivery, status=INITIAL, updated=now)
            for delivery in message.deliveries
            if delivery.status == FAIL
        }
        if failed:
            message = _with(message, failed)
            self._write(message)
        return message

    def _write(self, message: Message) -> None:
        write_json(self._record(message.id), asdict(message))
        self._index(message)

    def _index(self, message: Message) -> None:
        self._messages[message.id] = message
        self._by_key.setdefault(message.key, message.id)
        for delivery in message.deliveries:
            self._by_doc[delivery.doc_id] = message.id

    def _load(self) -> None:
        for upload in self._incoming.iterdir():
            upload.unlink()
        for beside in self._records.glob(".*.new"):
            beside.unlink()
        found = [_read(path) for path in self._records.glob("*.json")]
        for message in sorted(found, key=lambda item: (item.created, item.id)):
            self._index(message)
        for packet in self._packets.iterdir():
            if packet.stem not in self._messages:
                packet.unlink()

    def _packet(self, message_id: str) -> Path:
        return self._packets / f"{message_id}.edxml"

    def _record(self, message_id: str) -> Path:
        return self._records / f"{message_id}.json"


def read_messages(folder: Path) -> list[Message]:
    """Return all messages of a folder, the oldest first; a server may be at work.

    :raises AxisError: ``axis.configuration_wrong``: no axis was ever served from it
    """
    if not (folder / "messages").is_dir():
        reason = "no messages in it"
        raise AxisError("axis.configuration_wrong", path=str(folder), reason=reason)
    found = [_read(path) for path in (folder / "messages").glob("*.json")]
    return sorted(found, key=lambda message: (message.created, message.id))


def _with(message: Message, changed: dict[str, Delivery]) -> Message:
    deliveries = tuple(changed.get(item.doc_id, item) for item in message.deliveries)
    return replace(message, deliveries=deliveries)


def _read(path: Path) -> Message:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        deliveries = tuple(Delivery(**item) for item in data.pop("deliveries"))
        return Message(**data, deliveries=deliveries)
    except (ValueError, KeyError, TypeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise AxisError(
            "axis.configuration_wrong", path=str(path), reason=reason
        ) from error


def _hold(folder: Path):
    """Lock the folder; the lock ends with the process, however it ends."""
    stream = open(folder / ".lock", "w")
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        stream.close()
        raise AxisError("axis.folder_in_use", path=str(folder)) from error
    os.chmod(folder, 0o700)
    return stream
