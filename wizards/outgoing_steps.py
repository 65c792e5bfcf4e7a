"""One question each, before outgoing documents take a step."""

from odoo import fields, models
from odoo.exceptions import UserError


class EdocOutgoingPinMixin(models.AbstractModel):
    """Asks for the PIN of a token for a step of documents."""

    _name = "edoc.outgoing.pin.mixin"
    _description = "Outgoing Documents and the PIN"
    _inherit = ["edoc.pin.mixin"]

    outgoing_ids = fields.Many2many("edoc.outgoing", required=True)

    def _take_pin(self):
        """Return ``(documents, pin)``; the documents' context is free of the PIN."""
        wizard, pin = super()._take_pin()
        return wizard.outgoing_ids, pin


class EdocOutgoingSign(models.TransientModel):
    """The leader signs on his token (Điều 12.1b)."""

    _name = "edoc.outgoing.sign"
    _description = "Sign Outgoing Documents"
    _inherit = ["edoc.outgoing.pin.mixin"]

    def action_sign(self):
        documents, pin = self._take_pin()
        documents._sign_with(pin)
        return {"type": "ir.actions.act_window_close"}


class EdocOutgoingSeal(models.TransientModel):
    """The clerk seals on the agency's token (Điều 12.1c)."""

    _name = "edoc.outgoing.seal"
    _description = "Seal Outgoing Documents"
    _inherit = ["edoc.outgoing.pin.mixin"]

    def action_seal(self):
        documents, pin = self._take_pin()
        documents._seal_with(pin)
        return {"type": "ir.actions.act_window_close"}


class EdocOutgoingReturn(models.TransientModel):
    """Return to the author, or cancel a draft, with the reason."""

    _name = "edoc.outgoing.return"
    _description = "Return an Outgoing Document"

    outgoing_ids = fields.Many2many("edoc.outgoing", required=True)
    cancel = fields.Boolean()
    reason = fields.Text(required=True)

    def action_return(self):
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give the reason in words."))
        if self.cancel:
            self.outgoing_ids._take_step("cancel", reason=self.reason)
        else:
            self.outgoing_ids._return(self.reason)
        return {"type": "ir.actions.act_window_close"}
