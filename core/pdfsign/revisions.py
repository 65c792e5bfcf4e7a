"""A file as it stood at each signature, and where each later one changed it.

Every signed revision is a prefix of the file's bytes, so an earlier one is cut out, not
built. Where to cut is known from the verification; places of changes are read by
:func:`compare`, in a child process like everything that parses foreign bytes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from ..errors import PdfError
from .changes import MOST_PAGES, describe_changes
from .limited import Files, Limits, run_limited
from .reading import READ_ERRORS, entry, open_pdf, page_refs, page_view, rect_of
from .verdict import Change, plain

TASK = "core.pdfsign.revisions:compare"
_MOST_PLACES = 500
_KINDS = frozenset(
    ("fields", "signature", "time_stamp", "validation_data", "page_content")
    + ("annotation", "overlay", "pages", "metadata", "other")
)


@dataclass(frozen=True, slots=True)
class Revision:
    """The file as one signature covers it, or as it is now.

    :param end: bytes of the file that belong to it
    :param fields: names of the signatures that cover exactly these
    """

    end: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a revision changed the one before it.

    :param kind: as of :class:`~.verdict.Change`
    :param page: zero-based, or None
    :param box: left, top, width and height in millimetres; None for all of the page
    """

    kind: str
    page: int | None = None
    detail: str = ""
    box: tuple[float, ...] | None = None


def revisions_in(report: Mapping) -> tuple[Revision, ...]:
    """List the revisions that a kept report tells of, the file as it is at last.

    :param report: as ``verdict_as_dict`` makes it
    """
    size = report["document"]["size"]
    fields: dict[int, list[str]] = {}
    for item in report["signatures"]:
        end = item.get("covered", 0)
        if 0 < end <= size:
            fields.setdefault(end, []).append(item["field"])
    found = [Revision(end, tuple(fields[end])) for end in sorted(fields)]
    if not found or found[-1].end < size:
        found.append(Revision(size))
    return tuple(found)


def places_confined(
    pdf: bytes, revisions: tuple[Revision, ...], limits: Limits
) -> tuple[tuple[Place, ...], ...] | None:
    """Ask a child process what each revision but the first did, and where.

    :return: None when the file can't be compared within the limits
    """
    ends = [revision.end for revision in revisions]
    outcome = run_limited(TASK, {"ends": ends}, {"pdf": (pdf,)}, limits)
    try:
        steps = outcome.answer["steps"] if outcome.state == "answered" else []
        found = tuple(tuple(_place(item) for item in step) for step in steps)
    except (LookupError, TypeError, ValueError):
        return None
    return found if len(found) == len(ends) - 1 else None


def _place(item: Mapping) -> Place:
    """Take over a place from a child that may say anything."""
    kind, page, detail, box = (item[k] for k in ("kind", "page", "detail", "box"))
    if kind not in _KINDS or not isinstance(detail, str):
        raise ValueError(kind)
    if box is not None:
        box = tuple(float(number) for number in box)
        if len(box) != 4:
            raise ValueError(box)
    return Place(kind, None if page is None else int(page), detail, box)


def compare(options: Mapping, files: Files) -> dict:
    """Task of a child process: the places that each revision changed."""
    pdf, ends = files["pdf"][0], options["ends"]
    try:
        reader = _open(pdf)
        numbers = [_number(reader, end) for end in ends]
        pairs = zip(numbers, numbers[1:], strict=False)
        steps = [_places(reader, first, second) for first, second in pairs]
    except (PdfError, *READ_ERRORS):
        return {"steps": []}
    return {"steps": plain(steps)}


def _open(pdf: bytes) -> PdfFileReader:
    try:
        return open_pdf(pdf)
    except PdfError:
        return open_pdf(pdf, strict=False)


def _number(reader: PdfFileReader, end: int) -> int:
    """Return the last revision that lies within the first ``end`` bytes."""
    xrefs = reader.xrefs
    return max(
        number
        for number in range(xrefs.total_revisions)
        if xrefs.get_xref_container_info(number).end_location <= end
    )


def _places(reader: PdfFileReader, first: int, second: int) -> list[Place]:
    if first == second:
        return []
    new = reader.get_historical_resolver(second)
    old = reader.get_historical_resolver(first)
    known = {item.ref for item in _annotations(old)}
    drawn = list(_annotations(new))
    found: list[Place] = []
    for change in describe_changes(reader, first, second):
        found += _located(change, drawn, known)
    return found[:_MOST_PLACES]


@dataclass(frozen=True, slots=True)
class _Annotation:
    ref: str
    page: int
    kind: str
    name: str
    box: tuple[float, ...] | None


def _located(
    change: Change, drawn: list[_Annotation], known: set[str]
) -> Iterator[Place]:
    """Give a change its boxes; one that isn't drawn anywhere stays without."""
    if change.kind == "annotation":
        boxes = [
            item
            for item in drawn
            if item.page == change.page
            and item.kind == change.detail
            and item.ref not in known
        ]
    else:
        boxes = [item for item in drawn if change.detail and item.name == change.detail]
    boxes = [item for item in boxes if item.box]
    for item in boxes:
        yield Place(change.kind, item.page, change.detail, item.box)
    if not boxes:
        yield Place(change.kind, change.page, change.detail)


def _annotations(handler: HistoricalResolver) -> Iterator[_Annotation]:
    for index, page_ref in enumerate(page_refs(handler, MOST_PAGES)):
        page = handler.get_object(page_ref.reference)
        items = entry(page, "/Annots", ())
        for position in range(len(items)):
            ref = items.raw_get(position)
            item = ref.get_object()
            if isinstance(item, generic.DictionaryObject):
                kind = str(entry(item, "/Subtype", "/?"))[1:]
                name = _full_name(item) if kind == "Widget" else ""
                yield _Annotation(repr(ref), index, kind, name, _box(page, item))


def _full_name(field: generic.DictionaryObject) -> str:
    parts: list[str] = []
    for _depth in range(32):
        if "/T" in field:
            parts.insert(0, str(field["/T"]))
        parent = entry(field, "/Parent")
        if not isinstance(parent, generic.DictionaryObject):
            break
        field = parent
    return ".".join(parts)


def _box(
    page: generic.DictionaryObject, item: generic.DictionaryObject
) -> tuple[float, ...] | None:
    try:
        rect = rect_of(item["/Rect"])
        if not (rect.width and rect.height):
            return None
        return page_view(page).to_layout(rect)
    except (PdfError, *READ_ERRORS):
        return None
