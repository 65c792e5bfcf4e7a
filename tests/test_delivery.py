"""Each recipient of a document: followed, sent to again, replaced, added."""

from dataclasses import replace
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError

from ..core.edxml import build_packet, read_packet
from ..core.edxml.model import DocumentPacket, ResponseFor, StatusPacket
from ..demo.other_agency import utc_now
from .common import EdocCommon


@tagged("post_install", "-at_install")
class TestDelivery(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issued = cls.outgoing_at("issued", enclosure=True)
        cls.delivery = cls.issued.delivery_ids
        cls.other = cls.env["res.partner"].search([("edoc_organ_id", "=", "H35.11")])
        cls.other.edoc_channel_id = cls.channel

    def status(self, code, sender="H35", document_id=None, text="", **response):
        """Drop a recipient's status packet into the inbox; return its record."""
        document = self.issued
        answered = {
            "organ_id": "H35.09",
            "code": document.code,
            "document_id": document.document_uid,
            "promulgation_date": document.date_issued,
        }
        packet = StatusPacket(
            sender=self.organization(sender),
            response_for=ResponseFor(**{**answered, **response}),
            status_code="01",
            description=text or f"Trạng thái {code}",
            timestamp=utc_now(),
        )
        tag = b"StatusCode>%s</"
        content = build_packet(packet).replace(tag % b"01", tag % code.encode())
        return self.take_in(content, f"status-{code}-{sender}")

    def organization(self, organ_id):
        party = self.province._edoc_organization()
        return type(party)(organ_id=organ_id, organ_name=f"Cơ quan {organ_id}")

    def follow(self, login, kind, deliveries=None, **vals):
        wizard = self.env["edoc.delivery.followup"].with_user(self.users[login])
        return wizard.create(
            {
                "kind": kind,
                "outgoing_id": self.issued.id,
                "delivery_ids": [(6, 0, (deliveries or self.delivery.browse()).ids)],
                "reason": "Gửi bổ sung theo chỉ đạo",
                **vals,
            }
        ).action_confirm()

    def later(self, **delta):
        """The same table, some time after the document was sent."""
        self.env.flush_all()
        self.env.invalidate_all()
        return freeze_time(fields.Datetime.now() + timedelta(**delta))

    # ------------------------------------------------------------------- statuses

    def test_statuses_never_go_back_and_come_once(self):
        """QĐ 28 Điều 6.3: a lower one that comes late is kept, not shown."""
        for code in ("01", "04", "03", "04"):
            self.status(code)
        self.assertEqual(self.delivery.last_code, "04")
        received = self.delivery.status_ids.sorted("id").mapped("code")
        self.assertEqual(received, ["01", "04", "03"])

    def test_status_under_the_other_form_of_identifier(self):
        """QĐ 20/2020: the recipient may go by its former identifier."""
        self.status("01", sender="000.00.00.H35")
        self.assertEqual(self.delivery.last_code, "01")

    def test_status_that_rebuilt_our_identifier(self):
        """Matched by number, date and our own agency, whichever its form."""
        self.status(
            "01",
            document_id="000.00.09.H35,x",
            organ_id="000.00.09.H35",
        )
        self.assertEqual(self.delivery.last_code, "01")

    def test_unknown_code_is_kept(self):
        """QĐ 28 Điều 10.2p: nothing that came is lost."""
        record = self.status("77", text="Đang luân chuyển")
        self.assertEqual(record.edi_exchange_state, "input_processed")
        self.assertFalse(self.delivery.last_code)
        line = self.delivery.history_ids[0]
        self.assertEqual((line.code, line.stated_code), ("other", "77"))
        self.assertIn("77", line.what)
        self.assertEqual(line.text, "Đang luân chuyển")
        self.status("77", text="Lần hai")
        self.assertEqual(len(self.delivery.status_ids), 1)

    def test_status_of_somebody_else_is_kept_and_told(self):
        record = self.status("03", sender="H35.77")
        self.assertEqual(record.edi_exchange_state, "input_processed")
        self.assertFalse(self.delivery.last_code)
        line = self.issued.history_ids.filtered(lambda line: not line.delivery_id)
        self.assertEqual((line.code, line.agency), ("03", "Cơ quan H35.77"))
        self.assertIn("H35.77", self.issued.message_ids[0].body)

    def test_status_before_our_sending_is_noted(self):
        """The recipient may be quicker than our own bookkeeping."""
        delivery, record = self.delivery, self.delivery.exchange_record_id
        delivery._through_door().write({"state": "queued", "sent_at": False})
        self.status("01")
        self.assertEqual(delivery.state, "answered")
        at = fields.Datetime.now()
        self.env["edoc.delivery"]._mark_sent(record, at)
        self.assertEqual((delivery.state, delivery.sent_at), ("answered", at))

    def test_no_status_overtakes_an_earlier_one(self):
        """QĐ 28 Điều 6.3: also when jobs run at once, or try again after a fault."""
        document = self.arrive()
        before = document.status_ids
        quiet = document.with_context(queue_job__no_delay=False)
        quiet._queue_status("04")
        quiet._queue_status("05")
        lines = (document.status_ids - before).sorted("id")
        first, second = (line.exchange_record_id for line in lines)
        handler = self.env["edoc.exchange.send"].with_context(job_uuid="x")
        with self.assertRaises(RetryableJobError):
            handler.send(second)
        handler.send(first)
        first._through_door().write({"edi_exchange_state": "output_sent"})
        handler.send(second)
        self.assertEqual(self.statuses_sent()[-2:], ["04", "05"])

    # -------------------------------------------------------------------- history

    def test_history_has_packets_and_statuses(self):
        """QĐ 28 Điều 10.2p, 14.4; Điều 12.3: both ways, our times in Vietnam time."""
        self.status("01", text="Đã đến")
        rows = self.as_("cv.qlcn", self.issued).history_ids.sorted("id")
        self.assertEqual(rows.mapped("kind"), ["packet", "status"])
        self.assertEqual(rows.mapped("direction"), ["out", "in"])
        self.assertEqual(set(rows.mapped("agency")), {self.province.name})
        packet, status = rows
        self.assertEqual(packet.at, self.delivery.sent_at)
        local = self.delivery.sent_at + timedelta(hours=7)
        self.assertEqual(packet.shown_at, local.strftime("%d/%m/%Y %H:%M:%S"))
        self.assertTrue(packet.exchange_state)
        self.assertRegex(status.stated_at, r"^\d\d/\d\d/\d{4} \d\d:\d\d:\d\d$")

    def test_history_of_an_incoming_document(self):
        """QĐ 28 Điều 10.2n, p: when it was sent, when it came, what we answered."""
        document = self.arrive()
        rows = self.as_("vanthu", document).history_ids.sorted("id")
        self.assertEqual(rows[0].kind, "packet")
        self.assertEqual(rows[0].direction, "in")
        self.assertLess(abs(rows[0].at - document.arrived_at), timedelta(minutes=1))
        self.assertTrue(rows[0].stated_at)
        self.assertEqual(rows[1].code, "01")
        self.assertEqual(document.status_ids, rows[1:].with_env(self.env))

    # ------------------------------------------------------------------- lateness

    def test_arrival_not_confirmed(self):
        """QĐ 28 Điều 8.2: the sender sees who has not confirmed the arrival."""
        self.assertFalse(self.delivery.trouble)
        self.company.edoc_arrival_minutes = 45
        with self.later(minutes=61):
            self.assertEqual(self.delivery.trouble, "not_arrived")
            table = self.as_("cv.qlcn", self.env["edoc.delivery"])
            self.assertEqual(table.search([("is_late", "=", True)]), self.delivery)
            self.status("01")
            self.assertFalse(self.delivery.trouble)
        with self.later(days=5):
            self.assertEqual(self.delivery.trouble, "not_accepted")
            self.status("03")
            self.assertFalse(self.delivery.trouble)
            self.assertFalse(table.search([("is_late", "=", True)]))

    def test_refused_is_in_red(self):
        self.status("02", text="Gửi nhầm cơ quan")
        self.assertEqual(self.delivery.trouble, "refused")
        self.assertEqual(self.delivery.last_text, "Gửi nhầm cơ quan")

    def fail(self):
        """The channel refused the packet for good."""
        self.delivery._through_door().write({"state": "queued", "sent_at": False})
        self.delivery.exchange_record_id._through_door().write(
            {
                "edi_exchange_state": "output_error_on_send",
                "exchange_error": "Cơ quan nhận không có trên trục",
            }
        )

    def test_failed_packet_is_shown_to_all_who_follow(self):
        self.fail()
        seen = self.as_("cv.qlcn", self.delivery)
        self.assertEqual(seen.trouble, "failed")
        self.assertIn("không có trên trục", seen.failure)
        found = seen.search([("is_failed", "=", True)])
        self.assertEqual(found, seen)

    # ---------------------------------------------------------------- once more

    def test_resend_takes_the_same_bytes(self):
        """QĐ 28 Điều 8.2: a lost packet goes again, and is one document at its end."""
        first = self.delivery.exchange_record_id
        self.follow("vanthu", "resend", self.delivery)
        again = self.delivery.exchange_record_id
        self.assertNotEqual(again, first)
        self.assertEqual(again.edoc_sha256, first.edoc_sha256)
        self.assertEqual(again.parent_id, first)
        self.assertEqual(self.delivery.state, "sent")
        packets = self.outbox(DocumentPacket)
        self.assertEqual(len(packets), 2)
        self.assertEqual(packets[0], packets[1])
        rows = self.issued.history_ids.filtered(lambda line: line.kind == "packet")
        self.assertEqual(len(rows), 2)
        self.assertIn("Gửi bổ sung theo chỉ đạo", rows.mapped("text"))

    def test_what_was_replaced_is_not_retried(self):
        """QĐ 28 Điều 8.2: nobody gets the packet whose place another one has taken."""
        first = self.delivery.sudo().exchange_record_id
        self.fail()
        self.follow("vanthu", "resend", self.delivery)
        again = self.delivery.sudo().exchange_record_id
        count = len(self.outbox(DocumentPacket))
        for step in ("action_edoc_retry", "action_edoc_try_now"):
            with (
                self.subTest(step),
                self.assertRaisesRegex(UserError, again.identifier),
            ):
                getattr(self.as_("vanthu", first), step)()
        with self.assertRaisesRegex(UserError, again.identifier):
            first.action_retry()
        self.assertEqual(first.edi_exchange_state, "output_error_on_send")
        self.fail()
        self.follow(
            "vanthu", "replace", self.delivery, partner_id=self.other.id, reason="Nhầm"
        )
        with self.assertRaisesRegex(UserError, self.other.name):
            self.as_("vanthu", again).action_edoc_retry()
        self.assertEqual(len(self.outbox(DocumentPacket)), count + 1)
        # what is still wanted goes
        last = (self.issued.delivery_ids - self.delivery).sudo().exchange_record_id
        last._through_door().write({"edi_exchange_state": "output_error_on_send"})
        self.as_("vanthu", last).action_edoc_retry()
        self.assertEqual(len(self.outbox(DocumentPacket)), count + 1)
        self.assertEqual(last.edi_exchange_state, "output_sent")

    def test_resend_after_the_address_was_mended(self):
        self.fail()
        self.province.edoc_organ_id = "H35.00"
        self.follow("vanthu", "resend", self.delivery)
        packet = self.outbox(DocumentPacket)[-1]
        self.assertEqual([to.organ_id for to in packet.recipients], ["H35.00"])
        self.assertEqual(packet.document_id, self.issued.document_uid)

    def test_resend_to_one_of_several(self):
        """The others, who have it, get nothing more."""
        recipients = self.province | self.other
        document = self.outgoing_at(
            "issued",
            delivery_ids=[Command.create({"partner_id": p.id}) for p in recipients],
        )
        lost = document.delivery_ids.filtered(lambda d: d.partner_id == self.province)
        self.assertEqual(len(document.delivery_ids.exchange_record_id), 1)
        self.follow("vanthu", "resend", lost, outgoing_id=document.id)
        self.assertEqual(len(document.delivery_ids.exchange_record_id), 2)
        packet = self.outbox(DocumentPacket)[-1]
        self.assertEqual([to.organ_id for to in packet.recipients], ["H35"])

    def test_what_arrived_is_not_sent_again(self):
        self.status("01")
        self.assertFalse(self.as_("vanthu", self.delivery).can_resend)
        with self.assertRaisesRegex(UserError, "has the document already"):
            self.follow("vanthu", "resend", self.delivery)

    def test_repeated_packet_is_one_document_at_the_recipient(self):
        """NĐ 30 Phụ lục VI III.1h: the same document for fewer recipients."""
        content = self.packet()
        self.take_in(content)
        packet = read_packet(content)
        both = (*packet.recipients, self.organization("H35.77"))
        self.take_in(build_packet(replace(packet, recipients=both)), "lan-hai")
        found = self.env["edoc.incoming"].search(
            [("document_uid", "=", packet.document_id)]
        )
        self.assertEqual(len(found), 1)
        kinds = found.history_ids.mapped("kind")
        self.assertEqual(kinds.count("packet"), 2)
        self.assertEqual(self.statuses_sent().count("01"), 1)

    # ------------------------------------------------------------------- replaced

    def test_replace_a_wrong_recipient(self):
        """Wrong address: the old line stays, with reason and person."""
        self.status("02", text="Gửi nhầm cơ quan")
        self.follow(
            "vanthu",
            "replace",
            self.delivery,
            partner_id=self.other.id,
            reason="Gửi nhầm cơ quan nhận",
        )
        new = self.issued.delivery_ids - self.delivery
        self.assertEqual(self.delivery.state, "replaced")
        self.assertEqual(self.delivery.replaced_by_id, new)
        self.assertEqual(new.partner_id, self.other)
        self.assertEqual((new.state, new.reason), ("sent", "Gửi nhầm cơ quan nhận"))
        self.assertEqual(new.added_by_id, self.users["vanthu"])
        packet = self.outbox(DocumentPacket)[-1]
        self.assertEqual([to.organ_id for to in packet.recipients], ["H35.11"])
        lines = self.issued.history_ids.filtered(lambda line: line.kind == "change")
        self.assertIn("Gửi nhầm cơ quan nhận", lines.text)
        with self.assertRaisesRegex(UserError, "replaced already"):
            self.follow("vanthu", "replace", self.delivery, partner_id=self.other.id)

    # ---------------------------------------------------------------------- added

    def test_add_recipients_after_the_issue(self):
        """*Gửi bổ sung*, by a right of its own."""
        self.follow("vanthu", "add", partner_ids=[(6, 0, self.other.ids)])
        new = self.issued.delivery_ids - self.delivery
        self.assertEqual((new.state, new.partner_id), ("sent", self.other))
        self.assertTrue(new.added_at)
        with self.assertRaisesRegex(UserError, "among the recipients already"):
            self.follow("vanthu", "add", partner_ids=[(6, 0, self.other.ids)])

    def test_add_needs_the_right(self):
        group = self.env.ref("l10n_vn_edoc.group_recipient_add")
        self.users["vanthu"].group_ids -= group
        with self.assertRaisesRegex(UserError, "may not add recipients"):
            self.follow("vanthu", "add", partner_ids=[(6, 0, self.other.ids)])
        self.assertFalse(self.as_("vanthu", self.issued).can_add_recipient)

    def test_others_follow_and_change_nothing(self):
        for login in ("cv.qlcn", "giamdoc", "quantri"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.follow(login, "resend", self.delivery)
        for login in ("cv.qlcn", "giamdoc"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, self.delivery)._resend("x")
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, self.delivery)._replace_by(self.other, "x")
        with self.assertRaises(AccessError):
            self.as_("vanthu.ttkc", self.delivery)._resend("x")

    def test_a_reason_is_needed(self):
        with self.assertRaisesRegex(UserError, "reason"):
            self.follow("vanthu", "resend", self.delivery, reason="  ")
