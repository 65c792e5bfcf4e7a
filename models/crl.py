"""Revocation lists at hand, for every worker, also where no status service answers."""

import base64
from contextlib import suppress
from datetime import UTC

from psycopg2 import IntegrityError

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..core.errors import EdocError
from ..core.pdfsign.fetch import Network
from ..core.pdfsign.lists import (
    addresses_in,
    describe_list,
    list_in,
    signer_of,
)
from ._messages import user_error

# A list is no time stamp: whoever has not sent it by then will not.
_SECONDS = 60
_ACCEPT = {"Accept": "application/pkix-crl, */*;q=0.5"}


class EdocCrl(models.Model):
    """A revocation list of a trusted authority, kept as it came.

    TT 15/2025 wants the list by which a signature was judged kept with the result: a
    newer one takes the place of an older one, but never its row.
    """

    _name = "edoc.crl"
    _description = "Revocation List"
    _inherit = ["edoc.guarded.mixin"]
    _order = "this_update desc, id desc"
    _guarded_rows = True

    name = fields.Char(string="Issuer", required=True)
    active = fields.Boolean(string="In use", default=True)
    authority_id = fields.Many2one(
        "edoc.trust.certificate",
        string="Trusted authority",
        required=True,
        index=True,
        ondelete="restrict",
    )
    number = fields.Char()
    this_update = fields.Datetime(string="Valid from", required=True)
    next_update = fields.Datetime(string="Valid until", required=True)
    is_current = fields.Boolean(
        string="Still valid", compute="_compute_is_current", search="_search_is_current"
    )
    entries = fields.Integer(string="Revoked certificates", aggregator=None)
    size = fields.Integer(string="Size (bytes)", aggregator=None)
    sha256 = fields.Char(string="SHA-256", required=True, index=True)
    content = fields.Binary(string="List", attachment=True, required=True)
    address = fields.Char(help="Where it was fetched; empty when loaded by hand.")
    user_id = fields.Many2one("res.users", string="Loaded by", ondelete="restrict")

    _sha256_uniq = models.UniqueIndex("(sha256)", "This list is stored already.")

    @api.depends("next_update")
    def _compute_is_current(self):
        now = fields.Datetime.now()
        for record in self:
            record.is_current = record.next_update > now

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        return [("next_update", ">" if True in value else "<=", now)]

    @api.model
    def _at_hand(self):
        """Return the lists in use: what has ended is no evidence any more."""
        return self.sudo().search(
            [
                ("is_current", "=", True),
                ("authority_id.active", "=", True),
            ]
        )

    def _contents(self):
        """Return the bytes of these lists as a tuple."""
        return tuple(record._content() for record in self.sudo())

    @tools.ormcache("self.id")
    def _content(self):
        return base64.b64decode(self.with_context(bin_size=False).content)

    @api.model
    def _keep(self, content, address=None):
        """Keep a list, if a trusted authority signed it and it is the newest.

        :param address: where it was fetched; without one the user loaded it
        :return: the record in use, also when this list was known
        :raises UserError: in words, why it is not kept
        """
        try:
            der = list_in(content)
            info = describe_list(der)
            authority = self._authority_of(der)
        except EdocError as error:
            raise user_error(self.env, error) from error
        known = self.sudo().search(
            [("sha256", "=", info.sha256), ("active", "=", True)]
        )
        if known:
            return known
        older = self.sudo().search([("authority_id", "=", authority.id)])
        self._check_usable(info, older)
        older._through_door().write({"active": False})
        return self._through_door().create(
            {
                "name": info.issuer,
                "authority_id": authority.id,
                "number": str(info.number or ""),
                "this_update": _naive(info.this_update),
                "next_update": _naive(info.next_update),
                "entries": info.entries,
                "size": len(der),
                "sha256": info.sha256,
                "content": base64.b64encode(der),
                "address": address,
                "user_id": False if address else self.env.uid,
            }
        )

    @api.model
    def _authority_of(self, der):
        authorities = self.env["edoc.trust.certificate"].sudo().search([])
        index = signer_of(der, authorities._contents())
        if index is None:
            raise UserError(
                self.env._(
                    "No trusted authority has signed this revocation list, so it is "
                    "not kept. Import the authority's certificate first."
                )
            )
        return authorities[index]

    @api.model
    def _check_usable(self, info, older):
        if not info.whole or info.next_update is None:
            raise UserError(
                self.env._(
                    "This revocation list is only a part, or says not until when it "
                    "is valid. Load the whole list of the authority."
                )
            )
        if info.next_update.replace(tzinfo=None) <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "This revocation list ended on %(day)s and proves nothing any "
                    "more. Load a newer one.",
                    day=info.next_update.strftime("%d/%m/%Y"),
                )
            )
        newest = older[:1]
        number = int(newest.number or 0)
        if newest and (
            (_naive(info.this_update), info.number or 0) <= (newest.this_update, number)
            or (info.number is not None and info.number < number)
        ):
            raise UserError(
                self.env._(
                    "A newer revocation list of %(name)s is in use already (issued "
                    "%(day)s). An older one never takes its place.",
                    name=newest.name,
                    day=newest.this_update.strftime("%d/%m/%Y %H:%M"),
                )
            )


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


def _naive(moment):
    return moment.astimezone(UTC).replace(tzinfo=None)
