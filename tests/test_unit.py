"""A document that goes to a subordinate unit, and follows it (Điều 7, 11, 16.2)."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .changes import UPDATE, RecipientSetup
from .test_handling import HandlingCase

CLERK, HEAD = "vanthu.ttkc", "giamdoc.ttkc"


class UnitCase(RecipientSetup, HandlingCase):
    def to_unit(self, role="lead", document=None, **line):
        """Distribute to the unit; return the document, its part, the unit's copy."""
        document = document or self.incoming_at("submitted")
        leads = role == "lead"
        self.distribute(
            document,
            lead_department_id=not leads and self.departments["qlcn"].id,
            due_date=self.day(document, 6),
            lines=[{"unit_id": self.unit.id, "role": role, **line}],
        )
        part = self.rows(document, unit_id=self.unit)[-1:]
        return document, part, part.unit_document_id

    def register(self, there, leader=HEAD):
        self.line.register(there, leader, clerk=CLERK)

    def handle(self, there):
        """From the unit's leader to whom he names himself."""
        self.distribute(
            there,
            HEAD,
            lead_department_id=False,
            lines=[{"user_id": self.users[HEAD].id, "role": "lead"}],
        )

    def finish(self, there, words="Đã khảo sát, báo cáo kèm theo"):
        self.wizard("edoc.incoming.finish", HEAD, there, result=words).action_finish()

    def last(self, document):
        return document.step_ids.sorted("id")[-1]


@tagged("post_install", "-at_install")
class TestSubordinateUnit(UnitCase):
    def test_the_unit_registers_and_handles_a_document_of_its_own(self):
        """Điều 7, 11, 16.2: own box, own number; the part above follows by itself."""
        document, part, there = self.to_unit(instruction="Trung tâm chủ trì khảo sát")
        self.assertEqual((part.state, document.state), ("pending", "distributed"))
        self.assertEqual((there.state, there.source), ("received", "superior"))
        self.assertEqual(there.company_id, self.unit)
        self.assertEqual(there.box_id.company_id, self.unit)
        waiting = self.as_(CLERK, there).search(
            [("state", "=", "received"), ("box_id.may_receive", "=", True)]
        )
        self.assertIn(there, waiting)
        seen = self.as_(CLERK, there)
        self.assertEqual(seen.superior_name, self.company.name)
        self.assertEqual(seen.superior_instruction, "Trung tâm chủ trì khảo sát")
        self.assertEqual(seen.superior_number, str(document.arrival_number))
        self.assertEqual(seen.due_date, part.due_date)
        # the same bytes, checked again where they are received
        files = document.file_ids.sorted("name")
        self.assertEqual(
            there.file_ids.sorted("name").mapped("sha256"), files.mapped("sha256")
        )
        self.assertEqual(there.verdict, document.verdict)
        self.assertFalse(there._in_the_way())

        self.register(there)
        self.assertTrue(there.arrival_number)
        self.assertEqual(there.register_id.company_id, self.unit)
        self.assertEqual((part.state, document.state), ("processing", "processing"))
        self.assertIn(str(there.arrival_number), part.unit_progress)
        self.handle(there)
        self.finish(there)
        self.assertEqual((part.state, document.state), ("done", "done"))
        self.assertIn("Đã khảo sát", self.last(document).reason)
        # the original sender hears of the superior entity's document only
        self.assertEqual(self.statuses_sent(), ["01", "03", "04", "05", "06"])
        self.assertFalse(there.status_ids)

    def test_each_entity_sees_its_own(self):
        """Điều 7: the stage is told above; who does what in the unit is not."""
        document, part, there = self.to_unit()
        self.register(there)
        for login in ("giamdoc", "vanthu", "chanhvanphong", "luutru"):
            self.assertFalse(self.as_(login, there).has_access("read"), login)
            self.assertTrue(self.as_(login, part).unit_progress, login)
        for login in (CLERK, HEAD):
            self.assertTrue(self.as_(login, there).has_access("read"), login)
            self.assertFalse(self.as_(login, document).has_access("read"), login)
            self.assertFalse(self.as_(login, part).has_access("read"), login)
        theirs = (self.users[HEAD] | self.users[CLERK]).partner_id
        self.assertLessEqual(there.message_partner_ids, theirs)
        shown = self.as_("giamdoc", self.env["res.company"]).search([])
        self.assertIn(self.unit, shown)
        self.assertNotIn(self.unit, self.as_("cv.qlcn", shown).search([]))

    def test_returned_by_the_unit(self):
        """Điều 11; NĐ 30 Điều 24: not for it, with the reason; decided anew."""
        document, part, there = self.to_unit()
        wrong = self.env.ref("l10n_vn_edoc.return_reason_wrong_recipient")
        self.wizard(
            "edoc.incoming.refuse",
            CLERK,
            there,
            reason_id=wrong.id,
            details="Không thuộc nhiệm vụ của Trung tâm",
        ).action_refuse()
        self.assertEqual((part.state, document.state), ("returned", "submitted"))
        self.assertIn("Không thuộc nhiệm vụ", part.told)
        self.assertIn(self.unit.name, document.came_back)
        self.assertIn(self.users["giamdoc"], document.activity_ids.user_id)
        step = document.step_ids.filtered(lambda s: s.action == "return")
        self.assertEqual(step.user_id, self.users[CLERK])
        # given again, it is a document that waits, and nothing stands in its way
        _document, _part, again = self.to_unit(document=document)
        self.assertNotEqual(again, there)
        self.assertFalse(again._in_the_way() | again._duplicates())
        self.assertEqual(self.statuses_sent(), ["01", "03", "04"])

    def test_taken_back_until_it_is_registered(self):
        """Điều 11: before it is registered there; the unit keeps no content."""
        document, part, there = self.to_unit()
        self.assertTrue(self.as_("giamdoc", part).can_take_back)
        self.ask("giamdoc", part, "back", by_giver=True, reason="Nhầm đơn vị")
        self.assertEqual((part.state, document.state), ("taken_back", "submitted"))
        self.assertEqual(there.state, "recalled")
        self.assertIn("Nhầm đơn vị", there.note)
        with self.assertRaisesRegex(UserError, "destroyed"):
            there.file_ids[:1]._content()
        self.assertTrue(document.file_ids[:1]._content())
        with self.assertRaises(UserError):
            self.register(there)
        _document, part, there = self.to_unit(document=document)
        self.register(there)
        self.assertFalse(self.as_("giamdoc", part).can_take_back)
        with self.assertRaisesRegex(UserError, "has registered it"):
            self.ask("giamdoc", part, "back", by_giver=True)

    def test_more_time_for_the_unit(self):
        """NĐ 30 Điều 24: asked for in the unit, decided above, told to the unit."""
        document, part, there = self.to_unit()
        self.register(there)
        later = part.due_date + timedelta(days=5)
        for login in ("cv.qlcn", "tp.qlcn"):
            self.assertFalse(self.as_(login, part).can_ask_extension)
        self.assertTrue(self.as_(HEAD, there).can_ask_superior)
        action = self.as_(HEAD, there).action_open_ask_superior()
        wizard = self.as_(HEAD, self.env[action["res_model"]])
        wizard = wizard.with_context(**action["context"])
        wizard.create({"due_date": later, "reason": "Chờ số liệu"}).action_ask()
        extension = part.extension_ids
        self.assertEqual(extension.asked_by_id, self.users[HEAD])
        with self.assertRaises(AccessError):
            self.as_(HEAD, extension).sudo()._decide(True)
        self.as_("giamdoc", extension)._decide(True, words="Đồng ý")
        self.assertEqual((part.due_date, document.due_date), (later, later))
        self.assertEqual((there.superior_due_date, there.due_date), (later, later))
        told = there.message_ids.filtered(lambda m: "Đồng ý" in m.body)
        self.assertEqual(told.partner_ids, self.users[HEAD].partner_id)

    def test_cooperating_and_for_information(self):
        """NĐ 30 Điều 23: its result is its opinion; to know it is to have it."""
        document, part, there = self.to_unit("cooperate")
        self.register(there)
        self.assertEqual((part.state, document.state), ("processing", "distributed"))
        self.handle(there)
        self.finish(there, "Trung tâm nhất trí")
        self.assertEqual((part.state, document.state), ("done", "distributed"))
        self.assertEqual(part.opinion, "Trung tâm nhất trí")
        self.assertIn(part, document.opinion_ids)
        slip = self.as_("giamdoc", self.env["report.l10n_vn_edoc.handling_slip"])
        paper = slip._get_report_values(document.ids)["papers"][0]
        self.assertIn(self.unit.name, [line["who"] for line in paper["leader"]])
        self.assertEqual(paper["proposals"][0]["who"], self.unit.name)
        _document, part, there = self.to_unit("inform")
        self.register(there)
        self.assertEqual(part.state, "done")

    def test_to_own_units_only_and_nothing_restricted(self):
        """Điều 7; NĐ 30 Phụ lục VI III.3."""
        document = self.incoming_at("submitted")
        other = self.env["res.company"].create({"name": "Cơ quan khác"})
        with self.assertRaisesRegex(UserError, "no subordinate unit"):
            self.to_unit(document=document, unit_id=other.id)
        with self.assertRaisesRegex(UserError, "Name a department"):
            self.to_unit(document=document, user_id=self.users["cv.ktat"].id)
        self.env["edoc.restrict"].with_user(self.users["giamdoc"]).create(
            {
                "incoming_id": document.id,
                "user_ids": [Command.set(self.users["giamdoc"].ids)],
                "reason": "Đơn tố cáo",
            }
        ).action_restrict()
        with self.assertRaisesRegex(UserError, "restricted to named persons"):
            self.to_unit(document=document)
        self.assertFalse(document.assignment_ids)

    def test_a_recall_reaches_the_unit(self):
        """NĐ 30 Điều 18.4, Phụ lục VI III.8: destroyed in the unit, too."""
        document, _part, there = self.to_unit()
        request = self.recall(document)
        with self.assertRaisesRegex(UserError, "decides on that"):
            self.register(there)
        self.as_("giamdoc", request).action_accept()
        for recalled in (document, there):
            self.assertEqual(recalled.state, "recalled")
            self.assertNotIn(request.reason, recalled.subject)
            self.assertEqual(self.last(recalled).action, "recall")
            with self.assertRaisesRegex(UserError, "destroyed"):
                recalled.file_ids[:1]._content()
        codes = [code for code in self.statuses_sent() if code > "06"]
        self.assertEqual(codes, ["15"])

    def test_an_update_reaches_the_unit(self):
        """NĐ 30 Điều 18.3: new data of the sender, in the unit's document, too."""
        document, _part, there = self.to_unit()
        self.register(there)
        packet = self.order_packet(document, UPDATE, subject="Trích yếu đã sửa")
        request = self.request_of(self.take_in(packet, "cap-nhat"))
        self.as_("vanthu", request).action_accept()
        self.assertEqual(document.subject, "Trích yếu đã sửa")
        self.assertEqual(there.subject, "Trích yếu đã sửa")
        self.assertEqual(self.last(there).action, "update")

    def test_what_came_to_the_unit_directly_is_one_document(self):
        """NĐ 30 Phụ lục VI III.1h, Điều 22: registered once, and followed there."""
        document, part, there = self.to_unit("cooperate")
        organ = self.unit.partner_id._edoc_organization(self.unit.name)
        self.take_in(self.packet(recipients=(organ,)), "thang")
        own = self.env["edoc.incoming"].search(
            [("company_id", "=", self.unit.id), ("source", "=", "packet")]
        )
        self.assertEqual(len(own), 1)
        self.assertEqual(own._in_the_way(), there)
        self.register(own)
        link = self.wizard("edoc.incoming.link", CLERK, there, earlier_id=own.id)
        link.action_link()
        self.assertEqual((there.state, part.state), ("linked", "processing"))
        self.assertEqual(own.superior_name, self.company.name)
        self.handle(own)
        self.finish(own)
        self.assertEqual(part.state, "done")

    def test_late_and_urged(self):
        """Điều 17: the office chief sees the unit's part, the unit is urged."""
        late = self.day(self.env["edoc.incoming"], -4)
        document, part, there = self.to_unit(due_date=late)
        works = self.as_("chanhvanphong", self.env["edoc.due.work"])
        work = works.search([("assignment_id", "=", part.id)])
        self.assertTrue(work.is_late)
        self.assertEqual((work.who, work.unit_id), (self.unit.name, self.unit))
        self.assertEqual(work._holders(), self.users[CLERK])
        action = work.action_open_urge()
        wizard = self.as_("chanhvanphong", self.env["edoc.urge"])
        wizard = wizard.with_context(**action["context"]).create(
            {"text": "Đề nghị Trung tâm khẩn trương"}
        )
        wizard.action_urge()
        urging = part.urging_ids
        self.assertEqual((urging.user_ids, urging.number), (self.users[CLERK], 1))
        tasks = there.activity_ids.filtered("edoc_work_key")
        self.assertEqual(tasks.user_id, self.users[CLERK])
        self.assertFalse(document.activity_ids.filtered("edoc_work_key"))
        mail = self.env["mail.mail"].search([("model", "=", "edoc.urging")])
        self.assertIn(f"/{there.id}", mail.body_html)
        self.assertNotIn(f'/{document.id}"', mail.body_html)
        seen = self.as_(CLERK, there)
        self.assertEqual(seen.my_urging_id, urging)
        seen.my_urging_id._give_answer("Chiều nay báo cáo")
        self.assertEqual(urging.answered_by_id, self.users[CLERK])
        report = self.as_("chanhvanphong", self.env["report.l10n_vn_edoc.overdue_list"])
        paper = report._get_report_values(work.ids)
        self.assertIn(self.unit.name, paper["departments"])

    def test_it_counts_as_the_units_own(self):
        """Điều 16: in the unit's report, as given by the superior entity."""
        _document, _part, there = self.to_unit()
        today = there._vn_today()
        report = self.as_(HEAD, self.env["edoc.exchange.report"]).create(
            {
                "company_id": self.unit.id,
                "date_from": today,
                "date_to": today,
            }
        )
        matrix = report._matrix()
        found = {
            key: matrix.cell("total", key).value
            for key in ("in_total", "in_superior", "in_electronic")
        }
        self.assertEqual(found, {"in_total": 1, "in_superior": 1, "in_electronic": 0})
