"""Base64 as it is found in packets, decoded piece by piece."""

import binascii

from .formats import XML_SPACE

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_URL_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_SPACE = XML_SPACE.encode()
_FOREIGN = bytes(set(range(256)) - set(_ALPHABET + b"-_="))
_KNOWN_OR_SPACE = _ALPHABET + b"-_=" + _SPACE
_KEPT = 8


def _known(data: bytes) -> bytes:
    return data.translate(_URL_TO_STANDARD, _FOREIGN)


class Base64Decoder:
    """Decodes text as the axis' clients do: white space and foreign characters don't
    count, both alphabets are read, padding may be missing.

    ``foreign`` tells that there were foreign characters, ``incomplete`` that the text
    ends within a byte or goes on after its padding. Neither raises: the caller has to
    report it.
    """

    __slots__ = ("_carry", "_ended", "_plain", "foreign", "incomplete")

    def __init__(self) -> None:
        self._carry = b""
        self._ended = False
        self._plain = True
        self.foreign = False
        self.incomplete = False

    def feed(self, text: str) -> bytes:
        """Return the bytes that ``text`` completes."""
        return self._feed(text.encode("ascii", "replace"))

    def feed_clean(self, data: bytes) -> bytes | None:
        """Return the bytes that ``data`` completes, if nothing in it is foreign.

        Else return ``None``, and nothing has happened.
        """
        # What the plain way keeps for the next time it doesn't look at.
        if data[-_KEPT:].translate(None, _KNOWN_OR_SPACE):
            return None
        if self._plain and not self._ended:
            decoded = self._decode_plain(self._carry + data)
            if decoded is not None:
                return decoded
        return None if data.translate(None, _KNOWN_OR_SPACE) else self._feed(data)

    def _feed(self, data: bytes) -> bytes:
        if self._ended:
            self._note_foreign(data)
            self.incomplete |= bool(_known(data).strip(b"="))
            return b""
        data = self._carry + data
        if self._plain:
            decoded = self._decode_plain(data)
            if decoded is not None:
                return decoded
            self._plain = False
        return self._decode_any(data)

    def finish(self) -> bytes:
        """Return the bytes that were left."""
        decoded = b"" if self._ended else self._decode_any(self._carry)
        rest = self._carry
        if len(rest) == 1:
            self.incomplete = True
            return decoded
        return decoded + binascii.a2b_base64(rest + b"=" * (-len(rest) % 4))

    def _decode_plain(self, data: bytes) -> bytes | None:
        """Decode text without anything to leave out, or return ``None``.

        The C decoder skips what it doesn't know; only the length tells that it did.
        What ends in padding waits: it is the end, or else not plain.
        """
        whole = len(data) & ~3
        if data.endswith(b"="):
            whole = max(0, len(data) - 4) & ~3
        try:
            decoded = binascii.a2b_base64(data[:whole])
        except binascii.Error:
            return None
        if len(decoded) != whole // 4 * 3:
            return None
        self._carry = data[whole:]
        return decoded

    def _decode_any(self, data: bytes) -> bytes:
        self._note_foreign(data)
        known = _known(data)
        end = known.find(b"=")
        if end >= 0:
            self._ended = True
            self.incomplete |= bool(known[end:].strip(b"="))
            known = known[:end]
        whole = len(known) & ~3
        self._carry = known[whole:]
        return binascii.a2b_base64(known[:whole])

    def _note_foreign(self, data: bytes) -> None:
        if not self.foreign:
            self.foreign = bool(data.translate(None, _KNOWN_OR_SPACE))
