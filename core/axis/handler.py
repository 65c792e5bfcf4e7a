"""One connection to the test axis: signature, body, answer, and injected faults."""

import base64
import hashlib
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from ..edxml.limits import MIB
from .calls import (
    CALLS,
    INVALID_FILE,
    NOT_TO_STANDARD,
    SYSTEM_ERROR,
    UNKNOWN_DOCUMENT,
    WRONG_CREDENTIALS,
    Answer,
    Call,
    Refusal,
    Upload,
)
from .wire import (
    JSON_TYPE,
    PACKET_TYPE,
    TAIL,
    SignatureRefused,
    check_signature,
    is_digest,
    signed_fields,
)

SEND = "sendEdoc"
_PIECE = 64 * 1024
# A multiple of three, so that pieces of base64 need no padding between them.
_BASE64_PIECE = 3 * 16 * 1024
_BODY_BYTES = 64 * 1024
# How much of a refused body is still read: a client that can't go on writing sees a
# broken connection and no answer.
_DRAIN_BYTES = 2048 * MIB
_DRAIN_S = 30
# Not 401: on that, Java's client looks for a way to log in before it reads the answer.
_HTTP_STATUS = {
    WRONG_CREDENTIALS: 403,
    SYSTEM_ERROR: 500,
    UNKNOWN_DOCUMENT: 404,
}


class _Cut(Exception):
    """End the connection without another word."""


class Handler(BaseHTTPRequestHandler):
    """One connection; several calls may come over it."""

    # With HTTP/1.1, the base class answers an Expect at once, as clients need it.
    protocol_version = "HTTP/1.1"
    server_version = "edoc-axis"
    sys_version = ""

    def do_POST(self) -> None:  # pylint: disable=invalid-name
        """Work on a call."""
        self._left = 0
        name = self.path.partition("?")[0].rpartition("/")[2]
        try:
            self._work(name)
        except _Cut:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_POST  # pylint: disable=invalid-name

    def log_message(self, format: str, *args) -> None:  # pylint: disable=W0622
        """Say nothing of requests by themselves; see ``_note``."""

    def _work(self, name: str) -> None:
        struck = self.server.faults.draw(name)
        upload = None
        try:
            call = self._call(name)
            self._fail_before(struck)
            upload = self._upload(call) if name == SEND else None
            body = b"" if upload else self._body()
            now = datetime.now(UTC)
            call = replace(
                call, body=body, upload=upload, now=now, again="double" in struck
            )
            answer = CALLS[name][1](self.server.axis, call)
        except Refusal as refusal:
            self._refuse(name, refusal)
            return
        except (ConnectionError, TimeoutError) as error:
            raise _Cut from error
        except OSError as error:
            self._refuse(name, Refusal(SYSTEM_ERROR, error.strerror or "disk error"))
            return
        finally:
            if upload:
                upload.path.unlink(missing_ok=True)
        self._note(name, "OK")
        self._answer(answer, struck)

    def _call(self, name: str) -> Call:
        """Check the signature, before a byte of the body is read."""
        self._left = self._length()
        if name not in CALLS or self.command not in CALLS[name][0]:
            raise Refusal(UNKNOWN_DOCUMENT, "no such call")
        headers = {}
        for key, value in self.headers.items():
            if key.lower() in headers and key.lower().startswith("xroadvnpt-"):
                raise Refusal(WRONG_CREDENTIALS, "a header is given twice")
            headers[key.lower()] = value
        try:
            fields = signed_fields(headers)
            secret = self.server.registry.secret(fields.get("systemid", ""))
            # An unknown system takes as long as a wrong secret, and reads the same.
            check_signature(headers, secret or "\0")
        except SignatureRefused as error:
            raise Refusal(WRONG_CREDENTIALS, str(error)) from error
        if secret is None or not fields.get("timestamp"):
            raise Refusal(WRONG_CREDENTIALS, "wrong system id or secret")
        return Call(fields["systemid"], fields, datetime.now(UTC))

    def _length(self) -> int:
        """Return the length of the body.

        :raises _Cut: it can't be known, so that nothing after it could be read
        """
        if self.headers.get("Transfer-Encoding"):
            self._plain(411, "a Content-Length is needed")
            raise _Cut
        given = self.headers.get_all("Content-Length") or ["0"]
        text = given[0].strip()
        if len(set(given)) > 1 or not (text.isascii() and text.isdigit()):
            self._plain(400, "no Content-Length")
            raise _Cut
        return int(text[:18])

    def _pieces(self) -> Iterator[bytes]:
        while self._left:
            piece = self.rfile.read1(min(self._left, _PIECE))
            if not piece:
                raise _Cut
            self._left -= len(piece)
            yield piece

    def _body(self) -> bytes:
        if self._left > _BODY_BYTES:
            raise Refusal(NOT_TO_STANDARD, "the body is too long")
        return b"".join(self._pieces())

    def _upload(self, call: Call) -> Upload:
        """Write the packet to the disk and check it against its digest."""
        given = call.field("hash-file")
        if self._left > self.server.settings.packet_bytes + len(TAIL):
            raise Refusal(INVALID_FILE, "the packet is too large")
        path = self.server.store.new_upload()
        try:
            return self._write_upload(path, given)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def _write_upload(self, path: Path, given: str) -> Upload:
        # The two bytes at the end are kept back: they may belong to the packet or not.
        digest, size, back = hashlib.sha256(), 0, b""
        with open(path, "xb") as stream:
            for piece in self._pieces():
                piece = back + piece
                piece, back = piece[: -len(TAIL)], piece[-len(TAIL) :]
                digest.update(piece)
                size += stream.write(piece)
            if not (back == TAIL and is_digest(given, digest.digest())):
                digest.update(back)
                size += stream.write(back)
            stream.flush()
            os.fsync(stream.fileno())
        if not is_digest(given, digest.digest()):
            raise Refusal(INVALID_FILE, "the packet differs from its hash-file")
        return Upload(path, size, digest.hexdigest())

    def _fail_before(self, struck: dict[str, float]) -> None:
        time.sleep(struck.get("delay", 0))
        if "cut" in struck:
            raise _Cut
        if "error" in struck:
            self._plain(int(struck["error"]), "injected fault")
            self._drain()
            raise _Cut
        if "fail" in struck:
            raise Refusal(int(struck["fail"]), "injected fault")

    def _refuse(self, name: str, refusal: Refusal) -> None:
        self._note(name, f"{refusal.number} {refusal.reason}")
        data = {
            "status": "FAIL",
            "ErrorCode": str(refusal.number),
            "ErrorDesc": refusal.reason,
        }
        if name == SEND:
            # Without it, the official client loses code and text.
            data["DocId"] = ""
        self._start(_HTTP_STATUS.get(refusal.number, 400), JSON_TYPE, json.dumps(data))
        self._drain()

    def _answer(self, answer: Answer, struck: dict[str, float]) -> None:
        if "lost" in struck:
            raise _Cut
        if "page" in struck:
            self._plain(200, "injected fault")
            return
        head = {"status": "OK", "ErrorCode": "0", "ErrorDesc": ""} | answer.members
        if answer.packet is None:
            pieces = iter([json.dumps(head).encode()])
            self._send(pieces, len(json.dumps(head)), JSON_TYPE, struck)
            return
        size = answer.packet.stat().st_size
        if answer.raw:
            self._send(_read(answer.packet, _PIECE), size, PACKET_TYPE, struck)
            return
        before, after = json.dumps(head)[:-1].encode() + b', "data": "', b'"}'
        size = len(before) + (size + 2) // 3 * 4 + len(after)
        pieces = _around(before, _base64(answer.packet), after)
        self._send(pieces, size, JSON_TYPE, struck)

    def _send(
        self,
        pieces: Iterator[bytes],
        size: int,
        content_type: str,
        struck: dict[str, float],
    ) -> None:
        self._head(200, content_type, size)
        left = size // 2 if "short" in struck else size
        pause = struck.get("slow", 0) / 10
        for piece in pieces:
            piece = piece[:left]
            left -= len(piece)
            step = max(1, len(piece) // 10) if pause else len(piece) or 1
            for start in range(0, len(piece), step):
                self.wfile.write(piece[start : start + step])
                self.wfile.flush()
                time.sleep(pause)
            if not left:
                break
        if "short" in struck:
            raise _Cut

    def _plain(self, status: int, text: str) -> None:
        self.close_connection = True
        self._start(status, "text/html; charset=utf-8", f"<html>{text}</html>\n")

    def _start(self, status: int, content_type: str, text: str) -> None:
        data = text.encode()
        self._head(status, content_type, len(data))
        self.wfile.write(data)
        self.wfile.flush()

    def _head(self, status: int, content_type: str, size: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(size))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def _drain(self) -> None:
        """Read what of the body wasn't read, up to a bound."""
        end = time.monotonic() + _DRAIN_S
        if self._left > _DRAIN_BYTES:
            raise _Cut
        for _piece in self._pieces():
            if time.monotonic() > end:
                raise _Cut

    def _note(self, name: str, outcome: str) -> None:
        if self.server.settings.verbose:
            shown = name if name in CALLS else "?"
            sys.stderr.write(f"{datetime.now():%H:%M:%S} {shown} {outcome}\n")


def _read(path: Path, size: int) -> Iterator[bytes]:
    with open(path, "rb") as stream:
        while piece := stream.read(size):
            yield piece


def _base64(path: Path) -> Iterator[bytes]:
    return (base64.b64encode(piece) for piece in _read(path, _BASE64_PIECE))


def _around(before: bytes, pieces: Iterator[bytes], after: bytes) -> Iterator[bytes]:
    yield before
    yield from pieces
    yield after
