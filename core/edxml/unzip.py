"""Attachments that travel in a zip: taken out where that is safe and unmistakable.

The official clients zip each file alone, with an entry named after a random number, and
say so by the ContentType; others zip and don't say so. So the bytes decide, not the
label (axis-wire 2.2, domain-facts 2.8): a zip of one entry whose name isn't that of a
zip is unwrapped. The entry's name is never used for anything.
"""

import os
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO

from ..errors import PacketError
from .codes import ZIP_TYPE, extension_of
from .content import Content, Spool
from .formats import shorten
from .limits import Limits

_MAGIC = b"PK\x03\x04"
_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_END_64_MAGIC = b"PK\x06\x07"
_END_64_SIZE = 20
_LONGEST_COMMENT = 0xFFFF
_BLOCK = 64 * 1024
_ENCRYPTED = 0x1

# Files that are zips themselves: only a zip around one of them is taken off.
_ZIP_FORMATS = frozenset(
    "docx docm dotx xlsx xlsm xltx pptx pptm potx ppsx vsdx odt ods odp odg odf ott "
    "ots otp epub jar war apk kmz xps oxps asice asics sce bdoc edoc".split()
)

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OverflowError,
    ValueError,
    struct.error,
)


class _KeptZipped(Exception):
    """This zip is handed on as it came: we don't open its kind."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The file of an attachment.

    :param content: the file, or the zip as it is
    :param unpacked: it was taken out of a zip
    :param notes: code and parameters of what is worth a finding
    """

    content: Content
    unpacked: bool = False
    notes: tuple[tuple[str, dict[str, object]], ...] = field(default=())


def unpack(
    content: Content, name: str, content_type: str, spool: Spool, limits: Limits
) -> Unpacked:
    """Take an attachment out of its zip, or return it as it is.

    :param name: AttachmentName, whose ending tells what the file is
    :raises PacketError: ``packet.zip_bomb``, ``packet.attachment_broken``
    :raises OSError: the spool can't be written
    """
    with content.open() as stream:
        zipped = stream.read(len(_MAGIC)) == _MAGIC
    extension = extension_of(name).lower()
    if extension == "zip":
        return Unpacked(content)
    if not zipped:
        notes = (("packet.not_a_zip", {}),) if content_type == ZIP_TYPE else ()
        return Unpacked(content, notes=notes if content.size else ())
    is_format = extension in _ZIP_FORMATS
    try:
        with content.open() as stream:
            _check_directory(stream, limits)
            with zipfile.ZipFile(stream) as archive:
                return _unpack(content, archive, extension, spool, limits)
    except PacketError as error:
        raise PacketError(error.code, name=shorten(name), **error.params) from error
    except (_KeptZipped, RuntimeError):  # zipfile's word for what it can't open
        return Unpacked(content, notes=(("packet.zip_locked", {}),))
    except BROKEN as error:
        if is_format:
            return Unpacked(content)
        params = {"name": shorten(name), "reason": shorten(str(error))}
        raise PacketError("packet.attachment_broken", **params) from error


def _unpack(
    content: Content,
    archive: zipfile.ZipFile,
    extension: str,
    spool: Spool,
    limits: Limits,
) -> Unpacked:
    entries = archive.infolist()
    is_format = extension in _ZIP_FORMATS
    if len(entries) != 1 or entries[0].is_dir():
        note = ("packet.zip_several", {"count": len(entries)})
        return Unpacked(content, notes=() if is_format else (note,))
    entry = entries[0]
    if is_format and extension_of(entry.filename).lower() != extension:
        return Unpacked(content)
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in methods:
        raise _KeptZipped("encrypted, or of a rare method")
    notes = ()
    if points_out(entry.filename):
        notes = (("packet.zip_entry_name", {"value": entry.filename}),)
    return Unpacked(_extract(archive, entry, content.size, spool, limits), True, notes)


def _extract(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    zipped_size: int,
    spool: Spool,
    limits: Limits,
) -> Content:
    """Unzip an entry, counting what really comes out and not what the zip promises."""
    bound = max(limits.unzip_free_bytes, limits.unzip_ratio * zipped_size)
    bound = min(bound, limits.attachment_bytes)
    writer = spool.writer()
    with archive.open(entry) as stream:
        while block := stream.read(_BLOCK):
            if writer.size + len(block) > bound:
                raise PacketError("packet.zip_bomb", limit=bound)
            writer.add(block)
    return writer.close()


def _check_directory(stream, limits: Limits) -> None:
    """Look at the size of the list of entries before ``zipfile`` loads all of it.

    :raises _KeptZipped: the list is too large, or that of a zip above 4 GiB
    :raises zipfile.BadZipFile: the list has no end
    """
    size, wide = directory_size(stream)
    if wide is not None:
        raise _KeptZipped("a zip of the 64-bit kind")
    if size > limits.zip_directory_bytes:
        raise _KeptZipped("a very long list of entries")


def directory_size(stream: BinaryIO) -> tuple[int, bytes | None]:
    """Return how many bytes a zip's list of entries has.

    :return: the size, and in a zip of the 64-bit kind the locator of its true end
    :raises zipfile.BadZipFile: the list has no end
    :raises OSError: the stream can't be read
    """
    size = stream.seek(0, os.SEEK_END)
    reach = min(size, _END.size + _LONGEST_COMMENT + _END_64_SIZE)
    stream.seek(-reach, os.SEEK_END)
    tail = stream.read(reach)
    position = tail.rfind(_END_MAGIC)
    if position < 0 or len(tail) - position < _END.size:
        raise zipfile.BadZipFile("the zip has no end")
    locator = tail[max(0, position - _END_64_SIZE) : position]
    wide = locator if locator.startswith(_END_64_MAGIC) else None
    return _END.unpack_from(tail, position)[5], wide


def points_out(entry_name: str) -> bool:
    """Tell whether an entry's name leads out of the folder it is unpacked into."""
    parts = entry_name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":")
