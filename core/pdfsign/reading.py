"""Opening a PDF with care: limits first, every damage ends in a PdfError."""

import io
import re
import struct
import zlib

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.decode_limits import (
    DecodeLimits,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.rw_common import PdfHandler

from ..errors import PdfError
from .geometry import PageView, Rect

MAX_BYTES = 64 * 1024 * 1024
MAX_PAGES = 5000

_MIB = 1024 * 1024
# Small files that unpack to memory without end are stopped here.
_DECODE_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=64 * _MIB),
    document_budget=DocumentDecodeBudget(base_allowance=128 * _MIB, max_ratio=30),
)

# What parsers raise on damaged input, besides their own errors.
READ_ERRORS = (
    misc.PdfError,
    misc.PdfReadError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_XREF_STREAM = re.compile(rb"/Type\s*/XRef\b")
_COUNTS = re.compile(rb"/(?:Size|Index)\s*\[?\s*([\d\s]{1,4000})")
_AROUND = 4096
# A million objects are more than any document of an office has.
_MOST_DIGITS = 6
_NAMES_ACTIVE = ("/JavaScript", "/EmbeddedFiles")
_ACTIONS = frozenset(
    ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/GoToE")
)
_ANNOTATIONS = frozenset(("/RichMedia", "/Movie", "/Screen", "/3D", "/FileAttachment"))


def open_pdf(pdf: bytes, max_bytes: int = MAX_BYTES, strict: bool = True):
    """Parse a file once and return pyHanko's reader of it.

    :param max_bytes: refuse larger files
    :param strict: refuse mixed cross-reference tables, which readers read differently
    :raises PdfError: ``pdf.too_large``, ``pdf.unreadable``, ``pdf.encrypted``
    """
    if len(pdf) > max_bytes:
        raise PdfError("pdf.too_large", size=len(pdf), limit=max_bytes)
    if b"%PDF-" not in pdf[:1024]:
        raise PdfError("pdf.unreadable", reason="no PDF")
    if b"%%EOF" not in pdf[-1024:]:
        raise PdfError("pdf.unreadable", reason="cut off")
    _check_counts(pdf)
    try:
        reader = PdfFileReader(
            io.BytesIO(pdf), strict=strict, decode_limits=_DECODE_LIMITS
        )
        if reader.encrypted:
            raise PdfError("pdf.encrypted")
        pages = int(reader.root["/Pages"]["/Count"])
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    if not 0 < pages <= MAX_PAGES:
        raise PdfError("pdf.unreadable", reason=f"{pages} pages")
    return reader


def _check_counts(pdf: bytes) -> None:
    """Refuse a cross-reference stream that says it has entries without end.

    The parser would count them all, whatever the stream holds. (Written with escapes
    it isn't found here; then the time limit ends it.)
    """
    for found in _XREF_STREAM.finditer(pdf):
        first = max(0, found.start() - _AROUND)
        begin = max(first, pdf.rfind(b"obj", first, found.start()))
        last = found.end() + _AROUND
        end = pdf.find(b"stream", found.end(), last)
        for numbers in _COUNTS.findall(pdf[begin : end if end > 0 else last]):
            if any(len(item) > _MOST_DIGITS for item in numbers.split()):
                raise PdfError("pdf.unreadable", reason="endless table")


def open_to_extend(pdf: bytes, max_bytes: int = MAX_BYTES) -> PdfFileReader:
    """Parse a file that must stay as it is, though readers may disagree on it.

    Word writes two cross-reference tables. What is signed so can't be rewritten any
    more; a verification notes it.

    :raises PdfError: as :func:`open_pdf`
    """
    reader = open_pdf(pdf, max_bytes)
    if reader.xrefs.hybrid_xrefs_present:
        return open_pdf(pdf, max_bytes, strict=False)
    return reader


def entry(holder: generic.DictionaryObject, key: str, default=None):
    """Look up a dictionary's entry, following references; pyHanko's get doesn't."""
    return holder[key] if key in holder else default


def page_count(handler: PdfHandler) -> int:
    """Number of pages as the page tree tells it."""
    return int(handler.root["/Pages"]["/Count"])


def page_at(handler: PdfHandler, index: int) -> generic.DictionaryObject:
    """Return a page's dictionary; a negative index counts from the end.

    :raises PdfError: ``pdf.unreadable``
    """
    try:
        ref, _resources = handler.find_page_for_modification(index)
        return ref.get_object()
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=f"page {index}") from exc


def page_refs(
    handler: PdfHandler, limit: int = MAX_PAGES
) -> list[generic.IndirectObject]:
    """References of the pages in order, at most ``limit`` of them.

    :raises PdfReadError: for a page tree without end
    """
    found, stack, seen = [], [handler.root.raw_get("/Pages")], 0
    while stack and len(found) < limit:
        ref, seen = stack.pop(), seen + 1
        if seen > 4 * MAX_PAGES:
            raise misc.PdfReadError("page tree without end")
        kids = entry(handler.get_object(ref.reference), "/Kids")
        if kids is None:
            found.append(ref)
        else:
            stack.extend(reversed([kids.raw_get(i) for i in range(len(kids))]))
    return found


def page_view(page: generic.DictionaryObject) -> PageView:
    """Read how a page is displayed.

    :raises PdfError: ``pdf.unreadable``
    """
    try:
        media = rect_of(_inherited(page, "/MediaBox"))
        crop = _inherited(page, "/CropBox")
        rotate = int(_inherited(page, "/Rotate") or 0) % 360
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason="page size") from exc
    if not (media.width > 0 and media.height > 0) or rotate % 90:
        raise PdfError("pdf.unreadable", reason="page size")
    return PageView(media, _cut(rect_of(crop), media) if crop else media, rotate)


def _inherited(page: generic.DictionaryObject, key: str, depth: int = 64):
    while page is not None and depth:
        if key in page:
            return page[key]
        page, depth = entry(page, "/Parent"), depth - 1
    return None


def rect_of(values: generic.ArrayObject) -> Rect:
    """Read a PDF rectangle, whatever the order of its corners."""
    a, b, c, d = (float(value.get_object()) for value in values)
    return Rect(min(a, c), min(b, d), max(a, c), max(b, d))


def _cut(rect: Rect, outer: Rect) -> Rect:
    x0, y0 = max(rect.x0, outer.x0), max(rect.y0, outer.y0)
    x1, y1 = min(rect.x1, outer.x1), min(rect.y1, outer.y1)
    return Rect(x0, y0, x1, y1) if x1 > x0 and y1 > y0 else outer


def refuse_active_content(reader: PdfFileReader, but: tuple[str, ...] = ()) -> None:
    """Refuse what acts by itself: scripts, launched programs, files within.

    :param but: kinds that are meant to be there
    :raises PdfError: ``pdf.active_content`` with ``kind``; ``pdf.unreadable``
    """
    kinds = [kind for kind in active_content(reader) if kind not in but]
    if kinds:
        raise PdfError("pdf.active_content", kind=", ".join(kinds))


def active_content(reader: PdfHandler) -> tuple[str, ...]:
    """List the kinds of active content in a file, such as ``"JavaScript"``.

    :raises PdfError: ``pdf.unreadable``
    """
    found: set[str] = set()
    try:
        root = reader.root
        names = entry(root, "/Names", {})
        found.update(name for name in _NAMES_ACTIVE if name in names)
        if "/AF" in root:
            found.add("/EmbeddedFiles")
        if "/XFA" in entry(root, "/AcroForm", {}):
            found.add("/XFA")
        _collect_actions(root, found)
        for ref in page_refs(reader):
            page = ref.get_object()
            _collect_actions(page, found)
            for annotation in entry(page, "/Annots", ()):
                item = annotation.get_object()
                if entry(item, "/Subtype") in _ANNOTATIONS:
                    found.add(item["/Subtype"])
                _collect_actions(item, found)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    return tuple(sorted(str(name)[1:] for name in found))


def _collect_actions(holder: generic.DictionaryObject, found: set[str]) -> None:
    actions = [entry(holder, key) for key in ("/OpenAction", "/A")]
    more = entry(holder, "/AA")
    if isinstance(more, generic.DictionaryObject):
        actions.extend(more[key] for key in more)
    for action in actions:
        # An action may lead to a next one; a chain of more than a few is suspect.
        for _step in range(20):
            if not isinstance(action, generic.DictionaryObject):
                break
            if entry(action, "/S") in _ACTIONS:
                found.add(action["/S"])
            action = entry(action, "/Next")
            if isinstance(action, generic.ArrayObject):
                action = action[0] if action else None
