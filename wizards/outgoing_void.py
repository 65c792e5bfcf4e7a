"""Voiding a number: the question before it."""

from odoo import fields, models


class EdocOutgoingVoid(models.TransientModel):
    """Give a number up with the reason; the document goes back to its author."""

    _name = "edoc.outgoing.void"
    _description = "Void a Number"

    outgoing_ids = fields.Many2many("edoc.outgoing", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_void(self):
        self.ensure_one()
        self.outgoing_ids._void_number(self.reason)
        return {"type": "ir.actions.act_window_close"}
