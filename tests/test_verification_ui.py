"""What users see of *Kiểm tra ký số*: words, revisions, papers, any file checked."""

import base64
import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..core.pdfsign.confined import MOST_BYTES
from ..demo.organisation import PASSWORD
from .common import PLAIN, EdocCommon, EdocSetup, letter, signed_letter, tampered
from .noted_letter import noted_letter

LANGUAGES = {"vi_VN": "chú thích", "en_US": "annotation"}


@tagged("post_install", "-at_install")
class TestVerificationShown(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.noted = cls.arrive(pdf=noted_letter())
        cls.verification = cls.noted.verification_ids

    def in_words(self, lang):
        return self.as_("vanthu", self.verification).with_context(lang=lang)

    def test_each_reader_has_his_language(self):
        """One kept result, told in the reader's own words."""
        self.assertEqual(self.noted.verdict, "valid_with_note")
        for lang, word in LANGUAGES.items():
            with self.subTest(lang):
                shown = self.in_words(lang).shown
                self.assertIn(word, shown["sentence"])
                self.assertEqual(self.in_words(lang).told, shown["sentence"])
                self.assertIn(word, " ".join(shown["signatures"][0]["changes"]))
                document = self.noted.with_context(lang=lang)
                self.assertEqual(document.verdict_light["sentence"], shown["sentence"])
                self.assertEqual(document.verdict_light["grade"], "valid_with_note")
        self.assertEqual(self.verification.sentence, self.in_words("vi_VN").told)

    def test_every_fact_of_a_signature_is_shown(self):
        """TT 15/2025: who signed, by whose certificate, when, and whether it stands."""
        person, seal = self.in_words("vi_VN").shown["signatures"]
        self.assertEqual((person["role"], seal["role"]), ("person", "seal"))
        for signature in (person, seal):
            for fact in ("signer", "subject", "issuer", "serial", "proven", "claimed"):
                self.assertTrue(signature[fact], fact)
            self.assertEqual(signature["status"], "còn hiệu lực")
            self.assertEqual(signature["level"], "B-LT")
            self.assertEqual(len(signature["certificate_sha256"]), 64)
        self.assertEqual((person["state"], seal["state"]), ("note", "info"))

    def test_rules_say_what_to_do(self):
        rules = {r["code"]: r for r in self.in_words("vi_VN").shown["rules"]}
        self.assertIn("So sánh", rules["signature.changed_covered"]["advice"])

    def test_certificates_and_status_are_kept(self):
        """TT 15/2025: certificates, lists at hand and result stay with the document."""
        report = json.loads(self.verification.report)
        for item in report["signatures"]:
            self.assertTrue(bytes.fromhex(item["certificate"]))
            self.assertEqual(item["certificate_status"], "good")
        self.assertEqual(report["document"]["sha256"], self.noted.file_ids.sha256)

    # -------------------------------------------------------------------- revisions

    def test_revision_against_revision(self):
        """Điều 10.2: what came after the leader signed is shown where it stands."""
        data = self.in_words("vi_VN").compare_data()
        first, second = data["revisions"][:2]
        self.assertIn("Hoàng Quốc Khải", first["title"])
        self.assertIn("Lai Châu", second["title"])
        self.assertEqual(first["places"], [])
        [place] = [p for p in second["places"] if p["kind"] == "annotation"]
        self.assertEqual(place["page"], 0)
        self.assertAlmostEqual(place["box"][2], 70.6, delta=0.2)
        self.assertEqual(place["words"], "thêm chú thích, trang 1 (FreeText)")
        content = self.noted.file_ids.current_id._bytes()
        cut = self.verification._revision_bytes(0)
        self.assertTrue(content.startswith(cut))
        self.assertNotIn(b"/FreeText", cut)
        self.assertIn(b"/FreeText", self.verification._revision_bytes(1))
        self.assertIsNone(self.verification._revision_bytes(9))
        self.assertIsNone(self.verification._revision_bytes(-1))

    def test_only_who_reads_the_document_compares_it(self):
        for login in ("cv.qltm", "quantri", "vanthu.ttkc"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, self.verification).compare_data()

    def test_a_damaged_file_is_not_compared(self):
        document = self.arrive(pdf=b"%PDF-1.7 hong")
        self.assertFalse(document.verification_ids.shown["comparable"])

    # ------------------------------------------------------------------------ paper

    def slip(self, login, records):
        report = self.env["ir.actions.report"].with_user(self.users[login])
        html, kind = report._render_qweb_html(records._slip(), records.ids)
        self.assertEqual(kind, "html")
        return html.decode()

    def test_the_slip_holds_the_evidence(self):
        """Điều 10.2: a paper for the file, in Vietnamese whoever prints it."""
        user = self.users["vanthu"]
        self.as_("vanthu", self.noted).action_verify()
        verification = self.noted.latest_verification_ids
        for lang in LANGUAGES:
            user.lang = lang
            with self.subTest(lang):
                paper = self.slip("vanthu", verification)
                self.assertIn("PHIẾU KIỂM TRA CHỮ KÝ SỐ", paper)
                self.assertIn("HỢP LỆ, CÓ LƯU Ý", paper)
                self.assertIn(verification.sha256, paper)
                self.assertIn(user.name, paper)
                self.assertIn("Thông tư số 15/2025/TT-BKHCN", paper)
                for item in json.loads(verification.report)["signatures"]:
                    self.assertIn(item["serial"], paper)
                    self.assertIn(item["certificate_sha256"], paper)
        for login in ("cv.qltm", "quantri"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.slip(login, verification)


@tagged("post_install", "-at_install")
class TestFileCheck(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sealed = signed_letter(PLAIN)

    def check(self, login, content, name="van-ban.pdf", **vals):
        wizard = self.env["edoc.verify.file"].with_user(self.users[login])
        vals = {"file": base64.b64encode(content), "file_name": name, **vals}
        action = wizard.create(vals).action_check()
        return self.as_(login, self.env[action["res_model"]].browse(action["res_id"]))

    def test_any_of_the_staff_checks_any_file(self):
        for login in ("cv.qltm", "giamdoc", "luutru", "vanthu.ttkc"):
            with self.subTest(login):
                check = self.check(login, self.sealed)
                self.assertEqual((check.grade, check.name), ("valid", "van-ban.pdf"))
                self.assertEqual(check.user_id, self.users[login])
                self.assertEqual(check.company_id, self.users[login].company_id)
                self.assertTrue(check.shown["comparable"])
        self.assertEqual(self.check("cv.qltm", tampered(self.sealed)).grade, "invalid")
        self.assertEqual(self.check("cv.qltm", b"MZ program").grade, "unreadable")

    def test_kind_and_agency_count(self):
        """Điều 6.2b: an enclosure needs the seal only; a name is compared."""
        draft = self.check("cv.qltm", letter())
        self.assertEqual(draft.grade, "invalid")
        other = self.check("cv.qltm", self.sealed, agency_name="Sở Y tế")
        codes = [rule["code"] for rule in other.shown["rules"]]
        self.assertIn("seal.other_agency", codes)
        own = self.check(
            "cv.qltm",
            self.sealed,
            agency_name=" Ủy ban nhân dân tỉnh Lai Châu ",
            kind="attachment",
        )
        self.assertEqual(own.grade, "valid")

    def test_nobody_else_sees_it(self):
        check = self.check("cv.qltm", self.sealed)
        for login in ("tp.qltm", "vanthu", "giamdoc", "luutru", "vanthu.ttkc"):
            with self.subTest(login):
                self.assertFalse(self.as_(login, check).search([]))
                with self.assertRaises(AccessError):
                    self.as_(login, check).compare_data()
        with self.assertRaises(AccessError):
            check.read(["content"])

    def test_administrators_see_that_it_was_done(self):
        check = self.as_("quantri", self.check("cv.qltm", self.sealed))
        self.assertEqual(check.search([]).grade, "valid")
        self.assertFalse(check.has_content or check.preview_url)
        self.assertFalse(check.shown["comparable"])
        with self.assertRaisesRegex(UserError, "not kept any more"):
            check.compare_data()
        with self.assertRaises(AccessError):
            check.read(["content"])

    def test_nothing_is_written_by_hand(self):
        check = self.check("cv.qltm", tampered(self.sealed))
        for login in ("cv.qltm", "quantri"):
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    self.as_(login, check).write({"grade": "valid"})
                with self.assertRaises(AccessError):
                    self.as_(login, check).unlink()
        with self.assertRaises(AccessError):
            check.sudo().create(
                {
                    "name": "x",
                    "kind": "document",
                    "grade": "valid",
                    "sha256": "x",
                    "company_id": self.company.id,
                    "user_id": self.env.uid,
                }
            )

    def test_the_file_is_dropped_after_a_day(self):
        """The result stays (TT 41/2017 Điều 9); foreign bytes don't pile up."""
        check = self.check("cv.qltm", self.sealed)
        young = self.check("cv.qltm", self.sealed)
        yesterday = fields.Datetime.now() - timedelta(hours=25)
        check._through_door().write({"verified_at": yesterday})
        self.env["edoc.verification.check"]._gc_contents()
        self.env.invalidate_all()
        self.assertFalse(check.has_content)
        self.assertTrue(young.has_content)
        self.assertEqual(check.shown["grade"], "valid")
        with self.assertRaisesRegex(UserError, "not kept any more"):
            check.action_check_again()

    def test_checking_again_adds_a_row(self):
        check = self.check("cv.qltm", self.sealed)
        action = check.action_check_again()
        self.assertNotEqual(action["res_id"], check.id)
        again = check.browse(action["res_id"])
        self.assertEqual((again.sha256, again.grade), (check.sha256, "valid"))

    def test_what_is_refused(self):
        """Điều 1.2: secrets stay out, and nothing of them is kept."""
        before = self.env["edoc.verification.check"].search_count([])
        for content, words in (
            (b"", "Choose a file"),
            (b"%PDF" + b"0" * MOST_BYTES, "larger than 64 MB"),
            (letter(mark="MẬT"), "Điều 1.2"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.check("cv.qltm", content)
        self.assertEqual(self.env["edoc.verification.check"].search_count([]), before)

    def test_the_wizard_keeps_no_file(self):
        self.check("cv.qltm", self.sealed)
        self.env.flush_all()
        self.env.cr.execute("SELECT 1 FROM edoc_verify_file WHERE file IS NOT NULL")
        self.assertFalse(self.env.cr.fetchall())

    def test_outsiders_check_nothing(self):
        outsider = self.env["res.users"].create(
            {"name": "Ngoài", "login": "ngoai.co.quan"}
        )
        checks = self.env["edoc.verification.check"].with_user(outsider)
        with self.assertRaises(AccessError):
            checks._check_file("x.pdf", self.sealed, "document")

    def test_the_slip_of_a_checked_file(self):
        check = self.check("cv.qltm", self.sealed)
        report = self.env["ir.actions.report"].with_user(self.users["cv.qltm"])
        html, _kind = report._render_qweb_html(check._slip(), check.ids)
        self.assertIn(check.sha256, html.decode())
        self.assertIn("KẾT QUẢ", html.decode())


@tagged("post_install", "-at_install")
class TestVerificationHttp(EdocSetup, HttpCase):
    def answer(self, login, path):
        self.authenticate(login, PASSWORD)
        return self.url_open(path)

    def test_report_and_revisions_go_by_the_rules_of_the_document(self):
        """Điều 10, 11: an earlier revision is as confidential as the file."""
        document = self.arrive(pdf=noted_letter())
        verification = document.verification_ids
        url = verification._url()
        answer = self.answer("vanthu", f"{url}/report")
        self.assertEqual(answer.json()["verdict"], "valid_with_note")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        for number in (0, 1):
            answer = self.answer("vanthu", f"{url}/file?revision={number}")
            self.assertEqual(answer.headers["Content-Type"], "application/pdf")
            self.assertEqual(answer.content, verification._revision_bytes(number))
        self.assertEqual(self.answer("vanthu", f"{url}/file").content, noted_letter())
        for wrong in ("99", "-1", "x", "²", "0" * 9):
            with self.subTest(wrong):
                path = f"{url}/file?revision={wrong}"
                self.assertEqual(self.answer("vanthu", path).status_code, 404)
        self.assertEqual(
            self.answer("vanthu", "/edoc/verification/2000000000/report").status_code,
            404,
        )
        for login in ("cv.qltm", "quantri", "vanthu.ttkc"):
            for path in ("report", "file", "file?revision=0"):
                with self.subTest(login=login, path=path):
                    answer = self.answer(login, f"{url}/{path}")
                    self.assertEqual(answer.status_code, 403)
                    self.assertNotIn(b"%PDF", answer.content)

    def test_a_checked_file_is_its_owners(self):
        owner = self.users["cv.qltm"]
        checks = self.env["edoc.verification.check"].with_user(owner)
        check = checks._check_file("x.pdf", signed_letter(PLAIN), "document")
        url = check._url()
        self.assertEqual(
            self.answer("cv.qltm", f"{url}/file").content, signed_letter(PLAIN)
        )
        for login in ("vanthu", "giamdoc"):
            with self.subTest(login):
                self.assertEqual(self.answer(login, f"{url}/file").status_code, 403)
                self.assertEqual(self.answer(login, f"{url}/report").status_code, 403)
        self.assertEqual(self.answer("quantri", f"{url}/report").status_code, 200)
        self.assertNotIn(b"%PDF", self.answer("quantri", f"{url}/file").content)
