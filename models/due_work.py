"""All that somebody has to do by a day, with whom it is, and how late (Điều 17)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ._dialogs import dialog, form_of
from ._due_work_sql import DUE_WORK
from .document_mixin import URGENCY
from .urging_rule import KINDS

SUBJECTS = {
    "assignment": ("edoc.assignment", "assignment_id"),
    "consultation": ("edoc.consultation", "consultation_id"),
    "draft": ("edoc.outgoing", "outgoing_id"),
    "incoming": ("edoc.incoming", "incoming_id"),
}


class EdocDueWork(models.Model):
    """One piece of open work: a view of what the documents say at this moment."""

    _name = "edoc.due.work"
    _description = "Work with a Deadline"
    _auto = False
    _order = "due_date, id"
    _rec_name = "subject"
    _depends = {  # noqa: RUF012, by this Odoo flushes before it reads
        "edoc.assignment": [
            "state",
            "role",
            "due_date",
            "user_id",
            "department_id",
            "unit_id",
            "parent_id",
        ],
        "edoc.consultation": ["answer", "due_date", "user_id", "department_id"],
        "edoc.outgoing": [
            "state",
            "due_date",
            "author_id",
            "signer_id",
            "department_id",
            "urgency",
        ],
        "edoc.incoming": [
            "state",
            "due_date",
            "leader_id",
            "handler_id",
            "lead_department_id",
            "urgency",
        ],
    }

    kind = fields.Selection(KINDS, string="Kind of work", readonly=True)
    assignment_id = fields.Many2one("edoc.assignment", readonly=True)
    consultation_id = fields.Many2one("edoc.consultation", readonly=True)
    incoming_id = fields.Many2one("edoc.incoming", readonly=True)
    outgoing_id = fields.Many2one("edoc.outgoing", readonly=True)
    company_id = fields.Many2one("res.company", string="Entity", readonly=True)
    department_id = fields.Many2one(
        "edoc.department", string="Department", readonly=True
    )
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    unit_id = fields.Many2one("res.company", string="Subordinate unit", readonly=True)
    code = fields.Char(string="Number and notation", readonly=True)
    subject = fields.Char(string="Abstract", readonly=True)
    urgency = fields.Selection(URGENCY, readonly=True)
    due_date = fields.Date(string="Deadline", readonly=True)
    urging_count = fields.Integer(string="Times urged", readonly=True)
    urged_at = fields.Datetime(string="Urged last", readonly=True)
    urging_level = fields.Integer(readonly=True, aggregator=None)
    who = fields.Char(string="With whom", compute="_compute_who")
    is_late = fields.Boolean(compute="_compute_time", search="_search_is_late")
    is_near = fields.Boolean(
        string="Due soon", compute="_compute_time", search="_search_is_near"
    )
    days_late = fields.Integer(
        string="Working days late", compute="_compute_time", aggregator=None
    )
    time_left = fields.Char(string="Time", compute="_compute_time")
    can_urge = fields.Boolean(compute="_compute_can_urge")

    @property
    def _table_query(self):
        return DUE_WORK

    # ------------------------------------------------------------------ computes

    @api.depends("user_id", "department_id", "unit_id")
    def _compute_who(self):
        for work in self.sudo():
            work.who = work.user_id.name or work.department_id.name or work.unit_id.name

    @api.depends("due_date")
    def _compute_time(self):
        today = self.env["edoc.document.mixin"]._vn_today()
        rules = self.env["edoc.urging.rule"]
        for company, works in self.sudo().grouped("company_id").items():
            calendar = self.env["edoc.holiday"]._calendar(company)
            near = rules._near_until(company.id, today)
            for work in works:
                due = work.due_date
                work.is_late = bool(due) and due < today
                work.is_near = bool(due) and today <= due <= near
                days = calendar.distance(due, today) if due else 0
                work.days_late = max(days, 0)
                work.time_left = work._told_of_time(days) if due else False

    def _told_of_time(self, days):
        if self.is_late:
            return self.env._("%(days)s working days late", days=days)
        if not days:
            return self.env._("Today")
        return self.env._("%(days)s working days left", days=-days)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["edoc.document.mixin"]._vn_today()
        late = Domain("due_date", "<", today)
        return late if True in value else ~late

    def _search_is_near(self, operator, value):
        if operator != "in":
            return NotImplemented
        near = self.env["edoc.urging.rule"]._near_domain()
        return near if True in value else ~near

    @api.depends_context("uid")
    @api.depends("department_id", "user_id", "unit_id")
    def _compute_can_urge(self):
        for work in self:
            work.can_urge = work._may_urge()

    # -------------------------------------------------------------------- people

    def _subject(self):
        """Return the record that has the deadline, as superuser."""
        self.ensure_one()
        model, field = SUBJECTS[self.kind]
        return self.env[model].sudo().browse(self[field].id)

    def _document(self):
        self.ensure_one()
        work = self.sudo()
        return work.incoming_id or work.outgoing_id

    def _key(self):
        return self._subject()._work_key()

    def _holders(self):
        """Return the users who have it now, of those who may see it."""
        self.ensure_one()
        work = self.sudo()
        document, state = work._document(), work._document().state
        if work.unit_id:
            # Điều 7: the contact point of the unit, on the unit's own document
            document = work.assignment_id._there()
            users = document.box_id._receivers()
        elif work.user_id:
            users = work.user_id
        elif state in ("received", "registered", "signed", "numbered", "sealed"):
            users = document._watchers()
        else:
            users = work.department_id.head_ids
        return users.filtered(lambda user: user.active and document._may_be_shown(user))

    def _heads(self):
        """Return who answers for it: the heads; in a unit, the leader who has it."""
        self.ensure_one()
        work = self.sudo()
        return work.department_id.head_ids | work.assignment_id._there().leader_id

    def _office(self):
        """Return who follows and urges in the entity (Điều 17)."""
        group = self.env.ref("l10n_vn_edoc.group_office").sudo()
        return group.all_user_ids.filtered(
            lambda user: self.sudo().company_id in user.company_ids
        )

    def _leaders(self):
        """Return the leader who gave it, or for whose signature it is."""
        work = self.sudo()
        return work.incoming_id.leader_id | work.outgoing_id.signer_id

    # -------------------------------------------------------------------- urging

    def _may_urge(self):
        """The office, a leader, a head in his department, who gave the part."""
        self.ensure_one()
        user, work = self.env.user, self.sudo()
        if work.company_id not in user.company_ids:
            return False
        duties = ("l10n_vn_edoc.group_office", "l10n_vn_edoc.group_leader")
        return (
            any(user.has_group(duty) for duty in duties)
            or user in work.department_id.head_ids
            or user == work.assignment_id.assigned_by_id
        ) and bool(work._holders() - user)

    def _check_may_urge(self):
        self.check_access("read")
        for work in self:
            if work._may_urge():
                continue
            if not work._holders() - self.env.user:
                raise UserError(
                    self.env._(
                        "“%(name)s”: there is nobody else to urge. It is with you, or "
                        "its department has no head.",
                        name=work.sudo().subject,
                    )
                )
            raise AccessError(
                self.env._(
                    "“%(name)s” is urged by the office, a leader, a head in his own "
                    "department or who gave it (Điều 17).",
                    name=work.sudo().subject,
                )
            )

    def _next_level(self):
        """Return one level above the last one of the present deadline."""
        last = max((work.urging_level or 0 for work in self), default=0)
        return str(min(last + 1, 3))

    # ------------------------------------------------------------------- actions

    def action_open_urge(self):
        """Ask in which words, on which level; several pieces of work at once."""
        if not self:
            raise UserError(self.env._("There is nobody to urge here."))
        self._check_may_urge()
        return dialog(
            self.env._("Urge"),
            "edoc.urge",
            default_work_ids=self.ids,
            default_level=self._next_level(),
        )

    def action_open_document(self):
        self.ensure_one()
        document = self._document().sudo(False)
        document.check_access("read")
        return form_of(document)

    def action_print_late(self):
        """Print all that is late and that the user may see (Điều 17)."""
        late = self.search([("is_late", "=", True)])
        if not late:
            raise UserError(self.env._("Nothing is overdue."))
        report = self.env.ref("l10n_vn_edoc.overdue_list_report_action")
        return report.report_action(late)
