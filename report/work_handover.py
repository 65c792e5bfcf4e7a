"""What the protocol of a hand-over of work shows."""

from odoo import api, fields, models

from ..core.numbering import written_day, written_month


class WorkHandoverReport(models.AbstractModel):
    _name = "report.l10n_vn_edoc.work_handover"
    _description = "Protocol of the Hand-over of Work"

    @api.model
    def _get_report_values(self, docids, data=None):
        rows = self.env["edoc.work.handover"].browse(docids)
        rows.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": rows._name,
            "docs": rows,
            "papers": [self._paper(row.with_context(lang="vi_VN")) for row in rows],
        }

    @api.model
    def _paper(self, row):
        """Return what stands on one paper; a successor finds his own lines."""
        lines = row.line_ids.filtered(lambda line: line.has_access("read"))
        row = row.sudo()
        company = row.company_id
        moment = fields.Datetime.context_timestamp(
            self.with_context(tz="Asia/Ho_Chi_Minh"), row.done_at
        )
        day, month = written_day(moment.day), written_month(moment.month)
        kinds = dict(lines._fields["kind"]._description_selection(lines.env))
        return {
            "superior": (company.partner_id.edoc_in_charge or "").upper(),
            "agency": company.name.upper(),
            "agency_name": company.name,
            "place": company.edoc_place or "…",
            "date": f"ngày {day} tháng {month} năm {moment.year}",
            "time": moment.strftime("%H giờ %M phút"),
            "giver": self._party(row.giver_id),
            "receivers": [self._party(user) for user in lines.sudo().to_id],
            "reason": row.reason,
            "lines": [
                (kinds[line.kind], line.shown, line.to_id.name or "", line.result)
                for line in lines.sudo()
            ],
        }

    @api.model
    def _party(self, user):
        return {"name": user.name, "position": user.edoc_position or "…………"}
