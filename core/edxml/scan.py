"""Markup to tree, in pieces: the one place where foreign XML meets a parser.

Expat reads the stream piece by piece, so no more than a piece of an attachment is ever
in memory. It is used without namespaces, because official packets hold prefixes that
nobody declared; only local names count (axis-wire 2.1). A DOCTYPE ends the reading
before any entity is defined, and every size is bounded while it grows.

Base64 needs no parser: within the element that holds it, whatever consists of nothing
else is decoded beside expat, which is several times faster.
"""

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

from ..errors import PacketError
from .content import Content, Spool, SpoolWriter
from .formats import XML_SPACE, shorten
from .limits import Limits
from .transfer import Base64Decoder
from .tree import Encoded, Node

PIECE = 64 * 1024
_HEAD = 4 * 1024
ENCODED = "ContentTransferEncoded"

_BOM = codecs.BOM_UTF8
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")
_OPENED = re.compile(rb"<[\w.-]{0,64}:?ContentTransferEncoded[^<>]{0,300}>")
_START = re.compile(rb"<[A-Za-z_:?!\x80-\xff]")
_DECLARED = re.compile(rb"<\?xml[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read.

    :param root: the root element with everything in it
    :param stray: number of bytes before the XML declaration, byte order mark apart
    :param encoding: declared encoding, ``""`` for UTF-8
    :param namespaces: all that the two outermost levels declare
    """

    root: Node
    stray: int
    encoding: str
    namespaces: frozenset[str]


def scan(stream: BinaryIO, limits: Limits, spool: Spool) -> Scan:
    """Read a packet's markup and decode its attachments into ``spool``.

    :raises PacketError: not XML, a DOCTYPE, or a limit is exceeded
    :raises OSError: the stream can't be read or the spool not written
    """
    piece = _first_piece(stream)
    start, stray = _find_start(piece, limits)
    encoding = _declared_encoding(piece, start)
    skipped_lines = piece.count(b"\n", 0, start)
    scanner = _Scanner(limits, spool, encoding, skipped_lines)
    try:
        root = _feed_all(scanner, stream, piece[start:], limits.packet_bytes - start)
    finally:
        scanner.release()
    return Scan(root, stray, encoding, frozenset(scanner.namespaces))


def _feed_all(scanner: "_Scanner", stream: BinaryIO, piece: bytes, left: int) -> Node:
    limit = scanner.limits.packet_bytes
    while piece:
        left -= len(piece)
        if left < 0:
            raise PacketError("packet.too_large", limit=limit)
        scanner.feed(piece)
        piece = stream.read(PIECE)
    return scanner.close()


def _first_piece(stream: BinaryIO) -> bytes:
    """Read enough to see the declaration, also from a stream that gives a bit only."""
    piece = b""
    while len(piece) < _HEAD and (more := stream.read(PIECE - len(piece))):
        piece += more
    return piece


def _find_start(piece: bytes, limits: Limits) -> tuple[int, int]:
    """Return where the XML begins, and how many bytes before it are stray."""
    if piece.startswith(_WIDE):
        return 0, 0
    match = _START.search(piece, 0, limits.stray_bytes + 2)
    if not match:
        raise PacketError("packet.not_xml", line=1, reason="no XML in it")
    start = match.start()
    return start, len(piece[:start].replace(_BOM, b""))


def _declared_encoding(piece: bytes, start: int) -> str:
    """Return the declared encoding unless it is UTF-8 under one of its names."""
    if piece.startswith(_WIDE):
        return "utf-16"
    match = _DECLARED.match(piece, start)
    name = match.group(1).decode("ascii") if match else "utf-8"
    try:
        return "" if codecs.lookup(name).name == "utf-8" else name
    except LookupError:
        return name


class _Scanner:
    """Feeds expat and builds the tree from its calls."""

    def __init__(
        self, limits: Limits, spool: Spool, encoding: str, skipped_lines: int
    ) -> None:
        self.limits, self._spool = limits, spool
        self._encoding, self._skipped_lines = encoding, skipped_lines
        # Base64 in UTF-8 is itself in bytes; in UTF-16 it isn't.
        self._beside = not encoding
        self._document = Node("")
        self._stack = [self._document]
        # Texts of all open elements, and where those of each begin.
        self._texts: list[str] = []
        self._marks: list[int] = []
        self._decoder: Base64Decoder | None = None
        self._writer: SpoolWriter | None = None
        self._fed = self._encoded_from = self._encoded_bytes = 0
        self._elements = self._attachments = 0
        self.namespaces: set[str] = set()
        # UTF-8 is named so that "UTF8" and the like, which expat can't resolve, work.
        self._parser = parser = expat.ParserCreate(None if encoding else "utf-8")
        parser.buffer_text = True
        parser.buffer_size = PIECE
        parser.StartDoctypeDeclHandler = self._doctype
        self._listen()

    def _listen(self) -> None:
        """Have the parser tell of markup, not of base64."""
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._texts.append

    def feed(self, piece: bytes) -> None:
        """Parse one piece and look at the limits that grow within an element."""
        view, start, beside = memoryview(piece), 0, self._beside
        while start < len(piece):
            if beside and self._is_within_encoded():
                start = self._decode_beside(piece, start)
            opened = _OPENED.search(piece, start) if beside else None
            end = opened.end() if opened else len(piece)
            self._feed_parser(view[start:end])
            start = end
            # Markup that only looks like it mustn't cut the piece into a thousand.
            beside = beside and self._writer is not None

    def _is_within_encoded(self) -> bool:
        """Tell whether base64 follows, with nothing pending in the parser."""
        return self._writer is not None and self._parser.CurrentByteIndex == self._fed

    def _decode_beside(self, piece: bytes, start: int) -> int:
        """Decode what is nothing but base64; return where the parser has to go on."""
        end = piece.find(b"<", start)
        text = piece[start : len(piece) if end < 0 else end]
        # Where a lone CR is a line of its own, expat knows.
        decoded = None if b"\r" in text else self._decoder.feed_clean(text)
        if decoded is None:
            return start
        self._write(decoded)
        if b"\n" in text:
            self._skipped_lines += text.count(b"\n")
        return start + len(text)

    def _feed_parser(self, view: memoryview) -> None:
        self._fed += len(view)
        self._parse(view, False)
        position = max(self._parser.CurrentByteIndex, 0)
        if self._fed - position > self.limits.token_bytes:
            limit = self.limits.token_bytes
            raise PacketError("packet.token_too_long", limit=limit, line=self._line())
        if self._writer is None:
            self._check_markup(self._fed)

    def close(self) -> Node:
        """End the document and return its root."""
        self._parse(b"", True)
        return self._document.children[0]

    def release(self) -> None:
        """Let go of the parser, which knows this object as this object knows it.

        Else the temporary file stays open until Python looks for such circles.
        """
        self._parser = None

    def _parse(self, piece: bytes | memoryview, final: bool) -> None:
        try:
            self._parser.Parse(piece, final)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, "syntax error")
            line = error.lineno + self._skipped_lines
            raise PacketError("packet.not_xml", line=line, reason=reason) from error
        except (LookupError, ValueError) as error:
            # From the codec that expat asks Python for.
            raise PacketError("packet.encoding", encoding=self._encoding) from error

    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self._skipped_lines

    def _check_markup(self, position: int) -> None:
        limit = self.limits.markup_bytes
        if position - self._encoded_bytes > limit:
            raise PacketError("packet.markup_too_large", limit=limit)

    def _doctype(self, *_declared: object) -> None:
        raise PacketError("packet.doctype", line=self._line())

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        limits, stack = self.limits, self._stack
        self._elements += 1
        if self._elements > limits.elements:
            raise PacketError("packet.too_many_elements", limit=limits.elements)
        line = self._parser.CurrentLineNumber + self._skipped_lines
        if len(stack) > limits.depth:
            raise PacketError("packet.too_deep", limit=limits.depth, line=line)
        if attributes and len(stack) <= 2:
            self.namespaces.update(
                value for key, value in attributes.items() if key.startswith("xmlns")
            )
        name = name.rpartition(":")[2]
        node = Node(name, "", [], line)
        stack[-1].children.append(node)
        stack.append(node)
        self._marks.append(len(self._texts))
        if name == ENCODED:
            self._start_encoded()

    def _end(self, _name: str) -> None:
        node, mark, texts = self._stack.pop(), self._marks.pop(), self._texts
        if len(texts) > mark:
            node.text = "".join(texts[mark:]).strip(XML_SPACE)
            del texts[mark:]

    def _start_encoded(self) -> None:
        limit = self.limits.attachments
        self._attachments += 1
        if self._attachments > limit:
            raise PacketError("packet.too_many_attachments", limit=limit)
        self._encoded_from = self._parser.CurrentByteIndex
        self._decoder, self._writer = Base64Decoder(), self._spool.writer()
        self._parser.StartElementHandler = self._broken
        self._parser.EndElementHandler = self._end_encoded
        self._parser.CharacterDataHandler = self._encoded_text

    def _encoded_text(self, text: str) -> None:
        self._write(self._decoder.feed(text))

    def _write(self, data: bytes) -> None:
        limit = self.limits.attachment_bytes
        if self._writer.size + len(data) > limit:
            name = self._attachment_name()
            raise PacketError("packet.attachment_too_large", name=name, limit=limit)
        self._writer.add(data)

    def _end_encoded(self, name: str) -> None:
        self._write(self._decoder.finish())
        content: Content = self._writer.close()
        decoder, self._decoder, self._writer = self._decoder, None, None
        self._encoded_bytes += self._parser.CurrentByteIndex - self._encoded_from
        encoded = Encoded(content, decoder.foreign, decoder.incomplete)
        self._stack[-1].encoded = encoded
        self._listen()
        self._end(name)

    def _attachment_name(self) -> str:
        """Name the attachment being read as well as it is known by now."""
        name = self._stack[-2].child_text("AttachmentName")
        return shorten(name) or f"#{self._attachments}"

    def _broken(self, *_element: object) -> None:
        name, reason = self._attachment_name(), "markup within the data"
        raise PacketError("packet.attachment_broken", name=name, reason=reason)
