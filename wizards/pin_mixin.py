"""Questions that ask for the PIN of a token."""

from odoo import fields, models


class EdocPinMixin(models.AbstractModel):
    """Asks for the PIN of a token; the answer is never stored.

    The form (``js_class="edoc_pin_form"``) never sends it as a value of a record: its
    button passes it in the context of one call, from which it is taken out at once.
    """

    _name = "edoc.pin.mixin"
    _description = "PIN of a Token"

    pin = fields.Char(string="PIN", store=False)

    def _take_pin(self):
        """Return ``(wizard, pin)``; the wizard's context is free of the PIN."""
        pin = self.env.context.get("pin") or ""
        context = {k: v for k, v in self.env.context.items() if k != "pin"}
        # pylint: disable-next=context-overridden
        return self.with_context(context), pin
