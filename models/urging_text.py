"""What is said on each level of urging, as data (Điều 17)."""

from odoo import api, fields, models

LEVELS = [
    ("0", "Reminder"),
    ("1", "Level 1: urged"),
    ("2", "Level 2: urged again"),
    ("3", "Level 3: urged, the leader is told"),
]


class EdocUrgingText(models.Model):
    """The wording of one level; who urges by hand may say it in his own words."""

    _name = "edoc.urging.text"
    _description = "Wording of Urging"
    _order = "level, company_id, id"
    _rec_name = "level"

    level = fields.Selection(LEVELS, string="Level of urging", required=True)
    text = fields.Text(string="Wording", required=True)
    company_id = fields.Many2one(
        "res.company", string="Entity", index=True, help="Empty: all entities."
    )

    _level_uniq = models.UniqueIndex(
        "(level, COALESCE(company_id, 0))", "There is a wording for this level already."
    )

    @api.model
    def _of_level(self, level, company):
        """Return the entity's own wording, or the one for all."""
        found = self.sudo().search(
            [("level", "=", level), ("company_id", "in", [False, company.id])]
        )
        return (found.filtered("company_id") or found)[:1].text or ""
