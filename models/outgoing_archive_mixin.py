"""Renewing the archive time stamps of one document by hand (PAdES B-LTA)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .file_archive_mixin import SEALED_STAGES

_ARCHIVERS = "l10n_vn_edoc.group_archivist,l10n_vn_edoc.group_manager"


class EdocOutgoingArchiveMixin(models.AbstractModel):
    """Archivist or administrator raise the files of a document to B-LTA."""

    _name = "edoc.outgoing.archive.mixin"
    _description = "Outgoing Document: Archive Time Stamps"

    can_renew_archive = fields.Boolean(compute="_compute_can_renew_archive")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_renew_archive(self):
        archiver = self.env.user.has_groups(_ARCHIVERS)
        for document in self:
            document.can_renew_archive = archiver and document._is_sealed()

    def _is_sealed(self):
        """Tell whether every file bears the seal."""
        files = self.sudo().file_ids
        return bool(files) and all(file.stage in SEALED_STAGES for file in files)

    def action_renew_archive(self):
        """Put a new archive time stamp on every file, in the background."""
        self.check_access("read")
        if not self.env.user.has_groups(_ARCHIVERS):
            raise AccessError(
                self.env._("Archive time stamps belong to archivist and administrator.")
            )
        for document in self:
            if not document._is_sealed():
                raise UserError(
                    self.env._(
                        "“%(document)s” is not sealed yet; there is nothing to keep.",
                        document=document.display_name,
                    )
                )
            document.file_ids._queue_renewal()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The archive time stamps are renewed in the background. If that "
                    "fails, a task appears on your desk."
                ),
            },
        }
