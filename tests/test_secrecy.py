"""State secrets are refused at every entrance, and nothing is kept (Điều 1.2)."""

import base64
from dataclasses import replace

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..core.edxml import build_packet, read_packet
from ..core.edxml.model import Attachment, StatusPacket
from .common import EdocCommon, letter

MARKS = {"MẬT": "secret", "TỐI MẬT": "top_secret", "TUYỆT MẬT": "absolute_secret"}
RULE = "Điều 1.2"
CONTENT = "phương án bảo vệ mục tiêu trọng điểm"


@tagged("post_install", "-at_install")
class TestSecrecy(EdocCommon):
    def assertNothingKept(self, content):
        """No document, no bytes in the database, none in the hand-over folder."""
        self.assertFalse(self.env["edoc.incoming"].search([]))
        self.assertFalse(self.env["edoc.file"].search([("incoming_id", "!=", False)]))
        everywhere = [("res_field", "in", [False, "exchange_file", "content"])]
        kept = [
            file.raw or b"" for file in self.env["ir.attachment"].search(everywhere)
        ]
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT file FROM edoc_incoming_upload WHERE file IS NOT NULL"
        )
        kept += [base64.b64decode(bytes(file)) for (file,) in self.env.cr.fetchall()]
        self.env.cr.postcommit.run()
        files = [path for path in self.exchange_root.rglob("*") if path.is_file()]
        kept += [path.read_bytes() for path in files]
        self.assertEqual(sum(content in each for each in kept), 0)

    def assertRefused(self, content):
        """The sender hears why, and nothing else stays."""
        self._remove_files_but(set())
        record = self.take_in(content)
        self.assertEqual(record.edi_exchange_state, "input_processed")
        self.assertFalse(record.exchange_file)
        self.assertEqual(len(record.edoc_sha256), 64)
        [refusal] = self.outbox(StatusPacket)
        self.assertEqual(refusal.status_code, "02")
        self.assertIn(RULE, refusal.description)
        self.assertNotIn(CONTENT, refusal.description)
        self.assertNothingKept(content)
        return record

    # --------------------------------------------------------------------- packets

    def test_mark_on_the_page(self):
        for mark in MARKS:
            with self.subTest(mark):
                pdf = letter(mark=mark, subject=CONTENT)
                self.assertRefused(self.packet(pdf=pdf, subject=CONTENT))

    def test_mark_in_the_packets_data(self):
        """The type, the sphere or an appendix of the packet says so."""
        for changes in (
            {"sphere": "Mật"},
            {"appendixes": ("Độ mật: Tối mật",)},
            {"content": "Kính gửi\nTUYỆT MẬT\nnội dung"},
        ):
            with self.subTest(str(changes)):
                self.assertRefused(self.packet(**changes))

    def test_mark_on_the_enclosure(self):
        pdf = letter(mark="MẬT")
        enclosure = Attachment("2", "phu-luc.pdf", "application/pdf", content=pdf)
        good = read_packet(self.packet())
        packet = replace(good, attachments=(*good.attachments, enclosure))
        self.assertRefused(build_packet(packet))

    def test_the_same_packet_again_is_refused_once(self):
        content = self.packet(sphere="Mật")
        self.assertRefused(content)
        self.take_in(content, "lan-hai")
        self.assertEqual(self.statuses_sent(), ["02"])
        self.assertNothingKept(content)

    def test_the_word_alone_is_no_mark(self):
        """Luật Bảo vệ bí mật nhà nước: the framed mark decides, not a sentence."""
        record = self.take_in(
            self.packet(subject="tuyên truyền Luật Bảo vệ bí mật nhà nước")
        )
        self.assertEqual(record.edi_exchange_state, "input_processed")
        self.assertEqual(self.env["edoc.incoming"].search([]).verdict, "valid")

    # --------------------------------------------------------------------- uploads

    def upload(self, name, content, **vals):
        vals = {"subject": "Thư mời", "sender_id": self.province.id, **vals}
        wizard = self.env["edoc.incoming.upload"].with_user(self.users["vanthu"])
        wizard.create(
            {"file_name": name, "file": base64.b64encode(content), **vals}
        ).action_upload()

    def test_upload_of_a_packet(self):
        content = self.packet(sphere="Mật")
        self.upload("goi.edxml", content)
        self.assertEqual(self.statuses_sent(), ["02"])
        self.assertNothingKept(content)

    def test_upload_of_a_scan(self):
        for mark, degree in MARKS.items():
            content = letter(mark=mark)
            with self.subTest(mark), self.assertRaisesRegex(UserError, RULE):
                self.upload("quet.pdf", content)
            with self.subTest(degree), self.assertRaisesRegex(UserError, RULE):
                self.upload("quet.pdf", letter(), secrecy=degree)
            self.assertNothingKept(content)

    # ---------------------------------------------------------------- own documents

    def test_no_document_of_ours_is_marked_secret(self):
        draft = self.draft()
        incoming = self.as_("vanthu", self.env["edoc.incoming"])
        for degree in MARKS.values():
            with self.subTest(degree):
                with self.assertRaisesRegex(UserError, RULE):
                    draft.secrecy = degree
                with self.assertRaisesRegex(UserError, RULE):
                    self.draft(secrecy=degree)
                with self.assertRaisesRegex(UserError, RULE):
                    incoming.create(
                        {"subject": "x", "sender_name": "y", "secrecy": degree}
                    )

    def test_upload_into_a_draft(self):
        draft = self.draft()
        versions = draft.file_ids.version_ids
        for mark in MARKS:
            with self.subTest(mark), self.assertRaisesRegex(UserError, RULE):
                self.line.upload(draft, "mat.pdf", letter(mark=mark), "enclosure")
            with self.subTest(mark), self.assertRaisesRegex(UserError, RULE):
                draft.file_ids.upload = base64.b64encode(letter(mark=mark))
        self.assertEqual(draft.file_ids.version_ids, versions)
