"""Two real servers on one axis, killed at random (QĐ 28/2018 Điều 6; issue 5).

``make exchange N=1000`` runs it with a thousand documents and prints the table.
"""

import os
from pathlib import Path

from odoo.tests import BaseCase, tagged

from .exchange import Exchange, wanted


@tagged("post_install", "-at_install")
class TestExchange(BaseCase):
    def test_each_document_arrives_once_although_servers_are_killed(self):
        count = wanted()
        exchange = Exchange(count)
        self.addCleanup(exchange.remove)
        done = exchange.run(patience=120 + 8 * count)
        if "EDOC_EXCHANGE_TABLE" in os.environ:
            Path(os.environ["EDOC_EXCHANGE_TABLE"]).write_text(exchange.table())
        one, other = exchange.sides
        for side in exchange.sides:
            self.assertFalse(side.error)
        self.assertTrue(done, [side.packets() for side in exchange.sides])
        # a life is 15 seconds at most, and a busy machine takes its time to start
        self.assertGreater(one.kills + other.kills, exchange.seconds / 90)
        for sender, recipient in ((one, other), (other, one)):
            sent = sender.sent()
            self.assertEqual(recipient.arrived(), sent)
            self.assertEqual(len(set(sent)), len(sent))
            expected = dict.fromkeys(sent, ["01", "03"])
            self.assertEqual(recipient.told(), expected)
            self.assertEqual(sender.statuses(), expected)
        self.assertEqual(sum(len(side.sent()) for side in (one, other)), count)
