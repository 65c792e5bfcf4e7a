"""One question each, before an incoming document takes a step."""

from odoo import api, fields, models

from ..models._columns import PROPOSED


class EdocIncomingStepMixin(models.AbstractModel):
    _name = "edoc.incoming.step.mixin"
    _description = "Incoming Document: Step"

    incoming_id = fields.Many2one("edoc.incoming", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="incoming_id.company_id")


class EdocIncomingDeadlineMixin(models.AbstractModel):
    """Offers the document's own deadline for the one to be given."""

    _name = "edoc.incoming.deadline.mixin"
    _description = "Incoming Document: Deadline"
    _inherit = ["edoc.incoming.step.mixin"]

    due_date = fields.Date(
        string="Deadline", compute="_compute_due_date", store=True, readonly=False
    )

    @api.depends("incoming_id")
    def _compute_due_date(self):
        for wizard in self:
            wizard.due_date = wizard.incoming_id.due_date


class EdocIncomingRegister(models.TransientModel):
    """Register, and present to a leader in the same act (Điều 10.2, 10.3)."""

    _name = "edoc.incoming.register"
    _description = "Register an Incoming Document"
    _inherit = ["edoc.incoming.step.mixin"]

    verdict = fields.Selection(related="incoming_id.verdict")
    verdict_light = fields.Json(related="incoming_id.verdict_light")
    held = fields.Boolean(compute="_compute_held")
    reason = fields.Text(string="Why you accept it all the same")
    hint_lines = fields.Text(related="incoming_id.hint_lines")
    duplicates_beside = fields.Json(related="incoming_id.duplicates_beside")
    in_the_way = fields.Boolean(compute="_compute_in_the_way")
    duplicate_reason = fields.Text(string="Why it is registered all the same")
    leader_id = fields.Many2one(
        "res.users",
        string="Present to",
        domain=lambda self: self._leader_domain(),
        help="Leave empty to register now and present later on the same day.",
    )

    @api.model
    def _leader_domain(self):
        group = self.env.ref("l10n_vn_edoc.group_leader")
        return [
            ("all_group_ids", "in", group.ids),
            ("company_ids", "in", self.env.company.ids),
        ]

    @api.depends("incoming_id")
    def _compute_held(self):
        for wizard in self:
            document = wizard.incoming_id
            wizard.held = bool(document.verdict) and document._disposition() == "hold"

    @api.depends("incoming_id")
    def _compute_in_the_way(self):
        for wizard in self:
            wizard.in_the_way = bool(wizard.incoming_id._in_the_way())

    def action_register(self):
        self.ensure_one()
        self.incoming_id._register_arrival(
            self.reason if self.held else None,
            self.duplicate_reason if self.in_the_way else None,
        )
        if self.leader_id:
            self.incoming_id._submit(self.leader_id)
        if self.env.context.get("edoc_entry"):
            return self.incoming_id._after_entry()
        return {"type": "ir.actions.act_window_close"}


class EdocIncomingRefuse(models.TransientModel):
    """Return to the sender with the reason (Điều 10.2; NĐ 30 Điều 21)."""

    _name = "edoc.incoming.refuse"
    _description = "Return an Incoming Document"
    _inherit = ["edoc.incoming.step.mixin"]

    hint_lines = fields.Text(related="incoming_id.hint_lines")
    reason_id = fields.Many2one(
        "edoc.return.reason",
        string="Reason",
        compute="_compute_reason_id",
        **PROPOSED,
    )
    details = fields.Text(
        string="What the sender reads",
        compute="_compute_details",
        **PROPOSED,
    )

    @api.depends("incoming_id")
    def _compute_reason_id(self):
        for wizard in self:
            wizard.reason_id = wizard.incoming_id.proposed_reason_id

    @api.depends("reason_id", "incoming_id")
    def _compute_details(self):
        for wizard in self:
            reason, document = wizard.reason_id, wizard.incoming_id
            if reason:
                wizard.details = document._told_on_return(reason)
            else:
                wizard.details = False

    def action_refuse(self):
        self.ensure_one()
        self.incoming_id._return_by_hand(self.reason_id, self.details)
        return {"type": "ir.actions.act_window_close"}


class EdocIncomingForward(models.TransientModel):
    """It lay in the wrong box of the entity (Điều 7)."""

    _name = "edoc.incoming.forward"
    _description = "Hand an Incoming Document On"
    _inherit = ["edoc.incoming.step.mixin"]

    from_id = fields.Many2one(related="incoming_id.box_id", string="From the box")
    box_id = fields.Many2one(
        "edoc.contact.point",
        string="To the box",
        required=True,
        domain="[('company_id', '=', company_id), ('id', '!=', from_id)]",
    )
    reason = fields.Text(required=True)

    def action_forward(self):
        self.ensure_one()
        self.incoming_id._forward(self.box_id, self.reason)
        if self.incoming_id.has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        # the box that it lies in now is closed to whoever handed it on
        return self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_vn_edoc.edoc_incoming_action_received"
        )


class EdocIncomingTakeOn(models.TransientModel):
    """A division handles what came into its own box (Điều 7.2)."""

    _name = "edoc.incoming.take.on"
    _description = "Take an Incoming Document On"
    _inherit = ["edoc.incoming.deadline.mixin"]

    box_id = fields.Many2one(related="incoming_id.box_id")
    instruction = fields.Text(required=True)

    def action_take_on(self):
        self.ensure_one()
        self.incoming_id._take_on(self.instruction, self.due_date)
        return {"type": "ir.actions.act_window_close"}


class EdocIncomingLink(models.TransientModel):
    """Registered once: the paper, or the same once more, goes to the earlier one."""

    _name = "edoc.incoming.link"
    _description = "File an Incoming Document with an Earlier One"
    _inherit = ["edoc.incoming.step.mixin"]

    duplicates_beside = fields.Json(related="incoming_id.duplicates_beside")
    earlier_id = fields.Many2one(
        "edoc.incoming",
        string="The earlier document",
        compute="_compute_earlier_id",
        **PROPOSED,
        domain="[('company_id', '=', company_id), ('id', '!=', incoming_id), "
        "('state', 'not in', ['refused', 'linked'])]",
    )
    note = fields.Text()

    @api.depends("incoming_id")
    def _compute_earlier_id(self):
        for wizard in self:
            in_the_way = wizard.incoming_id._in_the_way()
            readable = in_the_way.with_env(self.env)._filtered_access("read")
            wizard.earlier_id = readable[:1]

    def action_link(self):
        self.ensure_one()
        self.incoming_id._link(self.earlier_id, self.note)
        return {"type": "ir.actions.act_window_close"}


class EdocIncomingSubmit(models.TransientModel):
    _name = "edoc.incoming.submit"
    _description = "Present an Incoming Document"
    _inherit = ["edoc.incoming.step.mixin"]

    leader_id = fields.Many2one(
        "res.users",
        string="Present to",
        required=True,
        domain=lambda self: self.env["edoc.incoming.register"]._leader_domain(),
    )

    def action_submit(self):
        self.ensure_one()
        self.incoming_id._submit(self.leader_id)
        return {"type": "ir.actions.act_window_close"}


class EdocIncomingFinish(models.TransientModel):
    """Complete without a written answer, saying what was done."""

    _name = "edoc.incoming.finish"
    _description = "Complete an Incoming Document"
    _inherit = ["edoc.incoming.step.mixin"]

    result = fields.Text(string="What was done", required=True)

    def action_finish(self):
        self.ensure_one()
        self.incoming_id._finish(reason=self.result)
        return {"type": "ir.actions.act_window_close"}
