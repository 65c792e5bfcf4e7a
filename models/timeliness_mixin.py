"""Warnings before a deadline of sending or receiving, for both kinds of documents."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..core.working_time import VIETNAM

ACTIVITY = "l10n_vn_edoc.activity_deadline"


class EdocTimelinessMixin(models.AbstractModel):
    """A document that has to be sent or accepted by a certain time.

    A concrete mixin names its fields in ``_deadline_field`` and ``_warning_field``, and
    says in ``_waiting_domain`` which documents still wait.
    """

    _name = "edoc.timeliness.mixin"
    _description = "Document with a Deadline of Sending or Receiving"

    _deadline_field = None
    _warning_field = None

    warned_for = fields.Datetime(readonly=True, copy=False)
    is_due_soon = fields.Boolean(
        string="Deadline near",
        compute="_compute_is_due_soon",
        search="_search_is_due_soon",
    )
    is_overdue = fields.Boolean(
        string="Deadline past",
        compute="_compute_is_due_soon",
        search="_search_is_overdue",
    )

    @api.model
    def _waiting_domain(self):
        """Return which documents are not done yet."""
        return Domain.FALSE

    def _waits(self):
        return self.filtered_domain(self._waiting_domain())

    @api.depends("state")
    def _compute_is_due_soon(self):
        now = fields.Datetime.now()
        waiting = self._waits()
        for document in self:
            due = document in waiting and document[self._deadline_field]
            document.is_overdue = bool(due) and due < now
            document.is_due_soon = bool(due) and document[self._warning_field] <= now

    def _search_is_due_soon(self, operator, value):
        return self._search_waiting(operator, value, self._warning_field, "<=")

    def _search_is_overdue(self, operator, value):
        return self._search_waiting(operator, value, self._deadline_field, "<")

    def _search_waiting(self, operator, value, field, compared):
        if operator != "in":
            return NotImplemented
        past = Domain(field, compared, fields.Datetime.now())
        found = self._waiting_domain() & past
        return found if True in value else ~found

    @api.model
    def _cron_warn(self):
        """Put what has to be done now on the desks, once for each deadline (Điều 7)."""
        self.search([("is_due_soon", "=", True)])._warn_watchers()
        return True

    def _warn_watchers(self):
        for document in self.sudo():
            deadline = document[self._deadline_field]
            if document.warned_for == deadline:
                continue
            for user in document._watchers().filtered(document._may_be_shown):
                document.with_context(lang=user.lang).activity_schedule(
                    ACTIVITY,
                    date_deadline=(deadline + VIETNAM).date(),
                    summary=document.with_context(lang=user.lang)._warning(),
                    user_id=user.id,
                )
            document._through_door().write({"warned_for": deadline})

    def _watched_by_others(self):
        """What was told to those whom it concerned goes to those whom it concerns."""
        told = self.filtered("warned_for")
        told._deadline_met()
        told._through_door().write({"warned_for": False})
        told._warn_watchers()

    def _watchers(self):
        """Return whom its deadline concerns; with nobody else there, the clerks."""
        return self.company_id._edoc_clerks()

    def _warning(self):
        """Return what has to be done by when, in one sentence."""
        return ""

    def _deadline_met(self):
        """Take the warnings off the desks."""
        self.sudo().activity_unlink([ACTIVITY])

    @api.model
    def _renew_deadlines(self, companies):
        """Count deadlines anew, of what still waits."""
        waiting = self.sudo().search(
            self._waiting_domain() & Domain("company_id", "in", companies.ids)
        )
        for name in (self._deadline_field, self._warning_field):
            self.env.add_to_compute(self._fields[name], waiting)
