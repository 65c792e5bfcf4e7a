"""Documents can be searched by the figure of a report that counts them."""

from odoo import fields, models
from odoo.fields import Domain

from ..core.errors import EdocError
from ..core.stats import parse_figure
from ..models._messages import user_error
from .exchange_facts import MODELS, select_documents


class EdocDocumentMixin(models.AbstractModel):
    _inherit = "edoc.document.mixin"

    counted_in = fields.Char(
        string="Counted in figure",
        store=False,
        search="_search_counted_in",
        export_string_translation=False,
    )

    def _search_counted_in(self, operator, value):
        """Find what a figure counts; record rules then hide what the user may not see.

        The domain stays short, however many documents there are, and outlives the form
        that it was asked in.
        """
        if operator != "in":
            return NotImplemented
        found = Domain.FALSE
        now = fields.Datetime.now()
        for name in value:
            try:
                figure = parse_figure(name or "")
            except EdocError as error:
                raise user_error(self.env, error) from error
            if MODELS[figure.is_outgoing] == self._name:
                found |= Domain("id", "any", select_documents(self.env, figure, now))
        return found
