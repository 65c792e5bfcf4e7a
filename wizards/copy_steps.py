"""One question each, before electronic copies take a step."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..models._dialogs import form_of


class EdocCopySeal(models.TransientModel):
    """The clerk seals copies on the agency's token (NĐ 30/2020 Điều 25, 32)."""

    _name = "edoc.copy.seal"
    _description = "Seal Electronic Copies"
    _inherit = ["edoc.pin.mixin"]

    copy_ids = fields.Many2many("edoc.copy", required=True)

    def action_seal(self):
        wizard, pin = self._take_pin()
        wizard.copy_ids._seal_with(pin)
        return {"type": "ir.actions.act_window_close"}


class EdocCopyAnswer(models.TransientModel):
    """Return, refuse or cancel a request, with the reason."""

    _name = "edoc.copy.answer"
    _description = "Answer a Request for a Copy"

    copy_ids = fields.Many2many("edoc.copy", required=True)
    action = fields.Selection(
        [("return", "Return"), ("refuse", "Refuse"), ("cancel", "Cancel")],
        default="return",
        required=True,
    )
    reason = fields.Text(required=True)

    def action_answer(self):
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give the reason in words."))
        self.copy_ids._answer(self.action, self.reason)
        return {"type": "ir.actions.act_window_close"}


class EdocCopyAttach(models.TransientModel):
    """Attach a sealed copy to a draft, as an enclosure that needs no other seal."""

    _name = "edoc.copy.attach"
    _description = "Attach an Electronic Copy"

    copy_ids = fields.Many2many("edoc.copy", required=True)
    outgoing_id = fields.Many2one(
        "edoc.outgoing",
        string="Draft",
        required=True,
        domain="[('state', 'in', ['draft', 'returned']), ('author_id', '=', uid)]",
    )

    def action_attach(self):
        self.ensure_one()
        self.copy_ids._attach_to(self.outgoing_id)
        return form_of(self.outgoing_id)
