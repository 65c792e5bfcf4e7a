"""The client of the axis: agencies, send, list, fetch, confirm.

Every call is made on a connection of its own and signed afresh. What goes wrong is
told apart by the class of the error, for that decides what to do next:

:class:`~..errors.AxisRefusedError`
    for good; somebody has to act. Don't repeat.
:class:`~..errors.AxisUnavailableError`
    nothing was carried out. Repeat later, after a growing pause.
:class:`~..errors.AxisUndecidedError`
    nobody knows. Repeat it as well, with the very same file: see :meth:`Client.send`.
"""

import os
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from ..errors import AxisRefusedError
from .answers import judge, rows, text
from .connection import Exchange, unclear
from .datastream import DataStream
from .files import put_in_place
from .model import AxisAgency, Fetched, Sent, SentRow, Waiting
from .packetfile import PacketWriter, changed, measure, sent_pieces
from .settings import AxisSettings
from .wire import (
    DOCUMENT,
    JSON_TYPE,
    PACKET_TYPE,
    SERVICE,
    TAIL,
    is_plain,
    packet_digest,
    signed_headers,
    timestamp,
)

# The official client tells the axis its own folder; ours is nobody's business.
_FILE_PATH = "edoc"
_EMPTY_OBJECT = b"{}"


class Client:
    """Speaks to the axis.

    It keeps nothing between calls, so that threads may share it.

    :param clock: tells the time of a call, with zone
    """

    def __init__(self, settings: AxisSettings, clock: Callable[[], datetime]) -> None:
        self.settings, self._clock = settings, clock

    def agencies(self) -> tuple[AxisAgency, ...]:
        """Return all agencies that packets can be sent to."""
        return self._agencies("getAgenciesList")

    def agencies_qd20(self, level: str = "1") -> tuple[AxisAgency, ...]:
        """Return all agencies with both forms of identifier (2.0.1)."""
        return self._agencies("getAgenciesListQD20", {"level": level})

    def units(self) -> tuple[AxisAgency, ...]:
        """Return all agencies with those that left, and when they changed."""
        return self._agencies("getSynchronizeUnit")

    def send(
        self,
        packet: Path,
        sender: str,
        kind: str = DOCUMENT,
        recipients: tuple[str, ...] = (),
        sha256: str = "",
    ) -> Sent:
        """Send a packet.

        After an undecided outcome the same file may be sent again: the axis can tell
        it by sender and digest, the recipient by its DocumentId. A file that was
        written anew is another one to both, so give the digest of the frozen file.

        :param sender: identifier of the sending agency
        :param kind: ``edoc`` or ``status``
        :param recipients: instead of those that the packet names
        :param sha256: 64 hex digits that the file must have
        """
        digest, size = measure(packet, self.settings.packet_bytes)
        if sha256 and digest.hex() != sha256.lower():
            raise changed(packet)
        fields = {
            "servicetype": SERVICE,
            "messagetype": kind,
            "hash-file": packet_digest(digest),
            "from": sender,
        }
        if recipients:
            fields["to"] = "[" + ",".join(f'"{code}"' for code in recipients) + "]"
        pieces = sent_pieces(packet, digest)
        length = size + len(TAIL)
        answer = self._ask("sendEdoc", fields, PACKET_TYPE, length, pieces)
        return Sent(text(answer, "DocId", "docId"), digest.hex(), size)

    def list(self, kind: str = DOCUMENT) -> tuple[Waiting, ...]:
        """Return what waits in the box; what can't be fetched isn't in it."""
        call = "getReceivedEdocList"
        answer = self._ask(call, {"servicetype": SERVICE, "messagetype": kind})
        found = (
            Waiting(
                text(row, "docId", "id"),
                text(row, "messageType") or kind,
                text(row, "from"),
                text(row, "to"),
                text(row, "status"),
                text(row, "created_time"),
            )
            for row in rows(answer, call)
        )
        return tuple(item for item in found if item.doc_id)

    def fetch(self, doc_id: str, target: Path) -> Fetched:
        """Write a packet to ``target``: whole and on the disk, or not at all.

        Nothing is confirmed by it. Check the packet, keep it, then confirm.
        """
        beside = target.with_name(f".{uuid.uuid4().hex}.part")
        try:
            with open(beside, "xb") as stream:
                fetched = self._fetch(doc_id, stream)
                stream.flush()
                os.fsync(stream.fileno())
            put_in_place(beside, target)
            return fetched
        finally:
            beside.unlink(missing_ok=True)

    def confirm(self, doc_id: str, status: str) -> None:
        """Tell what became of a packet: ``done``, ``fail`` or ``processing``.

        Saying it twice is saying it once.
        """
        self._ask("updateStatus", {"docId": doc_id, "status": status}, body=True)

    def sent(self, kind: str = DOCUMENT, doc_id: str = "") -> tuple[SentRow, ...]:
        """Return what the axis knows of packets that were sent, or of one of them."""
        call = "getSentEdocList"
        fields = {"servicetype": SERVICE, "messagetype": kind, "docId": doc_id}
        return tuple(
            SentRow(
                text(row, "senderDocId"),
                text(row, "messageType") or kind,
                text(row, "fromCode"),
                text(row, "toCode"),
                text(row, "title"),
                text(row, "notation"),
                text(row, "sentTime"),
                text(row, "receivedTime"),
                text(row, "receiveStatus"),
                text(row, "receiveStatusDesc"),
            )
            for row in rows(self._ask(call, fields), call)
        )

    def _agencies(
        self, call: str, fields: dict[str, str] | None = None
    ) -> tuple[AxisAgency, ...]:
        found = (
            AxisAgency(
                id=text(row, "id"),
                code=text(row, "code"),
                old_code=text(row, "oldCode", "code102"),
                name=text(row, "name"),
                mail=text(row, "mail"),
                parent_id=text(row, "pid"),
                deleted=text(row, "deleted").lower() in ("true", "1"),
                modified=text(row, "modifyDate"),
            )
            for row in rows(self._ask(call, fields or {}), call)
        )
        return tuple(agency for agency in found if agency.code)

    def _headers(
        self, call: str, fields: dict[str, str], content_type: str, length: int
    ) -> dict[str, str]:
        """Sign afresh, with no field of another call."""
        signed = {
            "systemid": self.settings.system_id,
            **fields,
            "timestamp": timestamp(self._clock()),
            "Content-Type": content_type,
        }
        for name, value in signed.items():
            if not is_plain(value):
                # The axis reads other characters each time in another way.
                raise AxisRefusedError("axis.value_not_ascii", call=call, field=name)
        return signed_headers(signed, self.settings.secret) | {
            "Content-Length": str(length),
            "Accept-Encoding": "identity",
            "Connection": "close",
        }

    def _ask(
        self,
        call: str,
        fields: dict[str, str],
        content_type: str = JSON_TYPE,
        length: int = 0,
        pieces: Iterable[bytes] = (),
        body: bool = False,
    ) -> dict:
        if body:
            length, pieces = len(_EMPTY_OBJECT), (_EMPTY_OBJECT,)
        headers = self._headers(call, fields, content_type, length)
        with Exchange(self.settings, call) as exchange:
            exchange.send("POST", headers | exchange.proxy_headers(), pieces)
            status, _headers = exchange.receive()
            return judge(call, status, self._small(exchange, call))

    def _small(self, exchange: Exchange, call: str, first: bytes = b"") -> bytes:
        data = bytearray(first)
        for piece in exchange.pieces():
            data += piece
            if len(data) > self.settings.answer_bytes:
                raise unclear("axis.answer_unreadable", call, status=200)
        return bytes(data)

    def _fetch(self, doc_id: str, stream: BinaryIO) -> Fetched:
        call = "downloadEdoc" if self.settings.raw else "getEdoc"
        fields = {"docId": doc_id, "filePath": _FILE_PATH}
        body = b"" if self.settings.raw else _EMPTY_OBJECT
        headers = self._headers(call, fields, JSON_TYPE, len(body))
        writer = PacketWriter(stream, self.settings.packet_bytes)
        with Exchange(self.settings, call) as exchange:
            method = "GET" if self.settings.raw else "POST"
            exchange.send(method, headers | exchange.proxy_headers(), [body])
            status, _headers = exchange.receive()
            take = self._take_raw if self.settings.raw else self._take_base64
            take(exchange, call, status, writer)
        if not writer.size:
            raise unclear("axis.answer_unreadable", call, status=status)
        return Fetched(writer.size, writer.digest.hexdigest())

    def _take_base64(
        self, exchange: Exchange, call: str, status: int, writer: PacketWriter
    ) -> None:
        split = DataStream(self.settings.answer_bytes)
        for piece in exchange.pieces():
            writer.add(split.feed(piece))
            if split.too_long:
                raise unclear("axis.answer_unreadable", call, status=status)
        writer.add(split.finish())
        judge(call, status, split.rest)
        if split.damaged:
            raise unclear("axis.answer_unreadable", call, status=status)

    def _take_raw(
        self, exchange: Exchange, call: str, status: int, writer: PacketWriter
    ) -> None:
        """Take the body as the packet, unless it is an answer in words.

        Official clients store whatever comes, error pages too.
        """
        pieces = exchange.pieces()
        first = next(pieces, b"")
        if status != 200 or first.lstrip()[:1] in (b"{", b""):
            judge(call, status, first + self._small(exchange, call))
            raise unclear("axis.answer_unreadable", call, status=status)
        if not exchange.is_bounded:
            raise unclear("axis.answer_unreadable", call, status=status)
        writer.add(first)
        for piece in pieces:
            writer.add(piece)
