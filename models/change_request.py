"""Recalls, updates and replacements that other agencies ask of us (QĐ 28 Điều 9)."""

from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.edxml import read_packet
from ..core.edxml.model import ResponseFor, StaffInfo, StatusPacket
from ._dialogs import dialog
from .change import CHANGE_KINDS
from .change_value import RECEIVED_FIELDS

# read by the other agency
DESTROYED = "Văn bản đã được hủy bỏ trên Hệ thống theo yêu cầu thu hồi."
DESTROYED_BEFORE = "Văn bản đã được hủy bỏ trên Hệ thống theo yêu cầu thu hồi trước đó."
UPDATED = "Đã cập nhật thông tin văn bản theo yêu cầu."
REPLACED = "Đã tiếp nhận văn bản thay thế."


class EdocChangeRequest(models.Model):
    """One order of another agency about a document that it sent to us.

    It stays when the document's content is destroyed: NĐ 30/2020 Phụ lục VI III.8 keeps
    the metadata of the recall.
    """

    _name = "edoc.change.request"
    _description = "Recall or Update Asked For"
    _inherit = [
        "edoc.guarded.mixin",
        "edoc.change.request.reception.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _guarded_rows = True
    _mail_post_access = "read"

    company_id = fields.Many2one(
        "res.company", string="Entity", required=True, index=True
    )
    box_id = fields.Many2one(
        "edoc.contact.point",
        string="Box",
        required=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(CHANGE_KINDS, required=True)
    way = fields.Selection(
        [
            ("packet", "Packet"),
            ("status", "Status 13"),
            ("removed", "Removed from the recipients"),
        ],
        string="Came as",
        required=True,
    )
    state = fields.Selection(
        [
            ("no_document", "Its document is not here"),
            ("waiting", "Waiting for decision"),
            ("accepted", "Carried out"),
            ("refused", "Refused"),
        ],
        required=True,
        index=True,
    )
    incoming_id = fields.Many2one(
        "edoc.incoming", string="Document", index="btree_not_null", ondelete="restrict"
    )
    replacement_id = fields.Many2one(
        "edoc.incoming", string="Replaced by", index="btree_not_null"
    )
    sender_id = fields.Many2one("res.partner", string="Agency")
    sender_name = fields.Char(string="Requesting agency", required=True)
    sender_organ_id = fields.Char(string="Agency identifier")
    document_uid = fields.Char(string="Document identifier", index="btree_not_null")
    code = fields.Char(string="Number and notation")
    date_document = fields.Date(string="Date of document")
    reason = fields.Text()
    receivers = fields.Text(string="Recipients changed")
    remark = fields.Text(string="Please note")
    received_at = fields.Datetime(required=True, default=fields.Datetime.now)
    exchange_record_id = fields.Many2one(
        "edi.exchange.record",
        string="Packet",
        required=True,
        index=True,
        ondelete="restrict",
    )
    answered_by_id = fields.Many2one("res.users", string="Decided by")
    answered_at = fields.Datetime(string="Decided at")
    answer = fields.Text()
    answer_record_id = fields.Many2one("edi.exchange.record", string="Answer sent")
    value_ids = fields.One2many("edoc.change.value", "request_id", string="Data")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.depends("kind", "code")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            name = f"{labels.get(request.kind, '')} {request.code or ''}"
            request.display_name = f"{name} ({request.sender_name})"

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for request in self:
            request.can_decide = (
                request.state in ("waiting", "no_document") and request._is_decider()
            )

    def _is_decider(self):
        """Who receives in the box decides, or the leader whom it was presented to."""
        document = self.sudo().incoming_id.with_env(self.env)
        if document:
            return bool(document._duties() & {"clerk", "leader"})
        return self.sudo().box_id.with_user(self.env.user).sudo().may_receive

    # ----------------------------------------------------------------- decisions

    def action_accept(self):
        """Carry out what the sender asks, and tell him so (QĐ 28 Điều 9.2)."""
        for request in self:
            request._begin_decision()
            if request.state == "no_document":
                raise UserError(
                    self.env._(
                        "The document of this request has not come. Wait for it, or "
                        "refuse with the reason."
                    )
                )
            request._carry_out()
        return True

    def _carry_out(self):
        if self.kind == "recall":
            self.incoming_id._destroy_recalled(self)
            answer = DESTROYED
        else:
            self.incoming_id._apply_update(self)
            answer = UPDATED
        self._settle("accepted", answer)

    def action_open_refuse(self):
        self.ensure_one()
        return dialog(
            self.env._("Refuse"), "edoc.change.refuse", default_request_id=self.id
        )

    def _refuse(self, reason):
        """Keep the document as it is and tell the sender why (QĐ 28 Điều 5.4)."""
        self.ensure_one()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason in words."))
        self._begin_decision()
        self._settle("refused", reason)
        if self.incoming_id:
            self.incoming_id._tell_handlers(
                self.env._(
                    "%(request)s was refused: %(reason)s",
                    request=self.display_name,
                    reason=reason,
                )
            )

    def _begin_decision(self):
        """Two who decide at once: the second one reads that it is settled."""
        self.ensure_one()
        self.check_access("read")
        if not self._is_decider():
            raise UserError(
                self.env._(
                    "Who receives in the box decides on this, or the leader to whom "
                    "the document was presented."
                )
            )
        self.sudo().lock_for_update()
        if self.state not in ("waiting", "no_document"):
            raise UserError(self.env._("This was decided already; reload the page."))

    def _settle(self, state, text):
        """Keep the decision and answer: 15 when carried out, 16 when refused."""
        code = "15" if state == "accepted" else "16"
        self._through_door().write(
            {
                "state": state,
                "answer": text,
                "answered_by_id": self.env.uid,
                "answered_at": fields.Datetime.now(),
                "answer_record_id": self._send_answer(code, text).id,
            }
        )
        self.sudo().activity_unlink(["l10n_vn_edoc.activity_change"])

    def _send_answer(self, code, text):
        request = self.sudo()
        packet = StatusPacket(
            sender=request.box_id._edoc_organization(),
            response_for=ResponseFor(
                organ_id=request.sender_organ_id or "",
                code=request.code or "",
                document_id=request.document_uid or "",
                promulgation_date=request.date_document or None,
            ),
            status_code=code,
            description=text,
            timestamp=fields.Datetime.now().replace(tzinfo=UTC),
            staff=StaffInfo(staff=self.env.user.name),
        )
        record = self.env["edoc.incoming"]._send_status_packet(
            packet, request.exchange_record_id
        )
        if request.incoming_id and record:
            self.env["edoc.status.message"]._note(
                [
                    {
                        "direction": "out",
                        "incoming_id": request.incoming_id.id,
                        "request_id": request.id,
                        "code": code,
                        "text": text,
                        "exchange_record_id": record.id,
                    }
                ]
            )
        return record

    # --------------------------------------------------------------- the document

    def _attach(self, document):
        """The document is here: tell the clerk, or settle what needs nobody."""
        self.ensure_one()
        self._through_door().write({"incoming_id": document.id, "state": "waiting"})
        self.env["edoc.status.message"]._note(
            [
                {
                    "kind": "packet",
                    "direction": "in",
                    "incoming_id": document.id,
                    "text": f"{self.display_name}: {self.reason or ''}",
                    "exchange_record_id": self.sudo().exchange_record_id.id,
                }
            ]
        )
        if self.kind == "replacement":
            document._mark_replaced(self)
            self._settle("accepted", REPLACED)
        elif document.state == "recalled":
            # the sender asks again: he has not had our answer
            self._settle(
                "accepted" if self.kind == "recall" else "refused",
                DESTROYED_BEFORE,
            )
        else:
            if self.kind == "update":
                self._read_values(document)
            self._call_clerk()

    def _read_values(self, document):
        """Note what the update would change, read from the packet itself."""
        record = self.sudo().exchange_record_id
        packet = read_packet(record._edoc_content().open())
        found = document._vals_of_packet(packet, record, document.company_id)
        emptied = {"due_date"} if packet.business.document_info else set()
        values = {
            name: value for name, value in found.items() if value or name in emptied
        }
        rows = self.env["edoc.change.value"]._differences(
            document, values, RECEIVED_FIELDS
        )
        self.env["edoc.change.value"]._through_door().create(
            [{"request_id": self.id, **row} for row in rows]
        )

    def _call_clerk(self):
        """Put it on the desks of who receives in the box, and of the leader."""
        document = self.sudo().incoming_id
        for user in document.box_id._receivers() | document.leader_id:
            self.sudo().activity_schedule(
                "l10n_vn_edoc.activity_change",
                summary=self.display_name,
                note=self.reason,
                user_id=user.id,
            )

    @api.model
    def _take_waiting(self, document):
        """Orders may overtake their document: take those that waited for it."""
        waiting = self.sudo().search(
            Domain("state", "=", "no_document")
            & Domain("company_id", "=", document.company_id.id)
            & self._domain_of_orders(document)
        )
        for request in waiting.sorted("id"):
            request.with_env(self.env).sudo()._attach(document)
