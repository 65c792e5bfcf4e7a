"""Incoming documents (*văn bản đến*): Điều 10 and 11 of the regulation."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.workflow import INCOMING
from ._dialogs import dialog
from .incoming_handling_mixin import GONE
from .incoming_paper_mixin import PAPER_FIELDS
from .incoming_unit_mixin import UNIT_FIELDS

STATES = [
    ("received", "Waiting to be registered"),
    ("refused", "Refused"),
    ("registered", "Registered"),
    ("submitted", "Waiting to be distributed"),
    ("distributed", "Waiting to be handled"),
    ("processing", "Being handled"),
    ("done", "Completed"),
    ("linked", "Filed with another document"),
    ("recalled", "Recalled"),
]
_CLOSED = ("done", "refused", "linked", "recalled")


class EdocIncoming(models.Model):
    """A document that came in, from *Chờ lưu trữ* to its completion."""

    _name = "edoc.incoming"
    _description = "Incoming Document"
    _inherit = [
        "edoc.incoming.unit.mixin",
        "edoc.incoming.urged.mixin",
        "edoc.incoming.handling.mixin",
        "edoc.incoming.paper.mixin",
        "edoc.incoming.mail.mixin",
        "edoc.incoming.scan.mixin",
        "edoc.incoming.entry.mixin",
        "edoc.incoming.arrival.mixin",
        "edoc.copied.mixin",
        "edoc.dossier.filed.mixin",
        "edoc.restricted.mixin",
        "edoc.incoming.contact.mixin",
        "edoc.incoming.answer.mixin",
        "edoc.incoming.duplicate.mixin",
        "edoc.incoming.change.mixin",
        "edoc.incoming.exchange.mixin",
        "edoc.incoming.return.mixin",
        "edoc.incoming.verification.mixin",
        "edoc.incoming.timeliness.mixin",
        "edoc.incoming.information.mixin",
    ]
    _order = "arrived_at desc, id desc"
    _check_company_auto = True

    _workflow = INCOMING
    _step_inverse = "incoming_id"
    _delegable = {"submitted": ("distribute", ("leader_delegate",))}
    _guarded_fields = (PAPER_FIELDS | UNIT_FIELDS) | frozenset(
        {
            "state",
            "code",
            "lead_department_id",
            "handler_id",
            "instruction",
            "register_id",
            "arrival_number",
            "arrived_at",
            "registered_at",
            "registered_by_id",
            "submitted_at",
            "leader_id",
            "distributed_at",
            "done_at",
            "verdict",
            "verdict_sentence",
            "verified_at",
            "hold_reason",
            "refusal_reason",
            "source",
            "document_uid",
            "exchange_record_id",
            "channel_id",
            "reader_user_ids",
            "reader_group_ids",
            "is_restricted",
            "restricted_by_id",
            "allowed_user_ids",
            "assignment_ids",
            "opinion_ids",
            "extension_ids",
            "step_ids",
            "status_ids",
            "history_ids",
            "steering_type",
            "accept_by",
            "accept_warn_at",
            "accepted_late",
            "submitted_late",
            "warned_for",
            "verification_ids",
            "packet_signed",
            "completed_by_id",
            "box_id",
            "addressed_box_id",
            "hints",
            "return_reason_id",
            "duplicate_key",
            "duplicate_reason",
            "packet_key",
            "follows_id",
            "follow_up_ids",
            "urging_ids",
            "urging_count",
            "urged_at",
            "urging_level",
            "request_ids",
            "replaces_ids",
            "replaced_by_id",
            "mail_raw",
            "mail_sha256",
            "mail_from",
            "mail_message_id",
            "mail_automatic",
            "dossier_link_ids",
            "dossier_count",
            "reading_state",
            "proposals",
            "scan_id",
            "scan_pages",
        }
    )

    state = fields.Selection(
        STATES,
        default="received",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    source = fields.Selection(
        [
            ("packet", "Electronic packet"),
            ("upload", "Entered by the clerk"),
            ("mail", "E-mail"),
            ("superior", "From the superior entity"),
        ],
        default="upload",
        required=True,
        readonly=True,
        copy=False,
    )
    arrived_at = fields.Datetime(
        string="Arrived at",
        default=fields.Datetime.now,
        readonly=True,
        required=True,
        copy=False,
        index=True,
    )
    register_id = fields.Many2one(
        "edoc.register", readonly=True, copy=False, index=True
    )
    arrival_number = fields.Integer(
        string="Arrival number", readonly=True, copy=False, aggregator=None
    )
    registered_at = fields.Datetime(readonly=True, copy=False)
    registered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    sender_id = fields.Many2one("res.partner", string="Sender", index=True)
    sender_name = fields.Char(string="Issuing agency", size=200, required=True)
    sender_organ_id = fields.Char(string="Sender's identifier", size=50)
    date_document = fields.Date(string="Date of document")
    place = fields.Char(string="Place of issue")
    to_places = fields.Text(string="Recipients named")
    due_date = fields.Date(string="Deadline", tracking=True, index=True)
    file_ids = fields.One2many(
        "edoc.file", "incoming_id", string="Files", readonly=True
    )
    leader_id = fields.Many2one(
        "res.users", string="Presented to", readonly=True, copy=False, index=True
    )
    submitted_at = fields.Datetime(readonly=True, copy=False)
    distributed_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime(string="Completed at", readonly=True, copy=False)
    completed_by_id = fields.Many2one(
        "edoc.outgoing", string="Answered by", readonly=True, copy=False
    )
    assignment_ids = fields.One2many("edoc.assignment", "incoming_id", readonly=True)
    step_ids = fields.One2many("edoc.step", "incoming_id", readonly=True)
    dossier_link_ids = fields.One2many(
        "edoc.dossier.document", "incoming_id", readonly=True
    )
    lead_department_id = fields.Many2one(
        "edoc.department",
        compute="_compute_lead",
        store=True,
        index=True,
        string="Lead department",
    )
    handler_id = fields.Many2one(
        "res.users",
        compute="_compute_lead",
        store=True,
        index=True,
        string="Handled by",
    )
    instruction = fields.Text(compute="_compute_lead", store=True)
    answer_ids = fields.Many2many(
        "edoc.outgoing",
        "edoc_answer_rel",
        "incoming_id",
        "outgoing_id",
        string="Answers",
        readonly=True,
        copy=False,
    )
    allowed_user_ids = fields.Many2many(
        "res.users",
        "edoc_incoming_allowed_rel",
        string="Seen by",
        readonly=True,
        copy=False,
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    is_nearly_late = fields.Boolean(
        string="Due soon",
        compute="_compute_is_late",
        search="_search_is_nearly_late",
    )

    can_register = fields.Boolean(compute="_compute_can")
    can_refuse = fields.Boolean(compute="_compute_can")
    can_submit = fields.Boolean(compute="_compute_can")
    can_distribute = fields.Boolean(compute="_compute_can")
    can_assign = fields.Boolean(compute="_compute_can")
    can_pass_on = fields.Boolean(compute="_compute_can")
    can_finish = fields.Boolean(compute="_compute_can")
    can_forward = fields.Boolean(compute="_compute_can")
    can_link = fields.Boolean(compute="_compute_can")
    can_take_on = fields.Boolean(compute="_compute_can")

    _arrival_uniq = models.UniqueIndex(
        "(register_id, arrival_number) WHERE arrival_number > 0",
        "This arrival number is taken already.",
    )
    _desk_index = models.Index("(company_id, state, arrived_at DESC)")
    _mail_uniq = models.UniqueIndex(
        "(addressed_box_id, mail_sha256) WHERE mail_sha256 IS NOT NULL",
        "This message has been received already.",
    )
    _registered_index = models.Index(
        "(company_id, registered_at DESC) WHERE registered_at IS NOT NULL"
    )
    _waiting_index = models.Index(
        "(accept_warn_at) WHERE state IN ('received', 'registered')"
    )
    _due_index = models.Index(
        "(due_date) WHERE state IN ('received', 'registered', 'submitted', "
        "'distributed', 'processing')"
    )

    # ------------------------------------------------------------------ computes

    @api.depends("due_date", "state")
    def _compute_is_late(self):
        today = self._vn_today()
        rules = self.env["edoc.urging.rule"]
        for document in self:
            due = document.state not in _CLOSED and document.due_date
            document.is_late = bool(due) and due < today
            document.is_nearly_late = bool(due) and today <= due <= rules._near_until(
                document.company_id.id, today
            )

    def _search_is_late(self, operator, value):
        return self._search_due(operator, value, [("due_date", "<", self._vn_today())])

    def _search_is_nearly_late(self, operator, value):
        near = self.env["edoc.urging.rule"]._near_domain()
        return self._search_due(operator, value, near)

    def _search_due(self, operator, value, due):
        if operator != "in":
            return NotImplemented
        found = Domain(due) & Domain("state", "not in", list(_CLOSED))
        return found if True in value else ~found

    def write(self, vals):
        """The clerk corrects what was read until he registers; then it stands."""
        if self._document_fields(vals) and not self._door_is_open():
            for document in self:
                if document.state != "received":
                    raise UserError(
                        self.env._(
                            "“%(name)s” is in the register and can't be changed.",
                            name=document.display_name,
                        )
                    )
            self._check_may_correct()
        return super().write(vals)

    # ----------------------------------------------------------------- workflow

    def _duties(self):
        """Who the current user is to this document (Điều 10, 11)."""
        duties = super()._duties() | self._box_duties()
        user = self.env.user
        if user == self.sudo().leader_id and user.has_group(
            "l10n_vn_edoc.group_leader"
        ):
            duties.add("leader")
        return duties | self._handling_duties()

    def _may_restrict(self):
        """Besides a leader: who registers it, on registration."""
        early = self.state in ("received", "registered")
        return super()._may_restrict() or early and "clerk" in self._box_duties()

    def _in_charge(self):
        """Return the persons whose document it is now."""
        document = self.sudo()
        held = document.assignment_ids.filtered(lambda row: row.state not in GONE)
        return document.leader_id | held.user_id

    def _principals(self, duty):
        """Who distributes: the leader to whom it was presented (Điều 11)."""
        leader = self.sudo().leader_id
        leads = duty == "distribute" and leader.has_group("l10n_vn_edoc.group_leader")
        return leader if leads else leader.browse()

    def _action_label(self, action):
        return {
            "register": self.env._("Registered"),
            "refuse": self.env._("Refused"),
            "forward": self.env._("Handed on to another box"),
            "link": self.env._("Filed with the earlier document"),
            "take_on": self.env._("Taken on by the division"),
            "submit": self.env._("Presented to a leader"),
            "distribute": self.env._("Distributed"),
            "pass_on": self.env._("Left to a deputy to distribute"),
            "assign": self.env._("Assigned"),
            "begin": self.env._("Handling begun"),
            "unassign": self.env._("Waits for the head to assign it anew"),
            "reopen": self.env._("Waits to be distributed anew"),
            "release": self.env._("Back in the box of the division"),
            "finish": self.env._("Completed"),
            "recall": self.env._("Destroyed on the sender's recall"),
            "withdraw": self.env._("Taken back by the superior entity"),
            "update": self.env._("Updated by the sender"),
            "replaced": self.env._("Replaced by the sender"),
            "restrict": self.env._("Restricted to named persons"),
            "unrestrict": self.env._("Opened again"),
            "hand_over": self.env._("Handed over to a successor"),
        }[action]

    def _register_arrival(self, reason=None, duplicate_reason=None):
        """Give the next arrival number of the year (Điều 10.2; NĐ 30 Điều 22).

        :param reason: the clerk's words where the verdict is held for him
        :param duplicate_reason: his words where such a document came before
        """
        self._check_step("register")
        self._check_entered()
        self.sudo().lock_for_update(allow_referencing=True)
        self._check_no_recall()
        for document in self:
            document._check_verdict(reason)
            document._check_duplicates(duplicate_reason)
            today = document._vn_today()
            book = self.env["edoc.register"]._book_of(
                document.company_id, "incoming", today.year
            )
            document._take_step(
                "register",
                reason="\n".join(filter(None, (reason, duplicate_reason))) or None,
                register_id=book.id,
                arrival_number=book._take_number(today),
                registered_at=fields.Datetime.now(),
                registered_by_id=self.env.uid,
                hold_reason=reason,
                duplicate_reason=duplicate_reason,
            )
            document._queue_status("03")
        return True

    def _submit(self, leader):
        """Present the document to a leader the same day (Điều 10.3)."""
        self._check_leader(leader)
        self._take_step(
            "submit", leader_id=leader.id, submitted_at=fields.Datetime.now()
        )
        self._deadline_met()
        self._add_readers(users=leader)
        self._notify_task(leader, self.env._("Distribute this document"))
        return True

    def _check_leader(self, leader):
        for document in self:
            if not (
                leader.sudo().has_group("l10n_vn_edoc.group_leader")
                and document.company_id in leader.sudo().company_ids
            ):
                raise UserError(
                    self.env._("%(user)s is no leader here.", user=leader.name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        """What came in is kept, refused or not (NĐ 30 Điều 22; Phụ lục VI III.5)."""
        raise UserError(self.env._("Incoming documents are kept and can't be deleted."))

    # ------------------------------------------------------------------ actions

    def action_open_register(self):
        return self._open_wizard("edoc.incoming.register", self.env._("Register"))

    def action_open_refuse(self):
        return self._open_wizard("edoc.incoming.refuse", self.env._("Return to sender"))

    def action_open_submit(self):
        return self._open_wizard("edoc.incoming.submit", self.env._("Present"))

    def _open_wizard(self, model, title):
        self.ensure_one()
        return dialog(title, model, default_incoming_id=self.id)
