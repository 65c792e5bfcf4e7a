"""Numbers that were taken and given up again; they stay in the book for ever."""

from odoo import fields, models


class EdocRegisterVoid(models.Model):
    """A voided number: never given again (NĐ 30/2020 Điều 15)."""

    _name = "edoc.register.void"
    _description = "Voided Number"
    _inherit = ["edoc.guarded.mixin"]
    _order = "register_id, number desc"
    _rec_name = "code"
    _guarded_rows = True
    _audit_act = "number"

    register_id = fields.Many2one(
        "edoc.register",
        string="Book",
        required=True,
        index=True,
        ondelete="restrict",
    )
    number = fields.Integer(string="Ordinal", required=True, aggregator=None)
    code = fields.Char(string="Number and notation", required=True)
    date_issued = fields.Date(string="Date of issue", required=True)
    document_uid = fields.Char(string="Document identifier")
    outgoing_id = fields.Many2one(
        "edoc.outgoing",
        string="Document",
        index=True,
        ondelete="restrict",
        help="None where a reserved number was voided.",
    )
    numbered_by_id = fields.Many2one(
        "res.users", string="Number taken by", ondelete="restrict"
    )
    reason = fields.Text(required=True)
    user_id = fields.Many2one(
        "res.users", string="Voided by", required=True, ondelete="restrict"
    )
    voided_at = fields.Datetime(
        string="Voided at", required=True, default=fields.Datetime.now
    )

    _number_uniq = models.Constraint(
        "UNIQUE (register_id, number)", "This number has been voided already."
    )
