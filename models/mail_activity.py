"""Tasks that urge somebody know the work for which they stand."""

from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    edoc_work_key = fields.Char(
        string="Work that is urged", readonly=True, copy=False, index="btree_not_null"
    )
