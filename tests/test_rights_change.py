"""A change of rights is announced until it is confirmed (NĐ 30 Phụ lục VI III.3)."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import EdocCommon


@tagged("post_install", "-at_install")
class TestRightsChange(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = cls.env["edoc.rights.change"]
        cls.env.cr.flush()
        cls.known = cls.rows.search([])

    def found(self):
        """What the end of the transaction has kept."""
        self.env.cr.flush()
        return self.rows.search([]) - self.known

    def group(self, name):
        return self.env.ref(f"l10n_vn_edoc.group_{name}")

    def give(self, name, to, by="quantri"):
        user = self.as_(by, self.users[to])
        user.write({"group_ids": [Command.link(self.group(name).id)]})
        return self.found()

    def tasks(self, login):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "edoc.rights.change"),
                ("user_id", "=", self.users[login].id),
            ]
        )

    def test_a_duty_given_and_taken(self):
        """Phụ lục VI III.3: who, whom, what, when; on either side of the relation."""
        row = self.give("seal", "cv.qlcn")
        self.assertEqual(len(row), 1)
        self.assertEqual(row.user_id, self.users["cv.qlcn"])
        self.assertEqual(row.changed_by_id, self.users["quantri"])
        self.assertEqual((row.kind, row.change), ("duty", "given"))
        self.assertEqual(row.right, self.group("seal").name)
        self.assertTrue(row.changed_at)
        group = self.as_("quantri", self.group("seal"))
        group.write({"user_ids": [Command.unlink(self.users["cv.qlcn"].id)]})
        taken = self.found() - row
        self.assertEqual((taken.kind, taken.change), ("duty", "taken"))

    def test_what_comes_to_nothing_is_no_change(self):
        user = self.as_("quantri", self.users["cv.qlcn"])
        user.write({"group_ids": [Command.link(self.group("seal").id)]})
        user.write({"group_ids": [Command.unlink(self.group("seal").id)]})
        user.write({"name": "Nguyễn Đình Nam"})
        self.assertFalse(self.found())

    def test_departments_and_their_heads(self):
        """Phụ lục VI III.3: who becomes head gets all that a head has."""
        department = self.as_("quantri", self.departments["ktat"])
        department.write({"head_ids": [Command.link(self.users["cv.qltm"].id)]})
        rows = self.found()
        self.assertEqual(rows.user_id, self.users["cv.qltm"])
        kinds = sorted(rows.mapped("kind"))
        self.assertEqual(kinds, ["duty", "head", "member"])

    def test_rights_in_boxes(self):
        """Điều 7, Phụ lục VI III.3: given, widened, taken."""
        box = self.env["edoc.contact.point"]._of_entity(self.company)
        rights = self.as_("quantri", self.env["edoc.contact.right"])
        right = rights.create({"point_id": box.id, "user_id": self.users["cv.khtc"].id})
        given = self.found()
        self.assertEqual((given.kind, given.change), ("box", "given"))
        right.write({"may_receive": True})
        widened = self.found() - given
        self.assertEqual(sorted(widened.mapped("change")), ["given", "taken"])
        self.assertTrue(widened.filtered(lambda row: "receive" in row.right))
        right.unlink()
        taken = self.found() - given - widened
        self.assertEqual((taken.kind, taken.change), ("box", "taken"))

    def test_announced_until_confirmed(self):
        """Phụ lục VI III.3: "cảnh báo … cho đến khi được xác nhận"."""
        first = self.give("seal", "cv.qlcn")
        second = self.give("form", "cv.qltm") - first
        for login in ("giamdoc", "phogiamdoc1"):
            self.assertEqual(len(self.tasks(login)), 1)
        self.assertFalse(self.tasks("quantri") | self.tasks("giamdoc.ttkc"))
        self.as_("giamdoc", first).action_confirm()
        self.assertEqual(first.confirmed_by_id, self.users["giamdoc"])
        self.assertTrue(first.confirmed_at)
        self.assertEqual(len(self.tasks("giamdoc")), 1, "one waits still")
        self.as_("phogiamdoc1", second).action_confirm()
        self.assertFalse(self.tasks("giamdoc") | self.tasks("phogiamdoc1"))
        with self.assertRaises(AccessError):
            self.as_("giamdoc", second).action_confirm()

    def test_who_confirms(self):
        """Phụ lục VI III.3: the competent person, not who made the change."""
        row = self.give("seal", "cv.qlcn")
        for login in ("quantri", "cv.qlcn", "chanhvanphong"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, row).action_confirm()
        self.company.edoc_rights_confirmer_id = self.users["chanhvanphong"]
        self.assertFalse(self.as_("giamdoc", row).can_confirm)
        self.as_("chanhvanphong", row).action_confirm()
        self.assertEqual(row.confirmed_by_id, self.users["chanhvanphong"])

    def test_who_sees_it(self):
        """Phụ lục VI III.3: whom it concerns, who confirms, the administrators."""
        row = self.give("seal", "cv.qlcn")
        for login, sees in (
            ("cv.qlcn", True),
            ("giamdoc", True),
            ("chanhvanphong", True),
            ("quantri", True),
            ("cv.qltm", False),
            ("giamdoc.ttkc", False),
        ):
            with self.subTest(login):
                found = self.as_(login, self.rows).search([("id", "=", row.id)])
                self.assertEqual(bool(found), sees)

    def test_printed(self):
        rows = self.give("seal", "cv.qlcn")
        rows |= self.give("form", "cv.qltm")
        report = self.env.ref("l10n_vn_edoc.rights_change_book_report_action")
        with self.printed() as pages:
            report.with_user(self.users["giamdoc"])._render_qweb_pdf(
                report.report_name, rows.ids
            )
        self.assertTrue(pages[0].startswith(b"%PDF"))
        values = self.as_("giamdoc", self.env["report.l10n_vn_edoc.rights_change_book"])
        book = values._get_report_values(rows.ids)["books"][0]
        cells = [row.cells for page in book["pages"] for row in page]
        self.assertEqual(len(cells), len(rows))
        self.assertIn("Nguyễn Đình Nam", cells[0])
        self.assertEqual(cells[0][-1], "Chưa xác nhận")
