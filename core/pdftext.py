"""The text of a PDF's first page, line by line."""

import io

from pdfminer.high_level import extract_pages
from pdfminer.layout import LTTextContainer

from .errors import PdfError


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
