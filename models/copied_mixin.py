"""Documents that electronic copies are made of."""

from odoo import fields, models


class EdocCopiedMixin(models.AbstractModel):
    """Whoever may read a document may ask for a copy of it (NĐ 30/2020 Điều 25)."""

    _name = "edoc.copied.mixin"
    _description = "Document That Is Copied"

    can_copy = fields.Boolean(compute="_compute_can_copy")

    def _compute_can_copy(self):
        closed = ("received", "refused", "recalled", "linked")
        for document in self:
            if document._name == "edoc.incoming":
                document.can_copy = document.state not in closed
            else:
                document.can_copy = document.state == "issued"

    def action_make_copy(self):
        """Open a new request with what is known of the source."""
        self.ensure_one()
        kind = self._name.removeprefix("edoc.")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Electronic copy"),
            "res_model": "edoc.copy",
            "view_mode": "form",
            "context": {
                "default_source_kind": kind,
                f"default_{kind}_id": self.id,
                "default_company_id": self.company_id.id,
                "default_subject": self.subject,
            },
        }
