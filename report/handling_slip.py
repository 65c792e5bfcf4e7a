"""*Phiếu giải quyết văn bản đến*: what was decided, by whom, until when.

NĐ 30/2020 Phụ lục IV: the leader's part, the head's part, the proposal of the person
in charge.
"""

from odoo import api, models

from ..core.stats import vietnam_day

ROLES = {
    "distribute": "Phân phối",
    "lead": "Chủ trì",
    "cooperate": "Phối hợp",
    "inform": "Nhận để biết",
}
NONE = ("taken_back", "returned", "forwarded")


class HandlingSlip(models.AbstractModel):
    _name = "report.l10n_vn_edoc.handling_slip"
    _description = "Slip of the Handling of an Incoming Document"

    @api.model
    def _get_report_values(self, docids, data=None):
        documents = self.env["edoc.incoming"].browse(docids)
        documents.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": documents._name,
            "docs": documents,
            "papers": [self._paper(document.sudo()) for document in documents],
        }

    @api.model
    def _paper(self, document):
        """Return what stands on one slip; it is Vietnamese whoever prints it."""
        company = document.company_id
        rows = document.assignment_ids.filtered(lambda row: row.state not in NONE)
        given = rows.filtered(lambda row: row._is_root())
        inside = rows - given
        return {
            "superior": (company.partner_id.edoc_in_charge or "").upper(),
            "agency": company.name.upper(),
            "about": self._about(document),
            "leader": [self._line(row) for row in given],
            "leader_signed": self._signed(given.filtered(lambda r: r.role == "lead")),
            "head": [self._line(row) for row in inside],
            "head_signed": self._signed(inside.filtered(lambda r: r.role == "lead")),
            "proposals": self._proposals(document, rows),
        }

    @api.model
    def _about(self, document):
        day = document.date_document
        arrived = vietnam_day(document.arrived_at)
        kind = document.type_id.name or ""
        return [
            ("Số đến", str(document.arrival_number or "")),
            ("Ngày đến", self._written(arrived)),
            ("Cơ quan ban hành", document.sender_name or ""),
            ("Tên loại, số, ký hiệu", f"{kind} {document.code or ''}".strip()),
            ("Ngày văn bản", self._written(day)),
            ("Trích yếu", document.subject or ""),
        ]

    @api.model
    def _line(self, row):
        return {
            "role": ROLES[row.role],
            "who": row._who(),
            "due": self._written(row.due_date),
            "instruction": row.instruction or "",
        }

    @api.model
    def _signed(self, rows):
        """Return who decided and when: of the part that leads, the last one."""
        row = rows[-1:]
        if not row:
            return None
        giver = row.assigned_by_id
        return {
            "for": self._on_behalf(row),
            "who": giver.name,
            "position": giver.edoc_position or "",
            "day": self._written(vietnam_day(row.assigned_at)),
        }

    @api.model
    def _on_behalf(self, row):
        """Return in whose place it was given (NĐ 30 Điều 13)."""
        steps = row.incoming_id.step_ids.filtered(
            lambda s: (
                s.action in ("distribute", "assign")
                and s.user_id == row.assigned_by_id
                and s.on_behalf_id
            )
        )
        step = steps.sorted("id")[-1:]
        principal = step.on_behalf_id
        if not principal:
            return ""
        return f"{step._acting_form()} {principal.edoc_position or principal.name}"

    @api.model
    def _proposals(self, document, rows):
        """Return the opinions given, and what was done in the end."""
        found = [
            {
                "who": row.unit_id.name or row.opinion_by_id.name,
                "day": self._written(vietnam_day(row.ended_at)),
                "words": row.opinion,
            }
            for row in rows.filtered("opinion")
        ]
        for step in document.step_ids.filtered(lambda s: s.action == "finish"):
            answer = document.completed_by_id
            words = f"Đã trả lời tại văn bản số {answer.code}" if answer else ""
            found.append(
                {
                    "who": step.user_id.name,
                    "day": self._written(vietnam_day(step.done_at)),
                    "words": step.reason or words,
                }
            )
        return found

    @api.model
    def _written(self, day):
        return day.strftime("%d/%m/%Y") if day else ""
