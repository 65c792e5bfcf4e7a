"""Electronic copies (*bản sao điện tử*): NĐ 30/2020 Điều 25 to 27."""

from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.copying import FORMS
from ..core.numbering import format_number
from ..core.pdfsign.jobs import CopyJob
from ..core.workflow import COPY
from ._dialogs import dialog

STATES = [
    ("draft", "Draft"),
    ("returned", "Returned"),
    ("requested", "Waiting for decision"),
    ("approved", "Waiting for number"),
    ("numbered", "Waiting for seal"),
    ("sealed", "Sealed"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
    ("recalled", "Recalled by the sender of the source"),
]


class EdocCopy(models.Model):
    """A copy asked for, decided on, numbered and sealed; it has the original's value.

    Điều 26: made to the rules it stands for the original.
    """

    _name = "edoc.copy"
    _description = "Electronic Copy"
    _inherit = [
        "edoc.copy.source.mixin",
        "edoc.copy.recall.mixin",
        "edoc.dossier.filed.mixin",
        "edoc.checkable.mixin",
        "edoc.document.mixin",
        "edoc.signing.mixin",
    ]
    _order = "sealed_at desc, number desc, id desc"
    _check_company_auto = True

    _workflow = COPY
    _step_inverse = "copy_id"
    _checked_states = frozenset({"sealed", "recalled"})
    _checked_kind = "attachment"
    _guarded_fields = frozenset(
        {
            "state",
            "code",
            "code_number",
            "code_notation",
            "requester_id",
            "register_id",
            "number",
            "decided_by_id",
            "decided_at",
            "sealed_at",
            "source_version_id",
            "page_count",
            "return_reason",
            "reader_user_ids",
            "reader_group_ids",
            "step_ids",
            "file_ids",
            "attached_ids",
            "dossier_link_ids",
            "dossier_count",
            "check_token",
        }
    )

    form = fields.Selection(
        [
            ("SY", "Full copy (sao y)"),
            ("SL", "Copy of a copy (sao lục)"),
            ("TrS", "Extract (trích sao)"),
        ],
        string="Form of copy",
        required=True,
        default="SY",
        tracking=True,
        help="NĐ 30/2020 Điều 25.",
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
    requester_id = fields.Many2one(
        "res.users",
        string="Asked for by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
        copy=False,
    )
    purpose = fields.Text(help="What the copy is needed for.")
    register_id = fields.Many2one(
        "edoc.register", readonly=True, copy=False, index=True
    )
    number = fields.Integer(
        string="Ordinal", readonly=True, copy=False, aggregator=None
    )
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, copy=False
    )
    decided_at = fields.Datetime(string="Decided at", readonly=True, copy=False)
    sealed_at = fields.Datetime(string="Sealed at", readonly=True, copy=False)
    return_reason = fields.Text(readonly=True, copy=False)
    file_ids = fields.One2many("edoc.file", "copy_id", string="Files", readonly=True)
    attached_ids = fields.One2many(
        "edoc.file", "of_copy_id", string="Attached to", readonly=True
    )
    step_ids = fields.One2many("edoc.step", "copy_id", readonly=True)
    dossier_link_ids = fields.One2many(
        "edoc.dossier.document", "copy_id", readonly=True
    )
    is_editable = fields.Boolean(compute="_compute_is_editable")

    can_request = fields.Boolean(compute="_compute_can")
    can_approve = fields.Boolean(compute="_compute_can")
    can_number = fields.Boolean(compute="_compute_can")
    can_seal = fields.Boolean(compute="_compute_can")
    can_return = fields.Boolean(compute="_compute_can")
    can_refuse = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")

    _number_uniq = models.UniqueIndex(
        "(register_id, number) WHERE number > 0",
        "This number is used in the register already.",
    )
    _desk_index = models.Index("(company_id, state)")

    @api.depends("state", "requester_id")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        for copy in self:
            copy.is_editable = not copy.id or (
                copy.state in ("draft", "returned") and "requester" in copy._duties()
            )

    # ----------------------------------------------------------------- workflow

    def _duties(self):
        """Who the current user is to this copy (NĐ 30/2020 Điều 27, 32)."""
        duties = super()._duties()
        user = self.env.user
        mine = self.company_id in user.company_ids
        if user == self.requester_id:
            duties.add("requester")
        if mine and user.has_group("l10n_vn_edoc.group_copy"):
            duties.add("copy_decider")
        if mine and user.has_group("l10n_vn_edoc.group_clerk"):
            duties.add("clerk")
        if mine and user.has_group("l10n_vn_edoc.group_seal"):
            duties.add("seal_keeper")
        if user == self.env.ref("base.user_root"):
            duties.add("system")
        reviewer = {"requested": "copy_decider", "approved": "clerk"}.get(self.state)
        if reviewer in duties:
            duties.add("reviewer")
        return duties

    def _action_label(self, action):
        return {
            "request": self.env._("Asked for"),
            "approve": self.env._("Approved"),
            "number": self.env._("Number taken"),
            "seal": self.env._("Sealed"),
            "return": self.env._("Returned"),
            "refuse": self.env._("Refused"),
            "cancel": self.env._("Cancelled"),
            "hand_over": self.env._("Handed over to a successor"),
            "recall": self.env._("Recalled by the sender of the source"),
        }[action]

    @api.model_create_multi
    def create(self, vals_list):
        copies = super().create(vals_list)
        for copy in copies:
            copy._check_source_readable()
            copy._add_readers(users=copy.requester_id)
        return copies

    def write(self, vals):
        if self._document_fields(vals) and not self._door_is_open():
            self._check_draft_editable()
        result = super().write(vals)
        if vals.keys() & {"incoming_id", "outgoing_id", "source_file_id"}:
            self._check_source_readable()
        return result

    def _check_draft_editable(self):
        """Raise unless the request is open and in the hands of who makes it."""
        for copy in self:
            if copy.state not in ("draft", "returned"):
                raise UserError(
                    self.env._(
                        "This copy has been asked for and can't be changed. Ask for it "
                        "to be returned first."
                    )
                )
            if not self.env.su and "requester" not in copy._duties():
                raise UserError(
                    self.env._("Only who asks for this copy changes the request.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        for copy in self:
            if copy.state != "draft" or copy.step_ids:
                raise UserError(
                    self.env._(
                        "Only a request that was never handed in can be deleted. "
                        "Cancel this one instead."
                    )
                )
            copy._check_draft_editable()

    def unlink(self):
        self._unlink_except_draft()
        self.file_ids.unlink()
        return super().unlink()

    # ------------------------------------------------------------------ actions

    def action_request(self):
        """Ask for the copy; its pages are made now, so that the decider sees them."""
        for copy in self:
            copy._check_step("request")
            copy._make_pages()
            copy._take_step("request", return_reason=False)
            copy._notify_task(copy._deciders(), self.env._("Decide on the copy"))
        return True

    def _deciders(self):
        group = self.env.ref("l10n_vn_edoc.group_copy").sudo()
        return group.all_user_ids.filtered(
            lambda user: (
                self.company_id in user.company_ids and not user._is_superuser()
            )
        )

    def action_approve(self):
        """The head, or whom he names, decides on copying (Điều 27)."""
        for copy in self:
            copy._take_step(
                "approve", decided_by_id=self.env.uid, decided_at=fields.Datetime.now()
            )
            copy.sudo().activity_unlink(["l10n_vn_edoc.activity_document"])
            copy._notify_task(copy._clerks(), self.env._("Take the number and seal"))
        return True

    def action_number(self):
        """Copies have one series of the year for all forms (Điều 15; Phụ lục I)."""
        self._check_step("number")
        self.sudo().lock_for_update(allow_referencing=True)
        today = self._vn_today()
        books = self.env["edoc.register"]
        for company in self.company_id:
            books |= books._book_of(company, "copies", today.year)
        books._take_turns()
        for copy in self:
            abbreviation = copy.company_id.sudo().edoc_abbreviation
            if not abbreviation:
                raise UserError(
                    self.env._(
                        "The agency has no abbreviation yet, so no notation can be "
                        "written. The administrator sets it in the company's document "
                        "settings."
                    )
                )
            book = books.filtered(lambda b, copy=copy: b.company_id == copy.company_id)
            number = book._take_number(today)
            copy._take_step(
                "number",
                register_id=book.id,
                number=number,
                code_number=format_number(number),
                code_notation=f"{copy.form}-{abbreviation}",
            )
        return True

    def _asked_of_token(self):
        self.ensure_one()
        return {"uses": {"copies"}, "document_type": self.type_id}

    def _seal_job(self):
        """Seal without a picture, top right (Phụ lục I ô 14); see the mixin."""
        self.ensure_one()
        self._check_step("seal")
        self.sudo().lock_for_update(allow_referencing=True)
        return CopyJob(
            self._main_file()._content(),
            when=fields.Datetime.now().replace(tzinfo=UTC),
            services=self._edoc_services(),
            form=FORMS[self.form],
            agency=self.company_id.sudo().name,
            layout=self._layout(),
        )

    def _keep_sealed(self, signed):
        """Keep what :meth:`_seal_job` came to, and take the step.

        :param signed: one ``SignedFile``
        """
        [result] = signed
        self._main_file()._add_version(result.pdf, "sealed")
        self._take_step("seal", sealed_at=self._signing_time(result))
        self.sudo().activity_unlink(["l10n_vn_edoc.activity_document"])

    def _main_file(self):
        self.ensure_one()
        return self.sudo().file_ids[:1]

    def _is_closed_to_public(self):
        source = self.incoming_id or self.outgoing_id
        return bool(source and source.is_restricted)

    def _public_day(self):
        return self._vn_day_of(self.sealed_at)

    def action_open_seal(self):
        wizard = self.env["edoc.copy.seal"].create({"copy_ids": [(6, 0, self.ids)]})
        return {
            **self._open_wizard("edoc.copy.seal", self.env._("Seal")),
            "res_id": wizard.id,
        }

    def action_open_return(self):
        return self._open_wizard("edoc.copy.answer", self.env._("Return"))

    def action_open_refuse(self):
        return self._open_wizard(
            "edoc.copy.answer", self.env._("Refuse"), default_action="refuse"
        )

    def action_open_cancel(self):
        return self._open_wizard(
            "edoc.copy.answer", self.env._("Cancel"), default_action="cancel"
        )

    def action_open_attach(self):
        return self._open_wizard("edoc.copy.attach", self.env._("Attach to a draft"))

    def _open_wizard(self, model, title, **context):
        return dialog(title, model, default_copy_ids=self.ids, **context)

    def action_open_file(self):
        return self._main_file().with_env(self.env).action_open()

    def _answer(self, action, reason):
        """Send it back, refuse it or give it up, with the reason."""
        self._take_step(action, reason=reason, return_reason=reason)
        for copy in self:
            copy.sudo().activity_unlink(["l10n_vn_edoc.activity_document"])
            if action == "return":
                copy._notify_task(
                    copy.requester_id, self.env._("Mend and ask for it again")
                )
        return True

    def _attach_to(self, draft):
        """Attach the sealed copy to a draft of one's own, as an enclosure.

        It bears the seal already and isn't sealed again.
        """
        for copy in self:
            if copy.state != "sealed":
                raise UserError(self.env._("The copy has not been sealed yet."))
            if copy.company_id != draft.company_id:
                raise UserError(self.env._("The draft belongs to another entity."))
            draft._check_draft_editable()
            source = copy._main_file()
            file = (
                self.env["edoc.file"]
                ._through_door()
                .create(
                    {
                        "name": source.name,
                        "role": "enclosure",
                        "outgoing_id": draft.id,
                        "of_copy_id": copy.id,
                    }
                )
            )
            file._add_version(source._content(), "sealed", note=copy.code)
        return True
