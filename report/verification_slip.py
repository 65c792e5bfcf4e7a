"""What the slip of a verification shows (*Phiếu kiểm tra chữ ký số*, Điều 10.2)."""

from odoo import api, fields, models

LEGAL_BASIS = "l10n_vn_edoc.verification_legal_basis"
GRADES = {
    "valid": "HỢP LỆ",
    "valid_with_note": "HỢP LỆ, CÓ LƯU Ý",
    "undecided": "CHƯA KẾT LUẬN ĐƯỢC",
    "invalid": "KHÔNG HỢP LỆ",
    "unreadable": "KHÔNG KIỂM TRA ĐƯỢC",
}
SEVERITIES = {
    "info": "Thông tin",
    "note": "Lưu ý",
    "undecided": "Chưa kết luận",
    "invalid": "Không hợp lệ",
    "unreadable": "Không đọc được",
}
KINDS = {"document": "Văn bản", "attachment": "Phụ lục, bản sao"}


class VerificationSlip(models.AbstractModel):
    _name = "report.l10n_vn_edoc.verification_slip"
    _description = "Verification Slip of a Document's File"

    _of = "edoc.verification"

    @api.model
    def _get_report_values(self, docids, data=None):
        rows = self.env[self._of].browse(docids)
        rows.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": rows._name,
            "docs": rows,
            "papers": [self._paper(row) for row in rows],
        }

    @api.model
    def _paper(self, row):
        """Return what stands on one slip; it is Vietnamese whoever prints it."""
        company = self._company(row)
        moment = self._local(row.verified_at)
        return {
            **row._present("vi"),
            "superior": (company.partner_id.edoc_in_charge or "").upper(),
            "agency": company.name.upper(),
            "place": company.edoc_place or "…",
            "date": f"ngày {moment:%d} tháng {moment:%m} năm {moment.year}",
            "verified_at": moment.strftime("%H giờ %M phút, ngày %d/%m/%Y"),
            "printed_at": self._local(fields.Datetime.now()).strftime(
                "%H:%M ngày %d/%m/%Y"
            ),
            "checker": self._checker(row.sudo().user_id),
            "printer": self.env.user.name,
            "title": GRADES[row.grade],
            "severities": SEVERITIES,
            # laws change, so the line is data of the administrator's
            "legal_basis": self.env["ir.config_parameter"]
            .sudo()
            .get_param(LEGAL_BASIS, ""),
            "file": row._file_name(),
            "sha256": row.sha256,
            "lists": [
                {
                    "name": item.name,
                    "number": item.number or "–",
                    "issued": self._local(item.this_update).strftime("%d/%m/%Y %H:%M"),
                    "sha256": item.sha256,
                }
                for item in row.sudo().crl_ids
            ],
            "about": self._about(row),
        }

    @api.model
    def _checker(self, user):
        """Return who asked; what comes in by itself is checked by itself."""
        return "Hệ thống tự kiểm tra khi nhận" if user._is_superuser() else user.name

    @api.model
    def _company(self, row):
        return row.incoming_id.company_id

    @api.model
    def _about(self, row):
        """Return the lines that name what was verified."""
        document = row.incoming_id
        date = document.date_document
        return [
            ("Cơ quan gửi", document.sender_name or ""),
            ("Số, ký hiệu", document.code or ""),
            ("Ngày văn bản", date.strftime("%d/%m/%Y") if date else ""),
            ("Trích yếu", document.subject or ""),
            ("Số đến", str(document.arrival_number or "")),
        ]

    @api.model
    def _local(self, moment):
        return fields.Datetime.context_timestamp(
            self.with_context(tz="Asia/Ho_Chi_Minh"), moment
        )


class VerificationCheckSlip(models.AbstractModel):
    _name = "report.l10n_vn_edoc.verification_check_slip"
    _description = "Verification Slip of an Uploaded File"
    _inherit = ["report.l10n_vn_edoc.verification_slip"]

    _of = "edoc.verification.check"

    @api.model
    def _company(self, row):
        return row.company_id

    @api.model
    def _about(self, row):
        return [
            ("Loại tệp", KINDS[row.kind]),
            ("Cơ quan ban hành", row.agency_name or ""),
        ]
