"""The steps of incoming documents: who takes them, from where, with what words."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.workflow import INCOMING
from .common import EdocCommon

PEOPLE = [
    "vanthu",
    "giamdoc",
    "phogiamdoc1",
    "chanhvanphong",
    "tp.qlcn",
    "cv.qlcn",
    "tp.ktat",
    "cv.ktat",
    "tp.qltm",
    "luutru",
    "quantri",
    "vanthu.ttkc",
]
HOLDERS = {
    "register": {"vanthu"},
    "refuse": {"vanthu"},
    "forward": {"vanthu"},
    "link": {"vanthu"},
    "take_on": set(),
    "submit": {"vanthu"},
    "distribute": {"giamdoc"},
    "assign": {"tp.qlcn"},
}
LINE = ["received", "registered", "submitted", "distributed", "processing", "done"]
STEPS = ["register", "submit", "distribute", "assign", "finish"]
# the sender's recall has tests of its own, see test_change_request; what comes with the
# parts of a document, see test_handling, and with subordinate units, test_unit
ELSEWHERE = {"recall", "pass_on", "begin", "unassign", "reopen", "release", "withdraw"}
TABLE = {name: s for name, s in INCOMING.transitions.items() if name not in ELSEWHERE}


@tagged("post_install", "-at_install")
class TestIncomingWorkflow(EdocCommon):
    def act(self, action, login, document, **vals):
        """Take the step by the wizard behind the button."""
        usual = {
            "register": {},
            "refuse": {
                "reason_id": self.env["edoc.return.reason"]._of("other").id,
                "details": "Gửi lại bản đủ phụ lục",
            },
            "forward": {
                "box_id": self.env["edoc.contact.point"]
                .search([("department_id", "=", self.departments["qlcn"].id)])
                .id,
                "reason": "Thuộc lĩnh vực của phòng",
            },
            "link": {"earlier_id": self.other().id},
            "take_on": {"instruction": "Tham mưu trả lời"},
            "submit": {"leader_id": "giamdoc"},
            "distribute": {
                "lead_department_id": self.departments["qlcn"].id,
                "cooperate_ids": [Command.set(self.departments["ktat"].ids)],
                "instruction": "Tham mưu trả lời",
            },
            "assign": {"user_id": "cv.qlcn"},
            "finish": {"result": "Đã báo cáo"},
        }
        model = f"edoc.incoming.{action.replace('_', '.')}"
        wizard = self.wizard(model, login, document, **{**usual[action], **vals})
        return getattr(wizard, f"action_{action}")()

    def other(self):
        """A document that came before, entered by hand."""
        return self.env["edoc.incoming"].create(
            {"subject": "Thư mời", "sender_name": "UBND"}
        )

    def expected(self, login, state):
        finishers = {"tp.qlcn"} | ({"cv.qlcn"} if state == "processing" else set())
        holders = {**HOLDERS, "finish": finishers}
        return {
            action
            for action, step in TABLE.items()
            if state in step.sources and login in holders[action]
        }

    def allowed(self, login, document):
        document = self.as_(login, document)
        if not document.has_access("read"):
            return set()
        return {a for a in TABLE if document[f"can_{a}"]}

    def check_state(self, document):
        state, steps = document.state, len(document.step_ids)
        for login in PEOPLE:
            right = self.expected(login, state)
            with self.subTest(state=state, login=login):
                self.assertEqual(self.allowed(login, document), right)
            for action in TABLE.keys() - right:
                with self.subTest(state=state, login=login, action=action):
                    with self.assertRaises(UserError):
                        self.act(action, login, document)
        self.assertEqual((document.state, len(document.step_ids)), (state, steps))

    def test_each_step_by_its_holder_only(self):
        """Điều 10, 11: the whole line, each step refused to all others."""
        document = self.arrive()
        for state, action in zip(LINE, [*STEPS, None], strict=True):
            self.assertEqual(document.state, state)
            self.check_state(document)
            if action:
                holder = HOLDERS.get(action, {"cv.qlcn"})
                self.act(action, *holder, document)

    def test_refused_is_the_end(self):
        """Điều 10.2: what has been returned to its sender is settled."""
        document = self.arrive()
        self.act("refuse", "vanthu", document)
        self.assertEqual(document.state, "refused")
        self.check_state(document)

    def test_refusing_needs_words(self):
        """QĐ 28/2018 Điều 5.4: the sender is told why."""
        document = self.arrive()
        for details in ("", "  "):
            with self.subTest(details), self.assertRaises(UserError):
                self.act("refuse", "vanthu", document, details=details)
        self.assertEqual(document.state, "received")
        self.assertNotIn("02", self.statuses_sent())

    # ---------------------------------------------------------------- registration

    def test_registered_and_presented_in_one_act(self):
        """Điều 10.3: presented to a leader the same day."""
        document = self.arrive()
        self.act("register", "vanthu", document, leader_id="phogiamdoc1")
        self.assertEqual(document.state, "submitted")
        self.assertEqual(document.submitted_at.date(), document.registered_at.date())
        self.assertEqual(document.activity_ids.user_id, self.users["phogiamdoc1"])
        with self.assertRaises(UserError):
            self.act("distribute", "giamdoc", document)
        self.act("distribute", "phogiamdoc1", document)

    def test_presented_to_leaders_only(self):
        """Điều 11: the leader or his delegate distributes."""
        document = self.incoming_at("registered")
        for login in ("cv.qlcn", "luutru", "giamdoc.ttkc"):
            with self.subTest(login), self.assertRaises(UserError):
                self.act("submit", "vanthu", document, leader_id=login)
        self.assertEqual(document.state, "registered")

    # ---------------------------------------------------------------- distribution

    def test_one_lead_and_each_department_once(self):
        """Điều 11: one department leads."""
        document = self.incoming_at("submitted")
        qlcn, ktat = self.departments["qlcn"], self.departments["ktat"]
        self.act(
            "distribute",
            "giamdoc",
            document,
            cooperate_ids=[Command.set((qlcn | ktat).ids)],
            inform_ids=[Command.set((qlcn | ktat).ids)],
        )
        roles = [(a.department_id, a.role) for a in document.assignment_ids]
        self.assertEqual(sorted(r for _d, r in roles), ["cooperate", "lead"])
        self.assertIn((qlcn, "lead"), roles)

    def test_distributed_within_the_entity_only(self):
        document = self.incoming_at("submitted")
        unit = self.departments["unit"].id
        with self.assertRaises(UserError):
            self.act("distribute", "giamdoc", document, lead_department_id=unit)
        with self.assertRaises(UserError):
            self.act(
                "distribute", "giamdoc", document, inform_ids=[Command.set([unit])]
            )

    def test_assigned_to_a_member_within_the_deadline(self):
        """Điều 11: the leader's deadline binds the department."""
        document = self.incoming_at("submitted")
        due = fields.Date.today() + timedelta(days=5)
        self.act("distribute", "giamdoc", document, due_date=due)
        late = due + timedelta(days=1)
        for vals in (
            {"user_id": "cv.qltm"},
            {"user_id": "cv.ktat"},
            {"due_date": late},
        ):
            with self.subTest(str(vals)), self.assertRaises(UserError):
                self.act("assign", "tp.qlcn", document, **vals)
        self.act("assign", "tp.qlcn", document, due_date=due)
        lead = document.assignment_ids.filtered(lambda a: a.role == "lead")[-1]
        self.assertEqual((lead.user_id.login, lead.due_date), ("cv.qlcn", due))

    def test_assigned_anew(self):
        """The head may hand it to somebody else; the sender hears of it once."""
        document = self.incoming_at("processing")
        self.act("assign", "tp.qlcn", document, user_id="tp.qlcn")
        self.assertEqual(document.handler_id, self.users["tp.qlcn"])
        self.assertEqual(self.statuses_sent(), ["01", "03", "04", "05"])
        with self.assertRaises(UserError):
            self.act("finish", "cv.qlcn", document)

    # --------------------------------------------------------------------- answers

    def test_only_who_handles_it_answers(self):
        """Điều 11: an answer is drafted by whom it was given to."""
        document = self.incoming_at("processing")
        for login in ("giamdoc", "vanthu", "cv.ktat", "luutru"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, document).action_answer()
        for login in ("cv.qltm", "quantri"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, document).action_answer()
        with self.assertRaises(AccessError):
            self.draft("cv.qltm", answers_ids=[Command.link(document.id)])
        action = self.as_("cv.qlcn", document).action_answer()
        answer = self.env["edoc.outgoing"].browse(action["res_id"])
        self.assertEqual(answer.answers_ids, document)
        self.assertEqual(answer.delivery_ids.partner_id, self.province)
        self.assertEqual(answer.department_id, self.departments["qlcn"])

    # -------------------------------------------------------------------- deletion

    def test_incoming_is_never_deleted(self):
        """NĐ 30 Phụ lục VI III.5: what came in is kept, whoever asks."""
        upload = self.as_("vanthu", self.env["edoc.incoming"]).create(
            {"subject": "Thư mời", "sender_name": "UBND"}
        )
        for document in (self.arrive(), upload):
            for login in ("vanthu", "giamdoc", "quantri", "luutru"):
                with self.subTest(login), self.assertRaises(AccessError):
                    self.as_(login, document).unlink()
            with self.subTest("superuser"), self.assertRaises(UserError):
                document.sudo().unlink()

    def test_register_is_never_deleted(self):
        """NĐ 30 Điều 15, 22: a book with numbers in it stays."""
        book = self.incoming_at("registered").register_id
        for login in ("vanthu", "quantri"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, book).unlink()
        with self.assertRaises(UserError):
            book.sudo().unlink()
