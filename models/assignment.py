from odoo import api, fields, models


class EdocAssignment(models.Model):
    """What a department has to do with an incoming document (Điều 11)."""

    _name = "edoc.assignment"
    _description = "Assignment"
    _inherit = ["edoc.guarded.mixin"]
    _order = "role_order, id"
    _guarded_rows = True

    incoming_id = fields.Many2one(
        "edoc.incoming", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="incoming_id.company_id", store=True)
    department_id = fields.Many2one(
        "edoc.department",
        string="Department",
        required=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one("res.users", string="Handled by", index=True)
    role = fields.Selection(
        [("lead", "Lead"), ("cooperate", "Cooperate"), ("inform", "For information")],
        required=True,
    )
    role_order = fields.Integer(compute="_compute_role_order", store=True)
    instruction = fields.Text(string="Leader's instruction")
    head_instruction = fields.Text(string="Head's instruction")
    due_date = fields.Date(string="Deadline")
    user_due_date = fields.Date(string="Deadline of the person")
    assigned_by_id = fields.Many2one("res.users", string="Distributed by")
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("processing", "Being handled"),
            ("done", "Completed"),
        ],
        default="pending",
        required=True,
    )

    @api.depends("role")
    def _compute_role_order(self):
        order = ["lead", "cooperate", "inform"]
        for assignment in self:
            assignment.role_order = order.index(assignment.role)
