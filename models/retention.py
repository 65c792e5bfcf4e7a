"""How long files of work are kept (*thời hạn bảo quản*), as data."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class EdocRetention(models.Model):
    """A period of TT 10/2022/TT-BNV with its code of TT 05/2025/TT-BNV."""

    _name = "edoc.retention"
    _description = "Retention Period"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(
        required=True,
        size=2,
        help="As transfer packages write it (TT 05/2025/TT-BNV); 07 is any other.",
    )
    years = fields.Integer(
        required=True, aggregator=None, help="0: kept for good (vĩnh viễn)."
    )
    legal_basis = fields.Char(string="Legal basis")

    _years_not_negative = models.Constraint(
        "CHECK (years >= 0)", "Years are written as 0 (for good) or more."
    )

    def write(self, vals):
        """What files are kept by is not changed under them."""
        if vals.keys() & {"code", "years"}:
            for period in self:
                if period._is_used():
                    raise UserError(
                        self.env._(
                            "“%(name)s” is used by dossiers. Make a new period instead "
                            "and archive this one.",
                            name=period.name,
                        )
                    )
        return super().write(vals)

    def _is_used(self):
        found = [("retention_id", "in", self.ids)]
        return any(
            self.env[model].sudo().search_count(found, limit=1)
            for model in ("edoc.dossier", "edoc.dossier.list.line")
        )

    @api.model
    def _of_words(self, words):
        """Return the period that a clerk's words name, such as *10 năm*; or none."""
        wanted = " ".join((words or "").casefold().split())
        for period in self.with_context(lang="vi_VN").search([]):
            if wanted and period.name.casefold() == wanted:
                return period.with_env(self.env)
        return self.browse()
