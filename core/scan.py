"""Is a PDF a scan as NĐ 30/2020 wants it: PDF from 1.4, colour, from 200 dpi, 100 %?"""

import io
import re
from collections.abc import Iterator

from pdfminer.high_level import extract_pages
from pdfminer.layout import LTFigure, LTImage
from pdfminer.pdftypes import PDFStream, resolve1

from .errors import FormatError, PdfError

# What scanners and cameras write: kind by the ending of the name.
SCANNED = {
    **{"pdf": "pdf", "jpg": "jpeg", "jpeg": "jpeg", "png": "png"},
    **{"tif": "tiff", "tiff": "tiff"},
}
LEAST_DPI = 200
# A scan covers its page; a logo or a stamp doesn't make one.
_COVERED = 0.5
# A scanner's own figures are rounded.
_TOLERANCE = 0.98
_VERSION = re.compile(rb"%PDF-(\d)\.(\d)")


def check_scan(pdf: bytes) -> None:
    """Refuse what is no scan of paper, or one that is too coarse or without colour.

    :raises FormatError: ``scan.version``; ``scan.no_picture``, ``scan.coarse`` with
        ``dpi`` and ``least``, ``scan.no_colour``, each with ``page``
    :raises PdfError: ``pdf.unreadable``
    """
    version = _VERSION.search(pdf[:1024])
    if not version or (int(version[1]), int(version[2])) < (1, 4):
        raise FormatError("scan.version")
    try:
        for number, page in enumerate(extract_pages(io.BytesIO(pdf)), 1):
            area = page.width * page.height
            images = [
                image
                for image in _images(page)
                if image.width * image.height >= _COVERED * area
            ]
            _check_page(number, images)
    except FormatError:
        raise
    except Exception as error:  # pdfminer raises whatever a damaged file provokes
        raise PdfError("pdf.unreadable", reason=type(error).__name__) from error


def _check_page(number: int, images: list[LTImage]) -> None:
    if not images:
        raise FormatError("scan.no_picture", page=number)
    # Some scanners lay a fine mask over a coarse ground: together they are the scan.
    dpi = max(_resolution(image) for image in images)
    if dpi < LEAST_DPI * _TOLERANCE:
        raise FormatError("scan.coarse", page=number, dpi=round(dpi), least=LEAST_DPI)
    if not any(_has_colour(image) for image in images):
        raise FormatError("scan.no_colour", page=number)


def _images(item) -> Iterator[LTImage]:
    for part in item:
        if isinstance(part, LTImage):
            yield part
        elif isinstance(part, LTFigure):
            yield from _images(part)


def _resolution(image: LTImage) -> float:
    """Dots to the inch, along the coarser side; a turned scan has its sides swapped."""
    pixels, sides = sorted(image.srcsize), sorted((image.width, image.height))
    return min(pixels[0] / sides[0], pixels[1] / sides[1]) * 72


def _has_colour(image: LTImage) -> bool:
    spaces = [resolve1(space) for space in image.colorspace or ()]
    for space in spaces:
        if isinstance(space, PDFStream):
            return int(resolve1(space.get("N", 1))) >= 3
        name = str(getattr(space, "name", ""))
        if name in ("DeviceRGB", "CalRGB", "DeviceCMYK", "Lab", "Indexed"):
            return True
    return False
