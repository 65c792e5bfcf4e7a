"""Delegate a duty of one's own for some days."""

from odoo import api, fields, models

from ..models.delegation import DUTIES, FORMS


class EdocDelegationGive(models.TransientModel):
    """Made by the principal himself only; nobody delegates for him (Điều 11)."""

    _name = "edoc.delegation.give"
    _description = "Delegate a Duty"

    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        default=lambda self: self.env.company,
    )
    duty = fields.Selection(DUTIES, required=True)
    delegate_id = fields.Many2one(
        "res.users",
        string="Delegated to",
        required=True,
        domain=lambda self: (
            f"[('all_group_ids', 'in', {self.env.ref('l10n_vn_edoc.group_user').ids})"
            f", ('company_ids', 'in', company_id), ('id', '!=', {self.env.uid})]"
        ),
    )
    form = fields.Selection(
        FORMS,
        string="Acts as",
        compute="_compute_form",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="KT. for a deputy, TL. for the head of a department by a leader's order, "
        "else TUQ. (NĐ 30 Điều 13).",
    )
    date_from = fields.Date(
        string="First day",
        required=True,
        default=lambda self: self.env["edoc.document.mixin"]._vn_today(),
    )
    date_to = fields.Date(string="Last day", required=True)
    basis = fields.Char(
        string="Document",
        required=True,
        help="The written authorisation or working rules, with number and date.",
    )
    reason = fields.Char(required=True)

    @api.depends("delegate_id", "company_id")
    def _compute_form(self):
        rows = self.env["edoc.delegation"]
        for wizard in self:
            user = wizard.delegate_id
            deputy = user and rows._is_deputy(self.env.user, user, wizard.company_id)
            wizard.form = "KT." if deputy else "TUQ."

    def action_give(self):
        self.ensure_one()
        row = self.env["edoc.delegation"]._give(
            {
                "company_id": self.company_id.id,
                "duty": self.duty,
                "form": self.form,
                "delegate_id": self.delegate_id.id,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "basis": self.basis,
                "reason": self.reason,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": row._name,
            "res_id": row.id,
            "view_mode": "form",
        }
