"""Work on untrusted bytes in a process of its own, with a limit on time and memory.

The child is a fresh interpreter, for a fork of a server with threads may hang. It gets
bytes over a pipe and answers with JSON over another; nothing is unpickled. Whatever it
does, who asked has an outcome in time. Only the standard library is needed here.
"""

import fcntl
import importlib
import json
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

_ROOT = str(Path(__file__).resolve().parents[2])
# The addon's own __init__ imports Odoo, so its root is a folder of packages here.
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from core.pdfsign.limited import serve; serve(*sys.argv[2:])"
)
_CHUNK = 64 * 1024
_MIB = 1024 * 1024
# An answer begins with its size: digits, then a line's end.
_HEAD = 12

Files = Mapping[str, Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use.

    :param seconds: of wall-clock time for one request; for the first one the start of
        the interpreter included
    :param memory: bytes of address space; an interpreter with its libraries takes 80 MB
    :param answer: bytes of its answer
    :param idle: seconds that it waits for a next request before it ends by itself
    """

    seconds: float = 60
    memory: int = 1024 * _MIB
    answer: int = 8 * _MIB
    idle: float = 600


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended.

    :param state: ``answered``; ``time`` or ``memory`` when a limit was reached;
        ``died`` when it was killed or answered nonsense; ``failed`` when the task
        raised or couldn't be started
    :param answer: what the task returned, of a child that may have been taken over:
        to be checked like any other input
    :param reason: a signal or an error, for logs
    """

    state: str
    answer: dict = field(default_factory=dict)
    reason: str = ""


def run_limited(
    task: str, options: Mapping[str, object], files: Files, limits: Limits
) -> Outcome:
    """Run a task in a child process and wait for its answer, never longer than allowed.

    :param task: ``"package.module:function"`` as seen from the addon's root; the
        function takes ``options`` and ``files`` and returns a dict that JSON takes
    :param options: what JSON takes
    """
    end = time.monotonic() + limits.seconds
    try:
        child = Child(task, limits)
    except OSError as error:
        return Outcome("failed", reason=str(error))
    try:
        return child.ask(options, files, end)
    finally:
        child.end()


class Child:
    """A child process for one task; it takes one request after the other.

    :raises OSError: it can't be started
    """

    def __init__(self, task: str, limits: Limits) -> None:
        self.limits = limits
        numbers = (limits.seconds, limits.memory, limits.idle)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-B", "-c", _BOOT, _ROOT, task, *map(str, numbers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
        os.set_blocking(self._process.stdin.fileno(), False)
        # A file passes in large pieces, where the system allows so large a pipe.
        with suppress(OSError):
            fcntl.fcntl(self._process.stdin, fcntl.F_SETPIPE_SZ, _MIB)

    def ask(self, options: Mapping[str, object], files: Files, until: float) -> Outcome:
        """Send a request and take the answer; all but ``answered`` ends the child.

        :param until: by the clock of ``time.monotonic``
        """
        parts = _request(options, files)
        state, said = self._converse(parts, until)
        outcome = _outcome(said) if state == "whole" else None
        if outcome is not None and outcome.state == "answered" and not parts:
            return outcome
        self.end()
        if outcome is not None and outcome.state != "answered":
            return outcome
        if state == "time":
            return Outcome("time")
        if state == "long":
            return Outcome("died", reason="answer too long")
        return Outcome("died", reason=_ending(self._process.returncode))

    def alive(self) -> bool:
        """Tell whether it still runs."""
        return self._process.poll() is None

    def end(self) -> None:
        """Leave nothing of the child; one that is dying keeps its exit code."""
        process = self._process
        if process.stdout.closed:
            return
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            process.kill()
        process.wait()
        self._close()

    def forget(self) -> None:
        """Let go of a child that belongs to the process this one was forked from."""
        self._process.returncode = 0
        self._close()

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            pipe.close()

    def _converse(self, parts: list[memoryview], until: float) -> tuple[str, bytes]:
        """Send the request and take the answer, as far as the child plays along."""
        said = bytearray()
        stdin, stdout = self._process.stdin, self._process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(stdin, selectors.EVENT_WRITE)
            selector.register(stdout, selectors.EVENT_READ)
            while True:
                left = until - time.monotonic()
                if left <= 0:
                    return "time", b""
                for key, _events in selector.select(left):
                    if key.fileobj is stdin:
                        _send(stdin, parts, selector)
                        continue
                    data = os.read(key.fd, _CHUNK)
                    if not data:
                        return "ended", b""
                    said += data
                if len(said) < _HEAD:
                    continue
                size = _size(said)
                if size is None or len(said) > _HEAD + size:
                    return "nonsense", b""
                if size > self.limits.answer:
                    return "long", b""
                if len(said) == _HEAD + size:
                    return "whole", bytes(said[_HEAD:])


def _request(options: Mapping[str, object], files: Files) -> list[memoryview]:
    sizes = {name: [len(item) for item in items] for name, items in files.items()}
    head = json.dumps({"options": options, "sizes": sizes}).encode() + b"\n"
    parts = [head, *(item for items in files.values() for item in items)]
    return [memoryview(part) for part in parts if part]


def _send(
    stdin: BinaryIO, parts: list[memoryview], selector: selectors.BaseSelector
) -> None:
    try:
        sent = os.write(stdin.fileno(), parts[0][:_MIB])
        parts[0] = parts[0][sent:]
        if not parts[0]:
            del parts[0]
    except BlockingIOError:
        return
    except BrokenPipeError:
        # Its last words may still be in the other pipe.
        parts.clear()
    if not parts:
        selector.unregister(stdin)


def _size(said: bytearray) -> int | None:
    head = bytes(said[:_HEAD])
    return int(head) if head[:-1].isdigit() and head[-1:] == b"\n" else None


def _outcome(said: bytes) -> Outcome | None:
    """Read what the child said; None for what is no answer."""
    try:
        reply = json.loads(said)
        state, content = reply["state"], reply["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    if state == "answered" and isinstance(content, dict):
        return Outcome(state, content)
    if state in ("memory", "failed"):
        return Outcome(state, reason=str(content))
    return None


def _ending(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"


# -- the child -----------------------------------------------------------------


def serve(task: str, seconds: str, memory: str, idle: str) -> None:
    """Do a task as the child, limits first, then the bytes. Ends the process."""
    # A child whose parent was killed ends by itself, and so does one that hangs.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, float(seconds) + 1)
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        module, _colon, name = task.partition(":")
        function = getattr(importlib.import_module(module), name)
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_FSIZE, 0)
        _limit(resource.RLIMIT_AS, int(memory))
        # The server's own limit on time per request is none of the child's.
        most = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        while head := sys.stdin.buffer.readline():
            signal.setitimer(signal.ITIMER_REAL, float(seconds) + 1)
            _say(out, _reply("answered", function(*_received(head))))
            signal.setitimer(signal.ITIMER_REAL, float(idle))
    except MemoryError:
        _say(out, _reply("memory", "MemoryError"))
    except Exception as error:
        # The one way out: whatever the task raised is told to the parent.
        _say(out, _reply("failed", f"{type(error).__name__}: {error}"[:1000]))
    # Threads that still wait for a network must not hold up the end.
    os._exit(0)


def _limit(kind: int, value: int) -> None:
    _soft, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))


def _received(head: bytes) -> tuple[dict, dict[str, list[bytes]]]:
    request = json.loads(head)
    files = {
        name: [sys.stdin.buffer.read(size) for size in sizes]
        for name, sizes in request["sizes"].items()
    }
    return request["options"], files


def _say(out: BinaryIO, reply: bytes) -> None:
    whole = memoryview(b"%0*d\n%s" % (_HEAD - 1, len(reply), reply))
    while whole:
        whole = whole[out.write(whole) :]


def _reply(state: str, content: object) -> bytes:
    return json.dumps({"state": state, "content": content}, default=str).encode()
