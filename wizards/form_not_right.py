"""What isn't right about the form of a file: the question."""

from odoo import fields, models


class EdocFormNotRight(models.TransientModel):
    """Say in words what isn't right; it goes into the reason of the return."""

    _name = "edoc.form.not.right"
    _description = "Item of Form not Right"

    result_ids = fields.Many2many("edoc.form.result", required=True, readonly=True)
    remark = fields.Char(string="What isn't right", required=True)

    def action_keep(self):
        self.ensure_one()
        self.result_ids._decide("not_ok", self.remark)
        return {"type": "ir.actions.act_window_close"}
