"""Voiding a number: it stays in the book and is never given again (NĐ 30 Điều 15)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import EdocCommon


@tagged("post_install", "-at_install")
class TestVoidNumber(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.outgoing_at("numbered")
        cls.register = cls.document.register_id

    def void(self, login="vanthu", reason="Ký và đóng dấu khác ngày"):
        wizard = self.wizard("edoc.outgoing.void", login, self.document, reason=reason)
        wizard.action_void()

    def test_number_stays_in_the_book(self):
        """NĐ 30 Điều 15: who, when, why; shown with the book and the document."""
        document = self.document
        uid = document.document_uid
        self.void()
        [row] = self.as_("vanthu", self.register).void_ids
        self.assertEqual((row.number, row.code), (1, "01/SCT-QLCN"))
        self.assertEqual((row.outgoing_id, row.document_uid), (document, uid))
        self.assertEqual((row.user_id, row.numbered_by_id), (self.users["vanthu"],) * 2)
        self.assertEqual(row.reason, "Ký và đóng dấu khác ngày")
        self.assertTrue(row.voided_at and row.date_issued)
        self.assertEqual(document.void_ids, row)
        step = document.step_ids.sorted("id")[-1]
        self.assertEqual((step.action, step.state_to), ("void", "returned"))
        self.assertIn("01/SCT-QLCN", step.reason)

    def test_document_goes_back_and_takes_a_new_number(self):
        """Điều 12.1c: cleared, signed versions kept, the next number later."""
        document = self.document
        numbered = document.file_ids.current_id
        self.void()
        self.assertEqual(document.state, "returned")
        for name in ("number", "code_number", "code", "date_issued", "register_id"):
            self.assertFalse(document[name], name)
        for name in ("document_uid", "numbered_by_id"):
            self.assertFalse(document[name], name)
        self.assertEqual(document.file_ids.current_id.stage, "draft")
        stages = document.file_ids.version_ids.mapped("stage")
        self.assertEqual(sorted(stages), ["draft", "numbered", "prepared", "signed"])
        self.assertTrue(numbered._bytes())
        self.assertIn(self.users["cv.qlcn"], document.activity_ids.mapped("user_id"))
        document.action_submit()
        self.as_("tp.qlcn", document).action_approve_content()
        self.as_("chanhvanphong", document).action_approve_form()
        self.line.sign(document)
        self.line.number(document)
        self.assertEqual((document.number, document.code), (2, "02/SCT-QLCN"))
        self.line.seal(document)
        self.line.issue(document)
        self.assertEqual(document.void_ids.mapped("code"), ["01/SCT-QLCN"])

    def test_never_given_again(self):
        """NĐ 30 Điều 15: another document gets the next number."""
        self.void()
        other = self.outgoing_at("numbered")
        self.assertEqual(other.number, 2)

    def test_needs_a_right_of_its_own(self):
        """The clerk with the right, and nobody else."""
        for login in ("giamdoc", "cv.qlcn", "chanhvanphong", "quantri", "luutru"):
            with self.subTest(login), self.assertRaises(UserError):
                self.void(login)
        right = self.env.ref("l10n_vn_edoc.group_number_void")
        right.user_ids = [Command.unlink(self.users["vanthu"].id)]
        self.assertFalse(self.as_("vanthu", self.document).can_void)
        with self.assertRaises(AccessError):
            self.void()
        # the right alone makes no clerk
        right.user_ids = [Command.link(self.users["luutru"].id)]
        with self.assertRaisesRegex(UserError, "belongs to somebody else"):
            self.void("luutru")
        self.assertEqual(self.document.state, "numbered")

    def test_reason_and_state(self):
        """Only a number without the seal, and with a reason in words."""
        with self.assertRaisesRegex(UserError, "reason in words"):
            self.void(reason="  ")
        self.line.seal(self.document)
        with self.assertRaisesRegex(UserError, "not possible now"):
            self.void()
        self.assertEqual(self.document.number, 1)

    def test_rows_are_evidence(self):
        self.void()
        row = self.document.void_ids
        for acting in (row, self.as_("vanthu", row), self.as_("quantri", row)):
            for act in (
                lambda a=acting: a.write({"reason": "khác"}),
                lambda a=acting: a.unlink(),
                lambda a=acting: a.copy(),
            ):
                with self.subTest(user=acting.env.user.login):
                    with self.assertRaises(AccessError):
                        act()
        for login in ("vanthu.ttkc", "cv.qltm"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, row).read(["code"])
