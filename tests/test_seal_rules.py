"""Number and seal only on what the right person has signed (NĐ 30/2020 Điều 32)."""

import base64
from datetime import UTC

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..core.pdfsign.sign import sign_personal
from ..core.token.pkcs11 import TokenRef, open_token
from ..demo.line import PIN
from .common import EdocCommon, tampered


@tagged("post_install", "-at_install")
class TestSealRules(EdocCommon):
    def put(self, document, content, stage):
        """Put bytes in the place of the current version, as an attacker would."""
        document._main_file()._add_version(content, stage)

    def signed_by(self, document, label):
        """The prepared file, signed with the key of a token of somebody else."""
        token = self.env["edoc.token"].search([("label", "=", label)])
        driver = self.env["edoc.token"]._drivers()["softhsm"]
        _roots, chain = self.env["edoc.trust.certificate"]._trusted()
        versions = document._main_file().version_ids
        prepared = versions.filtered(lambda v: v.stage == "prepared")._bytes()
        with open_token(TokenRef(driver=driver, label=label), PIN) as session:
            key = session.signing_key(
                certificate_sha256=token.certificate_id.sha256, chain=chain
            )
            return sign_personal(
                prepared,
                key,
                None,
                fields.Datetime.now().replace(tzinfo=UTC),
                self.company._edoc_trust_services(),
            )

    def assertRefused(self, document, words):
        """Neither number nor seal; the document stays where it is."""
        state, last = document.state, self.register().last_number
        versions = document.file_ids.version_ids
        act = self.line.number if state == "signed" else self.line.seal
        with self.assertRaisesRegex(UserError, words):
            act(document)
        document.invalidate_recordset()
        self.assertEqual(document.state, state)
        self.assertEqual(document.file_ids.version_ids, versions)
        self.assertEqual(self.register().last_number, last)

    def register(self):
        return self.book("outgoing")

    def test_somebody_elses_signature(self):
        """NĐ 30 Điều 32: signed, but not by the competent person; he is named."""
        document = self.outgoing_at("signed")
        self.put(document, self.signed_by(document, "deputy1"), "signed")
        self.assertRefused(document, "does not bear the signature.*Nguyễn Thị Thanh Hà")
        numbered = self.outgoing_at("numbered")
        self.put(numbered, document._main_file()._content(), "numbered")
        self.assertRefused(numbered, "does not bear the signature")

    def test_unsigned_file(self):
        """NĐ 30 Điều 32: a file without any signature."""
        document = self.outgoing_at("numbered")
        versions = document._main_file().version_ids
        prepared = versions.filtered(lambda v: v.stage == "prepared")._bytes()
        self.put(document, prepared, "numbered")
        self.assertRefused(document, "does not bear the signature")

    def test_broken_signature(self):
        """NĐ 30 Điều 32: changed after it was signed."""
        for state in ("signed", "numbered"):
            with self.subTest(state):
                document = self.outgoing_at(state)
                content = document._main_file()._content()
                self.put(document, tampered(content), state)
                self.assertRefused(document, "is not valid, so it can't be sealed")

    def test_undecided_can_be_tried_again(self):
        """NĐ 30 Điều 32: the status can't be had now; later it goes on."""
        self.company.edoc_signature_level = "B"
        document = self.outgoing_at("signed")
        self.company.edoc_check_online = False
        # the lists at hand would decide it
        self.env["edoc.crl"].search([]).active = False
        self.assertRefused(document, "can't be told now.*Try again later")
        self.company.edoc_check_online = True
        self.line.number(document)
        self.assertEqual(document.state, "numbered")

    def test_key_of_the_signer_that_is_not_registered(self):
        """Điều 5: what is not in the register of tokens is nobody's key."""
        document = self.outgoing_at("signed")
        token = self.env["edoc.token"].search([("label", "=", "director")])
        token.certificate_ids._through_door().unlink()
        self.assertRefused(document, "does not bear the signature")

    def test_token_of_the_signer_put_away_since(self):
        """A token that is not used any more has still made its signatures."""
        document = self.outgoing_at("signed")
        self.env["edoc.token"].search([("label", "=", "director")]).active = False
        self.line.number(document)
        self.line.seal(document)
        self.assertEqual(document.state, "sealed")

    def test_issuing_needs_every_seal(self):
        """Điều 6.2b: impossible while one file bears no seal, or other bytes."""
        document = self.outgoing_at("sealed", enclosure=True)
        enclosure = document.file_ids.filtered(lambda f: f.role == "enclosure")
        versions = enclosure.version_ids.sorted("number")
        enclosure._through_door().write({"current_id": versions[0].id})
        with self.assertRaisesRegex(UserError, "bears no seal yet"):
            self.line.issue(document)
        enclosure._through_door().write({"current_id": versions[-1].id})
        versions[-1]._through_door().write({"content": base64.b64encode(b"khac")})
        with self.assertRaisesRegex(UserError, "do not match their SHA-256"):
            self.line.issue(document)
        self.assertEqual(document.state, "sealed")
