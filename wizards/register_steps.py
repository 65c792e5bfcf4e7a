"""What the keeper of the books is asked: opening, reserving, giving up, using."""

from odoo import api, fields, models


class EdocRegisterOpen(models.TransientModel):
    """Open a book before its first number, such as that of next year."""

    _name = "edoc.register.open"
    _description = "Open a Book"

    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        default=lambda self: self.env.company,
    )
    year = fields.Integer(
        required=True,
        default=lambda self: self.env["edoc.document.mixin"]._vn_today().year + 1,
    )
    kind = fields.Selection(
        selection=lambda self: (
            self.env["edoc.register"]._fields["kind"]._description_selection(self.env)
        ),
        required=True,
        default="outgoing",
    )
    plan_id = fields.Many2one(
        "edoc.numbering.plan",
        string="Numbering plan",
        domain="[('company_id', 'in', [False, company_id])]",
    )
    split = fields.Selection(related="plan_id.split")
    type_id = fields.Many2one("edoc.document.type", string="Type")
    department_id = fields.Many2one(
        "edoc.department",
        string="Department",
        domain="[('company_id', '=', company_id)]",
    )
    first_number = fields.Integer(
        required=True,
        default=1,
        help="More than 1 where the year's first numbers stand in another book.",
    )

    def action_open(self):
        self.ensure_one()
        book = self.env["edoc.register"]._open_book(
            self.company_id, self.year, self.kind, self.first_number, self._key()
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "edoc.register",
            "res_id": book.id,
            "view_mode": "form",
        }

    def _key(self):
        if self.kind not in ("outgoing", "internal"):
            return {}
        return {
            "plan_id": self.plan_id.id,
            "type_id": self.split == "type" and self.type_id.id,
            "department_id": self.split == "unit" and self.department_id.id,
        }


class EdocRegisterReserve(models.TransientModel):
    """Take numbers for documents that come later the same day."""

    _name = "edoc.register.reserve"
    _description = "Reserve Numbers"

    register_id = fields.Many2one(
        "edoc.register", string="Book", required=True, readonly=True
    )
    count = fields.Integer(string="How many", default=1, required=True)
    reason = fields.Text(required=True)

    def action_reserve(self):
        self.ensure_one()
        self.register_id._reserve(self.count, self.reason)
        return {"type": "ir.actions.act_window_close"}


class EdocRegisterGiveUp(models.TransientModel):
    """Void reserved numbers that no document needs."""

    _name = "edoc.register.give.up"
    _description = "Void Reserved Numbers"

    register_id = fields.Many2one(
        "edoc.register", string="Book", required=True, readonly=True
    )
    reserved_ids = fields.Many2many(
        "edoc.register.reserved",
        string="Numbers",
        required=True,
        domain="[('register_id', '=', register_id), ('state', '=', 'open')]",
    )
    reason = fields.Text(required=True)

    def action_void(self):
        self.ensure_one()
        self.reserved_ids._give_up(self.reason)
        return {"type": "ir.actions.act_window_close"}


class EdocOutgoingNumberReserved(models.TransientModel):
    """Give a signed document one of the reserved numbers of its book."""

    _name = "edoc.outgoing.number.reserved"
    _description = "Take a Reserved Number"

    outgoing_ids = fields.Many2many("edoc.outgoing", required=True, readonly=True)
    reserved_id = fields.Many2one(
        "edoc.register.reserved",
        string="Reserved number",
        required=True,
        domain="[('state', '=', 'open'), ('id', 'in', choice_ids)]",
    )
    choice_ids = fields.Many2many(
        "edoc.register.reserved",
        compute="_compute_choice_ids",
    )
    reason = fields.Text(related="reserved_id.reason", string="Reserved for")

    @api.depends("outgoing_ids")
    def _compute_choice_ids(self):
        for wizard in self:
            document = wizard.outgoing_ids[:1]
            wizard.choice_ids = self.env["edoc.register.reserved"]._offered(document)

    def action_take(self):
        self.ensure_one()
        document = self.outgoing_ids.ensure_one()
        document._check_step("number")
        document._take_number(self.reserved_id)
        return {"type": "ir.actions.act_window_close"}
