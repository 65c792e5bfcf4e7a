"""One question each, about documents on paper (Điều 9, 12.1d; NĐ 30 Điều 18.5)."""

from odoo import fields, models
from odoo.exceptions import UserError

CLOSE = {"type": "ir.actions.act_window_close"}


def _day(string):
    """Return the field of a day, which is today unless somebody says otherwise."""
    return fields.Date(
        string=string,
        required=True,
        default=lambda self: self.env["edoc.outgoing"]._vn_today(),
    )


class EdocPaperStepMixin(models.AbstractModel):
    _name = "edoc.paper.step.mixin"
    _description = "Paper copies"

    dispatch_ids = fields.Many2many(
        "edoc.paper.dispatch", string="Paper copies", required=True
    )


class EdocPaperDecide(models.TransientModel):
    """Drafter or clerk decide otherwise than the rules (Điều 9)."""

    _name = "edoc.paper.decide"
    _description = "Decide on Paper for a Recipient"

    delivery_id = fields.Many2one("edoc.delivery", required=True, readonly=True)
    partner_id = fields.Many2one(related="delivery_id.partner_id")
    rule_id = fields.Many2one(related="delivery_id.paper_rule_id")
    basis = fields.Text(related="delivery_id.paper_rule_id.basis")
    choice = fields.Selection(
        [
            ("rule", "As the rules say"),
            ("yes", "On paper, too"),
            ("no", "Not on paper"),
        ],
        string="Paper",
        required=True,
        default="rule",
    )
    reason = fields.Char(string="Reason for deciding otherwise")
    copies = fields.Integer(default=1, required=True)

    def action_decide(self):
        self.ensure_one()
        self.delivery_id._decide_paper(self.choice, self.reason, self.copies)
        return CLOSE


class EdocPaperPost(models.TransientModel):
    """Posted: what goes into the postal register (NĐ 30 Phụ lục IV)."""

    _name = "edoc.paper.post"
    _description = "Paper Copies Were Posted"
    _inherit = ["edoc.paper.step.mixin"]

    day = _day("Day sent")
    together = fields.Boolean(
        string="One recipient's documents in one envelope", default=True
    )
    envelopes = fields.Integer(
        string="Envelopes for each recipient", required=True, default=1
    )
    postal_number = fields.Char(string="Postal number")
    note = fields.Char()

    def action_post(self):
        self.ensure_one()
        if self.postal_number and len(self.dispatch_ids._envelopes(self.together)) > 1:
            raise UserError(
                self.env._(
                    "A postal number belongs to one recipient's envelope; mark the "
                    "others by themselves."
                )
            )
        self.dispatch_ids._post(
            self.day, self.envelopes, self.postal_number, self.note, self.together
        )
        return CLOSE


class EdocPaperReceipt(models.TransientModel):
    """Who signed for it: handed over, or after the post."""

    _name = "edoc.paper.receipt"
    _description = "Receipt of Paper Copies"
    _inherit = ["edoc.paper.step.mixin"]

    day = _day("Day of receipt")
    receipt = fields.Char(string="Receipt signed by", required=True)

    def action_receive(self):
        self.ensure_one()
        posted = self.dispatch_ids.filtered(lambda d: d.state == "posted")
        posted._note_receipt(self.day, self.receipt)
        (self.dispatch_ids - posted)._hand_over(self.day, self.receipt)
        return CLOSE


class EdocPaperTakeBack(models.TransientModel):
    """Marked by mistake, or come back from the post."""

    _name = "edoc.paper.take.back"
    _description = "Take Marks of Paper Copies Back"
    _inherit = ["edoc.paper.step.mixin"]

    reason = fields.Text(required=True)

    def action_take_back(self):
        self.ensure_one()
        self.dispatch_ids._take_back(self.reason)
        return CLOSE


class EdocPaperFile(models.TransientModel):
    """The leader has signed on paper; where is it filed (Điều 12.1d)?"""

    _name = "edoc.paper.file"
    _description = "File the Signed Paper Copy"

    outgoing_ids = fields.Many2many("edoc.outgoing", required=True)
    signed_on = _day("Signed on paper on")
    place = fields.Char(
        string="Filed at", required=True, help="Shelf, box or file of the archive."
    )

    def action_file(self):
        self.ensure_one()
        self.outgoing_ids._file_paper(self.signed_on, self.place)
        return CLOSE


class EdocPaperArrive(models.TransientModel):
    """The paper that a packet announced has come."""

    _name = "edoc.paper.arrive"
    _description = "Paper Copies Have Come"

    incoming_ids = fields.Many2many("edoc.incoming", required=True)
    day = _day("Day of arrival")
    note = fields.Char(
        string="State of the paper copy",
        help="Number of envelopes and sheets, damage, seal of the envelope.",
    )

    def action_arrive(self):
        self.ensure_one()
        self.incoming_ids._take_paper(self.day, self.note)
        return CLOSE
