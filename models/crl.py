"""Revocation lists at hand, for every worker, also where no status service answers."""

import base64
from contextlib import suppress
from datetime import UTC, timedelta

from psycopg2 import IntegrityError

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..core.errors import EdocError
from ..core.pdfsign.lists import (
    authorities_above,
    describe_list,
    list_in,
    signer_of,
)
from ..core.pdfsign.messages import certificates_in, status_data_in
from ._messages import user_error

_REFERRING = (
    ("edoc.verification", "crl_ids"),
    ("edoc.verification.check", "crl_ids"),
    ("edoc.crl.source", "crl_id"),
)
_MOST_DROPPED = 500


class EdocCrl(models.Model):
    """A revocation list of a trusted authority, kept as it came.

    TT 15/2025 wants the list by which a signature was judged kept with the result: a
    newer one takes the place of an older one, but never its row, as long as a
    verification refers to it.
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

        :param address: where it was fetched, empty if a verification asked for it;
            None if the user loaded it
        :return: the record in use, also when this list was known
        :raises UserError: in words, why it is not kept
        """
        try:
            der = list_in(content)
            info = describe_list(der)
            authority = self._authority_of(der)
        except EdocError as error:
            raise user_error(self.env, error) from error
        known = self._known(info)
        if known.active:
            return known
        older = self.sudo().search([("authority_id", "=", authority.id)])
        self._check_usable(info, older)
        older._through_door().write({"active": False})
        if known:
            # Kept until now only because a verification went by it.
            known._through_door().write(
                {"active": True, "authority_id": authority.id, "address": address}
            )
            return known
        return self._add(
            der,
            info,
            authority_id=authority.id,
            address=address,
            user_id=self.env.uid if address is None else False,
        )

    @api.model
    def _known(self, info):
        """Return the row of this list, in use or not."""
        lists = self.sudo().with_context(active_test=False)
        return lists.search([("sha256", "=", info.sha256)])

    @api.model
    def _add(self, der, info, **vals):
        return self._through_door().create(
            {
                "name": info.issuer,
                "number": str(info.number or ""),
                "this_update": _naive(info.this_update),
                "next_update": _naive(info.next_update),
                "entries": info.entries,
                "size": len(der),
                "sha256": info.sha256,
                "content": base64.b64encode(der),
                **vals,
            }
        )

    # ------------------------------------------------------------------ evidence

    def _about(self, verdict):
        """Return those of these lists that can speak of a verdict's certificates."""
        authorities = self.authority_id
        above = authorities_above(certificates_in(verdict), authorities._contents())
        trusted = {authorities[index].id for index in above}
        return self.filtered(lambda item: item.authority_id.id in trusted)

    @api.model
    def _keep_asked(self, verdict):
        """Keep the lists that a verification asked for itself, each as a row.

        The verdict then tells them by their hashes. A list of a trusted authority is
        at hand from now on if it is the newest; any other is evidence only.

        :param verdict: as a dict; the contents of what is kept are taken out of it
        """
        found = self.browse()
        for item in status_data_in(verdict):
            if item["kind"] == "crl" and item["content"]:
                record = self._keep_evidence(bytes.fromhex(item["content"]))
                if record:
                    item["content"] = ""
                found |= record
        return found

    @api.model
    def _keep_evidence(self, der):
        try:
            info = describe_list(der)
        except EdocError:
            return self.browse()
        known = self._known(info)
        if known or info.next_update is None:
            return known
        # Another verification may keep the same list at this moment; neither of the
        # two may fail for that: this one's stays in its report.
        with suppress(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                try:
                    return self._keep(der, address="")
                except UserError:
                    return self._add(der, info, active=False)
        return self.browse()

    @api.autovacuum
    def _gc_superseded(self):
        """Drop lists that a newer one has replaced and nothing refers to."""
        yesterday = fields.Datetime.now() - timedelta(days=1)
        old = self.sudo().with_context(active_test=False)
        old = old.search([("active", "=", False), ("create_date", "<", yesterday)])
        for model, name in _REFERRING:
            rows = self.env[model].sudo().with_context(active_test=False)
            old -= rows.search([(name, "in", old.ids)])[name]
        old[:_MOST_DROPPED]._through_door().unlink()
        return len(old[:_MOST_DROPPED]), len(old[_MOST_DROPPED:])

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


def _naive(moment):
    return moment.astimezone(UTC).replace(tzinfo=None)
