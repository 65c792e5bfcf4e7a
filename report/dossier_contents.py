"""The table of contents of a file of work (NĐ 30/2020 Phụ lục V)."""

from odoo import api, models

from ..core.book import Column
from ..core.dossier import page_ranges

# an official paper is Vietnamese whatever the reader's language: NĐ 30/2020 Phụ lục I
TITLE = "MỤC LỤC VĂN BẢN, TÀI LIỆU"
COLUMNS = (
    Column("STT", 5, "center"),
    Column("Số, ký hiệu văn bản", 14),
    Column("Ngày tháng năm văn bản", 12, "center"),
    Column("Tên loại và trích yếu nội dung văn bản", 35),
    Column("Tác giả văn bản", 16),
    Column("Tờ số/ Trang số", 8, "center"),
    Column("Ghi chú", 10),
)


class DossierContentsReport(models.AbstractModel):
    _name = "report.l10n_vn_edoc.dossier_contents"
    _description = "Printed Table of Contents of a Dossier"
    _inherit = ["edoc.book.mixin"]

    @api.model
    def _get_report_values(self, docids, data=None):
        dossiers = self.env["edoc.dossier"].browse(docids)
        dossiers.check_access("read")
        dossiers = dossiers.with_context(lang="vi_VN")
        return self._values(dossiers, [self._printed(row) for row in dossiers])

    @api.model
    def _printed(self, dossier):
        rows = dossier.sudo().document_ids.sorted("ordinal").with_env(dossier.env)
        ranges = page_ranges(rows.sudo().mapped("page_count"))
        cells = [
            self._cells(row, pages) for row, pages in zip(rows, ranges, strict=True)
        ]
        dossier = dossier.sudo()
        last = dossier.end_date or dossier._last_day()
        opened, ended = self._written(dossier.start_date), self._written(last)
        return self._book(
            TITLE,
            dossier.company_id,
            (dossier.start_date, last),
            1,
            COLUMNS,
            cells,
            about=[
                f"Hồ sơ số: {dossier.notation}; mã hồ sơ: {dossier.code}",
                dossier.title,
                f"Từ ngày {opened} đến ngày {ended}",
                f"Thời hạn bảo quản: {dossier.retention_id.name}",
                f"Người lập hồ sơ: {dossier.user_id.name}",
            ],
            closing=[
                f"Hồ sơ gồm {dossier.doc_total} văn bản, tài liệu; "
                f"{dossier.page_total} trang."
            ],
        )

    @api.model
    def _cells(self, row, pages):
        """Return a line; of a document that its printer may not read, its place."""
        day = row.day.strftime("%d/%m/%Y") if row.is_shown and row.day else ""
        what = [row.type_name, row.subject] if row.is_shown else ["(hạn chế tiếp cận)"]
        return (
            str(row.sudo().ordinal),
            row.is_shown and row.code or "",
            day,
            ": ".join(filter(None, what)),
            row.is_shown and row.agency or "",
            pages,
            row.sudo().note or "",
        )
