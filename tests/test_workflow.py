"""The steps of outgoing documents: who takes them, from where, with what words."""

import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.workflow import OUTGOING
from .common import PIN, EdocCommon, letter

PEOPLE = [
    "cv.qlcn",
    "tp.qlcn",
    "chanhvanphong",
    "giamdoc",
    "phogiamdoc1",
    "vanthu",
    "cv.qltm",
    "tp.qltm",
    "luutru",
    "quantri",
    "vanthu.ttkc",
    "giamdoc.ttkc",
]
# who holds the duty, in this organisation and for this document
HOLDER = {
    "submit": "cv.qlcn",
    "approve_content": "tp.qlcn",
    "approve_form": "chanhvanphong",
    "sign": "giamdoc",
    "number": "vanthu",
    "seal": "vanthu",
    "issue": "vanthu",
    "cancel": "cv.qlcn",
    "void": "vanthu",
}
REVIEWER = {
    "content_review": "tp.qlcn",
    "form_review": "chanhvanphong",
    "signing": "giamdoc",
    "signed": "vanthu",
}
BACK = ("return", "void", "cancel")
LINE = ["draft", "content_review", "form_review", "signing", "signed", "numbered"]
LINE += ["sealed", "issued"]
# what comes after the issue has tests of its own, see test_change_order
AFTER = ("recall", "replace")
TABLE = {name: s for name, s in OUTGOING.transitions.items() if name not in AFTER}


@tagged("post_install", "-at_install")
class TestOutgoingWorkflow(EdocCommon):
    def act(self, action, login, document, reason="Có lý do"):
        """Take the step as the user does: by the button or the wizard behind it."""
        if action in ("sign", "seal"):
            wizard = self.wizard(f"edoc.outgoing.{action}", login, document)
            return getattr(wizard.with_context(pin=PIN), f"action_{action}")()
        if action == "void":
            wizard = self.wizard("edoc.outgoing.void", login, document, reason=reason)
            return wizard.action_void()
        if action in ("return", "cancel"):
            cancel = action == "cancel"
            return self.wizard(
                "edoc.outgoing.return", login, document, cancel=cancel, reason=reason
            ).action_return()
        return getattr(self.as_(login, document), f"action_{action}")()

    def allowed(self, login, document):
        """The buttons that the user sees; none where he may not read at all."""
        document = self.as_(login, document)
        if not document.has_access("read"):
            return set()
        return {a for a in TABLE if document[f"can_{a}"]}

    def expected(self, login, state):
        holders = {**HOLDER, "return": REVIEWER.get(state)}
        return {
            action
            for action, step in TABLE.items()
            if state in step.sources and holders[action] == login
        }

    def check_state(self, document):
        """At this state every step is open to its holder and to nobody else."""
        state = document.state
        steps = len(document.step_ids)
        for login in PEOPLE:
            with self.subTest(state=state, login=login):
                self.assertEqual(
                    self.allowed(login, document), self.expected(login, state)
                )
        for action, step in TABLE.items():
            here = state in step.sources
            holder = REVIEWER.get(state, "tp.qlcn") if action == "return" else None
            holder = holder or HOLDER[action]
            wrong = [p for p in PEOPLE if p != holder] if here else [holder]
            for login in wrong:
                with self.subTest(state=state, action=action, login=login):
                    with self.assertRaises(UserError):
                        self.act(action, login, document)
        self.assertEqual((document.state, len(document.step_ids)), (state, steps))

    def test_each_step_by_its_holder_only(self):
        """Điều 12.1; NĐ 30 Điều 10 to 14: the whole line, refused to all others."""
        document = self.draft()
        for state, following in zip(LINE, [*LINE[1:], None], strict=True):
            self.assertEqual(document.state, state)
            self.check_state(document)
            for action, step in TABLE.items():
                if state in step.sources and step.target == following:
                    self.act(action, HOLDER[action], document)

    def test_returned_and_cancelled(self):
        """NĐ 30 Điều 11.2: only the author goes on with what came back."""
        document = self.outgoing_at("returned")
        self.check_state(document)
        self.act("cancel", "cv.qlcn", document)
        self.assertEqual(document.state, "cancelled")
        self.check_state(document)

    # ---------------------------------------------------------------------- reasons

    def test_return_and_cancel_need_words(self):
        """NĐ 30 Điều 11.2: what is returned says why."""
        document = self.outgoing_at("content_review")
        draft = self.draft()
        for reason in ("", "   ", "\n"):
            with self.subTest(reason=reason):
                with self.assertRaises(UserError), self.muted():
                    self.act("return", "tp.qlcn", document, reason=reason)
                with self.assertRaises(UserError), self.muted():
                    self.act("cancel", "cv.qlcn", draft, reason=reason)
        self.act("return", "tp.qlcn", document, reason="Sai căn cứ")
        self.assertEqual(document.return_reason, "Sai căn cứ")
        step = document.step_ids.sorted("id")[-1]
        self.assertEqual((step.action, step.reason), ("return", "Sai căn cứ"))

    def test_return_and_hand_in_again(self):
        """NĐ 30 Điều 11.2, 12: from every desk back to the author and on again."""
        document = self.draft()
        for state, reviewer in REVIEWER.items():
            with self.subTest(state):
                while document.state != state:
                    self.forward(document)
                self.act("return", reviewer, document, reason=f"Từ {state}")
                self.assertEqual(document.state, "returned")
                self.assertIn(
                    self.users["cv.qlcn"], document.activity_ids.mapped("user_id")
                )
                document.subject = f"bản sửa sau {state}"
        while document.state != "issued":
            self.forward(document)
        self.assertFalse(document.return_reason)
        self.assertEqual(document.number, 1)
        stages = document.file_ids.version_ids.sorted("number").mapped("stage")
        self.assertEqual(stages[-4:], ["prepared", "signed", "numbered", "sealed"])

    def forward(self, document):
        for action, step in TABLE.items():
            if document.state in step.sources and action not in BACK:
                return self.act(action, HOLDER[action], document)

    # ----------------------------------------------------------------------- drafts

    def test_incomplete_draft_is_not_handed_in(self):
        """Điều 14: what the packet and the page need is asked for at once."""
        for missing in ("type_id", "signer_id", "delivery_ids", "file_ids"):
            with self.subTest(missing):
                draft = self.draft()
                value = [Command.clear()] if missing.endswith("_ids") else False
                draft[missing] = value
                self.assertTrue(draft.checklist)
                with self.assertRaises(UserError):
                    draft.action_submit()
        two = self.draft()
        self.line.upload(two, "hai.pdf", letter())
        with self.assertRaises(UserError):
            two.action_submit()

    def changes(self, document):
        """One change of each kind that the signature covers."""
        return {
            "subject": "khác",
            "type_id": self.env.ref("l10n_vn_edoc.document_type_quyet_dinh").id,
            "signer_id": self.users["phogiamdoc1"].id,
            "signer_name": "Ai đó",
            "code_notation": "SCT-KHAC",
            "urgency": "2",
            "page_count": 9,
            "authority_id": self.env["edoc.signing.authority"]
            .search([("user_id", "=", self.users["phogiamdoc1"].id)])
            .id,
            "department_id": self.departments["qltm"].id,
            "finish_answered": False,
            "file_ids": [Command.delete(document.file_ids[:1].id)],
        }

    def test_draft_is_changed_by_its_author_only(self):
        """NĐ 30 Điều 10: the draft is in the hands of whom drafts it."""
        draft = self.draft()
        for login in ("tp.qlcn", "vanthu", "giamdoc", "luutru", "cv.qltm", "quantri"):
            for name, value in self.changes(draft).items():
                with self.subTest(login=login, field=name):
                    with self.assertRaises(UserError):
                        self.as_(login, draft).write({name: value})
            with self.subTest(login=login), self.assertRaises(UserError):
                self.as_(login, draft.file_ids).write(
                    {"upload": base64.b64encode(letter())}
                )
        for name, value in self.changes(draft).items():
            with self.subTest(author=name):
                draft.write({name: value})

    def test_nothing_is_changed_once_handed_in(self):
        """NĐ 30 Điều 12: checked and signed is what was handed in."""
        document = self.draft()
        while document.state != "issued":
            self.forward(document)
            for name, value in self.changes(document).items():
                with self.subTest(state=document.state, field=name):
                    with self.assertRaises(UserError):
                        document.write({name: value})
            with self.subTest(state=document.state), self.assertRaises(UserError):
                document.file_ids.upload = base64.b64encode(letter())
            with self.subTest(state=document.state), self.assertRaises(UserError):
                self.line.upload(document, "them.pdf", letter(), "enclosure")

    def test_nobody_drafts_in_anothers_name(self):
        with self.assertRaises(AccessError):
            self.draft(author_id=self.users["tp.qlcn"].id)
        with self.assertRaises(AccessError):
            self.draft().author_id = self.users["tp.qlcn"]

    # --------------------------------------------------------------------- deletion

    def test_deletion(self):
        """NĐ 30 Phụ lục VI III.5: only what never left the author's desk."""
        for login in ("tp.qlcn", "vanthu", "giamdoc", "quantri", "cv.qltm"):
            draft = self.draft()
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, draft).unlink()
        for state in ("content_review", "returned", "numbered", "cancelled"):
            document = self.outgoing_at(state)
            with self.subTest(state), self.assertRaises(UserError):
                document.unlink()
            with self.subTest(superuser=state), self.assertRaises(UserError):
                document.sudo().unlink()
        draft = self.draft(enclosure=True)
        files, versions = draft.file_ids, draft.file_ids.version_ids
        draft.unlink()
        self.assertFalse(
            (files.exists(), versions.exists()) != (files[:0], versions[:0])
        )
