"""Who gets an internal document, and who has confirmed reading it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ._dialogs import form_of


class EdocInternalReceipt(models.Model):
    """One person to whom an internal document (*văn bản nội bộ*) was sent."""

    _name = "edoc.internal.receipt"
    _description = "Recipient of an Internal Document"
    _inherit = ["edoc.guarded.mixin"]
    _order = "department_id, id"
    _guarded_rows = True
    _rec_name = "user_id"

    outgoing_id = fields.Many2one(
        "edoc.outgoing",
        string="Document",
        required=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users", string="Person", required=True, index=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        "edoc.department",
        string="As member of",
        index="btree_not_null",
        ondelete="restrict",
    )
    sent_at = fields.Datetime(
        string="Sent at", required=True, default=fields.Datetime.now
    )
    read_at = fields.Datetime(string="Reading confirmed at", index=True)
    can_confirm = fields.Boolean(compute="_compute_can_confirm")

    _once = models.Constraint(
        "UNIQUE (outgoing_id, user_id)", "This person gets the document already."
    )

    @api.depends("read_at")
    @api.depends_context("uid")
    def _compute_can_confirm(self):
        for row in self:
            row.can_confirm = not row.read_at and row.user_id == self.env.user

    def action_confirm(self):
        """Confirm that the document was read.

        :raises UserError: it was sent to somebody else
        """
        for row in self:
            if row.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "Reading is confirmed by %(user)s.", user=row.user_id.name
                    )
                )
        self.filtered(lambda row: not row.read_at)._through_door().write(
            {"read_at": fields.Datetime.now()}
        )
        return True

    def action_open_document(self):
        self.ensure_one()
        return form_of(self.outgoing_id)
