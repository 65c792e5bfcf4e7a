"""What the printed postal register shows (*Sổ gửi văn bản đi bưu điện*)."""

from odoo import api, models

from ..core.book import Column

# NĐ 30/2020 Phụ lục IV: the book is Vietnamese whatever the reader's language
TITLE = "SỔ GỬI VĂN BẢN ĐI BƯU ĐIỆN"
COLUMNS = (
    Column("Ngày chuyển", 11, "center"),
    Column("Số, ký hiệu văn bản", 19),
    Column("Nơi nhận văn bản", 28),
    Column("Số lượng bì", 8, "center"),
    Column("Ký nhận và dấu bưu điện", 18),
    Column("Ghi chú", 16),
)


class PostalBookReport(models.AbstractModel):
    _name = "report.l10n_vn_edoc.postal_book"
    _description = "Printed Postal Register"
    _inherit = ["edoc.book.mixin"]

    @api.model
    def _get_report_values(self, docids, data=None):
        wizards = self.env["edoc.postal.book"].browse(docids)
        return self._values(wizards, [self._postal_book(wizard) for wizard in wizards])

    @api.model
    def _postal_book(self, wizard):
        entries = wizard._entries()
        return self._book(
            TITLE,
            wizard.company_id,
            (wizard.date_from, wizard.date_to),
            wizard.volume,
            COLUMNS,
            [self._cells(entry) for entry in entries],
        )

    @api.model
    def _cells(self, entry):
        notes = [entry.note]
        if entry.is_struck:
            notes = [f"Hủy dòng này: {entry.struck_reason}", *notes]
        number = entry.postal_number
        return (
            self._written(entry.moved_on),
            entry.codes,
            entry.recipient,
            "–" if entry.is_struck else f"{entry.envelopes:02}",
            f"Số bưu gửi: {number}" if number else "",
            "; ".join(note for note in notes if note),
        )
