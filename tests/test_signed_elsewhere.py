"""Files that came signed: never rewritten, only extended (Điều 12.1b, 12.1c)."""

import asyncio
import base64
import io
import subprocess
from datetime import UTC, datetime, timedelta

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..core.pdfsign.services import time_stamper
from ..core.pdfsign.verify import Grade, verify_document
from ..core.stats import vietnam_day
from ..core.token.pkcs11 import TokenRef, open_token
from .common import PIN, letter
from .test_batch_rules import BatchCommon
from .test_line import by_pdfsig, by_pyhanko


@tagged("post_install", "-at_install")
class TestSignedElsewhere(BatchCommon):
    def by_own_tool(self, pdf, label="director", stamp=True, **options):
        """Sign as another product does: one approval signature, a box of its own."""
        driver = self.env["edoc.token"]._drivers()["softhsm"]
        token = self.env["edoc.token"].search([("label", "=", label)])
        roots, chain = self.env["edoc.trust.certificate"]._trusted()
        name = f"Chữ ký {label}"
        spec = SigFieldSpec(name, on_page=0, box=(340, 300, 460, 360))
        metadata = PdfSignatureMetadata(name, md_algorithm="sha256", **options)
        services = self.company._edoc_trust_services()
        with open_token(TokenRef(driver=driver, label=label), PIN) as session:
            key = session.signing_key(
                certificate_sha256=token.certificate_id.sha256, chain=(*chain, *roots)
            )
            signer = PdfSigner(
                metadata,
                key.signer,
                timestamper=time_stamper(services) if stamp else None,
                new_field_spec=spec,
            )
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            return asyncio.run(signer.async_sign_pdf(writer)).getvalue()

    def signed_draft(self, label="director", signer="giamdoc", **options):
        """A draft whose file came signed; handed in and its content approved."""
        draft = self.draft(signer=signer)
        pdf = self.by_own_tool(self.letter_of(draft), label, **options)
        draft.file_ids.upload = base64.b64encode(pdf)
        draft.action_submit()
        self.as_("tp.qlcn", draft).action_approve_content()
        return draft, pdf

    def check_form(self, document):
        self.as_("chanhvanphong", document).action_approve_form()

    def sign_wizard(self, document, login="giamdoc"):
        return self.wizard("edoc.outgoing.sign", login, document)

    def step(self, document, action):
        return document.step_ids.filtered(lambda step: step.action == action)

    # ---------------------------------------------------------------- the whole line

    def test_signed_by_the_signer_himself(self):
        """Điều 12.1b: his signature counts; no PIN, no other one, nothing rewritten."""
        document, pdf = self.signed_draft()
        self.check_form(document)
        self.assertTrue(document.signed_elsewhere)
        self.assertIn("came signed", self.step(document, "approve_form").reason)
        main = document._main_file()
        self.assertEqual(main._content(), pdf)
        self.assertNotIn("prepared", main.version_ids.mapped("stage"))

        wizard = self.sign_wizard(document)
        self.assertFalse(wizard.needs_pin)
        self.assertEqual(wizard.signed_ids, document)
        wizard.action_sign()
        self.assertEqual((document.state, main._content()), ("signed", pdf))
        self.assertEqual(main.stage, "signed")
        self.assertIn("tool of his own", self.step(document, "sign").reason)
        [signature] = self.verify(document, pdf).signatures
        stamped = signature.proven_time.replace(tzinfo=None, microsecond=0)
        self.assertEqual(document.signed_at, stamped)

        self.line.number(document)
        self.assertEqual((document.number, main._content()), (1, pdf))
        self.line.seal(document)
        self.line.issue(document)
        self.assertSealedOver(document, pdf, ["person", "seal"])

    def verify(self, document, pdf):
        """As whoever asks the status services: other tools put no evidence in."""
        return verify_document(pdf, document._signature_policy(), datetime.now(UTC))

    def assertSealedOver(self, document, pdf, roles):
        """Valid for whoever checks; number and date can be read on the page."""
        sealed = document._main_file()._content()
        self.assertTrue(sealed.startswith(pdf))
        verdict = self.verify(document, sealed)
        self.assertEqual(verdict.grade, Grade.VALID, [r.code for r in verdict.rules])
        self.assertEqual([s.role for s in verdict.signatures], roles)
        self.assertEqual(by_pyhanko(sealed), [True] * len(roles))
        self.assertEqual(by_pdfsig(sealed), ["Signature is Valid."] * len(roles))
        command = ["pdftotext", "-layout", "-", "-"]
        text = subprocess.run(command, input=sealed, capture_output=True).stdout
        day = document.date_issued
        self.assertRegex(text.decode(), r"Số:\s*01\s*/SCT-QLCN")
        self.assertRegex(
            text.decode(), rf"ngày\s*{day:%d}\s*tháng\s*0?{day.month}\s*năm"
        )

    def test_signed_by_somebody_else_before(self):
        """Điều 12.1b: the signer adds an approval signature, with his PIN."""
        document, pdf = self.signed_draft("office_chief")
        self.check_form(document)
        wizard = self.sign_wizard(document)
        self.assertTrue(wizard.needs_pin)
        self.assertFalse(wizard.signed_ids)
        self.line.sign(document)
        self.assertFalse(self.step(document, "sign").reason)
        self.line.number(document)
        self.line.seal(document)
        self.assertEqual(document.state, "sealed")
        self.assertSealedOver(document, pdf, ["person", "person", "seal"])

    def test_prepared_here_signed_with_another_tool(self):
        """Điều 12.1c: where our own fields are in the file, they are filled."""
        first = self.outgoing_at("signed")
        signed = first._main_file()._content()
        document = self.draft()
        document.file_ids.upload = base64.b64encode(signed)
        document.action_submit()
        self.as_("tp.qlcn", document).action_approve_content()
        self.check_form(document)
        self.sign_wizard(document).action_sign()
        self.line.number(document)
        self.line.seal(document)
        self.assertSealedOver(document, signed, ["person", "seal"])
        stages = document._main_file().version_ids.sorted("number").mapped("stage")
        self.assertEqual(stages[-3:], ["signed", "numbered", "sealed"])

    def test_in_a_batch(self):
        """Điều 12.1b: among others that are signed, no key is used for it."""
        document, pdf = self.signed_draft()
        self.check_form(document)
        batch = self.begin("giamdoc", document | self.outgoing_at("signing"))
        line = batch.line_ids.filtered(lambda line: line.outgoing_id == document)
        line._sign(pool=None, spent=lambda: 0.1)
        self.assertEqual((line.state, document.state), ("done", "signed"))
        self.assertEqual(document._main_file()._content(), pdf)

    def test_enclosure_that_came_signed(self):
        """Điều 6.2b: the agency's signature is added, the earlier one stays valid."""
        document = self.draft()
        annex = self.by_own_tool(letter(annex=True), "office_chief")
        self.line.upload(document, "phu-luc.pdf", annex, "enclosure")
        self.line.close(document)
        enclosure = document.file_ids.filtered(lambda f: f.role == "enclosure")
        sealed = enclosure._content()
        self.assertTrue(sealed.startswith(annex))
        self.assertEqual(by_pyhanko(sealed), [True, True])

    def test_returned_and_replaced(self):
        """NĐ 30 Điều 11.2: a draft put in its place is prepared as usual."""
        document, _pdf = self.signed_draft()
        self.check_form(document)
        self.wizard(
            "edoc.outgoing.return", "giamdoc", document, reason="Sửa nội dung"
        ).action_return()
        document.file_ids.upload = base64.b64encode(self.letter_of(document))
        self.line.approve(document)
        self.assertFalse(document.signed_elsewhere)
        self.assertEqual(document._main_file().stage, "prepared")

    # -------------------------------------------------------------------- refusals

    def test_certified_without_fields(self):
        """Refused when the form is checked: nothing could be added any more."""
        document, pdf = self.signed_draft(
            certify=True, docmdp_permissions=MDPPerm.FILL_FORMS
        )
        with self.assertRaisesRegex(UserError, "certified elsewhere.*Ask for the file"):
            self.check_form(document)
        self.assertEqual(document.state, "form_review")
        self.assertEqual(document._main_file()._content(), pdf)

    def test_certified_enclosure(self):
        document = self.draft()
        annex = self.by_own_tool(letter(annex=True), certify=True)
        self.line.upload(document, "phu-luc.pdf", annex, "enclosure")
        document.action_submit()
        self.as_("tp.qlcn", document).action_approve_content()
        with self.assertRaisesRegex(UserError, "certified elsewhere"):
            self.check_form(document)

    def test_without_time_stamp(self):
        """Điều 12.2: what has no proven day of signing is not taken over."""
        document, _pdf = self.signed_draft(stamp=False)
        self.check_form(document)
        with self.assertRaisesRegex(UserError, "can't be told now"):
            self.sign_wizard(document).action_sign()
        self.assertEqual(document.state, "signing")

    def test_right_to_sign_on_the_day_of_the_stamp(self):
        """NĐ 30 Điều 13: a right entered after the signature does not cover it."""
        document, _pdf = self.signed_draft()
        self.check_form(document)
        right = document.authority_id
        tomorrow = document.signed_at or document._vn_today() + timedelta(days=1)
        self.env.cr.execute(
            "UPDATE edoc_signing_authority SET create_date = %s WHERE id = %s",
            [tomorrow, right.id],
        )
        right.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "was entered on"):
            self.sign_wizard(document).action_sign()
        self.assertEqual(document.state, "signing")
        self.assertEqual(document._main_file().stage, "draft")

    def test_day_of_the_stamp_against_the_date_of_issue(self):
        """Điều 12.2: the stamp of the signature made elsewhere counts."""
        document, _pdf = self.signed_draft()
        self.check_form(document)
        self.sign_wizard(document).action_sign()
        self.assertEqual(vietnam_day(document.signed_at), document._vn_today())
        self.line.number(document)
        self.assertFalse(self.step(document, "number").reason)
