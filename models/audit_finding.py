from odoo import api, fields, models

from ..core.audit.findings import Answer, Finding


class EdocAuditFinding(models.Model):
    """Something that an examination found not as the history says."""

    _name = "edoc.audit.finding"
    _description = "Finding of an Examination"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id"
    _rec_name = "kind"
    _guarded_rows = True

    examination_id = fields.Many2one(
        "edoc.audit.examination", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Char(required=True)
    answer = fields.Selection(
        [("yes", "Yes"), ("no", "No"), ("cannot_tell", "Can't be told")],
        string="Done past the system",
        required=True,
    )
    model = fields.Char()
    res_id = fields.Many2oneReference(string="Record", model_field="model")
    row_id = fields.Integer(string="Row of the history", aggregator=None)
    params = fields.Json()
    sentence = fields.Char(string="What was found", compute="_compute_sentence")

    @api.depends_context("lang")
    def _compute_sentence(self):
        lang = "vi" if (self.env.lang or "").startswith("vi") else "en"
        for row in self:
            found = Finding(
                row.kind,
                Answer(row.answer),
                row.model or "",
                row.res_id or 0,
                row.row_id,
                row.params or {},
            )
            row.sentence = found.sentence(lang)
