"""Who keeps a device: handed over by an offer and its acceptance (Điều 5.2)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class EdocTokenCustodyMixin(models.AbstractModel):
    """The chain of custody of a token: each row begins with the holder of that moment.

    ``holder_id`` changes in one place only, :meth:`EdocTokenHandover.action_accept`;
    until the receiver accepts, the giver stays custodian.
    """

    _name = "edoc.token.custody.mixin"
    _description = "Custody of a Token"

    handover_ids = fields.One2many(
        "edoc.token.handover", "token_id", string="Chain of custody", readonly=True
    )
    open_handover_id = fields.Many2one(
        "edoc.token.handover", string="Offered", compute="_compute_open_handover_id"
    )
    can_hand_over = fields.Boolean(compute="_compute_can")
    can_accept = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")

    @api.depends("handover_ids.state")
    def _compute_open_handover_id(self):
        for token in self:
            token.open_handover_id = token.handover_ids.filtered(
                lambda row: row.state == "offered"
            )[:1]

    @api.depends("kind", "holder_id", "handover_ids.state")
    @api.depends_context("uid")
    def _compute_can(self):
        acts_for_others = self._acts_for_absent()
        for token in self:
            row = token.open_handover_id
            holds = token.holder_id == self.env.user or acts_for_others
            token.can_hand_over = token.kind == "seal" and holds and not row
            token.can_accept = bool(row) and row.to_id == self.env.user
            token.can_withdraw = bool(row) and row._may_withdraw()

    @api.model
    def _acts_for_absent(self):
        """Administrator and office chief act when the holder is absent."""
        return self.env.user.has_groups(
            "l10n_vn_edoc.group_manager,l10n_vn_edoc.group_form"
        )

    def _candidates(self):
        """Return who may keep the agency's device: seal keepers of the entity."""
        self.ensure_one()
        keepers = self.env.ref("l10n_vn_edoc.group_seal").sudo().all_user_ids
        token = self.sudo()
        return keepers.filtered(
            lambda user: (
                user.active
                and token.company_id in user.company_ids
                and user != token.holder_id
                and not user._is_superuser()
            )
        )

    def _check_offer(self, reason=None):
        """Raise unless the user may offer this device now."""
        self.ensure_one()
        self.check_access("read")
        token = self.sudo()
        if token.kind != "seal":
            raise UserError(
                self.env._(
                    "Everybody keeps and uses his own personal token; it can't be "
                    "handed over (Điều 5.3)."
                )
            )
        if token.open_handover_id:
            raise UserError(
                self.env._(
                    "The token “%(name)s” has been offered to %(user)s already. That "
                    "offer is accepted or withdrawn first.",
                    name=token.name,
                    user=token.open_handover_id.to_id.name,
                )
            )
        if token.holder_id == self.env.user:
            return
        if not self._acts_for_absent():
            self._check_holder()
        if not reason:
            raise UserError(
                self.env._(
                    "You are not the holder of “%(name)s”. Give the reason why it is "
                    "handed over in the holder's absence (Điều 5.2).",
                    name=token.name,
                )
            )

    def action_open_hand_over(self):
        """Ask to whom the device goes."""
        self._check_offer(reason="-")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_vn_edoc.edoc_token_hand_over_action"
        )
        return {**action, "context": {"default_token_id": self.id}}

    def _offer(self, receiver, reason=None, **facts):
        """Offer the device to ``receiver``; custody does not change yet."""
        reason = (reason or "").strip()
        self.sudo().lock_for_update(allow_referencing=True)
        self._check_offer(reason)
        if receiver not in self._candidates():
            raise UserError(
                self.env._(
                    "%(user)s can't receive the token: the receiver is another seal "
                    "keeper of the same entity.",
                    user=receiver.name,
                )
            )
        row = self._keep_handover(receiver, "offered", reason=reason, **facts)
        self._tell(
            receiver, self.env._("Check the seal token and accept it into custody")
        )
        if row.from_id and row.from_id != self.env.user:
            self._tell(
                row.from_id, self.env._("Your seal token is being handed over for you")
            )
        return row.with_env(self.env)

    def _keep_handover(self, receiver, state, **facts):
        """Write a row that begins with the present holder."""
        self.ensure_one()
        token, giver = self.sudo(), self.sudo().holder_id
        now = fields.Datetime.now()
        return (
            self.env["edoc.token.handover"]
            ._through_door()
            .create(
                {
                    "token_id": token.id,
                    "from_id": giver.id,
                    "from_position": giver.edoc_position,
                    "to_id": receiver.id,
                    "to_position": receiver.sudo().edoc_position,
                    "certificate_id": token.certificate_id.id,
                    "state": state,
                    "offered_at": now,
                    "offered_by_id": self.env.uid,
                    "done_at": now if state == "done" else False,
                    **facts,
                }
            )
        )

    @api.model
    def _begin_chains(self):
        """Write the first link of tokens whose holder was set before chains were kept.

        Called once, when the addon is upgraded: no chain begins in the middle.
        """
        tokens = self.with_context(active_test=False, lang="vi_VN").sudo()
        for token in tokens.search([("holder_id", "!=", False)]):
            if token.handover_ids.filtered(lambda row: row.state == "done"):
                continue
            token._keep_handover(
                token.holder_id,
                "done",
                from_id=False,
                from_position=False,
                offered_by_id=token.create_uid.id,
                offered_at=token.create_date,
                done_at=token.create_date,
                reason=token.env._("Held since before hand-overs were kept here"),
            )

    def _tell(self, user, summary):
        """Put a task about custody on the user's desk."""
        self.sudo().activity_schedule(
            "l10n_vn_edoc.activity_token", summary=summary, user_id=user.id
        )

    def action_accept_handover(self):
        """Take the offered device into custody."""
        return self.open_handover_id.action_accept()

    def action_withdraw_handover(self):
        """Take the offer back, or decline it."""
        return self.open_handover_id.action_withdraw()
