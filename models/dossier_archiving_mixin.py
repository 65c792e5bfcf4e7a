"""From a closed dossier to the archive (NĐ 30/2020 Điều 30; Luật Lưu trữ 33/2024)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.dossier import NOTICE_DAYS, goes_to_archive, hand_over_by, kept_back_until
from ._dialogs import dialog

OPEN_TRANSFER = ("announced", "returned", "handed_over")


class EdocDossierArchivingMixin(models.AbstractModel):
    """Due within a year of the end of the work, when it is kept five years or more."""

    _name = "edoc.dossier.archiving.mixin"
    _description = "Dossier: Archiving"

    archive_by = fields.Date(
        string="To the archive by",
        compute="_compute_archive_by",
        store=True,
        index="btree_not_null",
        help="A year after the work has ended (NĐ 30 Điều 30.1).",
    )
    archived_at = fields.Datetime(
        string="Taken over at", readonly=True, copy=False, index="btree_not_null"
    )
    kept_back_until = fields.Date(
        string="Left with its unit until",
        readonly=True,
        copy=False,
        help="At most two years, with the archive's written consent (Điều 30.2).",
    )
    keep_back_consent = fields.Char(string="Written consent", readonly=True, copy=False)
    transfer_ids = fields.Many2many(
        "edoc.archive.transfer",
        "edoc_archive_transfer_rel",
        "dossier_id",
        "transfer_id",
        string="Hand-overs",
        readonly=True,
        copy=False,
    )
    is_due = fields.Boolean(
        string="Due for hand-over", compute="_compute_is_due", search="_search_is_due"
    )
    can_announce = fields.Boolean(compute="_compute_is_due")

    @api.depends("end_date", "retention_id.years")
    def _compute_archive_by(self):
        for dossier in self:
            goes = dossier.end_date and goes_to_archive(dossier.retention_id.years)
            dossier.archive_by = hand_over_by(dossier.end_date) if goes else False

    @api.depends("state", "archive_by", "kept_back_until", "transfer_ids.state")
    @api.depends_context("uid")
    def _compute_is_due(self):
        due = self._origin.filtered_domain(self._due_domain())
        for dossier in self:
            dossier.is_due = dossier._origin in due
            dossier.can_announce = dossier.is_due and "archivist" in dossier._duties()

    @api.model
    def _due_domain(self):
        """Phụ lục VI III.5: what is due within 30 days and not announced yet."""
        today = self.env["edoc.incoming"]._vn_today()
        soon = today + timedelta(days=NOTICE_DAYS)
        return (
            Domain("state", "=", "closed")
            & Domain("archive_by", "<=", soon)
            & (
                Domain("kept_back_until", "=", False)
                | Domain("kept_back_until", "<=", soon)
            )
            & ~Domain("transfer_ids.state", "in", OPEN_TRANSFER)
        )

    @api.model
    def _search_is_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self._due_domain()
        return found if True in value else ~found

    def action_announce(self):
        """Announce the hand-over to who keeps them (Phụ lục VI III.5)."""
        transfers = self.env["edoc.archive.transfer"]._announce(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand-overs to the archive"),
            "res_model": transfers._name,
            "view_mode": "list,form",
            "domain": [("id", "in", transfers.ids)],
        }

    def action_open_keep_back(self):
        return dialog(
            self.env._("Leave with its unit"),
            "edoc.dossier.keep.back",
            default_dossier_ids=self.ids,
        )

    def _keep_back(self, until, consent, reason):
        """Leave closed dossiers with their unit for a while (NĐ 30 Điều 30.2)."""
        for dossier in self:
            if "archivist" not in dossier._duties() or dossier.state != "closed":
                raise UserError(
                    self.env._(
                        "The archivist leaves closed dossiers with their unit; "
                        "“%(name)s” isn't one.",
                        name=dossier.display_name,
                    )
                )
            last = dossier.archive_by and kept_back_until(dossier.end_date)
            if not last or until > last:
                raise UserError(
                    self.env._(
                        "“%(name)s” is left with its unit until %(day)s at the latest "
                        "(NĐ 30 Điều 30.2).",
                        name=dossier.display_name,
                        day=fields.Date.to_string(last) if last else "–",
                    )
                )
            dossier._note_step("keep_back", f"{until}. {consent}. {reason}")
            dossier._through_door().write(
                {"kept_back_until": until, "keep_back_consent": consent}
            )
        return True
