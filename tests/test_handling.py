"""Rounds, taking back, more time, opinions (Điều 11; NĐ 30 Điều 23, 24)."""

import base64
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import EdocCommon, letter


class HandlingCase(EdocCommon):
    def rows(self, document, **wanted):
        """The parts of a document that have these values."""
        return document.assignment_ids.filtered(
            lambda a: all(a[name] == value for name, value in wanted.items())
        )

    def part(self, document, login, **wanted):
        """The part of one person."""
        return self.rows(document, user_id=self.users[login], **wanted)[-1:]

    def distribute(self, document, login="giamdoc", lines=(), **vals):
        vals = {
            "lead_department_id": self.departments["qlcn"].id,
            "instruction": "Tham mưu trả lời",
            **vals,
        }
        vals["line_ids"] = [Command.create(line) for line in lines]
        wizard = self.wizard("edoc.incoming.distribute", login, document)
        wizard.write(vals)
        return wizard.action_distribute()

    def assign(self, document, login, user, **vals):
        self.wizard(
            "edoc.incoming.assign", login, document, user_id=user, **vals
        ).action_assign()

    def ask(self, login, row, action, **vals):
        """Answer the question of a button on a part."""
        model, step = {
            "back": ("edoc.assignment.back", "action_back"),
            "forward": ("edoc.assignment.forward", "action_forward"),
            "opinion": ("edoc.assignment.opinion", "action_opinion"),
            "ask": ("edoc.extension.ask", "action_ask"),
        }[action]
        wizard = self.env[model].with_user(self.users[login])
        return getattr(wizard.create({"assignment_id": row.id, **vals}), step)()

    def day(self, document, days):
        return document._vn_today() + timedelta(days=days)


@tagged("post_install", "-at_install")
class TestDistribution(HandlingCase):
    def test_to_departments_and_persons_each_with_own_words(self):
        """Điều 11; NĐ 30 Điều 23: lead, cooperating, for information; own deadlines."""
        document = self.incoming_at("submitted")
        early, late = self.day(document, 3), self.day(document, 8)
        self.distribute(
            document,
            due_date=late,
            cooperate_ids=[Command.set(self.departments["ktat"].ids)],
            lines=[
                {
                    "user_id": self.users["cv.qltm"].id,
                    "role": "cooperate",
                    "instruction": "Cho số liệu chợ",
                    "due_date": early,
                },
                {"department_id": self.departments["khtc"].id, "role": "inform"},
            ],
        )
        found = {
            (a.user_id.login or a.department_id.code): (
                a.role,
                a.instruction,
                a.due_date,
            )
            for a in document.assignment_ids
        }
        common = "Tham mưu trả lời"
        self.assertEqual(
            found,
            {
                "QLCN": ("lead", common, late),
                "KTAT": ("cooperate", common, late),
                "cv.qltm": ("cooperate", "Cho số liệu chợ", early),
                "KHTC": ("inform", common, late),
            },
        )
        self.assertEqual(document.due_date, late)
        self.assertEqual(self.part(document, "cv.qltm").department_id.code, "QLTM")
        # the person sees it, the rest of his department doesn't
        self.assertTrue(self.as_("cv.qltm", document).has_access("read"))
        self.assertFalse(self.as_("tp.qltm", document).has_access("read"))

    def test_a_person_who_leads_begins_at_once(self):
        """Điều 11: to a person; the sender hears 04 and 05."""
        document = self.incoming_at("submitted")
        self.distribute(
            document,
            lead_department_id=False,
            lines=[{"user_id": self.users["cv.ktat"].id, "role": "lead"}],
        )
        self.assertEqual(document.state, "processing")
        self.assertEqual(document.handler_id, self.users["cv.ktat"])
        self.assertEqual(document.lead_department_id, self.departments["ktat"])
        self.assertEqual(self.statuses_sent(), ["01", "03", "04", "05"])
        self.line.finish(document, "Đã báo cáo")
        self.assertEqual(document.state, "done")

    def test_exactly_one_lead_and_only_people_of_the_entity(self):
        """Điều 11."""
        document = self.incoming_at("submitted")
        person = self.users["cv.ktat"].id
        for lines, vals in (
            ([], {"lead_department_id": False}),
            ([{"user_id": person, "role": "lead"}], {}),
            ([{"user_id": self.users["vanthu.ttkc"].id, "role": "inform"}], {}),
            ([{"role": "inform"}], {}),
            ([], {"instruction": "  "}),
        ):
            with self.subTest(str(vals)), self.assertRaises(UserError):
                self.distribute(document, lines=lines, **vals)
        self.assertFalse(document.assignment_ids)

    def test_left_to_a_deputy(self):
        """Điều 11: leader, deputy, head, deputy head, specialist; one tree."""
        qlcn = self.departments["qlcn"]
        deputy = self.users["cv.qlnl"]
        qlcn.group_id.user_ids = [Command.link(deputy.id)]
        qlcn.head_ids = [Command.link(deputy.id)]
        document = self.incoming_at("submitted")
        self.wizard(
            "edoc.incoming.pass.on",
            "giamdoc",
            document,
            leader_id="phogiamdoc1",
            instruction="Đ/c phụ trách",
        ).action_pass_on()
        self.assertEqual(document.state, "submitted")
        with self.assertRaises(UserError):
            self.distribute(document, "giamdoc")
        self.distribute(document, "phogiamdoc1")
        self.assign(document, "tp.qlcn", "cv.qlnl", instruction="Phó phòng chỉ đạo")
        self.assertEqual(document.handler_id, deputy)
        self.assign(document, "cv.qlnl", "cv.qlcn")
        self.assertEqual(document.handler_id, self.users["cv.qlcn"])
        tree = [
            (a.level, a.role, a.user_id.login or a.department_id.code, a.state)
            for a in document.assignment_ids
        ]
        self.assertEqual(
            tree,
            [
                (0, "distribute", "phogiamdoc1", "done"),
                (1, "lead", "QLCN", "processing"),
                (2, "lead", "cv.qlnl", "processing"),
                (3, "lead", "cv.qlcn", "processing"),
            ],
        )
        self.assertEqual(self.statuses_sent(), ["01", "03", "04", "05"])

    def test_only_leaders_are_left_the_distribution(self):
        """Điều 11: the leader or his delegate distributes."""
        document = self.incoming_at("submitted")
        for to in ("cv.qlcn", "giamdoc", "giamdoc.ttkc"):
            with self.subTest(to), self.assertRaises(UserError):
                self.wizard(
                    "edoc.incoming.pass.on", "giamdoc", document, leader_id=to
                ).action_pass_on()

    def test_several_persons_in_a_department(self):
        """NĐ 30 Điều 23: who handles it, who cooperates, who is to know."""
        document = self.incoming_at("distributed")
        qlcn = self.departments["qlcn"]
        qlcn.group_id.user_ids = [
            Command.link(self.users[login].id) for login in ("cv.qltm", "cv.khtc")
        ]
        self.assign(
            document,
            "tp.qlcn",
            "cv.qlcn",
            cooperate_ids=[Command.set(self.users["cv.qltm"].ids)],
            inform_ids=[Command.set(self.users["cv.khtc"].ids)],
        )
        for login, role in (
            ("cv.qlcn", "lead"),
            ("cv.qltm", "cooperate"),
            ("cv.khtc", "inform"),
        ):
            self.assertEqual(self.part(document, login).role, role)
            self.assertTrue(self.as_(login, document).has_access("read"))
        with self.assertRaises(UserError):
            self.wizard(
                "edoc.incoming.finish", "cv.qltm", document, result="x"
            ).action_finish()

    def test_a_cooperating_head_assigns_his_part(self):
        """NĐ 30 Điều 23: the document's own state doesn't move by that."""
        document = self.incoming_at("distributed")
        self.assertTrue(self.as_("tp.ktat", document).can_give)
        self.assign(document, "tp.ktat", "cv.ktat")
        self.assertEqual(document.state, "distributed")
        self.assertEqual(self.part(document, "cv.ktat").role, "cooperate")
        with self.assertRaises(UserError):
            self.assign(document, "tp.ktat", "cv.qlcn")


@tagged("post_install", "-at_install")
class TestBackAndOver(HandlingCase):
    def test_the_leader_takes_back_and_distributes_anew(self):
        """Điều 11: before it is done, by who gave it."""
        document = self.incoming_at("processing")
        lead = self.rows(document, role="lead", level=0)
        for login in ("tp.qlcn", "cv.qlcn", "phogiamdoc1", "vanthu"):
            with self.subTest(login), self.assertRaises(UserError):
                self.ask(login, lead, "back", by_giver=True)
        self.ask("giamdoc", lead, "back", by_giver=True, reason="Nhầm phòng")
        self.assertEqual(document.state, "submitted")
        self.assertEqual(
            set(self.rows(document, role="lead").mapped("state")), {"taken_back"}
        )
        self.assertFalse(document.handler_id or document.lead_department_id)
        self.distribute(
            document,
            lead_department_id=self.departments["ktat"].id,
            cooperate_ids=[Command.set(self.departments["qlcn"].ids)],
        )
        self.assertEqual(document.lead_department_id, self.departments["ktat"])
        now = document.assignment_ids.filtered(lambda a: a.state == "pending")
        self.assertEqual(
            {(a.department_id.code, a.role) for a in now},
            {("KTAT", "lead"), ("QLCN", "cooperate")},
        )
        self.assertEqual(self.statuses_sent(), ["01", "03", "04", "05"])

    def test_returned_to_who_gave_it_with_the_reason(self):
        """Điều 11; NĐ 30 Điều 24: the wrong department says why."""
        document = self.incoming_at("distributed")
        lead = self.rows(document, role="lead")
        with self.assertRaises(UserError):
            self.ask("tp.qlcn", lead, "back", reason=" ")
        with self.assertRaises(UserError):
            self.ask("tp.ktat", lead, "back", reason="Không thuộc lĩnh vực")
        self.ask("tp.qlcn", lead, "back", reason="Không thuộc lĩnh vực")
        self.assertEqual((lead.state, document.state), ("returned", "submitted"))
        self.assertEqual(lead.told, "Không thuộc lĩnh vực")
        self.assertIn(self.users["giamdoc"], document.activity_ids.user_id)
        steps = document.step_ids.filtered(lambda s: s.action == "return")
        self.assertEqual(steps.reason, "Không thuộc lĩnh vực")

    def test_a_specialist_returns_it_to_his_head(self):
        """Điều 11: the round before decides anew."""
        document = self.incoming_at("processing")
        self.ask("cv.qlcn", self.part(document, "cv.qlcn"), "back", reason="Nghỉ ốm")
        self.assertEqual(document.state, "distributed")
        self.assertFalse(document.handler_id)
        self.assign(document, "tp.qlcn", "tp.qlcn")
        self.assertEqual(document.handler_id, self.users["tp.qlcn"])

    def test_the_head_takes_it_back_from_a_specialist(self):
        """Điều 11."""
        document = self.incoming_at("processing")
        row = self.part(document, "cv.qlcn")
        with self.assertRaises(UserError):
            self.ask("tp.ktat", row, "back", by_giver=True)
        self.ask("tp.qlcn", row, "back", by_giver=True)
        self.assertEqual((row.state, document.state), ("taken_back", "distributed"))
        with self.assertRaises(UserError):
            self.wizard(
                "edoc.incoming.finish", "cv.qlcn", document, result="x"
            ).action_finish()

    def test_what_is_done_is_not_taken_back(self):
        """Điều 11."""
        document = self.incoming_at("done")
        for row in document.assignment_ids:
            with self.assertRaises(UserError):
                self.ask("giamdoc", row, "back", by_giver=True)

    def test_handed_over_within_the_department_only(self):
        """NĐ 30 Điều 24: a colleague goes on with the same deadline."""
        document = self.incoming_at("processing")
        row = self.part(document, "cv.qlcn")
        for to in ("cv.ktat", "cv.qlcn"):
            with self.subTest(to), self.assertRaises(UserError):
                self.ask("cv.qlcn", row, "forward", user_id=self.users[to].id)
        colleague = self.users["cv.qltm"]
        self.departments["qlcn"].group_id.user_ids = [Command.link(colleague.id)]
        with self.assertRaises(UserError):
            self.ask("tp.ktat", row, "forward", user_id=colleague.id)
        self.ask("cv.qlcn", row, "forward", user_id=colleague.id)
        new = self.part(document, "cv.qltm")
        self.assertEqual((row.state, new.due_date), ("forwarded", row.due_date))
        self.assertEqual(document.handler_id, colleague)
        self.assertFalse(self.as_("cv.qlcn", new).can_take_back)
        self.assertTrue(self.as_("tp.qlcn", new).can_take_back)
        self.assertTrue(self.as_("cv.qltm", document).can_finish)
        self.assertFalse(self.as_("cv.qlcn", document).can_finish)


@tagged("post_install", "-at_install")
class TestMoreTime(HandlingCase):
    def test_asked_for_and_granted_with_its_history(self):
        """NĐ 30 Điều 24: who gave the part decides; each request is kept."""
        document = self.incoming_at("distributed")
        lead = self.rows(document, role="lead")
        before, later = lead.due_date, lead.due_date + timedelta(days=4)
        for day, reason in ((before, "Chờ số liệu"), (later, "  ")):
            with self.subTest(str(day)), self.assertRaises(UserError):
                self.ask("tp.qlcn", lead, "ask", due_date=day, reason=reason)
        with self.assertRaises(UserError):
            self.ask("tp.ktat", lead, "ask", due_date=later, reason="x")
        self.ask("tp.qlcn", lead, "ask", due_date=later, reason="Chờ số liệu")
        with self.assertRaises(UserError):
            self.ask("tp.qlcn", lead, "ask", due_date=later, reason="x")
        extension = lead.extension_ids
        for login in ("tp.qlcn", "tp.ktat", "vanthu"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, extension)._decide(True)
        self.env["edoc.extension.decide"].with_user(self.users["giamdoc"]).create(
            {"extension_id": extension.id, "words": "Đồng ý"}
        ).action_grant()
        self.assertEqual((lead.due_date, document.due_date), (later, later))
        self.assertEqual(
            (extension.state, extension.due_before, extension.due_granted),
            ("granted", before, later),
        )
        self.assertEqual(extension.decided_by_id, self.users["giamdoc"])
        actions = document.step_ids.mapped("action")
        self.assertTrue({"ask", "grant"} <= set(actions))
        with self.assertRaises(AccessError):
            self.as_("giamdoc", extension)._decide(False)

    def test_refused(self):
        """NĐ 30 Điều 24: the deadline stays, the request is kept."""
        document = self.incoming_at("distributed")
        lead = self.rows(document, role="lead")
        before = lead.due_date
        day = before + timedelta(days=1)
        self.ask("tp.qlcn", lead, "ask", due_date=day, reason="Bận")
        self.as_("giamdoc", lead.extension_ids)._decide(False, words="Không")
        self.assertEqual((lead.due_date, lead.extension_ids.state), (before, "refused"))

    def test_a_head_grants_no_more_than_he_has(self):
        """Điều 11: the leader's deadline binds the department."""
        document = self.incoming_at("processing")
        row = self.part(document, "cv.qlcn")
        day = document.due_date + timedelta(days=2)
        self.ask("cv.qlcn", row, "ask", due_date=day, reason="Chờ số liệu")
        with self.assertRaises(UserError):
            self.as_("tp.qlcn", row.extension_ids)._decide(True)
        self.assertEqual(row.extension_ids.state, "asked")


@tagged("post_install", "-at_install")
class TestOpinions(HandlingCase):
    def test_opinions_stand_beside_each_other(self):
        """NĐ 30 Điều 23: who cooperates says what he thinks; the lead reads them."""
        document, content = self.incoming_at("submitted"), letter()
        due = self.day(document, 2)
        self.distribute(
            document,
            lines=[
                {
                    "department_id": self.departments[key].id,
                    "role": "cooperate",
                    "due_date": due,
                }
                for key in ("ktat", "qltm")
            ],
        )
        self.assign(document, "tp.qlcn", "cv.qlcn")
        ktat, qltm = self.as_("cv.qlcn", document).opinion_ids
        with self.assertRaises(UserError):
            self.ask("tp.ktat", ktat, "opinion", opinion="  ")
        with self.assertRaises(UserError):
            self.ask("tp.qltm", ktat, "opinion", opinion="Nhất trí")
        self.ask(
            "tp.ktat",
            ktat,
            "opinion",
            opinion="Nhất trí",
            file=base64.b64encode(content),
            file_name="gop-y.pdf",
        )
        self.assertEqual((ktat.state, qltm.state), ("done", "pending"))
        table = self.as_("cv.qlcn", document).opinion_ids
        self.assertEqual(table.mapped("opinion"), ["Nhất trí", False])
        self.assertEqual(set(table.mapped("due_date")), {due})
        read = base64.b64decode(table[0].with_context(bin_size=False).opinion_file)
        self.assertEqual(read, content)
        with self.assertRaises(UserError):
            self.ask("tp.ktat", ktat, "opinion", opinion="Khác")

    def test_files_of_opinions_are_of_a_permitted_kind(self):
        """Điều 13.1: TT 39/2017 names the formats."""
        document = self.incoming_at("distributed")
        row = self.rows(document, role="cooperate")
        with self.assertRaises(UserError):
            self.ask(
                "tp.ktat",
                row,
                "opinion",
                opinion="Nhất trí",
                file=base64.b64encode(b"MZ\x90"),
                file_name="gop-y.exe",
            )
        self.assertEqual(row.state, "pending")

    def test_taken_note_of(self):
        """NĐ 30 Điều 23: for information, confirmed by whom it went to."""
        document = self.incoming_at("submitted")
        self.distribute(
            document, inform_ids=[Command.set(self.departments["khtc"].ids)]
        )
        row = self.rows(document, role="inform")
        self.assertTrue(self.as_("tp.khtc", document).can_read)
        with self.assertRaises(UserError):
            self.as_("tp.qlcn", row).action_read()
        self.assign(document, "tp.qlcn", "cv.qlcn")
        self.line.finish(document, "Đã báo cáo")
        self.as_("tp.khtc", document).action_read()
        self.assertEqual(
            (row.state, row.opinion_by_id), ("done", self.users["tp.khtc"])
        )
        self.assertFalse(self.as_("tp.khtc", document).can_read)


@tagged("post_install", "-at_install")
class TestDeadlines(HandlingCase):
    def test_proposed_by_rule_in_working_days(self):
        """NĐ 30 Điều 24: by type and urgency; holidays and weekends are left out."""
        document = self.incoming_at("submitted")
        kind = document.type_id or self.env.ref("l10n_vn_edoc.document_type_cong_van")
        document._through_door().write({"type_id": kind.id, "due_date": False})
        rules = self.env["edoc.deadline.rule"]
        rules.create({"type_id": kind.id, "working_days": 5, "sequence": 1})
        calendar = self.env["edoc.holiday"]._calendar(self.company)
        wanted = document._vn_today()
        for _day in range(5):
            wanted = calendar.next_open(wanted)
        wizard = self.wizard("edoc.incoming.distribute", "giamdoc", document)
        self.assertEqual(wizard.due_date, wanted)
        wizard.working_days = 1
        self.assertEqual(wizard.due_date, calendar.next_open(document._vn_today()))
        with self.assertRaises(AccessError):
            self.as_("giamdoc", rules).create({"working_days": 3})

    def test_urgent_documents_by_the_rules_that_come_with_it(self):
        """NĐ 30 Điều 24.2: urgent documents at once."""
        document = self.incoming_at("submitted")
        rules = self.env["edoc.deadline.rule"]
        calendar = self.env["edoc.holiday"]._calendar(self.company)
        today = document._vn_today()
        for urgency, days in (("0", None), ("1", 2), ("2", 1), ("3", 0)):
            document._through_door().write({"urgency": urgency})
            found = rules._due_date(document)
            with self.subTest(urgency):
                wanted = False if days is None else calendar.plus(today, days)
                self.assertEqual(found, wanted)

    def test_a_holiday_moves_the_deadline(self):
        """Bộ luật Lao động Điều 112."""
        document = self.incoming_at("submitted")
        calendar = self.env["edoc.holiday"]._calendar(self.company)
        first = calendar.next_open(document._vn_today())
        rules = self.env["edoc.deadline.rule"]
        self.assertEqual(rules._after(document, 1), first)
        self.env["edoc.holiday"].create(
            {"name": "Nghỉ", "date_from": first, "date_to": first}
        )
        self.assertEqual(rules._after(document, 1), calendar.next_open(first))


@tagged("post_install", "-at_install")
class TestTemplates(HandlingCase):
    def test_of_the_entity_and_of_one_person(self):
        """Điều 11: texts of instructions; one's own are nobody else's."""
        model = self.env["edoc.instruction.template"]
        own = self.as_("giamdoc", model).create(
            {"name": "Gấp", "text": "Xử lý ngay trong ngày."}
        )
        self.assertEqual(own.user_id, self.users["giamdoc"])
        shared = self.env.ref("l10n_vn_edoc.instruction_template_advise")
        self.assertIn(own, self.as_("giamdoc", model).search([]))
        self.assertNotIn(own.id, self.as_("tp.qlcn", model).search([]).ids)
        self.assertIn(shared.id, self.as_("tp.qlcn", model).search([]).ids)
        for login in ("giamdoc", "tp.qlcn"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, shared).write({"text": "Khác"})
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, model).create(
                    {"name": "x", "text": "x", "user_id": False}
                )
        with self.assertRaises(AccessError):
            self.as_("tp.qlcn", own).write({"text": "Khác"})
        self.as_("chanhvanphong", shared).write({"text": "Tham mưu trả lời."})

    def test_fills_the_instruction(self):
        document = self.incoming_at("submitted")
        template = self.env.ref("l10n_vn_edoc.instruction_template_advise")
        wizard = self.wizard("edoc.incoming.distribute", "giamdoc", document)
        wizard.template_id = template
        self.assertEqual(wizard.instruction, template.text)


@tagged("post_install", "-at_install")
class TestHandlingSlip(HandlingCase):
    def slip(self, document, login):
        reports = self.env["ir.actions.report"].with_user(self.users[login])
        name = "l10n_vn_edoc.handling_slip"
        return reports._render_qweb_html(name, document.ids)[0].decode()

    def test_three_parts(self):
        """NĐ 30 Phụ lục IV: the leader, the head, the person in charge."""
        document = self.incoming_at("distributed")
        self.ask(
            "tp.ktat", self.rows(document, role="cooperate"), "opinion", opinion="Được"
        )
        self.assign(document, "tp.qlcn", "cv.qlcn", instruction="Làm ngay")
        self.line.finish(document, "Đã báo cáo trực tiếp")
        html = self.slip(document, "vanthu")
        due = document.due_date.strftime("%d/%m/%Y")
        for words in (
            "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN",
            "Trần Quang Vinh",
            "Bùi Xuân Thành",
            "Nguyễn Đình Nam",
            "Làm ngay",
            "Được",
            "Đã báo cáo trực tiếp",
            document.code,
            due,
        ):
            self.assertIn(words, html)

    def test_blank_before_it_is_distributed(self):
        """NĐ 30 Phụ lục IV: printed to be filled in by hand."""
        document = self.incoming_at("registered")
        self.assertIn("PHIẾU GIẢI QUYẾT", self.slip(document, "vanthu"))
        with self.assertRaises(AccessError):
            self.slip(document, "cv.qltm")
