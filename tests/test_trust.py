"""The trust store: nothing but what an administrator compared, for its purpose only."""

import base64
import subprocess
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..core.token.certificate import describe_certificate
from ..core.token.pem import certificates_in
from ..models.trust_certificate import fingerprint
from .common import PKI, PLAIN, EdocCommon, signed_letter

ROOT = Path(__file__).resolve().parents[1]
ROGUE = PKI / "certs" / "rogue.pem"
SHIPPED = ("*.pem", "*.crt", "*.cer", "*.der", "*.p7b", "*.p12", "*.pfx", "*.key")


def digest(path):
    [der] = certificates_in(path.read_bytes())
    return describe_certificate(der).sha256


@tagged("post_install", "-at_install")
class TestTrust(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = cls.env["edoc.trust.certificate"].with_user(cls.users["quantri"])
        cls.root = cls.store.search([("kind", "=", "root")])
        cls.authority = cls.store.search([("kind", "=", "intermediate")])

    def wizard_(self, content, **vals):
        return (
            self.env["edoc.trust.import"]
            .with_user(self.users["quantri"])
            .create({"file": base64.b64encode(content), "reason": "Thử", **vals})
        )

    # ------------------------------------------------------------------ shipping

    def test_no_certificate_ships(self):
        """domain-facts 5.3: the store is empty until an administrator fills it."""
        found = [
            path.relative_to(ROOT)
            for folder in ("data", "demo", "static", "security", "core", "models")
            for pattern in SHIPPED
            for path in (ROOT / folder).rglob(pattern)
        ]
        self.assertEqual(found, [])
        for path in (ROOT / "data").rglob("*"):
            if path.is_file():
                text = path.read_text()
                self.assertNotIn("BEGIN CERTIFICATE", text)
                self.assertNotIn("edoc.trust.certificate", text)
        ours = self.env["ir.model.data"].search(
            [
                ("module", "=", "l10n_vn_edoc"),
                ("model", "in", ("edoc.trust.certificate", "edoc.crl")),
            ]
        )
        self.assertFalse(ours)

    # -------------------------------------------------------------------- import

    def test_a_roots_fingerprint_is_compared(self):
        """The one thing by which a root can be known is what its service publishes."""
        content = base64.b64encode(ROGUE.read_bytes())
        other = digest(PKI / "certs" / "tsa.pem")
        for published in ("", other, digest(ROGUE)[:-2], "F7:BC"):
            with self.subTest(published), self.assertRaisesRegex(UserError, "same"):
                self.store.create(
                    {
                        "certificate": content,
                        "published_sha256": published,
                        "reason": "Thử",
                    }
                )
        pairs = digest(ROGUE).upper()
        written = ":".join(pairs[i : i + 2] for i in range(0, len(pairs), 2))
        form = Form(self.store)
        form.certificate = content
        form.published_sha256 = f" {written} "
        form.reason = "Công bố tại ca.gov.vn"
        record = form.save()
        self.assertEqual(record.sha256, fingerprint(written))
        self.assertEqual(record.validity, "valid")
        told = record.message_ids.mapped("body")
        self.assertTrue(any("ca.gov.vn" in body and pairs in body for body in told))

    def test_what_is_stored_stays(self):
        """An intermediate never becomes a root: nobody compared its fingerprint."""
        for vals in (
            {"kind": "root"},
            {"published_sha256": self.authority.sha256},
            {"certificate": base64.b64encode(ROGUE.read_bytes())},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                self.authority.write(vals)
        with self.assertRaises(UserError):
            self.authority.sudo().unlink()

    def test_a_bundle(self):
        """P7B, as the national root service publishes its certificates."""
        self.env["edoc.trust.certificate"].search([]).write(
            {"active": False, "removal_reason": "Thử"}
        )
        files = [PKI / "certs" / "rogue.pem", PKI / "certs" / "ca.pem"]
        arguments = [part for path in files for part in ("-certfile", str(path))]
        for form in ("DER", "PEM"):
            command = ["openssl", "crl2pkcs7", "-nocrl", *arguments, "-outform", form]
            bundle = subprocess.run(command, capture_output=True, check=True).stdout
            wizard = self.wizard_(bundle, published="", for_tsa=False)
            for path in files:
                self.assertIn(digest(path).upper(), wizard.found)
            with self.assertRaisesRegex(UserError, "same"):
                wizard.action_import()
        wizard.published = f"\n{digest(ROGUE).upper()}\n"
        action = wizard.action_import()
        [record] = self.store.search(action["domain"])
        self.assertEqual((record.sha256, record.kind), (digest(ROGUE), "root"))
        self.assertFalse(record.for_tsa)
        with self.assertRaisesRegex(UserError, "stored already"):
            wizard.action_import()

    def test_bad_imports(self):
        person = (PKI / "certs" / "director.pem").read_bytes()
        for content, words in (
            (person, "not of an authority"),
            (b"x", "can't be read"),
            (b"", "can't be read"),
        ):
            wizard = self.wizard_(content)
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                wizard.action_import()
        wizard = self.wizard_(ROGUE.read_bytes(), reason=" ")
        with self.assertRaisesRegex(UserError, "why"):
            wizard.action_import()
        with self.assertRaises(AccessError):
            self.as_("vanthu", wizard).action_import()

    # ------------------------------------------------------------------- purpose

    def test_a_root_vouches_for_its_purpose_only(self):
        """A root of time stamps says nothing about an agency's seal."""
        cases = (
            ("for_seal", "invalid", "certificate.scope"),
            ("for_person", "invalid", "certificate.scope"),
            ("for_tsa", "undecided", "timestamp.untrusted"),
        )
        for record in (self.root, self.authority):
            for name, grade, code in cases:
                if record == self.authority and name == "for_tsa":
                    continue  # the time stamps come from below the root itself
                record[name] = False
                document = self.arrive(pdf=signed_letter(PLAIN))
                with self.subTest(purpose=name, record=record.kind):
                    self.assertEqual(document.verdict, grade)
                    rules = document.verification_ids.rule_ids.mapped("code")
                    self.assertIn(code, rules)
                record[name] = True
        self.assertEqual(self.arrive().verdict, "valid")

    def test_trusted_for_nothing(self):
        with self.assertRaisesRegex(UserError, "for something"):
            self.root.write({"for_person": False, "for_seal": False, "for_tsa": False})

    def test_changes_are_logged_and_shown(self):
        """TT 15/2025: adding and removing authorities leaves a trace."""
        self.flush_tracking()
        self.root.for_seal = False
        self.flush_tracking()
        values = self.root.message_ids.tracking_value_ids.field_id.mapped("name")
        self.assertIn("for_seal", values)

    # ------------------------------------------------------------------- removal

    def test_removal_needs_a_reason(self):
        for act in (self.root.action_remove, self.root.action_archive):
            with self.assertRaisesRegex(UserError, "Write why"):
                act()
        self.root.removal_reason = "Khóa của CA bị lộ theo thông báo của Ban Cơ yếu"
        self.root.action_remove()
        self.assertFalse(self.root.active)
        self.flush_tracking()
        values = self.root.message_ids.tracking_value_ids.field_id.mapped("name")
        self.assertLessEqual({"active", "removal_reason"}, set(values))
        document = self.arrive()
        self.assertIn(document.verdict, ("undecided", "invalid"))
        self.root.action_restore()
        self.assertTrue(self.root.active)
        self.assertEqual(self.arrive().verdict, "valid")

    def test_only_the_administrator_changes_trust(self):
        for login in ("vanthu", "giamdoc", "cv.qlcn", "luutru"):
            record = self.as_(login, self.root)
            for act in (
                record.action_remove,
                record.action_restore,
                lambda record=record: record.write({"for_tsa": False}),
            ):
                with self.subTest(login), self.assertRaises(AccessError):
                    act()

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.precommit.run()
