"""Threads that work off a batch while the user goes on with something else.

Not a job of the queue: a job's arguments are stored, and this one would carry the PIN.
Each document has a transaction of its own, so that one that is refused or fails neither
stops nor undoes another.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial

from odoo import api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying

from ..core.errors import EdocError, TokenError
from ._messages import user_error

_logger = logging.getLogger(__name__)

BEAT_S = 2
# What of the user's context goes with him into the threads
CONTEXT = ("lang", "tz", "allowed_company_ids")
# Refusals that are no document's fault; after some in a row the rest waits
OUTAGE = frozenset({"signing.tsa_unreachable", "signing.status_unavailable"})
MAX_OUTAGES = 3


def sentence(env, error):
    """Return what a user reads of an error."""
    if isinstance(error, EdocError):
        error = user_error(env, error)
    if isinstance(error, UserError):
        return error.args[0]
    return env._(
        "An unexpected error; nothing was kept of it. Tell the administrator, who "
        "finds it in the server's log."
    )


class BatchRunner:
    """Works off what waits in a batch; made in a request, started after its commit.

    It holds names and numbers of records only: the threads have cursors of their own.
    """

    def __init__(self, batch, pool):
        self.database = batch.env.cr.dbname
        self.user = batch.env.uid
        self.context = {
            key: batch.env.context[key] for key in CONTEXT if key in batch.env.context
        }
        self.batch, self.run_number = batch.id, batch.run
        self.numbers_first = batch.kind == "number_and_seal"
        self.pool = pool
        self._stop = threading.Event()
        self._over = threading.Event()
        self._halted_by = None
        self._outages = 0

    def start(self):
        """Begin in the background."""
        self._thread(self._run, "runner").start()

    def _thread(self, target, name, *args):
        # a daemon, for a server that stops doesn't wait for the rest of a batch
        name = f"edoc.batch({self.batch}) {name}"
        return threading.Thread(target=target, args=args, name=name, daemon=True)

    # ----------------------------------------------------------------- the threads

    def _run(self):
        self._enter_thread()
        beating = self._thread(self._beat, "beat")
        beating.start()
        try:
            self._work_off()
        except Exception:
            _logger.exception("batch %s could not be worked off", self.batch)
        finally:
            self.pool.close()
            self._over.set()
            beating.join()
        try:
            self._on_batch(self._conclude)
        except Exception:
            _logger.exception("the end of batch %s could not be kept", self.batch)

    def _work_off(self):
        lines = self._on_batch(lambda batch: batch._waiting_ids())
        if self.numbers_first:
            # one after the other: the numbers follow the chosen order without a gap
            lines = [line for line in lines if self._number(line)]
        todo = deque(lines)
        workers = [
            self._thread(self._sign_next, f"worker {number}", todo)
            for number in range(self.pool.size)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    def _conclude(self, batch):
        error = self._halted_by
        batch._conclude(self.run_number, error and sentence(batch.env, error))

    def _beat(self):
        """Say every other second that this run is alive; hear whether to stop."""
        self._enter_thread()
        while not self._over.wait(BEAT_S):
            try:
                if not self._on_batch(lambda batch: batch._beat(self.run_number)):
                    self._stop.set()
            except Exception:
                # the database may be back at the next beat
                _logger.exception("batch %s gives no sign of life", self.batch)

    def _number(self, line):
        if self._stop.is_set():
            return False
        return self._attempt(line, lambda record, _spent: record._take_number())

    def _sign_next(self, todo):
        self._enter_thread()
        while todo and not self._stop.is_set():
            try:
                line = todo.popleft()
            except IndexError:
                return
            self._attempt(line, lambda record, spent: record._sign(self.pool, spent))

    # ------------------------------------------------------------------ one document

    def _attempt(self, line, act: Callable) -> bool:
        """Do something with a line in a transaction of its own; keep what it says.

        A concurrency error is answered as Odoo answers it in a request: once more. What
        was signed before is thrown away then.
        """
        began = time.monotonic()

        def spent():
            return round(time.monotonic() - began, 1)

        try:
            with self._environment() as env:
                record = env["edoc.batch.line"].browse(line)
                retrying(partial(act, record, spent), env)
        except TokenError as error:
            # no file's fault: the others would meet it, too, so they wait instead
            self._halt(error)
        except (EdocError, UserError) as error:
            self._keep_verdict(line, "refused", error, spent())
            self._count_outage(error)
        except Exception as error:
            _logger.exception("line %s of batch %s failed", line, self.batch)
            self._keep_verdict(line, "failed", error, spent())
        else:
            self._outages = 0
            return True
        return False

    def _halt(self, error):
        self._halted_by = error
        self._stop.set()

    def _count_outage(self, error):
        """Several in a row that no service answers: nor would it the other hundred."""
        if getattr(error, "code", None) not in OUTAGE:
            self._outages = 0
            return
        self._outages += 1
        if self._outages >= MAX_OUTAGES:
            self._halt(error)

    def _keep_verdict(self, line, state, error, seconds):
        """Keep it; a line whose verdict can't be kept goes on waiting."""
        try:
            with self._environment() as env:
                record = env["edoc.batch.line"].browse(line)
                words = sentence(env, error)
                retrying(partial(record._keep_verdict, state, words, seconds), env)
        except Exception:
            _logger.exception("verdict on line %s could not be kept", line)

    # ------------------------------------------------------------------ the database

    def _on_batch(self, act: Callable):
        with self._environment() as env:
            return retrying(partial(act, env["edoc.batch"].browse(self.batch)), env)

    @contextmanager
    def _environment(self):
        with Registry(self.database).check_signaling().cursor() as cr:
            yield api.Environment(cr, self.user, dict(self.context))

    def _enter_thread(self):
        """Let the log name database and user, as it does of a request."""
        thread = threading.current_thread()
        thread.dbname, thread.uid = self.database, self.user
