"""Pictures that form fields lay over the pages: shown by readers, signed by nobody.

Whatever allows a further signature allows its field, with a picture of any size. A
field that stays empty, or that a time stamp fills, can so hide what was signed, and
the difference policy finds nothing wrong with it.
"""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver

from .reading import entry, page_refs, rect_of
from .verdict import Change

MOST_PAGES = 400
_MOST_PARENTS = 32
OVERLAY = "overlay"


def overlays(
    old: HistoricalResolver,
    new: HistoricalResolver,
    touched: set[generic.Reference],
    known: set[str],
) -> list[Change]:
    """Name the fields that are drawn otherwise than before, and are no signatures.

    :param touched: what the revisions between wrote
    :param known: fields of which it is told already that they were filled or signed
    """
    found = []
    earlier = {ref: widget for _page, widget, ref in _widgets(old) if ref}
    for page, widget, ref in _widgets(new):
        name = _full_name(widget)
        if name in known and not _is_stamp(widget):
            continue
        if _is_visible(widget) and _drawn_anew(earlier.get(ref), widget, touched):
            found.append(Change(OVERLAY, page, name))
    if _draws_fields(old) != _draws_fields(new):
        # Readers draw the fields themselves, not as they were drawn when signed.
        found.append(Change(OVERLAY, None, "NeedAppearances"))
    return found


def _widgets(handler: HistoricalResolver) -> Iterator[tuple]:
    for index, page_ref in enumerate(page_refs(handler, MOST_PAGES)):
        items = entry(handler.get_object(page_ref.reference), "/Annots", ())
        for position in range(len(items)):
            ref = items.raw_get(position)
            item = ref.get_object()
            if not isinstance(item, generic.DictionaryObject):
                continue
            if entry(item, "/Subtype") == "/Widget":
                is_own = isinstance(ref, generic.IndirectObject)
                yield index, item, ref.reference if is_own else None


def _is_stamp(widget: generic.DictionaryObject) -> bool:
    value = _of_field(widget, "/V")
    return (
        isinstance(value, generic.DictionaryObject)
        and entry(value, "/Type") == "/DocTimeStamp"
    )


def _is_visible(widget: generic.DictionaryObject) -> bool:
    rect = rect_of(widget["/Rect"])
    return bool(rect.width and rect.height)


def _drawn_anew(
    before: generic.DictionaryObject | None,
    widget: generic.DictionaryObject,
    touched: set[generic.Reference],
) -> bool:
    if before is None:
        return True
    for key in ("/Rect", "/AP", "/AS", "/MK", "/F"):
        if (key in before) != (key in widget):
            return True
        if key in widget and before.raw_get(key) != widget.raw_get(key):
            return True
    return bool(_references(widget) & touched)


def _references(widget: generic.DictionaryObject) -> set[generic.Reference]:
    """What the field is drawn by: its pictures, one for each of its states."""
    found, stack = set(), [widget.raw_get("/AP")] if "/AP" in widget else []
    for _depth in range(3):
        below = []
        for item in stack:
            if isinstance(item, generic.IndirectObject):
                found.add(item.reference)
                item = item.get_object()
            is_plain = isinstance(item, generic.DictionaryObject)
            if is_plain and not isinstance(item, generic.StreamObject):
                below += [item.raw_get(key) for key in item]
        stack = below
    return found


def _draws_fields(handler: HistoricalResolver) -> bool:
    form = entry(handler.root, "/AcroForm", {})
    return bool(entry(form, "/NeedAppearances", False))


def _of_field(widget: generic.DictionaryObject, key: str):
    """An entry of the field, that its widget may leave to its parents."""
    for _depth in range(_MOST_PARENTS):
        if key in widget:
            return widget[key]
        widget = entry(widget, "/Parent")
        if not isinstance(widget, generic.DictionaryObject):
            break
    return None


def _full_name(widget: generic.DictionaryObject) -> str:
    parts: list[str] = []
    for _depth in range(_MOST_PARENTS):
        if "/T" in widget:
            parts.insert(0, str(widget["/T"]))
        widget = entry(widget, "/Parent")
        if not isinstance(widget, generic.DictionaryObject):
            break
    return ".".join(parts)
