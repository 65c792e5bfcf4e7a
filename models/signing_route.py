"""Who reviews and signs what, as rules (NĐ 30/2020 Điều 12, 13)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .document_type import FAMILIES


class EdocSigningRoute(models.Model):
    """The first rule of the list that fits a new draft proposes its people."""

    _name = "edoc.signing.route"
    _description = "Rule of Review and Signing"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    family = fields.Selection(FAMILIES, help="Empty: all families.")
    type_ids = fields.Many2many(
        "edoc.document.type", string="Types", help="Empty: all types."
    )
    department_ids = fields.Many2many(
        "edoc.department",
        string="Drafting departments",
        help="Empty: all departments.",
    )
    content_approver_ids = fields.Many2many(
        "res.users",
        "edoc_signing_route_content_rel",
        string="Content approved by",
        help="Empty: the heads of the drafting department.",
    )
    form_checker_ids = fields.Many2many(
        "res.users",
        "edoc_signing_route_form_rel",
        string="Form checked by",
        help="Empty: whoever checks the form in the entity.",
    )
    signer_id = fields.Many2one("res.users", string="Signer")

    @api.constrains("content_approver_ids", "form_checker_ids", "signer_id")
    def _check_people(self):
        """Whoever is proposed holds the right that his part needs."""
        signer = "l10n_vn_edoc.group_signer"
        for route in self:
            documents = self.env["edoc.outgoing"]
            documents._check_reviewers(
                route.company_id, route.content_approver_ids, route.form_checker_ids
            )
            user = route.signer_id.sudo()
            if user and not (
                user.has_group(signer) and route.company_id in user.company_ids
            ):
                raise ValidationError(
                    self.env._("%(user)s is no signer of this entity.", user=user.name)
                )

    @api.model
    def _route_of(self, document):
        """Return the rule for a draft, or none."""
        company = document.company_id._origin or document.company_id
        routes = self.sudo().search(Domain("company_id", "=", company.id))
        return routes.filtered(lambda route: route._fits(document))[:1]

    def _fits(self, document):
        self.ensure_one()
        doc_type = document.type_id._origin
        department = document.department_id._origin
        return (
            (not self.family or doc_type.family == self.family)
            and (not self.type_ids or doc_type in self.type_ids)
            and (not self.department_ids or department in self.department_ids)
        )
