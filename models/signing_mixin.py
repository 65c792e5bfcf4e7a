"""A user's own token, opened for one step, and how it signs."""

from contextlib import contextmanager

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.errors import EdocError
from ..core.token.pkcs11 import open_token
from ._messages import user_error


class EdocSigningMixin(models.AbstractModel):
    """What everything that is signed or sealed has in common (Điều 5).

    A concrete model answers ``_seal_job`` (check and lock; what the token of the seal
    has to do) and ``_keep_sealed`` (what to do with its result).
    """

    _name = "edoc.signing.mixin"
    _description = "Signed by Token"

    def _asked_of_token(self):
        """Return what is to be signed, as ``_why_not`` of a token takes it."""
        self.ensure_one()
        return {"document": self}

    def _signing_token(self, kind):
        """Return the user's own token for this kind of key, its certificate known.

        :raises UserError: no token in his custody, one that may not sign this, or
            nothing read from it yet
        """
        asked = self._asked_of_token()
        token = self.env["edoc.token"]._of_user(kind, self.company_id, **asked)
        if not token:
            raise UserError(
                self.env._("No token for this kind of key is in your custody (Điều 5).")
            )
        token._check_holder()
        if not token.certificate_id:
            raise UserError(
                self.env._(
                    "The certificate of the token “%(name)s” has not been read yet. "
                    "The administrator presses “Read device”.",
                    name=token.name,
                )
            )
        token._check_may_sign(**asked)
        return token

    @contextmanager
    def _token_key(self, kind, pin):
        """Open the user's own token and yield the key of its certificate.

        The PIN lives in this call only: it is neither stored nor logged.

        :raises UserError: no token, wrong PIN, locked or absent device
        """
        token = self._signing_token(kind)
        _roots, intermediates = self.env["edoc.trust.certificate"]._trusted()
        try:
            with open_token(token._ref(), pin) as session:
                yield session.signing_key(
                    certificate_sha256=token.certificate_id.sha256, chain=intermediates
                )
        except EdocError as error:
            raise user_error(self.env, error) from error

    def _seal_with(self, pin):
        """Seal with the agency's key (Điều 6, 12.1c; NĐ 30 Điều 25)."""
        for document in self:
            job = document._seal_job()
            with document._token_key("seal", pin) as key:
                signed = job.run(key)
            document._keep_sealed(signed)
        return True

    def _layout(self):
        """Return the layout that the type of the document asks for."""
        self.ensure_one()
        return self.env["edoc.layout"]._of_type(self.type_id)

    def _edoc_services(self):
        """Return the services of the entity, at the level that the type asks for."""
        self.ensure_one()
        return self.company_id._edoc_trust_services(self.type_id.signature_level)

    def _signing_time(self, signed):
        """Return when it was signed: by the time stamp where there is one (Đ12k2)."""
        stamped = signed.stamped_at
        if not stamped:
            return fields.Datetime.now()
        return stamped.replace(tzinfo=None, microsecond=0)

    def _clerks(self):
        group = self.env.ref("l10n_vn_edoc.group_clerk").sudo()
        return group.all_user_ids.filtered(
            lambda user: (
                self.company_id in user.company_ids and not user._is_superuser()
            )
        )
