"""Texts that leaders and heads use again and again (*mẫu ý kiến chỉ đạo*)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ._columns import owner


class EdocInstructionTemplate(models.Model):
    """An instruction to choose from: of the entity, or of one person."""

    _name = "edoc.instruction.template"
    _description = "Instruction Template"
    _order = "sequence, id"

    name = fields.Char(string="In short", required=True)
    text = fields.Text(string="Instruction", required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    user_id = owner()
    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        index=True,
        help="Empty: all entities.",
        default=lambda self: self.env.company,
    )

    @api.constrains("text")
    def _check_text(self):
        for template in self:
            if not template.text.strip():
                raise ValidationError(self.env._("Write the instruction down."))
