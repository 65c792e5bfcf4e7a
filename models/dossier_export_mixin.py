"""A dossier goes out: as PDF, as XML, as package for an archive."""

from odoo import fields, models
from odoo.exceptions import UserError

from ._dialogs import dialog


class EdocDossierExportMixin(models.AbstractModel):
    """Who may have a dossier exported (NĐ 30/2020 Phụ lục VI I.III.4)."""

    _name = "edoc.dossier.export.mixin"
    _description = "Dossier: Export"

    export_ids = fields.One2many(
        "edoc.dossier.export", "dossier_id", string="Exports", readonly=True
    )

    def action_open_export(self):
        """Choose the form in which the dossier goes out (*xuất hồ sơ*)."""
        self.ensure_one()
        self._check_may_export()
        return dialog(
            self.env._("Export the dossier"),
            "edoc.dossier.export.choose",
            default_dossier_id=self.id,
        )

    def _check_may_export(self):
        """Nothing leaves that the user may not read; the archive hands on all.

        :raises UserError: some of it isn't his to read, or there is nothing
        """
        self.check_access("read")
        for dossier in self:
            rows = dossier.sudo().document_ids.with_env(self.env)
            if not rows:
                raise UserError(
                    self.env._("“%(name)s” is empty.", name=dossier.display_name)
                )
            if dossier._duties() & {"archivist", "system"}:
                continue
            if not all(row._may_be_read() for row in rows):
                raise UserError(
                    self.env._(
                        "There are documents in “%(name)s” that you may not read, so "
                        "it isn't exported to you. Ask the archivist.",
                        name=dossier.display_name,
                    )
                )
