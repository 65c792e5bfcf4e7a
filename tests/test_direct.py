"""Two installations exchange documents directly, by a real line between two servers."""

import socket
import threading
from contextlib import closing, contextmanager, suppress
from urllib.parse import urlsplit

from odoo.tests import BaseCase, tagged

from .direct_server import CLERK, Installation, acquaint, together
from .server import until

PIECE = 65536


@contextmanager
def swallowing(target, swallow):
    """A line to ``target`` that brings requests there and no answer back.

    :param swallow: called when the first answer begins
    """
    parts = urlsplit(target)

    def serve():
        with suppress(OSError):
            near, _address = listening.accept()
            with near, socket.create_connection((parts.hostname, parts.port)) as far:
                threading.Thread(target=_copy, args=(near, far), daemon=True).start()
                if far.recv(1):
                    swallow()
                # closing alone ends nothing while another thread reads
                near.shutdown(socket.SHUT_RDWR)

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def _copy(near, far):
    with suppress(OSError):
        while piece := near.recv(PIECE):
            far.sendall(piece)


@tagged("post_install", "-at_install")
class TestDirect(BaseCase):
    """The Sở sends to the province; each has its own server, database and key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ours = cls.installation("ours")
        cls.theirs = cls.installation("theirs", cls.ours)
        together(
            (cls.ours.fill, "prepare_sender"), (cls.theirs.fill, "prepare_recipient")
        )
        together((cls.ours.start,), (cls.theirs.start,))
        acquaint(cls.ours, cls.theirs)

    @classmethod
    def installation(cls, *args):
        side = Installation(*args)
        cls.addClassCleanup(side.remove)
        return side

    def issue(self):
        """Issue the next document; return its row and its identifier."""
        [(document,)] = self.ours.copy.rows(
            "SELECT id FROM edoc_outgoing WHERE state = 'sealed' ORDER BY id LIMIT 1"
        )
        self.ours.done("edoc.outgoing", "action_issue", [document], login=CLERK)
        [(uid,)] = self.ours.copy.rows(
            "SELECT document_uid FROM edoc_outgoing WHERE id = %s", document
        )
        return document, uid

    def arrived(self, uid):
        return self.theirs.copy.rows(
            "SELECT id, state FROM edoc_incoming WHERE document_uid = %s", uid
        )

    def statuses(self, document):
        """The statuses that came back, in the order of their codes."""
        rows = self.ours.copy.rows(
            "SELECT m.code FROM edoc_status_message m "
            "JOIN edoc_delivery d ON d.id = m.delivery_id "
            "WHERE d.outgoing_id = %s AND m.direction = 'in' ORDER BY m.code",
            document,
        )
        return [code for (code,) in rows]

    def packets_kept(self, uid):
        """Packets that the province keeps of a document, and what they hold."""
        return self.theirs.copy.rows(
            "SELECT r.external_identifier, o.edoc_sha256 FROM edi_exchange_record r, "
            "edoc_incoming i, edi_exchange_record o "
            "WHERE i.exchange_record_id = r.id AND o.id = r.id "
            "AND i.document_uid = %s",
            uid,
        )

    def test_1_each_knows_the_other(self):
        self.assertRegex(self.ours.test(), "“Ủy ban nhân dân tỉnh Lai Châu”.*khóa")
        self.assertRegex(self.theirs.test(), "“Sở Công Thương tỉnh Lai Châu”.*khóa")

    def test_2_a_document_goes_and_its_statuses_come_back(self):
        """Điều 8, 10: the very bytes arrive; each step of the recipient is told."""
        document, uid = self.issue()
        until(lambda: self.statuses(document), 60, self.theirs.server.log)
        [(incoming, state)] = self.arrived(uid)
        self.assertEqual(state, "received")
        [(sent,)] = self.ours.copy.rows(
            "SELECT r.edoc_sha256 FROM edoc_delivery d JOIN edi_exchange_record r "
            "ON r.id = d.exchange_record_id WHERE d.outgoing_id = %s",
            document,
        )
        self.assertEqual(self.packets_kept(uid), [(sent, sent)])
        [(state, record)] = self.ours.copy.rows(
            "SELECT d.state, r.edi_exchange_state FROM edoc_delivery d "
            "JOIN edi_exchange_record r ON r.id = d.exchange_record_id "
            "WHERE d.outgoing_id = %s",
            document,
        )
        self.assertEqual((state, record), ("answered", "output_sent"))
        clerk, vals = self.theirs.client(CLERK), {"incoming_id": incoming}
        until(  # its signatures are checked first
            lambda: not clerk.press("edoc.incoming.register", "action_register", vals),
            60,
            self.theirs.server.log,
        )
        until(lambda: "03" in self.statuses(document), 60, self.ours.server.log)
        self.assertEqual(self.statuses(document), ["01", "03"])

    def test_3_killed_after_keeping_and_before_answering(self):
        """The sender doesn't know, sends again, and the recipient has it once."""
        killed = threading.Event()

        def kill():
            self.theirs.server.kill()
            killed.set()

        with swallowing(self.theirs.server.url, kill) as url:
            self.ours.address(url)
            document, uid = self.issue()
            self.assertTrue(killed.wait(60))
        self.assertEqual(len(self.kept()), 1)
        until(lambda: self.waiting(document), 60, self.ours.server.log)
        self.theirs.start()
        self.ours.address(self.theirs.server.url)
        self.theirs.address(self.ours.server.url)
        self.ours.retry_now()
        self.theirs.retry_now()
        # the job runner looks for jobs of the dead when it starts, then once a minute
        until(lambda: self.statuses(document), 150, self.theirs.server.log)
        self.assertEqual(len(self.arrived(uid)), 1)
        self.assertEqual(len(self.kept()), 1)
        self.assertEqual(self.statuses(document), ["01"])

    def kept(self):
        """Packets of documents that the province has, beside that of the first test."""
        return self.theirs.copy.rows(
            "SELECT r.id FROM edi_exchange_record r JOIN edi_exchange_type t "
            "ON t.id = r.type_id WHERE t.code = 'edoc_in' AND r.id NOT IN "
            "(SELECT exchange_record_id FROM edoc_incoming WHERE state != 'received' "
            " AND exchange_record_id IS NOT NULL)"
        )

    def waiting(self, document):
        """The packet counts as not sent: the answer didn't come."""
        return self.ours.copy.rows(
            "SELECT r.id FROM edoc_delivery d JOIN edi_exchange_record r "
            "ON r.id = d.exchange_record_id WHERE d.outgoing_id = %s "
            "AND d.state = 'queued' AND r.edi_exchange_state = 'output_pending' "
            "AND EXISTS (SELECT FROM queue_job j WHERE j.state = 'pending' "
            "  AND j.method_name = 'action_exchange_send' AND j.eta IS NOT NULL)",
            document,
        )

    def test_4_a_change_of_keys(self):
        """The new key is told while the former counts; then that counts no longer."""
        ours, theirs = self.ours, self.theirs
        ours.done("edi.backend", "action_edoc_direct_make_key", [ours.channel])
        [new, _public] = ours.key("own", "next")
        self.assertIn("khóa", ours.test())
        theirs.enter(ours.form("edoc_direct_own", "edoc_direct_own_shown"))
        for side in (ours, theirs):
            self.assertIn("khóa", side.test())
        ours.done("edoc.direct.key", "action_use", [new])
        for side in (ours, theirs):
            self.assertIn("khóa", side.test())
        for side, whose in ((ours, "own"), (theirs, "peer")):
            former, _public = side.key(whose, "former")
            side.done("edoc.direct.key", "action_remove", [former])
        for side in (ours, theirs):
            self.assertIn("khóa", side.test())
        [used, _public] = theirs.key("peer")
        theirs.done("edoc.direct.key", "action_remove", [used])
        self.assertIn("không nhận ra", ours.test())
