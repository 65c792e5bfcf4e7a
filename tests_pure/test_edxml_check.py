"""The check: Quyết định 28/2018 Điều 10.2, lengths, code lists, manifest, sentences."""

import ast
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from edxml_factory import (
    FROM_TO,
    MINISTRY,
    PDF,
    PROVINCE,
    REST,
    ROOT,
    SAMPLES,
    TRACE,
    attached,
    codes,
    document,
    raw,
    referenced,
    status,
)

from core.edxml import build_packet, check_packet, read_packet
from core.edxml.codes import BusinessDocType, Severity
from core.edxml.messages import MESSAGES, sentence, severity_of
from core.edxml.model import Attachment, Business, Organization, TraceHeader

HEADER = FROM_TO + REST
# Point of Điều 10.2, what is taken out of a sound packet, element that is reported.
POINTS = [
    ("b", "<e:DocumentId>H35.24,2026/01/05,12/SCT-VP</e:DocumentId>", "DocumentId"),
    ("c", "<e:CodeNumber>12</e:CodeNumber>", "Code/CodeNumber"),
    ("c", "<e:CodeNotation>SCT-VP</e:CodeNotation>", "Code/CodeNotation"),
    (
        "d",
        "<e:PromulgationDate>2026/01/05</e:PromulgationDate>",
        "PromulgationInfo/PromulgationDate",
    ),
    ("đ", "<e:TypeName>Công văn</e:TypeName>", "DocumentType/TypeName"),
    ("e", "<e:Subject>Thử nghiệm</e:Subject>", "Subject"),
    ("i", "<e:Position>Giám đốc</e:Position>", "SignerInfo/Position"),
    ("i", "<e:FullName>Nguyễn Văn Ân</e:FullName>", "SignerInfo/FullName"),
    ("a", "<e:OrganId>H35.24</e:OrganId>", "From/OrganId"),
]


def found(header: str = HEADER, **parts):
    return check_packet(read_packet(raw(header=header, **parts).encode()))


def test_sound_packets_have_no_findings():
    assert found() == ()
    assert check_packet(document()) == ()
    assert check_packet(read_packet(build_packet(document()))) == ()
    assert check_packet(status()) == ()


@pytest.mark.parametrize(("point", "text", "element"), POINTS)
def test_each_point_of_the_law(point, text, element):
    (finding,) = found(HEADER.replace(text, "", 1))
    assert finding.code == "packet.mandatory_missing"
    assert finding.element == f"MessageHeader/{element}"
    assert finding.params["point"].endswith(f"Đ10k2{point}")
    assert finding.severity is Severity.ERROR
    assert finding.line == 3


def test_points_m_n_and_p():
    (finding,) = found(trace="")
    assert finding.element == "TraceHeaderList/TraceHeader"
    assert finding.line == 2
    without_to = FROM_TO[: FROM_TO.index("<e:To>")] + REST
    (finding,) = found(without_to)
    assert finding.element == "MessageHeader/To"
    assert finding.params["point"].endswith("m")
    stamp = "<e:Timestamp>2026/01/05 09:00:00</e:Timestamp>"
    (finding,) = found(trace=TRACE.replace(stamp, ""))
    assert finding.element == "TraceHeaderList/TraceHeader[1]/Timestamp"
    assert finding.line == 4


def test_point_g():
    assert codes(found(attachments="", references="")) == ["no_attachment"]
    recall = document(
        business=Business(BusinessDocType.RECALL, reason="Sai"), attachments=()
    )
    assert check_packet(recall) == ()
    new = document(attachments=())
    assert codes(check_packet(new)) == ["no_attachment"]


def test_what_ought_to_be_there_is_a_warning():
    (finding,) = found(HEADER.replace("<e:OrganName>Sở A</e:OrganName>", ""))
    assert finding.code == "packet.recommended_missing"
    assert finding.severity is Severity.WARNING


def test_lengths():
    (finding,) = found(HEADER.replace("Thử nghiệm", "x" * 501))
    assert finding.code == "packet.too_long"
    assert finding.params["limit"] == 500


def test_code_lists():
    header = HEADER + "<e:OtherInfo><e:Priority>9</e:Priority></e:OtherInfo>"
    (finding,) = found(header)
    assert finding.code == "packet.code_unknown" and finding.params["value"] == 9
    (finding,) = check_packet(status("07"))
    assert finding.element == "MessageHeader/StatusCode"


@pytest.mark.parametrize("code", ["02", "13", "16"])
def test_a_refusal_gives_its_reason(code):
    assert codes(check_packet(status(code, description=""))) == ["reason_missing"]
    assert check_packet(status(code)) == ()
    assert check_packet(status("03", description="")) == ()


def test_identifiers_of_agencies():
    for organ_id in ("H35", "H35.24", "G22", "000.00.24.H35", "H37.DN.001"):
        assert check_packet(document(sender=replace(PROVINCE, organ_id=organ_id))) == ()
    for organ_id in ("vxp.saas.03", "h35", "H35.", "null"):
        packet = document(sender=replace(PROVINCE, organ_id=organ_id))
        assert codes(check_packet(packet)) == ["organ_id_form"]


def test_a_recipient_twice():
    packet = document(recipients=(PROVINCE, MINISTRY, PROVINCE))
    (finding,) = check_packet(packet)
    assert finding.code == "packet.recipient_repeated"
    assert finding.params["value"] == PROVINCE.organ_id


def test_a_deadline_before_the_document():
    assert codes(check_packet(document(due_date=date(2026, 1, 4)))) == ["date_order"]
    assert check_packet(document(due_date=date(2026, 1, 5))) == ()


def test_a_recall_without_reason():
    packet = document(business=Business(BusinessDocType.RECALL))
    assert codes(check_packet(packet)) == ["recommended_missing"]


def test_manifest_and_attachments_fit():
    files = attached(PDF) + attached(PDF, "b.pdf", content_id="cid:2")
    listed = referenced() + referenced("c.pdf", "cid:3")
    findings = found(attachments=files, references=listed)
    assert codes(findings) == [
        "reference_without_attachment",
        "attachment_without_reference",
    ]
    assert findings[0].line == 5 and findings[1].line == 6
    assert codes(found(references=referenced("b.pdf"))) == ["attachment_name_differs"]
    assert codes(found(references="")) == ["attachment_without_reference"]


def test_equal_attachments():
    files = attached(PDF) + attached(PDF)
    assert codes(found(attachments=files)) == [
        "content_id_repeated",
        "attachment_name_repeated",
    ]
    two = (
        Attachment("1", "a.pdf", "application/pdf", content=PDF),
        Attachment("2", "a.pdf", "application/pdf", content=PDF),
    )
    packet = document(attachments=two)
    assert codes(check_packet(packet)) == ["attachment_name_repeated"]


def test_an_attachment_without_a_type_is_a_warning():
    text = raw().replace("<ContentType>application/pdf</ContentType>", "")
    text = text.replace("<e:ContentType>application/pdf</e:ContentType>", "")
    (finding,) = check_packet(read_packet(text.encode()))
    assert finding.code == "packet.attachment_type_unknown"
    assert finding.severity is Severity.WARNING and finding.line == 6


def test_an_empty_attachment():
    assert codes(found(attachments=attached(b""))) == ["attachment_empty"]


def test_findings_come_by_line():
    header = HEADER.replace("<e:Subject>Thử nghiệm</e:Subject>", "")
    findings = found(
        header, trace="", attachments="", before="12<?xml version='1.0'?>\n"
    )
    assert "stray_bytes" in codes(findings)
    lines = [item.line for item in findings]
    assert lines == sorted(lines)


def test_elements_are_found_in_the_file():
    """Each finding's line holds the element, or what is around it."""
    text = build_packet(
        document(
            sender=Organization("x", organ_name="A"),
            recipients=(PROVINCE, Organization("y", organ_name="B")),
            trace=(TraceHeader("H35"),),
        )
    ).decode()
    lines = text.splitlines()
    findings = check_packet(read_packet(text.encode()))
    shown = {item.element: lines[item.line - 1].strip() for item in findings}
    assert shown == {
        "MessageHeader/From/OrganId": "<edXML:OrganId>x</edXML:OrganId>",
        "MessageHeader/To[2]/OrganId": "<edXML:OrganId>y</edXML:OrganId>",
        "TraceHeaderList/TraceHeader[1]/Timestamp": "<edXML:TraceHeader>",
    }


def _codes_in_the_source() -> set[str]:
    texts = set()
    for path in (ROOT / "core" / "edxml").rglob("*.py"):
        for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(r"packet\.[a-z0-9_]+", node.value):
                    texts.add(node.value)
    return texts


def test_every_code_has_its_sentences_and_no_sentence_lacks_a_code():
    assert _codes_in_the_source() == set(MESSAGES)
    sources = [path.read_text() for path in (ROOT / "core/edxml").rglob("*.py")]
    for code, message in MESSAGES.items():
        used = sum(source.count(f'"{code}"') for source in sources)
        assert used >= 2, f"{code} is in the table only"
        named = [
            set(re.findall(r"%\((\w+)\)s", text)) for text in (message.vi, message.en)
        ]
        assert named[0] == named[1]
        assert message.vi.endswith(".") and message.en.endswith(".")


def test_sentences():
    (finding,) = check_packet(status("07"))
    assert sentence(finding.code, finding.params, "vi") == (
        "MessageHeader/StatusCode có mã “07” không thuộc danh mục."
    )
    assert "isn't in the list" in sentence(finding.code, finding.params)
    assert sentence("packet.too_large", {}, "en").count("?") == 2
    assert sentence("unheard.of", {}) == "unheard.of"
    assert severity_of("unheard.of") is Severity.ERROR


if SAMPLES:

    @pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
    def test_official_samples(path):
        errors = [
            (item.code, item.element)
            for item in check_packet(read_packet(path))
            if item.severity is Severity.ERROR
        ]
        # That packet of 2025 came without the signer's position (point i).
        lacks = ("packet.mandatory_missing", "MessageHeader/SignerInfo/Position")
        assert errors == ([lacks] if path.stem == "edoc_2025_uuid" else [])
