"""What is drawn on the pages of a draft: sizes, lines of text and fonts."""

import io
from collections import Counter
from dataclasses import dataclass, field

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFType3Font
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from ..errors import PdfError
from ..pdfsign.texts import fold

MOST_PAGES = 12
_SAME_LINE = 2.0
_MM = 25.4 / 72
_EMBEDDED = ("FontFile", "FontFile2", "FontFile3")


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line of text, its box in millimetres from the upper left corner.

    :param text: folded to plain lower-case letters, without spaces
    :param gap: the widest room between two letters
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """One page; sizes in millimetres."""

    number: int
    width: float
    height: float
    lines: tuple[DrawnLine, ...]


@dataclass(slots=True)
class Drawn:
    """The pages that were looked at.

    :param fonts: letters drawn, by name of the font
    :param loose: names of fonts that are drawn with and not embedded
    """

    pages: list[DrawnPage] = field(default_factory=list)
    fonts: Counter = field(default_factory=Counter)
    loose: set[str] = field(default_factory=set)


class _Device(PDFPageAggregator):
    """Notes which fonts letters are really drawn with: some writers name more."""

    def __init__(self, resources: PDFResourceManager, drawn: Drawn) -> None:
        super().__init__(resources, laparams=None)
        self._drawn = drawn

    def render_char(self, matrix, font, *args, **kwargs):  # noqa: ANN001, ANN201
        name = str(getattr(font, "fontname", "") or "")
        name = name.rpartition("+")[2].strip("/'")
        self._drawn.fonts[name] += 1
        inside = isinstance(font, PDFType3Font) or any(
            key in font.descriptor for key in _EMBEDDED
        )
        if not inside:
            self._drawn.loose.add(name)
        return super().render_char(matrix, font, *args, **kwargs)


def read_drawn(pdf: bytes) -> Drawn:
    """Read the first pages of a PDF.

    :raises PdfError: ``pdf.unreadable``
    """
    drawn = Drawn()
    try:
        resources = PDFResourceManager()
        device = _Device(resources, drawn)
        interpreter = PDFPageInterpreter(resources, device)
        document = PDFDocument(PDFParser(io.BytesIO(pdf)))
        for index, page in enumerate(PDFPage.create_pages(document)):
            if index == MOST_PAGES:
                break
            interpreter.process_page(page)
            drawn.pages.append(_page(index + 1, device.get_result()))
    except Exception as error:  # pdfminer raises whatever a damaged file provokes
        raise PdfError("pdf.unreadable", reason=type(error).__name__) from error
    return drawn


def _page(number, layout) -> DrawnPage:  # noqa: ANN001
    rows: list[list[LTChar]] = []
    for char in sorted(_chars(layout), key=lambda c: (-c.matrix[5], c.x0)):
        if rows and abs(rows[-1][0].matrix[5] - char.matrix[5]) < _SAME_LINE:
            rows[-1].append(char)
        else:
            rows.append([char])
    height = layout.height
    lines = [_line(sorted(row, key=lambda c: c.x0), height) for row in rows]
    return DrawnPage(number, layout.width * _MM, height * _MM, tuple(lines))


def _chars(container: LTContainer):  # noqa: ANN202
    for item in container:
        if isinstance(item, LTChar):
            if item.get_text().strip():
                yield item
        elif isinstance(item, LTContainer):
            yield from _chars(item)


def _line(row: list[LTChar], height: float) -> DrawnLine:
    text = fold("".join(char.get_text() for char in row))
    gaps = [b.x0 - a.x1 for a, b in zip(row, row[1:], strict=False)]
    return DrawnLine(
        "".join(text.split()),
        row[0].x0 * _MM,
        (height - max(char.y1 for char in row)) * _MM,
        max(char.x1 for char in row) * _MM,
        (height - min(char.y0 for char in row)) * _MM,
        max(gaps, default=0.0) * _MM,
    )
