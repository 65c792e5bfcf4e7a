"""Sent on the day of signing, accepted on the day of arrival: watched and marked."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import EdocCommon


def vn(text):
    return datetime.fromisoformat(text) - timedelta(hours=7)


@tagged("post_install", "-at_install")
class TestTimeliness(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.users["vanthu"]

    def signed(self, when, **vals):
        """A document that the leader signed at a Vietnamese time."""
        draft = self.draft()
        draft._through_door().write({"state": "sealed", "signed_at": vn(when), **vals})
        return draft

    def tasks(self, document):
        found = document.sudo().activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id
                == self.env.ref("l10n_vn_edoc.activity_deadline")
            )
        )
        return found

    def cron(self, name):
        """What the scheduled job does, by its own name."""
        cron = self.env.ref(f"l10n_vn_edoc.{name}")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    # -------------------------------------------------------------------- sending

    def test_warned_before_and_marked_after(self):
        """QĐ 28 Điều 6.2: by noon of the next working day."""
        document = self.signed("2026-03-06 16:30")  # a Friday
        self.assertEqual(document.send_by, vn("2026-03-09 12:00"))
        seen = self.as_("vanthu", self.env["edoc.outgoing"])
        mine = [("id", "=", document.id)]
        with freeze_time(vn("2026-03-09 09:30")):
            self.cron("cron_warn_sending")
            self.assertFalse(self.tasks(document))
        with freeze_time(vn("2026-03-09 10:05")):
            self.assertTrue(seen.search([("is_due_soon", "=", True), *mine]))
            self.assertFalse(seen.search([("is_overdue", "=", True), *mine]))
            self.cron("cron_warn_sending")
            self.cron("cron_warn_sending")
            self.assertEqual(self.tasks(document).user_id, self.clerk)
            self.assertEqual(len(self.tasks(document)), 1)
            self.assertIn("09/03/2026", self.tasks(document).summary)
        with freeze_time(vn("2026-03-09 12:01")):
            self.assertTrue(seen.search([("is_overdue", "=", True), *mine]))
            self.assertIn("12:00", document.sending_note)

    def test_sent_late_is_marked_with_who_and_when(self):
        """QĐ 28 Điều 6.2, Điều 12.3: the mark stays, by our own time stamps."""
        document = self.outgoing_at("sealed")
        document._through_door().write({"signed_at": vn("2026-03-06 16:30")})
        self.assertFalse(document.sent_late)
        self.line.issue(document)
        self.assertEqual(document.sent_at, document.delivery_ids.sent_at)
        self.assertTrue(document.sent_late)
        self.assertIn(self.clerk.name, document.sending_note)
        found = self.as_("vanthu", document).search([("sent_late", "=", True)])
        self.assertIn(document, found)

    def test_sent_in_time_takes_the_warning_away(self):
        document = self.outgoing_at("sealed")
        document._through_door().write({"urgency": "3"})
        self.cron("cron_warn_sending")
        self.assertTrue(self.tasks(document))
        self.line.issue(document)
        self.assertFalse(document.sent_late)
        self.assertFalse(self.tasks(document))
        self.assertFalse(document.sending_note)

    def test_urgent_at_once(self):
        """QĐ 28 Điều 6.2: minutes, set by the entity, and the warning at once."""
        self.company.edoc_urgent_minutes = 20
        document = self.signed("2026-03-06 16:50", urgency="1")
        self.assertEqual(document.send_by, vn("2026-03-06 17:10"))
        with freeze_time(vn("2026-03-06 16:51")):
            self.cron("cron_warn_sending")
            self.assertTrue(self.tasks(document))

    def test_recipient_added_later_makes_nothing_late(self):
        document = self.outgoing_at("issued")
        other = self.env["res.partner"].search([("edoc_organ_id", "=", "H35.11")])
        other.edoc_channel_id = self.channel
        sent_at = document.sent_at
        with freeze_time(fields.Datetime.now() + timedelta(days=9)):
            self.as_("vanthu", document)._add_recipients(other, "Gửi bổ sung")
        self.assertEqual(document.sent_at, sent_at)
        self.assertFalse(document.sent_late)

    # ------------------------------------------------------------------ receiving

    def arrived(self, when, **vals):
        return (
            self.env["edoc.incoming"]
            ._through_door()
            .create(
                {
                    "company_id": self.company.id,
                    "subject": "Văn bản đến",
                    "sender_name": "Bộ Công Thương",
                    "arrived_at": vn(when),
                    **vals,
                }
            )
        )

    def test_accepted_and_presented_the_same_day(self):
        """Điều 10.3."""
        document = self.arrived("2026-03-05 08:00")
        self.assertEqual(document.accept_by, vn("2026-03-06 00:00"))
        with freeze_time(vn("2026-03-05 15:05")):
            self.cron("cron_warn_receiving")
            self.assertEqual(self.tasks(document).user_id, self.clerk)
        with freeze_time(vn("2026-03-05 23:59")):
            acting = self.as_("vanthu", document)
            acting._register_arrival()
            self.assertFalse(document.accepted_late)
            self.assertTrue(self.tasks(document), "it waits to be presented")
        with freeze_time(vn("2026-03-06 00:00")):
            self.env.invalidate_all()
            self.assertTrue(document.is_due_soon)
            acting._submit(self.users["giamdoc"])
        self.assertTrue(document.submitted_late)
        self.assertFalse(document.accepted_late)
        self.assertFalse(self.tasks(document))
        self.assertIn(self.clerk.name, document.reception_note)

    def test_accepted_late_is_marked(self):
        document = self.arrived("2026-03-06 17:30")  # Friday, after hours
        self.assertEqual(document.accept_by, vn("2026-03-10 00:00"))
        late = [("accepted_late", "=", True), ("id", "=", document.id)]
        with freeze_time(vn("2026-03-10 00:01")):
            seen = self.as_("vanthu", self.env["edoc.incoming"])
            self.assertTrue(
                seen.search([("is_overdue", "=", True), ("id", "=", document.id)])
            )
            self.as_("vanthu", document)._register_arrival()
            self.assertTrue(seen.search(late))

    def test_urgent_arrival_is_told_at_once(self):
        """Điều 10.3: *ngay sau khi nhận được*, on a Saturday night, too."""
        document = self.arrived("2026-03-07 22:00", urgency="3")
        self.assertEqual(document.accept_by, vn("2026-03-07 22:30"))
        with freeze_time(vn("2026-03-07 22:01")):
            self.cron("cron_warn_receiving")
            self.assertTrue(self.tasks(document))

    # ------------------------------------------------------------------- calendar

    def test_holidays_by_law_are_there(self):
        """Bộ luật Lao động 2019 Điều 112: this year's and the next's, once."""
        holidays = self.env["edoc.holiday"]
        year = self.env["edoc.incoming"]._vn_today().year
        calendar = holidays._calendar(self.company)
        for each in (year, year + 1):
            self.assertFalse(calendar.is_open(date(each, 4, 30)))
            self.assertFalse(calendar.is_open(date(each, 9, 2)))
        before = holidays.search_count([])
        holidays._fill_by_law()
        self.assertEqual(holidays.search_count([]), before)
        holidays.search([("key", "=", f"{year}-new_year")]).unlink()
        holidays._fill_by_law()
        self.assertFalse(holidays.search([("key", "=", f"{year}-new_year")]))

    def test_a_holiday_moves_what_is_still_open(self):
        """An administrator enters a day off; deadlines of open documents follow."""
        document = self.signed("2026-03-05 09:00")
        holiday = (
            self.env["edoc.holiday"]
            .with_user(self.users["quantri"])
            .create(
                {"name": "Nghỉ", "date_from": "2026-03-06", "date_to": "2026-03-06"}
            )
        )
        self.assertEqual(document.send_by, vn("2026-03-09 12:00"))
        holiday.write({"kind": "workday"})
        holiday.write({"date_from": "2026-03-07", "date_to": "2026-03-07"})
        self.assertEqual(document.send_by, vn("2026-03-06 12:00"))
        holiday.unlink()
        self.company.edoc_morning_end = 11.5
        self.assertEqual(document.send_by, vn("2026-03-06 11:30"))

    def test_wrong_times_are_refused(self):
        for vals in ({"edoc_morning_end": 25}, {"edoc_urgent_minutes": 0}):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.company.write(vals)
        with self.assertRaises(ValidationError):
            self.env["edoc.holiday"].create(
                {"name": "x", "date_from": "2026-03-06", "date_to": "2026-03-05"}
            )
        with self.assertRaises(AccessError):
            self.env["edoc.holiday"].with_user(self.clerk).create(
                {"name": "x", "date_from": "2026-03-06", "date_to": "2026-03-06"}
            )
