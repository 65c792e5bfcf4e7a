"""Where rights are changed; see ``edoc.rights.change``."""

from odoo import api, models


class EdocRightsWatched(models.AbstractModel):
    """Has every change of some fields compared at the end of the transaction."""

    _name = "edoc.rights.watched.mixin"
    _description = "Rights That Are Watched"

    _watched = frozenset()

    def _watch_rights(self, names):
        if self._watched & set(names):
            self.env["edoc.rights.change"]._watch()

    @api.model_create_multi
    def create(self, vals_list):
        self._watch_rights(name for vals in vals_list for name in vals)
        return super().create(vals_list)

    def write(self, vals):
        self._watch_rights(vals)
        return super().write(vals)

    def unlink(self):
        self._watch_rights(self._watched)
        return super().unlink()
