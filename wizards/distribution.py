"""Who gets an incoming document, with what instruction, by when (Điều 11)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

ROLES = [
    ("lead", "Lead"),
    ("cooperate", "Cooperate"),
    ("inform", "For information"),
]


class EdocInstructionMixin(models.AbstractModel):
    """An instruction, from a template or typed; a deadline by rule or by hand."""

    _name = "edoc.instruction.mixin"
    _description = "Instruction and Deadline"
    _inherit = ["edoc.incoming.deadline.mixin"]

    template_id = fields.Many2one("edoc.instruction.template", string="Template")
    instruction = fields.Text(
        compute="_compute_instruction", store=True, readonly=False
    )
    working_days = fields.Integer(
        help="Sets the deadline so many working days ahead, holidays left out."
    )

    @api.depends("template_id")
    def _compute_instruction(self):
        for wizard in self:
            if wizard.template_id:
                wizard.instruction = wizard.template_id.text

    @api.depends("incoming_id", "working_days")
    def _compute_due_date(self):
        rules = self.env["edoc.deadline.rule"]
        for wizard in self:
            document = wizard.incoming_id
            if wizard.working_days and document:
                wizard.due_date = rules._after(document, wizard.working_days)
            else:
                wizard.due_date = wizard._usual_due_date()

    def _usual_due_date(self):
        document = self.incoming_id
        if not document:
            return False
        return document.due_date or self.env["edoc.deadline.rule"]._due_date(document)


class EdocIncomingDistribute(models.TransientModel):
    """The leader's distribution with his instruction (Điều 11)."""

    _name = "edoc.incoming.distribute"
    _description = "Distribute an Incoming Document"
    _inherit = ["edoc.instruction.mixin"]

    lead_department_id = fields.Many2one(
        "edoc.department",
        string="Lead",
        compute="_compute_proposed",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id)]",
    )
    cooperate_ids = fields.Many2many(
        "edoc.department",
        "edoc_distribute_cooperate_rel",
        string="Cooperate",
        compute="_compute_proposed",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id)]",
    )
    inform_ids = fields.Many2many(
        "edoc.department",
        "edoc_distribute_inform_rel",
        string="For information",
        domain="[('company_id', '=', company_id)]",
    )
    line_ids = fields.One2many(
        "edoc.incoming.distribute.line", "wizard_id", string="Persons, own instructions"
    )
    person_leads = fields.Boolean(compute="_compute_person_leads")
    has_units = fields.Boolean(compute="_compute_has_units")

    @api.depends("incoming_id")
    def _compute_proposed(self):
        """Offer what the clerk has proposed on registering (NĐ 30 Điều 23)."""
        for wizard in self:
            wizard.lead_department_id = wizard.incoming_id.proposed_lead_id
            wizard.cooperate_ids = wizard.incoming_id.proposed_cooperate_ids

    @api.depends("line_ids.role")
    def _compute_person_leads(self):
        for wizard in self:
            wizard.person_leads = "lead" in wizard.line_ids.mapped("role")

    @api.depends("company_id")
    def _compute_has_units(self):
        for wizard in self:
            units = wizard.company_id.sudo().child_ids
            wizard.has_units = bool(units)

    def action_distribute(self):
        self.ensure_one()
        if not (self.instruction or "").strip():
            raise UserError(self.env._("Write the instruction down."))
        self.incoming_id._distribute(self._lines(), self.instruction, self.due_date)
        return {"type": "ir.actions.act_window_close"}

    def _lines(self):
        """Return each addressee once, with his foremost part."""
        lines = [line._as_line() for line in self.line_ids]
        named = [line[0] for line in lines]
        for department, role in self._departments():
            if department not in named:
                named.append(department)
                lines.append((department, role))
        return lines

    def _departments(self):
        quick = [(self.lead_department_id, "lead")] if self.lead_department_id else []
        quick += [(department, "cooperate") for department in self.cooperate_ids]
        return quick + [(department, "inform") for department in self.inform_ids]


class EdocIncomingDistributeLine(models.TransientModel):
    """A person, a department or a subordinate unit, with an instruction of its own."""

    _name = "edoc.incoming.distribute.line"
    _description = "Distribute an Incoming Document: Line"

    wizard_id = fields.Many2one(
        "edoc.incoming.distribute", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="wizard_id.company_id")
    department_id = fields.Many2one(
        "edoc.department",
        string="Department",
        domain="[('company_id', '=', company_id)]",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        domain="[('company_ids', 'in', company_id), ('share', '=', False)]",
        help="A person gets it himself; otherwise the heads of the department do.",
    )
    unit_id = fields.Many2one(
        "res.company",
        string="Subordinate unit",
        domain="[('id', 'child_of', company_id), ('id', '!=', company_id)]",
        help="It gets the document into its own box, and registers and handles it "
        "(Điều 7).",
    )
    role = fields.Selection(ROLES, required=True, default="cooperate")
    instruction = fields.Text(help="Empty: the common instruction.")
    due_date = fields.Date(string="Deadline", help="Empty: the common deadline.")

    def _as_line(self):
        addressee = self.user_id or self.department_id or self.unit_id
        if not addressee or self.unit_id and addressee != self.unit_id:
            raise UserError(
                self.env._(
                    "Name a department, a person or a subordinate unit on each line."
                )
            )
        return addressee, self.role, self.instruction, self.due_date


class EdocIncomingPassOn(models.TransientModel):
    """The leader leaves the distributing to a deputy (Điều 11)."""

    _name = "edoc.incoming.pass.on"
    _description = "Leave the Distribution to a Deputy"
    _inherit = ["edoc.instruction.mixin"]

    leader_id = fields.Many2one(
        "res.users",
        string="Distributed by",
        required=True,
        domain=lambda self: self.env["edoc.incoming.register"]._leader_domain(),
    )

    def action_pass_on(self):
        self.ensure_one()
        self.incoming_id._pass_on(self.leader_id, self.instruction, self.due_date)
        return {"type": "ir.actions.act_window_close"}


class EdocIncomingAssign(models.TransientModel):
    """The head names who handles the document, and who takes part beside."""

    _name = "edoc.incoming.assign"
    _description = "Assign an Incoming Document"
    _inherit = ["edoc.instruction.mixin"]

    assignment_id = fields.Many2one(
        "edoc.assignment",
        string="Part given on",
        compute="_compute_assignment_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    department_id = fields.Many2one(related="assignment_id.department_id")
    group_id = fields.Many2one(related="department_id.group_id")
    user_id = fields.Many2one(
        "res.users",
        string="Handled by",
        required=True,
        domain="[('group_ids', 'in', group_id)]",
    )
    cooperate_ids = fields.Many2many(
        "res.users",
        "edoc_assign_cooperate_rel",
        string="Cooperate",
        domain="[('group_ids', 'in', group_id)]",
    )
    inform_ids = fields.Many2many(
        "res.users",
        "edoc_assign_inform_rel",
        string="For information",
        domain="[('group_ids', 'in', group_id)]",
    )

    @api.depends("incoming_id")
    def _compute_assignment_id(self):
        for wizard in self:
            wizard.assignment_id = wizard.incoming_id._row_to_give()

    @api.depends("assignment_id")
    def _compute_due_date(self):
        return super()._compute_due_date()

    def _usual_due_date(self):
        return self.assignment_id.due_date or super()._usual_due_date()

    def action_assign(self):
        self.ensure_one()
        others = [(user, "cooperate") for user in self.cooperate_ids - self.user_id]
        informed = self.inform_ids - self.user_id - self.cooperate_ids
        others += [(user, "inform") for user in informed]
        self.incoming_id._assign(
            self.user_id, self.instruction, self.due_date, others, self.assignment_id
        )
        return {"type": "ir.actions.act_window_close"}
