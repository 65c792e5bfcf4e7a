"""Documents that only the persons of a list may see (NĐ 30 Phụ lục VI III.3)."""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ._dialogs import dialog


class EdocRestrictedMixin(models.AbstractModel):
    """Restricted by a leader, by the clerk who registers it, or by its author.

    Record rules without a group hide it, its files, history and all that belongs to it
    from everybody else, whatever his office (``security/restriction_rules.xml``). Who
    is given a task by name (presented to, assigned, to sign) comes onto the list by
    that step; of a department it is the heads. Delegates don't: the principal names
    them.
    """

    _name = "edoc.restricted.mixin"
    _description = "Restricted Document"
    _inherit = ["edoc.document.mixin"]

    is_restricted = fields.Boolean(
        string="Restricted", readonly=True, copy=False, tracking=True
    )
    restricted_by_id = fields.Many2one(
        "res.users", string="Restricted by", readonly=True, copy=False
    )
    # allowed_user_ids is declared by each document with a table of its own
    can_restrict = fields.Boolean(compute="_compute_can_restrict")

    @api.depends("state", "is_restricted")
    @api.depends_context("uid")
    def _compute_can_restrict(self):
        for document in self:
            document.can_restrict = bool(document.id) and document._may_restrict()

    @api.depends("is_restricted", "allowed_user_ids")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Where a document is named on another one, its abstract is not given away."""
        result = super()._compute_display_name()
        for document in self._closed_to_user():
            closed = (
                self.env._("Restricted document")
                if document.is_restricted
                else self.env._("Document of others")
            )
            document.display_name = " · ".join(filter(None, (document.code, closed)))
        return result

    def _closed_to_user(self):
        """Return those that the current user may not read, whoever asks for him.

        Odoo reads the names of linked records with all rights.
        """
        if not self.env.su or self.env.user._is_superuser():
            return self.browse()
        stored = self._origin
        return stored - stored.sudo(False)._filtered_access("read").sudo()

    def _may_be_shown(self, user):
        document = self.sudo()
        listed = not document.is_restricted or user in document.allowed_user_ids
        return super()._may_be_shown(user) and (listed or user._is_superuser())

    def _may_restrict(self):
        """A leader of the entity, or who has it in hand at its beginning."""
        self.ensure_one()
        user = self.env.user
        leads = user.has_group("l10n_vn_edoc.group_leader")
        mine = self.sudo().company_id in user.company_ids
        return bool(leads and mine) or user == self.sudo().restricted_by_id

    def _check_may_restrict(self, reason):
        self.ensure_one()
        self.check_access("read")
        if not self._may_restrict():
            raise AccessError(
                self.env._(
                    "Only a leader, the clerk who registers it or its author decides "
                    "who sees “%(name)s”.",
                    name=self.display_name,
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason in words."))

    def _restrict(self, users, reason):
        """Let nobody see it but these users; the current one stays among them.

        :raises AccessError: the current user may not decide it
        :raises UserError: a user who is no staff of the entity, or no reason
        """
        self._check_may_restrict(reason)
        users |= self.env.user
        for user in users.sudo():
            staff = user.has_group("l10n_vn_edoc.group_user")
            if not staff or self.sudo().company_id not in user.company_ids:
                raise UserError(
                    self.env._(
                        "%(user)s takes no part in the documents of %(entity)s.",
                        user=user.name,
                        entity=self.sudo().company_id.name,
                    )
                )
        names = ", ".join(users.sudo().sorted("name").mapped("name"))
        words = self.env._("%(reason)s Seen by: %(names)s", reason=reason, names=names)
        self._note_step("restrict", words)
        self._through_door().write(
            {
                "is_restricted": True,
                "restricted_by_id": self.env.uid,
                "allowed_user_ids": [Command.set(users.ids)],
            }
        )
        self._add_readers(users=users)
        self._forget_outsiders()
        return True

    def _unrestrict(self, reason):
        """Open it again to those who see documents of its kind."""
        self._check_may_restrict(reason)
        self._note_step("unrestrict", reason)
        self._through_door().write(
            {
                "is_restricted": False,
                "restricted_by_id": False,
                "allowed_user_ids": [Command.clear()],
            }
        )
        return True

    def _forget_outsiders(self):
        """Nobody outside the list goes on getting messages or tasks."""
        for document in self.sudo():
            allowed = document.allowed_user_ids
            followers = document.message_partner_ids - allowed.partner_id
            document.message_unsubscribe(followers.ids)
            # who was told by a message could read it for good
            told = document.message_ids.notification_ids.filtered(
                lambda note, allowed=allowed: (
                    note.res_partner_id not in allowed.partner_id
                )
            )
            for message in told.mail_message_id:
                others = message.partner_ids - allowed.partner_id
                message.partner_ids = [Command.unlink(other.id) for other in others]
            told.unlink()
            document.activity_ids.filtered(
                lambda task, allowed=allowed: task.user_id not in allowed
            ).unlink()

    # ------------------------------------------------------ while it is restricted

    def _add_readers(self, users=None, groups=None):
        """Whom a step names gets onto the list; of a department, its heads."""
        result = super()._add_readers(users, groups)
        for document in self.sudo().filtered("is_restricted"):
            departments = self.env["edoc.department"].sudo()
            if groups:
                departments = departments.search([("group_id", "in", groups.ids)])
            named = (users or self.env["res.users"]).sudo() | departments.head_ids
            new = named - document.allowed_user_ids
            if new:
                document._through_door().write(
                    {"allowed_user_ids": [Command.link(user.id) for user in new]}
                )
        return result

    def _notify_task(self, users, summary, deadline=None):
        """Tasks go to the list; with nobody there for it, to who restricted it."""
        if len(self) != 1:
            return [d._notify_task(users, summary, deadline) for d in self]
        shown = users.filtered(self._may_be_shown)
        if users and not shown:
            shown = self.sudo().restricted_by_id
        return super()._notify_task(shown, summary, deadline)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """No e-mail about it leaves the list, whoever is mentioned."""
        found = super()._notify_get_recipients(message, msg_vals, **kwargs)
        document = self.sudo()
        if len(document) != 1 or not document.is_restricted:
            return found
        partners = document.allowed_user_ids.partner_id.ids
        return [recipient for recipient in found if recipient["id"] in partners]

    def action_open_restrict(self):
        self.ensure_one()
        return dialog(
            self.env._("Who may see it"),
            "edoc.restrict",
            **{f"default_{self._step_inverse}": self.id},
        )
