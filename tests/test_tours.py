"""The main line in a real browser, role by role; what the browser left to jobs is
worked off between the tours, as the job runner would do it."""

import base64
import subprocess
from datetime import UTC, datetime

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from odoo.addons.queue_job.job import Job

from ..core.edxml.model import DocumentPacket, StatusPacket
from ..core.pdfsign.policy import VerifyPolicy
from ..core.pdfsign.verify import Grade, verify_document
from ..core.token.pem import certificates_in
from ..demo.other_agency import utc_now
from .common import PKI, WITH_ENCLOSURE, EdocSetup, letter, signed_letter

TIMEOUT = 180


@tagged("post_install", "-at_install")
class TestTours(EdocSetup, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # here the jobs wait for their turn, as they do in life
        cls.env = cls.env(context={**cls.env.context, "queue_job__no_delay": False})
        cls.channel = cls.channel.with_env(cls.env)

    # ------------------------------------------------------------------- helpers

    def tour(self, login, path, name):
        """Let a user walk a tour that begins at a desk, then work off the jobs."""
        before = len(self.outbox())
        self.start_tour(f"/odoo/{path}", name, login=login, timeout=TIMEOUT)
        self.assertEqual(len(self.outbox()), before, "a step of a user sends nothing")
        self.work_off_jobs()

    def work_off_jobs(self):
        """Perform what waits for the job runner, and what that leaves behind."""
        self.env.invalidate_all()
        waiting = [("state", "=", "pending")]
        jobs = self.env["queue.job"]
        while record := jobs.search(waiting, order="priority, id", limit=1):
            job = Job.load(self.env, record.uuid)
            job.set_started()
            job.perform()
            job.set_done()
            job.store()
            job.enqueue_waiting()
            self.env.flush_all()
            self.env.invalidate_all()

    def lay_ready(self, name, pdf):
        """Put a PDF where the tour finds it, as on the specialist's own disk."""
        self.env["ir.attachment"]._load_records(
            [
                {
                    "xml_id": f"l10n_vn_edoc.tour_{name}",
                    "values": {
                        "name": f"{name}.pdf",
                        "datas": base64.b64encode(pdf),
                        "public": True,
                    },
                }
            ]
        )

    def let_packet_arrive(self):
        content = self.line.agency.packet(
            WITH_ENCLOSURE, utc_now(), signed_letter(WITH_ENCLOSURE)
        )
        self.line.agency.send("1520-UBND-KT", content)
        self.channel._edoc_receive()
        self.work_off_jobs()
        incoming = self.env["edoc.incoming"].search([("code_number", "=", "1520")])
        self.assertEqual((incoming.state, incoming.verdict), ("received", "valid"))
        return incoming

    # --------------------------------------------------------------------- tests

    def test_line(self):
        """A signed packet arrives; ten desks later its sealed answer has left."""
        self.incoming = self.let_packet_arrive()
        self._walk_incoming()
        self._walk_answer()
        self._check_answer()
        self._walk_what_came_of_it()

    def _walk_incoming(self):
        incoming = self.incoming
        self.tour("vanthu", "outgoing-documents", "edoc_clerk_registers")
        self.assertEqual(incoming.state, "submitted")
        self.assertEqual(incoming.arrival_number, 1)
        self.assertEqual(incoming.registered_by_id, self.users["vanthu"])
        self.assertEqual(len(incoming.verification_ids), 4)
        self.assertEqual(self.statuses_sent(), ["01", "03"])
        self.tour("giamdoc", "documents-to-distribute", "edoc_leader_distributes")
        roles = {a.department_id.code: a.role for a in incoming.assignment_ids}
        self.assertEqual(roles, {"QLTM": "lead", "KHTC": "cooperate", "VP": "inform"})
        days = incoming.due_date - fields.Date.context_today(self.users["giamdoc"])
        self.assertEqual(days.days, 5)
        self.tour("tp.qltm", "documents-to-assign", "edoc_head_assigns")
        self.assertEqual(incoming.handler_id, self.users["cv.qltm"])
        self.assertEqual(self.statuses_sent(), ["01", "03", "04", "05"])

    def _walk_answer(self):
        paper = {
            "notation": "SCT-QLTM",
            "subject": "trả lời Công văn số 1520/UBND-KT",
        }
        self.lay_ready("cong-van", letter(**paper))
        self.lay_ready("phu-luc", letter(**paper, annex=True))
        self.tour("cv.qltm", "documents-to-handle", "edoc_specialist_drafts")
        self.answer = self.incoming.answer_ids
        self.assertEqual(self.answer.author_id, self.users["cv.qltm"])
        roles = self.answer.file_ids.mapped(lambda file: (file.name, file.role))
        self.assertEqual(
            roles, [("cong-van.pdf", "main"), ("phu-luc.pdf", "enclosure")]
        )
        self.tour("tp.qltm", "content-to-approve", "edoc_head_approves")
        self.tour("chanhvanphong", "form-to-check", "edoc_office_checks_form")
        self.tour("giamdoc", "documents-to-sign", "edoc_leader_signs")
        self.assertEqual(self.answer.state, "signed")
        self.tour("vanthu", "documents-to-number", "edoc_clerk_issues")

    def _check_answer(self):
        answer = self.answer
        self.assertEqual(answer.state, "issued")
        self.assertEqual((answer.number, answer.code), (1, "01/SCT-QLTM"))
        self.assertEqual(answer.delivery_ids.state, "sent")
        self.assertEqual(self.incoming.state, "done")
        self.assertEqual(self.incoming.completed_by_id, answer)
        people = [step.user_id.login for step in answer.step_ids.sorted("id")]
        self.assertEqual(
            people,
            ["cv.qltm", "tp.qltm", "chanhvanphong", "giamdoc"] + ["vanthu"] * 3,
        )
        [packet] = self.outbox(DocumentPacket)
        self.assertEqual((packet.code_number, packet.code_notation), ("01", "SCT-QLTM"))
        self.assertEqual([to.organ_id for to in packet.recipients], ["H35"])
        [answered] = packet.response_for
        self.assertEqual(answered.document_id, self.incoming.document_uid)
        main, enclosure = (attachment.read() for attachment in packet.attachments)
        self._check_pdf(main, "document", ["person", "seal"])
        self._check_pdf(enclosure, "attachment", ["seal"])
        self.assertEqual(self.statuses_sent(), ["01", "03", "04", "05", "06"])
        self.assertEqual(
            {p.sender.organ_id for p in self.outbox(StatusPacket)}, {"H35.09"}
        )

    def _check_pdf(self, pdf, kind, roles):
        policy = VerifyPolicy(
            certificates_in((PKI / "root.pem").read_bytes()),
            certificates_in((PKI / "intermediates.pem").read_bytes()),
            kind=kind,
        )
        verdict = verify_document(pdf, policy, datetime.now(UTC))
        self.assertEqual(verdict.grade, Grade.VALID, [r.code for r in verdict.rules])
        self.assertEqual([s.role for s in verdict.signatures], roles)

    def _walk_what_came_of_it(self):
        self.line.recipients_answer(self.answer)
        self.work_off_jobs()
        self.tour("vanthu", "outgoing-documents", "edoc_clerk_sees_statuses")
        self.assertEqual(self.answer.delivery_ids.state, "answered")
        with self.printed() as printed:
            self.tour("giamdoc", "incoming-documents", "edoc_manager_prints_report")
        [pdf] = printed
        command = ["pdftotext", "-layout", "-", "-"]
        done = subprocess.run(command, input=pdf, capture_output=True)
        # the first columns: issued, by packet only, with paper
        self.assertRegex(
            done.stdout.decode(), r"Phòng Quản lý thương mại\s+1\s+1\s+0\s"
        )

    def test_administrator(self):
        """Creating a department creates its group; its members are the group's."""
        self.tour(
            "quantri", "incoming-documents", "edoc_administrator_creates_department"
        )
        department = self.env["edoc.department"].search([("code", "=", "TTr")])
        self.assertEqual(department.group_id.name, "Phòng Thanh tra")
        member = self.users["cv.ktat"]
        self.assertEqual(department.user_ids, member)
        self.assertIn(department.group_id, member.group_ids)
        self.assertTrue(member.has_group("l10n_vn_edoc.group_user"))
        department.group_id.user_ids = [Command.link(self.users["tp.ktat"].id)]
        self.assertEqual(department.user_ids, member | self.users["tp.ktat"])
