"""Incoming documents are accepted and presented the same day (Điều 10.3)."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..core.working_time import watch_receiving, written_time


class EdocIncomingTimelinessMixin(models.AbstractModel):
    """By when a document is accepted and presented, a warning before, a mark after."""

    _name = "edoc.incoming.timeliness.mixin"
    _description = "Incoming Document: Time of Acceptance"
    _inherit = ["edoc.timeliness.mixin"]

    _deadline_field = "accept_by"
    _warning_field = "accept_warn_at"

    accept_by = fields.Datetime(
        string="To be accepted and presented by",
        compute="_compute_accept_by",
        store=True,
        help="The day of arrival; urgent ones at once (Điều 10.3).",
    )
    accept_warn_at = fields.Datetime(compute="_compute_accept_by", store=True)
    accepted_late = fields.Boolean(compute="_compute_accepted_late", store=True)
    submitted_late = fields.Boolean(
        string="Presented late", compute="_compute_accepted_late", store=True
    )
    reception_note = fields.Char(compute="_compute_reception_note")

    def _watchers(self):
        """Who receives in its box (Điều 7, 10.3)."""
        return self.box_id._holders("receive") or super()._watchers()

    @api.model
    def _waiting_domain(self):
        return Domain("state", "in", ["received", "registered"])

    @api.depends("arrived_at", "urgency", "company_id")
    def _compute_accept_by(self):
        for company, documents in self.grouped("company_id").items():
            rules = company._edoc_time_rules()
            calendar = self.env["edoc.holiday"]._calendar(company)
            for document in documents:
                urgent = document.urgency != "0"
                arrived = document.arrived_at or fields.Datetime.now()
                watch = watch_receiving(arrived, urgent, rules, calendar)
                document.accept_by = watch.due_at
                document.accept_warn_at = watch.warn_at

    @api.depends("accept_by", "registered_at", "submitted_at")
    def _compute_accepted_late(self):
        for document in self:
            until = document.accept_by
            accepted, presented = document.registered_at, document.submitted_at
            document.accepted_late = bool(accepted and accepted >= until)
            document.submitted_late = bool(presented and presented >= until)

    @api.depends("accept_by", "accepted_late", "submitted_late", "state")
    def _compute_reception_note(self):
        for document in self:
            document.reception_note = document._told_of_reception()

    def _told_of_reception(self):
        """Return what is worth telling about the time of acceptance, if anything."""
        due = written_time(self.accept_by)[:-3] if self.accept_by else ""
        if self.accepted_late:
            return self.env._(
                "Accepted late: to be accepted by %(due)s, registered at %(at)s by "
                "%(user)s (Điều 10.3).",
                due=due,
                at=written_time(self.registered_at)[:-3],
                user=self.sudo().registered_by_id.name or "",
            )
        if self.submitted_late:
            step = self.sudo().step_ids.filtered(lambda step: step.action == "submit")
            return self.env._(
                "Presented late: to be presented by %(due)s, presented at %(at)s by "
                "%(user)s (Điều 10.3).",
                due=due,
                at=written_time(self.submitted_at)[:-3],
                user=step[:1].user_id.name or "",
            )
        if self.is_overdue:
            return self.env._(
                "Late: this document was to be accepted and presented by %(due)s (Điều "
                "10.3).",
                due=due,
            )
        return self._warning() if self.is_due_soon else False

    def _warning(self):
        due = written_time(self.accept_by)[:-3]
        if self.state == "received":
            return self.env._("Accept and present by %(due)s (Điều 10.3)", due=due)
        return self.env._("Present by %(due)s (Điều 10.3)", due=due)
