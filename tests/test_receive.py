"""What arrives by packet: good, damaged, repeated, misdirected, hostile (Điều 10)."""

import base64
import os
import re
import time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.edxml import build_packet
from ..core.edxml.model import Business, Organization, ResponseFor, StatusPacket
from ..demo.other_agency import utc_now
from .common import PLAIN, EdocCommon, signed_letter

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x0 "ha">'
    + b"".join(
        b'<!ENTITY x%d "%s">' % (n, b"&x%d;" % (n - 1) * 10) for n in range(1, 12)
    )
    + b"]><edXML>&x11;</edXML>"
)


@tagged("post_install", "-at_install")
class TestReceive(EdocCommon):
    def incoming(self):
        return self.env["edoc.incoming"].search([])

    def assertKeptAsError(self, record, words):
        """The packet stays with a Vietnamese sentence; nothing was made of it."""
        self.assertEqual(record.edi_exchange_state, "input_processed_error")
        self.assertRegex(record.exchange_error, words)
        self.assertTrue(record.retryable)
        self.assertFalse(self.incoming())

    # ----------------------------------------------------------------- bad packets

    def test_no_xml(self):
        """Bad input: a packet that is no XML."""
        content = "Kính gửi Sở Công Thương".encode()
        record = self.take_in(content)
        self.assertKeptAsError(record, "không phải là XML hợp lệ")
        self.assertEqual(record._get_file_content(as_bytes=True), content)

    def test_other_xml(self):
        record = self.take_in(b"<html><body>Trang web</body></html>")
        self.assertKeptAsError(record, "không phải gói tin edXML")

    def test_xml_bomb(self):
        """Bad input: an XML bomb is refused unread, at once."""
        begun = time.monotonic()
        record = self.take_in(BOMB)
        self.assertLess(time.monotonic() - begun, 5)
        self.assertKeptAsError(record, "DOCTYPE")

    def test_truncated(self):
        content = self.packet()
        record = self.take_in(content[: len(content) * 2 // 3])
        self.assertKeptAsError(record, "không phải là XML hợp lệ")

    def test_empty_file(self):
        record = self.take_in(b"")
        self.assertKeptAsError(record, "XML")

    def test_without_attachment(self):
        """Bad input, QĐ 28/2018 Điều 10.2g: nobody registers it unasked."""
        content = re.sub(
            rb"<AttachmentEncoded.*</AttachmentEncoded>", b"", self.packet(), flags=re.S
        )
        self.assertNotIn(b"AttachmentEncoded>", content)
        record = self.take_in(content)
        self.assertEqual(record.edi_exchange_state, "input_processed")
        document = self.incoming()
        self.assertFalse(document.file_ids)
        self.assertNotIn(document.verdict, ("valid", "valid_with_note"))
        if document.state == "received":
            with self.assertRaises(UserError):
                self.line.register(document, leader=None)
            self.wizard(
                "edoc.incoming.refuse",
                "vanthu",
                document,
                reason_id=self.env["edoc.return.reason"]._of("incomplete").id,
                details="Gói tin thiếu tệp văn bản.",
            ).action_refuse()
        self.assertEqual(document.state, "refused")
        self.assertEqual(self.statuses_sent(), ["01", "02"])

    def test_a_document_that_no_status_can_name(self):
        """It is received all the same; that its sender can't be told is noted."""
        content = re.sub(
            rb"(<(?:\w+:)?(?:DocumentId|CodeNumber|CodeNotation)>)[^<]+",
            rb"\1",
            self.packet(),
        )
        record = self.take_in(content)
        self.assertEqual(record.edi_exchange_state, "input_processed")
        self.assertEqual(self.incoming().state, "received")
        self.assertFalse(self.incoming().status_ids.filtered("code"))
        self.assertRegex(record.message_ids[:1].body, "can't be told|Không báo được")

    def test_recall_of_an_unknown_document(self):
        """QĐ 28/2018 Điều 9.2: a recall makes no document, and waits for its own."""
        business = Business(
            doc_type=1, document_id="H35,2026/01/02,1/UBND", reason="Nhầm"
        )
        record = self.take_in(self.packet(business=business))
        self.assertEqual(record.edi_exchange_state, "input_processed")
        self.assertFalse(self.incoming())
        request = self.env["edoc.change.request"].search([])
        self.assertEqual(request.state, "no_document")

    def test_errors_are_vietnamese_from_the_scheduled_job(self):
        """The cron has no language of its own; who reads the error is Vietnamese."""
        self.line.agency.send("hong", b"x")
        cron = self.env.ref("l10n_vn_edoc.cron_receive")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        record = self.env["edi.exchange.record"].search([], limit=1, order="id desc")
        self.assertEqual(record.exchange_filename, "hong.edxml")
        job = self.env["queue.job"].search([], limit=1, order="id desc")
        self.assertEqual(job.model_name, "edi.exchange.record")
        job.records.with_context(job_uuid=job.uuid).action_exchange_process()
        self.assertKeptAsError(record, "hong.edxml không phải là XML hợp lệ")

    def test_a_job_writes_nothing_to_the_outbox_before_it_commits(self):
        """Bad input: a worker killed in the job must not leave a status behind."""
        channel = self.channel.with_context(queue_job__no_delay=False)
        self.line.agency.send("goi", self.packet())
        channel._edoc_receive()
        job = self.env["queue.job"].search([], limit=1, order="id desc")
        records = job.records.with_context(job_uuid=job.uuid, queue_job__no_delay=False)
        records.action_exchange_process()
        document = self.incoming()
        self.assertEqual(document.status_ids.mapped("code"), ["01"])
        self.assertFalse(self.outbox())
        sending = self.env["queue.job"].search([("id", ">", job.id)])
        self.assertIn("action_exchange_send", sending.mapped("method_name"))

    # ----------------------------------------------------------------------- retry

    def test_retry_by_the_button(self):
        """A packet that came too early is read at the second try."""
        response = ResponseFor(
            organ_id="H35.09",
            code="77/SCT-QLCN",
            document_id="H35.09,2026/01/05,77/SCT-QLCN",
            promulgation_date=utc_now().date(),
        )
        sender = self.line.agency.organization
        packet = StatusPacket(sender, response, "03", "Đã tiếp nhận", utc_now())
        record = self.take_in(build_packet(packet))
        self.assertKeptAsError(record, "H35.09,2026/01/05,77/SCT-QLCN")
        draft = self.draft()
        with self.assertRaises(AccessError):
            self.as_("cv.qlcn", record).action_edoc_retry()
        self.as_("vanthu", record).action_edoc_retry()
        self.assertEqual(record.edi_exchange_state, "input_processed_error")
        draft._through_door().write(
            {"document_uid": response.document_id, "state": "issued"}
        )
        self.as_("quantri", record).action_edoc_retry()
        self.assertEqual(record.edi_exchange_state, "input_processed")
        self.assertFalse(record.exchange_error)
        self.assertEqual(draft.delivery_ids.last_code, "03")

    # ------------------------------------------------------------ statuses received

    def test_a_refusal_after_the_acceptance_is_shown(self):
        """NĐ 30 Điều 21: accepted by itself, then returned by a person who read it."""
        delivery = self.delivery_told("01", "03", "02")
        self.assertEqual((delivery.state, delivery.last_code), ("refused", "02"))

    def test_a_status_that_comes_late_never_takes_the_place_of_a_later_one(self):
        """QĐ 28/2018 Điều 6.3; packets overtake each other on their way."""
        for order, shown in (
            (("03", "01"), ("answered", "03")),
            (("02", "03", "01"), ("refused", "02")),
            (("04", "02"), ("answered", "04")),
            (("05", "06", "04"), ("answered", "06")),
        ):
            with self.subTest(order):
                delivery = self.delivery_told(*order)
                self.assertEqual((delivery.state, delivery.last_code), shown)
                told = delivery.status_ids.sorted("id").mapped("code")
                self.assertEqual(tuple(told), order)

    def delivery_told(self, *codes):
        """A recipient of an issued document who has sent these statuses."""
        draft = self.draft()
        uid = f"H35.09,2026/01/05,{draft.id}/SCT-QLCN"
        draft._through_door().write({"document_uid": uid, "state": "issued"})
        response = ResponseFor(organ_id="H35.09", code="", document_id=uid)
        sender = self.line.agency.organization
        for code in codes:
            packet = StatusPacket(sender, response, code, "Thử", utc_now())
            record = self.take_in(build_packet(packet), f"{draft.id}-{code}")
            self.assertEqual(record.edi_exchange_state, "input_processed")
        return draft.delivery_ids

    # -------------------------------------------------------------------- repeated

    def test_same_packet_twice_is_one_document(self):
        """NĐ 30 Phụ lục VI III.1h; the file may lie there again after a crash."""
        content = self.packet()
        record = self.take_in(content)
        self.assertEqual(self.take_in(content, "lan-hai"), record)
        self.upload("vanthu", "lan-ba.edxml", content).action_upload()
        self.assertEqual(len(self.incoming()), 1)
        self.assertEqual(self.statuses_sent(), ["01", "03"])

    def test_same_document_in_other_bytes_is_shown(self):
        """NĐ 30 Phụ lục VI III.1h: a document that came before is pointed out."""
        self.take_in(self.packet())
        self.take_in(self.packet(place="Thành phố Lai Châu"), "lan-hai")
        second, first = self.incoming().sorted("id", reverse=True)
        self.assertEqual(second.document_uid, first.document_uid)
        self.assertEqual(self.as_("vanthu", second).duplicate_ids, first)

    def test_same_code_from_another_agency_is_no_duplicate(self):
        self.take_in(self.packet())
        other = Organization(organ_id="H35.11", organ_name="Sở Tài chính tỉnh Lai Châu")
        content = self.packet(
            sender=other, document_id="H35.11,2026/01/05,1521/UBND-KT"
        )
        self.take_in(content, "khac")
        for document in self.incoming():
            self.assertFalse(document.duplicate_ids)

    # -------------------------------------------------------------- whom it is for

    def test_wrong_recipient_is_returned_by_the_clerk(self):
        """NĐ 30 Điều 21; QĐ 28/2018 Điều 5.4: sent to the wrong agency."""
        other = Organization(organ_id="H35.14", organ_name="Sở Nông nghiệp")
        record = self.take_in(self.packet(recipients=(other,)))
        self.assertEqual(record.edi_exchange_state, "input_processed")
        document = self.incoming()
        self.assertEqual(document.company_id, self.company)
        words = "Văn bản gửi Sở Nông nghiệp."
        self.wizard(
            "edoc.incoming.refuse",
            "vanthu",
            document,
            reason_id=self.env["edoc.return.reason"]._of("wrong_recipient").id,
            details=words,
        ).action_refuse()
        self.assertEqual(document.state, "refused")
        # good signatures, yet nobody of ours was named: not accepted by itself
        self.assertEqual(self.statuses_sent(), ["01", "02"])
        refusal = self.outbox(StatusPacket)[-1]
        self.assertEqual(refusal.status_code, "02")
        self.assertIn(words, refusal.description)

    def test_to_both_entities(self):
        """Each entity addressed gets a document of its own, and no other sees it."""
        unit = Organization(organ_id="H35.09.03", organ_name=self.unit.name)
        us = Organization(organ_id="H35.09", organ_name=self.company.name)
        self.take_in(self.packet(recipients=(us, unit)))
        self.assertEqual(self.incoming().company_id, self.company | self.unit)
        for login in ("vanthu", "vanthu.ttkc"):
            seen = self.as_(login, self.env["edoc.incoming"]).search([])
            self.assertEqual(seen.company_id, self.users[login].company_id)

    def test_unknown_agency_is_noted(self):
        sender = Organization(organ_id="H35.99", organ_name="Ban Quản lý dự án mới")
        self.take_in(self.packet(sender=sender))
        agency = self.incoming().sender_id
        self.assertEqual(agency.edoc_organ_id, "H35.99")
        self.assertEqual(agency.edoc_channel_id, self.channel)
        self.assertTrue(agency.edoc_is_agency)

    def test_agency_is_known_by_its_former_identifier(self):
        """QĐ 20/2020: both forms of identifier mean the same agency."""
        sender = Organization(organ_id="000.00.00.H35", organ_name="UBND tỉnh")
        self.take_in(self.packet(sender=sender))
        self.assertEqual(self.incoming().sender_id, self.province)

    # --------------------------------------------------------------------- folders

    def test_a_file_still_being_written_waits(self):
        path = self.line.agency.send("dang-ghi", self.packet())
        os.utime(path)
        self.channel._edoc_receive()
        self.assertFalse(self.incoming())
        os.utime(path, (time.time() - 10,) * 2)
        self.channel._edoc_receive()
        self.assertEqual(len(self.incoming()), 1)

    def test_the_file_leaves_the_inbox_after_the_commit_only(self):
        """Killed before the commit, the packet still lies there: nothing is lost."""
        path = self.line.agency.send("goi", self.packet())
        self.channel._edoc_receive()
        self.assertTrue(path.exists())
        self.env.cr.postcommit.run()
        self.assertFalse(path.exists())

    def test_another_file_under_the_same_name_stays(self):
        """The other side may write the next packet before the first is removed."""
        self.line.agency.send("goi", self.packet())
        self.channel._edoc_receive()
        path = self.line.agency.send("goi", self.packet(place="Tân Phong"))
        self.env.cr.postcommit.run()
        self.assertTrue(path.exists())
        self.channel._edoc_receive()
        self.env.cr.postcommit.run()
        self.assertEqual(len(self.incoming()), 2)
        self.assertFalse(path.exists())

    def test_what_cannot_be_read_keeps_nothing_waiting(self):
        folder = self.inbox() / "a-thu-muc.edxml"
        folder.mkdir()
        self.addCleanup(folder.rmdir)
        os.utime(folder, (time.time() - 10,) * 2)
        with self.assertLogs(
            "odoo.addons.l10n_vn_edoc.models.edi_backend_folder", "ERROR"
        ):
            self.take_in(self.packet())
        self.assertEqual(len(self.incoming()), 1)

    # ---------------------------------------------------------------------- wizard

    def upload(self, login, name, content, **vals):
        wizard = self.env["edoc.incoming.upload"].with_user(self.users[login])
        return wizard.create(
            {"file_name": name, "file": base64.b64encode(content), **vals}
        )

    def test_upload_of_a_packet(self):
        """The clerk brings a packet in by a menu, as if it had come by the channel."""
        self.upload("vanthu", "goi.edxml", self.packet()).action_upload()
        document = self.incoming()
        self.assertEqual((document.source, document.verdict), ("packet", "valid"))
        self.line.register(document, leader=None)
        self.assertEqual(self.statuses_sent(), ["01", "03"])

    def test_upload_of_a_scanned_document(self):
        """Điều 10.1: paper is scanned and entered by the clerk."""
        vals = {"subject": "Thư mời họp", "sender_id": self.province.id}
        content = signed_letter(PLAIN)
        self.upload("vanthu", "quet.pdf", content, **vals).action_upload()
        document = self.incoming()
        self.assertEqual(document.source, "upload")
        self.assertEqual(document.file_ids._content(), content)
        self.line.register(document, leader=None)
        self.assertEqual(document.arrival_number, 1)
        self.assertFalse(self.statuses_sent())

    def test_upload_of_something_else(self):
        vals = {"subject": "Thư mời họp", "sender_id": self.province.id}
        with self.assertRaisesRegex(UserError, "neither a packet nor a PDF"):
            self.upload("vanthu", "anh.png", b"\x89PNG\r\n", **vals).action_upload()
        with self.assertRaises(AccessError):
            self.upload("cv.qlcn", "quet.pdf", signed_letter(PLAIN), **vals)
