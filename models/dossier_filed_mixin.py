"""Documents that go into files of work (NĐ 30/2020 Điều 29)."""

from odoo import api, fields, models

from ._dialogs import dialog
from .dossier_filing_mixin import LINKS, NOT_FILED


class EdocDossierFiledMixin(models.AbstractModel):
    """Put into dossiers by hand or by rule; in how many it is, is counted.

    Each document declares ``dossier_link_ids`` with its own column.
    """

    _name = "edoc.dossier.filed.mixin"
    _description = "Document That Is Filed"

    dossier_link_ids = fields.One2many("edoc.dossier.document", string="Dossiers")
    dossier_count = fields.Integer(
        string="In dossiers",
        compute="_compute_dossier_count",
        store=True,
        compute_sudo=True,
        aggregator=None,
    )
    can_put = fields.Boolean(compute="_compute_can_put")

    @api.depends("dossier_link_ids")
    def _compute_dossier_count(self):
        for document in self:
            document.dossier_count = len(document.dossier_link_ids)

    @api.depends("state")
    def _compute_can_put(self):
        for document in self:
            document.can_put = bool(document.id) and (
                document.state not in NOT_FILED[document._name]
            )

    def action_open_put(self):
        """Choose dossiers for one document or many (*đưa vào hồ sơ*)."""
        name = LINKS[self._name].replace("_id", "_ids")
        return dialog(
            self.env._("Put into a dossier"),
            "edoc.dossier.put",
            **{f"default_{name}": self.ids},
        )
