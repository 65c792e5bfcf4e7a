"""What is to be done with an issued document (NĐ 30/2020 Điều 18)."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.change import CHANGE_KINDS
from ..models.change_value import SENT_FIELDS
from ..models.document_mixin import URGENCY


def _as_it_is(name):
    """Return a compute that offers the document's own value for correction."""

    @api.depends("outgoing_id")
    def compute(wizards):
        for wizard in wizards:
            wizard[name] = wizard.outgoing_id[name]

    return compute


class EdocChangeOrder(models.TransientModel):
    """Recall, update or replace: with the reason, for all recipients or some."""

    _name = "edoc.change.order"
    _description = "Recall, Update or Replace a Document"

    outgoing_id = fields.Many2one("edoc.outgoing", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="outgoing_id.company_id")
    kind = fields.Selection(CHANGE_KINDS, required=True, default="recall")
    reason = fields.Text(required=True)
    reachable_ids = fields.Many2many(
        "edoc.delivery", compute="_compute_reachable_ids", string="Possible recipients"
    )
    delivery_ids = fields.Many2many(
        "edoc.delivery",
        string="Recipients",
        compute="_compute_delivery_ids",
        store=True,
        readonly=False,
    )
    decides = fields.Boolean(compute="_compute_decides")
    subject = fields.Char(
        size=500, compute=_as_it_is("subject"), store=True, readonly=False
    )
    type_id = fields.Many2one(
        "edoc.document.type", compute=_as_it_is("type_id"), store=True, readonly=False
    )
    urgency = fields.Selection(
        URGENCY, compute=_as_it_is("urgency"), store=True, readonly=False
    )
    due_date = fields.Date(
        string="Deadline", compute=_as_it_is("due_date"), store=True, readonly=False
    )
    page_count = fields.Integer(
        string="Pages", compute=_as_it_is("page_count"), store=True, readonly=False
    )
    added_ids = fields.Many2many(
        "res.partner",
        "edoc_change_order_added_rel",
        string="Add recipients",
        domain=[("edoc_is_agency", "=", True)],
    )
    removed_ids = fields.Many2many(
        "edoc.delivery",
        "edoc_change_order_removed_rel",
        string="Remove recipients",
        help="They are asked to destroy the document, as by a recall.",
    )
    replacement_id = fields.Many2one(
        "edoc.outgoing",
        string="Replaced by",
        domain="[('id', '!=', outgoing_id), ('company_id', '=', company_id), "
        "('state', 'in', ['sealed', 'issued'])]",
        help="A sealed document replaces this one on its issue; an issued one is sent "
        "again at once, as the replacement.",
    )

    # ------------------------------------------------------------------ computes

    @api.depends("outgoing_id")
    def _compute_reachable_ids(self):
        for wizard in self:
            wizard.reachable_ids = wizard.outgoing_id.delivery_ids.filtered(
                lambda delivery: not delivery.is_withdrawn
            )

    @api.depends("outgoing_id")
    def _compute_delivery_ids(self):
        for wizard in self:
            wizard.delivery_ids = wizard.reachable_ids

    @api.depends("outgoing_id")
    def _compute_decides(self):
        for wizard in self:
            wizard.decides = "change_decider" in wizard.outgoing_id._duties()

    # ------------------------------------------------------------------ ordering

    def action_order(self):
        """Give the order, or hand the proposal to whom it is to decide."""
        self.ensure_one()
        document = self.outgoing_id
        document._check_may_propose()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give the reason in words."))
        lines, vals = getattr(self, f"_order_{self.kind}")()
        self.env["edoc.change"]._propose(
            document, self.kind, self.reason, lines, **vals
        )
        return {"type": "ir.actions.act_window_close"}

    def _own(self, deliveries):
        """Return those of the document's own recipients that still have it."""
        return deliveries & self.reachable_ids

    def _order_recall(self):
        deliveries = self._own(self.delivery_ids)
        if not deliveries:
            raise UserError(self.env._("Choose from whom the document is recalled."))
        return [(delivery, "recall") for delivery in deliveries], {}

    def _order_update(self):
        document = self.outgoing_id
        document._check_not_frozen()
        rows = self.env["edoc.change.value"]._differences(
            document,
            {
                name: self._fields[name].convert_to_write(self[name], self)
                for name in SENT_FIELDS
            },
            SENT_FIELDS,
        )
        removed = self._own(self.removed_ids)
        added = self.added_ids - document.delivery_ids.partner_id
        if not (rows or removed or added):
            raise UserError(
                self.env._(
                    "Nothing is changed yet: correct a value, or add or remove "
                    "recipients."
                )
            )
        if not self.subject:
            raise UserError(self.env._("The abstract can't be empty."))
        told = self._own(self.delivery_ids) - removed
        lines = [(delivery, "update") for delivery in told]
        lines += [(delivery, "removed") for delivery in removed]
        return lines, {
            "added_ids": [Command.set(added.ids)],
            "value_ids": [Command.create(row) for row in rows],
        }

    def _order_replacement(self):
        document, new = self.outgoing_id, self.replacement_id
        document._check_not_frozen()
        if not new:
            raise UserError(
                self.env._(
                    "Choose the sealed or issued document that replaces this one."
                )
            )
        if new == document or new.state not in ("sealed", "issued"):
            raise UserError(
                self.env._(
                    "“%(name)s” can't replace this document.", name=new.display_name
                )
            )
        if new.type_id != document.type_id:
            raise UserError(
                self.env._(
                    "%(code)s is replaced by a document of equal form, “%(type)s” (NĐ "
                    "30/2020 Điều 18.3).",
                    code=document.code,
                    type=document.type_id.name,
                )
            )
        lines = [(delivery, "replaced") for delivery in self.reachable_ids]
        return lines, {"replacement_id": new.id}
