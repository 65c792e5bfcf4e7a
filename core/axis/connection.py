"""One request to the axis and its answer, within bounds of time and size.

The standard library's client is used as it is: it tells at which moment a connection
failed, and that decides whether the request may have been carried out.
"""

import base64
import http.client
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from urllib.parse import SplitResult, unquote, urlsplit

from ..errors import AxisError, AxisUnavailableError, AxisUndecidedError
from .settings import AxisSettings, split_proxy

PIECE = 64 * 1024
# What may be asked any number of times, for nothing changes by it.
_HARMLESS = ("get", "count", "download")
_BROKEN = (OSError, http.client.HTTPException)


def unclear(code: str, call: str, **params: object) -> AxisError:
    """Return the error for a call that was sent and whose outcome isn't known.

    Where nothing could have changed, it can simply be repeated.
    """
    kind = AxisUnavailableError if call.startswith(_HARMLESS) else AxisUndecidedError
    return kind(code, call=call, **params)


class Exchange:
    """A connection for one call; use it in a ``with``.

    :raises AxisUnavailableError: ``axis.unreachable``: nothing was sent
    """

    def __init__(self, settings: AxisSettings, call: str) -> None:
        self._settings, self._call = settings, call
        self._address = urlsplit(settings.url)
        self._target = f"{self._address.path.rstrip('/')}/{call}"
        self._connection = self._prepare()
        self._socket: socket.socket | None = None
        self._expired = False
        self._timer = threading.Timer(settings.total_s, self._expire)
        self._timer.daemon = True
        self._response: http.client.HTTPResponse | None = None

    def __enter__(self) -> "Exchange":
        self._timer.start()
        try:
            self._connection.connect()
            if self._expired:
                raise TimeoutError
            # The library forgets its socket before the answer is read.
            self._socket = self._connection.sock
            self._socket.settimeout(self._settings.silent_s)
        except (*_BROKEN, ValueError) as error:
            # ValueError: a name that can't be one of a host.
            self.__exit__()
            raise self._unreachable(error) from error
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._connection.close()

    def send(
        self, method: str, headers: Mapping[str, str], body: Iterable[bytes] = ()
    ) -> None:
        """Send a request; ``headers`` tell the length of the body.

        :raises AxisError: the connection broke, and there is no early answer either
        """
        try:
            self._connection.putrequest(method, self._target, skip_accept_encoding=True)
            for name, value in headers.items():
                self._connection.putheader(name, value)
            self._connection.endheaders()
            for piece in body:
                self._connection.send(piece)
        except _BROKEN as error:
            # Who refuses a packet may close before all of it was sent.
            with suppress(AxisError):
                self.receive()
                return
            raise self.lost(error) from error

    def receive(self) -> tuple[int, Mapping[str, str]]:
        """Return status and headers of the answer.

        :raises AxisError: ``axis.answer_lost``
        """
        if self._response is None:
            try:
                self._response = self._connection.getresponse()
            except _BROKEN as error:
                raise self.lost(error) from error
        return self._response.status, self._response.headers

    def pieces(self) -> Iterator[bytes]:
        """Yield the body of the answer.

        :raises AxisError: ``axis.answer_lost``: it is shorter than it was announced
        """
        response = self._response
        try:
            while piece := response.read(PIECE):
                yield piece
        except _BROKEN as error:
            raise self.lost(error) from error
        if response.length or self._expired:
            raise self.lost(TimeoutError() if self._expired else EOFError())

    @property
    def is_bounded(self) -> bool:
        """The answer tells its own end, so that a short one is noticed."""
        return self._response.length is not None or bool(self._response.chunked)

    def lost(self, error: Exception) -> AxisError:
        """Return the error for an answer that didn't come, or not whole."""
        reason = "time-out" if self._expired else _reason(error)
        return unclear("axis.answer_lost", self._call, reason=reason)

    def _unreachable(self, error: Exception) -> AxisError:
        reason = "time-out" if self._expired else _reason(error)
        return AxisUnavailableError(
            "axis.unreachable", url=self._settings.url, reason=reason
        )

    def _expire(self) -> None:
        self._expired = True
        used = self._socket or self._connection.sock
        if used is not None:
            with suppress(OSError):
                # Below TLS, for its own state belongs to the other thread.
                socket.socket.shutdown(used, socket.SHUT_RDWR)

    def _prepare(self) -> http.client.HTTPConnection:
        settings, address = self._settings, self._address
        proxy = dict(settings.proxies).get(address.scheme)
        via = split_proxy(proxy) if proxy else None
        near = via or address
        port = near.port or (3128 if via else None)
        timeout = settings.connect_s
        if address.scheme == "http":
            if via:
                self._target = f"http://{address.netloc}{self._target}"
            return http.client.HTTPConnection(near.hostname, port, timeout=timeout)
        context = _trust(settings)
        connection = http.client.HTTPSConnection(
            near.hostname, port, timeout=timeout, context=context
        )
        if via:
            connection.set_tunnel(
                address.hostname, address.port or 443, _proxy_headers(via)
            )
        return connection

    def proxy_headers(self) -> dict[str, str]:
        """Return what a proxy wants to know with a request that isn't encrypted."""
        proxy = dict(self._settings.proxies).get("http", "")
        if self._address.scheme != "http" or not proxy:
            return {}
        return _proxy_headers(split_proxy(proxy))


def _proxy_headers(via: SplitResult) -> dict[str, str]:
    if not via.username:
        return {}
    pair = f"{unquote(via.username)}:{unquote(via.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _trust(settings: AxisSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.trust or None)
    except OSError as error:
        raise AxisUnavailableError(
            "axis.unreachable", url=settings.url, reason="no file of root certificates"
        ) from error
    if not settings.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _reason(error: Exception) -> str:
    """Say what broke, in the words of the system and without any header."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return "time-out"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
