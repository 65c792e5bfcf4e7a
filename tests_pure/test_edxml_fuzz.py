"""Whatever comes: a packet or a PacketError, nothing else, and no waiting.

``EDOC_FUZZ=10000`` tries so many packets instead of two thousand.
"""

import copy
import os
import random
import time

import pytest
from edxml_factory import (
    PDF,
    attached,
    document,
    raw,
    referenced,
    status,
    zipped,
)
from lxml import etree

from core.edxml import Limits, build_packet, check_packet, read_packet
from core.edxml.codes import BusinessDocType
from core.edxml.messages import MESSAGES
from core.edxml.model import (
    Attachment,
    Business,
    DocumentPacket,
    Receiver,
    Replacement,
)
from core.edxml.spec import packet_to_json
from core.errors import PacketError

TIMES = int(os.environ.get("EDOC_FUZZ", "2000")) / 2000
# Small bounds, so that a mutation can reach them at all.
LIMITS = Limits(
    packet_bytes=60_000,
    markup_bytes=20_000,
    token_bytes=5_000,
    depth=12,
    elements=300,
    attachments=6,
    attachment_bytes=20_000,
    unpacked_bytes=60_000,
    unzip_ratio=20,
    unzip_free_bytes=4_000,
    zip_directory_bytes=400,
    memory_bytes=1_500,
)
BUSINESS = Business(
    BusinessDocType.UPDATE,
    "H35.24,2026/01/04,9/SCT",
    "Đổi",
    receivers=(Receiver("H35", True),),
    replacements=(Replacement("X", ("H35",)),),
)
XLSX = Attachment("2", "b.xlsx", "application/zip", content=PDF)
SEEDS = [
    raw().encode(),
    build_packet(document(business=BUSINESS, attachments=(XLSX,))),
    build_packet(status("02")),
    raw(
        references=referenced() + referenced("b.txt", "cid:2"),
        attachments=attached(zipped(("x/../y.pdf", PDF)))
        + attached(PDF, "b.txt", "text/plain", content_id="2"),
    ).encode(),
]
TOKENS = [
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"<!DOCTYPE a>",
    b"&#0;",
    b"&#x1F600;",
    b"&lol;",
    b"cid:",
    b"=",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<e:To>" * 50,
    b"<e:StatusCode>03</e:StatusCode>",
    b"<ContentTransferEncoded>",
    b"</Attachment>",
    b"9" * 40,
    b"A" * 6000,
    b"<?xml version='1.0' encoding='utf-7'?>",
    b"application/zip",
]
TEXTS = [
    "",
    " ",
    "-1",
    "2",
    "99999999999",
    "2026/02/30",
    "2026/02/03",
    "x" * 600,
    "\u202e",
    "%(name)s %s",
    "../../x",
    "cid:cid:",
    "application/zip",
    "UEsDBBQ=",
]
ENCODINGS = [b"utf-16", b"cp1258", b"utf-7", b"rot13", b"base64", b"idna", b"cp037"]


def mutate(rng: random.Random, data: bytes) -> bytes:
    """Spoil a packet in one of the ways in which packets get spoiled."""
    if not data:
        return data
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    match rng.randrange(12):
        case 0:
            bit = bytes([data[start - 1] ^ (1 << rng.randrange(8))])
            return data[: start - 1] + bit + data[start:] if start else data
        case 1:
            return data[:start] + data[min(end, start + 200) :]
        case 2:
            return data[:start] + data[start : start + 300] * 3 + data[start + 300 :]
        case 3:
            return data[:start] + rng.randbytes(rng.randrange(1, 20)) + data[start:]
        case 4:
            return data[:start] + rng.choice(TOKENS) + data[start:]
        case 5:
            return data[:start]
        case 6:
            other = rng.choice(SEEDS)
            return data[:start] + other[rng.randrange(len(other)) :]
        case 7:
            encoding = rng.choice(ENCODINGS)
            return data.replace(b"UTF-8", encoding).replace(b"utf8", encoding)
        case 8 | 9 | 10:
            shown = [index for index, byte in enumerate(data) if 47 < byte < 58]
            index = rng.choice(shown or [0])
            return (
                data[:index] + rng.choice([b"0", b"7", b"x", b""]) + data[index + 1 :]
            )
        case _:
            parts = data.split(b">")
            one, other = rng.randrange(len(parts)), rng.randrange(len(parts))
            parts[one], parts[other] = parts[other], parts[one]
            return b">".join(parts)


def survive(data: bytes) -> str:
    """Read, check, show and build; return what came of it."""
    try:
        packet = read_packet(data, LIMITS)
    except PacketError as error:
        assert error.params["source"]
        assert_sentence(error.code, error.params)
        return error.code
    for finding in check_packet(packet):
        assert_sentence(finding.code, finding.params)
        assert finding.line >= 1
    packet_to_json(packet)
    for attachment in getattr(packet, "attachments", ()):
        assert len(attachment.read()) == attachment.size
    try:
        built = build_packet(packet)
    except PacketError as error:
        assert_sentence(error.code, error.params)
        return "read"
    # A zip under a label that isn't a zip's is unwrapped once per reading.
    if not any(item.read()[:2] == b"PK" for item in getattr(packet, "attachments", ())):
        assert read_packet(built) == packet
    return "built"


def assert_sentence(code: str, params) -> None:
    """Both sentences find every parameter that they name."""
    message = MESSAGES[code]
    assert message.vi % params and message.en % params


def spoil_tree(rng: random.Random, data: bytes) -> bytes:
    """Spoil what a packet says and leave it XML."""
    root = etree.fromstring(data)
    for _ in range(rng.choice([1, 1, 2, 4])):
        nodes = list(root.iter())
        if len(nodes) == 1:
            break
        node, other = rng.choice(nodes[1:]), rng.choice(nodes)
        parent = node.getparent()
        match rng.randrange(6):
            case 0:
                parent.remove(node)
            case 1:
                parent.append(copy.deepcopy(node))
            case 2:
                other.append(copy.deepcopy(node))
            case 3:
                node.tag = rng.choice([other.tag, "Business", "StatusCode", "x"])
            case 4:
                node.text = rng.choice([other.text, *TEXTS])
            case _:
                parent[:] = rng.sample(parent[:], len(parent))
    return etree.tostring(root, encoding="UTF-8")


def run(rounds: int, rng: random.Random, spoil) -> dict[str, int]:
    """Count what comes of spoiled packets."""
    outcomes: dict[str, int] = {}
    began = time.process_time()
    for _ in range(round(rounds * TIMES)):
        outcome = survive(spoil(rng, rng.choice(SEEDS)))
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    assert time.process_time() - began < 60 * max(TIMES, 1)
    return outcomes


def spoil_bytes(rng: random.Random, data: bytes) -> bytes:
    """Spoil a packet one to three times."""
    for _ in range(rng.choice([1, 1, 2, 3])):
        data = mutate(rng, data)
    return data


def test_mutated_bytes():
    outcomes = run(1300, random.Random(20180728), spoil_bytes)
    # The mutations are neither harmless nor hopeless.
    assert outcomes["built"] > 100
    assert outcomes["packet.not_xml"] > 100
    assert outcomes["packet.encoding"] > 10


def test_mutated_trees():
    outcomes = run(700, random.Random(28), spoil_tree)
    assert outcomes["built"] > 100
    assert outcomes["read"] > 100
    assert outcomes["packet.no_header"] > 5
    assert outcomes["packet.not_edxml"] > 5


def test_mutated_zips():
    rng = random.Random(28)
    sound = [
        zipped(("a.pdf", PDF * 3)),
        zipped(("a.pdf", PDF), ("b.pdf", PDF)),
        zipped(("thư mục/a.xlsx", zipped(("x", PDF)))),
    ]
    outcomes = set()
    for _ in range(500):
        data = bytearray(rng.choice(sound))
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(4, len(data))] = rng.choice([0, 1, 255, 80, 75, 5, 6])
        if rng.random() < 0.2:
            del data[rng.randrange(4, len(data)) :]
        name = rng.choice(["a.pdf", "a.xlsx", "a"])
        text = raw(attachments=attached(bytes(data), name))
        outcomes.add(survive(text.encode()))
    assert {"built", "packet.attachment_broken"} <= outcomes


@pytest.mark.parametrize("seed", range(4))
def test_random_bytes(seed):
    rng = random.Random(seed)
    for size in (1, 10, 1000, 100_000):
        with pytest.raises(PacketError):
            read_packet(rng.randbytes(size))
    assert isinstance(read_packet(SEEDS[0]), DocumentPacket)
