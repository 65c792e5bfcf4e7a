"""The printed collection of difficulties for the head of the entity (Điều 18)."""

from odoo import api, models

from ..core.book import Column
from ..core.stats import vietnam_day

# an official paper is Vietnamese whatever the reader's language: NĐ 30/2020 Phụ lục I
TITLE = "TỔNG HỢP VƯỚNG MẮC, KIẾN NGHỊ"
COLUMNS = (
    Column("TT", 5, "center"),
    Column("Ngày phản ánh", 10, "center"),
    Column("Đơn vị, người phản ánh", 18),
    Column("Điều của Quy chế", 10),
    Column("Nội dung vướng mắc, kiến nghị", 30),
    Column("Ý kiến của Văn phòng", 27),
)
SUBMITTED = "Trình người đứng đầu xem xét: "


class DifficultyBookReport(models.AbstractModel):
    _name = "report.l10n_vn_edoc.difficulty_book"
    _description = "Printed Collection of Difficulties"
    _inherit = ["edoc.book.mixin"]

    @api.model
    def _get_report_values(self, docids, data=None):
        several = self.env._("Print the difficulties of one entity at a time.")
        rows = self._rows_of_one("edoc.difficulty", docids, several)
        rows = rows.sorted("reported_at")
        days = [vietnam_day(row.reported_at) for row in rows]
        book = self._book(
            TITLE,
            rows.company_id,
            (days[0], days[-1]),
            1,
            COLUMNS,
            [
                self._cells(number, row, day)
                for number, (row, day) in enumerate(zip(rows, days, strict=True), 1)
            ],
        )
        return self._values(rows, [book])

    @api.model
    def _cells(self, number, row, day):
        reporter = row.sudo().reporter_id.name
        department = row.sudo().department_id.name
        words = row.answer or ""
        return (
            str(number),
            self._written(day),
            f"{department}: {reporter}" if department else reporter,
            row.article or "",
            f"{row.subject}. {row.description}",
            f"{SUBMITTED}{words}" if row.state == "submitted" else words,
        )
