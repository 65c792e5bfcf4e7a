"""What exactly an act of the history was, in words."""

from odoo import api, fields, models


class EdocActSaidMixin(models.AbstractModel):
    """Puts the detail of a row, which is code, into the words of the reader."""

    _name = "edoc.act.said.mixin"
    _description = "Act in Words"

    detail = fields.Char(readonly=True)
    said = fields.Char(string="What exactly", compute="_compute_said")

    @api.depends("detail", "act")
    def _compute_said(self):
        words, steps = self._detail_words(), self.env["edoc.step"].sudo()
        known = steps.browse(filter(None, map(self._step_id_of, self))).exists()
        for row in self:
            step = steps.browse(self._step_id_of(row)) & known
            row.said = step.action_label if step else words.get(row.detail, row.detail)

    @api.model
    def _step_id_of(self, row):
        """Return the number of the document's step that a row tells of, or None."""
        return None

    @api.model
    def _detail_words(self):
        version = self.env["edoc.file.version"]._fields["stage"]
        details = {row.detail for row in self if row.act == "print" and row.detail}
        reports = self.env["ir.actions.report"].sudo()
        reports = reports.search([("report_name", "in", sorted(details))])
        return {
            **dict(version._description_selection(self.env)),
            **{report.report_name: report.name for report in reports},
            "original": self.env._("Original inside the sealed file"),
            "marked": self.env._("Copy with the mark of who took it"),
            "report": self.env._("Raw report of the check"),
            "file": self.env._("Checked file"),
            "arrival": self.env._("Print with the arrival stamp"),
            "mail": self.env._("Message as it came"),
            "paper": self.env._("Paper copy"),
            "scan": self.env._("Whole scan"),
            "export": self.env._("Export"),
        }
