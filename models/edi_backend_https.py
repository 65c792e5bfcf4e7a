"""Direct exchange with another installation of this addon, mutually authenticated."""

import logging
from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.direct import DirectClient, DirectSettings
from ..core.direct.agencies import read_agencies, speaks_for
from ..core.direct.settings import check_url
from ..core.errors import DirectError, DirectRefusedError, DirectUnavailableError
from ._channel_errors import ChannelRefusedError, ChannelUnavailableError
from ._dialogs import dialog
from ._messages import user_error
from ._server_settings import server_settings

_logger = logging.getLogger(__name__)

_MANAGER = "l10n_vn_edoc.group_manager"


class EdiBackend(models.Model):
    """A channel to one other installation: its address, its keys and ours.

    Packets come by ``controllers/exchange_direct.py``: nothing is fetched.
    """

    _inherit = "edi.backend"

    edoc_kind = fields.Selection(
        selection_add=[("https", "Direct, to another installation")],
        ondelete={"https": "set null"},
    )
    edoc_direct_url = fields.Char(
        string="Address of the other side",
        groups=_MANAGER,
        help="Such as https://vanthu.example.gov.vn, without anything behind it.",
    )
    edoc_direct_agencies = fields.Text(
        string="The other side speaks for",
        groups=_MANAGER,
        help="Identifiers of the agencies whose packets may come by this channel, one "
        "in each line: H35.11, or H35.11.* for all units below it. Packets of any "
        "other agency are refused.",
    )
    edoc_direct_key_ids = fields.One2many(
        "edoc.direct.key", "channel_id", string="Keys", groups=_MANAGER
    )
    edoc_direct_own = fields.Char(
        string="Our key", compute="_compute_edoc_direct_own", groups=_MANAGER
    )
    edoc_direct_own_shown = fields.Char(
        string="Fingerprint of our key",
        compute="_compute_edoc_direct_own",
        groups=_MANAGER,
    )

    @api.depends("edoc_direct_key_ids.state")
    def _compute_edoc_direct_own(self):
        """What the other side has to be told: the new key as soon as there is one."""
        for channel in self:
            own = channel.edoc_direct_key_ids.filtered(lambda key: key.side == "own")
            key = own.filtered(lambda key: key.state == "next")[:1] or own.filtered(
                lambda key: key.state == "used"
            )
            channel.edoc_direct_own = key.bare
            channel.edoc_direct_own_shown = key.shown

    @api.constrains("edoc_direct_url")
    def _check_edoc_direct_url(self):
        for channel in self.sudo().filtered("edoc_direct_url"):
            channel._edoc_direct_checked(check_url, channel.edoc_direct_url)

    @api.constrains("edoc_direct_agencies")
    def _check_edoc_direct_agencies(self):
        for channel in self.sudo():
            channel._edoc_direct_entries()

    def _edoc_direct_checked(self, check, *args):
        try:
            return check(*args)
        except DirectError as error:
            raise user_error(self.env, error) from error

    def _edoc_direct_entries(self):
        text = self.edoc_direct_agencies or ""
        return self._edoc_direct_checked(read_agencies, text)

    # ---------------------------------------------------------------------- keys

    def action_edoc_direct_make_key(self):
        """Make a key pair of ours for this channel."""
        self.ensure_one()
        self._edoc_direct_check_manager()
        if self.sudo()._edoc_direct_keys("own", "next"):
            raise UserError(
                self.env._(
                    "There is a new key that is not used yet. Put it to use or remove "
                    "it first."
                )
            )
        self.env["edoc.direct.key"]._make(self)
        return True

    def action_edoc_direct_enter_key(self):
        """Open the form where the other side's key is entered."""
        self.ensure_one()
        self._edoc_direct_check_manager()
        return dialog(
            self.env._("The other side's key"),
            "edoc.direct.pin",
            default_channel_id=self.id,
        )

    def _edoc_direct_check_manager(self):
        self.env["edoc.direct.key"].check_access("read")
        self.check_access("write")

    def _edoc_direct_keys(self, side, *states):
        return self.edoc_direct_key_ids.filtered(
            lambda key: key.side == side and (not states or key.state in states)
        )

    # ------------------------------------------------------------------- sending

    def _edoc_direct_client(self):
        channel = self.sudo()  # who sends knows no key
        used = channel._edoc_direct_keys("own", "used")
        peers = channel._edoc_direct_keys("peer").sorted(lambda k: k.state != "used")
        given = server_settings()
        settings = DirectSettings(
            url=channel.edoc_direct_url or "",
            private=used._private(),
            publics=tuple(peers.mapped("public")),
            trust=given.get("direct_trust", ""),
            certificate=given.get("direct_certificate", ""),
            certificate_key=given.get("direct_certificate_key", ""),
            proxies=tuple(
                (scheme, given["direct_proxy"])
                for scheme in ("https",)
                if given.get("direct_proxy")
            ),
        )
        return DirectClient(settings, lambda: fields.Datetime.now().replace(tzinfo=UTC))

    def _edoc_send_https(self, record):
        """Send the frozen bytes; once this returns, the other side has them for good.

        :raises ChannelRefusedError: for good
        :raises ChannelUnavailableError: the same bytes are sent again later
        """
        content = record._get_file_content(as_bytes=True)
        try:
            client = self._edoc_direct_client()
            answer = client.send(content, record._edoc_file_name())
        except DirectRefusedError as error:
            raise ChannelRefusedError(str(user_error(self.env, error))) from error
        except DirectUnavailableError as error:
            raise ChannelUnavailableError(str(user_error(self.env, error))) from error
        _logger.info("Packet %s is kept as %s", record.identifier, answer.record)

    def _edoc_receive_https(self):
        """Fetch nothing: the other side sends."""

    def _edoc_test_https(self):
        """Ask the other side who it is; say so in a sentence."""
        try:
            answer = self._edoc_direct_client().ping()
        except DirectError as error:
            raise user_error(self.env, error) from error
        told = self.env._(
            "“%(name)s” answers, recognises us, and proved to hold the key that is "
            "entered here.",
            name=answer.name,
        )
        if not self.sudo()._edoc_direct_keys("own")._lies_open():
            return told
        return "\n".join((told, self._edoc_direct_open_note()))

    def _edoc_direct_open_note(self):
        return self.env._(
            "Our key lies in the database as it is. Whoever runs the server sets "
            "secrets_passphrase in its configuration file; it is encrypted then."
        )

    # ----------------------------------------------------------------- receiving

    @api.model
    def _edoc_direct_find(self, claim):
        """Return the keys, theirs and ours, that a request says it goes by."""
        domain = [
            ("side", "=", "peer"),
            ("fingerprint", "=", claim.sender),
            ("channel_id.active", "=", True),
            ("channel_id.edoc_kind", "=", "https"),
        ]
        found = self.env["edoc.direct.key"].sudo()
        for peer in found.search(domain):
            own = peer.channel_id._edoc_direct_keys("own")
            own = own.filtered(lambda key: key.fingerprint == claim.recipient)
            if own:
                return peer, own
        return found.browse(), found.browse()

    def _edoc_direct_may_speak(self, organ_id):
        """Tell whether the other side may send packets of an agency.

        An agency that is known by its identifier goes by its former one as well.
        """
        entries = self._edoc_direct_entries()
        agency = self.env["res.partner"]._edoc_find_agency(organ_id)
        known = (organ_id, agency.edoc_organ_id, agency.edoc_organ_id_old)
        return any(speaks_for(entries, name) for name in known if name)
