"""Revocation lists at hand: whose are kept, which counts, and what one decides."""

import base64
import hashlib
import json
from datetime import timedelta
from unittest.mock import patch

from cryptography import x509
from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..core.pdfsign.messages import status_data_in
from ..core.pdfsign.sign import Level
from .common import ADDRESS, PKI, PLAIN, EdocCommon, signed_letter
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
        document = self.arrive()
        self.assertFalse(self.env["edoc.crl.source"].search([]))
        trusted.write({"active": True})
        self.as_("vanthu", document).action_verify()
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
        clerk = self.as_("vanthu", document)
        clerk.action_verify()
        self.assertEqual(document.verdict, "valid")
        valid = document.latest_verification_ids
        self.assertIn(first, valid.crl_ids)
        second = self.load(revocation_list(number=2, revoked=["seal_other"]))
        clerk.action_verify()
        self.assertEqual(document.verdict, "invalid")
        self.assertIn("thu hồi", document.verdict_sentence)
        self.assertIn(second, document.latest_verification_ids.crl_ids)
        self.assertIn(first, valid.crl_ids, "never overwritten")

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

    def test_only_lists_about_its_certificates_are_kept_with_a_verdict(self):
        """TT 15/2025: by what it was judged, and no other authority's list."""
        self.company.edoc_check_online = False
        lists = self.load(revocation_list("root")) | self.load(revocation_list())
        trust = self.env["edoc.trust.certificate"]
        content = base64.b64encode((PKI / "certs" / "rogue.pem").read_bytes())
        published = trust._describe(content)["sha256"]
        vals = {"certificate": content, "published_sha256": published, "reason": "Thử"}
        trust.create(vals)
        other = self.load(revocation_list("rogue"))
        self.assertIn(other, self.env["edoc.crl"]._at_hand())
        document = self.arrive(pdf=signed_letter(PLAIN, Level.B))
        self.assertEqual(document.verdict, "valid")
        self.assertEqual(document.verification_ids.crl_ids, lists)

    # ------------------------------------------------------------------ evidence

    def test_a_list_asked_for_online_is_kept_as_a_row(self):
        """TT 15/2025: the list at that time, whatever its size, not its hash alone."""
        document = self.arrive(pdf=signed_letter(PLAIN, Level.B))
        verification = document.verification_ids
        self.assertEqual(document.verdict, "valid")
        told = [
            item
            for item in status_data_in(json.loads(verification.report))
            if item["kind"] == "crl"
        ]
        self.assertTrue(told)
        self.assertFalse([item for item in told if item["content"]])
        kept = {row.sha256: row._content() for row in verification.crl_ids}
        self.assertEqual({item["sha256"] for item in told}, set(kept))
        for digest, content in kept.items():
            self.assertEqual(hashlib.sha256(content).hexdigest(), digest)
        # and the next verification has it at hand
        self.assertLessEqual(verification.crl_ids, self.env["edoc.crl"]._at_hand())
        rows = len(self.lists.search([]))
        self.arrive(pdf=signed_letter(PLAIN, Level.B))
        self.assertEqual(len(self.lists.search([])), rows)

    def test_a_list_of_an_unknown_authority_is_evidence_only(self):
        """It came with a chain that the file completed; nothing else goes by it."""
        der = revocation_list("rogue")
        item = {"kind": "crl", "content": der.hex(), "sha256": "", "size": len(der)}
        verdict = {"signatures": [{"status_data": [item]}], "time_stamps": []}
        record = self.env["edoc.crl"]._keep_asked(verdict)
        self.assertEqual((record.active, record._content()), (False, der))
        self.assertFalse(record.authority_id or record.user_id or item["content"])
        self.assertNotIn(record, self.env["edoc.crl"]._at_hand())
        item["content"] = der.hex()
        self.assertEqual(self.env["edoc.crl"]._keep_asked(verdict), record)
        item["content"] = b"no list".hex()
        self.assertFalse(self.env["edoc.crl"]._keep_asked(verdict))
        self.assertTrue(item["content"], "what is no row stays in the report")

    def test_replaced_lists_are_dropped_unless_a_verdict_refers_to_them(self):
        """TT 15/2025 against a cache that only grows."""
        self.company.edoc_check_online = False
        self.load(revocation_list("root"))
        hour = timedelta(hours=1)
        unused = self.load(revocation_list(number=1, age=3 * hour))
        used = self.load(revocation_list(number=2, age=2 * hour))
        self.arrive(pdf=signed_letter(PLAIN, Level.B))
        newest = self.load(revocation_list(number=3, age=hour))
        gc = self.env["edoc.crl"]._gc_superseded
        gc()
        self.assertTrue(unused.exists(), "not on its own day")
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            gc()
        self.assertFalse(unused.exists())
        self.assertEqual(len((used | newest).exists()), 2)
