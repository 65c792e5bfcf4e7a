"""The chain of custody of tokens (Điều 5.2; NĐ 30/2020 Điều 32)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class EdocTokenHandover(models.Model):
    """One link of the chain of custody, kept for good."""

    _name = "edoc.token.handover"
    _description = "Hand-over of a Token"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id desc"
    _guarded_rows = True

    token_id = fields.Many2one(
        "edoc.token", required=True, index=True, ondelete="restrict"
    )
    from_id = fields.Many2one("res.users", string="Handed over by", ondelete="restrict")
    from_position = fields.Char(string="Position of the giver")
    to_id = fields.Many2one(
        "res.users", string="Received by", required=True, ondelete="restrict"
    )
    to_position = fields.Char(string="Position of the receiver")
    offered_by_id = fields.Many2one(
        "res.users", string="Offered by", required=True, ondelete="restrict"
    )
    offered_at = fields.Datetime(required=True)
    closed_by_id = fields.Many2one(
        "res.users", string="Closed by", ondelete="restrict", help="Who withdrew it."
    )
    done_at = fields.Datetime(string="Accepted or withdrawn at")
    state = fields.Selection(
        [("offered", "Offered"), ("done", "Handed over"), ("withdrawn", "Withdrawn")],
        required=True,
    )
    certificate_id = fields.Many2one(
        "edoc.certificate", string="Certificate in use", ondelete="restrict"
    )
    reason = fields.Text()
    condition = fields.Char(string="Condition of the device")
    place = fields.Char()
    witness_id = fields.Many2one("res.users", string="Witness", ondelete="restrict")
    minutes_number = fields.Char(string="Number of the minutes")
    can_accept = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")

    _offered_uniq = models.UniqueIndex(
        "(token_id) WHERE state = 'offered'",
        "The token has been offered to somebody already.",
    )

    @api.depends("state", "to_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for row in self:
            is_open = row.state == "offered"
            row.can_accept = is_open and row.to_id == self.env.user
            row.can_withdraw = is_open and row._may_withdraw()

    @api.depends("token_id.name", "to_id.name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.token_id.name} - {row.to_id.name}"

    def _may_withdraw(self):
        self.ensure_one()
        row = self.sudo()
        people = row.from_id | row.to_id | row.offered_by_id
        acts_for_others = self.env["edoc.token"]._acts_for_absent()
        return self.env.user in people or acts_for_others

    def _lock_open(self):
        """Lock device and row; raise unless the offer still stands."""
        self.ensure_one()
        self.check_access("read")
        row = self.sudo()
        row.token_id.lock_for_update(allow_referencing=True)
        row.lock_for_update(allow_referencing=True)
        row.token_id.invalidate_recordset()
        row.invalidate_recordset()
        if row.state != "offered" or row.token_id.holder_id != row.from_id:
            raise UserError(self.env._("This offer is no longer open."))
        return row

    def action_accept(self):
        """The receiver, by his own login, becomes custodian in this one step."""
        if not self:
            raise UserError(self.env._("This offer is no longer open."))
        row = self._lock_open()
        if row.to_id != self.env.user:
            raise AccessError(
                self.env._(
                    "Only %(user)s can accept this token, by his own login.",
                    user=row.to_id.name,
                )
            )
        token = row.token_id
        if row.to_id not in token._candidates():
            raise UserError(
                self.env._(
                    "%(user)s can't receive the token: the receiver is another seal "
                    "keeper of the same entity.",
                    user=row.to_id.name,
                )
            )
        row._through_door().write({"state": "done", "done_at": fields.Datetime.now()})
        row.flush_recordset()  # one open offer at a time: the index looks at the table
        token._through_door().write({"holder_id": row.to_id.id})
        token.activity_feedback(["l10n_vn_edoc.activity_token"])
        for user in row.from_id | row.to_id:
            token._tell(user, self.env._("Print and sign the minutes of the hand-over"))
        return True

    def action_withdraw(self):
        """The giver takes the offer back, or the receiver declines it."""
        if not self:
            raise UserError(self.env._("This offer is no longer open."))
        row = self._lock_open()
        if not self._may_withdraw():
            raise AccessError(
                self.env._("Only giver and receiver can withdraw this offer.")
            )
        row._through_door().write(
            {
                "state": "withdrawn",
                "done_at": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
            }
        )
        row.flush_recordset()
        row.token_id.activity_feedback(["l10n_vn_edoc.activity_token"])
        return True

    def action_print(self):
        """Print the minutes that both sign."""
        self.ensure_one()
        return self.env.ref("l10n_vn_edoc.token_handover_report_action").report_action(
            self
        )
