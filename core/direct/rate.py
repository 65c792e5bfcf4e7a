"""How many requests somebody may make."""

import threading


class Rate:
    """Allows a number of requests in a minute to each of those who are known.

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
            return allowed
