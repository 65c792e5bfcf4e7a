"""Recipients of an outgoing document, and how it fared with each."""

from odoo import api, fields, models

from .delivery_paper_mixin import PAPER_FIELDS
from .status_message import STATUS_CODES


class EdocDelivery(models.Model):
    """One recipient: channel, packet and last status (QĐ 28 Điều 8.2)."""

    _name = "edoc.delivery"
    _description = "Delivery"
    _inherit = [
        "edoc.delivery.paper.mixin",
        "edoc.guarded.mixin",
        "edoc.delivery.packet.mixin",
        "edoc.delivery.status.mixin",
        "edoc.delivery.followup.mixin",
    ]
    _order = "outgoing_id, id"

    _guarded_fields = PAPER_FIELDS | frozenset(
        {
            "state",
            "exchange_record_id",
            "sent_at",
            "heard_at",
            "last_code",
            "last_text",
            "last_at",
            "arrive_by",
            "accept_by",
            "added_at",
            "added_by_id",
            "reason",
            "replaces_id",
            "replaced_by_id",
            "status_ids",
            "history_ids",
        }
    )

    outgoing_id = fields.Many2one(
        "edoc.outgoing", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Recipient",
        required=True,
        index=True,
        ondelete="restrict",
    )
    code = fields.Char(related="outgoing_id.code", string="Number and notation")
    subject = fields.Char(related="outgoing_id.subject")
    date_issued = fields.Date(related="outgoing_id.date_issued")
    channel_id = fields.Many2one(related="partner_id.edoc_channel_id", string="Channel")
    state = fields.Selection(
        [
            ("new", "Not sent yet"),
            ("queued", "Waiting to be sent"),
            ("sent", "Sent"),
            ("answered", "Answered"),
            ("refused", "Refused"),
            ("paper", "On paper"),
            ("replaced", "Replaced"),
        ],
        default="new",
        required=True,
        readonly=True,
        copy=False,
    )
    exchange_record_id = fields.Many2one(
        "edi.exchange.record",
        string="Packet",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    sent_at = fields.Datetime(readonly=True, copy=False)
    last_code = fields.Selection(
        STATUS_CODES, string="Last status", readonly=True, copy=False
    )
    last_text = fields.Char(string="In words", readonly=True, copy=False)
    last_at = fields.Datetime(string="Status time", readonly=True, copy=False)
    heard_at = fields.Datetime(
        readonly=True, copy=False, help="When the recipient last reported anything."
    )
    status_ids = fields.One2many(
        "edoc.status.message",
        "delivery_id",
        domain=[("kind", "=", "status")],
        readonly=True,
    )
    history_ids = fields.One2many("edoc.status.message", "delivery_id", readonly=True)

    _partner_uniq = models.UniqueIndex(
        "(outgoing_id, partner_id) WHERE state != 'replaced'",
        "This recipient is named twice.",
    )
    _unanswered_index = models.Index("(accept_by) WHERE state IN ('sent', 'answered')")

    @api.depends("partner_id")
    def _compute_display_name(self):
        for delivery in self:
            delivery.display_name = delivery.partner_id.name

    @api.model_create_multi
    def create(self, vals_list):
        deliveries = super().create(vals_list)
        if not self._door_is_open():
            deliveries._check_open()
        return deliveries

    def write(self, vals):
        if not self._door_is_open():
            self._check_open()
            if vals.get("outgoing_id"):
                target = self.env["edoc.outgoing"].browse(vals["outgoing_id"])
                target._check_recipients_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_open()

    def _check_open(self):
        """Recipients may change until the document is issued."""
        if not self._door_is_open():
            self.outgoing_id._check_recipients_editable()
