"""One child of a pool, as seen from its parent."""

import errno
import fcntl
import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import EdocError, SigningError, TokenError
from ..pdfsign.jobs import Job, SignedFile
from ..token.pkcs11 import TokenRef
from .wire import Garbled, held_by_both, receive, send_request

_logger = logging.getLogger(__name__)

_ROOT = str(Path(__file__).resolve().parents[2])
# What stands before "core" in the names of modules here, such as "odoo.addons.….".
_PREFIX = __name__.removesuffix("core.batch.worker")
# The addon's own __init__ imports Odoo, so its root is a folder of packages here.
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from core.batch.child import serve; serve(*sys.argv[2:])"
)
_START_S, _END_S = 180, 10
_PIPE = 1024 * 1024


class Worker:
    """A process that holds a session; used by one thread at a time.

    :param memory: bytes of address space that it may take
    """

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._process: subprocess.Popen | None = None
        self._late = False
        self._logged_in = False

    def __repr__(self) -> str:
        return f"<Worker {self.pid} {'open' if self.is_open else 'closed'}>"

    @property
    def is_open(self) -> bool:
        """Whether it runs and holds a session, as far as known here."""
        process = self._process
        return bool(self._logged_in and process and process.poll() is None)

    @property
    def pid(self) -> int | None:
        """Its process, where it has one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process, unless it runs.

        :raises SigningError: ``signing.process_died``
        """
        if self._process and self._process.poll() is None:
            return
        self.kill()
        try:
            # -P and a session of its own: neither the working folder nor the
            # terminal's signals reach it.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-B", "-c", _BOOT]
                + [_ROOT, _PREFIX, str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as exc:
            raise SigningError("signing.process_died", reason=str(exc)) from exc
        for pipe in (self._process.stdin, self._process.stdout):
            # Large files pass in fewer turns; where that is not allowed, in more.
            with suppress(OSError):
                fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)

    def open(
        self, ref: TokenRef, sha256: str, chain: tuple[bytes, ...], pin: str
    ) -> str:
        """Make it log in; return the serial number of the token.

        :raises EdocError: see ``open_token``; ``signing.process_died``,
            ``signing.process_timeout``
        """
        self.start()
        facts, _files = self._ask(("open", ref, sha256, chain, pin), _START_S)
        self._logged_in = True
        return facts.get("serial", "")

    def run(self, job: Job, seconds: float) -> tuple[SignedFile, ...]:
        """Let it do a job.

        :param seconds: the process is killed when it takes longer
        :raises EdocError: see ``jobs``; ``signing.process_died``,
            ``signing.process_timeout``
        """
        try:
            _facts, files = self._ask(("run", job), seconds, held_by_both(job))
        except TokenError:
            # The child has closed the session, too.
            self._logged_in = False
            raise
        return files

    def close(self) -> None:
        """Log out and end the process."""
        if self._process is None:
            return
        with suppress(OSError):
            send_request(self._process.stdin, ("close",))
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        self.kill()

    def kill(self) -> None:
        """End the process whatever it does."""
        self._logged_in = False
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            # What is left unsent has nobody to go to.
            with suppress(OSError):
                pipe.close()

    def _ask(self, request: tuple, seconds: float, held: Sequence[bytes] = ()):
        process = self._process
        try:
            with self._limit(process, seconds):
                send_request(process.stdin, request)
                return receive(process.stdout, held)
        except EdocError as error:
            if error.code == "signing.failed":
                _logger.error("a signing process failed: %s", error.trace)
            raise
        except (Garbled, OSError):
            late = self._late
            process.kill()
            reason = _ending(process.wait())
            self.kill()
        if late:
            raise SigningError("signing.process_timeout", seconds=round(seconds))
        raise SigningError("signing.process_died", reason=reason)

    @contextmanager
    def _limit(self, process: subprocess.Popen, seconds: float) -> Iterator[None]:
        self._late = False

        def end() -> None:
            self._late = True
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _ending(code: int) -> str:
    if code == errno.ENOMEM:
        return "MemoryError"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"
