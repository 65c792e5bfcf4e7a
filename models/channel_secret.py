"""What a channel proves itself with, out of reach of every interface."""

from odoo import api, fields, models

from ..core.secret import is_locked, lock, unlock
from ._server_settings import secrets_passphrase


class EdocChannelSecret(models.Model):
    """One secret of a channel: entered in the channel's form, never shown again.

    No group has any right on this model and its value belongs to no group, so that
    neither forms nor exports nor JSON-2 tell it. Only the channels' own code reads it.
    The passphrase of the server's configuration encrypts it: a copy of the database
    alone speaks for nobody.
    """

    _name = "edoc.channel.secret"
    _description = "Secret of a Channel"
    _log_access = False
    _rec_name = "name"

    backend_id = fields.Many2one(
        "edi.backend",
        string="Channel",
        required=True,
        index=True,
        ondelete="cascade",
    )
    name = fields.Char(required=True)
    value = fields.Char(required=True, copy=False, groups=fields.NO_ACCESS)

    _name_uniq = models.Constraint(
        "UNIQUE (backend_id, name)", "A channel has one secret of each name."
    )

    @api.autovacuum
    def _lock_open_secrets(self):
        """Encrypt what was entered before the server had its passphrase."""
        passphrase = secrets_passphrase()
        if not passphrase:
            return
        for secret in self.sudo().search([]):
            if not is_locked(secret.value):
                secret.value = lock(secret.value, passphrase)


class EdiBackend(models.Model):
    _inherit = "edi.backend"

    def _edoc_secret(self, name):
        """Return a secret of this channel, ``""`` where none was entered.

        :raises SecretError: it was encrypted by another passphrase
        """
        self.ensure_one()
        return unlock(self._edoc_find_secret(name).value or "", secrets_passphrase())

    def _edoc_set_secret(self, name, value):
        """Keep a secret in place of the earlier one; nothing leaves the earlier one."""
        self.ensure_one()
        secret, passphrase = self._edoc_find_secret(name), secrets_passphrase()
        if not value:
            return
        if passphrase:
            value = lock(value, passphrase)
        if secret:
            secret.value = value
        else:
            secret.create({"backend_id": self.id, "name": name, "value": value})

    def _edoc_find_secret(self, name):
        secrets = self.env["edoc.channel.secret"].sudo()
        return secrets.search([("backend_id", "=", self.id), ("name", "=", name)])
