"""Paper that follows an incoming packet (QCVN 102: ``Paper``; NĐ 30/2020 Điều 20)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ._dialogs import dialog

_GONE = ("refused", "linked", "recalled")

# set by the steps below only
PAPER_FIELDS = frozenset(
    {
        "paper_follows",
        "paper_arrived_on",
        "paper_arrived_by_id",
        "paper_note",
    }
)


class EdocIncomingPaperMixin(models.AbstractModel):
    """Announced by the packet, awaited by the clerk, handed to who leads."""

    _name = "edoc.incoming.paper.mixin"
    _description = "Incoming Document: Paper"

    paper_follows = fields.Boolean(
        string="Paper copy follows",
        readonly=True,
        copy=False,
        help="The sender says that a paper copy is sent, too.",
    )
    paper_arrived_on = fields.Date(
        string="Paper copy came on", readonly=True, copy=False
    )
    paper_arrived_by_id = fields.Many2one(
        "res.users", string="Paper copy taken in by", readonly=True, copy=False
    )
    paper_note = fields.Char(
        string="State of the paper copy", readonly=True, copy=False
    )
    paper_state = fields.Selection(
        [
            ("none", "No paper copy"),
            ("awaited", "Awaited"),
            ("arrived", "Arrived"),
        ],
        string="Paper copy",
        compute="_compute_paper_state",
        store=True,
        index=True,
    )
    can_take_paper = fields.Boolean(compute="_compute_can_take_paper")

    @api.depends("paper_follows", "paper_arrived_on", "state")
    def _compute_paper_state(self):
        for document in self:
            if document.paper_arrived_on:
                document.paper_state = "arrived"
            elif document.paper_follows and document.state not in _GONE:
                document.paper_state = "awaited"
            else:
                document.paper_state = "none"

    @api.depends("source", "paper_arrived_on", "state")
    @api.depends_context("uid")
    def _compute_can_take_paper(self):
        for document in self:
            document.can_take_paper = (
                document.source == "packet"
                and not document.paper_arrived_on
                and document.state not in _GONE
                and "clerk" in document._duties()
            )

    @api.model
    def _vals_of_packet(self, packet, record, company):
        vals = super()._vals_of_packet(packet, record, company)
        return {**vals, "paper_follows": packet.business.paper}

    def action_open_paper_arrived(self):
        self._check_take_paper()
        return dialog(
            self.env._("The paper copy has come"),
            "edoc.paper.arrive",
            default_incoming_ids=self.ids,
        )

    def _check_take_paper(self):
        for document in self:
            if not document.can_take_paper:
                raise UserError(
                    self.env._(
                        "No paper copy of “%(name)s” is awaited, or it is not your "
                        "task.",
                        name=document.display_name,
                    )
                )

    def _take_paper(self, day, note=None):
        """The paper copy has come; it goes to whoever leads (NĐ 30 Điều 23)."""
        self._check_take_paper()
        for document in self:
            arrived = fields.Datetime.context_timestamp(
                self.with_context(tz="Asia/Ho_Chi_Minh"), document.arrived_at
            ).date()
            if day > self._vn_today():
                raise UserError(self.env._("That day is still to come."))
            dated = document.date_document or arrived
            if day < min(dated, arrived):
                raise UserError(
                    self.env._(
                        "“%(name)s” is of a later day.", name=document.display_name
                    )
                )
            document._through_door().write(
                {
                    "paper_arrived_on": day,
                    "paper_arrived_by_id": self.env.uid,
                    "paper_note": (note or "").strip() or False,
                }
            )
            lead = document.sudo().lead_department_id
            if lead:
                body = self.env._(
                    "The paper copy has come and goes to %(department)s.",
                    department=lead.name,
                )
            else:
                body = self.env._("The paper copy has come.")
            document.message_post(body=body)
        return True
