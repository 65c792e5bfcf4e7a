"""One question each while a draft is discussed: remark, consultation, opinion."""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.consultation import ANSWERS


class EdocOutgoingDraftingMixin(models.AbstractModel):
    """A question about one document."""

    _name = "edoc.outgoing.drafting.mixin"
    _description = "Question about a Draft"

    outgoing_ids = fields.Many2many("edoc.outgoing", required=True, readonly=True)

    def _document(self):
        self.ensure_one()
        self.outgoing_ids.ensure_one()
        self.outgoing_ids.check_access("read")
        return self.outgoing_ids


class EdocOutgoingComment(models.TransientModel):
    """Remark on a version of the draft."""

    _name = "edoc.outgoing.comment"
    _description = "Remark on a Draft: Question"
    _inherit = ["edoc.outgoing.drafting.mixin"]

    version_choice_ids = fields.Many2many(
        "edoc.file.version", compute="_compute_version_choice_ids"
    )
    version_id = fields.Many2one(
        "edoc.file.version",
        string="Version",
        required=True,
        domain="[('id', 'in', version_choice_ids)]",
    )
    body = fields.Text(string="Remark", required=True)

    @api.depends("outgoing_ids")
    def _compute_version_choice_ids(self):
        for wizard in self:
            wizard.version_choice_ids = wizard.outgoing_ids.version_ids

    def action_send(self):
        self._document()._comment(self.version_id, self.body)
        return {"type": "ir.actions.act_window_close"}


class EdocOutgoingConsult(models.TransientModel):
    """Ask departments and persons for their opinion (NĐ 30/2020 Điều 10)."""

    _name = "edoc.outgoing.consult"
    _description = "Ask for Opinions"
    _inherit = ["edoc.outgoing.drafting.mixin"]

    department_ids = fields.Many2many("edoc.department", string="Departments")
    user_ids = fields.Many2many(
        "res.users",
        string="Persons",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("l10n_vn_edoc.group_user").ids)
        ],
    )
    due_date = fields.Date(string="Deadline", required=True)
    question = fields.Text(string="What the opinion is asked about")

    def action_ask(self):
        document = self._document()
        document._consult(
            self.department_ids, self.user_ids, self.due_date, self.question
        )
        return {"type": "ir.actions.act_window_close"}


class EdocConsultationAnswer(models.TransientModel):
    """The opinion of a consulted department or person."""

    _name = "edoc.consultation.answer"
    _description = "Give an Opinion"

    consultation_id = fields.Many2one(
        "edoc.consultation", required=True, readonly=True, ondelete="cascade"
    )
    question = fields.Text(related="consultation_id.question")
    answer = fields.Selection(
        ANSWERS, string="Agreement", required=True, default="agree"
    )
    words = fields.Text(string="Opinion in words")
    answer_file = fields.Binary(string="File")
    answer_filename = fields.Char(string="File name")

    def action_give(self):
        self.ensure_one()
        content = self.with_context(bin_size=False).answer_file
        self.consultation_id._give(
            self.answer,
            self.words,
            content and base64.b64decode(content),
            self.answer_filename,
        )
        return {"type": "ir.actions.act_window_close"}


class EdocOutgoingSubmit(models.TransientModel):
    """Hand in although opinions are missing, with a note."""

    _name = "edoc.outgoing.submit"
    _description = "Hand in without all Opinions"
    _inherit = ["edoc.outgoing.drafting.mixin"]

    missing = fields.Char(string="Not answered yet", compute="_compute_missing")
    note = fields.Text(string="Why it is handed in now", required=True)

    @api.depends("outgoing_ids")
    def _compute_missing(self):
        for wizard in self:
            wizard.missing = wizard.outgoing_ids[:1]._opinions_missing()

    def action_submit(self):
        document = self._document()
        if not (self.note or "").strip():
            raise UserError(self.env._("Write the note in words."))
        document._submit(
            self.env._(
                "Handed in before the opinion of %(names)s: %(note)s",
                names=document._opinions_missing(),
                note=self.note,
            )
        )
        return {"type": "ir.actions.act_window_close"}
