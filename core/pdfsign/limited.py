"""Work on untrusted bytes in a process of its own, with a limit on time and memory.

The child is a fresh interpreter, for a fork of a server with threads may hang. It gets
bytes over a pipe and answers with JSON over another; nothing is unpickled. Whatever it
does, :func:`run_limited` returns in time. Only the standard library is needed here.
"""

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
from dataclasses import dataclass, field
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parents[2])
# The addon's own __init__ imports Odoo, so its root is a folder of packages here.
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from core.pdfsign.limited import serve; serve(*sys.argv[2:])"
)
_CHUNK = 64 * 1024
_MIB = 1024 * 1024

Files = Mapping[str, Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use.

    :param seconds: of wall-clock time, the start of the interpreter included
    :param memory: bytes of address space; an interpreter with its libraries takes 80 MB
    :param answer: bytes of its answer
    """

    seconds: float = 60
    memory: int = 1024 * _MIB
    answer: int = 8 * _MIB


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
    arguments = (_ROOT, task, str(limits.seconds), str(limits.memory))
    try:
        child = subprocess.Popen(
            [sys.executable, "-P", "-B", "-c", _BOOT, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
    except OSError as error:
        return Outcome("failed", reason=str(error))
    try:
        state, said = _converse(child, _request(options, files), end, limits.answer)
    finally:
        _end(child)
    if state != "ended":
        return Outcome(state, reason="" if state == "time" else "answer too long")
    return _outcome(said, child.returncode)


def _request(options: Mapping[str, object], files: Files) -> list[memoryview]:
    sizes = {name: [len(item) for item in items] for name, items in files.items()}
    head = json.dumps({"options": options, "sizes": sizes}).encode() + b"\n"
    parts = [head, *(item for items in files.values() for item in items)]
    return [memoryview(part) for part in parts if part]


def _converse(
    child: subprocess.Popen, parts: list[memoryview], end: float, most: int
) -> tuple[str, bytes]:
    """Send the request and take the answer, until the child closes its side."""
    said = bytearray()
    os.set_blocking(child.stdin.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdin, selectors.EVENT_WRITE)
        selector.register(child.stdout, selectors.EVENT_READ)
        while len(said) <= most:
            left = end - time.monotonic()
            if left <= 0:
                return "time", b""
            for key, _events in selector.select(left):
                if key.fileobj is child.stdin:
                    _send(child, parts, selector)
                    continue
                data = os.read(key.fd, _CHUNK)
                if not data:
                    return "ended", bytes(said)
                said += data
    return "died", b""


def _send(
    child: subprocess.Popen, parts: list[memoryview], selector: selectors.BaseSelector
) -> None:
    try:
        sent = os.write(child.stdin.fileno(), parts[0][:_CHUNK])
        parts[0] = parts[0][sent:]
        if not parts[0]:
            del parts[0]
    except BlockingIOError:
        return
    except BrokenPipeError:
        parts.clear()
    if not parts:
        selector.unregister(child.stdin)
        child.stdin.close()


def _end(child: subprocess.Popen) -> None:
    """Make sure that nothing of the child is left; one that is dying keeps its code."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        pipe.close()


def _outcome(said: bytes, code: int) -> Outcome:
    try:
        reply = json.loads(said)
        state, content = reply["state"], reply["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return Outcome("died", reason=_ending(code))
    if state == "answered" and isinstance(content, dict):
        return Outcome(state, content)
    if state in ("memory", "failed"):
        return Outcome(state, reason=str(content))
    return Outcome("died", reason=_ending(code))


def _ending(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"


# -- the child -----------------------------------------------------------------


def serve(task: str, seconds: str, memory: str) -> None:
    """Do one task as the child: limits first, then the bytes. Ends the process."""
    # A child whose parent was killed ends by itself.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, float(seconds) + 1)
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        module, _colon, name = task.partition(":")
        function = getattr(importlib.import_module(module), name)
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_FSIZE, 0)
        _limit(resource.RLIMIT_AS, int(memory))
        reply = _reply("answered", function(*_received()))
    except MemoryError:
        reply = _reply("memory", "MemoryError")
    except Exception as error:
        # The one way out: whatever the task raised is told to the parent.
        reply = _reply("failed", f"{type(error).__name__}: {error}"[:1000])
    with open(out, "wb") as stream:
        stream.write(reply)
    # Threads that still wait for a network must not hold up the end.
    os._exit(0)


def _limit(kind: int, value: int) -> None:
    _soft, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))


def _received() -> tuple[dict, dict[str, list[bytes]]]:
    head = json.loads(sys.stdin.buffer.readline())
    files = {
        name: [sys.stdin.buffer.read(size) for size in sizes]
        for name, sizes in head["sizes"].items()
    }
    return head["options"], files


def _reply(state: str, content: object) -> bytes:
    return json.dumps({"state": state, "content": content}, default=str).encode()
