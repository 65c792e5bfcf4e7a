"""Recall, update and replacement of documents that we have issued (NĐ 30 Điều 18)."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..core.edxml.codes import BusinessDocType
from ..core.edxml.model import Business, Receiver, StaffInfo

CHANGE_KINDS = [
    ("recall", "Recall"),
    ("update", "Update"),
    ("replacement", "Replacement"),
]


class EdocChange(models.Model):
    """One order about an issued document, and what each recipient answered.

    Proposed by the clerk or the author, decided by whom is competent: the signer or a
    leader. Nothing leaves before the decision. The rows are evidence: the metadata of a
    recall are kept (NĐ 30/2020 Phụ lục VI III.8).
    """

    _name = "edoc.change"
    _description = "Change of an Issued Document"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id desc"
    _guarded_rows = True

    outgoing_id = fields.Many2one(
        "edoc.outgoing",
        string="Document",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="outgoing_id.company_id", string="Entity", store=True, index=True
    )
    kind = fields.Selection(CHANGE_KINDS, required=True)
    reason = fields.Text(required=True)
    state = fields.Selection(
        [
            ("proposed", "Waiting for decision"),
            ("asked", "Waiting for answers"),
            ("closed", "Answered by all"),
            ("dropped", "Not decided"),
        ],
        required=True,
        default="proposed",
    )
    proposed_by_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.user
    )
    proposed_at = fields.Datetime(required=True, default=fields.Datetime.now)
    decided_by_id = fields.Many2one("res.users", string="Decided by")
    decided_at = fields.Datetime(string="Decided at")
    replacement_id = fields.Many2one(
        "edoc.outgoing", string="Replaced by", index="btree_not_null"
    )
    added_ids = fields.Many2many("res.partner", string="Recipients added")
    line_ids = fields.One2many("edoc.change.line", "change_id", string="Recipients")
    value_ids = fields.One2many("edoc.change.value", "change_id", string="Data")
    progress = fields.Char(compute="_compute_progress", string="Answered")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.depends("kind", "outgoing_id.code")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for change in self:
            kind = labels.get(change.kind, "")
            change.display_name = f"{kind} {change.sudo().outgoing_id.code or ''}"

    @api.depends("line_ids.state")
    def _compute_progress(self):
        for change in self:
            states = change.line_ids.mapped("state")
            answered = [state for state in states if state in ("done", "refused")]
            change.progress = f"{len(answered)}/{len(states)}"

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for change in self:
            change.can_decide = (
                change.state == "proposed"
                and "change_decider" in change.outgoing_id._duties()
            )

    # ----------------------------------------------------------------- decision

    def action_decide(self):
        """Give the order: it leaves at once (NĐ 30 Điều 18.3, 18.4)."""
        for change in self:
            change.check_access("read")
            change._decide()
        return True

    def action_drop(self):
        """Do without it; the proposal is kept."""
        for change in self:
            change.check_access("read")
            change._check_decider()
            change._check_proposed()
            change._through_door().write(
                {
                    "state": "dropped",
                    "decided_by_id": self.env.uid,
                    "decided_at": fields.Datetime.now(),
                }
            )
            change.line_ids._through_door().write({"state": "dropped"})
            change._settle_task()
        return True

    def _decide(self):
        self.ensure_one()
        self._check_decider()
        self._check_proposed()
        self._check_possible()
        self._through_door().write(
            {
                "state": "asked",
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self._settle_task()
        getattr(self, f"_carry_out_{self.kind}")()

    def _check_decider(self):
        if "change_decider" not in self.outgoing_id._duties():
            raise UserError(
                self.env._(
                    "Only the signer of the document or a leader decides on its "
                    "recall, update or replacement (NĐ 30 Điều 18)."
                )
            )

    def _check_proposed(self):
        self.sudo().lock_for_update()
        if self.state != "proposed":
            raise UserError(self.env._("This was decided already; reload the page."))

    def _check_possible(self):
        """Since the proposal, another order may have overtaken this one."""
        document = self.outgoing_id
        allowed = ("issued", "replaced") if self.kind == "recall" else ("issued",)
        gone = self.line_ids.delivery_id.filtered("is_withdrawn")
        if document.state not in allowed or gone:
            raise UserError(
                self.env._(
                    "“%(name)s” has been recalled or replaced meanwhile. Do without "
                    "this proposal and order anew what is still needed.",
                    name=document.display_name,
                )
            )

    def _settle_task(self):
        self.outgoing_id.sudo().activity_unlink(["l10n_vn_edoc.activity_change"])

    # -------------------------------------------------------------- carrying out

    def _carry_out_recall(self):
        """Ask the recipients; recalled from all, the document is frozen."""
        document = self.outgoing_id
        self.line_ids._ask()
        names = ", ".join(self.line_ids.mapped("partner_id.name"))
        if document.delivery_ids - document.delivery_ids.filtered("is_withdrawn"):
            document._note_step("withdraw", f"{names}: {self.reason}")
        else:
            document._take_step("recall", reason=self.reason)
        document._remark(
            self.env._("Recalled from %(names)s", names=names), self.reason
        )
        document._tell_participants(
            self.env._(
                "Recall ordered. Reason: %(reason)s. Recipients: %(names)s.",
                reason=self.reason,
                names=names,
            )
        )

    def _carry_out_update(self):
        """Write the new data, tell recipients; whoever is added gets the whole."""
        document = self.outgoing_id
        if self.value_ids:
            document._through_door().write(self.value_ids._to_write())
        added = self.env["edoc.delivery"]._through_door()
        if self.added_ids:
            added = added.create(
                [
                    {"outgoing_id": document.id, "partner_id": partner.id}
                    for partner in self.added_ids
                ]
            ).sudo()
            added._send()
        self.line_ids._ask()
        told = [self.value_ids._in_words(), self._receivers_in_words(), self.reason]
        words = "\n".join(text for text in told if text)
        document._note_step("update", words)
        document._remark(self.env._("Updated"), self.reason)
        document._tell_participants(
            self.env._("Update ordered. %(words)s", words=words)
        )

    def _receivers_in_words(self):
        removed = self.line_ids.filtered(lambda line: line.role == "removed")
        words = []
        if self.added_ids:
            names = ", ".join(self.added_ids.mapped("name"))
            words.append(self.env._("Recipients added: %(names)s.", names=names))
        if removed:
            names = ", ".join(removed.partner_id.mapped("name"))
            words.append(self.env._("Recipients removed: %(names)s.", names=names))
        return " ".join(words)

    def _carry_out_replacement(self):
        """Send the issued replacement as what it is; before its issue, only link."""
        new = self.replacement_id
        new._replace(self.outgoing_id, change=self)

    # ------------------------------------------------------------------- packets

    def _business(self):
        """Return what the packet asks the recipients to do (domain facts 2.6)."""
        document = self.outgoing_id
        staff = self.decided_by_id
        common = {
            "document_id": document.document_uid,
            "reason": self.reason,
            "staff": StaffInfo(staff=staff.name, email=staff.email or ""),
        }
        if self.kind == "recall":
            return Business(doc_type=BusinessDocType.RECALL, **common)
        removed = self.line_ids.filtered(lambda line: line.role == "removed")
        receivers = [(partner, True) for partner in self.added_ids]
        receivers += [(partner, False) for partner in removed.partner_id]
        return Business(
            doc_type=BusinessDocType.UPDATE,
            document_info=bool(self.value_ids),
            document_receiver=bool(receivers),
            receivers=tuple(
                Receiver(partner._edoc_organization().organ_id, added)
                for partner, added in receivers
            ),
            **common,
        )

    # ------------------------------------------------------------------- answers

    def _close_if_answered(self):
        for change in self:
            lines = change.line_ids
            if change.state == "asked" and not lines.filtered(
                lambda line: line.state not in ("done", "refused")
            ):
                change._through_door().write({"state": "closed"})

    @api.model
    def _propose(self, document, kind, reason, lines, **vals):
        """Keep what is wanted of an issued document; the competent one decides.

        :param lines: ``[(delivery, role)]``, see :class:`EdocChangeLine`
        :param vals: ``replacement_id``, ``added_ids`` or ``value_ids``
        :return: the order, carried out already where the user is competent himself
        """
        change = (
            self._through_door()
            .create(
                {
                    "outgoing_id": document.id,
                    "kind": kind,
                    "reason": reason,
                    "proposed_by_id": self.env.uid,
                    "line_ids": [
                        Command.create({"delivery_id": delivery.id, "role": role})
                        for delivery, role in lines
                    ],
                    **vals,
                }
            )
            .with_env(self.env)
        )
        if "change_decider" in document._duties():
            change._decide()
        else:
            document._ask_for_decision(change)
        return change

    def _ask_by(self, records, new):
        """Note by which packet of the new document each recipient is asked.

        :param records: packets by recipient, where not those of the issue
        """
        now = fields.Datetime.now()
        for line in self.sudo().line_ids.filtered(lambda line: line.state == "planned"):
            partner = line.partner_id
            delivery = new.sudo().delivery_ids.filtered(
                lambda d, p=partner: d.partner_id == p
            )
            record = records.get(partner) or delivery.exchange_record_id
            line._through_door().write(
                {"state": "asked", "asked_at": now, "exchange_record_id": record.id}
            )
