"""Restrict a document to named persons, or open it again."""

from odoo import api, fields, models


class EdocRestrict(models.TransientModel):
    """NĐ 30/2020 Phụ lục VI III.3: rights in each file and document."""

    _name = "edoc.restrict"
    _description = "Restrict a Document"

    incoming_id = fields.Many2one("edoc.incoming", ondelete="cascade")
    outgoing_id = fields.Many2one("edoc.outgoing", ondelete="cascade")
    company_id = fields.Many2one("res.company", compute="_compute_document")
    is_restricted = fields.Boolean(compute="_compute_document")
    user_ids = fields.Many2many(
        "res.users",
        string="Seen by",
        compute="_compute_users",
        store=True,
        readonly=False,
        help="Nobody else sees it: no head, leader, clerk or archivist.",
    )
    reason = fields.Text(required=True)

    @api.depends("incoming_id", "outgoing_id")
    def _compute_document(self):
        for wizard in self:
            wizard.company_id = wizard._document().company_id
            wizard.is_restricted = wizard._document().is_restricted

    @api.depends("incoming_id", "outgoing_id")
    def _compute_users(self):
        for wizard in self:
            document = wizard._document()
            wizard.user_ids = (
                document.allowed_user_ids or document._in_charge() | self.env.user
            )

    def _document(self):
        return self.incoming_id or self.outgoing_id

    def action_restrict(self):
        self.ensure_one()
        self._document()._restrict(self.user_ids, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def action_unrestrict(self):
        self.ensure_one()
        self._document()._unrestrict(self.reason)
        return {"type": "ir.actions.act_window_close"}
