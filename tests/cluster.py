"""A PostgreSQL of its own to be killed: nobody else's work ends with it."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg2

from .server import until

USER = "edoc"
RECOVERED = "automatic recovery in progress"
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
unix_socket_permissions = 0700
"""


class Cluster:
    """Holds a committed copy; for takers it is like the copy itself."""

    def __init__(self, copy):
        self.name = copy.name
        self.configure, self.config = copy.configure, copy.config
        self.folder = Path(tempfile.mkdtemp(prefix="edoc-pg-"))
        self.data, self.log = self.folder / "data", self.folder / "log"
        self.binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=_version)
        self.owner = []
        self._connection = None
        # what the environment says goes before what Odoo's file says
        self.environment = {
            **os.environ,
            "PGHOST": str(self.folder),
            "PGPORT": "5432",
            "PGUSER": USER,
        }
        if os.geteuid() == 0:  # PostgreSQL refuses root
            self.owner = ["runuser", "-u", "postgres", "--"]
            shutil.chown(self.folder, "postgres")
        self._program("initdb", "-U", USER, "--auth=trust", "-E", "UTF8", "--no-sync")
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS.format(folder=self.folder))
        self.start()
        self._fill()

    def _program(self, name, *arguments):
        command = [*self.owner, self.binaries / name, "-D", self.data, *arguments]
        subprocess.run(
            command,
            check=True,
            cwd="/",
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
        )

    def start(self):
        self._program("pg_ctl", "-l", self.log, "-w", "-t", "60", "start")

    def _fill(self):
        """Take over the copy, as a backup is restored."""
        with closing(self._connect("postgres")) as connection:
            connection.cursor().execute(f'CREATE DATABASE "{self.name}"')
        fast = {**self.environment, "PGOPTIONS": "-c synchronous_commit=off"}
        dump = [self.binaries / "pg_dump", "--no-owner", "--no-privileges"]
        load = [self.binaries / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"]
        with subprocess.Popen([*dump, self.name], stdout=subprocess.PIPE) as source:
            subprocess.run(
                [*load, "-d", self.name],
                check=True,
                stdin=source.stdout,
                stdout=subprocess.DEVNULL,
                env=fast,
            )
        if source.returncode:
            raise AssertionError(f"pg_dump ended with {source.returncode}")
        self.rows("CHECKPOINT")

    def _connect(self, name):
        connection = psycopg2.connect(
            host=str(self.folder), port=5432, user=USER, dbname=name
        )
        connection.autocommit = True
        return connection

    def rows(self, query, *params):
        if not self._connection or self._connection.closed:
            self._connection = self._connect(self.name)
        with self._connection.cursor() as cr:
            cr.execute(query, params)
            return cr.fetchall() if cr.description else []

    # ------------------------------------------------------------------------ crashes

    def crash(self, backend=None):
        """Kill a process of it, or all; wait until it has recovered and answers.

        Nothing is written that was not written yet. A killed process makes PostgreSQL
        end all others and recover.
        """
        recovered = self._recovered()
        if backend:
            os.kill(backend, signal.SIGKILL)
        else:
            self._program("pg_ctl", "-m", "immediate", "-w", "stop")
            self.start()
        until(lambda: self._recovered() > recovered and self._answers(), 60)

    def _recovered(self):
        return self.log.read_text().count(RECOVERED)

    def _answers(self):
        try:
            return self.rows("SELECT 1")
        except (psycopg2.DatabaseError, psycopg2.InterfaceError):
            return False

    def remove(self):
        self._program("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)


def _version(path):
    return [int(part) for part in path.parent.name.split(".")]
