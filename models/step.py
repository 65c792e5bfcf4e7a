"""History of the steps of a document."""

from odoo import api, fields, models


class EdocStep(models.Model):
    """One step that a document took: who, when, from where to where, and why.

    NĐ 30/2020 Phụ lục VI III.5: the history is kept with the document.
    """

    _name = "edoc.step"
    _description = "Document Step"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id desc"
    _guarded_rows = True

    incoming_id = fields.Many2one(
        "edoc.incoming", index="btree_not_null", ondelete="cascade"
    )
    outgoing_id = fields.Many2one(
        "edoc.outgoing", index="btree_not_null", ondelete="cascade"
    )
    copy_id = fields.Many2one("edoc.copy", index="btree_not_null", ondelete="cascade")
    paper_dispatch_id = fields.Many2one(
        "edoc.paper.dispatch",
        string="Paper copy",
        index="btree_not_null",
        ondelete="cascade",
    )
    assignment_id = fields.Many2one(
        "edoc.assignment", index="btree_not_null", ondelete="cascade"
    )
    dossier_id = fields.Many2one(
        "edoc.dossier", index="btree_not_null", ondelete="cascade"
    )
    dossier_list_id = fields.Many2one(
        "edoc.dossier.list", index="btree_not_null", ondelete="cascade"
    )
    transfer_id = fields.Many2one(
        "edoc.archive.transfer", index="btree_not_null", ondelete="cascade"
    )
    action = fields.Char(required=True)
    action_label = fields.Char(string="Step", compute="_compute_labels")
    state_from = fields.Char()
    state_to = fields.Char()
    state_label = fields.Char(string="Stands at", compute="_compute_labels")
    user_id = fields.Many2one(
        "res.users", string="By", required=True, ondelete="restrict"
    )
    on_behalf_id = fields.Many2one(
        "res.users",
        string="On behalf of",
        ondelete="restrict",
        help="Whose duty it was, when it was done by delegation.",
    )
    authority = fields.Char(
        help="The abbreviation of an act that was done for another (NĐ 30 Điều 13)."
    )
    done_by = fields.Char(string="Done by", compute="_compute_done_by")
    done_at = fields.Datetime(string="At", required=True, default=fields.Datetime.now)
    reason = fields.Text()

    @api.depends("user_id", "on_behalf_id", "authority")
    def _compute_done_by(self):
        for step in self.sudo():
            step.done_by = step.user_id.name
            if step.on_behalf_id:
                step.done_by = self.env._(
                    "%(code)s %(principal)s: %(user)s, on his behalf",
                    code=step._acting_form(),
                    principal=step.on_behalf_id.name,
                    user=step.user_id.name,
                )

    def _acting_form(self):
        """Return the sign of an act in another's place (NĐ 30/2020 Điều 13).

        A step keeps the one it was made with. Those from before delegations said their
        form have none: KT. for a deputy of that principal, else TUQ.
        """
        if self.authority:
            return self.authority
        deputy = [
            ("principal_id", "=", self.on_behalf_id.id),
            ("user_id", "=", self.user_id.id),
            ("kind", "in", ("deputy", "collective_deputy")),
        ]
        rights = self.env["edoc.signing.authority"].sudo()
        return "KT." if rights.search_count(deputy, limit=1) else "TUQ."

    def _compute_labels(self):
        for step in self:
            document = (
                step.assignment_id
                or step.incoming_id
                or step.outgoing_id
                or step.copy_id
                or step.paper_dispatch_id
                or step.dossier_id
                or step.dossier_list_id
                or step.transfer_id
            )
            labels = dict(document._fields["state"]._description_selection(self.env))
            step.state_label = labels.get(step.state_to, step.state_to)
            step.action_label = document._action_label(step.action)
