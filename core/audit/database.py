"""The examination of a database and its file store, batch by batch.

It reads in the one snapshot of its caller's transaction, so that work that goes on
beside it makes no finding.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, BinaryIO

from psycopg2.sql import SQL, Identifier

from ..pdfsign.policy import VerifyPolicy
from .chain import Anchor, Linked, check_chain, check_seals
from .findings import Answer, Finding
from .rows import AuditRow, Plain, differing, fold, is_hidden, plain
from .stamp import check_anchor

ROW_COLUMNS = tuple(field.name for field in fields(AuditRow))
CATALOGUE = "catalogue"
_ROWS_AT_ONCE = 5000
_IDS_AT_ONCE = 2000
_PIECE = 1024 * 1024

Opener = Callable[[str], BinaryIO]


@dataclass(frozen=True, slots=True)
class Table:
    """What of a model is compared.

    :param columns: whose values the history knows
    :param links: columns that become empty when what they point to is deleted, with
        the table of that
    :param files: fields whose bytes lie in the file store
    """

    model: str
    table: str
    columns: tuple[str, ...]
    links: dict[str, str]
    files: tuple[str, ...]


@dataclass(slots=True)
class Count:
    """How much was looked at."""

    rows: int = 0
    records: int = 0
    files: int = 0
    anchors: int = 0


def examine(
    cursor: Any,
    key: bytes,
    open_file: Opener | None,
    policy: VerifyPolicy | None,
    count: Count | None = None,
) -> Iterator[Finding]:
    """Yield all that was done past the system, in history, tables and files.

    :param cursor: of a transaction with one snapshot (repeatable read)
    :param key: of the seals
    :param open_file: opens a file of the store by its name, or raises ``OSError``;
        without one the files are left out
    :param policy: what is trusted of time stamps
    :param count: is told how much was looked at
    """
    count = count or Count()
    anchors = read_anchors(cursor)
    count.anchors = len(anchors)
    yield from check_chain(_linked(cursor, count), key, anchors)
    yield from check_seals(_unlinked(cursor), key)
    for anchor in anchors:
        if found := check_anchor(anchor, policy):
            yield found
    tables = read_catalogue(cursor)
    if not tables:
        yield Finding("catalogue_missing", Answer.CANNOT_TELL)
    for table in tables:
        yield from _compare(cursor, table, open_file, count)


def read_anchors(cursor: Any) -> list[Anchor]:
    """Return the anchors of all days."""
    cursor.execute(
        "SELECT day, place, hash, token FROM edoc_audit_anchor ORDER BY place"
    )
    return [
        Anchor(str(day), place, hash, bytes.fromhex(token or ""))
        for day, place, hash, token in cursor.fetchall()
    ]


def read_catalogue(cursor: Any) -> list[Table]:
    """Return what is compared, as the system has written it down last."""
    cursor.execute(
        "SELECT changes FROM edoc_audit WHERE act = %s ORDER BY id DESC LIMIT 1",
        [CATALOGUE],
    )
    found = cursor.fetchone()
    return [
        Table(
            model,
            about["table"],
            tuple(about["columns"]),
            about["links"],
            tuple(about["files"]),
        )
        for model, about in sorted(json.loads(found[0]).items() if found else ())
    ]


# --------------------------------------------------------------------------- chain


def _linked(cursor: Any, count: Count) -> Iterator[Linked]:
    last = 0
    while rows := _read(cursor, SQL("place > %s ORDER BY place"), [last]):
        count.rows += len(rows)
        yield from rows
        last = rows[-1].place


def _unlinked(cursor: Any) -> Iterator[Linked]:
    last = 0
    while rows := _read(cursor, SQL("place IS NULL AND id > %s ORDER BY id"), [last]):
        yield from rows
        last = rows[-1].row.id


def _read(cursor: Any, condition: SQL, params: list) -> list[Linked]:
    cursor.execute(
        SQL("SELECT {}, seal, place, hash FROM edoc_audit WHERE {} LIMIT {}").format(
            SQL(", ").join(map(Identifier, ROW_COLUMNS)),
            condition,
            SQL(str(_ROWS_AT_ONCE)),
        ),
        params,
    )
    return [read_row(values) for values in cursor.fetchall()]


def read_row(values: Sequence) -> Linked:
    """Return a row as it is selected: ``ROW_COLUMNS``, seal, place, hash."""
    row_id, at, *others = values[: len(ROW_COLUMNS)]
    row = AuditRow(row_id, at.isoformat(), *others)
    return Linked(row, *values[len(ROW_COLUMNS) :])


# -------------------------------------------------------------------------- tables


def _compare(
    cursor: Any, table: Table, open_file: Opener | None, count: Count
) -> Iterator[Finding]:
    cursor.execute(
        SQL(
            "SELECT greatest((SELECT max(id) FROM {}), (SELECT max(res_id) FROM "
            "edoc_audit WHERE model = %s AND op IS NOT NULL))"
        ).format(Identifier(table.table)),
        [table.model],
    )
    end = cursor.fetchone()[0] or 0
    for first in range(1, end + 1, _IDS_AT_ONCE):
        bounds = [first, first + _IDS_AT_ONCE - 1]
        known = _known(cursor, table, bounds)
        found = _found(cursor, table, bounds)
        count.records += len(found)
        yield from _differences(cursor, table, known, found)
        if open_file and table.files:
            yield from _files(cursor, table, bounds, known, open_file, count)


def _known(cursor: Any, table: Table, bounds: list[int]) -> dict[int, dict | None]:
    cursor.execute(
        "SELECT res_id, op, changes FROM edoc_audit WHERE model = %s "
        "AND res_id BETWEEN %s AND %s AND op IS NOT NULL ORDER BY res_id, id",
        [table.model, *bounds],
    )
    rows = defaultdict(list)
    for res_id, op, changes in cursor.fetchall():
        rows[res_id].append((op, changes))
    return {res_id: fold(items) for res_id, items in rows.items()}


def _found(cursor: Any, table: Table, bounds: list[int]) -> dict[int, dict]:
    cursor.execute(
        SQL("SELECT {} FROM {} WHERE id BETWEEN %s AND %s").format(
            SQL(", ").join(map(Identifier, ("id", *table.columns))),
            Identifier(table.table),
        ),
        bounds,
    )
    return {
        row_id: dict(zip(table.columns, map(plain, values), strict=True))
        for row_id, *values in cursor.fetchall()
    }


def _differences(
    cursor: Any, table: Table, known: dict, found: dict
) -> Iterator[Finding]:
    for res_id in sorted(known.keys() | found.keys()):
        state, row = known.get(res_id), found.get(res_id)
        if state is None and row is not None:
            yield Finding("record_inserted", Answer.YES, table.model, res_id)
        elif state is not None and row is None:
            yield Finding("record_removed", Answer.YES, table.model, res_id)
        elif state is not None and row is not None:
            names = [
                name
                for name in differing(state, row)
                if not _emptied(cursor, table, name, state, row)
            ]
            if names:
                params = {"columns": ", ".join(names)}
                yield Finding(
                    "value_changed", Answer.YES, table.model, res_id, params=params
                )


def _emptied(cursor: Any, table: Table, name: str, state: dict, row: dict) -> bool:
    """Tell whether a link is empty because what it pointed to was deleted."""
    if row[name] is not None or name not in table.links:
        return False
    cursor.execute(
        SQL("SELECT 1 FROM {} WHERE id = %s").format(Identifier(table.links[name])),
        [state.get(name)],
    )
    return cursor.fetchone() is None


# --------------------------------------------------------------------------- files


def _files(
    cursor: Any,
    table: Table,
    bounds: list[int],
    known: dict[int, dict | None],
    open_file: Opener,
    count: Count,
) -> Iterator[Finding]:
    cursor.execute(
        "SELECT res_id, res_field, store_fname, db_datas FROM ir_attachment "
        "WHERE res_model = %s AND res_field = ANY(%s) AND res_id BETWEEN %s AND %s",
        [table.model, list(table.files), *bounds],
    )
    stored = {(res_id, field): rest for res_id, field, *rest in cursor.fetchall()}
    for res_id in sorted(known):
        state = known[res_id]
        if not state or state.get("destroyed_at"):
            continue  # the system's own end of the bytes
        for field in table.files:
            wanted: Plain = state.get(field)
            if not is_hidden(wanted):
                continue  # there is none, or it was never told
            count.files += 1
            kind = _look(stored.get((res_id, field)), wanted["sha256"], open_file)
            if kind:
                params = {"field": field}
                yield Finding(kind, Answer.YES, table.model, res_id, params=params)


def _look(stored: Sequence | None, wanted: str, open_file: Opener) -> str:
    if stored is None:
        return "file_missing"
    name, content = stored
    digest = hashlib.sha256()
    try:
        if name:
            with open_file(name) as stream:
                while piece := stream.read(_PIECE):
                    digest.update(piece)
        else:
            digest.update(bytes(content or b""))
    except OSError:
        return "file_missing"
    return "" if digest.hexdigest() == wanted else "file_altered"
