"""*Kiểm tra ký số*: what a verdict lets the clerk do, and what it does by itself."""

import base64
import io
import json
import re
import zipfile
from dataclasses import replace

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.edxml import build_packet, read_packet
from ..core.edxml.model import Attachment, StatusPacket
from ..core.pdfsign.advice import ADVICE
from ..core.pdfsign.limited import Limits
from ..core.pdfsign.sign import Level
from ..core.pdfsign.warm import Pool
from ..models import verification
from .common import PKI, PLAIN, EdocCommon, letter, signed_letter, tampered

ROGUE = PKI / "certs" / "rogue.pem"


@tagged("post_install", "-at_install")
class TestVerdict(EdocCommon):
    def assertReturned(self, document, verdict):
        """Điều 10.2: not accepted, and the sender is told why."""
        self.assertEqual((document.state, document.verdict), ("refused", verdict))
        reason = document.refusal_reason
        self.assertTrue(reason.startswith(document.verdict_sentence))
        # plain reason, code of the rule and what the sender should do
        decided = document.verification_ids.rule_ids.filtered(
            lambda rule: rule.severity == verdict
        )
        for code in decided.mapped("code"):
            self.assertIn(code, reason)
            self.assertIn(ADVICE[code][0], reason)
        packets = self.outbox(StatusPacket)
        self.assertEqual([packet.status_code for packet in packets], ["01", "02"])
        self.assertEqual(packets[-1].description, reason)
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

    # ------------------------------------------------------------------ acceptance

    def test_the_acceptance_is_fed_back_by_itself(self):
        """Điều 10.2: valid, so the software tells the sender; then it is registered."""
        document = self.arrive()
        self.assertEqual((document.state, document.verdict), ("received", "valid"))
        self.assertEqual(self.statuses_sent(), ["01", "03"])
        self.assertEqual(document.status_ids.sorted("id").mapped("code"), ["01", "03"])
        self.assertIn("Đã báo nơi gửi là đã tiếp nhận", self.told(document))
        self.line.register(document, leader=None)
        self.assertEqual(self.statuses_sent(), ["01", "03"])

    def test_the_acceptance_may_wait_for_the_clerk(self):
        """A setting of the entity: fed back when the clerk registers."""
        self.company.edoc_accept_feedback = "registered"
        document = self.arrive()
        self.assertEqual(self.statuses_sent(), ["01"])
        self.as_("vanthu", document).action_verify()
        self.assertEqual(self.statuses_sent(), ["01"])
        self.assertIn("Văn thư có thể đăng ký", self.told(document))
        self.line.register(document, leader=None)
        self.assertEqual(self.statuses_sent(), ["01", "03"])

    def test_what_is_held_is_accepted_by_the_clerk_only(self):
        """Điều 10.2: nobody tells the sender what nobody has decided."""
        self.company.edoc_on_valid = "hold"
        document = self.arrive()
        self.assertEqual(self.statuses_sent(), ["01"])
        self.line.register(document, leader=None)
        self.assertEqual(self.statuses_sent(), ["01", "03"])

    def test_the_feedback_can_be_repeated_by_hand(self):
        """Undecided on arrival; checked again when the evidence is there."""
        document = self.undecided()
        self.assertEqual(self.statuses_sent(), ["01"])
        self.company.edoc_check_online = True
        for _again in range(2):
            self.as_("vanthu", document).action_verify()
            self.assertEqual(document.verdict, "valid")
            self.assertEqual(self.statuses_sent(), ["01", "03"])
        self.assertIn("Checked again", self.told(document))

    def test_a_good_file_may_still_be_returned(self):
        """NĐ 30 Điều 21: only a person sees that it can't be read; 02 follows 03."""
        document = self.arrive()
        self.wizard(
            "edoc.incoming.refuse",
            "vanthu",
            document,
            reason_id=self.env.ref("l10n_vn_edoc.return_reason_illegible").id,
            details="Trang 2 mờ.",
        ).action_refuse()
        self.assertEqual(document.state, "refused")
        self.assertEqual(self.statuses_sent(), ["01", "03", "02"])

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
        for name in (
            "on_valid",
            "on_valid_note",
            "on_invalid",
            "on_undecided",
            "on_unreadable",
        ):
            options = self.company._fields[f"edoc_{name}"].get_values(self.env)
            self.company[f"edoc_{name}"] = options[0]
        self.assertEqual(self.company._edoc_disposition("invalid"), "hold")
        document = self.arrive(pdf=tampered(signed_letter(PLAIN)))
        self.assertEqual((document.state, document.verdict), ("received", "invalid"))
        self.assertEqual(self.statuses_sent(), ["01"])
        with self.assertRaisesRegex(UserError, "Điều 10.2"):
            self.line.register(document, leader=None, reason="Vẫn nhận")
        self.wizard("edoc.incoming.refuse", "vanthu", document).action_refuse()
        self.assertEqual(self.statuses_sent(), ["01", "02"])

    def test_defaults_and_what_a_valid_document_needs(self):
        """Accept, hold, return, hold, return, as Điều 10.2 has it."""
        grades = ("valid", "valid_with_note", "invalid", "undecided", "unreadable")
        new = self.env["res.company"].create({"name": "Trung tâm mới"})
        self.assertEqual(
            [new._edoc_disposition(grade) for grade in grades],
            ["accept", "hold", "return", "hold", "return"],
        )
        self.company.edoc_on_valid = "hold"
        document = self.arrive()
        self.assertIn("Giữ lại chờ văn thư", self.told(document))
        self.line.register(document, leader=None)
        self.assertEqual(document.state, "registered")

    def test_what_the_system_did_stands_in_the_history(self):
        """Each automatic act leaves a trace and can be repeated by hand."""
        document = self.arrive(pdf=tampered(signed_letter(PLAIN)))
        self.assertIn("Đã trả lại nơi gửi", self.told(document))
        self.assertIn(document.verdict_sentence, self.told(document))
        self.as_("vanthu", document).action_verify()
        self.assertEqual(len(document.verification_ids), 2)

    def told(self, document):
        return " ".join(document.message_ids.mapped("body"))

    # --------------------------------------------------------------- other files

    def test_a_signed_office_file_is_held(self):
        """Noted as not verifiable: a person looks at it, nothing returns it."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("[Content_Types].xml", "<x/>")
            archive.writestr("_xmlsignatures/sig1.xml", "<x/>")
        document = self.arrive(pdf=out.getvalue())
        self.assertEqual((document.state, document.verdict), ("received", "undecided"))
        codes = document.verification_ids.rule_ids.mapped("code")
        self.assertEqual(codes, ["file.office_signed"])

    def test_the_packets_signature_is_noted(self):
        """domain-facts 2.7: noted, never decisive, not even a broken one."""
        signature = b"<Signature><SignatureValue>x</SignatureValue></Signature>"
        content = self.packet()
        place = re.search(rb"</(\w+:)?edXMLHeader>", content).start()
        self.take_in(content[:place] + signature + content[place:])
        document = self.env["edoc.incoming"].search([], limit=1)
        self.assertTrue(document.packet_signed)
        self.assertEqual(document.verdict, "valid")
        codes = document.verification_ids.rule_ids.mapped("code")
        self.assertIn("packet.signed", codes)

    # -------------------------------------------------------------- hostile files

    def test_a_certificate_with_what_no_database_takes(self):
        """Names come from the file: a zero byte in one stops nothing."""
        version = self.arrive().file_ids.current_id
        rows = self.env["edoc.verification"]
        verdict = json.loads(version.file_id.incoming_id.verification_ids.report)
        verdict["signatures"][0]["signer"] = "A\0B\ud800"
        verdict["signatures"][0]["claimed_time"] = "0001-01-01T00:00:00+07:00"
        record = rows._keep(version, verdict, self.env["edoc.crl"])
        self.assertEqual(record.signature_ids[0].signer, "A\ufffdB?")
        self.assertFalse(record.signature_ids[0].claimed_time)

    def test_a_file_that_takes_too_long_is_held(self):
        """The server goes on, the clerk decides: a busy machine may be the cause."""
        slow = Pool(verification.TASK, Limits(seconds=0.01), size=1)
        self.addCleanup(slow.close)
        self.patch(verification, "_checkers", lambda: slow)
        document = self.arrive()
        self.assertEqual((document.state, document.verdict), ("received", "undecided"))
        codes = document.verification_ids.rule_ids.mapped("code")
        self.assertEqual(codes, ["file.time_limit"])

    def test_a_check_that_does_not_work_is_told(self):
        broken = Pool("no.such:task", Limits(), size=1)
        self.addCleanup(broken.close)
        document = self.arrive()
        self.patch(verification, "_checkers", lambda: broken)
        with self.assertLogs("odoo.addons.l10n_vn_edoc", "ERROR"):
            with self.assertRaisesRegex(UserError, "on this server"):
                self.as_("vanthu", document).action_verify()
        self.assertEqual(len(document.verification_ids), 1)

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
