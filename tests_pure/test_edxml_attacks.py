"""Hostile packets: refused with a clear error, within bounds of time and memory."""

import base64
import contextlib
import io
import struct
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from edxml_factory import (
    FROM_TO,
    NS,
    PDF,
    REST,
    attached,
    codes,
    document,
    raw,
    status,
    zipped,
)

from core.edxml import DEFAULT_LIMITS, Limits, build_packet, read_packet
from core.errors import PacketError

DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'


def refused(text: str | bytes, limits: Limits = DEFAULT_LIMITS) -> PacketError:
    """Read what must not be read, and return the error."""
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(PacketError) as caught:
        read_packet(data, limits, name="goi.edxml")
    assert caught.value.params["source"] == "goi.edxml"
    return caught.value


def test_billion_laughs():
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + index)} "{f"&{chr(97 + index)};" * 10}">'
        for index in range(9)
    )
    text = raw(before=f"{DECLARED}<!DOCTYPE edXML [{entities}]>")
    began = time.process_time()
    error = refused(text.replace("Thử nghiệm", "&j;"))
    assert error.code == "packet.doctype" and error.params["line"] == 2
    assert time.process_time() - began < 3


@pytest.mark.parametrize("system", ["file:///etc/passwd", "http://127.0.0.1:9/x"])
def test_external_entity(system, tmp_path):
    doctype = f'<!DOCTYPE edXML [<!ENTITY x SYSTEM "{system}">]>'
    text = raw(before=DECLARED + doctype).replace("Thử nghiệm", "&x;")
    assert refused(text).code == "packet.doctype"


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE edXML>",
        '<!DOCTYPE edXML SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE edXML [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        '<!DOCTYPE edXML [<!ATTLIST edXML a CDATA "x">]>',
    ],
)
def test_any_doctype(doctype):
    assert refused(raw(before=DECLARED + doctype)).code == "packet.doctype"


def test_undefined_entity():
    assert refused(raw().replace("Thử", "&nbsp;")).code == "packet.not_xml"


def test_deep_nesting():
    deep = "<a>" * 100_000 + "</a>" * 100_000
    assert refused(raw(header=FROM_TO + REST + deep)).code == "packet.too_deep"
    limits = replace(DEFAULT_LIMITS, depth=10)
    shallow = "<a>" * 5 + "</a>" * 5
    assert read_packet(raw(header=REST + shallow).encode(), limits)
    deeper = "<a>" * 7 + "</a>" * 7
    assert refused(raw(header=REST + deeper), limits).code == "packet.too_deep"


def test_huge_attribute():
    text = raw().replace("<e:Subject>", f'<e:Subject x="{"a" * 3_000_000}">')
    assert refused(text).code == "packet.token_too_long"


def test_huge_comment():
    text = raw().replace("<e:Subject>", f"<!--{'a' * 3_000_000}--><e:Subject>")
    assert refused(text).code == "packet.token_too_long"


def test_huge_comment_within_an_attachment():
    text = raw(attachments=attached(b"", encoded=f"QQ<!--{'a' * 3_000_000}-->=="))
    assert refused(text).code == "packet.token_too_long"


def test_many_attributes_with_new_names():
    """Each name stays in the parser's memory, so the whole markup is bounded."""
    tags = "".join(
        "<a " + " ".join(f'n{tag}x{number}=""' for number in range(1000)) + "/>"
        for tag in range(400)
    )
    limits = replace(DEFAULT_LIMITS, markup_bytes=2_000_000)
    assert refused(raw(header=REST + tags), limits).code == "packet.markup_too_large"


def test_huge_header_text():
    limits = replace(DEFAULT_LIMITS, markup_bytes=500_000)
    text = raw().replace("Thử nghiệm", "a" * 600_000)
    assert refused(text, limits).code == "packet.markup_too_large"


def test_attachments_are_no_markup():
    limits = replace(DEFAULT_LIMITS, markup_bytes=100_000)
    text = raw(attachments=attached(PDF * 1000))
    assert read_packet(text.encode(), limits).attachments[0].size == len(PDF) * 1000


def test_many_elements():
    text = raw(header=REST + "<e:To/>" * 200_000)
    assert refused(text).code == "packet.too_many_elements"


def test_many_attachments():
    files = "".join(attached(b"x", content_id=f"cid:{i}") for i in range(6))
    limits = replace(DEFAULT_LIMITS, attachments=5)
    assert refused(raw(attachments=files), limits).code == "packet.too_many_attachments"
    limits = replace(DEFAULT_LIMITS, attachments=6)
    assert len(read_packet(raw(attachments=files).encode(), limits).attachments) == 6


def test_large_attachment():
    limits = replace(DEFAULT_LIMITS, attachment_bytes=len(PDF) - 1)
    error = refused(raw(), limits)
    assert error.code == "packet.attachment_too_large"
    assert error.params["name"] == "a.pdf"
    assert read_packet(
        raw().encode(), replace(DEFAULT_LIMITS, attachment_bytes=len(PDF))
    )


def test_attachments_too_large_together():
    files = "".join(attached(PDF, content_id=f"cid:{i}") for i in range(4))
    limits = replace(DEFAULT_LIMITS, unpacked_bytes=len(PDF) * 4 - 1)
    assert refused(raw(attachments=files), limits).code == "packet.unpacked_too_large"


def test_large_packet():
    limits = replace(DEFAULT_LIMITS, packet_bytes=len(raw().encode()) - 1)
    assert refused(raw(), limits).code == "packet.too_large"
    limits = replace(DEFAULT_LIMITS, packet_bytes=len(raw().encode()))
    assert read_packet(raw().encode(), limits)


def test_endless_stream():
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += size
            return b"A" * size if self.given > size else head.ljust(size, b"A")

    head = raw().partition("<ContentTransferEncoded>")[0].encode()
    head += b"<ContentTransferEncoded>"
    stream = Endless()
    limits = replace(DEFAULT_LIMITS, packet_bytes=3_000_000)
    with pytest.raises(PacketError, match="packet.too_large"):
        read_packet(stream, limits)
    assert stream.given < 4_000_000


def test_markup_within_an_attachment():
    error = refused(raw(attachments=attached(b"", encoded="QQ<b/>==")))
    assert error.code == "packet.attachment_broken"
    assert error.params["name"] == "a.pdf"


def test_zip_bomb():
    bomb = zipped(("a.pdf", bytes(30_000_000)))
    assert len(bomb) < 40_000
    began = time.process_time()
    error = refused(raw(attachments=attached(bomb)))
    assert error.code == "packet.zip_bomb" and error.params["name"] == "a.pdf"
    assert time.process_time() - began < 3


def test_zip_bombs_together():
    """Each alone is within its bound; the disk is protected all the same."""
    one = zipped(("a.pdf", bytes(900_000)))
    files = "".join(attached(one, content_id=f"cid:{i}") for i in range(20))
    limits = replace(DEFAULT_LIMITS, unpacked_bytes=5_000_000)
    assert refused(raw(attachments=files), limits).code == "packet.unpacked_too_large"


def test_a_zip_that_lies_about_its_size():
    data = bytearray(zipped(("a.pdf", bytes(5_000_000))))
    central = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, central + 24, 10)
    packet_or_error = None
    try:
        packet_or_error = read_packet(raw(attachments=attached(bytes(data))).encode())
    except PacketError as error:
        packet_or_error = error
    assert packet_or_error.code in ("packet.zip_bomb", "packet.attachment_broken")


def test_a_blank_page_is_no_bomb():
    packet = read_packet(
        raw(attachments=attached(zipped(("a.pdf", bytes(1_000_000))))).encode()
    )
    assert packet.attachments[0].size == 1_000_000


@pytest.mark.parametrize(
    "entry", ["../../etc/passwd", "/etc/passwd", "..\\..\\x.exe", "C:\\x.exe"]
)
def test_entry_names_lead_nowhere(entry, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    packet = read_packet(raw(attachments=attached(zipped((entry, PDF)))).encode())
    (item,) = packet.attachments
    assert item.read() == PDF and item.name == "a.pdf"
    assert "zip_entry_name" in codes(packet.findings)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicate_entries():
    data = zipped(("a.pdf", b"1"), ("a.pdf", b"2"))
    packet = read_packet(raw(attachments=attached(data)).encode())
    assert packet.attachments[0].read() == data
    assert codes(packet.findings) == ["zip_several"]


def test_two_attachments_with_the_same_entry_name_stay_apart():
    files = attached(zipped(("x.pdf", b"one"))) + attached(
        zipped(("x.pdf", b"two")), content_id="cid:2"
    )
    packet = read_packet(raw(attachments=files).encode())
    assert [item.read() for item in packet.attachments] == [b"one", b"two"]


def test_a_zip_with_a_very_long_list():
    data = zipped(*((f"{index:05}", b"") for index in range(25_000)))
    began = time.process_time()
    packet = read_packet(raw(attachments=attached(data)).encode())
    assert packet.attachments[0].read() == data
    assert codes(packet.findings) == ["zip_locked"]
    assert time.process_time() - began < 3


def test_a_zip_of_another_method_or_with_a_password():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.pdf", PDF)
    locked = bytearray(zipped(("a.pdf", PDF)))
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    for data in (stream.getvalue(), bytes(locked)):
        packet = read_packet(raw(attachments=attached(data)).encode())
        assert packet.attachments[0].read() == data
        assert codes(packet.findings) == ["zip_locked"]


@pytest.mark.parametrize("spoil", ["cut", "checksum", "data"])
def test_a_broken_zip(spoil):
    data = bytearray(zipped(("a.pdf", PDF * 50)))
    if spoil == "cut":
        del data[-30:]
    elif spoil == "checksum":
        data[data.rindex(b"PK\x01\x02") + 16] ^= 1
    else:
        data[60:70] = b"\xff" * 10
    error = refused(raw(attachments=attached(bytes(data))))
    assert error.code == "packet.attachment_broken"
    assert error.params["name"] == "a.pdf"


def test_a_broken_office_file_is_the_reader_s_own_matter():
    data = zipped(("word/document.xml", PDF))[:-30]
    packet = read_packet(raw(attachments=attached(data, "a.docx")).encode())
    assert packet.attachments[0].read() == data


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "not_xml"),
        (b"\0" * 5000, "not_xml"),
        (b"%PDF-1.7", "not_xml"),
        (b"x" * 513 + raw().encode(), "not_xml"),
        (b"{}", "not_xml"),
        (b"<html><body>502 Bad Gateway</body></html>", "not_edxml"),
        (b"<html><br></html>", "not_xml"),
        (b"<a/><b/>", "not_xml"),
        (f'<edXML xmlns="{NS}"/>'.encode(), "not_edxml"),
        (b"<edXML><edXMLEnvelope/></edXML>", "no_header"),
        (b"<edXML><edXMLEnvelope><edXMLHeader/></edXMLEnvelope></edXML>", "no_header"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "encoding"),
        (b'<?xml version="1.0" encoding="rot13"?><a/>', "encoding"),
        (b'<?xml version="1.0" encoding="shift_jis"?><a/>', "encoding"),
        (raw().replace("Thử", "\x01").encode(), "not_xml"),
        (raw().encode().replace("Thử".encode(), b"\xff\xfe"), "not_xml"),
    ],
)
def test_what_isnt_a_packet(text, code):
    assert refused(text).code == f"packet.{code}"


@pytest.mark.parametrize(
    "packet",
    [document(), status()],
    ids=["document", "status"],
)
def test_truncated_at_every_offset(packet):
    data = build_packet(packet).rstrip()
    for end in range(len(data)):
        assert refused(data[:end]).code == "packet.not_xml"
    assert read_packet(data) == packet


def test_errors_name_the_input(tmp_path):
    missing = tmp_path / "không-có.edxml"
    with pytest.raises(PacketError) as caught:
        read_packet(missing)
    assert caught.value.code == "packet.unreadable"
    assert caught.value.params["source"] == str(missing)
    path = tmp_path / "hỏng.edxml"
    path.write_bytes(b"no")
    for source in (path, path.open("rb")):
        with pytest.raises(PacketError) as caught:
            read_packet(source)
        assert caught.value.params["source"] == str(path)
    with pytest.raises(PacketError) as caught:
        read_packet(tmp_path)
    assert caught.value.code == "packet.unreadable"


def test_no_file_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    limits = replace(DEFAULT_LIMITS, memory_bytes=0)
    packet = read_packet(raw().encode(), limits)
    assert packet.attachments[0].read() == PDF
    assert list(tmp_path.iterdir()) == []
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir()))
    broken = raw(attachments=attached(PDF) + "<").encode()
    for _ in range(20):
        read_packet(raw().encode(), limits)
        with contextlib.suppress(PacketError):
            read_packet(broken, limits)
    assert len(list(descriptors.iterdir())) <= before


def test_texts_of_a_packet_write_no_lines_of_their_own():
    date = "2026\n/x.edxml:1: error: forged\u009b1m"
    text = raw(header=FROM_TO + REST.replace("2026/01/05<", f"{date}<"))
    (finding,) = read_packet(text.encode()).findings
    assert finding.params["value"] == "2026 /x.edxml:1: error: forged 1m"
    unknown = "".join(f"<x{index}/>" for index in range(5000))
    packet = read_packet(raw(header=FROM_TO + REST + unknown).encode())
    assert len(packet.findings) == 100


def test_base64_of_another_kind_of_data_is_just_data():
    text = base64.b64encode(raw().encode()).decode()
    packet = read_packet(raw(attachments=attached(b"", encoded=text)).encode())
    assert packet.attachments[0].read() == raw().encode()
