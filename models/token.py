"""Register of devices that hold private keys (Điều 5 of the regulation)."""

import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.errors import EdocError
from ..core.stats import vietnam_day
from ..core.token.certificate import describe_certificate
from ..core.token.pkcs11 import TokenRef, list_tokens, read_certificates
from ._messages import user_error
from ._server_settings import server_settings

# Days before a certificate ends; at each, one warning goes out
WARN_DAYS = (60, 30, 7)


class EdocToken(models.Model):
    """A device, what it may sign and who holds it. PINs are never stored."""

    _name = "edoc.token"
    _description = "Token"
    _inherit = [
        "edoc.guarded.mixin",
        "edoc.token.custody.mixin",
        "edoc.token.use.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "kind, name"

    _guarded_fields = frozenset(
        {"certificate_ids", "handover_ids", "holder_id", "manufacturer", "device_model"}
    )

    name = fields.Char(required=True)
    active = fields.Boolean(default=True, tracking=True)
    kind = fields.Selection(
        [("person", "Personal key"), ("seal", "Seal key")],
        required=True,
        tracking=True,
        help="Điều 6.1: the key of a person signs, the key of the agency seals.",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    driver = fields.Selection(
        selection="_selection_driver",
        required=True,
        help="PKCS#11 drivers named in the server's configuration file.",
    )
    label = fields.Char(string="Token label", required=True)
    serial = fields.Char(
        string="Serial number",
        copy=False,
        tracking=True,
        help="Of the device, which “Read device” fills in. Labels may be alike; enter "
        "it before where several devices with one label are plugged in.",
    )
    manufacturer = fields.Char(readonly=True, copy=False)
    device_model = fields.Char(string="Device model", readonly=True, copy=False)
    holder_id = fields.Many2one(
        "res.users",
        string="Held by",
        readonly=True,
        tracking=True,
        index=True,
        help="Điều 5: the person whose key it is, or the clerk who keeps the seal.",
    )
    first_holder_id = fields.Many2one(
        "res.users", string="Handed to", store=False, help="The first holder."
    )
    location = fields.Char(help="Where the device is kept.")
    certificate_ids = fields.One2many("edoc.certificate", "token_id", readonly=True)
    certificate_id = fields.Many2one(
        "edoc.certificate",
        compute="_compute_certificate_id",
        string="Certificate in use",
    )
    valid_until = fields.Datetime(compute="_compute_valid_until")
    days_left = fields.Integer(
        string="Days left",
        compute="_compute_valid_until",
        help="Days until the certificate in use ends.",
    )

    _device_uniq = models.UniqueIndex(
        "(driver, serial) WHERE serial <> ''",
        "A device with this serial number is in the register already.",
    )

    @api.model
    def _selection_driver(self):
        return [(name, name) for name in sorted(self._drivers())]

    @api.model
    def _drivers(self):
        """Return the PKCS#11 drivers by name.

        They come from the section ``[l10n_vn_edoc]`` of the server's configuration
        file: a path entered in a form would load any library into the server.
        """
        section = server_settings()
        return {
            key.removeprefix("pkcs11_"): path
            for key, path in section.items()
            if key.startswith("pkcs11_")
        }

    @api.depends("certificate_ids.not_after")
    def _compute_certificate_id(self):
        for token in self:
            token.certificate_id = token.certificate_ids.sorted("not_after")[-1:]

    @api.depends("certificate_ids.not_after")
    def _compute_valid_until(self):
        today = vietnam_day(fields.Datetime.now())
        for token in self:
            end = token.certificate_id.not_after
            token.valid_until = end
            token.days_left = (vietnam_day(end) - today).days if end else 0

    @api.model_create_multi
    def create(self, vals_list):
        holders = [vals.pop("first_holder_id", None) for vals in vals_list]
        tokens = super().create(vals_list)
        for token, holder in zip(tokens, holders, strict=True):
            if holder:
                receiver = self.env["res.users"].browse(holder)
                token._keep_handover(receiver, "done")
                token._through_door().write({"holder_id": holder})
        return tokens

    def write(self, vals):
        fixed = [name for name in ("kind", "company_id") if name in vals]
        for token in self:
            if any(
                token._fields[n].convert_to_write(token[n], token) != vals[n]
                for n in fixed
            ):
                raise UserError(
                    self.env._(
                        "Kind and entity of a registered token stay as they are: its "
                        "chain of custody depends on them (Điều 5)."
                    )
                )
        return super().write(vals)

    def _ref(self):
        """Return the address of the device for ``core``."""
        self.ensure_one()
        path = self._drivers().get(self.driver)
        if not path:
            raise UserError(
                self.env._(
                    "The driver “%(driver)s” is not in the server's configuration.",
                    driver=self.driver,
                )
            )
        return TokenRef(driver=path, label=self.label, serial=self.serial or "")

    def action_read_device(self):
        """Read the device's own data and certificates into the register."""
        self.check_access("write")
        for token in self:
            try:
                token._keep_device(list_tokens(token._ref().driver))
                ders = read_certificates(token._ref())
            except EdocError as error:
                raise user_error(self.env, error) from error
            for der in ders:
                token._keep_certificate(der)
        return True

    def _keep_device(self, plugged_in):
        """Find this token among those plugged in and keep what it tells of itself.

        :param plugged_in: ``TokenInfo`` of the driver's tokens
        :raises UserError: it is another entry's device, or one of several
        """
        self.ensure_one()
        asked = self._ref()
        alike = [
            info
            for info in plugged_in
            if info.label == asked.label and asked.serial in ("", info.serial)
        ]
        if not alike:
            return  # reading its certificates says so in words
        others = self.with_context(active_test=False).search(
            [
                ("id", "!=", self.id),
                ("driver", "=", self.driver),
                ("serial", "in", [info.serial for info in alike if info.serial]),
            ]
        )
        known = set(others.mapped("serial"))
        free = [info for info in alike if info.serial not in known]
        if not free:
            raise UserError(
                self.env._(
                    "The device “%(label)s” belongs to the token “%(token)s” in the "
                    "register already. Hand that token over instead of registering the "
                    "device again (Điều 5.2).",
                    label=asked.label,
                    token=others[0].name,
                )
            )
        if len(free) > 1:
            raise UserError(
                self.env._(
                    "%(count)s devices with the label “%(label)s” are plugged in. "
                    "Enter the serial number of the one that is meant: %(serials)s.",
                    count=len(free),
                    label=asked.label,
                    serials=", ".join(info.serial for info in free),
                )
            )
        [info] = free
        self._through_door().write(
            {
                "serial": info.serial or False,
                "manufacturer": info.manufacturer,
                "device_model": info.model,
            }
        )

    def _check_registered_once(self, info):
        """A key has one entry: a second one would bypass its custody (Điều 5.2)."""
        other = (
            self.env["edoc.certificate"].sudo().search([("sha256", "=", info.sha256)])
        )
        if other:
            raise UserError(
                self.env._(
                    "The certificate of %(name)s belongs to the token “%(token)s” in "
                    "the register already. Hand that token over instead of registering "
                    "the device again (Điều 5.2).",
                    name=info.subject_common_name,
                    token=other.token_id.name,
                )
            )

    def _keep_certificate(self, der):
        info = describe_certificate(der)
        known = self.certificate_ids.filtered(lambda c: c.sha256 == info.sha256)
        if info.is_ca or known:
            return
        self._check_registered_once(info)
        self.env["edoc.certificate"]._through_door().create(
            {
                "token_id": self.id,
                "certificate": base64.b64encode(der),
                "name": info.subject_common_name,
                "issuer": info.issuer_common_name,
                "serial": info.serial_hex,
                "sha256": info.sha256,
                "not_before": info.not_before.replace(tzinfo=None),
                "not_after": info.not_after.replace(tzinfo=None),
            }
        )

    @api.model
    def _of_user(self, kind, company, **asked):
        """Return the device that the user holds for this kind of key, or nothing.

        :param asked: what is to be signed, as ``_why_not`` takes it; where he holds
            several, one that may goes first
        """
        held = self.sudo().search(
            [
                ("kind", "=", kind),
                ("holder_id", "=", self.env.uid),
                ("company_id", "=", company.id),
            ]
        )
        fitting = held.filtered(lambda token: not token._why_not(**asked))
        return (fitting or held)[:1]

    def _check_holder(self):
        """Only the present holder uses the device (Điều 5)."""
        self.ensure_one()
        if self.sudo().holder_id != self.env.user:
            raise AccessError(
                self.env._(
                    "The token “%(name)s” is in the custody of somebody else.",
                    name=self.sudo().name,
                )
            )

    @api.model
    def _cron_warn_of_end(self):
        """Warn 60, 30 and 7 days before a certificate in use ends, once each."""
        limit = fields.Datetime.now() + timedelta(days=max(WARN_DAYS) + 1)
        for token in self.sudo().search([("certificate_ids.not_after", "<=", limit)]):
            certificate = token.certificate_id
            due = [days for days in WARN_DAYS if token.days_left <= days]
            if not due or 0 < certificate.warned_days <= due[-1]:
                continue
            certificate._through_door().write({"warned_days": due[-1]})
            token._warn_of_end()

    def _warn_of_end(self):
        self.ensure_one()
        managers = self.env.ref("l10n_vn_edoc.group_manager").all_user_ids
        managers = managers.filtered(
            lambda user: (
                self.company_id in user.company_ids and not user._is_superuser()
            )
        )
        end = vietnam_day(self.valid_until)
        for user in (self.holder_id | managers).filtered("active"):
            self.activity_schedule(
                "l10n_vn_edoc.activity_certificate",
                date_deadline=end,
                summary=self.with_context(lang=user.lang).env._(
                    "The certificate of “%(name)s” ends on %(day)s",
                    name=self.name,
                    day=end.strftime("%d/%m/%Y"),
                ),
                user_id=user.id,
            )


class EdocCertificate(models.Model):
    """A certificate read from a token; kept as evidence of who could sign."""

    _name = "edoc.certificate"
    _description = "Certificate"
    _inherit = ["edoc.guarded.mixin"]
    _order = "not_after desc, id desc"
    _guarded_rows = True

    token_id = fields.Many2one(
        "edoc.token", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(string="Name in the certificate")
    issuer = fields.Char()
    serial = fields.Char()
    sha256 = fields.Char(string="SHA-256 fingerprint", required=True)
    not_before = fields.Datetime()
    not_after = fields.Datetime(string="Valid until")
    certificate = fields.Binary(attachment=False)
    warned_days = fields.Integer(
        string="Warned at", help="Last warning, in days before the end.", copy=False
    )

    _sha256_uniq = models.UniqueIndex(
        "(sha256)", "This certificate belongs to a registered token already."
    )
