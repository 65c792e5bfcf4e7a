"""The question before a batch: in which order, and the PIN."""

from odoo import Command, api, fields, models

from ..models._dialogs import dialog
from ..models.batch import KINDS


class EdocBatchStart(models.TransientModel):
    """Lists the documents in the order in which they will be taken, asks for the PIN.

    ``batch_id`` is set when a batch goes on; its order stands by then.
    """

    _name = "edoc.batch.start"
    _description = "Begin a Batch"
    _inherit = ["edoc.pin.mixin"]

    kind = fields.Selection(KINDS, required=True, readonly=True)
    batch_id = fields.Many2one("edoc.batch", readonly=True)
    line_ids = fields.One2many("edoc.batch.start.line", "start_id", string="Documents")
    count = fields.Integer(string="Number of documents", compute="_compute_count")

    @api.depends("line_ids")
    def _compute_count(self):
        for start in self:
            start.count = len(start.line_ids)

    @api.model
    def _open(self, kind, documents=None, batch=None):
        """Return the action that asks, for documents or for what is left of a batch."""
        if batch:
            waiting = batch.line_ids.filtered(lambda line: line.state == "waiting")
            documents = waiting.outgoing_id
        lines = [
            Command.create({"sequence": place, "outgoing_id": document.id})
            for place, document in enumerate(documents, 1)
        ]
        start = self.create(
            {"kind": kind, "batch_id": batch and batch.id, "line_ids": lines}
        )
        names = dict(self._fields["kind"]._description_selection(self.env))
        return dialog(names[kind], self._name, res_id=start.id)

    def action_start(self):
        """Begin, and show the bar."""
        self.ensure_one()
        start, pin = self._take_pin()
        batch = start.batch_id
        if batch:
            batch._go_on(pin)
        else:
            documents = start.line_ids.outgoing_id
            batch = self.env["edoc.batch"]._begin(start.kind, documents, pin)
        return {
            "type": "ir.actions.act_window",
            "res_model": "edoc.batch",
            "res_id": batch.id,
            "views": [(False, "form")],
            # the web client adds the button's context to this one, PIN and all
            "context": {"pin": False},
        }


class EdocBatchStartLine(models.TransientModel):
    """A document and its place before the batch begins."""

    _name = "edoc.batch.start.line"
    _description = "Document before a Batch"
    _order = "sequence, id"

    start_id = fields.Many2one("edoc.batch.start", required=True, ondelete="cascade")
    sequence = fields.Integer()
    outgoing_id = fields.Many2one("edoc.outgoing", string="Document", required=True)

    @api.constrains("outgoing_id")
    def _check_readable(self):
        """The question shows what a document is about."""
        self.sudo(False).outgoing_id.check_access("read")

    subject = fields.Char(related="outgoing_id.subject")
    code = fields.Char(related="outgoing_id.code")
    type_id = fields.Many2one(related="outgoing_id.type_id")
    department_id = fields.Many2one(related="outgoing_id.department_id")
    state = fields.Selection(related="outgoing_id.state")
