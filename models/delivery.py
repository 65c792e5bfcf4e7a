"""Recipients of an outgoing document, and how it fared with each."""

import hashlib
from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.edxml import build_packet
from ..core.edxml.codes import may_follow
from ..core.edxml.model import (
    Attachment,
    Business,
    DocumentPacket,
    ResponseFor,
    StaffInfo,
    TraceHeader,
)
from ..core.errors import PacketError
from ._messages import user_error
from .status_message import STATUS_CODES


class EdocDelivery(models.Model):
    """One recipient: channel, packet and last status (QĐ 28 Điều 8.2)."""

    _name = "edoc.delivery"
    _description = "Delivery"
    _inherit = ["edoc.guarded.mixin"]
    _order = "outgoing_id, id"

    _guarded_fields = frozenset(
        {"state", "exchange_record_id", "sent_at", "last_code", "last_text", "last_at"}
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
    channel_id = fields.Many2one(related="partner_id.edoc_channel_id", string="Channel")
    paper = fields.Boolean(string="On paper, too")
    state = fields.Selection(
        [
            ("new", "Not sent yet"),
            ("queued", "Waiting to be sent"),
            ("sent", "Sent"),
            ("answered", "Answered"),
            ("refused", "Refused"),
            ("paper", "On paper"),
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
    status_ids = fields.One2many("edoc.status.message", "delivery_id", readonly=True)

    _recipient_uniq = models.Constraint(
        "UNIQUE (outgoing_id, partner_id)", "This recipient is named twice."
    )

    @api.model_create_multi
    def create(self, vals_list):
        deliveries = super().create(vals_list)
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

    # ------------------------------------------------------------------ sending

    def _send(self):
        """Queue one packet for each channel; recipients without one get paper."""
        for channel, deliveries in self.grouped("channel_id").items():
            if not channel:
                deliveries._through_door().write({"state": "paper"})
                continue
            record = deliveries._make_packet(channel)
            deliveries._through_door().write(
                {"state": "queued", "exchange_record_id": record.id}
            )
            # last, for without a job runner the packet leaves at once; always a job of
            # its own, see _send_status_packet
            record.with_delay(priority=0).action_exchange_send()

    def _make_packet(self, channel):
        document = self.outgoing_id
        try:
            content = build_packet(self._build(document))
        except PacketError as error:
            raise user_error(self.env, error) from error
        record = channel.create_record(
            "edoc_out",
            {
                "exchange_filename": f"{(document.code or '').replace('/', '-')}.edxml",
                "edi_exchange_state": "output_pending",
                "edoc_sha256": hashlib.sha256(content).hexdigest(),
                "company_id": document.company_id.id,
                "model": document._name,
                "res_id": document.id,
            },
        )
        record._set_file_content(content)
        return record

    def _build(self, document):
        """Build the packet's data (QĐ 28 Điều 10; Điều 14 of the regulation)."""
        company = document.company_id
        staff = self.env.user
        return DocumentPacket(
            sender=company.partner_id._edoc_organization(company.name),
            recipients=tuple(d.partner_id._edoc_organization() for d in self),
            document_id=document.document_uid,
            code_number=document.code_number,
            code_notation=document.code_notation,
            place=company.edoc_place or "",
            promulgation_date=document.date_issued,
            type=document.type_id.packet_type,
            type_detail=document.type_id.packet_type_detail,
            type_name=document.type_id.name,
            subject=document.subject,
            competence=document.authority or "",
            position=document.signer_position or "",
            signer_name=document.signer_name or "",
            due_date=document.due_date or None,
            priority=int(document.urgency),
            promulgation_amount=document.copies,
            page_amount=document.page_count or 1,
            response_for=tuple(
                ResponseFor(
                    organ_id=incoming.sender_organ_id or "",
                    code=incoming.code or "",
                    document_id=incoming.document_uid or "",
                    promulgation_date=incoming.date_document or None,
                )
                for incoming in document.answers_ids
                if incoming.document_uid
            ),
            to_places=tuple((document.to_places or "").splitlines()),
            business=Business(
                reason="Văn bản điện tử mới",
                paper=any(self.mapped("paper")),
                staff=StaffInfo(staff=staff.name, email=staff.email or ""),
            ),
            trace=(
                TraceHeader(
                    organ_id=company.partner_id.edoc_organ_id or "",
                    timestamp=fields.Datetime.now().replace(tzinfo=UTC),
                ),
            ),
            attachments=tuple(
                Attachment(
                    content_id=f"file-{file.id}",
                    name=file.name,
                    content_type="application/pdf",
                    content=file._content(),
                )
                for file in document.file_ids
            ),
        )

    @api.model
    def _mark_sent(self, record, sent_at):
        """Note that the packet left; called when the channel has taken it."""
        deliveries = self.sudo().search(
            [("exchange_record_id", "=", record.id), ("state", "=", "queued")]
        )
        deliveries._through_door().write({"state": "sent", "sent_at": sent_at})

    # ---------------------------------------------------------------- receiving

    @api.model
    def _receive_status(self, packet, record):
        """Show a recipient's status on the document that we sent him.

        :raises UserError: no document of ours is meant; the packet stays
        """
        outgoing = self._find_outgoing(packet.response_for)
        agency = self.env["res.partner"]._edoc_find_agency(packet.sender.organ_id)
        delivery = outgoing.delivery_ids.filtered(lambda d: d.partner_id == agency)
        if not delivery:
            raise UserError(
                self.env._(
                    "No document sent to %(agency)s goes by %(document)s.",
                    agency=packet.sender.organ_name or packet.sender.organ_id,
                    document=packet.response_for.document_id
                    or packet.response_for.code,
                )
            )
        delivery._keep_status(packet, record)
        record.sudo().write({"model": outgoing._name, "res_id": outgoing.id})
        return self.env._("Status of %(code)s", code=outgoing.code)

    @api.model
    def _find_outgoing(self, response):
        outgoing = self.env["edoc.outgoing"].sudo()
        if response.document_id:
            found = outgoing.search(
                [("document_uid", "=", response.document_id)], limit=1
            )
            if found:
                return found
        if response.code and response.promulgation_date:
            return outgoing.search(
                [
                    ("code", "=", response.code),
                    ("date_issued", "=", response.promulgation_date),
                ],
                limit=1,
            )
        return outgoing

    def _keep_status(self, packet, record):
        self.ensure_one()
        known = dict(STATUS_CODES)
        if packet.status_code not in known:
            raise UserError(
                self.env._("Unknown status code “%(code)s”.", code=packet.status_code)
            )
        before = self.status_ids.mapped("code")
        if packet.status_code in before:
            return
        now = fields.Datetime.now()
        self.env["edoc.status.message"]._through_door().create(
            {
                "direction": "in",
                "delivery_id": self.id,
                "code": packet.status_code,
                "text": packet.description,
                "at": now,
                "stated_at": packet.timestamp.isoformat(" ")
                if packet.timestamp
                else False,
                "exchange_record_id": record.id,
            }
        )
        if may_follow(before, packet.status_code):
            self._through_door().write(
                {
                    "state": "refused" if packet.status_code == "02" else "answered",
                    "last_code": packet.status_code,
                    "last_text": packet.description,
                    "last_at": now,
                }
            )
