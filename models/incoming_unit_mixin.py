"""A document that the superior entity has distributed to this unit (Điều 7, 11)."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .incoming_handling_mixin import OPEN

# written when it is laid into the unit's box, and with another deadline
UNIT_FIELDS = frozenset(
    {
        "superior_name",
        "superior_number",
        "superior_by",
        "superior_role",
        "superior_instruction",
        "superior_due_date",
        "unit_part_ids",
    }
)
# What the document says of itself; what was noted on it above stays there.
_COPIED = (
    "document_uid",
    "sender_id",
    "sender_name",
    "sender_organ_id",
    "code_number",
    "code_notation",
    "date_document",
    "place",
    "type_id",
    "subject",
    "signer_position",
    "signer_name",
    "urgency",
    "language",
    "page_count",
    "to_places",
    "steering_type",
    "packet_signed",
)


class EdocIncomingUnitMixin(models.AbstractModel):
    """The unit's own copy, with the same bytes: its number, its rounds, its deadline.

    The original sender hears of the superior entity's document only; that one follows
    this copy by the part that was given to the unit (``edoc.assignment``).
    """

    _name = "edoc.incoming.unit.mixin"
    _description = "Incoming Document: Superior and Subordinate Entity"

    unit_part_ids = fields.One2many(
        "edoc.assignment",
        "incoming_id",
        string="At subordinate units",
        domain=[("unit_id", "!=", False)],
        readonly=True,
    )
    superior_name = fields.Char(string="Distributed by", readonly=True, copy=False)
    superior_number = fields.Char(
        string="Arrival number there", readonly=True, copy=False
    )
    superior_by = fields.Char(string="Leader there", readonly=True, copy=False)
    superior_role = fields.Selection(
        [
            ("lead", "Lead"),
            ("cooperate", "Cooperate"),
            ("inform", "For information"),
        ],
        string="Part of the unit",
        readonly=True,
        copy=False,
    )
    superior_instruction = fields.Text(
        string="Instruction of the superior entity", readonly=True, copy=False
    )
    superior_due_date = fields.Date(
        string="Deadline of the superior entity", readonly=True, copy=False
    )
    can_ask_superior = fields.Boolean(compute="_compute_can_ask_superior")

    @api.depends("state", "superior_due_date")
    @api.depends_context("uid")
    def _compute_can_ask_superior(self):
        for document in self:
            document.can_ask_superior = document._superior_part().can_ask_extension

    # -------------------------------------------------------------------- links

    def _superior_parts(self):
        """Return the parts above that these documents are for, as superuser."""
        mine = Domain("unit_document_id", "in", self.ids)
        linked = Domain("unit_document_id.follows_id", "in", self.ids)
        return self.env["edoc.assignment"].sudo().search(mine | linked)

    def _superior_part(self):
        """Return the part that waits for this document."""
        if not self.superior_name:
            return self.env["edoc.assignment"]
        open_ = self._superior_parts().filtered(lambda row: row.state in OPEN)
        return open_[-1:]

    def _unit_copies(self):
        """Return the units' documents made of these, theirs included, as superuser."""
        found = self.sudo().browse()
        below = self.sudo()
        while below := below.assignment_ids.unit_document_id - found:
            found |= below
        return found

    def _urgings(self):
        """A unit reads on its own document what it is urged to do (Điều 17)."""
        return super()._urgings() | self._superior_parts().urging_ids

    # ------------------------------------------------------------------- laying in

    def _copy_for_unit(self, row):
        """Lay a document with the same files into the unit's own box (Điều 7).

        By the system: nobody of the superior entity takes part in the unit's document.

        :param row: the part that is given to the unit
        """
        source, unit = self.sudo(), row.unit_id
        system = self.env["edoc.incoming"].with_user(SUPERUSER_ID).with_company(unit)
        copied = {name: self._as_written(source, name) for name in _COPIED}
        document = system._through_door().create(
            {
                **copied,
                "source": "superior",
                "company_id": unit.id,
                "box_id": self.env["edoc.contact.point"]._of_entity(unit).id,
                "due_date": row.due_date,
            }
        )
        for file in source.file_ids:
            document._attach(file.role, file.name, file._content(), file.sequence)
        document._announce()
        if source.verdict:
            document.with_delay(
                description=self.env._(
                    "Check signatures of %(name)s", name=document.display_name
                ),
                identity_key=f"edoc-verify-{document.id}",
            )._verify_from_superior()
        return document.sudo()

    def _take_superior_words(self, row):
        """Note what the unit is told to do, by whom, until when."""
        above = row.incoming_id
        self._through_door().write(
            {
                "superior_name": above.company_id.name,
                "superior_number": str(above.arrival_number or ""),
                "superior_by": row.assigned_by_id.name,
                "superior_role": row.role,
                "superior_instruction": row.instruction,
                "superior_due_date": row.due_date,
            }
        )

    def _move_superior_deadline(self, due_date, entity):
        """The unit's own deadline moves along, unless it has set an earlier one."""
        if not self:
            return
        values = {"superior_due_date": due_date}
        if self.due_date in (False, self.superior_due_date):
            values["due_date"] = due_date
        self._through_door().write(values)
        self._tell_handlers(
            self.env._(
                "The deadline of %(entity)s is %(day)s now.",
                entity=entity,
                day=due_date.strftime("%d/%m/%Y"),
            )
        )

    def _withdraw_here(self, reason):
        """Take it out of the unit's box before it is registered there."""
        system = self.env.ref("base.user_root")
        self.with_user(system)._take_step("withdraw", reason=reason)
        self._wipe(reason)
        untracked = self._through_door().with_context(mail_notrack=True)
        untracked.write({"note": reason[:500]})

    # ------------------------------------------------------------------ following

    def _take_step(self, action, reason=None, **vals):
        """Whatever the unit does with it shows in the part above."""
        result = super()._take_step(action, reason, **vals)
        self._superior_parts()._follow_unit(reason)
        return result

    def _handling_duties(self):
        """The document follows the unit that leads."""
        lead = self.sudo().assignment_ids._lead_chain()[:1]
        return super()._handling_duties() | lead._unit_duties()

    def _finish(self, reason=None, answer=None):
        """Units that are still at it read that it is completed above."""
        waiting = self.sudo().unit_part_ids.filtered(
            lambda row: row.state in OPEN and row.role != "inform"
        )
        result = super()._finish(reason, answer)
        waiting._tell_not_awaited()
        return result

    # --------------------------------------------------------------- verification

    def _verify_from_superior(self):
        """Job: check the signatures anew; nothing goes back by itself."""
        self.ensure_one()
        if self.state == "received":
            self._verify()
            self._message_log(body=self._told_of(self._disposition()))

    def _disposition(self):
        found = super()._disposition()
        held = self.source == "superior" and found == "return"
        return "hold" if held else found

    def _bars_registration(self):
        """A broken signature bars it; that there is none was accepted above."""
        if self.source != "superior":
            return super()._bars_registration()
        return self.verdict == "invalid" and bool(self.signature_line_ids)

    def _check_verdict(self, reason):
        """What was scanned above has no signatures here either."""
        if self.source == "superior" and not self.verdict:
            if not any(self._superior_parts().incoming_id.mapped("verdict")):
                return
        super()._check_verdict(reason)

    # ------------------------------------------------------- recalls, duplicates

    def _check_no_recall(self):
        """What is being recalled above is not registered below meanwhile."""
        for document in self:
            above = document._superior_parts().incoming_id
            if above.request_ids.filtered(
                lambda r: r.kind == "recall" and r.state == "waiting"
            ):
                raise UserError(
                    self.env._(
                        "The sender recalls “%(name)s”; %(entity)s decides on that. "
                        "Wait for it (QĐ 28/2018 Điều 9.2).",
                        name=document.display_name,
                        entity=above.company_id[:1].name,
                    )
                )
        return super()._check_no_recall()

    def _may_be(self, other, sender_ids):
        """What was given to the unit, taken back and given again is no second one."""
        again = self.source == other.source == "superior"
        if again and len((self | other)._superior_parts().incoming_id) == 1:
            return False
        return super()._may_be(other, sender_ids)

    # -------------------------------------------------------------------- actions

    def action_open_ask_superior(self):
        """Ask who has distributed it for a later deadline (NĐ 30 Điều 24)."""
        return self._open_wizard(
            "edoc.extension.ask", self.env._("Ask the superior entity for more time")
        )

    def _ask_superior(self, due_date, reason):
        """The part lies above; who may ask for it is told by the unit's document."""
        self.ensure_one()
        self.check_access("read")
        return self._superior_part()._ask_extension(due_date, reason)

    def _prepare_answer(self):
        """The unit answers who gave it; that one answers the sender."""
        values = super()._prepare_answer()
        above = self._superior_part().company_id.partner_id
        if above:
            values["delivery_ids"] = [(0, 0, {"partner_id": above.id})]
        return values
