"""What incoming and outgoing documents have in common."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.numbering import written_code

URGENCY = [
    ("0", "Normal"),
    ("1", "Urgent (Khẩn)"),
    ("2", "Very urgent (Thượng khẩn)"),
    ("3", "Express (Hỏa tốc)"),
    ("4", "Express by appointment (Hỏa tốc hẹn giờ)"),
]
SECRECY = [
    ("none", "Not secret"),
    ("secret", "Secret (Mật)"),
    ("top_secret", "Top secret (Tối mật)"),
    ("absolute_secret", "Absolute secret (Tuyệt mật)"),
]


class EdocDocumentMixin(models.AbstractModel):
    """Fields of NĐ 30/2020 Phụ lục VI II that both kinds of documents carry."""

    _name = "edoc.document.mixin"
    _description = "Official Document"
    _inherit = [
        "edoc.alarmed.mixin",
        "edoc.delegated.mixin",
        "edoc.accessed.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _mail_post_access = "read"

    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    subject = fields.Char(string="Abstract", required=True, size=500, tracking=True)
    type_id = fields.Many2one("edoc.document.type", string="Type", index=True)
    code_number = fields.Char(string="Number", size=11)
    code_notation = fields.Char(string="Notation", size=30)
    code = fields.Char(
        string="Number and notation",
        compute="_compute_code",
        store=True,
        index="trigram",
    )
    urgency = fields.Selection(URGENCY, default="0", required=True, tracking=True)
    secrecy = fields.Selection(
        SECRECY,
        default="none",
        required=True,
        help="Documents with state secrets are kept out of the system (Điều 1.2).",
    )
    language = fields.Char(default="Tiếng Việt", size=30)
    page_count = fields.Integer(string="Pages", aggregator=None)
    signer_position = fields.Char(string="Signer's position", size=100)
    signer_name = fields.Char(string="Signer", size=50)
    note = fields.Char(size=500)
    reader_user_ids = fields.Many2many(
        "res.users", string="Taking part", readonly=True, copy=False
    )
    reader_group_ids = fields.Many2many(
        "res.groups", string="Departments taking part", readonly=True, copy=False
    )
    step_ids = fields.One2many("edoc.step", string="History")
    preview_url = fields.Char(
        compute="_compute_preview_url", export_string_translation=False
    )

    @api.depends("code_number", "code_notation")
    def _compute_code(self):
        for document in self:
            number, notation = document.code_number, document.code_notation
            document.code = number and written_code(number, notation or "")

    @api.depends("file_ids.current_id")
    def _compute_preview_url(self):
        for document in self:
            document.preview_url = document.file_ids[:1].url

    @api.depends("code", "subject")
    def _compute_display_name(self):
        for document in self:
            parts = [document.code, document.subject]
            document.display_name = " · ".join(part for part in parts if part)

    @api.model
    def _search_display_name(self, operator, value):
        return Domain("code", operator, value) | Domain("subject", operator, value)

    @api.constrains("secrecy")
    def _check_secrecy(self):
        """Điều 1.2: state secrets are outside this system, at every entrance."""
        for document in self:
            if document.secrecy != "none":
                raise UserError(document._secret_refusal(document.secrecy))

    @api.model
    def _vn_today(self):
        """Return the date in Vietnam, which registers and deadlines go by."""
        return fields.Date.context_today(self.with_context(tz="Asia/Ho_Chi_Minh"))

    @api.model
    def _document_fields(self, vals):
        """Return the names in ``vals`` that say something about the document itself.

        Talk and tasks are open to all who take part.
        """
        talk = ("message_", "activity_", "my_activity_", "website_message_")
        return {name for name in vals if not name.startswith(talk)}

    def _secret_refusal(self, degree):
        label = dict(self._fields["secrecy"]._description_selection(self.env))[degree]
        return self.env._(
            "This document is marked %(degree)s. Documents with state secrets must not "
            "enter this system (Điều 1.2 of the regulation; Luật Bảo vệ bí mật nhà "
            "nước). Handle it outside the network, by the rules on state secrets.",
            degree=label,
        )

    def _add_readers(self, users=None, groups=None):
        """Let users and departments see the document; nobody is removed."""
        for document in self:
            sudo = document.sudo()
            new_users = (users or self.env["res.users"]) - sudo.reader_user_ids
            new_groups = (groups or self.env["res.groups"]) - sudo.reader_group_ids
            vals = {}
            if new_users:
                vals["reader_user_ids"] = [(4, user.id) for user in new_users]
            if new_groups:
                vals["reader_group_ids"] = [(4, group.id) for group in new_groups]
            if vals:
                document._through_door().write(vals)

    def _forget_reader(self, user):
        """Close it again to who only saw it: no task, no step, not begun by him."""
        for document in self.sudo():
            tasks = document.activity_ids.filtered(lambda task: task.user_id == user)
            if tasks or user in document.step_ids.user_id | document.create_uid:
                continue
            document._through_door().write({"reader_user_ids": [(3, user.id)]})
            document.message_unsubscribe(user.partner_id.ids)

    def _notify_task(self, users, summary, deadline=None):
        """Put a task on the desks of the users and take the own one off.

        By delegation it lies on two desks: it leaves and comes to both.
        """
        done = self.env.user | self._who_shares_the_task()
        self._settle_alarms(done)
        for done_by in done:
            self.sudo().activity_feedback(
                ["l10n_vn_edoc.activity_document"], user_id=done_by.id
            )
        for document in self.sudo():
            for user in users:
                document.activity_schedule(
                    "l10n_vn_edoc.activity_document",
                    date_deadline=deadline,
                    summary=summary,
                    user_id=user.id,
                )
        self._alarm(users, summary, deadline)
        self._ask_delegates(users, summary, deadline)
