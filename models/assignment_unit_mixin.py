"""A part that goes to a subordinate unit (*đơn vị trực thuộc*): Điều 7, 11."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .incoming_handling_mixin import OPEN

ENDED = ("refused", "recalled")
# What the unit's own document has come to, as duties: whoever did it there, the part
# here follows.
_HAS = frozenset({"unit_has"})
_ASKERS = frozenset({"clerk", "leader", "lead_head", "handler"})
_DUTIES = {
    "received": frozenset(),
    "refused": frozenset({"unit_refused"}),
    "recalled": frozenset(),
    "done": _HAS | {"unit_done"},
}


class EdocAssignmentUnitMixin(models.AbstractModel):
    """The unit gets a document of its own, in its own register (Điều 16.2).

    This part tells how far that document is, and no more: who does what inside the unit
    is the unit's business.
    """

    _name = "edoc.assignment.unit.mixin"
    _description = "Assignment: Subordinate Unit"

    unit_id = fields.Many2one(
        "res.company",
        string="Subordinate unit",
        index="btree_not_null",
        ondelete="restrict",
    )
    unit_document_id = fields.Many2one(
        "edoc.incoming",
        string="Document of the unit",
        index="btree_not_null",
        ondelete="restrict",
    )
    unit_progress = fields.Char(
        string="At the unit", compute="_compute_unit_progress", compute_sudo=True
    )

    @api.depends("unit_document_id.state", "unit_document_id.follows_id.state")
    @api.depends_context("lang")
    def _compute_unit_progress(self):
        for row in self:
            row.unit_progress = row.unit_id and row._told_of_unit()

    def _there(self):
        """Return what the unit handles: what came by another way, too, is one."""
        document = self.sudo().unit_document_id
        return document.follows_id or document

    def _told_of_unit(self):
        """Return the stage of the unit's document in words."""
        document = self._there()
        labels = dict(document._fields["state"]._description_selection(self.env))
        stage = labels.get(document.state, "")
        day = document.done_at or document.registered_at
        if not day:
            return stage
        return self.env._(
            "%(stage)s, arrival number %(number)s, %(day)s",
            stage=stage,
            number=document.arrival_number,
            day=document._vn_day(day).strftime("%d/%m/%Y"),
        )

    # ----------------------------------------------------------------- workflow

    def _unit_duties(self):
        """Return what the unit's document allows, to whoever moved it there."""
        document = self._there()
        if not document:
            return set()
        duties = set(_DUTIES.get(document.state, _HAS))
        if self.sudo().role == "inform" and "unit_has" in duties:
            # it was to know, and has it
            duties.add("unit_done")
        return duties

    def _duties(self):
        return super()._duties() | self._unit_duties() | self._asker_duties()

    def _asker_duties(self):
        """Who receives, leads or handles it in the unit asks for more time there."""
        document = self._there()
        if not document or self.state not in OPEN:
            return set()
        duties = document.with_user(self.env.user)._duties() & _ASKERS
        return {"asker"} if duties else set()

    @api.depends("unit_document_id.state", "unit_document_id.follows_id.state")
    def _compute_can(self):
        result = super()._compute_can()
        for row in self.filtered("can_take_back"):
            row.can_take_back = not row._is_registered_there()
        return result

    def _is_registered_there(self):
        return "unit_has" in self._unit_duties()

    # ------------------------------------------------------------------- giving

    @api.model
    def _check_unit(self, unit, document):
        """Raise unless the document may go to the unit.

        :raises UserError: no unit of the document's entity, or a restricted document
        """
        entity = document.sudo().company_id
        if unit == entity or entity not in unit.sudo().parent_ids:
            raise UserError(
                self.env._(
                    "“%(unit)s” is no subordinate unit of %(entity)s.",
                    unit=unit.sudo().name,
                    entity=entity.name,
                )
            )
        if document.sudo().is_restricted:
            raise UserError(
                self.env._(
                    "“%(name)s” is restricted to named persons; a unit would open it "
                    "to all who see its box. Open it again first, or write to the unit "
                    "by a document of your own (NĐ 30 Phụ lục VI III.3).",
                    name=document.display_name,
                )
            )

    def _send_to_unit(self):
        """Lay the document into the unit's box; what it has registered, it keeps."""
        for row in self.sudo().filtered("unit_id"):
            document = row.incoming_id
            held = document.assignment_ids.unit_document_id.filtered(
                lambda d, unit=row.unit_id: (
                    d.company_id == unit and d.state not in ENDED
                )
            )
            there = held[:1] or document._copy_for_unit(row)
            row._through_door().write({"unit_document_id": there.id})
            there._take_superior_words(row)
            row._follow_unit()

    # ---------------------------------------------------------------- following

    def _follow_unit(self, reason=None):
        """Take the step that the unit's document shows, once."""
        for row in self.filtered(lambda row: row.state in OPEN):
            there = row._there()
            if there and not there.superior_name:
                there._take_superior_words(row.sudo())
            duties = row._unit_duties()
            if "unit_refused" in duties:
                row._return(reason)
            elif "unit_done" in duties:
                row._end_with_unit(reason)
            elif "unit_has" in duties and row.state == "pending":
                row._begin_with_unit()

    def _begin_with_unit(self):
        """The unit has registered it: the sender hears that it is handled."""
        document = self.incoming_id
        self._take_step("unit_begins", reason=self.sudo().unit_progress)
        if self._is_unit_lead() and document.sudo().state == "distributed":
            document._take_step("begin")
            document._queue_status("05")

    def _end_with_unit(self, words):
        """The unit has completed it; what it led is completed here, too."""
        done = self.sudo().unit_progress
        values = {"ended_at": fields.Datetime.now()}
        if self.role == "cooperate":
            values |= {"opinion": words or done, "opinion_by_id": self.env.uid}
        self._take_step("unit_ends", reason=words or done, **values)
        if self._is_unit_lead():
            self.incoming_id._finish(reason=words or done)
        elif self.role == "cooperate":
            self._tell_lead()

    def _is_unit_lead(self):
        return self.role == "lead" and self._is_root()

    # ------------------------------------------------------------------- taking back

    def _take_back(self, reason=None):
        for row in self:
            if row._is_registered_there():
                raise UserError(
                    self.env._(
                        "“%(unit)s” has registered it (%(progress)s): it isn't taken "
                        "back any more. Tell the unit; what it is not to handle, it "
                        "completes with a word on that.",
                        unit=row.sudo().unit_id.name,
                        progress=row.unit_progress,
                    )
                )
        result = super()._take_back(reason)
        self._leave_unit(reason)
        return result

    def _withdraw(self):
        result = super()._withdraw()
        self._leave_unit()
        return result

    def _leave_unit(self, reason=None):
        """What the unit has not registered goes; else it reads that nobody waits."""
        for row in self.sudo().filtered("unit_document_id"):
            there = row._there()
            if there.state == "received":
                words = self.env._("Taken back by %(entity)s.", entity=row._above())
                there._withdraw_here(" ".join(filter(None, (words, reason))))
            elif there.state not in ENDED:
                row._tell_not_awaited()

    def _tell_not_awaited(self):
        for row in self.sudo():
            row._there()._tell_handlers(
                self.env._(
                    "%(entity)s does not wait for it any more.", entity=row._above()
                )
            )

    def _above(self):
        return self.sudo().company_id.name

    # ----------------------------------------------------------------- deadlines

    def _move_deadline(self, due_date):
        """More time that was granted reaches the unit's document (NĐ 30 Điều 24)."""
        result = super()._move_deadline(due_date)
        self._there()._move_superior_deadline(due_date, self._above())
        return result
