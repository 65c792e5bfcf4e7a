"""What strangers and peers can't do to an installation that takes packets directly."""

import hashlib
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import requests

from odoo import sql_db
from odoo.tests import BaseCase, tagged

from ..core.direct import keys
from ..core.direct.answers import STRANGER_BODY, STRANGER_STATUS
from ..core.direct.messages import (
    PACKET_PATH,
    PING_PATH,
    WINDOW_S,
    Letter,
    check_answer,
)
from ..core.edxml import build_packet, read_packet
from ..core.edxml.model import Organization
from ..demo.other_agency import OtherAgency
from ..models._server_settings import server_settings
from .common import PKI, PLAIN, letter
from .server import Copy, Server, until
from .test_receive import BOMB

# Private keys of two peers, and of a stranger.
PEER, OTHER, STRANGER = keys.make_key(), keys.make_key(), keys.make_key()
PER_MINUTE, SECONDS, LARGEST_MB = 100, 2, 1
PEERS = {"H35": PEER, "H35.11": OTHER}


def prepare(env):
    """Two channels, without the people that none of this needs."""
    env.company.partner_id.edoc_organ_id = "H35.09"
    kind = env.ref("l10n_vn_edoc.backend_type_edoc")
    for agency in PEERS:
        channel = env["edi.backend"].create(
            {
                "name": agency,
                "backend_type_id": kind.id,
                "company_id": env.company.id,
                "edoc_kind": "https",
                "edoc_direct_agencies": agency,
            }
        )
        env["edoc.direct.key"]._make(channel)
    env.cr.commit()


def now():
    return datetime.now(UTC)


@tagged("post_install", "-at_install")
class TestDirectAttacks(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = Copy("attacked", bare=True)
        cls.addClassCleanup(cls.copy.remove)
        cls.copy.settings = {
            "direct_per_minute": str(PER_MINUTE),
            "direct_seconds": str(SECONDS),
            "direct_packet_mb": str(LARGEST_MB),
        }
        cls.copy.run(f"{__name__}:prepare")
        cls.own = {}
        for agency, private in PEERS.items():
            cls.own[agency] = cls.pin(agency, keys.public_of(private))
        sql_db.close_db(cls.copy.name)
        cls.server = Server(cls.copy)
        cls.addClassCleanup(cls.server.kill)
        agency = OtherAgency(PKI, server_settings()["pkcs11_softhsm"], cls.copy.folder)
        cls.packet = agency.packet(PLAIN, now(), letter())

    @classmethod
    def pin(cls, agency, public):
        """Trust a key on the agency's channel; return ours."""
        [(channel, own)] = cls.copy.rows(
            "SELECT b.id, k.public FROM edi_backend b "
            "JOIN edoc_direct_key k ON k.channel_id = b.id "
            "WHERE b.name = %s AND k.side = 'own'",
            agency,
        )
        cls.copy.rows(
            "INSERT INTO edoc_direct_key "
            "(channel_id, side, state, public, fingerprint) "
            "VALUES (%s, 'peer', 'used', %s, %s)",
            channel,
            public,
            keys.fingerprint(public),
        )
        return own

    # --------------------------------------------------------------------- requests

    def message(self, body, private=PEER, agency="H35", at=None, **changes):
        """A signed request to our channel of an agency."""
        values = {
            "path": PACKET_PATH,
            "sha256": hashlib.sha256(body).digest(),
            "name": "goi-tin.edxml",
            "recipient": self.own[agency],
            "nonce": "0123456789abcdef",
        }
        return Letter(**values | changes).signed(private, at or now())

    def post(self, message, body, path=PACKET_PATH, **headers):
        """Send it; return status and what was said, which must be signed or nothing."""
        answer = requests.post(
            f"{self.server.url}{path}",
            data=body,
            headers=message.headers | headers,
            timeout=30,
        )
        self.assertNotIn("Set-Cookie", answer.headers)
        if answer.status_code == STRANGER_STATUS:
            self.assertEqual(answer.content, STRANGER_BODY)
            self.assertNotIn("Signature", answer.headers)
            return STRANGER_STATUS, None
        given = {name.lower(): value for name, value in answer.headers.items()}
        own = tuple(self.own.values())
        said = check_answer(own, message, answer.status_code, given, answer.content)
        return answer.status_code, said

    def send(self, body, **changes):
        return self.post(self.message(body, **changes), body)

    def packets(self, body):
        """The records that keep these bytes."""
        rows = self.copy.rows(
            "SELECT identifier FROM edi_exchange_record WHERE external_identifier = %s",
            hashlib.sha256(body).hexdigest(),
        )
        return [identifier for (identifier,) in rows]

    def packet_of(self, number, sender="H35"):
        """A packet of its own, that no other test sends."""
        return build_packet(
            replace(
                read_packet(self.packet),
                sender=Organization(sender, organ_name="Cơ quan"),
                document_id=f"H35,2026/01/05,{number}",
            )
        )

    def raw(self, data, seconds=10):
        """Bytes as they are; return what comes back until the end."""
        parts = urlsplit(self.server.url)
        answer, address = b"", (parts.hostname, parts.port)
        with closing(socket.create_connection(address, seconds)) as line:
            with suppress(ConnectionError):
                line.sendall(data)
                while piece := line.recv(65536):
                    answer += piece
        return answer

    def head(self, message, length, path=PACKET_PATH):
        lines = [f"POST {path} HTTP/1.1", "Host: localhost"]
        lines += [f"{name}: {value}" for name, value in message.headers.items()]
        lines += [f"Content-Length: {length}", "", ""]
        return "\r\n".join(lines).encode()

    # ------------------------------------------------------------------------- tests

    def test_kept_once_however_often_it_comes(self):
        """A repeated packet gets the same answer, even if it comes at the same time."""
        body = self.packet_of("lap-lai")
        message = self.message(body)
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _n: self.post(message, body), range(6)))
        answers += [self.post(message, body), self.send(body)]
        [identifier] = self.packets(body)
        digest = hashlib.sha256(body).hexdigest()
        kept = {"result": "kept", "record": identifier, "sha256": digest}
        self.assertEqual(answers, [(200, kept)] * 8)
        self.assertEqual(
            self.copy.rows(
                "SELECT r.edi_exchange_state, count(j.id) FROM edi_exchange_record r "
                "JOIN queue_job j ON j.records::text LIKE '%%[' || r.id || ']%%' "
                "WHERE r.identifier = %s GROUP BY 1",
                identifier,
            ),
            [("input_received", 1)],
        )

    def test_no_answer_unless_it_is_kept(self):
        """Where the database goes away, nobody hears that the packet was kept."""
        body = self.packet_of("mat-ket-noi")
        message = self.message(body)
        url = f"{self.server.url}{PACKET_PATH}"
        with ThreadPoolExecutor(1) as pool:
            with self.copy.held("LOCK TABLE queue_job IN ACCESS EXCLUSIVE MODE"):
                asked = pool.submit(
                    requests.post, url, body, headers=message.headers, timeout=30
                )
                until(self.copy.waiting, 20, self.server.log)
                self.copy.rows(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = %s AND wait_event_type = 'Lock'",
                    self.copy.name,
                )
                answer = asked.result()
        self.assertEqual(answer.status_code, 500)
        self.assertNotIn("Signature", answer.headers)
        self.assertFalse(self.packets(body))
        self.assertEqual(self.send(body)[0], 200)
        self.assertEqual(len(self.packets(body)), 1)

    def test_strangers_all_hear_the_same(self):
        """Unknown sender, wrong signature, nothing at all: nobody learns which."""
        body = self.packet_of("nguoi-la")
        good = self.message(body)
        unknown = self.message(body, private=STRANGER)
        forged = self.message(body, private=STRANGER)
        known = keys.fingerprint(keys.public_of(PEER))
        text = forged.headers["signature-input"]
        forged.headers["signature-input"] = text.replace(
            keys.fingerprint(keys.public_of(STRANGER)), known
        )
        other = self.message(body, private=OTHER)
        elsewhere = self.message(body, recipient=keys.public_of(PEER))
        bare = replace(good, headers={"content-type": "application/octet-stream"})
        for name, message in {
            "unknown": unknown,
            "forged": forged,
            "to another channel": other,
            "to somebody else": elsewhere,
            "unsigned": bare,
        }.items():
            with self.subTest(name):
                self.assertEqual(self.post(message, body), (STRANGER_STATUS, None))
        changes = {
            "edoc-packet": "khac.edxml",
            "edoc-recipient": keys.fingerprint(self.own["H35.11"]),
            "content-digest": "sha-256=:" + "A" * 43 + "=:",
            "signature-input": "edoc=(" + "a" * 8000 + ")",
        }
        for name, value in changes.items():
            with self.subTest(name):
                answer = self.post(good, body, **{name: value})
                self.assertEqual(answer, (STRANGER_STATUS, None))
        for path in (PING_PATH, f"{PACKET_PATH}?x=1"):
            with self.subTest(path):
                answer = self.post(good, body, path)
                self.assertEqual(answer, (STRANGER_STATUS, None))
        self.assertFalse(self.packets(body))

    def test_strangers_make_us_read_nothing(self):
        """Half a gigabyte is announced; the answer comes without a byte of it."""
        message = self.message(b"x", private=STRANGER)
        begun = time.monotonic()
        answer = self.raw(self.head(message, 500_000_000))
        self.assertIn(b" 401 ", answer.partition(b"\r\n")[0])
        self.assertTrue(answer.endswith(STRANGER_BODY))
        form = replace(
            message, headers={"content-type": "multipart/form-data; boundary=x"}
        )
        answer = self.raw(self.head(form, 500_000_000))
        self.assertIn(b" 413 ", answer.partition(b"\r\n")[0])
        self.assertLess(time.monotonic() - begun, 8)

    def test_changed_on_the_way(self):
        body = self.packet_of("sua")
        status, said = self.post(self.message(body), body[:-1] + b" ")
        self.assertEqual((status, said["reason"]), (400, "body_differs"))
        status, said = self.post(self.message(body), body + b" ")
        self.assertEqual((status, said["reason"]), (400, "body_differs"))
        self.assertFalse(self.packets(body))
        self.assertFalse(self.packets(body + b" "))

    def test_of_another_agency(self):
        """A peer speaks for those agencies that are entered, and for no other."""
        body = self.packet_of("khac", sender="G02")
        status, said = self.send(body)
        self.assertEqual(
            (status, said["reason"], said["detail"]), (403, "sender_not_allowed", "G02")
        )
        self.assertFalse(self.packets(body))
        body = self.packet_of("cua-minh", sender="H35.11")
        self.assertEqual(self.send(body)[0], 403)
        self.assertEqual(self.send(body, private=OTHER, agency="H35.11")[0], 200)
        self.assertEqual(len(self.packets(body)), 1)

    def test_old_requests(self):
        """Recorded and sent again later, it is worth nothing."""
        body = self.packet_of("cu")
        for seconds in (-WINDOW_S - 60, WINDOW_S + 60):
            at = now() + timedelta(seconds=seconds)
            status, said = self.send(body, at=at)
            self.assertEqual((status, said["reason"]), (400, "clock_differs"))
        self.assertFalse(self.packets(body))

    def test_what_is_no_packet(self):
        """Bad input is refused at the door; the sender reads why."""
        for body in (b"", b"Kinh gui", b"<html/>", BOMB, self.packet[:-200]):
            with self.subTest(body[:20]):
                status, said = self.send(body)
                self.assertEqual((status, said["reason"]), (422, "packet_unreadable"))
                self.assertTrue(said["detail"])
                self.assertFalse(self.packets(body))

    def test_too_large(self):
        """Refused by what is announced, before it is read."""
        body = bytes(LARGEST_MB * 1024 * 1024 + 1)
        status, said = self.send(body)
        self.assertEqual((status, said["reason"]), (413, "packet_too_large"))
        chunks = iter([b"x"])  # without a length
        status, said = self.post(self.message(b"x"), chunks)
        self.assertEqual((status, said["reason"]), (413, "packet_too_large"))

    def test_a_body_that_does_not_come(self):
        """Who is known may be slow, too, but not for ever."""
        body = self.packet_of("cham")
        begun = time.monotonic()
        answer = self.raw(self.head(self.message(body), len(body)) + body[:100], 20)
        self.assertIn(b" 408 ", answer.partition(b"\r\n")[0])
        said = json.loads(answer.partition(b"\r\n\r\n")[2])
        self.assertEqual(said["reason"], "too_slow")
        self.assertLess(time.monotonic() - begun, SECONDS + 10)
        self.assertFalse(self.packets(body))

    def test_huge_headers(self):
        message = self.message(b"x")
        lines = b"".join(b"X-%d: x\r\n" % number for number in range(300))
        head = self.head(message, 0)
        for data in (
            head.replace(b"Host:", b"X: " + b"a" * 100_000 + b"\r\nHost:"),
            head.replace(b"Host:", lines + b"Host:"),
        ):
            # what isn't read may end the line before the answer is
            answer = self.raw(data)
            self.assertRegex(answer[:13], rb"^(HTTP/1.. 431 )?$")
        self.assertEqual(self.ping()[0], 200)

    def ping(self, **changes):
        message = self.message(b"", path=PING_PATH, name="ping", **changes)
        return self.post(message, b"", PING_PATH)

    def test_who_is_switched_off(self):
        self.assertEqual(self.ping()[1]["result"], "ready")
        off = "UPDATE edi_backend SET active = %s WHERE name = 'H35'"
        self.copy.rows(off, False)
        self.assertEqual(self.ping(), (STRANGER_STATUS, None))
        self.copy.rows(off, True)
        self.assertEqual(self.ping()[0], 200)

    def test_other_methods_and_no_form(self):
        for path in (PACKET_PATH, PING_PATH):
            answer = requests.get(f"{self.server.url}{path}", timeout=10)
            self.assertIn(answer.status_code, (404, 405))

    def test_too_many(self):
        """One peer's haste keeps no other waiting."""
        fast = {"private": OTHER, "agency": "H35.11"}
        answers = [self.ping(**fast) for _number in range(PER_MINUTE + 20)]
        refused = [said for status, said in answers if status == 429]
        self.assertTrue(refused)
        self.assertEqual(refused[-1]["detail"], str(PER_MINUTE))
        self.assertEqual(self.ping()[0], 200)
