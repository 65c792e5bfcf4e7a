"""Sheets that part the documents of one scan: printed, laid between, found again."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import zxingcpp
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.renderPDF import draw
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from ..errors import FormatError, PdfError
from .program import Bounds
from .render import count_pages, open_picture, page_picture

# What the code on a sheet says; no document has it by chance.
MARK = "VN-EDOC:NEXT-DOCUMENT:1"
MOST_PAGES = 500
_SIDE = 1000
_CODE = 150
_FONT = Path(__file__).resolve().parents[2] / "static/fonts/LiberationSerif-Bold.ttf"


@dataclass(frozen=True, slots=True)
class Part:
    """A document in a scan.

    :param first: number of its first page in the scan
    :param last: number of its last page; 0: the whole scan
    """

    first: int
    last: int


def separator_sheet(title: str, words: str) -> bytes:
    """Return a sheet to print: the code at the top and at the foot, words between."""
    pdfmetrics.registerFont(TTFont("sheet", _FONT))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    sheet.setTitle(title)
    for y in (A4[1] - _CODE - 70, 70):
        _code(sheet, A4[0] / 2 - _CODE / 2, y)
    y = A4[1] / 2 + 30
    for size, text in ((24, title), (14, words)):
        sheet.setFont("sheet", size)
        for line in simpleSplit(text, "sheet", size, A4[0] - 140):
            sheet.drawCentredString(A4[0] / 2, y, line)
            y -= size * 1.4
        y -= 12
    sheet.save()
    return out.getvalue()


def find_parts(pdf: bytes, bounds: Bounds | None = None) -> tuple[Part, ...]:
    """Return the documents of a scan; without a sheet it is one, and stays as it is.

    A page that can't be looked at belongs to the document before it.

    :raises PdfError: see ``count_pages``
    :raises FormatError: ``ocr.too_many_pages`` with ``limit``; ``ocr.only_sheets``
    """
    bounds = bounds or Bounds()
    count = count_pages(pdf, bounds)
    if count > MOST_PAGES:
        raise FormatError("ocr.too_many_pages", limit=MOST_PAGES)
    sheets = [page for page in range(1, count + 1) if _is_sheet(pdf, page, bounds)]
    if not sheets:
        return (Part(1, 0),)
    edges = [0, *sheets, count + 1]
    parts = tuple(
        Part(before + 1, after - 1)
        for before, after in zip(edges, edges[1:], strict=False)
        if after - before > 1
    )
    if not parts:
        raise FormatError("ocr.only_sheets")
    return parts


def cut(pdf: bytes, parts: Sequence[Part]) -> list[bytes]:
    """Return each part as a PDF of its own, the pages as they were scanned.

    :raises PdfError: ``pdf.unreadable``
    """
    try:
        reader = PdfReader(io.BytesIO(pdf))
        return [_written(reader, part) for part in parts]
    except (PyPdfError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise PdfError("pdf.unreadable", reason=type(error).__name__) from error


def join(pdfs: Sequence[bytes]) -> bytes:
    """Return one document of several files, in their order.

    :raises PdfError: ``pdf.unreadable``
    """
    writer = PdfWriter()
    try:
        for pdf in pdfs:
            reader = PdfReader(io.BytesIO(pdf))
            for page in reader.pages:
                writer.add_page(page)
    except (PyPdfError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise PdfError("pdf.unreadable", reason=type(error).__name__) from error
    return _bytes_of(writer)


def _written(reader: PdfReader, part: Part) -> bytes:
    writer = PdfWriter()
    for page in reader.pages[part.first - 1 : part.last]:
        writer.add_page(page)
    return _bytes_of(writer)


def _bytes_of(writer: PdfWriter) -> bytes:
    writer.pdf_header = "%PDF-1.7"
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _code(sheet: canvas.Canvas, x: float, y: float) -> None:
    code = QrCodeWidget(MARK, barLevel="Q")
    x0, y0, x1, y1 = code.getBounds()
    scale = (_CODE / (x1 - x0), 0, 0, _CODE / (y1 - y0), 0, 0)
    drawing = Drawing(_CODE, _CODE, transform=scale)
    drawing.add(code)
    draw(drawing, sheet, x, y)


def _is_sheet(pdf: bytes, number: int, bounds: Bounds) -> bool:
    try:
        picture = open_picture(page_picture(pdf, number, bounds, _SIDE))
    except PdfError as error:
        if error.code == "ocr.program_missing":
            raise
        return False
    found = zxingcpp.read_barcodes(
        picture.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode
    )
    return any(code.text == MARK for code in found)
