"""What the papers of a hand-over to the archive show (NĐ 30/2020 Phụ lục V)."""

from odoo import api, fields, models

from ..core.book import Column
from ..core.numbering import written_day, written_month

# an official paper is Vietnamese whatever the reader's language: NĐ 30/2020 Phụ lục I
TITLE = "MỤC LỤC HỒ SƠ, TÀI LIỆU NỘP LƯU"
COLUMNS = (
    Column("Số TT", 5, "center"),
    Column("Số, ký hiệu hồ sơ", 13, "center"),
    Column("Tiêu đề hồ sơ", 38),
    Column("Thời gian tài liệu", 14, "center"),
    Column("Thời hạn bảo quản", 10, "center"),
    Column("Số tờ/ Số trang", 8, "center"),
    Column("Ghi chú", 12),
)


class ArchiveTransferListReport(models.AbstractModel):
    _name = "report.l10n_vn_edoc.archive_transfer_list"
    _description = "Printed List of Dossiers Handed Over"
    _inherit = ["edoc.book.mixin"]

    @api.model
    def _get_report_values(self, docids, data=None):
        rows = self.env["edoc.archive.transfer"].browse(docids)
        rows.check_access("read")
        rows = rows.with_context(lang="vi_VN")
        return self._values(rows, [self._printed(row.sudo()) for row in rows])

    @api.model
    def _printed(self, row):
        dossiers = row.dossier_ids.sorted(lambda d: (d.year, d.notation or ""))
        good = dossiers.filtered(lambda d: d.retention_id.years == 0)
        days = dossiers.mapped("start_date") + dossiers.mapped("end_date")
        cells = [self._cells(number, d) for number, d in enumerate(dossiers, 1)]
        return self._book(
            TITLE,
            row.company_id,
            (min(days), max(days)),
            1,
            COLUMNS,
            cells,
            about=[
                f"Bên giao: {row.department_id.name or row.user_id.name}",
                f"Người giao: {row.user_id.name}",
            ],
            closing=[
                f"Mục lục này gồm: {len(dossiers)} hồ sơ, trong đó có: "
                f"{len(good)} hồ sơ bảo quản vĩnh viễn; "
                f"{len(dossiers) - len(good)} hồ sơ bảo quản có thời hạn."
            ],
        )

    @api.model
    def _cells(self, number, dossier):
        days = (self._written(dossier.start_date), self._written(dossier.end_date))
        return (
            str(number),
            dossier.notation or "",
            dossier.title,
            " - ".join(days),
            dossier.retention_id.name,
            str(dossier.page_total),
            dossier.note or "",
        )


class ArchiveTransferMinutesReport(models.AbstractModel):
    _name = "report.l10n_vn_edoc.archive_transfer_minutes"
    _description = "Minutes of a Hand-over to the Archive"

    @api.model
    def _get_report_values(self, docids, data=None):
        rows = self.env["edoc.archive.transfer"].browse(docids)
        rows.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": rows._name,
            "docs": rows,
            "papers": [self._paper(row.sudo()) for row in rows],
        }

    @api.model
    def _paper(self, row):
        company = row.company_id
        moment = fields.Datetime.context_timestamp(
            self.with_context(tz="Asia/Ho_Chi_Minh"),
            row.accepted_at or row.handed_over_at or row.announced_at,
        )
        day, month = written_day(moment.day), written_month(moment.month)
        dossiers = row.dossier_ids
        days = dossiers.mapped("start_date") + dossiers.mapped("end_date")
        return {
            "superior": (company.partner_id.edoc_in_charge or "").upper(),
            "agency": company.name.upper(),
            "agency_name": company.name,
            "place": company.edoc_place or "…",
            "date": f"ngày {day} tháng {month} năm {moment.year}",
            "giver": self._party(row.user_id),
            "department": row.department_id.name or "",
            "receiver": self._party(row.archivist_id),
            "years": f"{min(days).year} - {max(days).year}",
            "dossiers": row.dossier_count,
            "files": row.file_count,
            "pages": sum(dossiers.mapped("page_total")),
        }

    @api.model
    def _party(self, user):
        return {"name": user.name, "position": user.edoc_position or "…………"}
