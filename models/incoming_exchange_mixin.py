"""An incoming document and the packets that it came with and causes."""

import hashlib
from datetime import UTC

from odoo import api, fields, models

from ..core import secrecy
from ..core.edxml import build_packet
from ..core.edxml.codes import StatusCode, may_follow
from ..core.edxml.model import ResponseFor, StaffInfo, StatusPacket
from ..core.errors import PdfError
from ..core.pdftext import first_page_lines


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
    status_ids = fields.One2many(
        "edoc.status.message",
        "incoming_id",
        domain=[("kind", "=", "status")],
        readonly=True,
    )
    history_ids = fields.One2many("edoc.status.message", "incoming_id", readonly=True)
    duplicate_ids = fields.Many2many(
        "edoc.incoming", compute="_compute_duplicate_ids", string="Came before"
    )

    @api.depends("document_uid", "code", "sender_organ_id")
    def _compute_duplicate_ids(self):
        """NĐ 30 Phụ lục VI III.1h: same identifier, or same code and agency."""
        for document in self:
            domain = [
                ("id", "!=", document.id),
                ("company_id", "=", document.company_id.id),
            ]
            same = []
            if document.document_uid:
                same.append([("document_uid", "=", document.document_uid)])
            if document.code and document.sender_organ_id:
                same.append(
                    [
                        ("code", "=", document.code),
                        ("sender_organ_id", "=", document.sender_organ_id),
                    ]
                )
            found = self.browse()
            for extra in same:
                found |= self.search(domain + extra, limit=5)
            document.duplicate_ids = found

    # ---------------------------------------------------------------- receiving

    @api.model
    def _receive_packet(self, packet, record):
        """Make a document in *Chờ lưu trữ* for each of our entities addressed.

        A document with a mark of secrecy is refused, and its content is not kept
        (Điều 1.2).

        :return: what happened, in one sentence for the exchange record
        """
        record.sudo().edoc_sha256 = record.external_identifier
        degree = self._secrecy_of(packet)
        if degree:
            return self._refuse_secret(packet, record, degree)
        documents = self.browse()
        for company in self._addressed_companies(packet, record):
            documents |= self._create_from_packet(packet, record, company)
        record.sudo().write({"model": self._name, "res_id": documents[:1].id})
        return self.env._("Received: %(code)s", code=documents[:1].display_name)

    @api.model
    def _addressed_companies(self, packet, record):
        """Return our entities among the recipients, or the channel's own entity."""
        ids = [party.organ_id for party in packet.recipients]
        companies = (
            self.env["res.company"]
            .sudo()
            .search(
                [
                    "|",
                    ("partner_id.edoc_organ_id", "in", ids),
                    ("partner_id.edoc_organ_id_old", "in", ids),
                ]
            )
        )
        companies = record.backend_id._edoc_served(companies)
        return companies or record.backend_id.company_id or self.env.company

    @api.model
    def _create_from_packet(self, packet, record, company):
        known = self.sudo().search(
            [("exchange_record_id", "=", record.id), ("company_id", "=", company.id)]
        )
        if known:
            return known
        vals = self._vals_of_packet(packet, record, company)
        document = self._through_door().with_company(company).create(vals)
        for position, attachment in enumerate(packet.attachments):
            name = attachment.name or f"{position + 1}"
            role = "enclosure" if position else "main"
            document._attach(role, name, attachment.read(), sequence=position)
        document._note_arrival(packet, record)
        document._queue_status("01")
        document.with_delay(
            description=self.env._("Check signatures of %(name)s", name=document.code),
            identity_key=f"edoc-verify-{document.id}",
        )._verify_on_arrival()
        return document

    def _note_arrival(self, packet, record):
        """Begin the history with the packet itself (QĐ 28 Điều 10.2n, p)."""
        sent = packet.trace[0].timestamp if packet.trace else None
        history = self.env["edoc.status.message"]
        history._note(
            [
                {
                    "kind": "packet",
                    "direction": "in",
                    "incoming_id": self.id,
                    "at": self.arrived_at,
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
        company = self.company_id or record.backend_id.company_id or self.env.company
        partner = company.partner_id
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
            sender=partner._edoc_organization(company.name),
            response_for=response,
            status_code=code,
            description=text,
            timestamp=fields.Datetime.now().replace(tzinfo=UTC),
            staff=StaffInfo(staff=self.env.user.name),
        )

    @api.model
    def _send_status_packet(self, packet, origin):
        content = build_packet(packet)
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
