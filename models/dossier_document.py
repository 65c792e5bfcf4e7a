"""Documents in files of work: one document in several files, without copies of it."""

from odoo import api, fields, models

from ..core.dossier import Entry
from ._columns import linked, person

_ISSUED = ("issued", "replaced", "recalled")


class EdocDossierDocument(models.Model):
    """The link of one document to one dossier, with its ordinal in it.

    NĐ 30/2020 Phụ lục VI III.4. Whoever sees the dossier and not the document learns
    nothing of it but that it is there; a restricted one is not even that.
    """

    _name = "edoc.dossier.document"
    _description = "Document in a Dossier"
    _inherit = ["edoc.guarded.mixin"]
    _order = "dossier_id, ordinal, id"
    _guarded_rows = True

    dossier_id = fields.Many2one(
        "edoc.dossier", string="Dossier", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="dossier_id.company_id", store=True)
    dossier_state = fields.Selection(
        related="dossier_id.state", string="State of the dossier"
    )
    ordinal = fields.Integer(string="No.", required=True, aggregator=None)
    incoming_id = linked("edoc.incoming", ondelete="restrict")
    outgoing_id = linked("edoc.outgoing", ondelete="cascade")
    copy_id = linked("edoc.copy", ondelete="cascade")
    file_id = linked("edoc.file", string="Kept file", ondelete="restrict")
    # what is known of a file that is no document of the registers
    kept_code = fields.Char(string="Number and notation of the file", size=50)
    kept_day = fields.Date(string="Date of the file")
    kept_subject = fields.Char(string="What the file is", size=500)
    kept_agency = fields.Char(string="Author of the file", size=200)
    kept_type = fields.Char(string="Type of the file", size=100)
    page_count = fields.Integer(string="Pages", aggregator=None)
    note = fields.Char(size=200)
    added_by_id = person("Put in by", index=False)
    added_at = fields.Datetime(
        string="Put in at", required=True, default=fields.Datetime.now
    )
    rule_id = linked("edoc.dossier.rule", string="By rule", ondelete="set null")

    kind = fields.Char(string="Kind", compute="_compute_shown")
    code = fields.Char(string="Number and notation", compute="_compute_shown")
    day = fields.Date(string="Date", compute="_compute_shown")
    type_name = fields.Char(string="Type", compute="_compute_shown")
    subject = fields.Char(string="Abstract", compute="_compute_shown")
    agency = fields.Char(string="Author", compute="_compute_shown")
    is_shown = fields.Boolean(compute="_compute_shown")

    _one_thing = models.Constraint(
        "CHECK (num_nonnulls(incoming_id, outgoing_id, copy_id, file_id) = 1)",
        "An entry of a dossier is one document or one file.",
    )
    _incoming_uniq = models.UniqueIndex("(dossier_id, incoming_id)")
    _outgoing_uniq = models.UniqueIndex("(dossier_id, outgoing_id)")
    _copy_uniq = models.UniqueIndex("(dossier_id, copy_id)")

    @api.depends_context("uid", "lang")
    def _compute_shown(self):
        for row in self:
            row.is_shown = row._may_be_read()
            row.kind = row._kind_label()
            facts = row._facts() if row.is_shown else {}
            for name in ("code", "day", "type_name", "subject", "agency"):
                row[name] = facts.get(name)
            if not row.is_shown:
                row.subject = self.env._("Document of others")

    @api.depends("dossier_id", "ordinal")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.dossier_id.sudo().notation} / {row.ordinal}"

    def _document(self):
        """Return the document of the registers; a kept file has none."""
        self.ensure_one()
        return self.incoming_id or self.outgoing_id or self.copy_id

    def _may_be_read(self):
        document = self.sudo()._document()
        if not document:
            return True
        return bool(document.with_env(self.env).sudo(False)._filtered_access("read"))

    def _kind_label(self):
        row = self.sudo()
        if row.incoming_id:
            return self.env._("Incoming")
        if row.copy_id:
            return self.env._("Copy")
        if row.outgoing_id:
            internal = row.outgoing_id.internal
            return self.env._("Internal") if internal else self.env._("Outgoing")
        return self.env._("Kept file")

    def _facts(self):
        """Return the document's data as they stand in a table of contents."""
        row = self.sudo()
        document = row._document()
        if not document:
            return {
                "code": row.kept_code,
                "day": row.kept_day,
                "type_name": row.kept_type,
                "subject": row.kept_subject,
                "agency": row.kept_agency,
            }
        days = {
            "edoc.incoming": lambda: document.date_document,
            "edoc.outgoing": lambda: document.date_issued,
            "edoc.copy": lambda: document.sealed_at and document.sealed_at.date(),
        }
        incoming = document._name == "edoc.incoming"
        company = document.company_id.name
        return {
            "code": document.code,
            "day": days[document._name](),
            "type_name": document.type_id.name,
            "subject": document.subject,
            "agency": document.sender_name if incoming else company,
        }

    def _files(self):
        """Return the files of the document; a kept file is one itself."""
        row = self.sudo()
        return row.file_id or row._document().file_ids

    def _is_draft(self):
        outgoing = self.sudo().outgoing_id
        return bool(outgoing) and outgoing.state not in _ISSUED

    def _entry(self):
        """Return what core's rules ask of a document."""
        facts = self._facts()
        main = self._files().filtered(lambda file: file.role == "main")
        return Entry(
            key=self.id,
            code=facts["code"] or "",
            day=facts["day"] or None,
            subject=facts["subject"] or "",
            agency=facts["agency"] or "",
            pages=self.page_count,
            digests=frozenset(filter(None, main.mapped("sha256"))),
            draft=self._is_draft(),
        )

    def _refresh_pages(self):
        """Take over the pages that documents have got since they were put in."""
        for row in self.sudo():
            document = row._document()
            if document.page_count:
                row._count_pages(document.page_count)

    def _count_pages(self, count):
        for row in self:
            if row.sudo().page_count != count:
                row._through_door().write({"page_count": count})

    def action_open_document(self):
        """Open the document, or the kept file, by the rights of whoever asks."""
        self.ensure_one()
        row = self.sudo()
        if row.file_id:
            return row.file_id.with_env(self.env).action_open()
        document = row._document()
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "view_mode": "form",
        }

    def action_drop(self):
        """Take it out of the dossier; it needs a reason."""
        self.ensure_one()
        action = self.dossier_id._ask_reason("drop", self.env._("Take out"))
        action["context"]["default_row_id"] = self.id
        return action
