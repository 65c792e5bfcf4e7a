"""Every kind of packet survives being written and read; what is written is standard."""

import io
import re
import zipfile
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from edxml_factory import MINISTRY, NS, PDF, SAMPLES, document, status
from lxml import etree

from core.edxml import build_packet, read_packet, write_packet
from core.edxml.codes import BusinessDocType, StatusCode, content_type_for
from core.edxml.content import Content
from core.edxml.model import (
    Attachment,
    Business,
    DocumentPacket,
    Receiver,
    Replacement,
    ResponseFor,
    StaffInfo,
    TraceHeader,
)

STAFF = StaffInfo("Văn phòng", "P1", "Lê Thị Bé", "17", "vt@example.vn", "0900")
FULL = document(
    type_detail=18,
    content="Nội dung",
    competence="KT. GIÁM ĐỐC",
    due_date=date(2026, 2, 1),
    priority=3,
    sphere="Nội bộ",
    typer_notation="NVA",
    promulgation_amount=5,
    direction=True,
    appendixes=("Phụ lục I", "Phụ lục II"),
    response_for=(
        ResponseFor("H35", "1/UBND", "H35,2026/01/01,1/UBND", date(2026, 1, 1)),
        ResponseFor("000.00.00.G02", "2/BCT-KH"),
    ),
    steering_type=2,
    task_codes=("T1", "T2"),
    application_type="QLVB",
    to_places=("Như trên", "Lưu: VT"),
    business=Business(reason="Văn bản mới", paper=True, staff=STAFF),
)
KINDS = {
    "new": document(),
    "everything": FULL,
    "recall": document(
        business=Business(BusinessDocType.RECALL, "H35.24,2026/01/04,9/SCT", "Sai số"),
        attachments=(),
    ),
    "update": document(
        business=Business(
            BusinessDocType.UPDATE,
            "H35.24,2026/01/04,9/SCT",
            "Đổi trích yếu",
            document_info=True,
            document_receiver=True,
            receivers=(Receiver("H35", added=True), Receiver("H35.01", added=False)),
        )
    ),
    "replacement": document(
        business=Business(
            BusinessDocType.REPLACEMENT,
            reason="Thay thế",
            replacements=(
                Replacement("H35.24,2026/01/04,9/SCT", ("H35", "H35.01")),
                Replacement("H35.24,2026/01/03,8/SCT"),
            ),
        )
    ),
}
KINDS |= {f"status {code}": status(code) for code in StatusCode}


def _elements(data: bytes) -> list[str]:
    """The tags of a packet in order, as a strict parser that knows namespaces sees."""
    return [
        f"{element.prefix}:{etree.QName(element).localname}"
        if element.prefix
        else etree.QName(element).localname
        for element in etree.fromstring(data).iter()
    ]


def _one_file(packet: DocumentPacket, data: bytes, **changes) -> DocumentPacket:
    attachment = replace(packet.attachments[0], content=data, **changes)
    return replace(packet, attachments=(attachment,))


@pytest.mark.parametrize("packet", KINDS.values(), ids=KINDS)
def test_every_kind_is_read_as_it_was_written(packet):
    read = read_packet(build_packet(packet))
    assert read == packet
    assert read.findings == ()


def test_no_field_of_the_model_is_left_out():
    """Else a field that the tables forget would pass the test above unseen."""
    plain = document()
    ours = {"references", "has_header_signature", "findings", "lines"}
    same = {
        name
        for name in DocumentPacket.__dataclass_fields__
        if getattr(FULL, name) == getattr(plain, name)
    }
    given = {name for name in same if not getattr(plain, name)}
    assert given <= ours


if SAMPLES:

    @pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
    def test_official_sample_survives(path):
        packet = read_packet(path)
        again = read_packet(build_packet(packet))
        assert again == packet
        for one, other in zip(
            getattr(packet, "attachments", ()),
            getattr(again, "attachments", ()),
            strict=True,
        ):
            assert one.read() == other.read() and one.size > 10_000

    def test_official_kinds_are_told_apart():
        kinds = {path.stem: read_packet(path) for path in SAMPLES}
        assert kinds["edoc_revocation"].business.doc_type is BusinessDocType.RECALL
        assert kinds["edoc_new"].business.doc_type is BusinessDocType.NEW
        assert kinds["edoc_new"].has_header_signature
        assert not kinds["edoc_2025_uuid"].has_header_signature
        assert kinds["status_rejection_02"].status_code == "02"
        assert kinds["edoc_2025_uuid"].attachments[0].read().startswith(b"%PDF")
        assert kinds["edoc_2025_uuid"].attachments[0].unpacked


def test_equal_packets_give_equal_bytes():
    assert build_packet(FULL) == build_packet(FULL)


def test_order_and_prefixes_are_those_of_the_official_builder():
    tags = _elements(build_packet(FULL))
    inside = tags[2 : tags.index("AttachmentEncoded")]
    assert tags[:2] == ["edXML", "edXML:edXMLEnvelope"]
    assert all(tag.startswith("edXML:") for tag in inside)
    header = [
        "From",
        "To",
        "DocumentId",
        "Code",
        "PromulgationInfo",
        "DocumentType",
        "Subject",
        "Content",
        "SignerInfo",
        "DueDate",
        "OtherInfo",
        "ResponseFor",
        "SteeringType",
        "ResponseForTask",
        "ApplicationType",
        "ToPlaces",
        "TraceHeaderList",
        "Bussiness",
        "TraceHeader",
        "edXMLManifest",
    ]
    places = [tags.index(f"edXML:{name}") for name in header]
    assert places == sorted(places)
    assert tags[tags.index("AttachmentEncoded") :] == [
        "AttachmentEncoded",
        "Attachment",
        "ContentId",
        "AttachmentName",
        "ContentType",
        "edXML:ContentTransferEncoded",
    ]


def test_status_packet_has_a_header_only():
    tags = _elements(build_packet(status("02")))
    assert "edXML:edXMLBody" not in tags and "AttachmentEncoded" not in tags
    assert "edXML:TraceHeaderList" not in tags


def test_nothing_stands_before_the_declaration():
    data = build_packet(document())
    assert re.match(rb"<\?xml version=.1\.0. encoding=.UTF-8.\?>\n<edXML ", data)


def test_the_manifest_lists_what_is_attached():
    root = etree.fromstring(build_packet(document()))
    listed = root.find(f".//{{{NS}}}Reference/{{{NS}}}ContentId").text
    held = root.find(f".//{{{NS}}}Attachment/{{{NS}}}ContentId").text
    assert listed == held == "cid:1"


@pytest.mark.parametrize(
    "text",
    [
        "dòng 1\ndòng 2",
        "a\tb",
        "<&>\"'",
        "\U0001d11e",
        "a\r\nb",
        "e\u0302\u0301",
        "]]>",
    ],
)
def test_texts_come_back_to_the_letter(text):
    packet = document(subject=f"x {text} y")
    assert read_packet(build_packet(packet)).subject == f"x {text} y"


def test_white_space_at_the_ends_goes():
    assert read_packet(build_packet(document(subject=" \n a \t"))).subject == "a"


def test_times_are_written_in_vietnam_time():
    trace = (TraceHeader("H35", datetime(2026, 1, 5, 20, 0, tzinfo=UTC)),)
    data = build_packet(document(trace=trace))
    assert b"2026/01/06 03:00:00" in data
    assert read_packet(data).trace == trace
    zone = timezone(timedelta(hours=-5))
    assert read_packet(
        build_packet(status(timestamp=datetime(2026, 1, 5, 15, tzinfo=zone)))
    ).timestamp == datetime(2026, 1, 5, 20, tzinfo=UTC)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 196607, 196608, 196609, 600_000])
@pytest.mark.parametrize("name", ["a.pdf", "a.txt"])
def test_attachments_of_any_size(size, name):
    data = bytes(index * 7 % 251 for index in range(size))
    packet = _one_file(document(), data, name=name, content_type=content_type_for(name))
    read = read_packet(build_packet(packet))
    assert read.attachments[0].read() == data
    assert read == packet


@pytest.mark.parametrize("name", ["bang.xlsx", "anh.png", "khong-duoi"])
def test_what_the_axis_zips_is_zipped_once_under_a_name_of_its_own(name):
    files = tuple(
        Attachment(str(index), name, content_type_for(name), content=PDF)
        for index in range(2)
    )
    data = build_packet(document(attachments=files))
    names = []
    for element in etree.fromstring(data).iter(f"{{{NS}}}ContentTransferEncoded"):
        with zipfile.ZipFile(io.BytesIO(b64decode(element.text))) as archive:
            (entry,) = archive.infolist()
            assert archive.read(entry) == PDF
            names.append(entry.filename)
    assert len(set(names)) == 2
    extension = name.partition(".")[2] or "unk"
    assert all(re.fullmatch(rf"[0-9a-f-]{{36}}\.{extension}", one) for one in names)
    assert [item.read() for item in read_packet(data).attachments] == [PDF, PDF]


@pytest.mark.parametrize("name", ["ho-so.zip", "HO-SO.ZIP"])
def test_a_zip_arrives_as_it_was(name):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mot.txt", b"1")
    packet = _one_file(
        document(), stream.getvalue(), name=name, content_type="application/zip"
    )
    data = build_packet(packet)
    assert read_packet(data).attachments[0].read() == stream.getvalue()
    # The official reader keeps a zip whole only under these two conditions.
    (label,) = {
        element.text for element in etree.fromstring(data).iter(f"{{{NS}}}ContentType")
    }
    assert name.endswith(".zip") or label != "application/zip"


def test_content_from_a_file(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF)
    packet = _one_file(document(), Content.from_path(path))
    assert read_packet(build_packet(packet)) == document()


def test_two_readers_of_one_content_do_not_meet(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(bytes(range(100)))
    content = Content.from_path(path)
    with content.open() as one, content.open() as other:
        assert one.read(10) == other.read(10) == bytes(range(10))
        one.seek(-5, io.SEEK_END)
        assert one.read() == bytes(range(95, 100))
        assert other.read(1) == bytes([10])
    assert content.read() == bytes(range(100))


def test_writing_needs_no_seekable_stream():
    class Pipe(io.RawIOBase):
        held = b""

        def writable(self):
            return True

        def write(self, data):
            self.held += bytes(data)
            return len(data)

    pipe = Pipe()
    packet = _one_file(document(), PDF, name="a.txt", content_type="application/zip")
    write_packet(packet, pipe)
    assert read_packet(pipe.held) == packet


def test_recall_target():
    plain = document(business=Business(BusinessDocType.RECALL))
    assert plain.target_document_id == plain.document_id
    named = document(business=Business(BusinessDocType.UPDATE, "X"))
    assert named.target_document_id == "X"
    assert document(business=Business(document_id="X")).target_document_id == ""


def test_recipients_keep_their_order():
    packet = document(recipients=tuple(reversed(document().recipients)))
    assert read_packet(build_packet(packet)).recipients[0] == MINISTRY
