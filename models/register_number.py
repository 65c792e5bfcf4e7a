"""Every number that a book has given, in order and time."""

from odoo import fields, models


class EdocRegisterNumber(models.Model):
    """A number that was taken (NĐ 30/2020 Điều 15, 22).

    Rows are only added: takers change no row in common, so that none of them meets a
    serialization failure. The highest one is the book's last number.
    """

    _name = "edoc.register.number"
    _description = "Number Taken"
    _inherit = ["edoc.guarded.mixin"]
    _order = "register_id, number desc"
    _rec_name = "number"
    _guarded_rows = True
    _audit_act = "number"

    # the unique constraint begins with it and serves as its index
    register_id = fields.Many2one("edoc.register", required=True, ondelete="restrict")
    number = fields.Integer(string="Ordinal", required=True, aggregator=None)
    day = fields.Date(string="Date", required=True)
    user_id = fields.Many2one("res.users", string="Taken by", ondelete="restrict")
    taken_at = fields.Datetime(
        string="Taken at", required=True, default=fields.Datetime.now
    )

    _number_uniq = models.Constraint(
        "UNIQUE (register_id, number)", "This number has been taken already."
    )
