"""NĐ 30/2020 Phụ lục VI III.1h: what came before is seen before it is registered."""

from dataclasses import replace
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..core.edxml import build_packet, read_packet
from ..core.edxml.model import Organization, TraceHeader
from .common import EdocCommon, EdocSetup, letter

FROM_ANOTHER = {
    "sender": Organization(organ_id="H35.11", organ_name="Sở Tài chính"),
    "document_id": "H35.11,2026/01/05,1521/UBND-KT",
}


class DuplicatesSetup(EdocSetup):
    def documents(self):
        return self.env["edoc.incoming"].search([], order="id")

    def by_hand(self, **vals):
        """A scanned paper, entered by the clerk."""
        first = self.documents()[:1]
        usual = {
            "subject": first.subject,
            "sender_name": first.sender_name,
            "code_number": first.code_number,
            "code_notation": first.code_notation,
            "date_document": first.date_document,
        }
        clerk = self.as_("vanthu", self.env["edoc.incoming"])
        document = clerk.create({**usual, **vals})
        document._attach("main", "ban-quet.pdf", letter())
        return document

    def link(self, login, document, earlier, **vals):
        vals["earlier_id"] = earlier.id
        return self.wizard("edoc.incoming.link", login, document, **vals).action_link()

    def register(self, document, **vals):
        wizard = self.wizard("edoc.incoming.register", "vanthu", document, **vals)
        return wizard.action_register()


@tagged("post_install", "-at_install")
class TestDuplicates(DuplicatesSetup, EdocCommon):
    # -------------------------------------------------------------------- recognised

    def test_the_same_however_it_is_spelled(self):
        """By either identifier, or the agency's name spelled otherwise."""
        first = self.arrive()
        for vals in (
            {"sender_name": "UBND tỉnh Lai Châu"},
            {"sender_name": "Uỷ ban nhân dân tỉnh Lai Châu", "code_number": "01521"},
            {"sender_name": "?", "sender_organ_id": "000.00.00.H35"},
            {"sender_name": "?", "sender_id": self.province.id},
            {"code_notation": "ubnd – kt"},
            {"date_document": False},
        ):
            with self.subTest(str(vals)):
                document = self.by_hand(**vals)
                self.assertIn(first, document.duplicate_ids)
                document._through_door().write({"state": "refused", "code_number": "0"})

    def test_others_are_others(self):
        """Numbers begin anew each year; another agency has its own."""
        first = self.arrive()
        for vals in (
            {"sender_name": "Sở Tài chính tỉnh Lai Châu"},
            {"code_number": "1522"},
            {"code_notation": "UBND-TH"},
            {"date_document": first.date_document - timedelta(days=366)},
        ):
            with self.subTest(str(vals)):
                self.assertFalse(self.by_hand(**vals).duplicate_ids)

    def test_found_among_many_of_one_number(self):
        """Each commune has its 01/BC-UBND, and each year has one anew."""
        clerk = self.as_("vanthu", self.env["edoc.incoming"])
        usual = {"code_number": "1521", "code_notation": "UBND-KT", "subject": "x"}
        clerk.create([{**usual, "sender_name": f"Xã {n}"} for n in range(25)])
        first = self.arrive()
        document = self.by_hand(
            **usual,
            sender_name=first.sender_name,
            date_document=first.date_document,
        )
        self.assertEqual(document.duplicate_ids, first)

    def test_one_packet_by_two_channels(self):
        """One document, by identifier and sender; the second way is noted."""
        content = self.packet()
        self.take_in(content)
        first = self.documents()
        second = self.channel.create(
            {
                "name": "Kênh thứ hai",
                "backend_type_id": self.channel.backend_type_id.id,
                "company_id": self.company.id,
                "edoc_folder": "kenh-hai",
            }
        )
        packet = read_packet(content)
        hop = TraceHeader(organ_id="G22", timestamp=packet.trace[0].timestamp)
        sender = replace(packet.sender, organ_id="000.00.00.H35")
        other = build_packet(replace(packet, sender=sender, trace=(*packet.trace, hop)))
        for bytes_ in (content, other):
            record = second._edoc_take_in("goi-tin.edxml", bytes_)
            self.assertEqual(record.edi_exchange_state, "input_processed")
            self.assertEqual(self.documents(), first)
        self.assertIn("Kênh thứ hai", " ".join(first.message_ids.mapped("body")))
        self.assertEqual(self.statuses_sent().count("01"), 1)

    def test_what_was_returned_may_come_again(self):
        """QĐ 28 Điều 9.1: returned, put right or not, and sent anew."""
        content = self.packet()
        self.take_in(content)
        first = self.documents()
        self.wizard(
            "edoc.incoming.refuse",
            "vanthu",
            first,
            reason_id=self.env["edoc.return.reason"]._of("other").id,
            details="Gửi lại",
        ).action_refuse()
        packet = read_packet(content)
        again = replace(packet, trace=(*packet.trace, TraceHeader(organ_id="G22")))
        self.take_in(build_packet(again), "lan-hai")
        second = self.documents() - first
        self.assertEqual(second.state, "received")
        self.register(second)

    # ----------------------------------------------------------------------- deciding

    def test_registering_it_takes_a_reason(self):
        """Explicitly, and the words stay."""
        first = self.arrive()
        self.register(first)
        paper = self.by_hand()
        for reason in (False, "  "):
            with self.subTest(reason), self.assertRaisesRegex(UserError, "III.1h"):
                self.register(paper, duplicate_reason=reason)
        with self.assertRaisesRegex(UserError, str(first.arrival_number)):
            self.register(paper)
        words = "Bản này có bút phê của lãnh đạo bên gửi"
        self.register(paper, duplicate_reason=words)
        self.assertEqual(paper.duplicate_reason, words)
        self.assertIn(words, paper.step_ids[:1].reason)
        self.assertEqual(paper.arrival_number, first.arrival_number + 1)

    def test_the_first_one_is_registered_unasked(self):
        """It is the later one that is the duplicate."""
        first, _second = self.arrive(), self.arrive()
        self.register(first)

    def test_duplicates_are_not_accepted_by_themselves(self):
        """Điều 10.2: the feedback waits until somebody has compared them."""
        self.arrive()
        before = self.statuses_sent()
        self.take_in(self.packet(place="Tân Phong"), "lan-hai")
        self.assertEqual(self.statuses_sent()[len(before) :], ["01"])

    def test_paper_that_follows_is_filed_with_it(self):
        """NĐ 30 Điều 22: registered once; no second number, no second handling."""
        first = self.incoming_at("submitted")
        number = first.register_id.last_number
        paper = self.by_hand(sender_name="UBND tỉnh Lai Châu")
        for login in ("giamdoc", "chanhvanphong", "tp.qlcn"):
            with self.subTest(login), self.assertRaises(UserError):
                self.link(login, paper, first)
        wizard = self.wizard("edoc.incoming.link", "vanthu", paper)
        self.assertEqual(wizard.earlier_id, first)
        wizard.note = "Bản giấy có dấu đỏ"
        wizard.action_link()
        self.assertEqual((paper.state, paper.follows_id), ("linked", first))
        self.assertEqual(first.follow_up_ids, paper)
        self.assertFalse(paper.arrival_number or paper.is_late)
        self.assertEqual(first.register_id.last_number, number)
        self.assertEqual(first.paper_arrived_on, first._vn_today())
        for action in ("register", "forward", "refuse"):
            self.assertFalse(self.as_("vanthu", paper)[f"can_{action}"])

    def test_filed_with_another_it_is_counted_once(self):
        """Điều 16; NĐ 30 Điều 22: one document received, not two."""
        first = self.incoming_at("submitted")
        paper = self.by_hand()
        today = first._vn_today()

        def received():
            reports = self.as_("chanhvanphong", self.env["edoc.exchange.report"])
            report = reports.create({"date_from": today, "date_to": today})
            return report._matrix().cell("total", "in_total").value

        self.assertEqual(received(), 2)
        self.link("vanthu", paper, first)
        self.assertEqual(received(), 1)

    def test_the_same_document_in_another_packet_is_filed_with_it(self):
        """The sender is told that it was received already."""
        first = self.arrive()
        self.register(first)
        self.take_in(self.packet(place="Tân Phong"), "lan-hai")
        second = self.documents() - first
        before = len(self.statuses_sent())
        self.link("vanthu", second, first)
        self.assertEqual(self.statuses_sent()[before:], ["03"])
        third = self.arrive()
        with self.assertRaises(UserError):
            self.link("vanthu", third, second)

    def test_filed_within_the_entity_only(self):
        first = self.arrive()
        unit = Organization(organ_id="H35.09.03", organ_name=self.unit.name)
        self.take_in(self.packet(recipients=(unit,), **FROM_ANOTHER), "don-vi")
        theirs = self.documents() - first
        self.assertEqual(theirs.company_id, self.unit)
        with self.assertRaises(UserError):
            first.with_user(self.users["vanthu"])._link(theirs.sudo())
        with self.assertRaises(UserError):
            self.as_("vanthu", first)._link(first)

    # ------------------------------------------------------------------------- beside

    def test_beside_it_stand_the_data_of_both(self):
        first = self.arrive()
        self.register(first)
        paper = self.by_hand(subject="V/v khác", sender_name="UBND tỉnh Lai Châu")
        shown = self.as_("vanthu", paper).with_context(lang="vi_VN").duplicates_beside
        [column] = shown["others"]
        self.assertEqual((column["id"], column["readable"]), (first.id, True))
        self.assertEqual(column["url"], first.preview_url)
        self.assertFalse(column["same_files"])
        cells = {cell["name"]: cell for cell in column["cells"]}
        self.assertEqual(cells["subject"]["value"], first.subject)
        self.assertTrue(cells["subject"]["differs"] and cells["sender_name"]["differs"])
        self.assertFalse(cells["code"]["differs"])
        self.assertEqual(cells["state"]["value"], "Đã vào sổ")
        self.assertEqual(cells["arrival_number"]["value"], str(first.arrival_number))
        own = {cell["name"]: cell["value"] for cell in shown["own"]["cells"]}
        self.assertEqual(own["subject"], "V/v khác")

    def test_a_closed_box_tells_whom_to_ask_only(self):
        """Điều 7: what lies in a box that one can't see is not shown beside."""
        box = self.env["edoc.contact.point"].search(
            [("department_id", "=", self.departments["qlcn"].id)]
        )
        box.write({"organ_id": "H35.09.05", "office_sees": False})
        self.take_in(self.packet(recipients=(Organization(organ_id="H35.09.05"),)))
        hidden = self.documents()
        paper = self.by_hand()
        self.assertFalse(self.as_("vanthu", paper).duplicate_ids)
        [column] = self.as_("vanthu", paper).duplicates_beside["others"]
        names = {cell["name"] for cell in column["cells"]}
        self.assertFalse(column["readable"] or column["url"])
        self.assertNotIn("subject", names)
        self.assertIn(box.name, [cell["value"] for cell in column["cells"]])
        with self.assertRaisesRegex(UserError, box.name):
            self.register(paper)
        with self.assertRaises(AccessError):
            self.as_("vanthu", hidden).read(["subject"])


@tagged("post_install", "-at_install")
class TestDuplicatesScreen(DuplicatesSetup, HttpCase):
    def test_side_by_side(self):
        """The clerk sees both columns and both pages, and files the paper."""
        self.env["res.lang"]._activate_lang("vi_VN")
        first = self.arrive()
        self.register(first)
        paper = self.by_hand(sender_name="UBND tỉnh Lai Châu")
        self.start_tour(
            f"/odoo/incoming-documents/{paper.id}",
            "edoc_duplicates",
            login="vanthu",
            timeout=180,
        )
        self.assertEqual((paper.state, paper.follows_id), ("linked", first))
