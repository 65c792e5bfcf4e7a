"""Is a file what its name says, and whole? Asked before anything opens it.

TT 39/2017 lists the formats; a program, half a file or a zip that unpacks without end
under one of those names is none of them.
"""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image, TiffImagePlugin

from .errors import FormatError

MAX_UNPACKED = 512 * 1024 * 1024
MAX_ENTRIES = 20_000
MAX_PIXELS = 120_000_000
MAX_FRAMES = 500

_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROLS = frozenset(range(32)) - set(b"\t\n\r\f")
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

# Odoo keeps Pillow from loading its formats by itself; naming this one loads it.
_PARTS_OF_TIFF = (
    (TiffImagePlugin.STRIPOFFSETS, TiffImagePlugin.STRIPBYTECOUNTS),
    (TiffImagePlugin.TILEOFFSETS, TiffImagePlugin.TILEBYTECOUNTS),
)

# What Pillow raises on damaged pictures.
PICTURE_ERRORS = (
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,
    struct.error,
    zlib.error,
    LookupError,
    TypeError,
)


def check_content(content: bytes, kind: str, name: str) -> None:
    """Refuse what isn't a whole file of its kind.

    :param kind: one of ``KINDS``
    :param name: for the refusal
    :raises FormatError: ``format.disguised``, ``format.cut_off``, ``format.bomb`` with
        ``limit`` in MB, ``format.password``; each with ``name``
    """
    try:
        KINDS[kind](content)
    except FormatError as error:
        raise FormatError(error.code, name=name, **error.params) from error


def _pdf(content: bytes) -> None:
    if b"%PDF-" not in content[:1024]:
        raise FormatError("format.disguised")
    if b"%%EOF" not in content[-1024:]:
        raise FormatError("format.cut_off")


def _zip(content: bytes) -> zipfile.ZipFile:
    """Unpack everything once: sizes that a zip claims prove nothing."""
    if not content.startswith(b"PK"):
        raise FormatError("format.disguised")
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
        items = packed.infolist()
        size = sum(item.file_size for item in items)
        if size > MAX_UNPACKED or len(items) > MAX_ENTRIES:
            raise FormatError("format.bomb", limit=MAX_UNPACKED // 1024 // 1024)
        if any(item.flag_bits & 1 for item in items):
            raise FormatError("format.password")
        if packed.testzip() is not None:
            raise FormatError("format.cut_off")
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
        struct.error,
    ) as error:
        raise FormatError("format.cut_off") from error
    return packed


def _office(part: str) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        with _zip(content) as packed:
            if part not in packed.namelist():
                raise FormatError("format.disguised")

    return check


def _open_document(what: str) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        with _zip(content) as packed:
            names = packed.namelist()
            if "mimetype" not in names or "content.xml" not in names:
                raise FormatError("format.disguised")
            told = packed.read("mimetype")
            if told.strip() != f"{_OPEN_DOCUMENT}{what}".encode():
                raise FormatError("format.disguised")

    return check


def _ole(*streams: str) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        named = any(stream.encode("utf-16-le") in content for stream in streams)
        if not content.startswith(_OLE):
            raise FormatError("format.disguised")
        if len(content) < 512:
            raise FormatError("format.cut_off")
        shift, directory = content[30], int.from_bytes(content[48:52], "little")
        if shift > 12 or (directory + 2) << shift > len(content):
            raise FormatError("format.cut_off")
        if not named:
            raise FormatError("format.disguised")

    return check


def _rtf(content: bytes) -> None:
    if not content.startswith(b"{\\rtf"):
        raise FormatError("format.disguised")
    if not content.rstrip(b"\0\r\n\t ").endswith(b"}"):
        raise FormatError("format.cut_off")


def _text(content: bytes) -> None:
    """UTF-8 is the one encoding that the list of standards allows (TT 39/2017)."""
    if content.startswith(_OTHER_MARKS):
        raise FormatError("format.not_utf8")
    if _CONTROLS & set(content):
        raise FormatError("format.disguised")
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError("format.not_utf8") from error


def _picture(kind: str, start: tuple[bytes, ...], end: bytes = b""):
    def check(content: bytes) -> None:
        if not content.startswith(start):
            raise FormatError("format.disguised")
        # Odoo tells Pillow to make up the pixels that a cut-off file lacks.
        if end not in content[-1024:]:
            raise FormatError("format.cut_off")
        try:
            with Image.open(io.BytesIO(content), formats=(kind,)) as image:
                frames = getattr(image, "n_frames", 1)
                if frames > MAX_FRAMES or image.width * image.height > MAX_PIXELS:
                    raise FormatError("format.bomb", limit=MAX_PIXELS // 1_000_000)
                for frame in range(frames):
                    image.seek(frame)
                    _check_strips(image, len(content))
        except PICTURE_ERRORS as error:
            raise FormatError("format.cut_off") from error

    return check


def _check_strips(image: Image.Image, size: int) -> None:
    """A TIFF tells where its pixels lie; they must lie within the file."""
    tags = getattr(image, "tag_v2", {})
    for places, sizes in _PARTS_OF_TIFF:
        pairs = zip(tags.get(places, ()), tags.get(sizes, ()), strict=False)
        if any(place + length > size for place, length in pairs):
            raise FormatError("format.cut_off")
    if image.width * image.height > MAX_PIXELS:
        raise FormatError("format.bomb", limit=MAX_PIXELS // 1_000_000)


def _gzip(content: bytes) -> None:
    if not content.startswith(b"\x1f\x8b"):
        raise FormatError("format.disguised")
    size = 0
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            while part := packed.read(_CHUNK):
                size += len(part)
                if size > MAX_UNPACKED:
                    raise FormatError("format.bomb", limit=MAX_UNPACKED // 1024 // 1024)
    except (OSError, EOFError, zlib.error) as error:
        raise FormatError("format.cut_off") from error


KINDS: dict[str, Callable[[bytes], object]] = {
    "pdf": _pdf,
    "docx": _office("word/document.xml"),
    "xlsx": _office("xl/workbook.xml"),
    "pptx": _office("ppt/presentation.xml"),
    "odt": _open_document("text"),
    "ods": _open_document("spreadsheet"),
    "odp": _open_document("presentation"),
    "doc": _ole("WordDocument"),
    "xls": _ole("Workbook", "Book"),
    "ppt": _ole("PowerPoint Document"),
    "rtf": _rtf,
    "txt": _text,
    "csv": _text,
    "jpeg": _picture("JPEG", (b"\xff\xd8\xff",), b"\xff\xd9"),
    "png": _picture("PNG", (b"\x89PNG\r\n\x1a\n",), b"IEND\xaeB`\x82"),
    "gif": _picture("GIF", (b"GIF87a", b"GIF89a"), b"\x3b"),
    "tiff": _picture("TIFF", (b"II*\0", b"MM\0*")),
    "zip": _zip,
    "gzip": _gzip,
}
