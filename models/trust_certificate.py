import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.errors import EdocError
from ..core.token.certificate import describe_certificate
from ..core.token.pem import certificates_in


class EdocTrustCertificate(models.Model):
    """A root or intermediate that administrators trust (domain-facts 5.3).

    The store ships empty: an administrator imports certificates and compares their
    fingerprints with those that the official service publishes.
    """

    _name = "edoc.trust.certificate"
    _description = "Trusted Certificate"
    _inherit = ["edoc.guarded.mixin", "mail.thread"]
    _order = "kind, name"

    _guarded_fields = frozenset(
        {"name", "issuer", "sha256", "not_before", "not_after", "serial"}
    )

    name = fields.Char(readonly=True)
    active = fields.Boolean(default=True, tracking=True)
    kind = fields.Selection(
        [("root", "Root"), ("intermediate", "Intermediate")],
        required=True,
        default="root",
        tracking=True,
    )
    certificate = fields.Binary(
        string="Certificate (PEM or DER)", attachment=False, required=True
    )
    issuer = fields.Char(readonly=True)
    serial = fields.Char(readonly=True)
    sha256 = fields.Char(string="SHA-256 fingerprint", readonly=True, tracking=True)
    not_before = fields.Datetime(readonly=True)
    not_after = fields.Datetime(readonly=True)
    reason = fields.Char(required=True, tracking=True, help="Why it is trusted.")

    _sha256_uniq = models.UniqueIndex("(sha256)", "This certificate is stored already.")

    @api.model_create_multi
    def create(self, vals_list):
        described = []
        for vals in vals_list:
            self._refuse_guarded(vals)
            described.append({**vals, **self._describe(vals.get("certificate"))})
        return super(EdocTrustCertificate, self._through_door()).create(described)

    def write(self, vals):
        if "certificate" in vals:
            raise UserError(
                self.env._("Add a new certificate instead of changing this one.")
            )
        return super().write(vals)

    @api.model
    def _describe(self, content):
        """Read the certificate; return its DER and what is shown of it."""
        try:
            [der] = certificates_in(base64.b64decode(content or b""))
            info = describe_certificate(der)
        except (EdocError, ValueError) as error:
            raise UserError(
                self.env._("This is not one certificate in PEM or DER form.")
            ) from error
        return {
            "certificate": base64.b64encode(der),
            "name": info.subject_common_name or info.subject,
            "issuer": info.issuer_common_name,
            "serial": info.serial_hex,
            "sha256": info.sha256,
            "not_before": info.not_before.replace(tzinfo=None),
            "not_after": info.not_after.replace(tzinfo=None),
        }

    @api.model
    def _trusted(self):
        """Return ``(roots, intermediates)`` as tuples of certificates' bytes."""
        found = {"root": [], "intermediate": []}
        for record in self.sudo().search([]):
            found[record.kind].append(
                base64.b64decode(record.with_context(bin_size=False).certificate)
            )
        return tuple(found["root"]), tuple(found["intermediate"])
