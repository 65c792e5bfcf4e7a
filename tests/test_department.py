"""Departments and their Odoo groups: two views of one membership."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import EdocCommon


@tagged("post_install", "-at_install")
class TestDepartment(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls.as_("quantri", cls.env["edoc.department"])
        cls.person = cls.users["cv.khtc"]

    def new_department(self, **vals):
        vals = {"name": "Phòng Thanh tra", "code": "TTra", **vals}
        return self.model.create({"company_id": self.company.id, **vals})

    def test_creating_one_creates_its_group(self):
        """Issue 2: departments appear as Odoo groups in an admin menu."""
        department = self.new_department(user_ids=[Command.link(self.person.id)])
        group = department.sudo().group_id
        self.assertEqual(group.name, "Phòng Thanh tra")
        self.assertIn(self.env.ref("l10n_vn_edoc.group_user"), group.implied_ids)
        self.assertEqual(group.user_ids, self.person)
        self.assertIn(group, self.person.group_ids)
        self.assertIn(department, self.person.edoc_department_ids)
        self.assertEqual(department.member_count, 1)
        department.name = "Phòng Thanh tra - Pháp chế"
        self.assertEqual(group.name, "Phòng Thanh tra - Pháp chế")

    def test_membership_from_either_side(self):
        """Putting a user in either puts him in both, and taking him out likewise."""
        department = self.new_department()
        group = department.sudo().group_id
        person = self.person
        ways = (
            (lambda: department.write({"user_ids": [Command.link(person.id)]}), True),
            (lambda: group.write({"user_ids": [Command.unlink(person.id)]}), False),
            (lambda: person.write({"group_ids": [Command.link(group.id)]}), True),
            (
                lambda: department.write({"user_ids": [Command.unlink(person.id)]}),
                False,
            ),
            (lambda: group.write({"user_ids": [Command.link(person.id)]}), True),
            (lambda: person.write({"group_ids": [Command.unlink(group.id)]}), False),
        )
        for act, inside in ways:
            act()
            self.env.invalidate_all()
            with self.subTest(inside=inside):
                self.assertEqual(person in department.user_ids, inside)
                self.assertEqual(person in group.user_ids, inside)
                self.assertEqual(group in person.group_ids, inside)
                self.assertEqual(department in person.edoc_department_ids, inside)
                found = self.env["res.users"].search(
                    [("edoc_department_ids", "in", department.ids)]
                )
                self.assertEqual(person in found, inside)

    def test_a_new_user_put_into_a_department_is_staff(self):
        user = self.env["res.users"].create({"name": "Mới", "login": "moi"})
        self.assertFalse(user.has_group("l10n_vn_edoc.group_user"))
        self.departments["qlcn"].user_ids = [Command.link(user.id)]
        self.assertTrue(user.has_group("l10n_vn_edoc.group_user"))
        self.assertTrue(self.env["edoc.outgoing"].with_user(user).has_access("create"))

    def test_heads_are_members_with_the_heads_right(self):
        """Điều 7.2, 11: the head assigns and answers for the content."""
        head = self.env.ref("l10n_vn_edoc.group_head")
        self.assertNotIn(self.person, head.all_user_ids)
        department = self.new_department(head_ids=[Command.link(self.person.id)])
        self.assertIn(self.person, department.user_ids)
        self.assertIn(self.person, head.all_user_ids)
        other = self.users["cv.ktat"]
        department.head_ids = [Command.link(other.id)]
        self.assertIn(other, department.user_ids)
        self.assertTrue(other.has_group("l10n_vn_edoc.group_head"))

    def test_a_new_head_works_at_once(self):
        """Điều 11: with the right comes the document that waits for it."""
        document = self.incoming_at("distributed")
        self.departments["qlcn"].head_ids = [Command.link(self.person.id)]
        self.assertTrue(self.as_("cv.khtc", document).can_assign)
        self.wizard(
            "edoc.incoming.assign", "cv.khtc", document, user_id="cv.qlcn"
        ).action_assign()
        self.assertEqual(document.state, "processing")

    def test_who_leaves_sees_no_more(self):
        document = self.incoming_at("distributed")
        member = self.users["cv.ktat"]
        self.assertTrue(document.with_user(member).has_access("read"))
        self.departments["ktat"].user_ids = [Command.unlink(member.id)]
        self.assertFalse(document.with_user(member).has_access("read"))

    def test_only_the_administrator_sets_them_up(self):
        for login in ("vanthu", "giamdoc", "tp.qlcn", "cv.qlcn"):
            acting = self.as_(login, self.departments["qlcn"])
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    acting.user_ids = [Command.link(self.person.id)]
                with self.assertRaises(AccessError):
                    acting.head_ids = [Command.link(self.users[login].id)]
                with self.assertRaises(AccessError):
                    acting.create({"name": "Phòng mới"})
                with self.assertRaises(AccessError):
                    acting.unlink()
                with self.assertRaises(AccessError):
                    acting.sudo(False).group_id.user_ids = [
                        Command.link(self.person.id)
                    ]

    # -------------------------------------------------------------------- deletion

    def test_one_that_was_used_stays(self):
        """NĐ 30 Phụ lục VI III.5: the history names it."""
        self.incoming_at("distributed")
        self.draft("cv.qltm")
        for key in ("qlcn", "ktat", "qltm"):
            department = self.departments[key]
            with self.subTest(key), self.assertRaisesRegex(UserError, "Archive"):
                self.as_("quantri", department).unlink()
            self.assertTrue(department.exists() and department.group_id.exists())
        self.as_("quantri", self.departments["qlcn"]).active = False

    def test_its_group_does_not_go_without_it(self):
        """Deleted in Odoo's own menu, it would take the department along."""
        self.incoming_at("distributed")
        for key in ("qlcn", "khtc"):
            department = self.departments[key]
            with self.subTest(key), self.assertRaises(UserError):
                self.as_("quantri", department.group_id).unlink()
            self.assertTrue(department.exists())

    def test_an_unused_one_goes_with_its_group(self):
        department = self.new_department()
        group = department.sudo().group_id
        department.unlink()
        self.assertFalse(department.exists() or group.exists())

    def test_a_group_of_duties_is_no_department(self):
        """Deleting a department deletes its group: it must be one of its own."""
        clerk = self.env.ref("l10n_vn_edoc.group_clerk")
        with self.assertRaises(UserError):
            self.new_department(group_id=clerk.id)
        with self.assertRaises(UserError):
            self.as_("quantri", self.departments["khtc"]).group_id = clerk
