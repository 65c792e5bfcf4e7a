"""What is asked before recipients of an issued document are sent to again."""

from odoo import fields, models
from odoo.exceptions import UserError


class EdocDeliveryFollowup(models.TransientModel):
    """Send again, replace a recipient, or add some (QĐ 28/2018 Điều 8.2)."""

    _name = "edoc.delivery.followup"
    _description = "Follow up Recipients"

    kind = fields.Selection(
        [
            ("resend", "Send again"),
            ("replace", "Replace the recipient"),
            ("add", "Send to further recipients"),
        ],
        required=True,
    )
    outgoing_id = fields.Many2one("edoc.outgoing", required=True, ondelete="cascade")
    delivery_ids = fields.Many2many("edoc.delivery", string="Recipients")
    named_ids = fields.Many2many("res.partner", compute="_compute_named_ids")
    partner_id = fields.Many2one("res.partner", string="Send instead to")
    partner_ids = fields.Many2many("res.partner", string="Send to")
    reason = fields.Char(required=True)

    def _compute_named_ids(self):
        for wizard in self:
            current = wizard.outgoing_id.delivery_ids.filtered(
                lambda d: d.state != "replaced"
            )
            wizard.named_ids = current.partner_id

    def action_confirm(self):
        self.ensure_one()
        if not self.reason.strip():
            raise UserError(self.env._("Give the reason in words."))
        if self.delivery_ids.outgoing_id - self.outgoing_id:
            raise UserError(self.env._("These recipients belong to another document."))
        if self.kind == "resend":
            self.delivery_ids._resend(self.reason)
        elif self.kind == "add":
            self.outgoing_id._add_recipients(self.partner_ids, self.reason)
        else:
            if not self.partner_id:
                raise UserError(self.env._("Choose to whom it is sent instead."))
            self.delivery_ids._replace_by(self.partner_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
