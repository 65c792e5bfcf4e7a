"""Numbers and dates on files of other tools, against the packet's data (Điều 12.1c)."""

from datetime import date

import pytest
from test_verify_chain import annotate, codes, other_tool, write_on_page

from core.pdfsign.verify import Grade, verify_document

# where the draft leaves room for its number, 13 points high
ROOM = "120 727"


def foreign(pki, pdf, between=lambda pdf: pdf):
    return other_tool(
        between(other_tool(pdf, pki, "director", "S1")), pki, "seal_sct", "S2"
    )


def judged(pki, now, pdf, **packet):
    policy = pki.policy(crls=pki.crls(now), **packet)
    verdict = verify_document(pdf, policy, now)
    return verdict, codes(verdict) & {"number.packet", "date.packet"}


@pytest.fixture(scope="module")
def printed(pki, draft):
    """Number and date printed into the page before anybody signed."""
    return foreign(pki, draft(number=" 125", day=" 11 "))


@pytest.mark.parametrize(
    ("number", "day", "expected"),
    [
        ("125", date(2026, 11, 11), set()),
        ("0125", None, set()),
        ("126", None, {"number.packet"}),
        ("125", date(2026, 12, 11), {"date.packet"}),
        ("12", date(2026, 11, 12), {"number.packet", "date.packet"}),
        # what the packet tells is no plain number, or nothing
        ("125a", None, set()),
        ("", None, set()),
    ],
)
def test_printed_on_the_page(pki, printed, now, number, day, expected):
    verdict, found = judged(pki, now, printed, number=number, issued_on=day)
    assert found == expected
    grade = Grade.VALID_WITH_NOTE if expected else Grade.VALID
    assert verdict.grade is grade, verdict.rules


@pytest.mark.parametrize("write", [annotate, write_on_page])
def test_written_between_the_signatures(pki, draft, now, write):
    """As a free-text annotation, or as page content in the room after "Số:"."""

    def at_its_place(pdf):
        if write is annotate:
            return annotate(pdf).replace(b"120 700 160 715", b"120 722 160 737")
        return write_on_page(pdf).replace(b"120 700 Td", b"145 727 Td")

    pdf = foreign(pki, draft(), at_its_place)
    assert judged(pki, now, pdf, number="125")[1] == set()
    verdict, found = judged(pki, now, pdf, number="126")
    assert found == {"number.packet"}
    [rule] = [rule for rule in verdict.rules if rule.code == "number.packet"]
    assert dict(rule.params) == {"drawn": "125", "packet": "126"}


def test_nothing_is_said_of_what_cannot_be_read(pki, draft, now):
    """No number where one belongs, a turned page, a picture of a page."""
    for pdf in (draft(), draft(rotate=90), draft(pages=2)):
        pdf = foreign(pki, pdf)
        assert judged(pki, now, pdf, number="7", issued_on=date(2026, 1, 1))[1] == set()


def test_our_own_fields_are_asked_before_the_page(chain, pki, now):
    assert judged(pki, now, chain.sealed, number="125")[1] == set()
    assert judged(pki, now, chain.sealed, number="126")[1] == {"number.packet"}
