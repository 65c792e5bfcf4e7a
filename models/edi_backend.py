"""Channels of exchange: how packets leave and arrive (QĐ 28/2018 Điều 4).

Each kind of channel lies in a file of its own, ``edi_backend_<kind>.py``, which adds
itself to ``edoc_kind`` and defines

``_edoc_send_<kind>(record)``
    sends the bytes of an exchange record; returns nothing, or raises
    :class:`ChannelRefusedError` or :class:`ChannelUnavailableError`;
``_edoc_receive_<kind>()``
    takes in what waits, each packet by ``_edoc_take_in``; the other side is told only
    after the commit; returns in words what could not be had while the rest was, or
    raises, and nothing of this transaction is kept;
``_edoc_test_<kind>()``
    says in a sentence what works, or raises a ``UserError``.
"""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.edxml.content import Content
from ._channel_errors import ChannelRefusedError, ChannelUnavailableError

_logger = logging.getLogger(__name__)


class EdiBackend(models.Model):
    """An exchange channel of an entity."""

    _inherit = "edi.backend"

    edoc_kind = fields.Selection(
        [("folder", "Hand-over folder")],
        string="Kind of channel",
        default="folder",
        help="How packets leave and arrive by this channel.",
    )
    edoc_error = fields.Char(
        string="Last error when receiving", readonly=True, copy=False
    )

    def _edoc_call(self, action, *args):
        """Call what the channel's kind does for an action."""
        self.ensure_one()
        return getattr(self, f"_edoc_{action}_{self.edoc_kind}")(*args)

    def action_edoc_test(self):
        """Test button: say what works, or what is missing."""
        self.ensure_one()
        self.check_access("write")
        try:
            message = self._edoc_call("test")
        except ChannelUnavailableError as error:
            raise UserError(str(error)) from error
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message},
        }

    # ------------------------------------------------------------------ sending

    def _edoc_send(self, record):
        """Send the bytes of an exchange record, the same at every try.

        :raises ChannelRefusedError: for good
        :raises ChannelUnavailableError: it is tried again later
        """
        self = self._edoc_in_vietnamese()
        if not self.active:
            raise ChannelRefusedError(
                self.env._(
                    "The channel “%(channel)s” is switched off. Switch it on in the "
                    "configuration, then try again.",
                    channel=self.name,
                )
            )
        self._edoc_call("send", record)

    def _send_retryable_exceptions(self):
        return (*super()._send_retryable_exceptions(), ChannelUnavailableError)

    # ---------------------------------------------------------------- receiving

    @api.model
    def _cron_edoc_receive(self):
        """Take in what waits on all channels, each in a transaction of its own.

        What goes wrong on one channel keeps no other waiting.
        """
        channels = self.search([("backend_type_code", "=", "edoc")])
        self.env.flush_all()
        for channel_id in channels.ids:
            error = self._edoc_receive_apart(channel_id)
            with self.env.registry.cursor() as cr:
                self.with_env(self.env(cr=cr)).browse(channel_id)._edoc_note(error)
        self.env.invalidate_all()
        return True

    @api.model
    def _edoc_receive_apart(self, channel_id):
        """Take in what waits on a channel; return the error in words, if any."""
        try:
            with self.env.registry.cursor() as cr:
                channel = self.with_env(self.env(cr=cr)).browse(channel_id)
                return channel._edoc_receive() or False
        except (UserError, ChannelUnavailableError) as error:
            _logger.warning("Channel %s: %s", channel_id, error)
            return str(error)
        except Exception as error:
            _logger.exception("Channel %s can't receive", channel_id)
            return type(error).__name__

    def _edoc_note(self, error):
        if (self.edoc_error or False) != error:
            self.edoc_error = error

    def _edoc_receive(self):
        """Take in what waits on this channel."""
        return self._edoc_in_vietnamese()._edoc_call("receive")

    def _edoc_in_vietnamese(self):
        """Background work has no user; clerks and other agencies read what it says."""
        known = self.env["res.lang"]._get_data(code="vi_VN")
        return self.with_context(lang="vi_VN") if known else self

    def _edoc_known(self, doc_id="", digest=""):
        """Return the packet that came before, known by its identifier or its bytes."""
        same = [("edoc_doc_id", "=", doc_id)] if doc_id else []
        if digest:
            same = ["|", *same] if same else same
            same.append(("external_identifier", "=", digest))
        domain = [
            ("backend_id", "=", self.id),
            ("type_id.direction", "=", "input"),
            *same,
        ]
        # old packets may be archived; they came all the same
        records = self.env["edi.exchange.record"].sudo().with_context(active_test=False)
        return records.search(domain, limit=1)

    def _edoc_take_in(self, name, content, doc_id=""):
        """Keep a packet as it came and queue its reading.

        :param content: bytes, or a content that is read in pieces
        :param doc_id: how the other side calls it
        :return: the exchange record, the earlier one when the same bytes came before
        """
        self.ensure_one()
        if not isinstance(content, Content):
            content = Content(content)
        digest = content.sha256
        known = self._edoc_known(doc_id, digest)
        if known:
            _logger.info("Packet %s is known as %s", name, known.identifier)
            return known
        record = self.sudo().create_record(
            "edoc_in",
            {
                "exchange_filename": name,
                "edi_exchange_state": "input_received",
                "external_identifier": digest,
                "edoc_doc_id": doc_id or False,
                "company_id": self.company_id.id,
            },
        )
        record._edoc_keep(content)
        record.action_exchange_process()
        return record

    def exchange_process(self, exchange_record):
        result = super().exchange_process(exchange_record)
        if self.backend_type_code == "edoc":
            self._edoc_processed(exchange_record)
        return result

    def _edoc_processed(self, record):
        """A packet was read, or can't be: whoever sent it may be told."""

    def _edoc_served(self, companies):
        """Return those of our entities that a packet on this channel is for.

        An entity with an end of the axis of its own gets its own copy there.
        """
        if self.edoc_kind != "axis":
            return companies
        elsewhere = self.sudo().search(
            [
                ("edoc_kind", "=", "axis"),
                ("company_id", "in", companies.ids),
                ("id", "!=", self.id),
            ]
        )
        others = elsewhere.company_id - self.company_id
        return companies - others or companies
