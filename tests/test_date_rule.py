"""Signature, number and seal bear the date of issue (Điều 12.2)."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import EdocCommon


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
        register = self.env["edoc.register"]._book_of(
            self.company, "outgoing", document._vn_today().year
        )
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
            self.line.seal(document)
        for part in self.dates(document):
            self.assertIn(part, str(caught.exception))
        self.assertEqual(document.state, "numbered")
        self.assertNotIn("sealed", document.file_ids.mapped("current_id.stage"))
