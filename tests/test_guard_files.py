"""The bytes behind documents and packets, and the guard as met over HTTP."""

import json
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import PIN, EdocCommon, EdocSetup
from .test_guard import GuardSetup

LOGINS = ["cv.qlcn", "tp.qlcn", "vanthu", "giamdoc", "luutru", "quantri"]


@tagged("post_install", "-at_install")
class TestStoredBytes(GuardSetup, EdocCommon):
    def attachments_of(self, record, name):
        found = self.env["ir.attachment"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "in", record.ids),
                ("res_field", "=", name),
            ]
        )
        self.assertEqual(len(found), len(record))
        return found

    def evidence(self):
        """Records whose bytes are evidence, with the field that holds them."""
        versions = (self.outgoing.file_ids | self.incoming.file_ids).version_ids
        yield versions, "content"
        yield self.incoming.exchange_record_id, "exchange_file"
        yield self.incoming.status_ids.exchange_record_id, "exchange_file"

    def test_attachments_behind_the_bytes(self):
        """Run, not assumed: whoever may write a record may write its attachments."""
        for record, name in self.evidence():
            attachments = self.attachments_of(record, name)
            for login in LOGINS:
                own = self.as_(login, self.env["ir.attachment"]).create(
                    {"name": "x.pdf", "raw": b"%PDF-x"}
                )
                link = {
                    "res_model": record._name,
                    "res_id": record[0].id,
                    "res_field": name,
                }
                for attachment in self.as_(login, attachments):
                    with self.subTest(login=login, record=str(record)):
                        with self.assertRaises(AccessError):
                            attachment.write({"raw": b"%PDF-forged"})
                        with self.assertRaises(AccessError):
                            attachment.unlink()
                with self.subTest(login=login, record=str(record)):
                    with self.assertRaises(AccessError):
                        own.write(link)
                    with self.assertRaises(AccessError):
                        own.create({"name": "x.pdf", "raw": b"%PDF-x", **link})

    def test_fields_behind_the_bytes(self):
        for record, name in self.evidence():
            for user in (*(self.users[login] for login in LOGINS),):
                with self.subTest(login=user.login, record=str(record)):
                    with self.assertRaises(AccessError):
                        record.with_user(user).write({name: b"eA=="})
                    with self.assertRaises(AccessError):
                        record.with_user(user).unlink()

    def test_packets_are_written_by_the_system_only(self):
        """The framework lets every employee write exchange records; ours it doesn't."""
        record = self.incoming.exchange_record_id
        vals = {
            "type_id": record.type_id.id,
            "backend_id": record.backend_id.id,
            "edi_exchange_state": "input_received",
        }
        for login in LOGINS:
            acting = self.as_(login, record)
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    acting.create(dict(vals))
                with self.assertRaises(AccessError):
                    acting.write({"edi_exchange_state": "input_received"})
                with self.assertRaises(AccessError):
                    acting.backend_id.create_record("edoc_in", {})

    # ------------------------------------------------------------- changed on disk

    def change_on_disk(self, version):
        """What somebody with access to the server's disk could do."""
        attachment = self.attachments_of(version, "content")
        path = Path(attachment._full_path(attachment.store_fname))
        good = path.read_bytes()
        self.addCleanup(path.write_bytes, good)
        path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
        self.env.invalidate_all()

    def test_changed_bytes_are_noticed(self):
        """NĐ 30 Điều 32: what doesn't match its SHA-256 is used for nothing."""
        self.change_on_disk(self.main.current_id)
        with self.assertRaisesRegex(UserError, "SHA-256"):
            self.main._content()
        with self.assertRaisesRegex(UserError, "SHA-256"):
            self.as_("vanthu", self.outgoing).action_issue()
        self.assertEqual(self.outgoing.state, "sealed")
        self.assertFalse(self.outgoing.delivery_ids.exchange_record_id)

    def test_changed_bytes_are_neither_signed_nor_sealed(self):
        document = self.outgoing_at("signing")
        self.change_on_disk(document.file_ids.current_id)
        with self.assertRaisesRegex(UserError, "SHA-256"):
            self.line.sign(document)
        self.assertEqual(document.state, "signing")
        document = self.outgoing_at("numbered")
        self.change_on_disk(document.file_ids.current_id)
        with self.assertRaisesRegex(UserError, "SHA-256"):
            self.line.seal(document)
        self.assertEqual(document.state, "numbered")

    def test_changed_bytes_are_not_verified(self):
        self.change_on_disk(self.incoming.file_ids.current_id)
        with self.assertRaisesRegex(UserError, "SHA-256"):
            self.as_("vanthu", self.incoming).action_verify()


@tagged("post_install", "-at_install")
class TestGuardHttp(EdocSetup, HttpCase):
    """Over JSON-2, as any program of a user with his key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outgoing = cls.outgoing_at("signing")
        keys = cls.env["res.users.apikeys"]
        until = fields.Datetime.now() + timedelta(days=1)
        cls.keys = {
            login: keys.with_user(cls.users[login])._generate("rpc", "test", until)
            for login in ("cv.qlcn", "giamdoc", "vanthu", "quantri")
        }

    def call(self, login, model, method, **arguments):
        return self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(arguments),
            headers={
                "Authorization": f"bearer {self.keys[login]}",
                "Content-Type": "application/json",
            },
        )

    def assertForbidden(self, login, model, method, **arguments):
        """Refused by the rule: neither a wrong address nor a broken server."""
        with self.subTest(login=login, model=model, method=method):
            answer = self.call(login, model, method, **arguments)
            self.assertIn(answer.status_code, (403, 422), answer.text[:300])
            self.assertRegex(answer.json()["name"], r"\.(AccessError|UserError)$")

    def test_the_key_works(self):
        ids = self.outgoing.ids
        answer = self.call(
            "cv.qlcn", "edoc.outgoing", "read", ids=ids, fields=["state"]
        )
        self.assertEqual(answer.json(), [{"id": ids[0], "state": "signing"}])

    def test_no_door_by_json(self):
        for login in self.keys:
            for context in ({}, {"edoc_door": True}, {"edoc_door": {"a": 1}}):
                self.assertForbidden(
                    login,
                    "edoc.outgoing",
                    "write",
                    ids=self.outgoing.ids,
                    vals={"state": "issued"},
                    context=context,
                )
            for model in ("edoc.outgoing", "edoc.incoming"):
                vals = {"subject": "x", "sender_name": "y", "state": "issued"}
                self.assertForbidden(login, model, "create", vals_list=[vals])
            row = {"outgoing_id": self.outgoing.id, "action": "issue", "user_id": 1}
            self.assertForbidden(login, "edoc.step", "create", vals_list=[row])
            steps = self.outgoing.step_ids.ids
            self.assertForbidden(login, "edoc.step", "unlink", ids=steps)
            books = self.env["edoc.register"].search([]).ids
            self.assertForbidden(
                login, "edoc.register", "write", ids=books, vals={"last_number": 0}
            )
        self.outgoing.invalidate_recordset()
        self.assertEqual(self.outgoing.state, "signing")

    def test_inner_methods_are_no_endpoints(self):
        ids = self.outgoing.ids
        inner = ("_take_step", "_through_door", "_take_number", "_sign_with")
        for method in (*inner, "sudo", "with_user", "with_context", "with_env"):
            self.assertForbidden("giamdoc", "edoc.outgoing", method, ids=ids)
        version = self.outgoing.file_ids.current_id.ids
        self.assertForbidden("giamdoc", "edoc.file.version", "_bytes", ids=version)

    def test_defaults_by_json(self):
        answer = self.call(
            "cv.qlcn",
            "edoc.outgoing",
            "create",
            vals_list=[{"subject": "x"}],
            context={"default_state": "issued", "default_number": 4},
        )
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        draft = self.env["edoc.outgoing"].browse(answer.json())
        self.assertEqual((draft.state, draft.number), ("draft", 0))

    def test_steps_by_json_obey_the_same_rules(self):
        """Buttons are public methods; each asks the same check (Điều 12.1)."""
        ids = self.outgoing.ids
        for method in ("action_submit", "action_number", "action_issue"):
            self.assertForbidden("giamdoc", "edoc.outgoing", method, ids=ids)
        wizard = self.call(
            "vanthu", "edoc.outgoing.seal", "create", vals_list=[{"outgoing_ids": ids}]
        ).json()
        self.assertForbidden(
            "vanthu",
            "edoc.outgoing.seal",
            "action_seal",
            ids=wizard,
            context={"pin": PIN},
        )
        self.outgoing.invalidate_recordset()
        self.assertEqual(self.outgoing.state, "signing")
