"""Does a recipient get paper, too, and how far has it come (Điều 9)?"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ._dialogs import dialog

SETTLED = ("issued", "recalled", "replaced", "cancelled")

# set by the steps below only
PAPER_FIELDS = frozenset(
    {
        "paper",
        "paper_rule_id",
        "paper_choice",
        "paper_reason",
        "paper_copies",
        "paper_decided_by_id",
        "paper_dispatch_id",
    }
)


class EdocDeliveryPaperMixin(models.AbstractModel):
    """Rules propose; drafter and clerk may decide otherwise and say why."""

    _name = "edoc.delivery.paper.mixin"
    _description = "Delivery on Paper"

    paper_rule_id = fields.Many2one(
        "edoc.paper.rule",
        string="Rule on paper",
        compute="_compute_paper_rule",
        store=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    paper_choice = fields.Selection(
        [
            ("rule", "As the rules say"),
            ("yes", "On paper, too"),
            ("no", "Not on paper"),
        ],
        string="Decision on paper",
        default="rule",
        required=True,
        readonly=True,
        copy=False,
    )
    paper_reason = fields.Char(
        string="Reason for deciding otherwise", readonly=True, copy=False
    )
    paper_decided_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, copy=False
    )
    paper = fields.Boolean(
        string="On paper, too", compute="_compute_paper", store=True, readonly=False
    )
    paper_why = fields.Char(string="Why on paper", compute="_compute_paper_why")
    paper_copies = fields.Integer(
        string="Copies on paper",
        compute="_compute_paper_copies",
        store=True,
        aggregator=None,
    )
    paper_dispatch_id = fields.Many2one(
        "edoc.paper.dispatch",
        string="Paper copy",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    paper_state = fields.Selection(
        related="paper_dispatch_id.state", string="State of the paper"
    )
    can_decide_paper = fields.Boolean(compute="_compute_can_decide_paper")

    # what was decided when the document was issued stands, whatever rules, types and
    # agencies become later: nothing here depends on their fields
    @api.depends(
        "partner_id",
        "outgoing_id.type_id",
        "outgoing_id.for_submission",
        "outgoing_id.original_kept",
    )
    def _compute_paper_rule(self):
        rules = self.env["edoc.paper.rule"]
        for delivery in self:
            document = delivery.outgoing_id
            if document.state in SETTLED:
                delivery.paper_rule_id = delivery.paper_rule_id
            else:
                delivery.paper_rule_id = rules._proposal(document, delivery.partner_id)

    @api.depends("paper_rule_id", "paper_choice", "partner_id")
    def _compute_paper(self):
        for delivery in self:
            if delivery.paper_choice == "rule":
                lacks_channel = delivery.partner_id and not delivery.channel_id
                delivery.paper = bool(delivery.paper_rule_id or lacks_channel)
            else:
                delivery.paper = delivery.paper_choice == "yes"

    @api.depends("paper_rule_id")
    def _compute_paper_copies(self):
        for delivery in self:
            delivery.paper_copies = delivery.paper_rule_id.copies or 1

    @api.depends("paper", "paper_choice", "paper_reason", "paper_rule_id", "state")
    def _compute_paper_why(self):
        for delivery in self:
            if delivery.paper_choice != "rule":
                delivery.paper_why = delivery.paper_reason
            elif delivery.paper_rule_id:
                delivery.paper_why = delivery.paper_rule_id.sudo().name
            elif delivery.paper:
                delivery.paper_why = self.env._("No electronic channel")
            else:
                delivery.paper_why = False

    @api.depends("outgoing_id.state")
    @api.depends_context("uid")
    def _compute_can_decide_paper(self):
        for delivery in self:
            delivery.can_decide_paper = (
                bool(delivery.id) and delivery.outgoing_id.can_address
            )

    # ----------------------------------------------------------------- decision

    def action_open_paper(self):
        """Ask whether this recipient gets paper."""
        self.ensure_one()
        return dialog(
            self.env._("Paper for this recipient"),
            "edoc.paper.decide",
            default_delivery_id=self.id,
            default_choice=self.paper_choice,
            default_reason=self.paper_reason,
            default_copies=self.paper_copies,
        )

    def _decide_paper(self, choice, reason, copies):
        """Decide otherwise than the rules, with the reason kept (Điều 9).

        :param choice: ``rule``, ``yes`` or ``no``
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        reason = (reason or "").strip()
        if choice != "rule" and not reason:
            raise UserError(self.env._("Say why you decide otherwise than the rules."))
        if choice == "no" and not self.channel_id:
            raise UserError(
                self.env._(
                    "%(agency)s has no electronic channel; without paper it gets "
                    "nothing.",
                    agency=self.partner_id.name,
                )
            )
        self._through_door().write(
            {
                "paper_choice": choice,
                "paper_reason": reason if choice != "rule" else False,
                "paper_decided_by_id": self.env.uid if choice != "rule" else False,
                "paper_copies": max(1, copies),
            }
        )
        self._tell_paper_decision(choice, reason)

    def _tell_paper_decision(self, choice, reason):
        agency = self.partner_id.name
        if choice == "rule":
            body = self.env._("Paper for %(agency)s: as the rules say.", agency=agency)
        elif choice == "yes":
            body = self.env._(
                "Paper for %(agency)s, too: %(reason)s", agency=agency, reason=reason
            )
        else:
            body = self.env._(
                "No paper for %(agency)s: %(reason)s", agency=agency, reason=reason
            )
        self.outgoing_id.message_post(body=body)

    # ----------------------------------------------------------------- dispatch

    def _begin_paper(self):
        """Put the paper copies on the clerk's list, when the document is issued."""
        dispatches = self.env["edoc.paper.dispatch"]._through_door()
        for delivery in self:
            goes = delivery.paper or not delivery.channel_id
            if not goes or delivery.paper_dispatch_id:
                continue
            dispatch = dispatches.create(
                {"delivery_id": delivery.id, "copies": delivery.paper_copies or 1}
            )
            delivery._through_door().write(
                {"paper": True, "paper_dispatch_id": dispatch.id}
            )
