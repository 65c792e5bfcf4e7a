"""Urgent documents ring at once at whoever has to act (Điều 10.3, 11)."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PLAIN, EdocCommon


@tagged("post_install", "-at_install")
class TestAlarm(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.urgent()

    @classmethod
    def urgent(cls, priority=3):
        """A packet that its sender marks as Hỏa tốc."""
        packet = cls.packet(PLAIN, priority=priority)
        record = cls.take_in(packet, f"khan-{priority}")
        return cls.env["edoc.incoming"].search([("exchange_record_id", "=", record.id)])

    def waiting(self, login):
        return self.as_(login, self.env["edoc.alarm"]).waiting()

    def test_from_hand_to_hand(self):
        """Điều 10.3, 11: clerk, leader, heads, the person; each until he has acted."""
        document = self.document
        self.assertEqual(document.urgency, "3")
        [alarm] = self.waiting("vanthu")
        self.assertEqual(alarm["urgency"], "HỎA TỐC")
        self.assertIn(document.code, alarm["what"])
        warned = document.sudo().activity_ids.user_id
        self.assertIn(self.users["vanthu"], warned, "a task at once, too")
        mails = self.env["mail.mail"].search([("model", "=", "edoc.alarm")])
        self.assertIn(self.users["vanthu"].partner_id, mails.recipient_ids)
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        self.line.register(document)
        self.assertFalse(self.waiting("vanthu"))
        self.assertTrue(self.waiting("giamdoc"))
        self.line.distribute(document, "QLCN", ("KTAT",), ("KHTC",))
        self.assertFalse(self.waiting("giamdoc"))
        for login in ("tp.qlcn", "tp.ktat"):
            self.assertTrue(self.waiting(login), login)
        self.assertFalse(self.waiting("tp.khtc"), "for information only")
        self.line.assign(document, "cv.qlcn")
        self.assertTrue(self.waiting("cv.qlcn") and self.waiting("tp.ktat"))
        self.assertFalse(self.waiting("tp.qlcn"))
        self.line.finish(document, "Đã xử lý")
        self.assertFalse(self.waiting("cv.qlcn") or self.waiting("tp.ktat"))

    def test_hidden_by_confirming_only_by_oneself(self):
        [alarm] = self.waiting("vanthu")
        row = self.env["edoc.alarm"].browse(alarm["id"])
        self.as_("giamdoc", row).confirm()
        self.assertTrue(self.waiting("vanthu"))
        self.as_("vanthu", row).confirm()
        self.assertFalse(self.waiting("vanthu"))
        self.assertTrue(row.confirmed_at)
        self.assertFalse(row.settled_at, "the document still waits")
        with self.assertRaises(AccessError):
            self.as_("giamdoc", row).read(["what"])

    def test_normal_documents_do_not_ring(self):
        before = self.env["edoc.alarm"].search_count([])
        document = self.urgent(priority=0)
        self.line.register(document)
        self.assertEqual(self.env["edoc.alarm"].search_count([]), before)

    def test_marked_by_the_clerk(self):
        """Điều 10.3: what the clerk finds on paper to be urgent rings, too."""
        document = self.urgent(priority=0)
        before = len(self.waiting("vanthu"))
        self.as_("vanthu", document).write({"urgency": "1"})
        self.assertEqual(len(self.waiting("vanthu")), before + 1)

    def test_the_urgent_deadline_by_rule(self):
        """NĐ 30 Điều 24: Hỏa tốc the same day, without anybody setting it."""
        document = self.document
        document._through_door().write({"due_date": False})
        self.line.register(document)
        wizard = self.wizard("edoc.incoming.distribute", "giamdoc", document)
        today = document._vn_today()
        calendar = self.env["edoc.holiday"]._calendar(self.company)
        self.assertEqual(wizard.due_date, calendar.plus(today, 0))

    def test_nothing_of_restricted_ones(self):
        """NĐ 30 Phụ lục VI III.3: the e-mail names the number only."""
        document = self.document
        self.line.register(document)
        self.as_("giamdoc", document)._restrict(
            self.users["giamdoc"] | self.users["tp.qlcn"], "Việc cán bộ"
        )
        old = self.env["mail.mail"].search([])
        self.line.distribute(document, "QLCN")
        mail = self.env["mail.mail"].search([("model", "=", "edoc.alarm")]) - old
        self.assertTrue(mail)
        self.assertNotIn(document.subject, f"{mail.subject}{mail.body_html}")
        self.assertIn(document.code, mail.subject)

    def test_nothing_for_those_outside(self):
        """The web client of every employee asks; who has no right gets nothing."""
        employee = self.env["res.users"].create(
            {
                "name": "Người ngoài",
                "login": "nguoi.ngoai.chuong",
                "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
            }
        )
        self.assertEqual(self.env["edoc.alarm"].with_user(employee).waiting(), [])
