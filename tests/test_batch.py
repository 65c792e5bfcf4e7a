"""Batches on a real server: many documents, one PIN, one verdict for each."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psutil

from odoo.tests import HttpCase, tagged

from ..demo.line import PIN
from .batch_server import TO_NUMBER, BatchServer
from .server import Client, until
from .test_pin import WRONG, text_columns


@tagged("post_install", "-at_install")
class TestBatch(BatchServer, HttpCase):
    # ---------------------------------------------------------------- one verdict each

    def test_leader_signs_many(self):
        """Điều 12.1b: one PIN; what can't be signed neither stops nor hides others."""
        client = Client(self.server, "giamdoc")
        documents = self.documents("signing", 8)
        spoilt, barred = documents[2], documents[4]
        self.spoil(spoilt)
        self.copy.rows(
            "CREATE FUNCTION edoc_bar() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'disk full'; END $$"
        )
        self.copy.rows(
            "CREATE TRIGGER edoc_bar BEFORE INSERT ON edoc_step FOR EACH ROW "
            f"WHEN (NEW.outgoing_id = {barred:d}) EXECUTE FUNCTION edoc_bar()"
        )
        # somebody else has signed this one while the question was open
        question = self.ask(client, "sign", documents)
        taken = documents[6]
        self.copy.rows("UPDATE edoc_outgoing SET state='signed' WHERE id=%s", taken)
        batch = self.answer(client, question)
        found = self.ended(client, batch)
        self.copy.rows("DROP TRIGGER edoc_bar ON edoc_step")
        self.assertEqual(
            found,
            {
                "state": "done",
                "total": 8,
                "done_count": 5,
                "refused_count": 2,
                "failed_count": 1,
            },
        )
        words = {document: said for document, _state, said in self.lines(batch)}
        states = dict(zip(documents, self.verdicts(batch), strict=True))
        self.assertEqual(
            [states[spoilt], states[barred], states[taken]],
            ["refused", "failed", "refused"],
        )
        self.assertIn("SHA-256", words[spoilt])
        self.assertNotIn("disk full", words[barred])
        self.assertTrue(words[taken])
        good = [d for d in documents if d not in (spoilt, barred, taken)]
        self.assertSigned(good)
        self.assertUntouched([spoilt, barred])
        self.assertEqual(self.stages(taken), ("signed", None, None))

    def test_clerk_numbers_and_seals(self):
        """NĐ 30 Điều 15, Điều 12.1c: numbers follow the chosen order without a gap."""
        self.copy.rows("UPDATE res_company SET edoc_signature_level = 'LT'")
        try:
            self._number_and_seal()
        finally:
            self.copy.rows("UPDATE res_company SET edoc_signature_level = 'B'")

    def _number_and_seal(self):
        client = Client(self.server, "vanthu")
        documents = self.documents("signed", TO_NUMBER)
        spoilt = documents[3]
        self.spoil(spoilt)
        question = self.ask(client, "number_and_seal", documents)
        lines, _error = client.call(
            "edoc.batch.start.line", "search_read", [("start_id", "=", question)]
        )
        # dragged into the opposite order
        for place, line in enumerate(reversed(lines)):
            client.call(
                "edoc.batch.start.line", "write", [line["id"]], {"sequence": place}
            )
        batch = self.answer(client, question)
        found = self.ended(client, batch)
        self.assertEqual((found["done_count"], found["refused_count"]), (7, 1))
        chosen = documents[::-1]
        self.assertEqual([line[0] for line in self.lines(batch)], chosen)
        rows = self.copy.rows(
            "SELECT id, number FROM edoc_outgoing WHERE number > 0 ORDER BY number"
        )
        chosen.remove(spoilt)
        self.assertEqual(rows, [(d, n) for n, d in enumerate(chosen, 1)])
        for document in chosen:
            state, steps, stages = self.stages(document)
            self.assertEqual(state, "sealed")
            self.assertEqual(steps.split()[-2:], ["number", "seal"])
            self.assertEqual(stages, "signed numbered sealed")
        self.assertEqual(self.check_pdf(client, chosen[0]), ["person", "seal"])
        self.assertEqual(self.stages(spoilt)[0], "signed")

    def test_in_the_browser(self):
        """The leader ticks some in his list, enters one PIN and sees the bar run."""
        documents = self.documents("signing", 5)
        path = "/odoo/documents-to-sign?debug=tests"
        self.start_tour(path, "edoc_leader_signs_many", login="giamdoc", timeout=120)
        rows = self.copy.rows(
            "SELECT batch_id, outgoing_id FROM edoc_batch_line WHERE batch_id = "
            "(SELECT max(id) FROM edoc_batch)"
        )
        self.assertEqual(len(rows), len(documents))
        self.assertSigned(document for _batch, document in rows)
        self.assertEqual(self.verdicts(rows[0][0]), ["done"] * 5)

    # ------------------------------------------------------------------- at one time

    def test_two_batches_and_a_single_one(self):
        """Bad luck: one token, three windows of the same leader at the same moment."""
        documents = self.documents("signing", 7)
        shares = [documents[:3], documents[3:6]]
        [single] = documents[6:]
        start = Barrier(3)

        def many(share):
            client = Client(self.server, "giamdoc")
            question = self.ask(client, "sign", share)
            start.wait()
            return self.ended(client, self.answer(client, question))["done_count"]

        def one():
            client = Client(self.server, "giamdoc")
            vals = {"outgoing_ids": [(6, 0, [single])]}
            start.wait()
            return client.press("edoc.outgoing.sign", "action_sign", vals, pin=PIN)

        with ThreadPoolExecutor(3) as pool:
            batches = [pool.submit(many, share) for share in shares]
            alone = pool.submit(one)
            self.assertEqual([done.result() for done in batches], [3, 3])
            self.assertIsNone(alone.result())
        self.assertSigned(documents)

    # -------------------------------------------------------------------- cut short

    def stopped_at(self, batch, done):
        """Let a batch come to some verdicts, then hold it just before the next ones."""
        until(lambda: self.verdicts(batch).count("done") >= done, 30, self.server.log)
        return self.copy.held("LOCK TABLE edoc_step IN SHARE MODE")

    def test_stopped_by_the_user(self):
        """He may stop it; what is left waits for him and his PIN."""
        client = Client(self.server, "giamdoc")
        documents = self.documents("signing", 6)
        with self.copy.held("LOCK TABLE edoc_step IN SHARE MODE"):
            batch = self.begin(client, "sign", documents)
            until(lambda: self.copy.waiting() == 2, 30, self.server.log)
            self.assertIsNone(client.call("edoc.batch", "action_cancel", [batch])[1])
            time.sleep(2.5)  # the runner looks every other second
        self.assertEqual(self.ended(client, batch)["state"], "cancelled")
        self.assertEqual(self.verdicts(batch), ["done"] * 2 + ["waiting"] * 4)
        self.assertUntouched(documents[2:])
        self.go_on(client, batch)
        self.assertEqual(self.ended(client, batch)["state"], "done")
        self.assertSigned(documents)

    def test_token_removed_in_the_middle(self):
        """No file's fault: the rest is not refused, it waits for the token."""
        client = Client(self.server, "giamdoc")
        documents = self.documents("signing", 7)
        batch = self.begin(client, "sign", documents)
        pocket = self.tokens.with_name("pocket")
        with self.stopped_at(batch, 1):
            until(lambda: self.copy.waiting() == 2, 30, self.server.log)
            self.tokens.rename(pocket)
            self.tokens.mkdir()
        try:
            self.assertEqual(self.ended(client, batch)["state"], "interrupted")
        finally:
            self.tokens.rmdir()
            pocket.rename(self.tokens)
        [(note,)] = self.copy.rows("SELECT note FROM edoc_batch WHERE id=%s", batch)
        self.assertIn("director", note)
        verdicts = self.verdicts(batch)
        self.assertEqual(set(verdicts), {"done", "waiting"})
        left = [d for d, state, _said in self.lines(batch) if state == "waiting"]
        self.assertUntouched(left)
        self.go_on(client, batch)
        self.assertEqual(self.ended(client, batch)["state"], "done")
        self.assertSigned(documents)

    def test_killed_in_the_middle(self):
        """Bad luck: no half-signed file, nothing twice, and the PIN kept nowhere."""
        client = Client(self.server, "giamdoc")
        documents = self.documents("signing", 8)
        batch = self.begin(client, "sign", documents)
        signers = psutil.Process(self.server.process.pid).children(recursive=True)
        self.assertGreaterEqual(len(signers), 2)
        with self.stopped_at(batch, 2):
            until(lambda: self.copy.waiting() == 2, 30, self.server.log)
            self.check_memory_only(signers)
            self.server.kill()
        until(lambda: not any(map(psutil.pid_exists, [s.pid for s in signers])), 10)
        done = [d for d, state, _said in self.lines(batch) if state == "done"]
        left = [d for d, state, _said in self.lines(batch) if state == "waiting"]
        self.assertGreaterEqual(len(done), 2)
        self.assertGreaterEqual(len(left), 2)
        self.assertSigned(done)
        self.assertUntouched(left)
        first_log = self.server.log.read_text()
        self._continue_after_the_kill(batch, documents)
        self.assertNowhere(first_log + self.server.log.read_text())

    def _continue_after_the_kill(self, batch, documents):
        self.start()
        client = Client(self.server, "giamdoc")
        progress = client.call("edoc.batch", "progress", [batch])[0]
        self.assertEqual(progress["state"], "running", "may be another worker's")
        self.copy.rows(
            "UPDATE edoc_batch SET beat_at = beat_at - interval '1 minute'"
            " WHERE state = 'running'"
        )
        progress = client.call("edoc.batch", "progress", [batch])[0]
        self.assertEqual(progress["state"], "interrupted")
        action, _error = client.call("edoc.batch", "action_continue", [batch])
        question, wrong = action["res_id"], {"pin": WRONG}
        _result, error = client.call(
            "edoc.batch.start", "action_start", [question], context=wrong
        )
        self.assertEqual(error, "odoo.exceptions.UserError")
        self.assertIn("director", client.said)
        progress = client.call("edoc.batch", "progress", [batch])[0]
        self.assertEqual(progress["state"], "interrupted")
        self.answer(client, question)
        progress = self.ended(client, batch)
        self.assertEqual((progress["state"], progress["done_count"]), ("done", 8))
        self.assertSigned(documents)

    def check_memory_only(self, signers):
        """No command line and no environment of any process shows it."""
        for process in (psutil.Process(self.server.process.pid), *signers):
            shown = " ".join([*process.cmdline(), *process.environ().values()])
            self.assertNotIn(PIN, shown)

    def assertNowhere(self, log):
        """The PIN is in no log line and in no column of any table (Điều 5)."""
        self.assertIn("DEBUG", log)
        self.assertGreater(log.count("edoc_batch_line"), 20)
        for pin in (PIN, WRONG):
            self.assertNotIn(pin, log)
        tables = self.copy.rows(text_columns())
        self.assertIn("edoc_batch_line", dict(tables))
        for table, columns in tables:
            found = self.copy.rows(
                f"SELECT count(*) FROM (SELECT {columns} FROM {table}) AS row "  # noqa: S608
                "WHERE row::text LIKE %s OR row::text LIKE %s",
                f"%{PIN}%",
                f"%{WRONG}%",
            )
            self.assertEqual(found, [(0,)], table)
