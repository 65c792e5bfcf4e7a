"""The national axis as a channel: sending and receiving (QĐ 28/2018 Điều 4, 6)."""

import hashlib
from dataclasses import replace
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.exception import RetryableJobError

from ..core.edxml import build_packet, read_packet
from ..core.edxml.model import Organization, ResponseFor, StatusPacket
from ..demo.other_agency import utc_now
from .axis import PROVINCE, US, Axis
from .common import EdocCommon

LOG = "odoo.addons.l10n_vn_edoc.models.edi_backend_axis"
OURS = Organization(organ_id="H35.09", organ_name="Sở Công Thương tỉnh Lai Châu")
THEIRS = Organization(organ_id="H35", organ_name="Ủy ban nhân dân tỉnh Lai Châu")
FINANCE = Organization(organ_id="H35.11", organ_name="Sở Tài chính tỉnh Lai Châu")


class AxisSetup(EdocCommon):
    """A channel to an axis that runs, entered by the administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.axis = Axis()
        cls.addClassCleanup(cls.axis.remove)
        cls.axis.start()
        cls.backend = cls.axis_channel()
        cls.kind = cls.env.ref("l10n_vn_edoc.backend_type_edoc")

    @classmethod
    def axis_channel(cls, **changes):
        manager = cls.env["edi.backend"].with_user(cls.users["quantri"])
        vals = {
            "backend_type_id": cls.env.ref("l10n_vn_edoc.backend_type_edoc").id,
            "company_id": cls.company.id,
            **cls.axis.values(**changes),
        }
        return manager.create(vals).with_env(cls.env)

    def receive(self):
        """As the scheduled job does it, each packet in a transaction of its own."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.backend._cron_edoc_receive()
        self.env.invalidate_all()

    def in_box(self, kind="edoc"):
        return self.axis.client(US).list(kind)

    def received(self):
        return self.env["edi.exchange.record"].search(
            [("backend_id", "=", self.backend.id), ("direction", "=", "input")]
        )

    def documents(self):
        return self.env["edoc.incoming"].search([("channel_id", "=", self.backend.id)])

    def arriving(self, number="1", **changes):
        """A packet of the province for us, without its large letter."""
        packet = read_packet(self.packet(**changes))
        uid = f"H35,2026/01/05,{number}/UBND-KT"
        return build_packet(replace(packet, code_number=number, document_id=uid))

    def outgoing_record(self, recipients=(THEIRS,), sender=OURS):
        """A packet of ours that waits to be sent."""
        packet = read_packet(self.packet(sender=sender, recipients=recipients))
        content = build_packet(packet)
        record = self.backend.create_record(
            "edoc_out",
            {
                "exchange_filename": "di.edxml",
                "edi_exchange_state": "output_pending",
                "edoc_sha256": hashlib.sha256(content).hexdigest(),
                "company_id": self.company.id,
            },
        )
        record._set_file_content(content)
        return record


@tagged("post_install", "-at_install")
class TestAxisSend(AxisSetup):
    def sent(self, system=PROVINCE, kind="edoc"):
        return self.axis.client(system).list(kind)

    def test_issued_document(self):
        """QĐ 28 Điều 4: the recipient's software gets the very bytes that we froze."""
        self.province.edoc_channel_id = self.backend
        before = len(self.sent())
        document = self.outgoing_at("issued").sudo()
        record = document.delivery_ids.exchange_record_id
        self.assertEqual(record.edi_exchange_state, "output_sent")
        self.assertEqual(document.delivery_ids.state, "sent")
        self.assertEqual(len(self.sent()), before + 1)
        waiting = self.sent()[-1]
        path = self.axis.folder / "lay-ve.edxml"
        fetched = self.axis.client().fetch(waiting.doc_id, path)
        self.assertEqual(fetched.sha256, record.edoc_sha256)
        self.assertEqual(read_packet(path).document_id, document.document_uid)
        [row] = self.axis.client(US).sent(doc_id=record.edoc_doc_id)
        self.assertEqual((row.sender, row.recipient), ("H35.09", "H35"))

    def test_one_packet_for_several_recipients(self):
        record = self.outgoing_record((THEIRS, FINANCE))
        record.action_exchange_send()
        rows = self.axis.client(US).sent(doc_id=record.edoc_doc_id)
        self.assertEqual({row.recipient for row in rows}, {"H35", "H35.11"})

    def test_status(self):
        """A status goes to whose document it answers, as a status."""
        response = ResponseFor(organ_id="000.00.00.H35", document_id="x", code="1/A")
        packet = StatusPacket(OURS, response, "01", "Đã đến", utc_now())
        record = self.outgoing_record()
        record = record.copy({"edi_exchange_state": "output_pending"})
        record._set_file_content(build_packet(packet))
        before = len(self.sent(kind="status"))
        record.action_exchange_send()
        self.assertEqual(len(self.sent(kind="status")), before + 1)

    def test_refused_for_good(self):
        """A permanent error stands on the packet in Vietnamese and isn't repeated."""
        unknown = Organization(organ_id="H99", organ_name="Cơ quan không có")
        record = self.outgoing_record((unknown,))
        record.action_exchange_send()
        self.assertEqual(record.edi_exchange_state, "output_error_on_send")
        self.assertEqual(record.edoc_failure, "permanent")
        self.assertRegex(record.exchange_error, r"không có bên nhận này \(18\).*H99")
        self.assertFalse(record.edoc_doc_id)
        # somebody has the recipient listed; then the button
        self.as_("quantri", record).action_edoc_retry()
        self.assertEqual(record.edoc_failure, "permanent")

    def test_many_again_at_once(self):
        """The administrator marks what failed and presses the button once."""
        self.backend.active = False
        records = self.outgoing_record() | self.outgoing_record((FINANCE,))
        for record in records:
            record.action_exchange_send()
        failed = [("edoc_failure", "=", "permanent"), ("id", "in", records.ids)]
        shown = self.as_("quantri", records).search(failed)
        self.assertEqual(shown, records)
        self.backend.active = True
        shown.action_edoc_retry()
        self.assertEqual(set(records.mapped("edi_exchange_state")), {"output_sent"})
        self.assertFalse(self.as_("quantri", records).search(failed))

    def test_sender_that_is_not_ours(self):
        record = self.outgoing_record(sender=FINANCE)
        record.action_exchange_send()
        self.assertRegex(record.exchange_error, "19")
        self.assertEqual(record.edoc_failure, "permanent")
        self.as_("quantri", self.backend).edoc_axis_sender = "000.00.09.H35"
        self.as_("quantri", record).action_edoc_retry()
        self.assertEqual(record.edi_exchange_state, "output_sent")
        self.assertFalse(record.edoc_failure)

    def test_wrong_secret(self):
        self.as_("quantri", self.backend).edoc_axis_secret = "sai"
        record = self.outgoing_record()
        record.action_exchange_send()
        self.assertEqual(record.edoc_failure, "permanent")
        self.assertRegex(record.exchange_error, "15")
        self.assertNotIn("sai", record.exchange_error)

    def test_switched_off(self):
        """What waits isn't sent by a channel that was switched off meanwhile."""
        self.backend.active = False
        record = self.outgoing_record()
        record.action_exchange_send()
        self.assertEqual(record.edoc_failure, "permanent")
        self.assertRegex(record.exchange_error, self.backend.name)

    def job_of(self, record):
        record.with_context(queue_job__no_delay=False).action_exchange_send()
        domain = [("func_string", "like", f"{record._name}({record.id},)")]
        return self.env["queue.job"].search(domain, order="id desc", limit=1)

    def try_(self, record, job):
        """One try of the job, which ends as the job runner would end it."""
        acting = record.with_context(job_uuid=job.uuid)
        with self.assertRaises(RetryableJobError) as caught, self.cr.savepoint():
            acting.action_exchange_send()
        with self.enter_registry_test_mode():
            self.env.cr.postrollback.run()
        self.env.invalidate_all()
        return str(caught.exception)

    def test_unreachable_is_tried_again(self):
        """A temporary error: the packet stays where it is, the next try is told."""
        record = self.outgoing_record()
        job = self.job_of(record)
        self.assertEqual(job.max_retries, self.backend.edoc_max_tries)
        job.eta = utc_now().replace(tzinfo=None) + timedelta(minutes=5)
        self.env.flush_all()
        self.axis.stop()
        self.addCleanup(self.axis.restart)
        said = self.try_(record, job)
        self.assertEqual(record.edi_exchange_state, "output_pending")
        self.assertEqual(record.edoc_failure, "temporary")
        self.assertEqual((record.edoc_tries, record.edoc_next_try), (1, job.eta))
        self.assertEqual(record.exchange_error, said)
        self.assertRegex(said, "Không kết nối được")
        self.as_("vanthu", record).action_edoc_try_now()
        self.assertFalse(job.eta)
        # the runner gives up after the last try
        record._job_on_fail_send(
            exc_name="odoo.addons.queue_job.exception.FailedJobError",
            exc_message=f"Max. retries (12) reached: {said}",
        )
        self.assertEqual(record.edi_exchange_state, "output_error_on_send")
        self.assertEqual(record.edoc_failure, "given_up")
        self.assertEqual(record.exchange_error, said)
        self.axis.start()
        self.as_("quantri", record).action_edoc_retry()
        self.assertEqual(record.edi_exchange_state, "output_sent")
        self.assertFalse(record.exchange_error)

    def test_lost_answer_sends_the_same_bytes_again(self):
        """Nobody knows: the axis has it once, whoever asks again."""
        self.axis.restart("lost@sendEdoc=1x")
        self.addCleanup(self.axis.restart)
        before = len(self.axis.messages())
        record = self.outgoing_record()
        said = self.try_(record, self.job_of(record))
        self.assertRegex(said, "sendEdoc")
        self.assertEqual(len(self.axis.messages()), before + 1)
        record.action_exchange_send()
        self.assertEqual(record.edi_exchange_state, "output_sent")
        self.assertEqual(len(self.axis.messages()), before + 1)

    def test_growing_delay(self):
        """The delay between two tries is set with the job function."""
        name = "<edi.exchange.record>.action_exchange_send"
        pattern = self.env["queue.job.function"].job_config(name).retry_pattern
        delays = [pattern[number] for number in sorted(pattern)]
        self.assertEqual(delays[0], 60)
        self.assertEqual(delays, sorted(delays))

    def test_button(self):
        """The test button answers in a sentence."""
        shown = self.as_("quantri", self.backend).action_edoc_test()
        self.assertRegex(shown["params"]["message"], "4 agencies")
        self.backend.edoc_axis_sender = "H77"
        with self.assertRaisesRegex(UserError, "H77"):
            self.as_("quantri", self.backend).action_edoc_test()
        self.axis.stop()
        self.addCleanup(self.axis.restart)
        with self.assertRaisesRegex(UserError, "can't be reached"):
            self.as_("quantri", self.backend).action_edoc_test()


@tagged("post_install", "-at_install")
class TestAxisReceive(AxisSetup):
    def last_state(self, kind):
        """What the axis was told of the last packet of this kind for us."""
        [message] = [
            m for m in self.axis.messages() if (m["kind"], m["sender"]) == (kind, "H35")
        ][-1:]
        return message["deliveries"][0]["status"]

    def test_document(self):
        """QĐ 28 Điều 6: taken in, kept as it came, confirmed after the commit."""
        content = self.arriving()
        self.axis.send(content)
        self.receive()
        document = self.documents()
        self.assertEqual(document.code_number, "1")
        record = document.exchange_record_id
        self.assertEqual(record._get_file_content(as_bytes=True), content)
        self.assertTrue(record.edoc_doc_id)
        self.assertFalse(self.in_box())
        self.assertEqual(self.last_state("edoc"), "done")
        self.receive()
        self.assertEqual(len(self.documents()), 1)

    def test_status(self):
        document = self.outgoing_at("issued").sudo()
        response = ResponseFor(
            organ_id="H35.09", document_id=document.document_uid, code=document.code
        )
        packet = StatusPacket(THEIRS, response, "03", "Đã tiếp nhận", utc_now())
        self.axis.send(build_packet(packet), kind="status")
        self.receive()
        self.assertEqual(document.delivery_ids.last_code, "03")
        self.assertFalse(self.in_box("status"))

    def test_what_can_not_be_read_is_kept(self):
        """Bad input: kept with its error, confirmed as the settings say."""
        response = ResponseFor(organ_id="H35.09", document_id="khong-co", code="9/X")
        packet = StatusPacket(THEIRS, response, "03", "Đã tiếp nhận", utc_now())
        self.axis.send(build_packet(packet), kind="status")
        self.receive()
        record = self.received()
        self.assertEqual(record.edi_exchange_state, "input_processed_error")
        self.assertEqual(record.edoc_failure, "permanent")
        self.assertTrue(record.exchange_error)
        self.assertEqual(self.last_state("status"), "fail")
        self.assertFalse(self.in_box("status"))

    def test_bytes_that_are_no_packet(self):
        """Bad input: not lost, and those that came after it are taken in."""
        self.axis.send(self.arriving("30"))
        [stored] = [
            path
            for path in self.axis.folder.rglob("*")
            if path.is_file() and b"30/UBND-KT" in path.read_bytes()
            if path.name != "goi.edxml" and path.suffix != ".json"
        ]
        garbage = stored.read_bytes().replace(b"<", b"(")
        stored.write_bytes(garbage)
        self.axis.send(self.arriving("31"))
        self.receive()
        kept = self.received().filtered("exchange_error")
        self.assertEqual(kept._get_file_content(as_bytes=True), garbage)
        self.assertRegex(kept.exchange_error, "không phải là XML hợp lệ")
        self.assertEqual(self.documents().code_number, "31")
        self.assertFalse(self.in_box())

    def test_words_of_the_gateway(self):
        """Gateways differ: what is left empty is not told, and nothing is doubled."""
        self.backend.edoc_axis_done = False
        self.axis.send(self.arriving("2"))
        for _each in range(2):
            self.receive()
            self.assertEqual(len(self.in_box()), 1)
            self.assertEqual(len(self.documents()), 1)
        self.backend.edoc_axis_done = "done"
        self.receive()
        self.assertFalse(self.in_box())

    def test_doubled_on_the_axis(self):
        """The same bytes under two identifiers are one document."""
        self.axis.restart("double@sendEdoc=1x")
        self.addCleanup(self.axis.restart)
        self.axis.send(self.arriving("3"))
        self.assertEqual(len(self.in_box()), 2)
        self.receive()
        self.assertEqual(len(self.documents()), 1)
        self.assertFalse(self.in_box())

    @mute_logger(LOG, "odoo.addons.l10n_vn_edoc.models.edi_backend")
    def test_one_that_can_not_be_had_keeps_none_waiting(self):
        """Errors, cut answers, answers in words: the others come, it comes later."""
        self.axis.restart("short@getEdoc=1x", "page@getEdoc=2x", "error@getEdoc=1x")
        self.addCleanup(self.axis.restart)
        for number in ("4", "5", "6"):
            self.axis.send(self.arriving(number))
        self.receive()
        self.assertTrue(self.backend.edoc_error)
        self.assertIn("getEdoc", self.backend.edoc_error)
        self.receive()
        self.assertEqual(len(self.documents()), 3)
        self.assertFalse(self.in_box())
        self.assertFalse(self.backend.edoc_error)

    @mute_logger(LOG, "odoo.addons.l10n_vn_edoc.models.edi_backend")
    def test_confirmation_lost(self):
        self.axis.restart("lost@updateStatus=2x", "cut@updateStatus=1x")
        self.addCleanup(self.axis.restart)
        self.axis.send(self.arriving("7"))
        for _each in range(4):
            self.receive()
        self.assertEqual(len(self.documents()), 1)
        self.assertFalse(self.in_box())

    @mute_logger(LOG, "odoo.addons.l10n_vn_edoc.models.edi_backend")
    def test_a_channel_that_fails_keeps_no_other_waiting(self):
        broken = self.axis_channel(
            name="Trục hỏng", edoc_axis_url="http://127.0.0.1:9", edoc_axis_connect_s=1
        )
        self.line.agency.send("goi", self.packet())
        self.axis.send(self.arriving("8"))
        self.receive()
        self.assertTrue(broken.edoc_error)
        self.assertEqual(len(self.documents()), 1)
        self.assertTrue(
            self.env["edoc.incoming"].search([("channel_id", "=", self.channel.id)])
        )

    def test_raw_download(self):
        self.backend.edoc_axis_raw = True
        content = self.arriving("9")
        self.axis.send(content)
        self.receive()
        record = self.documents().exchange_record_id
        self.assertEqual(record._get_file_content(as_bytes=True), content)

    def test_two_entities_on_one_channel(self):
        """Điều 7: each entity that is addressed gets a document of its own."""
        unit = Organization(organ_id="H35.09.03", organ_name=self.unit.name)
        self.axis.send(self.arriving("10", recipients=(OURS, unit)))
        self.receive()
        self.assertEqual(self.documents().company_id, self.company | self.unit)
        self.assertEqual(len(self.documents()), 2)
        self.assertFalse(self.in_box())

    def test_an_entity_with_its_own_end_of_the_axis(self):
        """The same packet comes twice, and each entity has one document."""
        own = self.axis_channel(
            name="Trục của Trung tâm", edoc_axis_system_id="he-thong-khac"
        )
        own.company_id = self.unit
        content = self.arriving(
            "11",
            recipients=(OURS, Organization(organ_id="H35.09.03", organ_name="x")),
        )
        for channel in self.backend, own:
            channel._edoc_take_in("goi.edxml", content, f"ma-{channel.id}")
        documents = self.env["edoc.incoming"].search([("code_number", "=", "11")])
        self.assertEqual(
            {(d.company_id, d.channel_id) for d in documents},
            {(self.company, self.backend), (self.unit, own)},
        )
        self.assertEqual(len(documents), 2)
