"""Recall, update, replacement of our own documents (NĐ 30/2020 Điều 18)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.edxml.model import StatusPacket
from .changes import REASON, RECALL, REPLACEMENT, UPDATE, SenderSetup
from .common import EdocCommon


@tagged("post_install", "-at_install")
class TestRecall(SenderSetup, EdocCommon):
    def test_recalled_by_its_signer(self):
        """NĐ 30 Điều 18.4; QĐ 28 Điều 8: recalled from all, frozen with its number."""
        number, code = self.issued.number, self.issued.code
        change = self.order("giamdoc")
        self.assertEqual((change.state, self.issued.state), ("asked", "recalled"))
        self.assertEqual(change.decided_by_id, self.users["giamdoc"])
        self.assertEqual((self.issued.number, self.issued.code), (number, code))
        [packet] = self.orders_sent(RECALL)
        self.assertEqual(packet.document_id, self.issued.document_uid)
        self.assertEqual(packet.business.document_id, self.issued.document_uid)
        self.assertEqual(packet.business.reason, REASON)
        self.assertEqual({p.organ_id for p in packet.recipients}, {"H35", "H35.11"})
        self.assertFalse(packet.attachments)
        for partner in (self.province, self.finance):
            line = self.asked(partner)
            self.assertEqual(line.state, "asked")
            self.assertTrue(line.sent_at)

    def test_never_silently(self):
        """NĐ 30 Phụ lục VI III.8: history, chatter and remark tell of the recall."""
        self.order("giamdoc")
        step = self.issued.step_ids.sorted("id")[-1]
        self.assertEqual((step.action, step.reason), ("recall", REASON))
        self.assertEqual(step.user_id, self.users["giamdoc"])
        self.assertIn(REASON, self.issued.note)
        message = self.issued.message_ids.filtered(lambda m: REASON in m.body)[:1]
        for login in ("cv.qlcn", "tp.qlcn"):
            self.assertIn(self.users[login].partner_id, message.partner_ids)

    def test_frozen_and_kept(self):
        """NĐ 30 Phụ lục VI III.8: no change, no step, no deletion, no packet."""
        self.order("giamdoc")
        vals = {"note": "x", "subject": "x", "due_date": "2030-01-01", "copies": 9}
        for login in ("cv.qlcn", "vanthu", "giamdoc"):
            document = self.as_(login, self.issued)
            for name, value in vals.items():
                with self.subTest(login=login, field=name):
                    with self.assertRaises(UserError):
                        document.write({name: value})
            with self.subTest(login), self.assertRaises(UserError):
                document.unlink()
            with self.subTest(login), self.assertRaises(UserError):
                document.write({"delivery_ids": [Command.create({"partner_id": 1})]})
            self.assertFalse(document.can_act)
        with self.assertRaisesRegex(UserError, "frozen"):
            self.delivery(self.province).sudo()._make_packet(self.channel)
        for kind in ("update", "recall", "replacement"):
            with self.subTest(kind), self.assertRaises(UserError):
                self.order("giamdoc", kind=kind)

    def test_from_some_only(self):
        """QĐ 28 Điều 8: from whom it is not recalled, it stays in force with him."""
        chosen = self.delivery(self.finance)
        self.order("giamdoc", delivery_ids=[Command.set(chosen.ids)])
        self.assertEqual(self.issued.state, "issued")
        [packet] = self.orders_sent(RECALL)
        self.assertEqual([p.organ_id for p in packet.recipients], ["H35.11"])
        self.assertTrue(chosen.is_withdrawn)
        self.assertFalse(self.delivery(self.province).is_withdrawn)
        self.assertEqual(self.issued.step_ids.sorted("id")[-1].action, "withdraw")
        self.order("giamdoc")
        self.assertEqual(self.issued.state, "recalled")
        self.assertEqual(len(self.orders_sent(RECALL)), 2)

    # ---------------------------------------------------------------- competence

    def test_the_clerk_proposes_and_a_leader_decides(self):
        """NĐ 30 Điều 18.4: nothing leaves before the competent one has decided."""
        change = self.order("vanthu")
        self.assertEqual((change.state, self.issued.state), ("proposed", "issued"))
        self.assertFalse(self.orders_sent(RECALL))
        task = self.issued.activity_ids.filtered(
            lambda a: a.user_id == self.users["giamdoc"]
        )
        self.assertTrue(task)
        for login in ("vanthu", "cv.qlcn", "tp.qlcn", "luutru"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, change).action_decide()
        self.as_("phogiamdoc1", change).action_decide()
        self.assertEqual(self.issued.state, "recalled")
        self.assertEqual(change.decided_by_id, self.users["phogiamdoc1"])
        self.assertFalse(task.exists().filtered("active"))
        with self.assertRaisesRegex(UserError, "already"):
            self.as_("giamdoc", change).action_decide()

    def test_a_proposal_may_be_dropped(self):
        change = self.order("cv.qlcn")
        with self.assertRaises(UserError):
            self.as_("cv.qlcn", change).action_drop()
        self.as_("giamdoc", change).action_drop()
        self.assertEqual((change.state, self.issued.state), ("dropped", "issued"))
        self.assertEqual(set(change.line_ids.mapped("state")), {"dropped"})
        self.assertFalse(self.delivery(self.province).is_withdrawn)

    def test_others_order_nothing(self):
        """Least rights: neither outsiders nor those who only read."""
        for login in ("cv.qltm", "quantri", "vanthu.ttkc", "luutru", "tp.qlcn"):
            with self.subTest(login), self.assertRaises(UserError):
                self.order(login)
        for state in ("signing", "sealed"):
            document = self.outgoing_at(state)
            with self.subTest(state), self.assertRaisesRegex(UserError, "issued"):
                self.order("giamdoc", document)

    def test_needs_a_reason_and_a_recipient(self):
        with self.assertRaisesRegex(UserError, "reason"):
            self.order("giamdoc", reason="  ")
        with self.assertRaisesRegex(UserError, "whom"):
            self.order("giamdoc", delivery_ids=[Command.clear()])
        self.assertEqual(self.issued.state, "issued")

    def test_an_overtaken_proposal_is_not_carried_out(self):
        update = self.order("vanthu", kind="update", subject="khác")
        self.order("giamdoc")
        with self.assertRaisesRegex(UserError, "meanwhile"):
            self.as_("giamdoc", update).action_decide()
        self.assertFalse(self.orders_sent(UPDATE))

    # ------------------------------------------------------------------- answers

    def test_answers_15_and_16(self):
        """QĐ 28 Điều 9.2: who has destroyed it, who refuses and why."""
        change = self.order("giamdoc")
        self.answer("15")
        self.assertEqual(self.asked(self.province).state, "done")
        self.assertEqual((change.state, change.progress), ("asked", "1/2"))
        finance = self.finance._edoc_organization()
        self.answer("16", "Đã thi hành xong", sender=finance)
        line = self.asked(self.finance)
        self.assertEqual((line.state, line.text), ("refused", "Đã thi hành xong"))
        self.assertTrue(line.answered_at)
        self.assertFalse(self.delivery(self.finance).is_withdrawn)
        self.assertEqual(change.state, "closed")
        told = self.issued.message_ids.filtered(lambda m: "Đã thi hành" in m.body)
        self.assertIn(self.users["giamdoc"].partner_id, told.partner_ids)

    def test_a_second_answer_changes_nothing(self):
        self.order("giamdoc")
        self.answer("15")
        record = self.answer("16", "Đến sau")
        self.assertEqual(record.edi_exchange_state, "input_processed")
        self.assertEqual(self.asked(self.province).state, "done")

    def test_answered_in_the_order_of_asking(self):
        """An update's answer never passes for a recall's: nothing is taken as done."""
        self.order("giamdoc", kind="update", subject="trích yếu đúng")
        self.order("giamdoc")
        self.answer("15", "Đã cập nhật")
        lines = self.delivery(self.province).change_line_ids.sorted("id")
        self.assertEqual(lines.mapped("state"), ["done", "asked"])
        self.answer("15", "Đã hủy bỏ")
        self.assertEqual(lines.mapped("state"), ["done", "done"])

    def test_answers_of_other_axes(self):
        """Domain facts 1.6: there a recall packet is answered with 02 or 03."""
        self.answer("03", "Đã tiếp nhận")
        self.order("giamdoc")
        self.answer("03", "Chấp nhận thu hồi")
        self.assertEqual(self.asked(self.province).state, "accepted")
        self.assertTrue(self.delivery(self.province).is_withdrawn)
        self.answer("15")
        self.assertEqual(self.asked(self.province).state, "done")

    def test_a_usual_status_is_no_answer(self):
        """Not accepted yet, 03 speaks of the document, not of its recall."""
        self.order("giamdoc")
        self.answer("03", "Đã tiếp nhận")
        self.assertEqual(self.asked(self.province).state, "asked")
        self.assertEqual(self.delivery(self.province).last_code, "03")

    def test_an_answer_that_nobody_asked_for(self):
        record = self.answer("15")
        self.assertEqual(record.edi_exchange_state, "input_processed_error")
        self.assertFalse(self.issued.change_ids)

    def test_paper_recipients_are_noted_by_the_clerk(self):
        """NĐ 30 Điều 18.4: paper is sent back; the clerk notes it."""
        self.finance.edoc_channel_id = False
        document = self.issued_to(self.finance)
        change = self.order("giamdoc", document)
        line = change.line_ids
        self.assertEqual((line.state, bool(line.exchange_record_id)), ("asked", False))
        with self.assertRaises(AccessError):
            self.as_("cv.qlcn", line).action_note()
        self.as_("vanthu", line).action_note()
        self.assertEqual((line.state, change.state), ("done", "closed"))
        with self.assertRaises(UserError):
            self.as_("vanthu", line).action_note()

    def test_by_status_13(self):
        """Domain facts 1.6: agencies that know status 13 only are asked by it."""
        self.channel.edoc_recall_by = "status"
        self.order("giamdoc")
        self.assertFalse(self.orders_sent(RECALL))
        sent = [p for p in self.outbox(StatusPacket) if p.status_code == "13"]
        self.assertEqual({p.response_for.organ_id for p in sent}, {"H35", "H35.11"})
        for packet in sent:
            self.assertEqual(packet.response_for.document_id, self.issued.document_uid)
            self.assertEqual(packet.description, REASON)
        self.answer("15")
        self.assertEqual(self.asked(self.province).state, "done")


@tagged("post_install", "-at_install")
class TestUpdate(SenderSetup, EdocCommon):
    def test_new_data(self):
        """QĐ 28 Điều 8: data change, the signed file stays; old and new are kept."""
        old, content = self.issued.subject, self.issued.file_ids._content()
        change = self.order(
            "giamdoc", kind="update", subject="trích yếu đúng", urgency="1"
        )
        self.assertEqual(self.issued.subject, "trích yếu đúng")
        self.assertEqual(self.issued.state, "issued")
        self.assertEqual(self.issued.file_ids._content(), content)
        value = change.value_ids.filtered(lambda v: v.name == "subject")
        self.assertEqual((value.old_shown, value.new_shown), (old, "trích yếu đúng"))
        self.assertEqual(len(change.value_ids), 2)
        [packet] = self.orders_sent(UPDATE)
        self.assertTrue(packet.business.document_info)
        self.assertFalse(packet.business.document_receiver)
        self.assertEqual((packet.subject, packet.priority), ("trích yếu đúng", 1))
        self.assertFalse(packet.attachments)
        step = self.issued.step_ids.sorted("id")[-1]
        self.assertEqual(step.action, "update")
        self.assertIn(old, step.reason)

    def test_recipients_added_and_removed(self):
        """Domain facts 2.6: a list of receivers; the added one gets the whole."""
        added = self.env["res.partner"].create(
            {
                "name": "Sở Xây dựng",
                "is_company": True,
                "edoc_is_agency": True,
                "edoc_organ_id": "H35.17",
                "edoc_channel_id": self.channel.id,
            }
        )
        removed = self.delivery(self.finance)
        self.order(
            "giamdoc",
            kind="update",
            added_ids=[Command.set(added.ids)],
            removed_ids=[Command.set(removed.ids)],
        )
        [packet] = self.orders_sent(UPDATE)
        self.assertFalse(packet.business.document_info)
        self.assertTrue(packet.business.document_receiver)
        changes = {(r.organ_id, r.added) for r in packet.business.receivers}
        self.assertEqual(changes, {("H35.17", True), ("H35.11", False)})
        self.assertEqual({p.organ_id for p in packet.recipients}, {"H35", "H35.11"})
        whole = [p for p in self.orders_sent(0) if p.recipients[0].organ_id == "H35.17"]
        self.assertEqual(len(whole), 1)
        self.assertTrue(whole[0].attachments)
        self.assertTrue(removed.is_withdrawn)
        self.answer("15", sender=self.finance._edoc_organization())
        self.assertEqual(self.asked(self.finance).state, "done")

    def test_nothing_changed_is_no_update(self):
        with self.assertRaisesRegex(UserError, "Nothing is changed"):
            self.order("giamdoc", kind="update")
        with self.assertRaises(UserError):
            self.order("giamdoc", kind="update", subject=False)


@tagged("post_install", "-at_install")
class TestReplacement(SenderSetup, EdocCommon):
    def assertReplaced(self, new):
        self.assertEqual(self.issued.state, "replaced")
        self.assertEqual(self.issued.replaced_by_ids, new)
        [packet] = self.orders_sent(REPLACEMENT)
        self.assertEqual(packet.document_id, new.document_uid)
        self.assertTrue(packet.attachments)
        [replaced] = packet.business.replacements
        self.assertEqual(replaced.document_id, self.issued.document_uid)
        self.assertEqual(set(replaced.organ_ids), {"H35", "H35.11"})
        change = self.issued.change_ids
        self.assertEqual((change.kind, change.state), ("replacement", "asked"))
        self.assertEqual(set(change.line_ids.mapped("state")), {"asked"})
        self.assertTrue(change.line_ids.exchange_record_id)

    def test_drafted_as_a_replacement(self):
        """NĐ 30 Điều 18.3: issued, it goes out as the replacement of the old one."""
        new = self.issued_to(
            self.province | self.finance, replaces_ids=[Command.set(self.issued.ids)]
        )
        self.assertReplaced(new)
        self.assertEqual(self.issued.change_ids.decided_by_id, self.users["giamdoc"])
        self.assertIn(new.code, self.issued.note)
        self.answer("15", "Đã tiếp nhận văn bản thay thế")
        self.assertEqual(self.asked(self.province).state, "done")
        with self.assertRaisesRegex(UserError, "frozen"):
            self.order("giamdoc", kind="update", subject="khác")
        self.order("giamdoc")
        self.assertEqual(self.issued.state, "recalled")

    def test_replaced_by_an_issued_document(self):
        new = self.issued_to(self.province)
        self.order("giamdoc", kind="replacement", replacement_id=new.id)
        self.assertEqual(new.delivery_ids.partner_id, self.province | self.finance)
        packets = self.orders_sent(REPLACEMENT)
        told = {party.organ_id for p in packets for party in p.recipients}
        self.assertEqual(told, {"H35", "H35.11"})
        self.assertEqual(self.issued.state, "replaced")
        self.assertEqual(
            set(self.issued.change_ids.line_ids.mapped("state")), {"asked"}
        )

    def test_replaced_by_a_sealed_document(self):
        """Before its issue nothing leaves; the old one is in force until then."""
        new = self.issued_to(self.province, state="sealed")
        change = self.order("giamdoc", kind="replacement", replacement_id=new.id)
        self.assertEqual(self.issued.state, "issued")
        self.assertFalse(self.orders_sent(REPLACEMENT))
        self.line.issue(new)
        self.assertReplaced(new)
        self.assertEqual(self.issued.change_ids, change)

    def test_only_by_a_document_of_equal_form(self):
        """NĐ 30 Điều 18.3: sửa đổi, thay thế bằng văn bản có hình thức tương đương."""
        decision = self.env.ref("l10n_vn_edoc.document_type_quyet_dinh")
        draft = self.draft(replaces_ids=[Command.set(self.issued.ids)])
        draft.type_id = decision
        with self.assertRaisesRegex(UserError, "equal form"):
            draft.action_submit()
        draft.replaces_ids = [Command.clear()]
        self.order("giamdoc")
        draft = self.draft(replaces_ids=[Command.set(self.issued.ids)])
        with self.assertRaisesRegex(UserError, "not in force"):
            draft.action_submit()

    def test_only_what_the_author_may_read(self):
        with self.assertRaises(UserError):
            self.draft(login="cv.qltm", replaces_ids=[Command.set(self.issued.ids)])
