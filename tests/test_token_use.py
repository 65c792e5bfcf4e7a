"""The register of tokens: which device is meant, what it may sign, who is warned."""

import importlib.util
from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.misc import file_path

from ..core.token.pkcs11 import list_tokens
from ..models._server_settings import server_settings
from .common import EdocCommon


@tagged("post_install", "-at_install")
class TestTokenUse(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.env["edoc.token"].search([("label", "=", "director")])
        cls.seal = cls.env["edoc.token"].search([("label", "=", "seal_sct")])
        cls.signing = cls.outgoing_at("signing")
        cls.numbered = cls.outgoing_at("numbered", enclosure=True)
        cls.letter_type = cls.signing.type_id
        cls.other_type = cls.env["edoc.document.type"].search(
            [("id", "!=", cls.letter_type.id)], limit=1
        )

    def register(self, name, label, **vals):
        return self.env["edoc.token"].create(
            {
                "name": name,
                "kind": "person",
                "driver": "softhsm",
                "label": label,
                "company_id": self.company.id,
                **vals,
            }
        )

    # -------------------------------------------------------------------- the device

    def test_read_device_tells_which_it_is(self):
        """Điều 5: the register names the device, not its label alone."""
        present = {
            info.label: info
            for info in list_tokens(server_settings()["pkcs11_softhsm"])
        }
        for token in (self.director, self.seal):
            info = present[token.label]
            self.assertEqual(token.serial, info.serial)
            self.assertEqual(token.manufacturer, info.manufacturer)
            self.assertEqual(token.device_model, info.model)
            self.assertEqual(token._ref().serial, info.serial)
        for login in ("quantri", "vanthu"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, self.seal).write({"manufacturer": "khác"})

    def test_the_serial_number_decides(self):
        """Two devices may bear one label: the number on the device tells them apart."""
        serial = self.seal.serial
        self.seal.serial = "0000000000000000"
        with self.assertRaisesRegex(UserError, "“seal_sct” is not plugged in"):
            self.line.seal(self.numbered)
        self.assertEqual(self.numbered.state, "numbered")
        self.seal.serial = serial
        self.line.seal(self.numbered)

    def test_two_devices_with_one_label(self):
        """Each has its entry; which one is meant must be said."""
        twins = [
            self.register("Thiết bị thứ nhất", "trung-nhan"),
            self.register("Thiết bị thứ hai", "trung-nhan"),
        ]
        infos = list_tokens(server_settings()["pkcs11_softhsm"])
        known = set(self.env["edoc.token"].search([]).mapped("serial"))
        [first, second] = [i for i in infos if i.serial not in known][:2]
        plugged_in = [
            type(info)(**{**self._values(info), "label": "trung-nhan"})
            for info in (first, second)
        ]
        with self.assertRaisesRegex(UserError, f"2 devices.*{first.serial}"):
            twins[0]._keep_device(plugged_in)
        twins[0].serial = second.serial
        for token in twins:
            token._keep_device(plugged_in)
        self.assertEqual(twins[0].serial, second.serial)
        self.assertEqual(twins[1].serial, first.serial)
        with self.assertRaises(IntegrityError), self.muted():
            twins[1].serial = second.serial
            self.env.flush_all()

    @staticmethod
    def _values(info):
        return {name: getattr(info, name) for name in type(info).__slots__}

    # ------------------------------------------------------------------ what it signs

    def assertRefused(self, words, document, act):
        versions = document.file_ids.version_ids
        with self.assertRaisesRegex(UserError, words):
            act(document)
        document.invalidate_recordset()
        self.assertEqual(document.file_ids.version_ids, versions)

    def test_kinds_of_files(self):
        """Điều 5, 6: a token signs what the administrator lets it sign."""
        for token, limit, words, document, act in (
            (
                self.director,
                {"signs_documents": False},
                "“USB Token Trần Quang Vinh” may not sign: Documents",
                self.signing,
                self.line.sign,
            ),
            (
                self.seal,
                {"signs_enclosures": False},
                "may not sign: Enclosures",
                self.numbered,
                self.line.seal,
            ),
            (
                self.seal,
                {"signs_documents": False, "signs_enclosures": False},
                "may not sign: Documents, Enclosures",
                self.numbered,
                self.line.seal,
            ),
        ):
            with self.subTest(words):
                token.with_user(self.users["quantri"]).write(limit)
                self.assertRefused(words, document, act)
                token.write(dict.fromkeys(limit, True))
        self.line.sign(self.signing)
        self.line.seal(self.numbered)

    def test_types(self):
        """Điều 5: types may be named; none stands for all."""
        self.director.type_ids = self.other_type
        words = f"may sign only: {self.other_type.name}.*{self.letter_type.name}"
        self.assertRefused(words, self.signing, self.line.sign)
        self.director.type_ids = [Command.link(self.letter_type.id)]
        self.line.sign(self.signing)
        self.assertEqual(self.signing.state, "signed")

    def test_copies(self):
        """NĐ 30 Điều 25: copies are a use of their own."""
        self.seal._check_may_sign(uses={"copies"}, document_type=self.letter_type)
        self.seal.signs_copies = False
        with self.assertRaisesRegex(UserError, "may not sign: Electronic copies"):
            self.seal._check_may_sign(uses={"copies"}, document_type=self.letter_type)

    def test_of_two_tokens_the_one_that_may(self):
        """A keeper of two seals uses the one that is meant for the type."""
        serial, label = self.seal.serial, self.seal.label
        self.seal.type_ids = self.other_type
        self.seal.name = "A: chỉ cho loại khác"
        words = "may sign only"
        self.assertRefused(words, self.numbered, self.line.seal)
        certificate = self.seal.certificate_id
        second = self.register(
            "B: cho công văn",
            label,
            kind="seal",
            first_holder_id=self.seal.holder_id.id,
        )
        self.seal.serial = False
        second.serial = serial
        certificate._through_door().write({"token_id": second.id})
        self.line.seal(self.numbered)
        self.assertEqual(self.numbered.state, "sealed")

    def test_who_sets_it(self):
        """Điều 5: the administrator; neither signer nor keeper widens his own token."""
        for login, token in (("giamdoc", self.director), ("vanthu", self.seal)):
            for vals in ({"signs_copies": False}, {"type_ids": [Command.clear()]}):
                with self.subTest(login), self.assertRaises(AccessError):
                    self.as_(login, token).write(vals)

    # ------------------------------------------------------------------------ chains

    def test_old_tokens_get_their_first_link(self):
        """Điều 5.2: a chain without a gap, also for what was registered before."""
        self.env.cr.execute("DELETE FROM edoc_token_handover")
        self.env.invalidate_all()
        unheld = self.register("Chưa giao", "chua-giao")
        path = file_path("l10n_vn_edoc/migrations/19.0.1.1.0/post-custody.py")
        spec = importlib.util.spec_from_file_location("post_custody", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        for _run in range(2):
            script.migrate(self.env.cr, "19.0.1.0.0")
            self.env.invalidate_all()
            for token in self.env["edoc.token"].search([]) - unheld:
                [row] = token.handover_ids
                self.assertFalse(row.from_id)
                self.assertEqual((row.to_id, row.state), (token.holder_id, "done"))
                self.assertEqual(row.done_at, token.create_date)
        self.assertFalse(unheld.handover_ids)

    # ---------------------------------------------------------------------- warnings

    def test_warnings_go_out_by_mail_once(self):
        """Điều 5: not only on the desk; each threshold once, however often it runs."""
        end = self.seal.certificate_id.not_after
        keeper = self.seal.holder_id
        self.assertEqual(keeper.notification_type, "email")
        sent = [("res_partner_id", "=", keeper.partner_id.id)]
        sent += [("notification_type", "=", "email")]
        sent += [("mail_message_id.model", "=", "edoc.token")]
        sent += [("mail_message_id.res_id", "=", self.seal.id)]
        counts = []
        for days in (61, 60, 60, 31, 30, 30, 7, 7, 6):
            with freeze_time(end - timedelta(days=days)):
                self.env.invalidate_all()
                cron = self.env["edoc.token"].with_user(self.env.ref("base.user_root"))
                cron._cron_warn_of_end()
                self.env.flush_all()
            counts.append(self.env["mail.notification"].search_count(sent))
        self.assertEqual(counts, [0, 1, 1, 1, 2, 2, 3, 3, 3])
