"""What the main line leaves out: rounds, opinions, more time, delegation, hand-over."""

from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .common import PLAIN, EdocSetup

TIMEOUT = 120


@tagged("post_install", "-at_install")
class TestHandlingTours(EdocSetup, HttpCase):
    def tour(self, login, name, path="desk"):
        self.start_tour(f"/odoo/{path}", name, login=login, timeout=TIMEOUT)
        self.env.invalidate_all()

    def test_days(self):
        """Each role's day, on one document and one draft (Điều 11, 17, 18)."""
        self.incoming = self.arrive(PLAIN)
        self.line.register(self.incoming)
        self._delegated()
        self.wizard(
            "edoc.incoming.assign",
            "tp.qltm",
            self.incoming,
            user_id="cv.qltm",
            due_date=self.incoming._vn_today() + timedelta(days=3),
        ).action_assign()
        self._more_time()
        self._opinions()
        self._handed_over()
        self.tour("chanhvanphong", "edoc_office_answers_difficulty")
        self.assertEqual(self.difficulty.state, "answered")
        self.tour("giamdoc.ttkc", "edoc_unit_head_sees_his_own")
        self.tour("luutru", "edoc_archivist_reads")

    def _delegated(self):
        """NĐ 30/2020 Điều 13: the deputy does it, KT.; the history says for whom."""
        self.tour("giamdoc", "edoc_leader_delegates")
        delegation = self.env["edoc.delegation"].search([])
        self.assertEqual(delegation.state, "current")
        self.assertEqual(delegation.delegate_id, self.users["phogiamdoc2"])
        self.tour("phogiamdoc2", "edoc_deputy_distributes_for_the_leader")
        self.assertEqual(self.incoming.lead_department_id, self.departments["qltm"])
        after = self.env["edoc.deadline.rule"]._after(self.incoming, 6)
        self.assertEqual(self.incoming.due_date, after, "six working days")
        step = self.incoming.step_ids.filtered(lambda s: s.action == "distribute")
        self.assertEqual(step.user_id, self.users["phogiamdoc2"])
        self.assertEqual(step.on_behalf_id, self.users["giamdoc"])
        self.assertTrue(step.done_by.startswith("KT. "), step.done_by)

    def _more_time(self):
        """NĐ 30 Điều 24: asked for, granted by who gave the part, kept."""
        self.tour("cv.qltm", "edoc_specialist_asks_for_time")
        extension = self.incoming.extension_ids
        self.assertEqual(extension.state, "asked")
        self.difficulty = self.env["edoc.difficulty"].search([])
        self.assertEqual(self.difficulty.reporter_id, self.users["cv.qltm"])
        self.assertIn("/odoo/", self.difficulty.place)
        self.tour("tp.qltm", "edoc_head_grants_time", "extensions-to-decide")
        self.assertEqual(extension.state, "granted")
        row = extension.assignment_id
        self.assertEqual(row.due_date, extension.due_granted)

    def _opinions(self):
        """NĐ 30 Điều 10, 23: on another's draft, on another's document."""
        draft = self.draft("cv.qltm")
        draft._consult(
            self.departments["khtc"],
            self.env["res.users"],
            draft._vn_today() + timedelta(days=2),
            "Nguồn kinh phí",
        )
        self.tour("tp.khtc", "edoc_cooperating_head_advises")
        self.assertEqual(draft.consultation_ids.answer, "remarks")
        [row] = self.incoming.opinion_ids
        self.assertEqual(row.opinion_by_id, self.users["tp.khtc"])
        self.assertEqual(row.state, "done")

    def _handed_over(self):
        """NĐ 30 Phụ lục VI III.3: what he holds passes on in one act."""
        self.tour("cv.qltm", "edoc_specialist_hands_over")
        self.assertEqual(self.incoming.handler_id, self.users["tp.qltm"])
        protocol = self.env["edoc.work.handover"].search([])
        self.assertEqual(protocol.giver_id, self.users["cv.qltm"])
