"""Reading a scan: words with their places, and a copy that can be searched.

Tesseract reads Vietnamese. What can't be read stays a picture: nothing is lost, and
the original is never touched.
"""

import io
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError

from ..errors import PdfError
from ..images import images_to_pdf
from .model import LENGTH, Page
from .program import Bounds, run
from .render import (
    count_pages,
    is_readable,
    open_picture,
    page_picture,
    text_pages,
)
from .straight import is_blank, is_specked, skew_of, softened, straightened
from .tsv import pages_of

MOST_PAGES = 100
# Of a longer document: where its data stands.
_ENDS = 3
_AT_ONCE = 2
_DPI = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a document.

    :param pages: those that were read
    :param count: how many it has
    :param searchable: copy of a scan with its words below the pictures; none where the
        PDF has text itself, or more pages than ``MOST_PAGES``
    """

    pages: tuple[Page, ...]
    count: int
    searchable: bytes | None = None

    @property
    def text(self) -> str:
        """All that was read, a form feed between pages."""
        return "\f".join(page.text for page in self.pages)


def read_document(
    pdf: bytes, bounds: Bounds | None = None, seconds: float = 90
) -> Reading:
    """Read a PDF: its own text, or its pictures.

    :param bounds: for each page
    :param seconds: for all pages; those that there is no time for stay unread
    :raises PdfError: ``ocr.program_missing``, ``ocr.timeout`` or ``ocr.failed``: the
        file can't be read at all
    """
    bounds, until = bounds or Bounds(), time.monotonic() + seconds
    count = count_pages(pdf, bounds)
    texts = text_pages(pdf, min(count, MOST_PAGES), bounds)
    if texts and all(is_readable(page) or not page.rows for page in texts):
        if is_readable(texts[0]):
            return Reading(tuple(texts), count)
    wanted = range(1, count + 1)
    if count > MOST_PAGES:
        wanted = [*wanted[:_ENDS], *wanted[-_ENDS:]]
    with tempfile.TemporaryDirectory(prefix="edoc-ocr-") as folder:
        scan = _Scan(pdf, Path(folder), bounds, until)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            # the last page names the signer
            order = sorted(wanted, key=lambda number: number not in (1, count))
            read = [page for page in pool.map(scan.take, order) if page]
        own = {page.number: page for page in texts if is_readable(page)}
        pages = sorted(
            (own.get(page.number, page) for page in read), key=lambda page: page.number
        )
        if not pages:
            raise PdfError("ocr.timeout")
        copy = scan.joined(wanted) if count <= MOST_PAGES else None
    return Reading(tuple(pages), count, copy)


class _Scan:
    """The pages of one file, as they are read into a folder."""

    def __init__(self, pdf: bytes, folder: Path, bounds: Bounds, until: float) -> None:
        self._pdf, self._folder = pdf, folder
        self._bounds, self._until = bounds, until
        self._skews: dict[int, float] = {}

    def take(self, number: int) -> Page | None:
        """Read a page; none where it can't be read, or there is no time left."""
        try:
            jpeg = page_picture(self._pdf, number, self._bounds)
            self._path(number, "jpg").write_bytes(jpeg)
            return self._words(number, jpeg) if self._left() else None
        except PdfError as error:
            if error.code == "ocr.program_missing":
                raise
            return None

    def joined(self, numbers: Sequence[int]) -> bytes | None:
        """Return all pages as pictures over their words; none if one has no picture."""
        writer = PdfWriter()
        for number in numbers:
            picture = self._path(number, "jpg")
            if not picture.exists():
                return None
            try:
                made = images_to_pdf(picture.read_bytes(), "jpeg", picture.name)
                writer.append(PdfReader(io.BytesIO(made)))
                words = self._path(number, "pdf")
                if words.exists():
                    skew = self._skews[number]
                    _lay_over(writer.pages[-1], PdfReader(words).pages[0], skew)
            except (PyPdfError, ValueError, KeyError, IndexError):
                return None
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    def _words(self, number: int, jpeg: bytes) -> Page | None:
        picture = open_picture(jpeg)
        # in the red light alone, red stamps and seals vanish from over the letters
        source = self._path(number, "png")
        red = picture.convert("RGB").getchannel(0)
        if is_blank(red):
            return Page(number, *_size(red.size), ())
        self._skews[number] = skew = skew_of(red)
        clean = softened(red) if is_specked(red) else red
        straightened(clean, skew).save(source)
        told = ["--dpi", str(_DPI), "-l", "vie", "--psm", "1"]
        base = str(source.with_suffix(""))
        command = ["tesseract", str(source), base, *told, "-c", "textonly_pdf=1"]
        run([*command, "tsv", "pdf"], b"", self._bounds)
        source.unlink()
        table = self._path(number, "tsv").read_text("utf-8", "replace")
        return next(iter(pages_of(table, number, skew)), None)

    def _left(self) -> bool:
        return time.monotonic() < self._until

    def _path(self, number: int, kind: str) -> Path:
        return self._folder / f"{number:05}.{kind}"


def _size(pixels: tuple[int, int]) -> tuple[float, float]:
    return tuple(side * LENGTH / max(pixels) for side in pixels)


def _lay_over(page, words, skew: float) -> None:  # noqa: ANN001 - pages of pypdf
    """Put the invisible words on the picture, as crooked as it is."""
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    across = width / float(words.mediabox.width)
    up = height / float(words.mediabox.height)
    place = Transformation().scale(across, up).translate(-width / 2, -height / 2)
    place = place.rotate(-skew).translate(width / 2, height / 2)
    page.merge_transformed_page(words, place)
