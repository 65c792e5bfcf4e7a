"""Offer the agency's device to the next keeper."""

from odoo import api, fields, models


class EdocTokenHandOver(models.TransientModel):
    """To whom, where, in what condition (Điều 5.2: with minutes)."""

    _name = "edoc.token.hand.over"
    _description = "Hand Over a Seal Token"

    token_id = fields.Many2one("edoc.token", required=True, readonly=True)
    holder_id = fields.Many2one(related="token_id.holder_id")
    absent = fields.Boolean(string="Holder absent", compute="_compute_absent")
    candidate_ids = fields.Many2many(
        "res.users",
        compute="_compute_candidate_ids",
        string="May receive",
    )
    to_id = fields.Many2one(
        "res.users",
        string="Handed to",
        required=True,
        domain="[('id', 'in', candidate_ids)]",
    )
    condition = fields.Char(string="Condition of the device", required=True)
    place = fields.Char(required=True)
    witness_id = fields.Many2one("res.users", string="Witness")
    minutes_number = fields.Char(string="Number of the minutes")
    reason = fields.Text()

    @api.depends("token_id")
    @api.depends_context("uid")
    def _compute_absent(self):
        for wizard in self:
            wizard.absent = wizard.token_id.holder_id != self.env.user

    @api.depends("token_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            token = wizard.token_id
            wizard.candidate_ids = token and token._candidates()

    def action_offer(self):
        self.ensure_one()
        self.token_id._offer(
            self.to_id,
            self.reason,
            condition=self.condition,
            place=self.place,
            witness_id=self.witness_id.id,
            minutes_number=self.minutes_number,
        )
        return {"type": "ir.actions.act_window_close"}
