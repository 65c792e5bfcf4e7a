"""Revocation lists at hand: whose are kept, which counts, and what one decides."""

import base64
from datetime import timedelta
from unittest.mock import patch

from cryptography import x509
from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..core.pdfsign.sign import Level
from .common import ADDRESS, PLAIN, EdocCommon, signed_letter
from .revocation import revocation_list

LIST = f"http://{ADDRESS}/edoc/crls/ca/latest.crl"


@tagged("post_install", "-at_install")
class TestCrl(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lists = cls.env["edoc.crl"].with_user(cls.users["quantri"])
        cls.sources = cls.env["edoc.crl.source"].with_user(cls.users["quantri"])

    def load(self, content, login="quantri"):
        wizard = self.env["edoc.crl.load"].with_user(self.users[login])
        action = wizard.create({"file": base64.b64encode(content)}).action_load()
        return self.env["edoc.crl"].browse(action["res_id"])

    # ------------------------------------------------------------------- by hand

    def test_loaded_by_hand(self):
        """A closed network: the administrator brings the list in a file."""
        record = self.load(revocation_list(number=7, revoked=["director"]))
        self.assertEqual((record.number, record.entries), ("7", 1))
        self.assertEqual(record.authority_id.kind, "intermediate")
        self.assertEqual(record.user_id, self.users["quantri"])
        self.assertTrue(record.is_current)
        self.assertEqual(self.env["edoc.crl"]._at_hand(), record)
        self.assertEqual(self.load(record._content()), record)

    def test_armoured(self):
        """PEM will do as well."""
        body = base64.encodebytes(revocation_list())
        pem = b"-----BEGIN X509 CRL-----\n%s-----END X509 CRL-----\n" % body
        self.assertTrue(self.load(pem).is_current)

    def test_older_never_replaces_newer(self):
        day = timedelta(days=1)
        first = self.load(revocation_list(number=5, age=day))
        for content in (
            revocation_list(number=4),
            revocation_list(number=4, age=2 * day),
            revocation_list(number=6, age=2 * day),
        ):
            with self.assertRaisesRegex(UserError, "never takes its place"):
                self.load(content)
        second = self.load(revocation_list(number=6))
        self.assertFalse(first.active)
        self.assertEqual(self.env["edoc.crl"]._at_hand(), second)
        with self.assertRaisesRegex(UserError, "never takes its place"):
            self.load(first._content())
        other = self.load(revocation_list("root", number=1))
        self.assertEqual(self.env["edoc.crl"]._at_hand(), second | other)

    def test_only_of_trusted_authorities(self):
        """Anybody can write a list; only the authority's signature makes it one."""
        with self.assertRaisesRegex(UserError, "No trusted authority"):
            self.load(revocation_list("rogue"))
        changed = bytearray(revocation_list(revoked=["director"]))
        changed[-300] ^= 1
        with self.assertRaises(UserError):
            self.load(bytes(changed))
        authority = self.env["edoc.trust.certificate"].search(
            [("kind", "=", "intermediate")]
        )
        record = self.load(revocation_list())
        authority.write({"active": False, "removal_reason": "Lộ khóa"})
        self.assertFalse(self.env["edoc.crl"]._at_hand())
        with self.assertRaisesRegex(UserError, "No trusted authority"):
            self.load(revocation_list(number=9))
        self.assertTrue(record.exists())

    def test_bad_input(self):
        delta = x509.DeltaCRLIndicator(1)
        for content, words in (
            (b"no list", "no revocation list"),
            (revocation_list()[:-20], "no revocation list"),
            (b"", "Choose a file"),
            (revocation_list(number=3, extra=delta), "only a part"),
            (revocation_list(age=timedelta(days=40)), "ended on"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.load(content)
        self.assertFalse(self.env["edoc.crl"].search([]))

    def test_only_the_administrator_loads_and_fetches(self):
        source = self.sources.create({"address": LIST})
        for login in ("vanthu", "giamdoc", "cv.qlcn"):
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    self.load(revocation_list(), login)
                with self.assertRaises(AccessError):
                    self.as_(login, source).action_fetch()
        with self.assertRaises(AccessError):
            self.lists.create({"name": "x"})

    # --------------------------------------------------------------- by schedule

    def test_fetched_by_schedule(self):
        """Addresses come from the certificates; the lists from the authority itself."""
        other = f"http://{ADDRESS}/edoc/crls/root/latest.crl"
        self.company.edoc_crl_urls = f"\n{other}\n"
        self.env["edoc.crl.source"]._cron_fetch()
        found = self.env["edoc.crl.source"].search([])
        self.assertLessEqual({LIST, other}, set(found.mapped("address")))
        self.assertEqual(found.mapped("failure"), [False] * len(found))
        lists = self.env["edoc.crl"]._at_hand()
        self.assertEqual(lists, found.crl_id)
        kinds = lists.authority_id.mapped("kind")
        self.assertEqual(sorted(kinds), ["intermediate", "root"])
        self.env["edoc.crl.source"]._cron_fetch()
        self.assertEqual(self.env["edoc.crl"]._at_hand(), lists)
        self.assertEqual(self.env["edoc.crl.source"].search([]), found)

    def test_fetch_now_shows_what_went_wrong(self):
        gone = f"http://{ADDRESS.split(':')[0]}:9/none.crl"
        no_list = f"http://{ADDRESS}/edoc/tsa/tsa"
        form = Form(self.sources)
        form.address = gone
        source = form.save()
        for address in (gone, no_list):
            if source.address != address:
                source = self.sources.create({"address": address})
            action = source.action_fetch()
            self.assertEqual(action["params"]["type"], "warning")
            self.assertIn(address, action["params"]["message"])
            self.assertTrue(source.failure and source.tried_at)
            self.assertFalse(source.fetched_at)
        good = self.sources.create({"address": LIST})
        self.assertEqual(good.action_fetch()["params"]["type"], "success")
        self.assertTrue(good.crl_id.is_current)
        self.assertEqual(good.crl_id.address, LIST)

    def test_addresses(self):
        with self.assertRaisesRegex(UserError, "begins with http"):
            self.sources.create({"address": "file:///etc/passwd"})
        with self.assertRaises(AccessError):
            self.sources.create({"address": LIST, "failure": "x"})
        self.sources.create({"address": LIST})
        with self.muted(), self.assertRaises(UniqueViolation):
            self.sources.create({"address": LIST})

    def test_addresses_of_strangers_are_not_learnt(self):
        """The address in an untrusted certificate is its maker's: nobody asks there."""
        trusted = self.env["edoc.trust.certificate"].search([])
        trusted.write({"active": False, "removal_reason": "Thử"})
        self.company.edoc_check_online = False
        self.arrive()
        self.assertFalse(self.env["edoc.crl.source"].search([]))
        trusted.write({"active": True})
        self.arrive()
        self.assertEqual(self.env["edoc.crl.source"].search([]).address, LIST)

    def test_two_verifications_learn_the_same_address(self):
        """Neither fails because the other was a moment quicker."""
        self.sources.create({"address": LIST})
        model = self.env["edoc.crl.source"]
        with patch.object(type(model), "search", lambda self, *_a, **_k: self.browse()):
            model._learn_addresses([LIST], "signer")
        self.assertEqual(model.search([]).address, LIST)

    # --------------------------------------------------------------- the verdict

    def test_the_list_at_hand_decides(self):
        """Điều 10.2 on a closed network; TT 15/2025: the list is kept with it."""
        self.company.edoc_check_online = False
        letter = signed_letter(PLAIN, Level.B)
        document = self.arrive(pdf=letter)
        self.assertEqual(document.verdict, "undecided")
        self.load(revocation_list("root"))
        first = self.load(revocation_list(age=timedelta(hours=1)))
        document = self.arrive(pdf=letter)
        self.assertEqual(document.verdict, "valid")
        self.assertIn(first, document.verification_ids.crl_ids)
        self.load(revocation_list(number=2, revoked=["seal_other"]))
        again = self.arrive(pdf=letter)
        self.assertEqual(again.verdict, "invalid")
        self.assertIn("thu hồi", again.verdict_sentence)
        self.assertIn(first, document.verification_ids.crl_ids, "never overwritten")

    def test_an_ended_list_is_no_evidence(self):
        self.company.edoc_check_online = False
        self.load(revocation_list("root", days=2))
        record = self.load(revocation_list(days=2))
        letter = signed_letter(PLAIN, Level.B)
        self.assertEqual(self.arrive(pdf=letter).verdict, "valid")
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.env.invalidate_all()
            self.assertFalse(record.is_current)
            self.assertFalse(self.env["edoc.crl"]._at_hand())
            found = self.lists.search([("is_current", "=", False)])
            self.assertEqual(len(found), 2)
