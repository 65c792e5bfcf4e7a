"""Digests of one file: each of its bytes is hashed once, however many signed it.

All signatures of a file cover its beginning; what is hashed of it for one is where the
next one goes on.
"""

import hashlib
from bisect import bisect_right

from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_ALGORITHMS = frozenset(("sha256", "sha384", "sha512"))


class Digests:
    """Hash states of a file's beginnings, by algorithm."""

    def __init__(self, pdf: bytes) -> None:
        self._view = memoryview(pdf)
        self._states = {name: ([0], [hashlib.new(name)]) for name in _ALGORITHMS}

    def whole(self) -> str:
        """SHA-256 of the whole file, hexadecimal."""
        return self._at("sha256", len(self._view)).hexdigest()

    def prepare(self, signatures: list[EmbeddedPdfSignature]) -> None:
        """Compute the digests of usual signatures; pyHanko does those of all others."""
        usual = []
        for signature in signatures:
            ranges = self._ranges(signature)
            if ranges and signature.external_md_algorithm in _ALGORITHMS:
                usual.append((ranges, signature))
        for (start, second, size), signature in sorted(usual, key=lambda i: i[0]):
            name = signature.external_md_algorithm
            state = self._at(name, start).copy()
            state.update(self._view[second : second + size])
            signature.external_digests[name] = state.digest()

    def _ranges(self, signature: EmbeddedPdfSignature) -> tuple[int, int, int] | None:
        """Where the gap begins and ends, and the size behind it; None if unusual."""
        found = list(signature.byte_range)
        if len(found) != 4 or not all(isinstance(number, int) for number in found):
            return None
        first, start, second, size = map(int, found)
        if first or not 0 <= start <= second <= second + size <= len(self._view):
            return None
        return start, second, size

    def _at(self, name: str, offset: int):
        """Hash of the first ``offset`` bytes, from the nearest one known."""
        offsets, states = self._states[name]
        place = bisect_right(offsets, offset)
        known = offsets[place - 1]
        if known == offset:
            return states[place - 1]
        state = states[place - 1].copy()
        state.update(self._view[known:offset])
        offsets.insert(place, offset)
        states.insert(place, state)
        return state
