"""Rules that say which documents go on paper, too (Điều 9)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.paper import PaperRule, Sending, first_rule
from .document_type import FAMILIES

# kinds of recipients, and the fields of a rule that name them
RECIPIENT_FIELDS = {
    "superior": "to_superior",
    "committee": "to_committee",
    "government": "to_government",
    "outside": "to_outside",
    "checker": "to_checker",
}


class EdocPaperRule(models.Model):
    """One case in which paper goes beside the packet; all conditions must hold.

    Everything else goes electronically only (QĐ 28/2018 Điều 5.3).
    """

    _name = "edoc.paper.rule"
    _description = "Rule on Paper"
    _order = "sequence, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", string="Entity", index=True, help="Empty: all entities."
    )
    basis = fields.Text(
        string="Legal basis", required=True, help="The article that asks for paper."
    )
    copies = fields.Integer(
        string="Copies for each recipient", default=1, aggregator=None
    )
    family = fields.Selection(FAMILIES, string="Kind of document")
    type_ids = fields.Many2many(
        "edoc.document.type", string="Only these types", help="None means all."
    )
    for_submission = fields.Boolean(
        string="Only when submitted",
        help="Documents that are submitted for decision (văn bản trình).",
    )
    original_kept = fields.Boolean(
        string="Only specialised originals",
        help="Specialised documents whose file must keep the original.",
    )
    to_superior = fields.Boolean(string="Superior bodies")
    to_committee = fields.Boolean(string="People's Committee, its chairman")
    to_government = fields.Boolean(string="Government, Prime Minister")
    to_outside = fields.Boolean(string="Bodies outside the state administration")
    to_checker = fields.Boolean(string="Bodies that check legal documents")
    partner_ids = fields.Many2many(
        "res.partner",
        string="Recipients by name",
        domain=[("edoc_is_agency", "=", True)],
    )

    _copies_positive = models.Constraint(
        "CHECK (copies >= 1)", "At least one copy goes on paper."
    )

    @api.constrains(
        "name",
        "family",
        "type_ids",
        "for_submission",
        "original_kept",
        "partner_ids",
        *RECIPIENT_FIELDS.values(),
    )
    def _check_conditions(self):
        for rule in self:
            if rule._core().is_unconditional:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” has no condition: paper would go with every "
                        "document (QĐ 28 Điều 5.3).",
                        name=rule.name,
                    )
                )

    def _core(self):
        """Return the rule as the core reads it."""
        self.ensure_one()
        return PaperRule(
            key=self.id,
            recipients=frozenset(
                kind for kind, name in RECIPIENT_FIELDS.items() if self[name]
            ),
            partners=frozenset(self.partner_ids.ids),
            family=self.family or "",
            types=frozenset(self.type_ids.ids),
            submission=self.for_submission,
            original=self.original_kept,
        )

    @api.model
    def _proposal(self, document, partner):
        """Return the rule by which this recipient gets paper, or nothing."""
        if not partner:
            return self.browse()
        company = document.company_id.id
        rules = self.sudo().search([("company_id", "in", [False, company])])
        # what is edited on a screen has no id of its own yet
        document_type, partner = document.type_id._origin, partner._origin
        sending = Sending(
            partner=partner.id,
            kinds=partner._edoc_kinds(),
            family=document_type.family or "",
            type=document_type.id,
            submission=document.for_submission,
            original=document.original_kept,
        )
        found = first_rule(sending, [rule._core() for rule in rules])
        return self.browse(found and found.key)
