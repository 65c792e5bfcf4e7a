"""A file of documents as one PDF in order of time (NĐ 30/2020 Phụ lục VI I.III.4).

Signatures don't survive merging. So the pages are a copy to read, each document saying
so on its first page, and the originals go along as attached files, untouched.
"""

import gc
import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import BinaryIO
from xml.sax.saxutils import escape

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from ..copying import add_pages
from ..errors import PdfError, RecordsError
from ..pdfsign.appearance import Drawing, TextLine, show_lines
from ..pdfsign.fonts import drawable, text_font, text_width
from ..pdfsign.geometry import MM, Rect
from ..pdfsign.reading import MAX_BYTES, page_view
from .contents import PAGE, Listed, Sheet, all_text, contents, count_pages, cover
from .markup import clean, moment
from .model import ComputerFile, Dossier
from .names import Placed, ordinals, place_files, safe_name
from .pdfwriter import StreamedPdf, dictionary

_PDF = "application/pdf"
_NOTE_SIZE = 6.5
_COLLECT_AFTER = 8 * 1024 * 1024
_DIGITS = "0123456789- "
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def write_pdf(dossier: Dossier, created: datetime, target: BinaryIO) -> str:
    """Write the PDF into a file and return a name for it.

    What is no PDF, or none that can be shown, is named in the table and attached.

    :param created: when it is made, with zone
    :param target: a file, at its beginning
    :raises RecordsError: ``records.file_changed``, ``records.file_unreadable``
    """
    _Maker(dossier, created, target).run()
    return f"{safe_name(dossier.code.text)}.pdf"


class _Maker:
    def __init__(self, dossier: Dossier, created: datetime, target: BinaryIO) -> None:
        self._dossier, self._created = dossier, created
        self._placed = place_files(dossier)
        identity = [moment(created), dossier.code.text]
        identity += [item.file.sha256 for item in self._placed]
        self._pdf = StreamedPdf(target, "\n".join(identity).encode())
        self._text = self._whole_text()
        self._font = text_font(self._pdf, self._text)
        self._passed = 0
        self._attached: list[tuple[str, generic.IndirectObject]] = []
        self._marks: list[tuple[str, generic.IndirectObject]] = []

    def run(self) -> None:
        """Documents first, for only then it is known what stands where."""
        listed = [self._add_document(*item) for item in ordinals(self._dossier)]
        pages = list(self._pdf.pages)
        front = 1 + count_pages(listed)
        self._add_sheet(cover(self._dossier))
        for sheet in contents(listed, front):
            self._add_sheet(sheet)
        self._add_catalog()
        self._pdf.finish([*self._pdf.pages[len(pages) :], *pages])

    def _whole_text(self) -> str:
        """All letters that will be needed: one font serves the whole PDF."""
        listed = [
            Listed(ordinal, document, None, self._remark_about(ordinal))
            for ordinal, document in ordinals(self._dossier)
        ]
        sheets = [cover(self._dossier), *contents(listed, 0)]
        notes = "".join("".join(self._note(item)) for item in self._placed)
        return all_text(sheets) + notes + _DIGITS

    def _of(self, ordinal: int) -> Iterator[Placed]:
        return (item for item in self._placed if item.ordinal == ordinal)

    def _add_document(self, ordinal: int, document) -> Listed:
        first, hidden, number = len(self._pdf.pages), [], 0
        for item in self._of(ordinal):
            number += 1
            if not self._show(item):
                hidden.append(item)
            self._attach(item)
            self._pdf.flush()
            self._forget(item.file.size)
        last = len(self._pdf.pages)
        pages = (first + 1, last) if last > first else None
        if pages:
            title = f"{ordinal}. {document.number} {document.title}"
            self._marks.append((title, self._pdf.pages[first]))
        return Listed(ordinal, document, pages, _remark(hidden, number))

    def _forget(self, size: int) -> None:
        """Free what was read: readers are cycles, which Python would find late."""
        self._passed += size
        if self._passed > _COLLECT_AFTER:
            self._passed = 0
            gc.collect()

    def _remark_about(self, ordinal: int) -> str:
        items = list(self._of(ordinal))
        return _remark(items, len(items))

    def _show(self, item: Placed) -> bool:
        """Add the pages of a computer file that has some."""
        file = item.file
        if file.media_type != _PDF or file.size > MAX_BYTES:
            return False
        data = _whole(file)
        try:
            self._pdf.attempt(partial(self._add_pages, item, data))
        except PdfError:
            return False
        return True

    def _add_pages(self, item: Placed, data: bytes) -> None:
        first = len(self._pdf.pages)
        add_pages(self._pdf, data)
        self._mark(first, item)

    def _mark(self, index: int, item: Placed) -> None:
        """Write below a document's first page what it is."""
        page = self._pdf.pages[index].get_object()
        view = page_view(page)
        visible = view.visible
        texts = self._note(item)
        widest = max(text_width(text, _NOTE_SIZE) for text in texts)
        squeeze = min(1.0, (visible.width - 8 * MM) / widest)
        lines = tuple(
            TextLine(text, 0, 2 + 7.5 * place, _NOTE_SIZE, squeeze=squeeze)
            for place, text in enumerate(reversed(texts))
        )
        x, y = visible.x0 + 4 * MM, visible.y0 + 2 * MM
        place = Rect(x, y, x + visible.width - 8 * MM, y + 8 * len(texts) + 2)
        drawing = Drawing(place.width, place.height, view.rotate, self._painter(lines))
        form = drawing.as_form(self._pdf)
        objects = page["/Resources"]["/XObject"]
        objects[pdf_name("/EdocReading")] = self._pdf.add_object(form)
        dx, dy = view.origin_of(place)
        content = f"q 1 0 0 1 {dx:.3f} {dy:.3f} cm /EdocReading Do Q".encode()
        stream = generic.StreamObject(stream_data=content)
        page["/Contents"].append(self._pdf.add_object(stream))

    def _note(self, item: Placed) -> tuple[str, str]:
        number = item.document.number or item.document.type_name
        what = f"Bản để đọc, không thay bản gốc. Văn bản: {number}"
        if not item.file.main:
            what = f"{what} (kèm theo)"
        signature = item.file.signature or "Không có kết quả kiểm tra chữ ký số"
        return (
            drawable(f"{what}. Tệp gốc đính kèm: {item.file.name}"),
            drawable(f"SHA-256 của tệp gốc: {item.file.sha256}. {signature}"),
        )

    def _painter(self, lines: tuple[TextLine, ...]):
        def paint(_writer, resources) -> bytes:
            resources.setdefault("/Font", {})["/F0"] = self._font
            return show_lines(lines, "/F0", self._text)

        return paint

    def _attach(self, item: Placed) -> None:
        document = item.document
        text = clean(f"{item.file.name} - {document.number} {document.title}")
        kind = "Source" if item.file.main else "Supplement"
        spec = self._pdf.attach(item.file, item.path, text, self._created, kind)
        self._attached.append((item.path, spec))

    def _add_sheet(self, sheet: Sheet) -> None:
        drawn = b" ".join(b"%.2f %.2f m %.2f %.2f l" % rule for rule in sheet.rules)
        content = b"0.5 w %s S\n" % drawn if drawn else b""
        content += show_lines(sheet.lines, "/F0", self._text)
        stream = generic.StreamObject(stream_data=content)
        stream.compress()
        page = {
            "/Type": pdf_name("/Page"),
            "/MediaBox": generic.ArrayObject(
                generic.FloatObject(str(value)) for value in (0, 0, *PAGE)
            ),
            "/Resources": dictionary({"/Font": dictionary({"/F0": self._font})}),
            "/Contents": self._pdf.add_object(stream),
        }
        self._pdf.insert_page(dictionary(page))

    def _add_catalog(self) -> None:
        root = self._pdf.root
        root[pdf_name("/Lang")] = generic.pdf_string("vi-VN")
        title = escape(clean(self._dossier.title or self._dossier.code.text))
        text = _XMP.format(title=title, date=moment(self._created))
        kind = {"/Type": "/Metadata", "/Subtype": "/XML"}
        metadata = generic.StreamObject(
            {pdf_name(key): pdf_name(value) for key, value in kind.items()},
            stream_data=text.encode(),
        )
        root[pdf_name("/Metadata")] = self._pdf.add_object(metadata)
        if self._attached:
            named = generic.ArrayObject()
            for name, spec in sorted(self._attached, key=lambda pair: pair[0]):
                named += [generic.TextStringObject(name), spec]
            tree = dictionary({"/EmbeddedFiles": dictionary({"/Names": named})})
            root[pdf_name("/Names")] = tree
            specs = generic.ArrayObject(spec for _name, spec in self._attached)
            root[pdf_name("/AF")] = specs
        if self._marks:
            root[pdf_name("/Outlines")] = self._outline()
            root[pdf_name("/PageMode")] = pdf_name("/UseOutlines")

    def _outline(self) -> generic.IndirectObject:
        top = self._pdf.allocate_placeholder()
        places = [self._pdf.allocate_placeholder() for _mark in self._marks]
        for index, (title, page) in enumerate(self._marks):
            target = generic.ArrayObject([page, pdf_name("/Fit")])
            item = {
                "/Title": generic.TextStringObject(clean(title)),
                "/Parent": top,
                "/Dest": target,
            }
            if index:
                item["/Prev"] = places[index - 1]
            if index + 1 < len(places):
                item["/Next"] = places[index + 1]
            self._pdf.add_object(dictionary(item), idnum=places[index].idnum)
        whole = {
            "/Type": pdf_name("/Outlines"),
            "/First": places[0],
            "/Last": places[-1],
            "/Count": generic.NumberObject(len(places)),
        }
        return self._pdf.add_object(dictionary(whole), idnum=top.idnum)


def _remark(hidden: list[Placed], number: int) -> str:
    """Of a document's computer files, those whose pages are not shown."""
    if not number:
        return "Bản giấy, chưa có tệp"
    if not hidden:
        return ""
    return "Xem tệp đính kèm: " + ", ".join(item.file.name for item in hidden)


def _whole(file: ComputerFile) -> bytes:
    """Read a PDF, and make sure that it is what the register says."""
    try:
        data = b"".join(file.blocks())
    except OSError as error:
        raise RecordsError("records.file_unreadable", name=file.name) from error
    if hashlib.sha256(data).hexdigest() != file.sha256.lower():
        raise RecordsError("records.file_changed", name=file.name)
    return data
