"""Outgoing documents (*văn bản đi*): Điều 12 of the regulation."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..core.numbering import notation
from ..core.workflow import OUTGOING
from ._dialogs import dialog
from .outgoing_paper_mixin import PAPER_FIELDS

STATES = [
    ("draft", "Draft"),
    ("returned", "Returned"),
    ("content_review", "Waiting for approval of content"),
    ("form_review", "Waiting for check of form"),
    ("signing", "Waiting for signature"),
    ("signed", "Waiting for number"),
    ("numbered", "Waiting for seal"),
    ("sealed", "Waiting to be issued"),
    ("issued", "Issued"),
    ("recalled", "Recalled"),
    ("replaced", "Replaced"),
    ("cancelled", "Cancelled"),
]


class EdocOutgoing(models.Model):
    """A document of our own, from draft to issue."""

    _name = "edoc.outgoing"
    _description = "Outgoing Document"
    _inherit = [
        "edoc.outgoing.urged.mixin",
        "edoc.outgoing.paper.mixin",
        "edoc.outgoing.placement.mixin",
        "edoc.outgoing.draft.mixin",
        "edoc.outgoing.comment.mixin",
        "edoc.outgoing.consult.mixin",
        "edoc.outgoing.form.mixin",
        "edoc.outgoing.route.mixin",
        "edoc.outgoing.slip.mixin",
        "edoc.outgoing.answer.mixin",
        "edoc.outgoing.internal.mixin",
        "edoc.outgoing.change.mixin",
        "edoc.outgoing.authority.mixin",
        "edoc.restricted.mixin",
        "edoc.copied.mixin",
        "edoc.dossier.filed.mixin",
        "edoc.checkable.mixin",
        "edoc.outgoing.signing.mixin",
        "edoc.outgoing.number.mixin",
        "edoc.outgoing.elsewhere.mixin",
        "edoc.outgoing.evidence.mixin",
        "edoc.outgoing.archive.mixin",
        "edoc.outgoing.dispatch.mixin",
        "edoc.outgoing.timeliness.mixin",
        "edoc.outgoing.delivery.mixin",
        "edoc.outgoing.information.mixin",
    ]
    _order = "date_issued desc, number desc, id desc"
    _check_company_auto = True

    _workflow = OUTGOING
    _step_inverse = "outgoing_id"
    _checked_states = frozenset({"issued", "recalled", "replaced"})
    _delegable = {
        "content_review": ("approve", ("content_delegate", "review_delegate")),
        "form_review": ("form", ("form_delegate", "review_delegate")),
    }
    _guarded_fields = PAPER_FIELDS | frozenset(
        {
            "state",
            "code",
            "author_id",
            "register_id",
            "number",
            "code_number",
            "date_issued",
            "issued_at",
            "signed_at",
            "sealed_at",
            "numbered_by_id",
            "document_uid",
            "authority",
            "signer_position",
            "signed_elsewhere",
            "return_reason",
            "reader_user_ids",
            "reader_group_ids",
            "is_restricted",
            "restricted_by_id",
            "allowed_user_ids",
            "check_token",
            "step_ids",
            "urging_ids",
            "urging_count",
            "urged_at",
            "urging_level",
            "history_ids",
            "send_by",
            "send_warn_at",
            "sent_at",
            "sent_late",
            "warned_for",
            "dossier_link_ids",
            "dossier_count",
        }
    )
    state = fields.Selection(
        STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    author_id = fields.Many2one(
        "res.users",
        string="Drafted by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
        copy=False,
    )
    department_id = fields.Many2one(
        "edoc.department",
        string="Drafting department",
        required=True,
        index=True,
        default=lambda self: self.env.user.edoc_department_ids[:1],
    )
    register_id = fields.Many2one(
        "edoc.register", readonly=True, copy=False, index=True
    )
    number = fields.Integer(
        string="Ordinal", readonly=True, copy=False, aggregator=None
    )
    code_number = fields.Char(readonly=True, copy=False)
    code_notation = fields.Char(
        compute="_compute_code_notation", store=True, readonly=False
    )
    date_issued = fields.Date(
        string="Date of issue", readonly=True, copy=False, index=True
    )
    issued_at = fields.Datetime(readonly=True, copy=False)
    signer_id = fields.Many2one(
        "res.users",
        string="To be signed by",
        compute="_compute_signer_id",
        store=True,
        readonly=False,
        index=True,
        tracking=True,
        domain=lambda self: (
            f"[('all_group_ids', 'in', {self.env.ref('l10n_vn_edoc.group_signer').ids})"
            ", ('company_ids', 'in', company_id)]"
        ),
    )
    signer_name = fields.Char(
        compute="_compute_signer_name", store=True, readonly=False, size=50
    )
    due_date = fields.Date(string="Deadline", tracking=True)
    copies = fields.Integer(string="Copies", default=1, aggregator=None)
    file_ids = fields.One2many("edoc.file", "outgoing_id", string="Files")
    delivery_ids = fields.One2many("edoc.delivery", "outgoing_id", string="Recipients")
    history_ids = fields.One2many("edoc.status.message", "outgoing_id", readonly=True)
    to_places = fields.Text(string="Also named as recipients")
    step_ids = fields.One2many("edoc.step", "outgoing_id", readonly=True)
    dossier_link_ids = fields.One2many(
        "edoc.dossier.document", "outgoing_id", readonly=True
    )
    document_uid = fields.Char(
        string="Document identifier", readonly=True, copy=False, index="btree_not_null"
    )
    allowed_user_ids = fields.Many2many(
        "res.users",
        "edoc_outgoing_allowed_rel",
        string="Seen by",
        readonly=True,
        copy=False,
    )
    return_reason = fields.Text(readonly=True, copy=False)

    can_submit = fields.Boolean(compute="_compute_can")
    can_approve_content = fields.Boolean(compute="_compute_can")
    can_approve_form = fields.Boolean(compute="_compute_can")
    can_sign = fields.Boolean(compute="_compute_can")
    can_number = fields.Boolean(compute="_compute_can")
    can_seal = fields.Boolean(compute="_compute_can")
    can_issue = fields.Boolean(compute="_compute_can")
    can_return = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")
    can_void = fields.Boolean(compute="_compute_can")

    _number_uniq = models.UniqueIndex(
        "(register_id, number) WHERE number > 0",
        "This number is used in the register already.",
    )
    # NĐ 30 Điều 15.1: whatever the plans say
    _code_uniq = models.UniqueIndex(
        "(company_id, code, (EXTRACT(YEAR FROM date_issued)), "
        "COALESCE(internal, false)) WHERE number > 0",
        "This number and notation has been used this year already (NĐ 30 Điều 15.1).",
    )
    _desk_index = models.Index("(company_id, state)")
    _due_index = models.Index(
        "(due_date) WHERE state IN ('draft', 'returned', 'content_review', "
        "'form_review', 'signing', 'signed', 'numbered', 'sealed')"
    )
    _unsent_index = models.Index("(send_warn_at) WHERE sent_at IS NULL")

    # ------------------------------------------------------------------ computes

    @api.depends("type_id", "department_id", "company_id")
    def _compute_code_notation(self):
        for document in self:
            department = document.sudo().department_id
            advisory = department.kind == "advisory"
            abbreviation = document.sudo().company_id.edoc_abbreviation
            if advisory:
                # it issues in its own name (NĐ 30 Điều 15.1)
                abbreviation = department.code
            if not (document.type_id and abbreviation):
                document.code_notation = False
                continue
            document.code_notation = notation(
                document.type_id.abbreviation or "",
                abbreviation,
                "" if advisory else department.code or "",
                self.env["edoc.numbering.plan"]._year_in_notation(
                    document, self._vn_today().year
                ),
            )

    @api.depends("signer_id")
    def _compute_signer_name(self):
        for document in self:
            document.signer_name = document.sudo().signer_id.name

    # ----------------------------------------------------------------- workflow

    def _duties(self):
        """Who the current user is to this document (Điều 12; NĐ 30 Điều 10 to 14)."""
        duties = super()._duties()
        user = self.env.user
        mine = self.company_id in user.company_ids
        if user == self.author_id:
            duties.add("author")
        if user in self.sudo().department_id.head_ids | self._approvers():
            duties.add("content_head")
        if mine and user.has_group("l10n_vn_edoc.group_form"):
            duties.add("form_checker")
        if user == self.signer_id and user.has_group("l10n_vn_edoc.group_signer"):
            duties |= {"signer", "change_decider"}
        if mine and user.has_group("l10n_vn_edoc.group_leader"):
            duties.add("change_decider")
        if mine and user.has_group("l10n_vn_edoc.group_clerk"):
            duties.add("clerk")
            if user.has_group("l10n_vn_edoc.group_number_void"):
                duties.add("number_voider")
        if self._may_send():
            duties.add("sender")
        if mine and user.has_group("l10n_vn_edoc.group_seal"):
            duties.add("seal_keeper")
        reviewer = {
            "content_review": "content_head",
            "form_review": "form_checker",
            "signing": "signer",
            "signed": "clerk",
        }.get(self.state)
        if reviewer in duties:
            duties.add("reviewer")
        return duties

    def _may_restrict(self):
        """Besides a leader: its author."""
        return super()._may_restrict() or self.env.user == self.author_id

    def _in_charge(self):
        """Return the persons whose document it is now."""
        return self.author_id | self.signer_id

    def _principals(self, duty):
        """Who answers for content or form (NĐ 30 Điều 12); nobody of his own draft."""
        if duty == "form":
            return self._form_checkers()
        author = self.env.user == self.author_id
        heads = self.sudo().department_id.head_ids | self._approvers()
        return heads.browse() if author else heads

    def _form_checkers(self):
        """Return who checks form and layout in the entity (NĐ 30 Điều 12.2)."""
        group = self.env.ref("l10n_vn_edoc.group_form").sudo()
        return group.all_user_ids.filtered(
            lambda user: self.company_id in user.company_ids
        )

    def _action_label(self, action):
        return {
            "submit": self.env._("Handed in"),
            "approve_content": self.env._("Content approved"),
            "approve_form": self.env._("Form checked"),
            "sign": self.env._("Signed"),
            "number": self.env._("Number taken"),
            "seal": self.env._("Sealed"),
            "issue": self.env._("Issued"),
            "return": self.env._("Returned"),
            "cancel": self.env._("Cancelled"),
            "change_signer": self.env._("Signer changed"),
            "void": self.env._("Number voided"),
            "withdraw": self.env._("Recalled from some recipients"),
            "recall": self.env._("Recalled"),
            "update": self.env._("Data or recipients updated"),
            "replace": self.env._("Replaced"),
            "restrict": self.env._("Restricted to named persons"),
            "unrestrict": self.env._("Opened again"),
            "hand_over": self.env._("Handed over to a successor"),
        }[action]

    # ------------------------------------------------------------------ actions

    def action_submit(self):
        """Hand the draft in for approval of its content (NĐ 30 Điều 10)."""
        self._check_step("submit")
        if any(document._opinions_missing() for document in self):
            self.ensure_one()
            return self._open_wizard(
                "edoc.outgoing.submit", self.env._("Hand in without all opinions")
            )
        return self._submit()

    def _submit(self, note=None):
        """Hand in; see :meth:`action_submit`.

        :param note: why it is handed in before all opinions have come
        """
        self._check_step("submit")
        self._propose_authority()
        for document in self:
            missing = document._missing()
            if missing:
                raise UserError("\n".join(missing))
            document._check_authority(document._vn_today())
        self.file_ids._check_not_destroyed()
        self._take_step("submit", reason=note, return_reason=False)
        self._propose_form()
        for document in self:
            approvers = document._approvers()
            heads = document.department_id.sudo().head_ids
            document._add_readers(users=approvers | heads | document.signer_id)
            document._notify_task(approvers, self.env._("Approve the content"))
        return True

    def action_approve_content(self):
        """The head of the drafting unit answers for the content (NĐ 30 Điều 12.1)."""
        self._take_step("approve_content")
        for document in self:
            checkers = document._asked_form_checkers()
            document._notify_task(checkers, self.env._("Check the form"))
        return True

    def action_approve_form(self):
        """The office answers for form and layout (NĐ 30 Điều 12.2).

        The file is prepared for signing now, so that what is wrong with it shows before
        it reaches the leader.
        """
        self._check_step("approve_form")
        self.file_ids._check_not_destroyed()
        for document in self:
            document._check_authority(document._vn_today())
            notes = [document._check_block()]
            document._close_form_list()
            elsewhere = document._make_ready()
            if elsewhere:
                notes.append(document._elsewhere_note())
            document._take_step(
                "approve_form",
                reason="\n".join(note for note in notes if note) or None,
                signed_elsewhere=elsewhere,
            )
            document._notify_task(document.signer_id, self.env._("Sign"))
        return True

    def action_number(self):
        """Take the number and write it and the date into the signed file (Điều 12.1c).

        Sealing is a step of its own: a token that fails later costs no number.
        """
        self._check_step("number")
        self._take_turns_of_books()
        for document in self:
            document._take_number()
        return True

    def action_issue(self):
        """Issue: packets leave, what it answers is completed (Điều 12.1đ)."""
        for document in self:
            document._check_step("issue")
            document._check_information()
            document._check_issuable()
            document._take_step("issue", issued_at=fields.Datetime.now())
            document.delivery_ids.sudo()._send()
            document._send_inside()
            document._send_replacements()
            document._add_readers(
                users=self.env.user, groups=document.department_id.sudo().group_id
            )
            document._finish_answered()
            self.env["edoc.dossier.rule"]._answered(document)
            document.sudo().activity_unlink(["l10n_vn_edoc.activity_document"])
            document._deadline_met()
        return True

    def action_open_sign(self):
        if len(self) > 1:
            return self.env["edoc.batch.start"]._open("sign", self)
        return self._open_pin_wizard("edoc.outgoing.sign", self.env._("Sign"))

    def action_open_number_and_seal(self):
        """One action of the clerk: numbers in the chosen order, then the seals."""
        return self.env["edoc.batch.start"]._open("number_and_seal", self)

    def action_open_number_reserved(self):
        return self._open_wizard(
            "edoc.outgoing.number.reserved", self.env._("Take a reserved number")
        )

    def action_open_seal(self):
        if len(self) > 1:
            return self.env["edoc.batch.start"]._open("seal", self)
        return self._open_pin_wizard("edoc.outgoing.seal", self.env._("Seal"))

    def action_open_return(self):
        return self._open_wizard("edoc.outgoing.return", self.env._("Return"))

    def action_open_cancel(self):
        return self._open_wizard(
            "edoc.outgoing.return", self.env._("Cancel"), default_cancel=True
        )

    def action_open_void(self):
        return self._open_wizard("edoc.outgoing.void", self.env._("Void the number"))

    def _open_wizard(self, model, title, **context):
        return dialog(title, model, default_outgoing_ids=self.ids, **context)

    def _open_pin_wizard(self, model, title):
        """Ask on a record that is stored already: nothing is sent but the PIN."""
        wizard = self.env[model].create({"outgoing_ids": [Command.set(self.ids)]})
        return {**self._open_wizard(model, title), "res_id": wizard.id}

    def _return(self, reason):
        """Send it back to its author with the reason (NĐ 30 Điều 11.2)."""
        self._take_step("return", reason=reason, return_reason=reason)
        for document in self:
            document._back_to_drafts()
            document._notify_task(
                document.author_id, self.env._("Mend and hand in again")
            )
        return True
