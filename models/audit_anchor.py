"""The end of the history's chain, under a time stamp each day."""

import logging

from odoo import api, fields, models

from ..core.audit.stamp import stamp_link
from ..core.errors import EdocError

_logger = logging.getLogger(__name__)


class EdocAuditAnchor(models.Model):
    """What the last link was on a day, under an authority's time stamp (RFC 3161).

    Whoever writes the history anew can't have it stamped for a past day. Without an
    authority the link alone is kept.
    """

    _name = "edoc.audit.anchor"
    _description = "Daily Anchor of the History"
    _inherit = ["edoc.guarded.mixin"]
    _order = "place desc, id desc"
    _rec_name = "day"
    _guarded_rows = True

    day = fields.Date(required=True)
    place = fields.Integer(string="Place in the chain", required=True, aggregator=None)
    hash = fields.Char(string="Link", required=True)
    token = fields.Char(
        string="Time stamp", help="As the authority gave it, in hexadecimal digits."
    )
    company_id = fields.Many2one(
        "res.company", string="By the authority of", ondelete="restrict"
    )

    @api.model
    def _cron_anchor(self):
        """Each hour, until the day has its time stamp."""
        today = self.env["edoc.incoming"]._vn_today()
        known = self.search([("day", "=", today)])
        if not any(known.mapped("token")):
            self._anchor(today, bool(known))

    @api.model
    def _anchor(self, day, only_stamped=False):
        """Keep the last link of the chain, stamped where an authority answers.

        :param only_stamped: there is one without a stamp already
        """
        audit = self.env["edoc.audit"]
        while audit._link():
            pass
        last = audit.sudo().search([("place", ">", 0)], order="place desc", limit=1)
        if not last:
            return self.browse()
        company = self.env["res.company"].sudo()
        company = company.search([("edoc_tsa_url", "!=", False)], order="id", limit=1)
        token = company and self._stamp(company, last.hash)
        if only_stamped and not token:
            return self.browse()
        return self._through_door().create(
            {
                "day": day,
                "place": last.place,
                "hash": last.hash,
                "token": token,
                "company_id": token and company.id,
            }
        )

    @api.model
    def _stamp(self, company, hash):
        try:
            return stamp_link(hash, company._edoc_trust_services("T")).hex()
        except EdocError as error:
            # the next hour tries again
            _logger.warning("The history has no time stamp yet: %s", error)
            return False
