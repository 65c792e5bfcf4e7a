"""NĐ 30/2020 Phụ lục I: what a file tells about its form, and what it can't tell."""

import io
from dataclasses import replace

import pytest
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from core.form import Answer, Expected, examine_form
from demo.letter import Letter, draw

LETTER_DATA = Letter(
    superior="UBND tỉnh Lai Châu",
    agency="Sở Công Thương",
    place="Lai Châu",
    notation="SCT-QLCN",
    subject="báo cáo tình hình sản xuất công nghiệp",
    body=("Sở Công Thương báo cáo Ủy ban nhân dân tỉnh xem xét, chỉ đạo. " * 8,),
    position="KT. Giám đốc\nPhó Giám đốc",
    signer="Trần Quang Vinh",
    year=2026,
)
EXPECTED = Expected(
    agency="Sở Công Thương",
    notation="SCT-QLCN",
    place="Lai Châu",
    subject="báo cáo tình hình sản xuất công nghiệp",
    signer="Trần Quang Vinh",
    block=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
)


def sheet(*, size=A4, font="Times-Roman", left=30 * mm, width=162 * mm, pages=1):
    """A PDF of plain pages; the fonts of the standard are not embedded."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size)
    for _page in range(pages):
        canvas.setFont(font, 14)
        for row in range(10):
            line = canvas.beginText(left, size[1] - (40 + 8 * row) * mm)
            text = "Cong van nay trinh bay dung the thuc van ban hanh chinh theo"
            line.setWordSpace((width - canvas.stringWidth(text)) / 11)
            line.textOut(text)
            canvas.drawText(line)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_a_proper_letter_is_right_in_everything():
    findings = examine_form(draw(LETTER_DATA), EXPECTED)
    assert {code: f.answer for code, f in findings.items()} == dict.fromkeys(
        findings, Answer.OK
    )


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("notation", {"notation": "SCT-VP"}),
        ("date", {"place": "Hà Nội"}),
        ("signer", {"block": ("GIÁM ĐỐC",)}),
        ("signer", {"signer": "Lê Thị Khác"}),
    ],
)
def test_other_data_than_the_file_says(code, change):
    findings = examine_form(draw(LETTER_DATA), replace(EXPECTED, **change))
    assert findings[code].answer == Answer.NOT_OK
    assert findings[code].facts


@pytest.mark.parametrize(
    ("code", "pdf"),
    [
        ("page_size", sheet(size=LETTER)),
        ("margins", sheet(left=15 * mm, width=180 * mm)),
        ("margins", sheet(left=30 * mm, width=172 * mm)),
        ("fonts_embedded", sheet()),
        ("font_face", sheet(font="Helvetica")),
        ("page_numbers", sheet(pages=2)),
        ("national_title", sheet()),
        ("recipients", sheet()),
    ],
)
def test_wrong_on_paper(code, pdf):
    finding = examine_form(pdf, EXPECTED)[code]
    assert finding.answer == Answer.NOT_OK
    assert all(finding.facts.values())


def test_margins_of_the_decree_are_right():
    assert examine_form(sheet(), EXPECTED)["margins"].answer == Answer.OK


def test_annexes_are_not_measured_by_a_letter():
    findings = examine_form(sheet(), Expected())
    for code in ("notation", "date", "subject", "agency", "signer"):
        assert findings[code].answer == Answer.UNKNOWN


def test_a_scan_can_not_be_told():
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.rect(100, 100, 200, 200)
    canvas.save()
    findings = examine_form(stream.getvalue(), EXPECTED)
    assert findings.pop("page_size").answer == Answer.OK
    assert {finding.answer for finding in findings.values()} == {Answer.UNKNOWN}


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\n", b"PK\x03\x04"])
def test_what_is_no_pdf_can_not_be_told(pdf):
    findings = examine_form(pdf, EXPECTED)
    assert {finding.answer for finding in findings.values()} == {Answer.UNKNOWN}
