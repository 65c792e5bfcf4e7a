"""Delegate a duty of one's own for some days."""

from odoo import fields, models

from ..models.delegation import DUTIES


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

    def action_give(self):
        self.ensure_one()
        row = self.env["edoc.delegation"]._give(
            {
                "company_id": self.company_id.id,
                "duty": self.duty,
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
