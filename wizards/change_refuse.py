"""Refusing another agency's recall or update: the question before it."""

from odoo import fields, models


class EdocChangeRefuse(models.TransientModel):
    """Say why the document stays as it is; the sender reads it (QĐ 28 Điều 5.4)."""

    _name = "edoc.change.refuse"
    _description = "Refuse a Recall or an Update"

    request_id = fields.Many2one("edoc.change.request", required=True, readonly=True)
    kind = fields.Selection(related="request_id.kind")
    reason = fields.Text(required=True)

    def action_refuse(self):
        self.ensure_one()
        self.request_id._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
