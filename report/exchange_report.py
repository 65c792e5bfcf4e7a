"""What the printed report on documents sent and received shows."""

from odoo import api, fields, models

from ..core.numbering import written_day, written_month
from ..core.stats import paginate, vietnam_day

# Lines that fit on a page of A4 landscape. The table is cut here, since wkhtmltopdf as
# Debian builds it neither repeats a table's head nor prints headers and footers.
FIRST_PAGE = 15
OTHER_PAGE = 18
CLOSING = 7


class ExchangeReport(models.AbstractModel):
    _name = "report.l10n_vn_edoc.exchange_report"
    _description = "Printed Report on Documents Sent and Received"

    @api.model
    def _get_report_values(self, docids, data=None):
        reports = self.env["edoc.exchange.report"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": reports._name,
            "docs": reports,
            "papers": [self._paper(report) for report in reports],
        }

    @api.model
    def _paper(self, report):
        """Return what stands on the paper, cut into pages."""
        matrix = report._matrix()
        company = report.company_id.sudo()
        now = fields.Datetime.now()
        local = fields.Datetime.context_timestamp(
            self.with_context(tz="Asia/Ho_Chi_Minh"), now
        )
        pages = paginate(matrix.lines, FIRST_PAGE, OTHER_PAGE, CLOSING)
        starts = [sum(len(page) for page in pages[:n]) for n in range(len(pages))]
        return {
            "report": report,
            "matrix": matrix,
            "pages": list(zip(starts, pages, strict=True)),
            "superior": (company.partner_id.edoc_in_charge or "").upper(),
            "agency": company.name.upper(),
            "abbreviation": company.edoc_abbreviation or "",
            "place": company.edoc_place or "…",
            "today": self._written_today(vietnam_day(now)),
            "as_of": local.strftime("%H:%M %d/%m/%Y"),
        }

    @api.model
    def _written_today(self, day):
        """Write the date as NĐ 30/2020 Phụ lục I wants it."""
        number, month = written_day(day.day), written_month(day.month)
        return f"ngày {number} tháng {month} năm {day.year}"
