"""What a document answers, and what of it is completed by that (Điều 11, 12)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class EdocOutgoingAnswerMixin(models.AbstractModel):
    """Completion is chosen for each answered document."""

    _name = "edoc.outgoing.answer.mixin"
    _description = "Outgoing Document: Answers"

    answers_ids = fields.Many2many(
        "edoc.incoming",
        "edoc_answer_rel",
        "outgoing_id",
        "incoming_id",
        string="Answers to",
    )
    finish_answered = fields.Boolean(
        string="Completes what it answers",
        default=True,
        help="The answered documents are completed when this one is issued.",
    )
    kept_open_ids = fields.Many2many(
        "edoc.incoming",
        "edoc_answer_open_rel",
        "outgoing_id",
        "incoming_id",
        string="Not completed by it",
        domain="[('id', 'in', answers_ids)]",
        copy=False,
        help="These answered documents go on being handled after the issue.",
    )

    @api.constrains("kept_open_ids", "answers_ids")
    def _check_kept_open(self):
        for document in self.sudo():
            if document.kept_open_ids - document.answers_ids:
                raise UserError(
                    self.env._(
                        "“Not completed by it” names only what this document answers."
                    )
                )

    def _finish_answered(self):
        if not self.finish_answered:
            return
        reason = self.env._("Answered by %(code)s", code=self.code)
        sudo = self.sudo()
        for incoming in sudo.answers_ids - sudo.kept_open_ids:
            system = incoming.with_user(self.env.ref("base.user_root"))
            if system._workflow.allows("finish", incoming.state, {"system"}):
                system._finish(reason=reason, answer=self)


class EdocIncomingAnswerMixin(models.AbstractModel):
    """The answered document tells which answer will complete it."""

    _name = "edoc.incoming.answer.mixin"
    _description = "Incoming Document: Answers"

    to_complete_ids = fields.Many2many(
        "edoc.outgoing",
        string="Will be completed by",
        compute="_compute_to_complete_ids",
    )

    @api.depends("answer_ids.state", "answer_ids.finish_answered")
    def _compute_to_complete_ids(self):
        for incoming in self:
            incoming.to_complete_ids = incoming.answer_ids.filtered(
                lambda answer, i=incoming: (
                    answer.finish_answered
                    and i not in answer.sudo().kept_open_ids
                    and answer.state
                    not in ("issued", "recalled", "replaced", "cancelled")
                )
            )
