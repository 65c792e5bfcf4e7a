"""How many working days a document is given, as data (NĐ 30/2020 Điều 24)."""

from odoo import api, fields, models

from .document_mixin import URGENCY


class EdocDeadlineRule(models.Model):
    """A proposal for the deadline, by the document's type and urgency.

    Of the rules that fit, the first of the list decides. Whoever distributes may set
    another day by hand.
    """

    _name = "edoc.deadline.rule"
    _description = "Rule for Deadlines"
    _order = "sequence, id"
    _rec_name = "working_days"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    type_id = fields.Many2one(
        "edoc.document.type", string="Type", help="Empty: every type."
    )
    urgency = fields.Selection(URGENCY, help="Empty: every urgency.")
    working_days = fields.Integer(
        required=True,
        aggregator=None,
        help="Counted from the day after the distribution; 0 is the same day.",
    )
    company_id = fields.Many2one(
        "res.company", string="Entity", index=True, help="Empty: all entities."
    )

    _days_limited = models.Constraint(
        "CHECK (working_days BETWEEN 0 AND 250)",
        "A deadline lies between 0 and 250 working days ahead.",
    )

    @api.model
    def _due_date(self, document):
        """Return the day that the rules propose for a document, or nothing."""
        document = document.sudo()
        rules = self.sudo().search(
            [("company_id", "in", [False, document.company_id.id])]
        )
        for rule in rules:
            if rule.type_id and rule.type_id != document.type_id:
                continue
            if rule.urgency and rule.urgency != document.urgency:
                continue
            return self._after(document, rule.working_days)
        return False

    @api.model
    def _after(self, document, working_days):
        """Return the day that lies some working days ahead in the document's entity."""
        calendar = self.env["edoc.holiday"]._calendar(document.sudo().company_id)
        return calendar.plus(document._vn_today(), working_days)
