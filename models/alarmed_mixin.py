"""Urgent documents ring at whoever has to act on them (Điều 10.3)."""

from odoo import api, models

PLACES = {"edoc.incoming": "incoming_id", "edoc.outgoing": "outgoing_id"}


class EdocAlarmedMixin(models.AbstractModel):
    """Each step that asks somebody to do something raises the alarm; the next ends it.

    Minutes count here: the e-mail and the task would be read too late.
    """

    _name = "edoc.alarmed.mixin"
    _description = "Document That May Be Urgent"

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        for document in documents.filtered(lambda d: d.urgency != "0"):
            document._alarm_on_arrival()
        return documents

    def _web_address(self):
        """Return where the document is found, for e-mails."""
        self.ensure_one()
        path = {"edoc.incoming": "incoming-documents"}.get(
            self._name, "outgoing-documents"
        )
        return f"{self.get_base_url()}/odoo/{path}/{self.id}"

    def _alarm_on_arrival(self):
        """Nothing, but for documents that come in."""

    def _alarm(self, users, summary, deadline=None):
        if self._name not in PLACES:
            return
        for document in self.sudo().filtered(lambda d: d.urgency != "0"):
            shown = users.filtered(document._may_be_shown)
            document.env["edoc.alarm"]._raise(document, shown, summary, deadline)

    def _settle_alarms(self, users=None):
        """Who has acted, or has nothing to do with it any more, is left in peace."""
        place = PLACES.get(self._name)
        if not place:
            return
        domain = [
            (place, "in", self.ids),
            ("confirmed_at", "=", False),
            ("settled_at", "=", False),
        ]
        if users is not None:
            domain.append(("user_id", "in", users.ids))
        found = self.env["edoc.alarm"].sudo().search(domain)
        if found:
            found._settle()
