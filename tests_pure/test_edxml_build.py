"""Writing is strict: what can't be sent is refused, with the element named."""

import io
from dataclasses import replace
from datetime import datetime

import pytest
from edxml_factory import PDF, document, status

from core.edxml import build_packet, write_packet
from core.edxml.codes import BusinessDocType
from core.edxml.model import (
    Attachment,
    Business,
    Organization,
    Receiver,
    Replacement,
    ResponseFor,
    TraceHeader,
)
from core.edxml.validate import strict_findings
from core.errors import PacketError

FILE = document().attachments[0]
HEADER = "MessageHeader/"
BUSINESS = "TraceHeaderList/Bussiness/"
ATTACHMENT = "AttachmentEncoded/Attachment"
NAIVE = datetime(2026, 1, 5, 9, 0)

MISSING = {
    "From/OrganId": {"sender": Organization("")},
    "To": {"recipients": ()},
    "To[2]/OrganId": {"recipients": (Organization("H35"), Organization(" "))},
    "DocumentId": {"document_id": ""},
    "Code/CodeNumber": {"code_number": ""},
    "Code/CodeNotation": {"code_notation": ""},
    "PromulgationInfo/PromulgationDate": {"promulgation_date": None},
    "DocumentType/Type": {"type": None},
    "DocumentType/TypeName": {"type_name": ""},
    "Subject": {"subject": "\n"},
    "SignerInfo/FullName": {"signer_name": ""},
}
TOO_LONG = {
    "From/OrganId": {"sender": Organization("H" * 36)},
    "From/OrganName": {"sender": Organization("H35", organ_name="x" * 201)},
    "Code/CodeNumber": {"code_number": "1" * 12},
    "Code/CodeNotation": {"code_notation": "x" * 31},
    "DocumentType/TypeName": {"type_name": "x" * 101},
    "Subject": {"subject": "x" * 501},
    "SignerInfo/Position": {"position": "x" * 101},
    "SignerInfo/FullName": {"signer_name": "x" * 51},
    "ToPlaces/Place[2]": {"to_places": ("x", "x" * 1001)},
    "ResponseFor[1]/OrganId": {"response_for": (ResponseFor("x" * 36),)},
}


def refused(packet) -> PacketError:
    """Build what must not be built; nothing may have been written."""
    stream = io.BytesIO()
    with pytest.raises(PacketError) as caught:
        write_packet(packet, stream)
    assert stream.getvalue() == b""
    error = caught.value
    assert error.code in [item.code for item in strict_findings(packet)]
    return error


@pytest.mark.parametrize(("element", "changes"), MISSING.items(), ids=MISSING)
def test_missing(element, changes):
    error = refused(document(**changes))
    assert error.code == "packet.mandatory_missing"
    assert error.params["element"] == HEADER + element
    assert error.params["point"]


@pytest.mark.parametrize(("element", "changes"), TOO_LONG.items(), ids=TOO_LONG)
def test_too_long(element, changes):
    error = refused(document(**changes))
    assert error.code == "packet.too_long"
    assert error.params["element"] == HEADER + element
    assert error.params["length"] == error.params["limit"] + 1


def test_as_long_as_allowed():
    packet = document(subject="x" * 500, code_number="1" * 11, type_name="x" * 100)
    assert build_packet(packet)


@pytest.mark.parametrize("trace", [(), (TraceHeader(""),)])
def test_no_trace(trace):
    error = refused(document(trace=trace))
    assert error.params["element"] == "TraceHeaderList/TraceHeader"


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ud800", "\uffff"])
def test_characters_that_xml_does_not_allow(character):
    error = refused(document(subject=f"a{character}b"))
    assert error.code == "packet.illegal_character"
    assert error.params["element"] == HEADER + "Subject"
    assert error.params["character"] == f"U+{ord(character):04X}"
    named = replace(FILE, name=f"a{character}.pdf")
    error = refused(document(attachments=(named,)))
    assert error.params["element"] == ATTACHMENT + "/AttachmentName"


@pytest.mark.parametrize("number", [-1, 2**31])
def test_numbers_that_no_reader_can_hold(number):
    error = refused(document(page_amount=number))
    assert error.code == "packet.number_range"
    assert error.params["element"] == HEADER + "OtherInfo/PageAmount"


def test_an_unknown_priority():
    assert refused(document(priority=5)).code == "packet.code_unknown"


def test_times_without_a_zone():
    """A naive time of a server that runs in UTC would be seven hours wrong."""
    error = refused(document(trace=(TraceHeader("H35", NAIVE),)))
    assert error.code == "packet.time_without_zone"
    assert refused(status(timestamp=NAIVE)).code == "packet.time_without_zone"


def test_a_replacement_replaces_something():
    empty = Business(BusinessDocType.REPLACEMENT)
    error = refused(document(business=empty))
    assert error.params["element"] == BUSINESS + "ReplacementInfoList"
    nameless = Business(BusinessDocType.REPLACEMENT, replacements=(Replacement(""),))
    error = refused(document(business=nameless))
    assert error.params["element"].endswith("ReplacementInfo[1]/DocumentId")


def test_an_added_recipient_has_an_identifier():
    business = Business(BusinessDocType.UPDATE, receivers=(Receiver("", True),))
    error = refused(document(business=business))
    assert error.params["element"].endswith("ReceiverList/Receiver[1]/OrganId")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"content": b""}, "attachment_empty"),
        ({"content_id": ""}, "mandatory_missing"),
        ({"name": ""}, "mandatory_missing"),
        ({"content_type": ""}, "attachment_type_unknown"),
    ],
)
def test_attachments_that_the_official_reader_fails_on(changes, code):
    error = refused(document(attachments=(replace(FILE, **changes),)))
    assert error.code == f"packet.{code}"


def test_two_attachments_with_one_content_id():
    twice = (FILE, Attachment("1", "b.pdf", "application/pdf", content=PDF))
    error = refused(document(attachments=twice))
    assert error.code == "packet.content_id_repeated"
    assert error.params["content_id"] == "1"


@pytest.mark.parametrize(
    ("changes", "code", "element"),
    [
        ({"status_code": ""}, "mandatory_missing", "StatusCode"),
        ({"status_code": "3"}, "code_unknown", "StatusCode"),
        ({"status_code": "14"}, "code_unknown", "StatusCode"),
        ({"timestamp": None}, "mandatory_missing", "Timestamp"),
        ({"sender": Organization("")}, "mandatory_missing", "From/OrganId"),
        (
            {"response_for": ResponseFor("", document_id="X")},
            "mandatory_missing",
            "ResponseFor/OrganId",
        ),
        (
            {"response_for": ResponseFor("H35")},
            "mandatory_missing",
            "ResponseFor/DocumentId",
        ),
    ],
)
def test_statuses(changes, code, element):
    error = refused(status(**changes))
    assert error.code == f"packet.{code}"
    assert error.params["element"] == HEADER + element


def test_a_status_may_answer_by_number_and_notation():
    assert build_packet(status(response_for=ResponseFor("H35", code="12/SCT-VP")))


def test_all_that_is_wrong_is_found_at_once():
    packet = document(subject="", code_number="", trace=())
    elements = [item.element for item in strict_findings(packet)]
    assert elements == [
        HEADER + "Code/CodeNumber",
        HEADER + "Subject",
        "TraceHeaderList/TraceHeader",
    ]
