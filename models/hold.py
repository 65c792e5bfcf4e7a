"""Freezing sets of documents and dossiers (NĐ 30/2020 Phụ lục VI IV)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ._columns import entity, person


class EdocHold(models.Model):
    """Nothing in it is moved, deleted or changed by anybody until it is lifted.

    What lies in a frozen dossier is frozen with it, files and versions, too
    (``models/guarded_mixin.py`` asks).
    """

    _name = "edoc.hold"
    _description = "Freeze"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id desc"
    _guarded_rows = True

    name = fields.Char(required=True)
    company_id = entity()
    basis = fields.Char(required=True, help="The decision or request that orders it.")
    reason = fields.Text(required=True)
    active_hold = fields.Boolean(string="In force", default=True, index=True)
    placed_by_id = person("Placed by", index=False)
    placed_at = fields.Datetime(
        string="Placed at", required=True, default=fields.Datetime.now
    )
    lifted_by_id = person("Lifted by", required=False, index=False)
    lifted_at = fields.Datetime(string="Lifted at")
    lifted_reason = fields.Text(string="Why it was lifted")
    dossier_ids = fields.Many2many("edoc.dossier", string="Dossiers", copy=False)
    incoming_ids = fields.Many2many(
        "edoc.incoming", string="Incoming documents", copy=False
    )
    outgoing_ids = fields.Many2many(
        "edoc.outgoing", string="Outgoing documents", copy=False
    )
    can_lift = fields.Boolean(compute="_compute_can_lift")

    @api.depends("active_hold")
    @api.depends_context("uid")
    def _compute_can_lift(self):
        for hold in self:
            hold.can_lift = hold.active_hold and hold._is_leader()

    def _is_leader(self):
        user = self.env.user
        leads = user.has_group("l10n_vn_edoc.group_leader")
        return leads and self.sudo().company_id in user.company_ids

    @api.model
    def _place(self, vals):
        """Freeze, by a leader or the archivist.

        :raises AccessError: by somebody else
        """
        user = self.env.user
        groups = "l10n_vn_edoc.group_leader,l10n_vn_edoc.group_archivist"
        if not user.has_groups(groups):
            raise AccessError(
                self.env._("A leader or the archivist freezes documents and dossiers.")
            )
        vals = {**vals, "company_id": self.env.company.id, "placed_by_id": user.id}
        hold = self._through_door().create(vals)
        named = (hold.dossier_ids, hold.incoming_ids, hold.outgoing_ids)
        if not any(named):
            raise UserError(self.env._("Choose what is frozen."))
        for records in named:
            if records.company_id - hold.company_id:
                raise UserError(
                    self.env._("Freeze documents and dossiers of one entity at a time.")
                )
        return hold.with_env(self.env)

    def _lift(self, reason):
        """:raises AccessError: by somebody who is no leader of the entity"""
        for hold in self:
            if not hold.can_lift:
                raise AccessError(self.env._("A leader lifts it, while in force."))
            if not (reason or "").strip():
                raise UserError(self.env._("Give the reason in words."))
        return self._through_door().write(
            {
                "active_hold": False,
                "lifted_by_id": self.env.uid,
                "lifted_at": fields.Datetime.now(),
                "lifted_reason": reason,
            }
        )

    def action_open_lift(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lift"),
            "res_model": "edoc.hold.lift",
            "view_mode": "form",
            "target": "new",
            "context": {"default_hold_id": self.id},
        }

    # ------------------------------------------------------------------ asking

    @api.model
    def _over(self, records):
        """Return the holds in force over any of the records; see the guarded mixin."""
        find = getattr(self, f"_over_{records._name.replace('.', '_')}", None)
        if not find:
            return self.browse()
        holds = self.sudo().search([("active_hold", "=", True)])
        return holds.filtered(lambda hold: find(hold, records.sudo()))

    @api.model
    def _over_edoc_dossier(self, hold, dossiers):
        return hold.dossier_ids & dossiers

    @api.model
    def _over_edoc_dossier_document(self, hold, rows):
        return hold.dossier_ids & rows.dossier_id

    @api.model
    def _over_edoc_incoming(self, hold, documents):
        filed = hold.dossier_ids.document_ids.incoming_id
        return (hold.incoming_ids | filed) & documents

    @api.model
    def _over_edoc_outgoing(self, hold, documents):
        filed = hold.dossier_ids.document_ids.outgoing_id
        return (hold.outgoing_ids | filed) & documents

    @api.model
    def _over_edoc_copy(self, hold, copies):
        return hold.dossier_ids.document_ids.copy_id & copies

    @api.model
    def _over_edoc_file(self, hold, files):
        return (
            self._over_edoc_incoming(hold, files.incoming_id)
            or self._over_edoc_outgoing(hold, files.outgoing_id)
            or self._over_edoc_copy(hold, files.copy_id)
            or hold.dossier_ids & files.dossier_id
        )

    @api.model
    def _over_edoc_file_version(self, hold, versions):
        return self._over_edoc_file(hold, versions.file_id)
