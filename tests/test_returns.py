"""What goes back to its sender, why, and what is noticed before (NĐ 30 Điều 21)."""

import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.edxml.model import Organization, StatusPacket
from .common import PLAIN, EdocCommon, letter, signed_letter, tampered

OTHER = Organization(organ_id="H35.14", organ_name="Sở Nông nghiệp và Môi trường")
CODES = ("signature", "wrong_recipient", "incomplete", "illegible", "other")


@tagged("post_install", "-at_install")
class TestReturns(EdocCommon):
    def come(self, content):
        record = self.take_in(content)
        self.assertEqual(record.edi_exchange_state, "input_processed")
        return self.env["edoc.incoming"].search(
            [("exchange_record_id", "=", record.id)]
        )

    def reason(self, code):
        return self.env["edoc.return.reason"]._of(code)

    def asked(self, document, **vals):
        return self.wizard("edoc.incoming.refuse", "vanthu", document, **vals)

    def hints(self, document):
        return self.as_("vanthu", document).with_context(lang="vi_VN").hint_lines

    # ----------------------------------------------------------------------- hints

    def test_a_good_packet_says_nothing(self):
        document = self.come(self.packet())
        self.assertFalse(document.hints or document.hint_lines)
        self.assertFalse(document.proposed_reason_id)
        self.assertFalse(self.asked(document, **self.other()).hint_lines)

    def other(self):
        return {"reason_id": self.reason("other").id, "details": "Theo đề nghị."}

    def test_nobody_of_ours_is_named(self):
        """QĐ 28/2018 Điều 8.1, 9.1: not accepted by itself, the clerk looks at it."""
        document = self.come(self.packet(recipients=(OTHER,)))
        self.assertIn(OTHER.organ_name, self.hints(document))
        self.assertIn("không phải là cơ quan này", self.hints(document))
        self.assertEqual(document.proposed_reason_id, self.reason("wrong_recipient"))
        self.assertEqual((document.verdict, document.state), ("valid", "received"))
        self.assertEqual(self.statuses_sent(), ["01"])
        wizard = self.asked(document)
        self.assertEqual(wizard.reason_id, self.reason("wrong_recipient"))
        for part in (
            document.code,
            self.company.name,
            OTHER.organ_name,
            "mã định danh",
        ):
            self.assertIn(part, wizard.details)
        wizard.action_refuse()
        refusal = self.outbox(StatusPacket)[-1]
        self.assertEqual(refusal.status_code, "02")
        self.assertIn(wizard.details, refusal.description)
        self.assertEqual(document.return_reason_id, self.reason("wrong_recipient"))

    def test_named_by_the_former_identifier_is_named(self):
        """QĐ 20/2020: both forms mean us."""
        us = Organization(organ_id="000.00.09.H35", organ_name="Sở Công Thương")
        self.assertFalse(self.come(self.packet(recipients=(OTHER, us))).hints)

    def test_the_manifest_names_a_file_that_is_not_there(self):
        """QĐ 28/2018 Điều 9.1, 10.2g: completeness."""
        content = self.packet()
        head, tail = content.split(b"</edXML:edXMLManifest>", 1)
        reference = re.search(rb"<edXML:Reference>.*?</edXML:Reference>", head, re.S)[0]
        missing = re.sub(rb"cid:[^<]*", b"cid:thieu", reference)
        missing = re.sub(rb"(AttachmentName>)[^<]*", rb"\1phu-luc.pdf", missing)
        content = head + missing + b"</edXML:edXMLManifest>" + tail
        document = self.come(content)
        self.assertIn("phu-luc.pdf", self.hints(document))
        self.assertEqual(document.proposed_reason_id, self.reason("incomplete"))
        self.assertIn("phu-luc.pdf", self.asked(document).details)

    def test_mandatory_data_are_missing(self):
        """QĐ 28/2018 Điều 10.2: the office reads what it is, not the element's name."""
        date = rb"<edXML:PromulgationDate>.*?</edXML:PromulgationDate>"
        content = re.sub(date, b"", self.packet(), count=1)
        document = self.come(content)
        self.assertRegex(self.hints(document), "ngày.*văn bản")
        self.assertNotIn("PromulgationDate", self.hints(document))
        self.assertEqual(document.proposed_reason_id, self.reason("incomplete"))

    def test_a_pdf_that_has_no_pages(self):
        for pdf in (b"%PDF-1.7\n%%EOF\n", letter()[:400]):
            with self.subTest(len(pdf)):
                document = self.come(self.packet(pdf=pdf, code_number=str(len(pdf))))
                self.assertIn(".pdf", self.hints(document))
                kinds = {hint["kind"] for hint in document.hints}
                self.assertEqual(kinds, {"incomplete"})

    def test_hints_stand_in_the_way_of_nothing_else(self):
        """QĐ 28 Điều 5.4: the clerk decides, and answers for a refusal."""
        document = self.come(self.packet(recipients=(OTHER,)))
        self.line.register(document, leader=None)
        self.assertEqual(document.state, "registered")

    # ---------------------------------------------------------------------- reasons

    def test_the_list(self):
        """NĐ 30 Điều 21; QĐ 28 Điều 9.1: each with its sentence for the sender."""
        document = self.arrive()
        for code in CODES:
            told = self.as_("vanthu", document)._told_on_return(self.reason(code))
            with self.subTest(code):
                self.assertIn(document.code, told)
                self.assertNotRegex(told, r"[{}]")

    def test_the_sentence_follows_the_reason(self):
        document = self.arrive()
        wizard = self.asked(document, reason_id=self.reason("illegible").id)
        self.assertIn("không đọc được", wizard.details)
        wizard.reason_id = self.reason("other")
        self.assertNotIn("không đọc được", wizard.details)
        wizard.details = " "
        with self.assertRaises(UserError):
            wizard.action_refuse()

    def test_returned_by_itself_has_its_reason(self):
        """Điều 10.2: an invalid signature is the reason."""
        pdf = tampered(signed_letter(PLAIN))
        document = self.come(self.packet(pdf=pdf))
        self.assertEqual(document.state, "refused")
        self.assertEqual(document.return_reason_id, self.reason("signature"))

    def test_reasons_are_the_administrators(self):
        reasons = self.env["edoc.return.reason"]
        vals = {"name": "Sai thể thức", "sentence": "{entity} trả lại {code}."}
        with self.assertRaises(AccessError):
            self.as_("vanthu", reasons).create(vals)
        reason = self.as_("quantri", reasons).create(vals)
        with self.assertRaises(UserError):
            reason.sentence = "{company_id.name} {0}"
            reason.sentence = "{unknown}"
        reason.unlink()
        with self.assertRaises(UserError):
            self.as_("quantri", self.reason("other")).unlink()
        self.as_("quantri", self.reason("incomplete")).active = False
        self.assertTrue(self.reason("incomplete"))
