"""Paper copies on their way: printed, sealed, posted (NĐ 30/2020 Điều 18.5)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.errors import EdocError
from ..core.printing import print_together
from ..core.workflow import PAPER
from ._dialogs import dialog
from ._marks import marked
from ._messages import user_error

STATES = [
    ("waiting", "To be printed"),
    ("printed", "Printed"),
    ("stamped", "Sealed on paper"),
    ("posted", "Posted"),
    ("handed", "Handed over"),
    ("received", "Receipt came back"),
]
TO_DO = ("waiting", "printed", "stamped")
MAX_COPIES = 200


class EdocPaperDispatch(models.Model):
    """What one recipient gets on paper, beside the packet or in place of it."""

    _name = "edoc.paper.dispatch"
    _description = "Paper Copy to Send"
    _inherit = ["edoc.workflow.mixin"]
    _order = "date_issued desc, id desc"
    _rec_name = "code"

    _workflow = PAPER
    _step_inverse = "paper_dispatch_id"
    _guarded_rows = True

    delivery_id = fields.Many2one(
        "edoc.delivery", required=True, index=True, ondelete="restrict"
    )
    outgoing_id = fields.Many2one(
        related="delivery_id.outgoing_id", store=True, index=True, string="Document"
    )
    company_id = fields.Many2one(
        related="delivery_id.outgoing_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        related="delivery_id.partner_id", store=True, index=True
    )
    address = fields.Char(compute="_compute_address")
    code = fields.Char(related="outgoing_id.code")
    subject = fields.Char(related="outgoing_id.subject")
    urgency = fields.Selection(related="outgoing_id.urgency")
    date_issued = fields.Date(related="outgoing_id.date_issued", store=True, index=True)
    why = fields.Char(related="delivery_id.paper_why", string="Why on paper")
    also_electronic = fields.Boolean(
        compute="_compute_also_electronic", string="Electronically, too"
    )
    copies = fields.Integer(string="Copies", required=True, aggregator=None)
    state = fields.Selection(STATES, default="waiting", required=True, index=True)
    keeper_id = fields.Many2one(
        "res.users",
        string="In the hands of",
        index="btree_not_null",
        ondelete="restrict",
        help="Who printed or sealed it last, until it has left.",
    )
    sent_on = fields.Date(string="Day sent", help="Posted or handed over.")
    postal_entry_id = fields.Many2one(
        "edoc.postal.entry",
        string="Postal register",
        index="btree_not_null",
        ondelete="restrict",
    )
    postal_number = fields.Char(related="postal_entry_id.postal_number")
    receipt = fields.Char(string="Receipt signed by")
    receipt_on = fields.Date(string="Day of receipt")
    step_ids = fields.One2many("edoc.step", "paper_dispatch_id", string="History")
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    can_print = fields.Boolean(compute="_compute_can")
    can_stamp = fields.Boolean(compute="_compute_can")
    can_post = fields.Boolean(compute="_compute_can")
    can_hand = fields.Boolean(compute="_compute_can")
    can_receipt = fields.Boolean(compute="_compute_can")
    can_take_back = fields.Boolean(compute="_compute_can")

    _delivery_uniq = models.Constraint(
        "UNIQUE (delivery_id)", "This recipient's paper copy is on the list already."
    )

    # ----------------------------------------------------------------- computes

    @api.depends("code", "partner_id")
    def _compute_display_name(self):
        for dispatch in self:
            agency = dispatch.sudo().partner_id.name
            dispatch.display_name = f"{dispatch.code or ''} → {agency}"

    @api.depends("partner_id")
    def _compute_address(self):
        for dispatch in self:
            dispatch.address = dispatch.partner_id.contact_address_inline

    @api.depends("delivery_id.state")
    def _compute_also_electronic(self):
        for dispatch in self:
            dispatch.also_electronic = dispatch.delivery_id.state != "paper"

    @api.depends("state", "date_issued", "outgoing_id.state")
    def _compute_is_late(self):
        today = self.env["edoc.outgoing"]._vn_today()
        for company, dispatches in self.grouped("company_id").items():
            calendar = self.env["edoc.holiday"]._calendar(company)
            for dispatch in dispatches:
                dispatch.is_late = bool(
                    dispatch.state in TO_DO
                    and dispatch.sudo().outgoing_id.state == "issued"
                    and dispatch.date_issued
                    and today > calendar.next_open(dispatch.date_issued)
                )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        open_ones = self.search([("state", "in", TO_DO)])
        late = [("id", "in", open_ones.filtered("is_late").ids)]
        return late if True in value else ["!", *late]

    # ----------------------------------------------------------------- workflow

    def _duties(self):
        """Paper is the matter of the entity's clerks (Điều 9; NĐ 30 Điều 18.5)."""
        duties = super()._duties()
        user = self.env.user
        mine = self.sudo().company_id in user.company_ids
        if mine and user.has_group("l10n_vn_edoc.group_clerk"):
            duties.add("clerk")
        return duties

    def _check_step(self, action, reason=None):
        """What was recalled or replaced leaves no more (NĐ 30 Điều 18.4)."""
        for dispatch in self.sudo():
            frozen = dispatch.outgoing_id.state in ("recalled", "replaced")
            if frozen and action in ("print", "stamp", "post", "hand"):
                raise UserError(
                    self.env._(
                        "%(code)s was recalled or replaced; its paper does not leave "
                        "any more.",
                        code=dispatch.code,
                    )
                )
        return super()._check_step(action, reason)

    def _action_label(self, action):
        return {
            "print": self.env._("Printed"),
            "stamp": self.env._("Sealed on paper"),
            "post": self.env._("Posted"),
            "hand": self.env._("Handed over"),
            "receipt": self.env._("Receipt came back"),
            "take_back": self.env._("Marks taken back"),
            "hand_over": self.env._("Handed over to a successor"),
        }[action]

    def _take_step(self, action, reason=None, **vals):
        return super()._take_step(action, reason, keeper_id=self.env.uid, **vals)

    def action_print(self):
        """Open the prints of all chosen; what was waiting counts as printed."""
        if not self:
            raise UserError(self.env._("Choose at least one paper copy."))
        self.check_access("read")
        self._check_printable()
        waiting = self.filtered(lambda dispatch: dispatch.state == "waiting")
        waiting._take_step("print")
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/edoc/paper/{ids}",
            "target": "new",
        }

    def action_stamp(self):
        """The clerk has put the agency's seal on paper (NĐ 30 Điều 18.5, 33)."""
        return self._take_step("stamp")

    def action_open_post(self):
        self._check_step("post")
        return self._open_wizard("edoc.paper.post", self.env._("Posted"))

    def action_open_hand(self):
        self._check_step("hand")
        return self._open_wizard("edoc.paper.receipt", self.env._("Handed over"))

    def action_open_receipt(self):
        self._check_step("receipt")
        return self._open_wizard("edoc.paper.receipt", self.env._("Receipt came back"))

    def action_open_take_back(self):
        self._check_step("take_back")
        return self._open_wizard("edoc.paper.take.back", self.env._("Take marks back"))

    def action_print_envelopes(self):
        """Print one envelope for each recipient."""
        report = self.env.ref("l10n_vn_edoc.paper_envelope_report_action")
        return report.report_action(self, config=False)

    def _open_wizard(self, model, title):
        return dialog(title, model, default_dispatch_ids=self.ids)

    def _post(self, day, envelopes, postal_number=None, note=None, together=True):
        """Posted: each envelope's line goes into the postal register.

        :param together: one recipient's documents go in one envelope
        """
        self._check_step("post")
        self._check_day(day)
        entries = self.env["edoc.postal.entry"]
        for dispatches in self._envelopes(together):
            entry = entries._enter(dispatches, day, envelopes, postal_number, note)
            dispatches._take_step("post", sent_on=day, postal_entry_id=entry.id)
        return True

    def _envelopes(self, together):
        if not together:
            return list(self)
        groups = self.sorted("id").grouped(lambda d: (d.company_id, d.partner_id))
        return list(groups.values())

    def _hand_over(self, day, receipt):
        """Handed over; the receiver has signed for it."""
        self._check_step("hand")
        self._check_receipt(day, receipt)
        return self._take_step("hand", sent_on=day, receipt=receipt, receipt_on=day)

    def _note_receipt(self, day, receipt):
        """The recipient's receipt for what was posted has come back."""
        self._check_step("receipt")
        self._check_receipt(day, receipt)
        return self._take_step("receipt", receipt=receipt, receipt_on=day)

    def _take_back(self, reason):
        """Begin anew; a line of the postal register stays and is struck out."""
        self._check_step("take_back", reason)
        entries = self.sudo().postal_entry_id
        # an envelope that was never posted held all that was in it
        together = self | entries.dispatch_ids.with_env(self.env)
        together._take_step(
            "take_back",
            reason=reason,
            sent_on=False,
            postal_entry_id=False,
            receipt=False,
            receipt_on=False,
        )
        entries._strike(reason)
        return True

    def _check_day(self, day):
        today = self.env["edoc.outgoing"]._vn_today()
        for dispatch in self:
            issued = dispatch.sudo().date_issued
            if not issued <= day <= today:
                raise UserError(
                    self.env._(
                        "%(code)s was issued on %(day)s; it left between that day and "
                        "today.",
                        code=dispatch.sudo().code,
                        day=issued.strftime("%d/%m/%Y"),
                    )
                )

    def _check_receipt(self, day, receipt):
        self._check_day(day)
        if not (receipt or "").strip():
            raise UserError(self.env._("Name who signed for it."))
        for dispatch in self:
            if dispatch.sent_on and day < dispatch.sent_on:
                raise UserError(
                    self.env._(
                        "%(code)s was posted later than that day.", code=dispatch.code
                    )
                )

    # -------------------------------------------------------------------- print

    def _check_printable(self):
        if sum(self.mapped("copies")) > MAX_COPIES:
            raise UserError(
                self.env._(
                    "These are more than %(limit)s copies; print them in parts.",
                    limit=MAX_COPIES,
                )
            )

    def _print(self):
        """Return the pages to print, as often as copies go to each recipient."""
        self.check_access("read")
        self._check_printable()
        sheets = []
        for dispatch in self:
            sheets += dispatch.outgoing_id._print_sheets() * dispatch.copies
        try:
            return marked(self.env, print_together(sheets))
        except EdocError as error:
            raise user_error(self.env, error) from error
