"""The QR code of the public check on a first page."""

import io

import pytest
import qrcode
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTFigure, LTRect
from reportlab.pdfgen import canvas

from core.checkcode import SIZE_MM, code_first_page
from core.direct.rate import Rate
from core.marking import mark_print

ADDRESS = "https://vanban.laichau.gov.vn/edoc/check/" + "aB3_" * 8
MM = 72 / 25.4


def page(*lines, rotate=0):
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(595, 842))
    for x, y, text in lines:
        sheet.drawString(x, y, text)
    if rotate:
        sheet.setPageRotation(rotate)
    sheet.showPage()
    sheet.showPage()
    sheet.save()
    return out.getvalue()


def squares(pdf):
    """The filled frames on each page."""
    found = []
    for sheet in extract_pages(io.BytesIO(pdf)):
        items = [item for item in sheet if isinstance(item, LTFigure)]
        found.append([r for f in items for r in f if isinstance(r, LTRect)])
    return found


def test_it_is_the_address():
    """The drawn modules are those that the address has."""
    first, second = squares(code_first_page(page(), ADDRESS))
    assert not second, "on the first page only"
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(ADDRESS)
    matrix = code.get_matrix()
    one = SIZE_MM * MM / len(matrix)
    ground = max(first, key=lambda rect: rect.width * rect.height)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            x = ground.x0 + (column + 0.5) * one
            y = ground.y1 - (row + 0.5) * one
            hit = [
                r
                for r in first
                if r is not ground and r.x0 <= x <= r.x1 and r.y0 <= y <= r.y1
            ]
            assert bool(hit) == dark, (row, column)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_stands_on_the_page(rotate):
    first, _second = squares(code_first_page(page(rotate=rotate), ADDRESS))
    ground = max(first, key=lambda rect: rect.width * rect.height)
    assert ground.width == pytest.approx(SIZE_MM * MM, abs=0.1)
    wide, high = (842, 595) if rotate % 180 else (595, 842)
    assert 0 < ground.x0 and ground.x1 < wide and 0 < ground.y0 and ground.y1 < high


def test_covers_nothing():
    """Where something stands in the corner it moves to the nearest empty place."""
    text = [(10, y, "mmmmmmmmmm") for y in range(20, 160, 8)]
    first, _second = squares(code_first_page(page(*text), ADDRESS))
    ground = max(first, key=lambda rect: rect.width * rect.height)
    assert ground.y0 > 160 or ground.x0 > 100


def test_mark_and_code_together():
    marked = mark_print(code_first_page(page(), ADDRESS), "In từ hệ thống")
    assert squares(marked)[0]


def test_rate_forgets():
    """Whoever asks once from somewhere is no burden for ever."""
    rate = Rate(2)
    assert [rate.allows("a", 0) for _try in range(3)] == [True, True, False]
    for number in range(10_001):
        rate.allows(number, 100)
    assert len(rate._left) <= 10_001 and "a" not in rate._left
    assert rate.allows("a", 101)
