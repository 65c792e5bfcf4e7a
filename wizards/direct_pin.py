"""Enter the other side's key, compared with a fingerprint that came another way."""

from odoo import fields, models


class EdocDirectPin(models.TransientModel):
    """A public key and what its fingerprint must be."""

    _name = "edoc.direct.pin"
    _description = "Enter the Other Side's Key"

    channel_id = fields.Many2one("edi.backend", required=True, readonly=True)
    public = fields.Text(
        string="Public key",
        help="The whole line that the other side's form shows under “Our key”.",
    )
    told = fields.Char(
        string="Fingerprint",
        help="As the other side's administrator told it by telephone or on paper; not "
        "copied from where the key came from.",
    )

    def action_pin(self):
        """Trust the key, if it has this fingerprint."""
        self.ensure_one()
        self.channel_id._edoc_direct_check_manager()
        self.env["edoc.direct.key"]._pin(self.channel_id, self.public, self.told)
        return {"type": "ir.actions.act_window_close"}
