"""Who moves or leaves hands over what he holds (NĐ 30 Điều 9.4; Điều 5.2)."""

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from .common import EdocCommon


@tagged("post_install", "-at_install")
class TestHandOver(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["res.users"].create(
            {
                "name": "Lý Thị Mai",
                "login": "cv2.qlcn",
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                "group_ids": [Command.set(cls.departments["qlcn"].group_id.ids)],
            }
        )
        cls.users["cv2.qlcn"] = cls.second
        cls.incoming = cls.incoming_at("processing")
        cls.drafted = cls.draft()

    def hand_over(self, giver, to=None, by=None, **others):
        """By the dialog; ``others`` name a successor for a kind of work."""
        wizard = self.as_(by or giver, self.env["edoc.hand.over"]).create(
            {
                "giver_id": self.users[giver].id,
                "successor_id": self.users[to].id if to else False,
                "reason": "Quyết định số 15/QĐ-SCT.",
            }
        )
        for line in wizard.line_ids.filtered(lambda line: line.kind in others):
            line.to_id = self.users[others[line.kind]]
        row = self.env["edoc.work.handover"].browse(wizard.action_hand_over()["res_id"])
        return self.as_(by or giver, row)

    def last(self, document):
        return document.step_ids.sorted("id")[-1]

    def test_everything_to_one_successor(self):
        """Assignments and drafts pass on, with tasks and reading, and are traced."""
        row = self.hand_over("cv.qlcn", "cv2.qlcn")
        self.assertEqual(set(row.line_ids.mapped("kind")), {"assignment", "draft"})
        self.assertEqual(self.incoming.handler_id, self.second)
        self.assertEqual(self.drafted.author_id, self.second)
        for document in (self.incoming, self.drafted):
            step = self.last(document)
            self.assertEqual(step.action, "hand_over")
            self.assertEqual(step.user_id, self.users["cv.qlcn"])
            self.assertIn("Lý Thị Mai", step.reason)
            self.assertTrue(document.with_user(self.second).has_access("read"))
        self.assertIn(self.second, self.incoming.sudo().activity_ids.user_id)
        self.assertTrue(self.as_("cv2.qlcn", self.drafted).is_editable)
        self.assertFalse(self.as_("cv.qlcn", self.drafted).is_editable)

    def test_by_kind(self):
        """To one for each kind of work; who can't hold it is refused with reason."""
        with self.assertRaisesRegex(UserError, "is handled in"):
            self.hand_over("cv.qlcn", "cv.qltm")
        with self.assertRaisesRegex(UserError, "Name a successor"):
            self.hand_over("cv.qlcn", draft="cv.qltm")
        self.hand_over("cv.qlcn", "cv2.qlcn", draft="tp.qlcn")
        self.assertEqual(self.incoming.handler_id, self.second)
        self.assertEqual(self.drafted.author_id, self.users["tp.qlcn"])

    def test_leader(self):
        """Điều 11; NĐ 30 Điều 13: distribution passes, a signature goes back."""
        waiting = self.incoming_at("registered")
        self.wizard(
            "edoc.incoming.submit", "vanthu", waiting, leader_id="giamdoc"
        ).action_submit()
        signing = self.outgoing_at("signing")
        with self.assertRaisesRegex(UserError, "only a leader"):
            self.hand_over("giamdoc", "cv.qltm")
        row = self.hand_over("giamdoc", "phogiamdoc1")
        self.assertEqual(waiting.leader_id, self.users["phogiamdoc1"])
        self.assertTrue(self.as_("phogiamdoc1", waiting).can_distribute)
        self.assertEqual(signing.state, "returned")
        self.assertIn("choose another signer", signing.return_reason)
        line = row.line_ids.filtered(lambda line: line.kind == "signature")
        self.assertFalse(line.to_id)

    def test_checks_delegations_tokens(self):
        """NĐ 30 Điều 12, 13.3; Điều 5.2: checks to who may; others end."""
        today = self.env["edoc.document.mixin"]._vn_today()
        review = self.outgoing_at("content_review")
        delegation = self.as_("tp.qlcn", self.env["edoc.delegation"])._give(
            {
                "company_id": self.company.id,
                "duty": "approve",
                "delegate_id": self.second.id,
                "date_from": today,
                "date_to": today,
                "basis": "12/GUQ-SCT",
                "reason": "Đi học",
            }
        )
        with self.assertRaisesRegex(UserError, "he heads neither"):
            self.hand_over("tp.qlcn", "cv2.qlcn")
        self.departments["qlcn"].head_ids = [Command.link(self.second.id)]
        self.hand_over("tp.qlcn", "cv2.qlcn")
        self.assertIn(self.second, review.sudo().activity_ids.user_id)
        self.assertEqual(delegation.state, "revoked")
        row = self.hand_over("vanthu", "tp.qlcn")
        self.assertEqual(row.line_ids.kind, "token")
        holder = self.env["edoc.token"].search([("kind", "=", "seal")]).holder_id
        self.assertIn(self.users["vanthu"], holder)

    def test_what_lies_beside_documents(self):
        """NĐ 30 Điều 15, 18.5, 26: numbers, paper in hand, copies, single tasks."""
        clerk, second = self.users["vanthu"], self.second
        issued = self.outgoing_at("issued")
        papers = self.env["edoc.paper.dispatch"]._through_door()
        paper = papers.create({"delivery_id": issued.delivery_ids.id, "copies": 1})
        self.as_("vanthu", paper)._take_step("print")
        self.assertEqual(paper.keeper_id, clerk)
        number = (
            self.env["edoc.register.reserved"]
            ._through_door()
            .create(
                {
                    "register_id": issued.register_id.id,
                    "number": 900,
                    "day": issued.date_issued,
                    "reason": "Giữ số",
                    "user_id": clerk.id,
                }
            )
        )
        issued.sudo().activity_schedule(
            "l10n_vn_edoc.activity_paper", summary="Vào sổ", user_id=clerk.id
        )
        with self.assertRaisesRegex(UserError, "only a clerk"):
            self.hand_over("vanthu", "cv2.qlcn")
        second.group_ids = [Command.link(self.env.ref("l10n_vn_edoc.group_clerk").id)]
        row = self.hand_over("vanthu", "cv2.qlcn")
        kinds = set(row.line_ids.mapped("kind"))
        self.assertLessEqual({"paper", "reserved", "task", "token"}, kinds)
        self.assertEqual((paper.keeper_id, number.user_id), (second, second))
        self.assertEqual(self.last(paper).action, "hand_over")
        self.assertIn(second, issued.sudo().activity_ids.user_id)
        self.assertNotIn(clerk, issued.sudo().activity_ids.user_id)

    def test_who_may(self):
        """He himself, his head, a leader, the office; nobody else."""
        for login in ("cv.qltm", "quantri", "tp.ktat", "giamdoc.ttkc"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.hand_over("cv.qlcn", "cv2.qlcn", by=login)
        row = self.hand_over("cv.qlcn", "cv2.qlcn", by="tp.qlcn")
        self.assertEqual(row.done_by_id, self.users["tp.qlcn"])
        with self.assertRaisesRegex(UserError, "nothing open"):
            self.hand_over("cv.qlcn", "cv2.qlcn", by="giamdoc")

    def test_both_have_the_protocol(self):
        """Seen and printed by both; by others it is not."""
        row = self.hand_over("cv.qlcn", "cv2.qlcn", draft="tp.qlcn")
        for login, kinds in (
            ("cv.qlcn", {"assignment", "draft"}),
            ("cv2.qlcn", {"assignment"}),
            ("tp.qlcn", {"draft"}),
            ("giamdoc", {"assignment", "draft"}),
        ):
            with self.subTest(login):
                seen = self.as_(login, row)
                lines = seen.line_ids.filtered(lambda line: line.has_access("read"))
                self.assertEqual(set(lines.mapped("kind")), kinds)
        for login in ("cv.qltm", "quantri", "luutru", "giamdoc.ttkc"):
            self.assertFalse(self.as_(login, row).has_access("read"), login)
        report = self.env.ref("l10n_vn_edoc.work_handover_report_action")
        with self.printed() as pages:
            report.with_user(self.users["cv2.qlcn"])._render_qweb_pdf(
                report.report_name, row.ids
            )
        self.assertTrue(pages[0].startswith(b"%PDF"))
        model = self.as_("cv2.qlcn", self.env["report.l10n_vn_edoc.work_handover"])
        paper = model._get_report_values(row.ids)["papers"][0]
        self.assertEqual(paper["giver"]["name"], "Nguyễn Đình Nam")
        self.assertEqual([name for _k, _w, name, _r in paper["lines"]], ["Lý Thị Mai"])

    def test_the_protocol_tells_nothing_restricted(self):
        """NĐ 30 Phụ lục VI III.3: restricted later, too; and who can't read it."""
        row = self.hand_over("cv.qlcn", "cv2.qlcn")
        line = row.line_ids.filtered(lambda line: line.kind == "assignment")
        words, code = self.incoming.subject, self.incoming.code
        self.assertEqual(line.what, code)

        def told(login):
            model = self.as_(login, self.env["report.l10n_vn_edoc.work_handover"])
            paper = model._get_report_values(row.ids)["papers"][0]
            return " ".join(what for _kind, what, _name, _result in paper["lines"])

        for login in ("cv.qlcn", "cv2.qlcn"):
            self.assertIn(words, told(login))
            self.assertIn(words, self.as_(login, line).shown)
        self.env["edoc.restrict"].with_user(self.users["giamdoc"]).create(
            {
                "incoming_id": self.incoming.id,
                "user_ids": [Command.set(self.second.ids)],
                "reason": "Đơn tố cáo",
            }
        ).action_restrict()
        self.env.invalidate_all()
        for login in ("cv.qlcn", "cv2.qlcn", "giamdoc"):
            with self.subTest(login):
                self.assertNotIn(words, told(login))
                self.assertIn(code, told(login))
                shown = self.as_(login, line).read()[0]
                self.assertNotIn(words, str(shown))

    def test_nobody_is_archived_with_work_in_hand(self):
        """The sentence names what he holds; after the hand-over he may go."""
        user = self.as_("quantri", self.users["cv.qlcn"])
        with self.assertRaisesRegex(
            RedirectWarning, "Nguyễn Đình Nam.*Documents being"
        ):
            user.write({"active": False})
        with self.assertRaises(RedirectWarning) as caught:
            user.action_archive()
        _words, action, _button, context = caught.exception.args
        self.assertEqual(
            self.env["ir.actions.actions"].browse(action).type, "ir.actions.act_window"
        )
        self.assertEqual(context, {"default_giver_id": user.id})
        self.hand_over("cv.qlcn", "cv2.qlcn")
        user.write({"active": False})
        self.assertFalse(user.active)
