"""Made-up letters in the layout of NĐ 30/2020 Phụ lục I, on paper and scanned.

Used by the tests and the bench; no words of a real document are in them.
"""

import io
import random
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, JpegImagePlugin
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

FONTS = Path(__file__).resolve().parents[1] / "static/fonts"
_FACES = {"R": "Regular", "B": "Bold", "I": "Italic"}
_LEFT, _RIGHT, _MID = 150, 415, 325
_BODY = (
    "Thực hiện chương trình công tác năm, đề nghị các đơn vị tổng hợp số liệu theo "
    "biểu mẫu kèm theo và gửi về bộ phận thường trực trước thời hạn đã nêu.",
    "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị các đơn vị phản "
    "ánh kịp thời để được xem xét, hướng dẫn giải quyết theo quy định./.",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands on a letter; an empty type makes an official letter (V/v)."""

    agency: str
    number: str
    notation: str
    place: str
    day: tuple[int, int, int]
    subject: str
    signer: str
    authority: tuple[str, ...]
    superior: str = ""
    type: str = ""
    recipient: str = "các cơ quan, đơn vị trực thuộc"
    mark: str = ""
    pages: int = 1


def written(letter: Letter) -> bytes:
    """Return the letter as a PDF with text."""
    for key, face in _FACES.items():
        path = FONTS / f"LiberationSerif-{face}.ttf"
        pdfmetrics.registerFont(TTFont(f"letter{key}", path))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    y = _heading(sheet, letter)
    y = _text(sheet, letter, y)
    for page in range(2, letter.pages + 1):
        sheet.showPage()
        _middle(sheet, str(page), _MID, 800, "R", 13)
        y = _paragraphs(sheet, _BODY * 3, 760)
    _ending(sheet, letter, y - 20)
    sheet.save()
    return out.getvalue()


def scanned(
    pdf: bytes,
    *,
    dpi: int = 200,
    skew: float = 0,
    noise: float = 0,
    stamp: bool = False,
    turn: int = 0,
) -> bytes:
    """Return pictures of the pages as a scanner makes them, in a PDF without text.

    :param skew: degrees that the sheet lay crooked
    :param noise: share of pixels that are specks; with them comes a grey, soft page
    :param stamp: a round red seal over the signature, and a stamp of arrival
    :param turn: quarter turns of the sheet, in degrees
    """
    chance = random.Random(len(pdf))
    pictures = [
        _spoil(page, dpi, chance, skew, noise, stamp, turn)
        for page in _rendered(pdf, dpi)
    ]
    return pictures_to_pdf(pictures, dpi)


def pictures_to_pdf(pictures: Sequence[Image.Image], dpi: int) -> bytes:
    """Return a PDF of JPEG pictures in real size."""
    assert JpegImagePlugin  # Odoo keeps Pillow from loading its formats by itself
    first, *others = pictures
    out = io.BytesIO()
    first.save(
        out, "PDF", resolution=dpi, save_all=True, append_images=others, quality=80
    )
    return out.getvalue()


def joined(*pdfs: bytes) -> bytes:
    """Return the pages of all of them in one file, as one pass of a scanner."""
    writer = PdfWriter()
    for pdf in pdfs:
        writer.append(PdfReader(io.BytesIO(pdf)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _middle(sheet, text, x, y, face, size) -> None:  # noqa: ANN001
    sheet.setFont(f"letter{face}", size)
    sheet.drawCentredString(x, y, text)


def _centred(sheet, text, x, y, face, size, width) -> float:  # noqa: ANN001
    for line in simpleSplit(text, f"letter{face}", size, width):
        _middle(sheet, line, x, y, face, size)
        y -= size * 1.2
    return y


def _heading(sheet: canvas.Canvas, letter: Letter) -> float:
    y = 780
    if letter.superior:
        y = _centred(sheet, letter.superior.upper(), _LEFT, y, "R", 12, 190)
    y = _centred(sheet, letter.agency.upper(), _LEFT, y, "B", 12, 190)
    sheet.line(_LEFT - 30, y + 8, _LEFT + 30, y + 8)
    _middle(sheet, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _RIGHT, 780, "B", 12)
    _middle(sheet, "Độc lập - Tự do - Hạnh phúc", _RIGHT, 765, "B", 13)
    sheet.line(_RIGHT - 80, 760, _RIGHT + 80, 760)
    y = min(y, 752) - 8
    code = f"Số: {letter.number}/{letter.notation}"
    _middle(sheet, code, _LEFT, y, "R", 13)
    day, month, year = letter.day
    place = f"{letter.place}, ngày {day:02} tháng {month:02} năm {year}"
    _middle(sheet, place, _RIGHT, y, "I", 13)
    if letter.mark:
        sheet.rect(_LEFT - 45, y - 92, 90, 20)
        _middle(sheet, letter.mark, _LEFT, y - 86, "B", 13)
    return y - 20


def _text(sheet: canvas.Canvas, letter: Letter, y: float) -> float:
    if letter.type:
        y -= 44
        _middle(sheet, letter.type.upper(), _MID, y, "B", 14)
        y = _centred(sheet, letter.subject, _MID, y - 18, "B", 14, 380)
        sheet.line(_MID - 40, y + 8, _MID + 40, y + 8)
    else:
        y = _centred(sheet, f"V/v {letter.subject}", _LEFT, y, "R", 12, 180) - 44
    _middle(sheet, f"Kính gửi: {letter.recipient}", _MID, y - 16, "R", 14)
    return _paragraphs(sheet, _BODY, y - 44)


def _paragraphs(sheet: canvas.Canvas, texts: Sequence[str], y: float) -> float:
    sheet.setFont("letterR", 14)
    for text in texts:
        for index, line in enumerate(simpleSplit(text, "letterR", 14, 440)):
            sheet.drawString(120 if index == 0 else 92, y, line)
            y -= 18
        y -= 6
    return y


def _ending(sheet: canvas.Canvas, letter: Letter, y: float) -> None:
    sheet.setFont("letterI", 12)
    sheet.drawString(92, y, "Nơi nhận:")
    sheet.setFont("letterR", 11)
    for index, line in enumerate(("- Như trên;", "- Lãnh đạo cơ quan;", "- Lưu: VT.")):
        sheet.drawString(92, y - 14 * (index + 1), line)
    for line in letter.authority:
        _middle(sheet, line, 430, y, "B", 14)
        y -= 17
    _middle(sheet, letter.signer, 430, y - 78, "B", 14)


def _rendered(pdf: bytes, dpi: int) -> list[Image.Image]:
    command = ["pdftoppm", "-r", str(dpi), "-"]
    drawn = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    pages, stream = [], io.BytesIO(drawn)
    while stream.tell() < len(drawn):
        stream.readline()
        size = tuple(int(number) for number in stream.readline().split())
        stream.readline()
        pixels = stream.read(size[0] * size[1] * 3)
        pages.append(Image.frombytes("RGB", size, pixels))
    return pages


def _spoil(  # noqa: ANN001, PLR0913
    page: Image.Image, dpi, chance, skew, noise, stamp, turn
) -> Image.Image:
    if stamp:
        _stamp(page, dpi / 72)
    if noise:
        page = page.point(lambda value: 40 + value * 4 // 5)
        page = page.filter(ImageFilter.GaussianBlur(dpi / 320))
        draw = ImageDraw.Draw(page)
        for _speck in range(int(page.width * page.height * noise)):
            x, y = chance.randrange(page.width), chance.randrange(page.height)
            draw.point((x, y), fill=(chance.choice((30, 90, 250)),) * 3)
    if skew:
        page = page.rotate(skew, Image.Resampling.BICUBIC, fillcolor="white")
    return page.rotate(-turn, expand=True) if turn else page


def _stamp(page: Image.Image, dots: float) -> None:
    """Red ink over letters darkens them, it doesn't hide them."""
    ink = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(ink)
    red, width = (225, 70, 80), max(2, int(dots * 2))

    def ring(x: float, y: float, radius: float) -> None:
        box = [(x - radius) * dots, (y - radius) * dots]
        box += [(x + radius) * dots, (y + radius) * dots]
        draw.ellipse(box, outline=red, width=width)

    for radius in (52, 46, 28):
        ring(385, 480, radius)
    draw.rectangle(
        [60 * dots, 165 * dots, 200 * dots, 225 * dots], outline=red, width=width
    )
    draw.line([60 * dots, 185 * dots, 200 * dots, 185 * dots], fill=red, width=width)
    page.paste(ImageChops.multiply(page, ink))
