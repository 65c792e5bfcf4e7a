"""The axis' REST interface over HTTP, on loopback, for tests and demonstrations.

It is no national axis: nothing is kept apart from what its clients need, and it gives
no more trust than a secret does. What its answers look like, and what official clients
need of them, is in ``axis-wire.md`` 1.1 to 1.6.
"""

import ipaddress
import socket
import ssl
import sys
import threading
from dataclasses import dataclass, replace
from http.server import ThreadingHTTPServer
from pathlib import Path

from ..edxml import Limits
from ..edxml.limits import MIB
from ..errors import AxisError
from .calls import Axis
from .faults import Fault, Faults
from .handler import Handler
from .registry import Registry
from .store import Store


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How to serve.

    :param host: a loopback address; others are refused
    :param port: 0 takes a free one
    :param packet_bytes: largest packet
    :param idle_s: how long a silent client is waited for
    :param connections: at a time; more of them wait
    :param merge: a repeated send is the first one; else it is kept twice
    :param certificate: PEM with certificate and key; then it is https
    """

    host: str = "127.0.0.1"
    port: int = 0
    packet_bytes: int = 512 * MIB
    idle_s: float = 60
    connections: int = 64
    merge: bool = True
    faults: tuple[Fault, ...] = ()
    seed: int | None = None
    certificate: Path | None = None
    verbose: bool = False


class AxisServer(ThreadingHTTPServer):
    """Serves one folder until ``shutdown``."""

    # The base class' methods return nothing.
    # pylint: disable=missing-return

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, folder: Path, settings: ServerSettings) -> None:
        _require_loopback(settings.host)
        if ":" in settings.host:
            self.address_family = socket.AF_INET6
        self.settings = settings
        self.registry = Registry(folder)
        self.store = Store(folder)
        limits = replace(Limits(), packet_bytes=settings.packet_bytes)
        self.axis = Axis(self.registry, self.store, limits, settings.merge)
        self.faults = Faults(settings.faults, settings.seed)
        self._free = threading.BoundedSemaphore(settings.connections)
        self._tls = _tls(settings.certificate)
        try:
            super().__init__((settings.host, settings.port), Handler)
        except BaseException:
            self.store.close()
            raise

    @property
    def url(self) -> str:
        """Where clients find it."""
        host = f"[{self.settings.host}]" if ":" in self.settings.host else None
        scheme = "https" if self._tls else "http"
        return f"{scheme}://{host or self.settings.host}:{self.server_address[1]}"

    def server_bind(self) -> None:
        """Bind without asking a name service, as the base class does."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]

    def server_close(self) -> None:
        """Let the port and the folder go."""
        super().server_close()
        self.store.close()

    def process_request(self, request, client_address) -> None:
        """Hand a connection to a thread, as soon as there is one."""
        self._free.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._free.release()
            raise

    def process_request_thread(self, request, client_address) -> None:
        """Work for one connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def finish_request(self, request, client_address) -> None:
        """Shake hands in the connection's thread: a silent client stops no other."""
        request.settimeout(self.settings.idle_s)
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls is None:
            super().finish_request(request, client_address)
            return
        with self._tls.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request, client_address) -> None:
        """A connection that breaks is the client's matter; anything else is ours."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def _require_loopback(host: str) -> None:
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise AxisError("axis.not_loopback", host=host)


def _tls(certificate: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
