"""An incoming document that its sender recalls, updates or replaces."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class EdocIncomingChangeMixin(models.AbstractModel):
    """What becomes of a document by its sender's order (QĐ 28/2018 Điều 9.2)."""

    _name = "edoc.incoming.change.mixin"
    _description = "Incoming Document: Changes by Its Sender"

    request_ids = fields.One2many(
        "edoc.change.request",
        "incoming_id",
        string="Recalls and updates",
        readonly=True,
    )
    open_request_id = fields.Many2one(
        "edoc.change.request", compute="_compute_open_request_id", compute_sudo=True
    )
    open_request_kind = fields.Char(
        compute="_compute_open_request_id",
        compute_sudo=True,
    )
    open_request_reason = fields.Text(
        compute="_compute_open_request_id",
        compute_sudo=True,
    )
    replaced_by_id = fields.Many2one(
        "edoc.incoming",
        string="Replaced by",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    replaces_ids = fields.One2many(
        "edoc.incoming", "replaced_by_id", string="Replaces", readonly=True
    )

    @api.depends("request_ids.state")
    def _compute_open_request_id(self):
        for document in self:
            request = document.request_ids.filtered(
                lambda request: request.state == "waiting"
            ).sorted("id")[:1]
            document.open_request_id = request
            document.open_request_kind = request.kind
            document.open_request_reason = request.reason

    def action_open_request(self):
        """Open what the sender asks, for the one who decides."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "edoc.change.request",
            "res_id": self.open_request_id.id,
            "view_mode": "form",
        }

    def _check_no_recall(self):
        """What its sender recalls is not registered before somebody has decided."""
        for document in self:
            recall = document.sudo().request_ids.filtered(
                lambda r: r.kind == "recall" and r.state == "waiting"
            )
            if recall:
                raise UserError(
                    self.env._(
                        "The sender recalls “%(name)s”. Decide on the recall first "
                        "(QĐ 28/2018 Điều 9.2).",
                        name=document.display_name,
                    )
                )

    @api.model
    def _create_from_packet(self, packet, record, box):
        """What came as new before may come again, as the replacement of another."""
        known = self._known_as_new(packet, box)
        if known:
            return known
        document = super()._create_from_packet(packet, record, box)
        self.env["edoc.change.request"]._take_waiting(document)
        return document

    @api.model
    def _known_as_new(self, packet, box):
        if not packet.business.replacements:
            return self.browse()
        requests = self.env["edoc.change.request"]
        agency = self.env["res.partner"]._edoc_find_agency(packet.sender.organ_id)
        found = requests._find_document(
            {
                "company_id": box.company_id.id,
                "box_id": box.id,
                "sender_organ_id": packet.sender.organ_id,
                "sender_id": agency.id,
                "document_uid": packet.document_id,
            }
        )
        return found.filtered(lambda d: d.state not in ("refused", "recalled"))

    # ------------------------------------------------------------------- recall

    def _destroy_recalled(self, request):
        """Destroy content and data; keep the number, the steps and the recall.

        NĐ 30 Điều 18.4, Phụ lục VI III.8: the document goes with its metadata, the
        metadata of the recall stay. What came of it twice, what was copied from it
        here, and what was given to subordinate units, goes with it.
        """
        self.ensure_one()
        reason = request.reason or self.env._("The sender gave no reason.")
        self._take_step("recall", reason=reason)
        system = self.env.ref("base.user_root")
        again = self._came_twice()
        documents = self | again
        units = documents._unit_copies().filtered(lambda d: d.state != "recalled")
        (again | units).with_user(system)._take_step("recall", reason=reason)
        documents |= units
        (self | units)._tell_handlers(
            self.env._(
                "Recalled by %(agency)s and destroyed. Stop handling it. Reason: "
                "%(reason)s",
                agency=request.sender_name,
                reason=reason,
            )
        )
        self.env["edoc.copy"]._recall_with(documents, reason)
        documents._wipe(reason)

    def _came_twice(self):
        """Return what else is here of the same document from the same sender."""
        if not self.document_uid:
            return self.browse()
        requests = self.env["edoc.change.request"]
        twins = self.sudo().search(
            requests._domain_of_sender(self.sender_organ_id, self.sender_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("addressed_box_id", "in", [self.addressed_box_id.id, False])
            & Domain("document_uid", "=", self.document_uid)
            & Domain("id", "!=", self.id)
            & Domain("state", "!=", "recalled")
        )
        return twins.with_env(self.env)

    def _wipe(self, reason):
        """Take away bytes, texts and names, wherever they lie."""
        today = self._vn_today().strftime("%d/%m/%Y")
        # the step is told now; later, tracking would keep what is wiped
        self.sudo()._track_finalize()
        for document in self.sudo():
            document.file_ids._destroy()
            document._wipe_verifications()
            document._wipe_talk()
            document._wipe_values()
            untracked = document._through_door().with_context(mail_notrack=True)
            untracked.write(
                {
                    "subject": self.env._("(Recalled; content destroyed)"),
                    "signer_name": False,
                    "signer_position": False,
                    "place": False,
                    "to_places": False,
                    "page_count": 0,
                    "due_date": False,
                    "verdict_sentence": False,
                    "hold_reason": False,
                    "hints": False,
                    "proposals": False,
                    "note": self.env._(
                        "Recalled by its sender, destroyed on %(day)s. %(reason)s",
                        day=today,
                        reason=reason,
                    )[:500],
                }
            )
        self._wipe_packets()

    def _wipe_verifications(self):
        verifications = self.verification_ids
        verifications.signature_ids._through_door().unlink()
        verifications.rule_ids._through_door().write({"sentence": False})
        verifications._through_door().write({"report": False, "sentence": False})

    def _wipe_talk(self):
        """Files in the chatter and what tracking kept of the abstract."""
        at = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        self.env["ir.attachment"].sudo().search(at).unlink()
        self.env["mail.tracking.value"].sudo().search(
            [
                ("mail_message_id.model", "=", self._name),
                ("mail_message_id.res_id", "in", self.ids),
                ("field_id.name", "=", "subject"),
            ]
        ).unlink()
        self.activity_unlink(["l10n_vn_edoc.activity_document"])

    def _wipe_values(self):
        values = self.request_ids.value_ids
        values._through_door().write({"old": False, "new": False})

    def _wipe_packets(self):
        """The packet goes when none of our entities holds its document any more."""
        for record in self.sudo().exchange_record_id:
            held = self.sudo().search_count(
                [("exchange_record_id", "=", record.id), ("state", "!=", "recalled")]
            )
            if not held:
                record._through_door().write({"exchange_file": False})
        orders = self.sudo().request_ids.exchange_record_id
        for record in orders - self.sudo().exchange_record_id:
            # another entity of ours may not have its document yet
            if (
                not self.env["edoc.change.request"]
                .sudo()
                .search_count(
                    [
                        ("exchange_record_id", "=", record.id),
                        ("state", "=", "no_document"),
                    ]
                )
            ):
                record._through_door().write({"exchange_file": False})

    # ------------------------------------------------------ update, replacement

    def _apply_update(self, request):
        """Take over the sender's new data; the old ones are kept with the request."""
        values = request.sudo().value_ids
        words = "\n".join(
            part
            for part in (values._in_words(), request.receivers, request.reason)
            if part
        )
        for documents in (self, self._unit_copies()):
            if values:
                documents._through_door().write(values._to_write())
            documents._note_step("update", words)
            documents._tell_handlers(
                self.env._(
                    "Updated by %(agency)s. %(words)s",
                    agency=request.sender_name,
                    words=words,
                )
            )

    def _mark_replaced(self, request):
        """Another document is in force instead; whoever handles this one is told."""
        new = request.replacement_id
        self._through_door().write({"replaced_by_id": new.id})
        words = self.env._(
            "Replaced by %(new)s of %(agency)s. %(reason)s",
            new=new.code or "",
            agency=request.sender_name,
            reason=request.reason or "",
        )
        for documents in (self, self._unit_copies()):
            documents._note_step("replaced", words)
            documents._tell_handlers(words)

    def _tell_handlers(self, body):
        """Tell the leader and everybody to whom the document was assigned."""
        for document in self.sudo():
            assigned = document.assignment_ids
            users = document.leader_id | assigned.user_id | document.registered_by_id
            users |= assigned.department_id.head_ids
            document.message_post(
                body=body,
                partner_ids=(users - self.env.user).partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
