"""A pool of processes that sign with one token, for a batch with one PIN.

The server's own process never logs in to the token: a login counts for a whole
process, so another request could use the token meanwhile without a PIN.
"""

import logging
import queue
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

from ..errors import EdocError, TokenError
from ..pdfsign.jobs import Job, SignedFile
from ..token.pkcs11 import TokenRef
from .wire import held_by_both
from .worker import Worker

_logger = logging.getLogger(__name__)

MEMORY = 2 * 1024 * 1024 * 1024
_WRONG_PIN = ("token.pin_wrong", "token.pin_locked", "token.pin_required")
# One file asks its authority for the time twice, and for the status of each
# certificate of two chains, by OCSP and by list; the work itself takes seconds.
_REQUESTS, _WORK_S = 12, 120


class SignerPool:
    """Processes that each hold a session of the token, as long as the block lasts.

    ``run`` may be called by several threads at once. A wrong PIN costs one try: the
    first process logs in alone, the others only after it.

    :param pin: user PIN; empty where the reader has a keypad of its own, which then
        has one process only
    :param certificate_sha256: fingerprint of the certificate to sign with
    :param chain: DER of CA certificates to put into the signatures
    :param workers: processes; fewer where the device lets no more in
    :param memory: bytes of address space for each
    """

    def __init__(
        self,
        ref: TokenRef,
        pin: str,
        certificate_sha256: str = "",
        chain: Iterable[bytes] = (),
        workers: int = 2,
        memory: int = MEMORY,
    ) -> None:
        self._ref, self._sha256, self._chain = ref, certificate_sha256, tuple(chain)
        # In this process for the life of the pool only: a process that was killed
        # has a successor, which must log in.
        self._pin = bytearray(pin.encode())
        self._workers = [Worker(memory) for _ in range(workers if pin else 1)]
        self._free: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self._login = threading.Lock()
        self._refusal: TokenError | None = None
        self._closed = False

    def __repr__(self) -> str:
        name = self._ref.label or self._ref.serial
        return f"<SignerPool {name} of {self.size}>"

    def __reduce__(self):
        raise TypeError("a pool holds a PIN and stays where it is")

    def __enter__(self) -> "SignerPool":
        """Start the processes and log in.

        :raises EdocError: see ``open_token`` and ``TokenSession.signing_key``;
            ``signing.process_died``, ``signing.process_timeout``
        """
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @property
    def size(self) -> int:
        """How many files can be signed at once."""
        return len(self._workers)

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that run."""
        return tuple(worker.pid for worker in self._workers if worker.pid)

    def run(self, job: Job) -> tuple[SignedFile, ...]:
        """Do a job in a free process, waiting until one is.

        :raises EdocError: as the job in this process would;
            ``signing.process_died``, ``signing.process_timeout``, and what
            ``open_token`` raises when the session must be opened anew
        """
        worker = self._free.get()
        try:
            return self._work(worker, job)
        finally:
            self._free.put(worker)

    def close(self) -> None:
        """Log out, end the processes and forget the PIN; a file at work fails."""
        self._closed = True
        self._forget()
        idle = []
        with suppress(queue.Empty):
            while True:
                idle.append(self._free.get_nowait())
        for worker in self._workers:
            if worker not in idle:
                worker.kill()
        with ThreadPoolExecutor(max_workers=len(idle) or 1) as ending:
            list(ending.map(Worker.close, idle))
        # For whoever waits for one, to be told that the pool is closed.
        for worker in idle:
            self._free.put(worker)

    def _start(self) -> None:
        first, *others = self._workers
        for worker in self._workers:
            worker.start()
        self._open(first)
        self._free.put(first)
        for worker in others:
            try:
                self._open(worker)
            except EdocError as exc:
                # Some devices let only one process in at a time.
                _logger.info("%r goes on with fewer processes: %s", self, exc)
                worker.kill()
                self._workers.remove(worker)
            else:
                self._free.put(worker)

    def _work(self, worker: Worker, job: Job) -> tuple[SignedFile, ...]:
        limit = _limit(job)
        self._open(worker)
        try:
            return worker.run(job, limit)
        except TokenError as exc:
            if exc.code != "token.removed":
                raise
        # Perhaps it was only plugged into another port: once more.
        self._open(worker)
        return worker.run(job, limit)

    def _open(self, worker: Worker) -> None:
        if self._closed:
            raise RuntimeError("the pool is closed")
        if worker.is_open:
            return
        # One after the other, so that a PIN that is wrong by now costs one try.
        with self._login:
            if self._refusal:
                raise TokenError(self._refusal.code, **self._refusal.params)
            pin = self._pin.decode()
            try:
                serial = worker.open(self._ref, self._sha256, self._chain, pin)
            except TokenError as exc:
                if exc.code in _WRONG_PIN:
                    self._refusal = exc
                    self._forget()
                raise
            # The PIN must not be tried on another token with the same label.
            self._ref = replace(self._ref, serial=serial)

    def _forget(self) -> None:
        for index in range(len(self._pin)):
            self._pin[index] = 0
        self._pin.clear()


def _limit(job: Job) -> float:
    """Seconds that a job may take with the slowest services that are allowed."""
    return _WORK_S + len(held_by_both(job)) * _REQUESTS * job.services.network.longest_s
