"""Duties delegated for some days (Điều 11; NĐ 30/2020 Điều 12, 13.3, 32)."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import EdocCommon


@tagged("post_install", "-at_install")
class TestDelegation(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env["edoc.document.mixin"]._vn_today()
        cls.rows = cls.env["edoc.delegation"]

    def give(self, login, to, duty="distribute", first=0, last=2, **vals):
        """The user delegates, by the dialog; days are counted from today."""
        wizard = self.as_(login, self.env["edoc.delegation.give"]).create(
            {
                "company_id": self.company.id,
                "duty": duty,
                "delegate_id": self.users[to].id,
                "date_from": self.today + timedelta(days=first),
                "date_to": self.today + timedelta(days=last),
                "basis": "Giấy ủy quyền số 12/GUQ-SCT",
                "reason": "Đi công tác",
                **vals,
            }
        )
        found = self.rows.browse(wizard.action_give()["res_id"])
        return self.as_(login, found)

    def tasks(self, login, document):
        return document.sudo().activity_ids.filtered(
            lambda task: task.user_id == self.users[login]
        )

    def last(self, document):
        """The step taken last."""
        return document.step_ids.sorted("id")[-1]

    def distribute(self, login, document):
        self.wizard(
            "edoc.incoming.distribute",
            login,
            document,
            lead_department_id=self.departments["qlcn"].id,
            instruction="Tham mưu trả lời",
        ).action_distribute()

    def present(self):
        document = self.incoming_at("registered")
        self.wizard(
            "edoc.incoming.submit", "vanthu", document, leader_id="giamdoc"
        ).action_submit()
        return document

    # ------------------------------------------------------------- distributing

    def test_the_delegate_distributes(self):
        """Điều 11: "Lãnh đạo Sở hoặc người được ủy quyền"; the step says for whom."""
        self.give("giamdoc", "chanhvanphong")
        document = self.present()
        for login in ("giamdoc", "chanhvanphong"):
            self.assertTrue(self.tasks(login, document), login)
        self.assertTrue(self.as_("chanhvanphong", document).can_distribute)
        self.distribute("chanhvanphong", document)
        step = self.last(document)
        self.assertEqual(step.action, "distribute")
        self.assertEqual(step.user_id, self.users["chanhvanphong"])
        self.assertEqual(step.on_behalf_id, self.users["giamdoc"])
        self.assertIn("TUQ. Trần Quang Vinh", step.done_by)
        for login in ("giamdoc", "chanhvanphong"):
            self.assertFalse(self.tasks(login, document), login)

    def test_the_principal_may_still_act_himself(self):
        """Điều 11: his own act is nobody's on behalf; the delegate's task is gone."""
        self.give("giamdoc", "chanhvanphong")
        document = self.present()
        self.distribute("giamdoc", document)
        self.assertFalse(self.last(document).on_behalf_id)
        self.assertEqual(self.last(document).done_by, "Trần Quang Vinh")
        self.assertFalse(self.tasks("chanhvanphong", document))

    def test_nobody_distributes_without(self):
        """Điều 11: neither another member of staff nor a delegate of somebody else."""
        self.give("phogiamdoc1", "cv.khtc")
        document = self.present()
        self.assertFalse(document.with_user(self.users["cv.khtc"]).has_access("read"))
        for login in ("cv.khtc", "tp.qlcn", "vanthu"):
            with self.subTest(login), self.assertRaises(UserError):
                self.distribute(login, document)

    def test_what_waits_is_seen_when_it_begins(self):
        """Điều 11: the delegate reads and finds on his desk what waits already."""
        document = self.present()
        self.assertFalse(self.as_("cv.khtc", document).has_access("read"))
        row = self.give("giamdoc", "cv.khtc")
        seen = self.as_("cv.khtc", document)
        self.assertEqual(seen.subject, document.subject)
        self.assertTrue(self.tasks("cv.khtc", document))
        waiting = seen.search([("by_delegation", "=", True)])
        self.assertEqual(waiting, seen)
        row.action_revoke()
        self.assertFalse(self.tasks("cv.khtc", document))
        self.assertFalse(seen.search([("by_delegation", "=", True)]))
        self.assertFalse(seen.has_access("read"), "he only saw it")
        with self.assertRaises(UserError):
            self.distribute("cv.khtc", document)

    def test_what_he_acted_on_stays_open_to_him(self):
        """Điều 11: he answers for it, after the delegation, too."""
        document = self.present()
        row = self.give("giamdoc", "cv.khtc")
        self.distribute("cv.khtc", document)
        row.action_revoke()
        self.assertTrue(self.as_("cv.khtc", document).has_access("read"))

    def test_a_draft_is_seen_and_lies_on_his_desk(self):
        """NĐ 30 Điều 12: what waits already, by whichever right the head approves."""
        draft = self.outgoing_at("content_review")
        other = self.draft(
            content_approver_ids=[Command.set(self.users["tp.qlcn"].ids)]
        )
        other.action_submit()
        member = self.env["res.users"].create(
            {
                "name": "Lý Thị Mai",
                "login": "cv2.qlcn",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [Command.set(self.departments["qlcn"].group_id.ids)],
            }
        )
        self.users["cv2.qlcn"] = member
        self.addCleanup(self.users.pop, "cv2.qlcn")
        both = draft | other
        seen = both.with_user(member)
        self.assertFalse(seen.search([("id", "in", both.ids)]))
        row = self.give("tp.qlcn", "cv2.qlcn", duty="approve")
        self.assertEqual(
            seen.search([("by_delegation", "=", True)]).ids, both.ids[::-1]
        )
        queue = self.env.ref("l10n_vn_edoc.queue_outgoing_content_review")
        queue = queue.with_user(member)
        self.assertIn(queue, queue._mine())
        self.assertEqual(queue._counters()[queue.id]["count"], 2)
        row.action_revoke()
        self.assertFalse(seen.search([("id", "in", both.ids)]))

    def test_a_signature_shows_for_whom(self):
        """NĐ 30 Điều 13: KT., TL., TUQ. in the history as above the signature."""
        draft = self.outgoing_at("signing", signer="phogiamdoc1")
        self.line.sign(draft)
        step = self.last(draft)
        self.assertEqual((step.action, step.authority), ("sign", "KT."))
        self.assertEqual(step.on_behalf_id, self.users["giamdoc"])
        self.assertIn("KT. Trần Quang Vinh: Nguyễn Thị Thanh Hà", step.done_by)

    def test_each_act_shows_its_form(self):
        """NĐ 30 Điều 13: TUQ. unless the delegation says TL. or KT., kept for good."""
        wizard = self.as_("giamdoc", self.env["edoc.delegation.give"])
        for to, proposed in (("chanhvanphong", "TUQ."), ("phogiamdoc2", "KT.")):
            values = {"delegate_id": self.users[to].id, "company_id": self.company.id}
            self.assertEqual(wizard.new(values).form, proposed, to)
        row = self.give("giamdoc", "chanhvanphong", form="TL.")
        document = self.present()
        seen = self.as_("chanhvanphong", document)
        self.assertEqual(seen.acting_for, "TL. Trần Quang Vinh")
        self.distribute("chanhvanphong", document)
        step = self.last(document)
        self.assertEqual((step.action, step.authority), ("distribute", "TL."))
        self.assertIn("TL. Trần Quang Vinh: Phạm Minh Đức", step.done_by)
        slip = self.as_("vanthu", self.env["report.l10n_vn_edoc.handling_slip"])
        paper = slip._get_report_values(document.ids)["papers"][0]
        self.assertEqual(paper["leader_signed"]["for"], "TL. Giám đốc")
        row.action_revoke()
        self.give("giamdoc", "phogiamdoc2", form="KT.")
        document = self.present()
        self.distribute("phogiamdoc2", document)
        self.assertEqual(self.last(document).authority, "KT.")

    def test_the_form_fits_the_office(self):
        """NĐ 30 Điều 13.1, 13.4: KT. for a deputy, TL. for the head of a unit."""
        for login, to, duty, form in (
            ("giamdoc", "chanhvanphong", "distribute", "KT."),
            ("giamdoc", "cv.khtc", "distribute", "TL."),
            ("tp.qlcn", "cv.qlcn", "approve", "TL."),
            ("tp.qlcn", "cv.qlcn", "approve", "KT."),
        ):
            with (
                self.subTest(to=to, form=form),
                self.assertRaisesRegex(UserError, "13"),
            ):
                self.give(login, to, duty, form=form)
        deputy = self.users["cv.qlcn"]
        self.departments["qlcn"].head_ids = [Command.link(deputy.id)]
        self.give("tp.qlcn", "cv.qlcn", "approve", form="KT.")

    def test_a_right_to_sign_that_has_ended(self):
        """NĐ 30 Điều 13: off the signer's desk by itself, back to the author."""
        draft = self.outgoing_at("signing", signer="phogiamdoc1")
        self.assertTrue(self.tasks("phogiamdoc1", draft))
        draft.sudo().authority_id.date_to = self.today
        self.rows._cron_days()
        self.assertEqual(draft.state, "signing")
        with freeze_time(self.today + timedelta(days=2)):
            self.rows._cron_days()
        self.assertEqual(draft.state, "returned")
        self.assertIn("đã hết hiệu lực", draft.return_reason, "in the author's words")
        self.assertFalse(self.tasks("phogiamdoc1", draft))
        self.assertNotIn(self.users["phogiamdoc1"], draft.reader_user_ids)

    def test_one_that_fails_holds_up_nothing_else(self):
        """Điều 11: delegations begin on their day, whatever else the night meets."""
        stuck = self.outgoing_at("signing", signer="phogiamdoc1")
        stuck.sudo().authority_id.date_to = self.today
        row = self.give("giamdoc", "cv.khtc", first=2, last=4)
        broken = patch.object(type(stuck), "_return", side_effect=UserError("x"))
        log = self.assertLogs("odoo.addons.l10n_vn_edoc.models._apart", "ERROR")
        with freeze_time(self.today + timedelta(days=2)), broken, log:
            self.rows._cron_days()
            self.assertEqual(row.state, "current")
        self.assertTrue(row.begun_at)
        self.assertEqual(stuck.state, "signing")

    def test_it_covers_no_other_duty_of_the_leader(self):
        """NĐ 30 Điều 18.4: a recall is decided by the leader himself."""
        self.give("giamdoc", "cv.khtc")
        document = self.present()
        duties = self.as_("cv.khtc", document)._duties()
        self.assertEqual(duties, {"leader_delegate"})
        with self.assertRaises(UserError):
            self.as_("cv.khtc", document)._take_step("recall", reason="x")

    # ---------------------------------------------------------- content and form

    def test_content_and_form(self):
        """NĐ 30 Điều 12: content within the department, form by the office."""
        self.give("tp.qlcn", "cv.qlcn", duty="approve")
        self.give("chanhvanphong", "luutru", duty="form")
        draft = self.draft(login="tp.qlcn")
        draft.with_user(self.users["tp.qlcn"]).action_submit()
        self.as_("cv.qlcn", draft).action_approve_content()
        self.assertEqual(self.last(draft).on_behalf_id, self.users["tp.qlcn"])
        self.as_("luutru", draft).action_approve_form()
        self.assertEqual(self.last(draft).on_behalf_id, self.users["chanhvanphong"])
        self.assertEqual(draft.state, "signing")

    def test_nobody_approves_his_own_draft_for_another(self):
        """NĐ 30 Điều 12.1: the author does not stand in for his own reviewer."""
        self.give("tp.qlcn", "cv.qlcn", duty="approve")
        draft = self.outgoing_at("content_review")
        with self.assertRaises(UserError):
            self.as_("cv.qlcn", draft).action_approve_content()

    def test_the_delegate_returns_a_draft(self):
        """NĐ 30 Điều 11.2: returned with the reason, on the head's behalf."""
        self.give("chanhvanphong", "luutru", duty="form")
        draft = self.outgoing_at("form_review")
        self.wizard(
            "edoc.outgoing.return", "luutru", draft, reason="Sai thể thức"
        ).action_return()
        self.assertEqual(draft.state, "returned")
        self.assertEqual(self.last(draft).on_behalf_id, self.users["chanhvanphong"])

    # ------------------------------------------------------------- who and when

    def test_given_by_its_holder_only(self):
        """NĐ 30 Điều 13.3: no duty that he lacks, none that was delegated to him."""
        self.give("giamdoc", "chanhvanphong")
        for login, duty in (
            ("chanhvanphong", "distribute"),
            ("quantri", "distribute"),
            ("cv.qlcn", "approve"),
            ("tp.qlcn", "form"),
        ):
            with self.subTest(login=login, duty=duty):
                with self.assertRaisesRegex(UserError, "by your own office"):
                    self.give(login, "cv.khtc", duty)
        for vals in ({"principal_id": self.users["giamdoc"].id}, {}):
            with self.assertRaises(AccessError):
                self.as_("quantri", self.rows).create({"duty": "form", **vals})

    def test_whom_and_for_which_days(self):
        """NĐ 30 Điều 13.3: limited in time, one delegate at a time, never backwards."""
        self.give("giamdoc", "chanhvanphong")
        for words, login, to, vals in (
            ("begins today", "phogiamdoc1", "cv.khtc", {"first": -1}),
            ("already", "giamdoc", "cv.khtc", {"first": 2, "last": 5}),
            ("somebody else", "phogiamdoc1", "phogiamdoc1", {}),
            ("takes no part", "phogiamdoc1", "vanthu.ttkc", {}),
            ("none of the departments", "tp.qlcn", "cv.khtc", {"duty": "approve"}),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.give(login, to, **vals)
        self.give("giamdoc", "cv.khtc", first=3, last=5)

    def test_only_the_principal_takes_it_back(self):
        row = self.give("giamdoc", "chanhvanphong")
        for login in ("chanhvanphong", "quantri", "phogiamdoc1"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, row).action_revoke()
        row.action_revoke()
        self.assertEqual(row.state, "revoked")
        with self.assertRaises(AccessError):
            row.action_revoke()

    def test_begins_and_ends_by_its_days(self):
        """NĐ 30 Điều 13.3: without anybody doing anything."""
        row = self.give("giamdoc", "cv.khtc", first=1, last=2)
        document = self.present()
        group = self.env.ref("l10n_vn_edoc.group_delegate")
        seen = self.as_("cv.khtc", document)
        self.rows._cron_days()
        self.assertFalse(seen.has_access("read"))
        with freeze_time(self.today + timedelta(days=2)):
            self.rows._cron_days()
            self.assertTrue(seen.has_access("read"))
            self.assertTrue(self.tasks("cv.khtc", document))
            self.assertEqual(seen._duties(), {"leader_delegate"})
        with freeze_time(self.today + timedelta(days=3)):
            row.invalidate_recordset()
            self.assertFalse(seen._duties())
            self.rows._cron_days()
            self.assertEqual(row.state, "ended")
            self.assertFalse(self.tasks("cv.khtc", document))
            self.assertNotIn(self.users["cv.khtc"], group.all_user_ids)

    def test_signing_and_seal_stay_where_they_are(self):
        """NĐ 30 Điều 13.3, 32: neither is a duty that this register knows."""
        duties = dict(self.rows._fields["duty"].selection)
        self.assertEqual(set(duties), {"distribute", "approve", "form"})
        self.give("giamdoc", "cv.khtc")
        document = self.outgoing_at("signing")
        self.assertFalse(self.as_("cv.khtc", document)._duties() & {"signer"})
