"""How much of a packet a reader accepts before it refuses to go on."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one packet; all sizes are bytes, all counts are whole numbers.

    :param packet_bytes: the whole file as received
    :param markup_bytes: everything but the encoded attachments: tags, header, manifest
    :param token_bytes: one tag, comment or processing instruction
    :param stray_bytes: what may stand before the XML declaration
    :param depth: nesting of elements
    :param elements: number of elements
    :param attachments: number of attachments
    :param attachment_bytes: one attachment, decoded and again when unzipped
    :param unpacked_bytes: all attachments together, decoded and unzipped
    :param unzip_ratio: unzipped size divided by zipped size
    :param unzip_free_bytes: an entry up to this size may have any ratio; a page of
        blanks is no bomb
    :param zip_directory_bytes: list of entries of a zip that is looked into
    :param memory_bytes: attachments kept in memory; the rest goes to a temporary file
    """

    packet_bytes: int = 512 * MIB
    markup_bytes: int = 16 * MIB
    token_bytes: int = MIB
    stray_bytes: int = 512
    depth: int = 64
    elements: int = 100_000
    attachments: int = 200
    attachment_bytes: int = 400 * MIB
    unpacked_bytes: int = 1024 * MIB
    unzip_ratio: int = 200
    unzip_free_bytes: int = MIB
    zip_directory_bytes: int = MIB
    memory_bytes: int = 8 * MIB


DEFAULT_LIMITS = Limits()
