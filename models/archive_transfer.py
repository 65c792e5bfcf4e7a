"""Handing dossiers over to the agency's archive (NĐ 30/2020 Điều 30, 31)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.dossier import NOTICE_DAYS
from ..core.workflow import TRANSFER
from ._columns import entity, person
from ._dialogs import dialog


class EdocArchiveTransfer(models.Model):
    """The dossiers that one person hands over: announced, handed over, accepted."""

    _name = "edoc.archive.transfer"
    _description = "Hand-over to the Archive"
    _inherit = ["edoc.workflow.mixin"]
    _order = "id desc"
    _guarded_rows = True

    _workflow = TRANSFER
    _step_inverse = "transfer_id"

    company_id = entity()
    user_id = person("Handed over by")
    department_id = fields.Many2one(
        "edoc.department", string="Department", index="btree_not_null"
    )
    archivist_id = person("Archivist")
    state = fields.Selection(
        [
            ("announced", "Announced"),
            ("handed_over", "Waiting for the archive"),
            ("returned", "Returned"),
            ("accepted", "Accepted"),
            ("cancelled", "Cancelled"),
        ],
        default="announced",
        required=True,
        index=True,
    )
    announced_at = fields.Datetime(
        string="Announced at", required=True, default=fields.Datetime.now
    )
    due_on = fields.Date(string="To be handed over by", required=True)
    handed_over_at = fields.Datetime(string="Handed over at")
    accepted_at = fields.Datetime(string="Accepted at")
    told = fields.Text(string="Why it went back")
    dossier_ids = fields.Many2many(
        "edoc.dossier",
        "edoc_archive_transfer_rel",
        "transfer_id",
        "dossier_id",
        string="Dossiers",
        copy=False,
    )
    dossier_count = fields.Integer(
        string="Number of dossiers", compute="_compute_counts", aggregator=None
    )
    file_count = fields.Integer(
        string="Number of computer files", compute="_compute_counts", aggregator=None
    )
    step_ids = fields.One2many("edoc.step", "transfer_id")
    can_hand_over = fields.Boolean(compute="_compute_can")
    can_return = fields.Boolean(compute="_compute_can")
    can_accept = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")

    @api.depends("user_id.name", "announced_at")
    def _compute_display_name(self):
        for row in self:
            day = fields.Datetime.context_timestamp(
                self.with_context(tz="Asia/Ho_Chi_Minh"), row.announced_at
            )
            row.display_name = f"{row.sudo().user_id.name}, {day.strftime('%d/%m/%Y')}"

    def _compute_counts(self):
        for row in self:
            rows = row.sudo().dossier_ids.document_ids
            files = self.env["edoc.file"].sudo()
            for line in rows:
                files |= line._files()
            row.dossier_count = len(row.sudo().dossier_ids)
            row.file_count = len(files)

    # ----------------------------------------------------------------- workflow

    def _duties(self):
        """Who hands over: who kept them, or his head; the archivist accepts."""
        duties = super()._duties()
        row, user = self.sudo(), self.env.user
        if user == row.user_id or user in row.department_id.head_ids:
            duties.add("giver")
        mine = row.company_id in user.company_ids
        if mine and user.has_group("l10n_vn_edoc.group_archivist"):
            duties.add("archivist")
        return duties

    def _action_label(self, action):
        return {
            "announce": self.env._("Announced"),
            "hand_over": self.env._("Handed over"),
            "return": self.env._("Returned"),
            "accept": self.env._("Accepted"),
            "cancel": self.env._("Cancelled"),
        }[action]

    @api.model
    def _announce(self, dossiers):
        """Announce to each keeper what he hands over within 30 days (III.5).

        :raises UserError: not by an archivist, or one of them isn't due
        """
        for dossier in dossiers:
            if not dossier.can_announce:
                raise UserError(
                    self.env._(
                        "“%(name)s” isn't due for hand-over: the archivist announces "
                        "closed dossiers kept 5 years or more, from 30 days before a "
                        "year has passed since the end of the work (NĐ 30 Điều 30).",
                        name=dossier.display_name,
                    )
                )
        today = self.env["edoc.incoming"]._vn_today()
        rows = self.browse()
        groups = dossiers.sudo().grouped(
            lambda d: (d.company_id, d.user_id, d.department_id)
        )
        for (company, user, department), found in groups.items():
            row = self._through_door().create(
                {
                    "company_id": company.id,
                    "user_id": user.id,
                    "department_id": department.id,
                    "archivist_id": self.env.uid,
                    "due_on": today + timedelta(days=NOTICE_DAYS),
                    "dossier_ids": [(6, 0, found.ids)],
                }
            )
            row.with_env(self.env)._note_step("announce")
            rows += row.with_env(self.env)
            for dossier in found:
                dossier.activity_schedule(
                    "l10n_vn_edoc.activity_dossier",
                    date_deadline=row.due_on,
                    summary=self.env._("Hand this dossier over to the archive"),
                    user_id=user.id,
                )
        return rows

    def action_hand_over(self):
        """The person hands over in the System (NĐ 30 Điều 30.3)."""
        self._check_step("hand_over")
        for row in self:
            row.dossier_ids._take_step("hand_over")
            row._take_step(
                "hand_over", handed_over_at=fields.Datetime.now(), told=False
            )
            row._done_with()
        return True

    def action_accept(self):
        """Checked against the list and taken over (NĐ 30 Điều 30.3)."""
        self._check_step("accept")
        now = fields.Datetime.now()
        for row in self:
            row._check_whole()
            row.dossier_ids._take_step("accept", archived_at=now)
            row._take_step("accept", accepted_at=now)
        return True

    def _check_whole(self):
        """:raises UserError: the bytes of a file aren't those that were kept"""
        for line in self.sudo().dossier_ids.document_ids:
            for version in line._files().current_id:
                if not version.destroyed_at:
                    version._stored()

    def _return(self, reason):
        self._check_step("return", reason)
        for row in self:
            row.dossier_ids._take_step("send_back", reason=reason)
            row._take_step("return", reason=reason, told=reason)
        return True

    def _cancel(self, reason):
        self._take_step("cancel", reason=reason, told=reason)
        for row in self:
            row._done_with()
        return True

    def _done_with(self):
        self.sudo().dossier_ids.activity_unlink(["l10n_vn_edoc.activity_dossier"])

    def action_open_return(self):
        return self._ask_reason("return_transfer", self.env._("Return"))

    def action_open_cancel(self):
        return self._ask_reason("cancel_transfer", self.env._("Cancel"))

    def _ask_reason(self, action, title):
        self.ensure_one()
        return dialog(
            title,
            "edoc.dossier.reason",
            default_transfer_id=self.id,
            default_action=action,
        )
