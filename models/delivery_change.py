"""A recipient from whom a document is recalled, or who gets another in its place."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.edxml.codes import BusinessDocType
from ..core.edxml.model import Business, Replacement, StaffInfo

REPLACEABLE = ("issued", "replaced")


class EdocDelivery(models.Model):
    """What was asked of this recipient after the issue (NĐ 30 Điều 18)."""

    _inherit = "edoc.delivery"

    change_line_ids = fields.One2many(
        "edoc.change.line", "delivery_id", string="Changes", readonly=True
    )
    is_withdrawn = fields.Boolean(
        string="Recalled", compute="_compute_is_withdrawn", compute_sudo=True
    )

    @api.depends("change_line_ids.withdraws")
    def _compute_is_withdrawn(self):
        for delivery in self:
            lines = delivery.change_line_ids
            delivery.is_withdrawn = any(lines.mapped("withdraws"))

    def _make_packet(self, channel, business=None):
        """What is recalled or replaced is frozen: nothing of it leaves any more."""
        business = business or self._business_replacing()
        if not business or business.doc_type is not BusinessDocType.RECALL:
            self.outgoing_id._check_not_frozen()
        return super()._make_packet(channel, business)

    def _business_replacing(self):
        """Return the replacement's business; nothing when nothing is replaced."""
        document = self.outgoing_id
        replaced = document.replaces_ids.filtered(lambda o: o.state in REPLACEABLE)
        if not replaced:
            return None
        named = ", ".join(
            f"{old.type_id.name} số {old.code} ngày {old.date_issued:%d/%m/%Y}"
            for old in replaced
        )
        staff = self.env.user
        return Business(
            doc_type=BusinessDocType.REPLACEMENT,
            reason=f"Thay thế {named}",
            paper=any(self.mapped("paper")),
            replacements=tuple(
                Replacement(old.document_uid, old.delivery_ids._organ_ids())
                for old in replaced
            ),
            staff=StaffInfo(staff=staff.name, email=staff.email or ""),
        )

    def _organ_ids(self):
        """Return the identifiers of those with whom the document is in force."""
        held = self.filtered(lambda delivery: not delivery.is_withdrawn)
        return tuple(d.partner_id._edoc_organization().organ_id for d in held)

    def _resend_replacing(self, partners):
        """Send an issued document again, as the replacement of an earlier one.

        :return: the packet for each of ``partners`` that can be reached by a channel
        """
        records = {}
        wanted = self.filtered(lambda d: d.partner_id in partners and d.channel_id)
        for channel, deliveries in wanted.grouped("channel_id").items():
            record = deliveries._make_packet(channel)
            deliveries._note_packet(record)
            record.with_delay(priority=0).action_exchange_send()
            records.update(dict.fromkeys(deliveries.partner_id, record))
        return records

    @api.model
    def _mark_sent(self, record, sent_at):
        self.env["edoc.change.line"]._mark_sent(record, sent_at)
        return super()._mark_sent(record, sent_at)

    # ------------------------------------------------------------------- answers

    def _keep_answer(self, packet, record):
        """Keep an answer in the history, beside the statuses of the document."""
        self.ensure_one()
        values = self._status_values(packet, record)
        self.env["edoc.status.message"]._note([{**values, "delivery_id": self.id}])

    def _keep_late_answer(self, packet, record):
        """Nothing is open: keep an answer that says something new, once."""
        if not self.change_line_ids:
            raise UserError(
                self.env._(
                    "%(agency)s answers a change of %(code)s that was never asked for.",
                    agency=self.partner_id.name,
                    code=self.outgoing_id.code,
                )
            )
        known = self.status_ids.filtered(lambda m: m.code == packet.status_code)
        if not known:
            self._keep_answer(packet, record)
        return self.env._(
            "%(agency)s answers again; every change was answered before.",
            agency=self.partner_id.name,
        )
