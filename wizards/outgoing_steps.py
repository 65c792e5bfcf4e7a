"""One question each, before outgoing documents take a step."""

from odoo import api, fields, models
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

    signed_ids = fields.Many2many(
        "edoc.outgoing",
        string="Signed by you already",
        compute="_compute_signed_ids",
        help="These files bear your signature; no new one is added.",
    )
    needs_pin = fields.Boolean(compute="_compute_signed_ids")

    @api.depends("outgoing_ids")
    def _compute_signed_ids(self):
        for wizard in self:
            signed = wizard.outgoing_ids.filtered(
                lambda document: (
                    document.signed_elsewhere and document._bears_own_signature()
                )
            )
            wizard.signed_ids = signed
            wizard.needs_pin = bool(wizard.outgoing_ids - signed)

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
    reason = fields.Text(required=True, default=lambda self: self._default_reason())

    def _default_reason(self):
        """What the office found not right about the form goes into the reason."""
        named = self.env.context.get("default_outgoing_ids") or []
        documents = self.env["edoc.outgoing"].browse(
            id_ for id_ in named if isinstance(id_, int)
        )
        faults = [document._form_faults() for document in documents]
        return "\n".join(filter(None, faults)) or False

    def action_return(self):
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give the reason in words."))
        if self.cancel:
            self.outgoing_ids._take_step("cancel", reason=self.reason)
        else:
            self.outgoing_ids._return(self.reason)
        return {"type": "ir.actions.act_window_close"}
