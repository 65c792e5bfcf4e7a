"""Who moves or leaves hands over what he holds, in one act."""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.work_held import KINDS, WITHOUT_SUCCESSOR


class EdocHandOver(models.TransientModel):
    """To one successor, or to one for each kind of work."""

    _name = "edoc.hand.over"
    _description = "Hand Over Work"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    giver_id = fields.Many2one(
        "res.users",
        string="Who hands over",
        required=True,
        default=lambda self: self.env.user,
        domain="[('company_ids', 'in', company_id)]",
        help="Yourself; or somebody of a department that you head; leaders and the "
        "office act for everybody who is absent.",
    )
    successor_id = fields.Many2one(
        "res.users",
        string="Successor",
        domain="[('company_ids', 'in', company_id), ('id', '!=', giver_id)]",
    )
    reason = fields.Char(required=True)
    line_ids = fields.One2many(
        "edoc.hand.over.line",
        "wizard_id",
        string="Work",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("giver_id")
    def _compute_line_ids(self):
        for wizard in self:
            held = wizard._held() if wizard._may_hand_over() else {}
            wizard.line_ids = [Command.clear()] + [
                Command.create({"kind": kind, "what": wizard._told(records)})
                for kind, records in held.items()
            ]

    def _held(self):
        return self.env["edoc.work.held"]._held_by(self.giver_id)

    def _told(self, records):
        held = self.env["edoc.work.held"]
        return "\n".join(held._name_of(record, self.env.user) for record in records)

    def _may_hand_over(self):
        """Himself, his head, a leader, the office."""
        user, giver = self.env.user, self.giver_id.sudo()
        office = user.has_groups("l10n_vn_edoc.group_leader,l10n_vn_edoc.group_office")
        heads = giver.edoc_department_ids.head_ids
        same = user.company_id in giver.company_ids
        return user == giver or user in heads or office and same

    def action_hand_over(self):
        """Pass everything on and keep the protocol.

        :raises AccessError: it is not for the current user to do
        :raises UserError: nothing is held, or a successor is missing or can't hold it
        """
        self.ensure_one()
        if not self._may_hand_over():
            raise AccessError(
                self.env._(
                    "Only %(user)s, his head, a leader or the office hands his work "
                    "over.",
                    user=self.giver_id.name,
                )
            )
        held = self._held()
        if not held:
            raise UserError(
                self.env._("%(user)s holds nothing open.", user=self.giver_id.name)
            )
        row = (
            self.env["edoc.work.handover"]
            ._through_door()
            .create(
                {
                    "company_id": self.company_id.id,
                    "giver_id": self.giver_id.id,
                    "done_by_id": self.env.uid,
                    "reason": self.reason,
                }
            )
        )
        for kind, records in held.items():
            self._hand_over_kind(row, kind, records)
        return {
            "type": "ir.actions.act_window",
            "res_model": row._name,
            "res_id": row.id,
            "view_mode": "form",
        }

    def _hand_over_kind(self, row, kind, records):
        line = self.line_ids.filtered(lambda line: line.kind == kind)
        to = line.to_id or self.successor_id
        if kind in WITHOUT_SUCCESSOR:
            to = to.browse()
        work = self.env["edoc.work.held"]
        lines = self.env["edoc.work.handover.line"]._through_door()
        for record in records:
            document = work._document_of(record)
            if document is None:
                name, place = work._name_of(record, self.giver_id), {}
            else:
                name = work._code_of(document)
                place = {"res_model": document._name, "res_id": document.id}
            result = work._pass_on(
                kind, record, self.giver_id.sudo(), to.sudo(), self.reason
            )
            lines.create(
                {
                    "handover_id": row.id,
                    "kind": kind,
                    "what": name,
                    **place,
                    "to_id": to.id,
                    "result": result,
                }
            )


class EdocHandOverLine(models.TransientModel):
    _name = "edoc.hand.over.line"
    _description = "Work to Hand Over"

    wizard_id = fields.Many2one("edoc.hand.over", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="wizard_id.company_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    what = fields.Text(readonly=True)
    to_id = fields.Many2one(
        "res.users",
        string="Another successor",
        domain="[('company_ids', 'in', company_id)]",
    )
