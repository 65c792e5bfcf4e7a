"""Difficulties that staff report to the office (Điều 18)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import EdocCommon


@tagged("post_install", "-at_install")
class TestDifficulty(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls.env["edoc.difficulty"]
        cls.reported = cls.report_from("cv.qlcn")

    @classmethod
    def report_from(cls, login, **vals):
        usual = {
            "subject": "Chưa rõ thời hạn trình",
            "description": "Văn bản đến cuối giờ chiều thì trình thế nào?",
            "article": "Điều 10 khoản 3",
        }
        return cls.as_(login, cls.model).create(usual | vals)

    def answer(self, login="chanhvanphong", records=None, **vals):
        records = records or self.reported
        wizard = self.env["edoc.difficulty.answer"].with_user(self.users[login])
        values = {"words": "Trình sáng ngày làm việc tiếp theo", **vals}
        wizard.create(
            {"difficulty_ids": [Command.set(records.ids)], **values}
        ).action_answer()

    def test_reported_by_anybody_to_the_office(self):
        """Điều 18: who, of which department, when; the office is told."""
        row = self.reported
        self.assertEqual(row.reporter_id, self.users["cv.qlcn"])
        self.assertEqual(row.department_id.code, "QLCN")
        self.assertEqual((row.state, row.company_id), ("new", self.company))
        self.assertIn(
            self.users["chanhvanphong"].partner_id,
            row.sudo().message_follower_ids.partner_id,
        )

    def test_who_sees_it(self):
        """Điều 18: the reporter, his heads, the office, the leaders; nobody else."""
        for login, sees in (
            ("cv.qlcn", True),
            ("tp.qlcn", True),
            ("chanhvanphong", True),
            ("giamdoc", True),
            ("cv.ktat", False),
            ("tp.ktat", False),
            ("vanthu", False),
            ("giamdoc.ttkc", False),
            ("quantri", False),
        ):
            with self.subTest(login):
                found = self.as_(login, self.model).search([])
                self.assertEqual(self.reported.id in found.ids, sees)

    def test_the_office_answers(self):
        """Điều 18: considered and answered; the reporter is told; later submitted."""
        self.answer()
        row = self.reported
        self.assertEqual(row.state, "answered")
        self.assertEqual(row.answered_by_id, self.users["chanhvanphong"])
        self.assertTrue(row.answered_at)
        told = row.sudo().message_ids.filtered(lambda m: "Trình sáng" in (m.body or ""))
        self.assertIn(self.users["cv.qlcn"].partner_id, told.partner_ids)
        self.answer(submit=True)
        self.assertEqual(row.state, "submitted")
        with self.assertRaises(AccessError):
            self.answer()

    def test_nobody_else_answers_or_rewrites(self):
        """Điều 18: what was reported stays as it was reported."""
        for login in ("tp.qlcn", "vanthu", "quantri", "giamdoc"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.answer(login)
        with self.assertRaises(AccessError):
            self.as_("cv.qlcn", self.reported).write({"state": "answered"})
        with self.assertRaises(AccessError):
            self.report_from("cv.qlcn", reporter_id=self.users["tp.qlcn"].id)
        with self.assertRaises(UserError):
            self.as_("chanhvanphong", self.reported).write({"description": "Khác"})
        self.as_("cv.qlcn", self.reported).write({"description": "Rõ hơn"})
        self.answer()
        with self.assertRaises(UserError):
            self.as_("cv.qlcn", self.reported).write({"description": "Khác"})
        with self.assertRaises(UserError):
            self.reported.sudo().unlink()

    def test_printed_collection(self):
        """Điều 18: collected and printed for the head of the entity."""
        other = self.report_from("tp.ktat", subject="Thiếu mẫu phiếu trình")
        self.answer(records=other, submit=True, words="Bổ sung mẫu")
        rows = self.as_("chanhvanphong", self.reported | other)
        html = (
            self.env["ir.actions.report"]
            .with_user(self.users["chanhvanphong"])
            ._render_qweb_html("l10n_vn_edoc.difficulty_book", rows.ids)[0]
            .decode()
        )
        for words in (
            "TỔNG HỢP VƯỚNG MẮC, KIẾN NGHỊ",
            "Nguyễn Đình Nam",
            "Thiếu mẫu phiếu trình",
            "Trình người đứng đầu xem xét: Bổ sung mẫu",
        ):
            self.assertIn(words, html)
