"""The whole hand-over of the seal: in browsers, and by sessions that act at once."""

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from pdfminer.high_level import extract_text

from odoo import Command
from odoo.tests import BaseCase, HttpCase, tagged

from ..demo.organisation import Organisation
from .common import PKI, EdocSetup
from .server import Client, Copy, Server

ROUNDS = 3
TIMEOUT = 180


@tagged("post_install", "-at_install")
class TestHandoverTour(EdocSetup, HttpCase):
    def tour(self, login, path, name):
        self.start_tour(f"/odoo/{path}", name, login=login, timeout=TIMEOUT)
        self.env.invalidate_all()

    def test_hand_over(self):
        """Điều 5.2: offered, accepted by the receiver, minuted, in force."""
        giver, receiver = self.users["vanthu"], self.users["luutru"]
        for group in ("seal", "clerk"):
            receiver.group_ids = [
                Command.link(self.env.ref(f"l10n_vn_edoc.group_{group}").id)
            ]
        token = self.env["edoc.token"].search([("label", "=", "seal_sct")])
        document = self.outgoing_at("numbered")
        self.tour("vanthu", "signing-tokens", "edoc_keeper_offers_token")
        self.assertEqual(token.holder_id, giver)
        with self.printed() as pages:
            self.tour("luutru", "signing-tokens", "edoc_next_keeper_accepts_token")
        self.assertEqual(token.holder_id, receiver)
        first, second = token.handover_ids.sorted("id")
        self.assertEqual((first.to_id, second.from_id), (giver, giver))
        self.assertEqual((second.to_id, second.state), (receiver, "done"))
        [minutes] = pages
        text = " ".join(extract_text(io.BytesIO(minutes)).split())
        for part in ("07/BB-SCT", giver.name, receiver.name, "Hoạt động tốt"):
            self.assertIn(part, text)
        path = f"outgoing-documents/{document.id}"
        self.tour("vanthu", path, "edoc_former_keeper_seals_no_more")
        self.assertEqual(document.state, "numbered")
        self.tour("luutru", path, "edoc_new_keeper_seals")
        self.assertEqual(document.state, "sealed")


def prepare(env):
    """Fill the copy: a second keeper, so that the seal can go to and fro."""
    users = Organisation(env, PKI).build().users
    users["luutru"].group_ids = [
        Command.link(env.ref("l10n_vn_edoc.group_seal").id),
    ]
    env.flush_all()
    env.cr.commit()


@tagged("post_install", "-at_install")
class TestHandoverAtOnce(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = Copy()
        cls.addClassCleanup(cls.copy.remove)
        cls.copy.run(f"{__name__}:prepare")
        cls.server = Server(cls.copy)
        cls.addClassCleanup(cls.server.kill)
        cls.clients = {
            login: [Client(cls.server, login) for _session in range(2)]
            for login in ("vanthu", "luutru")
        }
        [(cls.token,)] = cls.copy.rows(
            "SELECT id FROM edoc_token WHERE label = 'seal_sct'"
        )

    def at_once(self, *acts):
        """Let sessions act together; return the errors' names."""
        start = Barrier(len(acts))

        def work(act):
            start.wait()
            return act()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(work, acts))

    def holder(self):
        [(login,)] = self.copy.rows(
            "SELECT u.login FROM edoc_token t JOIN res_users u ON u.id = t.holder_id "
            "WHERE t.id = %s",
            self.token,
        )
        return login

    def offer(self):
        """Offer the token to the other keeper; return giver, receiver and the row."""
        giver = self.holder()
        receiver = {"vanthu": "luutru", "luutru": "vanthu"}[giver]
        error = self.clients[giver][0].press(
            "edoc.token.hand.over",
            "action_offer",
            {
                "token_id": self.token,
                "to_id": self.clients[receiver][0].user,
                "condition": "Hoạt động tốt",
                "place": "Văn phòng Sở",
            },
        )
        self.assertIsNone(error)
        [(row,)] = self.copy.rows(
            "SELECT id FROM edoc_token_handover WHERE state = 'offered'"
        )
        return giver, receiver, row

    def press(self, login, session, method, row):
        client = self.clients[login][session]
        return lambda: client.call("edoc.token.handover", method, [row])[1]

    def assertChain(self):
        """Each link begins with the holder of that moment; the last one holds it."""
        links = self.copy.rows(
            "SELECT f.login, t.login FROM edoc_token_handover h "
            "LEFT JOIN res_users f ON f.id = h.from_id "
            "JOIN res_users t ON t.id = h.to_id "
            "WHERE h.token_id = %s AND h.state = 'done' ORDER BY h.done_at, h.id",
            self.token,
        )
        self.assertIsNone(links[0][0])
        for before, after in zip(links, links[1:], strict=False):
            self.assertEqual(before[1], after[0])
        self.assertEqual(links[-1][1], self.holder())
        return len(links)

    def test_two_acceptances(self):
        """Điều 5.2: pressed in two windows, the token changes hands once."""
        for _round in range(ROUNDS):
            before = self.assertChain()
            _giver, receiver, row = self.offer()
            errors = self.at_once(
                *(self.press(receiver, n, "action_accept", row) for n in range(2))
            )
            self.assertEqual(errors.count(None), 1, errors)
            self.assertEqual(self.holder(), receiver)
            self.assertEqual(self.assertChain(), before + 1)

    def test_acceptance_against_withdrawal(self):
        """Điều 5.2: one of both happens, and custody is what it says."""
        for _round in range(ROUNDS):
            before = self.assertChain()
            giver, receiver, row = self.offer()
            accepted, withdrawn = self.at_once(
                self.press(receiver, 0, "action_accept", row),
                self.press(giver, 0, "action_withdraw", row),
            )
            self.assertNotEqual(accepted is None, withdrawn is None)
            [(state,)] = self.copy.rows(
                "SELECT state FROM edoc_token_handover WHERE id = %s", row
            )
            came = accepted is None
            self.assertEqual(state, "done" if came else "withdrawn")
            self.assertEqual(self.holder(), receiver if came else giver)
            self.assertEqual(self.assertChain(), before + came)

    def test_two_offers(self):
        """Điều 5.2: what is offered to one can't be offered once more."""
        giver = self.holder()
        receiver = {"vanthu": "luutru", "luutru": "vanthu"}[giver]
        vals = {
            "token_id": self.token,
            "to_id": self.clients[receiver][0].user,
            "condition": "Hoạt động tốt",
            "place": "Văn phòng Sở",
        }
        errors = self.at_once(
            *(
                lambda c=client: c.press("edoc.token.hand.over", "action_offer", vals)
                for client in self.clients[giver]
            )
        )
        self.assertEqual(errors.count(None), 1, errors)
        [(row,)] = self.copy.rows(
            "SELECT id FROM edoc_token_handover WHERE state = 'offered'"
        )
        self.assertIsNone(self.press(giver, 0, "action_withdraw", row)())

    def test_nobody_edits_the_chain(self):
        """Điều 5.2, NĐ 30 Điều 32: not over the network either, whoever asks."""
        before = self.copy.rows("SELECT * FROM edoc_token_handover ORDER BY id")
        [(row, *_rest), *_others] = before
        other = self.clients["luutru"][0].user
        door = {"context": {"edoc_door": True, "tracking_disable": True}}
        admin = Client(self.server, "quantri")
        for client in (admin, *(sessions[0] for sessions in self.clients.values())):
            for model, method, *args in (
                ("edoc.token.handover", "write", [row], {"to_id": other}),
                ("edoc.token.handover", "unlink", [row]),
                ("edoc.token.handover", "create", [{"token_id": self.token}]),
                ("edoc.token.handover", "copy", [row]),
                ("edoc.token", "write", [self.token], {"holder_id": other}),
                ("edoc.token", "unlink", [self.token]),
            ):
                with self.subTest(model=model, method=method):
                    for kwargs in ({}, door):
                        _result, error = client.call(model, method, *args, **kwargs)
                        self.assertTrue(error)
        after = self.copy.rows("SELECT * FROM edoc_token_handover ORDER BY id")
        self.assertEqual(before, after)
