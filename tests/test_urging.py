"""Reminding and urging by rule and by hand (Điều 17 of the regulation)."""

from datetime import datetime, time, timedelta

import psycopg2
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..core.working_time import VIETNAM
from .desks import DeskCommon

EIGHT = time(8)


class UrgingCase(DeskCommon):
    """A document with cv.qlcn, given on by tp.qlcn; KTAT is asked for its opinion."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.incoming
        cls.document._through_door().write({"urgency": "0"})
        cls.calendar = cls.env["edoc.holiday"]._calendar(cls.company)
        cls.today = cls.calendar.plus(cls.document._vn_today(), 0)
        rows = cls.document.assignment_ids
        cls.part = rows.filtered("user_id")
        cls.advice = rows.filtered(lambda row: row.role == "cooperate")
        (rows - cls.part)._through_door().write({"due_date": False})

    def setUp(self):
        super().setUp()
        self.at(self.today)
        self.due(2)

    def at(self, day):
        frozen = freeze_time(datetime.combine(day, EIGHT) - VIETNAM)
        frozen.start()
        self.addCleanup(frozen.stop)

    def late(self, days):
        """The day that lies so many working days before today; after it, negative."""
        if days <= 0:
            return self.calendar.plus(self.today, -days)
        day = self.today
        while self.calendar.distance(day, self.today) < days:
            day -= timedelta(days=1)
        return day

    def due(self, days, row=None):
        (row or self.part)._through_door().write({"due_date": self.late(days)})
        self.env.flush_all()

    def cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("l10n_vn_edoc.cron_urge").method_direct_trigger()
        self.env.invalidate_all()

    def urgings(self, **wanted):
        found = self.document.urging_ids.sorted("id")
        return found.filtered(
            lambda u: all(u[name] == value for name, value in wanted.items())
        )

    def mails(self, model="edoc.urging"):
        return self.env["mail.mail"].search([("model", "=", model)])

    def tasks(self, login=None):
        tasks = self.document.activity_ids.filtered(
            lambda t: t.activity_type_id == self.env.ref("l10n_vn_edoc.activity_urging")
        )
        return tasks.filtered(lambda t: t.user_id == self.users[login or "cv.qlcn"])

    def work(self, login="chanhvanphong", row=None):
        self.env.invalidate_all()
        works = self.as_(login, self.env["edoc.due.work"])
        return works.search([("assignment_id", "=", (row or self.part).id)])

    def urge(self, login, works=None, **vals):
        """Press the button and answer its question."""
        works = works or self.work(login)
        context = works.action_open_urge()["context"]
        wizard = self.as_(login, self.env["edoc.urge"])
        wizard = wizard.with_context(**context).create(vals)
        wizard.action_urge()
        return self.urgings()[-1:]


class ByRule:
    """What the job says by itself."""

    def test_before_on_and_after_the_day(self):
        """Điều 17: three working days before, one before, on it; then three levels."""
        seen = []
        for late, levels in (
            (-4, []),
            (-3, ["0"]),
            (-1, ["0", "0"]),
            (0, ["0", "0", "0"]),
            (1, ["0", "0", "0", "1"]),
            (2, ["0", "0", "0", "1"]),
            (3, ["0", "0", "0", "1", "2"]),
            (5, ["0", "0", "0", "1", "2", "3"]),
        ):
            # the same deadline, seen on another day: the rules must not begin anew
            self.due(late)
            self.document.urging_ids._through_door().write(
                {"due_date": self.part.due_date}
            )
            self.cron()
            seen = self.urgings().mapped("level")
            self.assertEqual(seen, levels, late)
        self.assertEqual(self.urgings().mapped("number"), [0, 0, 0, 1, 2, 3])
        last = self.urgings()[-1]
        self.assertEqual(last.user_ids, self.users["cv.qlcn"])
        told = ("tp.qlcn", "chanhvanphong", "giamdoc")
        for login in told:
            self.assertIn(self.users[login], last.told_ids)
        self.assertEqual(last.days_late, 5)
        self.assertFalse(last.urged_by_id)
        self.assertEqual(self.part.urging_count, 3)
        # the first says it on the desk only
        self.assertEqual(len(self.mails()), 5)
        self.assertEqual(set(self.mails().mapped("state")), {"outgoing"})

    def test_five_times_a_day_is_once(self):
        """Điều 17: nothing is said twice, however often the job runs or dies."""
        self.due(1)
        for _run in range(5):
            self.cron()
        self.assertEqual(len(self.urgings()), 1)
        self.assertEqual(len(self.mails()), 1)
        self.assertEqual(len(self.tasks()), 1)
        row = self.urgings()
        with self.muted(), self.assertRaises(psycopg2.errors.UniqueViolation):
            row._through_door().copy({"number": 2})

    def test_what_was_late_already_is_urged_once(self):
        """Who gets late work is not urged three times in one day."""
        self.due(9)
        self.cron()
        self.assertEqual(self.urgings().mapped("level"), ["3"])
        self.cron()
        self.assertEqual(self.urgings().mapped("number"), [1])

    def test_a_granted_extension_begins_anew(self):
        """NĐ 30 Điều 24: another deadline, other reminders; the numbers go on."""
        self.due(3)
        self.cron()
        self.assertTrue(self.tasks())
        ask = self.as_("cv.qlcn", self.env["edoc.extension.ask"])
        ask.create(
            {
                "assignment_id": self.part.id,
                "due_date": self.late(-1),
                "reason": "Chờ số liệu của các huyện",
            }
        ).action_ask()
        head = self.as_("tp.qlcn", self.env["edoc.extension.decide"])
        head.create({"extension_id": self.part.extension_ids.id}).action_grant()
        self.assertEqual(self.part.due_date, self.late(-1))
        self.assertFalse(self.tasks(), "the task of the earlier deadline is gone")
        self.assertEqual(self.part.urging_level, 0)
        self.cron()
        self.assertEqual(self.urgings().mapped("level"), ["2", "0"])
        self.due(1)
        self.cron()
        self.assertEqual(self.urgings().mapped("number"), [1, 0, 2])

    def test_done_work_closes_its_tasks(self):
        self.due(3)
        self.cron()
        self.assertTrue(self.tasks() and self.tasks("tp.qlcn"))
        self.line.finish(self.document, "Đã báo cáo trực tiếp.")
        self.assertFalse(self.tasks() | self.tasks("tp.qlcn"))
        self.cron()
        self.assertEqual(len(self.urgings()), 1)
        self.assertFalse(self.work())

    def test_nobody_is_urged_on_days_off(self):
        """Bộ luật Lao động Điều 112: holidays are no working days."""
        self.due(3)
        self.env["edoc.holiday"].create(
            {"name": "Nghỉ", "date_from": self.today, "date_to": self.today}
        )
        self.cron()
        self.assertFalse(self.urgings())

    def test_opinions_and_drafts_have_deadlines_too(self):
        """NĐ 30 Điều 10: asked of KTAT, and a draft with a day of its own."""
        draft = self.outgoing
        self.due(0, self.advice)
        self.wizard(
            "edoc.outgoing.consult",
            "cv.qlcn",
            draft,
            department_ids=[Command.set(self.departments["ktat"].ids)],
            due_date=self.today,
        ).action_ask()
        draft.consultation_ids._through_door().write({"due_date": self.late(1)})
        draft.write({"due_date": self.late(3)})
        self.cron()
        opinion, own = draft.urging_ids.sorted("level")
        self.assertEqual((opinion.level, own.level), ("1", "2"))
        self.assertEqual(opinion.user_ids, self.users["tp.ktat"])
        self.assertEqual(own.user_ids, self.users["cv.qlcn"])
        advice = self.urgings(assignment_id=self.advice)
        self.assertEqual(advice.user_ids, self.users["tp.ktat"])
        tasks = self.env["mail.activity"].search([("edoc_work_key", "!=", False)])
        self.assertTrue(tasks.filtered(lambda t: t.res_id == draft.id))
        answer = self.as_("tp.ktat", self.env["edoc.consultation.answer"])
        answer.create(
            {"consultation_id": draft.consultation_ids.id, "answer": "agree"}
        ).action_give()
        key = draft.consultation_ids._work_key()
        self.assertFalse(tasks.exists().filtered(lambda t: t.edoc_work_key == key))

    def test_the_administrator_changes_rules_and_words(self):
        """Who is told when is data; the office words it, the staff only read."""
        rules = self.env["edoc.urging.rule"]
        self.as_("quantri", rules).search([]).action_archive()
        self.as_("quantri", rules).create(
            {
                "days": 2,
                "level": "2",
                "to_holder": False,
                "to_office": True,
                "by_activity": False,
            }
        )
        words = self.env.ref("l10n_vn_edoc.urging_text_2")
        self.as_("chanhvanphong", words).text = "Đề nghị báo cáo ngay."
        self.due(1)
        self.cron()
        self.assertFalse(self.urgings())
        self.due(2)
        self.cron()
        urging = self.urgings()
        self.assertEqual(urging.text, "Đề nghị báo cáo ngay.")
        self.assertFalse(urging.user_ids)
        self.assertEqual(urging.told_ids, self.users["chanhvanphong"])
        self.assertFalse(self.tasks("chanhvanphong"))
        for login in ("cv.qlcn", "tp.qlcn", "giamdoc"):
            with self.assertRaises(AccessError):
                self.as_(login, words).text = "x"
            with self.assertRaises(AccessError):
                self.as_(login, rules).create({"days": 1})


class ByHand:
    """What office, leaders and heads say."""

    def test_three_levels_numbered_and_kept(self):
        """Điều 17: the office chief urges once, twice, a third time; it stands."""
        for number in (1, 2, 3):
            urging = self.urge("chanhvanphong")
            self.assertEqual((urging.number, urging.level), (number, str(number)))
        self.assertEqual(urging.urged_by_id, self.users["chanhvanphong"])
        self.assertIn(self.users["giamdoc"], urging.told_ids)
        words = self.env.ref("l10n_vn_edoc.urging_text_3").text
        self.assertEqual(urging.text, words)
        self.assertEqual(self.part.urging_count, 3)
        self.assertEqual(len(self.tasks()), 1, "the last one stands for all")
        self.assertEqual(set(self.mails().mapped("state")), {"outgoing"})
        for login in ("chanhvanphong", "cv.qlcn", "quantri"):
            with self.assertRaises(AccessError):
                self.as_(login, urging).write({"text": "khác"})
            with self.assertRaises(AccessError):
                self.as_(login, urging).unlink()

    def test_from_document_part_and_list_by_office_leader_and_head(self):
        """Điều 11, 17: each from where he stands, several at once from the list."""
        self.due(1, self.advice)
        document = self.as_("giamdoc", self.document)
        self.assertTrue(document.can_urge)
        asked = document.action_open_urge()["context"]["default_work_ids"]
        self.assertEqual(len(asked), 2)
        head = self.as_("tp.qlcn", self.document)
        mine = head.action_open_urge()["context"]["default_work_ids"]
        self.assertEqual(mine, self.work().ids, "his own department's only")
        row = self.as_("tp.qlcn", self.part)
        self.assertTrue(row.can_urge)
        self.assertEqual(row.action_open_urge()["context"]["default_work_ids"], mine)
        both = self.work() | self.work(row=self.advice)
        self.urge("chanhvanphong", both, text="Báo cáo trong hôm nay.")
        self.assertEqual(self.urgings().mapped("number"), [1, 1])
        whom = self.urgings().user_ids
        self.assertEqual(whom, self.users["cv.qlcn"] | self.users["tp.ktat"])
        urging = self.urge("tp.qlcn")
        self.assertEqual((urging.number, urging.user_ids.login), (2, "cv.qlcn"))

    def test_nobody_else_urges(self):
        """Điều 17: a colleague, the clerk, another head and the administrator don't."""
        work = self.work()
        for login in ("cv.qlcn", "cv.ktat", "tp.ktat", "vanthu", "quantri"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, work).action_open_urge()
            wizard = self.as_(login, self.env["edoc.urge"])
            with self.assertRaises(UserError):
                wizard.create(
                    {"work_ids": [Command.set(work.ids)], "text": "x"}
                ).action_urge()
        self.assertFalse(self.urgings())
        self.assertFalse(self.as_("cv.ktat", self.document).can_urge)

    def test_the_urged_person_answers_once(self):
        urging = self.urge("chanhvanphong")
        mine = self.as_("cv.qlcn", self.document)
        self.assertEqual(mine.my_urging_id, self.as_("cv.qlcn", urging))
        action = mine.action_open_urging_answer()
        wizard = self.as_("cv.qlcn", self.env["edoc.urging.answer"])
        wizard = wizard.with_context(**action["context"])
        wizard.create({"words": "Xong trước 16 giờ."}).action_answer()
        self.assertEqual(urging.answer, "Xong trước 16 giờ.")
        self.assertEqual(urging.answered_by_id, self.users["cv.qlcn"])
        self.assertFalse(self.tasks())
        self.env.invalidate_all()
        self.assertFalse(mine.my_urging_id)
        told = self.document.message_ids.notification_ids.res_partner_id
        inbox = self.env["mail.message"].search(
            [("partner_ids", "in", self.users["chanhvanphong"].partner_id.ids)]
        )
        self.assertTrue(inbox or told)
        for login in ("cv.qlcn", "tp.ktat"):
            with self.assertRaises(AccessError):
                self.as_(login, urging)._give_answer("Khác")

    def test_counted_by_person_and_department(self):
        """Điều 17: how often each was urged, in a period."""
        self.due(1, self.advice)
        self.urge("chanhvanphong")
        self.urge("chanhvanphong")
        self.urge("chanhvanphong", self.work(row=self.advice))
        rows = self.as_("chanhvanphong", self.env["edoc.urging"])
        period = [("done_at", ">=", self.today), ("level", "!=", "0")]
        by_person = dict(rows._read_group(period, ["user_ids"], ["__count"]))
        self.assertEqual(by_person[self.as_("chanhvanphong", self.users["cv.qlcn"])], 2)
        by_department = dict(rows._read_group(period, ["department_id"], ["__count"]))
        counts = {d.sudo().code: n for d, n in by_department.items()}
        self.assertEqual(counts, {"QLCN": 2, "KTAT": 1})

    def test_restricted_documents_say_nothing_in_emails(self):
        """NĐ 30 Phụ lục VI III.3: the number, but neither abstract nor words."""
        people = self.users["cv.qlcn"] | self.users["tp.qlcn"] | self.users["giamdoc"]
        self.as_("giamdoc", self.document)._restrict(people, "Việc cán bộ")
        self.assertFalse(self.work(), "the office chief isn't on the list")
        urging = self.urge("giamdoc", text="Về việc cán bộ: khẩn trương.")
        mail = self.mails()
        self.assertIn(self.document.code, mail.subject)
        for text in (self.document.subject, "cán bộ"):
            self.assertNotIn(text, mail.subject)
            self.assertNotIn(text, mail.body_html)
        self.assertFalse(self.as_("chanhvanphong", urging).has_access("read"))
        for login in ("chanhvanphong", "cv.ktat"):
            hidden = self.as_(login, self.work("giamdoc"))
            with self.subTest(login), self.assertRaises(AccessError) as caught:
                hidden.action_open_urge()
            self.assertNotIn(self.document.subject, str(caught.exception))
        self.due(3)
        self.cron()
        told = self.urgings()[-1]
        self.assertLessEqual(told.user_ids | told.told_ids, people)


class DueWork:
    """What they look at."""

    def test_everything_late_in_the_entity(self):
        """Điều 17: with whom, how late in working days, how often urged; printed."""
        self.due(3)
        self.due(-1, self.advice)
        self.urge("chanhvanphong")
        works = self.as_("chanhvanphong", self.env["edoc.due.work"])
        self.env.invalidate_all()
        late = works.search([("is_late", "=", True)])
        self.assertEqual(late.assignment_id.id, self.part.id)
        self.assertEqual(late.user_id.id, self.users["cv.qlcn"].id)
        self.assertEqual(late.department_id.id, self.departments["qlcn"].id)
        self.assertEqual((late.days_late, late.urging_count), (3, 1))
        near = works.search([("is_near", "=", True)])
        self.assertEqual(near.assignment_id.id, self.advice.id)
        action = works.action_print_late()
        self.assertEqual(action["context"]["active_ids"], late.ids)
        report = self.as_("chanhvanphong", self.env["ir.actions.report"])
        with self.printed() as [], self.allow_pdf_render():
            content, kind = report.with_context(
                force_report_rendering=True
            )._render_qweb_pdf("l10n_vn_edoc.overdue_list_report_action", late.ids)
        self.assertEqual((kind, content[:4]), ("pdf", b"%PDF"))

    def test_one_row_for_one_piece_of_work(self):
        """Who gave it on isn't the one who is late: the innermost part counts."""
        self.due(1, self.document.assignment_ids)
        works = self.env["edoc.due.work"].search([("incoming_id", "!=", False)])
        rows = works.filtered(lambda w: w.incoming_id == self.document)
        self.assertEqual(rows.assignment_id, self.part | self.advice)

    def test_each_sees_his_own(self):
        """One's own, a head his department's, the office and leaders the entity's."""
        self.due(1)
        expected = {
            "cv.qlcn": True,
            "tp.qlcn": True,
            "chanhvanphong": True,
            "giamdoc": True,
            "luutru": True,
            "tp.ktat": False,
            "cv.qltm": False,
            "quantri": False,
            "giamdoc.ttkc": False,
        }
        for login, sees in expected.items():
            self.assertEqual(bool(self.work(login)), sees, login)

    def test_soon_in_working_days_by_the_rules(self):
        """Sắp đến hạn: the furthest reminder says what is near, weekends left out."""
        rules = self.env["edoc.urging.rule"]
        self.assertEqual(rules._near_until(self.company.id, self.today), self.late(-3))
        self.as_("quantri", self.env.ref("l10n_vn_edoc.urging_rule_before_3")).days = 7
        self.assertEqual(rules._near_until(self.company.id, self.today), self.late(-7))
        self.document._through_door().write({"due_date": self.late(-7)})
        mine = self.as_("cv.qlcn", self.env["edoc.incoming"])
        near = [("is_nearly_late", "=", True), ("id", "=", self.document.id)]
        self.assertTrue(mine.search(near))
        self.env["edoc.holiday"].create(
            {"name": "Làm bù", "kind": "workday"}
            | dict.fromkeys(("date_from", "date_to"), self._weekend())
        )
        self.assertFalse(mine.search(near), "one working day more before it")

    def _weekend(self):
        day = self.today
        while self.calendar.is_open(day):
            day += timedelta(days=1)
        return day

    def test_one_indexed_query(self):
        """Điều 17: one query, by the indexes of open work, beside thousands done."""
        done = {"state": "done", "due_date": "2020-01-01"}
        made = self.copies(self.incoming, 3000, **done)
        self.lines(self.incoming.assignment_ids, made, **done)
        self.env.cr.execute("ANALYZE edoc_incoming, edoc_outgoing, edoc_assignment")
        works = self.as_("chanhvanphong", self.env["edoc.due.work"])
        late = [("is_late", "=", True)]
        works.search(late)
        before = self.env.cr.sql_log_count
        works.search(late)
        self.assertEqual(self.env.cr.sql_log_count - before, 1)
        query = works._search(late)
        plan = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        text = "\n".join(line for [line] in plan)
        self.assertNotIn("Seq Scan on edoc_assignment", text)
        self.assertNotIn("Seq Scan on edoc_incoming", text)
        self.assertRegex(text, r"Index .*Scan using edoc_assignment\w+_index")


@tagged("post_install", "-at_install")
class TestUrging(ByRule, ByHand, DueWork, UrgingCase):
    """One set-up for all of them."""
