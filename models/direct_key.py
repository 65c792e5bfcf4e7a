"""Keys of direct channels: our own, and those of the other side."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.direct import keys
from ..core.errors import DirectError
from ._messages import user_error
from ._server_settings import secrets_passphrase


class EdocDirectKey(models.Model):
    """A key by which two installations know each other.

    A key is changed without a gap: the new one is made or entered while the former
    still counts, and that is removed when both sides have the new one.
    """

    _name = "edoc.direct.key"
    _description = "Key of a direct channel"
    _inherit = ["edoc.guarded.mixin"]
    _order = "side, state desc, id desc"
    _rec_name = "shown"

    _guarded_rows = True

    channel_id = fields.Many2one(
        "edi.backend", required=True, readonly=True, index=True, ondelete="cascade"
    )
    side = fields.Selection(
        [("own", "Ours"), ("peer", "The other side's")], required=True, readonly=True
    )
    state = fields.Selection(
        [
            ("next", "Not used yet"),
            ("used", "In use"),
            ("former", "Still accepted"),
        ],
        required=True,
        readonly=True,
    )
    public = fields.Text(string="Public key", required=True, readonly=True)
    fingerprint = fields.Char(required=True, readonly=True, index=True)
    bare = fields.Char(string="In one line", compute="_compute_shown")
    shown = fields.Char(string="Fingerprint (SHA-256)", compute="_compute_shown")
    # No interface reads it, whoever asks; the signing code does as superuser. It is
    # encrypted by the passphrase of the server's configuration: a copy of the database
    # alone speaks for nobody.
    private = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)

    _once = models.Constraint(
        "UNIQUE (channel_id, fingerprint)", "This key is entered already."
    )

    @api.depends("public", "fingerprint")
    def _compute_shown(self):
        for key in self:
            key.bare = keys.bare(key.public or "")
            key.shown = keys.shown(key.fingerprint or "")

    # ------------------------------------------------------------------ changing

    def action_use(self):
        """Sign with this key of ours from now on; the former one still counts."""
        for key in self:
            key._check_channel()
            if key.side != "own" or key.state != "next":
                raise UserError(self.env._("Only a new key of ours can be put to use."))
            key._put_to_use()
        return True

    def action_remove(self):
        """Trust a key no longer, at once; or forget one of ours."""
        self._check_channel()
        self._through_door().unlink()
        return True

    def _put_to_use(self):
        others = self._siblings().filtered(lambda key: key.state == "used")
        others._through_door().write({"state": "former"})
        self._through_door().write({"state": "used"})

    def _siblings(self):
        channel = self.sudo().channel_id
        return channel.edoc_direct_key_ids.filtered(
            lambda key: key.side == self.side and key != self
        )

    def _check_channel(self):
        self.check_access("read")
        self.channel_id.check_access("write")

    # ------------------------------------------------------------ kept encrypted

    @api.model
    def _locked(self, private):
        """Return a private key as it is kept."""
        passphrase = secrets_passphrase()
        return keys.lock(private, passphrase) if passphrase else private

    def _private(self):
        """Return the private key for the one call that signs with it.

        :raises DirectRefusedError: it was encrypted by another passphrase
        """
        return keys.unlock(self.sudo().private or "", secrets_passphrase())

    def _lies_open(self):
        """Tell whether one of these keys is kept as it is."""
        kept = self.sudo().filtered("private").mapped("private")
        return not all(keys.is_locked(private) for private in kept)

    @api.autovacuum
    def _lock_open_keys(self):
        """Encrypt what was made before the server had its passphrase."""
        if not secrets_passphrase():
            return
        for key in self.sudo().search([("private", "!=", False)]):
            if key._lies_open():
                key._through_door().write({"private": self._locked(key.private)})

    # -------------------------------------------------------------------- making

    @api.model
    def _make(self, channel):
        """Make a key of ours; the first one is used at once."""
        private = keys.make_key()
        own = channel.sudo().edoc_direct_key_ids.filtered(lambda k: k.side == "own")
        vals = {
            "private": self._locked(private),
            "state": "next" if own else "used",
        }
        return self._keep(channel, "own", keys.public_of(private), vals)

    @api.model
    def _pin(self, channel, text, told):
        """Trust a key of the other side, whose fingerprint came another way.

        :raises UserError: it is no key, another key, or known already
        """
        try:
            public = keys.read_public(text or "")
        except DirectError as error:
            raise user_error(self.env, error) from error
        digest = keys.fingerprint(public)
        if not keys.is_fingerprint(told or "", public):
            raise UserError(
                self.env._(
                    "This key has another fingerprint: %(shown)s. Do not use it before "
                    "you know why; ask the other side by telephone.",
                    shown=keys.shown(digest),
                )
            )
        known = channel.sudo().edoc_direct_key_ids
        if digest in known.mapped("fingerprint"):
            raise UserError(self.env._("This key is entered already."))
        key = self._keep(channel, "peer", public, {"state": "next"})
        key._put_to_use()
        return key

    @api.model
    def _keep(self, channel, side, public, vals):
        vals |= {
            "channel_id": channel.id,
            "side": side,
            "public": public,
            "fingerprint": keys.fingerprint(public),
        }
        return self._through_door().create(vals).with_env(self.env)
