"""Entering what came in beside its page, one document after the other (Điều 10.2)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.numbering import split_code
from ..core.sameness import agency_key

# stands for an issuing agency that nobody has read from the page yet
NOT_ENTERED = "…"
# What the clerk proposes to whoever distributes, and the file that it goes to.
_PROPOSALS = (
    "file_notation",
    "retention",
    "proposed_leader_id",
    "proposed_lead_id",
    "proposed_cooperate_ids",
)
_REPEATED = (
    "type_id",
    "urgency",
    "signer_name",
    "signer_position",
    "code_notation",
    *_PROPOSALS,
)


class EdocIncomingEntryMixin(models.AbstractModel):
    """Fields of NĐ 30 Phụ lục VI that the clerk types, and what fills them for him."""

    _name = "edoc.incoming.entry.mixin"
    _description = "Incoming Document: Entry"

    typed_code = fields.Char(
        string="Number/notation",
        compute="_compute_typed_code",
        inverse="_inverse_typed_code",
        help="As it stands on the page, such as 123/UBND-KT.",
    )
    file_notation = fields.Char(
        string="Number and notation of the file",
        size=20,
        help="Số và ký hiệu hồ sơ, such as 01.QLCN (NĐ 30 Phụ lục IV, VI).",
    )
    retention = fields.Char(
        string="Retention", size=30, help="Thời hạn bảo quản, such as 10 năm."
    )
    proposed_leader_id = fields.Many2one(
        "res.users",
        string="Present to",
        domain=lambda self: self.env["edoc.incoming.register"]._leader_domain(),
        help="Empty: registered now, presented later on the same day.",
    )
    proposed_lead_id = fields.Many2one(
        "edoc.department",
        string="Lead proposed",
        domain="[('company_id', '=', company_id)]",
        help="The clerk's proposal to the leader who distributes (NĐ 30 Điều 23).",
    )
    proposed_cooperate_ids = fields.Many2many(
        "edoc.department",
        "edoc_incoming_proposed_rel",
        "incoming_id",
        "department_id",
        string="Cooperation proposed",
        domain="[('company_id', '=', company_id)]",
    )
    entry_template_id = fields.Many2one(
        "edoc.entry.template",
        string="Template",
        compute="_compute_entry_template_id",
        inverse="_inverse_entry_template_id",
        help="Fills in what repeats itself; found by its name or its shortcut.",
    )
    waiting_count = fields.Integer(compute="_compute_waiting_count")

    # ----------------------------------------------------------------- computes

    @api.depends("code")
    def _compute_typed_code(self):
        for document in self:
            document.typed_code = document.code

    def _inverse_typed_code(self):
        for document in self:
            if document.typed_code != document.code:
                document._take_typed_code()

    @api.onchange("typed_code")
    def _onchange_typed_code(self):
        if self.typed_code != self.code:
            self._take_typed_code()

    def _take_typed_code(self):
        """Split “123/UBND-KT”; the notation tells the type (NĐ 30 Phụ lục III)."""
        number, notation = split_code(self.typed_code or "")
        self.code_number, self.code_notation = number[:11], notation[:30]
        found = self.env["edoc.document.type"]._of_notation(notation)
        if found:
            self.type_id = found

    @api.onchange("sender_id")
    def _onchange_sender_id(self):
        if self.sender_id:
            self.sender_name = self.sender_id.name
            self.sender_organ_id = self.sender_id.edoc_organ_id

    def _compute_entry_template_id(self):
        self.entry_template_id = False

    def _inverse_entry_template_id(self):
        """It has filled the form already; which one it was is of no consequence."""

    @api.onchange("entry_template_id")
    def _onchange_entry_template_id(self):
        if self.entry_template_id:
            self.update(self.entry_template_id._entries(self))

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_waiting_count(self):
        self.waiting_count = self.search_count(self._entry_domain())

    # -------------------------------------------------------------------- entry

    @api.model
    def _entry_domain(self):
        """What waits for the current user to register it (Điều 7)."""
        return Domain("state", "=", "received") & Domain(
            "box_id.may_receive", "=", True
        )

    def action_open_entry(self):
        """Open the document asked for beside its page, or the first that waits."""
        return (self or self._next_waiting())._entry_action()

    def action_next_entry(self):
        """Leave this one as it is and open the next that waits."""
        self.ensure_one()
        return self._replaced_by(self._next_waiting(self)._entry_action())

    def action_register_next(self):
        """Register, present, and open the next that waits.

        What has to be decided first, such as a document that came before, is asked for
        in a dialog.
        """
        self.ensure_one()
        self._check_step("register")
        held = bool(self.verdict) and self._disposition() == "hold"
        if held or self._in_the_way():
            action = self.action_open_register()
            action["context"]["edoc_entry"] = True
            action["context"]["default_leader_id"] = self.proposed_leader_id.id
            return action
        self._register_arrival()
        if self.proposed_leader_id:
            self._submit(self.proposed_leader_id)
        return self._after_entry()

    def _after_entry(self):
        """Return the action that opens the next, with a word on this one."""
        told = self.env._(
            "Registered: arrival number %(number)s, %(name)s",
            number=self.arrival_number,
            name=self.display_name,
        )
        return self._replaced_by(self._next_waiting(self)._entry_action(), told)

    @api.model
    def _next_waiting(self, after=None):
        """Return the next that waits: urgent ones first, then as they came.

        :param after: registered now, so that what is more urgent comes first; or left
            where it is. Behind the last one, the first comes again
        """
        waiting, ways = self._entry_domain(), [Domain.TRUE]
        if after:
            waiting &= Domain("id", "!=", after.id)
            ways.insert(0, after._behind_domain())
            if after.state != "received":
                ways.insert(0, Domain("urgency", ">", after.urgency))
        for way in ways:
            order = "urgency desc, arrived_at, id"
            found = self.search(waiting & way, order=order, limit=1)
            if found:
                break
        return found

    def _behind_domain(self):
        later = Domain("arrived_at", ">", self.arrived_at)
        later |= Domain("arrived_at", "=", self.arrived_at) & Domain("id", ">", self.id)
        same = Domain("urgency", "=", self.urgency)
        return Domain("urgency", "<", self.urgency) | same & later

    def _entry_action(self):
        if not self:
            return self.env["ir.actions.act_window"]._for_xml_id(
                "l10n_vn_edoc.edoc_incoming_action_received"
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_vn_edoc.edoc_incoming_action_entry"
        )
        return {**action, "res_id": self.id}

    @api.model
    def _replaced_by(self, action, told=None):
        """Open it in the place of the present one, without a trail of all of them."""
        return {
            "type": "ir.actions.client",
            "tag": "edoc_replace",
            "params": {"action": action, "told": told},
        }

    def _check_entered(self):
        """Who has issued it is read from the page before it is registered."""
        for document in self:
            if document.sender_name == NOT_ENTERED:
                raise UserError(
                    self.env._(
                        "Enter the issuing agency of “%(name)s” first (NĐ 30 Phụ lục "
                        "VI).",
                        name=document.display_name,
                    )
                )

    # ------------------------------------------------------------------ repeated

    def action_same_as_last(self):
        """Fill in what this agency's last document had, but what tells it apart.

        What was read from this page already stands, its urgency above all.
        """
        self.ensure_one()
        last = self._last_of_agency()
        if not last:
            raise UserError(
                self.env._(
                    "No document of “%(agency)s” has been registered yet.",
                    agency=self.sender_name,
                )
            )
        open_ = {name for name in _REPEATED if not self[name]}
        open_ |= {"urgency"} if self.urgency == "0" else set()
        self.write({name: self._as_written(last, name) for name in open_})
        return True

    def _last_of_agency(self):
        """Return the last one registered that the user may see, by agency or name."""
        known = Domain("registered_at", "!=", False) & Domain(
            "company_id", "=", self.company_id.id
        )
        order = "registered_at desc, id desc"
        if self.sender_id:
            mine = known & Domain("sender_id", "=", self.sender_id.id)
            last = self.search(mine, order=order, limit=1)
            if last:
                return last
        key = agency_key(self.sender_name or "")
        others = known & Domain("id", "!=", self.id)
        recent = self.search(others, order=order, limit=500)
        return recent.filtered(lambda d: agency_key(d.sender_name or "") == key)[:1]

    @api.model
    def _as_written(self, source, name):
        return source._fields[name].convert_to_write(source[name], source)

    def action_save_template(self):
        """Keep the present entries as a template, after naming it."""
        self.ensure_one()
        template = self.env["edoc.entry.template"]
        values = {
            f"default_{name}": self._as_written(self, name)
            for name in template._entry_fields
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Save as template"),
            "res_model": template._name,
            "view_mode": "form",
            "views": [
                (self.env.ref("l10n_vn_edoc.edoc_entry_template_view_quick").id, "form")
            ],
            "target": "new",
            "context": {**values, "default_name": self.subject},
        }
