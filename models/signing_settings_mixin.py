"""How an entity signs: level of the signature and the services that it asks."""

import re
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.pdfsign.fetch import GOVERNMENT_REWRITES
from ..core.pdfsign.sign import Level, TrustServices
from ._dialogs import dialog

LEVELS = [
    ("B", "PAdES B-B"),
    ("T", "PAdES B-T"),
    ("LT", "PAdES B-LT"),
    ("LTA", "PAdES B-LTA"),
]
# An address may name the agency's own network; only who sets it sees it.
_MANAGER = "l10n_vn_edoc.group_manager"
_ARROW = re.compile(r"\s*(?:→|->|=>)\s*")
MOST_MONTHS = 24
_LIMITS = {
    "edoc_service_timeout": (1, 600),
    "edoc_service_retries": (0, 2),
    "edoc_archive_months": (1, MOST_MONTHS),
}


class EdocSigningSettingsMixin(models.AbstractModel):
    """Settings of an entity for signing, time stamps and certificate status."""

    _name = "edoc.signing.settings.mixin"
    _description = "Signing Settings"

    edoc_signature_level = fields.Selection(
        LEVELS,
        string="Signature level",
        default="LT",
        required=True,
        help="Of all types that set none of their own. From B-T on with a time stamp, "
        "from B-LT on with the status of all certificates, B-LTA with an archive time "
        "stamp that is renewed.",
    )
    edoc_tsa_url = fields.Char(
        string="Time-stamp authority",
        groups=_MANAGER,
        help="Address of the time-stamp service (RFC 3161).",
    )
    edoc_ocsp_url = fields.Char(
        string="Certificate status (OCSP)",
        groups=_MANAGER,
        help="Asked instead of the addresses that certificates name. Empty: those.",
    )
    edoc_crl_urls = fields.Text(
        string="More revocation lists",
        groups=_MANAGER,
        help="Addresses of revocation lists (CRL) to look at, too, one on each line.",
    )
    edoc_proxy_url = fields.Char(
        string="Proxy",
        groups=_MANAGER,
        help="Address through which all these services are asked. Empty: directly.",
    )
    edoc_address_rewrites = fields.Text(
        string="Addresses to replace",
        groups=_MANAGER,
        default="\n".join(" → ".join(pair) for pair in GOVERNMENT_REWRITES),
        help="Certificates may name addresses that work within another network only. "
        "One on each line: beginning of the address in the certificate → what works.",
    )
    edoc_service_timeout = fields.Integer(
        string="Time-out of trust services (s)",
        default=130,
        help="The official time-stamp service has taken over two minutes to answer.",
    )
    edoc_service_retries = fields.Integer(
        string="Further tries",
        default=2,
        help="How often a service that does not answer is asked again.",
    )
    edoc_archive_months = fields.Integer(
        string="Renew archive time stamps (months before)",
        default=6,
        help="A monthly job puts a new archive time stamp on files whose last one ends "
        "within these months (PAdES B-LTA).",
    )

    # ------------------------------------------------------------------- checks

    @api.constrains(*_LIMITS)
    def _check_edoc_limits(self):
        for company in self:
            for name, (least, most) in _LIMITS.items():
                if not least <= company[name] <= most:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” is a number from %(least)s to %(most)s, not "
                            "%(value)s.",
                            field=company._edoc_label(name),
                            least=least,
                            most=most,
                            value=company[name],
                        )
                    )

    @api.constrains("edoc_tsa_url", "edoc_ocsp_url", "edoc_proxy_url")
    def _check_edoc_addresses(self):
        for company in self.sudo():
            for name in ("edoc_tsa_url", "edoc_ocsp_url", "edoc_proxy_url"):
                if company[name]:
                    company._check_edoc_address(name, company[name])

    @api.constrains("edoc_crl_urls")
    def _check_edoc_crl_urls(self):
        for company in self.sudo():
            for line in _lines(company.edoc_crl_urls):
                company._check_edoc_address("edoc_crl_urls", line)

    @api.constrains("edoc_address_rewrites")
    def _check_edoc_rewrites(self):
        for company in self.sudo():
            for line in _lines(company.edoc_address_rewrites):
                parts = _ARROW.split(line)
                if len(parts) != 2:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s”: write two addresses with an arrow between "
                            "them (http://a -> http://b) instead of “%(line)s”.",
                            field=company._edoc_label("edoc_address_rewrites"),
                            line=line,
                        )
                    )
                for part in parts:
                    company._check_edoc_address("edoc_address_rewrites", part)

    def _check_edoc_address(self, name, address):
        """Only http and https, with a host; a password at the proxy only.

        :raises ValidationError: the address can't be one, naming setting and address
        """
        if _is_address(address, with_password=name == "edoc_proxy_url"):
            return
        raise ValidationError(
            self.env._(
                "“%(field)s”: “%(address)s” is no address of a service. It begins with "
                "http:// or https://, names a host and holds neither blanks nor a "
                "password.",
                field=self._edoc_label(name),
                address=address,
            )
        )

    @api.model
    def _edoc_label(self, name):
        return self._fields[name].get_description(self.env)["string"]

    def action_edoc_test_services(self):
        """Ask the services with the settings as they are stored; show the answers."""
        self.ensure_one()
        self.check_access("write")
        test = self.env["edoc.signing.services.test"]._run(self)
        return dialog(self.env._("Test of trust services"), test._name, res_id=test.id)

    # ------------------------------------------------------------------- values

    def _edoc_network(self):
        """Return how services are reached, as keyword arguments for ``core``."""
        self.ensure_one()
        company = self.sudo()
        proxy = company.edoc_proxy_url
        return {
            "timeout_s": company.edoc_service_timeout,
            "proxies": (("http", proxy), ("https", proxy)) if proxy else (),
            "rewrites": tuple(
                tuple(_ARROW.split(line))
                for line in _lines(company.edoc_address_rewrites)
            ),
        }

    def _edoc_trust_services(self, level=None):
        """Return time-stamp and status services for signing (NĐ 68/2024 Điều 29).

        :param level: key of :data:`LEVELS`; that of the entity without one
        """
        self.ensure_one()
        company = self.sudo()
        roots, intermediates = self.env["edoc.trust.certificate"]._trusted()
        return TrustServices(
            level=Level[level or company.edoc_signature_level],
            tsa_url=company.edoc_tsa_url or "",
            roots=roots,
            intermediates=intermediates,
            online=True,
            retries=company.edoc_service_retries,
            ocsp_url=company.edoc_ocsp_url or "",
            crl_urls=tuple(_lines(company.edoc_crl_urls)),
            **company._edoc_network(),
        )


def _lines(text):
    """Return the lines that hold something."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _is_address(text, with_password=False):
    """Tell whether this is the address of a service over HTTP."""
    try:
        parts = urlsplit(text)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port_is_right
        and not any(letter.isspace() for letter in text)
        and (with_password or "@" not in parts.netloc)
    )
