"""Internal documents: no packet, own numbers, reading confirmed (NĐ 30 Điều 15)."""

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError

from ..core.stats.period import Period
from ..report.exchange_facts import read_counts
from .common import EdocCommon


class TestInternal(EdocCommon):
    def internal(self, **vals):
        usual = {
            "internal": True,
            "delivery_ids": False,
            "internal_department_ids": [Command.set(self.departments["ktat"].ids)],
            "internal_user_ids": [Command.set(self.users["phogiamdoc2"].ids)],
        }
        return self.draft(**usual | vals)

    def issue(self, draft):
        draft.action_submit()
        self.as_("tp.qlcn", draft).action_approve_content()
        self.as_("chanhvanphong", draft).action_approve_form()
        for step in (self.line.sign, self.line.number, self.line.seal, self.line.issue):
            step(draft)

    def test_issued_without_packet_and_confirmed(self):
        """Departments and persons see it from then on and confirm reading."""
        draft = self.internal()
        before = len(self.outbox())
        self.assertFalse(self.as_("cv.ktat", draft).search([("id", "=", draft.id)]))
        self.issue(draft)
        self.assertEqual(draft.state, "issued")
        self.assertEqual(len(self.outbox()), before)
        self.assertFalse(draft.delivery_ids)
        ktat = self.departments["ktat"]
        self.assertEqual(
            draft.receipt_ids.user_id, ktat.user_ids | self.users["phogiamdoc2"]
        )
        self.assertEqual(draft.unread_count, len(draft.receipt_ids))
        acting = self.as_("cv.ktat", draft)
        self.assertTrue(acting.can_confirm_reading)
        acting.action_confirm_reading()
        self.assertFalse(acting.can_confirm_reading)
        self.assertEqual(draft.unread_count, len(draft.receipt_ids) - 1)
        own = draft.receipt_ids.filtered("read_at")
        self.assertEqual(own.user_id, self.users["cv.ktat"])
        other = draft.receipt_ids - own
        with self.assertRaisesRegex(UserError, "confirmed by"):
            self.as_("cv.ktat", other[:1]).action_confirm()
        self.assertFalse(self.as_("cv.qltm", draft).search([("id", "=", draft.id)]))

    def test_a_book_and_numbers_of_its_own(self):
        """NĐ 30 Điều 15: the outgoing series has no gap, the internal begins at 1."""
        outside = self.outgoing_at("numbered")
        inside = self.internal()
        inside.action_submit()
        self.as_("tp.qlcn", inside).action_approve_content()
        self.as_("chanhvanphong", inside).action_approve_form()
        self.line.sign(inside)
        self.line.number(inside)
        self.assertEqual(inside.register_id.kind, "internal")
        self.assertEqual(outside.register_id.kind, "outgoing")
        self.assertEqual(inside.number, 1)
        self.assertFalse(inside.register_id.missing_numbers)
        following = self.outgoing_at("numbered")
        self.assertEqual(following.number, outside.number + 1)

    def test_nobody_outside(self):
        with self.assertRaisesRegex(ValidationError, "outside"):
            self.internal(
                delivery_ids=[Command.create({"partner_id": self.province.id})]
            )
        with self.assertRaisesRegex(ValidationError, "Only an internal"):
            self.draft(internal_user_ids=[Command.set(self.users["giamdoc"].ids)])
        with self.assertRaisesRegex(ValidationError, "Not of this entity"):
            self.internal(
                internal_user_ids=[Command.set(self.users["giamdoc.ttkc"].ids)]
            )

    def test_recipients_are_asked_for(self):
        draft = self.internal(internal_department_ids=False, internal_user_ids=False)
        with self.assertRaisesRegex(UserError, "at least one recipient"):
            draft.action_submit()

    def test_not_counted_as_sent_to_others(self):
        """Điều 16: the report on sending counts what goes out."""
        today = self.env["edoc.outgoing"]._vn_today()
        period = Period(today, today)

        def sent():
            now = fields.Datetime.now()
            rows = read_counts(self.env, self.company, period, now).values()
            return sum(row["out_total"] for row in rows)

        before = sent()
        self.issue(self.internal())
        self.assertEqual(sent(), before)
        self.outgoing_at("issued")
        self.assertEqual(sent(), before + 1)
