"""What happened to a file after a signature: allowed or not, and in plain kinds."""

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    GenericFieldModificationRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)

from .overlays import MOST_PAGES, overlays
from .reading import READ_ERRORS, entry, page_refs
from .verdict import Change

_MOST_FIELDS = 5000

# pyHanko's own policy, without drawings changed in place. With those allowed it
# reads the drawings of filled fields again, and so rejects a locked seal as soon as
# validation data or a time stamp is added; without, it also refuses a drawing that
# was swapped under its old object number.
POLICY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        DocInfoRule().as_qualified(ModificationLevel.LTA_UPDATES),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
        MetadataUpdateRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[
            SigFieldCreationRule(),
            SigFieldModificationRule(),
            GenericFieldModificationRule(
                allow_in_place_appearance_stream_changes=False
            ),
        ],
    ),
)


def describe_changes(
    reader: PdfFileReader, revision: int, until: int | None = None
) -> tuple[Change, ...]:
    """Name what the revisions after ``revision`` did, for people to read.

    This explains, it doesn't decide: the difference policy does.

    :param until: the last of those revisions, if not that of the file
    """
    last = reader.xrefs.total_revisions - 1 if until is None else until
    touched: set[generic.Reference] = set()
    for number in range(revision + 1, last + 1):
        touched |= set(reader.xrefs.explicit_refs_in_revision(number))
    if not touched:
        return ()
    try:
        old = reader.get_historical_resolver(revision)
        new = reader.get_historical_resolver(last)
        found = [*_field_changes(old, new), *_page_changes(old, new, touched)]
        known = {change.detail for change in found}
        found += overlays(old, new, touched, known) + _catalog_changes(old, new)
    except READ_ERRORS as exc:
        return (Change("other", detail=type(exc).__name__),)
    return tuple(found) or (Change("other"),)


def _field_changes(old: HistoricalResolver, new: HistoricalResolver) -> list[Change]:
    before, after = _values(old), _values(new)
    found = []
    for name, (kind, value) in after.items():
        if before.get(name, ("", None))[1] == value:
            continue
        if kind == "/Sig":
            stamp = value and value.startswith("/DocTimeStamp")
            found.append(Change("time_stamp" if stamp else "signature", None, name))
        else:
            found.append(Change("fields", None, name))
    return found


def _values(handler: HistoricalResolver) -> dict[str, tuple[str, str | None]]:
    """Type and value of every terminal field, by its full name."""
    found: dict[str, tuple[str, str | None]] = {}
    form = entry(handler.root, "/AcroForm", {})
    stack = [("", "", ref) for ref in entry(form, "/Fields", ())]
    while stack:
        if len(found) > _MOST_FIELDS:
            raise misc.PdfReadError("too many fields")
        prefix, kind, ref = stack.pop()
        field = ref.get_object()
        if not isinstance(field, generic.DictionaryObject):
            continue
        part = str(entry(field, "/T", ""))
        name = f"{prefix}.{part}".strip(".")
        kind = str(entry(field, "/FT", kind))
        kids = entry(field, "/Kids", ())
        named = [kid for kid in kids if "/T" in kid.get_object()]
        if named and len(prefix) < 2000:
            stack.extend((name, kind, kid) for kid in named)
            continue
        value = entry(field, "/V")
        if kind == "/Sig" and isinstance(value, generic.DictionaryObject):
            text = f"{entry(value, '/Type', '/Sig')} {field.raw_get('/V')}"
        else:
            text = None if value is None else str(value)
        found[name] = (kind, text)
    return found


def _page_changes(
    old: HistoricalResolver, new: HistoricalResolver, touched: set
) -> list[Change]:
    before, after = page_refs(old, MOST_PAGES), page_refs(new, MOST_PAGES)
    found = []
    if len(before) != len(after):
        found.append(Change("pages", None, f"{len(before)} → {len(after)}"))
    for index, (first, second) in enumerate(zip(before, after, strict=False)):
        if first.reference != second.reference:
            found.append(Change("page_content", index))
            continue
        one, two = old(first.reference), new(second.reference)
        if _content_touched(one, two, touched):
            found.append(Change("page_content", index))
        for kind in sorted(_new_annotations(one, two, new)):
            found.append(Change("annotation", index, kind))
    return found


def _content_touched(one, two, touched: set) -> bool:
    for key in ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate"):
        if (key in one) != (key in two):
            return True
        if key not in two:
            continue
        first, second = one.raw_get(key), two.raw_get(key)
        if first != second:
            return True
        refs = [second] if isinstance(second, generic.IndirectObject) else []
        if isinstance(second, generic.ArrayObject):
            refs = [second.raw_get(i) for i in range(len(second))]
        for ref in refs:
            if isinstance(ref, generic.IndirectObject) and ref.reference in touched:
                return True
    return False


def _new_annotations(one, two, new: HistoricalResolver) -> set[str]:
    """Subtypes of annotations that were added, fields left aside."""
    before = {repr(ref) for ref in _annotations(one)}
    kinds = set()
    for ref in _annotations(two):
        if repr(ref) in before or not isinstance(ref, generic.IndirectObject):
            continue
        kind = str(entry(new(ref.reference), "/Subtype", "/?"))[1:]
        if kind != "Widget":
            kinds.add(kind)
    return kinds


def _annotations(page) -> list:
    found = entry(page, "/Annots", ())
    return [found.raw_get(i) for i in range(len(found))] if found else []


def _catalog_changes(old: HistoricalResolver, new: HistoricalResolver) -> list[Change]:
    found = []
    if "/DSS" in new.root and repr(entry(old.root, "/DSS")) != repr(new.root["/DSS"]):
        found.append(Change("validation_data"))
    if repr(old.root.get("/Metadata")) != repr(new.root.get("/Metadata")):
        found.append(Change("metadata"))
    return found
