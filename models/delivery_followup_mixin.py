"""Following a document to each recipient, and what is done when it got lost."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.edxml import read_packet
from ..core.working_time import watch_receiving
from ._dialogs import form_of

TROUBLES = [
    ("failed", "Could not be sent"),
    ("refused", "Refused"),
    ("not_arrived", "Arrival not confirmed"),
    ("not_accepted", "Not accepted in time"),
]


class EdocDeliveryFollowupMixin(models.AbstractModel):
    """The sender follows whether the document reached its recipients (QĐ 28 Điều 8.2).

    A packet that failed or got lost is sent again under the same document identifier,
    so that nobody gets a second document. A wrong recipient is replaced, never erased.
    """

    _name = "edoc.delivery.followup.mixin"
    _description = "Delivery: Follow-up"

    arrive_by = fields.Datetime(
        string="Arrival due", compute="_compute_due", store=True
    )
    accept_by = fields.Datetime(
        string="Acceptance due",
        compute="_compute_due",
        store=True,
        help="The recipient accepts on the day of arrival, too (Điều 10.3).",
    )
    failure = fields.Text(string="Error", compute="_compute_failure")
    trouble = fields.Selection(TROUBLES, compute="_compute_trouble")
    is_late = fields.Boolean(
        string="Late", compute="_compute_trouble", search="_search_is_late"
    )
    is_failed = fields.Boolean(
        string="Could not be sent",
        compute="_compute_trouble",
        search="_search_is_failed",
    )
    added_at = fields.Datetime(
        readonly=True, copy=False, help="Named as recipient after the issue."
    )
    added_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reason = fields.Char(string="Reason of the change", readonly=True, copy=False)
    replaces_id = fields.Many2one(
        "edoc.delivery", string="Instead of", readonly=True, copy=False
    )
    replaced_by_id = fields.Many2one(
        "edoc.delivery", string="Replaced by", readonly=True, copy=False
    )
    can_resend = fields.Boolean(compute="_compute_can_follow")
    can_replace = fields.Boolean(compute="_compute_can_follow")

    # ----------------------------------------------------------------- timeliness

    @api.depends("sent_at")
    def _compute_due(self):
        for delivery in self:
            if not delivery.sent_at:
                delivery.arrive_by = delivery.accept_by = False
                continue
            document = delivery.outgoing_id
            rules = document.company_id._edoc_time_rules()
            calendar = self.env["edoc.holiday"]._calendar(document.company_id)
            urgent = document.urgency != "0"
            watch = watch_receiving(delivery.sent_at, urgent, rules, calendar)
            delivery.arrive_by = fields.Datetime.add(
                delivery.sent_at, minutes=rules.arrival_minutes
            )
            delivery.accept_by = watch.due_at

    @api.depends("state", "last_code", "exchange_record_id.edi_exchange_state")
    def _compute_trouble(self):
        now = fields.Datetime.now()
        late = self.filtered_domain(self._late_domain(now))
        failed = self.sudo().filtered_domain(self._failed_domain())
        for delivery in self:
            delivery.is_late = delivery in late
            delivery.is_failed = delivery.sudo() in failed
            if delivery.is_failed:
                delivery.trouble = "failed"
            elif delivery.state == "refused":
                delivery.trouble = "refused"
            elif not delivery.is_late:
                delivery.trouble = False
            else:
                arrived = delivery.last_code
                delivery.trouble = "not_accepted" if arrived else "not_arrived"

    @api.depends("exchange_record_id.exchange_error")
    def _compute_failure(self):
        for delivery in self:
            delivery.failure = delivery.sudo().exchange_record_id.exchange_error

    @api.model
    def _late_domain(self, now):
        gone = Domain("state", "in", ["sent", "answered"])
        return gone & (
            (Domain("last_code", "=", False) & Domain("arrive_by", "<", now))
            | (Domain("last_code", "in", [False, "01"]) & Domain("accept_by", "<", now))
        )

    @api.model
    def _failed_domain(self):
        return Domain("state", "=", "queued") & Domain(
            "exchange_record_id.edi_exchange_state", "=", "output_error_on_send"
        )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self._late_domain(fields.Datetime.now())
        return late if True in value else ~late

    def _search_is_failed(self, operator, value):
        if operator != "in":
            return NotImplemented
        # packets are for clerks to read; that one failed is for all who follow it
        failed = self.sudo()._search(self._failed_domain())
        return Domain("id", "in" if True in value else "not in", failed)

    # -------------------------------------------------------------------- actions

    @api.depends("state", "last_code", "exchange_record_id.edi_exchange_state")
    @api.depends_context("uid")
    def _compute_can_follow(self):
        for delivery in self:
            sends = "sender" in delivery.outgoing_id._duties()
            issued = sends and delivery.outgoing_id.state == "issued"
            delivery.can_resend = issued and not delivery._why_not_again()
            delivery.can_replace = issued and delivery.state in (
                "queued",
                "sent",
                "answered",
                "refused",
                "paper",
            )

    def _why_not_again(self):
        """Return why the packet can't be sent again, in a sentence, or nothing."""
        if self.state == "sent" and not self.last_code:
            return False
        if self.is_failed:
            return False
        if self.state == "queued":
            return self.env._("The packet is still on its way.")
        if self.state in ("answered", "refused"):
            return self.env._(
                "%(agency)s has the document already. Replace the document, or the "
                "recipient.",
                agency=self.partner_id.name,
            )
        return self.env._("%(agency)s got no packet.", agency=self.partner_id.name)

    def action_open_resend(self):
        return self.outgoing_id._open_followup("resend", self)

    def action_open_replace(self):
        return self.outgoing_id._open_followup("replace", self)

    def action_open_document(self):
        self.ensure_one()
        return form_of(self.outgoing_id)

    def _check_follow(self):
        """Only the clerk follows up, and only what is issued."""
        for delivery in self:
            delivery.outgoing_id.check_access("read")
            delivery.outgoing_id._check_clerk_of_issued()

    def _resend(self, reason):
        """Send a packet again that failed or got lost, the same bytes if they fit."""
        self._check_follow()
        for delivery in self:
            why_not = delivery._why_not_again()
            if why_not:
                raise UserError(why_not)
        sudo = self.sudo()
        for delivery in sudo:
            if not delivery.channel_id:
                raise UserError(
                    self.env._(
                        "%(agency)s has no channel any more. Give it one, or send the "
                        "document on paper.",
                        agency=delivery.partner_id.name,
                    )
                )
        groups = sudo.grouped(lambda d: (d.exchange_record_id, d.channel_id, d.paper))
        for (record, channel, _paper), deliveries in groups.items():
            content = deliveries._bytes_to_repeat(record, channel)
            again = deliveries._keep_packet(
                channel, content or deliveries._packet_content(), parent=record
            )
            deliveries._queue(again, reason)
        return True

    def _bytes_to_repeat(self, record, channel):
        """Return the packet's bytes if it went to just these, by this channel."""
        record = record.sudo()
        if record.backend_id != channel:
            return None
        content = record._edoc_content()
        packet = read_packet(content.open())
        named = [party.organ_id for party in packet.recipients]
        wanted = [d.partner_id._edoc_organization().organ_id for d in self]
        return content if sorted(named) == sorted(wanted) else None

    def _replace_by(self, partner, reason):
        """Send to another agency instead; the wrong one stays, with the reason."""
        self.ensure_one()
        self._check_follow()
        if not self.can_replace:
            raise UserError(self.env._("This recipient has been replaced already."))
        new = self.outgoing_id._new_recipient(partner, reason, replaces_id=self.id)
        self._through_door().write({"state": "replaced", "replaced_by_id": new.id})
        self.env["edoc.status.message"]._note(
            [
                {
                    "kind": "change",
                    "direction": "out",
                    "delivery_id": self.id,
                    "text": self.env._(
                        "Replaced by %(agency)s: %(reason)s",
                        agency=partner.name,
                        reason=reason,
                    ),
                }
            ]
        )
        new.sudo()._send()
        return new
