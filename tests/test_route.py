"""Rules of review and signing; another signer (Điều 12; NĐ 30 Điều 13)."""

import base64
import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from odoo import Command
from odoo.exceptions import UserError, ValidationError

from .common import EdocCommon


class TestRoute(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.letter_type = cls.env.ref("l10n_vn_edoc.document_type_cong_van")
        cls.report_type = cls.env["edoc.document.type"].search(
            [("abbreviation", "=", "BC")]
        )

    def rule(self, **vals):
        usual = {
            "name": "Báo cáo của QLCN",
            "type_ids": [Command.set(self.report_type.ids)],
            "department_ids": [Command.set(self.departments["qlcn"].ids)],
            "content_approver_ids": [Command.set(self.users["phogiamdoc2"].ids)],
            "form_checker_ids": [Command.set(self.users["chanhvanphong"].ids)],
            "signer_id": self.users["giamdoc"].id,
        }
        routes = self.as_("quantri", self.env["edoc.signing.route"])
        return routes.create(usual | vals)

    def new(self, **vals):
        drafts = self.as_("cv.qlcn", self.env["edoc.outgoing"])
        return drafts.create({"subject": "báo cáo", **vals})

    def test_first_fitting_rule_is_applied_to_new_drafts(self):
        rule = self.rule()
        other = self.rule(
            name="Còn lại",
            sequence=20,
            type_ids=False,
            department_ids=False,
            content_approver_ids=False,
            form_checker_ids=False,
            signer_id=self.users["phogiamdoc1"].id,
        )
        draft = self.new(type_id=self.report_type.id)
        self.assertEqual(draft.route_id, rule)
        self.assertEqual(draft.signer_id, self.users["giamdoc"])
        self.assertEqual(draft.content_approver_ids, self.users["phogiamdoc2"])
        draft.type_id = self.letter_type
        self.assertEqual(draft.route_id, other)
        self.assertEqual(draft.signer_id, self.users["phogiamdoc1"])
        self.assertFalse(draft.content_approver_ids)

    def test_what_the_author_chose_stays(self):
        rule = self.rule()
        draft = self.new(
            signer_id=self.users["phogiamdoc1"].id, type_id=self.report_type.id
        )
        self.assertEqual(draft.route_id, rule)
        self.assertEqual(draft.content_approver_ids, self.users["phogiamdoc2"])
        draft.type_id = self.letter_type
        draft.type_id = self.report_type
        self.assertEqual(draft.signer_id, self.users["phogiamdoc1"])
        draft.content_approver_ids = self.users["tp.qlcn"]
        self.assertEqual(draft.content_approver_ids, self.users["tp.qlcn"])

    def test_named_approver_gets_it_and_approves(self):
        """Điều 12.1a: content and form by those named, or by their office."""
        self.rule(type_ids=[Command.set(self.letter_type.ids)])
        draft = self.draft()
        draft.action_submit()
        tasks = draft.activity_ids.filtered(lambda t: t.user_id != draft.author_id)
        self.assertEqual(tasks.user_id, self.users["phogiamdoc2"])
        with self.assertRaises(UserError):
            self.as_("tp.ktat", draft).sudo(False)._take_step("approve_content")
        self.as_("phogiamdoc2", draft).action_approve_content()
        self.assertEqual(draft.state, "form_review")

    def test_only_who_holds_the_right_is_named(self):
        for vals in (
            {"content_approver_ids": [Command.set(self.users["cv.ktat"].ids)]},
            {"form_checker_ids": [Command.set(self.users["cv.ktat"].ids)]},
            {"signer_id": self.users["cv.ktat"].id},
            {"signer_id": self.users["giamdoc.ttkc"].id},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.rule(**vals)
        draft = self.draft()
        with self.assertRaises(ValidationError):
            draft.content_approver_ids = draft.author_id

    # ------------------------------------------------------------- another signer

    def change(self, document, login, signer, reason="Giám đốc đi công tác"):
        self.wizard(
            "edoc.outgoing.signer", login, document, signer_id=signer, reason=reason
        ).action_change()

    def scanned_draft(self):
        """A file whose block can't be read leaves open who signs."""
        draft = self.draft()
        stream = io.BytesIO()
        canvas = Canvas(stream, pagesize=A4)
        canvas.rect(100, 100, 300, 500)
        canvas.save()
        draft.file_ids.write({"upload": base64.b64encode(stream.getvalue())})
        return draft

    def test_another_signer_before_the_signature_with_a_trace(self):
        """NĐ 30 Điều 13: the right is checked anew; the history tells who and why."""
        draft = self.scanned_draft()
        draft.action_submit()
        self.as_("tp.qlcn", draft).action_approve_content()
        self.as_("chanhvanphong", draft).action_approve_form()
        self.change(draft, "chanhvanphong", "phogiamdoc1")
        self.assertEqual(draft.state, "signing")
        self.assertEqual(draft.signer_id, self.users["phogiamdoc1"])
        self.assertEqual(draft.authority_id.user_id, self.users["phogiamdoc1"])
        step = draft.step_ids[:1]
        self.assertEqual(step.action, "change_signer")
        self.assertIn("đi công tác", step.reason)
        self.assertEqual(draft._main_file().current_id.stage, "prepared")
        self.assertIn(self.users["phogiamdoc1"], draft.activity_ids.user_id)

    def test_the_file_has_to_name_the_new_signer(self):
        document = self.outgoing_at("signing")
        with self.assertRaisesRegex(UserError, "Return the document"):
            self.change(document, "chanhvanphong", "phogiamdoc1")
        self.assertEqual(document.signer_id, self.users["giamdoc"])

    def test_who_may_change_and_until_when(self):
        document = self.outgoing_at("signing")
        for login, signer, words in (
            ("luutru", "phogiamdoc1", "before the first signature"),
            ("tp.qlcn", "cv.ktat", "no signer"),
        ):
            with self.subTest(login), self.assertRaisesRegex(UserError, words):
                self.change(document, login, signer)
        with self.assertRaisesRegex(UserError, "reason in words"):
            self.change(document, "tp.qlcn", "phogiamdoc1", reason=" ")
        self.line.sign(document)
        with self.assertRaisesRegex(UserError, "before the first signature"):
            self.change(document, "tp.qlcn", "phogiamdoc1")
