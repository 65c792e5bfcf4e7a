"""What a clerk and a specialist see of a verification, in a real browser."""

import base64
from dataclasses import replace

from odoo.tests import HttpCase, tagged

from .common import PLAIN, EdocSetup, signed_letter
from .noted_letter import noted_letter, painted


@tagged("post_install", "-at_install")
class TestVerificationTours(EdocSetup, HttpCase):
    def test_clerk_compares_revisions(self):
        """Điều 10.2: valid with a note; the clerk looks at what was changed."""
        document = self.arrive(replace(PLAIN, number="1001"), noted_letter())
        self.assertEqual(document.verdict, "valid_with_note")
        self.start_tour(
            "/odoo/outgoing-documents", "edoc_clerk_compares", login="vanthu"
        )
        verification = document.verification_ids
        report = self.env["ir.actions.report"].with_user(self.users["vanthu"])
        report = report.with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            pdf, kind = report._render_qweb_pdf(verification._slip(), verification.ids)
        self.assertEqual((kind, pdf[:5]), ("pdf", b"%PDF-"))

    def test_specialist_checks_a_file(self):
        """Any of the staff has any file checked; the result is kept, by his name."""
        self.env["ir.attachment"]._load_records(
            [
                {
                    "xml_id": "l10n_vn_edoc.tour_ky-so",
                    "values": {
                        "name": "ky-so.pdf",
                        "datas": base64.b64encode(noted_letter()),
                        "public": True,
                    },
                }
            ]
        )
        self.start_tour(
            "/odoo/outgoing-documents",
            "edoc_specialist_checks_a_file",
            login="cv.qltm",
        )
        check = self.env["edoc.verification.check"].search([])
        self.assertEqual((check.name, check.grade), ("ky-so.pdf", "valid_with_note"))
        self.assertEqual(check.user_id, self.users["cv.qltm"])

    def test_what_was_painted_over_is_framed(self):
        """A change of the page's content says nowhere in the file where it is."""
        checks = self.env["edoc.verification.check"].with_user(self.users["cv.qltm"])
        changed = painted(signed_letter(PLAIN))
        check = checks._check_file("sua.pdf", changed, "document")
        self.assertEqual(check.grade, "invalid")
        self.start_tour(
            f"/odoo/signature-checks/{check.id}",
            "edoc_sees_what_was_painted",
            login="cv.qltm",
        )
