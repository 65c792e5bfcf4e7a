"""Reading and writing take short cuts; what comes out is what the long way gives."""

import base64
import random
import time
from dataclasses import replace
from datetime import date, datetime

import pytest
from edxml_factory import PDF, attached, document, raw, status
from lxml import etree

from core.edxml import build_packet, check_packet, read_packet
from core.edxml.markup import MarkupWriter
from core.edxml.model import (
    Business,
    DocumentPacket,
    Organization,
    Receiver,
    ResponseFor,
    TraceHeader,
)
from core.edxml.validate import strict_findings
from core.errors import PacketError

DATA = random.Random(5).randbytes(200_003)
TEXT = base64.b64encode(DATA).decode()
NAIVE = datetime(2026, 1, 5, 9)


class Trickle:
    """A stream that gives a bit at a time."""

    name = "trickle"

    def __init__(self, data: bytes, step: int) -> None:
        self._data, self._step = data, step

    def read(self, _size: int) -> bytes:
        piece, self._data = self._data[: self._step], self._data[self._step :]
        return piece


def encoded(text: str, declared: str = "UTF-8") -> bytes:
    """A packet whose attachment has this text; its last line is the eighth."""
    before = f'<?xml version="1.0" encoding="{declared}"?>\n'
    attachments = attached(b"", encoded=text).replace(
        "</Attachment>", "\n<x/>\n</Attachment>"
    )
    return raw(attachments=attachments, before=before).encode(
        declared, "xmlcharrefreplace"
    )


def lines_of(text: str, width: int, end: str) -> str:
    return end.join(text[i : i + width] for i in range(0, len(text), width))


@pytest.mark.parametrize(
    "text",
    {
        "one line": TEXT,
        "LF": lines_of(TEXT, 76, "\n"),
        "CR LF": lines_of(TEXT, 76, "\r\n"),
        "CR": lines_of(TEXT, 64, "\r"),
        "blanks": lines_of(TEXT, 1000, " \t "),
        "CDATA": f"<![CDATA[{TEXT}]]>",
        "CDATA in the middle": f"{TEXT[:70_001]}<![CDATA[{TEXT[70_001:]}]]>",
        "comment": f"{TEXT[:9]}<!-- {TEXT[:100_000]} -->{TEXT[9:]}",
        "comment like the element": f"<!-- <ContentTransferEncoded>AAAA -->{TEXT}",
        "instruction": f"{TEXT[:65_000]}<?x {TEXT[:70_000]}?>{TEXT[65_000:]}",
        "references": TEXT.replace("A", "&#65;"),
        "URL alphabet": TEXT.replace("+", "-").replace("/", "_"),
        "without padding": TEXT.rstrip("="),
    }.values(),
)
@pytest.mark.parametrize("declared", ["UTF-8", "windows-1252", "utf-16"])
def test_base64_in_any_dress(text, declared):
    packet = read_packet(encoded(text, declared))
    assert packet.attachments[0].read() == DATA
    unknown = [f for f in packet.findings if f.code == "packet.element_unknown"]
    breaks = text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    # the reader doesn't know <x/>, and attachments have no table: it isn't noted
    assert not unknown
    broken = encoded(text, declared).replace(
        "<x/>".encode(declared)[-8 if declared == "utf-16" else 0 :],
        "<x>".encode(declared)[-6 if declared == "utf-16" else 0 :],
    )
    with pytest.raises(PacketError) as caught:
        read_packet(broken)
    assert caught.value.code == "packet.not_xml"
    assert caught.value.params["line"] == 8 + breaks


@pytest.mark.parametrize(
    ("text", "foreign", "incomplete"),
    [
        (TEXT + "QUJD", False, False),
        (TEXT[:4000] + "==" + TEXT[4000:], False, True),
        (TEXT[:4000] + "\u00e9*" + TEXT[4000:], True, False),
        (TEXT[:-1].rstrip("=")[:-2], False, True),
    ],
)
def test_what_is_wrong_with_base64_is_seen(text, foreign, incomplete):
    found = {finding.code for finding in read_packet(encoded(text)).findings}
    assert ("packet.base64_foreign" in found) == foreign
    expected = incomplete or "=" in text[:-2]
    assert ("packet.attachment_incomplete" in found) == expected


@pytest.mark.parametrize("text", [TEXT + "]]>", TEXT + "\x00", TEXT + "&x;", "&"])
def test_base64_beside_the_parser_is_still_xml(text):
    with pytest.raises(PacketError) as caught:
        read_packet(encoded(text))
    assert caught.value.code == "packet.not_xml"


def test_invalid_utf8_within_base64_is_refused():
    data = encoded(TEXT).replace(TEXT[5000:5004].encode(), b"\xff\xfe\xfd\xfc", 1)
    with pytest.raises(PacketError) as caught:
        read_packet(data)
    assert caught.value.code == "packet.not_xml"


def test_lookalikes_of_the_element_take_no_time():
    """A hostile packet may name the element a million times without opening it."""
    began = time.process_time()
    text = "<!--" + "ContentTransferEncoded" * 40_000 + "-->"
    assert read_packet(raw(trace=text).encode()).attachments
    text = "<!--" + "ContentTransferEncoded>" * 40_000 + "-->"
    assert read_packet(raw(trace=text).encode()).attachments
    assert time.process_time() - began < 5


def test_the_element_in_pieces():
    """A stream may end its pieces anywhere."""
    data = build_packet(document())
    for step in (1, 2, 3, 7, 100, 1000):
        assert read_packet(Trickle(data, step)) == document()


CHANGES = (
    {},
    {"sender": Organization("")},
    {"sender": Organization(" \n")},
    {"recipients": ()},
    {"recipients": (Organization("H35"), Organization(" "))},
    {"document_id": ""},
    {"subject": "x" * 501},
    {"subject": "&" * 500},
    {"subject": "A & B < C"},
    {"subject": "\x01"},
    {"subject": "a\rb"},
    {"subject": "\ud800"},
    {"type": -1},
    {"type": 2**31},
    {"page_amount": -3},
    {"promulgation_date": None},
    {"trace": (TraceHeader("H35", NAIVE),)},
    {"trace": (TraceHeader("", None),)},
    {"trace": ()},
    {"priority": 9},
    {"business": Business(2, receivers=(Receiver(""),))},
    {"business": Business(3)},
    {"response_for": (ResponseFor("x" * 36),)},
    {"response_for": (ResponseFor(""),)},
    {"to_places": ("", "x")},
    {"due_date": date(1, 1, 1)},
)


@pytest.mark.parametrize("changes", CHANGES)
def test_the_writer_doubts_all_that_is_refused(changes):
    """The one pass that writes and the one that judges never differ."""
    packet = document(**changes)
    refused = strict_findings(packet)
    try:
        data = build_packet(packet)
    except PacketError as error:
        assert error.code == refused[0].code
        assert error.params["element"] == refused[0].element
        return
    assert not refused
    again = read_packet(data)
    assert again == replace(packet, subject=again.subject) or changes
    etree.fromstring(data)


def test_sound_packets_are_walked_once():
    for packet in (document(), status("03")):
        writer = MarkupWriter()
        write = writer.document if isinstance(packet, DocumentPacket) else writer.status
        write(packet)
        expected = isinstance(packet, DocumentPacket)  # its subject has < and &
        assert writer.doubtful is expected


def test_checks_have_their_lines_after_large_attachments():
    """Base64 of many lines that the parser never saw still counts as lines."""
    text = lines_of(TEXT, 76, "\n")
    attachments = attached(b"", encoded=text) + "\n" + attached(PDF, content_id="cid:9")
    packet = read_packet(raw(attachments=attachments).encode())
    lines = {f.code: f.line for f in check_packet(packet)}
    assert lines["packet.attachment_without_reference"] == 7 + text.count("\n")
