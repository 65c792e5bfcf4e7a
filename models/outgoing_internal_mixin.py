"""Internal documents (*văn bản nội bộ*): sent inside the entity, without a packet."""

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError


class EdocOutgoingInternalMixin(models.AbstractModel):
    """Numbered in books of their own; departments and persons confirm reading."""

    _name = "edoc.outgoing.internal.mixin"
    _description = "Outgoing Document: Internal"

    internal = fields.Boolean(
        string="Internal document",
        help="Sent to departments and persons of the entity only; it has a book of its "
        "own and leaves no packet.",
    )
    internal_department_ids = fields.Many2many(
        "edoc.department",
        string="For departments",
        domain="[('company_id', '=', company_id)]",
        copy=False,
    )
    internal_user_ids = fields.Many2many(
        "res.users",
        "edoc_outgoing_internal_user_rel",
        string="For persons",
        domain="[('company_ids', 'in', company_id)]",
        copy=False,
    )
    receipt_ids = fields.One2many(
        "edoc.internal.receipt", "outgoing_id", string="Sent to", readonly=True
    )
    unread_count = fields.Integer(
        string="Reading not confirmed yet",
        compute="_compute_unread_count",
        aggregator=None,
    )
    can_confirm_reading = fields.Boolean(compute="_compute_can_confirm_reading")

    @api.depends("receipt_ids.read_at")
    def _compute_unread_count(self):
        for document in self:
            rows = document.sudo().receipt_ids
            document.unread_count = len(rows.filtered(lambda row: not row.read_at))

    @api.depends("receipt_ids.read_at")
    @api.depends_context("uid")
    def _compute_can_confirm_reading(self):
        for document in self:
            document.can_confirm_reading = bool(document._own_receipt())

    def _own_receipt(self):
        return self.receipt_ids.filtered(lambda row: row.can_confirm)

    @api.constrains(
        "internal", "delivery_ids", "internal_department_ids", "internal_user_ids"
    )
    def _check_internal(self):
        for document in self.sudo():
            named = document.internal_department_ids or document.internal_user_ids
            if document.internal and document.delivery_ids:
                raise ValidationError(
                    self.env._(
                        "An internal document has no recipients outside the entity."
                    )
                )
            if named and not document.internal:
                raise ValidationError(
                    self.env._(
                        "Only an internal document is sent to departments and persons."
                    )
                )
            foreign = document.internal_department_ids.filtered(
                lambda d, c=document.company_id: d.company_id != c
            ).mapped("name")
            foreign += document.internal_user_ids.filtered(
                lambda u, c=document.company_id: c not in u.company_ids
            ).mapped("name")
            if foreign:
                raise ValidationError(
                    self.env._(
                        "Not of this entity: %(names)s.", names=", ".join(foreign)
                    )
                )

    def _has_recipients(self):
        """Tell whether it goes to anybody, inside or outside."""
        self.ensure_one()
        if self.internal:
            return bool(self.internal_department_ids or self.internal_user_ids)
        return bool(self.delivery_ids)

    def _send_inside(self):
        """Let the named departments and persons see it, and tell them."""
        for document in self.filtered("internal").sudo():
            departments = document.internal_department_ids
            document._add_readers(
                users=document.internal_user_ids, groups=departments.group_id
            )
            persons = {user: False for user in document.internal_user_ids}
            for department in departments:
                for user in department.user_ids.filtered(document._may_be_shown):
                    persons.setdefault(user, department.id)
            document.env["edoc.internal.receipt"]._through_door().create(
                [
                    {
                        "outgoing_id": document.id,
                        "user_id": user.id,
                        "department_id": department,
                    }
                    for user, department in persons.items()
                ]
            )
            document.message_notify(
                partner_ids=[user.partner_id.id for user in persons],
                subject=document.display_name,
                body=self.env._("Read this internal document and confirm it."),
            )

    def action_confirm_reading(self):
        return self._own_receipt().action_confirm()

    @api.onchange("internal")
    def _onchange_internal(self):
        if self.internal:
            self.delivery_ids = [Command.clear()]
        else:
            self.internal_department_ids = self.internal_user_ids = False
