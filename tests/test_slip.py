"""The phiếu trình of a draft, and which answered documents it completes (Điều 12)."""

import io
from datetime import timedelta

from pdfminer.high_level import extract_text

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common import EdocCommon


class TestSlip(EdocCommon):
    def text(self, document, login):
        report = self.env["ir.actions.report"].with_user(self.users[login])
        with self.printed() as printed, self.allow_pdf_render():
            report._render_qweb_pdf(
                "l10n_vn_edoc.submission_slip_report_action", document.ids
            )
        return " ".join(extract_text(io.BytesIO(printed[0])).split())

    def test_slip_holds_opinions_and_approvals_with_times(self):
        """Điều 12.1a: who drafted, who was asked, who approved, what is proposed."""
        draft = self.draft(
            summary="Sản xuất công nghiệp quý III tăng 8%.",
            proposal="Kính trình Giám đốc ký ban hành.",
        )
        draft._consult(
            self.departments["ktat"],
            self.env["res.users"],
            draft._vn_today() + timedelta(days=2),
            "Số liệu?",
        )
        row = draft.consultation_ids
        self.as_("tp.ktat", row)._give("remarks", "Bổ sung số liệu an toàn")
        draft.action_submit()
        self.as_("tp.qlcn", draft).action_approve_content()
        self.as_("chanhvanphong", draft).action_approve_form()
        found = self.text(draft, "giamdoc")
        for words in (
            "PHIẾU TRÌNH",
            draft.subject,
            draft.department_id.name,
            draft.author_id.name,
            "tăng 8%",
            "Kính trình Giám đốc ký ban hành",
            "Bổ sung số liệu an toàn",
            self.users["tp.ktat"].name,
            self.users["tp.qlcn"].name,
            self.users["chanhvanphong"].name,
            draft.step_ids[0].done_at.strftime("%Y"),
        ):
            self.assertIn(words, found)

    def test_only_readers_print_it(self):
        draft = self.draft()
        with self.assertRaises(AccessError):
            self.text(draft, "cv.qltm")

    def test_words_of_the_slip_stand_once_handed_in(self):
        document = self.outgoing_at("content_review", summary="Tóm tắt")
        with self.assertRaises(UserError):
            document.summary = "Khác"

    # -------------------------------------------------------------------- answers

    def test_completion_is_chosen_for_each_answered_document(self):
        """Điều 11, 12: one answer to two documents, and one of them stays open."""
        first, second = self.incoming_at("processing"), self.incoming_at("processing")
        draft = self.draft(
            answers_ids=[Command.set((first | second).ids)],
            kept_open_ids=[Command.set(second.ids)],
        )
        self.assertEqual(first.to_complete_ids, draft)
        self.assertFalse(second.to_complete_ids)
        self.assertEqual(second.answer_ids, draft)
        draft.action_submit()
        self.as_("tp.qlcn", draft).action_approve_content()
        self.as_("chanhvanphong", draft).action_approve_form()
        for step in (self.line.sign, self.line.number, self.line.seal, self.line.issue):
            step(draft)
        self.assertEqual(first.state, "done")
        self.assertEqual(first.completed_by_id, draft)
        self.assertEqual(second.state, "processing")

    def test_only_what_is_answered_is_kept_open(self):
        incoming = self.incoming_at("processing")
        with self.assertRaisesRegex(UserError, "answers"):
            self.draft(kept_open_ids=[Command.set(incoming.ids)])
