"""NĐ 30/2020 Phụ lục VI III.1h: when two documents may be one."""

import doctest
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from core import sameness
from core.edxml.model import Attachment, DocumentPacket, Organization, TraceHeader
from core.sameness import agency_key, code_key, packet_key, same_agency


def test_examples_in_docstrings():
    result = doctest.testmod(sameness)
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize(
    "spelled",
    [
        "UBND tỉnh Lai Châu",
        "Uỷ ban nhân dân tỉnh Lai Châu",
        "ỦY BAN NHÂN DÂN TỈNH LAI CHÂU",
        "Uy ban nhan dan tinh Lai Chau",
        "UBND  Lai Châu.",
    ],
)
def test_one_agency_in_many_spellings(spelled):
    assert agency_key(spelled) == agency_key("Ủy ban nhân dân tỉnh Lai Châu")


@pytest.mark.parametrize(
    "other", ["UBND tỉnh Lào Cai", "HĐND tỉnh Lai Châu", "Sở Tài chính tỉnh Lai Châu"]
)
def test_other_agencies_stay_others(other):
    assert agency_key(other) != agency_key("Ủy ban nhân dân tỉnh Lai Châu")


@pytest.mark.parametrize(
    ("number", "notation"),
    [("9", "QĐ-UBND"), ("09", "QÐ-UBND".replace("Ð", "Đ")), ("9/QĐ–UBND", "")],
)
def test_one_number_in_many_spellings(number, notation):
    assert code_key(number, notation) == "9/qd-ubnd"


def test_numbers_that_differ():
    assert code_key("90", "QĐ-UBND") != code_key("9", "QĐ-UBND")
    assert code_key("9", "KH-UBND") != code_key("9", "QĐ-UBND")


def test_nothing_known_is_not_the_same():
    assert not same_agency(["", ""], ["", ""], "", "")
    assert not same_agency([""], ["H35"], " ", "UBND")


PACKET = DocumentPacket(
    sender=Organization(organ_id="H35"),
    recipients=(Organization(organ_id="H35.09"), Organization(organ_id="H35.11")),
    document_id="H35,2026/01/05,15/UBND-KT",
    code_number="15",
    code_notation="UBND-KT",
    promulgation_date=date(2026, 1, 5),
    subject="báo cáo",
    trace=(TraceHeader(organ_id="H35"),),
    attachments=(Attachment("a", "cong-van.pdf", "application/pdf", content=b"%PDF"),),
)


def test_a_packet_by_another_way_is_the_same():
    other = replace(
        PACKET,
        recipients=PACKET.recipients[:1],
        trace=(*PACKET.trace, TraceHeader(organ_id="G22")),
        attachments=(replace(PACKET.attachments[0], content_id="b"),),
    )
    assert packet_key(other) == packet_key(PACKET)


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "báo cáo khác"},
        {"place": "Lai Châu"},
        {"document_id": "H35,2026/01/06,15/UBND-KT"},
        {"trace": (TraceHeader(organ_id="H35", timestamp=datetime.now(UTC)),)},
        {"attachments": (Attachment("a", "cong-van.pdf", "", content=b"%PDF-2"),)},
    ],
)
def test_a_packet_that_says_something_else_is_another(change):
    assert packet_key(replace(PACKET, **change)) != packet_key(PACKET)


def test_without_an_identifier_nothing_is_known():
    assert packet_key(replace(PACKET, document_id="")) == ""
