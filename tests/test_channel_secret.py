"""Credentials aren't readable; what was exchanged can't be changed (Điều 4, 14)."""

import base64
import json
from pathlib import Path

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from ..core.errors import EdocError
from ..core.secret import is_locked, lock
from .test_axis_channel import AxisSetup

LOGINS = ("cv.qlcn", "vanthu", "giamdoc", "luutru", "quantri")


@tagged("post_install", "-at_install")
class TestEvidence(AxisSetup, HttpCase):
    def setUp(self):
        super().setUp()
        self.value = self.axis.secrets["he-thong-sct"]
        self.admin = self.env.ref("base.user_admin")

    def test_never_read(self):
        fields = ["name", "edoc_axis_secret", "edoc_axis_has_secret"]
        self.env.flush_all()
        for user in (*(self.users[login] for login in LOGINS), self.admin):
            channel = self.backend.with_user(user)
            with self.subTest(user.login):
                try:
                    shown = channel.read(fields) + channel.web_read(
                        {name: {} for name in fields}
                    )
                    shown.append(channel.export_data(fields))
                except AccessError:
                    shown = []
                self.assertNotIn(self.value, str(shown))
                secrets = self.env["edoc.channel.secret"].with_user(user)
                for attempt in (
                    lambda model: model.search([]),
                    lambda model: model.search_read([], ["value"]),
                    lambda model: model.create(
                        {"backend_id": self.backend.id, "name": "x", "value": "y"}
                    ),
                ):
                    with self.assertRaises(AccessError):
                        attempt(secrets)
        manager = self.as_("quantri", self.backend)
        self.assertTrue(manager.edoc_axis_has_secret)
        self.assertFalse(manager.edoc_axis_secret)

    def test_entered_by_the_administrator_only(self):
        for login in LOGINS[:-1]:
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, self.backend).edoc_axis_secret = "x"
        # an empty entry leaves the one that is kept
        self.as_("quantri", self.backend).write({"edoc_axis_secret": False})
        self.assertEqual(self.backend._edoc_secret("axis"), self.value)

    def test_kept_encrypted(self):
        """Who has a copy of the database, but not the server's configuration."""
        kept = self.backend._edoc_find_secret("axis")
        self.assertTrue(is_locked(kept.value))
        # one from before the server had its passphrase
        kept.value = self.value
        self.assertEqual(self.backend._edoc_secret("axis"), self.value)
        kept._lock_open_secrets()
        self.assertTrue(is_locked(kept.value))
        self.assertEqual(self.backend._edoc_secret("axis"), self.value)
        kept.value = lock(self.value, "another passphrase")
        with self.assertRaisesRegex(UserError, "secrets_passphrase"):
            self.as_("quantri", self.backend).action_edoc_test()

    def test_not_copied(self):
        self.assertFalse(self.backend.copy().edoc_axis_has_secret)

    def test_not_in_an_error(self):
        settings = self.backend._edoc_axis().settings
        self.assertNotIn(self.value, repr(settings))
        with self.assertRaises(EdocError) as caught:
            self.backend._edoc_axis().fetch("khong-co", self.axis.folder / "x")
        self.assertNotIn(self.value, repr(caught.exception))

    def test_json2(self):
        """Over the network, as the administrator of Odoo himself."""
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.admin)
            ._generate("rpc", "thử nghiệm", None)
        )
        headers = {"Authorization": f"bearer {key}"}
        for status, model, method, body in (
            (403, "edoc.channel.secret", "search_read", {"domain": []}),
            (200, "edi.backend", "search_read", {"domain": [], "fields": ["name"]}),
            (
                200,
                "edi.backend",
                "read",
                {"ids": self.backend.ids, "fields": ["edoc_axis_secret"]},
            ),
        ):
            url = f"/json/2/{model}/{method}"
            answer = self.url_open(url, json=body, headers=headers)
            with self.subTest(model=model, method=method):
                self.assertEqual(answer.status_code, status, answer.text)
                self.assertNotIn(json.dumps(self.value)[1:-1], answer.text)
                self.assertNotIn(self.value, answer.text)

    def test_neutralised_copy(self):
        """A copy for tests neither sends nor fetches, and has no secret."""
        statements = Path(__file__).parents[1] / "data" / "neutralize.sql"
        self.env.flush_all()
        self.env.cr.execute(statements.read_text(encoding="utf-8"))
        self.env.invalidate_all()
        self.assertFalse(self.backend.active or self.channel.active)
        self.assertFalse(self.backend.edoc_axis_has_secret)
        self.line.agency.send("goi", self.packet())
        self.receive()
        self.assertFalse(self.received())
        record = self.outgoing_record()
        record.action_exchange_send()
        self.assertEqual(record.edi_exchange_state, "output_error_on_send")

    # ------------------------------------------------------------------- frozen

    def forge(self, record):
        yield lambda r: r.write({"exchange_file": base64.b64encode(b"gia")})
        yield lambda r: r.write({"exchange_file": False})
        yield lambda r: r.write({"edoc_sha256": "0" * 64})
        yield lambda r: r.write({"identifier": "EDI/1"})
        yield lambda r: r.write({"backend_id": self.channel.id})
        yield lambda r: r.unlink()
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
            + [("res_field", "=", "exchange_file")]
        )
        self.assertTrue(attachment)
        yield lambda r: attachment.with_env(r.env).write({"raw": b"gia"})
        yield lambda r: attachment.with_env(r.env).unlink()

    def assertFrozen(self, record, also=()):
        """Superuser code, too: what JSON-2, server actions and imports run into."""
        content = record._get_file_content(as_bytes=True)
        for user in (self.env.user, self.env.ref("base.user_admin")):
            acting = record.with_user(user)
            for attempt in (*self.forge(record), *also):
                with self.assertRaises(AccessError):
                    attempt(acting.sudo())
        self.env.invalidate_all()
        self.assertEqual(record._get_file_content(as_bytes=True), content)

    def test_what_waits_to_be_sent(self):
        """What was built once is sent as it is."""
        self.assertFrozen(self.outgoing_record())

    def test_sent(self):
        record = self.outgoing_record()
        record.action_exchange_send()
        self.assertEqual(record.edi_exchange_state, "output_sent")
        again = [lambda r: r.write({"edi_exchange_state": "output_pending"})]
        self.assertFrozen(record, again)
        # sent again it isn't: it has left
        before = len(self.axis.messages())
        record.action_exchange_send()
        self.assertEqual(len(self.axis.messages()), before)

    def test_read(self):
        self.axis.send(self.arriving("20"))
        self.receive()
        record = self.received()
        other = [lambda r: r.write({"external_identifier": "0"})]
        self.assertFrozen(record, other)

    def test_never_deleted_by_a_schedule(self):
        with self.assertRaisesRegex(ValidationError, "kept as evidence"):
            self.as_("quantri", self.backend).auto_delete_records_after_days = 30

    def test_archived_is_known(self):
        """An old packet that was archived isn't taken in once more."""
        content = self.arriving("22")
        record = self.backend._edoc_take_in("goi.edxml", content, "ma-22")
        record.active = False
        self.assertEqual(self.backend._edoc_take_in("goi.edxml", content), record)
        self.assertEqual(self.backend._edoc_take_in("goi.edxml", b"x", "ma-22"), record)

    def test_by_its_own_door(self):
        """A recall takes the content away, the record stays (NĐ 30 PL VI III.8)."""
        self.axis.send(self.arriving("21"))
        self.receive()
        record = self.received()
        record._through_door().write({"exchange_file": False})
        self.assertFalse(record.exchange_file)
        self.assertTrue(record.edoc_sha256)
