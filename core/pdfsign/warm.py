"""Children of ``limited`` that stay: starting one takes longer than most requests.

A child that was taken over by a file could lie about the next one, so none lives long.
"""

import atexit
import os
import threading
import time
import weakref
from collections.abc import Mapping

from .limited import Child, Files, Limits, Outcome


class Pool:
    """Warm children of one task, shared by the threads of a process.

    Each takes one request at a time. One that reached a limit or answered nonsense is
    ended at once, the others after ``turns`` requests. A process that is forked from
    this one gets children of its own.

    :param size: most children at a time; more requests than that wait for each other
    """

    def __init__(
        self, task: str, limits: Limits, size: int = 2, turns: int = 50
    ) -> None:
        self.task, self.limits, self.size, self.turns = task, limits, size, turns
        self._begin()
        itself = weakref.ref(self)
        os.register_at_fork(after_in_child=lambda: _call(itself, "_forget"))
        atexit.register(lambda: _call(itself, "close"))

    def run(self, options: Mapping[str, object], files: Files) -> Outcome:
        """Let a child do the task, and wait for it never longer than twice the limit.

        As :func:`~.limited.run_limited`; ``time`` also when all children were busy.
        """
        free = self._free
        if not free.acquire(timeout=self.limits.seconds):
            return Outcome("time", reason="busy")
        try:
            until = time.monotonic() + self.limits.seconds
            return self._ask(self._take(), options, files, until)
        except OSError as error:
            return Outcome("failed", reason=str(error))
        finally:
            free.release()

    def _ask(
        self,
        child: "_Warm",
        options: Mapping[str, object],
        files: Files,
        until: float,
    ) -> Outcome:
        try:
            outcome = child.ask(options, files, until)
        except BaseException:
            # Whatever stops the one who asks stops the child, too.
            child.end()
            raise
        self._give_back(child)
        return outcome

    def close(self) -> None:
        """End all children; the next request starts new ones."""
        while self._idle:
            self._idle.pop().end()

    def _begin(self) -> None:
        self._free = threading.BoundedSemaphore(self.size)
        # Appending and popping are atomic; the last one used is the warmest.
        self._idle: list[_Warm] = []
        self._all: weakref.WeakSet[_Warm] = weakref.WeakSet()

    def _forget(self) -> None:
        for child in list(self._all):
            child.forget()
        self._begin()

    def _take(self) -> "_Warm":
        while self._idle:
            child = self._idle.pop()
            if child.fresh():
                return child
            child.end()
        return self._start()

    def _start(self) -> "_Warm":
        child = _Warm(self.task, self.limits)
        self._all.add(child)
        return child

    def _give_back(self, child: "_Warm") -> None:
        child.turns += 1
        child.used = time.monotonic()
        if child.turns >= self.turns or not child.alive():
            child.end()
            # Its successor gets ready while nobody waits for it.
            child = self._start()
        self._idle.append(child)


class _Warm(Child):
    def __init__(self, task: str, limits: Limits) -> None:
        super().__init__(task, limits)
        self.turns, self.used = 0, time.monotonic()

    def fresh(self) -> bool:
        """Tell whether it runs and will not end by itself in the next seconds."""
        return self.alive() and time.monotonic() - self.used < self.limits.idle - 5


def _call(itself: weakref.ref, name: str) -> None:
    pool = itself()
    if pool is not None:
        getattr(pool, name)()
