"""Recalls, updates and replacements of other agencies (QĐ 28/2018 Điều 9.2)."""

import base64
from dataclasses import replace

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.edxml import build_packet, read_packet
from ..core.edxml.model import (
    Attachment,
    Business,
    Organization,
    Receiver,
    Replacement,
    StatusPacket,
)
from .changes import REASON, REPLACEMENT, UPDATE, RecipientSetup
from .common import PIN, PLAIN, EdocCommon, signed_letter

STRANGER = Organization(organ_id="H35.66", organ_name="Cơ quan lạ")


class RequestCommon(RecipientSetup, EdocCommon):
    def answers(self):
        sent = self.outbox(StatusPacket)
        return [(p.status_code, p.description) for p in sent if p.status_code > "06"]

    def bytes_of(self, model, record_id, name):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", model),
                ("res_id", "=", record_id),
                ("res_field", "=", name),
            ]
        )


@tagged("post_install", "-at_install")
class TestRecallAsked(RequestCommon):
    def assertDestroyed(self, document):
        """Nothing of content and data is left, the stub and its number are."""
        self.assertEqual(document.state, "recalled")
        self.assertNotIn(PLAIN.subject, document.subject)
        for name in ("signer_name", "signer_position", "place", "to_places"):
            self.assertFalse(document[name], name)
        for version in document.file_ids.version_ids:
            self.assertFalse(self.bytes_of(version._name, version.id, "content"))
            self.assertTrue(version.sha256)
            self.assertFalse(version.url)
            with self.assertRaisesRegex(UserError, "destroyed"):
                version._bytes()
        record = document.exchange_record_id
        self.assertFalse(self.bytes_of(record._name, record.id, "exchange_file"))
        self.assertTrue(record.edoc_sha256)
        for verification in document.verification_ids:
            self.assertFalse(verification.report or verification.sentence)
            self.assertFalse(verification.signature_ids)
        self.assertFalse(document.preview_url)
        self.assertFalse(
            document.message_ids.tracking_value_ids.filtered(
                lambda t: t.field_id.name == "subject"
            )
        )

    def test_before_registration(self):
        """QĐ 28 Điều 9.2: the clerk cancels it and reports that it is done."""
        document = self.arrive()
        request = self.recall(document)
        self.assertEqual((request.state, request.incoming_id), ("waiting", document))
        self.assertEqual(request.reason, REASON)
        self.assertIn(self.users["vanthu"], request.activity_ids.user_id)
        with self.assertRaisesRegex(UserError, "recall"):
            self.line.register(document, leader=None)
        self.as_("vanthu", request).action_accept()
        self.assertDestroyed(document)
        self.assertEqual(request.state, "accepted")
        self.assertEqual(request.answered_by_id, self.users["vanthu"])
        self.assertEqual([code for code, _text in self.answers()], ["15"])
        self.assertFalse(request.activity_ids)

    def test_while_it_is_handled(self):
        """NĐ 30 Phụ lục VI III.8: number, steps and the recall itself stay."""
        document = self.incoming_at("processing")
        number, steps = document.arrival_number, len(document.step_ids)
        uid, code = document.document_uid, document.code
        answer = self.line.answer(document)
        request = self.recall(document)
        self.as_("giamdoc", request).action_accept()
        self.assertDestroyed(document)
        self.assertEqual(document.arrival_number, number)
        self.assertEqual((document.document_uid, document.code), (uid, code))
        self.assertEqual(len(document.step_ids), steps + 1)
        step = document.step_ids.sorted("id")[-1]
        self.assertEqual((step.action, step.reason), ("recall", REASON))
        self.assertEqual(answer.answers_ids, document)
        self.assertIn(REASON, document.note)
        message = document.message_ids.filtered(lambda m: REASON in m.body)[:1]
        for login in ("cv.qlcn", "tp.qlcn"):
            self.assertIn(self.users[login].partner_id, message.partner_ids)
        self.assertFalse(document.is_late)
        self.assertEqual((request.state, request.code), ("accepted", code))
        with self.assertRaises(UserError):
            self.line.finish(document, "Xong")

    def test_who_decides(self):
        """The clerk, or the leader to whom it was presented; nobody else."""
        document = self.incoming_at("processing")
        request = self.recall(document)
        for login in ("cv.qlcn", "tp.qlcn", "phogiamdoc1", "luutru", "chanhvanphong"):
            with self.subTest(login):
                self.assertFalse(self.as_(login, request).can_decide)
                with self.assertRaises(UserError):
                    self.as_(login, request).action_accept()
        for login in ("vanthu.ttkc", "cv.qltm", "quantri"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, request).action_accept()
        self.assertEqual(document.state, "processing")
        for login in ("vanthu", "giamdoc"):
            self.assertTrue(self.as_(login, request).can_decide)

    def test_refused_with_the_reason(self):
        """QĐ 28 Điều 5.4, 9.2: kept only for a reason, which the sender reads."""
        document = self.incoming_at("done")
        request = self.recall(document)
        for reason in ("", "  "):
            with self.assertRaises(UserError), self.muted():
                self.refuse("vanthu", request, reason)
        self.refuse("vanthu", request)
        self.assertEqual((request.state, document.state), ("refused", "done"))
        self.assertTrue(document.file_ids._content())
        self.assertEqual(self.answers(), [("16", "Đã xử lý xong")])
        again = self.recall(document, "lan-hai", place="Tân Uyên")
        self.assertEqual(again.state, "waiting")
        self.as_("vanthu", again).action_accept()
        self.assertEqual([code for code, _text in self.answers()], ["16", "15"])

    def test_decided_once(self):
        document = self.incoming_at("registered")
        request = self.recall(document)
        self.as_("vanthu", request).action_accept()
        with self.assertRaisesRegex(UserError, "already"):
            self.as_("vanthu", request).action_accept()
        with self.assertRaisesRegex(UserError, "already"):
            self.refuse("vanthu", request)
        self.assertEqual(len(self.answers()), 1)

    def test_by_status_13(self):
        """Domain facts 1.6: the sender's clerk asks to take it back, by a status."""
        document = self.incoming_at("registered")
        request = self.take_back(document)
        self.assertEqual((request.kind, request.way), ("recall", "status"))
        self.as_("vanthu", request).action_accept()
        self.assertDestroyed(document)
        [packet] = [p for p in self.outbox(StatusPacket) if p.status_code == "15"]
        self.assertEqual(packet.response_for.document_id, document.document_uid)
        self.assertEqual(packet.response_for.organ_id, "H35")

    def test_target_in_bussiness(self):
        """Domain facts 2.6: Bussiness/DocumentId counts before the header's."""
        document = self.arrive()
        uid = document.document_uid
        request = self.recall(
            document, document_id="lenh-thu-hoi-1", business={"document_id": uid}
        )
        self.assertEqual(request.incoming_id, document)
        other = self.arrive()
        # the header is that of another document: it must not be taken for the target
        request = self.recall(
            other, "khac", business={"document_id": "H35,2020/01/01,1/KHONG-CO"}
        )
        self.assertEqual(
            (request.state, request.incoming_id.id), ("no_document", False)
        )

    def test_by_number_and_date(self):
        """Domain facts 2.6: where no identifier fits, number and date do."""
        document = self.arrive()
        request = self.recall(document, document_id="khong-ai-biet")
        self.assertEqual(request.incoming_id, document)

    def test_both_forms_of_the_identifier(self):
        """QĐ 20/2020: the old identifier is the same agency."""
        document = self.arrive()
        sender = Organization(organ_id="000.00.00.H35", organ_name="UBND tỉnh")
        request = self.recall(document, sender=sender)
        self.assertEqual(request.incoming_id, document)

    def test_a_stranger_recalls_nothing(self):
        """Only who has sent a document takes it back, whatever he names."""
        for ask in (self.recall, self.take_back):
            document = self.incoming_at("registered")
            request = ask(document, sender=STRANGER)
            self.assertEqual(request.state, "no_document")
            self.assertFalse(request.incoming_id)
            self.assertTrue(request.remark)
            with self.assertRaises(UserError):
                self.as_("vanthu", request).action_accept()
            self.assertFalse(document.open_request_id)
            self.refuse("vanthu", request, "Văn bản không phải của quý cơ quan.")
            self.assertTrue(document.file_ids._content())
            self.assertEqual(document.state, "registered")

    def test_before_its_document(self):
        """Packets overtake each other: the order waits for its document."""
        document = self.arrive()
        order = self.order_packet(
            document,
            document_id="H35,2026/01/01,9/X",
            code_number="9",
            code_notation="X",
        )
        record = self.take_in(order, "lenh-den-truoc")
        request = self.request_of(record)
        self.assertEqual(request.state, "no_document")
        late = self.packet(
            document_id="H35,2026/01/01,9/X", code_number="9", code_notation="X"
        )
        self.take_in(late, "van-ban-den-sau")
        self.assertEqual(request.state, "waiting")
        self.assertEqual(request.incoming_id.code, "9/X")
        with self.assertRaisesRegex(UserError, "recall"):
            self.line.register(request.incoming_id, leader=None)

    def test_asked_twice(self):
        document = self.incoming_at("registered")
        request = self.recall(document)
        again = self.take_in(self.order_packet(document, place="Tân Phong"), "nua")
        self.assertEqual(again.edi_exchange_state, "input_processed")
        self.assertEqual(document.request_ids, request)
        self.assertTrue(request.remark)
        self.as_("vanthu", request).action_accept()
        self.assertEqual(len(self.answers()), 1)
        # he has not had our answer
        third = self.take_in(
            self.order_packet(document, place="x", signer_name="x", subject="x"), "ba"
        )
        self.assertEqual(self.request_of(third).state, "accepted")
        self.assertEqual([code for code, _t in self.answers()], ["15", "15"])

    def test_what_came_twice_goes_twice(self):
        """NĐ 30 Phụ lục VI III.1h: the second copy of a document is content, too."""
        content = self.packet()
        self.take_in(content)
        self.take_in(self.packet(place="Thành phố Lai Châu"), "lan-hai")
        documents = self.env["edoc.incoming"].search([])
        self.assertEqual(len(documents), 2)
        request = self.recall(documents[0])
        self.as_("vanthu", request).action_accept()
        for document in documents:
            self.assertDestroyed(document)

    def test_the_other_entity_keeps_its_document(self):
        """Each entity decides for itself; the packet goes with the last of them."""
        unit = Organization(organ_id="H35.09.03", organ_name=self.unit.name)
        us = Organization(organ_id="H35.09", organ_name=self.company.name)
        self.take_in(self.packet(recipients=(us, unit)))
        documents = self.env["edoc.incoming"].search([])
        ours = documents.filtered(lambda d: d.company_id == self.company)
        theirs = documents - ours
        requests = self.recall(ours, recipients=(us, unit))
        self.assertEqual(requests.incoming_id, documents)
        mine = requests.filtered(lambda r: r.company_id == self.company)
        self.as_("vanthu", mine).action_accept()
        record = ours.exchange_record_id
        self.assertTrue(self.bytes_of(record._name, record.id, "exchange_file"))
        self.assertTrue(theirs.file_ids._content())
        self.as_("vanthu.ttkc", requests - mine).action_accept()
        self.assertFalse(self.bytes_of(record._name, record.id, "exchange_file"))

    def test_copies_of_it_go_too(self):
        """NĐ 30 Điều 18.4, 26: a copy is worth the original, and goes with it."""
        document = self.incoming_at("processing")
        copies = self.env["edoc.copy"].with_user(self.users["cv.qlcn"])
        asked, sealed = (
            copies.create(
                {"source_kind": "incoming", "incoming_id": document.id, "subject": name}
            )
            for name in ("Xin sao", "Đã sao")
        )
        asked.action_request()
        self.seal_copy(sealed)
        draft = self.line.draft(
            "cv.qlcn", "gửi bản sao", ("Nội dung./.",), "giamdoc", self.province
        )
        sealed._attach_to(self.as_("cv.qlcn", draft))
        number = sealed.number
        request = self.recall(document)
        self.as_("giamdoc", request).action_accept()
        for copy in (asked, sealed):
            self.assertEqual(copy.state, "recalled")
            self.assertIn("Recalled", copy.subject)
            self.assertEqual(copy.step_ids.sorted("id")[-1].reason, REASON)
            message = copy.message_ids.filtered(lambda m: REASON in m.body)[:1]
            self.assertIn(self.users["cv.qlcn"].partner_id, message.partner_ids)
            self.assertNotIn("gửi bản sao", " ".join(copy.message_ids.mapped("body")))
        told = draft.message_ids.filtered(lambda m: REASON in m.body)
        self.assertIn(self.users["cv.qlcn"].partner_id, told.partner_ids)
        self.assertIn(sealed.code, told.body)
        self.assertEqual(sealed.number, number)
        enclosed = draft.file_ids.filtered("of_copy_id")
        for version in (sealed.file_ids | enclosed).version_ids:
            self.assertFalse(self.bytes_of(version._name, version.id, "content"))
            self.assertTrue(version.sha256)
        with self.assertRaisesRegex(UserError, "destroyed"):
            self.line.approve(draft, "chanhvanphong")

    def seal_copy(self, copy):
        copy.action_request()
        self.as_("chanhvanphong", copy).action_approve()
        self.as_("vanthu", copy).action_number()
        wizard = self.env["edoc.copy.seal"].with_user(self.users["vanthu"])
        wizard = wizard.create({"copy_ids": [Command.set(copy.ids)]})
        wizard.with_context(pin=PIN).action_seal()

    def test_files_in_the_chatter_go_too(self):
        document = self.incoming_at("processing")
        document.with_user(self.users["cv.qlcn"]).message_post(
            body="Bản tôi ghi chú", attachments=[("ban-sao.pdf", signed_letter(PLAIN))]
        )
        at = [("res_model", "=", document._name), ("res_id", "=", document.id)]
        self.assertTrue(self.env["ir.attachment"].search(at))
        self.as_("vanthu", self.recall(document)).action_accept()
        self.assertFalse(self.env["ir.attachment"].search(at))

    def test_requests_are_evidence(self):
        """NĐ 30 Phụ lục VI III.8: the metadata of the recall are kept by all means."""
        request = self.recall(self.incoming_at("registered"))
        for login in ("vanthu", "giamdoc", "quantri"):
            acting = self.as_(login, request)
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    acting.write({"reason": "khác"})
                with self.assertRaises(AccessError):
                    acting.unlink()
        with self.assertRaises(AccessError):
            request.sudo().unlink()


@tagged("post_install", "-at_install")
class TestUpdateAsked(RequestCommon):
    def update(self, document, business=None, **changes):
        business = {"document_info": True, **(business or {})}
        return self.recall(
            document, "cap-nhat", kind=UPDATE, business=business, **changes
        )

    def test_side_by_side_and_accepted(self):
        """QĐ 28 Điều 9: old and new are shown; accepted, the new data stand."""
        document = self.incoming_at("processing")
        old = document.subject
        request = self.update(document, subject="trích yếu đúng", priority=3)
        shown = {v.name: (v.old_shown, v.new_shown) for v in request.value_ids}
        self.assertEqual(set(shown), {"subject", "urgency"})
        self.assertEqual(shown["subject"], (old, "trích yếu đúng"))
        self.assertEqual(document.subject, old)
        self.as_("vanthu", request).action_accept()
        self.assertEqual((document.subject, document.urgency), ("trích yếu đúng", "3"))
        self.assertEqual(document.state, "processing")
        step = document.step_ids.sorted("id")[-1]
        self.assertEqual(step.action, "update")
        self.assertIn(old, step.reason)
        self.assertEqual([code for code, _text in self.answers()], ["15"])

    def test_refused(self):
        document = self.incoming_at("registered")
        old = document.subject
        request = self.update(document, subject="khác")
        self.refuse("vanthu", request, "Trích yếu trên bản ký số là đúng.")
        self.assertEqual(document.subject, old)
        self.assertEqual([code for code, _text in self.answers()], ["16"])

    def test_deadline_taken_away(self):
        document = self.incoming_at("registered")
        self.assertTrue(document.due_date)
        request = self.update(document, due_date=None)
        self.assertEqual(request.value_ids.name, "due_date")
        self.as_("vanthu", request).action_accept()
        self.assertFalse(document.due_date)

    def test_removed_from_the_recipients(self):
        """Domain facts 2.6: removed by an update is recalled from us."""
        document = self.incoming_at("registered")
        request = self.update(
            document,
            business={
                "document_receiver": True,
                "receivers": (Receiver("H35.09"), Receiver("H35.11", added=True)),
            },
        )
        self.assertEqual((request.kind, request.way), ("recall", "removed"))
        self.as_("vanthu", request).action_accept()
        self.assertEqual(document.state, "recalled")

    def test_added_by_the_update_itself(self):
        """Some producers send the whole document with the update to who is added."""
        document = self.arrive()
        packet = self.order_packet(
            document,
            kind=UPDATE,
            document_id="H35,2026/02/02,10/Y",
            code_number="10",
            code_notation="Y",
            attachments=self.attachments(),
            business={"receivers": (Receiver("H35.09", added=True),)},
        )
        self.take_in(packet, "them-nguoi-nhan")
        new = self.env["edoc.incoming"].search([("code", "=", "10/Y")])
        self.assertEqual(new.state, "received")
        self.assertTrue(new.file_ids._content())

    def attachments(self):
        letter = signed_letter(PLAIN)
        return (Attachment("1", "10-Y.pdf", "application/pdf", content=letter),)

    def test_after_a_recall(self):
        """A document that was destroyed is not filled again by an update."""
        document = self.incoming_at("registered")
        order = self.order_packet(document, kind=UPDATE, subject="khác")
        self.as_("vanthu", self.recall(document)).action_accept()
        request = self.request_of(self.take_in(order, "cap-nhat-muon"))
        self.assertEqual(request.state, "refused")
        self.assertNotIn("khác", document.subject)

    def test_secret_data_stay_outside(self):
        """Điều 1.2: an update that brings a mark of secrecy is not kept."""
        document = self.incoming_at("registered")
        packet = self.order_packet(document, kind=UPDATE, subject="TỐI MẬT")
        record = self.take_in(packet, "mat")
        self.assertFalse(self.request_of(record))
        self.assertFalse(self.bytes_of(record._name, record.id, "exchange_file"))


@tagged("post_install", "-at_install")
class TestReplacementAsked(RequestCommon):
    def replacement(self, old_uid, name="thay-the", **changes):
        content = self.packet(
            document_id="H35,2026/03/03,2000/UBND-KT",
            code_number="2000",
            **changes,
        )
        business = Business(
            doc_type=REPLACEMENT,
            reason="Thay thế văn bản",
            replacements=(Replacement(old_uid, ("H35.09",)),),
        )
        content = build_packet(replace(read_packet(content), business=business))
        self.take_in(content, name)
        return self.env["edoc.incoming"].search([("code_number", "=", "2000")])

    def test_linked_and_answered(self):
        """QĐ 28 Điều 9: the new one comes in as usual, the old one is marked."""
        old = self.incoming_at("processing")
        new = self.replacement(old.document_uid)
        self.assertEqual(new.state, "received")
        self.assertEqual((old.replaced_by_id, new.replaces_ids), (new, old))
        self.assertEqual(old.state, "processing")
        self.assertEqual(old.step_ids.sorted("id")[-1].action, "replaced")
        told = old.message_ids.filtered(lambda m: "2000" in m.body)[:1]
        self.assertIn(self.users["cv.qlcn"].partner_id, told.partner_ids)
        [packet] = [p for p in self.outbox(StatusPacket) if p.status_code == "15"]
        self.assertEqual(packet.response_for.document_id, old.document_uid)

    def test_before_the_old_one(self):
        uid = "H35,2026/01/01,9/X"
        new = self.replacement(uid)
        request = self.env["edoc.change.request"].search([("document_uid", "=", uid)])
        self.assertEqual(request.state, "no_document")
        late = self.packet(document_id=uid, code_number="9", code_notation="X")
        self.take_in(late, "den-sau")
        self.assertEqual(request.state, "accepted")
        self.assertEqual(request.incoming_id.replaced_by_id, new)

    def test_of_a_stranger(self):
        old = self.incoming_at("registered")
        new = self.replacement(old.document_uid, sender=STRANGER)
        self.assertTrue(new)
        self.assertFalse(old.replaced_by_id)

    def test_by_one_that_came_before(self):
        """Sent as new first, then as a replacement: still one document."""
        old = self.incoming_at("registered")
        content = self.packet(
            document_id="H35,2026/03/03,2000/UBND-KT", code_number="2000"
        )
        self.take_in(content, "nhu-moi")
        new = self.replacement(old.document_uid)
        self.assertEqual(len(new), 1)
        self.assertEqual(old.replaced_by_id, new)


@tagged("post_install", "-at_install")
class TestBytesGone(RequestCommon):
    def test_no_byte_is_left_in_the_database(self):
        """NĐ 30 Điều 18.4: neither files nor packets, under whatever name."""
        document = self.incoming_at("processing")
        content = document.file_ids._content()
        self.assertTrue(self.holding(content))
        self.as_("vanthu", self.recall(document)).action_accept()
        self.env.invalidate_all()
        left = self.holding(content)
        self.assertFalse(left)

    def holding(self, content):
        """Attachments with these bytes, plain or within a packet."""
        everywhere = ["|", ("res_field", "=", False), ("res_field", "!=", False)]
        encoded = base64.b64encode(content)[:2000]
        return (
            self.env["ir.attachment"]
            .search(everywhere)
            .filtered(lambda a: a.raw and (a.raw == content or encoded in a.raw))
        )
