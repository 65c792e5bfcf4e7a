"""What an entity sets about the times of sending and receiving."""

from datetime import time

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.working_time import TimeRules

# Systems disagree on what the numbers mean, so the agency says what its axis expects
STEERING = [("none", "Left out"), ("0", "0"), ("1", "1"), ("2", "2"), ("3", "3")]
SETTINGS = frozenset(
    {
        "edoc_urgent_minutes",
        "edoc_warn_minutes",
        "edoc_arrival_minutes",
        "edoc_morning_end",
        "edoc_day_end",
    }
)


class EdocTimelinessSettingsMixin(models.AbstractModel):
    """QĐ 28/2018 Điều 6.2 and Điều 10.3 leave hours and minutes to the agency."""

    _name = "edoc.timeliness.settings.mixin"
    _description = "Settings: Times of Sending and Receiving"

    edoc_urgent_minutes = fields.Integer(
        string="Urgent: at once means (minutes)",
        default=30,
        help="From signing to sending, and from arrival to presenting (QĐ 28 Điều 6.2; "
        "Điều 10.3). Minutes go by the clock, after hours and on holidays, too.",
    )
    edoc_warn_minutes = fields.Integer(
        string="Warn before the end (minutes)", default=120
    )
    edoc_arrival_minutes = fields.Integer(
        string="Arrival confirmed within (minutes)",
        default=60,
        help="A recipient who hasn't confirmed the arrival (01) by then is shown late.",
    )
    edoc_morning_end = fields.Float(
        string="The morning ends at",
        default=12.0,
        help="Last hour to send on the working day after signing (QĐ 28 Điều 6.2).",
    )
    edoc_day_end = fields.Float(
        string="The office closes at",
        default=17.0,
        help="What arrives later belongs to the next working day.",
    )

    edoc_steering_type = fields.Selection(
        STEERING,
        string="Steering type",
        default="none",
        required=True,
        help="SteeringType of packets that we send, unless the type of document says "
        "otherwise.",
    )

    @api.constrains(*SETTINGS)
    def _check_times(self):
        for company in self:
            hours = (company.edoc_morning_end, company.edoc_day_end)
            if not all(0 < hour < 24 for hour in hours) or hours[0] > hours[1]:
                raise ValidationError(
                    self.env._(
                        "The morning ends before the office closes, both between 00:00 "
                        "and 24:00."
                    )
                )
            minutes = (
                company.edoc_urgent_minutes,
                company.edoc_warn_minutes,
                company.edoc_arrival_minutes,
            )
            if any(number <= 0 for number in minutes):
                raise ValidationError(self.env._("Minutes must be more than zero."))

    def write(self, vals):
        result = super().write(vals)
        if SETTINGS & vals.keys():
            self._edoc_renew_deadlines()
        return result

    def _edoc_time_rules(self):
        """Return the settings as the deadlines are counted by."""
        self.ensure_one()
        company = self.sudo()
        return TimeRules(
            urgent_minutes=company.edoc_urgent_minutes,
            warn_minutes=company.edoc_warn_minutes,
            arrival_minutes=company.edoc_arrival_minutes,
            morning_end=_hour(company.edoc_morning_end),
            day_end=_hour(company.edoc_day_end),
        )

    def _edoc_renew_deadlines(self):
        """Count the deadlines of what is still open anew."""
        for model in ("edoc.outgoing", "edoc.incoming"):
            self.env[model]._renew_deadlines(self)

    def _edoc_clerks(self):
        """Return the clerks of this entity, whom deadlines concern."""
        self.ensure_one()
        group = self.env.ref("l10n_vn_edoc.group_clerk").sudo()
        return group.all_user_ids.filtered(
            lambda user: self in user.company_ids and not user._is_superuser()
        )


def _hour(number):
    minutes = round(number * 60)
    return time(minutes // 60, minutes % 60)
