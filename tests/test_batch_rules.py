"""Whose batch it is, what it takes, and what a line refuses."""

from odoo.exceptions import AccessError, UserError

from ..models.batch import MAX_DOCUMENTS
from .common import PIN, EdocCommon

WRONG = "97531086"


class BatchCommon(EdocCommon):
    def tearDown(self):
        # nothing of a test is kept, so its batches never begin; their tokens close
        self.env.cr.postcommit.clear()
        self.env.cr.postrollback.run()
        super().tearDown()

    def ask(self, login, documents, button="action_open_sign"):
        """The question that a button of the list opens, for the user."""
        action = getattr(self.as_(login, documents), button)()
        self.assertEqual(action["res_model"], "edoc.batch.start")
        return self.as_(login, self.env["edoc.batch.start"]).browse(action["res_id"])

    def begin(self, login, documents, button="action_open_sign"):
        start = self.ask(login, documents, button)
        action = start.with_context(pin=PIN).action_start()
        return self.as_(login, self.env["edoc.batch"]).browse(action["res_id"])

    def batches(self):
        return self.env["edoc.batch"].search([])


class TestBatchRules(BatchCommon):
    def setUp(self):
        super().setUp()
        self.documents = self.outgoing_at("signing") | self.outgoing_at("signing")

    def test_one_document_is_signed_at_once(self):
        """A batch is for many; one document is signed while the leader waits."""
        leader = self.as_("giamdoc", self.documents)
        action = leader[:1].action_open_sign()
        self.assertEqual(action["res_model"], "edoc.outgoing.sign")
        clerk = self.as_("vanthu", self.documents)
        action = clerk[:1].action_open_seal()
        self.assertEqual(action["res_model"], "edoc.outgoing.seal")

    def test_order_is_the_users(self):
        """NĐ 30 Điều 15: in the order of the list, until it is dragged elsewhere."""
        chosen = self.documents[::-1]
        start = self.ask("vanthu", chosen, "action_open_number_and_seal")
        self.assertEqual(start.line_ids.outgoing_id.ids, chosen.ids)
        start.line_ids[0].sequence = 9
        self.env.flush_all()
        start.invalidate_recordset()
        start.with_context(pin=PIN).action_start()
        self.assertEqual(self.batches().line_ids.outgoing_id.ids, self.documents.ids)

    def test_a_wrong_pin_begins_nothing(self):
        """Điều 5: it is said at once, in the dialog, and has cost one try."""
        start = self.ask("giamdoc", self.documents)
        with self.assertRaisesRegex(UserError, "“director”"):
            start.with_context(pin=WRONG).action_start()
        self.assertFalse(self.batches())
        batch = self.begin("giamdoc", self.documents)
        self.assertEqual((batch.state, batch.total), ("running", 2))

    def test_whoever_has_no_token_begins_nothing(self):
        """Điều 5.2: the seal is in the custody of the clerk alone."""
        start = self.ask("giamdoc", self.documents, "action_open_seal")
        with self.assertRaisesRegex(UserError, "in your custody"):
            start.with_context(pin=PIN).action_start()
        self.assertFalse(self.batches())

    def test_not_more_than_a_batch_takes(self):
        many = self.env["edoc.outgoing"].browse(range(1, MAX_DOCUMENTS + 2))
        batches = self.as_("giamdoc", self.env["edoc.batch"])
        for documents in (many, many.browse()):
            with self.assertRaisesRegex(UserError, f"1 to {MAX_DOCUMENTS} documents"):
                batches._begin("sign", documents, PIN)

    def test_only_what_he_may_read(self):
        """Nobody learns by a batch of documents that are none of his business."""
        start = self.as_("giamdoc.ttkc", self.env["edoc.batch.start"])
        start = start.create({"kind": "sign"})
        with self.assertRaises(AccessError):
            start.line_ids.create(
                {"start_id": start.id, "outgoing_id": self.documents[0].id}
            )

    # ----------------------------------------------------------------- whose it is

    def test_whose_it_is(self):
        """The administrator sees how far it has come, not of which documents."""
        batch = self.begin("giamdoc", self.documents)
        for login, sees in (
            ("giamdoc", True),
            ("quantri", True),
            ("phogiamdoc1", False),
            ("vanthu", False),
            ("vanthu.ttkc", False),
        ):
            with self.subTest(login):
                found = self.as_(login, self.env["edoc.batch"]).search([])
                self.assertEqual(found.ids, batch.ids if sees else [])
        lines = self.env["edoc.batch.line"]
        self.assertEqual(len(self.as_("giamdoc", lines).search([])), 2)
        self.assertFalse(self.as_("phogiamdoc1", lines).search([]))
        with self.assertRaises(AccessError):
            self.as_("quantri", lines).search([])
        seen = self.as_("quantri", batch).progress()
        self.assertEqual((seen["state"], seen["total"]), ("running", 2))
        with self.assertRaises(AccessError):
            self.as_("phogiamdoc1", batch).progress()
        for action in ("action_cancel", "action_continue"):
            with self.assertRaisesRegex(UserError, "Only the person"):
                getattr(self.as_("quantri", batch), action)()

    def test_only_the_system_writes(self):
        """Điều 12: a verdict is nobody's to change."""
        batch = self.begin("giamdoc", self.documents)
        for records in (batch, batch.line_ids):
            for acting in (records, records.sudo()):
                with self.assertRaises(AccessError):
                    acting.write({"state": "done"})
                with self.assertRaises(AccessError):
                    acting.unlink()
                with self.assertRaises(AccessError):
                    acting.create({"state": "done"})

    # ------------------------------------------------------------- what is refused

    def test_after_a_hand_over_nothing_is_signed(self):
        """Điều 5.2: only the present custodian, at every single document."""
        batch = self.begin("giamdoc", self.documents)
        token = batch.sudo().token_id
        token._through_door().write({"holder_id": self.users["phogiamdoc1"].id})
        with self.assertRaisesRegex(AccessError, "custody of somebody else"):
            batch.line_ids[0]._sign(None, float)

    def test_another_entity(self):
        """Điều 6: each entity's key goes on its own documents."""
        batch = self.begin("giamdoc", self.documents)
        other = batch.line_ids[1].outgoing_id
        other._through_door().write({"company_id": self.unit.id})
        self.users["giamdoc"].company_ids |= self.unit
        acting = batch.with_context(allowed_company_ids=(self.company | self.unit).ids)
        with self.assertRaisesRegex(UserError, "another entity"):
            acting.line_ids[1]._sign(None, float)

    def test_a_line_is_done_once(self):
        """Whoever comes second finds nothing to do."""
        batch = self.begin("giamdoc", self.documents)
        line = batch.line_ids[0]
        line._keep_verdict("refused", "x", 0.1)
        line._keep_verdict("failed", "y", 0.1)
        self.assertEqual((line.state, line.message), ("refused", "x"))
        self.assertIsNone(line._sign(None, float))
        self.assertEqual(line.outgoing_id.state, "signing")

    def test_silence_is_an_interruption(self):
        """The cron says so to the user in his language; he may go on."""
        batch = self.begin("giamdoc", self.documents)
        model = self.env["edoc.batch"].sudo()
        model._cron_mark_interrupted()
        self.assertEqual(batch.state, "running")
        self.assertFalse(batch.can_continue)
        with self.assertRaisesRegex(UserError, "is running"):
            batch._go_on(PIN)
        batch._through_door().write({"beat_at": "2020-01-01 00:00:00"})
        model._cron_mark_interrupted()
        self.assertEqual(batch.state, "interrupted")
        self.assertTrue(batch.note and batch.can_continue)
        batch._go_on(PIN)
        self.assertEqual((batch.state, batch.run), ("running", 2))
        self.assertFalse(batch._beat(1), "the runner that was thought dead")
        self.assertTrue(batch._beat(2))
        batch.action_cancel()
        self.assertFalse(batch._beat(2))
        batch._conclude(1, None)
        self.assertEqual(batch.state, "running")
        batch._conclude(2, None)
        self.assertEqual(batch.state, "cancelled")
