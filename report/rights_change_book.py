"""The printed list of changes of rights (NĐ 30/2020 Phụ lục VI III.3)."""

from odoo import api, fields, models

from ..core.book import Column
from ..core.stats import vietnam_day

# an official paper is Vietnamese whatever the reader's language: NĐ 30/2020 Phụ lục I
TITLE = "DANH SÁCH THAY ĐỔI QUYỀN TRUY CẬP"
COLUMNS = (
    Column("TT", 5, "center"),
    Column("Thời điểm", 13, "center"),
    Column("Người, nhóm được thay đổi", 20),
    Column("Nội dung thay đổi", 30),
    Column("Người thay đổi", 15),
    Column("Người xác nhận, thời điểm", 17),
)
KINDS = {
    "duty": "nhiệm vụ",
    "member": "thành viên",
    "head": "người đứng đầu",
    "box": "quyền tại đầu mối",
}
CHANGES = {"given": "Cấp", "taken": "Thu hồi"}


class RightsChangeBookReport(models.AbstractModel):
    _name = "report.l10n_vn_edoc.rights_change_book"
    _description = "Printed List of Changes of Rights"
    _inherit = ["edoc.book.mixin"]

    @api.model
    def _get_report_values(self, docids, data=None):
        several = self.env._("Print the changes of one entity at a time.")
        rows = self._rows_of_one("edoc.rights.change", docids, several)
        rows = rows.with_context(lang="vi_VN").sorted("id")
        period = (
            vietnam_day(rows[0].changed_at),
            vietnam_day(rows[-1].changed_at),
        )
        cells = [self._cells(number, row.sudo()) for number, row in enumerate(rows, 1)]
        book = self._book(TITLE, rows.company_id, period, 1, COLUMNS, cells)
        return self._values(rows, [book])

    @api.model
    def _cells(self, number, row):
        confirmed = [row.confirmed_by_id.name, self._moment(row.confirmed_at)]
        return (
            str(number),
            self._moment(row.changed_at),
            row.user_id.name or row.group_id.name or "",
            f"{CHANGES[row.change]} {KINDS[row.kind]}: {row.right}",
            row.changed_by_id.name,
            ", ".join(filter(None, confirmed)) or "Chưa xác nhận",
        )

    @api.model
    def _moment(self, moment):
        if not moment:
            return ""
        local = fields.Datetime.context_timestamp(
            self.with_context(tz="Asia/Ho_Chi_Minh"), moment
        )
        return local.strftime("%H:%M %d/%m/%Y")
