"""A server of its own on a committed copy of the database, for what only shows there.

Parallel requests, commits, retries, killed processes: none of them exist within the one
transaction of an Odoo test.
"""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from configparser import ConfigParser
from contextlib import closing, contextmanager
from pathlib import Path

import requests

from odoo import sql_db
from odoo.tools import SQL, config

from ..demo.organisation import PASSWORD
from .ground import BARE, lay_ground

# what runs in a process of its own: a function of this package, then a commit
BOOT = """
import sys
from importlib import import_module
import odoo.api
from odoo.modules.registry import Registry
from odoo.tools import config
config.parse_config(["-c", sys.argv[1], "-d", sys.argv[2], "--log-level=error"],
                    setup_logging=True)
with Registry(sys.argv[2]).cursor() as cr:
    env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
    module, function = sys.argv[3].split(":")
    getattr(import_module(module), function)(env)
"""


class Copy:
    """A throw-away copy of the database under test, with files and folders.

    :param suffix: tells copies apart that are there at the same time
    :param of: the copy that it is copied from
    :param bare: without the organisation of the demo
    """

    def __init__(self, suffix="copy", of=None, bare=False):
        tested = config["db_name"][0]
        source, files = tested, Path(config.filestore(tested))
        if of:
            source, files = of.name, of.filestore
        elif bare:
            source, files = BARE.name, BARE
        else:
            lay_ground()
        self.name = f"{tested}_{suffix}"
        self.settings = {}
        self.crons = 0
        self.folder = Path(tempfile.mkdtemp(prefix="edoc-copy-"))
        self.exchange_root = self.folder / "exchange"
        self.exchange_root.mkdir()
        # PostgreSQL copies only what nobody is connected to
        sql_db.close_db(source)
        self._statement("DROP DATABASE IF EXISTS %s WITH (FORCE)", self.name)
        self._statement("CREATE DATABASE %s TEMPLATE %s", self.name, source)
        if files.exists():
            shutil.copytree(files, self.filestore)
        self.config = self.folder / "odoo.conf"
        self.environment = dict(os.environ)

    @property
    def filestore(self):
        return self.folder / "data" / "filestore" / self.name

    def use_own_tokens(self, pki):
        """Give the server copies of the tokens, which a test may pull out.

        :return: the folder that holds them
        """
        folder = self.folder / "tokens"
        shutil.copytree(pki / "tokens", folder)
        given = (pki / "softhsm2.conf").read_text()
        path = self.folder / "softhsm2.conf"
        path.write_text(given.replace(str(pki / "tokens"), str(folder)))
        self.environment["SOFTHSM2_CONF"] = str(path)
        return folder

    def _statement(self, statement, *names):
        with closing(sql_db.db_connect("postgres").cursor()) as cr:
            cr.rollback()
            cr._cnx.autocommit = True
            cr.execute(SQL(statement, *(SQL.identifier(name) for name in names)))

    def configure(self, port=8069, jobs=False, talkative=False):
        """Write the server's file: the one of the tests, but for what is our own."""
        parser = ConfigParser(interpolation=None)
        parser.read(config["config"])
        parser["options"].update(
            db_name=self.name,
            data_dir=str(self.folder / "data"),
            http_port=str(port),
            max_cron_threads=str(self.crons),
            server_wide_modules="base,web,queue_job" if jobs else "base,web",
        )
        if talkative:
            parser["options"]["log_handler"] = ":DEBUG"
        parser["queue_job"] = {"channels": "root:2"}
        parser["l10n_vn_edoc"]["exchange_root"] = str(self.exchange_root)
        parser["l10n_vn_edoc"].update(self.settings)
        with self.config.open("w") as stream:
            parser.write(stream)

    def run(self, function):
        """Run a function in a process of its own, and keep what it does."""
        self.configure()
        command = [sys.executable, "-c", BOOT, self.config, self.name, function]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder)
        if done.returncode:
            raise AssertionError(done.stderr[-3000:])

    def rows(self, query, *params):
        with sql_db.db_connect(self.name).cursor() as cr:  # commits at its end
            cr.execute(query, params)
            return cr.fetchall() if cr.description else []

    @contextmanager
    def held(self, query, *params):
        """Hold a lock by another connection, so that a server stops where it is."""
        with closing(sql_db.db_connect(self.name).cursor()) as cr:
            cr.execute(query, params)
            yield
            cr.rollback()

    def waiting(self):
        """How many connections wait for a lock."""
        [(count,)] = self.rows(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s "
            "AND wait_event_type = 'Lock'",
            self.name,
        )
        return count

    def remove(self):
        sql_db.close_db(self.name)
        self._statement("DROP DATABASE IF EXISTS %s WITH (FORCE)", self.name)
        shutil.rmtree(self.folder)


class Server:
    """An Odoo process; ``jobs`` gives it a job runner, ``talkative`` a debug log."""

    def __init__(self, copy, jobs=False, talkative=False):
        self.copy = copy
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        copy.configure(port, jobs, talkative)
        self.url = f"http://127.0.0.1:{port}"
        self.log = copy.folder / f"server-{port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "odoo", "server", "-c", copy.config],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=copy.folder,
                env=copy.environment,
                start_new_session=True,
            )
        until(self._answers, 180, self.log)

    def _answers(self):
        if self.process.poll() is not None:
            raise AssertionError(self.log.read_text()[-3000:])
        try:
            return requests.get(f"{self.url}/web/health", timeout=10).ok
        except (requests.ConnectionError, requests.Timeout):
            return False

    def kill(self):
        """As a power cut does: no time to put anything in order."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Client:
    """A user at his browser."""

    def __init__(self, server, login):
        self.server = server
        self.said = ""
        self.session = requests.Session()
        params = {"db": server.copy.name, "login": login, "password": PASSWORD}
        answer = self._post("/web/session/authenticate", params)
        self.user = answer["result"]["uid"]

    def _post(self, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.session.post(f"{self.server.url}{path}", json=body, timeout=120)
        answer.raise_for_status()
        return answer.json()

    def call(self, model, method, *args, **kwargs):
        """Return ``(result, name of the error)``; ``said`` is the error's text."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        answer = self._post(f"/web/dataset/call_kw/{model}/{method}", params)
        error = answer.get("error", {}).get("data", {})
        self.said = error.get("message", "")
        return answer.get("result"), error.get("name")

    def press(self, model, method, vals, **context):
        """Fill in a wizard and press its button; return the error's name, if any."""
        created, error = self.call(model, "create", [vals])
        if error:
            return error
        return self.call(model, method, created, context=context)[1]


def until(reached, seconds, log=None):
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > end:
            shown = io.StringIO(log.read_text()[-3000:] if log else "")
            raise AssertionError(f"not reached within {seconds} s\n{shown.read()}")
        time.sleep(0.05)
