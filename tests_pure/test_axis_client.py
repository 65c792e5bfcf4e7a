"""The client of the axis against a real one: round trips, and what goes wrong."""

import random
import ssl
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from axis_server import answering, own_memory, running
from edxml_factory import SAMPLES, document, status

from core.axis import AxisSettings, Client
from core.edxml import build_packet, read_packet
from core.edxml.codes import BusinessDocType, StatusCode
from core.edxml.model import Business, Replacement, ResponseFor
from core.errors import (
    AxisError,
    AxisRefusedError,
    AxisUnavailableError,
    AxisUndecidedError,
)

TARGET = "H35.24,2026/01/05,12/SCT-VP"
DOCUMENTS = {
    "new": Business(),
    "recall": Business(BusinessDocType.RECALL, TARGET, "Sai thể thức"),
    "update": Business(BusinessDocType.UPDATE, TARGET, "Sửa", document_info=True),
    "replacement": Business(
        BusinessDocType.REPLACEMENT, replacements=(Replacement(TARGET, ("H35",)),)
    ),
}


@pytest.fixture(scope="module")
def axis(tmp_path_factory):
    with running(tmp_path_factory.mktemp("axis")) as found:
        yield found


@pytest.fixture
def packet(tmp_path):
    """Write a packet; each test has its own document."""

    def write(content=None, name="packet.edxml"):
        path = tmp_path / name
        if content is None:
            content = document(document_id=str(tmp_path), recipients=_to("H35"))
        path.write_bytes(build_packet(content))
        return path

    return write


def _to(*codes):
    return tuple(document().recipients[0].__class__(code) for code in codes)


def _take(client, kind="edoc", *, tmp_path):
    """Fetch and confirm all; return identifiers and bytes."""
    found = {}
    for waiting in client.list(kind):
        target = tmp_path / "fetched.edxml"
        client.fetch(waiting.doc_id, target)
        found[waiting.doc_id] = target.read_bytes()
        client.confirm(waiting.doc_id, "done")
    return found


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_kind_of_document_arrives_as_it_was(axis, packet, tmp_path, kind, raw):
    content = document(
        business=DOCUMENTS[kind],
        document_id=f"{kind} {raw}",
        recipients=_to("H35", "000.00.00.G02"),
    )
    path = packet(content)
    sent = axis.client("H35.24").send(path, "000.00.24.H35")
    for recipient in ("H35", "G02"):
        client = axis.client(recipient, raw=raw)
        [data] = _take(client, tmp_path=tmp_path).values()
        assert data == path.read_bytes()
        assert read_packet(data) == content
        assert client.list() == ()
    rows = axis.client("H35.24").sent(doc_id=sent.doc_id)
    assert {(row.recipient, row.status) for row in rows} == {
        ("H35", "done"),
        ("G02", "done"),
    }
    assert {row.notation for row in rows} == {"12/SCT-VP"}


@pytest.mark.parametrize("code", list(StatusCode))
def test_a_status_goes_to_the_agency_whose_document_it_answers(
    axis, packet, tmp_path, code
):
    answered = ResponseFor("000.00.24.H35", "12/SCT-VP", TARGET, date(2026, 1, 5))
    content = status(code, response_for=answered)
    axis.client("H35").send(packet(content), "H35", kind="status")
    sender = axis.client("H35.24")
    assert sender.list("edoc") == ()
    [data] = _take(sender, "status", tmp_path=tmp_path).values()
    assert read_packet(data) == content


if SAMPLES:

    def test_official_samples_are_taken(axis, tmp_path):
        client, taker = axis.client("H35.24"), axis.client("G02")
        kinds = {}
        for path in SAMPLES:
            kind = "edoc" if hasattr(read_packet(path), "attachments") else "status"
            kinds[path] = kind
            client.send(path, "H35.24", kind, recipients=("G02",))
        assert kinds
        for kind in ("edoc", "status"):
            sent = [path.read_bytes() for path in SAMPLES if kinds[path] == kind]
            assert sorted(_take(taker, kind, tmp_path=tmp_path).values()) == sorted(
                set(sent)
            )


def test_the_list_of_agencies_has_both_identifiers(axis):
    client = axis.client("H35")
    for agencies in (client.agencies(), client.agencies_qd20(), client.units()):
        listed = {agency.code: agency for agency in agencies}
        assert listed["H35.24"].old_code == "000.00.24.H35"
        assert listed["H35.24"].name == "Cơ quan H35.24"


def test_a_repeated_send_is_the_same_message(axis, packet, tmp_path):
    path, client = packet(), axis.client("H35.24")
    first = client.send(path, "H35.24")
    assert client.send(path, "000.00.24.H35") == first
    taker = axis.client("H35")
    assert len(_take(taker, tmp_path=tmp_path)) == 1
    assert client.send(path, "H35.24") == first
    assert taker.list() == ()


def test_what_the_recipient_could_not_take_is_delivered_by_another_send(
    axis, packet, tmp_path
):
    path, client, taker = packet(), axis.client("H35.24"), axis.client("H35")
    first = client.send(path, "H35.24")
    [waiting] = taker.list()
    taker.confirm(waiting.doc_id, "fail")
    assert taker.list() == ()
    assert client.send(path, "H35.24") == first
    assert list(_take(taker, tmp_path=tmp_path)) == [waiting.doc_id]
    # What is done stays done, however often it is said.
    taker.confirm(waiting.doc_id, "done")
    with pytest.raises(AxisRefusedError):
        taker.confirm(waiting.doc_id, "fail")


def test_processing_leaves_the_packet_in_the_box(axis, packet, tmp_path):
    axis.client("H35.24").send(packet(), "H35.24")
    taker = axis.client("H35")
    [waiting] = taker.list()
    taker.confirm(waiting.doc_id, "processing")
    assert [item.status for item in taker.list()] == ["processing"]
    _take(taker, tmp_path=tmp_path)


@pytest.mark.parametrize(
    ("sender", "recipients", "code"),
    [
        ("H35", (), "axis.sender_unknown"),
        ("Z99", (), "axis.sender_unknown"),
        ("H35.24", ("H35", "Z99"), "axis.recipient_unknown"),
        ("H35.24 Sở", (), "axis.value_not_ascii"),
        ("H35.24\r\nX-Evil: 1", (), "axis.value_not_ascii"),
    ],
)
def test_wrong_addresses_are_refused_and_nobody_gets_anything(
    axis, packet, sender, recipients, code
):
    with pytest.raises(AxisRefusedError) as caught:
        axis.client("H35.24").send(packet(), sender, recipients=recipients)
    assert caught.value.code == code
    assert axis.client("H35").list() == ()


def test_what_is_no_packet_is_refused(axis, tmp_path, packet):
    path = tmp_path / "broken.edxml"
    for text in (b"", b"<edXML/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        path.write_bytes(text)
        with pytest.raises(AxisRefusedError) as caught:
            axis.client("H35.24").send(path, "H35.24", recipients=("H35",))
        assert caught.value.code == "axis.packet_refused"
    with pytest.raises(AxisRefusedError) as caught:
        axis.client("H35.24").send(packet(), "H35.24", kind="status")
    assert caught.value.code == "axis.packet_refused"


@pytest.mark.parametrize("change", [{"secret": "wrong"}, {"system_id": "nobody"}])
def test_wrong_credentials_are_refused(axis, packet, tmp_path, change):
    client = axis.client("H35", **{"secret": axis.secrets["H35"], **change})
    for call in (
        client.agencies,
        client.list,
        lambda: client.send(packet(), "H35"),
        lambda: client.fetch("1", tmp_path / "x"),
    ):
        with pytest.raises(AxisRefusedError) as caught:
            call()
        assert caught.value.code == "axis.credentials"
        assert axis.secrets["H35"] not in repr(caught.value)
    assert not (tmp_path / "x").exists()


def test_nobody_reads_or_confirms_what_is_for_another(axis, packet, tmp_path):
    axis.client("H35.24").send(packet(), "H35.24")
    [waiting] = axis.client("H35").list()
    for name in ("H35.24", "G02"):
        other = axis.client(name)
        for call in (
            lambda other=other: other.fetch(waiting.doc_id, tmp_path / "x"),
            lambda other=other: other.confirm(waiting.doc_id, "done"),
        ):
            with pytest.raises(AxisRefusedError) as caught:
                call()
            assert caught.value.code == "axis.document_unknown"
    assert _take(axis.client("H35"), tmp_path=tmp_path)


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize(
    "doc_id", ["../../axis.json", "/etc/passwd", "..", "%2e%2e/axis", "a\\..\\b", "*"]
)
def test_identifiers_are_no_paths(axis, tmp_path, doc_id, raw):
    with pytest.raises(AxisRefusedError) as caught:
        axis.client("H35", raw=raw).fetch(doc_id, tmp_path / "x")
    assert caught.value.code == "axis.document_unknown"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_the_frozen_one_is_not_sent(axis, packet):
    with pytest.raises(AxisRefusedError) as caught:
        axis.client("H35.24").send(packet(), "H35.24", sha256="0" * 64)
    assert caught.value.code == "axis.packet_changed"
    assert axis.client("H35").list() == ()


@pytest.mark.parametrize("change", [b"x", b"x" * 100_000, None])
def test_a_file_that_changes_while_it_is_sent_is_not_taken(axis, packet, change):
    path = packet()

    def clock():
        # The client looks at its clock between digest and sending.
        if change is None:
            path.unlink()
        else:
            path.write_bytes(change)
        return datetime.now(UTC)

    client = Client(axis.client("H35.24").settings, clock)
    with pytest.raises(AxisRefusedError) as caught:
        client.send(path, "H35.24")
    gone = "axis.packet_unreadable" if change is None else "axis.packet_changed"
    assert caught.value.code == gone
    assert axis.client("H35").list() == ()


def test_the_same_packet_sent_at_the_same_time_is_one(axis, packet, tmp_path):
    path, client = packet(), axis.client("H35.24")
    with ThreadPoolExecutor(8) as pool:
        sent = set(pool.map(lambda _n: client.send(path, "H35.24"), range(16)))
    assert len(sent) == 1
    assert len(_take(axis.client("H35"), tmp_path=tmp_path)) == 1


def test_a_large_packet_needs_little_memory(tmp_path):
    name = document().attachments[0]
    large = name.__class__("1", "a.pdf", "application/pdf", content=bytes(40 << 20))
    content = document(attachments=(large,), recipients=_to("H35"))
    path = tmp_path / "large.edxml"
    path.write_bytes(build_packet(content))
    with running(tmp_path / "axis") as axis:
        sent = axis.client("H35.24").send(path, "H35.24")
        taker = axis.client("H35")
        [waiting] = taker.list()
        fetched = taker.fetch(waiting.doc_id, tmp_path / "fetched.edxml")
        assert (fetched.sha256, fetched.size) == (sent.sha256, sent.size)
        assert own_memory(axis.process.pid) < 64 << 20
        with pytest.raises(AxisRefusedError) as caught:
            axis.client("H35", packet_bytes=1 << 20).fetch(
                waiting.doc_id, tmp_path / "none.edxml"
            )
        assert caught.value.code == "axis.packet_too_large"
        with pytest.raises(AxisRefusedError) as caught:
            axis.client("H35.24", packet_bytes=1 << 20).send(path, "H35.24")
        assert caught.value.code == "axis.packet_too_large"
    assert not (tmp_path / "none.edxml").exists()
    assert not list(tmp_path.glob(".*.part"))


def test_a_packet_over_the_axis_limit_is_refused_with_an_answer(tmp_path):
    path = tmp_path / "large.edxml"
    path.write_bytes(bytes(8 << 20))
    with running(tmp_path / "axis", "--max-mb", "1") as axis:
        with pytest.raises(AxisRefusedError) as caught:
            axis.client("H35.24").send(path, "H35.24", recipients=("H35",))
        assert caught.value.code == "axis.packet_refused"
        assert axis.messages() == []
        assert not list((axis.folder / "incoming").iterdir())


FAULTS = [
    ("lost", AxisUndecidedError, "axis.answer_lost", 1),
    ("short", AxisUndecidedError, "axis.answer_lost", 1),
    ("page", AxisUndecidedError, "axis.answer_unreadable", 1),
    ("cut", AxisUndecidedError, "axis.answer_lost", 0),
    ("error@sendEdoc=1x,502", AxisUndecidedError, "axis.answer_unreadable", 0),
    ("error@sendEdoc=1x,503", AxisUnavailableError, "axis.busy", 0),
    ("error@sendEdoc=1x,429", AxisUnavailableError, "axis.busy", 0),
    ("error@sendEdoc=1x,404", AxisRefusedError, "axis.refused", 0),
    ("error@sendEdoc=1x,403", AxisRefusedError, "axis.credentials", 0),
    ("error@sendEdoc=1x,302", AxisRefusedError, "axis.redirected", 0),
    ("fail@sendEdoc=1x,20", AxisUnavailableError, "axis.busy", 0),
    ("fail@sendEdoc=1x,99", AxisRefusedError, "axis.refused", 0),
]


@pytest.mark.parametrize(("rule", "error", "code", "kept"), FAULTS)
def test_every_failure_of_a_send_is_told_apart_and_can_be_repeated(
    packet, tmp_path, rule, error, code, kept
):
    if "=" not in rule:
        rule = f"{rule}@sendEdoc=1x"
    path = packet()
    with running(tmp_path / "axis", "--fault", rule) as axis:
        client = axis.client("H35.24")
        with pytest.raises(error) as caught:
            client.send(path, "H35.24")
        assert caught.value.code == code
        assert type(caught.value) is error
        assert len(axis.client("H35").list()) == kept
        client.send(path, "H35.24")
        assert len(axis.client("H35").list()) == 1


@pytest.mark.parametrize("kind", ["lost", "short", "page", "cut"])
def test_a_failed_question_is_never_undecided_and_never_an_empty_box(
    packet, tmp_path, kind
):
    calls = ("getReceivedEdocList", "getEdoc", "updateStatus")
    rules = [part for call in calls for part in ("--fault", f"{kind}@{call}=1x")]
    with running(tmp_path / "axis", *rules) as axis:
        axis.client("H35.24").send(packet(), "H35.24")
        client = axis.client("H35")
        with pytest.raises(AxisUnavailableError):
            client.list()
        [waiting] = client.list()
        with pytest.raises(AxisUnavailableError):
            client.fetch(waiting.doc_id, tmp_path / "fetched")
        assert not (tmp_path / "fetched").exists()
        client.fetch(waiting.doc_id, tmp_path / "fetched")
        with pytest.raises(AxisUndecidedError):
            client.confirm(waiting.doc_id, "done")
        client.confirm(waiting.doc_id, "done")
        assert client.list() == ()


def test_a_doubled_packet_is_two_of_the_axis_and_one_document(packet, tmp_path):
    with running(tmp_path / "axis", "--fault", "double@sendEdoc=1x") as axis:
        axis.client("H35.24").send(packet(), "H35.24")
        found = _take(axis.client("H35"), tmp_path=tmp_path)
        assert len(found) == 2
        assert len({read_packet(data).document_id for data in found.values()}) == 1


def test_an_axis_that_does_not_look_keeps_a_repeated_send_twice(packet, tmp_path):
    path = packet()
    options = ("--keep-repeated", "--fault", "lost@sendEdoc=1x")
    with running(tmp_path / "axis", *options) as axis:
        client = axis.client("H35.24")
        with pytest.raises(AxisUndecidedError):
            client.send(path, "H35.24")
        client.send(path, "H35.24")
        assert len(axis.client("H35").list()) == 2


def test_a_slow_answer_ends_in_time_and_nothing_is_lost(packet, tmp_path):
    rules = ("--fault", "delay@sendEdoc=1x,30", "--fault", "slow@getAgenciesList=1x,90")
    with running(tmp_path / "axis", *rules) as axis:
        began = time.monotonic()
        with pytest.raises(AxisUndecidedError) as caught:
            axis.client("H35.24", silent_s=0.5).send(packet(), "H35.24")
        assert caught.value.params["reason"] == "time-out"
        # Each byte comes in time, all of them don't.
        with pytest.raises(AxisUnavailableError) as caught:
            axis.client("H35", total_s=1).agencies()
        assert caught.value.params["reason"] == "time-out"
        assert time.monotonic() - began < 15


def test_an_axis_out_of_reach_has_not_done_anything(packet, tmp_path):
    with running(tmp_path / "axis") as axis:
        client = axis.client("H35.24")
        assert axis.stop() == 0
    with pytest.raises(AxisUnavailableError) as caught:
        client.send(packet(), "H35.24")
    assert caught.value.code == "axis.unreachable"
    assert caught.value.params["reason"] == "Connection refused"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Certificate and key of 127.0.0.1 that nobody but itself vouches for."""
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    names = ["-subj", "/CN=axis", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(path), "-out", str(path.with_suffix(".crt"))]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    with open(path, "a") as stream:
        stream.write(path.with_suffix(".crt").read_text())
    return path


def test_only_a_trusted_axis_gets_anything(certificate, packet, tmp_path):
    with running(tmp_path / "axis", "--tls", str(certificate)) as axis:
        assert axis.url.startswith("https://")
        with pytest.raises(AxisUnavailableError) as caught:
            axis.client("H35.24").send(packet(), "H35.24")
        assert caught.value.code == "axis.unreachable"
        assert "certificate" in caught.value.params["reason"]
        trusted = {"trust": str(certificate.with_suffix(".crt"))}
        axis.client("H35.24", **trusted).send(packet(), "H35.24")
        assert len(axis.client("H35", verify=False).list()) == 1
        named = axis.url.replace("127.0.0.1", "localhost")
        with pytest.raises(AxisUnavailableError):
            axis.client("H35", url=named, **trusted).list()
        with pytest.raises(AxisUnavailableError):
            axis.client("H35", trust=str(tmp_path / "none.pem")).list()
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED


def test_a_proxy_is_asked_and_the_environment_is_not(axis, monkeypatch):
    answer = b"HTTP/1.1 407 Proxy\r\nContent-Length: 0\r\n\r\n"
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert axis.client("H35").agencies()
    with answering(answer) as (url, seen):
        proxy = url.replace("//", "//user:p%40ss@")
        client = axis.client(
            "H35", url="http://axis.example/x", proxies=(("http", proxy),)
        )
        with pytest.raises(AxisRefusedError):
            client.agencies()
        assert "ss" not in repr(client.settings).replace("https", "")
        secure = axis.client(
            "H35", url="https://axis.example", proxies=(("https", proxy),)
        )
        with pytest.raises(AxisUnavailableError):
            secure.agencies()
    plain, tunnel = (request.decode() for request in seen)
    assert plain.startswith("POST http://axis.example/x/getAgenciesList HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic dXNlcjpwQHNz" in plain
    assert tunnel.startswith("CONNECT axis.example:443 HTTP/1.")
    assert "Proxy-Authorization: Basic dXNlcjpwQHNz" in tunnel
    assert "XroadVnpt" not in tunnel


@pytest.mark.parametrize(
    "body",
    [
        b"<html>502</html>",
        b"",
        b"null",
        b"[]",
        b'{"status":"OK"}',
        b'{"status":"OK","errorCode":"0"}',
        b'{"status":null,"ErrorCode":null}',
        b'{"status":"OK","ErrorCode":"0","data":[1]}',
        b'{"status":"OK","ErrorCode":"0","data":{"a":1}}',
        b"[" * 100_000,
        b'{"status":"OK","ErrorCode":"0","data":[' + b" " * 3_000_000 + b"]}",
    ],
)
def test_an_answer_that_is_none_is_no_empty_box(body):
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with answering(head + body) as (url, _seen):
        client = _lonely(url)
        with pytest.raises(AxisUnavailableError):
            client.list()


def test_answers_of_other_axes_are_read_with_tolerance():
    body = (
        b'{\n"data": [{"docId": 17, "from": null, "to":"H35"}, {"docId": null}],\n'
        b'"status":"OK","ErrorCode":0,"ErrorDesc":null,"more":[{"data":"x"}]}'
    )
    head = f"HTTP/1.0 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with answering(head + body) as (url, seen):
        [waiting] = _lonely(url + "/vxp/").list("status")
    assert (waiting.doc_id, waiting.kind, waiting.sender) == ("17", "status", "")
    assert seen[0].startswith(b"POST /vxp/getReceivedEdocList HTTP/1.1\r\n")


def test_a_packet_in_an_error_page_is_none(tmp_path):
    for body in (b"<html>500</html>", b'{"status":"FAIL","ErrorCode":"24"}', b""):
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        with answering(head.replace(b"200", b"500") + body) as (url, _seen):
            with pytest.raises((AxisUnavailableError, AxisRefusedError)):
                _lonely(url, raw=True).fetch("1", tmp_path / "x")
        if body[:1] != b"<":
            with answering(head + body) as (url, _seen):
                with pytest.raises((AxisUnavailableError, AxisRefusedError)):
                    _lonely(url, raw=True).fetch("1", tmp_path / "x")
    endless = b"HTTP/1.1 200 OK\r\n\r\n<edXML>"
    with answering(endless) as (url, _seen), pytest.raises(AxisUnavailableError):
        _lonely(url, raw=True).fetch("1", tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_whatever_answers_only_errors_of_the_axis_come_out(tmp_path):
    chance = random.Random(4)
    body = b'{"status":"OK","ErrorCode":"0","data":"PGVkWE1MLz4=","x":[{"docId":"1"}]}'
    sound = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
    )
    sound %= (len(body), body)
    failed = 0
    for number in range(120):
        data = bytearray(sound)
        for _change in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with answering(bytes(data[: chance.choice((None, 60))])) as (url, _seen):
            client = _lonely(url, silent_s=2, raw=number % 2)
            for ask in (client.agencies, lambda c=client: c.fetch("1", tmp_path / "x")):
                try:
                    ask()
                except AxisError:
                    failed += 1
    assert failed > 100


def test_a_name_that_is_none_of_a_host_is_out_of_reach():
    with pytest.raises(AxisUnavailableError) as caught:
        _lonely(f"http://{'a' * 70}..b").list()
    assert caught.value.code == "axis.unreachable"


def _lonely(url, **changes):
    values = {"answer_bytes": 1 << 20, "total_s": 5, **changes}
    settings = AxisSettings(url, "sct", "s3cret", **values)
    return Client(settings, lambda: datetime.now(UTC))


@pytest.mark.parametrize(
    "change",
    [
        {"url": "ftp://axis"},
        {"url": "axis.gov.vn"},
        {"url": "http://user:word@axis.gov.vn"},
        {"url": "http://axis:99999"},
        {"url": "http://axis/?a=1"},
        {"url": "http://axis/\r\nX: y"},
        {"system_id": ""},
        {"system_id": "Sở"},
        {"secret": ""},
        {"total_s": 0},
        {"proxies": (("http", "http://"),)},
        {"proxies": (("http", "proxy:port"),)},
    ],
)
def test_settings_that_cannot_work_are_refused(change):
    values = {"url": "http://axis", "system_id": "sct", "secret": "s3cret"} | change
    with pytest.raises(AxisRefusedError) as caught:
        AxisSettings(**values)
    assert caught.value.code == "axis.setting_wrong"
    assert "s3cret" not in repr(caught.value)


def test_the_secret_is_shown_nowhere():
    settings = AxisSettings("http://axis", "sct", "s3cret")
    assert "s3cret" not in f"{settings} {settings!r}"
