import base64
import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.errors import EdocError
from ..core.token.certificate import describe_certificate
from ..core.token.pem import certificates_in

PURPOSES = {"for_person": "person", "for_seal": "seal", "for_tsa": "tsa"}


class EdocTrustCertificate(models.Model):
    """A root or intermediate that administrators trust (domain-facts 5.3).

    The store ships empty: an administrator imports certificates and compares their
    fingerprints with those that the official service publishes. Everything that he does
    with it stands in the record's history.
    """

    _name = "edoc.trust.certificate"
    _description = "Trusted Certificate"
    _inherit = ["edoc.guarded.mixin", "mail.thread"]
    _order = "kind, name"

    _guarded_fields = frozenset(
        {"name", "issuer", "sha256", "not_before", "not_after", "serial"}
    )

    name = fields.Char(readonly=True)
    active = fields.Boolean(string="Trusted", default=True, tracking=True)
    kind = fields.Selection(
        [("root", "Root"), ("intermediate", "Intermediate")],
        required=True,
        default="root",
        tracking=True,
    )
    for_person = fields.Boolean(
        string="Personal signatures",
        default=True,
        tracking=True,
        help="Vouches for the keys of persons (Điều 6.1a).",
    )
    for_seal = fields.Boolean(
        string="Seals",
        default=True,
        tracking=True,
        help="Vouches for the keys of agencies (Điều 6.1b).",
    )
    for_tsa = fields.Boolean(
        string="Time stamps",
        default=True,
        tracking=True,
        help="Vouches for time-stamp authorities.",
    )
    certificate = fields.Binary(
        string="Certificate (PEM or DER)", attachment=False, required=True
    )
    issuer = fields.Char(readonly=True)
    serial = fields.Char(readonly=True)
    sha256 = fields.Char(string="SHA-256 fingerprint", readonly=True, tracking=True)
    published_sha256 = fields.Char(
        string="Published fingerprint",
        help="As the official service publishes it (SHA-256). A root is trusted only "
        "if it is that of the certificate.",
    )
    not_before = fields.Datetime(string="Valid from", readonly=True)
    not_after = fields.Datetime(string="Valid until", readonly=True)
    validity = fields.Selection(
        [("valid", "Valid"), ("future", "Not valid yet"), ("ended", "Ended")],
        compute="_compute_validity",
    )
    reason = fields.Char(
        string="Why it is trusted",
        required=True,
        tracking=True,
        help="For instance where the fingerprint was published.",
    )
    removal_reason = fields.Char(
        string="Why it is no longer trusted",
        tracking=True,
        help="To be given before a certificate is removed.",
    )

    _sha256_uniq = models.UniqueIndex("(sha256)", "This certificate is stored already.")

    @api.depends("not_before", "not_after")
    def _compute_validity(self):
        now = fields.Datetime.now()
        for record in self:
            record.validity = "valid"
            if record.not_before and record.not_before > now:
                record.validity = "future"
            elif record.not_after and record.not_after <= now:
                record.validity = "ended"

    @api.constrains(*PURPOSES)
    def _check_purposes(self):
        for record in self:
            if not any(record[name] for name in PURPOSES):
                raise UserError(
                    self.env._(
                        "“%(name)s” is to be trusted for something: personal "
                        "signatures, seals or time stamps. Otherwise remove it.",
                        name=record.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        described = []
        for vals in vals_list:
            self._refuse_guarded(vals)
            facts = self._describe(vals.get("certificate"))
            self._compare(vals, facts)
            described.append({**vals, **facts})
        records = super(EdocTrustCertificate, self._through_door()).create(described)
        for record in records:
            record._tell(
                self.env._("Trusted from now on: %(reason)s", reason=record.reason)
            )
        return records

    def write(self, vals):
        self.check_access("write")
        if vals.keys() & {"certificate", "published_sha256", "kind"}:
            raise UserError(
                self.env._("Add a new certificate instead of changing this one.")
            )
        if vals.get("active") is False:
            self._check_removal(vals)
        return super().write(vals)

    def _check_removal(self, vals):
        """Removing trust changes verdicts on documents, so it needs a reason."""
        for record in self.filtered("active"):
            reason = vals.get("removal_reason", record.removal_reason)
            if not (reason or "").strip():
                raise UserError(
                    self.env._(
                        "Write why “%(name)s” is no longer trusted, then remove it.",
                        name=record.name,
                    )
                )

    def action_remove(self):
        """Trust it no longer; the row stays, with its history."""
        self.check_access("write")
        return self.write({"active": False})

    def action_restore(self):
        """Trust it again; the reason for the removal stays in the history."""
        self.check_access("write")
        return self.write({"active": True, "removal_reason": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(
            self.env._(
                "Certificates that were trusted are kept as evidence. Remove the trust "
                "instead."
            )
        )

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
    def _compare(self, vals, facts):
        """A root proves itself by nothing but its fingerprint, so it is compared.

        :raises UserError: the published one is missing, or is another
        """
        published = fingerprint(vals.get("published_sha256"))
        if not published and vals.get("kind", "root") == "intermediate":
            # It is trusted only where its chain leads to a root.
            return
        if published != facts["sha256"]:
            raise UserError(
                self.env._(
                    "The fingerprint of “%(name)s” is %(own)s. Enter the SHA-256 "
                    "fingerprint that the official service publishes; it must be the "
                    "same, but is “%(published)s”.",
                    name=facts["name"],
                    own=facts["sha256"].upper(),
                    published=vals.get("published_sha256") or "",
                )
            )

    def _tell(self, text):
        self.ensure_one()
        lines = [text, f"SHA-256: {self.sha256.upper()}"]
        self._message_log(body=Markup("<br/>").join(lines))

    @api.model
    def _trusted(self):
        """Return ``(roots, intermediates)`` as tuples of certificates' bytes."""
        records = self.sudo().search([])
        roots = records.filtered(lambda record: record.kind == "root")
        return roots._contents(), (records - roots)._contents()

    def _contents(self):
        """Return the DER of these certificates as a tuple."""
        return tuple(
            base64.b64decode(record.certificate)
            for record in self.with_context(bin_size=False)
        )

    @api.model
    def _purposes(self):
        """Return what each may vouch for, as a ``VerifyPolicy`` takes it."""
        return tuple(
            (record.sha256, tuple(p for name, p in PURPOSES.items() if record[name]))
            for record in self.sudo().search([])
            if not all(record[name] for name in PURPOSES)
        )


def fingerprint(text):
    """Return a fingerprint as it is stored, however it was written."""
    return re.sub(r"[\s:.-]", "", text or "").lower()
