"""Anybody may check a print or a copy, and learns no more than he needs."""

import hashlib
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..controllers import check
from ..core.direct.rate import Rate
from .common import EdocSetup


@tagged("post_install", "-at_install")
class TestPublicCheck(EdocSetup, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.outgoing_at("sealed")
        cls.env.cr.flush()

    def setUp(self):
        super().setUp()
        check._rate.cache_clear()
        self.authenticate(None, None)

    def path(self):
        address = self.document._check_address()
        base = self.env["ir.config_parameter"].get_param("web.base.url")
        self.assertTrue(address.startswith(f"{base}/edoc/check/"))
        self.env.cr.flush()
        return address.removeprefix(base)

    def test_what_everybody_learns(self):
        """Number, notation, date, agency, verdict: nothing of the content."""
        path = self.path()
        unknown = self.url_open("/edoc/check/" + "A" * 32)
        early = self.url_open(path)
        self.assertEqual((unknown.status_code, early.status_code), (404, 404))
        self.assertEqual(unknown.text, early.text, "not issued is not known")
        self.line.issue(self.document)
        self.env.cr.flush()
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200)
        for word in (
            self.document.code,
            self.document.date_issued.strftime("%d/%m/%Y"),
            self.company.name,
            self.document._main_file().sha256,
            "Hợp lệ",
        ):
            self.assertIn(word, answer.text)
        for word in (self.document.subject, self.document.signer_name, "cong-van"):
            self.assertNotIn(word, answer.text)
        self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertFalse(self.url_open(path).cookies.get("session_id"))

    def test_file_compared(self):
        """By its SHA-256; the file that is sent is kept nowhere."""
        self.line.issue(self.document)
        content = self.document._main_file()._content()
        known = self.env["ir.attachment"].sudo().search([], order="id desc", limit=1)
        for sent, same in ((content, True), (content + b" ", False)):
            answer = self.url_open(self.path(), files={"file": ("x.pdf", sent)})
            shown = 'id="edoc_same" class="valid">' in answer.text
            self.assertEqual(shown, same, hashlib.sha256(sent).hexdigest())
            hidden = 'id="edoc_other" class="no" hidden' in answer.text
            self.assertEqual(hidden, same)
        last = self.env["ir.attachment"].sudo().search([], order="id desc", limit=1)
        self.assertEqual(last, known)

    def test_recalled_and_replaced(self):
        path = self.path()
        for state, word in (("recalled", "thu hồi"), ("replaced", "thay thế")):
            self.document._through_door().write({"state": state})
            self.env.cr.flush()
            self.assertIn(word, self.url_open(path).text)

    def test_restricted_is_not_known(self):
        """Phụ lục VI III.3: a restricted document has no code, or it leads nowhere."""
        path = self.path()
        self.line.issue(self.document)
        self.document._through_door().write({"is_restricted": True})
        self.env.cr.flush()
        self.assertEqual(self.url_open(path).status_code, 404)
        self.assertFalse(self.document._check_address())

    def test_no_guessing(self):
        """Wrong codes are answered alike, and only so many in a minute."""
        first = self.url_open("/edoc/check/" + "B" * 32).text
        for token in ("x", "%2e%2e", "A" * 33, "' OR 1=1 --"):
            answer = self.url_open(f"/edoc/check/{token}")
            self.assertEqual((answer.status_code, answer.text), (404, first), token)
        few = Rate(2)
        with patch.object(check, "_rate", lambda: few):
            codes = [self.url_open("/edoc/check/x").status_code for _try in range(4)]
        self.assertEqual(codes, [404, 404, 429, 429])

    def test_code_on_prints_and_copies(self):
        """The print and the marked copy bear it; the signed file stays as it is."""
        self.line.issue(self.document)
        version = self.document._main_file().current_id
        content = version._bytes()
        printed = self.document.with_user(self.users["vanthu"])._print_paper()
        taken = version.with_user(self.users["vanthu"])._marked_copy()
        for pdf in (printed, taken):
            self.assertIn(b"/EdocCheck", pdf)
        self.assertNotIn(b"/EdocCheck", content)
        self.assertEqual(version._bytes(), content)
        restricted = self.document
        restricted._through_door().write({"is_restricted": True})
        self.assertNotIn(b"/EdocCheck", version._marked_copy())
