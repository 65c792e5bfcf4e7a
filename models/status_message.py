"""History of sending and receiving: packets and statuses, and the outbox of both."""

from odoo import api, fields, models

from ..core.working_time import written_time
from ._columns import linked

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
# one that this list doesn't know; what the packet says is in stated_code
UNKNOWN = "other"


class EdocStatusMessage(models.Model):
    """One line of the history of sending and receiving (QĐ 28 Điều 10.2p).

    A packet that left or came, a status of a document, or what somebody changed of its
    delivery. Times are the software's own (Điều 12.3), in Vietnam time (QĐ 28 Điều
    14.4); what the other side wrote stands beside them.
    """

    _name = "edoc.status.message"
    _description = "Exchange Status"
    _inherit = ["edoc.guarded.mixin"]
    _order = "at desc, id desc"
    _guarded_rows = True
    _audit_act = "sending"

    kind = fields.Selection(
        [
            ("packet", "Document"),
            ("status", "Status"),
            ("change", "Change of delivery"),
        ],
        default="status",
        required=True,
    )
    direction = fields.Selection([("out", "Sent"), ("in", "Received")], required=True)
    incoming_id = linked("edoc.incoming", ondelete="cascade")
    delivery_id = linked("edoc.delivery", ondelete="cascade")
    outgoing_id = linked(
        "edoc.outgoing",
        compute="_compute_outgoing_id",
        store=True,
        readonly=False,
        ondelete="cascade",
    )
    request_id = linked(
        "edoc.change.request",
        string="Answers",
        ondelete="restrict",
        help="The sender's recall, update or replacement that is answered by it.",
    )
    agency = fields.Char(compute="_compute_agency", store=True, readonly=False)
    code = fields.Selection([*STATUS_CODES, (UNKNOWN, "Unknown status")])
    stated_code = fields.Char(help="An unknown code, as the packet has it.")
    what = fields.Char(compute="_compute_what")
    text = fields.Text(string="In words")
    at = fields.Datetime(required=True, default=fields.Datetime.now)
    shown_at = fields.Char(
        string="Time (Vietnam)",
        compute="_compute_shown_at",
        help="This software's own time stamp, in Vietnam time (Điều 12.3; QĐ 28 Điều "
        "14.4).",
    )
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
        "(incoming_id, code) WHERE direction = 'out' AND request_id IS NULL",
        "This status has been sent already.",
    )
    _answer_uniq = models.UniqueIndex(
        "(request_id) WHERE direction = 'out'", "This has been answered already."
    )

    @api.depends("delivery_id")
    def _compute_outgoing_id(self):
        for message in self:
            message.outgoing_id = message.delivery_id.outgoing_id or message.outgoing_id

    @api.depends("delivery_id", "incoming_id")
    def _compute_agency(self):
        for message in self:
            message.agency = (
                message.sudo().delivery_id.partner_id.name
                or message.incoming_id.sender_name
                or message.agency
            )

    @api.depends("kind", "code", "stated_code")
    @api.depends_context("lang")
    def _compute_what(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        codes = dict(self._fields["code"]._description_selection(self.env))
        for message in self:
            if message.kind != "status":
                message.what = kinds[message.kind]
            elif message.code == UNKNOWN:
                message.what = f"{message.stated_code} {codes[UNKNOWN]}"
            else:
                message.what = f"{message.code} {codes.get(message.code, '')}"

    @api.depends("at")
    def _compute_shown_at(self):
        for message in self:
            message.shown_at = message.at and written_time(message.at)

    @api.depends("exchange_record_id.edi_exchange_state")
    def _compute_exchange_state(self):
        field = self.env["edi.exchange.record"]._fields["edi_exchange_state"]
        labels = dict(field._description_selection(self.env))
        for message in self:
            state = message.sudo().exchange_record_id.edi_exchange_state
            message.exchange_state = labels.get(state, "")

    @api.model
    def _note(self, vals_list):
        """Keep lines of the history."""
        return self._through_door().create(vals_list)

    @api.model
    def _stated(self, timestamp):
        """Write a time of the other side as the history shows its own."""
        return timestamp.strftime("%d/%m/%Y %H:%M:%S") if timestamp else False

    @api.model
    def _is_ahead(self, record):
        """Tell whether an earlier status of the document still waits to be sent."""
        line = self.sudo().search(
            [("exchange_record_id", "=", record.id), ("direction", "=", "out")], limit=1
        )
        if line.kind != "status" or not line.incoming_id:
            return False
        earlier = self.sudo().search(
            [
                ("incoming_id", "=", line.incoming_id.id),
                ("kind", "=", "status"),
                ("direction", "=", "out"),
                ("id", "<", line.id),
            ]
        )
        states = earlier.exchange_record_id.mapped("edi_exchange_state")
        return "output_pending" in states
