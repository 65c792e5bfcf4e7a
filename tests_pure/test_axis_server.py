"""The test axis as official clients meet it: byte for byte what they send and need.

What they send is written here by hand after recordings (axis-wire 1.1 to 1.6), without
the code under test.
"""

import base64
import hashlib
import hmac
import json
import random
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from axis_server import EDOC, read_request, running
from edxml_factory import document, status

from core.axis import wire
from core.cli import main
from core.edxml import build_packet
from core.edxml.model import Organization, ResponseFor

# Orders in which the official client's map yields its fields.
SEND_ORDER = ("systemid", "servicetype", "messagetype", "hash-file", "from", "to")
STAMP = "05012026T093000+0042"


@pytest.fixture(scope="module")
def axis(tmp_path_factory):
    with running(tmp_path_factory.mktemp("axis")) as found:
        yield found


def packet(name: str, *to: str) -> bytes:
    recipients = tuple(Organization(code) for code in to or ("H35",))
    return build_packet(document(document_id=name, recipients=recipients))


def unpadded(data: bytes) -> str:
    return "".join(format(byte, "x") for byte in hashlib.sha256(data).digest())


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


class Official:
    """Speaks as the official Java client does."""

    def __init__(self, axis, system: str = "H35.24", secret: str | None = None) -> None:
        self.address = urlsplit(axis.url)
        self.system = system
        self.secret = axis.secrets[system] if secret is None else secret

    def headers(self, fields: dict[str, str], content_type: str) -> list[str]:
        signed = {"systemid": self.system, **fields, "timestamp": STAMP}
        signed["Content-Type"] = content_type
        pairs = ",".join(
            f'"XroadVnpt-{name}":"{escaped(value)}"' for name, value in signed.items()
        )
        text = "{" + pairs + "}"
        code = hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        return [
            *(f"XroadVnpt-{name}: {value}" for name, value in signed.items()),
            f"Content-Type: {content_type}",
            f"XroadVnpt-sign-header-key: {';'.join(signed)}",
            f"XroadVnpt-sign-header: {text}",
            f"XroadVnpt-hash-header: {code}",
            "XroadVnpt-version: 3.0.201608",
            "User-Agent: JAVASDKAgent/1.0.0 XRoad/VPCP",
        ]

    def connect(self) -> socket.socket:
        return socket.create_connection((self.address.hostname, self.address.port), 5)

    def ask(self, call: str, fields: dict[str, str], body: bytes = b"") -> dict:
        """A call of the HttpClient half: waits for 100 before it sends a body."""
        lines = self.headers(fields, "application/json")
        lines += [f"Host: {self.address.netloc}", "Connection: Keep-Alive"]
        lines += ["Accept-Encoding: gzip,deflate", f"Content-Length: {len(body)}"]
        lines += ["Expect: 100-continue"] if body else []
        with self.connect() as connection:
            head = f"POST /{call} HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n"
            connection.sendall(head.encode())
            if body:
                began = time.monotonic()
                assert connection.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
                assert time.monotonic() - began < 5
                connection.sendall(body)
            return envelope(read_answer(connection)[1])

    def send(self, data: bytes, call: str = "sendEdoc", connection=None, **fields):
        """A call of the HttpURLConnection half: no Expect, CR LF after the packet."""
        values = {
            "servicetype": "eDoc",
            "messagetype": "edoc",
            "hash-file": unpadded(data),
            "from": self.system,
        } | {name.replace("_", "-"): value for name, value in fields.items()}
        lines = self.headers(values, "application/octet-stream")
        lines += [f"Host: {self.address.netloc}", "Connection: keep-alive"]
        lines += ["Cache-Control: no-cache", "Pragma: no-cache"]
        lines += [f"Content-Length: {len(data) + 2}"]
        head = f"POST /{call} HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n"
        used = connection or self.connect()
        try:
            used.sendall(head.encode() + data + b"\r\n")
            return envelope(read_answer(used)[1])
        finally:
            if connection is None:
                used.close()

    def listed(self, kind: str = "edoc") -> list[dict]:
        fields = {"servicetype": "eDoc", "messagetype": kind}
        return self.ask("getReceivedEdocList", fields)["data"]


def read_answer(connection) -> tuple[int, bytes]:
    data = read_request(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def envelope(body: bytes) -> dict:
    """An answer that the official client can read: exact keys, no null anywhere."""
    assert b"null" not in body
    # The answer of sendEdoc is read as US-ASCII.
    answer = json.loads(body.decode("ascii"))
    assert answer["status"] in ("OK", "FAIL")
    assert (answer["status"] == "OK") is (answer["ErrorCode"] == "0")
    assert isinstance(answer["ErrorDesc"], str)
    return answer


def test_the_flow_of_the_official_example(axis):
    sender, taker = Official(axis), Official(axis, "H35")
    data = packet("flow")
    answer = sender.send(data)
    assert answer["DocId"]
    [row] = taker.listed()
    assert (row["from"], row["to"], row["status"]) == ("H35.24", "H35", "initial")
    fields = {"docId": row["docId"], "filePath": "C:\\edoc\\"}
    fetched = taker.ask("getEdoc", fields, b"{}")
    assert base64.b64decode(fetched["data"], validate=True) == data
    # Fields of earlier calls are sent again and don't matter.
    done = {**fields, "status": "done", "messagetype": "edoc", "hash-file": "a"}
    assert taker.ask("updateStatus", done, b"{}")["status"] == "OK"
    assert taker.listed() == []
    kinds = {"servicetype": "eDoc", "messagetype": "edoc", "docId": answer["DocId"]}
    [sent] = sender.ask("getSentEdocList", kinds)["data"]
    assert (sent["toCode"], sent["receiveStatus"]) == ("H35", "done")


def test_the_digest_is_without_leading_zeros_and_padded_ones_are_taken(axis):
    number = 0
    while len(unpadded(packet(f"zero {number}"))) == 64:
        number += 1
    data = packet(f"zero {number}")
    assert len(unpadded(data)) < 64
    client = Official(axis)
    first = client.send(data)
    padded = client.send(data, hash_file=hashlib.sha256(data).hexdigest().upper())
    assert first["DocId"] == padded["DocId"] != ""
    assert client.send(data, hash_file=unpadded(data)[:-1])["ErrorCode"] == "10"


def test_a_packet_keeps_its_own_line_ends(axis):
    client, taker = Official(axis), Official(axis, "G02")
    for tail in (b"", b"\r", b"\n", b"\r\n", b"\r\n\r\n"):
        data = packet("ends", "G02").rstrip() + tail
        client.send(data)
        [row] = taker.listed()
        fields = {"docId": row["docId"], "filePath": "/tmp"}
        assert base64.b64decode(taker.ask("getEdoc", fields, b"{}")["data"]) == data
        taker.ask("updateStatus", {"docId": row["docId"], "status": "done"}, b"{}")


def test_two_packets_on_one_connection(axis):
    client = Official(axis)
    with client.connect() as connection:
        first = client.send(packet("first"), connection=connection)
        refused = client.send(b"<a/>", connection=connection)
        second = client.send(packet("second"), connection=connection)
    assert first["DocId"] and second["DocId"] and first["DocId"] != second["DocId"]
    assert refused["DocId"] == ""


def test_the_silent_repetition_of_a_lost_send_is_one_document(tmp_path):
    with running(tmp_path / "axis", "--fault", "lost@sendEdoc=1x") as axis:
        client, data = Official(axis), packet("once")
        with pytest.raises(IndexError):
            client.send(data)
        assert client.send(data)["DocId"]
        assert len(Official(axis, "H35").listed()) == 1


def test_recipients_of_the_field_to_replace_those_of_the_packet(axis):
    client = Official(axis)
    client.send(packet("to", "Z99"), to='["000.00.00.G02","G02"]')
    taker = Official(axis, "G02")
    [row] = taker.listed()
    taker.ask("updateStatus", {"docId": row["docId"], "status": "done"}, b"{}")
    for wrong in ("G02", "{}", "[1]", '["Z99"]', "[" * 5000):
        assert client.send(packet("to", "G02"), to=wrong)["status"] == "FAIL"
    assert taker.listed() == []


def test_a_status_packet_needs_its_message_type(axis):
    answered = ResponseFor("H35", "1/A", "x")
    data = build_packet(status(response_for=answered))
    client = Official(axis)
    assert client.send(data)["ErrorCode"] == "22"
    assert client.send(data, messagetype="other")["ErrorCode"] == "22"
    assert client.send(data, messagetype="status")["DocId"]
    taker = Official(axis, "H35")
    assert taker.ask("countReceiveStatus", {}, b"{}")["count"] == 1
    [row] = taker.listed("status")
    taker.ask("updateStatus", {"docId": row["docId"], "status": "done"}, b"{}")
    assert taker.ask("countReceiveStatus", {}, b"{}")["count"] == 0
    assert (
        taker.ask("updateStatus", {"docId": row["docId"], "status": "06"}, b"{}")[
            "ErrorCode"
        ]
        == "22"
    )


def test_agencies_are_registered_and_deleted(tmp_path):
    with running(tmp_path / "axis") as axis:
        client, other = Official(axis), Official(axis, "G02")
        wanted = {"id": "1", "pcode": "H35.24", "code": "H35.24.1", "name": "Chi cục"}
        body = json.dumps(wanted, ensure_ascii=False).encode()
        assert client.ask("registerAgency", {}, body)["status"] == "OK"
        assert other.ask("registerAgency", {}, body)["status"] == "FAIL"
        for wrong in (b"{", b"[]", b'{"code": "../x"}', b"{}", b"[" * 9999):
            assert client.ask("registerAgency", {}, wrong)["ErrorCode"] == "22"
        axis.kill()
        axis.start()
        client.send(packet("sub", "H35"), **{"from": "H35.24.1"})
        assert [row["from"] for row in Official(axis, "H35").listed()] == ["H35.24.1"]
        gone = {"AgencyCode": "H35.24.1"}
        assert other.ask("deleteAgency", gone, b"{}")["status"] == "FAIL"
        assert client.ask("deleteAgency", gone, b"{}")["status"] == "OK"
        refused = client.send(packet("sub", "H35"), to='["H35.24.1"]')
        assert refused["ErrorCode"] == "23"
        codes = [row["code"] for row in client.ask("getAgenciesList", {})["data"]]
        assert "H35.24.1" not in codes
        units = client.ask("getSynchronizeUnit", {})["data"]
        assert [u["deleted"] for u in units if u["code"] == "H35.24.1"] == [True]
        [old] = {
            row["code102"]
            for row in client.ask("getAgenciesListQD20", {"level": "1"})["data"]
            if row["code"] == "H35"
        }
        assert old == "000.00.00.H35"


def tampered(lines: list[str], name: str, value: str) -> list[str]:
    changed = [
        f"{name}: {value}" if line.startswith(f"{name}: ") else line for line in lines
    ]
    assert changed != lines
    return changed


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: tampered(lines, "XroadVnpt-hash-header", "0" * 64),
        lambda lines: tampered(lines, "XroadVnpt-hash-header", "é"),
        lambda lines: tampered(lines, "XroadVnpt-sign-header", "{}"),
        lambda lines: tampered(lines, "XroadVnpt-sign-header", "[" * 9000),
        lambda lines: tampered(lines, "XroadVnpt-sign-header", '{"XroadVnpt-a":1}'),
        lambda lines: tampered(lines, "XroadVnpt-sign-header-key", "systemid"),
        lambda lines: tampered(lines, "XroadVnpt-docId", "another"),
        lambda lines: tampered(lines, "XroadVnpt-systemid", "G02"),
        lambda lines: [line for line in lines if "hash-header" not in line],
        lambda lines: [line for line in lines if "sign-header: " not in line],
        lambda lines: [*lines, "XroadVnpt-docId: another"],
        lambda lines: [line for line in lines if "XroadVnpt" not in line],
    ],
)
def test_spoiled_signatures_are_refused(axis, spoil):
    client = Official(axis, "H35")
    sound = client.headers({"docId": "1", "filePath": "x"}, "application/json")

    def answer(lines):
        with client.connect() as connection:
            rest = ["Host: x", "Content-Length: 2"]
            head = "POST /getEdoc HTTP/1.1\r\n" + "\r\n".join(lines + rest)
            connection.sendall(head.encode("latin-1") + b"\r\n\r\n{}")
            return envelope(read_answer(connection)[1])["ErrorCode"]

    assert answer(sound) == "24"
    assert answer(spoil(sound)) == "15"


def test_an_unknown_system_reads_as_a_wrong_secret(axis):
    unknown = Official(axis, "nobody", "x").ask("getAgenciesList", {})
    wrong = Official(axis, "H35", "x").ask("getAgenciesList", {})
    assert unknown == wrong
    assert unknown["ErrorCode"] == "15"


@pytest.mark.parametrize("system", ["H35", "none"])
def test_the_secret_of_nobody_opens_nothing(axis, system):
    assert Official(axis, system, "\0").ask("getAgenciesList", {})["ErrorCode"] == "15"


def raw(axis, data: bytes, wait: float = 5) -> bytes:
    address = urlsplit(axis.url)
    with socket.create_connection((address.hostname, address.port), wait) as connection:
        connection.sendall(data)
        found = b""
        try:
            while piece := connection.recv(65536):
                found += piece
        except (ConnectionError, TimeoutError):
            pass
        return found


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        (b"GET /../../etc/passwd HTTP/1.1\r\nConnection: close\r\n\r\n", b" 404 "),
        (b"GET //axis.json HTTP/1.1\r\nConnection: close\r\n\r\n", b" 404 "),
        (b"GET /sendEdoc HTTP/1.1\r\nConnection: close\r\n\r\n", b" 404 "),
        (b"PUT /sendEdoc HTTP/1.1\r\nConnection: close\r\n\r\n", b" 501 "),
        (b"POST /sendEdoc HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b" 411 "),
        (b"POST /sendEdoc HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b" 400 "),
        (b"POST /sendEdoc HTTP/1.1\r\nContent-Length: 1e9\r\n\r\n", b" 400 "),
        (
            b"POST /x HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            b" 400 ",
        ),
        (b"POST /x HTTP/1.1\r\nX: " + b"a" * 70000 + b"\r\n\r\n", b" 431 "),
        (b"POST /x HTTP/1.1\r\n" + b"X: a\r\n" * 200 + b"\r\n", b" 431 "),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b" 400 "),
    ],
)
def test_requests_that_are_none_are_answered_and_leave_nothing(axis, request_, answer):
    assert answer in raw(axis, request_)[:500]
    assert not list((axis.folder / "incoming").iterdir())
    assert Official(axis).ask("getAgenciesList", {})["status"] == "OK"


def test_half_a_packet_leaves_nothing(axis):
    client, data = Official(axis), packet("half")
    before = len(Official(axis, "H35").listed())
    with client.connect() as connection:
        lines = client.headers(
            {"messagetype": "edoc", "hash-file": unpadded(data), "from": "H35.24"},
            "application/octet-stream",
        )
        head = "POST /sendEdoc HTTP/1.1\r\n" + "\r\n".join(lines)
        head += f"\r\nContent-Length: {len(data) + 2}\r\n\r\n"
        connection.sendall(head.encode() + data[:1000])
    deadline = time.monotonic() + 5
    while list((axis.folder / "incoming").iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not list((axis.folder / "incoming").iterdir())
    assert len(Official(axis, "H35").listed()) == before


def test_garbage_stops_nothing(axis):
    chance = random.Random(2)
    sound = "\r\n".join(Official(axis).headers({"messagetype": "edoc"}, "a/b"))
    sound = f"POST /getReceivedEdocList HTTP/1.1\r\n{sound}\r\n\r\n".encode()
    for _round in range(150):
        data = bytearray(sound)
        for _change in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        address = urlsplit(axis.url)
        with socket.create_connection((address.hostname, address.port), 5) as used:
            used.sendall(bytes(data))
    assert Official(axis).ask("getAgenciesList", {})["status"] == "OK"
    assert axis.process.poll() is None


def test_secrets_are_the_owners_alone(tmp_path):
    folder = tmp_path / "axis"
    command = [sys.executable, str(EDOC), "axis"]
    made = subprocess.run(
        [*command, "agency", str(folder), "H35", "--name", "Tỉnh"],
        capture_output=True,
        check=True,
    )
    told = json.loads(made.stdout)
    assert len(told["secret"]) == 64
    assert (folder / "axis.json").stat().st_mode & 0o077 == 0
    again = subprocess.run(
        [*command, "agency", str(folder), "H35", "--old-code", "000.00.00.H35"],
        capture_output=True,
        check=True,
    )
    assert json.loads(again.stdout) == told
    with running(folder, "--verbose") as axis:
        assert axis.client("H35").agencies()[0].old_code == "000.00.00.H35"
        assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serve", "--host", "0.0.0.0"], "axis.not_loopback"),
        (["serve", "--host", "example.com"], "axis.not_loopback"),
        (["serve", "--fault", "lost"], "axis.fault_wrong"),
        (["serve", "--fault", "explode=0.5"], "axis.fault_wrong"),
        (["serve", "--fault", "delay=0.5,1.2.3"], "axis.fault_wrong"),
        (["show"], "axis.configuration_wrong"),
        (["agency", "../H35"], "axis.configuration_wrong"),
        (["agency", "H35", "--secret-file", "/dev/null"], "axis.configuration_wrong"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path, capsys, arguments, said):
    given = '{"systems": {}, "agencies": []}'
    (tmp_path / "axis.json").write_text(given)
    action, *options = arguments
    assert main(["axis", action, str(tmp_path), *options]) == 4
    told = capsys.readouterr()
    assert said in told.err and told.out == ""
    assert (tmp_path / "axis.json").read_text() == given


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 99999,
        '{"systems": {"a": ""}, "agencies": []}',
        '{"systems": {"a": 1}, "agencies": []}',
        '{"systems": {}, "agencies": [{"code": "H35", "system": "a"}]}',
        '{"systems": {"a": "b"}, "agencies": [{"code": "../x", "system": "a"}]}',
        '{"systems": {"a": "b"}, "agencies": [{"code": "H", "system": "a"},'
        ' {"code": "H", "system": "a"}]}',
    ],
)
def test_a_broken_configuration_is_told(tmp_path, capsys, text):
    (tmp_path / "axis.json").write_text(text)
    assert main(["axis", "serve", str(tmp_path)]) == 4
    assert "axis.configuration_wrong" in capsys.readouterr().err


def test_a_signal_ends_it_and_show_tells_what_is_there(tmp_path, capsys):
    with running(tmp_path / "axis") as axis:
        Official(axis).send(packet("shown", "H35", "G02"))
        assert axis.stop() == 0
    assert main(["axis", "show", str(axis.folder)]) == 0
    shown = capsys.readouterr().out
    assert "edoc H35.24 -> H35 initial, G02 initial" in shown
    assert "12/SCT-VP V/v thử nghiệm <A & B>" in shown


def test_the_time_is_written_as_the_axis_wants_it():
    from datetime import UTC, datetime

    moment = datetime(2026, 1, 5, 2, 30, 0, 42_000, tzinfo=UTC)
    assert wire.timestamp(moment) == STAMP


def test_own_signatures_are_those_of_the_official_client(axis):
    fields = {"servicetype": "eDoc", "to": '["A","B"]', "note": "a\\b <&'=/>"}
    signed = {"systemid": "H35.24", **fields, "timestamp": STAMP}
    signed["Content-Type"] = "application/json"
    own = wire.signed_headers(signed, axis.secrets["H35.24"])
    official = Official(axis).headers(fields, "application/json")
    assert sorted(f"{name}: {value}" for name, value in own.items()) == sorted(official)
