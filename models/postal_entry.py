"""Register of documents sent by post (*Sổ gửi văn bản đi bưu điện*)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class EdocPostalEntry(models.Model):
    """One line of the book: NĐ 30/2020 Phụ lục IV, with its six columns."""

    _name = "edoc.postal.entry"
    _description = "Line of the Postal Register"
    _inherit = ["edoc.guarded.mixin"]
    _order = "moved_on desc, id desc"
    _rec_name = "codes"
    _guarded_rows = True

    company_id = fields.Many2one(
        "res.company", string="Entity", required=True, index=True, ondelete="restrict"
    )
    year = fields.Integer(
        string="Year of the book", compute="_compute_year", store=True, aggregator=None
    )
    moved_on = fields.Date(string="Day sent", required=True, index=True)
    codes = fields.Char(string="Number and notation", required=True)
    recipient = fields.Char(required=True)
    envelopes = fields.Integer(string="Number of envelopes", required=True)
    postal_number = fields.Char(
        string="Postal number", help="What the post office wrote on the receipt."
    )
    note = fields.Char()
    user_id = fields.Many2one(
        "res.users", string="Entered by", required=True, ondelete="restrict"
    )
    dispatch_ids = fields.One2many(
        "edoc.paper.dispatch", "postal_entry_id", string="In these envelopes"
    )
    is_struck = fields.Boolean(string="Struck out")
    struck_reason = fields.Text(string="Struck out because")
    struck_by_id = fields.Many2one(
        "res.users", string="Struck out by", ondelete="restrict"
    )
    struck_at = fields.Datetime(string="Struck out at")

    _envelopes_positive = models.Constraint(
        "CHECK (envelopes >= 1)", "At least one envelope is posted."
    )

    @api.depends("moved_on")
    def _compute_year(self):
        for entry in self:
            entry.year = entry.moved_on.year

    @api.model
    def _enter(self, dispatches, day, envelopes, postal_number, note):
        """Write the line of one recipient's envelopes.

        :param dispatches: what is in them, all of one entity and one recipient
        """
        if envelopes < 1:
            raise UserError(self.env._("At least one envelope is posted."))
        entry = self._through_door().create(
            {
                "company_id": dispatches.company_id.id,
                "moved_on": day,
                "codes": ", ".join(dispatches.mapped("code")),
                "recipient": dispatches.partner_id.name,
                "envelopes": envelopes,
                "postal_number": (postal_number or "").strip() or False,
                "note": (note or "").strip() or False,
                "user_id": self.env.uid,
            }
        )
        return entry.with_env(self.env)

    def _strike(self, reason):
        """A line once written stays readable (NĐ 30/2020 Phụ lục IV)."""
        self._through_door().write(
            {
                "is_struck": True,
                "struck_reason": reason,
                "struck_by_id": self.env.uid,
                "struck_at": fields.Datetime.now(),
            }
        )
