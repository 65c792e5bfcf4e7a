"""Working days of Vietnam: what differs from Monday to Friday."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.working_time import DAY, OfficeCalendar, public_holidays

# the occasions by law; what is made up for is "nghỉ bù"
OCCASIONS = {
    "new_year": "Tết Dương lịch",
    "tet": "Tết Nguyên đán",
    "hung_kings": "Giỗ Tổ Hùng Vương",
    "liberation": "Ngày Chiến thắng và Quốc tế lao động",
    "national_day": "Quốc khánh",
}


class EdocHoliday(models.Model):
    """Days off, and Saturdays or Sundays that are worked in exchange.

    Filled by law for this year and the next (Bộ luật Lao động 2019 Điều 111, 112). The
    Government fixes the days around Tết and swaps days each year: an administrator
    corrects what was filled in.
    """

    _name = "edoc.holiday"
    _description = "Holiday"
    _order = "date_from desc, id"

    name = fields.Char(required=True)
    kind = fields.Selection(
        [("holiday", "Day off"), ("workday", "Worked instead")],
        default="holiday",
        required=True,
    )
    date_from = fields.Date(string="From", required=True, index=True)
    date_to = fields.Date(string="To", required=True)
    company_id = fields.Many2one(
        "res.company", string="Entity", index=True, help="Empty: all entities."
    )
    key = fields.Char(
        readonly=True, copy=False, help="Year and occasion of a day filled in by law."
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for holiday in self:
            if holiday.date_from > holiday.date_to:
                raise ValidationError(
                    self.env._("“%(name)s” ends before it begins.", name=holiday.name)
                )
            if (holiday.date_to - holiday.date_from).days > 60:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” lasts longer than two months. Check the year.",
                        name=holiday.name,
                    )
                )

    @api.model
    def _fill_by_law(self):
        """Fill in this year and the next, each once: what is corrected stays so."""
        year = self.env["edoc.document.mixin"]._vn_today().year
        for each in (year, year + 1):
            if self.search_count([("key", "=like", f"{each}-%")], limit=1):
                continue
            self.create(
                [
                    {
                        "name": self._occasion(holiday.key),
                        "date_from": holiday.first,
                        "date_to": holiday.last,
                        "key": f"{each}-{holiday.key}",
                    }
                    for holiday in public_holidays(each)
                ]
            )

    @api.model
    def _occasion(self, key):
        occasion = OCCASIONS[key.removesuffix("_rest")]
        return f"{occasion} (nghỉ bù)" if key.endswith("_rest") else occasion

    @api.model
    def _calendar(self, company):
        """Return the working days of an entity."""
        days = {"holiday": set(), "workday": set()}
        found = self.sudo().search([("company_id", "in", [False, company.id])])
        for holiday in found:
            count = (holiday.date_to - holiday.date_from).days + 1
            days[holiday.kind] |= {holiday.date_from + n * DAY for n in range(count)}
        return OfficeCalendar(frozenset(days["holiday"]), frozenset(days["workday"]))

    @api.model_create_multi
    def create(self, vals_list):
        holidays = super().create(vals_list)
        self._renew_deadlines()
        return holidays

    def write(self, vals):
        result = super().write(vals)
        self._renew_deadlines()
        return result

    def unlink(self):
        result = super().unlink()
        self._renew_deadlines()
        return result

    @api.model
    def _renew_deadlines(self):
        """Deadlines of what is still open go by the calendar as it is now."""
        # so does what is due soon, see edoc.urging.rule
        self.env.registry.clear_cache()
        self.env["res.company"].sudo().search([])._edoc_renew_deadlines()
