"""The check list of form, as data (NĐ 30/2020 Điều 12.2, Phụ lục I)."""

from odoo import fields, models


class EdocFormCheck(models.Model):
    """One item that the office looks at before the signature."""

    _name = "edoc.form.check"
    _description = "Item of the Check of Form"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(
        string="Proposed as",
        readonly=True,
        help="The software proposes the answer on items that have this.",
    )
    scope = fields.Selection(
        [("main", "Main document"), ("all", "Every file")],
        default="main",
        required=True,
    )
    basis = fields.Char(string="Legal basis")

    _code_uniq = models.Constraint("UNIQUE (code)", "This item exists already.")
