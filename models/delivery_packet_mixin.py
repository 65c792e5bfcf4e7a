"""The packets that carry an outgoing document to its recipients."""

from datetime import UTC

from odoo import fields, models

from ..core.edxml import build_content
from ..core.edxml.codes import BusinessDocType
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


class EdocDeliveryPacketMixin(models.AbstractModel):
    """Builds a packet once, and queues its bytes for a channel (QĐ 28 Điều 8)."""

    _name = "edoc.delivery.packet.mixin"
    _description = "Delivery: Packet"

    def _send(self):
        """Queue one packet for each channel; recipients without one get paper."""
        self._begin_paper()
        # the packet says whether paper follows: to all that it goes to, or to none
        groups = self.grouped(lambda d: (d.channel_id, d.paper)).items()
        for (channel, _paper), deliveries in groups:
            if not channel:
                deliveries._through_door().write({"state": "paper"})
                continue
            deliveries._queue(deliveries._make_packet(channel))

    def _make_packet(self, channel, business=None):
        """Make the packet for recipients behind one channel.

        :param business: what they are asked to do; the document is new to them, else
        """
        return self._keep_packet(channel, self._packet_content(business))

    def _packet_content(self, business=None):
        """Return a packet that is addressed to these recipients, as content."""
        try:
            return build_content(self._build(self.outgoing_id, business))
        except PacketError as error:
            raise user_error(self.env, error) from error

    def _keep_packet(self, channel, content, parent=None):
        """Keep the bytes of a packet, as they are sent at every try.

        :param parent: exchange record of the packet that this one takes the place of
        """
        document = self.outgoing_id
        record = channel.create_record(
            "edoc_out",
            {
                "exchange_filename": f"{(document.code or '').replace('/', '-')}.edxml",
                "edi_exchange_state": "output_pending",
                "edoc_sha256": content.sha256,
                "company_id": document.company_id.id,
                "model": document._name,
                "res_id": document.id,
                "parent_id": parent.id if parent else False,
            },
        )
        record._edoc_keep(content)
        return record

    def _queue(self, record, text=None):
        """Have the packet sent once the transaction has committed.

        :param text: why it is sent, for the history
        """
        self._through_door().write(
            {"state": "queued", "exchange_record_id": record.id, "sent_at": False}
        )
        self._note_packet(record, text)
        # last, for without a job runner the packet leaves at once; always a job of
        # its own, see _send_status_packet
        record.with_delay(priority=0).action_exchange_send()

    def _note_packet(self, record, text=None):
        """Keep in the history that a packet goes to these recipients."""
        self.env["edoc.status.message"]._note(
            [
                {
                    "kind": "packet",
                    "direction": "out",
                    "delivery_id": delivery.id,
                    "text": text,
                    "exchange_record_id": record.id,
                }
                for delivery in self
            ]
        )

    def _build(self, document, business=None):
        """Build the packet's data (QĐ 28 Điều 10; Điều 14 of the regulation)."""
        company = document.company_id
        staff = self.env.user
        business = business or Business(
            reason="Văn bản điện tử mới",
            paper=any(self.mapped("paper")),
            staff=StaffInfo(staff=staff.name, email=staff.email or ""),
        )
        # a recall or an update is about a file that the recipient has
        whole = business.doc_type in (BusinessDocType.NEW, BusinessDocType.REPLACEMENT)
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
            content=document.note or "",
            competence=document.authority or "",
            position=document.signer_position or "",
            signer_name=document.signer_name or "",
            due_date=document.due_date or None,
            priority=int(document.urgency),
            promulgation_amount=document.copies,
            page_amount=document.page_count or 1,
            direction=document.type_id.packet_direction,
            steering_type=document.type_id._packet_steering(company),
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
            business=business,
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
                    content=file._stored(),
                )
                for file in (document.file_ids if whole else ())
            ),
        )
