"""Pages of a PDF as pictures and as words, by poppler's programs."""

import io
import re
import unicodedata

from PIL import Image, JpegImagePlugin

from ..errors import PdfError
from ..filekind import PICTURE_ERRORS
from .model import Page
from .program import Bounds, run
from .tsv import pages_of

# 200 dpi of A4, and never more, however large a page says it is.
LONG_SIDE = 2340
_FEW_LETTERS = 40
_MARKED = 0.05
_PAGES = re.compile(rb"^Pages:\s+(\d+)", re.MULTILINE)

assert JpegImagePlugin  # Odoo keeps Pillow from loading its formats by itself


def count_pages(pdf: bytes, bounds: Bounds) -> int:
    """Return the number of pages.

    :raises PdfError: see ``program.run``; ``ocr.failed`` where there are none
    """
    found = _PAGES.search(run(["pdfinfo", "-"], pdf, bounds))
    if not found or int(found[1]) < 1:
        raise PdfError("ocr.failed")
    return int(found[1])


def page_picture(
    pdf: bytes, number: int, bounds: Bounds, long_side: int = LONG_SIDE
) -> bytes:
    """Return a page as a JPEG in colour, as it is shown.

    :raises PdfError: see ``program.run``
    """
    only = ["-f", str(number), "-l", str(number), "-cropbox"]
    form = ["-scale-to", str(long_side), "-jpeg", "-jpegopt", "quality=80"]
    return run(["pdftoppm", *only, *form, "-"], pdf, bounds)


def open_picture(jpeg: bytes) -> Image.Image:
    """Open what ``page_picture`` made.

    :raises PdfError: ``ocr.failed``
    """
    try:
        image = Image.open(io.BytesIO(jpeg), formats=("JPEG",))
        image.load()
    except PICTURE_ERRORS as error:
        raise PdfError("ocr.failed") from error
    return image


def text_pages(pdf: bytes, last: int, bounds: Bounds) -> list[Page]:
    """Return the words that a PDF itself holds, page by page up to the last asked for.

    :raises PdfError: see ``program.run``
    """
    command = ["pdftotext", "-cropbox", "-l", str(last), "-tsv", "-enc", "UTF-8"]
    table = run([*command, "-", "-"], pdf, bounds)
    return pages_of(unicodedata.normalize("NFC", table.decode("utf-8", "replace")))


def is_readable(page: Page) -> bool:
    """Tell whether a page has text of its own, in Vietnamese.

    What some scanners put below a picture has lost the Vietnamese marks.
    """
    letters = [letter for letter in page.text if letter.isalpha()]
    marked = sum(not letter.isascii() for letter in letters)
    return len(letters) >= _FEW_LETTERS and marked >= _MARKED * len(letters)
