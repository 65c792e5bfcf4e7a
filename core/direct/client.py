"""The sending side: a packet to another installation, and the question who is there.

What goes wrong is told apart by the class of the error:

:class:`~..errors.DirectRefusedError`
    for good; somebody has to act.
:class:`~..errors.DirectUnavailableError`
    the same bytes again later: nothing was kept, or they are known by their bytes.

Only what the other side signed is believed. An error page on the way is no refusal.
"""

import hashlib
import secrets
import ssl
from collections.abc import Callable, Iterator
from datetime import datetime

from .. import connection
from ..errors import DirectRefusedError, DirectUnavailableError
from .answers import STRANGER_STATUS, Answer, judge
from .messages import PACKET_PATH, PING_PATH, Letter, check_answer, plain_name
from .settings import DirectSettings
from .signatures import Message, SignatureRefused

_TOO_LARGE = 413


class DirectClient:
    """Speaks to one other installation.

    It keeps nothing between calls, so that threads may share it.

    :param clock: tells the time of a call, with zone
    """

    def __init__(self, settings: DirectSettings, clock: Callable[[], datetime]) -> None:
        self.settings, self._clock = settings, clock

    def send(self, content: bytes, name: str) -> Answer:
        """Send a packet; once this returns, the other side has it for good.

        :param name: by which we know the packet; letters beyond ASCII are left out
        :raises DirectError: see above
        """
        if len(content) > self.settings.packet_bytes:
            limit = self.settings.packet_bytes
            raise DirectRefusedError("direct.packet_too_large", detail=str(limit))
        answer = self._ask(PACKET_PATH, content, plain_name(name))
        if answer.sha256 != hashlib.sha256(content).hexdigest():
            raise DirectUnavailableError("direct.answer_unreadable")
        return answer

    def ping(self) -> Answer:
        """Ask who is there.

        :raises DirectError: nobody, or somebody else, or he doesn't know us
        """
        return self._ask(PING_PATH, b"", "ping")

    def _ask(self, path: str, content: bytes, name: str) -> Answer:
        settings = self.settings
        digest = hashlib.sha256(content).digest()
        nonce = secrets.token_urlsafe(18)
        letter = Letter(path, digest, name, settings.publics[0], nonce)
        request = letter.signed(settings.private, self._clock())
        headers = {"Content-Length": str(len(content)), **request.headers}
        with _Exchange(settings, path) as exchange:
            pieces = _pieces(content)
            exchange.send("POST", headers | exchange.proxy_headers(), pieces)
            status, given = exchange.receive()
            body = self._small(exchange)
        fields = {key.lower(): value for key, value in given.items()}
        return self._judge(request, status, fields, body)

    def _small(self, exchange: connection.Exchange) -> bytes:
        body = bytearray()
        for piece in exchange.pieces():
            body += piece
            if len(body) > self.settings.answer_bytes:
                raise DirectUnavailableError("direct.answer_unreadable")
        return bytes(body)

    def _judge(
        self, request: Message, status: int, headers: dict[str, str], body: bytes
    ) -> Answer:
        publics = self.settings.publics
        try:
            said = check_answer(publics, request, status, headers, body)
        except SignatureRefused as error:
            if status == STRANGER_STATUS:
                raise DirectRefusedError("direct.not_recognised") from error
            if status == _TOO_LARGE:
                raise DirectRefusedError("direct.too_large_on_the_way") from error
            raise DirectUnavailableError(
                "direct.answer_unsigned", status=status, reason=str(error)
            ) from error
        return judge(said)


class _Exchange(connection.Exchange):
    def unreachable(self, reason: str) -> DirectUnavailableError:
        return DirectUnavailableError(
            "direct.unreachable", url=self._settings.url, reason=reason
        )

    def lost(self, reason: str) -> DirectUnavailableError:
        return DirectUnavailableError("direct.answer_lost", reason=reason)

    def _tls(self) -> ssl.SSLContext:
        context = super()._tls()
        settings = self._settings
        if settings.certificate:
            try:
                context.load_cert_chain(
                    settings.certificate, settings.certificate_key or None
                )
            except OSError as error:
                raise DirectRefusedError("direct.certificate_unreadable") from error
        return context


def _pieces(content: bytes) -> Iterator[memoryview]:
    view = memoryview(content)
    for at in range(0, len(view), connection.PIECE):
        yield view[at : at + connection.PIECE]
