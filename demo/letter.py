"""Official letters on paper by NĐ 30/2020 Phụ lục I, as PDF, for demo and tests."""

import io
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

SHIPPED = Path(__file__).resolve().parents[1] / "static/fonts"
# version 1, which Debian 12 has under the plain name, knows no Vietnamese letters
SYSTEM = tuple(
    Path("/usr/share/fonts/truetype", name) for name in ("liberation2", "liberation")
)
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands on the page; number, day and month are left open to be written."""

    superior: str
    agency: str
    place: str
    notation: str
    subject: str
    body: tuple[str, ...]
    position: str
    signer: str
    year: int
    type_name: str = ""
    to: str = ""
    annex: bool = False
    places: tuple[str, ...] = ()
    mark: str = ""


def _fonts() -> tuple[str, str, str]:
    names = ("Regular", "Bold", "Italic")
    for style in names:
        name = f"LiberationSerif-{style}"
        if name in pdfmetrics.getRegisteredFontNames():
            continue
        found = [folder / f"{name}.ttf" for folder in SYSTEM]
        found = [path for path in found if path.exists()]
        path = found[0] if found else SHIPPED / "LiberationSerif-Regular.ttf"
        pdfmetrics.registerFont(TTFont(name, str(path)))
    return tuple(f"LiberationSerif-{style}" for style in names)


def draw(letter: Letter) -> bytes:
    """Return the letter as a PDF with embedded fonts."""
    regular, bold, italic = _fonts()
    stream = io.BytesIO()
    page = Canvas(stream, pagesize=A4)
    page.setTitle(letter.subject)
    top = A4[1] - 40 * mm
    if not letter.annex:
        top = _head(page, letter, regular, bold, italic)
    bottom = _body(page, letter, top, regular, bold)
    if not letter.annex:
        _foot(page, letter, min(bottom - 20, 160 * mm), regular, bold, italic)
    page.showPage()
    page.save()
    return stream.getvalue()


def _head(page, letter, regular, bold, italic):
    width, height = A4
    left, right, top = 62 * mm, 146 * mm, height - 22 * mm
    page.setFont(regular, 12)
    page.drawCentredString(left, top, letter.superior.upper())
    page.setFont(bold, 12)
    under = top
    for line in simpleSplit(letter.agency.upper(), bold, 12, 80 * mm):
        under -= 15
        page.drawCentredString(left, under, line)
    page.line(left - 15 * mm, under - 4, left + 15 * mm, under - 4)
    below = min(top - 42, under - 27)
    page.drawCentredString(right, top, NATION)
    page.setFont(bold, 13)
    page.drawCentredString(right, top - 15, MOTTO)
    page.line(right - 28 * mm, top - 19, right + 28 * mm, top - 19)
    page.setFont(regular, 13)
    page.drawCentredString(left, below, f"Số:          /{letter.notation}")
    page.setFont(italic, 13)
    date = f"{letter.place}, ngày       tháng       năm {letter.year}"
    page.drawCentredString(right, below, date)
    if letter.mark:
        page.setFont(bold, 13)
        page.setFillColorRGB(0.8, 0, 0)
        page.setStrokeColorRGB(0.8, 0, 0)
        page.rect(left - 10 * mm, below - 72, 20 * mm, 8 * mm)
        page.drawCentredString(left, below - 66, letter.mark)
        page.setFillColorRGB(0, 0, 0)
        page.setStrokeColorRGB(0, 0, 0)
    return below - 16


def _body(page, letter, y, regular, bold):
    width, _height = A4
    centred = ParagraphStyle("c", fontName=regular, fontSize=12, leading=15)
    centred.alignment = TA_CENTER
    if letter.type_name:
        page.setFont(bold, 14)
        y -= 40
        page.drawCentredString(width / 2 + 5 * mm, y, letter.type_name.upper())
        title = ParagraphStyle("t", parent=centred, fontName=bold, fontSize=14)
        y = _flow(page, letter.subject, title, 35 * mm, y - 6, 150 * mm) - 14
    else:
        subject = f"V/v {letter.subject}"
        y = _flow(page, subject, centred, 33 * mm, y + 6, 64 * mm) - 40
    if letter.to:
        page.setFont(regular, 14)
        page.drawCentredString(width / 2, y, f"Kính gửi: {letter.to}.")
        y -= 20
    text = ParagraphStyle("b", fontName=regular, fontSize=14, leading=19)
    text.alignment, text.firstLineIndent = TA_JUSTIFY, 12.7 * mm
    for paragraph in letter.body:
        y = _flow(page, paragraph, text, 30 * mm, y, 162 * mm) - 6
    return y


def _flow(page, content, style, x, top, width):
    paragraph = Paragraph(content, style)
    _width, used = paragraph.wrap(width, 400 * mm)
    paragraph.drawOn(page, x, top - used)
    return top - used


def _foot(page, letter, top, regular, bold, italic):
    middle = 150 * mm
    page.setFont(bold, 13)
    for line in letter.position.upper().split("\n"):
        page.drawCentredString(middle, top, line)
        top -= 16
    page.drawCentredString(middle, top - 88, letter.signer)
    top += 16
    page.setFont(f"{italic}", 12)
    page.drawString(30 * mm, top, "Nơi nhận:")
    page.setFont(regular, 11)
    for index, place in enumerate(letter.places or ("Như trên;", "Lưu: VT.")):
        page.drawString(30 * mm, top - 14 * (index + 1), f"- {place}")
