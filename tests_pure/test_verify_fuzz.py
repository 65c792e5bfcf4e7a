"""Damaged at random: always a verdict, never valid when a covered byte was touched."""

import os
import random
import re

import pytest

from core.pdfsign.verify import Grade, verify_document

# As many as a usual run can afford; EDOC_FUZZ=10000 for a thorough one.
COUNT = int(os.environ.get("EDOC_FUZZ", "300"))
PARTS = 10
_WORDS = (b"obj", b"/Type", b"/Contents", b"/ByteRange", b"/Kids", b"/Prev", b"xref")


def mutate(pdf, pen):
    """Return ``pdf`` with a few random wounds."""
    data = bytearray(pdf)
    for _wound in range(pen.choice((1, 1, 1, 2, 5))):
        place = pen.randrange(len(data))
        size = pen.choice((1, 1, 4, 64, 1024))
        kind = pen.randrange(8)
        if kind == 0:
            data[place] ^= 1 << pen.randrange(8)
        elif kind == 1:
            data[place] = pen.randrange(256)
        elif kind == 2:
            del data[place : place + size]
        elif kind == 3:
            data[place:place] = pen.randbytes(size)
        elif kind == 4:
            other = pen.randrange(len(data))
            data[place : place + size] = data[other : other + size]
        elif kind == 5:
            data[place : place + size] = bytes(size)
        elif kind == 6:
            del data[place:]
            data += b"\n%%EOF\n" if pen.random() < 0.5 else b""
        else:
            _hurt_word(data, pen)
        if len(data) < 8:
            break
    return bytes(data)


def _hurt_word(data, pen):
    """Wound where the structure is: near a name or in a number."""
    word = pen.choice(_WORDS)
    places = [match.start() for match in re.finditer(re.escape(word), data)]
    if places:
        place = min(len(data) - 1, pen.choice(places) + pen.randrange(len(word) + 12))
        data[place] = pen.choice(b"0123456789 <>[]/R")


def covered(pdf):
    """What the signatures of the file cover, joined."""
    start, end = [
        (int(a), int(b)) for a, b in re.findall(rb"/ByteRange \[0 (\d+) (\d+) \d+", pdf)
    ][-1]
    return pdf[:start], pdf[end:].rstrip(b" \t\r\n\0")


@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_files(chain, pki, now, part):
    pen = random.Random(20191002 + part)
    policy = pki.policy()
    before, after = covered(chain.sealed)
    for _turn in range(COUNT // PARTS):
        pdf = mutate(chain.sealed, pen)
        verdict = verify_document(pdf, policy, now)
        if verdict.grade in (Grade.VALID, Grade.VALID_WITH_NOTE):
            assert pdf.startswith(before)
            assert pdf.rstrip(b" \t\r\n\0").endswith(after)


def test_random_bytes(pki, now):
    pen = random.Random(1)
    for size in (0, 1, 10, 1000, 100_000):
        for head in (b"", b"%PDF-1.7\n"):
            pdf = head + pen.randbytes(size) + b"\n%%EOF\n"
            assert verify_document(pdf, pki.policy(), now).grade is Grade.UNREADABLE
