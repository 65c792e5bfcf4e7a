"""Addresses from which revocation lists are fetched, by schedule or by hand."""

import base64
from contextlib import suppress

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..core.pdfsign.fetch import Network
from ..core.pdfsign.lists import addresses_in

# A list is no time stamp: whoever has not sent it by then will not.
_SECONDS = 60
_ACCEPT = {"Accept": "application/pkix-crl, */*;q=0.5"}


class EdocCrlSource(models.Model):
    """An address from which a revocation list is fetched by schedule."""

    _name = "edoc.crl.source"
    _description = "Address of a Revocation List"
    _inherit = ["edoc.guarded.mixin"]
    _order = "address"
    _rec_name = "address"
    _guarded_fields = frozenset(
        {"origin", "tried_at", "fetched_at", "failure", "crl_id"}
    )

    address = fields.Char(required=True)
    active = fields.Boolean(default=True)
    origin = fields.Selection(
        [
            ("hand", "Entered by hand"),
            ("setting", "Setting of an entity"),
            ("authority", "Named in a trusted certificate"),
            ("signer", "Named in a certificate of a verified signature"),
        ],
        default="hand",
        readonly=True,
        required=True,
    )
    crl_id = fields.Many2one("edoc.crl", string="Last list", readonly=True)
    next_update = fields.Datetime(related="crl_id.next_update")
    tried_at = fields.Datetime(string="Last tried", readonly=True)
    fetched_at = fields.Datetime(string="Last fetched", readonly=True)
    failure = fields.Char(
        readonly=True, help="Why the last try failed; empty when it went well."
    )

    _address_uniq = models.UniqueIndex("(address)", "This address is known already.")

    @api.constrains("address")
    def _check_address(self):
        for source in self:
            if not source.address.startswith(("http://", "https://")):
                raise UserError(
                    self.env._(
                        "“%(address)s” is no address of a revocation list: it begins "
                        "with http:// or https://.",
                        address=source.address,
                    )
                )

    def action_fetch(self):
        """*Fetch now*: what went wrong is told, and stands in the row."""
        self.check_access("write")
        for source in self:
            source._fetch()
        failed = self.filtered("failure")
        message = self.env._("%(count)s revocation lists fetched.", count=len(self))
        if failed:
            message = "\n".join(f"{s.address}: {s.failure}" for s in failed)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failed else "success",
                "sticky": bool(failed),
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _fetch(self):
        """Job: fetch the list and keep it; a failure is noted, never raised."""
        self.ensure_one()
        vals = {"tried_at": fields.Datetime.now(), "failure": False}
        try:
            with self.env.cr.savepoint():
                content = self._network().ask(self.address, _ACCEPT, None).content
                record = self.env["edoc.crl"]._keep(content, self.address)
            vals |= {"fetched_at": vals["tried_at"], "crl_id": record.id}
        except UserError as error:
            vals["failure"] = str(error)
        except IntegrityError:
            # The same list came from another address in this moment.
            vals["failure"] = self.env._("This list is stored already.")
        except (OSError, ValueError) as error:
            vals["failure"] = self.env._(
                "The address does not answer as it should (%(reason)s).",
                reason=str(error)[:200] or type(error).__name__,
            )
        self._through_door().write(vals)

    @api.model
    def _network(self):
        """Return how the addresses are reached: as from the user's own entity."""
        options = self.env.company._edoc_network()
        return Network(**{**options, "timeout_s": min(options["timeout_s"], _SECONDS)})

    @api.model
    def _cron_fetch(self):
        """Learn new addresses from certificates and settings; fetch from all."""
        authorities = self.env["edoc.trust.certificate"].sudo().search([])
        self._learn(authorities._contents(), "authority")
        own = self.env["edoc.certificate"].sudo().search([])
        ders = [
            base64.b64decode(c.with_context(bin_size=False).certificate) for c in own
        ]
        self._learn(ders, "signer")
        for company in self.env["res.company"].sudo().search([]):
            self._learn_addresses((company.edoc_crl_urls or "").split(), "setting")
        # What fails is read by the office, not by the server's own user.
        lang = self.env.company.partner_id.lang or self.env.user.lang
        for source in self.with_context(lang=lang).search([]):
            source.with_delay(identity_key=f"edoc.crl.source:{source.id}")._fetch()

    @api.model
    def _learn(self, certificates, origin):
        """Remember the addresses that certificates name; only such as are trusted."""
        found = {url for der in certificates for url in addresses_in(der)}
        self._learn_addresses(sorted(found), origin)

    @api.model
    def _learn_addresses(self, addresses, origin):
        sources = self.sudo().with_context(active_test=False)
        known = set(sources.search([("address", "in", addresses)]).mapped("address"))
        for url in sorted(set(addresses) - known):
            # Another verification may learn the same address at this moment; neither
            # of the two may fail for that.
            with suppress(IntegrityError), mute_logger("odoo.sql_db"):
                with self.env.cr.savepoint():
                    self._through_door().create({"address": url, "origin": origin})
