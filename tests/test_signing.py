"""Signing and sealing: tokens, PINs, certificates, time stamps, what goes wrong."""

import base64
import io
import socket
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.pdftext import first_page_lines
from .common import ADDRESS, PIN, EdocCommon, letter

DOCX = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.'
    'openxmlformats-package.relationships+xml"/><Override PartName="/word/'
    'document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    "</Types>",
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>",
    "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/'
    'wordprocessingml/2006/main"><w:body>%s</w:body></w:document>',
}


def docx(*lines):
    """The smallest file that Word opens, a paragraph for each line."""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:p>'
        for line in lines
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in DOCX.items():
            packed.writestr(name, content.replace("%s", paragraphs))
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestSigning(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.signing = cls.outgoing_at("signing")
        cls.numbered = cls.outgoing_at("numbered", enclosure=True)

    def token(self, label):
        return self.env["edoc.token"].search([("label", "=", label)])

    def hand_over(self, token, login):
        token._through_door().write({"holder_id": self.users[login].id})

    def assertNothingHappened(self, document, words, act):
        """Refused in words; state, number, versions and files are what they were."""
        before = document.read(["state", "number", "signed_at", "sealed_at"])
        versions = document.file_ids.version_ids
        with self.assertRaisesRegex(UserError, words) as caught:
            act()
        self.assertNotIn(PIN, str(caught.exception))
        document.invalidate_recordset()
        self.assertEqual(document.read(list(before[0].keys() - {"id"})), before)
        self.assertEqual(document.file_ids.version_ids, versions)
        self.assertFalse(document.activity_ids.filtered("date_done"))

    def sign(self):
        self.line.sign(self.signing)

    def seal(self):
        self.line.seal(self.numbered)

    # -------------------------------------------------------------------- the PIN

    def test_wrong_pin(self):
        """The token is named, and what it tells about tries left."""
        for words, act in (
            (
                "“director”.*Tries left",
                lambda: self.line.sign(self.signing, pin="000000"),
            ),
            ("“seal_sct”.*Tries left", lambda: self.line.seal(self.numbered, pin="1")),
        ):
            document = self.signing if "director" in words else self.numbered
            self.assertNothingHappened(document, words, act)
        self.sign()
        self.seal()
        self.assertEqual(self.numbered.number, 1)

    def test_no_pin(self):
        for pin in ("", False):
            with self.subTest(str(pin)):
                self.assertNothingHappened(
                    self.signing,
                    "PIN",
                    lambda: self.line.sign(self.signing, pin=pin),  # noqa: B023
                )

    # ------------------------------------------------------------------ the device

    def test_absent_token(self):
        """Bad input: no token present; it is named."""
        self.token("director").label = "khong-co"
        self.assertNothingHappened(
            self.signing, "“khong-co” is not plugged in", self.sign
        )
        self.token("seal_sct").label = "khong-co-dau"
        self.assertNothingHappened(self.numbered, "“khong-co-dau”", self.seal)

    def test_driver_not_configured(self):
        """A driver is named by the server's configuration only."""
        token = self.token("director")
        self.env.cr.execute(
            "UPDATE edoc_token SET driver = 'la' WHERE id = %s", [token.id]
        )
        token.invalidate_recordset()
        self.assertNothingHappened(self.signing, "driver “la”", self.sign)

    def test_certificate_not_read(self):
        token = self.token("director")
        token.certificate_ids._through_door().unlink()
        self.assertNothingHappened(self.signing, "Read device", self.sign)

    def test_another_certificate_on_the_token(self):
        """The certificate in the register is the one that signs, or none does."""
        self.token("director").write({"label": "deputy1", "serial": False})
        self.assertNothingHappened(
            self.signing, "does not hold the certificate", self.sign
        )

    # ------------------------------------------------------------- the certificate

    def give(self, label, kind, login):
        """Put another of the test authority's tokens into the user's hands."""
        usual = self.env["edoc.token"].search(
            [("holder_id", "=", self.users[login].id), ("kind", "=", kind)]
        )
        usual.active = False
        token = self.env["edoc.token"].create(
            {
                "name": label,
                "kind": kind,
                "driver": "softhsm",
                "label": label,
                "company_id": self.company.id,
                "first_holder_id": self.users[login].id,
            }
        )
        token.action_read_device()
        return token

    def test_certificate_that_may_not_sign(self):
        """NĐ 23/2025 Điều 15: not before, not after, not once revoked."""
        for label, words in (
            ("expired", "Bùi Thị Hạn ended on"),
            ("future", "Đinh Văn Mai is valid from"),
            ("revoked", "Đỗ Văn Hồi has been revoked"),
        ):
            with self.subTest(label):
                self.give(label, "person", "giamdoc")
                self.assertNothingHappened(self.signing, words, self.sign)

    def test_seal_that_may_not_seal(self):
        self.give("seal_revoked", "seal", "vanthu")
        self.assertNothingHappened(self.numbered, "has been revoked", self.seal)

    # ------------------------------------------------------------- trust services

    def test_time_stamps_down(self):
        """Nothing half-signed: the document stays where it is."""
        self.company.edoc_tsa_url = f"http://{ADDRESS.split(':')[0]}:9/tsa"
        words = "time-stamp service .* did not answer"
        self.assertNothingHappened(self.signing, words, self.sign)
        self.assertNothingHappened(self.numbered, words, self.seal)

    def test_time_stamps_silent(self):
        """A service that takes the call and never answers."""
        with socket.create_server((ADDRESS.split(":")[0], 0)) as listening:
            host, port = listening.getsockname()
            self.company.edoc_tsa_url = f"http://{host}:{port}/tsa"
            self.company.edoc_service_timeout = 1
            self.assertNothingHappened(self.signing, "did not answer", self.sign)

    def test_no_time_stamps_set(self):
        self.company.edoc_tsa_url = False
        self.assertNothingHappened(self.signing, "No time-stamp service", self.sign)

    # ------------------------------------------------------------------ the holder

    def test_seal_by_its_present_holder_only(self):
        """Điều 5.2: the token of the seal works for whoever holds it."""
        self.hand_over(self.token("seal_sct"), "luutru")
        words = "in your custody"
        self.assertNothingHappened(self.numbered, words, self.seal)
        with self.assertRaises(AccessError):
            self.line.seal(self.numbered, clerk="luutru")
        seal = self.env.ref("l10n_vn_edoc.group_seal")
        seal.user_ids = [(4, self.users["luutru"].id)]
        self.line.seal(self.numbered, clerk="luutru")
        self.assertEqual(self.numbered.state, "sealed")

    def test_keys_keep_to_their_purpose(self):
        """Điều 6.1: a person's key signs, the agency's key seals."""
        self.hand_over(self.token("director"), "vanthu")
        self.hand_over(self.token("seal_sct"), "giamdoc")
        self.assertNothingHappened(self.signing, "in your custody", self.sign)
        self.assertNothingHappened(self.numbered, "in your custody", self.seal)

    def test_each_entity_its_own_seal(self):
        """Điều 6.1b: the unit's seal says nothing for the agency."""
        self.hand_over(self.token("seal_sct"), "luutru")
        self.hand_over(self.token("seal_unit"), "vanthu")
        self.assertNothingHappened(self.numbered, "in your custody", self.seal)

    def test_signed_by_whom_it_was_meant_for(self):
        """Điều 12.1b; NĐ 30 Điều 13: nobody signs for the signer named."""
        wizard = self.wizard("edoc.outgoing.sign", "phogiamdoc1", self.signing)
        self.assertNothingHappened(
            self.signing,
            "belongs to somebody else",
            lambda: wizard.with_context(pin=PIN).action_sign(),
        )

    # ------------------------------------------------------------------- the order

    def test_seal_after_number_only(self):
        """Điều 12.1c: number and date first, then the seal over both."""
        document = self.outgoing_at("signed")
        words = "not possible now"
        self.assertNothingHappened(document, words, lambda: self.line.seal(document))
        self.line.number(document)
        self.line.seal(document)
        self.assertEqual(document.state, "sealed")

    def test_nothing_leaves_unsealed(self):
        """Điều 6.2b, 13.2: no enclosure without the seal."""
        self.seal()
        file = (
            self.env["edoc.file"]
            ._through_door()
            .create(
                {
                    "name": "them.pdf",
                    "role": "enclosure",
                    "outgoing_id": self.numbered.id,
                }
            )
        )
        file._add_version(letter(annex=True), "draft")
        self.assertNothingHappened(
            self.numbered,
            "“them.pdf” bears no seal",
            lambda: self.line.issue(self.numbered),
        )
        self.assertFalse(self.outbox())

    # ----------------------------------------------------------------------- files

    def test_docx_is_converted(self):
        """Điều 13.1: a text file is converted, and both are kept."""
        draft = self.draft()
        content = docx("Số:          /SCT-QLCN", "Kính gửi: Ủy ban nhân dân tỉnh")
        draft.file_ids.unlink()
        self.line.upload(draft, "cong-van.docx", content)
        file = draft.file_ids
        self.assertEqual(file.name, "cong-van.pdf")
        original, pdf = file.version_ids.sorted("number")
        self.assertEqual(original._bytes(), content)
        self.assertEqual(original.name, "cong-van.docx")
        self.assertIn("Kính gửi: Ủy ban nhân dân tỉnh", first_page_lines(pdf._bytes()))
        self.assertEqual(file.current_id, pdf)

    def test_secret_docx(self):
        """Điều 1.2: marked under another format it is refused as well."""
        draft = self.draft()
        with self.assertRaisesRegex(UserError, "Điều 1.2"):
            self.line.upload(draft, "mat.docx", docx("TỐI MẬT", "Nội dung"))
        self.assertEqual(len(draft.file_ids), 1)

    def test_foreign_format(self):
        """TT 39/2017; Điều 13.1: what can't become a PDF is refused at once."""
        draft = self.draft()
        for name in ("tep.zip", "chay.exe", "trang.html", "khong-duoi"):
            with self.subTest(name), self.assertRaisesRegex(UserError, "can't be used"):
                self.line.upload(draft, name, b"PK\x03\x04", "enclosure")
        for name, content in (
            ("hong.docx", b"\x00\x01\x02" * 50),
            ("trang.doc", b"<html><img src='http://192.0.2.1/x'></html>"),
            ("cut.docx", docx("x")[:300]),
        ):
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, "not what|damaged"),
            ):
                self.line.upload(draft, name, content, "enclosure")
        with self.assertRaises(UserError):
            self.line.upload(draft, "cut.pdf", letter()[:700], "enclosure")
        self.assertEqual(len(draft.file_ids), 1)

    def test_signed_file_as_draft(self):
        """NĐ 30 Điều 32: a signed and numbered file takes no second number."""
        sealed = self.signing.file_ids
        signed = self.numbered._main_file()._content()
        draft = self.draft()
        draft.file_ids.upload = base64.b64encode(signed)
        draft.action_submit()
        self.as_("tp.qlcn", draft).action_approve_content()
        with self.assertRaisesRegex(UserError, "number is written already"):
            self.as_("chanhvanphong", draft).action_approve_form()
        self.assertTrue(sealed)

    def test_received_files_are_not_replaced(self):
        """Điều 10.2: what came in is kept as it came."""
        document = self.arrive()
        with self.assertRaises(AccessError):
            self.as_("cv.qlcn", document.file_ids).upload = base64.b64encode(letter())
        with self.assertRaises(UserError):
            self.as_("vanthu", document.file_ids).upload = base64.b64encode(letter())
