"""*Danh sách văn bản quá hạn*: what is late, with whom, how often urged (Điều 17)."""

from odoo import api, models
from odoo.exceptions import UserError

from ..core.book import Column, Row, cut_pages, measure_rows
from ..core.working_time import written_time
from .book_mixin import AROUND, CLOSING, LINE, PADDING, ROOM, WIDTH

# an official paper is Vietnamese whatever the reader's language: NĐ 30/2020 Phụ lục I
COLUMNS = (
    Column("TT", 4, "center"),
    Column("Số, ký hiệu", 13),
    Column("Trích yếu", 29),
    Column("Đơn vị, người đang giữ", 20),
    Column("Thời hạn", 10, "center"),
    Column("Quá hạn (ngày làm việc)", 8, "center"),
    Column("Số lần đôn đốc", 6, "center"),
    Column("Đôn đốc gần nhất", 10, "center"),
)
HEAD = 8  # lines that the head of the first page takes
KINDS = {"consultation": "Góp ý dự thảo: ", "draft": "Dự thảo: "}


class OverdueListReport(models.AbstractModel):
    _name = "report.l10n_vn_edoc.overdue_list"
    _description = "Printed List of Overdue Work"
    _inherit = ["edoc.book.mixin"]

    @api.model
    def _get_report_values(self, docids, data=None):
        works = self.env["edoc.due.work"].browse(docids)
        works.check_access("read")
        companies = works.company_id
        if len(companies) != 1:
            raise UserError(self.env._("Print the overdue work of one entity at once."))
        works = works.sorted(
            lambda work: (
                work.sudo().department_id.sequence,
                work.sudo().department_id.id,
                work.sudo().user_id.name or "",
                work.due_date,
            )
        )
        rows = [self._cells(number, work) for number, work in enumerate(works, 1)]
        measured = measure_rows(rows, COLUMNS, WIDTH, PADDING, self._width)
        pages = cut_pages(
            [Row((), HEAD), *measured], ROOM + 60, LINE, AROUND, CLOSING + 4 * LINE
        )
        pages[0] = pages[0][1:]
        company = companies.sudo()
        return {
            "doc_ids": docids,
            "doc_model": works._name,
            "docs": works,
            "superior": (company.partner_id.edoc_in_charge or "").upper(),
            "agency": company.name.upper(),
            "place": company.edoc_place or company.city or "",
            "today": self.env["edoc.document.mixin"]._vn_today(),
            "columns": COLUMNS,
            "pages": pages,
            "line": LINE,
            "around": AROUND,
            "total": len(works),
            "departments": self._by_department(works),
        }

    @api.model
    def _cells(self, number, work):
        subject = work.subject
        if work._document().is_restricted:
            subject = "(văn bản hạn chế tiếp cận)"
        department = work.sudo().department_id.name or work.sudo().unit_id.name
        person = work.sudo().user_id.name
        return (
            str(number),
            work.code or "",
            f"{KINDS.get(work.kind, '')}{subject}",
            ": ".join(filter(None, (department, person))),
            work.due_date.strftime("%d/%m/%Y") if work.due_date else "",
            str(work.days_late),
            str(work.urging_count or 0),
            written_time(work.urged_at)[:10] if work.urged_at else "",
        )

    @api.model
    def _by_department(self, works):
        counts = {}
        for work in works:
            given = work.sudo().department_id or work.sudo().unit_id
            name = given.name or "Chưa giao đơn vị"
            counts[name] = counts.get(name, 0) + 1
        return "; ".join(f"{name}: {count}" for name, count in counts.items())
