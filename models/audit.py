"""The history of all acts (NĐ 30/2020 Phụ lục VI III.5, III.6)."""

from collections import defaultdict
from dataclasses import astuple
from dataclasses import fields as columns_of

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ..core.audit.database import CATALOGUE, read_row
from ..core.audit.rows import ACCESSES, FIRST_LINK, AuditRow, compact, link
from ._audit_buffer import take, told, whence
from ._server_settings import server_settings

ACTS = [
    ("view", "Looked at"),
    ("print", "Printed"),
    ("download", "Downloaded"),
    ("create", "Created"),
    ("change", "Changed"),
    ("delete", "Deleted"),
    ("step", "Step"),
    ("instruction", "Instruction"),
    ("approval", "Approval"),
    ("signature", "Signature"),
    ("number", "Number"),
    ("sending", "Sending"),
    ("right", "Right"),
    ("baseline", "Taken over"),
    ("catalogue", "What is compared"),
]
COLUMNS = [column.name for column in columns_of(AuditRow)]
_LINKER = 0x65646F63  # the advisory lock of the one that links
_BATCH = 5000


class EdocAudit(models.Model):
    """One act: what, on which record, by whom, for whom, when, from where.

    Rows are only added: the database itself refuses all but the linking. They are
    written at the end of the transaction that did the act, and linked by a job each
    minute, so that nobody waits for anybody.
    """

    _name = "edoc.audit"
    _description = "Act in the History"
    _inherit = ["edoc.guarded.mixin", "edoc.act.said.mixin"]
    _order = "id desc"
    _rec_name = "label"
    _log_access = False
    _guarded_rows = True

    at = fields.Datetime(string="When", required=True)
    act = fields.Selection(ACTS, required=True)
    op = fields.Char(size=1)
    model = fields.Char()
    res_id = fields.Many2oneReference(string="Record", model_field="model")
    document_model = fields.Char()
    document_id = fields.Many2oneReference(
        string="Document's number in the system", model_field="document_model"
    )
    label = fields.Char(string="Number and notation")
    user_id = fields.Many2one(
        "res.users", string="By", required=True, ondelete="restrict"
    )
    on_behalf_id = fields.Many2one(
        "res.users", string="On behalf of", ondelete="restrict"
    )
    whence = fields.Char(string="From where", required=True)
    company_id = fields.Many2one("res.company", string="Entity", ondelete="restrict")
    changes = fields.Text(string="What")
    seal = fields.Char(required=True)
    place = fields.Integer(string="Place in the chain", aggregator=None)
    hash = fields.Char(string="Link")

    _record_index = models.Index("(model, res_id, id)")
    _document_index = models.Index("(document_model, document_id, act)")
    _user_index = models.Index("(user_id, id)")
    _place_uniq = models.UniqueIndex("(place) WHERE place IS NOT NULL")
    _open_index = models.Index("(id) WHERE place IS NULL")
    _catalogue_index = models.Index("(id) WHERE act = 'catalogue'")

    def init(self):
        """The database refuses to change a row, but for linking it once."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION edoc_audit_is_kept() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'UPDATE' AND OLD.place IS NULL AND NEW.place > 0
                    AND to_jsonb(OLD) - 'place' - 'hash'
                      = to_jsonb(NEW) - 'place' - 'hash'
                THEN
                    RETURN NEW;
                END IF;
                RAISE EXCEPTION 'The history of documents is never changed.';
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER edoc_audit_is_kept
                BEFORE UPDATE OR DELETE ON edoc_audit
                FOR EACH ROW EXECUTE FUNCTION edoc_audit_is_kept();
            CREATE OR REPLACE TRIGGER edoc_audit_is_never_emptied
                BEFORE TRUNCATE ON edoc_audit
                FOR EACH STATEMENT EXECUTE FUNCTION edoc_audit_is_kept();
            """
        )

    @api.model
    def _step_id_of(self, row):
        return row.res_id if row.model == "edoc.step" else None

    @api.model
    def _is_audited(self):
        return False  # it is itself what tells

    @api.model
    def _audited(self):
        """Return the models whose rows the history tells of."""
        found = [model for model in self.env.values() if hasattr(model, "_is_audited")]
        return [model for model in found if model._is_audited()]

    # --------------------------------------------------------------------- writing

    @api.model
    def _write_out(self):
        """Write what the transaction has done until now, in one statement."""
        entries = take(self.env).entries
        if not entries:
            return
        self._find_places(entries)
        where = whence(self.env)
        rows = []
        for entry in entries:
            act, detail = self.env[entry.model]._audit_said(entry)
            *document, company_id = entry.place
            changes = compact(entry.changes) if entry.op else None
            behalf = entry.changes.get("on_behalf_id")
            about = (act, entry.op, detail, entry.model, entry.res_id, *document)
            company_id = company_id or entry.company_id
            rows.append((*about, entry.uid, behalf, where, company_id, changes))
        self._insert(rows)

    @api.model
    def _find_places(self, entries):
        """Find the documents of all that still is, model by model."""
        waiting = defaultdict(list)
        for entry in entries:
            if entry.place is None:
                waiting[entry.model].append(entry)
        gone = {(e.model, e.res_id): e.place for e in entries if e.op == "d"}
        for name, found in waiting.items():
            there = {e.res_id for e in found if (name, e.res_id) not in gone}
            records = self.env[name].sudo().browse(there)
            places = {record.id: record._audit_place() for record in records}
            for entry in found:
                known = places.get(entry.res_id)
                entry.place = known or gone[name, entry.res_id]

    @api.model
    def _insert(self, rows):
        """Add rows, given from their act on, with number, time and seal."""
        key = self._key()
        numbers = self.env.execute_query(
            SQL(
                "SELECT nextval('edoc_audit_id_seq'), "
                "clock_timestamp() AT TIME ZONE 'UTC' FROM generate_series(1, %s)",
                len(rows),
            )
        )
        values = []
        for (row_id, at), about in zip(numbers, rows, strict=True):
            row = AuditRow(row_id, at.isoformat(), *about)
            values.append((*astuple(row), row.seal(key)))
        names = SQL(", ").join(map(SQL.identifier, [*COLUMNS, "seal"]))
        self.env.execute_query(
            SQL(
                "INSERT INTO edoc_audit (%s) VALUES %s RETURNING id",
                names,
                SQL(", ").join(values),
            )
        )

    @api.model
    def _key(self):
        """Return the key of the seals, which is in no database."""
        return server_settings().get("audit_key", "").encode()

    # ------------------------------------------------------------------ taking over

    @api.model
    def _take_over_all(self):
        """Begin the history of what was there before it; tell what is compared."""
        self._write_catalogue()
        for model in self._audited():
            names = sorted(model._audited_columns())
            self._take_over(model, names, SQL("there.id IS NULL"))
        return True

    @api.model
    def _take_over_column(self, model, name):
        # who has no row yet gets a whole one, see :meth:`_take_over_all`
        filled = SQL(
            "this.%s IS NOT NULL AND there.id IS NOT NULL", SQL.identifier(name)
        )
        self._take_over(model, [name], filled)

    @api.model
    def _take_over(self, model, names, condition):
        """Add a row for each record that meets the condition, with values of columns.

        :param condition: on ``this``, or on ``there``, the row of the history that
            began it
        """
        self.env.flush_all()
        last = 0
        while found := self.env.execute_query(
            SQL(
                """
                SELECT this.id, %(columns)s FROM %(table)s this LEFT JOIN LATERAL (
                    SELECT id FROM edoc_audit WHERE model = %(model)s
                       AND res_id = this.id AND op IN ('b', 'c') LIMIT 1
                ) there ON TRUE
                 WHERE this.id > %(last)s AND %(condition)s
                 ORDER BY this.id LIMIT %(limit)s
                """,
                columns=SQL(", ").join(SQL.identifier("this", name) for name in names),
                table=SQL.identifier(model._table),
                model=model._name,
                condition=condition,
                last=last,
                limit=_BATCH,
            )
        ):
            last = found[-1][0]
            self._insert(self._baseline(model, names, found))

    @api.model
    def _baseline(self, model, names, found):
        rows = []
        records = model.sudo().browse(record_id for record_id, *_values in found)
        for record, (_record_id, *values) in zip(records, found, strict=True):
            changes = {
                name: kept
                for name, value in zip(names, values, strict=True)
                if (kept := told(model._fields[name], value)) is not None
            }
            if model._name == "edoc.file.version" and not changes.get("destroyed_at"):
                changes["content"] = {"sha256": changes.get("sha256")}
            about = ("baseline", "b", None, model._name, record.id)
            *document, company = record._audit_place()
            where = whence(self.env)
            rows.append(
                (
                    *about,
                    *document,
                    SUPERUSER_ID,
                    None,
                    where,
                    company,
                    compact(changes),
                )
            )
        return rows

    @api.model
    def _write_catalogue(self):
        """Write down which tables, columns and files an examination compares."""
        catalogue = compact(
            {model._name: self._describe(model) for model in self._audited()}
        )
        last = self.sudo().search([("act", "=", CATALOGUE)], limit=1)
        if last.changes == catalogue:
            return
        about = (CATALOGUE, None, None, None, None, None, None, None)
        self._insert([(*about, SUPERUSER_ID, None, whence(self.env), None, catalogue)])

    @api.model
    def _describe(self, model):
        columns = model._audited_columns()
        return {
            "table": model._table,
            "columns": sorted(columns),
            "files": sorted(model._audited_files()),
            "links": {
                name: self.env[field.comodel_name]._table
                for name in columns
                if (field := model._fields[name]).type == "many2one"
                and field.ondelete == "set null"
            },
        }

    # --------------------------------------------------------------------- linking

    @api.model
    def _link(self):
        """Link what is committed and not linked yet; return how many rows.

        Only one links: whoever finds another at it does nothing, and who began before
        that one ended fails by the database's own rule and is run again.
        """
        query = self.env.execute_query
        if not query(SQL("SELECT pg_try_advisory_xact_lock(%s)", _LINKER))[0][0]:
            return 0
        names = SQL(", ").join(map(SQL.identifier, [*COLUMNS, "seal", "place", "hash"]))
        last = query(
            SQL(
                "SELECT place, hash FROM edoc_audit WHERE place IS NOT NULL "
                "ORDER BY place DESC LIMIT 1"
            )
        )
        found = query(
            SQL(
                "SELECT %s FROM edoc_audit WHERE place IS NULL ORDER BY id LIMIT %s",
                names,
                _BATCH,
            )
        )
        place, hash = last[0] if last else (0, FIRST_LINK)
        linked = []
        for item in map(read_row, found):
            place, hash = place + 1, link(hash, item.row, item.seal)
            linked.append((item.row.id, place, hash))
        if linked:
            query(
                SQL(
                    "UPDATE edoc_audit SET place = new.place, hash = new.hash "
                    "FROM (VALUES %s) AS new (id, place, hash) "
                    "WHERE edoc_audit.id = new.id RETURNING edoc_audit.id",
                    SQL(", ").join(linked),
                )
            )
        return len(linked)

    @api.model
    def _cron_link(self):
        """Each minute."""
        progress = self.env["ir.cron"]._commit_progress
        while (count := self._link()) and progress(count, remaining=0):
            if count < _BATCH:
                break

    # -------------------------------------------------------------------- counting

    @api.model
    def _count_accesses(self, model, ids):
        """Return by document how often it was looked at, printed and downloaded."""
        found = self._read_group(
            [
                ("document_model", "=", model),
                ("document_id", "in", ids),
                ("act", "in", ACCESSES),
            ],
            ["document_id"],
            ["__count"],
        )
        return dict(found)
