"""A packet taken out of a JSON answer while it comes in.

``getEdoc`` answers with the packet as base64 in ``data``. All of it in memory would be
several times the packet, so that one text is decoded on its way, and what is left is
an answer like any other.
"""

import re

from ..edxml.transfer import Base64Decoder

_MARK = re.compile(rb'["{}\[\]:,]')
_TEXT_MARK = re.compile(rb'["\\]')
_ESCAPE = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|([^u]))", re.DOTALL)
_SHORT = {b"n": "\n", b"r": "\r", b"t": "\t", b"b": "\b", b"f": "\f"}
_LONGEST_ESCAPE = 6


class DataStream:
    """Splits an answer into the decoded ``data`` of its outermost object and the rest.

    Feed it pieces; ``rest`` is then the JSON with an empty text for ``data``, and
    ``found`` tells that there was one. Malformed JSON is left for who reads the rest.

    :param most: how long the rest may become
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._pending = b""
        self._depth = 0
        self._text: bytearray | None = None
        self._key, self._is_key = b"", True
        self._in_data = False
        self._decoder = Base64Decoder()
        self._rest = bytearray()
        self.found = False

    @property
    def rest(self) -> bytes:
        """The answer without its packet."""
        return bytes(self._rest)

    @property
    def too_long(self) -> bool:
        """The rest is longer than it may be; nothing more is read."""
        return len(self._rest) > self._most

    @property
    def damaged(self) -> bool:
        """The base64 ended within a byte, or within its text."""
        return self._in_data or self._decoder.incomplete

    def feed(self, piece: bytes) -> bytes:
        """Return the bytes of the packet that ``piece`` completes."""
        left, self._pending = self._pending + piece, b""
        decoded = bytearray()
        while left and not self.too_long:
            if self._in_data:
                left = self._feed_data(left, decoded)
            elif self._text is not None:
                left = self._feed_text(left)
            else:
                left = self._feed_marks(left)
        return bytes(decoded)

    def finish(self) -> bytes:
        """Return the last bytes of the packet."""
        return self._decoder.finish() if self.found else b""

    def _feed_marks(self, left: bytes) -> bytes:
        match = _MARK.search(left)
        if not match:
            self._rest += left
            return b""
        self._rest += left[: match.end()]
        mark = match.group()
        if mark == b'"':
            self._begin_text()
        elif mark in b"{[":
            self._depth += 1
            self._is_key = mark == b"{"
        elif mark in b"}]":
            self._depth -= 1
        else:
            self._is_key = mark == b","
        return left[match.end() :]

    def _begin_text(self) -> None:
        wanted = self._depth == 1 and not self._is_key and self._key == b"data"
        if wanted and not self.found:
            self.found = self._in_data = True
        else:
            self._text = bytearray()

    def _feed_text(self, left: bytes) -> bytes:
        match = _TEXT_MARK.search(left)
        if not match:
            self._add_text(left)
            return b""
        self._add_text(left[: match.start()])
        after = match.end()
        if match.group() == b'"':
            self._rest += b'"'
            if self._depth == 1 and self._is_key:
                self._key = bytes(self._text)
            self._text = None
            return left[after:]
        if after == len(left):
            self._pending = left[match.start() :]
            return b""
        self._add_text(left[match.start() : after + 1])
        return left[after + 1 :]

    def _add_text(self, piece: bytes) -> None:
        self._rest += piece
        # Only keys are looked at, and the one that is looked for is short.
        self._text += piece[:64]

    def _feed_data(self, left: bytes, decoded: bytearray) -> bytes:
        match = _TEXT_MARK.search(left)
        end = match.start() if match else len(left)
        if end:
            decoded += self._decoder.feed(left[:end].decode("latin-1"))
        if not match:
            return b""
        if match.group() == b'"':
            self._rest += b'"'
            self._in_data = False
            return left[match.end() :]
        escape = _ESCAPE.match(left, end)
        if escape:
            decoded += self._decoder.feed(_plain(escape))
            return left[escape.end() :]
        if len(left) - end < _LONGEST_ESCAPE:
            self._pending = left[end:]
            return b""
        # Who reads the rest sees that this is no JSON.
        self._rest += left[end : end + 2]
        return left[end + 2 :]


def _plain(escape: re.Match) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return _SHORT.get(escape[2], escape[2].decode("latin-1"))
