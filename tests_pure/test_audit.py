"""The chain of the history and what it proves, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.audit.chain import Anchor, Linked, check_chain, check_seals
from core.audit.findings import LANGUAGES, SENTENCES, Answer, Finding
from core.audit.rows import (
    FIRST_LINK,
    AuditRow,
    differing,
    fold,
    hidden,
    link,
    plain,
    same,
)

KEY = b"chia khoa"


def row(number, **changes):
    usual = AuditRow(
        id=number,
        at="2026-03-01T08:00:00",
        act="change",
        op="w",
        detail=None,
        model="edoc.outgoing",
        res_id=7,
        document_model="edoc.outgoing",
        document_id=7,
        label="05/SCT-QLTM",
        user_id=2,
        on_behalf_id=None,
        whence="10.1.2.3",
        company_id=1,
        changes='{"state":"sealed"}',
    )
    return replace(usual, **changes)


def chain(rows, key=KEY):
    found, previous = [], FIRST_LINK
    for place, item in enumerate(rows, 1):
        seal = item.seal(key)
        previous = link(previous, item, seal)
        found.append(Linked(item, seal, place, previous))
    return found


def kinds(rows, key=KEY, anchors=()):
    found = list(check_chain(rows, key, anchors))
    assert all(item.answer is Answer.YES for item in found)
    return [(item.kind, item.row_id) for item in found]


@pytest.fixture
def rows():
    return chain(row(number) for number in range(11, 21))


def test_whole(rows):
    assert kinds(rows) == []
    assert kinds(rows, anchors=[Anchor("2026-03-01", 10, rows[-1].hash)]) == []
    assert kinds([]) == []


@pytest.mark.parametrize(
    "change",
    [{"user_id": 3}, {"at": "2026-02-01T08:00:00"}, {"changes": "{}"}, {"label": None}],
)
def test_altered(rows, change):
    rows[4] = replace(rows[4], row=replace(rows[4].row, **change))
    assert kinds(rows) == [("row_altered", 15)]


def test_altered_and_linked_anew(rows):
    """Whoever makes all links new still lacks the key, and the anchor's link."""
    changed = [item.row for item in rows]
    changed[4] = replace(changed[4], user_id=3)
    again = chain(changed, key=b"")
    assert {kind for kind, _id in kinds(again)} == {"row_inserted"}
    sealed = [
        replace(item, seal=old.seal) for item, old in zip(again, rows, strict=True)
    ]
    previous = FIRST_LINK
    for index, item in enumerate(sealed):
        previous = link(previous, item.row, item.seal)
        sealed[index] = replace(item, hash=previous)
    anchor = Anchor("2026-03-01", 8, rows[7].hash)
    assert kinds(sealed, anchors=[anchor]) == [
        ("row_inserted", 15),
        ("anchor_differs", 0),
    ]


def test_removed(rows):
    assert kinds(rows[:3] + rows[5:]) == [("rows_removed", 0)]
    found = list(check_chain(rows[:3] + rows[5:], KEY))
    assert found[0].params == {"first": 4, "last": 5, "count": 2}
    # the row after the gap can't hide there
    bad = replace(rows[5], row=replace(rows[5].row, user_id=9))
    assert kinds([*rows[:3], bad, *rows[6:]]) == [
        ("rows_removed", 0),
        ("row_altered", 16),
    ]


def test_removed_at_the_end(rows):
    anchor = Anchor("2026-03-01", 10, rows[-1].hash)
    assert kinds(rows[:8], anchors=[anchor]) == [("rows_removed", 0)]
    assert kinds([], anchors=[anchor]) == [("rows_removed", 0)]


def test_moved(rows):
    rows[2], rows[3] = (
        replace(rows[3], place=rows[2].place),
        replace(rows[2], place=rows[3].place),
    )
    assert ("row_moved", 14) in kinds(rows)
    assert {kind for kind, _id in kinds(rows)} == {"row_moved"}


def test_not_linked_yet():
    good, bad = row(1), row(2)
    waiting = [Linked(good, good.seal(KEY), None, None), Linked(bad, "0", None, None)]
    assert [item.row_id for item in check_seals(waiting, KEY)] == [2]


def test_values_from_either_side_are_alike():
    assert plain(False) is None and plain(None) is None and plain(True) is True
    assert plain(0) == 0
    assert plain(date(2026, 3, 1)) == "2026-03-01"
    at = datetime(2026, 3, 1, 8, 0, 0, 5)
    assert plain(at) == plain(at.replace(tzinfo=UTC)) == "2026-03-01 08:00:00.000005"
    assert plain(Decimal("1.5")) == 1.5
    assert plain(memoryview(b"x")) == plain(b"x") == plain(bytearray(b"x"))
    assert plain({"b": 1, "a": [1]}) == {"a": [1], "b": 1}


def test_hidden_values_are_compared():
    known = hidden("trích yếu")
    assert "trích" not in str(known)
    assert same(known, "trích yếu") and not same(known, "trích khác")
    assert not same(known, None) and not same(None, "x")
    assert hidden(known) == known and hidden(None) is None


def test_fold():
    rows = [("c", '{"a":1,"b":2}'), ("w", '{"b":3,"c":4}'), (("w"), '{"a":null}')]
    state = fold(rows)
    assert differing(state, {"a": None, "b": 3, "c": 4, "d": None}) == ()
    assert differing(state, {"a": 1, "b": 3, "c": 4, "d": 5}) == ("a", "d")
    assert fold([*rows, ("d", "{}")]) is None
    assert fold([*rows, ("d", "{}"), ("c", '{"a":9}')]) == {"a": 9}
    assert fold([]) is None
    assert fold([("b", '{"a":1}'), ("b", '{"new":2}')]) == {"a": 1, "new": 2}


def test_sentences():
    params = dict.fromkeys("count first last place day reason columns field".split(), 1)
    for kind in SENTENCES:
        for lang in LANGUAGES:
            words = Finding(kind, Answer.YES, "m", 1, 2, params).sentence(lang)
            assert words and "{" not in words
