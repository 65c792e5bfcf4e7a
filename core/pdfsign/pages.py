"""What a browser must know to show the fields of a file on its pages."""

from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from ..errors import PdfError
from . import fields
from .geometry import MM, Box
from .places import FieldPlace, Placement
from .reading import READ_ERRORS, open_pdf, page_refs, page_view, rect_of

_OURS = (*fields.TEXT_FIELDS, fields.PERSON, fields.SEAL)


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page as displayed, in millimetres."""

    width: float
    height: float


def page_sizes(pdf: bytes) -> tuple[PageSize, ...]:
    """Return the sizes of all pages in their order.

    :raises PdfError: ``pdf.unreadable``, ``pdf.encrypted``, ``pdf.too_large``
    """
    reader = open_pdf(pdf, strict=False)
    try:
        seen = [page_view(ref.get_object()).visible for ref in page_refs(reader)]
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    return tuple(
        PageSize(round(rect.width / MM, 2), round(rect.height / MM, 2)) for rect in seen
    )


def placed_fields(pdf: bytes) -> tuple[Placement, ...]:
    """Return where the fields of a prepared file stand; without any, nothing.

    :raises PdfError: ``pdf.unreadable``, ``pdf.encrypted``, ``pdf.too_large``
    """
    reader = open_pdf(pdf, strict=False)
    found = {**fields.text_fields(reader), **fields.signature_fields(reader)}
    try:
        pages = {ref.reference: i for i, ref in enumerate(page_refs(reader))}
        return tuple(
            _placement(reader, found[name], pages) for name in _OURS if name in found
        )
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc


def seal_box(
    signature: Box, aspect: float, width: float, height: float, share: float
) -> Box:
    """Return where a seal stands beside a signature's box, in millimetres.

    It covers ``share`` of the drawn signature on its left (NĐ 30/2020 annex I).

    :param aspect: width of the signature's picture for each unit of its height; 0 if
        the name is written instead
    """
    drawn = signature.width
    if aspect:
        drawn = min(drawn, signature.height * aspect)
    right = signature.left + (signature.width - drawn) / 2 + drawn * share
    middle = signature.top + signature.height / 2
    return Box(right - width, middle - height / 2, width, height)


def _placement(
    reader: PdfFileReader,
    field: fields.Field,
    pages: dict[generic.Reference, int],
) -> Placement:
    ref = field.value.raw_get("/P")
    view = page_view(reader.get_object(ref.reference))
    rect = view.to_view(rect_of(field.value["/Rect"]))
    return FieldPlace(field.name, pages[ref.reference], view, rect).placement()
