"""A packet out of an answer: whatever the pieces, and whatever the axis writes."""

import base64
import json
import random

import pytest

from core.axis.datastream import DataStream

PACKET = bytes(range(256)) * 5 + b"\xfa\xff"
TEXT = base64.b64encode(PACKET).decode()

ANSWERS = {
    "plain": json.dumps({"status": "OK", "ErrorCode": "0", "data": TEXT}),
    "data first": json.dumps({"data": TEXT, "status": "OK", "ErrorCode": "0"}),
    "spaced": json.dumps(
        {"status": "OK", "data": TEXT}, indent=3, separators=(" ,", " : ")
    ),
    "slashes": json.dumps({"data": TEXT}).replace("/", "\\/"),
    "html safe": json.dumps({"data": TEXT + "=="}).replace("=", "\\u003D"),
    "lines": json.dumps({"data": "\r\n".join([TEXT[:100], TEXT[100:]])}),
    "decoys": json.dumps(
        {
            "a": {"data": "b3RoZXI="},
            "b": ["data", {"data": "b3RoZXI="}],
            "c": "data",
            'd"ata': "\\",
            "e": '\\"data":"b3RoZXI="',
            "data": TEXT,
        }
    ),
}


def split(answer: bytes, sizes) -> tuple[bytes, DataStream]:
    stream, found, start = DataStream(1 << 16), b"", 0
    while start < len(answer):
        size = next(sizes)
        found += stream.feed(answer[start : start + size])
        start += size
    return found + stream.finish(), stream


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64, 10_000])
def test_the_packet_is_the_same_in_any_pieces(name, size):
    answer = ANSWERS[name].encode()
    found, stream = split(answer, iter(lambda: size, 0))
    assert found == PACKET
    assert stream.found and not stream.damaged
    expected = json.loads(answer) | {"data": ""}
    assert json.loads(stream.rest) == expected


def test_random_pieces():
    chance = random.Random(3)
    for _round in range(200):
        answer = ANSWERS[chance.choice(list(ANSWERS))].encode()
        found, _stream = split(answer, iter(lambda: chance.randint(1, 300), 0))
        assert found == PACKET


@pytest.mark.parametrize(
    "answer",
    [
        '{"data": 5}',
        '{"data": null}',
        '["data", "QUJD"]',
        '{"x": {"data": "QUJD"}}',
        "",
    ],
)
def test_what_has_no_packet_is_left_as_it_is(answer):
    found, stream = split(answer.encode(), iter(lambda: 4, 0))
    assert (found, stream.found, stream.rest) == (b"", False, answer.encode())


def test_an_answer_that_ends_within_its_packet_is_damaged():
    found, stream = split(ANSWERS["plain"][:-100].encode(), iter(lambda: 50, 0))
    assert stream.damaged
    assert PACKET.startswith(found)


def test_broken_escapes_are_left_for_who_reads_the_rest():
    found, stream = split(b'{"data": "QUJD\\uZZZZZQUJD"}', iter(lambda: 3, 0))
    with pytest.raises(ValueError):
        json.loads(stream.rest)


def test_an_endless_answer_stops_growing():
    stream = DataStream(1000)
    for _round in range(100):
        stream.feed(b'{"a": "' + b"x" * 500)
    assert stream.too_long
    assert len(stream.rest) < 3000


def test_garbage_never_raises():
    chance = random.Random(11)
    alphabet = b'{}[]:,"\\ud0aT data'
    for _round in range(3000):
        data = bytes(chance.choice(alphabet) for _ in range(chance.randint(0, 60)))
        split(data, iter(lambda: chance.randint(1, 9), 0))
