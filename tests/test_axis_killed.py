"""Killed at any instant, in parallel: nothing from the axis is lost or doubled.

``EDOC_KILLED=200`` is the number of packets of a thorough run.
"""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace

from odoo.tests import BaseCase, tagged

from ..core.edxml import build_packet, read_packet
from ..demo.line import Line
from ..demo.organisation import Organisation
from ..demo.other_agency import utc_now
from .axis import US, Axis
from .common import PKI, PLAIN, letter
from .server import BOOT, Copy

PACKETS = int(os.environ.get("EDOC_KILLED", 12))
FAULTS = (
    "cut@getEdoc=0.1",
    "short@getEdoc=0.1",
    "lost@updateStatus=0.2",
    "double@sendEdoc=0.2",
)


def prepare(env):
    """Fill the copy: our organisation, with an end of the axis."""
    organisation = Organisation(env, PKI).build()
    line = Line(env, commit=False)
    packet = line.agency.packet(PLAIN, utc_now(), letter())
    settings = json.loads(os.environ["EDOC_TEST_AXIS"])
    (line.agency.folder / "goi.bin").parent.mkdir(parents=True, exist_ok=True)
    (line.agency.folder / "goi.bin").write_bytes(packet)
    env["edi.backend"].create(
        {
            **settings,
            "backend_type_id": env.ref("l10n_vn_edoc.backend_type_edoc").id,
            "company_id": organisation.company.id,
        }
    )
    env.flush_all()
    env.cr.commit()


def receive(env):
    """Fetch and read what there is, as the scheduled job and the job runner do."""
    env["edi.backend"]._cron_edoc_receive()
    env.cr.commit()
    waiting = env["edi.exchange.record"].search(
        [("edi_exchange_state", "=", "input_received")]
    )
    for record in waiting.with_context(job_uuid="a job"):
        # another process may be at the same record: a job is run by one only
        env.cr.execute(
            "SELECT 1 FROM edi_exchange_record WHERE id = %s "
            "AND edi_exchange_state = 'input_received' FOR UPDATE SKIP LOCKED",
            [record.id],
        )
        if env.cr.fetchone():
            record.action_exchange_process()
        env.cr.commit()


@tagged("post_install", "-at_install")
class TestAxisKilled(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.axis = Axis()
        cls.addClassCleanup(cls.axis.remove)
        cls.axis.start(*FAULTS)
        cls.copy = Copy()
        cls.addClassCleanup(cls.copy.remove)
        os.environ["EDOC_TEST_AXIS"] = json.dumps(cls.axis.values())
        cls.addClassCleanup(os.environ.pop, "EDOC_TEST_AXIS")
        cls.copy.run(f"{__name__}:prepare")
        cls.copy.configure()

    def process(self):
        command = [sys.executable, "-c", BOOT, self.copy.config, self.copy.name]
        return subprocess.Popen(
            [*command, f"{__name__}:receive"],
            cwd=self.copy.folder,
            env=self.copy.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill_after(self, process, seconds):
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return True
        return False

    def send(self):
        [path] = self.copy.exchange_root.rglob("goi.bin")
        packet = read_packet(path)
        uids = [f"H35,2026/01/05,{n}/UBND-KT" for n in range(PACKETS)]
        for number, uid in enumerate(uids):
            named = replace(packet, code_number=str(number), document_id=uid)
            self.axis.send(build_packet(named))
        return uids

    def test_killed_while_receiving(self):
        uids = self.send()
        chance = random.Random(20260105)
        killed = 0
        for _round in range(3):
            both = [self.process(), self.process()]
            for process in both:
                killed += self.kill_after(process, chance.uniform(1.5, 4))
        self.assertTrue(killed, "nothing was killed: the test proves nothing")
        for _round in range(8):
            self.copy.run(f"{__name__}:receive")
            if not self.axis.client(US).list():
                break
        self.assertFalse(self.axis.client(US).list())
        rows = self.copy.rows("SELECT document_uid FROM edoc_incoming")
        self.assertEqual(Counter(uid for (uid,) in rows), Counter(uids))
        packets = self.copy.rows(
            "SELECT edi_exchange_state, count(*) FROM edi_exchange_record r "
            "JOIN edi_exchange_type t ON t.id = r.type_id "
            "WHERE t.direction = 'input' GROUP BY 1"
        )
        self.assertEqual(packets, [("input_processed", PACKETS)])
        statuses = self.copy.rows(
            "SELECT code, count(*) FROM edoc_status_message GROUP BY 1"
        )
        self.assertIn(("01", PACKETS), statuses)
        told = {
            delivery["status"]
            for message in self.axis.messages()
            for delivery in message["deliveries"]
            if message["sender"] == "H35"
        }
        self.assertEqual(told, {"done"})
