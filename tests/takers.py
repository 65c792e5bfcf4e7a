"""Clerks who register at the same time, each a process with its own connections.

They call what the server calls for a request; but a process of theirs may be killed
without a server that dies with it.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from threading import Thread

import psycopg2

from odoo import sql_db
from odoo.modules.registry import Registry
from odoo.service.model import execute_cr

from .server import BOOT, until

# the turn of a book, and in whose hands it is: the process and its connection
HOLDER = """
    SELECT substr(a.application_name, 6)::int, a.pid
      FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %s
       AND a.datname = %s AND a.backend_xid IS NOT NULL
       AND (a.state = 'idle in transaction' OR NOT %s)
"""
# without a code of PostgreSQL's: it has said nothing any more
CUT = (psycopg2.DatabaseError, psycopg2.InterfaceError)
CRASHED = "57P0"  # terminated by the administrator, ended by a crash, recovering
PATIENCE = 60  # seconds, while a database recovers


# ------------------------------------------------------ in the processes of the takers


def serve(env):
    """Load the registry once; start a taker for each line that comes in."""
    database = env.cr.dbname
    clerk = env.ref("base.user_root").search([("login", "=", "vanthu")]).id
    sql_db.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say(event="ready")
    for line in sys.stdin:
        name, ids = json.loads(line)
        if os.fork() == 0:
            _take(database, clerk, name, ids)
            os._exit(0)
    os._exit(0)


def _take(database, clerk, name, ids):
    # its connections bear the number of this process
    Registry(database)._db = sql_db.db_connect(database)
    logging.getLogger("odoo.service.model").addHandler(_Retries(name))
    logging.getLogger("odoo.service.model").setLevel(logging.INFO)
    for document in ids:
        _say(taker=name, event="begun", document=document, process=os.getpid())
        try:
            try:
                _register(database, clerk, document)
            except CUT as error:
                _check_cut(error)
                # as a clerk who reads that the connection is lost: he presses again
                _say(taker=name, event="cut", document=document, text=str(error))
                _register_again(database, clerk, document)
        except Exception as error:
            _say(taker=name, event="error", document=document, text=repr(error))
        else:
            _say(taker=name, event="done", document=document)
    _say(taker=name, event="end")


def _register(database, clerk, document):
    wizard = "edoc.incoming.register"
    created = _call(database, clerk, wizard, "create", [{"incoming_id": document}])
    _call(database, clerk, wizard, "action_register", created)


def _register_again(database, clerk, document):
    """Press until the database is back; what was committed is not told of again."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if not _is_registered(database, document):
                _register(database, clerk, document)
        except CUT as error:
            _check_cut(error)
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def _check_cut(error):
    """Let every other error of the database through."""
    code = getattr(error, "pgcode", None)
    if code and not code.startswith(CRASHED):
        raise error


def _is_registered(database, document):
    with Registry(database).cursor() as cr:
        cr.execute("SELECT state FROM edoc_incoming WHERE id = %s", [document])
        return cr.fetchone() == ("registered",)


def _call(database, clerk, model, method, argument):
    with Registry(database).check_signaling().cursor() as cr:
        return execute_cr(cr, clerk, model, method, [argument], {})


class _Retries(logging.Handler):
    """Odoo runs a request again after a concurrency error: tell each time."""

    def __init__(self, taker):
        super().__init__()
        self.taker = taker

    def emit(self, record):
        text = record.getMessage()
        if "tries" in text:
            _say(taker=self.taker, event="retry", text=text)


def _say(**fact):
    os.write(1, json.dumps(fact).encode() + b"\n")


# ----------------------------------------------------------------------- in the test


class Takers:
    """Starts takers on a copy of the database, hears what they say, kills some."""

    def __init__(self, copy):
        self.copy = copy
        self.facts = []
        self.shares = {}
        copy.configure()
        command = [sys.executable, "-c", BOOT, copy.config, copy.name]
        self.process = subprocess.Popen(
            [*command, f"{__name__}:serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=copy.folder,
            env=copy.environment,
            start_new_session=True,
        )
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()
        until(lambda: self.told("ready"), 60)

    def _listen(self):
        for line in self.process.stdout:
            self.facts.append(json.loads(line))

    def told(self, event):
        return [fact for fact in self.facts if fact["event"] == event]

    def start(self, name, ids):
        self.shares[name] = ids
        self.process.stdin.write(json.dumps([name, ids]) + "\n")
        self.process.stdin.flush()

    def finished(self):
        return len(self.told("end")) >= len(self.shares)

    def kill(self, process):
        """SIGKILL one; another clerk goes on with what it leaves undone."""
        os.kill(process, signal.SIGKILL)
        begun = [f for f in self.told("begun") if f["process"] == process]
        name, undone = begun[-1]["taker"], begun[-1]["document"]
        share = self.shares.pop(name)
        left = share[share.index(undone) :]
        self.facts.append({"event": "killed", "document": undone})
        done = "SELECT state FROM edoc_incoming WHERE id = %s"
        if self.copy.rows(done, undone) == [("registered",)]:
            left = left[1:]
        self.start(f"{name}+", left)

    def catch_holder(self):
        """Return process and connection of who has the turn, stopped in the midst."""
        params = (0x65646F63, self.copy.name)
        end = time.monotonic() + 60
        while time.monotonic() < end and not self.finished():
            for process, connection in self.copy.rows(HOLDER, *params, False):
                os.kill(process, signal.SIGSTOP)
                if (process, connection) in self.copy.rows(HOLDER, *params, True):
                    return process, connection
                os.kill(process, signal.SIGCONT)
        raise AssertionError("nobody was caught while he had the turn")

    def close(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._listener.join()

    def count(self):
        counted = defaultdict(int)
        for fact in self.facts:
            counted[fact["event"]] += 1
        return dict(counted)
