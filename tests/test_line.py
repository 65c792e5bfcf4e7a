"""The main line, from the packet that arrives to the sealed answer and its statuses."""

import asyncio
import hashlib
import io
import re
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import x509
from pyhanko.pdf_utils.generic import NameObject, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from odoo import fields
from odoo.tests import tagged

from ..core.edxml import read_packet
from ..core.edxml.model import DocumentPacket, StatusPacket
from ..core.errors import PdfError
from ..core.pdfsign.policy import VerifyPolicy
from ..core.pdfsign.sign import fill_number
from ..core.pdfsign.verify import Grade, verify_document
from ..core.token.pem import certificates_in
from .common import PKI, PLAIN, WITH_ENCLOSURE, EdocCommon, signed_letter

INCOMING_STEPS = ["register", "submit", "distribute", "assign", "finish"]
OUTGOING_STEPS = ["submit", "approve_content", "approve_form", "sign", "number"]
OUTGOING_STEPS += ["seal", "issue"]


def roots():
    return certificates_in((PKI / "root.pem").read_bytes())


def intermediates():
    return certificates_in((PKI / "intermediates.pem").read_bytes())


def by_core(pdf, kind="document"):
    policy = VerifyPolicy(roots(), intermediates(), kind=kind)
    return verify_document(pdf, policy, datetime.now(UTC))


def by_pyhanko(pdf):
    """What pyHanko's own validation says of each signature, with nothing of ours."""

    async def ask():
        found = []
        for signature in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures:
            context = ValidationContext(
                trust_roots=[x509.Certificate.load(der) for der in roots()],
                other_certs=[x509.Certificate.load(der) for der in intermediates()],
                allow_fetching=True,
            )
            status = await async_validate_pdf_signature(signature, context)
            found.append(status.bottom_line)
        return found

    return asyncio.run(ask())


def by_pdfsig(pdf):
    """What poppler says, which is another program altogether."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "signed.pdf")
        path.write_bytes(pdf)
        command = ["pdfsig", "-nocert", path]
        done = subprocess.run(command, capture_output=True, text=True)
    return re.findall(r"Signature Validation: (.*)", done.stdout)


@tagged("post_install", "-at_install")
class TestLine(EdocCommon):
    """One document goes the whole line; each test looks at one side of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        line = cls.line
        cls.incoming = line.arrive(WITH_ENCLOSURE, signed_letter(WITH_ENCLOSURE))
        line.register(cls.incoming)
        line.distribute(cls.incoming, "QLCN", ("KTAT",), ("VP",), words="Trả lời gấp.")
        line.assign(cls.incoming, "cv.qlcn")
        cls.answer = line.answer(cls.incoming, "giamdoc", "Biểu tổng hợp số liệu")
        line.close(cls.answer)
        line.recipients_answer(cls.answer)
        cls.main, cls.enclosure = cls.answer.sudo().file_ids.sorted(
            "role", reverse=True
        )
        cls.sealed = cls.main._content()

    # ------------------------------------------------------------------ incoming

    def test_arrival_keeps_data_and_bytes(self):
        """QĐ 28/2018 Điều 10.2, NĐ 30 Phụ lục VI: data and bytes as they came."""
        document = self.incoming
        self.assertEqual(document.source, "packet")
        self.assertEqual(document.company_id, self.company)
        self.assertEqual(document.code, "1520/UBND-KT")
        self.assertEqual(document.subject, WITH_ENCLOSURE.subject)
        self.assertEqual(document.sender_id, self.province)
        self.assertEqual(document.signer_name, "Hoàng Quốc Khải")
        packet = read_packet(
            document.exchange_record_id._get_file_content(as_bytes=True)
        )
        self.assertEqual(document.document_uid, packet.document_id)
        self.assertEqual(document.date_document, packet.promulgation_date)
        files = document.file_ids.sorted("sequence")
        self.assertEqual(files.mapped("role"), ["main", "enclosure"])
        for file, attachment in zip(files, packet.attachments, strict=True):
            self.assertEqual(file.current_id.stage, "received")
            self.assertEqual(file.sha256, attachment.sha256)
            self.assertEqual(file._content(), attachment.read())

    def test_packet_is_kept_as_received(self):
        record = self.incoming.exchange_record_id
        content = record._get_file_content(as_bytes=True)
        digest = hashlib.sha256(content).hexdigest()
        self.assertEqual(record.edi_exchange_state, "input_processed")
        self.assertEqual(record.external_identifier, digest)
        self.assertEqual(record.edoc_sha256, digest)

    def test_verdict_has_a_sentence_for_each_signature(self):
        """Điều 10.2: *Kiểm tra ký số* on arrival."""
        self.assertEqual(self.incoming.verdict, "valid")
        self.assertTrue(self.incoming.verified_at)
        roles = self.incoming.signature_line_ids.mapped("role")
        self.assertEqual(sorted(roles), ["person", "seal", "seal"])
        for line in self.incoming.signature_line_ids:
            self.assertIn(line.signer, line.sentence)

    def test_incoming_is_completed_by_the_answer(self):
        document = self.incoming
        self.assertEqual(document.state, "done")
        self.assertEqual(document.arrival_number, 1)
        self.assertEqual(document.registered_by_id, self.users["vanthu"])
        self.assertEqual(document.leader_id, self.users["giamdoc"])
        self.assertEqual(document.submitted_at.date(), document.registered_at.date())
        self.assertEqual(document.handler_id, self.users["cv.qlcn"])
        self.assertEqual(document.completed_by_id, self.answer)
        self.assertEqual(document.answer_ids, self.answer)
        roles = {a.department_id.code: a.role for a in document.assignment_ids}
        self.assertEqual(roles, {"QLCN": "lead", "KTAT": "cooperate", "VP": "inform"})
        states = {a.role: a.state for a in document.assignment_ids}
        self.assertEqual(
            states, {"lead": "done", "cooperate": "done", "inform": "pending"}
        )

    def test_statuses_leave_in_order_and_once(self):
        """QĐ 28/2018 Điều 6.3, 10.2h."""
        self.assertEqual(self.statuses_sent(), ["01", "03", "04", "05", "06"])
        words = [
            "Đã đến",
            "Đã tiếp nhận",
            "Phân công xử lý",
            "Đang xử lý",
            "Hoàn thành",
        ]
        self.assertEqual([p.description for p in self.outbox(StatusPacket)], words)
        for packet in self.outbox(StatusPacket):
            self.assertEqual(
                packet.response_for.document_id, self.incoming.document_uid
            )
            self.assertEqual(packet.response_for.organ_id, "H35")
            self.assertEqual(packet.sender.organ_id, "H35.09")
        sent = self.incoming.status_ids.sorted("id")
        self.assertEqual(sent.mapped("code"), ["01", "03", "04", "05", "06"])
        states = set(sent.exchange_record_id.mapped("edi_exchange_state"))
        self.assertEqual(states, {"output_sent"})

    # ------------------------------------------------------------------ outgoing

    def test_pages_are_counted_where_nobody_typed_them(self):
        """NĐ 30 Phụ lục VI III.1g: the system fills in what it can know."""
        self.assertEqual(self.answer.page_count, 1)

    def test_outgoing_has_number_date_and_times(self):
        """Điều 12.1; NĐ 30 Điều 15: the next number of the year's register."""
        answer = self.answer
        today = fields.Date.context_today(answer.with_context(tz="Asia/Ho_Chi_Minh"))
        self.assertEqual(answer.state, "issued")
        self.assertEqual((answer.number, answer.code), (1, "01/SCT-QLCN"))
        self.assertEqual(answer.date_issued, today)
        self.assertEqual(answer.document_uid, f"H35.09,{today:%Y/%m/%d},01/SCT-QLCN")
        self.assertLessEqual(answer.signed_at, answer.sealed_at)
        self.assertLessEqual(answer.sealed_at, answer.issued_at)
        self.assertEqual(answer.numbered_by_id, self.users["vanthu"])

    def test_every_version_is_kept(self):
        """Điều 12.1: drafted, prepared, signed, numbered, sealed; none overwritten."""
        stages = self.main.version_ids.sorted("number").mapped("stage")
        self.assertEqual(stages, ["draft", "prepared", "signed", "numbered", "sealed"])
        stages = self.enclosure.version_ids.sorted("number").mapped("stage")
        self.assertEqual(stages, ["draft", "sealed"])
        for version in (self.main | self.enclosure).version_ids:
            digest = hashlib.sha256(version._bytes()).hexdigest()
            self.assertEqual(version.sha256, digest)

    def test_later_versions_only_append_to_the_signed_file(self):
        """NĐ 30 Điều 32: what was signed stands unchanged in what is issued."""
        of = {version.stage: version._bytes() for version in self.main.version_ids}
        self.assertTrue(of["numbered"].startswith(of["signed"]))
        self.assertTrue(of["sealed"].startswith(of["numbered"]))

    def test_number_and_date_stand_in_the_sealed_file(self):
        """Điều 12.1c: written into the file, not beside it."""
        command = ["pdftotext", "-layout", "-", "-"]
        done = subprocess.run(command, input=self.sealed, capture_output=True)
        text = done.stdout.decode()
        today = self.answer.date_issued
        self.assertRegex(text, r"Số:\s*01\s*/SCT-QLCN")
        self.assertRegex(text, rf"ngày\s*{today:%d}\s*tháng\s*{today.month}\s*năm")

    def test_sealed_file_is_valid_everywhere(self):
        """Điều 6.1, 12.1: a person's signature and the seal, for whoever checks."""
        verdict = by_core(self.sealed)
        self.assertEqual(verdict.grade, Grade.VALID, [r.code for r in verdict.rules])
        self.assertEqual([s.role for s in verdict.signatures], ["person", "seal"])
        names = [signature.signer for signature in verdict.signatures]
        self.assertEqual(names, ["Trần Quang Vinh", "Sở Công Thương"])
        self.assertEqual(by_pyhanko(self.sealed), [True, True])
        self.assertEqual(by_pdfsig(self.sealed), ["Signature is Valid."] * 2)

    def test_enclosure_bears_the_seal(self):
        """Điều 6.2b: an enclosure in a file of its own is sealed."""
        pdf = self.enclosure._content()
        verdict = by_core(pdf, "attachment")
        self.assertEqual(verdict.grade, Grade.VALID, [r.code for r in verdict.rules])
        self.assertEqual([s.role for s in verdict.signatures], ["seal"])
        self.assertEqual(by_pyhanko(pdf), [True])

    def test_changing_the_number_afterwards_breaks_it(self):
        """Điều 12.1c: the number is under the seal."""
        with self.assertRaises(PdfError):
            fill_number(self.sealed, "99", "01", "01")
        changed = self._with_other_number(self.sealed)
        self.assertEqual(by_core(changed).grade, Grade.INVALID)
        self.assertNotEqual(by_pyhanko(changed), [True, True])

    def _with_other_number(self, pdf):
        """Write another number into the field, as a PDF editor does."""
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        form = writer.root["/AcroForm"]
        for reference in form["/Fields"]:
            field = reference.get_object()
            if field.get("/V") == "01":
                field[NameObject("/V")] = pdf_string("99")
                writer.mark_update(reference.reference)
        stream = io.BytesIO()
        writer.write(stream)
        self.assertNotEqual(stream.getvalue(), pdf)
        return stream.getvalue()

    def test_packet_in_the_outbox_carries_our_data(self):
        """QĐ 28/2018 Điều 10; Điều 14 of the regulation."""
        [packet] = self.outbox(DocumentPacket)
        answer = self.answer
        self.assertEqual(packet.document_id, answer.document_uid)
        self.assertEqual(packet.sender.organ_id, "H35.09")
        self.assertEqual([to.organ_id for to in packet.recipients], ["H35"])
        self.assertEqual((packet.code_number, packet.code_notation), ("01", "SCT-QLCN"))
        self.assertEqual(packet.promulgation_date, answer.date_issued)
        self.assertEqual(packet.subject, answer.subject)
        self.assertEqual(packet.signer_name, "Trần Quang Vinh")
        self.assertEqual(packet.place, "Lai Châu")
        [answered] = packet.response_for
        self.assertEqual(answered.document_id, self.incoming.document_uid)
        sent = [attachment.sha256 for attachment in packet.attachments]
        self.assertEqual(sent, [self.main.sha256, self.enclosure.sha256])

    def test_recipients_statuses_show(self):
        """QĐ 28/2018 Điều 8.2: how the document fared with each recipient."""
        delivery = self.answer.delivery_ids
        self.assertEqual(delivery.state, "answered")
        self.assertEqual(
            (delivery.last_code, delivery.last_text[:10]), ("03", "Đã tiếp nh")
        )
        self.assertEqual(delivery.status_ids.sorted("id").mapped("code"), ["01", "03"])
        self.assertTrue(delivery.sent_at)

    # ------------------------------------------------------------------- history

    def test_history_is_complete(self):
        """NĐ 30 Phụ lục VI III.5: who took which step, and when."""
        steps = self.incoming.step_ids.sorted("id")
        self.assertEqual(steps.mapped("action"), INCOMING_STEPS)
        people = ["vanthu", "vanthu", "giamdoc", "tp.qlcn"]
        self.assertEqual([step.user_id.login for step in steps[:4]], people)
        self.assertEqual(steps[-1].user_id, self.env.ref("base.user_root"))
        steps = self.answer.step_ids.sorted("id")
        self.assertEqual(steps.mapped("action"), OUTGOING_STEPS)
        people = ["cv.qlcn", "tp.qlcn", "chanhvanphong", "giamdoc"] + ["vanthu"] * 3
        self.assertEqual([step.user_id.login for step in steps], people)
        for before, after in zip(steps, steps[1:], strict=False):
            self.assertEqual(before.state_to, after.state_from)

    def test_registers_count_on(self):
        """NĐ 30 Điều 15, 22: numbers 1, 2, 3 in each book of the year."""
        for _each in range(2):
            document = self.arrive(PLAIN)
            self.line.register(document, leader=None)
        numbers = self.env["edoc.incoming"].search([("arrival_number", ">", 0)])
        self.assertEqual(sorted(numbers.mapped("arrival_number")), [1, 2, 3])
        second = self.outgoing_at("numbered")
        self.assertEqual((second.number, second.code), (2, "02/SCT-QLCN"))
        self.assertEqual(second.register_id, self.answer.register_id)
