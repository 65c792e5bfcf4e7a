"""Entries of the list of files (NĐ 30/2020 Phụ lục V)."""

from odoo import api, fields, models

from ..core.dossier import DOSSIER, HEADING, SUBHEADING, file_notation, roman
from ._columns import person


class EdocDossierListLine(models.Model):
    """A heading, a small heading, or a file that somebody is to open."""

    _name = "edoc.dossier.list.line"
    _description = "Entry of the List of Dossiers"
    _inherit = ["edoc.guarded.mixin"]
    _order = "list_id, sequence, id"
    _rec_name = "title"
    _rec_names_search = ["notation", "title"]

    _guarded_fields = frozenset(
        {"number", "notation", "added_by_id", "added_at", "dossier_ids"}
    )

    list_id = fields.Many2one(
        "edoc.dossier.list", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="list_id.company_id", store=True)
    year = fields.Integer(related="list_id.year", aggregator=None)
    list_state = fields.Selection(related="list_id.state", string="State of the list")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [(HEADING, "Heading"), (SUBHEADING, "Small heading"), (DOSSIER, "Dossier")],
        required=True,
        default=DOSSIER,
    )
    title = fields.Char(required=True, size=500)
    number = fields.Integer(readonly=True, copy=False, aggregator=None)
    department_id = fields.Many2one(
        "edoc.department", string="Department", index="btree_not_null"
    )
    abbreviation = fields.Char(
        compute="_compute_abbreviation",
        store=True,
        readonly=False,
        size=12,
        help="Stands after the number: 01.TCCB.",
    )
    notation = fields.Char(
        string="Number and notation", compute="_compute_notation", store=True
    )
    retention_id = fields.Many2one(
        "edoc.retention", string="Retention", index="btree_not_null"
    )
    user_id = person("Drawn up by", required=False)
    note = fields.Char(size=200)
    added_by_id = person("Added by", required=False, index=False, copy=False)
    added_at = fields.Datetime(string="Added at", readonly=True, copy=False)
    dossier_ids = fields.One2many("edoc.dossier", "list_line_id", readonly=True)

    @api.depends("department_id")
    def _compute_abbreviation(self):
        for line in self:
            line.abbreviation = line.sudo().department_id.code or line.abbreviation

    @api.depends("number", "abbreviation", "kind")
    def _compute_notation(self):
        for line in self:
            number = line.number or 0
            if line.kind == HEADING:
                line.notation = roman(number)
            elif line.kind == SUBHEADING:
                line.notation = str(number)
            else:
                line.notation = file_notation(number, line.abbreviation or "")

    @api.depends("notation", "title", "kind")
    def _compute_display_name(self):
        for line in self:
            mark = "" if line.kind == DOSSIER else "."
            line.display_name = f"{line.notation}{mark} {line.title}"

    @api.model_create_multi
    def create(self, vals_list):
        opened = self._door_is_open()
        lines = super().create(vals_list)
        if not opened:
            lines.list_id._check_draft()
            lines.list_id._renumber()
        return lines

    def write(self, vals):
        if self._door_is_open():
            return super().write(vals)
        self.list_id._check_draft()
        result = super().write(vals)
        if vals.keys() & {"sequence", "kind", "list_id"}:
            self.list_id._check_draft()
            self.list_id._renumber()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self.list_id._check_draft()

    def unlink(self):
        lists = self.list_id
        result = super().unlink()
        lists._renumber()
        return result

    def _ends(self, heading):
        """Tell whether this entry begins what no longer belongs to the heading."""
        if heading.kind == HEADING:
            return self.kind == HEADING
        return self.kind in (HEADING, SUBHEADING)

    def _under_heading_of(self, entry):
        """Return those of the sorted lines in the large heading around an entry."""
        block, found = self.browse(), False
        for line in self:
            if line.kind == HEADING:
                if found:
                    break
                block = self.browse()
            block += line
            found = found or line.id == entry.id
        return block
