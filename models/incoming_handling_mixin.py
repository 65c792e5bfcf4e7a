"""Distribution and handling of incoming documents (Điều 11; NĐ 30 Điều 23, 24)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ._dialogs import form_of

# given, but not with whom it was given any more
GONE = ("taken_back", "returned", "forwarded")
OPEN = ("pending", "processing")


class EdocIncomingHandlingMixin(models.AbstractModel):
    """Rounds of hand-outs: leader, deputy, heads, specialists; see edoc.assignment."""

    _name = "edoc.incoming.handling.mixin"
    _description = "Incoming Document: Handling"

    opinion_ids = fields.One2many(
        "edoc.assignment",
        "incoming_id",
        string="Opinions of those who cooperate",
        domain=[("role", "=", "cooperate"), ("state", "not in", GONE)],
        readonly=True,
    )
    extension_ids = fields.One2many("edoc.extension", "incoming_id", readonly=True)
    my_assignment_id = fields.Many2one(
        "edoc.assignment",
        string="What I have to do",
        compute="_compute_my_assignment_id",
    )
    came_back = fields.Char(string="Why it came back", compute="_compute_came_back")
    my_role = fields.Char(compute="_compute_mine")
    my_instruction = fields.Text(string="Instruction to me", compute="_compute_mine")
    my_due_date = fields.Date(string="My deadline", compute="_compute_mine")
    can_give = fields.Boolean(compute="_compute_mine")
    can_opinion = fields.Boolean(compute="_compute_mine")
    can_read = fields.Boolean(compute="_compute_mine")
    can_return_up = fields.Boolean(compute="_compute_mine")
    can_hand_over = fields.Boolean(compute="_compute_mine")
    can_ask_extension = fields.Boolean(compute="_compute_mine")

    # ------------------------------------------------------------------ computes

    @api.depends(
        "assignment_ids.state",
        "assignment_ids.user_id",
        "assignment_ids.role",
        "assignment_ids.parent_id",
    )
    def _compute_lead(self):
        for document in self:
            chain = document.assignment_ids._lead_chain()
            document.lead_department_id = chain[:1].department_id
            document.handler_id = chain[-1:].user_id
            document.instruction = chain[:1].instruction

    @api.depends("assignment_ids.state", "assignment_ids.user_id")
    @api.depends_context("uid")
    def _compute_my_assignment_id(self):
        for document in self:
            rows = document.assignment_ids.filtered(
                lambda a: a.is_mine and a.state not in GONE
            )
            current = rows.filtered(lambda a: a.state in OPEN) or rows
            # the innermost of the chain is what the user himself does next
            document.my_assignment_id = current.sorted(
                lambda a: (a.role_order, -a.level, a.id)
            )[:1]

    @api.depends("state", "assignment_ids.state", "assignment_ids.told")
    def _compute_came_back(self):
        """Who decides anew reads why the leading part was returned."""
        for document in self:
            rows = document.assignment_ids.filtered(lambda a: a.role == "lead")
            last = rows.sorted("id")[-1:]
            open_ = document.state in ("submitted", "distributed")
            back = open_ and last.state == "returned"
            document.came_back = f"{last._who()}: {last.told}" if back else False

    @api.depends("my_assignment_id", "state")
    @api.depends_context("uid")
    def _compute_mine(self):
        roles = dict(
            self.env["edoc.assignment"]._fields["role"]._description_selection(self.env)
        )
        for document in self:
            mine = document.my_assignment_id
            document.my_role = roles.get(mine.role)
            document.my_instruction = mine.instruction
            document.my_due_date = mine.due_date
            for name in ("give", "opinion", "read", "ask_extension"):
                document[f"can_{name}"] = bool(mine) and mine[f"can_{name}"]
            document.can_return_up = bool(mine) and mine.can_return
            document.can_hand_over = bool(mine) and mine.can_forward

    # ----------------------------------------------------------------- workflow

    def _handling_duties(self):
        """Return the duties that a hand-out brings: heads who lead, who handles it."""
        chain = self.sudo().assignment_ids._lead_chain()
        duties = set()
        if self.env.user in chain.department_id.head_ids:
            duties.add("lead_head")
        if chain and self.env.user == chain[-1:].user_id:
            duties.add("handler")
        if chain and self.env.user == chain[:1].assigned_by_id:
            duties.add("giver")
        return duties

    def _pass_on(self, deputy, instruction, due_date=None):
        """The leader leaves the distributing to a deputy (Điều 11)."""
        self.ensure_one()
        self._check_leader(deputy)
        if deputy == self.sudo().leader_id:
            raise UserError(
                self.env._("%(user)s distributes it already.", user=deputy.name)
            )
        self._take_step("pass_on", reason=instruction, leader_id=deputy.id)
        before = self.sudo()._distribution_rows()
        self.env["edoc.assignment"]._hand_out(
            self, [(deputy, "distribute", instruction, due_date)], before[-1:]
        )
        return True

    def _distribution_rows(self):
        return self.assignment_ids.filtered(
            lambda a: a.role == "distribute" and a.state in OPEN
        )

    def _distribute(self, lines, instruction, due_date):
        """Distribute with an instruction (Điều 11).

        :param lines: ``(addressee, role)`` or ``(addressee, role, instruction,
            due_date)``; an addressee is a department, a user or a subordinate unit
            (``res.company``); exactly one role is ``lead``
        """
        self.ensure_one()
        lines = [self._full_line(line, instruction, due_date) for line in lines]
        leads = [line for line in lines if line[1] == "lead"]
        if len(leads) != 1:
            raise UserError(self.env._("Name exactly one lead."))
        tasks = self.sudo()._distribution_rows()
        self._take_step("distribute", distributed_at=fields.Datetime.now())
        lines = self._replace_earlier(lines)
        self.env["edoc.assignment"]._hand_out(self, lines, tasks[-1:])
        tasks._through_door().write({"state": "done"})
        lead, _role, _words, until = leads[0]
        if until:
            self._through_door().write({"due_date": until})
        self._queue_status("04")
        if lead._name == "res.users":
            self._take_step("begin")
            self._queue_status("05")
        return True

    @api.model
    def _full_line(self, line, instruction, due_date):
        addressee, role, *own = line
        words, until = own or (None, None)
        return addressee, role, words or instruction, until or due_date

    def _replace_earlier(self, lines):
        """Return what is new; who had another part before loses that one."""
        kept = []
        for line in lines:
            addressee, role = line[:2]
            earlier = self.sudo().assignment_ids.filtered(
                lambda a, to=addressee: (
                    a.state in OPEN
                    and a._is_root()
                    and a.role != "distribute"
                    and a._addressed() == to.sudo()
                )
            )
            same = earlier.filtered(lambda a, part=role: a.role == part)
            (earlier - same)._withdraw()
            if not same:
                kept.append(line)
        return kept

    def _assign(self, user, instruction, due_date, others=(), row=None):
        """A head names who handles it, and who takes part beside (Điều 11).

        :param others: ``(user, role)`` or ``(user, role, instruction, due_date)``
        :param row: what the head was given; the leading part when left out
        """
        self.ensure_one()
        row = (row or self._row_to_give()).sudo()
        leads = not row or row.role == "lead"
        if leads:
            self._check_step("assign")
        row.with_user(self.env.user)._check_step("give")
        lines = [self._full_line((user, row.role), instruction, due_date)]
        lines += [self._full_line(line, instruction, due_date) for line in others]
        row._check_members(line[0] for line in lines)
        row._check_limit(max((line[3] for line in lines if line[3]), default=None))
        if leads:
            self._take_step("assign", reason=instruction)
            row._through_door().write({"state": "processing"})
        else:
            row.with_user(self.env.user)._take_step("give", reason=instruction)
        row._replace_below(lines)
        if leads:
            self._queue_status("05")
        return True

    def _row_to_give(self):
        """Return the part that the current user gives on, the leading one first."""
        rows = self.sudo().assignment_ids.filtered(
            lambda a: a.state in OPEN and a.role in ("lead", "cooperate")
        )
        rows = rows.filtered(lambda a: "chief" in a.with_user(self.env.user)._duties())
        return rows.sorted(lambda a: (a.role_order, -a.level, a.id))[:1]

    def _finish(self, reason=None, answer=None):
        """Complete the handling, by an issued answer or by the handler's word."""
        self._take_step(
            "finish",
            reason=reason,
            done_at=fields.Datetime.now(),
            completed_by_id=answer.id if answer else False,
        )
        for document in self:
            rows = document.sudo().assignment_ids
            # who was only to know may still take note of it
            rows = rows.filtered(lambda a: a.state in OPEN and a.role != "inform")
            rows._through_door().write(
                {"state": "done", "ended_at": fields.Datetime.now()}
            )
            document.sudo().activity_unlink(["l10n_vn_edoc.activity_document"])
            document._queue_status("06")
        return True

    # ------------------------------------------------------------------ actions

    def action_open_distribute(self):
        return self._open_wizard("edoc.incoming.distribute", self.env._("Distribute"))

    def action_open_pass_on(self):
        return self._open_wizard(
            "edoc.incoming.pass.on", self.env._("Leave to a deputy")
        )

    def action_open_assign(self):
        return self._open_wizard("edoc.incoming.assign", self.env._("Assign"))

    def action_open_finish(self):
        return self._open_wizard("edoc.incoming.finish", self.env._("Complete"))

    def action_open_opinion(self):
        return self.my_assignment_id.action_open_opinion()

    def action_open_return_up(self):
        return self.my_assignment_id.action_open_return()

    def action_open_hand_over(self):
        return self.my_assignment_id.action_open_forward()

    def action_open_ask_extension(self):
        return self.my_assignment_id.action_open_ask()

    def action_read(self):
        """Confirm that it was taken note of (*nhận để biết*)."""
        self.my_assignment_id._confirm_read()
        return True

    def action_answer(self):
        """Open a new outgoing document that answers this one."""
        self.ensure_one()
        self._check_may_answer()
        outgoing = self.env["edoc.outgoing"].create(self._prepare_answer())
        return form_of(outgoing)

    def _check_may_answer(self):
        if not self._duties() & {"handler", "lead_head"}:
            raise UserError(
                self.env._("Only those who handle this document draft its answer.")
            )

    def _prepare_answer(self):
        sender = self.sudo().sender_id
        return {
            "subject": self.env._("Answer to %(code)s", code=self.code or self.subject),
            "answers_ids": [(4, self.id)],
            "company_id": self.company_id.id,
            "department_id": self.lead_department_id.id,
            "delivery_ids": [(0, 0, {"partner_id": sender.id})] if sender else [],
            "due_date": self.due_date,
        }
