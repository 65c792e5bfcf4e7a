"""What the axis' list of agencies says of an agency, beside what we know of it."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """Agencies come and go on the axis; they are never deleted here."""

    _inherit = "res.partner"

    edoc_superior_id = fields.Many2one(
        "res.partner",
        string="Superior agency",
        readonly=True,
        index="btree_not_null",
        help="As the list of the axis has it.",
    )
    edoc_listed_by_id = fields.Many2one(
        "edi.backend",
        string="Listed by",
        readonly=True,
        index="btree_not_null",
        copy=False,
        help="The channel whose list of agencies names this one.",
    )
    edoc_listed_name = fields.Char(string="Name in the list", readonly=True, copy=False)
    edoc_listed_mail = fields.Char(string="Mail in the list", readonly=True, copy=False)
    edoc_valid_from = fields.Date(string="Listed from", copy=False)
    edoc_ended_on = fields.Date(
        string="No longer listed from",
        copy=False,
        help="From this day on no packet is sent to this agency.",
    )

    @api.model
    def _edoc_today(self):
        return fields.Date.context_today(self.with_context(tz="Asia/Ho_Chi_Minh"))

    def _edoc_check_valid(self):
        """Refuse to send to agencies that left the axis (QĐ 28/2018 Điều 5).

        :raises UserError: names them, and what to do
        """
        today = self._edoc_today()
        ended = self.filtered(
            lambda p: p.edoc_channel_id and p.edoc_ended_on and p.edoc_ended_on <= today
        )
        if ended:
            day = self.env["ir.qweb.field.date"].value_to_html(
                ended[0].edoc_ended_on, {}
            )
            raise UserError(
                self.env._(
                    "%(agencies)s can't receive packets any more (not in the list of "
                    "agencies from %(day)s on). Choose the agency that took its place, "
                    "or empty its channel to send on paper.",
                    agencies=", ".join(ended.mapped("name")),
                    day=day,
                )
            )


class EdocDelivery(models.Model):
    _inherit = "edoc.delivery"

    def _send(self):
        """A recipient that is no more is told before anything leaves."""
        self.partner_id._edoc_check_valid()
        return super()._send()
