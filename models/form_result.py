"""What the office found about the form of each file (NĐ 30/2020 Điều 12.2)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ._dialogs import dialog

RESULTS = [("ok", "Right"), ("not_ok", "Not right"), ("na", "Does not apply")]


class EdocFormResult(models.Model):
    """One item on one version of a file: proposed by the software, decided by a person.

    A returned draft keeps what was found on its earlier versions.
    """

    _name = "edoc.form.result"
    _description = "Result of the Check of Form"
    _inherit = ["edoc.guarded.mixin"]
    _order = "file_id, sequence, id"
    _guarded_rows = True

    outgoing_id = fields.Many2one(
        "edoc.outgoing", required=True, index=True, ondelete="cascade"
    )
    file_id = fields.Many2one(
        "edoc.file", string="File", required=True, index=True, ondelete="cascade"
    )
    version_id = fields.Many2one(
        "edoc.file.version", required=True, index=True, ondelete="cascade"
    )
    check_id = fields.Many2one(
        "edoc.form.check", string="Item", required=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="check_id.sequence", store=True)
    proposed = fields.Selection(
        [
            ("ok", "Right"),
            ("not_ok", "Seems not right"),
            ("unknown", "Can't be told"),
        ],
        string="By the software",
    )
    proposed_note = fields.Char(string="What was read")
    result = fields.Selection(RESULTS, index="btree_not_null")
    remark = fields.Char()
    checked_by_id = fields.Many2one(
        "res.users", string="Checked by", ondelete="restrict"
    )
    checked_at = fields.Datetime(string="Checked at")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _once = models.Constraint(
        "UNIQUE (version_id, check_id)", "This item stands in the list already."
    )

    @api.depends("outgoing_id.state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for row in self:
            row.can_decide = row.outgoing_id._checks_form()

    @api.depends("check_id", "file_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.file_id.name}: {row.check_id.name}"

    def _decide(self, result, remark=None):
        """Keep the decision of who checks the form.

        :raises UserError: it isn't his to decide, or no words say what isn't right
        """
        for row in self:
            if not row.can_decide:
                raise UserError(
                    self.env._(
                        "Items are decided by the office while the form is checked."
                    )
                )
        if result == "not_ok" and not (remark or "").strip():
            raise UserError(self.env._("Say in words what isn't right."))
        self._through_door().write(
            {
                "result": result,
                "remark": remark,
                "checked_by_id": self.env.uid,
                "checked_at": fields.Datetime.now(),
            }
        )
        return True

    def action_right(self):
        return self._decide("ok")

    def action_not_applicable(self):
        return self._decide("na")

    def action_open_not_right(self):
        return dialog(
            self.env._("Not right"),
            "edoc.form.not.right",
            default_result_ids=self.ids,
            default_remark=self.proposed_note,
        )

    def _sentence(self):
        """Return what isn't right, for the reason of a return."""
        self.ensure_one()
        parts = (self.file_id.name, self.check_id.name, self.remark)
        return ": ".join(part for part in parts if part)
