"""Recipients of an issued document: sent again, replaced, added (QĐ 28 Điều 8.2)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ._dialogs import dialog


class EdocOutgoingDeliveryMixin(models.AbstractModel):
    """What a clerk may still do about recipients once the document is issued."""

    _name = "edoc.outgoing.delivery.mixin"
    _description = "Outgoing Document: Delivery"

    can_add_recipient = fields.Boolean(compute="_compute_can_add_recipient")
    can_resend = fields.Boolean(compute="_compute_can_add_recipient")

    @api.depends("state", "delivery_ids.state")
    @api.depends_context("uid")
    def _compute_can_add_recipient(self):
        adds = self.env.user.has_group("l10n_vn_edoc.group_recipient_add")
        for document in self:
            sends = document.state == "issued" and "sender" in document._duties()
            document.can_add_recipient = sends and adds
            document.can_resend = sends and any(
                d.trouble in ("failed", "not_arrived") for d in document.delivery_ids
            )

    def _check_clerk_of_issued(self):
        for document in self:
            if document.state != "issued":
                raise UserError(self.env._("The document has not been issued."))
            if "sender" not in document._duties():
                raise UserError(self.env._("Only the clerk follows up the recipients."))

    def action_open_add_recipient(self):
        return self._open_followup("add")

    def action_open_resend(self):
        """Send again to all who did not get it."""
        lost = self.delivery_ids.filtered(
            lambda d: d.trouble in ("failed", "not_arrived")
        )
        return self._open_followup("resend", lost)

    def _open_followup(self, kind, deliveries=()):
        self.ensure_one()
        titles = {
            "resend": self.env._("Send again"),
            "replace": self.env._("Replace the recipient"),
            "add": self.env._("Send to further recipients"),
        }
        return dialog(
            titles[kind],
            "edoc.delivery.followup",
            default_kind=kind,
            default_outgoing_id=self.id,
            default_delivery_ids=[delivery.id for delivery in deliveries],
        )

    def _add_recipients(self, partners, reason):
        """Send an issued document to further recipients (*gửi bổ sung*)."""
        self.ensure_one()
        self._check_clerk_of_issued()
        if not self.env.user.has_group("l10n_vn_edoc.group_recipient_add"):
            raise UserError(
                self.env._(
                    "You may not add recipients after the issue. Ask the administrator "
                    "if you should hold this right."
                )
            )
        added = self.env["edoc.delivery"]
        for partner in partners:
            added |= self._new_recipient(partner, reason)
        self.env["edoc.status.message"]._note(
            [
                {
                    "kind": "change",
                    "direction": "out",
                    "delivery_id": delivery.id,
                    "text": self.env._("Added after the issue: %s", reason),
                }
                for delivery in added
            ]
        )
        added.sudo()._send()
        return added

    def _new_recipient(self, partner, reason, **vals):
        """Name a recipient of an issued document, leaving a trace of who did so."""
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason in words."))
        named = self.sudo().delivery_ids.filtered(lambda d: d.state != "replaced")
        if partner in named.partner_id:
            raise UserError(
                self.env._(
                    "%(agency)s is among the recipients already.", agency=partner.name
                )
            )
        return (
            self.env["edoc.delivery"]
            ._through_door()
            .create(
                {
                    "outgoing_id": self.id,
                    "partner_id": partner.id,
                    "added_at": fields.Datetime.now(),
                    "added_by_id": self.env.uid,
                    "reason": reason,
                    **vals,
                }
            )
            .sudo(False)
        )
