"""Another signer before the first signature: the question."""

from odoo import fields, models


class EdocOutgoingSigner(models.TransientModel):
    """Who signs instead, and why (NĐ 30/2020 Điều 13)."""

    _name = "edoc.outgoing.signer"
    _description = "Change the Signer"
    _inherit = ["edoc.outgoing.drafting.mixin"]

    signer_id = fields.Many2one(
        "res.users",
        string="To be signed by",
        required=True,
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("l10n_vn_edoc.group_signer").ids)
        ],
    )
    reason = fields.Text(required=True)

    def action_change(self):
        self._document()._change_signer(self.signer_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
