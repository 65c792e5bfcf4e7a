"""A PDF written while it is made: what is finished leaves the memory.

pyHanko's writer keeps all objects until the end. A file of documents has hundreds of
megabytes, so each document's objects go into the file before the next one is read.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import BinaryIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import PdfFileWriter
from pyhanko.pdf_utils.xref import write_xref_table

from ..errors import PdfError
from ..pdfsign.reading import READ_ERRORS, entry
from .bundle import copy_file
from .model import ComputerFile

_BASE_OFF = "/OFF"


class StreamedPdf(PdfFileWriter):
    """Writes a PDF piece by piece; the same pieces give the same file.

    :param out: a file, at its beginning
    :param identity: what the file is made of, in a few bytes
    """

    def __init__(self, out: BinaryIO, identity: bytes) -> None:
        super().__init__(stream_xrefs=False, init_page_tree=False)
        digest = generic.ByteStringObject(hashlib.sha256(identity).digest()[:16])
        self._document_id = generic.ArrayObject([digest, digest])
        self._out = out
        self._positions: dict[tuple[int, int], int] = {}
        self._shown: list[generic.IndirectObject] = []
        self._hidden: list[generic.IndirectObject] = []
        self.pages: list[generic.IndirectObject] = []
        tree = {"/Type": pdf_name("/Pages"), "/Count": generic.NumberObject(0)}
        self._tree = self.add_object(dictionary(tree))
        self.root[pdf_name("/Pages")] = self._tree
        self._kept = set(self.objects)
        self._write_header(out)

    def insert_page(self, new_page, after=None) -> generic.IndirectObject:
        """Append a page; their order may be changed until the end."""
        new_page[pdf_name("/Parent")] = self._tree
        ref = self.add_object(new_page)
        self.pages.append(ref)
        return ref

    def attempt(self, work: Callable[[], None]) -> None:
        """Let ``work`` add pages; of what fails nothing remains.

        :raises PdfError: what is wrong
        """
        before, pages = set(self.objects), len(self.pages)
        waiting = set(self._allocated_placeholders)
        try:
            work()
            self._take_layers()
        except PdfError:
            self.root.pop("/OCProperties", None)
            self.objects = {key: self.objects[key] for key in before}
            self._allocated_placeholders = waiting
            del self.pages[pages:]
            raise

    def flush(self) -> None:
        """Write all finished objects into the file and forget them."""
        for key in sorted(self.objects.keys() - self._kept):
            self._write_one(key, self.objects.pop(key))

    def attach(
        self, file: ComputerFile, name: str, text: str, created: datetime, kind: str
    ) -> generic.IndirectObject:
        """Put a computer file into the PDF, byte by byte as it is.

        :param kind: how it relates to the pages, such as ``"Source"``
        :raises RecordsError: ``records.file_changed``, ``records.file_unreadable``
        """
        stream = self.allocate_placeholder()
        self._allocated_placeholders.remove(stream.idnum)
        day = generic.pdf_date((file.created or created).astimezone(UTC))
        size = generic.NumberObject(file.size)
        values = {
            "/Type": pdf_name("/EmbeddedFile"),
            "/Subtype": pdf_name(f"/{file.media_type or 'application/octet-stream'}"),
            "/Length": size,
            "/Params": dictionary({"/Size": size, "/ModDate": day}),
        }
        self._begin(stream.idnum, 0)
        dictionary(values).write_to_stream(self._out, None)
        self._out.write(b"\nstream\n")
        copy_file(file, self._out)
        self._out.write(b"\nendstream\nendobj\n")
        spec = {
            "/Type": pdf_name("/Filespec"),
            "/F": generic.TextStringObject(name),
            "/UF": generic.TextStringObject(name),
            "/Desc": generic.TextStringObject(text),
            "/AFRelationship": pdf_name(f"/{kind}"),
            "/EF": dictionary({"/F": stream, "/UF": stream}),
        }
        return self.add_object(dictionary(spec))

    def finish(self, order: list[generic.IndirectObject]) -> None:
        """Write what is left, with the pages in this order."""
        tree = self._tree.get_object()
        tree[pdf_name("/Count")] = generic.NumberObject(len(order))
        tree[pdf_name("/Kids")] = generic.ArrayObject(order)
        if self._shown or self._hidden:
            everything = generic.ArrayObject([*self._shown, *self._hidden])
            hidden = generic.ArrayObject(self._hidden)
            layers = {"/OCGs": everything, "/D": dictionary({"/OFF": hidden})}
            self.root[pdf_name("/OCProperties")] = dictionary(layers)
        self._kept.clear()
        self.flush()
        # Numbers of what failed: a table without gaps is what readers like best.
        for idnum in range(1, self._lastobj_id + 1):
            if (0, idnum) not in self._positions:
                self._write_one((0, idnum), generic.NullObject())
        place = write_xref_table(self._out, self._positions)
        trailer = generic.DictionaryObject()
        self._populate_trailer(trailer)
        trailer[pdf_name("/Size")] = generic.NumberObject(self._lastobj_id + 1)
        self._out.write(b"trailer\n")
        trailer.write_to_stream(self._out, None)
        self._out.write(f"\nstartxref\n{place}\n%%EOF\n".encode("ascii"))

    def _take_layers(self) -> None:
        """Keep hidden what a document hides, when others have layers, too."""
        if "/OCProperties" not in self.root:
            return
        try:
            found = self.root["/OCProperties"]
            groups = found["/OCGs"]
            known = [groups.raw_get(index) for index in range(len(groups))]
            plan = entry(found, "/D", {})
            off = _references(plan, "/OFF")
            if entry(plan, "/BaseState") == _BASE_OFF:
                shown = _references(plan, "/ON")
                off = [ref for ref in known if ref not in shown]
        except READ_ERRORS as exc:
            raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
        del self.root["/OCProperties"]
        self._hidden += off
        self._shown += [ref for ref in known if ref not in off]

    def _begin(self, idnum: int, generation: int) -> None:
        self._positions[(generation, idnum)] = self._out.tell()
        self._out.write(f"{idnum} {generation} obj\n".encode("ascii"))

    def _write_one(self, key: tuple[int, int], value: generic.PdfObject) -> None:
        generation, idnum = key
        self._begin(idnum, generation)
        reference = generic.Reference(idnum, generation, self)
        value.write_to_stream(self._out, None, reference)
        self._out.write(b"\nendobj\n")


def dictionary(values: dict) -> generic.DictionaryObject:
    """Make a PDF dictionary."""
    return generic.DictionaryObject(
        {pdf_name(name): value for name, value in values.items()}
    )


def _references(holder: generic.DictionaryObject, key: str) -> list:
    values = entry(holder, key, ())
    return [values.raw_get(index) for index in range(len(values))]
