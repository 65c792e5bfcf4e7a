"""An enclosure that is no PDF, sealed all the same: a PDF/A-3 around the original.

Seed Đ6k2b wants every enclosure in a file of its own under the agency's seal, and a
spreadsheet loses its formulas as a PDF. The wrapper shows a cover page and holds the
original byte by byte; the same inputs always give the same file.
"""

import hashlib
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import PurePosixPath
from xml.sax.saxutils import escape

from PIL import ImageCms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter

from .errors import PdfError
from .pdfsign.appearance import TextLine, paint_lines
from .pdfsign.fonts import drawable, fold_text, text_width
from .pdfsign.reading import READ_ERRORS, entry, open_pdf

MAX_CONTENT = 48 * 1024 * 1024
MARK = pdf_name("/EDOC_Enclosure")
# The one kind of "active content" that a wrapper is there for.
WITHIN = ("EmbeddedFiles",)

_VIETNAM = timezone(timedelta(hours=7))
_PAGE = (595.276, 841.89)
_LEFT, _RIGHT = 85.0, 42.5
# Below the corner where the seal writes number, notation and time.
_TOP = 700.0
_LABELS = 120.0
_SIZE, _LEADING = 13.0, 20.0
_TITLE = "TÀI LIỆU KÈM THEO VĂN BẢN ĐIỆN TỬ"
_INTRODUCTION = (
    "Tệp PDF này chứa nguyên vẹn tệp tài liệu nêu dưới đây. Chữ ký số của cơ quan trên "
    "tệp này bảo vệ cả trang bìa và tệp tài liệu."
)
_ADVICE = (
    "Để mở tệp tài liệu: dùng mục Tệp đính kèm (Attachments) của phần mềm đọc PDF, "
    "hoặc tải tệp gốc từ Hệ thống quản lý văn bản."
)
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The original that a wrapper holds."""

    name: str
    content: bytes = field(repr=False)
    mimetype: str = ""


def wrap(
    content: bytes,
    name: str,
    mimetype: str,
    modified: datetime,
    format_name: str = "",
    description: str = "",
) -> bytes:
    """Make the PDF/A-3b around a file, ready for ``seal_enclosure``.

    :param modified: when the original was last changed, with zone
    :param format_name: for the cover page, such as ``"Bảng tính Excel"``
    :param description: what the enclosure is, for the cover page
    :raises PdfError: ``wrap.empty``, ``wrap.too_large``, each with ``name``
    """
    name = PurePosixPath(name.replace("\\", "/")).name
    if not content:
        raise PdfError("wrap.empty", name=name)
    if len(content) > MAX_CONTENT:
        raise PdfError("wrap.too_large", name=name, limit=MAX_CONTENT // 1024 // 1024)
    digest = hashlib.sha256(content).hexdigest()
    rows = (
        ("Tên tệp:", name),
        ("Nội dung:", description),
        ("Định dạng:", format_name or mimetype),
        ("Dung lượng:", f"{len(content):,} byte".replace(",", ".")),
        ("Sửa đổi lúc:", _shown_time(modified)),
        ("Mã băm SHA-256:", f"{digest[:32]} {digest[32:]}"),
    )
    writer = _Writer(hashlib.sha256(f"{rows}".encode()).digest())
    _add_cover(writer, tuple(row for row in rows if row[1]))
    _add_original(writer, content, name, mimetype, modified, description)
    _add_archive_data(writer, name, modified, digest)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def unwrap(pdf: bytes) -> Wrapped | None:
    """Return the original in a wrapper, byte by byte; None for any other PDF.

    :raises PdfError: ``wrap.damaged`` when the original isn't what was wrapped;
        ``pdf.unreadable``, ``pdf.encrypted``, ``pdf.too_large``
    """
    if str(MARK).encode() not in pdf:
        return None
    reader = open_pdf(pdf)
    try:
        spec = wrapped_file(reader)
        if spec is None:
            return None
        stream = spec["/EF"]["/F"]
        name = str(entry(spec, "/UF") or spec["/F"])
        content = stream.data
        mimetype = str(entry(stream, "/Subtype", "/application/octet-stream"))[1:]
        digest = str(reader.root[MARK])
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    if hashlib.sha256(content).hexdigest() != digest:
        raise PdfError("wrap.damaged", name=name)
    return Wrapped(PurePosixPath(name.replace("\\", "/")).name, content, mimetype)


def wrapped_file(reader: PdfFileReader) -> generic.DictionaryObject | None:
    """Return the one file that a wrapper of ours holds; None for any other PDF."""
    root = reader.root
    if MARK not in root:
        return None
    try:
        names, related = root["/Names"], root["/AF"]
        tree = names["/EmbeddedFiles"]
        if (set(names), set(tree)) != ({"/EmbeddedFiles"}, {"/Names"}):
            return None
        if len(tree["/Names"]) != 2 or len(related) != 1:
            return None
        spec = tree["/Names"].raw_get(1)
        if spec != related.raw_get(0) or "/F" not in spec.get_object()["/EF"]:
            return None
        return spec.get_object()
    except READ_ERRORS:
        return None


class _Writer(PdfFileWriter):
    """Writes the same file from the same objects: no clock, no dice."""

    def __init__(self, identity: bytes) -> None:
        super().__init__(stream_xrefs=False)
        value = generic.ByteStringObject(identity[:16])
        self._document_id = generic.ArrayObject([value, value])

    def _update_meta(self) -> None:
        """The metadata is complete; pyHanko would write the present time into it."""


def _add_cover(writer: PdfFileWriter, rows: tuple[tuple[str, str], ...]) -> None:
    resources: dict[str, dict[str, generic.PdfObject]] = {}
    content = generic.StreamObject(
        stream_data=paint_lines(_cover_lines(rows))(writer, resources)
    )
    content.compress()
    page = {
        "/Type": pdf_name("/Page"),
        "/MediaBox": generic.ArrayObject(
            generic.FloatObject(str(value)) for value in (0, 0, *_PAGE)
        ),
        "/Resources": _dictionary(
            {kind: _dictionary(items) for kind, items in resources.items()}
        ),
        "/Contents": writer.add_object(content),
    }
    writer.insert_page(_dictionary(page))


def _cover_lines(rows: tuple[tuple[str, str], ...]) -> tuple[TextLine, ...]:
    room = _PAGE[0] - _LEFT - _RIGHT
    middle = _LEFT + (room - text_width(_TITLE, _SIZE + 1)) / 2
    lines = [TextLine(_TITLE, middle, _TOP, _SIZE + 1)]
    y = _TOP - 2 * _LEADING
    for text in fold_text(_INTRODUCTION, room, _SIZE):
        lines.append(TextLine(text, _LEFT, y, _SIZE))
        y -= _LEADING
    y -= _LEADING / 2
    for label, value in rows:
        lines.append(TextLine(label, _LEFT, y, _SIZE))
        for text in fold_text(drawable(value), room - _LABELS, _SIZE)[:12]:
            lines.append(TextLine(text, _LEFT + _LABELS, y, _SIZE))
            y -= _LEADING
        y -= 4
    y -= _LEADING / 2
    for text in fold_text(_ADVICE, room, _SIZE):
        lines.append(TextLine(text, _LEFT, y, _SIZE))
        y -= _LEADING
    return tuple(lines)


def _add_original(
    writer: PdfFileWriter,
    content: bytes,
    name: str,
    mimetype: str,
    modified: datetime,
    description: str,
) -> None:
    date = generic.pdf_date(modified.astimezone(UTC))
    checksum = hashlib.md5(content, usedforsecurity=False).digest()
    stream = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/EmbeddedFile"),
            pdf_name("/Subtype"): pdf_name(f"/{mimetype}"),
            pdf_name("/Params"): _dictionary(
                {
                    "/Size": generic.NumberObject(len(content)),
                    "/CreationDate": date,
                    "/ModDate": date,
                    "/CheckSum": generic.ByteStringObject(checksum),
                }
            ),
        },
        stream_data=content,
    )
    stream.compress()
    ref = writer.add_object(stream)
    shown = generic.TextStringObject(name)
    spec = writer.add_object(
        _dictionary(
            {
                "/Type": pdf_name("/Filespec"),
                "/F": shown,
                "/UF": shown,
                "/Desc": generic.TextStringObject(description or name),
                "/AFRelationship": pdf_name("/Source"),
                "/EF": _dictionary({"/F": ref, "/UF": ref}),
            }
        )
    )
    tree = _dictionary({"/Names": generic.ArrayObject([shown, spec])})
    writer.root[pdf_name("/Names")] = _dictionary({"/EmbeddedFiles": tree})
    writer.root[pdf_name("/AF")] = generic.ArrayObject([spec])


def _add_archive_data(
    writer: PdfFileWriter, name: str, modified: datetime, digest: str
) -> None:
    """What makes a PDF an archive file: metadata, meaning of colours, language."""
    date = modified.astimezone(_VIETNAM).strftime("%Y-%m-%dT%H:%M:%S+07:00")
    text = _XMP.format(title=escape(_printable(name)), date=date)
    metadata = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/Metadata"),
            pdf_name("/Subtype"): pdf_name("/XML"),
        },
        stream_data=text.encode(),
    )
    profile = generic.StreamObject(
        {pdf_name("/N"): generic.NumberObject(3)}, stream_data=_srgb()
    )
    profile.compress()
    srgb = generic.pdf_string("sRGB IEC61966-2.1")
    intent = {
        "/Type": pdf_name("/OutputIntent"),
        "/S": pdf_name("/GTS_PDFA1"),
        "/OutputConditionIdentifier": srgb,
        "/Info": srgb,
        "/DestOutputProfile": writer.add_object(profile),
    }
    root = writer.root
    root[pdf_name("/Metadata")] = writer.add_object(metadata)
    root[pdf_name("/OutputIntents")] = generic.ArrayObject(
        [writer.add_object(_dictionary(intent))]
    )
    root[pdf_name("/Lang")] = generic.pdf_string("vi-VN")
    root[MARK] = generic.pdf_string(digest)


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    """The colour profile, with a fixed date; all its tags are of version 4.2."""
    profile = bytearray(
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    )
    profile[8:12] = b"\x04\x20\x00\x00"
    profile[24:36] = b"".join(n.to_bytes(2, "big") for n in (2020, 3, 5, 0, 0, 0))
    return bytes(profile)


def _shown_time(when: datetime) -> str:
    return when.astimezone(_VIETNAM).strftime("%d/%m/%Y %H:%M:%S +07:00")


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _dictionary(values: dict) -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {pdf_name(name): value for name, value in values.items()}
    )
