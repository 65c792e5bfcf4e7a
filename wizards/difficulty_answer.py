"""The office's answer to what staff report (Điều 18)."""

from odoo import fields, models


class EdocDifficultyAnswer(models.TransientModel):
    """Answer one or several reports, or submit them to the head of the entity."""

    _name = "edoc.difficulty.answer"
    _description = "Answer to a Difficulty"

    difficulty_ids = fields.Many2many("edoc.difficulty", required=True, readonly=True)
    words = fields.Text(string="Reply", required=True)
    submit = fields.Boolean(string="Submit to the head")

    def action_answer(self):
        self.ensure_one()
        self.difficulty_ids._answer(self.words, self.submit)
        return {"type": "ir.actions.act_window_close"}
