from odoo import models

from ._marks import marked


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """A report of ours bears the mark of who printed it and when.

        Of what belongs to a document it is an act in the history, too.
        """
        content, kind = super()._render_qweb_pdf(report_ref, res_ids, data)
        report = self._get_report(report_ref)
        if not (report.model or "").startswith("edoc."):
            return content, kind
        model = self.env.get(report.model)
        if res_ids and hasattr(model, "_note_access") and model._is_audited():
            ids = [res_ids] if isinstance(res_ids, int) else res_ids
            model.browse(ids)._note_access("print", report.report_name)
        return (marked(self.env, content) if kind == "pdf" else content), kind
