"""Difficulties that staff report, and what becomes of them (Điều 18)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ._columns import linked, person
from ._dialogs import dialog

OFFICE = "l10n_vn_edoc.group_office"
_REPORTED = frozenset(
    {"subject", "description", "article", "place", "incoming_id", "outgoing_id"}
)


class EdocDifficulty(models.Model):
    """What hinders somebody, or does not fit; the office considers and answers it."""

    _name = "edoc.difficulty"
    _description = "Difficulty"
    _inherit = ["edoc.guarded.mixin", "mail.thread"]
    _order = "reported_at desc, id desc"
    _rec_name = "subject"
    _check_company_auto = True
    _mail_post_access = "read"

    _guarded_fields = frozenset(
        {
            "state",
            "reporter_id",
            "department_id",
            "company_id",
            "reported_at",
            "answer",
            "answered_by_id",
            "answered_at",
        }
    )

    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        index=True,
    )
    subject = fields.Char(string="In short", required=True, size=200)
    description = fields.Text(string="What hinders, what should change", required=True)
    article = fields.Char(
        string="Article of the regulation", size=100, help="Such as: Điều 12 khoản 2."
    )
    place = fields.Char(
        string="Screen", size=500, help="Where in the system it was reported."
    )
    incoming_id = linked("edoc.incoming", string="Incoming document")
    outgoing_id = linked("edoc.outgoing", string="Outgoing document")
    reporter_id = person(
        "Reported by", readonly=True, default=lambda self: self.env.user
    )
    department_id = linked(
        "edoc.department",
        string="Department",
        readonly=True,
        default=lambda self: self.env.user.edoc_department_ids[:1],
    )
    reported_at = fields.Datetime(
        string="Reported at",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        index=True,
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("answered", "Answered"),
            ("submitted", "Submitted to the head"),
        ],
        default="new",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
    )
    answer = fields.Text(string="The office's answer", readonly=True)
    answered_by_id = fields.Many2one(
        "res.users", string="Replied by", readonly=True, ondelete="restrict"
    )
    answered_at = fields.Datetime(string="Answered at", readonly=True)
    can_answer = fields.Boolean(compute="_compute_can_answer")

    @api.depends("state", "company_id")
    @api.depends_context("uid")
    def _compute_can_answer(self):
        office = self.env.user.has_group(OFFICE)
        mine = self.env.user.company_ids
        for difficulty in self:
            difficulty.can_answer = (
                office
                and bool(difficulty.id)
                and difficulty.state != "submitted"
                and difficulty.company_id in mine
            )

    @api.model_create_multi
    def create(self, vals_list):
        difficulties = super().create(vals_list)
        for difficulty in difficulties.sudo():
            office = (
                self.env.ref(OFFICE)
                .sudo()
                .all_user_ids.filtered(
                    lambda user, d=difficulty: d.company_id in user.company_ids
                )
            )
            difficulty.message_subscribe(partner_ids=office.partner_id.ids)
            difficulty.message_post(
                body=difficulty.description,
                subject=difficulty.subject,
                subtype_xmlid="mail.mt_comment",
            )
        return difficulties

    def write(self, vals):
        """The words stay as they were reported once the office has dealt with them."""
        if _REPORTED & vals.keys() and not self._door_is_open():
            for difficulty in self:
                if difficulty.state != "new" or difficulty.reporter_id != self.env.user:
                    raise UserError(
                        self.env._(
                            "“%(subject)s” can be changed only by who reported it, and "
                            "only until it is answered.",
                            subject=difficulty.subject,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(
            self.env._("What staff report is kept and can't be deleted (Điều 18).")
        )

    def action_open_answer(self):
        return self._ask(self.env._("Reply"))

    def action_open_submit(self):
        return self._ask(self.env._("Submit to the head"), default_submit=True)

    def _ask(self, title, **context):
        return dialog(
            title, "edoc.difficulty.answer", default_difficulty_ids=self.ids, **context
        )

    def _answer(self, words, submit=False):
        """Keep the office's answer; the reporter is told (Điều 18).

        :param submit: it goes to the head of the entity, who may amend the regulation
        """
        for difficulty in self:
            if not difficulty.can_answer:
                raise AccessError(
                    self.env._(
                        "Only the office answers “%(subject)s”, and only until it is "
                        "submitted to the head.",
                        subject=difficulty.subject,
                    )
                )
        self._through_door().write(
            {
                "state": "submitted" if submit else "answered",
                "answer": words,
                "answered_by_id": self.env.uid,
                "answered_at": fields.Datetime.now(),
            }
        )
        for difficulty in self:
            difficulty.message_post(
                body=words,
                partner_ids=difficulty.reporter_id.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )
        return True
