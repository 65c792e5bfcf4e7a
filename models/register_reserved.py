"""Numbers that were taken for documents to come."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.numbering import format_number


class EdocRegisterReserved(models.Model):
    """A reserved number: used once, or voided with a reason (NĐ 30/2020 Điều 15)."""

    _name = "edoc.register.reserved"
    _description = "Reserved Number"
    _inherit = ["edoc.guarded.mixin"]
    _order = "register_id, number"
    _rec_name = "number"
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
    day = fields.Date(string="Date", required=True)
    reason = fields.Text(required=True)
    user_id = fields.Many2one(
        "res.users", string="Reserved by", required=True, ondelete="restrict"
    )
    reserved_at = fields.Datetime(
        string="Reserved at", required=True, default=fields.Datetime.now
    )
    state = fields.Selection(
        [("open", "Reserved"), ("used", "Used"), ("void", "Voided")],
        default="open",
        required=True,
    )
    outgoing_id = fields.Many2one(
        "edoc.outgoing",
        string="Document",
        index="btree_not_null",
        ondelete="restrict",
    )

    _number_uniq = models.Constraint(
        "UNIQUE (register_id, number)", "This number has been reserved already."
    )

    @api.depends("number", "day")
    def _compute_display_name(self):
        for row in self:
            day = row.day.strftime("%d/%m/%Y") if row.day else ""
            row.display_name = f"{row.number} ({day})"

    @api.model
    def _offered(self, document):
        """Return the reserved numbers of the books that a document could stand in."""
        plans = self.env["edoc.numbering.plan"]
        this_year = document._vn_today().year
        domain = Domain.FALSE
        for year in (this_year, this_year - 1):
            _plan, key = plans._plan_of(document, year)
            book = Domain("register_id.company_id", "=", document.company_id.id)
            book &= Domain("register_id.kind", "in", ("outgoing", "internal"))
            book &= Domain("register_id.year", "=", year)
            for name, value in key.items():
                book &= Domain(f"register_id.{name}", "=", value)
            domain |= book
        return self.search(domain & Domain("state", "=", "open"))

    def _use(self, document):
        """Give the number to a document, once; the other clerk waits and is told."""
        self.ensure_one()
        self.sudo().lock_for_update()
        self.invalidate_recordset(["state"])
        if self.state != "open":
            raise UserError(
                self.env._(
                    "Number %(number)s is no longer reserved.", number=self.number
                )
            )
        self._through_door().write({"state": "used", "outgoing_id": document.id})
        return self.number

    def _give_up(self, reason):
        """Void reserved numbers; they stay in the book with the reason."""
        self.register_id._check_keeper()
        if not (reason or "").strip():
            raise UserError(self.env._("Voiding a number needs a reason."))
        self.sudo().lock_for_update()
        self.invalidate_recordset(["state"])
        for row in self:
            if row.state != "open":
                raise UserError(
                    self.env._(
                        "Number %(number)s is no longer reserved.", number=row.number
                    )
                )
            self.env["edoc.register.void"]._through_door().create(
                {
                    "register_id": row.register_id.id,
                    "number": row.number,
                    "code": format_number(row.number),
                    "date_issued": row.day,
                    "numbered_by_id": row.user_id.id,
                    "reason": reason,
                    "user_id": self.env.uid,
                }
            )
        self._through_door().write({"state": "void"})
        return True
