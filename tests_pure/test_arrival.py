"""The stamp ĐẾN on a print: NĐ 30/2020 Phụ lục IV; the original stays as it came."""

import hashlib
import io

import pytest
from PIL import ImageChops
from pyhanko.pdf_utils.reader import PdfFileReader
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas
from test_copying import rendered
from test_sign_steps import text_of

from core.arrival import CORNERS, HEIGHT_MM, WIDTH_MM, ArrivalStamp, stamp_print
from core.errors import PdfError
from core.pdfsign.geometry import MM

STAMP = ArrivalStamp(
    "Sở Công Thương tỉnh Lai Châu",
    number="123",
    day="05/01/2026",
    passed_to="Phòng Quản lý công nghiệp",
)
MISSED = 2


def ink(before, after):
    """Where the print has more ink than the file, and how much of it hides ink."""
    changed = ImageChops.difference(before, after).convert("L")
    box = changed.point(lambda v: 255 * (v > 40)).getbbox()
    under = before.crop(box).convert("L").point(lambda v: 255 * (v < 140))
    return box, under.histogram()[255]


def scan_of(pdf, folder, rotate=0):
    """The page as a scanner gives it: one grey picture, perhaps lying on its side."""
    [page] = rendered(pdf, folder)
    image = page.convert("L").point(lambda v: min(v, 236)).resize((1190, 1684))
    size = (595.28, 841.89)
    if rotate:
        image, size = image.rotate(rotate, expand=True), size[::-1]
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=size)
    if rotate:
        sheet.setPageRotation(rotate)
    sheet.drawImage(ImageReader(image), 0, 0, *size)
    sheet.save()
    return out.getvalue()


def assert_stamped(pdf, corner, tmp_path, name):
    """Stamped in real size, and nothing hidden where an empty place was found."""
    printed = stamp_print(pdf, STAMP, corner)
    before = rendered(pdf, tmp_path / f"{name}-before")[0]
    after = rendered(printed.pdf, tmp_path / f"{name}-after")[0]
    box, hidden = ink(before, after)
    assert printed.covers_nothing
    assert hidden == 0
    assert box[2] - box[0] == pytest.approx(WIDTH_MM * MM, abs=MISSED)
    assert box[3] - box[1] == pytest.approx(HEIGHT_MM * MM, abs=MISSED)
    return box


@pytest.mark.parametrize("corner", CORNERS)
def test_it_stands_where_nothing_stands(corner, draft, tmp_path):
    """Phụ lục IV: 35 x 50 mm, in the empty place nearest to the one asked for."""
    left, top, right, bottom = assert_stamped(draft(), corner, tmp_path, corner)
    if corner.endswith("right"):
        assert right > 595 / 2
    if corner == "bottom_left":
        assert left < 595 / 2
    if corner.startswith("bottom"):
        assert bottom > 842 / 2
    if corner in ("auto", "top_left", "top_right"):
        assert top < 842 / 2


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_scan_is_looked_at_by_its_pixels(rotate, draft, tmp_path):
    """Điều 10.1: paper is scanned; its page is one picture, with room between text."""
    scan = scan_of(draft(), tmp_path / "page", rotate)
    assert_stamped(scan, "auto", tmp_path, "scan")


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_gets_it_upright(rotate, draft, tmp_path):
    """The stamp is read like the page, however the file turns it."""
    pdf = draft(rotate=rotate)
    assert_stamped(pdf, "auto", tmp_path, "turned")
    assert "ĐẾN" in text_of(stamp_print(pdf, STAMP).pdf, tmp_path)


def test_what_it_says(draft, tmp_path):
    """Phụ lục IV: agency, Số, Ngày, Chuyển, Số và ký hiệu HS; the rest is left open."""
    text = text_of(stamp_print(draft(), STAMP, notice="Bản in").pdf, tmp_path)
    words = " ".join(text.split())
    for said in ("SỞ CÔNG THƯƠNG", "Số: 123", "Ngày: 05/01/2026", "Bản in"):
        assert said in words
    assert "Chuyển: Phòng Quản lý công nghiệp" in words
    assert "Số và ký hiệu HS: ...." in words


def test_a_long_name_stays_in_the_frame(draft, tmp_path):
    long = ArrivalStamp("Trung tâm Khuyến công và Tư vấn phát triển " * 2, "1" * 9)
    page = rendered(stamp_print(draft(), long).pdf, tmp_path / "long")[0]
    before = rendered(draft(), tmp_path / "plain")[0]
    left, top, right, bottom = ink(before, page)[0]
    assert right - left == pytest.approx(WIDTH_MM * MM, abs=MISSED)
    assert bottom - top == pytest.approx(HEIGHT_MM * MM, abs=MISSED)


def test_the_original_stays_and_the_print_holds_no_signature(chain, pki, now):
    """The print is new; it can't be taken for the signed file."""
    digest = hashlib.sha256(chain.sealed).hexdigest()
    printed = stamp_print(chain.sealed, STAMP)
    assert hashlib.sha256(chain.sealed).hexdigest() == digest
    assert PdfFileReader(io.BytesIO(chain.sealed)).embedded_signatures
    reader = PdfFileReader(io.BytesIO(printed.pdf), strict=False)
    assert not reader.embedded_signatures


def test_a_full_page_is_stamped_all_the_same(tmp_path):
    """Then the clerk is told that it hides something."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(595.28, 841.89))
    for line in range(70):
        sheet.drawString(10, 12 * line, "x" * 100)
    sheet.save()
    printed = stamp_print(out.getvalue(), STAMP)
    assert not printed.covers_nothing
    assert "ĐẾN" in text_of(printed.pdf, tmp_path)


def test_what_can_not_be_read_is_refused():
    for pdf in (b"", b"%PDF-1.7\n%%EOF"):
        with pytest.raises(PdfError):
            stamp_print(pdf, STAMP)


def test_a_page_of_five_metres_holds_nobody_up():
    """A page may say that it is as large as it likes; its cells are not counted."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(60_000, 60_000))
    sheet.drawString(72, 59_000, "x")
    sheet.save()
    printed = stamp_print(out.getvalue(), STAMP)
    assert not printed.covers_nothing
    assert len(PdfFileReader(io.BytesIO(printed.pdf)).root["/Pages"]["/Kids"]) == 1
