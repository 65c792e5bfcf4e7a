"""What a child answers is checked like any other input."""

import io
import json
import random
import struct
from datetime import UTC, datetime

import pytest

from core.batch.wire import Garbled, receive, send_error, send_files
from core.errors import EdocError, SigningError, TokenError
from core.pdfsign.jobs import SignedFile

NOW = datetime(2026, 11, 5, 9, 15, 30, tzinfo=UTC)


def said(work, *values):
    pipe = io.BytesIO()
    work(pipe, *values)
    return pipe.getvalue()


def framed(head, rest=b""):
    data = head if isinstance(head, bytes) else json.dumps(head).encode()
    return struct.pack(">I", len(data)) + data + rest


def test_files_and_their_times():
    files = (SignedFile(b"%PDF one", NOW), SignedFile(b"", None))
    assert receive(io.BytesIO(said(send_files, files))) == ({}, files)


def test_what_the_other_side_has_is_not_sent_again():
    """Nor can a child then change the bytes before the signature (issue: Providers)."""
    held = (b"%PDF" * 1000, b"%PDF other", b"")
    files = (
        SignedFile(held[0] + b"+1", NOW),
        SignedFile(b"%PDF new"),
        SignedFile(b"!"),
    )
    answer = said(send_files, files, held)
    assert len(answer) < 1000
    assert receive(io.BytesIO(answer), held) == ({}, files)
    with pytest.raises(Garbled):
        receive(io.BytesIO(answer), held[:0])


def test_errors_keep_kind_code_and_what_they_name():
    error = SigningError("signing.x", name="Vinh", until=NOW, left=None, of=b"\xff")
    with pytest.raises(SigningError) as caught:
        receive(io.BytesIO(said(send_error, error, "where it was")))
    assert caught.value.code == "signing.x" and caught.value.trace == "where it was"
    assert caught.value.params == {
        "name": "Vinh",
        "until": NOW,
        "left": None,
        "of": "b'\\xff'",
    }
    with pytest.raises(TokenError):
        receive(io.BytesIO(said(send_error, TokenError("token.absent"))))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\x00",
        b"\xff\xff\xff\xff{}",
        framed(b"not JSON"),
        framed({}),
        framed([]),
        framed("files"),
        framed({"files": 5}),
        framed({"files": [{"size": -1, "known": False, "stamped_at": None}]}),
        framed({"files": [{"size": True, "known": False, "stamped_at": None}]}),
        framed({"files": [{"size": 2**40, "known": False, "stamped_at": None}]}),
        framed({"files": [{"size": 4, "known": False, "stamped_at": None}]}, b"%PD"),
        framed({"files": [{"size": 1, "known": False, "stamped_at": "noon"}]}, b"%"),
        framed({"files": [{"size": 0, "known": False, "stamped_at": None}] * 1001}),
        framed({"files": [{"size": 0, "known": True, "stamped_at": None}]}),
        framed({"files": [{"size": 0, "stamped_at": None}]}),
        framed({"error": ["SystemExit", "x.y", {}], "trace": ""}),
        framed({"error": ["SigningError", "x.y"], "trace": ""}),
        framed({"error": ["SigningError", "x.y", {"code": 1}], "trace": ""}),
        framed({"error": ["SigningError", "x.y", {"at": {}}], "trace": ""}),
        framed(b"[" * 100_000),
    ],
)
def test_nonsense_is_no_answer(answer):
    with pytest.raises(Garbled):
        receive(io.BytesIO(answer))


def test_an_answer_damaged_anywhere(now):
    """Every damage ends in an answer of the right shape, an error or Garbled."""
    dice = random.Random(12)
    answers = [
        said(send_files, (SignedFile(b"%PDF", now),)),
        said(send_error, SigningError("signing.x", at=now), ""),
    ]
    garbled = 0
    for _turn in range(3000):
        answer = bytearray(dice.choice(answers))
        for _byte in range(dice.randint(1, 4)):
            answer[dice.randrange(len(answer))] = dice.randrange(256)
        try:
            _facts, files = receive(io.BytesIO(answer))
            assert all(type(file.pdf) is bytes for file in files)
        except EdocError:
            continue
        except Garbled:
            garbled += 1
    assert garbled > 1000
