"""The axis' list of agencies, taken over into partners."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ._agencies_takeover import AgenciesTakeover
from ._channel_errors import ChannelUnavailableError
from .edi_backend_axis import MANAGER

_logger = logging.getLogger(__name__)


class EdiBackend(models.Model):
    """Agencies with both forms of identifier, their superior and how long they last.

    What the administrator has set by hand stays: channel, superior body in packets, a
    name or mail of his own. Nothing is deleted, for documents name the agencies.
    """

    _inherit = "edi.backend"

    edoc_axis_list = fields.Selection(
        [
            ("agencies", "All agencies (getAgenciesList)"),
            ("agencies_qd20", "Agencies by QĐ 20/2020 (getAgenciesListQD20)"),
            ("units", "Agencies, also those that left (getSynchronizeUnit)"),
        ],
        string="List of agencies",
        default="agencies",
        groups=MANAGER,
        help="The call that the axis answers with its agencies; the last one names "
        "those that left, too.",
    )
    edoc_agencies_at = fields.Datetime(
        string="Agencies taken over", readonly=True, copy=False
    )
    edoc_agencies_summary = fields.Text(
        string="What changed", readonly=True, copy=False
    )

    def action_edoc_agencies(self):
        """Button: take the list over now, and say what changed."""
        self.ensure_one()
        self.check_access("write")
        try:
            message = self._edoc_take_agencies()
        except ChannelUnavailableError as error:
            raise UserError(str(error)) from error
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _cron_edoc_agencies(self):
        """Take over the lists of all ends of the axis; none stops another."""
        channels = self.search(
            [("backend_type_code", "=", "edoc"), ("edoc_kind", "=", "axis")]
        )
        for channel_id in channels.ids:
            try:
                with self.env.registry.cursor() as cr:
                    channel = self.with_env(self.env(cr=cr)).browse(channel_id)
                    channel._edoc_in_vietnamese()._edoc_take_agencies()
            except (UserError, ChannelUnavailableError) as error:
                _logger.warning("Agencies of channel %s: %s", channel_id, error)
            except Exception:
                _logger.exception("Agencies of channel %s", channel_id)
        return True

    def _edoc_take_agencies(self):
        """Take the list over; return in words what changed."""
        self.ensure_one()
        with self._edoc_axis_errors():
            rows = getattr(self._edoc_axis(), self.sudo().edoc_axis_list)()
        if not any(not row.deleted for row in rows):
            raise ChannelUnavailableError(
                self.env._("The list of agencies is empty. Nothing was changed.")
            )
        summary = AgenciesTakeover(self, rows).run()
        self.sudo().write(
            {
                "edoc_agencies_at": fields.Datetime.now(),
                "edoc_agencies_summary": summary,
            }
        )
        return summary
