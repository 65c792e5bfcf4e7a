"""One call to the axis over a connection of its own."""

from urllib.parse import urlsplit

from .. import connection
from ..errors import AxisError, AxisUnavailableError, AxisUndecidedError
from .settings import AxisSettings

# What may be asked any number of times, for nothing changes by it.
_HARMLESS = ("get", "count", "download")


def unclear(code: str, call: str, **params: object) -> AxisError:
    """Return the error for a call that was sent and whose outcome isn't known.

    Where nothing could have changed, it can simply be repeated.
    """
    kind = AxisUnavailableError if call.startswith(_HARMLESS) else AxisUndecidedError
    return kind(code, call=call, **params)


class Exchange(connection.Exchange):
    """A connection for one call; use it in a ``with``."""

    def __init__(self, settings: AxisSettings, call: str) -> None:
        self._call = call
        path = urlsplit(settings.url).path.rstrip("/")
        super().__init__(settings, f"{path}/{call}")

    def unreachable(self, reason: str) -> AxisError:
        """Return the error for a call that wasn't sent."""
        return AxisUnavailableError(
            "axis.unreachable", url=self._settings.url, reason=reason
        )

    def lost(self, reason: str) -> AxisError:
        """Return the error for an answer that didn't come, or not whole."""
        return unclear("axis.answer_lost", self._call, reason=reason)
