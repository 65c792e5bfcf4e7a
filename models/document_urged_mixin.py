"""Documents with a deadline that are urged, and urgent ones (Điều 10.3, 17)."""

from odoo import api, fields, models

EARLY = ("received", "registered", "submitted")
AWAITED = ("received", "registered", "submitted", "distributed", "processing")


class EdocDocumentUrgedMixin(models.AbstractModel):
    """A document whose work is urged: its own, and the parts of it."""

    _name = "edoc.document.urged.mixin"
    _description = "Document: Urging"
    _inherit = ["edoc.urged.mixin"]

    my_urging_id = fields.Many2one(
        "edoc.urging", string="Urging of me", compute="_compute_my_urging_id"
    )
    my_urging_text = fields.Text(string="Urged", compute="_compute_my_urging_id")
    can_urge = fields.Boolean(compute="_compute_can_urge")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_my_urging_id(self):
        """The last one, while it waits for my answer; earlier ones are past."""
        for document in self:
            urgings = document._urgings()
            mine = urgings.filtered(
                lambda u: u.level != "0" and self.env.user in u.user_ids
            )
            last = mine.sorted("id")[-1:].filtered("can_answer")
            if not document._is_awaited():
                last = urgings.browse()
            document.my_urging_id = last.sudo(False)
            document.my_urging_text = last.text

    def _urgings(self):
        """Return the urgings of it, as superuser."""
        return self.sudo().urging_ids

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_urge(self):
        for document in self:
            document.can_urge = bool(document.id and document._to_urge())

    def _to_urge(self):
        """Return the open work of the document that the current user may urge."""
        place = {"edoc.incoming": "incoming_id"}.get(self._name, "outgoing_id")
        works = self.env["edoc.due.work"].sudo().search([(place, "in", self.ids)])
        return works.sudo(False).filtered("can_urge")

    def action_open_urge(self):
        """Urge all who have some of it."""
        self.check_access("read")
        return self._to_urge().action_open_urge()

    def action_open_urging_answer(self):
        return self.my_urging_id.action_open_answer()


class EdocIncomingUrgedMixin(models.AbstractModel):
    _name = "edoc.incoming.urged.mixin"
    _description = "Incoming Document: Urging"
    _inherit = ["edoc.document.urged.mixin"]

    urging_ids = fields.One2many("edoc.urging", "incoming_id", readonly=True)

    def _is_awaited(self):
        return self.state in AWAITED

    def _work_keys(self):
        return super()._work_keys() + self.sudo().assignment_ids._work_keys()

    def _alarm_on_arrival(self):
        """Accepted and presented at once: whoever receives in this box (Điều 10.3)."""
        for document in self.filtered(lambda d: d.state == "received"):
            document._warn_watchers()
            for user in document.sudo()._watchers():
                told = document.with_context(lang=user.lang)
                told._alarm(user, told._warning())

    def write(self, vals):
        """What the clerk marks as urgent, and what leaves the desks."""
        marked = self.browse()
        if vals.get("urgency", "0") != "0":
            marked = self.filtered(lambda d: d.urgency == "0")
        if "state" in vals:
            # from then on others have it; cooperating parts are all given at once
            settled = vals["state"] not in AWAITED
            self.filtered(lambda d: settled or d.state in EARLY)._settle_alarms()
        result = super().write(vals)
        marked._alarm_on_arrival()
        return result


class EdocOutgoingUrgedMixin(models.AbstractModel):
    _name = "edoc.outgoing.urged.mixin"
    _description = "Outgoing Document: Urging"
    _inherit = ["edoc.document.urged.mixin"]

    urging_ids = fields.One2many("edoc.urging", "outgoing_id", readonly=True)

    def _is_awaited(self):
        return self.state not in ("issued", "recalled", "replaced", "cancelled")

    def _take_off_desks(self):
        """Each step hands the draft to somebody else."""
        result = super()._take_off_desks()
        self._unlink_tasks([record._work_key() for record in self])
        return result

    def _work_keys(self):
        return super()._work_keys() + self.sudo().consultation_ids._work_keys()

    def write(self, vals):
        if "state" in vals:
            self._settle_alarms()
        return super().write(vals)
