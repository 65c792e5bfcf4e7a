"""Notes at the top right of enclosures and copies: legible, and hiding nothing."""

import io
import re
from dataclasses import replace

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas
from test_sign_steps import poppler, text_of, words_of

from core.errors import PdfError
from core.pdfsign import fields
from core.pdfsign.fonts import FONT_FILE
from core.pdfsign.geometry import MM, PageView, Rect
from core.pdfsign.jobs import CopyJob
from core.pdfsign.reading import open_pdf
from core.pdfsign.sealdraw import note_drawing
from core.pdfsign.sign import Level, seal_enclosure, vietnam_time
from core.pdfsign.verify import Grade, verify_document

A4 = PageView(Rect(0, 0, 595.28, 841.89), Rect(0, 0, 595.28, 841.89))
CODE = "125/SCT-VP"


def page(lines):
    """A page with text at the top right; ``lines`` are millimetres from the top."""
    if "LS" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("LS", str(FONT_FILE)))
    out = io.BytesIO()
    pdf = canvas.Canvas(out, pagesize=(595.28, 841.89), invariant=1)
    pdf.setFont("LS", 12)
    for top in lines:
        pdf.drawRightString(565, 841.89 - top * MM, "Phụ lục kèm theo công văn")
    pdf.drawString(85, 500, "Nội dung phụ lục")
    pdf.save()
    return out.getvalue()


@pytest.mark.parametrize("lines", [(), (12,), (8, 12, 16), (6, 20, 34)])
def test_a_note_stands_where_nothing_stands_yet(lines, pki, now, tmp_path):
    """NĐ 30/2020 annex I: top right of the first page, whatever else is there."""
    key, services = pki.memory_key("seal_sct"), pki.services(Level.B)
    pdf = seal_enclosure(page(lines), key, CODE, now, services)
    text_of(pdf, tmp_path)
    boxes = dict(words_of(tmp_path / "text.pdf"))
    left, top, right, bottom = boxes[CODE]
    assert left > 595.28 / 2 and bottom < 80 * MM
    assert right == pytest.approx(202 * MM, abs=1)
    others = [box for word, box in words_of(tmp_path / "text.pdf") if word == "công"]
    assert len(others) == len(lines)
    for _x0, y0, _x1, y1 in others:
        assert y1 <= top + 1 or y0 >= boxes["+07:00"][3] - 1


def test_a_full_page_gets_its_note_all_the_same(pki, now, tmp_path):
    key, services = pki.memory_key("seal_sct"), pki.services(Level.B)
    pdf = seal_enclosure(page(range(3, 90, 4)), key, CODE, now, services)
    assert "+07:00" in text_of(pdf, tmp_path)
    # Without a ground: what stood there isn't hidden.
    item = fields.signature_fields(open_pdf(pdf))[fields.ENCLOSURE]
    assert b" re f" not in item.value["/AP"]["/N"].data


def lines_of(drawing):
    """Sizes and lines that a drawing shows."""
    from pyhanko.pdf_utils.writer import PdfFileWriter

    content = drawing.paint(PdfFileWriter(), {})
    sizes = [float(size) for size in re.findall(rb"/F\d+ ([\d.]+) Tf", content)]
    places = [
        tuple(map(float, found))
        for found in re.findall(rb"1 0 0\.0000 1 (\S+) (\S+) Tm", content)
    ]
    return sizes, places


LONG = "VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH LAI CHÂU VÀ CÁC ĐƠN VỊ TRỰC THUỘC"


@pytest.mark.parametrize("height", [11, 16, 24])
def test_long_names_go_on_in_a_next_line(height):
    """10 points if there is room, never below 6, never outside of the box."""
    rect = Rect(0, 0, 62 * MM, height * MM)
    lines = ("SAO Y", LONG, "05/01/2026 09:15:30 +07:00")
    sizes, places = lines_of(note_drawing(A4, rect, lines))
    assert len(sizes) >= 4 and min(sizes) >= 6 and max(sizes) <= 10
    assert all(x >= -0.1 and y >= -0.1 for x, y in places)
    assert (max(sizes) == 10) == (height == 24)


def test_a_short_note_is_in_ten_points():
    rect = Rect(0, 0, 62 * MM, 11 * MM)
    sizes, _places = lines_of(note_drawing(A4, rect, (CODE, "05/01/2026 09:15:30")))
    assert sizes == [10, 10]


def test_a_copy_says_its_form_who_made_it_and_when(draft, pki, now, tmp_path):
    """NĐ 30/2020 annex I cell 14; no picture, and locked like every seal."""
    agency = "Văn phòng Ủy ban nhân dân tỉnh Lai Châu và các đơn vị trực thuộc"
    job = CopyJob(draft(), now, pki.services(), form="SAO Y", agency=agency)
    [done] = job.run(pki.memory_key("seal_sct"))
    text = " ".join(text_of(done.pdf, tmp_path).split())
    assert "SAO Y" in text and vietnam_time(now) in text
    assert all(word in text for word in agency.split())
    verdict = verify_document(done.pdf, pki.policy(kind="attachment"), now)
    assert verdict.grade is Grade.VALID and done.stamped_at is not None
    assert poppler(done.pdf, tmp_path) == {"edoc_copy": "Signature is Valid."}
    with pytest.raises(PdfError) as caught:
        replace(job, pdf=done.pdf).run(pki.memory_key("seal_sct"))
    assert caught.value.code == "pdf.already_signed"
