"""Two installations on one axis: the Sở and the province, each with a server that is
killed again and again while they exchange documents."""

import json
import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from psycopg2 import OperationalError

from odoo.sql_db import db_connect

from ..demo.axis import join
from ..demo.line import Line
from ..demo.organisation import SCT, Organisation
from ..demo.province import Province
from .axis import Axis
from .common import PKI
from .server import BOOT, Copy, Server

SYSTEMS = {
    "he-thong-sct": [("H35.09", "000.00.09.H35", SCT)],
    "he-thong-tinh": [("H35", "000.00.00.H35", "Ủy ban nhân dân tỉnh Lai Châu")],
}
# What the axis does wrong: answers lost and cut, errors, pages, and packets doubled.
FAULTS = (
    *("lost=0.03", "short=0.02", "cut=0.03", "error=0.03,502", "page=0.01"),
    "double@sendEdoc=0.03",
)
# Shortest and longest time in seconds between two kills.
LIVES = (5, 15)
# Between an error and the next try; the settings of a real one are in hours.
PATTERN = '{"1": 1}'
SETTINGS = Path("exchange.json")


def prepare_department(env):
    """Fill a copy with the Sở and the documents that it is to send."""
    organisation = Organisation(env, PKI).build()
    _prepare(env, organisation, ("cv.qlcn", "giamdoc", "vanthu", "chanhvanphong"))


def prepare_province(env):
    """Fill a copy with the province and the documents that it is to send."""
    organisation = Province(env, PKI).build()
    _prepare(env, organisation, ("cv.kt", "phochutich", "vanthu.ubnd", "cvp.ubnd"))


def _prepare(env, organisation, people):
    settings = json.loads(SETTINGS.read_text())
    organisation.company.edoc_signature_level = "B"  # without time stamps, for speed
    join(
        env, settings["folder"], settings["url"], settings["system"], settings["other"]
    )
    recipient = env["res.partner"].search([("edoc_organ_id", "=", settings["other"])])
    first = _sealed(env, recipient, *people)
    for number in range(1, settings["count"]):
        _twin(first, number)
    env.flush_all()
    env.cr.commit()


def _sealed(env, recipient, author, leader, clerk, checker):
    """One document by all its proper steps, up to the seal."""
    line = Line(env, commit=False)
    body = ("Kính đề nghị xem xét./.",)
    draft = line.draft(author, "phối hợp công tác", body, leader, recipient)
    line.approve(draft, checker)
    line.sign(draft)
    line.number(draft, clerk)
    line.seal(draft, clerk)
    return draft.sudo().with_env(env)


def _twin(first, number):
    """Another document of the same bytes: a thousand seals aren't what is proved."""
    written = str(1000 + number)
    day = first.date_issued
    twin = first._through_door().copy(
        {
            "subject": f"{first.subject} ({written})",
            "state": "sealed",
            "register_id": first.register_id.id,
            "number": 1000 + number,
            "code_number": written,
            "date_issued": day,
            "signer_id": first.signer_id.id,
            "authority_id": first.authority_id.id,
            "document_uid": first.document_uid.replace(
                f",{first.code_number}/", f",{written}/"
            ),
            "delivery_ids": [
                (0, 0, {"partner_id": first.delivery_ids.partner_id.id, "paper": False})
            ],
        }
    )
    for file in first.file_ids:
        values = {"name": file.name, "role": file.role, "outgoing_id": twin.id}
        own = first.env["edoc.file"]._through_door().create(values)
        own._add_version(file._content(), "sealed")


def work(env):
    """What the clerk does all day: issues what is sealed, registers what arrived."""
    line = Line(env)
    # jobs are the server's
    env = env(context={**env.context, "queue_job__no_delay": False})
    line.env = env
    clerk = env["res.users"].search([("login", "like", "vanthu%")], limit=1)
    documents = env["edoc.outgoing"].with_user(clerk)
    documents = iter(documents.search([("state", "=", "sealed")], order="id"))
    finished = Path("finished")
    while not finished.exists():
        document = next(documents, None)
        if document:
            _until_done(env, document.action_issue)
        else:
            time.sleep(0.2)
            env.cr.rollback()
        env.invalidate_all()
        for arrived in env["edoc.incoming"].search(
            [("state", "=", "received"), ("verdict", "!=", False)], limit=5
        ):
            _until_done(env, lambda d=arrived: _register(line, d, clerk))


def _register(line, document, clerk):
    reason = "Đã kiểm tra tại văn thư."
    line.register(document, leader=None, reason=reason, clerk=clerk.login)


def _until_done(env, step):
    """Try again where the server was in the way, as it does with a request itself."""
    while True:
        try:
            step()
            env.cr.commit()
            return
        except OperationalError:
            env.cr.rollback()
            env.invalidate_all()


class Side:
    """An installation: copy of the database, server, axis system."""

    def __init__(self, name, system, other, prepare):
        self.name, self.system, self.other, self.prepare = name, system, other, prepare
        self.copy = Copy(name, bare=True)
        self.copy.crons = 1
        self.clerk = self.copy.folder / "clerk.conf"
        self.server = None
        self.kills = 0
        self.error = ""

    def fill(self, axis, count):
        settings = {
            "folder": str(axis.folder),
            "url": axis.url,
            "system": self.system,
            "other": self.other,
            "count": count,
        }
        (self.copy.folder / SETTINGS).write_text(json.dumps(settings))
        self.copy.run(f"{__name__}:{self.prepare}")
        self.copy.rows(
            "UPDATE queue_job_function SET retry_pattern = %s "
            "WHERE retry_pattern IS NOT NULL",
            PATTERN,
        )
        # the server's file is written anew whenever it starts
        self.clerk.write_text(self.copy.config.read_text())

    def work(self):
        """The clerk in a process of its own, which nobody kills."""
        target = f"{__name__}:work"
        command = [sys.executable, "-c", BOOT, self.clerk, self.copy.name, target]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd=self.copy.folder,
            env=self.copy.environment,
        )
        self.error = done.stderr[-3000:] if done.returncode else ""

    def start(self):
        self.server = Server(self.copy, jobs=True)

    def kill(self):
        self.server.kill()
        self.kills += 1

    def remove(self):
        if self.server:
            self.server.kill()
        self.copy.remove()

    def hurry(self):
        """Don't wait for the minute of the scheduler, nor for the next try."""
        with suppress(Exception):
            self.copy.rows(
                "UPDATE ir_cron SET nextcall = now() at time zone 'utc' WHERE id IN ("
                "SELECT c.id FROM ir_cron c JOIN ir_model_data d ON d.res_id = c.id "
                "AND d.model = 'ir.cron' AND d.name = 'cron_receive' "
                "FOR UPDATE OF c SKIP LOCKED)"
            )
            self.copy.rows(
                "UPDATE queue_job SET eta = NULL WHERE state = 'pending' "
                "AND eta > now() at time zone 'utc'"
            )
            with db_connect("postgres").cursor() as cr:
                cr.execute("SELECT pg_notify('cron_trigger', %s)", [self.copy.name])

    # --------------------------------------------------------------- what there is

    def sent(self):
        """Identifiers of what was issued."""
        rows = self.copy.rows(
            "SELECT document_uid FROM edoc_outgoing WHERE state = 'issued'"
        )
        return sorted(uid for (uid,) in rows)

    def arrived(self):
        """Identifiers of what came, as often as it came."""
        rows = self.copy.rows("SELECT document_uid FROM edoc_incoming")
        return sorted(uid for (uid,) in rows)

    def statuses(self):
        """Statuses that came back, for each document."""
        found = {}
        rows = self.copy.rows(
            "SELECT o.document_uid, m.code FROM edoc_status_message m "
            "JOIN edoc_delivery d ON d.id = m.delivery_id "
            "JOIN edoc_outgoing o ON o.id = d.outgoing_id "
            "WHERE m.direction = 'in' AND m.code IS NOT NULL"
        )
        for uid, code in rows:
            found.setdefault(uid, []).append(code)
        return {uid: sorted(codes) for uid, codes in found.items()}

    def told(self):
        """Statuses that we sent, for each document."""
        found = {}
        rows = self.copy.rows(
            "SELECT i.document_uid, m.code FROM edoc_status_message m "
            "JOIN edoc_incoming i ON i.id = m.incoming_id "
            "WHERE m.direction = 'out' AND m.code IS NOT NULL"
        )
        for uid, code in rows:
            found.setdefault(uid, []).append(code)
        return {uid: sorted(codes) for uid, codes in found.items()}

    def packets(self):
        """How many packets stand in which state."""
        rows = self.copy.rows(
            "SELECT edi_exchange_state, count(*) FROM edi_exchange_record GROUP BY 1"
        )
        return dict(rows)


class Exchange:
    """The axis and its two ends, with somebody who pulls plugs."""

    def __init__(self, count, seed=5):
        self.count, self.chance = count, random.Random(seed)
        self.axis = Axis(SYSTEMS)
        self.sides = (
            Side("so", "he-thong-sct", "H35", "prepare_department"),
            Side("tinh", "he-thong-tinh", "H35.09", "prepare_province"),
        )
        self.finished = threading.Event()
        self.threads = []
        self.seconds = 0.0

    def remove(self):
        self._end()
        for side in self.sides:
            side.remove()
        self.axis.remove()

    def _end(self):
        """Have everybody go home, also where a test was interrupted."""
        self.finished.set()
        for side in self.sides:
            (side.copy.folder / "finished").touch()
        for thread in self.threads:
            thread.join()
        self.threads = []

    def run(self, patience):
        """Exchange everything; tell whether it was done within so many seconds."""
        self.axis.start(*FAULTS)
        half = (self.count + 1) // 2
        counts = (half, self.count - half)
        with ThreadPoolExecutor() as pool:
            list(pool.map(Side.fill, self.sides, (self.axis,) * 2, counts))
            list(pool.map(Side.start, self.sides))
        began = time.monotonic()
        self.threads = [threading.Thread(target=side.work) for side in self.sides]
        self.threads.append(threading.Thread(target=self._pull_plugs, args=LIVES))
        for thread in self.threads:
            thread.start()
        while not (done := self._is_done()):
            if time.monotonic() - began > patience or any(s.error for s in self.sides):
                break
            for side in self.sides:
                side.hurry()
            time.sleep(1)
        self.seconds = time.monotonic() - began
        self._end()
        return done

    def _is_done(self):
        """Everything was issued, and each recipient has told that he registered it."""
        found = [side.statuses().values() for side in self.sides]
        registered = sum("03" in codes for codes in (*found[0], *found[1]))
        return registered == self.count

    def _pull_plugs(self, shortest, longest):
        """SIGKILL at a random instant, of one end or the other, and start again."""
        while not self.finished.wait(self.chance.uniform(shortest, longest)):
            side = self.chance.choice(self.sides)
            side.kill()
            try:
                side.start()
            except AssertionError as error:
                # nothing more would be killed, and nothing proved
                side.error = str(error)
                return

    def table(self):
        """The lines of the report: what, Sở to province, province to Sở."""
        here, there = self.sides
        rows = [("", "Sở → tỉnh", "tỉnh → Sở")]

        def row(what, work):
            rows.append((what, work(here, there), work(there, here)))

        row("documents issued", lambda one, other: len(one.sent()))
        row("arrived", lambda one, other: len(set(other.arrived())))
        row(
            "arrived more than once",
            lambda one, other: len(other.arrived()) - len(set(other.arrived())),
        )
        row("lost", lambda one, other: len(set(one.sent()) - set(other.arrived())))
        for code in ("01", "02", "03"):
            row(
                f"status {code} came back",
                lambda one, other, code=code: sum(
                    codes.count(code) for codes in one.statuses().values()
                ),
            )
        row("times the sender's server was killed", lambda one, other: one.kills)
        rows.append(("messages on the axis", len(self.axis.messages()), ""))
        rows.append(("seconds", round(self.seconds), ""))
        rows.append(
            ("documents per second", round(self.count / max(self.seconds, 1), 2), "")
        )
        return "".join(f"{what:38}{a!s:>12}{b!s:>12}\n" for what, a, b in rows)


def wanted():
    """How many documents: 20, or what ``EDOC_EXCHANGE`` says."""
    return int(os.environ.get("EDOC_EXCHANGE", "20"))
