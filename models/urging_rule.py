"""Who is told when about a deadline, as data (Điều 17)."""

from functools import partial

from odoo import api, fields, models, tools
from odoo.fields import Domain

from ..core.urging import Rule, rules_now, warned_days
from ._apart import apart
from .urging_text import LEVELS

NEAR_DAYS = 3  # where no rule says anything before a deadline
KINDS = [
    ("assignment", "Incoming documents that were distributed"),
    ("incoming", "Incoming documents that nobody has yet"),
    ("consultation", "Opinions on drafts"),
    ("draft", "Drafts"),
]
WHOM = ("to_holder", "to_head", "to_office", "to_leader")


class EdocUrgingRule(models.Model):
    """So many working days before or after a deadline, these are told, in this way."""

    _name = "edoc.urging.rule"
    _description = "Rule of Urging"
    _order = "offset, id"
    _rec_name = "when"

    active = fields.Boolean(default=True)
    moment = fields.Selection(
        [("before", "Before the deadline"), ("after", "After the deadline")],
        default="after",
        required=True,
    )
    days = fields.Integer(
        string="Working days", aggregator=None, help="0 is the day of the deadline."
    )
    offset = fields.Integer(compute="_compute_offset", store=True, aggregator=None)
    when = fields.Char(compute="_compute_when")
    kind = fields.Selection(KINDS, string="Only", help="Empty: all work.")
    urgency = fields.Selection(
        [
            ("all", "Every urgency"),
            ("normal", "Not urgent"),
            ("urgent", "All urgent classes"),
            ("1", "Urgent (Khẩn)"),
            ("2", "Very urgent (Thượng khẩn)"),
            ("3", "Express (Hỏa tốc)"),
            ("4", "Express by appointment (Hỏa tốc hẹn giờ)"),
        ],
        default="all",
        required=True,
    )
    level = fields.Selection(
        LEVELS,
        string="Level of urging",
        default="1",
        required=True,
        help="Reminders are not counted as urgings.",
    )
    to_holder = fields.Boolean(string="Who has it", default=True)
    to_head = fields.Boolean(string="Head of the department")
    to_office = fields.Boolean(string="Office chief")
    to_leader = fields.Boolean(string="Leader")
    by_activity = fields.Boolean(string="Task on the desk", default=True)
    by_mail = fields.Boolean(string="E-mail", default=True)
    company_id = fields.Many2one(
        "res.company", string="Entity", index=True, help="Empty: all entities."
    )

    _days_limited = models.Constraint(
        "CHECK (days BETWEEN 0 AND 60)", "Choose between 0 and 60 working days."
    )
    _somebody = models.Constraint(
        "CHECK (to_holder OR to_head OR to_office OR to_leader)",
        "Name at least one who is told.",
    )
    _somehow = models.Constraint(
        "CHECK (by_activity OR by_mail)", "Choose a task, an e-mail or both."
    )

    @api.depends("moment", "days")
    def _compute_offset(self):
        for rule in self:
            rule.offset = -rule.days if rule.moment == "before" else rule.days

    @api.depends("moment", "days", "level")
    def _compute_when(self):
        levels = dict(self._fields["level"]._description_selection(self.env))
        for rule in self:
            if not rule.days:
                day = self.env._("On the day of the deadline")
            elif rule.moment == "before":
                day = self.env._("%(days)s working days before", days=rule.days)
            else:
                day = self.env._("%(days)s working days after", days=rule.days)
            rule.when = f"{day}: {levels.get(rule.level)}"

    # ------------------------------------------------------------------- records

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # -------------------------------------------------------------------- nearness

    @api.model
    def _of(self, company):
        """Return the rules of an entity, and those for all."""
        return self.sudo().search([("company_id", "in", [False, company.id])])

    def _as_rules(self):
        return [
            Rule(rule.id, rule.offset, rule.urgency, rule.kind or "all")
            for rule in self
        ]

    @api.model
    @tools.ormcache("company_id", "today")
    def _near_until(self, company_id, today):
        """Return the last day that is near today, counted in working days."""
        company = self.env["res.company"].browse(company_id)
        days = warned_days(self._of(company)._as_rules(), NEAR_DAYS)
        return self.env["edoc.holiday"]._calendar(company).plus(today, days)

    @api.model
    def _near_domain(self, field="due_date"):
        """Return what is due soon; for each entity a day that is worked out once."""
        today = self.env["edoc.document.mixin"]._vn_today()
        days = {}
        for company in self.env.companies.ids:
            days.setdefault(self._near_until(company, today), []).append(company)
        if len(days) == 1:
            until = Domain(field, "<=", *days)
        else:
            until = Domain.OR(
                Domain("company_id", "in", ids) & Domain(field, "<=", day)
                for day, ids in days.items()
            )
        return Domain(field, ">=", today) & until

    # ------------------------------------------------------------------------ cron

    @api.model
    def _cron_urge(self):
        """Tell whom the rules name, each once for a deadline; nobody on days off."""
        today = self.env["edoc.document.mixin"]._vn_today()
        todo = []
        for company in self.env["res.company"].sudo().search([]):
            if self.env["edoc.holiday"]._calendar(company).is_open(today):
                todo += self._due_today(company, today)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(todo))
        for number, (rule, work) in enumerate(todo, 1):
            apart(work, partial(rule._apply_to, work))
            if not cron._commit_progress(1, remaining=len(todo) - number):
                break

    @api.model
    def _due_today(self, company, today):
        """Return which rule is to be applied to which work now."""
        rules = self._of(company)
        plain = rules._as_rules()
        calendar = self.env["edoc.holiday"]._calendar(company)
        furthest = calendar.plus(today, warned_days(plain, 0))
        works = self.env["edoc.due.work"].search(
            [("company_id", "=", company.id), ("due_date", "<=", furthest)]
        )
        told = self.env["edoc.urging"]._told(works, rules)
        found = []
        for work in works:
            position = calendar.distance(work.due_date, today)
            for number in rules_now(plain, work.kind, work.urgency, position):
                if (number, work._key(), work.due_date) not in told:
                    found.append((self.browse(number), work))
        return found

    def _apply_to(self, work):
        """Urge by this rule: who has it, and those who are told of it beside him."""
        holders = work._holders() if self.to_holder else self.env["res.users"]
        told = self.env["res.users"]
        if self.to_head:
            told |= work._heads()
        if self.to_office:
            told |= work._office()
        if self.to_leader:
            told |= work._leaders()
        if holders | told:
            text = self.env["edoc.urging.text"]._of_level(self.level, work.company_id)
            self.env["edoc.urging"]._urge(
                work,
                self.level,
                text,
                holders,
                told - holders,
                rule_id=self.id,
                by_activity=self.by_activity,
                by_mail=self.by_mail,
            )
