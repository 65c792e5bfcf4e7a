"""Approval of form by a check list (NĐ 30/2020 Điều 12.2, Phụ lục I)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.form import Answer, Expected, examine_form
from ._form_sentences import form_sentence


class EdocOutgoingFormMixin(models.AbstractModel):
    """Items are proposed on every upload and decided by the office, file by file."""

    _name = "edoc.outgoing.form.mixin"
    _description = "Outgoing Document: Check of Form"

    form_result_ids = fields.One2many(
        "edoc.form.result", "outgoing_id", string="Check of form", readonly=True
    )
    form_row_ids = fields.Many2many(
        "edoc.form.result", string="Check list", compute="_compute_form_row_ids"
    )
    form_hint = fields.Text(string="Seems not right", compute="_compute_form_row_ids")
    can_check_form = fields.Boolean(
        compute="_compute_can_check_form", search="_search_can_check_form"
    )

    @api.depends(
        "form_result_ids.result", "form_result_ids.proposed", "file_ids.version_ids"
    )
    def _compute_form_row_ids(self):
        for document in self:
            latest = document.file_ids.mapped(lambda file: file._latest_draft())
            rows = document.form_result_ids.filtered(
                lambda row, v=latest: row.version_id in v
            )
            document.form_row_ids = rows
            wrong = rows.filtered(lambda r: r.proposed == "not_ok" and not r.result)
            document.form_hint = (
                "\n".join(
                    f"{row.file_id.name}: {row.check_id.name}. {row.proposed_note}"
                    for row in wrong
                )
                or False
            )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_check_form(self):
        for document in self:
            document.can_check_form = document._checks_form()

    @api.model
    def _search_can_check_form(self, operator, value):
        """The office checks all that waits; a delegate what was left to him."""
        if operator != "in":
            return NotImplemented
        found = Domain("state", "=", "form_review")
        if not self.env.user.has_group("l10n_vn_edoc.group_form"):
            found &= Domain("by_delegation", "=", True)
        return found if True in value else ~found

    def _checks_form(self):
        self.ensure_one()
        checkers = {"form_checker", "form_delegate"}
        return self.state == "form_review" and bool(checkers & self._duties())

    # ------------------------------------------------------------------ proposing

    def _expected_form(self):
        """Return what has to stand in the main file, by the document's data."""
        sudo = self.sudo()
        right = sudo.authority_id
        department = sudo.department_id
        advisory = department.kind == "advisory"
        return Expected(
            agency=(department if advisory else sudo.company_id).name or "",
            notation=sudo.code_notation or "",
            place=sudo.company_id.edoc_place or "",
            subject=sudo.subject or "",
            signer=sudo.signer_name or "",
            block=right._value().lines if right else (),
        )

    def _propose_form(self):
        """Read the files and propose the answer on every item that can be told."""
        checks = self.env["edoc.form.check"].sudo().search([])
        for document in self:
            expected = document._expected_form()
            for file in document.sudo().file_ids:
                document._propose_file(file, checks, expected)

    def _propose_form_of(self, file):
        """Read one file that was uploaded; its author is told what seems not right."""
        checks = self.env["edoc.form.check"].sudo().search([])
        for document in self:
            document._propose_file(file.sudo(), checks, document._expected_form())

    def _propose_file(self, file, checks, expected):
        version = file._latest_draft()
        if not version or file.of_copy_id or not file._is_pdf() or file.wrapped_name:
            return
        main = file.role == "main"
        findings = examine_form(version._bytes(), expected if main else Expected())
        rows = self.env["edoc.form.result"]._through_door()
        known = {row.check_id: row for row in version.form_result_ids}
        for check in checks.filtered(lambda c: main or c.scope == "all"):
            vals = self._proposal(findings.get(check.code), check.code)
            row = known.get(check)
            if row:
                if row.result == "not_ok":
                    # what was returned for it is in the history
                    vals |= {"result": False, "remark": False}
                row._through_door().write(vals)
                continue
            rows.create(
                {
                    "outgoing_id": self.id,
                    "file_id": file.id,
                    "version_id": version.id,
                    "check_id": check.id,
                    **vals,
                }
            )

    def _proposal(self, finding, code):
        if finding is None:
            return {"proposed": False, "proposed_note": False}
        note = finding.answer == Answer.NOT_OK and form_sentence(
            self.env(context={**self.env.context, "lang": "vi_VN"}), code, finding.facts
        )
        return {"proposed": finding.answer.value, "proposed_note": note}

    # ------------------------------------------------------------------- deciding

    def action_form_all_right(self):
        """Decide all items that are not decided yet, but for what seems not right."""
        for document in self:
            document.form_row_ids.filtered(
                lambda row: not row.result and row.proposed != "not_ok"
            )._decide("ok")
        return True

    def _close_form_list(self):
        """Complete the list: who approves the form answers for every item.

        :raises UserError: an item is not right, or seems so and nobody has decided
        """
        self.ensure_one()
        rows = self.form_row_ids
        wrong = rows.filtered(lambda row: row.result == "not_ok")
        if wrong:
            raise UserError(
                self.env._(
                    "Not right by the check list:\n%(items)s\nReturn the document, so "
                    "that its author mends it.",
                    items="\n".join(row._sentence() for row in wrong),
                )
            )
        doubtful = rows.filtered(lambda r: not r.result and r.proposed == "not_ok")
        if doubtful:
            raise UserError(
                self.env._(
                    "These items seem not right; decide on each in the check list:\n"
                    "%(items)s",
                    items="\n".join(
                        f"{row.display_name}. {row.proposed_note}" for row in doubtful
                    ),
                )
            )
        rows.filtered(lambda row: not row.result)._decide("ok")

    def _form_faults(self):
        """Return what the office found not right, for the reason of a return."""
        rows = self.form_row_ids.filtered(lambda row: row.result == "not_ok")
        return "\n".join(row._sentence() for row in rows)
