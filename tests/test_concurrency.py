"""Several at once, and processes that die: nothing lost, nothing doubled."""

import base64
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from odoo import Command
from odoo.tests import BaseCase, tagged

from ..core.edxml import read_packet
from ..core.edxml.model import DocumentPacket, StatusPacket
from ..demo.line import PIN, Line
from ..demo.organisation import Organisation
from ..demo.other_agency import utc_now
from .cluster import Cluster
from .common import PKI, PLAIN, letter, signed_letter
from .server import Client, Copy, Server, until
from .takers import Takers

# make test: 4 x 50; dev/README.md tells how to take 4 x 500
WORKERS, EACH = 4, int(os.environ.get("EDOC_NUMBERS", "50"))
# a clerk's process, his connection, one process of PostgreSQL, all of PostgreSQL
KILLS = ("process", "connection", "backend", "server")
SIGNED, NUMBERED = 8, 4
# the client shows these as a sentence, others as a traceback
SENTENCES = {"odoo.exceptions.UserError", "odoo.exceptions.LockError"}


def prepare(env):
    """Fill the copy: documents to be registered, numbered, sealed, issued."""
    organisation = Organisation(env, PKI).build()
    line = Line(env, commit=False)
    line.channel = organisation.channel
    clerk = organisation.users["vanthu"]
    vals = {"sender_name": "UBND tỉnh", "subject": "Văn bản giấy"}
    model = line.env["edoc.incoming"].with_user(clerk)
    model.create([dict(vals) for _number in range(WORKERS * EACH)])
    first = _draft(line)
    line.approve(first)
    line.sign(first)
    signed = first.file_ids._content()
    drafts = [_draft(line) for _each in range(SIGNED + NUMBERED - 1)]
    for draft in drafts:
        # signed once, for the same page; each gets its own number
        draft.file_ids._add_version(signed, "signed")
        draft._through_door().write({"state": "signed"})
    for draft in drafts[-NUMBERED:]:
        line.number(draft)
    line.seal(drafts[-1])
    content = line.agency.packet(PLAIN, utc_now(), signed_letter(PLAIN))
    line.agency.folder.mkdir(parents=True)
    (line.agency.folder / "goi.bin").write_bytes(content)
    env.flush_all()
    env.cr.commit()


def _draft(line):
    author = line.user("cv.qlcn")
    draft = (
        line.env["edoc.outgoing"]
        .with_user(author)
        .create(
            {
                "subject": "báo cáo tình hình sản xuất công nghiệp",
                "type_id": line.env.ref("l10n_vn_edoc.document_type_cong_van").id,
                "signer_id": line.user("giamdoc").id,
                "delivery_ids": [
                    Command.create(
                        {
                            "partner_id": line.env["res.partner"]
                            .search([("edoc_organ_id", "=", "H35")])
                            .id
                        }
                    )
                ],
            }
        )
    )
    line.upload(draft, "cong-van.pdf", letter())
    return draft


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = Copy()
        cls.addClassCleanup(cls.copy.remove)
        cls.copy.run(f"{__name__}:prepare")
        cls.server = None
        cls.addClassCleanup(cls._stop)

    @classmethod
    def _stop(cls):
        if cls.server:
            cls.server.kill()

    @classmethod
    def start(cls, jobs=False):
        cls._stop()
        cls.server = Server(cls.copy, jobs)
        return cls.server

    def documents(self, state, model="edoc_outgoing"):
        rows = self.copy.rows(
            f"SELECT id FROM {model} WHERE state = %s ORDER BY id",  # noqa: S608
            state,
        )
        return [document for (document,) in rows]

    def at_once(self, login, tasks):
        """Run each list of tasks by a session of its own, all beginning together."""
        start = Barrier(len(tasks))

        def work(todo):
            client = Client(self.server, login)
            start.wait()
            return [task(client) for task in todo]

        with ThreadPoolExecutor(len(tasks)) as pool:
            return list(pool.map(work, tasks))

    def state(self, document):
        query = (
            "SELECT o.state, o.number, "
            "  (SELECT count(*) FROM edoc_step s WHERE s.outgoing_id = o.id), "
            "  (SELECT string_agg(v.stage, ' ' ORDER BY v.number) "
            "     FROM edoc_file f JOIN edoc_file_version v ON v.file_id = f.id "
            "    WHERE f.outgoing_id = o.id) "
            "FROM edoc_outgoing o WHERE o.id = %s"
        )
        [row] = self.copy.rows(query, document)
        return row

    def packets(self, kind):
        folder = self.copy.exchange_root / "truc-tinh" / "outbox"
        found = [read_packet(path) for path in sorted(folder.glob("*.edxml"))]
        return [packet for packet in found if isinstance(packet, kind)]

    # --------------------------------------------------------------------- numbers

    def test_arrival_numbers(self):
        """NĐ 30 Điều 22: four clerks, a book not yet begun; some of them are killed.

        Then PostgreSQL itself, which recovers from its log: what was committed stays,
        what was not leaves no trace. Without gap or double, in order and time; nobody
        but those who are cut off sees an error, and no request is run twice but those
        of the book's first moment.
        """
        ids = self.documents("received", "edoc_incoming")
        self.assertEqual(len(ids), WORKERS * EACH)
        cluster = Cluster(self.copy)
        self.addCleanup(cluster.remove)
        takers = Takers(cluster)
        self.addCleanup(takers.close)
        began = time.monotonic()
        for number in range(WORKERS):
            takers.start(f"clerk {number}", ids[number::WORKERS])
        for number, victim in enumerate(KILLS, 1):
            done = len(ids) * number // (len(KILLS) + 2)
            until(lambda done=done: len(takers.told("done")) >= done, 300)
            self._kill(takers, cluster, victim)
        until(takers.finished, 600)
        spent = time.monotonic() - began
        print(f"\n{WORKERS} x {EACH} numbers in {spent:.1f} s: {takers.count()}")

        self.assertEqual(takers.told("error"), [])
        for fact in takers.told("retry"):
            self.assertIn("opened by another clerk", fact["text"])
        self.assertEqual(len(takers.told("killed")), 1)
        # one by his connection, and at each crash at least the one who had the turn
        self.assertGreaterEqual(len(takers.told("cut")), 3)
        self._check_book(cluster, len(ids))

    def _kill(self, takers, cluster, victim):
        """End something in the midst of a number that is being taken."""
        process, connection = takers.catch_holder()
        if victim == "process":
            takers.kill(process)
            return
        if victim == "connection":
            cluster.rows("SELECT pg_terminate_backend(%s)", connection)
        else:
            cluster.crash(connection if victim == "backend" else None)
        os.kill(process, signal.SIGCONT)

    def _check_book(self, copy, count):
        everyone = list(range(1, count + 1))
        rows = copy.rows(
            "SELECT i.arrival_number, n.id, n.taken_at, i.registered_at "
            "FROM edoc_incoming i JOIN edoc_register_number n "
            "ON (n.register_id, n.number) = (i.register_id, i.arrival_number) "
            "ORDER BY i.arrival_number"
        )
        numbers, *in_time = zip(*rows, strict=True)
        self.assertEqual(list(numbers), everyone)
        for column in in_time:
            self.assertEqual(sorted(column), list(column))
        rows = copy.rows(
            "SELECT number FROM edoc_register_number WHERE register_id = "
            "(SELECT id FROM edoc_register WHERE kind = 'incoming') ORDER BY 1"
        )
        self.assertEqual([number for (number,) in rows], everyone)
        steps = copy.rows("SELECT count(*) FROM edoc_step WHERE action='register'")
        self.assertEqual(steps, [(count,)])

    def test_numbers_of_our_own(self):
        """NĐ 30 Điều 15: all clerks press for all documents; each gets one number."""
        self.start()
        ids = self.documents("signed")
        self.assertEqual(len(ids), SIGNED)

        def number(document):
            return lambda client: (
                *client.call("edoc.outgoing", "action_number", [document]),
                client.said,
            )

        orders = [ids, ids[::-1], ids[2:] + ids[:2], ids[5:] + ids[:5]]
        answers = self.at_once("vanthu", [[number(d) for d in o] for o in orders])
        answers = [answer for each in answers for answer in each]
        self.assertEqual(len([e for _result, e, _said in answers if not e]), SIGNED)
        for _result, error, said in answers:
            if error:
                self.assertIn(error, SENTENCES, said)
                self.assertRegex(said, "just now|is not possible|can't")
        rows = self.copy.rows(
            "SELECT number, code_number FROM edoc_outgoing WHERE number > 0 ORDER BY 1"
        )
        expected = [(n, f"{n:02d}") for n in range(1, SIGNED + NUMBERED + 1)]
        self.assertEqual(rows, expected)
        for document in ids:
            state, _number, _steps, stages = self.state(document)
            self.assertEqual((state, stages.split().count("numbered")), ("numbered", 1))

    # ------------------------------------------------------------------------ seals

    def seal(self, client, document):
        vals = {"outgoing_ids": [Command.set([document])]}
        return client.press("edoc.outgoing.seal", "action_seal", vals, pin=PIN)

    def test_sealed_once(self):
        """Điều 12.1c: two press at the same moment; one seal, one step."""
        self.start()
        document = self.documents("numbered")[-1]
        before = self.state(document)
        tasks = [[lambda client: self.seal(client, document)]] * 3
        errors = [each[0] for each in self.at_once("vanthu", tasks)]
        self.assertEqual(errors.count(None), 1, errors)
        state, number, steps, stages = self.state(document)
        self.assertEqual((state, number, steps), ("sealed", before[1], before[2] + 1))
        self.assertEqual(stages.split().count("sealed"), 1)

    # ----------------------------------------------------------------------- killed

    def kill_in(self, act, lock, *params):
        """Let a session act, stop it at a lock, then cut the power."""
        with ThreadPoolExecutor(1) as pool, self.copy.held(lock, *params):
            pending = pool.submit(act)
            until(self.copy.waiting, 30, self.server.log)
            self.server.kill()
            self.assertTrue(pending.exception(30))
        until(lambda: not self.copy.waiting(), 30)

    def test_killed_while_sealing(self):
        """Bad input: killed after the seal was set and before it was kept."""
        client = Client(self.start(), "vanthu")
        document = self.documents("numbered")[0]
        before = self.state(document)
        self.kill_in(
            lambda: self.seal(client, document), "LOCK TABLE edoc_step IN SHARE MODE"
        )
        self.assertEqual(self.state(document), before)
        client = Client(self.start(), "vanthu")
        self.assertIsNone(self.seal(client, document))
        state, number, steps, stages = self.state(document)
        self.assertEqual((state, number, steps), ("sealed", before[1], before[2] + 1))
        self.assertEqual(stages.split().count("sealed"), 1)

    def test_killed_between_sealing_and_issuing(self):
        """Bad input: first while it is issued, then in the job that sends it."""
        [document, *_rest] = self.documents("sealed")
        client = Client(self.start(), "vanthu")
        self.kill_in(
            lambda: client.call("edoc.outgoing", "action_issue", [document]),
            "LOCK TABLE edoc_step IN SHARE MODE",
        )
        self.assertEqual(self.state(document)[0], "sealed")
        self.assertEqual(self.packets(DocumentPacket), [])

        client = Client(self.start(), "vanthu")
        _result, error = client.call("edoc.outgoing", "action_issue", [document])
        self.assertIsNone(error)
        self.assertEqual(self.packets(DocumentPacket), [], "sent before the job")
        self.server.kill()
        self._killed_in_the_job(document)

        [packet] = self.packets(DocumentPacket)
        rows = self.copy.rows(
            "SELECT d.state, o.document_uid FROM edoc_delivery d "
            "JOIN edoc_outgoing o ON o.id = d.outgoing_id WHERE o.id = %s",
            document,
        )
        self.assertEqual(rows, [("sent", packet.document_id)])

    def _killed_in_the_job(self, document):
        """The packet lies in the outbox, but that it does is not kept yet."""
        lock = "SELECT id FROM edoc_delivery WHERE outgoing_id = %s FOR UPDATE"
        with self.copy.held(lock, document):
            self.start(jobs=True)
            until(lambda: self.packets(DocumentPacket), 30, self.server.log)
            until(self.copy.waiting, 30, self.server.log)
            self.server.kill()
        until(lambda: not self.copy.waiting(), 30)
        rows = self.copy.rows(
            "SELECT state FROM edoc_delivery WHERE outgoing_id = %s", document
        )
        self.assertEqual(rows, [("queued",)])
        self._revive_jobs()

    def _revive_jobs(self):
        """Start again; the runner leaves dead jobs ten seconds before it takes them."""
        self.copy.rows(
            "UPDATE queue_job SET date_enqueued = date_enqueued - interval '1 minute' "
            "WHERE state IN ('enqueued', 'started')"
        )
        self.start(jobs=True)
        query = (
            "SELECT count(*) FROM queue_job WHERE state NOT IN ('done', 'cancelled')"
        )
        until(lambda: self.copy.rows(query) == [(0,)], 60, self.server.log)

    def test_killed_while_receiving(self):
        """Bad input: one document and one status, though the job ran twice."""
        path = self.copy.exchange_root / "truc-tinh" / "goi.bin"
        client = Client(self.start(), "vanthu")
        content = base64.b64encode(path.read_bytes()).decode()
        vals = {"file": content, "file_name": "goi.edxml"}
        error = client.press("edoc.incoming.upload", "action_upload", vals)
        self.assertIsNone(error)
        self.server.kill()
        with self.copy.held("LOCK TABLE edoc_status_message IN SHARE MODE"):
            self.start(jobs=True)
            until(self.copy.waiting, 30, self.server.log)
            self.server.kill()
        until(lambda: not self.copy.waiting(), 30)
        query = "SELECT verdict FROM edoc_incoming WHERE source = 'packet'"
        self.assertEqual(self.copy.rows(query), [])
        self._revive_jobs()
        self.assertEqual(self.copy.rows(query), [("valid",)])
        until(lambda: len(self.packets(StatusPacket)) > 1, 30, self.server.log)
        sent = sorted(packet.status_code for packet in self.packets(StatusPacket))
        self.assertEqual(sent, ["01", "03"])
