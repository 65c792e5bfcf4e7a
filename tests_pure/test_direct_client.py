"""The client of direct exchange against real servers: what works, what goes wrong."""

import io
import json
import ssl
import subprocess
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axis_server import answering

from core.direct import DirectClient, DirectSettings, keys
from core.direct.answers import (
    KEPT,
    READY,
    STRANGER_BODY,
    STRANGER_STATUS,
    Answer,
    refusal,
)
from core.direct.body import BodyRefused, take_body
from core.direct.messages import PING_PATH, read_request, signed_answer
from core.direct.signatures import SignatureRefused
from core.errors import DirectRefusedError, DirectUnavailableError

OURS, THEIRS, NEWER = keys.make_key(), keys.make_key(), keys.make_key()
LIMIT = 1_000_000


def now():
    return datetime.now(UTC)


class Peer(BaseHTTPRequestHandler):
    """The other installation: what the controller does, without a database."""

    def do_POST(self):
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            claim = read_request("POST", self.path, headers)
            if not claim.is_signed_by(self.server.known):
                raise SignatureRefused("another key")
        except SignatureRefused:
            self.reply(STRANGER_STATUS, STRANGER_BODY, {})
            return
        answer = self.server.changed(self.work(claim))
        body = answer.body()
        signed = signed_answer(self.server.private, claim, answer.status, body, now())
        self.reply(answer.status, body, signed)

    def work(self, claim):
        if self.path == PING_PATH:
            return Answer(READY, name="Sở Tài chính")
        kept = io.BytesIO()
        length = int(self.headers["Content-Length"])
        try:
            take_body(self.rfile, kept, length, claim.sha256, LIMIT, 5, lambda: None)
        except BodyRefused as refused:
            return refusal(refused.reason, refused.detail)
        self.server.packets[claim.sha256] = (claim.name, kept.getvalue())
        return Answer(KEPT, record="EDI-9", sha256=claim.sha256.hex())

    def reply(self, status, body, signed):
        self.send_response(status)
        for name, value in signed.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing among the tests' lines."""


@contextmanager
def serving(private=THEIRS, known=OURS, changed=lambda answer: answer, tls=None):
    """A peer who holds a key and knows another; yields it with its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Peer) as server:
        server.private, server.known = private, keys.public_of(known)
        server.changed, server.packets = changed, {}
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        serve = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        serve.start()
        scheme = "https" if tls else "http"
        server.url = f"{scheme}://127.0.0.1:{server.server_address[1]}"
        try:
            yield server
        finally:
            server.shutdown()


def client(url, private=OURS, publics=(THEIRS,), clock=now, **changes):
    given = {"connect_s": 5, "silent_s": 5, "total_s": 10} | changes
    public = tuple(keys.public_of(key) for key in publics)
    return DirectClient(DirectSettings(url, private, public, **given), clock)


def refused(call, code, kind=DirectUnavailableError):
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.code == code
    return caught.value.params


@pytest.mark.parametrize("size", [0, 1, 65536, LIMIT])
def test_a_packet_arrives_as_it_was(size):
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    with serving() as peer:
        for _time in range(2):
            answer = client(peer.url).send(content, "EDI-1.edxml")
            assert answer.record == "EDI-9"
        assert list(peer.packets.values()) == [("EDI-1.edxml", content)]


@pytest.mark.parametrize(
    ("name", "carried"),
    [
        ("Gói tin/1.edxml", "G-i-tin-1.edxml"),
        ("../x", "x"),
        ("văn\r\nX: 1", "v-n-X-1"),
        ("…", "packet"),
        ("a" * 100, "a" * 80),
    ],
)
def test_names_that_a_request_can_carry(name, carried):
    with serving() as peer:
        client(peer.url).send(b"x", name)
        assert [name for name, _content in peer.packets.values()] == [carried]


def test_who_is_there():
    with serving() as peer:
        assert client(peer.url + "/").ping().name == "Sở Tài chính"


def test_a_change_of_keys_leaves_no_gap():
    """Both keys of the other side count until the former is removed."""
    for private in (THEIRS, NEWER):
        with serving(private=private) as peer:
            assert client(peer.url, publics=(NEWER, THEIRS)).ping().result == READY
    with serving(private=THEIRS) as peer:
        refused(client(peer.url, publics=(NEWER,)).ping, "direct.answer_unsigned")


def test_nobody_knows_us():
    with serving(known=NEWER) as peer:
        send = client(peer.url)
        refused(send.ping, "direct.not_recognised", DirectRefusedError)
        refused(
            lambda: send.send(b"x", "x"), "direct.not_recognised", DirectRefusedError
        )
        assert not peer.packets


@pytest.mark.parametrize(
    ("answer", "code", "kind"),
    [
        (refusal("too_many", 600), "direct.too_many", DirectUnavailableError),
        (
            refusal("sender_not_allowed", "H35.77"),
            "direct.sender_not_allowed",
            DirectRefusedError,
        ),
        (Answer(KEPT, sha256="0" * 64), "direct.answer_unreadable", None),
        (Answer("later"), "direct.answer_unreadable", None),
        (Answer(KEPT, name="x" * 70_000), "direct.answer_unreadable", None),
    ],
)
def test_what_the_other_side_says(answer, code, kind):
    with serving(changed=lambda _answer: answer) as peer:
        send = client(peer.url)
        params = refused(
            lambda: send.send(b"x", "x"), code, kind or DirectUnavailableError
        )
        if answer.detail:
            assert params["detail"] == answer.detail


def test_too_large():
    with serving() as peer:
        packet = bytes(LIMIT + 1)
        send = client(peer.url)
        code, kind = "direct.packet_too_large", DirectRefusedError
        assert refused(lambda: send.send(packet, "x"), code, kind)["detail"] == str(
            LIMIT
        )
        send = client(peer.url, packet_bytes=LIMIT)
        refused(lambda: send.send(packet, "x"), code, kind)


@pytest.mark.parametrize(
    ("answer", "code", "kind"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "answer_unsigned", None),
        (
            b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
            "answer_unsigned",
            None,
        ),
        (
            b"HTTP/1.1 301 Moved\r\nLocation: http://x/\r\nContent-Length: 0\r\n\r\n",
            "answer_unsigned",
            None,
        ),
        (
            b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n",
            "too_large_on_the_way",
            DirectRefusedError,
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}", "answer_lost", None),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000, "answer_lost", None),
        (b"SSH-2.0-x\r\n", "answer_lost", None),
        (b"", "answer_lost", None),
    ],
)
def test_whatever_else_answers(answer, code, kind):
    """Nobody on the way can make a packet count as refused, or as received."""
    with answering(answer) as (url, _seen):
        send = client(url)
        refused(
            lambda: send.send(b"x" * 100, "x"),
            f"direct.{code}",
            kind or DirectUnavailableError,
        )


def test_an_answer_kept_from_before():
    """A signed answer is worth nothing to another request, even for the same bytes."""
    with serving() as peer:
        kept = []
        peer.RequestHandlerClass = type(
            "Recorded",
            (Peer,),
            {"reply": lambda self, *said: kept.append(said) or Peer.reply(self, *said)},
        )
        client(peer.url).send(b"x", "x")
        [(status, body, signed)] = kept
    lines = [f"HTTP/1.1 {status} OK", *(f"{k}: {v}" for k, v in signed.items())]
    lines += [f"Content-Length: {len(body)}", "", ""]
    with answering("\r\n".join(lines).encode() + body) as (url, _seen):
        send = client(url)
        refused(lambda: send.send(b"x", "x"), "direct.answer_unsigned")


def test_nobody_is_there():
    refused(client("http://127.0.0.1:9").ping, "direct.unreachable")


def test_neither_key_nor_packet_is_told_by_an_error():
    with serving(known=NEWER) as peer:
        send = client(peer.url)
        with pytest.raises(DirectRefusedError) as caught:
            send.send(b"noi dung mat", "x")
        inner = keys.bare(OURS)
        for told in (str(caught.value), repr(caught.value), repr(send.settings)):
            assert inner not in told and "noi dung" not in told


# ------------------------------------------------------------------------------- TLS


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://vanthu.example", "direct.url_plain"),
        ("http://127.0.0.1.example", "direct.url_plain"),
        ("http://[::2]", "direct.url_plain"),
        ("https://", "direct.url_wrong"),
        ("ftp://vanthu.example", "direct.url_wrong"),
        ("https://vanthu.example/edoc", "direct.url_wrong"),
        ("https://vanthu.example?db=x", "direct.url_wrong"),
        ("https://user:pass@vanthu.example", "direct.url_wrong"),
        ("https://vanthu.example:99999", "direct.url_wrong"),
        ("https://văn-thư.example", "direct.url_wrong"),
        ("https://van thu.example", "direct.url_wrong"),
        ("vanthu.example", "direct.url_wrong"),
        ("", "direct.url_wrong"),
    ],
)
def test_addresses_that_are_not_used(url, code):
    with pytest.raises(DirectRefusedError) as caught:
        client(url)
    assert caught.value.code == code


def test_addresses_of_this_machine_need_no_tls():
    for url in ("http://localhost:8069", "http://127.9.9.9", "http://[::1]:1"):
        assert client(url).settings.url == url


def test_nothing_is_sent_without_keys():
    for private, publics, code in (
        ("", (THEIRS,), "direct.own_key_missing"),
        (OURS, (), "direct.peer_key_missing"),
    ):
        with pytest.raises(DirectRefusedError) as caught:
            client("https://vanthu.example", private, publics)
        assert caught.value.code == code


def issue(folder, name):
    """Write a certificate of 127.0.0.1 that nobody but itself vouches for."""
    path = folder / name
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    names = ["-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", f"{path}.key", "-out", f"{path}.crt"]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return f"{path}.crt", f"{path}.key"


def test_tls_with_certificates_of_both_sides(tmp_path):
    server, client_ = issue(tmp_path, "server"), issue(tmp_path, "client")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*server)
    context.load_verify_locations(client_[0])
    context.verify_mode = ssl.CERT_REQUIRED
    given = {"certificate": client_[0], "certificate_key": client_[1]}
    with serving(tls=context) as peer:
        assert client(peer.url, trust=server[0], **given).ping().result == READY
        told = refused(client(peer.url, **given).ping, "direct.unreachable")
        assert "certificate" in told["reason"]
        with pytest.raises(DirectUnavailableError):
            client(peer.url, trust=server[0]).ping()
        missing = given | {"certificate": str(tmp_path / "none.crt")}
        refused(
            client(peer.url, trust=server[0], **missing).ping,
            "direct.certificate_unreadable",
            DirectRefusedError,
        )


def test_every_code_has_its_sentence():
    """The codes of the table of reasons, too, which stand in no call of an error."""
    from test_error_codes import told_codes

    from core.direct.answers import REASONS

    assert {reason.code for reason in REASONS.values()} <= told_codes()
    assert json.loads(STRANGER_BODY) == {"result": "unknown"}
