"""Signature, number and seal bear the date of issue (Điều 12.2)."""

from datetime import datetime, time, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PIN, EdocCommon


def written(day):
    return day.strftime("%d/%m/%Y")


@tagged("post_install", "-at_install")
class TestDateRule(EdocCommon):
    def signed_before(self, days=1):
        """A document that the leader signed on an earlier day."""
        document = self.outgoing_at("signed")
        document._through_door().write(
            {"signed_at": document.signed_at - timedelta(days=days)}
        )
        return document

    def numbered_before(self):
        """A document numbered yesterday."""
        document = self.outgoing_at("numbered")
        document._through_door().write(
            {"date_issued": document.date_issued - timedelta(days=1)}
        )
        return document

    def dates(self, document):
        today = document._vn_today()
        return written(today - timedelta(days=1)), written(today)

    def assertTold(self, document, action):
        """History and chatter name both dates."""
        step = document.step_ids.filtered(lambda step: step.action == action)
        messages = " ".join(document.message_ids.mapped("body"))
        for day in self.dates(document):
            self.assertIn(day, step.reason)
            self.assertIn(day, messages)

    def test_same_day_says_nothing(self):
        """Điều 12.2: signed, numbered and sealed on one day."""
        for rule in ("warn", "block"):
            self.company.edoc_date_rule = rule
            document = self.outgoing_at("sealed")
            steps = document.step_ids.filtered(lambda s: s.action in ("number", "seal"))
            self.assertEqual(steps.mapped("reason"), [False, False])

    def test_number_warns(self):
        """Điều 12.2: the step goes on, history and chatter name both dates."""
        self.assertEqual(self.company.edoc_date_rule, "warn")
        document = self.signed_before()
        self.as_("vanthu", document).action_number()
        self.assertEqual(document.state, "numbered")
        self.assertTold(document, "number")

    def test_number_is_blocked(self):
        """Điều 12.2: the error names both dates and what to do; no number is lost."""
        self.company.edoc_date_rule = "block"
        document = self.signed_before()
        register = self.book("outgoing")
        last = register.last_number
        with self.assertRaises(UserError) as caught:
            self.as_("vanthu", document).action_number()
        for part in (*self.dates(document), "Return the document"):
            self.assertIn(part, str(caught.exception))
        self.assertEqual((document.state, register.last_number), ("signed", last))

    def test_days_are_vietnamese(self):
        """Điều 12.2: the day is the one that the calendar in Vietnam shows."""
        document = self.outgoing_at("signed")
        today = document._vn_today()
        midnight = document.signed_at.replace(
            year=today.year, month=today.month, day=today.day, hour=0, minute=0
        ) - timedelta(hours=7)
        self.company.edoc_date_rule = "block"
        document._through_door().write({"signed_at": midnight})
        self.as_("vanthu", document).action_number()
        self.assertEqual(document.state, "numbered")

    def test_seal_warns(self):
        """Điều 12.2: sealed on another day than the number's."""
        document = self.numbered_before()
        self.line.seal(document)
        self.assertEqual(document.state, "sealed")
        self.assertTold(document, "seal")

    def test_seal_is_blocked(self):
        """Điều 12.2: blocked before the token is opened; both dates are named."""
        self.company.edoc_date_rule = "block"
        document = self.numbered_before()
        with self.assertRaises(UserError) as caught:
            self.line.seal(document, pin="wrong")
        for part in (*self.dates(document), "Void the number"):
            self.assertIn(part, str(caught.exception))
        self.assertNothingSealed(document)

    def assertNothingSealed(self, document):
        self.assertEqual((document.state, document.sealed_at), ("numbered", False))
        self.assertNotIn("sealed", document.file_ids.version_ids.mapped("stage"))

    def at_vietnam(self, day, hour):
        """Freeze the server's clock at an hour in Vietnam."""
        instant = datetime.combine(day, time(hour)) - timedelta(hours=7)
        return freeze_time(instant)

    def test_seal_is_blocked_by_the_time_stamp(self):
        """Điều 12.2: begun before midnight, stamped after it: nothing is kept."""
        self.company.edoc_date_rule = "block"
        document = self.as_("vanthu", self.outgoing_at("numbered"))
        job = document._seal_job()
        with document._token_key("seal", PIN) as key:
            signed = job.run(key)
        self.assertTrue(signed[0].stamped_at)
        document._through_door().write(
            {"date_issued": document.date_issued - timedelta(days=1)}
        )
        with self.assertRaises(UserError) as caught:
            document._keep_sealed(signed)
        for day in self.dates(document):
            self.assertIn(day, str(caught.exception))
        self.assertNothingSealed(document)

    def test_voided_number_leads_out_of_the_block(self):
        """Điều 12.2: what can't be sealed any more is signed and numbered anew."""
        self.company.edoc_date_rule = "block"
        document = self.numbered_before()
        self.wizard(
            "edoc.outgoing.void", "vanthu", document, reason="Khác ngày"
        ).action_void()
        document.action_submit()
        self.as_("tp.qlcn", document).action_approve_content()
        self.as_("chanhvanphong", document).action_approve_form()
        self.line.sign(document)
        self.line.number(document)
        self.line.seal(document)
        self.assertEqual((document.state, document.number), ("sealed", 2))

    def test_change_of_year(self):
        """NĐ 30 Điều 15: signed on 31/12, numbered on 1/1 by Vietnam's calendar."""
        document = self.outgoing_at("signed")
        before = self.outgoing_at("numbered")
        year = document._vn_today().year
        last = datetime(year, 12, 31, 20) - timedelta(hours=7)
        document._through_door().write({"signed_at": last})
        with self.at_vietnam(datetime(year + 1, 1, 1).date(), 1):
            self.as_("vanthu", document).action_number()
        self.assertEqual(str(document.date_issued), f"{year + 1}-01-01")
        self.assertEqual((document.number, document.register_id.year), (1, year + 1))
        self.assertEqual((before.number, before.register_id.year), (1, year))
        step = document.step_ids.filtered(lambda s: s.action == "number")
        self.assertIn(f"31/12/{year}", step.reason)
        self.assertIn(f"01/01/{year + 1}", step.reason)
