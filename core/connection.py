"""One request over HTTP and its answer, within bounds of time and size.

The standard library's client is used as it is: it tells at which moment a connection
failed, and that decides whether the request may have been carried out.
"""

import base64
import http.client
import socket
import ssl
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from .errors import EdocError

PIECE = 64 * 1024
Pairs = tuple[tuple[str, str], ...]
_BROKEN = (OSError, http.client.HTTPException)


class Line(Protocol):
    """What a connection needs to know of where it goes; see ``AxisSettings``."""

    url: str
    connect_s: float
    silent_s: float
    total_s: float
    proxies: Pairs
    trust: str
    verify: bool


class Exchange(ABC):
    """A connection for one call; use it in a ``with``.

    Each interface says by its own errors what a failure means.

    :param target: path of the request
    :raises EdocError: what :meth:`unreachable` returns: nothing was sent
    """

    def __init__(self, settings: Line, target: str) -> None:
        self._settings, self._target = settings, target
        self._address = urlsplit(settings.url)
        self._connection = self._prepare()
        self._socket: socket.socket | None = None
        self._expired = False
        self._timer = threading.Timer(settings.total_s, self._expire)
        self._timer.daemon = True
        self._response: http.client.HTTPResponse | None = None

    @abstractmethod
    def unreachable(self, reason: str) -> EdocError:
        """Return the error for a request that wasn't sent."""

    @abstractmethod
    def lost(self, reason: str) -> EdocError:
        """Return the error for an answer that didn't come, or not whole."""

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
            raise self.unreachable(self._reason(error)) from error
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._connection.close()

    def send(
        self, method: str, headers: Mapping[str, str], body: Iterable[bytes] = ()
    ) -> None:
        """Send a request; ``headers`` tell the length of the body.

        :raises EdocError: the connection broke, and there is no early answer either
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
            with suppress(EdocError):
                self.receive()
                return
            raise self.lost(self._reason(error)) from error

    def receive(self) -> tuple[int, Mapping[str, str]]:
        """Return status and headers of the answer.

        :raises EdocError: there is none
        """
        if self._response is None:
            try:
                self._response = self._connection.getresponse()
            except _BROKEN as error:
                raise self.lost(self._reason(error)) from error
        return self._response.status, self._response.headers

    def pieces(self) -> Iterator[bytes]:
        """Yield the body of the answer.

        :raises EdocError: it is shorter than it was announced
        """
        response = self._response
        try:
            while piece := response.read(PIECE):
                yield piece
        except _BROKEN as error:
            raise self.lost(self._reason(error)) from error
        if response.length or self._expired:
            raise self.lost("time-out" if self._expired else "EOFError")

    @property
    def is_bounded(self) -> bool:
        """The answer tells its own end, so that a short one is noticed."""
        return self._response.length is not None or bool(self._response.chunked)

    def proxy_headers(self) -> dict[str, str]:
        """Return what a proxy wants to know with a request that isn't encrypted."""
        proxy = dict(self._settings.proxies).get("http", "")
        if self._address.scheme != "http" or not proxy:
            return {}
        return _proxy_headers(split_proxy(proxy))

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
        connection = http.client.HTTPSConnection(
            near.hostname, port, timeout=timeout, context=self._tls()
        )
        if via:
            connection.set_tunnel(
                address.hostname, address.port or 443, _proxy_headers(via)
            )
        return connection

    def _tls(self) -> ssl.SSLContext:
        settings = self._settings
        try:
            context = ssl.create_default_context(cafile=settings.trust or None)
        except OSError as error:
            raise self.unreachable("no file of root certificates") from error
        if not settings.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _reason(self, error: Exception) -> str:
        """Say what broke, in the words of the system and without any header."""
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"certificate: {error.verify_message}"
        if self._expired or isinstance(error, TimeoutError):
            return "time-out"
        if isinstance(error, OSError) and error.strerror:
            return error.strerror
        return type(error).__name__


def split_proxy(address: str) -> SplitResult:
    """Take a proxy's address apart; its scheme may be left out."""
    return urlsplit(address if "//" in address else f"//{address}")


def _proxy_headers(via: SplitResult) -> dict[str, str]:
    if not via.username:
        return {}
    pair = f"{unquote(via.username)}:{unquote(via.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
