"""The box that an incoming document lies in, and who acts on it there (Điều 7)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class EdocIncomingContactMixin(models.AbstractModel):
    """Each box has its own right to see and to receive; see ``edoc.contact.point``."""

    _name = "edoc.incoming.contact.mixin"
    _description = "Incoming Document: Contact Point"

    box_id = fields.Many2one(
        "edoc.contact.point",
        string="Box",
        compute="_compute_box_id",
        store=True,
        precompute=True,
        # given by whoever creates it; written through the guarded door only
        readonly=False,
        index=True,
        ondelete="restrict",
    )
    box_department_id = fields.Many2one(
        related="box_id.department_id", string="Department of the box"
    )
    addressed_box_id = fields.Many2one(
        "edoc.contact.point",
        string="Addressed to",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The box whose identifier the packet names: statuses are sent in its "
        "name, wherever the document is handed on to.",
    )

    @api.depends("company_id")
    def _compute_box_id(self):
        """What is not for a division is for the office (Điều 7.1)."""
        points = self.env["edoc.contact.point"]
        for document in self:
            if not document.company_id:
                document.box_id = False
            elif document.box_id.sudo().company_id != document.company_id:
                document.box_id = points._of_entity(document.company_id)

    def _box_duties(self):
        """Return the duties that the right in the box brings (Điều 7, 10)."""
        self.ensure_one()
        box = self.box_id.sudo()
        if not box.may_receive:
            return set()
        return {"clerk", "box_head"} if box.department_id else {"clerk"}

    def _check_may_correct(self):
        """Data are corrected by who receives in the box."""
        for document in self:
            if not (self.env.su or "clerk" in document._duties()):
                raise UserError(
                    self.env._(
                        "Only who receives in the box “%(box)s” corrects what was "
                        "read (Điều 7).",
                        box=document.sudo().box_id.name,
                    )
                )

    def _announce(self):
        """Put it on the desks of a division's box, which nobody watches all day."""
        for document in self.sudo().filtered("box_department_id"):
            document._notify_task(
                document.box_id._receivers(), self.env._("Check and register")
            )

    # ------------------------------------------------------------------- steps

    def _forward(self, box, reason):
        """Hand it on to another box of the entity: it lay in the wrong one (Điều 7)."""
        self.ensure_one()
        old, new = self.sudo().box_id, box.sudo()
        if new == old or new.company_id != self.company_id or not new.active:
            raise UserError(self.env._("Choose another box of the same entity."))
        self._check_step("forward", reason)
        told = self.env._(
            "From “%(old)s” to “%(new)s”: %(reason)s",
            old=old.name,
            new=new.name,
            reason=(reason or "").strip(),
        )
        self._take_step("forward", reason=told, box_id=new.id)
        self.sudo().activity_unlink(["l10n_vn_edoc.activity_document"])
        self._watched_by_others()
        self._announce()
        return True

    def _take_on(self, instruction, due_date):
        """The division handles what came into its own box (Điều 7.2).

        The arrival number is the entity's all the same (NĐ 30 Điều 4, 22).
        """
        self.ensure_one()
        self._check_step("take_on")
        department = self.sudo().box_id.department_id
        self._take_step(
            "take_on", reason=instruction, distributed_at=fields.Datetime.now()
        )
        self.env["edoc.assignment"]._through_door().create(
            {
                "incoming_id": self.id,
                "department_id": department.id,
                "role": "lead",
                "instruction": instruction,
                "due_date": due_date,
                "assigned_by_id": self.env.uid,
            }
        )
        self._add_readers(groups=department.group_id)
        if due_date:
            self._through_door().write({"due_date": due_date})
        self._notify_task(
            department.head_ids, self.env._("Assign somebody"), deadline=due_date
        )
        self._queue_status("04")
        return True

    # ----------------------------------------------------------------- actions

    def action_open_forward(self):
        return self._open_wizard(
            "edoc.incoming.forward", self.env._("Hand on to another box")
        )

    def action_open_take_on(self):
        return self._open_wizard("edoc.incoming.take.on", self.env._("Take on"))

    def action_open_link(self):
        return self._open_wizard(
            "edoc.incoming.link", self.env._("File with the earlier document")
        )
