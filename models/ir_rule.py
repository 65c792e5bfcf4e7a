from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """A dialog is read by whoever opened it.

        It holds what he writes about a document: reasons, opinions, instructions.
        """
        domain = super()._compute_domain(model_name, mode)
        model = self.env[model_name]
        if self.env.su or not (model._transient and model_name.startswith("edoc.")):
            return domain
        return domain & Domain("create_uid", "=", self.env.uid)

    def _make_access_error(self, operation, records):
        """Say in plain words why; in developer mode, too, without any name.

        Odoo names the records there, and the name of a document is its abstract.
        """
        error = super()._make_access_error(operation, records)
        if not records._name.startswith("edoc."):
            return error
        name = self.env["ir.model"]._get(records._name).name
        if operation == "read":
            words = self.env._(
                "%(model)s: you take no part in this, or it is kept to named persons. "
                "Ask who has it in hand, or your entity's office.",
                model=name,
            )
        else:
            words = self.env._(
                "%(model)s: this is not yours to change. Ask who has it in hand, or "
                "your entity's office.",
                model=name,
            )
        plain = AccessError(words)
        if hasattr(error, "context"):
            plain.context = error.context
        return plain
