"""Is the file's structure a tree of sane size? Asked before anything walks it.

A page tree or form whose nodes name the same child many times has few objects and
endless paths; neither pyHanko nor we would ever come back from it.
"""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.rw_common import PdfHandler

from ..errors import PdfError
from .reading import READ_ERRORS, entry

MAX_REVISIONS = 200
MAX_NODES = 20_000
MAX_DEPTH = 60


def check_shape(reader: PdfFileReader) -> None:
    """Refuse page trees and forms that are no trees, in any revision.

    :raises PdfError: ``pdf.unreadable`` with ``reason``
    """
    revisions = reader.xrefs.total_revisions
    if revisions > MAX_REVISIONS:
        raise PdfError("pdf.unreadable", reason=f"{revisions} revisions")
    known: set[generic.Reference] = set()
    try:
        for revision in range(revisions):
            touched = set(reader.xrefs.explicit_refs_in_revision(revision))
            if revision and not touched & known:
                continue
            handler = reader.get_historical_resolver(revision)
            root = handler.root
            known = {handler.root_ref}
            known |= _walk(handler, [root.raw_get("/Pages")], "page tree")
            if "/AcroForm" in root:
                form = root.raw_get("/AcroForm")
                if isinstance(form, generic.IndirectObject):
                    known.add(form.reference)
                fields = entry(root["/AcroForm"], "/Fields", ())
                known |= _walk(handler, list(fields), "form")
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc


def _walk(handler: PdfHandler, starts: list[generic.PdfObject], what: str) -> set:
    """References of all nodes below ``starts``; branches may occur once only."""
    seen: set[generic.Reference] = set()
    stack = [(start, 0) for start in starts]
    visits = 0
    while stack:
        ref, depth = stack.pop()
        visits += 1
        if visits > MAX_NODES or depth > MAX_DEPTH:
            raise PdfError("pdf.unreadable", reason=what)
        again = False
        node = ref
        if isinstance(ref, generic.IndirectObject):
            again = ref.reference in seen
            seen.add(ref.reference)
            node = handler.get_object(ref.reference)
        if not isinstance(node, generic.DictionaryObject):
            continue
        kids = entry(node, "/Kids")
        if isinstance(kids, generic.ArrayObject) and len(kids):
            if again:
                raise PdfError("pdf.unreadable", reason=what)
            stack.extend((kids.raw_get(i), depth + 1) for i in range(len(kids)))
    return seen
