"""Consultation of other departments on a draft (NĐ 30/2020 Điều 10)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import secrecy
from ..core.errors import EdocError
from ..core.pdftext import first_page_lines
from ._messages import user_error
from .outgoing_comment_mixin import DISCUSSED


class EdocOutgoingConsultMixin(models.AbstractModel):
    """The author asks for opinions; they stand in one table beside the draft."""

    _name = "edoc.outgoing.consult.mixin"
    _description = "Outgoing Document: Consultation"

    consultation_ids = fields.One2many(
        "edoc.consultation", "outgoing_id", string="Opinions", readonly=True
    )
    open_opinions = fields.Integer(
        string="Opinions not given yet",
        compute="_compute_open_opinions",
        aggregator=None,
    )
    can_consult = fields.Boolean(compute="_compute_can_consult")

    @api.depends("consultation_ids.answer")
    def _compute_open_opinions(self):
        for document in self:
            rows = document.consultation_ids
            document.open_opinions = len(rows.filtered(lambda row: not row.answer))

    @api.depends("state", "author_id")
    @api.depends_context("uid")
    def _compute_can_consult(self):
        for document in self:
            document.can_consult = bool(document.id) and document._may_consult()

    def _may_consult(self):
        self.ensure_one()
        return self.state in DISCUSSED and bool(
            self._duties() & {"author", "content_head"}
        )

    def _consulted(self):
        """Return the rows by which the user was asked, himself or as a member."""
        self.ensure_one()
        user = self.env.user
        return self.sudo().consultation_ids.filtered(
            lambda row: (
                user == row.user_id or row.department_id.group_id in user.all_group_ids
            )
        )

    def _consult(self, departments, users, due_date, question):
        """Ask departments and persons for their opinion until a day.

        :raises UserError: nobody named, asked already, of another entity, or too late
        """
        self.ensure_one()
        self._check_consult(departments, users, due_date)
        main = self._main_file().current_id
        common = {
            "outgoing_id": self.id,
            "question": question,
            "version_id": main.id,
            "asked_by_id": self.env.uid,
            "due_date": due_date,
        }
        rows = (
            self.env["edoc.consultation"]
            ._through_door()
            .create(
                [{**common, "department_id": d.id} for d in departments]
                + [{**common, "user_id": user.id} for user in users]
            )
        )
        self._add_readers(users=users, groups=departments.sudo().group_id)
        for user in users | departments.sudo().head_ids:
            self.sudo().activity_schedule(
                "l10n_vn_edoc.activity_opinion",
                date_deadline=due_date,
                summary=self.env._("Give an opinion"),
                note=question,
                user_id=user.id,
            )
        return rows.sudo(False)

    def _check_consult(self, departments, users, due_date):
        if not self._may_consult():
            raise UserError(
                self.env._(
                    "Before the signature, the author or the head of the drafting "
                    "department asks for opinions."
                )
            )
        if not (departments or users):
            raise UserError(self.env._("Name at least one department or person."))
        if not self._main_file().current_id:
            raise UserError(self.env._("Upload the draft before asking for opinions."))
        if due_date < self._vn_today():
            raise UserError(self.env._("The deadline lies in the past."))
        waiting = self.sudo().consultation_ids.filtered(lambda row: not row.answer)
        twice = (waiting.department_id & departments.sudo()).mapped("name")
        twice += (waiting.user_id & users.sudo()).mapped("name")
        if twice:
            raise UserError(
                self.env._("Asked already: %(names)s.", names=", ".join(twice))
            )
        for user in users.sudo():
            if self.company_id not in user.company_ids:
                raise UserError(
                    self.env._("%(user)s works for another entity.", user=user.name)
                )
        for department in departments.sudo():
            if department.company_id != self.company_id:
                raise UserError(
                    self.env._(
                        "%(department)s belongs to another entity.",
                        department=department.name,
                    )
                )

    def _check_opinion_file(self, name, content):
        """A file beside an opinion is of a permitted format, and no secret."""
        found = self.env["edoc.file.format"]._check(name, content, "enclosure")
        if found.conversion != "pdf":
            return
        try:
            degree = secrecy.find_degree(first_page_lines(content))
        except EdocError as error:
            raise user_error(self.env, error) from error
        if degree:
            raise UserError(self._secret_refusal(degree))

    def _opinion_came(self, row):
        """Take the task off the desks and tell the author."""
        sudo = self.sudo()
        mine = sudo.activity_ids.filtered(
            lambda task: (
                task.activity_type_id == self.env.ref("l10n_vn_edoc.activity_opinion")
                and task.user_id in row._answerers()
            )
        )
        mine.action_feedback()
        sudo.message_notify(
            partner_ids=sudo.author_id.partner_id.ids,
            subject=self.display_name,
            body=self.env._(
                "%(consulted)s has given an opinion: %(answer)s.",
                consulted=row.consulted,
                answer=dict(row._fields["answer"]._description_selection(self.env))[
                    row.answer
                ],
            ),
        )

    def action_open_consult(self):
        return self._open_wizard(
            "edoc.outgoing.consult", self.env._("Ask for opinions")
        )

    def _opinions_missing(self):
        """Return the names of whom was asked and has not answered."""
        self.ensure_one()
        rows = self.sudo().consultation_ids.filtered(lambda row: not row.answer)
        return ", ".join(rows.mapped("consulted"))
