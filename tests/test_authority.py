"""Who signs in whose place: NĐ 30/2020 Điều 13."""

import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import PIN, EdocCommon


class AuthorityCase(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env["edoc.outgoing"]._vn_today()
        cls.rights = cls.env["edoc.signing.authority"]

    def day(self, days):
        return self.today + timedelta(days=days)

    def right_of(self, login):
        return self.rights.search([("user_id", "=", self.users[login].id)])

    def authorise(self, login="chanhvanphong", **vals):
        """The director authorises somebody in writing for a month (TUQ.)."""
        usual = {
            "user_id": self.users[login].id,
            "company_id": self.company.id,
            "kind": "authorised",
            "principal_id": self.users["giamdoc"].id,
            "scope": "công văn về sản xuất công nghiệp",
            "basis": "Giấy ủy quyền số 05/GUQ-SCT",
            "date_from": self.today,
            "date_to": self.day(30),
        }
        return self.as_("quantri", self.rights).create({**usual, **vals})

    def advance(self, document, state):
        steps = (
            ("content_review", lambda: document.action_submit()),
            (
                "form_review",
                lambda: self.as_("tp.qlcn", document).action_approve_content(),
            ),
            (
                "signing",
                lambda: self.as_("chanhvanphong", document).action_approve_form(),
            ),
            ("signed", lambda: self.line.sign(document)),
        )
        order = ["draft", *(reached for reached, _step in steps)]
        for reached, step in steps[order.index(document.state) : order.index(state)]:
            step()
            self.assertEqual(document.state, reached)

    def end(self, right, days=-1):
        """Let a right have ended some days ago, as time does."""
        self.env.cr.execute(
            "UPDATE edoc_signing_authority SET date_from = %s, date_to = %s "
            "WHERE id = %s",
            [self.day(days - 60), self.day(days), right.id],
        )
        right.invalidate_recordset()


@tagged("post_install", "-at_install")
class TestAuthority(AuthorityCase):
    def test_each_signs_in_his_right(self):
        """NĐ 30 Điều 13.1, 13.4: the head, his deputy KT., the head of a unit TL."""
        for login, code, lines in (
            ("giamdoc", False, "GIÁM ĐỐC"),
            ("phogiamdoc1", "KT.", "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC"),
            ("chanhvanphong", "TL.", "TL. GIÁM ĐỐC / CHÁNH VĂN PHÒNG"),
        ):
            with self.subTest(login):
                draft = self.draft(signer=login)
                self.assertEqual(draft.authority, code)
                self.assertEqual(draft.authority_id.block, lines)
                self.assertEqual(draft.signer_position, self.users[login].edoc_position)

    def test_deputy_signs_and_history_tells(self):
        """NĐ 30 Điều 13.1: KT., and every act by delegation shows in the history."""
        document = self.outgoing_at("signed", signer="phogiamdoc1")
        step = document.step_ids.filtered(lambda s: s.action == "sign")
        self.assertIn("KT. GIÁM ĐỐC", step.reason)
        self.assertIn("Quy chế làm việc", step.reason)
        own = self.outgoing_at("signed")
        step = own.step_ids.filtered(lambda s: s.action == "sign")
        self.assertFalse(step.reason)

    def test_signer_without_a_right(self):
        """NĐ 30 Điều 13: nobody signs without one; told who has to enter it."""
        self.right_of("phogiamdoc2").unlink()
        draft = self.draft(signer="phogiamdoc1")
        draft.signer_id = self.users["phogiamdoc2"]
        self.assertFalse(draft.authority_id)
        self.assertIn("Lò Văn Chung", draft.checklist)
        with self.assertRaisesRegex(UserError, "administrator enters it"):
            draft.action_submit()
        self.as_("quantri", self.rights).create(
            {
                "user_id": self.users["phogiamdoc2"].id,
                "company_id": self.company.id,
                "kind": "deputy",
                "principal_id": self.users["giamdoc"].id,
            }
        )
        draft.action_submit()
        self.assertEqual(draft.authority, "KT.")

    def test_only_signers_of_the_entity_are_offered(self):
        """Điều 13: who signs for an agency belongs to it."""
        told = self.env["edoc.outgoing"].fields_get(["signer_id"], ["domain"])
        domain = safe_eval(told["signer_id"]["domain"], {"company_id": self.company.id})
        offered = self.env["res.users"].search(domain)
        self.assertIn(self.users["giamdoc"], offered)
        self.assertNotIn(self.users["giamdoc.ttkc"], offered)

    def test_only_a_valid_right_is_chosen(self):
        """NĐ 30 Điều 13: somebody else's, another entity's, another type's: refused."""
        draft = self.draft()
        decision = self.env.ref("l10n_vn_edoc.document_type_quyet_dinh")
        later = self.authorise("phogiamdoc1", date_from=self.day(1))
        for right, words in (
            (self.right_of("phogiamdoc1")[:1], "somebody else's right"),
            (self.right_of("giamdoc.ttkc"), "take no part"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                draft.authority_id = right
        draft.signer_id = self.users["phogiamdoc1"]
        for right, words in (
            (later, "from .* on"),
            (
                self.authorise("phogiamdoc1", type_ids=decision.ids, scope=False),
                "documents of this type",
            ),
            (
                self.rights.create(
                    {"user_id": draft.signer_id.id, "company_id": self.unit.id}
                ),
                "take no part",
            ),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                draft.authority_id = right
        self.assertEqual(draft.authority, "KT.")

    def test_text_of_the_right_is_not_written_by_hand(self):
        """NĐ 30 Điều 13: abbreviation and position follow from the right."""
        draft = self.draft()
        for vals in ({"authority": "TM."}, {"signer_position": "Bộ trưởng"}):
            with self.subTest(vals), self.assertRaises(AccessError):
                draft.write(vals)

    def test_right_for_the_type_is_proposed_first(self):
        """NĐ 30 Điều 13.3: an authorisation for a type comes before the order."""
        letters = self.env.ref("l10n_vn_edoc.document_type_cong_van")
        right = self.authorise(type_ids=letters.ids)
        draft = self.draft(signer="chanhvanphong")
        self.assertEqual(draft.authority_id, right)
        self.assertEqual(draft.authority, "TUQ.")
        general = self.right_of("chanhvanphong") - right
        draft.authority_id = general
        self.assertEqual(draft.authority, "TL.")

    def test_authorisation_ends_by_itself(self):
        """NĐ 30 Điều 13.3: at every step until the signature, by the day."""
        steps = ("draft", "form_review", "signing")
        for state in steps:
            with self.subTest(state):
                right = self.authorise()
                draft = self.draft(signer="chanhvanphong")
                draft.authority_id = right
                self.line.upload(draft, "thay.pdf", self.letter_of(draft))
                draft.file_ids[0].unlink()
                self.advance(draft, state)
                self.end(right)
                if state == "draft":
                    # another right of the signer is proposed in its place
                    draft.action_submit()
                    self.assertEqual(draft.authority, "TL.")
                    continue
                with self.assertRaisesRegex(UserError, "ended on"):
                    self.advance(draft, "signed")
                self.assertEqual(draft.state, state)
                stages = draft.file_ids.version_ids.mapped("stage")
                self.assertNotIn("signed", stages)

    def test_authorisation_needs_dates_basis_content(self):
        """NĐ 30 Điều 13.3: in writing, limited in time and content."""
        for vals, words in (
            ({"date_to": False}, "limited in time"),
            ({"basis": False}, "basis in writing"),
            ({"scope": False}, "limited in content"),
            ({"principal_id": False}, "in whose place"),
            ({"date_to": self.day(-1)}, "last day|Last day|check constraint"),
        ):
            with self.subTest(words), self.muted():
                with self.assertRaisesRegex(Exception, words):
                    self.authorise(**vals)

    def test_no_authorising_further(self):
        """NĐ 30 Điều 13.3: who signs TUQ. authorises nobody; nor does a deputy."""
        self.authorise()
        for login in ("chanhvanphong", "phogiamdoc1"):
            with (
                self.subTest(login),
                self.assertRaisesRegex(UserError, "no such right"),
            ):
                self.authorise("phogiamdoc2", principal_id=self.users[login].id)
        with self.assertRaisesRegex(UserError, "his own place"):
            self.authorise("giamdoc")

    def test_order_is_passed_to_the_deputy_of_the_unit(self):
        """NĐ 30 Điều 13.4: TL. and KT., by the head of the unit only."""
        vals = {
            "kind": "by_order_deputy",
            "department_id": self.departments["office"].id,
            "date_to": False,
            "principal_id": self.users["chanhvanphong"].id,
        }
        right = self.authorise("phogiamdoc2", position="Phó Chánh Văn phòng", **vals)
        lines = "TL. GIÁM ĐỐC / KT. CHÁNH VĂN PHÒNG / PHÓ CHÁNH VĂN PHÒNG"
        self.assertEqual(right.block, lines)
        self.assertEqual(right.code, "TL.")
        vals["principal_id"] = self.users["phogiamdoc1"].id
        with self.assertRaisesRegex(UserError, "no such right"):
            self.authorise("phogiamdoc2", **vals)
        vals["department_id"] = False
        with self.assertRaisesRegex(UserError, "choose the department"):
            self.authorise("phogiamdoc2", **vals)

    def test_lines_fit_the_kind(self):
        """NĐ 30 Phụ lục I, ô 7a."""
        for vals in (
            {"opening": "KT. GIÁM ĐỐC"},
            {"opening": False},
            {"opening": "TUQ. GIÁM ĐỐC\nKT. GIÁM ĐỐC"},
            {"position": "Q. Giám đốc"},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                self.authorise(**vals)
        acting = self.authorise("phogiamdoc1", kind="acting", principal_id=False)
        self.assertEqual((acting.block, acting.code), ("Q. GIÁM ĐỐC", "Q."))

    def test_days_never_look_back(self):
        """A right covers no signature that was made without it."""
        document = self.outgoing_at("signed")
        used = document.authority_id
        admin = self.as_("quantri", used)
        for vals, words in (
            ({"date_from": self.day(-5)}, "moved back"),
            ({"date_to": self.day(-1)}, "."),
            ({"position": "Bộ trưởng"}, "stays as it is"),
            ({"user_id": self.users["phogiamdoc1"].id}, "stays as it is"),
        ):
            with self.subTest(vals), self.muted():
                with self.assertRaisesRegex(Exception, words):
                    admin.write(vals)
        ended = self.authorise()
        self.end(ended)
        with self.assertRaisesRegex(UserError, "Enter a new one"):
            ended.date_to = self.day(9)
        self.env.cr.execute(
            "UPDATE edoc_outgoing SET authority_id = NULL, signed_at = %s "
            "WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=3), document.id],
        )
        document.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "covers no signature"):
            self.rights.create(
                {
                    "user_id": self.users["giamdoc"].id,
                    "company_id": self.company.id,
                    "kind": "collective",
                    "date_from": self.day(-10),
                }
            )

    def test_same_right_twice(self):
        """Rights overlap only where they differ."""
        self.authorise()
        with self.assertRaisesRegex(UserError, "has this right"):
            self.authorise(date_from=self.day(10), date_to=self.day(40))
        self.authorise(scope="báo cáo thống kê")
        self.authorise(date_from=self.day(31), date_to=self.day(60))

    def test_entered_by_the_administrator_read_within_the_entity(self):
        right = self.right_of("phogiamdoc1")
        for login in ("giamdoc", "vanthu", "chanhvanphong", "cv.qlcn"):
            acting = self.as_(login, right)
            with self.subTest(login):
                self.assertTrue(acting.display_name)
                with self.assertRaises(AccessError):
                    acting.date_to = self.day(1)
                with self.assertRaises(AccessError):
                    acting.create({"user_id": self.users[login].id})
        with self.assertRaises(AccessError):
            self.as_("giamdoc.ttkc", right).read(["position"])
        with self.assertRaises(AccessError):
            self.as_("quantri", right).unlink()


@tagged("post_install", "-at_install")
class TestBlockInTheFile(AuthorityCase):
    """What stands above the name is what the right to sign says."""

    def at_form_review(self, **changes):
        draft = self.draft(signer="phogiamdoc1")
        pdf = self.letter_of(draft, **changes)
        draft.file_ids.upload = base64.b64encode(pdf)
        self.advance(draft, "form_review")
        return draft

    def check_form(self, document):
        self.as_("chanhvanphong", document).action_approve_form()

    def test_another_text_is_refused(self):
        """NĐ 30 Điều 12.2, 13: both texts are named; nothing is prepared."""
        for position, found in (
            ("Giám đốc", "GIÁM ĐỐC"),
            ("TUQ. Giám đốc\nPhó Giám đốc", "TUQ. GIÁM ĐỐC / PHÓ GIÁM ĐỐC"),
        ):
            with self.subTest(position):
                document = self.at_form_review(position=position)
                with self.assertRaises(UserError) as caught:
                    self.check_form(document)
                self.assertIn(f"“{found}”", str(caught.exception))
                self.assertIn("“KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC”", str(caught.exception))
                self.assertEqual(document.state, "form_review")

    def test_name_missing(self):
        """NĐ 30 Điều 13: a text without the signer's name is somebody else's."""
        document = self.at_form_review(signer="Người Khác")
        with self.assertRaisesRegex(UserError, "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC"):
            self.check_form(document)

    def test_case_and_spaces_do_not_count(self):
        document = self.at_form_review(position="KT.  giám đốc\nPHÓ  Giám Đốc")
        self.check_form(document)
        self.assertEqual(document.state, "signing")
        step = document.step_ids.filtered(lambda s: s.action == "approve_form")
        self.assertFalse(step.reason)

    def test_signing_by_delegation_to_the_end(self):
        """NĐ 30 Điều 13.3: TUQ. from the draft to the packet."""
        right = self.authorise()
        draft = self.draft(signer="chanhvanphong")
        draft.authority_id = right
        draft.file_ids.upload = base64.b64encode(self.letter_of(draft))
        self.advance(draft, "signing")
        wizard = self.wizard("edoc.outgoing.sign", "chanhvanphong", draft)
        wizard.with_context(pin=PIN).action_sign()
        self.line.number(draft)
        self.line.seal(draft)
        self.line.issue(draft)
        step = draft.step_ids.filtered(lambda s: s.action == "sign")
        self.assertIn("05/GUQ-SCT", step.reason)
        packet = self.outbox()[-1]
        self.assertEqual(packet.signer_name, "Phạm Minh Đức")
        self.assertEqual(packet.competence, "TUQ.")
