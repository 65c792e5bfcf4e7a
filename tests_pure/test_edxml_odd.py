"""Odd and hostile packets, each with what is to become of it (axis-wire §2).

A packet is read with exactly these findings, or refused with this error; nothing is
misread silently.
"""

import gzip
import re
import unicodedata

import pytest
from edxml_factory import (
    FROM_TO,
    NS,
    PDF,
    REST,
    TRACE,
    attached,
    codes,
    document,
    raw,
    referenced,
    status,
    zipped,
)

from core.edxml import build_packet, check_packet, read_packet
from core.edxml.extract import safe_name
from core.edxml.model import DocumentPacket, StatusPacket
from core.errors import PacketError

SOUND = raw()
BODY = SOUND.partition("\n")[2]
STATUS = build_packet(status()).decode()


def swapped(old: str, new: str) -> bytes:
    assert old in SOUND
    return SOUND.replace(old, new, 1).encode()


def subject(text: str) -> bytes:
    return swapped("Thử nghiệm", text)


def header(more: str) -> bytes:
    return raw(header=FROM_TO + REST + more).encode()


def business(inner: str) -> bytes:
    return swapped("</e:TraceHeaderList>", f"{inner}</e:TraceHeaderList>")


def file(data: bytes, name: str = "a.pdf", kind: str = "application/zip") -> bytes:
    attachment = attached(data, name, kind)
    return raw(attachments=attachment, references=referenced(name)).encode()


READ = {
    # the file
    "two byte order marks": (b"\xef\xbb\xbf" * 2 + SOUND.encode(), []),
    "mark and stray": (b"\xef\xbb\xbf1212\n" + SOUND.encode(), ["stray_bytes"]),
    "windows-1258": (
        SOUND.replace("UTF-8", "windows-1258").encode("cp1258", "xmlcharrefreplace"),
        ["encoding_other"],
    ),
    "no declaration": (BODY.encode(), []),
    "XML 1.1": (swapped('"1.0"', '"1.1"'), []),
    "standalone": (swapped('UTF-8"', 'UTF-8" standalone="yes"'), []),
    "after the end": (SOUND.encode() + b"<!-- x -->\n<?pi?>", []),
    "style sheet": (
        swapped("\n<edXML", '\n<?xml-stylesheet href="file:///etc/passwd"?><edXML'),
        [],
    ),
    # names
    "no namespace": (re.sub(r' xmlns(:e)?="[^"]*"', "", SOUND), ["namespace_other"]),
    "undeclared prefix": (SOUND.replace(f' xmlns:e="{NS}"', ""), []),
    "undeclared xlink": (swapped("<e:Reference>", '<e:Reference xlink:href="x">'), []),
    "strange prefix": (SOUND.replace("e:", "văn-bản:"), []),
    # texts
    "instruction": (subject("Thử <?x y?>nghiệm"), []),
    "comment": (subject("Thử <!-- x -->nghiệm"), []),
    "CDATA": (subject("<![CDATA[A & B <x>]]>"), []),
    "markup in a text": (subject("Thử <b>đậm</b>"), ["element_unknown"]),
    "lines": (subject("Thử\n nghiệm"), []),
    "right to left": (subject("abc\u202egpj.exe"), []),
    "decomposed letters": (subject(unicodedata.normalize("NFD", "Thử nghiệm")), []),
    "astral": (subject("😀"), []),
    # structure
    "two message headers": (
        swapped("</e:MessageHeader>", "</e:MessageHeader><e:MessageHeader/>"),
        ["repeated"],
    ),
    "two headers": (
        swapped("</e:edXMLHeader>", "</e:edXMLHeader><e:edXMLHeader/>"),
        ["repeated"],
    ),
    "two envelopes": (
        swapped("<AttachmentEncoded>", "<edXMLEnvelope/><AttachmentEncoded>"),
        ["repeated"],
    ),
    "two traces": (swapped(TRACE, TRACE + TRACE), ["repeated"]),
    "two manifests": (
        swapped("</e:edXMLManifest>", "</e:edXMLManifest><e:edXMLManifest/>"),
        ["repeated"],
    ),
    "two subjects": (header("<e:Subject>Khác</e:Subject>"), ["repeated"]),
    "two identifiers": (header("<e:DocumentId>khác</e:DocumentId>"), ["repeated"]),
    "two numbers": (
        swapped("<e:CodeNumber>", "<e:CodeNumber>12</e:CodeNumber><e:CodeNumber>"),
        ["repeated"],
    ),
    "empty status code": (header("<e:StatusCode/>"), ["element_unknown"]),
    "inclusion": (
        header('<xi:include href="file:///etc/passwd"/>'),
        ["element_unknown"],
    ),
    "thousands of attributes": (
        header("<a " + " ".join(f'b{i}=""' for i in range(5000)) + "/>"),
        ["element_unknown"],
    ),
    # values
    "date without zeros": (swapped("2026/01/05<", "2026/1/5<"), ["date_unreadable"]),
    "date, day first": (swapped("2026/01/05<", "05/01/2026<"), ["date_unreadable"]),
    "date, month first": (swapped("2026/01/05<", "1/5/2026<"), ["date_unreadable"]),
    "date of two digits": (swapped("2026/01/05<", "26/01/05<"), ["date_unreadable"]),
    "date in words": (swapped("2026/01/05<", "ngày 5/1<"), ["date_unreadable"]),
    "wide digits": (swapped("2026/01/05<", "２０２６/０１/０５<"), ["date_unreadable"]),
    "date with blanks": (swapped("2026/01/05<", " 2026/01/05 <"), []),
    "time, day first": (
        swapped("2026/01/05 09", "05/01/2026 09"),
        ["timestamp_unreadable"],
    ),
    "time of 24 hours": (swapped(" 09:00", " 24:00"), ["timestamp_unreadable"]),
    "leap second": (swapped("09:00:00", "09:00:60"), ["timestamp_unreadable"]),
    "time with fractions": (
        swapped("09:00:00", "09:00:00.1"),
        ["timestamp_unreadable"],
    ),
    "steering empty": (header("<e:SteeringType></e:SteeringType>"), []),
    "steering in words": (
        header("<e:SteeringType>có</e:SteeringType>"),
        ["number_unreadable"],
    ),
    "steering below zero": (
        header("<e:SteeringType>-1</e:SteeringType>"),
        ["number_range"],
    ),
    "urgency unknown": (
        header("<e:OtherInfo><e:Priority>7</e:Priority></e:OtherInfo>"),
        ["code_unknown"],
    ),
    "operation unknown": (
        business(
            "<e:Bussiness><e:BussinessDocType>9</e:BussinessDocType></e:Bussiness>"
        ),
        ["code_unknown"],
    ),
    "operation in words": (
        business(
            "<e:Bussiness><e:BussinessDocType>NEW</e:BussinessDocType></e:Bussiness>"
        ),
        ["code_unknown"],
    ),
    "paper in words": (
        business("<e:Bussiness><e:Paper>yes</e:Paper></e:Bussiness>"),
        ["flag_unreadable"],
    ),
    # identifiers
    "former identifier": (SOUND.replace("H35.24<", "000.00.24.H35<"), []),
    "strange identifier": (SOUND.replace("H35.24<", "vxp.saas.03<"), ["organ_id_form"]),
    "identifier with blanks": (SOUND.replace("H35.24<", " H35.24 <"), []),
    "document known by UUID": (
        SOUND.replace(
            "H35.24,2026/01/05,12/SCT-VP", "6f0e2f8e-7f43-4f7e-9d3a-000000000001"
        ),
        [],
    ),
    # attachments
    "cid twice": (SOUND.replace("cid:1", "cid:cid:1"), []),
    "no cid": (SOUND.replace("cid:1", "1"), []),
    "cid on one side": (SOUND.replace("<ContentId>cid:1", "<ContentId>1"), []),
    "CID": (SOUND.replace("<ContentId>cid:1", "<ContentId>CID: 1 "), []),
    "cid in brackets": (
        SOUND.replace("<ContentId>cid:1", "<ContentId>&lt;cid:1&gt;"),
        ["reference_without_attachment", "attachment_without_reference"],
    ),
    "data twice": (
        swapped("</Attachment>", "<ContentTransferEncoded/></Attachment>"),
        ["repeated"],
    ),
    "name twice": (
        swapped("</Attachment>", "<AttachmentName>b.pdf</AttachmentName></Attachment>"),
        ["repeated"],
    ),
    "no data": (SOUND.replace("ContentTransferEncoded", "Data"), ["attachment_empty"]),
    "empty data": (file(b"", kind="application/pdf"), ["attachment_empty"]),
    "empty file in a zip": (file(zipped(("x.pdf", b""))), ["attachment_empty"]),
    "no attachments": (
        raw(attachments="", references="").encode(),
        ["no_attachment"],
    ),
    "label in capitals": (
        file(zipped(("x.pdf", PDF)), kind="APPLICATION/ZIP"),
        ["attachment_unpacked"],
    ),
    "label of Windows": (
        file(zipped(("x.pdf", PDF)), kind="application/x-zip-compressed"),
        ["attachment_unpacked"],
    ),
    "zip of several": (file(zipped(("x", PDF), ("y", PDF))), ["zip_several"]),
    "zip with a folder": (file(zipped(("d/", b""), ("d/x", PDF))), ["zip_several"]),
    "zip of a folder": (file(zipped(("d/", b""))), ["zip_several"]),
    "zip of nothing": (file(zipped()), ["not_a_zip"]),
    "zip that points up": (file(zipped(("../../x.pdf", PDF))), ["zip_entry_name"]),
    "zip that points away": (file(zipped(("/etc/x.pdf", PDF))), ["zip_entry_name"]),
    "zip in a zip": (file(zipped(("x.zip", zipped(("y", PDF))))), []),
    "zip behind junk": (file(b"junk" + zipped(("x.pdf", PDF))), ["not_a_zip"]),
    "sheet under a zip's label": (
        file(zipped(("[Content_Types].xml", b"x"), ("a", b"b")), "a.xlsx"),
        [],
    ),
    "label with parameters": (file(PDF, kind='application/pdf; name="a"'), []),
    "data address": (
        raw(attachments=attached(b"", encoded="data:application/pdf;base64,JVBE")),
        ["base64_foreign", "attachment_incomplete"],
    ),
    "placeholder": (
        raw(attachments=attached(b"", encoded="${file}")),
        ["base64_foreign"],
    ),
}
REFUSED = {
    "UTF-16 that calls itself UTF-8": (SOUND.encode("utf-16"), "not_xml"),
    "UTF-8 that calls itself UTF-16": (swapped("UTF-8", "UTF-16"), "not_xml"),
    "UTF-32": (SOUND.replace("UTF-8", "UTF-32").encode("utf-32"), "not_xml"),
    "unknown encoding": (swapped("UTF-8", "TCVN5712-1"), "encoding"),
    "declaration only": (b'<?xml version="1.0"?>', "not_xml"),
    "junk behind": (SOUND.encode() + b"junk", "not_xml"),
    "two packets in one": (SOUND.encode() + BODY.encode(), "not_xml"),
    "compressed": (gzip.compress(SOUND.encode()), "not_xml"),
    "zipped": (zipped(("a.edxml", SOUND.encode())), "not_xml"),
    "page of a proxy": (b"<html><title>502</title></html>", "not_edxml"),
    "SOAP": (f"<s:Envelope><s:Body>{BODY}</s:Body></s:Envelope>", "not_edxml"),
    "deeper than the root": (f"<x>{BODY}</x>", "not_edxml"),
    "NUL": (subject("a&#0;b"), "not_xml"),
    "control character": (subject("a&#x1F;b"), "not_xml"),
    "half a character": (subject("a&#xD800;b"), "not_xml"),
    "NUL in a name": (swapped("a.pdf</Att", "a&#0;.pdf</Att"), "not_xml"),
    "public DOCTYPE": (
        swapped(
            "\n<edXML", '\n<!DOCTYPE edXML PUBLIC "x" "http://127.0.0.1:9/x"><edXML'
        ),
        "doctype",
    ),
    "entity in a parameter": (
        swapped("\n<edXML", '\n<!DOCTYPE edXML [<!ENTITY % a "x">%a;]><edXML'),
        "doctype",
    ),
    "small doctype": (swapped("\n<edXML", "\n<!doctype edXML><edXML"), "not_xml"),
    "deep": (header("<a>" * 200 + "</a>" * 200), "too_deep"),
    "attribute twice": (header('<a b="1" b="2"/>'), "not_xml"),
    "attribute of 2 MB": (header(f'<a b="{"x" * 2_000_000}"/>'), "token_too_long"),
}


def encoded(packet: str | bytes) -> bytes:
    return packet.encode() if isinstance(packet, str) else packet


@pytest.mark.parametrize(("packet", "expected"), READ.values(), ids=READ)
def test_it_is_read_with_these_findings(packet, expected):
    read = read_packet(encoded(packet))
    assert isinstance(read, DocumentPacket)
    found = [f for f in check_packet(read) if f.code != "packet.recommended_missing"]
    assert sorted(codes(found)) == sorted(expected)
    assert all(finding.line >= 1 for finding in found)


@pytest.mark.parametrize(("packet", "code"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_by_this_error(packet, code):
    with pytest.raises(PacketError) as caught:
        read_packet(encoded(packet), name="goi.edxml")
    assert caught.value.code == f"packet.{code}"
    assert caught.value.params["source"] == "goi.edxml"


@pytest.mark.parametrize("code", ["1", "7", "99", "３", "13x"])
def test_a_status_of_an_unknown_code_is_kept_as_it_came(code):
    packet = read_packet(STATUS.replace(">03<", f">{code}<").encode())
    assert isinstance(packet, StatusPacket) and packet.status_code == code
    assert codes(check_packet(packet)) == ["code_unknown"]
    with pytest.raises(PacketError):
        build_packet(packet)


def test_a_status_without_a_code_is_a_status_still():
    packet = read_packet(STATUS.replace(">03<", "><").encode())
    assert isinstance(packet, StatusPacket)
    assert codes(check_packet(packet)) == ["mandatory_missing"]


def test_a_status_that_answers_nothing_says_so():
    text = re.sub("<edXML:ResponseFor>.*?</edXML:ResponseFor>", "", STATUS, flags=re.S)
    assert "mandatory_missing" in codes(check_packet(read_packet(text.encode())))


def test_two_zips_with_one_entry_name_stay_two_files():
    """The official library shows the second's content for both (axis-wire 2.2)."""
    both = attached(zipped(("x.pdf", PDF)), "a.pdf", "application/zip") + attached(
        zipped(("x.pdf", b"%PDF-2")), "b.pdf", "application/zip", content_id="cid:2"
    )
    references = referenced() + referenced("b.pdf", "cid:2")
    packet = read_packet(raw(attachments=both, references=references).encode())
    assert [item.read() for item in packet.attachments] == [PDF, b"%PDF-2"]
    entries = re.findall(rb"[0-9a-f-]{36}[.]pdf", build_zips(packet))
    assert len(set(entries)) == 2


def build_zips(packet) -> bytes:
    """The zips of a packet that we write, one behind the other."""
    again = read_packet(
        build_packet(packet)
        .replace(b"application/zip", b"application/octet-stream")
        .replace(b"a.pdf", b"a.zip")
        .replace(b"b.pdf", b"b.zip")
    )
    return b"".join(item.read() for item in again.attachments)


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "C:\\x\\a.pdf",
        "/a.pdf",
        "..",
        "~",
        "-rf",
        "a\tb.pdf",
        "a\u202egpj.exe",
        "CON.pdf",
        "x" * 5000 + ".pdf",
        "\u200b",
        "thư mục/tệp.pdf",
    ],
)
def test_names_are_kept_but_never_paths(name):
    """What is shown is the packet's own name; what is written is a plain one."""
    packet = read_packet(file(PDF, name, "application/pdf"))
    assert packet.attachments[0].name == name
    plain = safe_name(name)
    assert plain not in ("", ".", "..") and len(plain.encode()) <= 255
    assert not set(plain) & set("/\\\t\u202e\u200b:")


def test_whatever_is_read_sound_is_written_sound():
    for packet, expected in READ.values():
        if not expected:
            read = read_packet(encoded(packet))
            assert read_packet(build_packet(read)) == read
    assert read_packet(build_packet(document())) == document()
