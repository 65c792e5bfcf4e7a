"""Keys of direct channels: who may see and change them, and what nobody reads."""

import json

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.direct import keys
from ..models._channel_errors import ChannelRefusedError, ChannelUnavailableError
from .common import EdocCommon

THEIRS = keys.public_of(keys.make_key())
SHOWN = keys.shown(keys.fingerprint(THEIRS))


@tagged("post_install", "-at_install")
class TestDirectKeys(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.direct = cls.as_("quantri", cls.channel).create(
            {
                "name": "Sở Tài chính",
                "backend_type_id": cls.channel.backend_type_id.id,
                "company_id": cls.company.id,
                "edoc_kind": "https",
                "edoc_direct_url": "http://127.0.0.1:9",
                "edoc_direct_agencies": "H35.11",
            }
        )
        cls.direct.action_edoc_direct_make_key()
        cls.own = cls.direct.edoc_direct_key_ids
        cls.private = cls.own.sudo().private

    def pin(self, public=THEIRS, told=SHOWN, login="quantri"):
        wizard = self.as_(login, self.env["edoc.direct.pin"])
        vals = {"channel_id": self.direct.id, "public": public, "told": told}
        return wizard.create(vals).action_pin()

    # ----------------------------------------------------------------- private keys

    def test_nobody_reads_a_private_key(self):
        """No user and no interface, the administrator of the system included."""
        self.assertIn("PRIVATE KEY", self.private)
        system = self.env.ref("base.group_system")
        root = self.env["res.users"].create(
            {
                "name": "root",
                "login": "root.direct",
                "group_ids": [
                    Command.set(
                        [system.id, self.env.ref("l10n_vn_edoc.group_manager").id]
                    )
                ],
            }
        )
        for user in (root, self.users["quantri"]):
            own = self.own.with_user(user)
            self.assertNotIn("private", own.fields_get())
            self.assertNotIn("private", own.read()[0])
            inner = self.private.splitlines()[1]
            self.assertNotIn(inner, json.dumps(own.read(), default=str))
            for name, ask in {
                "read": lambda own: own.read(["private"]),
                "search": lambda own: own.search([("private", "like", "M%")]),
                "order": lambda own: own.search([], order="private"),
                "group": lambda own: own.formatted_read_group([], ["private"]),
                "export": lambda own: own.export_data(["private"]),
                "related": lambda own: own.channel_id.search(
                    [("edoc_direct_key_ids.private", "like", "M%")]
                ),
            }.items():
                with self.subTest(name=name, user=user.login):
                    with self.assertRaises(AccessError):
                        ask(own)

    def test_it_is_kept_encrypted(self):
        """Who has a copy of the database, but not the server's configuration."""
        self.assertTrue(keys.is_locked(self.private))
        opened = self.own._private()
        self.assertEqual(keys.public_of(opened), self.own.public)
        # one from before the server had its passphrase
        self.own._through_door().write({"private": opened})
        self.pin()
        self.assertIn("secrets_passphrase", self.direct._edoc_direct_open_note())
        self.assertTrue(self.own._lies_open())
        self.env["edoc.direct.key"]._lock_open_keys()
        self.assertFalse(self.own._lies_open())
        self.assertEqual(self.own._private(), opened)
        locked = keys.lock(opened, "another passphrase")
        self.own._through_door().write({"private": locked})
        with self.assertRaisesRegex(UserError, "secrets_passphrase"):
            self.direct.action_edoc_test()

    def test_it_is_in_no_message_and_no_copy(self):
        inner = self.private.splitlines()[1]
        messages = self.env["mail.message"].search([("model", "=", "edi.backend")])
        self.assertFalse([m for m in messages if inner in (m.body or "")])
        copy = self.direct.copy()
        self.assertFalse(copy.edoc_direct_key_ids)

    def test_keys_are_written_by_their_buttons_only(self):
        """Whoever could write one would speak for another agency."""
        vals = {
            "channel_id": self.direct.id,
            "side": "peer",
            "state": "used",
            "public": THEIRS,
            "fingerprint": keys.fingerprint(THEIRS),
        }
        for user in (self.users["quantri"], self.env.ref("base.user_root")):
            own = self.own.with_user(user)
            for change in (
                lambda own: own.create(dict(vals)),
                lambda own: own.write({"state": "former"}),
                lambda own: own.write({"private": "x"}),
                lambda own: own.unlink(),
            ):
                with self.assertRaises(AccessError):
                    change(own)

    def test_whose_task_it_is(self):
        """Administrator of the entity; nobody else, and of no other entity."""
        self.direct.company_id = self.unit
        for login in ("vanthu", "cv.qlcn", "giamdoc"):
            own, channel = self.as_(login, self.own), self.as_(login, self.direct)
            for call in (
                own.action_remove,
                own.action_use,
                channel.action_edoc_direct_make_key,
                channel.action_edoc_direct_enter_key,
                lambda channel=channel: channel.read(["edoc_direct_agencies"]),
                lambda login=login: self.pin(login=login),
            ):
                with self.subTest(login=login), self.assertRaises(AccessError):
                    call()
        self.direct.invalidate_recordset()
        with self.assertRaises(AccessError):
            self.own.with_user(self.users["quantri"]).read(["shown"])

    # ----------------------------------------------------------------------- steps

    def test_a_key_needs_its_fingerprint(self):
        """What came with the key proves nothing; the voice of the other side does."""
        other = keys.shown(keys.fingerprint(keys.public_of(keys.make_key())))
        for told in ("", SHOWN[:-1], other):
            with self.assertRaisesRegex(UserError, "dấu vân tay khác"):
                self.with_vi(told)
        for public in ("", "khóa", self.private):
            with self.assertRaisesRegex(UserError, "không phải là khóa công khai"):
                self.with_vi(SHOWN, public)
        self.pin()
        self.assertEqual(
            self.direct.edoc_direct_key_ids.filtered(lambda k: k.side == "peer").state,
            "used",
        )
        with self.assertRaises(UserError):
            self.pin()
        with self.assertRaises(UserError):  # our own, by mistake
            self.pin(self.own.public, self.own.shown)

    def with_vi(self, told, public=THEIRS):
        wizard = self.as_("quantri", self.env["edoc.direct.pin"])
        vals = {"channel_id": self.direct.id, "public": public, "told": told}
        return wizard.with_context(lang="vi_VN").create(vals).action_pin()

    def test_states_of_keys(self):
        self.assertEqual(self.own.state, "used")
        self.assertEqual(self.direct.edoc_direct_own, keys.bare(self.own.public))
        with self.assertRaises(UserError):
            self.own.action_use()
        self.direct.action_edoc_direct_make_key()
        new = self.direct.edoc_direct_key_ids - self.own
        self.assertEqual(new.state, "next")
        self.assertEqual(self.direct.edoc_direct_own, keys.bare(new.public))
        with self.assertRaises(UserError):
            self.direct.action_edoc_direct_make_key()
        new.action_use()
        self.assertEqual((new.state, self.own.state), ("used", "former"))
        self.own.action_remove()
        self.assertEqual(self.direct.edoc_direct_key_ids, new)

    def test_addresses_and_identifiers(self):
        for vals, words in (
            ({"edoc_direct_url": "http://vanthu.example"}, "https://"),
            ({"edoc_direct_url": "vanthu.example"}, "https://"),
            ({"edoc_direct_agencies": "H35.09 *"}, "mã định danh"),
        ):
            channel = self.direct.with_context(lang="vi_VN")
            with self.assertRaisesRegex(UserError, words):
                channel.write(vals)

    def test_either_form_of_an_identifier(self):
        """QĐ 20/2020: an agency has its former identifier as well."""
        channel = self.direct.sudo()
        self.assertTrue(channel._edoc_direct_may_speak("H35.11"))
        self.assertTrue(channel._edoc_direct_may_speak("000.00.11.H35"))
        for other in ("H35.14", "000.00.14.H35", "H35", "", "000.01.11.H35"):
            self.assertFalse(channel._edoc_direct_may_speak(other), other)

    # --------------------------------------------------------------------- sending

    def test_failures_are_told_apart(self):
        """Somebody must act, or it is tried again by itself."""
        record = self.issued_packet()
        channel = self.direct.sudo().with_context(lang="vi_VN")
        with self.assertRaisesRegex(ChannelRefusedError, "Nhập khóa của bên kia"):
            channel._edoc_send_https(record)
        self.pin()
        with self.assertRaisesRegex(ChannelUnavailableError, "Không kết nối được"):
            channel._edoc_send_https(record)
        with self.assertRaisesRegex(UserError, "Không kết nối được"):
            channel.action_edoc_test()
        self.assertIsNone(channel._edoc_receive_https())

    def issued_packet(self):
        record = self.channel.sudo().create_record(
            "edoc_out", {"edi_exchange_state": "output_pending"}
        )
        record._set_file_content(self.packet())
        return record
