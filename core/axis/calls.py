"""What each call of the axis does, apart from HTTP.

Refusals carry the numbers that a provincial gateway is known to give; nobody knows
those of the national axis (axis-wire 1.9).
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ..edxml import Limits, read_packet
from ..edxml.formats import VIETNAM
from ..edxml.model import Packet, StatusPacket
from ..errors import PacketError
from .addressing import addressees, listed, title_and_notation
from .registry import CODE, Agency, Registry
from .rows import agency_row, sent_row, unit_row, waiting_row
from .store import Delivery, Message, Store
from .wire import DOCUMENT, DONE, FAIL, PROCESSING, STATUS

INVALID_FILE = 10
WRONG_CREDENTIALS = 15
UNKNOWN_RECIPIENT = 18
UNKNOWN_SENDER = 19
SYSTEM_ERROR = 20
NOT_TO_STANDARD = 22
RECIPIENT_LOCKED = 23
UNKNOWN_DOCUMENT = 24

_STATUSES = (DONE, FAIL, PROCESSING)


class Refusal(Exception):
    """The call isn't carried out.

    :param number: ErrorCode
    :param reason: ErrorDesc, ASCII: the official client reads some answers as that
    """

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(reason)
        self.number, self.reason = number, reason


@dataclass(frozen=True, slots=True)
class Upload:
    """A packet that came with a call, on the disk."""

    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose signature is right.

    :param fields: the signed fields; those of earlier calls may be among them
    :param body: of every call but sendEdoc
    :param again: keep what is sent twice
    """

    system: str
    fields: dict[str, str]
    now: datetime
    body: bytes = b""
    upload: Upload | None = None
    again: bool = False

    def field(self, name: str) -> str:
        """Return a field that the call can't do without."""
        value = self.fields.get(name, "").strip()
        if not value:
            raise Refusal(NOT_TO_STANDARD, f"the field {name} is missing")
        return value


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered besides the envelope.

    :param packet: a file for ``data``, or for the whole body if ``raw``
    """

    members: dict[str, Any] = field(default_factory=dict)
    packet: Path | None = None
    raw: bool = False


class Axis:
    """The calls on one folder's agencies and messages."""

    def __init__(
        self, registry: Registry, store: Store, limits: Limits, merge: bool = True
    ) -> None:
        self._registry, self._store = registry, store
        self._limits, self._merge = limits, merge

    def agencies(self, _call: Call) -> Answer:
        """getAgenciesList, getAgenciesListQD20."""
        agencies = self._registry.agencies()
        return Answer({"data": [agency_row(i) for i in agencies if not i.deleted]})

    def units(self, _call: Call) -> Answer:
        """getSynchronizeUnit: the deleted ones are told, too."""
        return Answer({"data": [unit_row(item) for item in self._registry.agencies()]})

    def register(self, call: Call) -> Answer:
        """registerAgency."""
        try:
            given = json.loads(call.body)
            texts = {str(key): str(value) for key, value in given.items()}
        except (ValueError, AttributeError, RecursionError) as error:
            raise Refusal(NOT_TO_STANDARD, "the body is no JSON object") from error
        code = texts.get("code", "").strip()
        if not CODE.fullmatch(code):
            raise Refusal(NOT_TO_STANDARD, "the code is no identifier")
        name, mail, pid = (
            texts.get(key, "")[:500] for key in ("name", "mail", "pcode")
        )
        agency = Agency(
            code, call.system, "", name, mail, pid, modified=_stamp(call.now)
        )
        if not self._registry.register(agency):
            raise Refusal(UNKNOWN_SENDER, "this code is another system's")
        return Answer()

    def delete(self, call: Call) -> Answer:
        """deleteAgency."""
        code = call.field("AgencyCode")
        if not self._registry.delete(call.system, code, _stamp(call.now)):
            raise Refusal(UNKNOWN_SENDER, "no agency of this system")
        return Answer()

    def send(self, call: Call) -> Answer:
        """sendEdoc: all recipients or none; the same packet again is no other one."""
        sender = self._registry.find(call.field("from"))
        if not sender or sender.system != call.system or sender.deleted:
            raise Refusal(UNKNOWN_SENDER, "the sender is no agency of this system")
        kind = self._kind(call)
        packet = self._read(call.upload.path)
        if (kind == STATUS) is not isinstance(packet, StatusPacket):
            raise Refusal(NOT_TO_STANDARD, f"the packet is not of messagetype {kind}")
        recipients = self._recipients(call.fields.get("to", ""), packet)
        message = _message(call, kind, sender.code, recipients, packet)
        again = call.again or not self._merge
        kept = self._store.add(call.upload.path, message, again)
        if call.again:
            self._keep_second(message)
        return Answer({"DocId": kept.id})

    def received(self, call: Call) -> Answer:
        """getReceivedEdocList: what isn't confirmed yet."""
        waiting = self._store.box(self._own(call), self._kind(call))
        return Answer({"data": [waiting_row(*item) for item in waiting]})

    def fetch(self, call: Call) -> Answer:
        """getEdoc: the packet as base64."""
        message, _delivery = self._addressed(call)
        return Answer(packet=self._store.packet(message))

    def download(self, call: Call) -> Answer:
        """downloadEdoc: the packet as it is."""
        message, _delivery = self._addressed(call)
        return Answer(packet=self._store.packet(message), raw=True)

    def sent(self, call: Call) -> Answer:
        """getSentEdocList: a row for each recipient."""
        doc_id = call.fields.get("docId", "").strip()
        found = self._store.sent(self._own(call), self._kind(call), doc_id)
        rows = [sent_row(item, copy) for item in found for copy in item.deliveries]
        return Answer({"data": rows})

    def update_status(self, call: Call) -> Answer:
        """updateStatus: what the recipient says of its copy."""
        status = call.field("status")
        if status not in _STATUSES:
            known = ", ".join(_STATUSES)
            raise Refusal(NOT_TO_STANDARD, f"the status is none of {known}")
        _message_, delivery = self._addressed(call)
        if not self._store.set_status(delivery.doc_id, status, _stamp(call.now)):
            raise Refusal(NOT_TO_STANDARD, "this copy was confirmed as done")
        return Answer()

    def count_documents(self, call: Call) -> Answer:
        """countReceiveEdoc."""
        return Answer({"count": len(self._store.box(self._own(call), DOCUMENT))})

    def count_statuses(self, call: Call) -> Answer:
        """countReceiveStatus."""
        return Answer({"count": len(self._store.box(self._own(call), STATUS))})

    def _keep_second(self, message: Message) -> None:
        copy = self._store.new_upload()
        copy.hardlink_to(self._store.packet(message))
        codes = tuple(delivery.agency for delivery in message.deliveries)
        again = replace(message, id=_new_id(), deliveries=_deliveries(codes))
        self._store.add(copy, again, True)

    def _own(self, call: Call) -> list[str]:
        agencies = self._registry.agencies()
        return [agency.code for agency in agencies if agency.system == call.system]

    def _kind(self, call: Call) -> str:
        kind = call.field("messagetype").lower()
        if kind not in (DOCUMENT, STATUS):
            raise Refusal(NOT_TO_STANDARD, "the messagetype is neither edoc nor status")
        return kind

    def _addressed(self, call: Call) -> tuple[Message, Delivery]:
        found = self._store.find(call.field("docId"))
        # One answer for both: nobody learns which identifiers exist.
        if not found or found[1].agency not in self._own(call):
            raise Refusal(UNKNOWN_DOCUMENT, "no such document for this system")
        return found

    def _read(self, path: Path) -> Packet:
        try:
            return read_packet(path, self._limits, name="packet")
        except PacketError as error:
            raise Refusal(INVALID_FILE, error.code) from error

    def _recipients(self, given: str, packet: Packet) -> tuple[str, ...]:
        """Return the codes of the recipients, each once, in their order."""
        codes: dict[str, None] = {}
        for identifier in _listed(given) or addressees(packet):
            agency = self._registry.find(identifier)
            if not agency:
                called = identifier[:60].encode("ascii", "backslashreplace").decode()
                raise Refusal(UNKNOWN_RECIPIENT, f"unknown recipient {called}")
            if agency.deleted:
                raise Refusal(RECIPIENT_LOCKED, f"{agency.code} has left the axis")
            codes[agency.code] = None
        if not codes:
            raise Refusal(UNKNOWN_RECIPIENT, "the packet names no recipient")
        return tuple(codes)


Handler = Callable[[Axis, Call], Answer]

CALLS: dict[str, tuple[tuple[str, ...], Handler]] = {
    "getAgenciesList": (("POST",), Axis.agencies),
    "getAgenciesListQD20": (("POST",), Axis.agencies),
    "getSynchronizeUnit": (("POST",), Axis.units),
    "registerAgency": (("POST",), Axis.register),
    "deleteAgency": (("POST",), Axis.delete),
    "sendEdoc": (("POST",), Axis.send),
    "getReceivedEdocList": (("POST",), Axis.received),
    "getEdoc": (("POST",), Axis.fetch),
    "downloadEdoc": (("GET",), Axis.download),
    "getSentEdocList": (("POST",), Axis.sent),
    "updateStatus": (("POST",), Axis.update_status),
    # The official client's code says GET, and POST is what it sends.
    "countReceiveEdoc": (("POST", "GET"), Axis.count_documents),
    "countReceiveStatus": (("POST", "GET"), Axis.count_statuses),
}


def _message(
    call: Call, kind: str, sender: str, recipients: tuple[str, ...], packet: Packet
) -> Message:
    title, notation = title_and_notation(packet)
    return Message(
        id=_new_id(),
        kind=kind,
        sender=sender,
        sha256=call.upload.sha256,
        size=call.upload.size,
        title=title,
        notation=notation,
        created=_stamp(call.now),
        deliveries=_deliveries(recipients),
    )


def _deliveries(codes: tuple[str, ...]) -> tuple[Delivery, ...]:
    return tuple(Delivery(_new_id(), code) for code in codes)


def _new_id() -> str:
    return str(uuid.uuid4())


def _stamp(now: datetime) -> str:
    return now.astimezone(VIETNAM).isoformat(timespec="microseconds")


def _listed(given: str) -> list[str]:
    try:
        return listed(given)
    except ValueError as error:
        raise Refusal(NOT_TO_STANDARD, "the field to is no list of texts") from error
