"""Authority and position above the name (NĐ 30/2020 Đ13, annex I cell 7a)."""

import io
import unicodedata

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from core.pdfsign.anchors import find_anchors
from core.pdfsign.block import signature_block
from core.pdfsign.fonts import FONT_FILE

NAME = "Trần Quang Vinh"
AXIS = 420


def page(draw, rotate=0):
    """A page with recipients at the left, and what ``draw`` adds."""
    if "LS" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("LS", str(FONT_FILE)))
    out = io.BytesIO()
    pdf = canvas.Canvas(out, pagesize=(595, 842), invariant=1)
    pdf.setPageRotation(rotate)
    if rotate == 180:
        pdf.transform(-1, 0, 0, -1, 595, 842)
    pdf.setFont("LS", 14)
    pdf.drawString(85, 330, "Sở Công Thương đề nghị các đơn vị triển khai thực hiện./.")
    pdf.setFont("LS", 12)
    pdf.drawString(85, 290, "Nơi nhận:")
    pdf.setFont("LS", 11)
    pdf.drawString(85, 274, "- Giám đốc, các Phó Giám đốc Sở (báo cáo);")
    pdf.drawString(85, 258, "- Lưu: VT, KH.")
    pdf.setFont("LS", 14)
    draw(pdf)
    pdf.save()
    return out.getvalue()


def block(*lines, name=NAME, top=290, step=17):
    def draw(pdf):
        for index, line in enumerate(lines):
            pdf.drawCentredString(AXIS, top - step * index, line)
        pdf.drawCentredString(AXIS, 170, name)

    return draw


def spread(*lines):
    """Letters set apart, as headings often are."""

    def draw(pdf):
        for index, line in enumerate(lines):
            text = pdf.beginText(AXIS - 90, 290 - 18 * index)
            text.setCharSpace(3)
            text.textOut(line)
            pdf.drawText(text)
        pdf.drawCentredString(AXIS, 170, NAME)

    return draw


def pieces(pdf):
    """A line that is drawn in several runs, without the spaces between."""
    x = AXIS - 60
    for word in ("KT.", "GI", "ÁM", "ĐỐC"):
        pdf.drawString(x, 290, word)
        x += pdf.stringWidth(word) + (0 if word == "GI" else 4)
    pdf.drawCentredString(AXIS, 273, "PHÓ GIÁM ĐỐC")
    pdf.drawCentredString(AXIS, 170, NAME)


def twice(pdf):
    """Bold by drawing everything twice."""
    for shift in (0, 0.3):
        block("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")(_Shifted(pdf, shift))


class _Shifted:
    def __init__(self, pdf, shift):
        self.pdf, self.shift = pdf, shift

    def drawCentredString(self, x, y, text):
        self.pdf.drawCentredString(x + self.shift, y, text)


DEPUTY = ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (block("GIÁM ĐỐC"), ("GIÁM ĐỐC",)),
        (block(*DEPUTY), DEPUTY),
        (
            block("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ),
        (
            block("TUQ. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", step=24),
            ("TUQ. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"),
        ),
        (block("Q. GIÁM ĐỐC"), ("Q. GIÁM ĐỐC",)),
        (block(*DEPUTY, name="TS. " + NAME), DEPUTY),
        (block(*DEPUTY, name=NAME.upper()), DEPUTY),
        (block(*(unicodedata.normalize("NFD", line) for line in DEPUTY)), DEPUTY),
        (block("Phó Giám đốc"), ("Phó Giám đốc",)),
        (block("K T .   G I Á M   Đ Ố C"), ("KT. GIÁM ĐỐC",)),
        (spread(*DEPUTY), DEPUTY),
        (pieces, DEPUTY),
        (twice, DEPUTY),
    ],
)
def test_lines_above_the_name(draw, expected):
    assert signature_block(page(draw), NAME) == expected


def test_a_remark_between_title_and_name():
    def draw(pdf):
        block(*DEPUTY)(pdf)
        pdf.drawCentredString(AXIS, 240, "(Ký, ghi rõ họ tên)")

    assert signature_block(page(draw), NAME) == DEPUTY


def test_two_signers_side_by_side():
    """A joint document: each name has the block of its own column."""

    def draw(pdf):
        pdf.drawCentredString(170, 230, "BỘ TRƯỞNG")
        pdf.drawCentredString(170, 160, "Lê Văn Hùng")
        pdf.drawCentredString(AXIS, 230, "KT. BỘ TRƯỞNG")
        pdf.drawCentredString(AXIS, 213, "THỨ TRƯỞNG")
        pdf.drawCentredString(AXIS, 160, NAME)

    assert signature_block(page(draw), "Lê Văn Hùng") == ("BỘ TRƯỞNG",)
    assert signature_block(page(draw), NAME) == ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG")


def test_recipients_that_reach_close_to_the_title():
    def draw(pdf):
        pdf.setFont("LS", 11)
        pdf.drawString(85, 242, "- Như Điều 3 và các phòng chuyên môn thuộc Sở Công;")
        x = 85 + pdf.stringWidth("- Như Điều 3 và các phòng chuyên môn thuộc Sở Công;")
        pdf.setFont("LS", 14)
        pdf.drawString(x + 12, 242, "KT. GIÁM ĐỐC")
        pdf.drawString(x + 12, 225, "PHÓ GIÁM ĐỐC")
        middle = x + 12 + pdf.stringWidth("PHÓ GIÁM ĐỐC") / 2
        pdf.drawCentredString(middle, 150, NAME)

    assert signature_block(page(draw), NAME) == DEPUTY


def test_a_turned_page():
    assert signature_block(page(block(*DEPUTY), rotate=180), NAME) == DEPUTY


def test_nothing_of_the_kind_above_the_name():
    assert signature_block(page(block()), NAME) == ()
    assert signature_block(page(block(*DEPUTY)), "Nguyễn Văn Khác") == ()


def test_a_scan_tells_nothing():
    out = io.BytesIO()
    pdf = canvas.Canvas(out)
    pdf.rect(10, 10, 100, 100)
    pdf.save()
    assert signature_block(out.getvalue(), NAME) is None
    assert signature_block(b"%PDF-1.4 broken", NAME) is None


def test_signed_files_tell_it_still(chain):
    assert signature_block(chain.sealed, NAME) == ("GIÁM ĐỐC",)


def test_the_room_for_the_signature_is_below_the_whole_block():
    rect = find_anchors(page(block(*DEPUTY)), NAME).signature
    assert 170 < rect.y0 < rect.y1 < 273
