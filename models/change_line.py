"""What one recipient is asked, and what he answered (QĐ 28/2018 Điều 8.2, 9.2)."""

from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.edxml import build_content
from ..core.edxml.codes import StatusCode
from ..core.edxml.model import ResponseFor, StaffInfo, StatusPacket

OPEN = ("asked", "accepted")
_ACCEPTED = {"03", "04", "05", "06"}


class EdocChangeLine(models.Model):
    """One recipient of an order; the first order that is open is answered first."""

    _name = "edoc.change.line"
    _description = "Change of an Issued Document: Recipient"
    _inherit = ["edoc.guarded.mixin"]
    _order = "change_id, id"
    _guarded_rows = True

    change_id = fields.Many2one(
        "edoc.change", required=True, index=True, ondelete="restrict"
    )
    outgoing_id = fields.Many2one(
        related="change_id.outgoing_id", store=True, index=True
    )
    delivery_id = fields.Many2one(
        "edoc.delivery", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="delivery_id.partner_id", string="Recipient")
    channel_id = fields.Many2one(related="delivery_id.channel_id", string="Channel")
    role = fields.Selection(
        [
            ("recall", "Give it back"),
            ("update", "Take over the new data"),
            ("removed", "No longer a recipient"),
            ("replaced", "Take the new document for it"),
        ],
        string="Asked to",
        required=True,
    )
    state = fields.Selection(
        [
            ("planned", "Not asked yet"),
            ("asked", "Asked"),
            ("accepted", "Accepted"),
            ("done", "Carried out"),
            ("refused", "Refused"),
            ("dropped", "Not decided"),
        ],
        required=True,
        default="planned",
    )
    text = fields.Text(string="In words")
    exchange_record_id = fields.Many2one(
        "edi.exchange.record", string="Packet", index="btree_not_null"
    )
    asked_at = fields.Datetime()
    sent_at = fields.Datetime()
    answered_at = fields.Datetime()
    answer_record_id = fields.Many2one(
        "edi.exchange.record", string="Answer", index="btree_not_null"
    )
    withdraws = fields.Boolean(compute="_compute_withdraws")
    can_note = fields.Boolean(compute="_compute_can_note")

    @api.depends("role", "state")
    def _compute_withdraws(self):
        """Recalled from him, unless he has refused."""
        for line in self:
            line.withdraws = line.role in ("recall", "removed") and (
                line.state in (*OPEN, "done")
            )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_note(self):
        clerk = self.env.user.has_group("l10n_vn_edoc.group_clerk")
        for line in self:
            line.can_note = clerk and line.state in OPEN

    # ------------------------------------------------------------------- asking

    def _ask(self):
        """Queue one packet for each channel; whoever has none is told on paper."""
        now = fields.Datetime.now()
        self._through_door().write({"state": "asked", "asked_at": now})
        for channel, lines in self.sudo().grouped("channel_id").items():
            if not channel:
                continue
            change = lines.change_id
            if change.kind == "recall" and channel.edoc_recall_by == "status":
                for line in lines:
                    line._send_order(line._make_take_back(channel))
            else:
                lines._send_order(
                    lines.delivery_id._make_packet(channel, change._business())
                )

    def _send_order(self, record):
        self._through_door().write({"exchange_record_id": record.id})
        self.delivery_id._note_packet(record, self.change_id.reason)
        # always a job of its own, see _send_status_packet
        record.with_delay(priority=0).action_exchange_send()

    def _make_take_back(self, channel):
        """Make the status packet 13, for agencies that are asked that way."""
        document = self.outgoing_id
        company = document.company_id
        content = build_content(
            StatusPacket(
                sender=company.partner_id._edoc_organization(company.name),
                response_for=ResponseFor(
                    organ_id=self.partner_id._edoc_organization().organ_id,
                    code=document.code,
                    document_id=document.document_uid,
                    promulgation_date=document.date_issued,
                ),
                status_code=StatusCode.CANCELLATION,
                description=self.change_id.reason,
                timestamp=fields.Datetime.now().replace(tzinfo=UTC),
                staff=StaffInfo(staff=self.change_id.decided_by_id.name),
            )
        )
        record = channel.create_record(
            "edoc_status_out",
            {
                "exchange_filename": "status-13.edxml",
                "edi_exchange_state": "output_pending",
                "edoc_sha256": content.sha256,
                "company_id": company.id,
                "model": document._name,
                "res_id": document.id,
            },
        )
        record._edoc_keep(content)
        return record

    @api.model
    def _mark_sent(self, record, sent_at):
        """Note that the order left; called when the channel has taken it."""
        lines = self.sudo().search(
            [("exchange_record_id", "=", record.id), ("sent_at", "=", False)]
        )
        lines._through_door().write({"sent_at": sent_at})

    # ------------------------------------------------------------------- answers

    @api.model
    def _take_answer(self, delivery, packet, record):
        """Take a recipient's status as his answer to an order, if it is one.

        Answers come in the order of what was asked. On other axes a recall packet is
        answered with 02 or 03 (domain facts 1.6); that is an answer only after the
        document itself was accepted, for else it is the usual status.

        :return: what happened, in one sentence; nothing when it is no answer
        """
        code = packet.status_code
        # of two answers at the same moment, the second one sees the first
        delivery.change_line_ids.sudo().lock_for_update(allow_referencing=True)
        lines = delivery.change_line_ids.filtered(lambda line: line.state in OPEN)
        if code in ("02", "03"):
            accepted = _ACCEPTED & set(delivery.status_ids.mapped("code"))
            lines = lines.filtered(lambda line: line.withdraws and accepted)
            if not lines:
                return None
        elif code not in ("15", "16"):
            return None
        if not lines:
            return delivery and delivery._keep_late_answer(packet, record)
        line = lines.sorted("id")[0]
        state = {"02": "refused", "03": "accepted", "15": "done", "16": "refused"}[code]
        line._through_door().write(
            {
                "state": state,
                "text": packet.description,
                "answered_at": fields.Datetime.now(),
                "answer_record_id": record.id,
            }
        )
        delivery._keep_answer(packet, record)
        line._tell_answer()
        return line.display_name

    def _tell_answer(self):
        """Tell those who took part, and close what all have answered."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        body = self.env._(
            "%(change)s: %(agency)s answers “%(state)s”. %(text)s",
            change=self.change_id.display_name,
            agency=self.partner_id.name,
            state=labels[self.state],
            text=self.text or "",
        )
        users = self.change_id.decided_by_id | self.change_id.proposed_by_id
        self.outgoing_id._tell(users, body)
        self.change_id._close_if_answered()

    @api.depends("change_id", "partner_id")
    def _compute_display_name(self):
        for line in self:
            change = line.change_id.display_name
            line.display_name = f"{change}: {line.sudo().partner_id.name}"

    def action_note(self):
        """The clerk notes what came back on paper or was told otherwise."""
        self.check_access("read")
        for line in self:
            if not self.env.user.has_group("l10n_vn_edoc.group_clerk"):
                raise AccessError(self.env._("Only the clerk notes answers."))
            line.sudo().lock_for_update()
            if line.state not in OPEN:
                raise UserError(self.env._("This recipient has answered already."))
            line._through_door().write(
                {
                    "state": "done",
                    "text": self.env._("Noted by %(user)s", user=self.env.user.name),
                    "answered_at": fields.Datetime.now(),
                }
            )
            line.sudo().with_env(self.env)._tell_answer()
        return True
