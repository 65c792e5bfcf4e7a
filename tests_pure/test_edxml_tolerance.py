"""What other producers write is read, and what was tolerated is said."""

import io
from base64 import encodebytes
from datetime import date, datetime

import pytest
from edxml_factory import (
    FROM_TO,
    NS,
    PDF,
    REST,
    TRACE,
    attached,
    codes,
    raw,
    referenced,
    status,
    zipped,
)

from core.edxml import Limits, check_packet, read_packet
from core.edxml.codes import BusinessDocType, Severity
from core.edxml.formats import VIETNAM
from core.edxml.model import DocumentPacket, StatusPacket

SOUND = read_packet(raw().encode())
STATUS = (
    "<e:From><e:OrganId>H35</e:OrganId></e:From><e:ResponseFor>"
    "<e:OrganId>H35.24</e:OrganId><e:DocumentId>X</e:DocumentId></e:ResponseFor>"
    "<e:StatusCode> 03 </e:StatusCode><e:Timestamp>{}</e:Timestamp>"
)


def read(text: str, **options) -> DocumentPacket:
    return read_packet(text.encode(), **options)


def one(attachments: str, references: str | None = None):
    """The packet with these attachments, and its first attachment."""
    packet = read(raw(attachments=attachments, references=references))
    return packet, packet.attachments[0]


def test_the_sound_packet_is_sound():
    assert SOUND.findings == ()
    assert codes(check_packet(SOUND)) == []
    assert SOUND.attachments[0].read() == PDF
    assert SOUND.signer_name == "Nguyễn Văn Ân"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("<e:", "<").replace("</e:", "</"),
        lambda text: text.replace("e:", "other:"),
        lambda text: text.replace("<e:", "<ns0:a:").replace("</e:", "</ns0:a:"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(FROM_TO + REST, REST + FROM_TO),
        lambda text: text.replace("<e:Code>", '<e:Code xlink:href="x">'),
        lambda text: text.replace("<e:Subject>", "<!-- note --><e:Subject><?x y?>"),
        lambda text: text.replace("Thử nghiệm", "<![CDATA[Thử nghiệm]]>"),
        lambda text: text.replace("Thử nghiệm", "\n  Thử&#32;nghiệm\t"),
        lambda text: text.replace("cid:1", "1"),
        lambda text: text.replace("cid:1", "cid:cid:1", 1),
        lambda text: text.replace("cid:1", " CID: 1", 1),
        lambda text: text.replace('encoding="UTF-8"', 'encoding="utf8"'),
        lambda text: text.replace('<?xml version="1.0" encoding="UTF-8"?>\n', ""),
        lambda text: text + "\r\n\r\n",
    ],
    ids=[
        "no prefix",
        "another prefix",
        "two colons",
        "CR LF",
        "another order",
        "undeclared prefix",
        "comments and instructions",
        "CDATA",
        "white space",
        "no cid:",
        "cid: twice in the manifest",
        "CID:",
        "utf8",
        "no declaration",
        "the axis' CR LF at the end",
    ],
)
def test_it_says_the_same(change):
    packet = read(change(raw()))
    assert packet == SOUND
    assert packet.findings == ()


@pytest.mark.parametrize("stray", [b"1212", b"\n", b"\r\n \t", b"1<2 ", b"x" * 500])
def test_stray_bytes_before_the_declaration(stray):
    packet = read_packet(stray + raw().encode())
    assert packet == SOUND
    assert codes(packet.findings) == ["stray_bytes"]
    assert packet.findings[0].params["count"] == len(stray)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_byte_order_marks(encoding):
    text = raw(before="\ufeff" if encoding == "utf-16-le" else "")
    packet = read_packet(text.encode(encoding))
    assert packet == SOUND
    wide = encoding != "utf-8-sig"
    assert codes(packet.findings) == (["encoding_other"] if wide else [])


def test_an_old_code_page():
    text = raw(before='<?xml version="1.0" encoding="windows-1258"?>\n')
    text = text.replace("Thử nghiệm", "Quyết định").replace("Nguyễn Văn Ân", "Ân")
    for plain in ("Sở A", "Tỉnh", "Lai Châu", "Công văn", "Giám đốc", "Quyết định"):
        text = text.replace(plain, "Đ")
    packet = read_packet(text.encode("cp1258"))
    assert packet.subject == "Đ" and packet.signer_name == "Ân"
    assert codes(packet.findings) == ["encoding_other"]


def test_lines_count_from_the_file_also_after_stray_lines():
    broken = raw(header=FROM_TO + REST.replace("2026/01/05<", "05/01/2026<"))
    assert read(broken).findings[0].line == 3
    assert read("\n\n" + broken).findings[-1].line == 5


def test_a_stream_that_gives_a_byte_at_a_time():
    class Trickle(io.RawIOBase):
        def __init__(self, data):
            self.rest = data

        def read(self, _size=-1):
            piece, self.rest = self.rest[:1], self.rest[1:]
            return piece

    assert read_packet(Trickle(b"12" + raw().encode())) == SOUND


def test_the_envelope_as_root():
    text = raw().replace(f'<edXML xmlns="{NS}">', "").replace("</edXML>", "")
    text = text.replace("</e:edXMLEnvelope>", "").rstrip() + "</e:edXMLEnvelope>"
    assert read(text) == SOUND


def test_another_namespace_is_noted():
    packet = read(raw().replace(NS, "http://www.e-doc.vn/Schema/"))
    assert packet == SOUND
    assert codes(packet.findings) == ["namespace_other"]


def test_attachments_before_the_envelope():
    text = raw()
    start, end = text.index("<AttachmentEncoded>"), text.index("</edXML>")
    files = text[start:end]
    text = text.replace(files, "").replace(
        "<e:edXMLEnvelope", files + "<e:edXMLEnvelope"
    )
    assert read(text) == SOUND


def test_other_spellings():
    text = raw(
        trace=TRACE.replace(
            "<e:TraceHeader>",
            "<e:Business><e:BusinessDocType>1</e:BusinessDocType>"
            "<e:BusinessDocReason>Sai</e:BusinessDocReason></e:Business>"
            "<e:TraceHeader>",
            1,
        )
    )
    for standard, other in {
        "PromulgationInfo": "Promulgator",
        "SignerInfo": "Signer",
        "edXMLManifest": "Manifest",
    }.items():
        text = text.replace(f"e:{standard}>", f"e:{other}>")
    packet = read(text)
    assert packet.business.doc_type is BusinessDocType.RECALL
    assert packet.business.reason == "Sai"
    assert packet.promulgation_date == date(2026, 1, 5)
    assert packet.signer_name == SOUND.signer_name
    assert packet.references == SOUND.references
    assert set(codes(packet.findings)) == {"other_spelling"}


@pytest.mark.parametrize(
    "identifier",
    [
        "000.00.00.G22,2015/09/30,7816/VPCP-TTĐT",
        "5e515fca-3627-4f2e-b517-7169acdc8bda",
    ],
)
def test_both_forms_of_document_identifiers(identifier):
    text = raw().replace("H35.24,2026/01/05,12/SCT-VP", identifier)
    assert read(text).document_id == identifier


def test_a_document_identifier_is_never_invented():
    text = raw().replace("<e:DocumentId>H35.24,2026/01/05,12/SCT-VP</e:DocumentId>", "")
    packet = read(text)
    assert packet.document_id == "" and read(text).document_id == ""
    (finding,) = check_packet(packet)
    assert finding.code == "packet.mandatory_missing"
    assert finding.element == "MessageHeader/DocumentId" and finding.line == 3


@pytest.mark.parametrize(
    "text",
    [
        "05/01/2026",
        "2026/1/5",
        "2026-01-05",
        "2026/13/45",
        "2026/02/29",
        "0010/07/19",
        "2026/01/05T00:00:00",
        "2026/01/05 x",
        "٢٠٢٦/٠١/٠٥",
        "hôm nay",
    ],
)
def test_a_date_is_a_date_or_nothing(text):
    packet = read(raw(header=FROM_TO + REST.replace("2026/01/05<", f"{text}<")))
    assert packet.promulgation_date is None
    (finding,) = packet.findings
    assert finding.code == "packet.date_unreadable"
    assert finding.params["value"] == text
    # What is unreadable isn't reported as missing besides.
    assert codes(check_packet(packet)) == ["date_unreadable"]


@pytest.mark.parametrize(
    "text", ["2026/01/05", "2026/01/05T09:00:00", "2026/01/05 25:00:00", "9:00"]
)
def test_a_timestamp_likewise(text):
    packet = read(raw(trace=TRACE.replace("2026/01/05 09:00:00", text)))
    assert packet.trace[0].timestamp is None
    assert codes(packet.findings) == ["timestamp_unreadable"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2", 2), (" 2 ", 2), ("0", 0), ("", None), ("một", None), ("99999999999", None)],
)
def test_steering_type_of_any_kind(text, expected):
    element = f"<e:SteeringType>{text}</e:SteeringType>"
    packet = read(raw(header=FROM_TO + REST + element))
    assert packet.steering_type == expected
    noted = ["number_unreadable"] if text and expected is None else []
    assert codes(packet.findings) == noted


def test_an_unknown_operation_is_an_error():
    business = "<e:Bussiness><e:BussinessDocType>7</e:BussinessDocType></e:Bussiness>"
    packet = read(
        raw(
            trace=TRACE.replace(
                "</e:TraceHeaderList>", business + "</e:TraceHeaderList>"
            )
        )
    )
    (finding,) = packet.findings
    assert finding.code == "packet.code_unknown"
    assert finding.severity is Severity.ERROR


def test_paper_beside_the_business_counts():
    trace = TRACE.replace("<e:TraceHeader>", "<e:Paper>1</e:Paper><e:TraceHeader>", 1)
    packet = read(raw(trace=trace))
    assert packet.business.paper and packet.findings == ()


def test_repeated_elements_are_chosen_as_the_official_reader_does():
    header = FROM_TO + REST + "<e:Subject>Sau</e:Subject>"
    header = header.replace("<e:Place>", "<e:Place>Đầu</e:Place><e:Place>")
    packet = read(raw(header=header))
    assert packet.subject == "Sau" and packet.place == "Đầu"
    assert codes(packet.findings) == ["repeated", "repeated"]


def test_unknown_elements_are_noted_and_skipped():
    packet = read(raw(header=FROM_TO + REST + "<e:Lạ><e:Subject>x</e:Subject></e:Lạ>"))
    assert packet == SOUND
    (finding,) = packet.findings
    assert finding.element == "MessageHeader/Lạ"
    assert finding.severity is Severity.INFO


def test_elements_that_say_nothing_are_not_there():
    blank = "<e:To/><e:To><e:OrganId> </e:OrganId></e:To>"
    header = FROM_TO.replace("<e:To>", blank + "<e:To>", 1) + REST
    header += "<e:ResponseFor><e:Code/></e:ResponseFor><e:ToPlaces/>"
    trace = TRACE.replace("<e:TraceHeader>", "<e:TraceHeader/><e:TraceHeader>", 1)
    packet = read(raw(header=header, trace=trace))
    assert packet == SOUND and packet.findings == ()


def test_everything_but_the_header_may_be_missing():
    text = (
        f'<edXML xmlns="{NS}"><edXMLEnvelope><edXMLHeader><MessageHeader/>'
        "</edXMLHeader></edXMLEnvelope></edXML>"
    )
    packet = read(text)
    assert packet.sender.organ_id == "" and packet.attachments == ()
    assert "no_attachment" in codes(check_packet(packet))


def test_a_status_is_known_by_its_code():
    text = raw(header=STATUS.format("2026/01/05 10:00:00"))
    packet = read(text)
    assert isinstance(packet, StatusPacket)
    assert packet.status_code == "03"
    assert packet.timestamp == datetime(2026, 1, 5, 10, tzinfo=VIETNAM)
    assert isinstance(read(raw()), DocumentPacket)
    assert status().status_code == "03"


def test_zipped_under_a_zip_label():
    packet, item = one(attached(zipped(("x.doc", PDF)), "a.doc", "application/zip"))
    assert item.read() == PDF and item.name == "a.doc" and item.unpacked
    assert packet.findings == ()


@pytest.mark.parametrize(
    "label", ["application/pdf", "text/plain", "", "APPLICATION/ZIP"]
)
def test_zipped_under_another_label_is_recovered_and_said(label):
    packet, item = one(attached(zipped(("u-u-i-d.pdf", PDF)), content_type=label))
    assert item.read() == PDF and item.unpacked
    assert "attachment_unpacked" in codes(packet.findings)


def test_plain_under_a_zip_label():
    packet, item = one(attached(PDF, content_type="application/zip"))
    assert item.read() == PDF and not item.unpacked
    assert codes(packet.findings) == ["not_a_zip"]


def test_a_zip_of_several_entries_stays_whole():
    data = zipped(("1.pdf", b"1"), ("2.pdf", b"2"))
    packet, item = one(attached(data, content_type="application/zip"))
    assert item.read() == data and not item.unpacked
    assert codes(packet.findings) == ["zip_several"]


@pytest.mark.parametrize("name", ["a.zip", "a.ZIP"])
def test_a_file_called_zip_stays_whole(name):
    data = zipped(("1.pdf", b"1"))
    packet, item = one(attached(data, name, "application/zip"), referenced(name))
    assert item.read() == data and packet.findings == ()


def test_an_office_file_is_not_taken_apart():
    data = zipped(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<y/>"))
    packet, item = one(
        attached(data, "a.docx", "application/zip"), referenced("a.docx")
    )
    assert item.read() == data and packet.findings == ()
    lonely = zipped(("content.xml", b"<x/>"))
    assert one(attached(lonely, "a.odt", "application/zip"))[1].read() == lonely


def test_an_office_file_that_was_zipped_is_unwrapped():
    inner = zipped(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<y/>"))
    outer = zipped(("b-c-d.xlsx", inner))
    item = one(attached(outer, "a.xlsx", "application/zip"))[1]
    assert item.read() == inner and item.unpacked


@pytest.mark.parametrize(
    ("encoded", "expected", "noted"),
    [
        ("SGVsbG8h", b"Hello!", []),
        ("SGVs\n bG8h\t\r\n", b"Hello!", []),
        ("SGVs&#13;\nbG8h", b"Hello!", []),
        ("<![CDATA[SGVsbG8h]]>", b"Hello!", []),
        ("SGVsbG8", b"Hello", []),
        ("SGVsbG8=", b"Hello", []),
        ("SGVsbG8=\n", b"Hello", []),
        ("SGVsbA", b"Hell", []),
        ("SGVsbA==", b"Hell", []),
        ("-_-_", b"\xfb\xff\xbf", []),
        ("SGVs*bG8h€", b"Hello!", ["base64_foreign"]),
        ("SGVsb", b"Hel", ["attachment_incomplete"]),
        ("SGVsbG8=SGVs", b"Hello", ["attachment_incomplete"]),
        ("SGVsbG8=\n!SGVs", b"Hello", ["base64_foreign", "attachment_incomplete"]),
        ("", b"", []),
        ("====", b"", []),
    ],
)
def test_lenient_base64(encoded, expected, noted):
    packet, item = one(attached(b"", encoded=encoded))
    assert item.read() == expected
    assert codes(packet.findings) == noted


def test_base64_in_lines_over_many_pieces():
    data = bytes(range(256)) * 2000
    for encoded in (encodebytes(data).decode(), encodebytes(data).decode()[:-1]):
        packet, item = one(attached(b"", encoded=encoded))
        assert item.read() == data and packet.findings == ()


def test_the_manifest_gives_order_and_what_the_attachment_lacks():
    attachments = attached(b"2", "b.txt", "text/plain", content_id="2") + (
        "<Attachment><ContentId>1</ContentId>"
        "<ContentTransferEncoded>MQ==</ContentTransferEncoded></Attachment>"
    )
    references = referenced() + referenced("b.txt", "cid:cid:2")
    packet, item = one(attachments, references)
    assert (item.name, item.content_type) == ("a.pdf", "application/pdf")
    assert [entry.read() for entry in packet.attachments] == [b"1", b"2"]
    assert codes(check_packet(packet)) == []


def test_a_packet_without_attachments_is_read_and_reported():
    packet = read(raw(attachments="", references=""))
    assert packet.attachments == () and packet.findings == ()
    assert codes(check_packet(packet)) == ["no_attachment"]


def test_small_and_large_attachments_are_the_same_to_the_caller():
    two = attached(PDF) + attached(PDF * 2, content_id="cid:2")
    text = raw(attachments=two, references=referenced())
    for memory in (0, len(PDF), 10**6):
        packet = read(text, limits=Limits(memory_bytes=memory))
        assert [item.read() for item in packet.attachments] == [PDF, PDF * 2]
        assert packet.attachments[1].sha256 == read(text).attachments[1].sha256
        with packet.attachments[1].open() as stream:
            stream.seek(len(PDF))
            assert stream.read() == PDF
