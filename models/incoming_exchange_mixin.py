"""An incoming document and the packets that it came with and causes."""

import hashlib
from datetime import UTC

from odoo import api, fields, models

from ..core import secrecy
from ..core.edxml import build_packet
from ..core.edxml.codes import StatusCode, may_follow
from ..core.edxml.model import ResponseFor, StaffInfo, StatusPacket
from ..core.errors import PacketError, PdfError
from ..core.pdftext import first_page_lines
from ..core.sameness import packet_key
from ._messages import user_error


class EdocIncomingExchangeMixin(models.AbstractModel):
    """Receiving documents by packet, and telling the sender what becomes of them."""

    _name = "edoc.incoming.exchange.mixin"
    _description = "Incoming Document: Exchange"

    document_uid = fields.Char(
        string="Document identifier", readonly=True, copy=False, index="btree_not_null"
    )
    exchange_record_id = fields.Many2one(
        "edi.exchange.record",
        string="Packet",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    channel_id = fields.Many2one("edi.backend", readonly=True, copy=False)
    steering_type = fields.Char(
        readonly=True, copy=False, help="SteeringType as the packet has it."
    )
    status_ids = fields.One2many(
        "edoc.status.message",
        "incoming_id",
        domain=[("kind", "=", "status")],
        readonly=True,
    )
    history_ids = fields.One2many("edoc.status.message", "incoming_id", readonly=True)

    # ---------------------------------------------------------------- receiving

    @api.model
    def _receive_packet(self, packet, record):
        """Make a document in *Chờ lưu trữ* for each of our boxes addressed (Điều 7).

        A document with a mark of secrecy is refused, and its content is not kept
        (Điều 1.2).

        :return: what happened, in one sentence for the exchange record
        """
        record.sudo().edoc_sha256 = record.external_identifier
        degree = self._secrecy_of(packet)
        if degree:
            return self._refuse_secret(packet, record, degree)
        documents = self.browse()
        for box in self._boxes_for(packet, record):
            documents |= self._create_from_packet(packet, record, box)
        record.sudo().write({"model": self._name, "res_id": documents[:1].id})
        return self.env._("Received: %(code)s", code=documents[:1].display_name)

    @api.model
    def _addressed_boxes(self, packet):
        """Return our boxes among the recipients (Điều 7)."""
        return self.env["edoc.contact.point"]._addressed(
            party.organ_id for party in packet.recipients
        )

    @api.model
    def _boxes_for(self, packet, record):
        """Return the boxes in which a packet of this channel becomes a document."""
        boxes = self._addressed_boxes(packet)
        served = record.backend_id._edoc_served(boxes.company_id)
        boxes = boxes.filtered(lambda box: box.company_id in served)
        return boxes or self._fallback_box(record)

    @api.model
    def _addressed_companies(self, packet, record):
        """Return our entities among the recipients, or the channel's own entity."""
        return self._boxes_for(packet, record).company_id

    @api.model
    def _fallback_box(self, record):
        """Nobody of ours is named: the office of the channel's entity looks at it."""
        company = record.backend_id.company_id or self.env.company
        return self.env["edoc.contact.point"]._of_entity(company)

    @api.model
    def _create_from_packet(self, packet, record, box):
        known = self.sudo().search(
            [
                ("exchange_record_id", "=", record.id),
                ("addressed_box_id", "=", box.id),
            ]
        )
        if known:
            return known
        company = box.company_id
        vals = self._vals_of_packet(packet, record, company)
        key = packet_key(packet)
        sender = self.env["res.partner"].browse(vals["sender_id"])
        known = self._known_packet(key, box, sender)
        if known:
            known._came_again(record)
            known[:1]._note_arrival(packet, record)
            return known
        vals |= {
            "box_id": box.id,
            "addressed_box_id": box.id,
            "packet_key": key,
            "hints": self._hints_of(packet, box),
        }
        document = self._through_door().with_company(company).create(vals)
        for position, attachment in enumerate(packet.attachments):
            name = attachment.name or f"{position + 1}"
            role = "enclosure" if position else "main"
            document._attach(role, name, attachment.read(), sequence=position)
        document._note_arrival(packet, record)
        document._queue_status("01")
        document._announce()
        document.with_delay(
            description=self.env._("Check signatures of %(name)s", name=document.code),
            identity_key=f"edoc-verify-{document.id}",
        )._verify_on_arrival()
        return document

    def _note_arrival(self, packet, record):
        """Keep in the history that the packet came (QĐ 28 Điều 10.2n, p)."""
        sent = packet.trace[0].timestamp if packet.trace else None
        history = self.env["edoc.status.message"]
        history._note(
            [
                {
                    "kind": "packet",
                    "direction": "in",
                    "incoming_id": self.id,
                    "stated_at": history._stated(sent),
                    "text": packet.business.reason,
                    "exchange_record_id": record.id,
                }
            ]
        )

    def _attach(self, role, name, content, sequence=0):
        """Keep a received file exactly as it came."""
        file = (
            self.env["edoc.file"]
            ._through_door()
            .create(
                {
                    "name": name,
                    "role": role,
                    "sequence": sequence,
                    "incoming_id": self.id,
                }
            )
        )
        file._add_version(content, "received")
        return file

    @api.model
    def _vals_of_packet(self, packet, record, company):
        sender = self._agency_of(packet.sender, record.backend_id)
        doc_type = self.env["edoc.document.type"]._find_by_name(packet.type_name)
        steering = packet.steering_type
        return {
            "source": "packet",
            "company_id": company.id,
            "exchange_record_id": record.id,
            "channel_id": record.backend_id.id,
            "document_uid": packet.document_id,
            "packet_signed": packet.has_header_signature,
            "sender_id": sender.id,
            "sender_name": packet.sender.organ_name or packet.sender.organ_id,
            "sender_organ_id": packet.sender.organ_id,
            "code_number": packet.code_number[:11],
            "code_notation": packet.code_notation[:30],
            "date_document": packet.promulgation_date or False,
            "place": packet.place,
            "type_id": doc_type.id,
            "subject": (packet.subject or self.env._("(no abstract)"))[:500],
            "signer_position": packet.position[:100],
            "signer_name": packet.signer_name[:50],
            "urgency": str(packet.priority) if 0 <= packet.priority <= 4 else "0",
            "due_date": packet.due_date or False,
            "page_count": packet.page_amount or 0,
            "to_places": "\n".join(packet.to_places),
            "note": packet.content[:500] if packet.content != packet.subject else "",
            "steering_type": "" if steering is None else str(steering),
        }

    @api.model
    def _agency_of(self, party, channel):
        """Return the sending agency, noted down when it is new to us."""
        agency = self.env["res.partner"]._edoc_find_agency(party.organ_id)
        if agency or not party.organ_id:
            return agency
        return (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": party.organ_name or party.organ_id,
                    "is_company": True,
                    "edoc_is_agency": True,
                    "edoc_organ_id": party.organ_id,
                    "edoc_in_charge": party.organization_in_charge,
                    "edoc_channel_id": channel.id,
                    "email": party.email,
                    "phone": party.telephone,
                }
            )
        )

    # ------------------------------------------------------------------ secrecy

    @api.model
    def _secrecy_of(self, packet):
        """Return the degree that the packet's data stamps on the document, if any."""
        lines = [packet.sphere, packet.type_name, *packet.appendixes]
        lines += packet.subject.splitlines() + packet.content.splitlines()
        for attachment in packet.attachments:
            content = attachment.read()
            if content.startswith(b"%PDF-"):
                lines += self._lines_of(content)
        return secrecy.find_degree(lines)

    @api.model
    def _lines_of(self, pdf):
        """Return the first page's lines; a damaged file is the verifier's business."""
        try:
            return first_page_lines(pdf)
        except PdfError:
            return ()

    @api.model
    def _refuse_secret(self, packet, record, degree):
        """Tell the sender, and keep the refusal but not the content (Điều 1.2)."""
        reason = self._secret_refusal(degree)
        answer = self._status_packet("02", reason, packet, record)
        self._send_status_packet(answer, record)
        record.sudo().exchange_file = False
        return reason

    # ----------------------------------------------------------------- statuses

    def _queue_status(self, code, text=None):
        """Queue a status to the sender: never twice, never back (QĐ 28 Điều 6.3).

        :return: whether one has been queued
        """
        queued = False
        for document in self.sudo():
            if document.source != "packet":
                continue
            sent = document.status_ids.filtered(lambda m: m.direction == "out")
            if not may_follow(sent.mapped("code"), code):
                continue
            label = StatusCode(code).vietnamese
            record = document._send_status_packet(
                document._status_packet(code, text or label),
                document.exchange_record_id,
            )
            if not record:
                continue
            self.env["edoc.status.message"]._through_door().create(
                {
                    "direction": "out",
                    "incoming_id": document.id,
                    "code": code,
                    "text": text or label,
                    "exchange_record_id": record.id,
                }
            )
            queued = True
        return queued

    def _status_packet(self, code, text, packet=None, record=None):
        """Build the status packet about this document, or about a refused packet."""
        box = self.addressed_box_id or self.box_id or self._fallback_box(record)
        response = ResponseFor(
            organ_id=packet.sender.organ_id if packet else self.sender_organ_id,
            code=(
                f"{packet.code_number}/{packet.code_notation}" if packet else self.code
            ),
            document_id=packet.document_id if packet else self.document_uid,
            promulgation_date=(
                packet.promulgation_date if packet else self.date_document or None
            ),
        )
        return StatusPacket(
            sender=box._edoc_organization(),
            response_for=response,
            status_code=code,
            description=text,
            timestamp=fields.Datetime.now().replace(tzinfo=UTC),
            staff=StaffInfo(staff=self.env.user.name),
        )

    @api.model
    def _send_status_packet(self, packet, origin):
        """Queue a status packet.

        :param origin: the record of the packet that is answered
        :return: its own record; none where the sender's packet lacks what a status has
            to name, which is noted with ``origin``
        """
        try:
            content = build_packet(packet)
        except PacketError as error:
            origin.sudo().message_post(
                body=self.env._(
                    "The sender can't be told “%(status)s”: its packet lacks what an "
                    "answer has to name. %(reason)s",
                    status=packet.description,
                    reason=user_error(self.env, error),
                )
            )
            return origin.browse()
        record = origin.sudo().backend_id.create_record(
            "edoc_status_out",
            {
                "exchange_filename": f"status-{packet.status_code}.edxml",
                "edi_exchange_state": "output_pending",
                "edoc_sha256": hashlib.sha256(content).hexdigest(),
                "parent_id": origin.id,
                "company_id": origin.company_id.id,
            },
        )
        record._set_file_content(content)
        # always a job of its own: within a job the plain call would write to the outbox
        # at once, before that job has committed
        record.with_delay(priority=0).action_exchange_send()
        return record
