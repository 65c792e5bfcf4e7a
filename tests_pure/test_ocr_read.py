"""Scans are read, copied to be searched, divided by sheets; hostile ones do no harm."""

import io
import sys
import time
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

from core.errors import FormatError, PdfError
from core.ocr.program import Bounds, run
from core.ocr.propose import Known, propose
from core.ocr.read import MOST_PAGES, read_document
from core.ocr.render import count_pages
from core.ocr.separator import Part, cut, find_parts, join, separator_sheet

sys.path.append(str(Path(__file__).resolve().parents[1] / "demo"))
from scanned import Letter, joined, pictures_to_pdf, scanned, written  # noqa: E402

LETTER = Letter(
    *("Sở Công Thương", "125", "SCT-QLTM", "Lai Châu", (5, 3, 2026)),
    "báo cáo kết quả kiểm tra thị trường",
    *("Trần Quang Vinh", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "UBND tỉnh Lai Châu"),
)
KNOWN = Known(["Sở Công Thương"], {"Công văn": ""})
TEXT = written(LETTER)


def values(reading):
    return {name: item.value for name, item in propose(reading.pages, KNOWN).items()}


def blank(pages=1, side=None):
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
        if side:
            writer.pages[-1].mediabox = RectangleObject((0, 0, side, side))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def wanted():
    """What the text itself proposes, without OCR."""
    reading = read_document(TEXT)
    assert reading.searchable is None and reading.count == 1
    found = values(reading)
    assert len(found) == 9 and found["number"] == "125"
    return found


def test_a_crooked_scan_with_a_stamp(wanted):
    """Điều 10.1: read as its text would be; its copy finds words where they stand."""
    scan = scanned(TEXT, skew=2, stamp=True)
    assert not PdfReader(io.BytesIO(scan)).pages[0].extract_text().strip()
    reading = read_document(scan)
    assert values(reading) == wanted
    copy = PdfReader(io.BytesIO(reading.searchable))
    assert "125/SCT-QLTM" in copy.pages[0].extract_text()
    [page] = read_document(reading.searchable).pages
    words = [word for row in page.rows for word in row.words]
    [word] = [word for word in words if word.text.endswith("125/SCT-QLTM")]
    spot = propose(reading.pages, KNOWN)["notation"].spot
    assert page.shown(word.box)[1:] == pytest.approx(spot[1:], abs=0.02)


def test_a_scan_on_its_side(wanted):
    """Turned to be read; the spot is told on the page as it lies."""
    straight, turned = read_document(TEXT), read_document(scanned(TEXT, turn=90))
    assert values(turned) == wanted
    spots = [propose(item.pages, KNOWN)["date"].spot for item in (straight, turned)]
    (x0, y0, x1, y1), lying = spots
    # the sheet was turned a quarter to the right
    assert lying == pytest.approx((1 - y1, x0, 1 - y0, x1), abs=0.01)


def test_documents_are_parted_by_sheets():
    """Several documents in one scan; the sheets go, the pages stay as they were."""
    sheet = separator_sheet("TỜ PHÂN CÁCH", "Đặt trước trang đầu của mỗi văn bản.")
    document = blank(2)
    assert find_parts(joined(document)) == (Part(1, 0),)
    scan = scanned(joined(sheet, document, sheet, sheet, document, sheet), dpi=150)
    parts = find_parts(scan)
    assert parts == (Part(2, 3), Part(6, 7))
    pieces = cut(scan, parts)
    assert [count_pages(piece, Bounds()) for piece in pieces] == [2, 2]
    assert count_pages(join(pieces), Bounds()) == 4
    assert all(piece.startswith(b"%PDF-1.7") for piece in pieces)
    with pytest.raises(FormatError) as caught:
        find_parts(sheet)
    assert caught.value.code == "ocr.only_sheets"


def test_a_foreign_code_parts_nothing():
    qrcode = pytest.importorskip("qrcode")
    picture = qrcode.make("https://example.vn").convert("RGB").resize((900, 900))
    assert find_parts(pictures_to_pdf([picture], 150)) == (Part(1, 0),)


def test_too_many_pages():
    """Of 501 pages nothing is divided; of a long document both ends are read."""
    with pytest.raises(FormatError) as caught:
        find_parts(blank(501))
    assert caught.value.params == {"limit": 500}
    long = joined(TEXT, blank(MOST_PAGES + 1))
    reading = read_document(scan_of_first(long), seconds=20)
    assert reading.count == MOST_PAGES + 2 and reading.searchable is None
    assert values(reading)["number"] == "125"


def scan_of_first(pdf):
    """The first page as a picture, the others as they are."""
    first = scanned(TEXT, dpi=150)
    others = PdfReader(io.BytesIO(pdf)).pages[1:]
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(first)))
    for page in others:
        writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_page_as_large_as_a_field():
    """A page that calls itself 5 m wide is drawn no larger than any other."""
    begun = time.monotonic()
    reading = read_document(blank(side=14_400))
    assert reading.pages[0].rows == () and time.monotonic() - begun < 10


def test_a_picture_that_unpacks_without_end():
    """A bomb of 15000 x 15000 pixels in a few kilobytes meets the limit on memory."""
    out = io.BytesIO()
    Image.new("L", (15_000, 15_000)).save(out, "PDF", resolution=2400)
    bounds = Bounds(seconds=3, memory=96 * 1024 * 1024)
    try:
        reading = read_document(out.getvalue(), bounds)
    except PdfError as error:
        assert error.code in ("ocr.failed", "ocr.timeout")
    else:
        assert reading.text == ""


def test_no_time():
    """What there is no time for is told, not waited for."""
    with pytest.raises(PdfError) as caught:
        run(["sleep", "5"], b"", Bounds(seconds=0.2))
    assert caught.value.code == "ocr.timeout"
    with pytest.raises(PdfError) as caught:
        read_document(scanned(TEXT, dpi=72), seconds=0)
    assert caught.value.code == "ocr.timeout"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"MZ" * 99, TEXT[:700]])
def test_what_is_no_pdf(content):
    with pytest.raises(PdfError) as caught:
        read_document(content)
    assert caught.value.code == "ocr.failed"


def test_a_missing_program(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(PdfError) as caught:
        read_document(TEXT)
    assert caught.value.code == "ocr.program_missing"
