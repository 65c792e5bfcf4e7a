"""Books by NĐ 30/2020 Phụ lục IV on A4 lengthwise: cover, heads repeated, page numbers.

Sizes are those of the page as the print engine sees it, in its pixels at 96 dpi.
"""

from odoo import api, models
from odoo.exceptions import UserError

from ..core.book import cut_pages, measure_rows
from ..core.numbering import written_day, written_month
from ..core.pdfsign.fonts import text_width

# A4 lengthwise between its margins, see book_paperformat and book_templates
WIDTH = 1290
ROOM = 720
LINE = 27
AROUND = 13
PADDING = 14
FONT_SIZE = 21
CLOSING = 45


class EdocBookMixin(models.AbstractModel):
    """Turns the lines of a register into the pages of a book."""

    _name = "edoc.book.mixin"
    _description = "Printed Register"

    @api.model
    def _book(
        self, title, company, period, volume, columns, rows, about=(), closing=()
    ):
        """Return what stands on cover and pages.

        :param period: first and last day
        :param columns: ``core.book.Column``; ``rows``: tuples of texts, one per column
        :param about: lines on the cover in place of year, period and volume
        :param closing: lines below the last row in place of the usual one
        """
        company = company.sudo()
        measured = measure_rows(rows, columns, WIDTH, PADDING, self._width)
        below = CLOSING + LINE * max(0, len(closing) - 1)
        pages = cut_pages(measured, ROOM, LINE, AROUND, below)
        return {
            "title": title,
            "superior": (company.partner_id.edoc_in_charge or "").upper(),
            "agency": company.name.upper(),
            "first_day": self._written(period[0]),
            "last_day": self._written(period[1]),
            "year": period[0].year,
            "volume": f"{volume:02}",
            "columns": columns,
            "pages": pages,
            "line": LINE,
            "around": AROUND,
            "total": len(rows),
            "about": about,
            "closing": closing,
        }

    @api.model
    def _rows_of_one(self, model, docids, several):
        """Return the rows to print, which their reader may read.

        :param several: the sentence for rows of more than one entity
        """
        rows = self.env[model].browse(docids)
        rows.check_access("read")
        if len(rows.company_id) > 1:
            raise UserError(several)
        return rows

    @api.model
    def _values(self, rows, books):
        """Return what the templates ask for."""
        return {
            "doc_ids": rows.ids,
            "doc_model": rows._name,
            "docs": rows,
            "books": books,
        }

    @api.model
    def _width(self, text):
        return text_width(text, FONT_SIZE)

    @api.model
    def _written(self, day):
        """Write a day as NĐ 30/2020 Phụ lục I wants it."""
        number, month = written_day(day.day), written_month(day.month)
        return f"{number}/{month}/{day.year}"
