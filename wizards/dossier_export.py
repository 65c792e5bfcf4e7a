"""In which form a dossier goes out (*xuất hồ sơ*)."""

from odoo import fields, models

from ..models.dossier_export import KINDS


class EdocDossierExportChoose(models.TransientModel):
    """PDF or XML for people and other systems, a package for an archive."""

    _name = "edoc.dossier.export.choose"
    _description = "Export a Dossier"

    dossier_id = fields.Many2one("edoc.dossier", required=True, ondelete="cascade")
    kind = fields.Selection(KINDS, string="Form", required=True, default="pdf")
    archive_code = fields.Char(
        string="Code of the archive",
        size=30,
        help="It stands before the dossier's code in a package for an archive (TT "
        "05/2025/TT-BNV Phụ lục I).",
    )
    agreement = fields.Char(
        string="Registered under",
        size=100,
        help="The number under which the hand-over was registered, if it was.",
    )

    def action_export(self):
        """Make it; a large one is made in the background."""
        self.ensure_one()
        more = {}
        if self.kind in ("AIP", "SIP"):
            more = {"archive_code": self.archive_code, "agreement": self.agreement}
        export = self.env["edoc.dossier.export"]._ask(
            self.dossier_id, self.kind, **more
        )
        if export.state == "done":
            return export.action_download()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The export is large and made in the background. You are told "
                    "when it is ready; it lies under “Exports” of the dossier."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
