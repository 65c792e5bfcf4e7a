"""Plans of numbering: which documents share a series (NĐ 30/2020 Điều 15.1)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..core.errors import NumberingError
from ..core.numbering import Numbered, Plan, Split, choose_plan
from ._messages import user_error
from .document_type import FAMILIES

# what decides on the series: it holds from the first day of a year to the last
_RULING = frozenset(
    {
        "active",
        "sequence",
        "company_id",
        "family",
        "type_ids",
        "department_ids",
        "advisory",
        "internal",
        "split",
        "with_year",
        "year_from",
        "year_to",
    }
)


class EdocNumberingPlan(models.Model):
    """The first plan of the list that fits a document tells its book.

    A plan can't begin or change in a year whose numbers are being taken: the same
    number and notation could come twice.
    """

    _name = "edoc.numbering.plan"
    _description = "Numbering Plan"
    _order = "sequence, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", string="Entity", index=True, help="Empty: all entities."
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
    advisory = fields.Boolean(
        string="Advisory bodies only",
        help="Councils, boards and teams that use the agency's seal.",
    )
    internal = fields.Boolean(
        string="Internal documents only",
        help="Documents that are sent inside the entity have numbers of their own.",
    )
    split = fields.Selection(
        [
            ("none", "One book for all"),
            ("type", "A book for each type"),
            ("unit", "A book for each department"),
        ],
        string="Series",
        default="none",
        required=True,
    )
    leading_zero = fields.Boolean(
        string="Leading zero", default=True, help="05 instead of 5."
    )
    with_year = fields.Boolean(
        string="Year in the notation", help="As in 28/2018/QĐ-TTg."
    )
    year_from = fields.Integer(
        string="From the year", required=True, default=lambda self: self._next_free()
    )
    year_to = fields.Integer(string="To the year", help="0: until further notice.")
    basis = fields.Char(string="Legal basis")

    _years = models.Constraint(
        "CHECK (year_to = 0 OR year_to >= year_from)",
        "A plan can't end before it begins.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans._check_year_is_new()
        return plans

    def write(self, vals):
        ruling = bool(_RULING & vals.keys())
        if ruling:
            self._check_year_is_new(vals)
        result = super().write(vals)
        if ruling:
            self._check_year_is_new(vals)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["edoc.register"].sudo().search_count([("plan_id", "in", self.ids)]):
            raise ValidationError(
                self.env._("Numbers went by this plan; end it with a last year.")
            )

    @api.model
    def _next_free(self):
        """Return the first year in which no outgoing number was taken yet."""
        year = self.env["edoc.document.mixin"]._vn_today().year
        return max(year, self._last_numbered_year() + 1)

    @api.model
    def _last_numbered_year(self, companies=None):
        domain = Domain("kind", "in", ("outgoing", "internal"))
        # a book that goes on from paper has begun there
        domain &= Domain("number_ids", "!=", False) | Domain("first_number", ">", 1)
        if companies:
            domain &= Domain("company_id", "in", companies.ids)
        books = self.env["edoc.register"].sudo()
        return books.search(domain, order="year desc", limit=1).year or 0

    def _check_year_is_new(self, vals=None):
        """Refuse to change the series of a year whose numbers are being taken.

        :raises ValidationError: the year and what to enter instead are named
        """
        if self.env.su and self.env.context.get("install_mode"):
            return  # the law's defaults come with the addon
        for plan in self:
            last = self._last_numbered_year(plan.company_id)
            if plan._only_ends(vals, last):
                continue
            if plan.year_from <= last:
                raise ValidationError(
                    self.env._(
                        "Numbers of %(year)s have been taken. End “%(plan)s” with "
                        "%(year)s and let a new plan begin in %(next)s, so that no "
                        "number and notation comes twice (NĐ 30/2020 Điều 15.1).",
                        year=last,
                        next=last + 1,
                        plan=plan.name,
                    )
                )

    def _only_ends(self, vals, last):
        """Tell whether nothing but the last year changes, to one not yet past."""
        return (
            vals is not None
            and _RULING & vals.keys() == {"year_to"}
            and (self.year_to or last) >= last
            and (vals["year_to"] or last) >= last
        )

    # ------------------------------------------------------------------ choosing

    @api.model
    def _plan_of(self, document, year):
        """Return the plan that numbers a document in a year, and its book.

        :return: the plan, and the values that tell the book
        :raises UserError: no plan fits
        """
        subject = self._subject(document, year)
        try:
            found = choose_plan(self._rules_for(document), subject)
        except NumberingError as error:
            raise user_error(self.env, error) from error
        key, type_id, unit_id = found.book(subject)
        return self.sudo().browse(key), {
            "plan_id": key,
            "type_id": type_id or False,
            "department_id": unit_id or False,
        }

    @api.model
    def _year_in_notation(self, document, year):
        """Return the year that a document's notation begins with, or 0."""
        subject = self._subject(document, year)
        fitting = (rule for rule in self._rules_for(document) if rule.fits(subject))
        found = next(fitting, None)
        return year if found and self.sudo().browse(found.key).with_year else 0

    @api.model
    def _rules_for(self, document):
        domain = Domain("company_id", "in", [False, document.company_id._origin.id])
        return [plan._rule() for plan in self.sudo().search(domain)]

    def _rule(self):
        self.ensure_one()
        return Plan(
            key=self.id,
            family=self.family or "",
            types=frozenset(self.type_ids.ids),
            units=frozenset(self.department_ids.ids),
            advisory=self.advisory,
            internal=self.internal,
            split=Split(self.split),
            first_year=self.year_from,
            last_year=self.year_to,
        )

    @api.model
    def _subject(self, document, year):
        return Numbered(
            year=year,
            type=document.type_id._origin.id or 0,
            family=document.type_id.family or "administrative",
            unit=document.department_id._origin.id or 0,
            advisory=document.department_id.sudo().kind == "advisory",
            internal=document.internal,
        )
