"""Who reviews and signs a draft: proposed by rules, changed with a trace (Điều 12)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

_UNSIGNED = ("content_review", "form_review", "signing")
_MAY_CHANGE = {"author", "content_head", "form_checker", "signer"}


class EdocOutgoingRouteMixin(models.AbstractModel):
    """New drafts follow the rules; the author may choose others."""

    _name = "edoc.outgoing.route.mixin"
    _description = "Outgoing Document: Review and Signing"

    route_id = fields.Many2one(
        "edoc.signing.route",
        string="By rule",
        compute="_compute_route_id",
        store=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    content_approver_ids = fields.Many2many(
        "res.users",
        "edoc_outgoing_content_rel",
        string="Content approved by",
        compute="_compute_content_approver_ids",
        store=True,
        readonly=False,
        copy=False,
        help="Empty: the heads of the drafting department; they may in any case.",
    )
    form_checker_ids = fields.Many2many(
        "res.users",
        "edoc_outgoing_form_rel",
        string="Form checked by",
        compute="_compute_form_checker_ids",
        store=True,
        readonly=False,
        copy=False,
        help="Empty: whoever checks the form in the entity.",
    )
    can_change_signer = fields.Boolean(compute="_compute_can_change_signer")

    @api.depends("type_id", "department_id", "company_id")
    def _compute_route_id(self):
        for document in self:
            document.route_id = self.env["edoc.signing.route"]._route_of(document)

    # one method for each: a value that is given stands, and the others are proposed
    @api.depends("route_id")
    def _compute_content_approver_ids(self):
        self._propose("content_approver_ids")

    @api.depends("route_id")
    def _compute_form_checker_ids(self):
        self._propose("form_checker_ids")

    @api.depends("route_id")
    def _compute_signer_id(self):
        self._propose("signer_id")

    def _propose(self, name):
        """Take whom the rule names, unless the author has chosen beside the rules."""
        for document in self:
            sudo = document.sudo()
            chosen = sudo[name]._origin
            routes = sudo.env["edoc.signing.route"].search(
                [("company_id", "=", sudo.company_id._origin.id)]
            )
            by_rule = any(route[name] == chosen for route in routes)
            if sudo.route_id and (not chosen or by_rule):
                document[name] = sudo.route_id[name]
            else:
                document[name] = chosen

    @api.depends("state", "signed_elsewhere")
    @api.depends_context("uid")
    def _compute_can_change_signer(self):
        for document in self:
            document.can_change_signer = (
                bool(document.id) and document._may_change_signer()
            )

    @api.constrains("content_approver_ids", "form_checker_ids")
    def _check_own_reviewers(self):
        for document in self.sudo():
            self._check_reviewers(
                document.company_id,
                document.content_approver_ids,
                document.form_checker_ids,
            )
            if document.author_id in document.content_approver_ids - (
                document.department_id.head_ids
            ):
                raise ValidationError(
                    self.env._("The author doesn't approve the content of his draft.")
                )

    @api.model
    def _check_reviewers(self, company, approvers, checkers):
        """Raise unless each holds the right that his part needs (NĐ 30 Điều 12)."""
        heads = ("l10n_vn_edoc.group_head", "l10n_vn_edoc.group_leader")
        for user in approvers.sudo():
            if not (
                company in user.company_ids and any(user.has_group(g) for g in heads)
            ):
                raise ValidationError(
                    self.env._(
                        "%(user)s neither heads a department nor leads this entity and "
                        "can't approve the content.",
                        user=user.name,
                    )
                )
        for user in checkers.sudo():
            if not (
                company in user.company_ids
                and user.has_group("l10n_vn_edoc.group_form")
            ):
                raise ValidationError(
                    self.env._(
                        "%(user)s doesn't check the form in this entity.",
                        user=user.name,
                    )
                )

    def _approvers(self):
        """Return who is asked to approve the content."""
        sudo = self.sudo()
        return sudo.content_approver_ids or sudo.department_id.head_ids

    def _asked_form_checkers(self):
        """Return who is asked to check the form."""
        return self.sudo().form_checker_ids or self._form_checkers()

    # ------------------------------------------------------------- another signer

    def _may_change_signer(self):
        self.ensure_one()
        return (
            self.state in _UNSIGNED
            and not self.signed_elsewhere
            and bool(self._duties() & _MAY_CHANGE)
        )

    def _change_signer(self, signer, reason):
        """Let somebody else sign, until the first signature (NĐ 30 Điều 13).

        :raises UserError: too late, not his to change, the new signer has no right to
            sign it, or another block stands above the name in the file
        """
        self.ensure_one()
        self.sudo().lock_for_update()
        if not self._may_change_signer():
            raise UserError(
                self.env._(
                    "The signer is changed before the first signature, by the author, "
                    "by those who review the draft or by its signer."
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason in words."))
        user = signer.sudo()
        if not (
            user.has_group("l10n_vn_edoc.group_signer")
            and self.company_id in user.company_ids
        ):
            raise UserError(
                self.env._("%(user)s is no signer of this entity.", user=user.name)
            )
        before = self.sudo().signer_id
        note = self._take_signer(signer)
        self._note_step(
            "change_signer",
            "\n".join(
                filter(None, (f"{before.name} → {user.name}: {reason}", note)),
            ),
        )
        self._add_readers(users=signer)
        self.sudo().activity_ids.filtered(
            lambda task: self.state == "signing" and task.user_id == before
        ).unlink()
        if self.state == "signing":
            self._notify_task(signer, self.env._("Sign"))
        return True

    def _take_signer(self, signer):
        """Put the signer in, with the right by which the file lets him sign.

        :return: a note where the file can't be read
        """
        door = self._through_door()
        door.write({"signer_id": signer.id, "signer_name": signer.sudo().name})
        rights = self._valid_authorities()
        if not rights:
            door.write({"authority_id": False})
            raise UserError(self._authority_missing())
        refusals = []
        for right in rights:
            door.write({"authority_id": right.id})
            try:
                self._check_authority(self._vn_today())
                note = self._check_block()
                break
            except UserError as error:
                refusals.append(error)
        else:
            raise refusals[0]
        if self.state == "signing":
            self._back_to_drafts()
            self._make_ready()
        return note

    def action_open_signer(self):
        return self._open_wizard(
            "edoc.outgoing.signer", self.env._("Change the signer")
        )
