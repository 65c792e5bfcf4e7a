"""The information of QĐ 28/2018 Điều 10.2, b to q, is on every document (Điều 14)."""

import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.edxml.model import DocumentPacket
from .common import EdocCommon

POINTS = "b c d đ e g h i k l m n o p q".split()


@tagged("post_install", "-at_install")
class TestInformation(EdocCommon):
    def rule(self, point):
        return self.env["edoc.information.rule"].search([("point", "=", point)])

    def test_rules_are_the_points_of_the_law(self):
        rules = self.env["edoc.information.rule"].search([])
        self.assertEqual(rules.mapped("point"), POINTS)
        optional = rules.filtered(lambda rule: not rule.required).mapped("point")
        self.assertEqual(optional, ["o", "q"])
        automatic = rules.filtered("automatic").mapped("point")
        self.assertEqual(automatic, ["h", "n", "p"])

    def test_nothing_is_issued_without_it(self):
        """Điều 14: all that is missing is named at once, by its point."""
        document = self.outgoing_at("sealed")
        self.assertFalse(document.information_missing)
        document._through_door().write(
            {"document_uid": False, "signer_position": False, "date_issued": False}
        )
        document.delivery_ids.partner_id.sudo().edoc_organ_id = False
        document.delivery_ids.partner_id.sudo().edoc_organ_id_old = False
        with self.assertRaises(UserError) as caught:
            self.line.issue(document)
        told = str(caught.exception)
        for point in ("b", "d", "i", "m"):
            self.assertIn(f"Point {point},", told)
        for point in ("c", "đ", "e", "g", "k", "l", "o", "q"):
            self.assertNotIn(f"Point {point},", told)
        self.assertEqual(document.state, "sealed")
        self.assertFalse(self.outbox(DocumentPacket))

    def test_in_vietnamese(self):
        document = self.outgoing_at("sealed").with_context(lang="vi_VN")
        document._through_door().write({"signer_position": False})
        [told] = document._lacks()
        self.assertRegex(told, "^Điểm i, .*chức vụ")

    def test_an_administrator_asks_for_more(self):
        """A deadline on every document: told to the author before he hands it in."""
        draft = self.draft()
        self.assertFalse(draft._missing())
        self.rule("o").with_user(self.users["quantri"]).required = True
        [told] = draft._missing()
        self.assertIn("Point o,", told)
        with self.assertRaisesRegex(UserError, "Point o,"):
            draft.action_submit()
        draft.due_date = "2030-01-02"
        draft.action_submit()
        with self.assertRaises(AccessError):
            self.rule("o").with_user(self.users["vanthu"]).required = False

    def test_entity_without_identifier_is_told_early(self):
        draft = self.draft()
        self.company.partner_id.edoc_organ_id = False
        self.assertIn("Point l,", " ".join(draft._missing()))

    def test_all_of_it_flows_into_the_packet(self):
        """QĐ 28 Điều 10.2 b to q, as far as a packet carries it."""
        document = self.outgoing_at(
            "issued", enclosure=True, note="Kèm 01 hồ sơ", due_date="2030-01-02"
        )
        [packet] = self.outbox(DocumentPacket)
        self.assertEqual(packet.document_id, document.document_uid)
        self.assertEqual(f"{packet.code_number}/{packet.code_notation}", document.code)
        self.assertEqual(packet.promulgation_date, document.date_issued)
        self.assertEqual(packet.type_name, document.type_id.name)
        self.assertEqual(packet.subject, document.subject)
        self.assertEqual(len(packet.attachments), 2)
        self.assertEqual(packet.position, document.signer_position)
        self.assertEqual(packet.signer_name, document.signer_name)
        self.assertEqual(packet.priority, int(document.urgency))
        self.assertEqual(packet.sender.organ_id, "H35.09")
        self.assertEqual([to.organ_id for to in packet.recipients], ["H35"])
        self.assertEqual(packet.due_date, document.due_date)
        self.assertEqual(packet.content, "Kèm 01 hồ sơ")
        self.assertTrue(packet.trace[0].timestamp)
        self.assertIsNone(packet.steering_type)
        self.assertFalse(packet.direction)

    def test_numbers_of_packets_are_settings(self):
        """Systems disagree on SteeringType; the agency says what its axis expects."""
        self.company.edoc_steering_type = "1"
        kind = self.env.ref("l10n_vn_edoc.document_type_cong_van")
        kind.write({"packet_direction": True, "packet_type": 18})
        self.outgoing_at("issued")
        [packet] = self.outbox(DocumentPacket)
        self.assertEqual((packet.steering_type, packet.direction), (1, True))
        self.assertEqual(packet.type, 18)

    def test_what_an_incoming_document_lacks_is_told(self):
        """Điều 14: seen by the clerk before he registers."""
        content = self.packet(steering_type=3)
        for name in (b"DocumentId", b"FullName"):
            element = rb"<edXML:%s>[^<]*</edXML:%s>" % (name, name)
            content, count = re.subn(element, b"", content)
            self.assertTrue(count)
        self.take_in(content)
        document = self.env["edoc.incoming"].search([], limit=1, order="id desc")
        told = self.as_("vanthu", document).information_missing
        self.assertIn("Point b,", told)
        self.assertIn("Point i,", told)
        self.assertNotIn("Point c,", told)
        self.assertEqual(document.steering_type, "3")
