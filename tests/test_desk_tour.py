"""The desk in a real browser, by the keyboard."""

from odoo.tests import HttpCase, tagged

from .common import EdocSetup


@tagged("post_install", "-at_install")
class TestDeskTour(EdocSetup, HttpCase):
    def test_keyboard(self):
        """The clerk goes through his queues without the mouse, and back to the desk."""
        self.arrive()
        self.start_tour("/odoo/desk", "edoc_desk", login="vanthu", timeout=120)
        queue = self.env.ref("l10n_vn_edoc.queue_delivery_late")
        self.assertEqual(queue.hidden_user_ids, self.users["vanthu"])

    def test_alarm(self):
        """Điều 10.3: an urgent document lies over the desk until it is confirmed."""
        self.arrive()
        alarms = self.as_("vanthu", self.env["edoc.alarm"])
        self.assertTrue(alarms.waiting())
        self.start_tour("/odoo/desk", "edoc_alarm", login="vanthu", timeout=120)
        self.assertFalse(alarms.waiting())
