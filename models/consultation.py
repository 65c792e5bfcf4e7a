"""Opinions asked of departments and persons on a draft (*lấy ý kiến*)."""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ._dialogs import dialog, form_of
from .outgoing_comment_mixin import DISCUSSED

ANSWERS = [
    ("agree", "Agrees"),
    ("remarks", "Agrees with remarks"),
    ("disagree", "Disagrees"),
]


class EdocConsultation(models.Model):
    """One department or person asked for an opinion, and the answer.

    NĐ 30/2020 Điều 10: who drafts asks the units and persons concerned.
    """

    _name = "edoc.consultation"
    _description = "Consultation on a Draft"
    _inherit = ["edoc.urged.mixin", "edoc.guarded.mixin"]
    _order = "id"
    _guarded_rows = True
    _settling = frozenset({"answer"})

    outgoing_id = fields.Many2one(
        "edoc.outgoing",
        string="Document",
        required=True,
        index=True,
        ondelete="cascade",
    )
    department_id = fields.Many2one(
        "edoc.department",
        string="Department",
        index="btree_not_null",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users", string="Person", index="btree_not_null", ondelete="restrict"
    )
    consulted = fields.Char(string="Consulted", compute="_compute_consulted")
    question = fields.Text()
    version_id = fields.Many2one(
        "edoc.file.version", string="On version", ondelete="cascade"
    )
    asked_by_id = fields.Many2one(
        "res.users", string="Who asks", required=True, ondelete="restrict"
    )
    asked_at = fields.Datetime(
        string="Asked at", required=True, default=fields.Datetime.now
    )
    due_date = fields.Date(string="Deadline", required=True, index=True)
    answer = fields.Selection(ANSWERS, string="Agreement", index="btree_not_null")
    words = fields.Text(string="Opinion in words")
    answer_file = fields.Binary(string="File", attachment=True)
    answer_filename = fields.Char(string="File name")
    answered_by_id = fields.Many2one(
        "res.users", string="Replied by", ondelete="restrict"
    )
    answered_at = fields.Datetime(string="Answered at")
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("late", "Overdue"),
            ("answered", "Answered"),
            ("answered_late", "Answered late"),
        ],
        compute="_compute_state",
    )
    can_answer = fields.Boolean(compute="_compute_can_answer")

    _one_party = models.Constraint(
        "CHECK (num_nonnulls(department_id, user_id) = 1)",
        "An opinion is asked of one department or one person.",
    )

    _due_index = models.Index("(due_date) WHERE answer IS NULL")

    @api.depends("department_id", "user_id")
    def _compute_consulted(self):
        for row in self:
            row.consulted = row.sudo().department_id.name or row.sudo().user_id.name

    @api.depends("consulted", "outgoing_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.consulted

    @api.depends("answered_at", "due_date")
    def _compute_state(self):
        today = self.env["edoc.outgoing"]._vn_today()
        for row in self:
            day = today
            if row.answered_at:
                at = fields.Datetime.context_timestamp(
                    row.with_context(tz="Asia/Ho_Chi_Minh"), row.answered_at
                )
                day = at.date()
            late = bool(row.due_date) and day > row.due_date
            if row.answered_at:
                row.state = "answered_late" if late else "answered"
            else:
                row.state = "late" if late else "waiting"

    @api.depends("answer", "outgoing_id.state")
    @api.depends_context("uid")
    def _compute_can_answer(self):
        for row in self:
            row.can_answer = row._may_answer()

    def _is_awaited(self):
        return not self.answer and self.outgoing_id.state in DISCUSSED

    def _answerers(self):
        """Return who gives the opinion: the person, or the department's heads."""
        self.ensure_one()
        return self.sudo().user_id or self.sudo().department_id.head_ids

    def _may_answer(self):
        self.ensure_one()
        return (
            not self.answer
            and self.sudo().outgoing_id.state in DISCUSSED
            and self.env.user in self._answerers()
        )

    def _give(self, answer, words, content=None, filename=None):
        """Keep the opinion of the consulted department or person.

        :param content: bytes of a file that goes with it, or None
        :raises UserError: it isn't his to give, it is given already, or words are
            missing where the opinion needs them
        """
        self.ensure_one()
        self.sudo().lock_for_update()
        if not self._may_answer():
            raise UserError(
                self.env._(
                    "The opinion of %(consulted)s is given once, before the signature, "
                    "by whom was asked: the person, or a head of the department.",
                    consulted=self.consulted,
                )
            )
        if answer != "agree" and not (words or "").strip():
            raise UserError(self.env._("Say in words what should be changed, and why."))
        if content:
            self.outgoing_id._check_opinion_file(filename, content)
        self._through_door().write(
            {
                "answer": answer,
                "words": words,
                "answer_file": content and base64.b64encode(content),
                "answer_filename": content and filename,
                "answered_by_id": self.env.uid,
                "answered_at": fields.Datetime.now(),
            }
        )
        self.outgoing_id._opinion_came(self)
        return True

    def action_open_document(self):
        self.ensure_one()
        return form_of(self.outgoing_id)

    def action_open_answer(self):
        self.ensure_one()
        return dialog(
            self.env._("Opinion"),
            "edoc.consultation.answer",
            default_consultation_id=self.id,
        )
