"""The printed list of files of a year (NĐ 30/2020 Phụ lục V: *Danh mục hồ sơ*)."""

from datetime import date

from odoo import api, models

from ..core.book import Column
from ..core.dossier import DOSSIER, HEADING

# an official paper is Vietnamese whatever the reader's language: NĐ 30/2020 Phụ lục I
TITLE = "DANH MỤC HỒ SƠ"
COLUMNS = (
    Column("Số và ký hiệu hồ sơ", 13, "center"),
    Column("Tên đề mục và tiêu đề hồ sơ", 43),
    Column("Thời hạn bảo quản", 12, "center"),
    Column("Người lập hồ sơ", 18),
    Column("Ghi chú", 14),
)


class DossierListBookReport(models.AbstractModel):
    _name = "report.l10n_vn_edoc.dossier_list_book"
    _description = "Printed List of Dossiers"
    _inherit = ["edoc.book.mixin"]

    @api.model
    def _get_report_values(self, docids, data=None):
        lists = self.env["edoc.dossier.list"].browse(docids)
        lists.check_access("read")
        lists = lists.with_context(lang="vi_VN")
        return self._values(lists, [self._printed(row.sudo()) for row in lists])

    @api.model
    def _printed(self, row):
        lines = row.line_ids.sorted(lambda line: (line.sequence, line.id))
        dossiers = lines.filtered(lambda line: line.kind == DOSSIER)
        good = dossiers.filtered(lambda line: line.retention_id.years == 0)
        issued = f"(Ban hành kèm theo {row.basis})" if row.basis else ""
        return self._book(
            TITLE,
            row.company_id,
            (date(row.year, 1, 1), date(row.year, 12, 31)),
            1,
            COLUMNS,
            [self._cells(line) for line in lines],
            about=[line for line in (f"Năm {row.year}", issued) if line],
            closing=[
                f"Bản danh mục này có {len(dossiers)} hồ sơ, bao gồm: "
                f"{len(good)} hồ sơ bảo quản vĩnh viễn; "
                f"{len(dossiers) - len(good)} hồ sơ bảo quản có thời hạn."
            ],
        )

    @api.model
    def _cells(self, line):
        if line.kind != DOSSIER:
            title = line.title.upper() if line.kind == HEADING else line.title
            return ("", f"{line.notation}. {title}", "", "", line.note or "")
        added = line.added_at and f"Bổ sung ngày {line.added_at.strftime('%d/%m/%Y')}"
        return (
            line.notation or "",
            line.title,
            line.retention_id.name or "",
            line.user_id.name or line.department_id.name or "",
            ". ".join(filter(None, (line.note, added))),
        )
