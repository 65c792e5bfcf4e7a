"""One PKCS#11 driver per path and process, behind one lock.

Logins and sessions are process-wide in many drivers, and few are safe in threads:
whoever speaks to a driver holds its lock.
"""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pkcs11
from pkcs11 import exceptions as errors

from ..errors import TokenError

_logger = logging.getLogger(__name__)

# What drivers say when the token was pulled out, even if it is back by then: what was
# known of it is no longer valid.
REMOVED = (
    errors.DeviceRemoved,
    errors.DeviceError,
    errors.TokenNotPresent,
    errors.SessionHandleInvalid,
    errors.SessionClosed,
    errors.SlotIDInvalid,
    errors.KeyHandleInvalid,
    errors.ObjectHandleInvalid,
    errors.UserNotLoggedIn,
)
_drivers: dict[str, "Driver"] = {}
_registry_lock = threading.Lock()


class Driver:
    """A loaded driver; use it only inside :meth:`held`."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._depth = 0
        self._process = os.getpid()
        self._library = None

    @contextmanager
    def held(self, wait_s: float) -> Iterator[None]:
        """Hold the driver for this thread.

        :param wait_s: seconds to wait for whoever holds it
        :raises TokenError: ``token.busy``, ``token.driver_missing``
        """
        if not self._lock.acquire(timeout=wait_s):
            raise TokenError("token.busy", path=self.path, seconds=wait_s)
        try:
            self._depth += 1
            self._load()
            yield
        finally:
            self._depth -= 1
            self._lock.release()

    def _load(self) -> None:
        if self._library is None:
            if not os.path.exists(self.path):
                raise TokenError("token.driver_missing", path=self.path)
            try:
                self._library = pkcs11.lib(self.path)
            except (errors.PKCS11Error, OSError) as exc:
                raise TokenError("token.driver_missing", path=self.path) from exc
        elif self._process != os.getpid():
            # After a fork the standard wants C_Initialize once more in the child.
            self._process = os.getpid()
            self.refresh()

    def refresh(self) -> None:
        """Start the driver anew, so that it sees tokens plugged in since.

        Does nothing while a session of this thread is open: it would close it.
        """
        if self._depth > 1:
            return
        try:
            self._library.finalize()
        except errors.PKCS11Error as exc:
            _logger.debug("driver %s not finalized: %r", self.path, exc)
        try:
            self._library.initialize()
        except errors.PKCS11Error as exc:
            raise TokenError("token.driver_missing", path=self.path) from exc

    def tokens(self) -> tuple[pkcs11.Token, ...]:
        """Return the tokens that can be spoken to now."""
        found = []
        try:
            slots = self._library.get_slots(token_present=True)
        except errors.PKCS11Error:
            return ()
        for slot in slots:
            try:
                token = slot.get_token()
            except errors.PKCS11Error as exc:
                _logger.debug("slot %s without a token: %r", slot.slot_id, exc)
                continue
            if pkcs11.TokenFlag.TOKEN_INITIALIZED in token.flags:
                found.append(token)
        return tuple(found)


def driver(path: str) -> Driver:
    """Return the one driver object of this process for ``path``."""
    with _registry_lock:
        return _drivers.setdefault(path, Driver(path))
