"""Giving on, taking back, returning, handing over, advising, taking note."""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ._dialogs import dialog
from .incoming_handling_mixin import OPEN


class EdocAssignmentStepsMixin(models.AbstractModel):
    _name = "edoc.assignment.steps.mixin"
    _description = "Assignment: Steps"
    _inherit = ["edoc.workflow.mixin"]

    handed_over_from_id = fields.Many2one(
        "edoc.assignment", string="Handed over from", index="btree_not_null"
    )
    can_give = fields.Boolean(compute="_compute_can")
    can_opinion = fields.Boolean(compute="_compute_can")
    can_read = fields.Boolean(compute="_compute_can")
    can_take_back = fields.Boolean(compute="_compute_can")
    can_return = fields.Boolean(compute="_compute_can")
    can_forward = fields.Boolean(compute="_compute_can")

    def _action_label(self, action):
        who = self._who()
        return {
            "give": self.env._("Given on by %(who)s", who=who),
            "opinion": self.env._("Opinion of %(who)s", who=who),
            "read": self.env._("Taken note of by %(who)s", who=who),
            "take_back": self.env._("Taken back from %(who)s", who=who),
            "return": self.env._("Returned by %(who)s", who=who),
            "forward": self.env._("Handed over by %(who)s", who=who),
            "ask": self.env._("%(who)s asks for more time", who=who),
            "grant": self.env._("More time granted to %(who)s", who=who),
            "refuse": self.env._("More time refused to %(who)s", who=who),
            "unit_begins": self.env._("Registered by %(who)s", who=who),
            "unit_ends": self.env._("Completed by %(who)s", who=who),
        }[action]

    def _note_step(self, action, reason=None, target=None):
        """What is done with a part stands in the history of its document."""
        for row in self:
            self.env["edoc.step"]._through_door().create(
                {
                    "incoming_id": row.incoming_id.id,
                    "assignment_id": row.id,
                    "action": action,
                    "state_from": row.state,
                    "state_to": target or row.state,
                    "user_id": self.env.uid,
                    "reason": reason,
                }
            )

    # ---------------------------------------------------------------- giving on

    @api.model
    def _hand_out(self, document, lines, parent=None, **vals):
        """Give parts to departments and persons; they see the document from now on.

        A subordinate unit gets a document of its own.

        :param lines: ``(addressee, role, instruction, due_date)``
        """
        rows = self.browse()
        for addressee, role, instruction, due_date in lines:
            person = addressee._name == "res.users"
            row = self._through_door().create(
                {
                    "incoming_id": document.id,
                    "parent_id": parent.id if parent else False,
                    **self._place_of(addressee, document, parent),
                    "role": role,
                    "state": "processing" if person and role == "lead" else "pending",
                    "instruction": instruction,
                    "due_date": due_date or self._due_by_lead(role, document, parent),
                    "assigned_by_id": self.env.uid,
                    **vals,
                }
            )
            if person:
                document._add_readers(users=addressee)
            else:
                document._add_readers(groups=row.department_id.group_id)
            rows += row
        for row in rows:
            row.with_env(self.env)._tell_holders()
        rows._send_to_unit()
        if rows.filtered(lambda row: row.role == "lead" and row.user_id):
            self.env["edoc.dossier.rule"]._handled(document)
        return rows.with_env(self.env)

    @api.model
    def _place_of(self, addressee, document, parent):
        """Return with whom it is: in a department, with a person of it, in a unit."""
        if addressee._name == "res.company":
            self._check_unit(addressee, document)
            return {"unit_id": addressee.id}
        person = addressee._name == "res.users"
        department = addressee
        if person:
            department = self._department_of(addressee, document, parent)
        self._check_entity(addressee, department, document)
        return {
            "department_id": department.id,
            "user_id": addressee.id if person else False,
        }

    def _who(self):
        """Return the name of who has it."""
        row = self.sudo()
        return row.user_id.name or row.department_id.name or row.unit_id.name

    def _addressed(self):
        """Return who has it: a person, a department or a subordinate unit."""
        return self.user_id or self.department_id or self.unit_id

    @api.model
    def _due_by_lead(self, role, document, parent):
        """Who leads has the document's own deadline, if he was given no other."""
        if role != "lead":
            return False
        above = parent and parent.role == "lead" and parent.sudo().due_date
        return above or document.sudo().due_date

    @api.model
    def _department_of(self, user, document, parent=None):
        found = user.sudo().edoc_department_ids.filtered(
            lambda d: d.company_id == document.company_id
        )
        own = found & parent.sudo().department_id if parent else found[:0]
        if not found:
            raise UserError(
                self.env._(
                    "%(user)s is in no department of this entity. Choose somebody "
                    "else, or have the administrator put this person into one.",
                    user=user.name,
                )
            )
        return own or found[:1]

    @api.model
    def _check_entity(self, addressee, department, document):
        if department.sudo().company_id != document.company_id:
            raise UserError(
                self.env._(
                    "%(department)s belongs to another entity.",
                    department=addressee.name,
                )
            )

    def _tell_holders(self):
        """Put the task on the desks of who has to do something."""
        self.ensure_one()
        summary = {
            "distribute": self.env._("Distribute this document"),
            "lead": self.env._("Handle this document")
            if self.user_id
            else self.env._("Assign somebody"),
            "cooperate": self.env._("Give your opinion"),
        }.get(self.role)
        if summary:
            self.sudo().incoming_id.with_env(self.env)._notify_task(
                self._holders(), summary, deadline=self.due_date
            )

    def _check_members(self, users):
        department = self.sudo().department_id
        for user in users:
            if user not in department.user_ids:
                raise UserError(
                    self.env._(
                        "%(user)s is not in %(department)s.",
                        user=user.name,
                        department=department.name,
                    )
                )

    def _check_limit(self, due_date):
        """What is given on is due no later than what it comes from."""
        limit = self.sudo().due_date
        if limit and due_date and due_date > limit:
            raise UserError(
                self.env._(
                    "%(day)s is later than the deadline that was given, %(limit)s. "
                    "Choose an earlier day, or ask for more time first.",
                    day=due_date.strftime("%d/%m/%Y"),
                    limit=limit.strftime("%d/%m/%Y"),
                )
            )

    def _replace_below(self, lines):
        """Give on to these persons; who had it from here before has it no more."""
        self.ensure_one()
        self.child_ids.filtered(lambda a: a.state in OPEN)._withdraw()
        twice, first = set(), []
        for line in lines:
            if line[0].id not in twice:
                twice.add(line[0].id)
                first.append(line)
        document = self.incoming_id.with_env(self.env(user=self.env.user, su=False))
        self.env["edoc.assignment"].with_env(document.env)._hand_out(
            document, first, self
        )

    # ------------------------------------------------------------ back and over

    def _withdraw(self):
        """Close the rows and all that was given on from them."""
        rows = self
        while below := rows.child_ids.filtered(lambda a: a.state in OPEN) - rows:
            rows |= below
        rows._through_door().write(
            {"state": "taken_back", "ended_at": fields.Datetime.now()}
        )
        for row in rows.sudo().filtered("department_id"):
            row.incoming_id.activity_unlink(
                ["l10n_vn_edoc.activity_document"], user_id=row.user_id.id or None
            )

    def _take_back(self, reason=None):
        """Who gave it takes it back before it is done (Điều 11)."""
        return self._go_back("take_back", reason)

    def _return(self, reason):
        """It was given to the wrong one: back to who gave it, with the reason."""
        return self._go_back("return", reason)

    def _go_back(self, action, reason):
        for row in self:
            row._check_step(action, reason)
            row._move_document(reason)
            row.sudo().child_ids.filtered(lambda a: a.state in OPEN)._withdraw()
            row._take_step(
                action, reason=reason, told=reason, ended_at=fields.Datetime.now()
            )
        return True

    def _move_document(self, reason):
        """The document follows its leading part back."""
        row, document = self.sudo(), self.incoming_id
        giver = row.assigned_by_id
        if row.role == "distribute":
            document._through_door().write({"leader_id": giver.id})
        elif row.role == "lead" and row._is_root():
            step = "reopen" if document.sudo().leader_id else "release"
            document._take_step(step, reason=reason)
            giver = document.sudo().leader_id
        elif row.role == "lead" and not row.parent_id.user_id:
            if document.state == "processing":
                document._take_step("unassign", reason=reason)
        document._notify_task(
            giver - self.env.user, self.env._("It came back: decide anew")
        )

    def _forward(self, user, words=None):
        """Hand it over to a colleague of the same department."""
        for row in self:
            row._check_step("forward")
            row._check_members(user)
            if user == row.sudo().user_id:
                raise UserError(self.env._("%(user)s has it already.", user=user.name))
            row._take_step("forward", reason=words, ended_at=fields.Datetime.now())
            old = row.sudo()
            line = (user, old.role, words or old.instruction, old.due_date)
            new = self._hand_out(
                row.incoming_id,
                [line],
                old.parent_id,
                department_id=old.department_id.id,
                handed_over_from_id=row.id,
            )
            old.child_ids.filtered(lambda a: a.state in OPEN)._through_door().write(
                {"parent_id": new.id}
            )
        return True

    # ------------------------------------------------------- opinion, taking note

    def _give_opinion(self, words, content=None, name=None):
        """A cooperating department or person says what it thinks (NĐ 30 Điều 23)."""
        for row in self:
            if not (words or "").strip():
                raise UserError(self.env._("Write the opinion down in words."))
            if content:
                self.env["edoc.file.format"]._check(
                    name, base64.b64decode(content), "enclosure"
                )
            row._take_step(
                "opinion",
                opinion=words.strip(),
                opinion_by_id=self.env.uid,
                opinion_file=content,
                opinion_file_name=name if content else False,
                ended_at=fields.Datetime.now(),
            )
            row.sudo().child_ids.filtered(lambda a: a.state in OPEN)._withdraw()
            row._tell_lead()
        return True

    def _tell_lead(self):
        document = self.sudo().incoming_id.with_env(self.env)
        document.sudo().activity_feedback(
            ["l10n_vn_edoc.activity_document"], user_id=self.env.uid
        )
        chain = self.sudo().incoming_id.assignment_ids._lead_chain()
        waiting = chain and chain[-1:]._holders() or self.sudo().assigned_by_id
        document.message_post(
            body=self.env._(
                "%(who)s gave the opinion that was asked for.",
                who=self._who(),
            ),
            partner_ids=(waiting - self.env.user).partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _confirm_read(self):
        """For information: whoever it went to has seen it."""
        for row in self:
            row._take_step(
                "read", opinion_by_id=self.env.uid, ended_at=fields.Datetime.now()
            )
        return True

    # ----------------------------------------------------------------- actions

    def action_open_opinion(self):
        return self._ask(self.env._("Give an opinion"), "edoc.assignment.opinion")

    def action_open_return(self):
        return self._ask(self.env._("Return"), "edoc.assignment.back")

    def action_open_take_back(self):
        return self._ask(
            self.env._("Take back"), "edoc.assignment.back", default_by_giver=True
        )

    def action_open_forward(self):
        return self._ask(self.env._("Hand over"), "edoc.assignment.forward")

    def action_read(self):
        return self._confirm_read()

    def _ask(self, title, model, **context):
        self.ensure_one()
        return dialog(title, model, default_assignment_id=self.id, **context)
