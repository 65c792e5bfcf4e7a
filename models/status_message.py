"""Statuses of documents, sent and received: at once history and outbox."""

from odoo import api, fields, models

# QĐ 28/2018 Điều 10.2h; the codes of the exchange axis
STATUS_CODES = [
    ("01", "Arrived"),
    ("02", "Refused"),
    ("03", "Accepted"),
    ("04", "Assigned"),
    ("05", "Being handled"),
    ("06", "Completed"),
    ("13", "Take-back asked for"),
    ("15", "Change accepted"),
    ("16", "Change refused"),
]


class EdocStatusMessage(models.Model):
    """One status of a document: what we told the sender, or a recipient told us."""

    _name = "edoc.status.message"
    _description = "Exchange Status"
    _inherit = ["edoc.guarded.mixin"]
    _order = "at desc, id desc"
    _guarded_rows = True

    direction = fields.Selection([("out", "Sent"), ("in", "Received")], required=True)
    incoming_id = fields.Many2one(
        "edoc.incoming", index="btree_not_null", ondelete="cascade"
    )
    delivery_id = fields.Many2one(
        "edoc.delivery", index="btree_not_null", ondelete="cascade"
    )
    outgoing_id = fields.Many2one(
        related="delivery_id.outgoing_id", store=True, index="btree_not_null"
    )
    code = fields.Selection(STATUS_CODES, string="Status", required=True)
    text = fields.Text(string="In words")
    at = fields.Datetime(required=True, default=fields.Datetime.now)
    stated_at = fields.Char(
        string="Time stated", help="The time that the other side wrote into the packet."
    )
    exchange_record_id = fields.Many2one(
        "edi.exchange.record",
        string="Packet",
        index="btree_not_null",
        ondelete="restrict",
    )
    exchange_state = fields.Char(compute="_compute_exchange_state", string="Transport")

    _out_uniq = models.UniqueIndex(
        "(incoming_id, code) WHERE direction = 'out'",
        "This status has been sent already.",
    )

    @api.depends("exchange_record_id.edi_exchange_state")
    def _compute_exchange_state(self):
        field = self.env["edi.exchange.record"]._fields["edi_exchange_state"]
        labels = dict(field._description_selection(self.env))
        for message in self:
            state = message.sudo().exchange_record_id.edi_exchange_state
            message.exchange_state = labels.get(state, "")
