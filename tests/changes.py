"""What the tests of recall, update and replacement share."""

from odoo import Command

from ..core.edxml import build_packet
from ..core.edxml.model import DocumentPacket, ResponseFor, StatusPacket
from ..demo.changes import order_packet
from ..demo.other_agency import utc_now

REASON = "Ban hành nhầm số liệu"
RECALL, UPDATE, REPLACEMENT = 1, 2, 3


class SenderSetup:
    """An issued document with two recipients, and what they answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        found = cls.env["res.partner"].search([("edoc_organ_id", "=", "H35.11")])
        cls.finance = found
        cls.finance.edoc_channel_id = cls.channel
        cls.issued = cls.issued_to(cls.province | cls.finance)

    @classmethod
    def issued_to(cls, partners, state="issued", **vals):
        deliveries = [Command.create({"partner_id": p.id}) for p in partners]
        return cls.outgoing_at(state, delivery_ids=deliveries, **vals)

    def order(self, login, document=None, **vals):
        """Order by the wizard, as the user does."""
        document = document or self.issued
        wizard = self.env["edoc.change.order"].with_user(self.users[login])
        values = {"outgoing_id": document.id, "reason": REASON, **vals}
        wizard.create(values).action_order()
        return document.change_ids[:1]

    def delivery(self, partner, document=None):
        deliveries = (document or self.issued).delivery_ids
        return deliveries.filtered(lambda d: d.partner_id == partner)

    def asked(self, partner, document=None):
        """The line of the latest order to a recipient."""
        lines = self.delivery(partner, document).change_line_ids
        return lines.sorted("id")[-1:]

    def orders_sent(self, kind):
        packets = self.outbox(DocumentPacket)
        return [packet for packet in packets if packet.business.doc_type == kind]

    def answer(self, code, text="Đã hủy bỏ", document=None, sender=None):
        """A recipient's status packet about a document of ours comes in."""
        document = document or self.issued
        packet = StatusPacket(
            sender=sender or self.province._edoc_organization(),
            response_for=ResponseFor(
                organ_id="H35.09",
                code=document.code,
                document_id=document.document_uid,
                promulgation_date=document.date_issued,
            ),
            status_code=code,
            description=text,
            timestamp=utc_now(),
        )
        count = self.env["edi.exchange.record"].search_count([])
        return self.take_in(build_packet(packet), f"tra-loi-{code}-{count}")


class RecipientSetup:
    """Orders of the other agency about documents that it has sent."""

    def order_packet(self, document, kind=RECALL, sender=None, **changes):
        """The packet by which the sender recalls or updates a document."""
        if sender:
            changes["sender"] = sender
        agency = self.line.agency
        return order_packet(agency, document, kind, REASON, **changes)

    def recall(self, document, name="thu-hoi", **changes):
        """A recall packet comes in; return the request that it made."""
        record = self.take_in(self.order_packet(document, **changes), name)
        self.assertEqual(record.edi_exchange_state, "input_processed")
        return self.request_of(record)

    def request_of(self, record):
        return self.env["edoc.change.request"].search(
            [("exchange_record_id", "=", record.id)]
        )

    def take_back(self, document, sender=None, us="H35.09"):
        """A status 13 comes in; return the request that it made."""
        packet = StatusPacket(
            sender=sender or self.line.agency.organization,
            response_for=ResponseFor(
                organ_id=us,
                code=document.code,
                document_id=document.document_uid,
                promulgation_date=document.date_document,
            ),
            status_code="13",
            description=REASON,
            timestamp=utc_now(),
        )
        return self.request_of(self.take_in(build_packet(packet), "lay-lai"))

    def refuse(self, login, request, reason="Đã xử lý xong"):
        wizard = self.env["edoc.change.refuse"].with_user(self.users[login])
        wizard.create({"request_id": request.id, "reason": reason}).action_refuse()
