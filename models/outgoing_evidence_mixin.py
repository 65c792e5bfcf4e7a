"""Has the right person signed? Asked before number and seal (NĐ 30/2020 Điều 32)."""

from datetime import UTC

from odoo import fields, models

from ..core.errors import EdocError
from ..core.pdfsign.checked import CheckedJob
from ..core.pdfsign.policy import VerifyPolicy
from ..core.pdfsign.sealable import check_signed_by
from ..core.pdfsign.signed import signer_certificates
from ._messages import user_error


class EdocOutgoingEvidenceMixin(models.AbstractModel):
    """The file's own signature decides, not what the register says of the steps."""

    _name = "edoc.outgoing.evidence.mixin"
    _description = "Outgoing Document: Evidence of the Signature"

    def _signer_fingerprints(self):
        """Return the certificates of the signer's own tokens, now and before.

        Whether one was in force when it signed, the check of the signature says.
        """
        self.ensure_one()
        tokens = (
            self.env["edoc.token"]
            .sudo()
            .with_context(active_test=False)
            .search([("kind", "=", "person"), ("holder_id", "=", self.signer_id.id)])
        )
        return frozenset(tokens.certificate_ids.mapped("sha256"))

    def _signature_policy(self, time_stamp=False):
        """Return what a check of our own files goes by.

        :param time_stamp: a signature without one is undecided
        """
        self.ensure_one()
        company = self.company_id.sudo()
        trust = self.env["edoc.trust.certificate"]
        roots, intermediates = trust._trusted()
        return VerifyPolicy(
            roots=roots,
            intermediates=intermediates,
            online=company.edoc_check_online,
            **company._edoc_network(),
            crls=self.env["edoc.crl"]._at_hand()._contents(),
            purposes=trust._purposes(),
            time_stamp_required=time_stamp,
        )

    def _bears_own_signature(self):
        """Tell whether the signer's key is among those in the file; nothing checked."""
        own = self._signer_fingerprints()
        try:
            signers = signer_certificates(self._main_file()._content())
        except EdocError as error:
            raise user_error(self.env, error) from error
        return any(signer.certificate.sha256 in own for signer in signers)

    def _check_signature(self, time_stamp=False):
        """Check that the main file bears the signer's valid signature.

        :param time_stamp: it must tell when it was made
        :return: when it was signed, by its time stamp, UTC without zone
        :raises UserError: somebody else's, invalid, or not to be decided now
        """
        self.ensure_one()
        now = fields.Datetime.now()
        try:
            found = check_signed_by(
                self._main_file()._content(),
                self._signature_policy(time_stamp),
                self._signer_fingerprints(),
                now.replace(tzinfo=UTC),
            )
        except EdocError as error:
            raise user_error(self.env, error) from error
        signed = found.proven_time or found.claimed_time
        if not signed:
            return now
        return signed.astimezone(UTC).replace(tzinfo=None, microsecond=0)

    def _checked(self, job):
        """Let the process that seals look at the signature first."""
        self.ensure_one()
        return CheckedJob(
            job,
            policy=self._signature_policy(),
            fingerprints=self._signer_fingerprints(),
            lang="vi" if (self.env.lang or "").startswith("vi") else "en",
        )
