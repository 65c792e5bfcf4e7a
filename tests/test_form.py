"""Approval of form by a check list, file by file (NĐ 30 Điều 12.2, Phụ lục I)."""

import base64
import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import UserError

from .common import EdocCommon, letter


def without_fonts():
    """A PDF whose font is not embedded."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("Helvetica", 13)
    canvas.drawString(90, 700, "Phu luc kem theo van ban")
    canvas.save()
    return stream.getvalue()


class TestForm(EdocCommon):
    def row(self, document, code, role="main"):
        return document.form_row_ids.filtered(
            lambda row: row.check_id.code == code and row.file_id.role == role
        )

    def decide(self, row, remark, login="chanhvanphong"):
        wizard = self.env["edoc.form.not.right"].with_user(self.users[login])
        wizard.create({"result_ids": row.ids, "remark": remark}).action_keep()

    def test_items_per_file_are_proposed_on_upload(self):
        """NĐ 30 Phụ lục I: main document and enclosure, each with its own items."""
        draft = self.draft(enclosure=True)
        items = self.env["edoc.form.check"].search([])
        by_role = {
            role: draft.form_row_ids.filtered(lambda row, r=role: row.file_id.role == r)
            for role in ("main", "enclosure")
        }
        self.assertEqual(by_role["main"].check_id, items)
        self.assertEqual(
            by_role["enclosure"].check_id, items.filtered(lambda i: i.scope == "all")
        )
        self.assertEqual(self.row(draft, "national_title").proposed, "ok")
        self.assertEqual(self.row(draft, "page_size", "enclosure").proposed, "ok")
        manual = by_role["main"].filtered(lambda row: not row.check_id.code)
        self.assertFalse(any(manual.mapped("proposed")))
        self.assertFalse(draft.form_hint)

    def test_drafter_is_told_of_fonts_that_are_not_embedded(self):
        draft = self.draft()
        self.line.upload(draft, "phu-luc.pdf", without_fonts(), "enclosure")
        self.assertIn("Helvetica", draft.form_hint)
        self.assertIn("phu-luc.pdf", draft.form_hint)
        file = draft.file_ids.filtered(lambda file: file.role == "enclosure")
        file.write({"upload": base64.b64encode(letter(annex=True))})
        self.assertFalse(draft.form_hint)

    def test_data_changed_after_the_upload_are_read_on_handing_in(self):
        draft = self.draft()
        draft.code_notation = "SCT-VP"
        draft.action_submit()
        self.assertEqual(self.row(draft, "notation").proposed, "not_ok")
        self.assertIn("/SCT-VP", self.row(draft, "notation").proposed_note)

    def test_who_approves_answers_for_every_item(self):
        document = self.outgoing_at("form_review")
        acting = self.as_("chanhvanphong", document)
        self.row(acting, "margins").action_not_applicable()
        acting.action_form_all_right()
        acting.action_approve_form()
        self.assertEqual(document.state, "signing")
        self.assertTrue(all(document.form_row_ids.mapped("result")))
        self.assertEqual(self.row(document, "margins").result, "na")
        self.assertEqual(
            document.form_row_ids.checked_by_id, self.users["chanhvanphong"]
        )

    def test_what_seems_wrong_is_decided_by_a_person(self):
        draft = self.draft()
        draft.code_notation = "SCT-VP"
        draft.action_submit()
        self.as_("tp.qlcn", draft).action_approve_content()
        acting = self.as_("chanhvanphong", draft)
        acting.action_form_all_right()
        with self.assertRaisesRegex(UserError, "decide on each"):
            acting.action_approve_form()
        self.row(acting, "notation").action_right()
        acting.action_approve_form()
        self.assertEqual(draft.state, "signing")

    def test_failed_items_go_into_the_reason(self):
        """NĐ 30 Điều 11.2, 12.2: the author learns what to mend."""
        document = self.outgoing_at("form_review")
        row = self.row(document, "recipients")
        with self.assertRaisesRegex(UserError, "in words"):
            self.decide(row, " ")
        self.decide(row, "Thiếu Sở Tài chính")
        acting = self.as_("chanhvanphong", document)
        with self.assertRaisesRegex(UserError, "Thiếu Sở Tài chính"):
            acting.action_approve_form()
        context = acting.action_open_return()["context"]
        wizard = self.env["edoc.outgoing.return"].with_user(acting.env.user)
        wizard = wizard.with_context(**context).create({})
        self.assertIn("Thiếu Sở Tài chính", wizard.reason)
        wizard.action_return()
        self.assertIn("Thiếu Sở Tài chính", document.return_reason)
        file = document.file_ids
        file.write({"upload": base64.b64encode(self.letter_of(document))})
        document.action_submit()
        self.assertEqual(row.result, "not_ok", "kept with the earlier version")
        self.assertFalse(self.row(document, "recipients").result)

    def test_only_the_office_decides_and_only_then(self):
        document = self.outgoing_at("content_review")
        row = self.row(document, "date")
        for login in ("chanhvanphong", "cv.qlcn", "tp.qlcn"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, row).action_right()
        self.as_("tp.qlcn", document).action_approve_content()
        for login in ("cv.qlcn", "tp.qlcn", "giamdoc", "vanthu"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, row).action_right()
        self.as_("chanhvanphong", row).action_right()
        self.assertEqual(row.result, "ok")
