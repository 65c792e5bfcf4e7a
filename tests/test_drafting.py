"""Versions, remarks and consultation while a document is drafted (NĐ 30 Điều 10)."""

import base64
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError

from .common import EdocCommon, letter


class TestDrafting(EdocCommon):
    def ask(self, document, login="cv.qlcn", departments=("ktat",), users=(), days=3):
        wizard = self.wizard(
            "edoc.outgoing.consult",
            login,
            document,
            department_ids=[
                Command.set([self.departments[name].id for name in departments])
            ],
            user_ids=[Command.set([self.users[name].id for name in users])],
            due_date=document._vn_today() + timedelta(days=days),
            question="Số liệu quý III đã đúng chưa?",
        )
        wizard.action_ask()
        return document.consultation_ids

    def answer(self, row, login, answer="agree", **vals):
        wizard = self.env["edoc.consultation.answer"].with_user(self.users[login])
        wizard.create(
            {"consultation_id": row.id, "answer": answer, **vals}
        ).action_give()

    def comment(self, document, login, body, version=None):
        version = version or document._main_file().current_id
        wizard = self.env["edoc.outgoing.comment"].with_user(self.users[login])
        wizard.create(
            {
                "outgoing_ids": [Command.set(document.ids)],
                "version_id": version.id,
                "body": body,
            }
        ).action_send()

    # -------------------------------------------------------------------- versions

    def test_every_upload_is_a_version_that_stays(self):
        """NĐ 30 Điều 10, 11.2: what was returned is kept, with the reason."""
        draft = self.draft()
        [file] = draft.file_ids
        first = file.current_id
        self.outgoing_back(draft, reason="Thiếu căn cứ")
        second = self.letter_of(draft, body=("Căn cứ Quyết định số 28;",))
        file.write({"upload": base64.b64encode(second)})
        self.assertEqual(draft.version_ids, first | file.current_id)
        self.assertEqual(file.current_id._bytes(), second)
        self.assertEqual(first.create_uid, self.users["cv.qlcn"])
        self.assertIn("download=1", first.action_download()["url"])
        draft.action_submit()
        self.assertIn("Thiếu căn cứ", draft.step_ids.mapped("reason"))

    def test_remarks_of_reviewers_stay_with_the_version(self):
        draft = self.outgoing_at("content_review")
        first = draft._main_file().current_id
        self.comment(draft, "tp.qlcn", "Mục 2 chưa rõ số liệu")
        self.outgoing_back_from_review(draft)
        upload = base64.b64encode(self.letter_of(draft, body=("Đã sửa.",)))
        draft.file_ids.write({"upload": upload})
        self.comment(draft, "cv.qlcn", "Đã sửa mục 2")
        versions = draft.comment_ids.sorted("id").version_id
        self.assertEqual(versions, first | draft.file_ids.current_id)
        self.assertEqual(first.comment_ids.user_id, self.users["tp.qlcn"])

    def outgoing_back_from_review(self, draft):
        self.wizard(
            "edoc.outgoing.return", "tp.qlcn", draft, reason="Sửa mục 2"
        ).action_return()

    def test_remarks_end_with_the_signature_and_are_not_everybodys(self):
        draft = self.outgoing_at("form_review")
        with self.assertRaisesRegex(UserError, "before the signature"):
            self.comment(draft, "luutru", "Tôi cũng có ý kiến")
        with self.assertRaisesRegex(UserError, "in words"):
            self.comment(draft, "chanhvanphong", " ")
        other = self.draft()._main_file().current_id
        with self.assertRaisesRegex(UserError, "version of this document"):
            self.as_("chanhvanphong", draft)._comment(other, "x")
        self.as_("chanhvanphong", draft).action_approve_form()
        self.line.sign(draft)
        with self.assertRaisesRegex(UserError, "before the signature"):
            self.comment(draft, "tp.qlcn", "Muộn rồi")

    # ---------------------------------------------------------------- consultation

    def test_opinions_stand_in_one_table(self):
        """NĐ 30 Điều 10: agree, agree with remarks, disagree, each with its words."""
        draft = self.draft()
        rows = self.ask(draft, departments=("ktat", "qltm"), users=("phogiamdoc2",))
        by_name = {row.consulted: row for row in rows}
        ktat = by_name[self.departments["ktat"].name]
        qltm = by_name[self.departments["qltm"].name]
        person = by_name[self.users["phogiamdoc2"].name]
        tasks = draft.activity_ids.filtered("date_deadline").mapped("user_id")
        self.assertIn(self.users["tp.ktat"], tasks)
        self.answer(ktat, "tp.ktat")
        with self.assertRaisesRegex(UserError, "in words"):
            self.answer(qltm, "tp.qltm", "disagree")
        annex = base64.b64encode(letter(annex=True))
        self.answer(
            qltm,
            "tp.qltm",
            "remarks",
            words="Bổ sung số liệu thương mại",
            answer_file=annex,
            answer_filename="so-lieu.pdf",
        )
        self.answer(person, "phogiamdoc2", "disagree", words="Chưa đủ căn cứ")
        self.assertEqual(
            [row.answer for row in (ktat, qltm, person)],
            ["agree", "remarks", "disagree"],
        )
        self.assertEqual(rows.mapped("state"), ["answered"] * 3)
        self.assertEqual(qltm.with_context(bin_size=False).answer_file, annex)
        self.assertEqual(qltm.answered_by_id, self.users["tp.qltm"])
        self.assertEqual(draft.open_opinions, 0)
        left = draft.activity_ids.filtered(
            lambda task: (
                task.activity_type_id == self.env.ref("l10n_vn_edoc.activity_opinion")
            )
        )
        self.assertFalse(left)

    def test_who_is_asked_sees_it_and_nobody_else_answers(self):
        draft = self.draft()
        self.assertFalse(self.as_("cv.qltm", draft).search([("id", "=", draft.id)]))
        row = self.ask(draft, departments=("qltm",))
        version = draft.file_ids.current_id
        self.assertTrue(self.as_("cv.qltm", version).name)
        self.comment(draft, "cv.qltm", "Trang 1 thiếu số liệu")
        for login in ("cv.qltm", "tp.ktat", "giamdoc", "cv.qlcn"):
            with self.subTest(login), self.assertRaises(UserError):
                self.answer(row, login)
        self.answer(row, "tp.qltm")
        with self.assertRaisesRegex(UserError, "given once"):
            self.answer(row, "tp.qltm", "disagree", words="x")

    def test_asked_by_whom_and_of_whom(self):
        draft = self.draft()
        for change, words in (
            ({"login": "luutru"}, "author or the head"),
            ({"departments": ()}, "at least one"),
            ({"days": -1}, "past"),
            ({"departments": (), "users": ("giamdoc.ttkc",)}, "another entity"),
        ):
            with self.subTest(change), self.assertRaisesRegex(UserError, words):
                self.ask(draft, **change)
        with self.assertRaisesRegex(UserError, "another entity"):
            draft._consult(
                self.departments["unit"], self.env["res.users"], draft._vn_today(), "?"
            )
        self.ask(draft)
        with self.assertRaisesRegex(UserError, "Asked already"):
            self.ask(draft)

    def test_handed_in_before_all_have_answered_with_a_note(self):
        draft = self.draft()
        self.ask(draft)
        action = draft.action_submit()
        self.assertEqual(action["res_model"], "edoc.outgoing.submit")
        self.assertEqual(draft.state, "draft")
        with self.assertRaisesRegex(UserError, "in words"):
            self.wizard(
                "edoc.outgoing.submit", "cv.qlcn", draft, note=" "
            ).action_submit()
        wizard = self.wizard(
            "edoc.outgoing.submit", "cv.qlcn", draft, note="Văn bản khẩn"
        )
        self.assertIn(self.departments["ktat"].name, wizard.missing)
        wizard.action_submit()
        self.assertEqual(draft.state, "content_review")
        self.assertIn("Văn bản khẩn", draft.step_ids[:1].reason)
        self.answer(draft.consultation_ids, "tp.ktat", "remarks", words="Góp ý sau")
        self.assertEqual(draft.open_opinions, 0)

    def test_late_opinions_are_seen(self):
        draft = self.draft()
        row = self.ask(draft, days=0)
        self.assertEqual(row.state, "waiting")
        row._through_door().write({"due_date": draft._vn_today() - timedelta(days=1)})
        self.assertEqual(row.state, "late")
        self.answer(row, "tp.ktat")
        self.assertEqual(row.state, "answered_late")

    def test_restricted_documents_keep_their_talk_to_themselves(self):
        """NĐ 30 Phụ lục VI III.3: remarks and opinions go by the document's list."""
        draft = self.outgoing_at("content_review")
        self.comment(draft, "tp.qlcn", "Mục 2 chưa rõ")
        row = self.ask(draft, login="tp.qlcn")
        rows = (draft.comment_ids, row, draft.form_result_ids)
        for records in rows:
            self.assertTrue(self.as_("luutru", records).search([]))
        giver = self.users["tp.ktat"]
        listed = draft.author_id | self.users["tp.qlcn"] | giver
        self.as_("giamdoc", draft)._restrict(listed, "Nội dung nhạy cảm")
        for records in rows:
            found = self.as_("luutru", records).search([("id", "in", records.ids)])
            self.assertFalse(found)
        self.answer(row, "tp.ktat")
        self.assertEqual(row.answer, "agree")
