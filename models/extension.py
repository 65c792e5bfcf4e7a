"""More time asked for, and granted or not (NĐ 30/2020 Điều 24)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ._dialogs import dialog, form_of
from .incoming_handling_mixin import OPEN


class EdocExtension(models.Model):
    """One request: who, until when, why; who decided, when, in which words."""

    _name = "edoc.extension"
    _description = "Extension of a Deadline"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id desc"
    _guarded_rows = True

    assignment_id = fields.Many2one(
        "edoc.assignment", required=True, index=True, ondelete="cascade"
    )
    incoming_id = fields.Many2one(
        related="assignment_id.incoming_id", store=True, index=True
    )
    addressee = fields.Char(related="assignment_id.addressee")
    asked_by_id = fields.Many2one(
        "res.users", string="Who asks", required=True, ondelete="restrict"
    )
    asked_at = fields.Datetime(
        string="Asked at", required=True, default=fields.Datetime.now
    )
    due_before = fields.Date(string="Deadline so far")
    due_asked = fields.Date(string="Deadline asked for", required=True)
    reason = fields.Text(required=True)
    state = fields.Selection(
        [("asked", "Asked for"), ("granted", "Granted"), ("refused", "Not granted")],
        default="asked",
        required=True,
        index=True,
    )
    due_granted = fields.Date(string="Deadline granted")
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", ondelete="restrict"
    )
    decided_at = fields.Datetime(string="Decided at")
    words = fields.Text(string="Words of who decided")
    can_decide = fields.Boolean(
        compute="_compute_can_decide", search="_search_can_decide"
    )

    @api.depends("state", "assignment_id.state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for extension in self:
            row = extension.assignment_id
            extension.can_decide = (
                extension.state == "asked" and "giver" in row._duties()
            )

    def action_open_document(self):
        self.ensure_one()
        return form_of(self.incoming_id)

    @api.model
    def _search_can_decide(self, operator, value):
        """Who gave the part, or holds the one above it, decides."""
        if operator != "in":
            return NotImplemented
        uid = self.env.uid
        part, above = "assignment_id", "assignment_id.parent_id"
        given = Domain(f"{part}.assigned_by_id", "=", uid)
        given &= Domain(f"{part}.handed_over_from_id", "=", False)
        heads = Domain(f"{above}.user_id", "=", False)
        heads &= Domain(f"{above}.department_id.head_ids", "in", [uid])
        open_ = Domain("state", "=", "asked") & Domain(f"{part}.state", "in", OPEN)
        open_ &= Domain(
            "incoming_id.state", "in", ("submitted", "distributed", "processing")
        )
        found = open_ & (given | Domain(f"{above}.user_id", "=", uid) | heads)
        return found if True in value else ~found

    def _decide(self, granted, due_date=None, words=None):
        """Who gave the part grants or refuses more time."""
        for extension in self:
            if not extension.can_decide:
                raise AccessError(
                    self.env._(
                        "Only who gave this part decides on its deadline, and only "
                        "once and until it is done."
                    )
                )
            until = (due_date or extension.due_asked) if granted else False
            row = extension.assignment_id
            if granted:
                row._move_deadline(until)
            extension._through_door().write(
                {
                    "state": "granted" if granted else "refused",
                    "due_granted": until,
                    "decided_by_id": self.env.uid,
                    "decided_at": fields.Datetime.now(),
                    "words": words,
                }
            )
            row._note_step("grant" if granted else "refuse", words)
            extension._tell_asker(words)
        return True

    def _tell_asker(self, words):
        if self.state == "granted":
            body = self.env._(
                "The deadline is %(day)s now. %(words)s",
                day=self.due_granted.strftime("%d/%m/%Y"),
                words=words or "",
            )
        else:
            body = self.env._(
                "The deadline stays as it is. %(words)s", words=words or ""
            )
        row = self.sudo().assignment_id
        row.incoming_id.activity_feedback(
            ["l10n_vn_edoc.activity_document"], user_id=self.env.uid
        )
        # a subordinate unit reads it on its own document
        (row._there() or row.incoming_id).message_post(
            body=body,
            partner_ids=self.sudo().asked_by_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def action_open_decide(self):
        self.ensure_one()
        return dialog(
            self.env._("More time"),
            "edoc.extension.decide",
            default_extension_id=self.id,
        )


class EdocAssignmentExtensionMixin(models.AbstractModel):
    """Asking who gave the part for a later deadline; each request is kept."""

    _name = "edoc.assignment.extension.mixin"
    _description = "Assignment: Extension"

    extension_ids = fields.One2many("edoc.extension", "assignment_id")
    can_ask_extension = fields.Boolean(compute="_compute_can_ask_extension")

    @api.depends("state", "due_date", "extension_ids.state")
    @api.depends_context("uid")
    def _compute_can_ask_extension(self):
        for row in self:
            row.can_ask_extension = (
                bool(row.due_date)
                and row.role in ("lead", "cooperate", "distribute")
                and bool(row._duties() & {"holder", "asker"})
                and "asked" not in row.extension_ids.mapped("state")
            )

    def _ask_extension(self, due_date, reason):
        """Ask for a later deadline, in words."""
        self.ensure_one()
        if not self.can_ask_extension:
            raise UserError(
                self.env._(
                    "More time is asked for by who has the part, while it has a "
                    "deadline and no earlier request is open."
                )
            )
        if due_date <= self.due_date:
            raise UserError(
                self.env._(
                    "Ask for a day after the present deadline, %(limit)s.",
                    limit=self.due_date.strftime("%d/%m/%Y"),
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason in words."))
        extension = (
            self.env["edoc.extension"]
            ._through_door()
            .create(
                {
                    "assignment_id": self.id,
                    "asked_by_id": self.env.uid,
                    "due_before": self.due_date,
                    "due_asked": due_date,
                    "reason": reason.strip(),
                }
            )
        )
        self._note_step("ask", reason)
        for user in self._givers():
            self.incoming_id.sudo().activity_schedule(
                "l10n_vn_edoc.activity_document",
                summary=self.env._("Decide on the deadline"),
                user_id=user.id,
            )
        return extension

    def _givers(self):
        row = self.sudo()
        if row.handed_over_from_id and row.parent_id:
            return row.parent_id._holders()
        if row.handed_over_from_id:
            return row.incoming_id.leader_id
        return row.assigned_by_id

    def _move_deadline(self, due_date):
        """Set a later deadline; the document's own follows its leading part."""
        row = self.sudo()
        if row.parent_id and row.parent_id.role != "distribute":
            row.parent_id._check_limit(due_date)
        row._through_door().write({"due_date": due_date})
        if row.role == "lead" and row._is_root():
            row.incoming_id._through_door().write({"due_date": due_date})

    def action_open_ask(self):
        return self._ask(self.env._("Ask for more time"), "edoc.extension.ask")
