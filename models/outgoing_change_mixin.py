"""An issued document that is recalled, updated or replaced (NĐ 30/2020 Điều 18)."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ._dialogs import dialog

FROZEN = ("recalled", "replaced")


class EdocOutgoingChangeMixin(models.AbstractModel):
    """Errors in the content are mended by a document of equal form (Điều 18.3); what
    must not be out at all is recalled (Điều 18.4). Nothing of it happens silently.
    """

    _name = "edoc.outgoing.change.mixin"
    _description = "Outgoing Document: Changes after the Issue"

    change_ids = fields.One2many(
        "edoc.change", "outgoing_id", string="Changes after the issue", readonly=True
    )
    change_line_ids = fields.One2many(
        "edoc.change.line", "outgoing_id", string="What recipients were asked"
    )
    replaces_ids = fields.Many2many(
        "edoc.outgoing",
        "edoc_replace_rel",
        "new_id",
        "old_id",
        string="Replaces",
        copy=False,
        domain="[('state', '=', 'issued'), ('company_id', '=', company_id), "
        "('id', '!=', id)]",
        help="Issued documents that this one replaces; it is sent as their replacement "
        "(NĐ 30/2020 Điều 18.3).",
    )
    replaced_by_ids = fields.Many2many(
        "edoc.outgoing",
        "edoc_replace_rel",
        "old_id",
        "new_id",
        string="Replaced by",
        readonly=True,
        copy=False,
    )
    can_change = fields.Boolean(compute="_compute_can_change")
    change_note = fields.Char(compute="_compute_change_note", compute_sudo=True)

    # ------------------------------------------------------------------ computes

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_change(self):
        for document in self:
            document.can_change = document.state in ("issued", "replaced") and bool(
                document._duties() & {"clerk", "author", "change_decider"}
            )

    @api.depends("state", "change_ids.state", "change_ids.line_ids.state")
    @api.depends_context("lang")
    def _compute_change_note(self):
        """One sentence for the banner: what was ordered last, and how far it is."""
        for document in self:
            shown = document.change_ids.filtered(lambda c: c.state != "dropped")[:1]
            if not shown:
                document.change_note = False
                continue
            states = dict(shown._fields["state"]._description_selection(self.env))
            document.change_note = self.env._(
                "%(change)s: %(state)s (%(progress)s). Reason: %(reason)s",
                change=shown.display_name,
                state=states[shown.state],
                progress=shown.progress,
                reason=shown.reason,
            )

    @api.onchange("replaces_ids")
    def _onchange_replaces_ids(self):
        """Whoever has the old document must get the new one."""
        for old in self.replaces_ids:
            have = self.delivery_ids.partner_id
            missing = old._origin.delivery_ids.partner_id - have
            self.delivery_ids = [
                Command.create({"partner_id": partner.id}) for partner in missing
            ]

    @api.constrains("replaces_ids")
    def _check_replaces(self):
        for document in self:
            for old in document.replaces_ids:
                if old == document or old.company_id != document.company_id:
                    raise UserError(
                        self.env._(
                            "Only another document of the same entity is replaced."
                        )
                    )
            old = document.replaces_ids
            old.with_user(self.env.user).sudo(False).check_access("read")

    def _replaces_missing(self):
        """Return what is wrong with the documents to be replaced, if anything."""
        for old in self.replaces_ids.sudo():
            if old.state != "issued":
                return self.env._(
                    "“%(name)s” can't be replaced: it is not in force.",
                    name=old.display_name,
                )
            if self.type_id and old.type_id != self.type_id:
                return self.env._(
                    "%(code)s is replaced by a document of equal form, “%(type)s” (NĐ "
                    "30/2020 Điều 18.3).",
                    code=old.code,
                    type=old.type_id.name,
                )
        return None

    def _check_not_frozen(self):
        for document in self:
            if document.state in FROZEN:
                raise UserError(
                    self.env._(
                        "“%(name)s” has been recalled or replaced. It is frozen and is "
                        "sent to nobody any more (NĐ 30/2020 Phụ lục VI III.8).",
                        name=document.display_name,
                    )
                )

    # ------------------------------------------------------------------- orders

    def action_open_change(self):
        """Ask what is to be done with the issued document."""
        self.ensure_one()
        self._check_may_propose()
        return dialog(
            self.env._("Recall / Update / Replace"),
            "edoc.change.order",
            default_outgoing_id=self.id,
        )

    def _check_may_propose(self):
        self.check_access("read")
        if not self.can_change:
            raise UserError(
                self.env._(
                    "Only an issued document is recalled, updated or replaced: by its "
                    "signer or a leader, on a proposal of the clerk or the author."
                )
            )

    def _ask_for_decision(self, change):
        group = self.env.ref("l10n_vn_edoc.group_leader").sudo()
        leaders = group.all_user_ids.filtered(
            lambda user: self.company_id in user.company_ids
        )
        for user in self.signer_id or leaders:
            self.sudo().activity_schedule(
                "l10n_vn_edoc.activity_change",
                summary=self.env._("Decide: %(name)s", name=change.display_name),
                note=change.reason,
                user_id=user.id,
            )

    def _remark(self, words, reason):
        """Write it into the register's column of remarks, after what stands there."""
        today = self._vn_today().strftime("%d/%m/%Y")
        remark = f"{today}: {words}. {reason}"
        note = "; ".join(part for part in (self.note, remark) if part)
        self._through_door().write({"note": note[:500]})

    def _tell_participants(self, body):
        """Tell everybody who had the document in hand."""
        sudo = self.sudo()
        self._tell(sudo.reader_user_ids | self.author_id | self.signer_id, body)

    def _tell(self, users, body):
        self.sudo().message_post(
            body=body,
            partner_ids=(users - self.env.user).partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    # -------------------------------------------------------------- replacement

    def _send_replacements(self):
        """Issued: what it replaces is out of force, whoever has it is asked.

        The packets are those of the issue, see ``_business_replacing``.
        """
        for old in self.sudo().replaces_ids.with_env(self.env):
            if old.state == "issued":
                self._replace(old)

    def _replace(self, old, change=None):
        """Put this document in the place of an issued one.

        Before its own issue it is only linked, and goes out as a replacement then.
        """
        self.ensure_one()
        if old not in self.sudo().replaces_ids:
            self._through_door().write({"replaces_ids": [Command.link(old.id)]})
        in_force = old.sudo().delivery_ids.filtered(lambda d: not d.is_withdrawn)
        have = self.sudo().delivery_ids
        missing = in_force.partner_id - have.partner_id
        added = self.env["edoc.delivery"]._through_door()
        added = added.create(
            [{"outgoing_id": self.id, "partner_id": p.id} for p in missing]
        ).sudo()
        if self.state != "issued":
            self._tell(
                self.author_id,
                self.env._("On its issue, it replaces %(code)s.", code=old.code),
            )
            return
        records = have._resend_replacing(in_force.partner_id) if change else {}
        added._send()
        change = change or self._change_replacing(old, in_force)
        change._ask_by(records, self)
        reason = self.env._("Replaced by %(code)s", code=self.code)
        old._take_step("replace", reason=reason)
        old._remark(reason, change.reason)
        old._tell_participants(f"{reason}. {change.reason}")

    def _change_replacing(self, old, deliveries):
        """Return the order behind the replacement; signing the new one decided it."""
        pending = old.sudo().change_ids.filtered(
            lambda c: c.replacement_id == self and c.state == "asked"
        )
        if pending:
            return pending[:1]
        changes = self.env["edoc.change"]._through_door()
        return changes.create(
            {
                "outgoing_id": old.id,
                "kind": "replacement",
                "reason": self.env._("Replaced by %(code)s", code=self.code),
                "state": "asked",
                "replacement_id": self.id,
                "decided_by_id": self.signer_id.id,
                "decided_at": self.signed_at or fields.Datetime.now(),
                "line_ids": [
                    Command.create({"delivery_id": delivery.id, "role": "replaced"})
                    for delivery in deliveries
                ],
            }
        )
