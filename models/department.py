from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class EdocDepartment(models.Model):
    """A division (*phòng, đơn vị*): its members are those of its own Odoo group."""

    _name = "edoc.department"
    _description = "Department"
    _inherit = ["edoc.rights.watched.mixin"]
    _inherits = {"res.groups": "group_id"}
    _order = "company_id, sequence, id"
    _rec_name = "name"

    _watched = frozenset({"head_ids"})

    group_id = fields.Many2one(
        "res.groups", required=True, ondelete="cascade", string="Group", index=True
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    code = fields.Char(
        string="Abbreviation",
        help="Stands in the notation of official letters, such as QLCN in SCT-QLCN.",
    )
    kind = fields.Selection(
        [
            ("office", "Office"),
            ("division", "Division"),
            ("leadership", "Leadership"),
            ("advisory", "Advisory body with the agency's seal"),
        ],
        default="division",
        required=True,
        help="An advisory body (council, board, team) issues in its own name with the "
        "agency's seal and has its own numbers (NĐ 30 Điều 15.1).",
    )
    head_ids = fields.Many2many(
        "res.users",
        "edoc_department_head_rel",
        "department_id",
        "user_id",
        string="Heads",
        help="The head and his deputies: they assign work and approve content.",
    )
    member_count = fields.Integer(compute="_compute_member_count")
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")

    _group_uniq = models.Constraint(
        "UNIQUE (group_id)", "This group belongs to another department already."
    )

    @api.depends("user_ids")
    def _compute_member_count(self):
        for department in self:
            department.member_count = len(department.user_ids)

    @api.depends("group_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        groups = self.env.user.all_group_ids
        for department in self:
            department.is_mine = department.sudo().group_id in groups

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = "in" if True in value else "not in"
        return [("group_id", wanted, self.env.user.all_group_ids.ids)]

    @api.model_create_multi
    def create(self, vals_list):
        staff = self.env.ref("l10n_vn_edoc.group_user")
        for vals in vals_list:
            self._refuse_group(vals)
            vals["implied_ids"] = [Command.link(staff.id)]
        departments = super().create(vals_list)
        departments._join_heads()
        departments._make_contact_points()
        return departments

    def write(self, vals):
        self._refuse_group(vals)
        result = super().write(vals)
        if "head_ids" in vals or "user_ids" in vals:
            self._join_heads()
        return result

    @api.model
    def _refuse_group(self, vals):
        """A group of duties as a department would vanish together with it."""
        if vals.get("group_id"):
            raise UserError(self.env._("A department always has a group of its own."))

    def _join_heads(self):
        """A head is a member of what he heads, and holds the head's right."""
        head_group = self.env.ref("l10n_vn_edoc.group_head")
        for department in self:
            missing = department.head_ids - department.user_ids
            if missing:
                department.group_id.user_ids = [Command.link(u.id) for u in missing]
            new = department.head_ids - head_group.all_user_ids
            if new:
                head_group.user_ids = [Command.link(user.id) for user in new]

    def _make_contact_points(self):
        """Điều 7.2: a division has a box of its own, its head receives and sends."""
        points = self.env["edoc.contact.point"].sudo().with_context(active_test=False)
        divisions = self.filtered(lambda department: department.kind == "division")
        known = points.search([("department_id", "in", divisions.ids)]).department_id
        points.create(
            [
                {"company_id": division.company_id.id, "department_id": division.id}
                for division in divisions - known.with_env(self.env)
            ]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for model, field in (
            ("edoc.outgoing", "department_id"),
            ("edoc.assignment", "department_id"),
        ):
            if self.env[model].sudo().search_count([(field, "in", self.ids)], limit=1):
                raise UserError(
                    self.env._(
                        "This department has handled documents. Archive it instead of "
                        "deleting it."
                    )
                )

    def unlink(self):
        groups = self.group_id
        result = super().unlink()
        groups.unlink()
        return result
