"""Enclosures in separate files (*dấu treo*, Điều 6.2b)."""

import base64
import io
import subprocess
import tempfile
from pathlib import Path

import openpyxl

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged

from ..core.pdfsign.verify import Grade, VerifyPolicy, verify_document
from ..core.wrap import unwrap
from ..demo.organisation import PASSWORD
from .common import EdocCommon, EdocSetup


def spreadsheet():
    """A table with a formula, which a PDF would lose."""
    book = openpyxl.Workbook()
    book.active.append(["Điện thương phẩm", 125, 130])
    book.active["D1"] = "=SUM(B1:C1)"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class EnclosureSetup:
    """A spreadsheet beside the letter, treated as its author chooses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet = spreadsheet()

    def with_sheet(self, treatment):
        draft = self.draft()
        draft.write(
            {
                "file_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "so-lieu.xlsx",
                            "role": "enclosure",
                            "treatment": treatment,
                            "upload": base64.b64encode(self.sheet),
                        },
                    )
                ]
            }
        )
        return draft, draft.file_ids.filtered(lambda file: file.role == "enclosure")

    def brought_to(self, draft, last):
        steps = {
            "content_review": lambda: draft.action_submit(),
            "form_review": lambda: self.as_("tp.qlcn", draft).action_approve_content(),
            "signing": lambda: self.as_("chanhvanphong", draft).action_approve_form(),
            "signed": lambda: self.line.sign(draft),
            "numbered": lambda: self.line.number(draft),
            "sealed": lambda: self.line.seal(draft),
            "issued": lambda: self.line.issue(draft),
        }
        for state, step in steps.items():
            step()
            self.assertEqual(draft.state, state)
            if state == last:
                break


@tagged("post_install", "-at_install")
class TestEnclosures(EnclosureSetup, EdocCommon):
    def verdict(self, pdf):
        roots, intermediates = self.env["edoc.trust.certificate"]._trusted()
        policy = VerifyPolicy(
            roots=roots,
            intermediates=intermediates,
            kind="attachment",
            agency=self.company.name,
        )
        now = fields.Datetime.now().astimezone()
        return verify_document(pdf, policy, now)

    def assertSealed(self, file):
        """By our own verifier and by an independent reader."""
        self.assertEqual(file.stage, "sealed")
        pdf = file._content()
        verdict = self.verdict(pdf)
        self.assertIs(verdict.grade, Grade.VALID, verdict.rules)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "x.pdf")
            path.write_bytes(pdf)
            done = subprocess.run(
                ["pdfsig", "-nocert", path], capture_output=True, text=True, check=False
            )
        self.assertIn("Signature is Valid.", done.stdout)

    def test_converted(self):
        draft, file = self.with_sheet("convert")
        self.assertEqual(file.name, "so-lieu.pdf")
        self.assertFalse(file.wrapped_name)
        self.brought_to(draft, "sealed")
        self.assertSealed(file)

    def test_in_a_sealed_cover(self):
        """The original goes under the seal and comes back byte by byte."""
        draft, file = self.with_sheet("wrap")
        names = (file.name, file.wrapped_name)
        self.assertEqual(names, ("so-lieu.xlsx.pdf", "so-lieu.xlsx"))
        self.brought_to(draft, "issued")
        self.assertSealed(file)
        self.assertEqual(unwrap(file._content()).content, self.sheet)

    def test_the_author_changes_his_mind(self):
        draft, file = self.with_sheet("wrap")
        file.treatment = "convert"
        self.assertEqual((file.name, file.wrapped_name), ("so-lieu.pdf", False))
        file.treatment = "wrap"
        self.assertEqual(file.wrapped_name, "so-lieu.xlsx")
        self.assertEqual(unwrap(file._content()).content, self.sheet)
        # NĐ 30 Điều 10: the draft is its author's, until he hands it in
        for login in ("tp.qlcn", "vanthu", "giamdoc"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, file).write({"treatment": "convert"})
        draft.action_submit()
        with self.assertRaises(UserError):
            file.treatment = "convert"

    def test_the_main_document_is_no_cover(self):
        draft, file = self.with_sheet("wrap")
        with self.assertRaisesRegex(ValidationError, "Only an enclosure"):
            file.role = "main"
        with self.assertRaisesRegex(ValidationError, "Only an enclosure"):
            draft._main_file().with_env(draft.env).treatment = "wrap"

    def test_archives_only_in_a_cover(self):
        """Off by default; switched on, a zip goes under the seal as it is."""
        zipped = self.env.ref("l10n_vn_edoc.file_format_zip")
        self.as_("quantri", zipped).active = True
        draft = self.draft()
        self.line.upload(draft, "ho-so.zip", self.sheet, "enclosure")
        file = draft.file_ids - draft._main_file()
        self.assertEqual((file.treatment, file.wrapped_name), ("wrap", "ho-so.zip"))

    def test_nothing_leaves_unsealed(self):
        """Điều 6.2b: issuing is impossible while one enclosure bears no seal."""
        draft = self.outgoing_at("sealed", enclosure=True)
        file = draft.file_ids - draft._main_file()
        unsealed = file.sudo().version_ids.filtered(lambda v: v.stage == "draft")[:1]
        file._through_door().write({"current_id": unsealed.id})
        with self.assertRaisesRegex(UserError, "no seal yet"):
            self.line.issue(draft)


@tagged("post_install", "-at_install")
class TestOriginal(EnclosureSetup, EdocSetup, HttpCase):
    def test_the_original_is_downloaded_by_readers_only(self):
        """Điều 6.2b: byte by byte what its author put in."""
        draft, file = self.with_sheet("wrap")
        url = file.action_open_original()["url"]
        self.authenticate("cv.qlcn", PASSWORD)
        answer = self.url_open(url)
        self.assertEqual(answer.content, self.sheet)
        self.assertIn("so-lieu.xlsx", answer.headers["Content-Disposition"])
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        main = draft._main_file().url
        self.assertEqual(self.url_open(f"{main}/original").status_code, 404)
        for login in ("cv.qltm", "quantri", "vanthu.ttkc"):
            self.authenticate(login, PASSWORD)
            with self.subTest(login):
                self.assertEqual(self.url_open(url).status_code, 403)
