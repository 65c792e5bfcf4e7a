"""The postal register of a period, as a book to print and bind."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..core.stats import Span, period_of, vietnam_day


class EdocPostalBook(models.TransientModel):
    """Period and volume of *Sổ gửi văn bản đi bưu điện* (NĐ 30 Phụ lục IV)."""

    _name = "edoc.postal.book"
    _description = "Print the Postal Register"

    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._year().first
    )
    date_to = fields.Date(
        string="To", required=True, default=lambda self: self._year().last
    )
    volume = fields.Integer(string="Volume", default=1, required=True)

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for book in self:
            book.display_name = self.env._(
                "Postal register, %(first)s to %(last)s",
                first=book.date_from and book.date_from.strftime("%d/%m/%Y") or "",
                last=book.date_to and book.date_to.strftime("%d/%m/%Y") or "",
            )

    @api.constrains("date_from", "date_to", "volume")
    def _check_period(self):
        for book in self:
            if book.date_from > book.date_to:
                raise ValidationError(self.env._("The period ends before it begins."))
            if book.date_from.year != book.date_to.year:
                raise ValidationError(
                    self.env._("A book holds one year; print each year by itself.")
                )
            if book.volume < 1:
                raise ValidationError(self.env._("Volumes are counted from 1."))

    @api.model
    def _year(self):
        return period_of(Span.YEAR, vietnam_day(fields.Datetime.now()), 0)

    def _entries(self):
        """Return the lines of the period, in the order in which they were entered."""
        self.ensure_one()
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(
                self.env._("You may not print the book of another entity.")
            )
        return self.env["edoc.postal.entry"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("moved_on", ">=", self.date_from),
                ("moved_on", "<=", self.date_to),
            ],
            order="moved_on, id",
        )

    def action_print(self):
        self.ensure_one()
        report = self.env.ref("l10n_vn_edoc.postal_book_report_action")
        return report.report_action(self, config=False)
