"""*Kiểm tra ký số*: what a verdict lets the clerk do, and what it does by itself."""

import base64
from dataclasses import replace

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.edxml import build_packet, read_packet
from ..core.edxml.model import Attachment, StatusPacket
from ..core.pdfsign.sign import Level
from .common import PKI, PLAIN, EdocCommon, letter, signed_letter, tampered

ROGUE = PKI / "certs" / "rogue.pem"


@tagged("post_install", "-at_install")
class TestVerdict(EdocCommon):
    def assertReturned(self, document, verdict):
        """Điều 10.2: not accepted, and the sender is told why."""
        self.assertEqual((document.state, document.verdict), ("refused", verdict))
        self.assertEqual(document.refusal_reason, document.verdict_sentence)
        packets = self.outbox(StatusPacket)
        self.assertEqual([packet.status_code for packet in packets], ["01", "02"])
        self.assertEqual(packets[-1].description, document.verdict_sentence)
        step = document.step_ids
        self.assertEqual((step.action, step.user_id.id), ("refuse", 1))
        with self.assertRaisesRegex(UserError, "not possible now"):
            self.line.register(document, leader=None, reason="Vẫn nhận")
        self.assertFalse(document.arrival_number)

    def unverified(self, pdf):
        """A document whose job has not run yet."""
        channel = self.channel.with_context(queue_job__no_delay=False)
        content = self.packet(pdf=pdf)
        record = channel._edoc_take_in("goi.edxml", content)
        record.with_context(job_uuid="now").action_exchange_process()
        return self.env["edoc.incoming"].search([], limit=1)

    # --------------------------------------------------------- invalid, unreadable

    def test_tampered_is_returned_by_itself(self):
        """Điều 10.2: an invalid signature; the document goes back with the reason."""
        document = self.arrive(pdf=tampered(signed_letter(PLAIN)))
        self.assertReturned(document, "invalid")

    def test_cut_off_is_returned_by_itself(self):
        """Bad input: a PDF cut off."""
        pdf = signed_letter(PLAIN)
        self.assertReturned(self.arrive(pdf=pdf[: len(pdf) * 2 // 3]), "unreadable")

    def test_no_pdf_at_all(self):
        document = self.arrive(pdf=b"MZ this is a program")
        self.assertReturned(document, "unreadable")

    def test_unsigned_is_returned_by_itself(self):
        """QĐ 28/2018 Điều 4: a document bears a person's signature and a seal."""
        self.assertReturned(self.arrive(pdf=letter()), "invalid")

    def test_worst_file_decides(self):
        """Điều 6.2b: a sealed letter doesn't save a changed enclosure."""
        good = read_packet(self.packet())
        main = good.attachments[0]
        changed = tampered(main.read())
        enclosure = Attachment("2", "bieu.pdf", "application/pdf", content=changed)
        packet = replace(good, attachments=(main, enclosure))
        self.take_in(build_packet(packet))
        document = self.env["edoc.incoming"].search([])
        self.assertReturned(document, "invalid")
        grades = document.latest_verification_ids.mapped("grade")
        self.assertEqual(sorted(grades), ["invalid", "valid"])

    def test_chain_of_another_root_is_invalid(self):
        self._trust_nobody()
        trust = self.env["edoc.trust.certificate"]
        content = base64.b64encode(ROGUE.read_bytes())
        trust.create(
            {
                "certificate": content,
                "published_sha256": trust._describe(content)["sha256"],
                "reason": "Thử",
            }
        )
        self.assertReturned(self.arrive(), "invalid")

    def test_clerk_cannot_register_an_invalid_document(self):
        """Điều 10.2, also in the moment before the job has run."""
        document = self.unverified(tampered(signed_letter(PLAIN)))
        with self.assertRaisesRegex(UserError, "not been checked"):
            self.line.register(document, leader=None)
        self.as_("vanthu", document).action_verify()
        self.assertEqual((document.state, document.verdict), ("received", "invalid"))
        with self.assertRaisesRegex(UserError, "Điều 10.2"):
            self.line.register(document, leader=None, reason="Vẫn nhận")
        self.wizard("edoc.incoming.refuse", "vanthu", document).action_refuse()
        self.assertEqual(document.state, "refused")
        self.assertIn(document.verdict_sentence, document.refusal_reason)

    # ------------------------------------------------------------------- undecided

    def undecided(self):
        """Nothing tells whether the certificates have been revoked."""
        self.company.edoc_check_online = False
        document = self.arrive(pdf=signed_letter(PLAIN, Level.B))
        self.assertEqual((document.state, document.verdict), ("received", "undecided"))
        return document

    def test_undecided_needs_the_clerks_reason(self):
        """Điều 10.2: neither valid nor invalid; the clerk decides in words."""
        document = self.undecided()
        for reason in (None, "", "  \n"):
            with self.assertRaisesRegex(UserError, "Write why"):
                self.line.register(document, leader=None, reason=reason)
        self.assertEqual(self.statuses_sent(), ["01"])
        reason = "Đã xác minh qua điện thoại với Văn thư UBND tỉnh."
        self.line.register(document, leader=None, reason=reason)
        self.assertEqual(document.hold_reason, reason)
        self.assertEqual(document.step_ids.reason, reason)
        self.assertEqual(self.statuses_sent(), ["01", "03"])

    def test_undecided_may_be_returned(self):
        document = self.undecided()
        self.wizard("edoc.incoming.refuse", "vanthu", document).action_refuse()
        self.assertEqual(self.statuses_sent(), ["01", "02"])

    def test_settings_for_undecided_and_unreadable(self):
        self.company.edoc_on_undecided = "return"
        self.company.edoc_on_unreadable = "hold"
        self.company.edoc_check_online = False
        document = self.arrive(pdf=signed_letter(PLAIN, Level.B))
        self.assertReturned(document, "undecided")
        document = self.arrive(pdf=b"%PDF-1.7 hong")
        self.assertEqual((document.state, document.verdict), ("received", "unreadable"))

    def test_no_setting_accepts_an_invalid_document(self):
        """Điều 10.2 stands above all settings."""
        for name in ("on_valid_note", "on_undecided", "on_unreadable"):
            options = self.company._fields[f"edoc_{name}"].get_values(self.env)
            self.company[f"edoc_{name}"] = options[0]
        self.assertEqual(self.company._edoc_disposition("invalid"), "return")
        self.assertEqual(self.company._edoc_disposition("valid"), "accept")

    def test_nobody_trusted_yet_is_undecided(self):
        """The store ships empty; an agency that just begins returns nothing unasked."""
        self._trust_nobody()
        document = self.arrive()
        self.assertEqual((document.state, document.verdict), ("received", "undecided"))

    # ---------------------------------------------------------------------- button

    def test_each_verification_is_kept(self):
        """TT 41/2017 Điều 9: results are kept; a later one is a row of its own."""
        document = self.arrive()
        first = document.verification_ids
        self.as_("vanthu", document).action_verify()
        second = document.verification_ids - first
        self.assertEqual(len(second), 1)
        self.assertEqual(document.latest_verification_ids, second)
        self.assertEqual(second.user_id, self.users["vanthu"])
        self.assertEqual(second.sha256, document.file_ids.sha256)
        self.assertIn('"verdict": "valid"', second.report)

    def test_only_the_clerk_presses_the_button(self):
        """Điều 10.2: the clerk checks."""
        document = self.incoming_at("processing")
        for login in ("giamdoc", "cv.qlcn", "luutru"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, document).action_verify()
        for login in ("cv.qltm", "quantri", "vanthu.ttkc"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, document).action_verify()
        self.assertTrue(self.as_("vanthu", document).action_verify())

    def _trust_nobody(self):
        trusted = self.env["edoc.trust.certificate"].search([])
        trusted.write({"active": False, "removal_reason": "Thử"})
