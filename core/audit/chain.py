"""The chain of the history: verified link by link, and at its daily anchors."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .findings import Answer, Finding
from .rows import FIRST_LINK, AuditRow, link


@dataclass(frozen=True, slots=True)
class Linked:
    """A row with what was added to it.

    :param place: in the chain, from 1; None where it is not linked yet
    :param hash: its link
    """

    row: AuditRow
    seal: str
    place: int | None
    hash: str | None


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the chain's end was on a day.

    :param token: the time stamp on ``hash``, DER; empty where there was no authority
    """

    day: str
    place: int
    hash: str
    token: bytes = b""


def check_chain(
    rows: Iterable[Linked], key: bytes, anchors: Sequence[Anchor] = ()
) -> Iterator[Finding]:
    """Yield what is wrong with the linked rows, which come in order of place.

    A finding doesn't stop it: the row after goes by the link that stands there.

    :param key: of the seals
    """
    wanted = {anchor.place: anchor for anchor in anchors}
    previous, last = FIRST_LINK, 0
    for item in rows:
        place = item.place or 0
        if place > last + 1:
            yield _removed(last + 1, place - 1)
            previous = ""  # nobody knows it any more
        found = _check_row(item, previous, key)
        if found:
            yield found
        anchor = wanted.pop(place, None)
        if anchor and anchor.hash != item.hash:
            yield _differs(anchor)
        previous, last = item.hash or "", max(last, place)
    end = max(wanted, default=0)
    if end > last:
        yield _removed(last + 1, end)
    for place in sorted(wanted):
        if place <= last:
            yield _differs(wanted[place])


def check_seals(rows: Iterable[Linked], key: bytes) -> Iterator[Finding]:
    """Yield the rows that nobody with the key has written; of those not linked yet."""
    for item in rows:
        if item.row.seal(key) != item.seal:
            yield _row("row_inserted", item)


def _check_row(item: Linked, previous: str, key: bytes) -> Finding | None:
    sealed = item.row.seal(key) == item.seal
    if not previous:
        return None if sealed else _row("row_altered", item)
    linked = item.hash == link(previous, item.row, item.seal)
    if linked:
        return None if sealed else _row("row_inserted", item)
    return _row("row_moved" if sealed else "row_altered", item)


def _row(kind: str, item: Linked) -> Finding:
    row = item.row
    return Finding(kind, Answer.YES, row.model or "", row.res_id or 0, row.id)


def _removed(first: int, last: int) -> Finding:
    params = {"first": first, "last": last, "count": last - first + 1}
    return Finding("rows_removed", Answer.YES, params=params)


def _differs(anchor: Anchor) -> Finding:
    params = {"day": anchor.day, "place": anchor.place}
    return Finding("anchor_differs", Answer.YES, params=params)
