"""Where packets of other installations arrive: signed, limited, kept, then answered."""

import logging
import socket
import tempfile
import time
from datetime import UTC
from functools import cache, partial

from psycopg2.errors import UniqueViolation
from werkzeug.exceptions import ClientDisconnected

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import ConcurrencyError, UserError
from odoo.http import Controller, request, route

from ..core.direct import keys
from ..core.direct.answers import (
    KEPT,
    READY,
    STRANGER_BODY,
    STRANGER_STATUS,
    Answer,
    refusal,
)
from ..core.direct.body import BodyRefused, take_body
from ..core.direct.messages import (
    ANSWER_TYPE,
    PACKET_PATH,
    PACKET_TYPE,
    PING_PATH,
    read_request,
    signed_answer,
)
from ..core.direct.rate import Rate
from ..core.direct.signatures import SignatureRefused
from ..core.edxml import DEFAULT_LIMITS, read_packet
from ..core.edxml.formats import VIETNAM
from ..core.edxml.limits import KIB, MIB
from ..core.errors import PacketError
from ..models._messages import user_error
from ..models._server_settings import server_settings

_logger = logging.getLogger(__name__)

_STRANGER = "direct exchange: a request from %s was not recognised (%s)"


def _limit_unread(_controller):
    """Let Odoo read nothing by itself, but leave packets to :func:`take_body`."""
    return None if request.httprequest.mimetype == PACKET_TYPE else KIB


def _arrival(path):
    """Route a request of another installation: no user, no session, no form."""
    return route(
        path,
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=_limit_unread,
    )


class EdocDirectController(Controller):
    """Answers signed requests.

    Odoo commits before it sends an answer, and repeats the call when the commit meets
    another: so what is signed here as kept is kept whenever anybody reads it. A call
    that is repeated finds the body where the first one put it.
    """

    @_arrival(PACKET_PATH)
    def packet(self, **_form):
        """Keep a packet. It may come any number of times, and is kept once."""
        return self._serve(self._take)

    @_arrival(PING_PATH)
    def ping(self, **_form):
        """Tell who we are to somebody whom we know."""
        return self._serve(self._ready)

    def _serve(self, work):
        request.update_env(user=SUPERUSER_ID)  # nobody is logged in
        try:
            claim, peer, own = self._recognise()
        except SignatureRefused as error:
            # Whatever it was: who isn't known learns nothing, not even that.
            _logger.info(_STRANGER, request.httprequest.remote_addr, error)
            return self._respond(STRANGER_STATUS, STRANGER_BODY, {})
        channel = peer.channel_id._edoc_in_vietnamese()
        now = fields.Datetime.now().replace(tzinfo=UTC)
        if not claim.is_timely(now):
            local = now.astimezone(VIETNAM)
            answer = refusal("clock_differs", f"{local:%d/%m/%Y %H:%M:%S}")
        elif not _rate().allows((request.db, channel.id), time.monotonic()):
            answer = refusal("too_many", _number("direct_per_minute", 600))
        else:
            answer = work(channel, claim)
        if answer.reason:
            _logger.warning("Channel %s: refused (%s)", channel.id, answer.reason)
        body = answer.body()
        signed = signed_answer(own._private(), claim, answer.status, body, now)
        return self._respond(answer.status, body, signed)

    def _recognise(self):
        """Return what the request says, and the keys that it goes by."""
        given = request.httprequest
        if given.query_string:
            raise SignatureRefused("a query")
        headers = {name.lower(): value for name, value in given.headers.items()}
        claim = read_request(given.method, given.path, headers)
        peer, own = request.env["edi.backend"]._edoc_direct_find(claim)
        # A signature is checked for strangers, too: so both answers take as long.
        if not claim.is_signed_by(peer.public or _nobody()) or not peer:
            raise SignatureRefused("another key")
        return claim, peer, own.sudo()

    def _ready(self, channel, _claim):
        return Answer(READY, name=channel.company_id.name or request.env.company.name)

    def _take(self, channel, claim):
        try:
            body = self._body(claim)
            organ_id = self._sender(channel, body)
        except BodyRefused as refused:
            return refusal(refused.reason, refused.detail)
        if not channel._edoc_direct_may_speak(organ_id):
            return refusal("sender_not_allowed", organ_id)
        body.seek(0)
        try:
            record = channel._edoc_take_in(claim.name, body.read())
            request.env.flush_all()
        except UniqueViolation as error:
            # The same packet came twice at once: the other call keeps it.
            raise ConcurrencyError("the packet is being kept") from error
        return Answer(KEPT, record=record.identifier, sha256=claim.sha256.hex())

    def _body(self, claim):
        """Return the body in a file, which a repeated call finds again."""
        kept = getattr(request, "edoc_body", None)
        if kept is None:
            kept = tempfile.SpooledTemporaryFile(DEFAULT_LIMITS.memory_bytes)
            take_body(
                _Stream(_werkzeug().stream),
                kept,
                request.httprequest.content_length,
                claim.sha256,
                _number("direct_packet_mb", DEFAULT_LIMITS.packet_bytes // MIB) * MIB,
                _number("direct_seconds", 600),
                partial(_hang_up, _werkzeug().environ.get("socket")),
            )
            request.edoc_body = kept
        kept.seek(0)
        return kept

    def _sender(self, channel, body):
        """Return the agency that a packet says it is from."""
        try:
            return read_packet(body, name="packet").sender.organ_id
        except PacketError as error:
            detail = user_error(channel.env, error).args[0]
            raise BodyRefused("packet_unreadable", detail) from error

    def _respond(self, status, body, signed):
        headers = [
            ("Content-Type", ANSWER_TYPE),
            ("Cache-Control", "no-store"),
            *(
                (name, value)
                for name, value in signed.items()
                if name != "content-type"
            ),
        ]
        return request.make_response(body, headers, status=status)


class _Stream:
    """A body whose end by force is an ``OSError``, as of any other stream."""

    def __init__(self, stream):
        self._stream = stream

    def read(self, size):  # pylint: disable=method-required-super
        try:
            return self._stream.read(size)
        except ClientDisconnected as error:
            raise ConnectionAbortedError from error


def _hang_up(used):
    """End a read that waits for the sender; our answer still reaches him."""
    if used:
        used.shutdown(socket.SHUT_RD)


def _werkzeug():
    """Return the request below Odoo's, which reads bodies into memory only."""
    return request.httprequest._HTTPRequest__wrapped


def _number(name, default):
    """Return a setting of the server that is a number.

    :raises UserError: it is none
    """
    given = server_settings().get(name, "")
    if not given:
        return default
    if not given.isdecimal() or int(given) < 1:
        raise UserError(request.env._("The server's setting “%s” is no number.", name))
    return int(given)


@cache
def _rate():
    return Rate(_number("direct_per_minute", 600))


@cache
def _nobody():
    """A public key that nobody has the other half of."""
    return keys.public_of(keys.make_key())
