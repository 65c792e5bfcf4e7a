"""Urging by hand, and the answer of who was urged (Điều 17)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.urging_text import LEVELS


class EdocUrge(models.TransientModel):
    """One or several pieces of work, a level, words that the user may change."""

    _name = "edoc.urge"
    _description = "Urge"

    work_ids = fields.Many2many("edoc.due.work", string="Work", required=True)
    level = fields.Selection(
        [pair for pair in LEVELS if pair[0] != "0"],
        string="Level of urging",
        default="1",
        required=True,
    )
    text = fields.Text(
        string="Wording",
        compute="_compute_text",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    by_mail = fields.Boolean(string="E-mail, too", default=True)
    tell_leader = fields.Boolean(
        string="Tell the leader",
        compute="_compute_text",
        store=True,
        precompute=True,
        readonly=False,
    )

    @api.depends("level")
    def _compute_text(self):
        texts = self.env["edoc.urging.text"]
        for wizard in self:
            wizard.text = texts._of_level(wizard.level, self.env.company)
            wizard.tell_leader = wizard.level == "3"

    def action_urge(self):
        self.ensure_one()
        if not (self.text or "").strip():
            raise UserError(self.env._("Write down what is said to them."))
        self.work_ids._check_may_urge()
        for work in self.work_ids:
            told = work._leaders() if self.tell_leader else self.env["res.users"]
            if self.level != "1":
                told |= work._heads()
            holders = work._holders() - self.env.user
            self.env["edoc.urging"]._urge(
                work,
                self.level,
                self.text.strip(),
                holders,
                told - holders - self.env.user,
                urged_by_id=self.env.uid,
                by_activity=True,
                by_mail=self.by_mail,
            )
        return {"type": "ir.actions.act_window_close"}


class EdocUrgingAnswer(models.TransientModel):
    """How it stands, or why it takes so long."""

    _name = "edoc.urging.answer"
    _description = "Answer an Urging"

    urging_id = fields.Many2one("edoc.urging", required=True, ondelete="cascade")
    text = fields.Text(related="urging_id.text", string="Urged")
    words = fields.Text(string="Reply", required=True)

    def action_answer(self):
        self.ensure_one()
        self.urging_id._give_answer(self.words)
        return {"type": "ir.actions.act_window_close"}
