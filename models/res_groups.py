from odoo import api, models
from odoo.exceptions import UserError


class ResGroups(models.Model):
    _name = "res.groups"
    _inherit = ["res.groups", "edoc.rights.watched.mixin"]

    _watched = frozenset({"user_ids"})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_department(self):
        """Deleted in Odoo's own menu, the group would take its department along."""
        departments = self.env["edoc.department"].with_context(active_test=False)
        if departments.sudo().search_count([("group_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("This group belongs to a department; delete that instead.")
            )
