"""What the slip of a draft shows to its signer (*phiếu trình*; NĐ 30/2020 Điều 12)."""

from odoo import api, fields, models

from ..core.numbering import written_day, written_month

SHOWN = {"submit", "approve_content", "approve_form", "return", "change_signer", "sign"}


class SubmissionSlipReport(models.AbstractModel):
    _name = "report.l10n_vn_edoc.submission_slip"
    _description = "Submission Slip"

    @api.model
    def _get_report_values(self, docids, data=None):
        documents = self.env["edoc.outgoing"].browse(docids)
        documents.check_access("read")
        papers = documents.with_context(lang="vi_VN")
        return {
            "doc_ids": docids,
            "doc_model": documents._name,
            "docs": documents,
            "papers": [self._paper(document.sudo()) for document in papers],
        }

    @api.model
    def _paper(self, document):
        company = document.company_id
        today = document._vn_today()
        day, month = written_day(today.day), written_month(today.month)
        return {
            "document": document,
            "superior": (company.partner_id.edoc_in_charge or "").upper(),
            "agency": company.name.upper(),
            "department": document.department_id.name,
            "place": company.edoc_place or "…",
            "date": f"ngày {day} tháng {month} năm {today.year}",
            "signer": document.signer_name or "",
            "signer_position": document.signer_position or "",
            "type": document.type_id.name or "",
            "urgency": self._label(document, "urgency"),
            "answers": [self._answered(item) for item in document.answers_ids],
            "files": document.file_ids.mapped("name"),
            "opinions": [self._opinion(row) for row in document.consultation_ids],
            "steps": [
                self._step(step)
                for step in document.step_ids.sorted("id")
                if step.action in SHOWN
            ],
        }

    @api.model
    def _label(self, record, name):
        labels = dict(record._fields[name]._description_selection(record.env))
        return labels.get(record[name], "")

    @api.model
    def _answered(self, incoming):
        parts = (incoming.code, incoming.sender_name, incoming.subject)
        return ", ".join(part for part in parts if part)

    @api.model
    def _opinion(self, row):
        return {
            "who": row.consulted,
            "answer": self._label(row, "answer") or "Chưa có ý kiến",
            "words": row.words or "",
            "by": row.answered_by_id.name or "",
            "at": self._local(row.answered_at),
            "due": row.due_date.strftime("%d/%m/%Y"),
        }

    @api.model
    def _step(self, step):
        return {
            "what": step.action_label,
            "who": step.done_by,
            "position": step.user_id.edoc_position or "",
            "at": self._local(step.done_at),
            "reason": step.reason or "",
        }

    @api.model
    def _local(self, moment):
        if not moment:
            return ""
        local = fields.Datetime.context_timestamp(
            self.with_context(tz="Asia/Ho_Chi_Minh"), moment
        )
        return local.strftime("%H:%M %d/%m/%Y")
