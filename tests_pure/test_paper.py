"""Paper beside the packet: rules, prints, printed books (Điều 9; NĐ 30 Điều 18.5)."""

import doctest
import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
)
from reportlab.pdfgen.canvas import Canvas

from core import book, paper
from core.book import Column, Row, cut_pages, measure_rows
from core.errors import PdfError
from core.paper import PaperRule, Sending, applies, first_rule
from core.printing import print_together
from core.workflow import PAPER

LEGAL = PaperRule(
    1, recipients=frozenset({"superior", "outside", "checker"}), family="legal"
)
SUBMITTED = PaperRule(2, recipients=frozenset({"committee"}), submission=True)
ORIGINAL = PaperRule(3, original=True)
RULES = (LEGAL, SUBMITTED, ORIGINAL)
COMMITTEE = frozenset({"committee", "superior"})


@pytest.mark.parametrize("module", [paper, book])
def test_examples(module):
    found = doctest.testmod(module)
    assert found.attempted and not found.failed


@pytest.mark.parametrize("kind", ["superior", "outside", "checker"])
def test_legal_documents(kind):
    """Điều 9.1: to superiors, outside the administration, to who checks them."""
    sending = Sending(7, frozenset({kind}), "legal")
    assert first_rule(sending, RULES) is LEGAL
    assert first_rule(Sending(7, frozenset({kind}), "administrative"), RULES) is None
    assert first_rule(Sending(7, frozenset(), "legal"), RULES) is None


def test_submitted_to_the_committee():
    """Điều 9.2: only what is submitted, and only to the committee."""
    assert first_rule(Sending(7, COMMITTEE, submission=True), RULES) is SUBMITTED
    assert first_rule(Sending(7, COMMITTEE), RULES) is None
    assert first_rule(Sending(7, frozenset(), submission=True), RULES) is None


def test_specialised_originals():
    """Điều 9.3: to whomever they go."""
    assert first_rule(Sending(7, original=True), RULES) is ORIGINAL
    assert first_rule(Sending(7, COMMITTEE, "specialised"), RULES) is None


def test_usually_no_paper():
    """QĐ 28 Điều 5.3: once sent electronically, no paper is sent."""
    assert first_rule(Sending(7, COMMITTEE, "administrative", 4), RULES) is None


def test_named_partners_and_types():
    rule = PaperRule(4, partners=frozenset({7}), types=frozenset({3, 4}))
    assert applies(rule, Sending(7, type=3))
    assert not applies(rule, Sending(8, type=3))
    assert not applies(rule, Sending(7, type=5))


def test_partners_beside_kinds():
    """One of them is enough."""
    rule = PaperRule(4, frozenset({"outside"}), frozenset({7}))
    assert applies(rule, Sending(7))
    assert applies(rule, Sending(8, frozenset({"outside"})))
    assert not applies(rule, Sending(8))


def test_a_rule_has_a_condition():
    assert PaperRule(5).is_unconditional
    assert not any(rule.is_unconditional for rule in RULES)


def test_the_first_rule_gives_the_reason():
    sending = Sending(7, COMMITTEE, "legal", submission=True, original=True)
    assert first_rule(sending, RULES) is LEGAL
    assert first_rule(sending, RULES[::-1]) is ORIGINAL


def test_nothing_is_posted_before_it_is_sealed():
    """NĐ 30 Điều 18.5: printed, then sealed, then sent."""
    for action, sources in (("post", {"stamped"}), ("hand", {"stamped"})):
        allowed = {s for s in PAPER.states if PAPER.allows(action, s, {"clerk"})}
        assert allowed == sources
    assert not PAPER.allows("stamp", "waiting", {"clerk"})
    assert not PAPER.allows("take_back", "received", {"clerk"})


# ----------------------------------------------------------------------------- prints


def sheet(text, field=None, hidden=False):
    """One page; with ``field`` a field that shows a word of its own."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(200, 100))
    canvas.drawString(10, 60, text)
    canvas.showPage()
    canvas.save()
    if not field:
        return stream.getvalue()
    writer = PdfWriter(clone_from=io.BytesIO(stream.getvalue()))
    page = writer.pages[0]
    picture = DecodedStreamObject()
    picture.set_data(f"BT /F1 10 Tf ({field}) Tj ET".encode())
    picture.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(FloatObject(n) for n in (0, 0, 50, 10)),
            NameObject("/Resources"): page["/Resources"],
        }
    )
    drawn = DictionaryObject({NameObject("/N"): writer._add_object(picture)})
    annotation = DictionaryObject(
        {
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/Rect"): ArrayObject(FloatObject(n) for n in (20, 10, 120, 30)),
            NameObject("/AP"): drawn,
            NameObject("/F"): NumberObject(2 if hidden else 4),
        }
    )
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def test_prints_are_drawn_in():
    """Two files with a field of the same name keep each its own words."""
    printed = print_together([sheet("One", "01/QD"), sheet("Two", "02/QD"), sheet("3")])
    pages = PdfReader(io.BytesIO(printed)).pages
    texts = [page.extract_text().split() for page in pages]
    assert texts == [["One", "01/QD"], ["Two", "02/QD"], ["3"]]
    assert not any("/Annots" in page for page in pages)


def test_a_field_is_drawn_where_it_stands():
    """A picture of 50 x 10 fills a field of 100 x 20."""
    page = PdfReader(io.BytesIO(print_together([sheet("One", "01/QD")]))).pages[0]
    drawing = page.get_contents().get_data().split(b"q ")[-1]
    matrix, _cm, _rest = drawing.partition(b" cm")
    assert [float(number) for number in matrix.split()] == [2, 0, 0, 2, 20, 10]


def test_hidden_fields_are_not_printed():
    page = PdfReader(io.BytesIO(print_together([sheet("One", "X", hidden=True)])))
    assert page.pages[0].extract_text().split() == ["One"]


def test_the_same_sheet_several_times():
    one = sheet("One", "01/QD")
    printed = PdfReader(io.BytesIO(print_together([one] * 3)))
    assert [page.extract_text().split() for page in printed.pages] == [
        ["One", "01/QD"]
    ] * 3


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7\nnothing"])
def test_no_pdf_no_print(content):
    with pytest.raises(PdfError) as caught:
        print_together([content])
    assert caught.value.code == "pdf.unreadable"


# ------------------------------------------------------------------------------ books


def test_rows_take_the_lines_of_their_longest_cell():
    columns = (Column("A", 50), Column("B", 50))
    rows = measure_rows([("x", "aa bb cc dd ee"), ("x", "")], columns, 20, 2, len)
    assert [row.lines for row in rows] == [3, 1]


def test_no_page_is_fuller_than_it_may_be():
    rows = [Row((), 1 + number % 4) for number in range(200)]
    pages = cut_pages(rows, 300, 20, 8, closing=60)
    heights = [sum(row.lines * 20 + 8 for row in page) for page in pages]
    assert max(heights) <= 300 and heights[-1] + 60 <= 300
    assert [row for page in pages for row in page] == rows


def test_an_empty_book_has_a_page():
    assert cut_pages([], 300, 20, 8) == [()]
