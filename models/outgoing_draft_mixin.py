"""The draft of an outgoing document: who may change what of it, and until when."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .information_mixin import EARLY

EDITABLE = ("draft", "returned")
CLOSED = ("issued", "recalled", "replaced", "cancelled")


class EdocOutgoingDraftMixin(models.AbstractModel):
    """The author changes his draft until he hands it in (NĐ 30/2020 Điều 10)."""

    _name = "edoc.outgoing.draft.mixin"
    _description = "Outgoing Document: Draft"

    # what the signature covers stands still once the draft has been handed in
    _draft_fields = frozenset(
        {
            "company_id",
            "subject",
            "type_id",
            "code_notation",
            "urgency",
            "language",
            "page_count",
            "department_id",
            "signer_id",
            "signer_position",
            "signer_name",
            "authority",
            "authority_id",
            "answers_ids",
            "replaces_ids",
            "finish_answered",
            "kept_open_ids",
            "content_approver_ids",
            "form_checker_ids",
            "summary",
            "proposal",
            "internal",
            "file_ids",
            "secrecy",
            "for_submission",
            "original_kept",
        }
    )

    is_editable = fields.Boolean(compute="_compute_is_editable")
    can_address = fields.Boolean(compute="_compute_can_address")
    checklist = fields.Char(compute="_compute_checklist", string="Before it goes on")

    @api.depends("state", "author_id")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        for document in self:
            document.is_editable = not document.id or (
                document.state in EDITABLE and "author" in document._duties()
            )

    @api.depends("state", "author_id")
    @api.depends_context("uid")
    def _compute_can_address(self):
        for document in self:
            clerk = document.state not in (*EDITABLE, *CLOSED)
            document.can_address = document.is_editable or (
                clerk and "clerk" in document._duties()
            )

    @api.depends(
        "file_ids",
        "signer_id",
        "type_id",
        "code_notation",
        "delivery_ids",
        "internal",
        "internal_department_ids",
        "internal_user_ids",
        "authority_id",
        "replaces_ids",
        "subject",
        "due_date",
        "note",
    )
    def _compute_checklist(self):
        for document in self:
            document.checklist = " ".join(document._missing()) or False

    def _missing(self):
        """Return what is still missing, one sentence each (Điều 14)."""
        self.ensure_one()
        main = self.file_ids.filtered(lambda f: f.role == "main")
        missing = []
        if len(main) != 1:
            missing.append(self.env._("Add exactly one main file."))
        if self.file_ids.filtered(lambda f: not f.current_id):
            missing.append(self.env._("Upload the content of every file."))
        if not self.type_id:
            missing.append(self.env._("Choose the type."))
        if not self.signer_id:
            missing.append(self.env._("Choose who signs."))
        unauthorised = self._authority_missing()
        if unauthorised:
            missing.append(unauthorised)
        unfit = self._replaces_missing()
        if unfit:
            missing.append(unfit)
        if not self.code_notation:
            missing.append(self.env._("The notation is empty."))
        if not self._has_recipients():
            missing.append(self.env._("Name at least one recipient."))
        return missing + self._lacks(EARLY)

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        for document in documents:
            document._add_draft_readers()
            document._check_answers()
        return documents

    def write(self, vals):
        touched = self._draft_fields & vals.keys()
        if not self._door_is_open():
            for document in self:
                if touched:
                    document._check_draft_editable()
                elif self._document_fields(vals):
                    document._check_recipients_editable()
        result = super().write(vals)
        if "department_id" in touched:
            for document in self:
                document._add_draft_readers()
        if "answers_ids" in vals:
            self._check_answers()
        return result

    def _add_draft_readers(self):
        """A draft is seen by its author and the heads of his department."""
        self._add_readers(users=self.author_id | self.department_id.sudo().head_ids)

    def _check_answers(self):
        """A document may name as answered only what its author may read."""
        for document in self:
            document.with_user(self.env.user).sudo(False).answers_ids.check_access(
                "read"
            )

    def _check_recipients_editable(self):
        """Who gets it: the author's matter in a draft, then the clerk's until issue."""
        for document in self:
            if document.state in EDITABLE:
                document._check_draft_editable()
            elif document.state in CLOSED:
                raise UserError(
                    self.env._(
                        "Recipients can't be changed after the document is issued."
                    )
                )
            elif not self.env.su and "clerk" not in document._duties():
                raise UserError(
                    self.env._("Now only the clerk changes the recipients.")
                )

    def _check_draft_editable(self):
        """Raise unless the draft is open and in the hands of its author."""
        for document in self:
            if document.state not in EDITABLE:
                raise UserError(
                    self.env._(
                        "This document has been handed in and can't be changed. Ask "
                        "for it to be returned first."
                    )
                )
            if not self.env.su and "author" not in document._duties():
                raise UserError(self.env._("Only its author changes this draft."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        for document in self:
            if document.state not in EDITABLE or document.step_ids:
                raise UserError(
                    self.env._(
                        "Only a draft that was never handed in can be deleted. Cancel "
                        "this document instead."
                    )
                )
            document._check_draft_editable()

    def unlink(self):
        self._unlink_except_draft()
        self.file_ids.unlink()
        return super().unlink()
