"""Entering beside the page, templates, the arrival stamp (NĐ 30 Điều 22, PL IV)."""

import base64
import hashlib

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged

from ..demo.organisation import PASSWORD
from .common import PLAIN, EdocSetup, letter, signed_letter

VIEW = "l10n_vn_edoc.edoc_incoming_view_form_entry"


@tagged("post_install", "-at_install")
class TestEntry(EdocSetup, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scan = letter()
        cls.finance = cls.env["res.partner"].create(
            {
                "name": "Sở Tài chính",
                "is_company": True,
                "edoc_is_agency": True,
                "edoc_organ_id": "H35.22",
            }
        )

    # ------------------------------------------------------------------- helpers

    def scanned(self, **vals):
        usual = {"subject": "quet.pdf", "sender_name": "Sở Y tế"}
        documents = self.as_("vanthu", self.env["edoc.incoming"])
        document = documents.create({**usual, **vals})
        document._attach("main", "quet.pdf", self.scan)
        return document

    def form(self, document):
        return Form(document, view=VIEW)

    def template(self, login="vanthu", **vals):
        usual = {"name": "Báo cáo tài chính", "shortcut": "bctc"}
        templates = self.as_(login, self.env["edoc.entry.template"])
        return templates.create({**usual, **vals})

    # ------------------------------------------------------------------ the entry

    def test_number_and_notation_are_split(self):
        """NĐ 30 Phụ lục VI 4, 5, 3: typed at once; the notation tells the type."""
        document = self.scanned()
        with self.form(document) as form:
            form.typed_code = "0123/qđ-ubnd"
            self.assertEqual(form.type_id.abbreviation, "QĐ")
        self.assertEqual(document.code_number, "0123")
        self.assertEqual(document.code_notation, "qđ-ubnd")
        document.typed_code = "5/UBND-KT"
        self.assertEqual(
            (document.code, document.type_id.name), ("5/UBND-KT", "Công văn")
        )

    def test_found_as_people_type(self):
        """Agencies and types by name without tone marks, abbreviation, identifier."""
        partners = self.as_("vanthu", self.env["res.partner"])
        for typed in ("so tai ch", "stc", "STC", "H35.22", "Sở Tài chính"):
            found = [row[0] for row in partners.name_search(typed)]
            self.assertIn(self.finance.id, found, typed)
        found = [row[0] for row in partners.name_search("ubnd lai ch")]
        self.assertIn(self.province.id, found)
        types = self.as_("vanthu", self.env["edoc.document.type"])
        decision = "Quyết định (cá biệt)"
        wanted = {"qd": decision, "QĐ": decision, "cv": "Công văn", "tb": "Thông báo"}
        wanted |= {"thong bao": "Thông báo", "TB": "Thông báo", "ttr": "Tờ trình"}
        for typed, name in wanted.items():
            self.assertEqual(types.name_search(typed)[0][1], name, typed)

    def test_came_before_is_told_while_typing(self):
        """Phụ lục VI III.1h: by agency, number and notation, before it is saved."""
        first = self.scanned(
            sender_name="Sở Tài chính", code_number="12", code_notation="STC-NS"
        )
        with self.form(self.scanned()) as form:
            self.assertFalse(form.duplicates_beside)
            form.sender_id = self.finance
            form.typed_code = "012/stc-ns"
            others = form.duplicates_beside["others"]
            self.assertEqual([other["id"] for other in others], [first.id])
            form.typed_code = "13/STC-NS"
            self.assertFalse(form.duplicates_beside)

    def test_registering_opens_the_next(self):
        """Điều 10.2, 10.3: registered, presented, and the next that waits is there."""
        leader = self.users["giamdoc"]
        first = self.scanned(proposed_leader_id=leader.id)
        second, urgent = self.scanned(), self.scanned(urgency="3")
        action = first.action_register_next()
        self.assertEqual((first.state, first.leader_id), ("submitted", leader))
        self.assertIn(f"{first.arrival_number}", action["params"]["told"])
        self.assertEqual(action["params"]["action"]["res_id"], urgent.id)
        action = urgent.action_next_entry()
        self.assertEqual(action["params"]["action"]["res_id"], second.id)
        second.action_register_next()
        action = urgent.action_register_next()
        self.assertFalse(action["params"]["action"]["res_id"])

    def test_what_is_left_for_later_comes_again_at_the_end(self):
        """Registering the next goes on behind it, and not at the first one again."""
        left, second, third = (self.scanned() for _number in range(3))
        opened = [
            left.action_next_entry(),
            second.action_register_next(),
            third.action_register_next(),
        ]
        shown = [action["params"]["action"]["res_id"] for action in opened]
        self.assertEqual(shown, [second.id, third.id, left.id])

    def test_what_came_before_needs_a_reason(self):
        """Registered anyway only with the clerk's words; then the next one opens."""
        vals = {"code_number": "12", "code_notation": "STC-NS", "sender_name": "STC"}
        self.scanned(**vals)
        second = self.scanned(**vals)
        action = second.action_register_next()
        self.assertEqual(action["res_model"], "edoc.incoming.register")
        self.assertEqual(second.state, "received")
        wizard = self.env["edoc.incoming.register"].with_user(self.users["vanthu"])
        wizard = wizard.with_context(**action["context"])
        done = wizard.create({"duplicate_reason": "Văn bản khác"}).action_register()
        self.assertEqual(second.state, "registered")
        self.assertEqual(done["tag"], "edoc_replace")

    def test_proposals_reach_whoever_distributes(self):
        """NĐ 30 Điều 23: the clerk proposes, the leader decides."""
        lead = self.departments["qlcn"]
        document = self.scanned(proposed_lead_id=lead.id)
        self.line.register(document)
        wizard = self.wizard("edoc.incoming.distribute", "giamdoc", document)
        self.assertEqual(wizard.lead_department_id, lead)

    def test_same_as_last(self):
        earlier = self.scanned(
            sender_name="Sở Tài chính",
            code_number="1",
            code_notation="STC-NS",
            signer_name="Lò Văn A",
            file_notation="02.KHTC",
        )
        self.line.register(earlier, leader=None)
        document = self.scanned(sender_name="SỞ TÀI CHÍNH")
        document.action_same_as_last()
        self.assertEqual(document.file_notation, "02.KHTC")
        self.assertEqual((document.code_notation, document.code), ("STC-NS", False))
        read = {"code_notation": "STC-VP", "urgency": "3"}
        document = self.scanned(sender_name="Sở Tài chính", **read)
        document.action_same_as_last()
        self.assertEqual((document.code_notation, document.urgency), ("STC-VP", "3"))
        self.assertEqual(document.signer_name, "Lò Văn A")
        with self.assertRaisesRegex(UserError, "Sở Y tế"):
            self.scanned(sender_name="Sở Y tế").action_same_as_last()

    def test_a_scan_is_entered_beside_its_page(self):
        """Điều 10.1: brought in as it is; who has issued it is read from the page."""
        uploads = self.env["edoc.incoming.upload"].with_user(self.users["vanthu"])
        upload = uploads.create(
            {"file_name": "quet-01.pdf", "file": base64.b64encode(self.scan)}
        )
        document = self.env["edoc.incoming"].browse(upload.action_upload()["res_id"])
        self.assertEqual(document.subject, "quet-01")
        with self.assertRaisesRegex(UserError, "issuing agency"):
            self.as_("vanthu", document).action_register_next()
        self.as_("vanthu", document).sender_name = "Sở Tài chính"
        self.as_("vanthu", document).action_register_next()
        self.assertEqual(document.state, "registered")

    # ------------------------------------------------------------------ templates

    def test_a_template_fills_in(self):
        template = self.template(
            sender_id=self.finance.id,
            sender_name=self.finance.name,
            subject="Báo cáo tháng {month} năm {year}",
            file_notation="02.KHTC",
            proposed_cooperate_ids=[(6, 0, self.departments["qlcn"].ids)],
        )
        document = self.scanned(date_document="2026-03-05")
        with self.form(document) as form:
            form.entry_template_id = template
        self.assertEqual(document.subject, "Báo cáo tháng 3 năm 2026")
        self.assertEqual(document.sender_organ_id, "H35.22")
        self.assertEqual(document.proposed_cooperate_ids, self.departments["qlcn"])
        with self.assertRaises(ValidationError):
            template.subject = "{thang}"

    def test_found_by_its_shortcut(self):
        template = self.template()
        self.template(name="bctc quý", shortcut="q")
        found = template.name_search("bctc")
        self.assertEqual([row[0] for row in found], template.ids)

    def test_saved_from_the_entries(self):
        action = self.scanned(retention="10 năm").action_save_template()
        templates = self.as_("vanthu", self.env["edoc.entry.template"])
        form = Form(
            templates.with_context(**action["context"]), view=action["views"][0][0]
        )
        form.shared = True
        template = form.save()
        self.assertEqual((template.retention, template.user_id.id), ("10 năm", False))

    def test_whose_templates(self):
        """One's own are one's own; those of the entity are written by the clerk."""
        mine, shared = self.template(), self.template(user_id=False)
        head = self.as_("tp.qlcn", self.env["edoc.entry.template"])
        self.assertEqual(head.search([]), shared)
        with self.assertRaises(AccessError):
            shared.with_user(self.users["tp.qlcn"]).name = "Khác"
        with self.assertRaises(AccessError):
            mine.with_user(self.users["tp.qlcn"]).read(["name"])
        shared.with_user(self.users["quantri"]).name = "Báo cáo"
        other = self.as_("vanthu.ttkc", self.env["edoc.entry.template"])
        self.assertFalse(other.search([]))

    # ---------------------------------------------------------------- the stamp

    def test_the_stamp_is_on_a_copy(self):
        """Phụ lục IV: the file that came keeps its bytes, hash and signatures."""
        document = self.arrive(pdf=signed_letter(PLAIN))
        self.line.register(document, leader=None)
        file = document.file_ids[:1]
        before = (file.sha256, file.current_id, len(file.version_ids))
        self.authenticate("vanthu", PASSWORD)
        url = f"/edoc/incoming/{document.id}/arrival?corner=bottom_left"
        printed = self.url_open(url)
        self.assertEqual(printed.headers["Content-Type"], "application/pdf")
        self.assertNotIn(b"/ByteRange", printed.content)
        self.env.invalidate_all()
        self.assertEqual((file.sha256, file.current_id, len(file.version_ids)), before)
        digest = hashlib.sha256(file._content()).hexdigest()
        self.assertEqual(digest, file.sha256)
        self.assertEqual(file._content(), signed_letter(PLAIN))
        stamp = document._arrival_stamp()
        self.assertEqual(stamp.number, f"{document.arrival_number}")
        self.assertEqual(stamp.day, document._vn_today().strftime("%d/%m/%Y"))
        self.authenticate("cv.qlcn", PASSWORD)
        self.assertEqual(self.url_open(url).status_code, 403)

    def test_no_stamp_without_a_number(self):
        document = self.scanned()
        with self.assertRaisesRegex(UserError, "not registered"):
            document._arrival_print()
        self.line.register(document, leader=None)
        action = self.wizard(
            "edoc.incoming.arrival.print", "vanthu", document, corner="auto"
        ).action_print()
        self.assertEqual(action["type"], "ir.actions.act_url")

    # ------------------------------------------------------------------- keyboard

    def test_a_document_a_minute_by_keyboard(self):
        """Điều 10.2: two in a row without the mouse; the third has come before."""
        made = [self.scanned() for _number in range(3)]
        made.append(self.scanned(sender_name="Sở Tài chính"))
        self.start_tour(
            f"/odoo/enter-documents/{made[0].id}",
            "edoc_entry_by_keyboard",
            login="vanthu",
            timeout=150,
        )
        first, second, third, last = made
        self.assertEqual((first.code.upper(), first.state), ("12/QD-STC", "registered"))
        self.assertEqual(first.sender_id, self.finance)
        self.assertEqual(second.code.upper(), "34/UBND-KT")
        self.assertEqual(second.state, "registered")
        self.assertEqual((second.date_document.day, second.date_document.month), (5, 3))
        self.assertEqual(second.date_document.year, 2026)
        self.assertEqual(second.arrival_number, first.arrival_number + 1)
        # what was typed took the place of the proposal, the name of the file
        self.assertEqual(first.subject.lower(), "giao du toan")
        self.assertEqual((third.state, last.state), ("received", "received"))
        template = self.as_("vanthu", self.env["edoc.entry.template"]).search([])
        self.assertEqual(template.shortcut, "qdstc")
        self.assertEqual(template.type_id, first.type_id)
