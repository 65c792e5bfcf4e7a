"""What stands on an envelope: who sends, which documents, to whom (NĐ 30 Điều 18)."""

from odoo import api, models

URGENCY = {
    "1": "KHẨN",
    "2": "THƯỢNG KHẨN",
    "3": "HỎA TỐC",
    "4": "HỎA TỐC HẸN GIỜ",
}


class PaperEnvelopeReport(models.AbstractModel):
    _name = "report.l10n_vn_edoc.paper_envelope"
    _description = "Envelopes of Paper Copies"

    @api.model
    def _get_report_values(self, docids, data=None):
        dispatches = self.env["edoc.paper.dispatch"].browse(docids)
        dispatches.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": dispatches._name,
            "docs": dispatches,
            "envelopes": [
                self._envelope(group.sudo()) for group in dispatches._envelopes(True)
            ],
        }

    @api.model
    def _envelope(self, dispatches):
        company, recipient = dispatches.company_id, dispatches.partner_id
        urgency = max(dispatches.mapped("urgency"))
        return {
            "superior": (company.partner_id.edoc_in_charge or "").upper(),
            "agency": company.name.upper(),
            "address": self._address(company.partner_id),
            "phone": company.phone or "",
            "codes": ", ".join(dispatches.mapped("code")),
            "urgency": URGENCY.get(urgency, ""),
            "recipient": recipient.name,
            "to_address": self._address(recipient),
        }

    @api.model
    def _address(self, partner):
        """Return the address alone; partners' own text names the agency again."""
        parts = (partner.street, partner.street2, partner.city, partner.state_id.name)
        return ", ".join(part for part in parts if part)
