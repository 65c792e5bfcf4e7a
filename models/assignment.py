"""What somebody has to do with an incoming document (Điều 11; NĐ 30 Điều 23, 24)."""

from odoo import api, fields, models

from ..core.workflow import ASSIGNMENT
from .incoming_handling_mixin import GONE, OPEN

ROLES = [
    ("distribute", "Distribute"),
    ("lead", "Lead"),
    ("cooperate", "Cooperate"),
    ("inform", "For information"),
]
INDENT = "\u2003"
ORDER = [role for role, _label in ROLES]
STATES = [
    ("pending", "Waiting"),
    ("processing", "Being handled"),
    ("done", "Completed"),
    ("returned", "Returned"),
    ("taken_back", "Taken back"),
    ("forwarded", "Handed over"),
]


class EdocAssignment(models.Model):
    """One part of a document given to a department or a person.

    Who gives it on makes rows below his own: leader, deputy, head, specialist.
    """

    _name = "edoc.assignment"
    _description = "Assignment"
    _inherit = [
        "edoc.urged.mixin",
        "edoc.assignment.unit.mixin",
        "edoc.assignment.steps.mixin",
        "edoc.assignment.extension.mixin",
    ]
    _order = "tree_key, id"
    _guarded_rows = True
    _audit_act = "instruction"

    _workflow = ASSIGNMENT
    _step_inverse = "assignment_id"

    incoming_id = fields.Many2one(
        "edoc.incoming", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="incoming_id.company_id", store=True)
    parent_id = fields.Many2one(
        "edoc.assignment", string="Given on from", index="btree_not_null"
    )
    child_ids = fields.One2many("edoc.assignment", "parent_id", string="Given on to")
    level = fields.Integer(compute="_compute_tree", store=True, recursive=True)
    tree_key = fields.Char(compute="_compute_tree", store=True, recursive=True)
    department_id = fields.Many2one(
        "edoc.department",
        string="Department",
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        index=True,
        help="Empty: the heads of the department have it.",
    )
    addressee = fields.Char(string="Who", compute="_compute_addressee")
    role = fields.Selection(ROLES, required=True)
    role_order = fields.Integer(compute="_compute_role_order", store=True)
    instruction = fields.Text()
    due_date = fields.Date(string="Deadline", index=True)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    assigned_by_id = fields.Many2one("res.users", string="Who gave it")
    assigned_at = fields.Datetime(string="Given at", default=fields.Datetime.now)
    ended_at = fields.Datetime(string="Done at")
    opinion = fields.Text()
    opinion_by_id = fields.Many2one("res.users", string="Opinion of")
    opinion_file = fields.Binary(string="File", attachment=True)
    opinion_file_name = fields.Char()
    told = fields.Text(string="Why it went back")
    state = fields.Selection(STATES, default="pending", required=True, index=True)
    urging_ids = fields.One2many("edoc.urging", "assignment_id", readonly=True)
    can_urge = fields.Boolean(compute="_compute_can_urge")

    _due_index = models.Index(
        "(due_date) WHERE state IN ('pending', 'processing') AND role != 'inform'"
    )

    _somebody = models.Constraint(
        "CHECK (num_nonnulls(department_id, unit_id) = 1)",
        "A part is given to a department or to a subordinate unit.",
    )

    @api.depends("role")
    def _compute_role_order(self):
        for row in self:
            row.role_order = ORDER.index(row.role)

    @api.depends("role", "parent_id.tree_key", "parent_id.level")
    def _compute_tree(self):
        for row in self:
            above = row.parent_id
            row.level = above.level + 1 if above else 0
            order = ORDER.index(row.role) if row.role else 0
            number = row._origin.id
            row.tree_key = f"{above.tree_key or ''}{order}{number:010}/"

    @api.depends("user_id", "department_id", "unit_id", "level")
    def _compute_addressee(self):
        for row in self:
            branch = "↳ " if row.level else ""
            row.addressee = f"{INDENT * row.level}{branch}{row._who()}"

    @api.depends("due_date", "state")
    def _compute_is_late(self):
        today = self.env["edoc.incoming"]._vn_today()
        for row in self:
            row.is_late = (
                row.state in OPEN and bool(row.due_date) and row.due_date < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["edoc.incoming"]._vn_today()
        late = ["&", ("state", "in", OPEN), ("due_date", "<", today)]
        return late if True in value else ["!", *late]

    @api.depends("user_id", "department_id.head_ids")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for row in self:
            row.is_mine = row._is_held()

    def _search_is_mine(self, operator, value):
        """A row without a person is with the heads of its department."""
        if operator != "in":
            return NotImplemented
        uid = self.env.uid
        mine = ["|", ("user_id", "=", uid), "&", ("user_id", "=", False)]
        mine.append(("department_id.head_ids", "in", [uid]))
        return mine if True in value else ["!", *mine]

    # -------------------------------------------------------------------- tree

    def _is_root(self):
        """Tell whether a leader gave it, not somebody to whom it was given."""
        return not self.parent_id or self.parent_id.role == "distribute"

    def _lead_chain(self):
        """Return the leading rows from the leader's to the one who handles it."""
        rows = self.filtered(lambda a: a.role == "lead" and a.state not in GONE)
        chain = below = rows.filtered(lambda a: a._is_root())[-1:]
        while below:
            below = (below.child_ids & rows)[-1:]
            chain += below
        return chain

    def _holders(self):
        """Return the users who have it here: the person, or the heads."""
        self.ensure_one()
        return self.sudo().user_id or self.sudo().department_id.head_ids

    def _is_held(self):
        return self.env.user in self._holders()

    @api.depends("state", "due_date", "user_id", "child_ids.state")
    @api.depends_context("uid")
    def _compute_can_urge(self):
        for row in self:
            row.can_urge = bool(row._to_urge().filtered("can_urge"))

    def _to_urge(self):
        """Return the open work of this part and of what was given on from it."""
        rows = self.sudo()._with_below()
        if not rows.filtered(lambda a: a.state in OPEN):
            return self.env["edoc.due.work"]
        works = self.env["edoc.due.work"].sudo()
        return works.search([("assignment_id", "in", rows.ids)]).sudo(False)

    def _is_awaited(self):
        return self.role != "inform" and self._is_open()

    def action_open_urge(self):
        """Urge who has it, or whom it was given on to (Điều 17)."""
        self.check_access("read")
        return self._to_urge().action_open_urge()

    def _with_below(self):
        rows = self
        while below := rows.child_ids - rows:
            rows |= below
        return rows

    def _is_open(self):
        """Tell whether the document is still handled."""
        states = ("submitted", "distributed", "processing")
        return self.state in OPEN and self.sudo().incoming_id.state in states

    # ----------------------------------------------------------------- workflow

    def _duties(self):
        """Who the current user is to this part of the document (Điều 11)."""
        duties = super()._duties()
        row, user = self.sudo(), self.env.user
        members = row.user_id or row.department_id.user_ids
        if row.role == "inform" and row.state == "pending" and user in members:
            duties.add("reader")
        if not self._is_open():
            return duties
        if self._is_held():
            duties |= self._holder_duties(row, user)
        return duties | self._giver_duties(row, user)

    def _holder_duties(self, row, user):
        duties = {"holder"}
        if row.role == "cooperate":
            duties.add("adviser")
        if row.role in ("lead", "cooperate") and user in row.department_id.head_ids:
            duties.add("chief")
        if row.user_id and row.role in ("lead", "cooperate"):
            duties.add("person")
        return duties

    def _giver_duties(self, row, user):
        """Who gave it, or stands in his place: the leader, the one above."""
        above = row.parent_id.with_user(user)
        # a colleague who handed it over doesn't take it back from the next one
        given = user == row.assigned_by_id and not row.handed_over_from_id
        if row._is_root() and row.role != "distribute":
            document = row.incoming_id.with_user(user)
            given = given or "leader" in document._duties()
        elif above and above.state in OPEN:
            given = given or above._is_held()
        return {"giver"} if given else set()

    @api.depends("incoming_id.state", "user_id", "role")
    def _compute_can(self):
        return super()._compute_can()
