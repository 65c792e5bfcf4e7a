"""Who sends an outgoing document on, and sees it for that (Điều 7)."""

from odoo import api, fields, models
from odoo.fields import Domain


class EdocOutgoingDispatchMixin(models.AbstractModel):
    """By a right in a contact point's box: the entity's, or that of the division.

    Whoever holds it sees what waits to be issued as long as the right lasts, whether he
    takes part in the document or not. Who has issued it stays a reader.
    """

    _name = "edoc.outgoing.dispatch.mixin"
    _description = "Outgoing Document: Sending"

    may_dispatch = fields.Boolean(
        string="Waits for me to issue it",
        compute="_compute_may_dispatch",
        search="_search_may_dispatch",
    )

    @api.depends("state", "department_id", "company_id")
    @api.depends_context("uid")
    def _compute_may_dispatch(self):
        for document in self:
            waits = bool(document.id) and document.state == "sealed"
            document.may_dispatch = waits and document._may_send()

    @api.model
    def _search_may_dispatch(self, operator, value):
        if operator != "in":
            return NotImplemented
        offices, divisions = self._sending_boxes()
        found = Domain.FALSE
        if offices:
            found |= Domain("company_id", "in", offices.company_id.ids)
        if divisions:
            found |= Domain("department_id", "in", divisions.department_id.ids)
        found &= Domain("state", "=", "sealed")
        return found if True in value else ~found

    @api.model
    def _sending_boxes(self):
        """Return the boxes by which the current user sends: entities', divisions'."""
        points = self.env["edoc.contact.point"]._of_user("send")
        offices = points.filtered(lambda point: not point.department_id)
        return offices, (points - offices).filtered("sends_sealed")

    def _may_send(self):
        """Tell whether the user sends it: the office, or its division (Điều 7)."""
        self.ensure_one()
        offices, divisions = self._sending_boxes()
        document = self.sudo()
        return bool(
            document.company_id in offices.company_id
            or document.department_id in divisions.department_id
        )

    def _senders(self):
        """Return who is asked to issue it: its division, else the office (Điều 7)."""
        self.ensure_one()
        points = self.env["edoc.contact.point"].sudo()
        document = self.sudo()
        own = points.search(
            [
                ("department_id", "=", document.department_id.id),
                ("department_id", "!=", False),
                ("sends_sealed", "=", True),
            ]
        )
        office = points._of_entity(document.company_id)
        return own._holders("send") or office._holders("send") or self._clerks()

    def _watchers(self):
        """From the seal on it waits for its senders; before, for number and seal."""
        if self.state in ("sealed", "issued"):
            return self._senders()
        return super()._watchers()
