"""Services that are slow, down or elsewhere; nothing half-signed is ever returned."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from asn1crypto import x509

from core.errors import SigningError
from core.pdfsign.fetch import Network, NetworkError
from core.pdfsign.reading import open_pdf
from core.pdfsign.services import time_stamper
from core.pdfsign.sign import Level, sign_personal
from core.pdfsign.verify import Grade, verify_document


class Between:
    """A service in front of the test authority that misbehaves on purpose.

    :ivar asked: paths, in order
    """

    def __init__(self, pki):
        self.pki, self.asked = pki, []
        self.slow_s, self.failing, self.status = 0, 0, 503
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self._answer(None)

            def do_POST(self):
                self._answer(self.rfile.read(int(self.headers["Content-Length"])))

            def _answer(self, body):
                outer.asked.append(self.path)
                time.sleep(outer.slow_s)
                if outer.failing:
                    outer.failing -= 1
                    self.send_error(outer.status)
                    return
                kind = self.headers.get("Content-Type", "")
                answer = requests.request(
                    self.command,
                    f"http://{outer.pki.address}{self.path}",
                    data=body,
                    headers={"Content-Type": kind},
                    timeout=10,
                )
                self.send_response(answer.status_code)
                self.send_header("Content-Type", answer.headers["Content-Type"])
                self.end_headers()
                self.wfile.write(answer.content)

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer((pki.address.split(":")[0], 0), Handler)
        host, port = self.server.server_address
        self.address = f"http://{host}:{port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def between(pki):
    service = Between(pki)
    yield service
    service.server.shutdown()
    service.server.server_close()


def sign(chain, pki, now, label="director", level=Level.LT, **changes):
    key, services = pki.memory_key(label), pki.services(level, **changes)
    return sign_personal(chain.prepared, key, None, now, services)


def closed_address(pki):
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind((pki.address.split(":")[0], 0))
        return f"http://{pki.address.split(':')[0]}:{probe.getsockname()[1]}"


def status_kinds(pdf):
    store = open_pdf(pdf).root["/DSS"]
    return {kind for kind in ("/OCSPs", "/CRLs") if kind in store}


# -- retries -------------------------------------------------------------------


def test_a_service_that_fails_once_is_asked_again(chain, pki, now, between):
    between.failing = 1
    url = f"{between.address}/edoc/tsa/tsa"
    pdf = sign(chain, pki, now, level=Level.T, tsa_url=url)
    verdict = verify_document(pdf, pki.policy(online=True), now)
    assert verdict.signatures[0].proven_time
    assert len(between.asked) >= 2


def test_three_tries_are_the_most(pki, between):
    between.failing = 10
    network = Network(5, retries=9)
    with pytest.raises(NetworkError) as caught:
        network.ask(between.address + "/x", {}, None)
    error = caught.value
    assert (error.tries, len(between.asked)) == (3, 3)
    assert error.url == between.address + "/x" and "503" in error.reason


def test_an_answer_that_refuses_is_not_asked_again(pki, between):
    between.failing, between.status = 10, 403
    with pytest.raises(NetworkError) as caught:
        Network(5, retries=2).ask(between.address + "/x", {}, None)
    assert (caught.value.tries, len(between.asked)) == (1, 1)


def test_the_time_for_all_tries_is_known():
    assert Network(150).longest_s == 150
    assert Network(150, retries=2).longest_s == 452.5


# -- status --------------------------------------------------------------------


def test_a_slow_status_service_falls_back_to_the_list(chain, pki, now, between):
    """Issue 3: OCSP slower than the time-out; the certificate names a CRL."""
    between.slow_s = 3
    to_slow = ((f"http://{pki.address}/edoc/ocsp", f"{between.address}/edoc/ocsp"),)
    pdf = sign(chain, pki, now, rewrites=to_slow, timeout_s=1)
    # Asked once: what is too slow once, has a list instead.
    assert between.asked == ["/edoc/ocsp/ca"]
    assert status_kinds(pdf) == {"/CRLs"}
    verdict = verify_document(pdf, pki.policy(kind="attachment"), now)
    assert verdict.signatures[0].certificate_status == "good"


def test_a_revoked_certificate_is_refused_by_the_list_too(chain, pki, now, between):
    between.failing = 100
    to_down = ((f"http://{pki.address}/edoc/ocsp", f"{between.address}/edoc/ocsp"),)
    with pytest.raises(SigningError) as caught:
        sign(chain, pki, now, label="revoked", rewrites=to_down)
    assert caught.value.code == "signing.certificate_revoked"


def test_no_status_at_all_names_what_was_asked(chain, pki, now):
    away = closed_address(pki)
    rewrites = tuple(
        (f"http://{pki.address}/edoc/{kind}", f"{away}/edoc/{kind}")
        for kind in ("ocsp", "crls/ca")
    )
    with pytest.raises(SigningError) as caught:
        sign(chain, pki, now, rewrites=rewrites, retries=0)
    assert caught.value.code == "signing.status_unavailable"
    asked = caught.value.params["asked"]
    assert f"{away}/edoc/ocsp/ca" in asked and f"{away}/edoc/crls/ca" in asked


def test_an_ocsp_address_of_the_settings_is_asked_instead(chain, pki, now, between):
    pdf = sign(chain, pki, now, ocsp_url=f"{between.address}/edoc/ocsp/ca")
    assert between.asked == ["/edoc/ocsp/ca"]
    assert "/OCSPs" in status_kinds(pdf)


@pytest.mark.parametrize("path", ["/edoc/ocsp/ca", "/edoc/ocsp/nobody"])
def test_a_verification_asks_it_first(chain, pki, now, between, path):
    """Issue 4: as in signing; but a certificate may be another authority's."""
    pdf = sign(chain, pki, now, level=Level.B)
    policy = pki.policy(online=True, ocsp_url=between.address + path)
    [report] = verify_document(pdf, policy, now).signatures
    assert between.asked == [path]
    assert (report.certificate_status, report.status_source) == ("good", "online")
    assert "ocsp" in {item.kind for item in report.status_data}


def test_a_list_of_the_settings_helps_out(chain, pki, now, between):
    """The addresses in the certificates are dead; ours have the lists."""
    rewrites = ((f"http://{pki.address}/", closed_address(pki) + "/"),)
    lists = tuple(
        f"{between.address}/edoc/crls/{name}/latest.crl" for name in ("ca", "root")
    )
    tsa = f"{between.address}/edoc/tsa/tsa"
    changes = {"rewrites": rewrites, "retries": 0, "tsa_url": tsa}
    pdf = sign(chain, pki, now, crl_urls=lists, **changes)
    assert status_kinds(pdf) == {"/CRLs"}
    with pytest.raises(SigningError) as caught:
        sign(chain, pki, now, **changes)
    assert caught.value.code == "signing.status_unavailable"


def test_the_tsa_is_slower_than_allowed(chain, pki, now, between):
    between.slow_s = 2
    url = f"{between.address}/edoc/tsa/tsa"
    with pytest.raises(SigningError) as caught:
        sign(chain, pki, now, level=Level.T, tsa_url=url, timeout_s=0.3, retries=1)
    assert caught.value.code == "signing.tsa_unreachable"
    assert caught.value.params == {"url": url, "seconds": 0.3, "tries": 2}


def test_a_tsa_may_be_slow_within_the_time(chain, pki, now, between):
    between.slow_s = 1.2
    url = f"{between.address}/edoc/tsa/tsa"
    pdf = sign(chain, pki, now, tsa_url=url, timeout_s=5)
    verdict = verify_document(pdf, pki.policy(kind="attachment"), now)
    assert verdict.signatures[0].level == "B-LT"
    assert verdict.grade is Grade.INVALID and verdict.has("role.seal_missing")


def test_through_a_proxy(chain, pki, now, between):
    """The proxy gets the whole address; here it answers by itself."""
    between.failing = 100
    proxies = (("http", between.address),)
    with pytest.raises(SigningError) as caught:
        sign(chain, pki, now, level=Level.T, proxies=proxies, retries=0)
    assert caught.value.code == "signing.tsa_unreachable"
    assert between.asked == [pki.tsa_url]


def test_the_authority_is_asked_once_for_each_further_file(chain, pki, now, between):
    """Its answers take up to two minutes, and a batch has a hundred files."""
    address = between.address + "/edoc/tsa/tsa"
    sign(chain, pki, now, tsa_url=address)
    stamps = between.asked.count("/edoc/tsa/tsa")
    sign(chain, pki, now, tsa_url=address)
    assert between.asked.count("/edoc/tsa/tsa") == stamps + 1


def test_an_authority_that_changes_its_certificate_is_asked_anew(chain, pki, now):
    """What was learnt of the old one must not stand in for the new one's status."""
    services = pki.services()
    client = time_stamper(services)
    other = x509.Certificate.load(pki.certificate("ocsp"))
    client._certs, client._dummy_response_cache = {other.issuer_serial: other}, {}
    with pytest.raises(SigningError) as caught:
        sign(chain, pki, now)
    assert caught.value.code == "signing.tsa_changed"
    signed = sign(chain, pki, now)
    verdict = verify_document(signed, pki.policy(kind="attachment"), now)
    assert [item.level for item in verdict.signatures] == ["B-LT"]
