from odoo import fields, models


class EdiExchangeType(models.Model):
    """The kinds of packets are named in the language of who looks at them."""

    _inherit = "edi.exchange.type"

    name = fields.Char(translate=True)
