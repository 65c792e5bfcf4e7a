"""How many requests somebody may make."""

import threading

_MOST = 10_000


class Rate:
    """Allows a number of requests in a minute to each of those who ask.

    :param per_minute: that many at once, too
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._left: dict[object, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def allows(self, who: object, now: float) -> bool:
        """Tell whether one more is allowed, and count it.

        :param now: seconds of a clock that never goes back
        """
        with self._lock:
            left, then = self._left.get(who, (self._per_minute, now))
            left = min(self._per_minute, left + (now - then) * self._per_minute / 60)
            allowed = left >= 1
            self._left[who] = (left - allowed, now)
            if len(self._left) > _MOST:
                self._forget(now)
            return allowed

    def _forget(self, now: float) -> None:
        """Forget whoever may make all his requests again: that is what is unknown."""
        self._left = {
            who: kept for who, kept in self._left.items() if now - kept[1] < 60
        }
