"""Outgoing documents are sent on the day of signing (QĐ 28/2018 Điều 6.2)."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..core.working_time import watch_sending, written_time


class EdocOutgoingTimelinessMixin(models.AbstractModel):
    """By when a signed document leaves, a warning before and a mark after."""

    _name = "edoc.outgoing.timeliness.mixin"
    _description = "Outgoing Document: Time of Sending"
    _inherit = ["edoc.timeliness.mixin"]

    _deadline_field = "send_by"
    _warning_field = "send_warn_at"

    send_by = fields.Datetime(
        string="To be sent by",
        compute="_compute_send_by",
        store=True,
        help="On the day of signing, at the latest in the morning of the next working "
        "day; urgent ones at once (QĐ 28 Điều 6.2).",
    )
    send_warn_at = fields.Datetime(compute="_compute_send_by", store=True)
    sent_at = fields.Datetime(
        string="Sent at",
        compute="_compute_sent_at",
        store=True,
        help="When the last of its packets left, by this software's time stamp (Điều "
        "12.3).",
    )
    sent_late = fields.Boolean(
        string="Sent late", compute="_compute_sent_late", store=True
    )
    sending_note = fields.Char(compute="_compute_sending_note")

    @api.model
    def _waiting_domain(self):
        return Domain("sent_at", "=", False) & Domain(
            "state", "in", ["signed", "numbered", "sealed", "issued"]
        )

    @api.depends("signed_at", "urgency", "company_id")
    def _compute_send_by(self):
        for company, documents in self.grouped("company_id").items():
            signed = documents.filtered("signed_at")
            (documents - signed).send_by = (documents - signed).send_warn_at = False
            if not signed:
                continue
            rules = company._edoc_time_rules()
            calendar = self.env["edoc.holiday"]._calendar(company)
            for document in signed:
                urgent = document.urgency != "0"
                watch = watch_sending(document.signed_at, urgent, rules, calendar)
                document.send_by = watch.due_at
                document.send_warn_at = watch.warn_at

    @api.depends("issued_at", "delivery_ids.sent_at", "delivery_ids.state")
    def _compute_sent_at(self):
        for document in self:
            first = document.delivery_ids.filtered(
                lambda d: not d.added_at and d.state != "replaced"
            )
            waiting = first.filtered(lambda d: d.state in ("new", "queued"))
            if not document.issued_at or waiting:
                document.sent_at = False
                continue
            times = [time for time in first.mapped("sent_at") if time]
            document.sent_at = max(times, default=document.issued_at)

    @api.depends("send_by", "sent_at")
    def _compute_sent_late(self):
        for document in self:
            document.sent_late = bool(
                document.send_by
                and document.sent_at
                and document.sent_at > document.send_by
            )

    @api.depends("send_by", "sent_at", "state")
    def _compute_sending_note(self):
        for document in self:
            document.sending_note = document._told_of_sending()

    def _told_of_sending(self):
        """Return what is worth telling about the time of sending, if anything."""
        if not self.send_by:
            return False
        values = {
            "due": written_time(self.send_by)[:-3],
            "sent": written_time(self.sent_at)[:-3] if self.sent_at else "",
        }
        if self.sent_late:
            issue = self.sudo().step_ids.filtered(lambda step: step.action == "issue")
            return self.env._(
                "Sent late: to be sent by %(due)s, sent at %(sent)s, issued by "
                "%(user)s (QĐ 28 Điều 6.2).",
                user=issue[:1].user_id.name or "",
                **values,
            )
        if self.is_overdue:
            return self.env._(
                "Late: this document was to be sent by %(due)s (QĐ 28 Điều 6.2).",
                due=values["due"],
            )
        return self._warning() if self.is_due_soon else False

    def _warning(self):
        return self.env._(
            "Send by %(due)s (QĐ 28 Điều 6.2)", due=written_time(self.send_by)[:-3]
        )
