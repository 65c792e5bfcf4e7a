"""Steps of dossiers and of their list that need words."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..core.dossier import HEADING, SUBHEADING
from ..models.dossier import RIGHTS


class EdocDossierReason(models.TransientModel):
    """Reopening, taking a document out, returning the list: with the reason."""

    _name = "edoc.dossier.reason"
    _description = "Reason for a Step of a Dossier"

    dossier_id = fields.Many2one("edoc.dossier", ondelete="cascade")
    row_id = fields.Many2one("edoc.dossier.document", ondelete="cascade")
    list_id = fields.Many2one("edoc.dossier.list", ondelete="cascade")
    transfer_id = fields.Many2one("edoc.archive.transfer", ondelete="cascade")
    action = fields.Char(required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        steps = {
            "reopen": lambda: self.dossier_id._reopen(self.reason),
            "drop": lambda: self.row_id.dossier_id._drop(self.row_id, self.reason),
            "return": lambda: self.list_id._take_step("return", self.reason),
            "return_transfer": lambda: self.transfer_id._return(self.reason),
            "cancel_transfer": lambda: self.transfer_id._cancel(self.reason),
        }
        if self.action not in steps:
            raise UserError(self.env._("Unknown step: %(action)s", action=self.action))
        steps[self.action]()
        return {"type": "ir.actions.act_window_close"}


class EdocDossierListAdd(models.TransientModel):
    """An entry that the approved list did not foresee (NĐ 30 Điều 28.1, 29.1)."""

    _name = "edoc.dossier.list.add"
    _description = "Add an Entry to the List of Dossiers"

    list_id = fields.Many2one("edoc.dossier.list", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="list_id.company_id")
    heading_id = fields.Many2one(
        "edoc.dossier.list.line",
        string="Under the heading",
        domain=f"[('list_id', '=', list_id), ('kind', 'in', {[HEADING, SUBHEADING]})]",
    )
    title = fields.Char(required=True, size=500)
    department_id = fields.Many2one(
        "edoc.department",
        string="Department",
        required=True,
        domain="[('company_id', '=', company_id)]",
    )
    retention_id = fields.Many2one("edoc.retention", string="Retention", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Drawn up by",
        domain="[('company_ids', 'in', company_id)]",
    )
    reason = fields.Text(required=True)

    def action_add(self):
        self.ensure_one()
        vals = {
            "title": self.title,
            "department_id": self.department_id.id,
            "retention_id": self.retention_id.id,
            "user_id": self.user_id.id,
        }
        self.list_id._add(self.heading_id, vals, self.reason)
        return {"type": "ir.actions.act_window_close"}


class EdocDossierClose(models.TransientModel):
    """The review before closing: what is doubled, unissued or incomplete (Điều 29.4).

    Duplicates and drafts are proposed to be taken out; the keeper decides.
    """

    _name = "edoc.dossier.close"
    _description = "Close a Dossier"

    dossier_id = fields.Many2one("edoc.dossier", required=True, ondelete="cascade")
    title = fields.Char(required=True, size=500)
    retention_id = fields.Many2one("edoc.retention", string="Retention", required=True)
    rights = fields.Selection(RIGHTS, string="Use", required=True)
    start_date = fields.Date(string="Opened on", required=True)
    end_date = fields.Date(string="End of the work", required=True)
    note = fields.Char(string="Other information", size=500)
    line_ids = fields.One2many("edoc.dossier.close.line", "wizard_id")
    doc_total = fields.Integer(
        string="Documents that stay", compute="_compute_totals", aggregator=None
    )
    page_total = fields.Integer(
        string="Pages that stay", compute="_compute_totals", aggregator=None
    )
    missing_count = fields.Integer(compute="_compute_totals")

    @api.depends("line_ids.drop", "line_ids.page_count")
    def _compute_totals(self):
        for wizard in self:
            kept = wizard.line_ids.filtered(lambda line: not line.drop)
            wizard.doc_total = len(kept)
            wizard.page_total = sum(kept.mapped("page_count"))
            wizard.missing_count = len(kept.filtered("findings"))

    @api.model
    def _begin(self, dossier):
        """Return the review of a dossier, ready to be looked at."""
        dossier.sudo().document_ids._refresh_pages()
        lines = [
            {
                "row_id": row.id,
                "findings": ". ".join(words),
                "drop": drop,
                "page_count": row.sudo().page_count,
            }
            for row, (drop, words) in dossier._findings().items()
        ]
        return self.create(
            {
                "dossier_id": dossier.id,
                "title": dossier.title,
                "retention_id": dossier.sudo().retention_id.id,
                "rights": dossier.rights,
                "start_date": dossier.start_date,
                "end_date": dossier._last_day(),
                "note": dossier.note,
                "line_ids": [Command.create(line) for line in lines],
            }
        )

    def action_close(self):
        """Take out what was chosen, fill in pages, close, print the contents."""
        self.ensure_one()
        dossier = self.dossier_id
        dossier._check_step("close")
        dropped = self.line_ids.filtered("drop").row_id
        if dropped:
            reason = self.env._("Duplicate or draft, on closing (NĐ 30 Điều 29.4)")
            dossier._drop(dropped, reason)
        for line in self.line_ids.filtered(lambda line: not line.drop):
            if line.row_id.dossier_id == dossier:
                line.row_id._count_pages(line.page_count)
        dossier._close(
            title=self.title,
            retention_id=self.retention_id.id,
            rights=self.rights,
            start_date=self.start_date,
            end_date=self.end_date,
            note=self.note,
        )
        return {"type": "ir.actions.act_window_close"}


class EdocDossierCloseLine(models.TransientModel):
    """One document under review."""

    _name = "edoc.dossier.close.line"
    _description = "Document under Review"

    wizard_id = fields.Many2one(
        "edoc.dossier.close", required=True, index=True, ondelete="cascade"
    )
    row_id = fields.Many2one(
        "edoc.dossier.document", required=True, index=True, ondelete="cascade"
    )
    ordinal = fields.Integer(related="row_id.ordinal", aggregator=None)
    code = fields.Char(related="row_id.code", related_sudo=False)
    day = fields.Date(related="row_id.day", related_sudo=False)
    subject = fields.Char(related="row_id.subject", related_sudo=False)
    findings = fields.Char(string="To look at", readonly=True)
    drop = fields.Boolean(string="Take out")
    page_count = fields.Integer(string="Pages", aggregator=None)
