"""Urgings (*đôn đốc*): who, whom, when, in which words, what came back (Điều 17)."""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from ._dialogs import dialog, form_of
from .urging_text import LEVELS

ACTIVITY = "l10n_vn_edoc.activity_urging"
TEMPLATE = "l10n_vn_edoc.mail_template_urging"


class EdocUrging(models.Model):
    """One urging, by a rule or by hand; numbered for each piece of work.

    A reminder before the deadline is kept, too, so that nobody gets it twice, but has
    no number and is not counted.
    """

    _name = "edoc.urging"
    _description = "Urging"
    _inherit = ["edoc.guarded.mixin"]
    _order = "done_at desc, id desc"
    _rec_name = "what"
    _guarded_rows = True

    incoming_id = fields.Many2one(
        "edoc.incoming", index="btree_not_null", ondelete="cascade"
    )
    outgoing_id = fields.Many2one(
        "edoc.outgoing", index="btree_not_null", ondelete="cascade"
    )
    assignment_id = fields.Many2one(
        "edoc.assignment", index="btree_not_null", ondelete="cascade"
    )
    work_key = fields.Char(string="Work that is urged", required=True, index=True)
    company_id = fields.Many2one(
        "res.company", string="Entity", required=True, index=True
    )
    department_id = fields.Many2one("edoc.department", string="Department", index=True)
    user_ids = fields.Many2many("res.users", "edoc_urging_user_rel", string="Urged")
    told_ids = fields.Many2many(
        "res.users", "edoc_urging_told_rel", string="Also told of it"
    )
    level = fields.Selection(
        LEVELS, string="Level of urging", required=True, index=True
    )
    number = fields.Integer(
        string="Which time",
        aggregator=None,
        help="The first, second, third urging of it.",
    )
    urged_by_id = fields.Many2one(
        "res.users", string="Urged by", index="btree_not_null", ondelete="restrict"
    )
    rule_id = fields.Many2one(
        "edoc.urging.rule",
        string="By rule",
        index="btree_not_null",
        ondelete="set null",
    )
    done_at = fields.Datetime(
        string="Urged at", required=True, default=fields.Datetime.now, index=True
    )
    due_date = fields.Date(string="Deadline")
    days_late = fields.Integer(string="Working days late", aggregator="avg")
    text = fields.Text(string="Wording")
    answer = fields.Text(string="Reply")
    answered_by_id = fields.Many2one(
        "res.users", string="Replied by", ondelete="restrict"
    )
    answered_at = fields.Datetime(string="Replied at")
    what = fields.Char(string="Document", compute="_compute_what")
    is_restricted = fields.Boolean(string="Restricted", compute="_compute_what")
    url = fields.Char(compute="_compute_url")
    level_label = fields.Char(string="Level of urging", compute="_compute_level_label")
    can_answer = fields.Boolean(compute="_compute_can_answer")

    # number and rule decide that nothing is said twice, whatever happens meanwhile
    _number_uniq = models.UniqueIndex(
        "(work_key, number) WHERE number > 0", "This urging has been numbered already."
    )
    _rule_uniq = models.UniqueIndex(
        "(rule_id, work_key, due_date) WHERE rule_id IS NOT NULL",
        "This rule has been applied to this deadline already.",
    )

    @api.depends("incoming_id", "outgoing_id")
    def _compute_what(self):
        """Name the document, but nothing of the content of a restricted one."""
        for urging in self:
            document = urging._document()
            subject = document.subject
            urging.is_restricted = document.is_restricted
            if document.is_restricted:
                subject = self.env._("Restricted document")
            urging.what = " · ".join(filter(None, (document.code, subject)))

    @api.depends("incoming_id", "outgoing_id")
    @api.depends_context("edoc_at_unit")
    def _compute_url(self):
        for urging in self:
            document = urging._document()
            if self.env.context.get("edoc_at_unit"):
                document = urging._at_unit()
            urging.url = document._web_address()

    @api.depends("level", "number")
    def _compute_level_label(self):
        levels = dict(self._fields["level"]._description_selection(self.env))
        for urging in self:
            label = levels.get(urging.level, "")
            if urging.number:
                label = self.env._(
                    "%(level)s (time %(number)s)", level=label, number=urging.number
                )
            urging.level_label = label

    @api.depends("answer")
    @api.depends_context("uid")
    def _compute_can_answer(self):
        for urging in self:
            urging.can_answer = (
                not urging.answer
                and urging.level != "0"
                and self.env.user in urging.sudo().user_ids
            )

    def _document(self):
        self.ensure_one()
        return self.sudo().incoming_id or self.sudo().outgoing_id

    def _at_unit(self):
        """Return the document of the subordinate unit that is urged, if it is one."""
        return self.sudo().assignment_id._there()

    def _document_for(self, user):
        """Return where the user finds it: in a unit, its own document."""
        there = self._at_unit()
        urged = self.sudo().user_ids | there.leader_id
        return there if there and user in urged else self._document()

    # -------------------------------------------------------------------- urging

    @api.model
    def _told(self, works, rules):
        """Return ``(rule, key of the work, deadline)`` of what has been said."""
        keys = [work._key() for work in works]
        rows = self.sudo().search_fetch(
            [("rule_id", "in", rules.ids), ("work_key", "in", keys)],
            ["rule_id", "work_key", "due_date"],
        )
        return {(row.rule_id.id, row.work_key, row.due_date) for row in rows}

    @api.model
    def _urge(self, work, level, text, users, told, by_activity, by_mail, **vals):
        """Keep one urging and tell those whom it concerns.

        :param users: who is urged; ``told``: who only hears of it
        """
        document, subject = work._document(), work._subject()
        told = told.filtered(document._may_be_shown)
        number = subject._count_urging(int(level)) if level != "0" else 0
        urging = self._through_door().create(
            {
                "incoming_id": work.sudo().incoming_id.id,
                "outgoing_id": work.sudo().outgoing_id.id,
                "assignment_id": work.sudo().assignment_id.id,
                "work_key": subject._work_key(),
                "company_id": work.sudo().company_id.id,
                "department_id": work.sudo().department_id.id,
                "user_ids": [Command.set(users.ids)],
                "told_ids": [Command.set(told.ids)],
                "level": level,
                "number": number,
                "due_date": work.due_date,
                "days_late": work.days_late,
                "text": text,
                **vals,
            }
        )
        if by_activity:
            urging._put_on_desks(users | told)
        if by_mail:
            urging._mail(users | told)
        return urging.with_env(self.env)

    def _put_on_desks(self, users):
        """One task for each person; the earlier one of the same work goes."""
        tasks = self.env["mail.activity"].sudo()
        tasks.search([("edoc_work_key", "=", self.work_key)]).unlink()
        for user in users:
            urging = self.with_context(lang=user.lang)
            document = urging._document_for(user)
            document.with_context(lang=user.lang).activity_schedule(
                ACTIVITY,
                date_deadline=self.due_date,
                summary=urging.level_label,
                note=plaintext2html(self.text or ""),
                user_id=user.id,
                edoc_work_key=self.work_key,
            )

    def _mail(self, users):
        """Leave an e-mail in the queue; nothing is sent in this transaction."""
        template = self.env.ref(TEMPLATE).sudo()
        there = users.filtered(lambda u: self._document_for(u) == self._at_unit())
        for people, at_unit in ((users - there, False), (there, True)):
            if people.partner_id:
                template.with_context(edoc_at_unit=at_unit).send_mail(
                    self.id,
                    email_values={
                        "recipient_ids": [Command.set(people.sudo().partner_id.ids)]
                    },
                )

    # -------------------------------------------------------------------- answer

    def _give_answer(self, words):
        """Keep what the urged person says to it, once; tell who urged."""
        for urging in self:
            if not urging.can_answer:
                raise AccessError(
                    self.env._("Only who was urged answers it, and only once.")
                )
            if not (words or "").strip():
                raise UserError(self.env._("Write the answer down in words."))
            urging._through_door().write(
                {
                    "answer": words.strip(),
                    "answered_by_id": self.env.uid,
                    "answered_at": fields.Datetime.now(),
                }
            )
            tasks = self.env["mail.activity"].sudo()
            tasks.search(
                [
                    ("edoc_work_key", "=", urging.work_key),
                    ("user_id", "=", self.env.uid),
                ]
            ).unlink()
            urging._tell_urger()
        return True

    def _tell_urger(self):
        urger = self.sudo().urged_by_id
        if not urger or not self._document()._may_be_shown(urger):
            return
        # in his inbox and by e-mail from the queue, not in this transaction
        self._document().message_notify(
            partner_ids=urger.partner_id.ids,
            subject=self.what,
            body=self.env._(
                "%(who)s answers the urging: %(words)s",
                who=self.env.user.name,
                words=self.answer,
            ),
            force_send=False,
        )

    def action_open_answer(self):
        self.ensure_one()
        return dialog(
            self.env._("Answer the urging"),
            "edoc.urging.answer",
            default_urging_id=self.id,
        )

    def action_open_document(self):
        self.ensure_one()
        document = self._document_for(self.env.user).sudo(False)
        document.check_access("read")
        return form_of(document)
