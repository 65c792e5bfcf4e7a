"""What the minutes of a hand-over show (Điều 5.2; NĐ 30/2020 Điều 32)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.numbering import written_day, written_month

OPEN = "…" * 12


class TokenHandoverReport(models.AbstractModel):
    _name = "report.l10n_vn_edoc.token_handover"
    _description = "Minutes of the Hand-over of a Token"

    @api.model
    def _get_report_values(self, docids, data=None):
        rows = self.env["edoc.token.handover"].browse(docids)
        rows.check_access("read")
        if any(row.state == "withdrawn" for row in rows):
            raise UserError(
                self.env._("The offer was withdrawn; there is nothing to minute.")
            )
        return {
            "doc_ids": docids,
            "doc_model": rows._name,
            "docs": rows,
            "papers": [self._paper(row.sudo()) for row in rows],
        }

    @api.model
    def _paper(self, row):
        """Return what stands on one paper; what is not known yet stays open."""
        token, certificate = row.token_id, row.certificate_id
        company = token.company_id
        moment = self._local(row.done_at or row.offered_at)
        day, month = written_day(moment.day), written_month(moment.month)
        date = f"ngày {day} tháng {month} năm {moment.year}"
        done = row.state == "done"
        clock = moment.strftime("%H giờ %M phút") if done else "…… giờ …… phút"
        return {
            "row": row,
            "superior": (company.partner_id.edoc_in_charge or "").upper(),
            "agency": company.name.upper(),
            "agency_name": company.name,
            "abbreviation": company.edoc_abbreviation or "",
            "number": row.minutes_number or "……",
            "place": company.edoc_place or "…",
            "date": date,
            "time": f"{clock}, {date}",
            "at": row.place or OPEN,
            "giver": self._party(row.from_id, row.from_position),
            "receiver": self._party(row.to_id, row.to_position),
            "witness": self._party(row.witness_id, row.witness_id.edoc_position),
            "device": token.name,
            "label": token.label,
            "condition": row.condition or OPEN,
            "certificate": certificate.name or OPEN,
            "issuer": certificate.issuer or OPEN,
            "serial": certificate.serial or OPEN,
            "valid": self._validity(certificate),
        }

    @api.model
    def _party(self, user, position):
        return {"name": user.name or "", "position": position or ""}

    @api.model
    def _validity(self, certificate):
        if not certificate.not_after:
            return OPEN
        begin = self._local(certificate.not_before).strftime("%d/%m/%Y")
        end = self._local(certificate.not_after).strftime("%d/%m/%Y")
        return f"từ ngày {begin} đến ngày {end}"

    @api.model
    def _local(self, moment):
        return fields.Datetime.context_timestamp(
            self.with_context(tz="Asia/Ho_Chi_Minh"), moment
        )
