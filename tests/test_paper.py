"""Paper beside the packet: rules, the clerk's list, the archive (Điều 9, 12.1d)."""

import io
from dataclasses import replace
from datetime import timedelta

from pdfminer.high_level import extract_text
from pypdf import PdfReader, PdfWriter

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from ..core.edxml import build_packet, read_packet
from ..core.edxml.model import DocumentPacket
from ..demo.organisation import PASSWORD
from .common import PLAIN, EdocCommon, EdocSetup


def words(pdf):
    """The text of a file with single spaces."""
    return " ".join(extract_text(io.BytesIO(pdf)).split())


def one_page(page):
    """One page as a file of its own."""
    writer, stream = PdfWriter(), io.BytesIO()
    writer.add_page(page)
    writer.write(stream)
    return stream.getvalue()


class PaperSetup(EdocSetup):
    """Agencies of every category, and a type of legal documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.province.write({"edoc_category": "committee", "edoc_is_superior": True})
        cls.ministry = partners.search([("edoc_organ_id", "=", "G02")])
        cls.ministry.edoc_is_superior = True
        cls.finance = partners.search([("edoc_organ_id", "=", "H35.11")])
        agencies = {
            "outside": ("Hiệp hội Doanh nghiệp tỉnh", {"edoc_category": "outside"}),
            "justice": ("Sở Tư pháp tỉnh", {"edoc_checks_legal": True}),
            "government": ("Chính phủ", {"edoc_category": "government"}),
        }
        for number, (name, (title, vals)) in enumerate(agencies.items(), 91):
            agency = partners.create(
                {
                    "name": title,
                    "is_company": True,
                    "edoc_is_agency": True,
                    "edoc_channel_id": cls.channel.id,
                    "edoc_organ_id": f"H35.{number}",
                    **vals,
                }
            )
            setattr(cls, name, agency)
        cls.farmer = partners.create(
            {
                "name": "Hợp tác xã Bản Bo",
                "is_company": True,
                "edoc_is_agency": True,
                "street": "Số 1 đường Trần Phú",
                "city": "Lai Châu",
            }
        )
        types = cls.env["edoc.document.type"]
        cls.legal = types.create(
            {"name": "Thông tư", "abbreviation": "TT", "family": "legal"}
        )
        cls.submission = cls.env.ref("l10n_vn_edoc.document_type_to_trinh")
        cls.rule = {
            name: cls.env.ref(f"l10n_vn_edoc.paper_rule_{name}")
            for name in ("legal", "submission", "original", "government")
        }

    @classmethod
    def to(cls, *partners):
        return [Command.create({"partner_id": partner.id}) for partner in partners]

    @classmethod
    def draft_to(cls, *partners, **vals):
        return cls.draft(delivery_ids=cls.to(*partners), **vals)

    @classmethod
    def issued_to(cls, *partners, **vals):
        return cls.outgoing_at("issued", delivery_ids=cls.to(*partners), **vals)

    @classmethod
    def clerk(cls, records):
        return cls.as_("vanthu", records)

    @classmethod
    def asks(cls, model, dispatches, login="vanthu", **vals):
        """A question about paper copies, answered by the user."""
        wizard = cls.env[model].with_user(cls.users[login])
        return wizard.create({"dispatch_ids": [Command.set(dispatches.ids)], **vals})

    def paper_of(self, document, partner):
        return document.delivery_ids.filtered(lambda d: d.partner_id == partner)


@tagged("post_install", "-at_install")
class TestPaperRules(PaperSetup, EdocCommon):
    def proposed(self, document):
        """The agencies that get paper, and why."""
        return {d.partner_id: d.paper_rule_id for d in document.delivery_ids if d.paper}

    def test_legal_documents(self):
        """Điều 9.1: superiors, outside the administration, who checks them."""
        document = self.draft_to(
            self.ministry,
            self.outside,
            self.justice,
            self.finance,
            type_id=self.legal.id,
        )
        legal = self.rule["legal"]
        self.assertEqual(
            self.proposed(document),
            {self.ministry: legal, self.outside: legal, self.justice: legal},
        )

    def test_submitted_to_the_committee(self):
        """Điều 9.2: a submission goes on paper to the People's Committee, only."""
        document = self.draft_to(
            self.province, self.finance, type_id=self.submission.id
        )
        self.assertTrue(document.for_submission)
        submission = {self.province: self.rule["submission"]}
        self.assertEqual(self.proposed(document), submission)
        delivery = self.paper_of(document, self.province)
        self.assertIn("trình UBND tỉnh", delivery.paper_why)
        self.assertIn("Điều 9 khoản 2", delivery.paper_rule_id.basis)

    def test_a_letter_may_be_submitted(self):
        """Điều 9.2: the author says so."""
        document = self.draft_to(self.province)
        self.assertFalse(document.for_submission or self.proposed(document))
        document.for_submission = True
        self.assertEqual(
            self.proposed(document), {self.province: self.rule["submission"]}
        )

    def test_specialised_originals(self):
        """Điều 9.3: to whomever they go."""
        document = self.draft_to(self.province, self.finance, original_kept=True)
        original = self.rule["original"]
        self.assertEqual(
            self.proposed(document), {self.province: original, self.finance: original}
        )

    def test_government(self):
        """QĐ 28 Điều 5.3a: by the Government's working rules."""
        document = self.draft_to(self.government)
        self.assertEqual(
            self.proposed(document), {self.government: self.rule["government"]}
        )

    def test_all_else_goes_without_paper(self):
        """QĐ 28 Điều 5.3: once sent electronically, no paper is sent."""
        document = self.draft_to(
            self.province, self.ministry, self.finance, self.outside, self.justice
        )
        self.assertFalse(self.proposed(document))

    def test_no_channel_means_paper(self):
        """QĐ 28 Điều 5.2: where the recipient is not connected."""
        document = self.draft_to(self.farmer)
        self.assertTrue(document.delivery_ids.paper)
        self.assertFalse(document.delivery_ids.paper_rule_id)
        self.assertTrue(document.delivery_ids.paper_why)

    def test_type_and_recipient_decide_anew(self):
        document = self.draft_to(self.ministry, type_id=self.legal.id)
        self.assertTrue(document.delivery_ids.paper)
        document.type_id = self.env.ref("l10n_vn_edoc.document_type_cong_van")
        self.assertFalse(document.delivery_ids.paper)
        document.type_id = self.legal
        document.delivery_ids.partner_id = self.finance
        self.assertFalse(document.delivery_ids.paper)

    def test_rules_of_other_entities(self):
        rule = self.rule["government"]
        rule.company_id = self.unit
        self.assertFalse(self.proposed(self.draft_to(self.government)))
        rule.company_id = self.company
        self.assertTrue(self.proposed(self.draft_to(self.government)))
        rule.active = False
        self.assertFalse(self.proposed(self.draft_to(self.government)))

    def test_rules_by_type_and_name(self):
        """QĐ 28 Điều 7.2: a list that the head of the province decides on."""
        rule = self.as_("quantri", self.env["edoc.paper.rule"]).create(
            {
                "name": "Danh mục của UBND tỉnh",
                "basis": "Quyết định của Chủ tịch UBND tỉnh",
                "type_ids": [Command.set(self.submission.ids)],
                "partner_ids": [Command.set(self.finance.ids)],
                "copies": 3,
            }
        )
        document = self.draft_to(self.finance, type_id=self.submission.id)
        self.assertEqual(self.proposed(document), {self.finance: rule})
        self.assertEqual(document.delivery_ids.paper_copies, 3)

    def test_a_rule_without_condition(self):
        """QĐ 28 Điều 5.3: no rule sends paper with everything."""
        with self.assertRaisesRegex(ValidationError, "no condition"):
            self.as_("quantri", self.env["edoc.paper.rule"]).create(
                {"name": "Tất cả", "basis": "x"}
            )

    def test_only_the_administrator_sets_rules(self):
        for login in ("cv.qlcn", "vanthu", "giamdoc"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, self.rule["legal"]).write({"copies": 9})

    # ----------------------------------------------------------------- decisions

    def decide(self, login, delivery, choice, reason="", copies=1):
        wizard = self.env["edoc.paper.decide"].with_user(self.users[login])
        wizard.create(
            {
                "delivery_id": delivery.id,
                "choice": choice,
                "reason": reason,
                "copies": copies,
            }
        ).action_decide()

    def test_the_drafter_decides_otherwise(self):
        """The reason is kept, with who gave it."""
        document = self.draft_to(self.finance)
        delivery = document.delivery_ids
        self.decide("cv.qlcn", delivery, "yes", "Kèm bản vẽ khổ lớn", copies=2)
        self.assertTrue(delivery.paper)
        self.assertEqual(
            (delivery.paper_why, delivery.paper_copies, delivery.paper_decided_by_id),
            ("Kèm bản vẽ khổ lớn", 2, self.users["cv.qlcn"]),
        )
        said = document.message_ids.filtered(lambda m: "bản vẽ" in (m.body or ""))
        self.assertEqual(said.author_id, self.users["cv.qlcn"].partner_id)
        self.decide("cv.qlcn", delivery, "rule")
        self.assertFalse(delivery.paper or delivery.paper_reason)

    def test_the_clerk_decides_before_the_issue(self):
        document = self.outgoing_at(
            "sealed", delivery_ids=self.to(self.province), type_id=self.submission.id
        )
        self.decide("vanthu", document.delivery_ids, "no", "Đã nộp bản giấy trực tiếp")
        self.assertFalse(document.delivery_ids.paper)
        self.line.issue(document)
        self.assertFalse(document.paper_dispatch_ids)

    def test_a_decision_needs_a_reason(self):
        document = self.draft_to(self.finance)
        for reason in ("", "   "):
            with self.assertRaisesRegex(UserError, "why"):
                self.decide("cv.qlcn", document.delivery_ids, "yes", reason)

    def test_not_without_paper_and_channel(self):
        document = self.draft_to(self.farmer)
        with self.assertRaisesRegex(UserError, "no electronic channel"):
            self.decide("cv.qlcn", document.delivery_ids, "no", "Tiết kiệm giấy")

    def test_nobody_else_decides(self):
        document = self.draft_to(self.finance)
        for login in ("tp.qlcn", "vanthu", "giamdoc"):
            with self.subTest(login), self.assertRaises(UserError):
                self.decide(login, document.delivery_ids, "yes", "x")

    def test_nothing_is_decided_after_the_issue(self):
        document = self.issued_to(self.finance)
        with self.assertRaises(UserError):
            self.decide("vanthu", document.delivery_ids, "yes", "Quên")

    def test_what_was_decided_stands(self):
        """Rules and agencies that change later change nothing that was sent."""
        document = self.issued_to(self.province, type_id=self.submission.id)
        self.province.edoc_category = "administration"
        self.submission.for_submission = False
        self.rule["submission"].active = False
        self.env.flush_all()
        document.invalidate_recordset()
        self.assertTrue(document.delivery_ids.paper)
        self.assertEqual(document.delivery_ids.paper_rule_id, self.rule["submission"])

    def test_the_packet_says_that_paper_follows(self):
        """QCVN 102: Paper; told to those who get paper, and to nobody else."""
        self.issued_to(self.province, self.finance, type_id=self.submission.id)
        packets = self.outbox(DocumentPacket)
        told = {
            tuple(party.organ_id for party in packet.recipients): packet.business.paper
            for packet in packets
        }
        self.assertEqual(told, {("H35",): True, ("H35.11",): False})


@tagged("post_install", "-at_install")
class TestPaperSent(PaperSetup, EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.issued_to(cls.farmer, enclosure=True)
        cls.second = cls.issued_to(cls.farmer)
        cls.mixed = cls.issued_to(
            cls.province,
            cls.finance,
            cls.outside,
            type_id=cls.submission.id,
            urgency="3",
        )

    def paper(self, document):
        """Its paper copies, in the hands of the clerk."""
        return self.clerk(document.paper_dispatch_ids)

    def stamped(self, *documents):
        """Paper copies that are printed and sealed."""
        found = self.clerk(self.env["edoc.paper.dispatch"])
        for document in documents:
            found |= self.paper(document)
        found.action_print()
        found.action_stamp()
        return found

    def test_the_list_of_the_clerk(self):
        """NĐ 30 Điều 18.5: what gets paper waits to be printed once it is issued."""
        self.assertEqual(self.paper(self.mixed).partner_id, self.province)
        self.assertTrue(self.paper(self.mixed).also_electronic)
        by_post = self.paper(self.first)
        self.assertEqual(by_post.partner_id, self.farmer)
        self.assertFalse(by_post.also_electronic)
        found = self.clerk(self.env["edoc.paper.dispatch"]).search([])
        self.assertEqual(set(found.mapped("state")), {"waiting"})
        self.assertEqual(self.paper_of(self.first, self.farmer).paper_state, "waiting")

    def test_printed_sealed_posted_received(self):
        """NĐ 30 Điều 18.5, Phụ lục IV: each step is kept with who and when."""
        dispatch = self.stamped(self.first)
        today = self.first._vn_today()
        self.asks(
            "edoc.paper.post", dispatch, envelopes=1, postal_number="RR123456789VN"
        ).action_post()
        entry = dispatch.postal_entry_id
        self.assertEqual(
            (entry.moved_on, entry.codes, entry.recipient, entry.envelopes),
            (today, dispatch.code, "Hợp tác xã Bản Bo", 1),
        )
        self.assertEqual(dispatch.postal_number, "RR123456789VN")
        self.assertEqual((entry.company_id, entry.year), (self.company, today.year))
        self.asks(
            "edoc.paper.receipt", dispatch, receipt="Vàng A Sùng, giám đốc"
        ).action_receive()
        self.assertEqual(dispatch.state, "received")
        steps = dispatch.step_ids.sorted("id")
        self.assertEqual(steps.mapped("action"), ["print", "stamp", "post", "receipt"])
        self.assertEqual(steps.user_id, self.users["vanthu"])
        self.assertTrue(all(step.action_label for step in steps))
        # who takes part sees the history, too
        self.assertEqual(self.as_("cv.qlcn", dispatch).step_ids, steps.sorted())

    def test_handed_over_by_hand(self):
        """Not by post: no line of the postal register, but a signed receipt."""
        dispatch = self.stamped(self.first)
        self.asks(
            "edoc.paper.receipt", dispatch, receipt="Lò Thị Én, văn thư"
        ).action_receive()
        self.assertEqual(dispatch.state, "handed")
        self.assertEqual(dispatch.receipt, "Lò Thị Én, văn thư")
        self.assertFalse(dispatch.postal_entry_id)

    def test_not_before_it_is_sealed(self):
        """NĐ 30 Điều 18.5: the seal makes the print the original on paper."""
        dispatch = self.paper(self.first)
        with self.assertRaises(UserError):
            dispatch.action_stamp()
        dispatch.action_print()
        with self.assertRaises(UserError):
            dispatch.action_open_post()
        with self.assertRaises(UserError):
            self.asks("edoc.paper.post", dispatch).action_post()

    def test_several_at_once(self):
        """What goes to one recipient shares an envelope and a line."""
        together = self.stamped(self.first, self.second, self.mixed)
        self.asks("edoc.paper.post", together).action_post()
        entry = self.paper(self.first).postal_entry_id
        self.assertEqual(entry, self.paper(self.second).postal_entry_id)
        self.assertEqual(len(together.postal_entry_id), 2)
        codes = set(entry.codes.split(", "))
        self.assertEqual(codes, {self.first.code, self.second.code})

    def test_each_in_its_own_envelope(self):
        both = self.stamped(self.first, self.second)
        self.asks("edoc.paper.post", both, together=False).action_post()
        self.assertEqual(len(both.postal_entry_id), 2)

    def test_one_postal_number_for_one_envelope(self):
        both = self.stamped(self.first, self.mixed)
        with self.assertRaisesRegex(UserError, "postal number"):
            self.asks("edoc.paper.post", both, postal_number="RR1").action_post()

    def test_days_that_can_not_be(self):
        dispatch = self.stamped(self.first)
        today = self.first._vn_today()
        for days in (-1, 1):
            with self.subTest(days), self.assertRaisesRegex(UserError, "issued"):
                self.asks(
                    "edoc.paper.post", dispatch, day=today + timedelta(days=days)
                ).action_post()
        with self.assertRaisesRegex(UserError, "envelope"):
            self.asks("edoc.paper.post", dispatch, envelopes=0).action_post()
        with self.assertRaisesRegex(UserError, "signed"):
            self.asks("edoc.paper.receipt", dispatch, receipt=" ").action_receive()

    def test_marks_taken_back(self):
        """A line of the register stays and is struck out (NĐ 30 Phụ lục IV)."""
        both = self.stamped(self.first, self.second)
        self.asks("edoc.paper.post", both).action_post()
        one, entry = both[0], both.postal_entry_id
        with self.assertRaises(UserError):
            self.asks("edoc.paper.take.back", one, reason=" ").action_take_back()
        self.asks(
            "edoc.paper.take.back", one, reason="Ghi nhầm nơi nhận"
        ).action_take_back()
        self.assertEqual(both.mapped("state"), ["waiting", "waiting"])
        self.assertTrue(entry.exists() and entry.is_struck)
        self.assertEqual(entry.struck_reason, "Ghi nhầm nơi nhận")
        self.assertEqual(entry.struck_by_id, self.users["vanthu"])
        self.assertFalse(one.postal_entry_id or one.sent_on)
        self.assertIn("Ghi nhầm nơi nhận", one.step_ids.mapped("reason"))

    def test_late_paper(self):
        """NĐ 30 Điều 18.1: on the day, at the latest on the next working day."""
        dispatch = self.paper(self.first)
        self.assertFalse(dispatch.is_late)
        self.assertNotIn(dispatch, dispatch.search([("is_late", "=", True)]))
        self.first._through_door().write(
            {"date_issued": self.first.date_issued - timedelta(days=7)}
        )
        dispatch.invalidate_recordset()
        self.assertTrue(dispatch.is_late)
        self.assertIn(dispatch, dispatch.search([("is_late", "=", True)]))
        self.assertNotIn(dispatch, dispatch.search([("is_late", "=", False)]))

    def test_what_was_recalled_does_not_leave(self):
        """NĐ 30 Điều 18.4: neither printed nor sent once it is recalled or replaced."""
        dispatch = self.stamped(self.first)
        for state in ("recalled", "replaced"):
            self.first._through_door().write({"state": state})
            with self.subTest(state), self.assertRaisesRegex(UserError, "recalled"):
                self.asks("edoc.paper.post", dispatch).action_post()

    def test_whose_task_it_is(self):
        """Others see how far the paper is, but mark nothing."""
        dispatch = self.paper(self.first)
        self.assertTrue(dispatch.can_print)
        for login in ("cv.qlcn", "tp.qlcn", "giamdoc", "quantri"):
            acting = self.as_(login, dispatch)
            with self.subTest(login), self.assertRaises(UserError):
                acting.action_print()
        own = self.as_("cv.qlcn", dispatch)
        self.assertEqual(own.state, "waiting")
        self.assertFalse(own.can_print)
        for login in ("vanthu.ttkc", "cv.qltm"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, dispatch).read(["state"])

    def test_the_print_has_no_drawn_seal(self):
        """NĐ 30 Điều 18.5: the signed document is printed, the real seal put on it."""
        main, enclosure = self.first.file_ids
        sheets = self.first._print_files()
        numbered = main.version_ids.filtered(lambda v: v.stage == "numbered")
        self.assertEqual(sheets, [numbered._bytes(), enclosure._content()])
        dispatch = self.paper(self.first)
        dispatch._through_door().write({"copies": 2})
        printed = PdfReader(io.BytesIO(dispatch._print()))
        pages = sum(len(PdfReader(io.BytesIO(sheet)).pages) for sheet in sheets)
        self.assertEqual(len(printed.pages), 2 * pages)
        self.assertNotIn("/AcroForm", printed.trailer["/Root"])
        # the number that was written into the field is printed with the page
        self.assertIn(self.first.code_number, printed.pages[0].extract_text().split())

    def test_too_many_at_once(self):
        dispatch = self.paper(self.first)
        dispatch._through_door().write({"copies": 201})
        with self.assertRaisesRegex(UserError, "in parts"):
            dispatch.action_print()

    # -------------------------------------------------------------------- the book

    def book(self, login="vanthu", **vals):
        wizard = self.env["edoc.postal.book"].with_user(self.users[login])
        wizard = wizard.create({"company_id": self.company.id, **vals})
        reports = self.env["ir.actions.report"].with_user(self.users[login])
        with self.printed() as printed:
            reports._render_qweb_pdf(
                "l10n_vn_edoc.postal_book_report_action", wizard.ids
            )
        return printed[-1]

    def enter(self, count, **vals):
        today = self.env["edoc.outgoing"]._vn_today()
        self.env["edoc.postal.entry"]._through_door().create(
            [
                {
                    "company_id": self.company.id,
                    "moved_on": today,
                    "codes": f"{number:02}/SCT-QLTM",
                    "recipient": "Ủy ban nhân dân phường Tân Phong, tỉnh Lai Châu",
                    "envelopes": 1 + number % 3,
                    "user_id": self.users["vanthu"].id,
                    **vals,
                }
                for number in range(1, count + 1)
            ]
        )

    def test_the_postal_register_printed(self):
        """NĐ 30 Phụ lục IV: cover, six columns, heads repeated, pages numbered."""
        self.enter(60)
        self.enter(1, codes="99/BC-SCT", is_struck=True, struck_reason="Bì bị trả lại")
        pages = PdfReader(io.BytesIO(self.book())).pages
        cover, *inner = [words(one_page(page)) for page in pages]
        self.assertIn("SỔ GỬI VĂN BẢN ĐI BƯU ĐIỆN", cover)
        self.assertIn("SỞ CÔNG THƯƠNG TỈNH LAI CHÂU", cover)
        self.assertIn("Quyển số: 01", cover)
        self.assertGreater(len(inner), 2)
        for number, text in enumerate(inner, 1):
            self.assertIn(f"Trang {number}/{len(inner)}", text)
            for title in ("Ngày chuyển", "Số lượng bì", "Ký nhận và dấu bưu điện"):
                self.assertIn(title, text)
        whole = " ".join(inner)
        for number in range(1, 61):
            self.assertIn(f"{number:02}/SCT-QLTM", whole)
        self.assertIn("Hủy dòng này: Bì bị trả lại", whole)
        self.assertIn("Sổ có 61 dòng", inner[-1])

    def test_an_empty_register(self):
        text = words(self.book())
        self.assertIn("Không có văn bản nào", text)

    def test_one_book_one_year_one_entity(self):
        """NĐ 30 Phụ lục IV: a book for each year; each entity has its own."""
        self.enter(1, codes="77/SCT-QLTM")
        self.enter(1, codes="88/TTKC", company_id=self.unit.id)
        text = words(self.book())
        self.assertIn("77/SCT-QLTM", text)
        self.assertNotIn("88/TTKC", text)
        with self.assertRaisesRegex(ValidationError, "one year"):
            self.book(date_from="2025-12-01", date_to="2026-01-31")
        with self.assertRaises(AccessError):
            self.book("vanthu.ttkc")

    def test_envelopes(self):
        """One for each recipient, with what is inside."""
        found = self.paper(self.first) | self.paper(self.second)
        found |= self.paper(self.mixed)
        with self.printed() as printed:
            self.clerk(self.env["ir.actions.report"])._render_qweb_pdf(
                "l10n_vn_edoc.paper_envelope_report_action", found.ids
            )
        self.assertEqual(len(PdfReader(io.BytesIO(printed[-1])).pages), 2)
        text = words(printed[-1])
        for part in (self.first.code, self.second.code, self.mixed.code):
            self.assertIn(part, text)
        for part in ("Hợp tác xã Bản Bo", "Trần Phú", "HỎA TỐC"):
            self.assertIn(part, text)


@tagged("post_install", "-at_install")
class TestPaperArchive(PaperSetup, EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sealed = cls.outgoing_at("sealed")

    def file(self, login, documents, place="Tủ 2, ngăn 3", **vals):
        wizard = self.env["edoc.paper.file"].with_user(self.users[login])
        wizard.create(
            {"outgoing_ids": [Command.set(documents.ids)], "place": place, **vals}
        ).action_file()

    def tasks(self, document):
        kind = self.env.ref("l10n_vn_edoc.activity_paper")
        return document.activity_ids.filtered(lambda a: a.activity_type_id == kind)

    def test_printed_signed_and_filed(self):
        """Điều 12.1d: printed, signed on paper by the leader, filed at a place."""
        document = self.sealed
        self.assertEqual(document.paper_archive_state, "missing")
        self.assertEqual(self.tasks(document).user_id, self.users["vanthu"])
        clerk = self.clerk(document)
        self.assertTrue(clerk.can_file_paper)
        clerk.action_print_paper()
        self.assertEqual(document.paper_archive_state, "printed")
        self.assertEqual(len(PdfReader(io.BytesIO(clerk._print_paper())).pages), 1)
        self.file("vanthu", document)
        self.assertEqual(
            (
                document.paper_archive_state,
                document.paper_place,
                document.paper_signed_by,
                document.paper_signed_on,
                document.paper_filed_by_id,
            ),
            (
                "filed",
                "Tủ 2, ngăn 3",
                "Trần Quang Vinh",
                document._vn_today(),
                self.users["vanthu"],
            ),
        )
        self.assertFalse(self.tasks(document))
        self.assertFalse(clerk.can_file_paper)

    def test_the_issue_does_not_wait_for_it(self):
        """Unless the entity says so: the list of those missing goes on."""
        document = self.sealed
        self.line.issue(document)
        found = self.clerk(self.env["edoc.outgoing"]).search(
            [("paper_archive_state", "in", ["missing", "printed"])]
        )
        self.assertIn(document, found)
        self.file("vanthu", document)
        self.assertEqual(document.paper_archive_state, "filed")

    def test_before_the_issue(self):
        """Điều 12.1: d comes before đ, where the entity holds to it."""
        self.company.edoc_paper_archive = "before"
        document = self.sealed
        with self.assertRaisesRegex(UserError, "12.1d"):
            self.line.issue(document)
        self.file("vanthu", document)
        self.line.issue(document)
        self.assertEqual(document.state, "issued")

    def test_switched_off(self):
        """NĐ 30 Điều 19: a System that meets Phụ lục VI keeps the electronic one."""
        self.company.edoc_paper_archive = "off"
        document = self.outgoing_at("sealed")
        self.assertEqual(document.paper_archive_state, "none")
        self.assertFalse(self.tasks(document) or self.clerk(document).can_file_paper)
        with self.assertRaises(UserError):
            self.file("vanthu", document)

    def test_only_the_clerk_files(self):
        document = self.sealed
        for login in ("cv.qlcn", "giamdoc", "luutru"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, document)._file_paper(document._vn_today(), "Tủ 1")
        with self.assertRaises(UserError):
            self.file("vanthu", self.draft())

    def test_days_and_places_that_can_not_be(self):
        document = self.sealed
        today = document._vn_today()
        for days in (-1, 1):
            with self.assertRaisesRegex(UserError, "signed"):
                self.file("vanthu", document, signed_on=today + timedelta(days=days))
        with self.assertRaisesRegex(UserError, "where"):
            self.file("vanthu", document, place="  ")

    # ------------------------------------------------------------------- incoming

    def incoming(self, paper=True):
        packet = read_packet(self.packet(PLAIN))
        business = replace(packet.business, paper=paper)
        record = self.take_in(build_packet(replace(packet, business=business)))
        return self.env["edoc.incoming"].search(
            [("exchange_record_id", "=", record.id)]
        )

    def arrived(self, login, documents, **vals):
        wizard = self.env["edoc.paper.arrive"].with_user(self.users[login])
        wizard.create(
            {"incoming_ids": [Command.set(documents.ids)], **vals}
        ).action_arrive()

    def test_paper_is_awaited(self):
        """QĐ 28 Điều 6.2: handled without waiting; the clerk notes when it comes."""
        document = self.incoming()
        self.assertEqual(document.paper_state, "awaited")
        self.line.register(document)
        self.line.distribute(document, "QLCN")
        found = self.clerk(self.env["edoc.incoming"]).search(
            [("paper_state", "=", "awaited")]
        )
        self.assertIn(document, found)
        self.arrived("vanthu", document, note="01 bì, nguyên vẹn")
        self.assertEqual(
            (
                document.paper_state,
                document.paper_arrived_on,
                document.paper_arrived_by_id,
                document.paper_note,
            ),
            (
                "arrived",
                document._vn_today(),
                self.users["vanthu"],
                "01 bì, nguyên vẹn",
            ),
        )
        # NĐ 30 Điều 23: paper goes to who leads
        said = document.message_ids.filtered(
            lambda m: "Phòng Quản lý công nghiệp" in (m.body or "")
        )
        self.assertTrue(said)
        with self.assertRaises(UserError):
            self.arrived("vanthu", document)

    def test_no_paper_announced(self):
        document = self.incoming(paper=False)
        self.assertEqual(document.paper_state, "none")
        self.arrived("vanthu", document)
        self.assertEqual(document.paper_state, "arrived")

    def test_only_the_clerk_takes_paper_in(self):
        document = self.incoming()
        for login in ("giamdoc", "luutru"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, document)._take_paper(document._vn_today())
        with self.assertRaisesRegex(UserError, "still to come"):
            self.arrived(
                "vanthu", document, day=document._vn_today() + timedelta(days=1)
            )

    def test_what_was_sent_back_brings_no_paper(self):
        document = self.incoming()
        self.clerk(document)._refuse("Gửi nhầm cơ quan")
        self.assertEqual(document.paper_state, "none")


@tagged("post_install", "-at_install")
class TestPaperScreens(PaperSetup, HttpCase):
    """Prints leave by the browser, for those who may read the document."""

    def test_prints(self):
        document = self.issued_to(self.farmer)
        dispatch = document.paper_dispatch_ids
        self.env.flush_all()
        for path in (
            f"/edoc/paper/{dispatch.id}",
            f"/edoc/paper/archive/{document.id}",
        ):
            for login, status in (("vanthu", 200), ("cv.qltm", 403)):
                with self.subTest(path=path, login=login):
                    self.authenticate(login, PASSWORD)
                    with self.muted():
                        answer = self.url_open(path)
                    self.assertEqual(answer.status_code, status)
                    if status == 200:
                        self.assertTrue(answer.content.startswith(b"%PDF-"))
        self.authenticate("vanthu", PASSWORD)
        for path in ("/edoc/paper/0", "/edoc/paper/1,x", "/edoc/paper/archive/,"):
            with self.subTest(path):
                self.assertEqual(self.url_open(path).status_code, 404)
