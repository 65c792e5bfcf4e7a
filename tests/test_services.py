"""Time stamps and certificate status are settings; levels go by the type."""

import http.client
import io
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from freezegun import freeze_time
from pyhanko.pdf_utils.reader import PdfFileReader

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..core.pdfsign.result import stamped_time
from ..core.pdfsign.sign import Level
from .common import ADDRESS, PLAIN, EdocCommon, signed_letter

HOST = ADDRESS.split(":")[0]
TSA = f"http://{ADDRESS}/edoc/tsa/tsa"
SECRET = (
    "edoc_tsa_url",
    "edoc_ocsp_url",
    "edoc_crl_urls",
    "edoc_proxy_url",
    "edoc_address_rewrites",
)


class _Relay(BaseHTTPRequestHandler):
    """Passes a request on to the address in its first line, as a proxy does."""

    def _pass_on(self):
        self.server.asked.append(self.path)
        if self.server.failures > 0 and self.path == TSA:
            self.server.failures -= 1
            self.send_error(503)
            return
        target = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kept = ("Content-Type", "Accept")
        headers = {name: self.headers[name] for name in kept if self.headers[name]}
        upstream = http.client.HTTPConnection(target.hostname, target.port, timeout=20)
        upstream.request(self.command, target.path, body, headers)
        answer = upstream.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        upstream.close()

    do_GET = do_POST = _pass_on

    def log_message(self, *args):
        """Keep the test's output clean."""


@contextmanager
def proxy(failures=0):
    """A real HTTP proxy; ``asked`` lists the addresses.

    :param failures: so many requests for a time stamp fail at first
    """
    server = ThreadingHTTPServer((HOST, 0), _Relay)
    server.asked, server.failures = [], failures
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        server.url = f"http://{HOST}:{server.server_port}"
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def evidence(pdf):
    """What the file brings: signatures, those with a stamp, status, archive stamps."""
    reader = PdfFileReader(io.BytesIO(pdf))
    names = [item.field_name for item in reader.embedded_regular_signatures]
    return (
        len(names),
        sum(stamped_time(pdf, name) is not None for name in names),
        "/DSS" in reader.root,
        len(reader.embedded_timestamp_signatures),
    )


class ServicesCommon(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.settings = cls.company.with_user(cls.users["quantri"])
        cls.type = cls.env.ref("l10n_vn_edoc.document_type_cong_van")

    def judged_offline(self, document):
        """The grade of the sealed file when nobody is asked for anything."""
        self.company.edoc_check_online = False
        verification = self.env["edoc.verification"]._verify_version(
            document._main_file().current_id, "document", self.company
        )
        self.company.edoc_check_online = True
        return verification.grade


@tagged("post_install", "-at_install")
class TestSettings(ServicesCommon):
    def assertRefused(self, words, **vals):
        with self.assertRaisesRegex(ValidationError, words):
            self.settings.write(vals)

    def test_addresses(self):
        """Only http and https; the setting and the address are named."""
        for name in ("edoc_tsa_url", "edoc_ocsp_url", "edoc_proxy_url"):
            for address in (
                "tsa.ca.gov.vn",
                "ftp://tsa.ca.gov.vn",
                "file:///etc/passwd",
                "http://",
                "http:///tsa",
                "http://tsa ca.gov.vn",
                "http://tsa.ca.gov.vn:port",
                "http://tsa.ca.gov.vn:99999",
                "javascript:alert(1)",
            ):
                with self.subTest(setting=name, address=address):
                    self.assertRefused("is no address", **{name: address})
            self.settings.write({name: "https://dich-vu.ca.gov.vn:8443/tsa"})
        with self.assertRaisesRegex(ValidationError, "Time-stamp authority"):
            self.settings.edoc_tsa_url = "tsa"

    def test_passwords_at_the_proxy_only(self):
        self.assertRefused("password", edoc_tsa_url="http://ten:matkhau@tsa.example/")
        self.settings.edoc_proxy_url = "http://ten:matkhau@proxy.example:3128"
        self.assertEqual(
            self.company._edoc_network()["proxies"],
            (
                ("http", "http://ten:matkhau@proxy.example:3128"),
                ("https", "http://ten:matkhau@proxy.example:3128"),
            ),
        )

    def test_lists_of_addresses(self):
        self.settings.edoc_crl_urls = "http://a.example/1.crl\n\n https://b.example/2 "
        services = self.company._edoc_trust_services()
        self.assertEqual(
            services.crl_urls, ("http://a.example/1.crl", "https://b.example/2")
        )
        self.assertRefused("“x”", edoc_crl_urls="http://a.example/1.crl\nx")

    def test_rewrites(self):
        """Certificates name http://ocsp.ca.ptc, which works in one network only."""
        self.assertEqual(
            self.company._edoc_trust_services().rewrites,
            (("http://ocsp.ca.ptc", "http://ocsp.ca.gov.vn"),),
        )
        self.settings.edoc_address_rewrites = (
            "http://a.example → http://b.example\nhttp://c.example -> http://d.example"
        )
        self.assertEqual(
            self.company._edoc_trust_services().rewrites,
            (
                ("http://a.example", "http://b.example"),
                ("http://c.example", "http://d.example"),
            ),
        )
        for text in ("http://a.example", "http://a → http://b → http://c"):
            self.assertRefused("two addresses", edoc_address_rewrites=text)
        self.assertRefused("is no address", edoc_address_rewrites="a → http://b")

    def test_numbers(self):
        for name, wrong in (
            ("edoc_service_timeout", (0, -5, 601)),
            ("edoc_service_retries", (-1, 3)),
            ("edoc_archive_months", (0, 25)),
        ):
            for value in wrong:
                with self.subTest(setting=name, value=value):
                    self.assertRefused(f"not {value}", **{name: value})

    def test_seen_by_the_administrator_only(self):
        """Addresses and passwords of the network are no matter of other users."""
        self.settings.read(SECRET)
        for login in ("cv.qlcn", "vanthu", "giamdoc", "chanhvanphong", "luutru"):
            company = self.as_(login, self.company)
            self.assertFalse(set(SECRET) & company.fields_get().keys())
            for name in SECRET:
                with self.subTest(login=login, field=name):
                    with self.assertRaises(AccessError):
                        company.read([name])
                    with self.assertRaises(AccessError):
                        company.search([(name, "like", "http")])
            with self.assertRaises(AccessError):
                company.action_edoc_test_services()


@tagged("post_install", "-at_install")
class TestLevels(ServicesCommon):
    def sealed_at(self, level):
        self.as_("quantri", self.type).signature_level = level
        return self.outgoing_at("sealed")

    def test_each_level_brings_its_evidence(self):
        """PAdES B-B to B-LTA by the type of document (TT 15/2025 Phụ lục I)."""
        for level, stamped, status, archived, grade in (
            ("B", 0, False, 0, "undecided"),
            ("T", 2, False, 0, "undecided"),
            ("LT", 2, True, 0, "valid"),
            ("LTA", 2, True, 1, "valid"),
        ):
            with self.subTest(level):
                document = self.sealed_at(level)
                self.assertEqual(
                    evidence(document._main_file()._content()),
                    (2, stamped, status, archived),
                )
                self.assertEqual(self.judged_offline(document), grade)

    def test_type_before_entity(self):
        """The entity's level holds for types that set none."""
        document = self.draft()
        self.company.edoc_signature_level = "T"
        self.assertEqual(document._edoc_services().level, Level.T)
        self.as_("quantri", self.type).signature_level = "LTA"
        self.assertEqual(document._edoc_services().level, Level.LTA)
        with self.assertRaises(AccessError):
            self.as_("vanthu", self.type).signature_level = "B"


@tagged("post_install", "-at_install")
class TestNetwork(ServicesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.outgoing_at("signing")

    def assertStays(self, words):
        """The document stays where it is, and nothing half-signed is kept."""
        versions = self.document.file_ids.version_ids
        with self.assertRaisesRegex(UserError, words):
            self.line.sign(self.document)
        self.assertEqual(self.document.state, "signing")
        self.assertEqual(self.document.file_ids.version_ids, versions)

    def test_proxy(self):
        """Time stamps and status are asked through the proxy, and nothing beside it."""
        with proxy() as relay:
            self.settings.edoc_proxy_url = relay.url
            self.line.sign(self.document)
            self.assertIn(TSA, relay.asked)
            self.assertTrue([path for path in relay.asked if "ocsp" in path])
        self.assertEqual(self.document.state, "signed")

    def test_proxy_out_of_reach(self):
        """The proxy's address, which may hold a password, is not told."""
        with socket.create_server((HOST, 0)) as taken:
            port = taken.getsockname()[1]
        self.settings.write(
            {
                "edoc_proxy_url": f"http://ten:matkhau@{HOST}:{port}",
                "edoc_service_retries": 0,
            }
        )
        with self.assertRaises(UserError) as caught:
            self.line.sign(self.document)
        self.assertNotIn("matkhau", str(caught.exception))
        self.assertEqual(self.document.state, "signing")

    def test_retries(self):
        """A service that fails once is asked again; without further tries it is not."""
        with proxy(failures=1) as relay:
            self.settings.write(
                {"edoc_proxy_url": relay.url, "edoc_service_retries": 0}
            )
            self.assertStays("time-stamp service .* did not answer")
        with proxy(failures=1) as relay:
            self.settings.write(
                {"edoc_proxy_url": relay.url, "edoc_service_retries": 1}
            )
            self.line.sign(self.document)
            self.assertEqual(self.document.state, "signed")

    def test_addresses_of_the_settings_are_asked(self):
        """The status service set here, not that of the certificates; more lists."""
        ocsp = f"http://{ADDRESS}/edoc/ocsp/ca?rieng"
        lists = f"http://{ADDRESS}/edoc/crls/ca/latest.crl?them"
        with proxy() as relay:
            self.settings.write(
                {
                    "edoc_proxy_url": relay.url,
                    "edoc_ocsp_url": ocsp,
                    "edoc_crl_urls": lists,
                }
            )
            self.line.sign(self.document)
            asked = [path for path in relay.asked if "/ocsp/" in path]
            self.assertEqual(set(asked), {ocsp})
            self.assertIn(lists, relay.asked)

    def test_rewrite(self):
        """An address of another network is replaced by the one that works."""
        self.settings.edoc_tsa_url = TSA.replace(ADDRESS, "tsa.ca.ptc")
        self.settings.edoc_address_rewrites = (
            f"http://tsa.ca.ptc -> http://{ADDRESS}\n"
            f"http://{ADDRESS}/edoc/ocsp -> http://{ADDRESS}/edoc/ocsp"
        )
        self.line.sign(self.document)
        self.assertEqual(self.document.state, "signed")

    def test_verification_goes_through_the_proxy(self):
        """Điều 10.2: checking asks the way that signing does."""
        document = self.arrive(pdf=signed_letter(PLAIN, Level.B))
        with proxy() as relay:
            self.settings.edoc_proxy_url = relay.url
            self.company.edoc_check_online = True
            verification = self.env["edoc.verification"]._verify_version(
                document.file_ids.current_id, "document", self.company
            )
            self.assertTrue(relay.asked)
        self.assertIn(verification.grade, ("valid", "valid_with_note"))

    def test_verification_asks_the_status_service_of_the_settings(self):
        """Điều 10.2: the address that signing asks, before that of the certificates."""
        document = self.arrive(pdf=signed_letter(PLAIN, Level.B))
        ocsp = f"http://{ADDRESS}/edoc/ocsp/ca?rieng"
        with proxy() as relay:
            self.settings.write({"edoc_proxy_url": relay.url, "edoc_ocsp_url": ocsp})
            self.company.edoc_check_online = True
            verification = self.env["edoc.verification"]._verify_version(
                document.file_ids.current_id, "document", self.company
            )
            asked = [path for path in relay.asked if "/ocsp/" in path]
        self.assertEqual(set(asked), {ocsp})
        self.assertEqual(verification.grade, "valid")


@tagged("post_install", "-at_install")
class TestProbe(ServicesCommon):
    def probe(self):
        action = self.settings.action_edoc_test_services()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_all_is_well(self):
        """NĐ 23/2025 Điều 15: a real stamp, the real status of the seal."""
        test = self.probe()
        self.assertEqual((test.stamp_answer, test.status_answer), ("yes", "yes"))
        self.assertIn("Sở Công Thương", test.status_text)
        self.assertFalse(test.clock_is_off)

    def test_out_of_reach(self):
        """Nobody there: that says nothing about the service."""
        self.settings.edoc_tsa_url = f"http://{HOST}:9/tsa"
        self.settings.edoc_address_rewrites = f"http://{ADDRESS} -> http://{HOST}:9"
        test = self.probe()
        self.assertEqual((test.stamp_answer, test.status_answer), ("unknown",) * 2)
        self.assertEqual(test.clock_text, "Not compared.")

    def test_wrong_address(self):
        """Something answers, but no time stamp comes of it."""
        self.settings.edoc_tsa_url = f"http://{ADDRESS}/edoc/ocsp/ca"
        self.assertIn(self.probe().stamp_answer, ("no", "unknown"))
        self.settings.edoc_tsa_url = False
        self.assertIn("No time-stamp service", self.probe().stamp_text)

    def test_untrusted(self):
        """Without the root nobody vouches for what is answered."""
        self.env["edoc.trust.certificate"].search([("kind", "=", "root")]).write(
            {"removal_reason": "Không còn dùng", "active": False}
        )
        test = self.probe()
        self.assertEqual((test.stamp_answer, test.status_answer), ("no", "unknown"))
        self.assertIn("trusted root", test.stamp_text)

    def test_revoked_certificate(self):
        """NĐ 23/2025 Điều 15: the status is the authority's word on this moment."""
        seal = self.env["edoc.token"].search([("label", "=", "seal_sct")])
        seal.active = False
        token = self.env["edoc.token"].create(
            {
                "name": "Con dấu đã thu hồi",
                "kind": "seal",
                "driver": "softhsm",
                "label": "seal_revoked",
                "company_id": self.company.id,
                "first_holder_id": self.users["vanthu"].id,
            }
        )
        token.action_read_device()
        test = self.probe()
        self.assertEqual(test.status_answer, "no")
        self.assertIn("revoked", test.status_text)

    def test_no_token_yet(self):
        self.env["edoc.token"].search([("company_id", "=", self.company.id)]).write(
            {"active": False}
        )
        test = self.probe()
        self.assertEqual((test.stamp_answer, test.status_answer), ("yes", "unknown"))

    def test_clock(self):
        """Điều 12.3: the time that counts is right; ours is compared with the TSA's."""
        for hours, words in ((2, "ahead"), (-2, "behind")):
            now = fields.Datetime.now() + timedelta(hours=hours)
            with self.subTest(hours), freeze_time(now, tick=True):
                test = self.probe()
                self.assertTrue(test.clock_is_off)
                self.assertIn(words, test.clock_text)
