"""The child of a pool: holds one session of a token and signs what it is told to.

Nothing here may print, log or keep the PIN: it goes to the token and nowhere else.
"""

import ctypes
import errno
import gc
import os
import resource
import select
import sys
import threading
import traceback
from contextlib import ExitStack
from typing import BinaryIO

from ..errors import EdocError, SigningError, TokenError
from ..pdfsign.jobs import Job
from ..token.key import SigningKey
from ..token.pkcs11 import TokenRef, open_token
from .wire import RequestReader, held_by_both, send_done, send_error, send_files

_PR_SET_DUMPABLE = 4


class Holder:
    """The session, open or not, and the key in it."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._ref: TokenRef | None = None
        self._key: SigningKey | None = None

    def open(
        self, ref: TokenRef, sha256: str, chain: tuple[bytes, ...], pin: str
    ) -> str:
        """Log in and find the key; return the serial number of the token.

        :raises TokenError: see ``open_token`` and ``TokenSession.signing_key``
        """
        self.close()
        with ExitStack() as opening:
            session = opening.enter_context(open_token(ref, pin))
            self._key = session.signing_key(certificate_sha256=sha256, chain=chain)
            self._open = opening.pop_all()
        return session.serial

    def close(self) -> None:
        """Log out."""
        self._key = None
        self._open.close()

    def run(self, job: Job) -> tuple:
        """Do a job; a session that failed is closed, to be opened anew.

        :raises EdocError: see ``jobs``
        """
        if self._key is None:
            raise TokenError("token.removed")
        try:
            return job.run(self._key)
        except TokenError:
            self._key = None
            self._open.__exit__(*sys.exc_info())
            raise
        except (EdocError, MemoryError):
            raise
        except Exception as exc:
            name = self._key.info.subject_common_name
            raise SigningError(
                "signing.failed", name=name, reason=type(exc).__name__
            ) from exc


def serve(prefix: str, memory: str) -> None:
    """Be the child until the parent says so or is gone."""
    # Drivers print what they like; the answers have a pipe of their own.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _confine(int(memory))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.disable()
    holder = Holder()
    try:
        while _obey(RequestReader(sys.stdin.buffer, prefix).load(), holder, out):
            _tidy_up()
    except MemoryError:
        os._exit(errno.ENOMEM)
    except (EOFError, OSError):
        # The parent is gone.
        os._exit(1)
    os._exit(0)


def _obey(request: tuple, holder: Holder, out: BinaryIO) -> bool:
    """Do one request and answer it; False for the last one."""
    what, *values = request
    try:
        if what == "open":
            send_done(out, serial=holder.open(*values))
        elif what == "run":
            [job] = values
            send_files(out, holder.run(job), held_by_both(job))
        else:
            holder.close()
            return False
    except EdocError as error:
        send_error(out, error, traceback.format_exc())
    return True


def _tidy_up() -> None:
    """Free what the last file left: pyHanko's objects hold each other, and the file.

    What is there to stay is set aside, so that this takes a millisecond or two.
    """
    gc.collect()
    gc.freeze()


def _confine(memory: int) -> None:
    # No core file, and no other process of this user reads the memory with the PIN.
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        memory = min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _end_with_parent() -> None:
    """End at once when nobody is left at the other end, even during a job."""
    waiting = select.poll()
    waiting.register(sys.stdin.fileno(), 0)
    waiting.poll()
    os._exit(1)
