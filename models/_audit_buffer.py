"""What a transaction has done, kept until its end and then written in one go.

The cursor runs it before a commit and before a savepoint, and forgets it when either
is rolled back: an act that was undone leaves no row.
"""

from dataclasses import dataclass, field

from odoo import SUPERUSER_ID
from odoo.http import request

from ..core.audit.rows import hidden, plain

_KEY = "edoc.audit"
_TOLD_BY_HASH = ("binary", "html", "json", "text")


@dataclass(slots=True)
class Entry:
    """One act; see ``core.audit.rows.AuditRow``."""

    model: str
    res_id: int
    uid: int
    company_id: int
    op: str | None = None
    act: str | None = None
    detail: str | None = None
    changes: dict = field(default_factory=dict)
    place: tuple | None = None  # of the document; read at the end unless it is gone


@dataclass(slots=True)
class Buffer:
    entries: list[Entry] = field(default_factory=list)
    # the last entry of each record, which a further change goes into
    last: dict[tuple[str, int], Entry] = field(default_factory=dict)
    accesses: set[tuple] = field(default_factory=set)


def buffer_of(env):
    """Return the transaction's buffer; its writing is arranged."""
    precommit = env.cr.precommit
    found = precommit.data.get(_KEY)
    if found is None:
        found = precommit.data[_KEY] = Buffer()
        precommit.add(env(su=True)["edoc.audit"]._write_out)
    return found


def take(env):
    """Return what the transaction has done so far, and begin anew."""
    return env.cr.precommit.data.pop(_KEY, None) or Buffer()


def note_change(record, op, changes, uid=None):
    """Remember what is created, written or deleted of one record."""
    buffer = buffer_of(record.env)
    key = record._name, record.id
    uid = actor(record.env, uid)
    last = buffer.last.get(key)
    if op == "w" and last and last.op != "d" and last.uid == uid:
        last.changes.update(changes)
        return last
    entry = Entry(*key, uid, record.env.company.id, op, changes=changes)
    buffer.entries.append(entry)
    buffer.last[key] = entry
    return entry


def note_access(records, act, detail=None):
    """Remember that records were looked at, printed or downloaded; once each."""
    buffer = buffer_of(records.env)
    uid, company = actor(records.env), records.env.company.id
    for res_id in records.ids:
        key = (records._name, res_id, uid, act, detail)
        if key not in buffer.accesses:
            buffer.accesses.add(key)
            buffer.entries.append(
                Entry(records._name, res_id, uid, company, None, act, detail)
            )


def actor(env, uid=None):
    """Return who acts: behind code with all rights, the user of the request."""
    uid = uid or env.uid
    if uid == SUPERUSER_ID and request and request.session:
        return request.session.uid or uid
    return uid


def whence(env):
    """Return from where: a job, a schedule, an address, or the command line."""
    context = env.context
    if context.get("job_uuid"):
        return f"job {context['job_uuid']}"
    if context.get("cron_id"):
        return f"schedule {context['cron_id']}"
    if request:
        return request.httprequest.remote_addr or "request"
    return "command line"


def told(field, value):
    """Return a column's value as the history has it: no content, only its hash."""
    value = plain(value)
    if field.type == "float" and isinstance(value, str):
        value = float(value)  # the ORM writes rounded numbers as text
    secret = field.type in _TOLD_BY_HASH or field.groups == "."
    words = isinstance(value, str) and (field.name == "name" or " " in value)
    dated = field.type in ("date", "datetime")
    return hidden(value) if secret or (words and not dated) else value
