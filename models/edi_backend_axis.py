"""The national document axis as a channel (QĐ 28/2018; QCVN 102:2016)."""

import logging
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.axis import AxisSettings, Client
from ..core.axis.addressing import addressees
from ..core.axis.wire import DOCUMENT, STATUS
from ..core.edxml import read_packet
from ..core.edxml.content import Content
from ..core.edxml.model import StatusPacket
from ..core.errors import AxisError, AxisRefusedError, PacketError, SecretError
from ._channel_errors import ChannelRefusedError, ChannelUnavailableError
from ._messages import user_error
from ._server_settings import server_settings

_logger = logging.getLogger(__name__)

MANAGER = "l10n_vn_edoc.group_manager"
SECRET = "axis"
# So many packets in a row that can't be had: the axis itself is the trouble.
GIVE_UP_AFTER = 3


class EdiBackend(models.Model):
    """A channel that is an end of the axis, for one entity or several."""

    _inherit = "edi.backend"

    edoc_kind = fields.Selection(
        selection_add=[("axis", "National document axis")],
        ondelete={"axis": "set default"},
    )
    edoc_axis_url = fields.Char(
        string="Address of the axis",
        groups=MANAGER,
        help="Address of the agency's end of the axis, such as "
        "https://truc.example.gov.vn/api.",
    )
    edoc_axis_system_id = fields.Char(
        string="System identifier", groups=MANAGER, copy=False
    )
    edoc_axis_secret = fields.Char(
        string="Secret",
        compute="_compute_edoc_axis_secret",
        inverse="_inverse_edoc_axis_secret",
        groups=MANAGER,
        exportable=False,
        copy=False,
        help="Key of the signatures. It can be entered anew but never be read.",
    )
    edoc_axis_has_secret = fields.Boolean(
        string="A secret is kept", compute="_compute_edoc_axis_secret", groups=MANAGER
    )
    edoc_axis_sender = fields.Char(
        string="Send as",
        groups=MANAGER,
        help="Agency identifier to send as. Without one, each entity sends as itself.",
    )
    edoc_axis_proxy = fields.Char(
        string="Proxy",
        groups=MANAGER,
        help="Such as http://proxy:3128. One that wants a password belongs into the "
        "server's configuration: “axis_proxy” in the section [l10n_vn_edoc].",
    )
    edoc_axis_connect_s = fields.Integer(
        string="Seconds for connecting", default=10, groups=MANAGER
    )
    edoc_axis_silent_s = fields.Integer(
        string="Seconds of silence", default=60, groups=MANAGER
    )
    edoc_axis_total_s = fields.Integer(
        string="Seconds for one call", default=900, groups=MANAGER
    )
    edoc_axis_raw = fields.Boolean(
        string="Raw download",
        groups=MANAGER,
        help="Fetch packets by downloadEdoc, which gateways of version 2.0.1 have.",
    )
    edoc_axis_done = fields.Char(
        string="Taken in",
        default="done",
        groups=MANAGER,
        help="What the axis is told of a packet that was taken in; nothing if empty.",
    )
    edoc_axis_fail = fields.Char(
        string="Not readable",
        default="fail",
        groups=MANAGER,
        help="What the axis is told of a packet that is kept with an error; nothing if "
        "empty.",
    )
    edoc_axis_processing = fields.Char(
        string="Fetched",
        default="processing",
        groups=MANAGER,
        help="What the axis is told of a packet that is kept and not read yet; nothing "
        "if empty.",
    )

    _edoc_axis_system_uniq = models.UniqueIndex(
        "(edoc_axis_url, edoc_axis_system_id) WHERE edoc_kind = 'axis' AND active",
        "Another channel speaks to the axis as this system already.",
    )

    def _compute_edoc_axis_secret(self):
        for channel in self:
            channel.edoc_axis_secret = False
            channel.edoc_axis_has_secret = bool(channel._edoc_find_secret(SECRET))

    def _inverse_edoc_axis_secret(self):
        for channel in self:
            channel._edoc_set_secret(SECRET, channel.edoc_axis_secret)

    @api.constrains("edoc_axis_proxy", "edoc_axis_url")
    def _check_edoc_axis_proxy(self):
        for channel in self:
            if "@" in (channel.edoc_axis_proxy or "") + (channel.edoc_axis_url or ""):
                raise UserError(
                    self.env._(
                        "Write no password into an address: everybody who sees the "
                        "address would read it."
                    )
                )

    def _edoc_axis(self):
        """Return the client of this channel, made afresh from its settings."""
        channel, server = self.sudo(), server_settings()
        proxy = channel.edoc_axis_proxy or server.get("axis_proxy")
        with self._edoc_axis_errors():
            settings = AxisSettings(
                url=channel.edoc_axis_url or "",
                system_id=channel.edoc_axis_system_id or "",
                secret=channel._edoc_secret(SECRET),
                connect_s=channel.edoc_axis_connect_s,
                silent_s=channel.edoc_axis_silent_s,
                total_s=channel.edoc_axis_total_s,
                proxies=(("http", proxy), ("https", proxy)) if proxy else (),
                trust=server.get("axis_trust", ""),
                raw=channel.edoc_axis_raw,
            )
        return Client(settings, lambda: datetime.now(UTC))

    @contextmanager
    def _edoc_axis_errors(self):
        """Say in words what the axis refuses for good, and what it can't do now."""
        try:
            yield
        except (AxisRefusedError, PacketError, SecretError) as error:
            raise ChannelRefusedError(str(user_error(self.env, error))) from error
        except AxisError as error:
            raise ChannelUnavailableError(str(user_error(self.env, error))) from error

    def _edoc_test_axis(self):
        """Does the axis answer, and does it know who we are?"""
        client = self._edoc_axis()
        with self._edoc_axis_errors():
            agencies = client.agencies()
            waiting = len(client.list(DOCUMENT)) + len(client.list(STATUS))
        known = {code for item in agencies for code in (item.code, item.old_code)}
        missing = [code for code in self._edoc_axis_own_codes() if code not in known]
        if missing:
            raise UserError(
                self.env._(
                    "The axis answers, but its list of agencies (%(count)s) does not "
                    "name us: %(missing)s. Check the agency identifiers.",
                    count=len(agencies),
                    missing=", ".join(missing),
                )
            )
        return self.env._(
            "The axis answers: %(count)s agencies in its list, ours among them; "
            "%(waiting)s packets wait for us.",
            count=len(agencies),
            waiting=waiting,
        )

    def _edoc_axis_own_codes(self):
        sender = self.sudo().edoc_axis_sender
        if sender:
            return [sender]
        companies = self.company_id or self.env["res.company"].sudo().search([])
        partners = companies.sudo().partner_id
        found = [p.edoc_organ_id or p.edoc_organ_id_old for p in partners]
        return [code for code in found if code]

    # ------------------------------------------------------------------ sending

    def _edoc_send_axis(self, record):
        """Send one packet to all its recipients (``to``).

        Sent again, the same bytes are the same message to the axis, and the same
        document to its recipients.
        """
        with record._edoc_file() as path, self._edoc_axis_errors():
            packet = read_packet(path, name=record.exchange_filename)
            sent = self._edoc_axis().send(
                path,
                self.sudo().edoc_axis_sender or packet.sender.organ_id,
                STATUS if isinstance(packet, StatusPacket) else DOCUMENT,
                tuple(dict.fromkeys(addressees(packet))),
                record.edoc_sha256 or "",
            )
        record.sudo().edoc_doc_id = sent.doc_id

    # ---------------------------------------------------------------- receiving

    def _edoc_receive_axis(self):
        """Take in what waits in the box, each packet in a transaction of its own.

        The axis is told only what is committed. Killed at any instant, the next run
        finds the packet in the box and knows what it has by its ``docId`` and bytes.
        """
        client, errors, in_a_row = self._edoc_axis(), [], 0
        for kind in (DOCUMENT, STATUS):
            with self._edoc_axis_errors():
                waiting = client.list(kind)
            for item in waiting:
                error = self._edoc_axis_take(client, item)
                in_a_row = in_a_row + 1 if error else 0
                errors += [error] if error else []
                if in_a_row == GIVE_UP_AFTER:
                    return error
        return "\n".join(dict.fromkeys(errors))

    def _edoc_axis_take(self, client, item):
        """Keep a packet and tell the axis; return what went wrong, in words."""
        try:
            with self.env.registry.cursor() as cr:
                channel = self.with_env(self.env(cr=cr))
                record = channel._edoc_known(item.doc_id)
                if not record:
                    record = channel._edoc_axis_fetch(client, item.doc_id)
                word = channel._edoc_axis_word(record)
            if word and word != item.status:
                self._edoc_axis_tell(client, item.doc_id, word)
        except (UserError, ChannelUnavailableError) as error:
            _logger.warning("Axis: packet %s: %s", item.doc_id, error)
            return str(error)
        except Exception as error:
            # one packet that can't be kept keeps none of the others waiting
            _logger.exception("Axis: the packet %s can't be kept", item.doc_id)
            return f"{item.doc_id}: {type(error).__name__}"
        return ""

    def _edoc_axis_tell(self, client, doc_id, word):
        try:
            with self._edoc_axis_errors():
                client.confirm(doc_id, word)
        except ChannelRefusedError:
            # a job may have read the packet by now and told it before us
            if word != self.sudo().edoc_axis_processing:
                raise

    def _edoc_axis_fetch(self, client, doc_id):
        with tempfile.TemporaryDirectory(prefix="edoc-") as folder:
            # never named after the identifier, which comes from outside
            path = Path(folder) / "packet.edxml"
            with self._edoc_axis_errors():
                client.fetch(doc_id, path)
            content = Content.from_path(path)
            return self._edoc_take_in(f"{doc_id}.edxml", content, doc_id)

    def _edoc_axis_word(self, record):
        """Return what the axis is to be told of a packet."""
        channel = self.sudo()
        words = {
            "input_processed": channel.edoc_axis_done,
            "input_processed_error": channel.edoc_axis_fail,
        }
        state = record.edi_exchange_state
        return words.get(state, channel.edoc_axis_processing) or ""

    def _edoc_processed(self, record):
        """Tell the axis at once what became of a packet; later the box asks again."""
        super()._edoc_processed(record)
        if self.edoc_kind != "axis" or not record.edoc_doc_id or not self.active:
            return
        word = self._edoc_axis_word(record)
        if not word:
            return
        try:
            client = self._edoc_axis()
        except UserError as error:
            _logger.warning("Axis: %s: %s", record.edoc_doc_id, error)
        else:
            confirm = partial(_confirm, client, record.edoc_doc_id, word)
            self.env.cr.postcommit.add(confirm)


def _confirm(client, doc_id, word):
    try:
        client.confirm(doc_id, word)
    except AxisError as error:
        _logger.info("Axis: %s is confirmed at the next run (%s)", doc_id, error.code)
