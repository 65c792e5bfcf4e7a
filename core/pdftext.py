"""The text of a PDF's first page, line by line."""

import io
from dataclasses import dataclass

from pdfminer.high_level import extract_pages
from pdfminer.layout import LTTextContainer, LTTextLine

from .errors import PdfError


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text and its box, in points from the lower left corner."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


def first_page_texts(pdf: bytes) -> tuple[tuple[TextLine, ...], float]:
    """Return the lines of text on the first page with their places, and its height.

    :raises PdfError: ``pdf.unreadable``
    """
    try:
        page = next(iter(extract_pages(io.BytesIO(pdf), maxpages=1)))
        boxes = [item for item in page if isinstance(item, LTTextContainer)]
        lines = [line for box in boxes for line in box if isinstance(line, LTTextLine)]
        return tuple(TextLine(line.get_text(), *line.bbox) for line in lines), page.y1
    except Exception as error:  # pdfminer raises whatever a damaged file provokes
        raise PdfError("pdf.unreadable", reason=type(error).__name__) from error


def first_page_lines(pdf: bytes) -> tuple[str, ...]:
    """Return the lines of text on the first page; none for a scanned picture.

    :raises PdfError: ``pdf.unreadable``
    """
    try:
        page = next(iter(extract_pages(io.BytesIO(pdf), maxpages=1)), ())
        boxes = [item for item in page if isinstance(item, LTTextContainer)]
        return tuple(
            line.strip()
            for box in boxes
            for line in box.get_text().splitlines()
            if line.strip()
        )
    except Exception as error:  # pdfminer raises whatever a damaged file provokes
        raise PdfError("pdf.unreadable", reason=type(error).__name__) from error
