"""What becomes of guarded records is kept in the history, whoever changes it."""

import base64
import hashlib

from odoo import api, models
from odoo.tools import ormcache, sql

from ..core.audit.rows import act_of_step
from ._audit_buffer import note_access, note_change, told

_OWN = {"id", "create_uid", "create_date", "write_uid", "write_date", "parent_path"}
_DOCUMENTS = ("edoc.incoming", "edoc.outgoing", "edoc.copy")
_LINKS = ("incoming_id", "outgoing_id", "copy_id")


class EdocAuditedMixin(models.AbstractModel):
    """Tells the history of every row that is created, written or deleted.

    It stands where the ORM meets the database, so that computed values and code with
    all rights are told of, too (NĐ 30/2020 Phụ lục VI III.5). See ``edoc.audit``.
    """

    _name = "edoc.audited.mixin"
    _description = "Kept in the History"

    _audit_act = None  # what creating one is, where that is an act of its own
    _unaudited = frozenset()  # columns that say nothing of a document

    @api.model
    @ormcache("self._name")
    def _audited_columns(self):
        """Return the names of the columns whose values the history knows."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store
            and field.column_type
            and not (field.translate or field.company_dependent)
            and field.type not in ("properties", "properties_definition")
            and name not in _OWN | self._unaudited
        )

    @api.model
    @ormcache("self._name")
    def _audited_files(self):
        """Return the names of the fields whose bytes lie in the file store."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.type == "binary" and field.store and field.attachment
        )

    @api.model
    def _is_audited(self):
        return not (self._abstract or self._transient) and self._auto

    # --------------------------------------------------------------------- writing

    def _create(self, data_list):
        records = super()._create(data_list)
        if not self._is_audited():
            return records
        columns, files = self._audited_columns(), self._audited_files()
        for record, data in zip(records, data_list, strict=True):
            stored, changes = data["stored"], {}
            for name in columns & stored.keys():
                field = self._fields[name]
                value = field.convert_to_column_insert(stored[name], self, stored)
                if (kept := told(field, value)) is not None:
                    changes[name] = kept
            for name in files & stored.keys():
                changes[name] = _digest(stored[name])
            note_change(record, "c", changes)
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._is_audited():
            files = {
                name: _digest(vals[name])
                for name in self._audited_files() & vals.keys()
            }
            for record in self.filtered("id") if files else ():
                note_change(record, "w", dict(files))
        return result

    def _write_multi(self, vals_list):  # pylint: disable=missing-return
        super()._write_multi(vals_list)
        if self._is_audited():
            columns = self._audited_columns()
            for record, vals in zip(self, vals_list, strict=True):
                changes = {
                    name: told(self._fields[name], vals[name])
                    for name in columns & vals.keys()
                }
                if changes:
                    note_change(record, "w", changes, vals.get("write_uid"))

    def unlink(self):
        if not self._is_audited() or not self:
            return super().unlink()
        gone = [(record, record._audit_place()) for record in self._with_dependents()]
        result = super().unlink()
        for record, place in gone:
            note_change(record, "d", {}).place = place
        return result

    def _note_written(self, **vals):
        """Tell of columns that were written by SQL of our own."""
        for record in self:
            changes = {name: told(self._fields[name], v) for name, v in vals.items()}
            note_change(record, "w", changes)

    def _note_deleted(self):
        """Tell of rows that were deleted by SQL of Odoo's own."""
        for record in self:
            note_change(record, "d", {}).place = (None, None, None, None)

    def _with_dependents(self):
        """Yield these and all that the database deletes along with them."""
        yield from self
        for model in self.env["edoc.audit"]._audited():
            for field in model._fields.values():
                if (
                    field.store
                    and field.type == "many2one"
                    and field.ondelete == "cascade"
                    and field.comodel_name == self._name
                ):
                    found = model.sudo().with_context(active_test=False)
                    found = found.search([(field.name, "in", self.ids)])
                    yield from found._with_dependents() if found else ()

    def _init_column(self, column_name):
        """A new column that is filled for all rows at once is taken over."""
        result = super()._init_column(column_name)
        known = sql.table_exists(self.env.cr, "edoc_audit")
        if known and self._is_audited() and column_name in self._audited_columns():
            # once all tables have all their columns
            take_over = self.env["edoc.audit"]._take_over_column
            self.pool.post_init(take_over, self, column_name)
        return result

    # ----------------------------------------------------------------------- about

    def _audit_place(self):
        """Return model, id, number and notation, and entity of the record's document.

        A record that belongs to none names itself only.
        """
        record = self.sudo()
        document = record._audit_document()
        company = (document or record)._audit_company()
        if not document:
            return None, None, None, company
        return document._name, document.id, document.code or None, company

    def _audit_company(self):
        return self.company_id.id if "company_id" in self._fields else None

    def _audit_document(self):
        if self._name in _DOCUMENTS:
            return self
        for name in _LINKS:
            if name in self._fields and self[name]:
                return self[name]
        if "file_id" in self._fields and self.file_id:
            return self.file_id._document()
        return None

    def _audit_said(self, entry):
        """Return act and detail of an entry of this record."""
        if entry.act:
            return entry.act, entry.detail
        if entry.op == "c" and self._name == "edoc.step":
            action = entry.changes.get("action") or ""
            return act_of_step(action), action
        if entry.op == "c" and self._audit_act:
            return self._audit_act, None
        return {"c": "create", "w": "change", "d": "delete"}[entry.op], None

    def _note_access(self, act, detail=None):
        """Keep that the current user looks at, prints or downloads these."""
        note_access(self, act, detail)


def _digest(value):
    """Return the SHA-256 of the bytes of a binary field."""
    if not value:
        return None
    content = base64.b64decode(value) if isinstance(value, (bytes, str)) else value
    return {"sha256": hashlib.sha256(content).hexdigest()}
