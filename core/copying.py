"""Copies of documents (NĐ 30/2020 Điều 25): which may be made, and their pages.

A copy is a new PDF. It shows what the original shows, signatures and seals included,
but holds none of them, so that only the seal on the copy speaks for it.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter

from .errors import CopyError, PdfError
from .pdfsign.reading import (
    READ_ERRORS,
    entry,
    open_pdf,
    page_refs,
    rect_of,
)
from .pdfsign.shape import check_shape

FORMS = {"SY": "SAO Y", "SL": "SAO LỤC", "TrS": "TRÍCH SAO"}

_HIDDEN, _NO_VIEW = 2, 32
_INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")
_PAGE_KEYS = (*_INHERITED, "/Contents", "/UserUnit", "/Group")
_RANGE = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


@dataclass(frozen=True, slots=True)
class CopyRule:
    """One way to make an electronic copy.

    :param article: of NĐ 30/2020
    :param named: the decree names it; what it doesn't name, the head may still allow
    """

    article: str
    named: bool = True


# By form of the copy, medium of the source, and whether the source is a copy (sao y).
RULES = {
    ("SY", "paper", False): CopyRule("Điều 25.1c"),
    ("SL", "paper", True): CopyRule("Điều 25.2"),
    ("TrS", "paper", False): CopyRule("Điều 25.3"),
    ("TrS", "electronic", False): CopyRule("Điều 25.3"),
    # Điều 25.1 goes from electronic to paper only, for an electronic original can be
    # sent as it is; agencies do it all the same, and Điều 27 leaves it to their head.
    ("SY", "electronic", False): CopyRule("Điều 25.1", named=False),
    ("SL", "electronic", True): CopyRule("Điều 25.2", named=False),
}


def check_form(form: str, medium: str, is_copy: bool) -> CopyRule:
    """Return the rule that a copy is made by (Điều 25).

    :param form: a key of ``FORMS``
    :param medium: of the source, ``"paper"`` or ``"electronic"``
    :param is_copy: the source is itself a certified copy (*sao y*)
    :raises CopyError: ``copy.form_of_copy``, ``copy.form_of_original``
    """
    rule = RULES.get((form, medium, is_copy))
    if rule:
        return rule
    code = "copy.form_of_copy" if is_copy else "copy.form_of_original"
    raise CopyError(code, form=FORMS[form].capitalize())


def read_pages(text: str, count: int) -> tuple[int, ...]:
    """Read pages such as ``"1-3,5"`` into their indexes, in the document's order.

    :param count: pages of the document
    :raises CopyError: ``copy.pages_missing``, ``copy.pages_syntax``,
        ``copy.pages_range`` with ``page`` and ``count``; ``copy.pages_all`` when
        nothing is left out, for then it is no extract
    """
    if not text.strip():
        raise CopyError("copy.pages_missing")
    found: set[int] = set()
    for part in re.split(r"[,;]", text):
        match = _RANGE.fullmatch(part.strip())
        if not match or len(match[1]) > 5 or len(match[2] or "") > 5:
            raise CopyError("copy.pages_syntax", text=text)
        first, last = int(match[1]), int(match[2] or match[1])
        if first > last:
            raise CopyError("copy.pages_syntax", text=text)
        for page in (first, last):
            if not 1 <= page <= count:
                raise CopyError("copy.pages_range", page=page, count=count)
        found.update(range(first - 1, last))
    if len(found) == count:
        raise CopyError("copy.pages_all", count=count)
    return tuple(sorted(found))


def count_pages(pdf: bytes) -> int:
    """Number of pages of a source.

    :raises PdfError: see :func:`copy_pages`
    """
    return len(_open(pdf)[1])


def copy_pages(pdf: bytes, pages: Sequence[int] | None = None) -> bytes:
    """Make a new PDF that shows the pages as they are, without what lies behind them.

    Pictures of signatures and seals, numbers in fields and notes drawn on the page
    become part of the page; forms, scripts, attached files, links and evidence go.

    :param pages: indexes; all pages without them
    :raises PdfError: ``pdf.unreadable``, ``pdf.encrypted``, ``pdf.too_large``
    """
    writer = PdfFileWriter(stream_xrefs=False)
    add_pages(writer, pdf, pages)
    out = io.BytesIO()
    try:
        writer.write(out)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    return out.getvalue()


def add_pages(
    writer: PdfFileWriter, pdf: bytes, pages: Sequence[int] | None = None
) -> None:
    """Add the pages as they are to a PDF that is being written (:func:`copy_pages`).

    :raises PdfError: ``pdf.unreadable``, ``pdf.encrypted``, ``pdf.too_large``
    """
    reader, refs = _open(pdf)
    chosen = range(len(refs)) if pages is None else pages
    try:
        wanted = _Wanted(reader)
        for index in chosen:
            wanted.add_page(refs[index].get_object())
        wanted.write_into(writer)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc


def _open(pdf: bytes) -> tuple[PdfFileReader, list[generic.IndirectObject]]:
    reader = open_pdf(pdf, strict=False)
    check_shape(reader)
    try:
        return reader, page_refs(reader)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc


class _Wanted:
    """What goes over into the copy, imported at once: shared fonts stay shared."""

    def __init__(self, reader: PdfFileReader) -> None:
        form = entry(reader.root, "/AcroForm", {})
        self._defaults = entry(form, "/DR", generic.DictionaryObject())
        self._layers = entry(reader.root, "/OCProperties")
        self._pages: list[tuple[generic.DictionaryObject, list]] = []
        self._container = reader.root.get_container_ref()

    def add_page(self, page: generic.DictionaryObject) -> None:
        """Note a page and what is drawn over it."""
        kept = generic.DictionaryObject()
        for key in _PAGE_KEYS:
            value = _found(page, key, key in _INHERITED)
            if value is not None:
                kept[pdf_name(key)] = value
        drawn = []
        for annotation in entry(page, "/Annots", ()):
            look = _drawn(annotation.get_object())
            if look:
                drawn.append(look)
        self._pages.append((kept, drawn))

    def write_into(self, writer: PdfFileWriter) -> None:
        """Import everything and add the pages."""
        bundle = generic.ArrayObject()
        bundle.container_ref = self._container
        for kept, drawn in self._pages:
            forms = generic.ArrayObject(form for form, _matrix in drawn)
            bundle.append(generic.ArrayObject([kept, forms]))
        bundle.append(self._defaults)
        if self._layers is not None:
            bundle.append(self._layers)
        copied = writer.import_object(bundle)
        defaults = copied[len(self._pages)]
        if self._layers is not None:
            writer.root[pdf_name("/OCProperties")] = copied[len(self._pages) + 1]
        for (_kept, drawn), pair in zip(self._pages, copied, strict=False):
            matrices = [matrix for _form, matrix in drawn]
            page, forms = pair[0], [pair[1].raw_get(i) for i in range(len(pair[1]))]
            _add_page(writer, page, forms, matrices, defaults)


def _add_page(
    writer: PdfFileWriter,
    page: generic.DictionaryObject,
    forms: list[generic.IndirectObject],
    matrices: list[tuple[float, ...]],
    defaults: generic.DictionaryObject,
) -> None:
    """Insert a page with the drawings of its annotations painted over it."""
    page[pdf_name("/Type")] = pdf_name("/Page")
    resources = generic.DictionaryObject(entry(page, "/Resources", {}))
    objects = generic.DictionaryObject(entry(resources, "/XObject", {}))
    after = [b"\nQ"]
    for index, (form, matrix) in enumerate(zip(forms, matrices, strict=True)):
        look = form.get_object()
        look[pdf_name("/Type")] = pdf_name("/XObject")
        look[pdf_name("/Subtype")] = pdf_name("/Form")
        if "/Resources" not in look:
            look[pdf_name("/Resources")] = defaults
        name = f"/EdocDrawn{index}"
        objects[pdf_name(name)] = form
        numbers = " ".join(f"{value:.5f}" for value in matrix)
        after.append(f"q {numbers} cm {name} Do Q".encode())
    resources[pdf_name("/XObject")] = objects
    page[pdf_name("/Resources")] = resources
    old = page.raw_get("/Contents") if "/Contents" in page else None
    whole = old.get_object() if isinstance(old, generic.IndirectObject) else old
    if isinstance(whole, generic.ArrayObject):
        streams = [whole.raw_get(i) for i in range(len(whole))]
    else:
        streams = [] if old is None else [old]
    first = writer.add_object(generic.StreamObject(stream_data=b"q\n"))
    last = writer.add_object(generic.StreamObject(stream_data=b"\n".join(after)))
    page[pdf_name("/Contents")] = generic.ArrayObject([first, *streams, last])
    writer.insert_page(page)


def _found(page: generic.DictionaryObject, key: str, inherited: bool):
    """The raw entry of a page, from the nodes above it where that counts."""
    for _step in range(64):
        if key in page:
            return page.raw_get(key)
        if not inherited or "/Parent" not in page:
            return None
        page = page["/Parent"]
    return None


def _drawn(
    annotation: generic.DictionaryObject,
) -> tuple[generic.IndirectObject, tuple[float, ...]] | None:
    """The appearance of an annotation and the matrix that puts it in its place.

    ISO 32000-1, 12.5.5: the form's box, turned by its own matrix, fills the rectangle.
    """
    if int(entry(annotation, "/F", 0)) & (_HIDDEN | _NO_VIEW):
        return None
    looks = entry(annotation, "/AP", {})
    if entry(annotation, "/Subtype") == "/Popup" or "/N" not in looks:
        return None
    ref = looks.raw_get("/N")
    form = ref.get_object()
    if not isinstance(form, generic.StreamObject):
        state = str(entry(annotation, "/AS", ""))
        if state not in form:
            return None
        ref = form.raw_get(state)
        form = ref.get_object()
    if "/BBox" not in form or not isinstance(ref, generic.IndirectObject):
        return None
    place = rect_of(annotation["/Rect"])
    box = rect_of(form["/BBox"])
    turn = [float(v) for v in entry(form, "/Matrix", (1, 0, 0, 1, 0, 0))]
    corners = [(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
    xs = [turn[0] * x + turn[2] * y + turn[4] for x, y in corners]
    ys = [turn[1] * x + turn[3] * y + turn[5] for x, y in corners]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if not (width and height and place.width and place.height):
        return None
    across, up = place.width / width, place.height / height
    shift = place.x0 - across * min(xs), place.y0 - up * min(ys)
    return ref, (across, 0, 0, up, *shift)
