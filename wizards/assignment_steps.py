"""One question each, before something is done with a part of a document."""

from odoo import api, fields, models


class EdocAssignmentStepMixin(models.AbstractModel):
    _name = "edoc.assignment.step.mixin"
    _description = "Assignment: Step"

    assignment_id = fields.Many2one(
        "edoc.assignment", required=True, ondelete="cascade"
    )


class EdocAssignmentOpinion(models.TransientModel):
    """What a cooperating department or person thinks (NĐ 30 Điều 23)."""

    _name = "edoc.assignment.opinion"
    _description = "Give an Opinion"
    _inherit = ["edoc.assignment.step.mixin"]

    opinion = fields.Text(required=True)
    file = fields.Binary(attachment=False)
    file_name = fields.Char()

    def action_opinion(self):
        self.ensure_one()
        self.assignment_id._give_opinion(self.opinion, self.file, self.file_name)
        return {"type": "ir.actions.act_window_close"}


class EdocAssignmentBack(models.TransientModel):
    """Back to who gave it: by him, or by who has it."""

    _name = "edoc.assignment.back"
    _description = "Return or Take Back"
    _inherit = ["edoc.assignment.step.mixin"]

    by_giver = fields.Boolean()
    reason = fields.Text()

    def action_back(self):
        self.ensure_one()
        if self.by_giver:
            self.assignment_id._take_back(self.reason)
        else:
            self.assignment_id._return(self.reason or "")
        document = self.assignment_id.incoming_id
        if document.has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        return self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_vn_edoc.edoc_incoming_action"
        )


class EdocAssignmentForward(models.TransientModel):
    """To a colleague of the same department."""

    _name = "edoc.assignment.forward"
    _description = "Hand Over to a Colleague"
    _inherit = ["edoc.assignment.step.mixin"]

    department_id = fields.Many2one(related="assignment_id.department_id")
    group_id = fields.Many2one(related="department_id.group_id")
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        required=True,
        domain="[('group_ids', 'in', group_id), ('id', '!=', uid)]",
    )
    words = fields.Text(string="What the colleague has to know")

    def action_forward(self):
        self.ensure_one()
        self.assignment_id._forward(self.user_id, self.words)
        return {"type": "ir.actions.act_window_close"}


class EdocExtensionAsk(models.TransientModel):
    """More time, and why (NĐ 30 Điều 24); a unit names its own document."""

    _name = "edoc.extension.ask"
    _description = "Ask for More Time"
    _inherit = ["edoc.assignment.step.mixin"]

    assignment_id = fields.Many2one(required=False)
    incoming_id = fields.Many2one(
        "edoc.incoming", string="Document", ondelete="cascade"
    )
    due_before = fields.Date(string="Deadline so far", compute="_compute_due_before")
    due_date = fields.Date(string="Deadline asked for", required=True)
    reason = fields.Text(required=True)

    _one = models.Constraint(
        "CHECK (num_nonnulls(assignment_id, incoming_id) = 1)",
        "Name the part for which you ask, or the document of your unit.",
    )

    @api.depends("assignment_id", "incoming_id")
    def _compute_due_before(self):
        for wizard in self:
            wizard.due_before = (
                wizard.assignment_id.due_date or wizard.incoming_id.superior_due_date
            )

    def action_ask(self):
        self.ensure_one()
        if self.incoming_id:
            self.incoming_id._ask_superior(self.due_date, self.reason)
        else:
            self.assignment_id._ask_extension(self.due_date, self.reason)
        return {"type": "ir.actions.act_window_close"}


class EdocExtensionDecide(models.TransientModel):
    """Granted until a day, or refused."""

    _name = "edoc.extension.decide"
    _description = "Decide on More Time"

    extension_id = fields.Many2one("edoc.extension", required=True, ondelete="cascade")
    due_before = fields.Date(related="extension_id.due_before")
    reason = fields.Text(related="extension_id.reason")
    due_date = fields.Date(
        string="Deadline granted",
        compute="_compute_due_date",
        store=True,
        readonly=False,
    )
    words = fields.Text()

    @api.depends("extension_id")
    def _compute_due_date(self):
        for wizard in self:
            wizard.due_date = wizard.extension_id.due_asked

    def action_grant(self):
        self.ensure_one()
        self.extension_id._decide(True, self.due_date, self.words)
        return {"type": "ir.actions.act_window_close"}

    def action_refuse(self):
        self.ensure_one()
        self.extension_id._decide(False, words=self.words)
        return {"type": "ir.actions.act_window_close"}
