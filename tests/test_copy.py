"""Electronic copies: NĐ 30/2020 Điều 25 to 27, Phụ lục I ô 14."""

import base64
import io
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, TiffImagePlugin

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.pdfsign.verify import Grade, VerifyPolicy, verify_document
from .common import PIN, EdocCommon, letter


def scanned(dpi=200, mode="RGB", kind="TIFF", pages=2):
    """Sheets of paper as a scanner sends them."""
    # Odoo keeps Pillow from loading its formats by itself
    assert TiffImagePlugin.TiffImageFile.format in Image.OPEN
    sheets = []
    for number in range(pages):
        sheet = Image.new(mode, (round(8.27 * dpi), round(11.69 * dpi)), "white")
        ImageDraw.Draw(sheet).text((200, 300 + 40 * number), f"Trang {number + 1}")
        sheets.append(sheet)
    stream = io.BytesIO()
    more = {"save_all": True, "append_images": sheets[1:]} if kind == "TIFF" else {}
    sheets[0].save(stream, kind, dpi=(dpi, dpi), **more)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestCopy(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.incoming = cls.incoming_at("processing")
        cls.issued = cls.outgoing_at("issued")
        cls.scan = scanned()

    # -------------------------------------------------------------------- helpers

    def request_of(self, document, login="cv.qlcn", **vals):
        """A request as the button on the document opens it."""
        action = self.as_(login, document).action_make_copy()
        model = self.env["edoc.copy"].with_user(self.users[login])
        return model.with_context(**action["context"]).create(vals)

    def request_of_paper(self, login="cv.qlcn", scan=None, name="giay.tiff", **vals):
        return (
            self.env["edoc.copy"]
            .with_user(self.users[login])
            .create(
                {
                    "source_kind": "paper",
                    "subject": "Quyết định thành lập",
                    "source_code": "12/QĐ-UBND",
                    "source_agency": "Ủy ban nhân dân tỉnh Lai Châu",
                    "scan_name": name,
                    "scan": base64.b64encode(scan or self.scan),
                    **vals,
                }
            )
        )

    def seal(self, copy, login="vanthu", pin=PIN):
        wizard = self.env["edoc.copy.seal"].with_user(self.users[login])
        wizard = wizard.create({"copy_ids": [Command.set(copy.ids)]})
        wizard.with_context(pin=pin).action_seal()

    def answer(self, copy, login, action, reason="Chưa rõ trang"):
        wizard = self.env["edoc.copy.answer"].with_user(self.users[login])
        vals = {"copy_ids": [Command.set(copy.ids)], "action": action, "reason": reason}
        wizard.create(vals).action_answer()

    def sealed(self, copy):
        copy.action_request()
        self.as_("chanhvanphong", copy).action_approve()
        self.as_("vanthu", copy).action_number()
        self.seal(copy)
        return copy

    def verdict(self, pdf):
        roots, intermediates = self.env["edoc.trust.certificate"]._trusted()
        policy = VerifyPolicy(
            roots=roots,
            intermediates=intermediates,
            kind="attachment",
            agency=self.company.name,
        )
        return verify_document(pdf, policy, fields.Datetime.now().astimezone())

    def run_on(self, pdf, *command):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "x.pdf")
            path.write_bytes(pdf)
            command = [path if part == "PDF" else part for part in command]
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, cwd=folder
            )
        return done.stdout

    # ------------------------------------------------------------------ main line

    def test_a_copy_of_an_issued_document(self):
        """Điều 25, 27; Phụ lục I ô 14: asked, decided, numbered, sealed."""
        original = self.issued._main_file().current_id
        before = original._bytes()
        copy = self.request_of(self.issued, form="SY")
        self.assertEqual(copy.source_file_id, self.issued._main_file())
        self.assertEqual(copy.source_code, self.issued.code)
        self.assertEqual(copy.preview_url, original.url)
        self.sealed(copy)
        self.assertEqual(copy.code, "01/SY-SCT")
        self.assertEqual(copy.decided_by_id, self.users["chanhvanphong"])
        steps = copy.step_ids.sorted("id").mapped("action")
        self.assertEqual(steps, ["request", "approve", "number", "seal"])
        pdf = copy._main_file()._content()
        verdict = self.verdict(pdf)
        self.assertIs(verdict.grade, Grade.VALID, verdict.rules)
        self.assertEqual(len(verdict.signatures), 1)
        self.assertIn(
            "Signature is Valid.", self.run_on(pdf, "pdfsig", "-nocert", "PDF")
        )
        text = self.run_on(pdf, "pdftotext", "-layout", "PDF", "-")
        for words in ("SAO Y", self.company.name, "+07:00", "Giám đốc"):
            self.assertIn(words.lower(), text.lower())
        # the number was a field of the original; it is on the page of the copy
        self.assertIn(self.issued.code_number, text)
        self.assertEqual(original._bytes(), before)
        self.assertEqual(copy.source_version_id, original)

    def test_paper_becomes_electronic(self):
        """Điều 18.6, 25.1c: digitised and signed by the agency."""
        copy = self.request_of_paper()
        self.assertEqual(copy.medium, "paper")
        self.assertEqual(copy.rule_note, "NĐ 30/2020, Điều 25.1c")
        self.sealed(copy)
        self.assertEqual(copy.page_count, 2)
        self.assertEqual(copy._main_file().name, "SY-giay.pdf")
        self.assertIs(self.verdict(copy._main_file()._content()).grade, Grade.VALID)

    def test_level_and_place_follow_the_type(self):
        """Levels and layouts are data of the type, for its copies, too (ô 14)."""
        layout = self.env["edoc.layout"].create(
            {"name": "Bản sao ghi thấp", "copy_top": 200, "copy_left": 20}
        )
        kind = self.env.ref("l10n_vn_edoc.document_type_cong_van")
        kind.write({"signature_level": "T", "layout_id": layout.id})
        copy = self.request_of_paper()
        copy.type_id = kind
        self.sealed(copy)
        [seal] = self.verdict(copy._main_file()._content()).signatures
        self.assertEqual(seal.level, "B-T")
        left, top, _width, _height = seal.box
        self.assertLess(left, 40)
        self.assertGreater(top, 150)

    def test_an_extract_holds_its_pages_only(self):
        """Điều 25.3."""
        copy = self.request_of_paper(form="TrS", scan=scanned(pages=4))
        for pages, regex in (
            (False, "Name the pages"),
            ("1-4", "all 4 pages"),
            ("5", "no page 5"),
            ("hai", "can't be read"),
        ):
            copy.pages = pages
            with self.subTest(pages), self.assertRaisesRegex(UserError, regex):
                copy.action_request()
        copy.pages = "1, 3-4"
        self.sealed(copy)
        self.assertEqual((copy.page_count, copy.code), (3, "01/TrS-SCT"))

    def test_one_series_for_all_forms(self):
        """Điều 15, Phụ lục I: copies have a series of the year of their own."""
        first = self.request_of(self.incoming, form="SY")
        second = self.request_of_paper(form="TrS", pages="2")
        third = self.request_of_paper(form="SL", source_is_copy=True)
        for copy in (first, second, third):
            copy.action_request()
            self.as_("giamdoc", copy).action_approve()
            self.as_("vanthu", copy).action_number()
        self.assertEqual(
            [first.code, second.code, third.code],
            ["01/SY-SCT", "02/TrS-SCT", "03/SL-SCT"],
        )
        self.assertEqual(first.register_id.kind, "copies")

    # ------------------------------------------------------------------- Điều 25

    def test_which_form_from_which_source(self):
        """Điều 25.2b: sao lục is made from a sao y, and from nothing else."""
        for vals, regex in (
            ({"form": "SL"}, "not from the original"),
            ({"form": "SY", "source_is_copy": True}, "only a sao lục"),
            ({"form": "TrS", "source_is_copy": True, "pages": "1"}, "only a sao lục"),
        ):
            copy = self.request_of_paper(**vals)
            self.assertEqual(copy.rule_note, "Not possible from this source.")
            with self.subTest(vals), self.assertRaisesRegex(UserError, regex):
                copy.action_request()

    def test_what_the_decree_does_not_name_is_told_to_the_decider(self):
        """Điều 25.1, 27: electronic to electronic is for the head to decide."""
        copy = self.request_of(self.incoming, form="SY")
        self.assertEqual(copy.medium, "electronic")
        self.assertIn("the head decides", copy.rule_note)

    def test_scans_as_the_decree_wants_them(self):
        """Phụ lục I: colour, from 200 dpi, the whole page."""
        coarse = scanned(dpi=120, kind="PNG", pages=1)
        grey = scanned(mode="L", kind="PNG", pages=1)
        for content, name, regex in (
            (coarse, "a.png", "120 dpi"),
            (grey, "a.png", "without colour"),
            (letter(), "a.pdf", "PDF from version 1.4|no scan"),
        ):
            copy = self.request_of_paper(scan=content, name=name)
            with self.subTest(regex), self.assertRaisesRegex(UserError, regex):
                copy.action_request()
        with self.assertRaisesRegex(UserError, "can't be used"):
            self.request_of_paper(scan=b"PK", name="a.docx")

    def test_only_what_is_registered_or_issued(self):
        arrived = self.arrive()
        copy = self.request_of(arrived, login="vanthu", form="SY")
        with self.assertRaisesRegex(UserError, "Only a registered"):
            copy.action_request()
        draft = self.outgoing_at("sealed")
        copy = self.request_of(draft, form="SY")
        with self.assertRaisesRegex(UserError, "Only an issued"):
            copy.action_request()

    def test_secrets_are_not_copied(self):
        """Điều 1.2; NĐ 30 Điều 27.2."""
        copy = self.request_of(self.incoming, form="SY")
        for degree in ("secret", "top_secret"):
            with self.assertRaisesRegex(UserError, "state secrets"):
                copy.secrecy = degree

    # --------------------------------------------------------------- who may what

    def test_only_what_one_reads_can_one_have_copied(self):
        for login in ("cv.qltm", "vanthu.ttkc"):
            model = self.env["edoc.copy"].with_user(self.users[login])
            with self.subTest(login), self.assertRaises(UserError):
                model.create(
                    {
                        "subject": "x",
                        "source_kind": "incoming",
                        "incoming_id": self.incoming.id,
                    }
                )
        own = self.request_of_paper("cv.qltm")
        with self.assertRaises(AccessError):
            own.write({"source_kind": "incoming", "incoming_id": self.incoming.id})
        with self.assertRaises(UserError):
            own.write({"source_file_id": self.incoming.file_ids[:1].id})

    def test_each_step_belongs_to_its_duty(self):
        """Điều 27, 32: the head decides, the clerk numbers, the keeper seals."""
        copy = self.request_of(self.incoming, form="SY")
        with self.assertRaises(UserError):
            self.as_("vanthu", copy).action_request()
        copy.action_request()
        for login in ("cv.qlcn", "tp.qlcn", "vanthu", "luutru"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, copy).action_approve()
        with self.assertRaises(UserError):
            self.as_("vanthu", copy).action_number()
        self.as_("phogiamdoc1", copy).action_approve()
        with self.assertRaises(UserError):
            self.as_("giamdoc", copy).action_number()
        self.as_("vanthu", copy).action_number()
        with self.assertRaises(UserError):
            copy._seal_with(PIN)
        self.assertEqual(copy.state, "numbered")

    def test_returned_and_refused_with_the_reason(self):
        copy = self.request_of_paper(form="TrS", pages="1")
        copy.action_request()
        with self.assertRaises(UserError):
            copy.pages = "2"
        self.answer(copy, "chanhvanphong", "return")
        self.assertEqual(
            (copy.state, copy.return_reason), ("returned", "Chưa rõ trang")
        )
        copy.pages = "2"
        copy.action_request()
        self.assertEqual(copy._main_file().current_id.stage, "prepared")
        with self.assertRaises(UserError):
            self.answer(copy, "cv.qlcn", "refuse")
        self.answer(copy, "giamdoc", "refuse", "Không thuộc thẩm quyền")
        self.assertEqual(copy.state, "refused")
        other = self.request_of_paper()
        self.answer(other, "cv.qlcn", "cancel")
        self.assertEqual(other.state, "cancelled")

    def test_a_token_that_fails_costs_no_number(self):
        copy = self.request_of(self.incoming, form="SY")
        copy.action_request()
        self.as_("giamdoc", copy).action_approve()
        self.as_("vanthu", copy).action_number()
        with self.assertRaisesRegex(UserError, "PIN"):
            self.seal(copy, pin="0000")
        self.assertEqual((copy.state, copy.code), ("numbered", "01/SY-SCT"))
        self.assertEqual(copy._main_file().current_id.stage, "prepared")
        self.seal(copy)
        self.assertEqual(copy.state, "sealed")

    def test_no_door(self):
        """Guarded values change by steps only, whatever a client sends."""
        copy = self.request_of_paper()
        copy.action_request()
        for vals in (
            {"state": "sealed"},
            {"number": 7},
            {"code_number": "07"},
            {"decided_by_id": self.users["cv.qlcn"].id},
            {"file_ids": [Command.clear()]},
        ):
            for login in ("cv.qlcn", "vanthu", "giamdoc"):
                with (
                    self.subTest(vals=vals, login=login),
                    self.assertRaises(UserError),
                ):
                    self.as_(login, copy).write(vals)
        file = self.as_("cv.qlcn", copy.file_ids)
        with self.assertRaises(UserError):
            file.write({"upload": base64.b64encode(letter()), "name": "x.pdf"})
        with self.assertRaises(UserError):
            file.unlink()
        with self.assertRaises(UserError):
            copy.unlink()

    def test_who_sees_a_copy(self):
        copy = self.request_of(self.incoming, form="SY")
        copy.action_request()
        rows = (copy, copy.file_ids, copy.file_ids.version_ids, copy.step_ids)
        for login in ("cv.qlcn", "vanthu", "giamdoc", "chanhvanphong", "luutru"):
            for records in rows:
                with self.subTest(login=login, model=records._name):
                    self.as_(login, records).read()
        for login in ("cv.qltm", "tp.qltm", "quantri", "vanthu.ttkc", "giamdoc.ttkc"):
            for records in rows:
                with self.subTest(login=login, model=records._name):
                    found = self.as_(login, records).search([("id", "in", records.ids)])
                    self.assertFalse(found)

    # -------------------------------------------------------------------- its use

    def test_attached_to_a_draft_it_is_not_sealed_again(self):
        """Điều 6.2b: the enclosure bears the seal already."""
        copy = self.sealed(self.request_of(self.incoming, form="SY"))
        content = copy._main_file()._content()
        draft = self.draft()
        wizard = self.env["edoc.copy.attach"].with_user(self.users["cv.qlcn"])
        wizard.create(
            {"copy_ids": [Command.set(copy.ids)], "outgoing_id": draft.id}
        ).action_attach()
        file = draft.file_ids.filtered("of_copy_id")
        self.assertEqual((file.role, file.stage), ("enclosure", "sealed"))
        draft.action_submit()
        self.as_("tp.qlcn", draft).action_approve_content()
        self.as_("chanhvanphong", draft).action_approve_form()
        self.line.sign(draft)
        self.line.number(draft)
        self.line.seal(draft)
        self.line.issue(draft)
        self.assertEqual(draft.state, "issued")
        self.assertEqual(file._content(), content)
        self.assertEqual(len(file.sudo().version_ids), 1)

    def test_attached_only_when_sealed_and_to_ones_own_draft(self):
        copy = self.request_of(self.incoming, form="SY")
        draft = self.draft()
        with self.assertRaisesRegex(UserError, "not been sealed"):
            copy._attach_to(draft)
        self.sealed(copy)
        with self.assertRaises(UserError):
            self.as_("vanthu", copy)._attach_to(self.as_("vanthu", draft))
        copy._attach_to(draft)
        file = draft.file_ids.filtered("of_copy_id")
        file.unlink()
        self.assertFalse(file.exists())
        self.assertEqual(copy._main_file().stage, "sealed")
