"""A row of the history, and the canonical form that its seal and its link go by."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime
from decimal import Decimal

FIRST_LINK = "0" * 64

ACCESSES = ("view", "print", "download")

# What a step of a document is, besides a step.
_STEPS = {
    "approve": "approval",
    "approve_content": "approval",
    "approve_form": "approval",
    "sign": "signature",
    "sign_elsewhere": "signature",
    "seal": "signature",
    "number": "number",
    "register": "number",
    "void": "number",
    "issue": "sending",
    "send": "sending",
    "distribute": "instruction",
    "assign": "instruction",
}

Plain = str | int | float | bool | dict | list | None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act.

    :param id: in the order of writing
    :param at: UTC, by the database's clock, as ISO 8601
    :param act: what was done: view, print, download, create, change, delete, step, …
    :param op: what it does to the known values: ``b`` taken over, ``c`` created, ``w``
        written, ``d`` deleted; nothing of an access
    :param detail: the step's action, the report, the file
    :param model: of the record
    :param document_model: of the document that it belongs to
    :param label: number and notation of that document; never its abstract
    :param whence: address of the request, or the job, schedule or command line
    :param changes: canonical JSON of what changed
    """

    id: int
    at: str
    act: str
    op: str | None
    detail: str | None
    model: str | None
    res_id: int | None
    document_model: str | None
    document_id: int | None
    label: str | None
    user_id: int
    on_behalf_id: int | None
    whence: str
    company_id: int | None
    changes: str | None

    def canonical(self) -> bytes:
        """Return the bytes that seal and link are made of."""
        return compact(astuple(self)).encode()

    def seal(self, key: bytes) -> str:
        """Return the seal: who lacks the key can't write a row.

        :param key: of the server's configuration; empty where none is set
        """
        return hmac.new(key, self.canonical(), hashlib.sha256).hexdigest()


def link(previous: str, row: AuditRow, seal: str) -> str:
    """Return the link of a row to the one before it.

    :param previous: link of that one; ``FIRST_LINK`` for the first
    """
    parts = (bytes.fromhex(previous), row.canonical(), seal.encode())
    return hashlib.sha256(b"".join(parts)).hexdigest()


def compact(value: object) -> str:
    """Return canonical JSON: names sorted, no blanks, letters as they are."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def plain(value: object) -> Plain:
    """Return a value of a column as JSON has it; what is not there and false are one.

    A value that the ORM hands over and one that the database gives back come out alike.
    """
    if value is None or value is False:
        return None
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"sha256": hashlib.sha256(bytes(value)).hexdigest()}
    if hasattr(value, "adapted"):  # psycopg2's wrapper of bytes, or of JSON
        return plain(value.adapted)
    return json.loads(compact(value))


def hidden(value: Plain) -> Plain:
    """Return the SHA-256 of a value that the history must not tell."""
    if value is None or is_hidden(value):
        return value
    text = value if isinstance(value, str) else compact(value)
    return {"sha256": hashlib.sha256(text.encode()).hexdigest()}


def is_hidden(value: Plain) -> bool:
    """Tell whether only the SHA-256 of a value is known."""
    return isinstance(value, dict) and value.keys() == {"sha256"}


def same(known: Plain, found: Plain) -> bool:
    """Tell whether a value in a table is the one that the history knows last."""
    return known == (hidden(found) if is_hidden(known) else found)


def act_of_step(action: str) -> str:
    """Return what a step of a document is in the history."""
    return _STEPS.get(action, "step")


def fold(rows: Iterable[tuple[str, str]]) -> dict[str, Plain] | None:
    """Return the values that a record has by its rows, in their order.

    :param rows: pairs of ``op`` and ``changes``
    :return: None: there was no such record, or it was deleted
    """
    state: dict[str, Plain] | None = None
    for op, changes in rows:
        if op == "d":
            state = None
            continue
        given = json.loads(changes or "{}")
        # taken over and created: what isn't named is empty; but a column that came
        # with a later version is taken over beside what is known
        state = {**(state or {}), **given} if op != "c" else given
    return state


def differing(
    known: Mapping[str, Plain], found: Mapping[str, Plain]
) -> tuple[str, ...]:
    """Return the names of the columns whose value is not the last known one."""
    return tuple(
        name for name, value in found.items() if not same(known.get(name), value)
    )
