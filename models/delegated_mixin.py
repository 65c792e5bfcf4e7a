"""For whom the current user acts today (Điều 11)."""

from odoo import api, fields, models


class EdocDelegatedMixin(models.AbstractModel):
    """Steps of a document that may be done by delegation; see ``edoc.delegation``.

    A concrete model says in ``_delegable`` which duty its states wait for, and in
    ``_principals`` whose duty that is for this document.
    """

    _name = "edoc.delegated.mixin"
    _description = "Document Handled by Delegation"
    _inherit = ["edoc.workflow.mixin"]

    _delegable = {}  # state: (duty of edoc.delegation, duties of the workflow)

    by_delegation = fields.Boolean(
        string="Waits for me by delegation",
        compute="_compute_by_delegation",
        search="_search_by_delegation",
    )
    acting_for = fields.Char(string="Acting for", compute="_compute_by_delegation")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_by_delegation(self):
        for document in self:
            rows = list(document._delegated_duties().values()) if document.id else []
            document.by_delegation = bool(rows)
            document.acting_for = rows[0]._in_whose_place() if rows else False

    @api.model
    def _search_by_delegation(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self.sudo().browse()
        for row in self.env["edoc.delegation"]._in_force(delegate_id=self.env.user):
            waiting = row._waiting()
            if waiting._name == self._name:
                found |= waiting
        return [("id", "in" if True in value else "not in", found.ids)]

    def _duties(self):
        return super()._duties() | self._delegated_duties().keys()

    def _principals(self, duty):
        """Return the users who hold the duty for this document by their own office."""
        return self.env["res.users"]

    def _delegated_duties(self):
        """Return what the current user may do here for another: duty, delegation."""
        self.ensure_one()
        duty, granted = self._delegable.get(self.state, (None, ()))
        if not duty:
            return {}
        rows = self.env["edoc.delegation"]._in_force(duty, delegate_id=self.env.user)
        principals = self._principals(duty) if rows else rows.principal_id
        rows = rows.filtered(
            lambda row: (
                row.company_id == self.sudo().company_id
                and row.principal_id in principals
            )
        )
        return dict.fromkeys(granted, rows[:1]) if rows else {}

    def _on_behalf(self, action):
        """Return for whom the current user takes the step; nobody: it is his own."""
        return self._delegation_of(action).principal_id

    def _step_authority(self, action):
        """Return TUQ., TL. or KT. as the delegation says (NĐ 30 Điều 13)."""
        return self._delegation_of(action).form

    def _delegation_of(self, action):
        """Return the delegation by which the step is taken; nothing: it is his own."""
        self.ensure_one()
        none = self.env["edoc.delegation"]
        step = self._workflow.transitions.get(action)
        delegated = self._delegated_duties() if step else {}
        if not delegated or step.duties & (self._duties() - delegated.keys()):
            return none
        rows = [row for duty, row in delegated.items() if duty in step.duties]
        return rows[0] if rows else none

    def _ask_delegates(self, principals, summary, deadline=None):
        """Put it on the desks of those who act for the principals today, as readers.

        The document shows in its state which duty is asked for.
        """
        for document in self.sudo():
            duty = document._delegable.get(document.state, (None,))[0]
            if not duty:
                continue
            rows = self.env["edoc.delegation"]._in_force(duty, principal_id=principals)
            rows = rows.filtered(lambda row, d=document: row.company_id == d.company_id)
            for user in rows.delegate_id - principals:
                if not document._may_be_shown(user):
                    continue
                if not document.with_user(user).has_access("read"):
                    document._add_readers(users=user)
                    rows.filtered(lambda row, u=user: row.delegate_id == u)[:1]._shows(
                        document
                    )
                document.activity_schedule(
                    "l10n_vn_edoc.activity_document",
                    date_deadline=deadline,
                    summary=summary,
                    user_id=user.id,
                )
                document._alarm(user, summary, deadline)

    def _may_be_shown(self, _user):
        """Tell whether nothing about the document itself closes it to the user."""
        return True

    def _who_shares_the_task(self):
        """Return who had the current user's task on his desk, too, by delegation."""
        rows = self.env["edoc.delegation"]
        given = rows._in_force(principal_id=self.env.user)
        taken = rows._in_force(delegate_id=self.env.user)
        return given.delegate_id | taken.principal_id
