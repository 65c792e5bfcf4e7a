"""The list of files of a year (*danh mục hồ sơ*): NĐ 30/2020 Điều 28."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.dossier import DOSSIER, number_entries
from ..core.workflow import DOSSIER_LIST
from ._columns import person
from ._dialogs import dialog

COMPILERS = ("group_clerk", "group_archivist", "group_form")


class EdocDossierList(models.Model):
    """Drawn up by the clerk's office, approved by the head, then only added to."""

    _name = "edoc.dossier.list"
    _description = "List of Dossiers"
    _inherit = ["edoc.workflow.mixin"]
    _order = "year desc, id desc"

    _workflow = DOSSIER_LIST
    _step_inverse = "dossier_list_id"
    _guarded_fields = frozenset({"state", "approved_by_id", "approved_at", "step_ids"})

    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    year = fields.Integer(
        required=True,
        aggregator=None,
        default=lambda self: self.env["edoc.incoming"]._vn_today().year,
    )
    numbering = fields.Selection(
        [("list", "Through the whole list"), ("heading", "Within each heading")],
        string="Numbers run",
        required=True,
        default="list",
        help="NĐ 30 Phụ lục V leaves it to the agency.",
    )
    basis = fields.Char(
        string="Issued with",
        size=200,
        help="Such as: Quyết định số 05/QĐ-SCT ngày 05/01/2026.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Waiting for approval"),
            ("approved", "Approved"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    approved_by_id = person("Approved by", required=False, index=False, copy=False)
    approved_at = fields.Datetime(string="Approved at", readonly=True, copy=False)
    line_ids = fields.One2many(
        "edoc.dossier.list.line", "list_id", string="Headings and dossiers", copy=True
    )
    step_ids = fields.One2many("edoc.step", "dossier_list_id", readonly=True)
    can_submit = fields.Boolean(compute="_compute_can")
    can_return = fields.Boolean(compute="_compute_can")
    can_approve = fields.Boolean(compute="_compute_can")
    can_add = fields.Boolean(compute="_compute_can_add")

    _year_uniq = models.UniqueIndex(
        "(company_id, year)", "There is a list of dossiers for this year already."
    )

    @api.depends("year")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._("List of dossiers %(year)s", year=row.year)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_add(self):
        for row in self:
            row.can_add = row.state == "approved" and "compiler" in row._duties()

    def write(self, vals):
        """Once handed in it stands; what comes later is added (Điều 28.1)."""
        if not self._door_is_open():
            self._check_draft()
        result = super().write(vals)
        if "numbering" in vals:
            self._renumber()
        return result

    def _check_draft(self):
        for row in self:
            if row.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(name)s” is no draft any more. When it has been approved, "
                        "entries are added with a reason.",
                        name=row.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_draft()
        for row in self:
            if row.step_ids:
                raise UserError(
                    self.env._("A list that was handed in once is kept as a draft.")
                )

    def copy_data(self, default=None):
        """A new list begins with the entries of the one before."""
        rows = super().copy_data(default)
        for row, vals in zip(self, rows, strict=True):
            if "year" not in (default or {}):
                vals["year"] = row.year + 1
            vals["basis"] = False
        return rows

    # ----------------------------------------------------------------- workflow

    def _duties(self):
        """Who draws it up, and who approves it (Điều 28.1)."""
        duties = super()._duties()
        user = self.env.user
        if self.sudo().company_id not in user.company_ids:
            return duties
        if any(user.has_group(f"l10n_vn_edoc.{group}") for group in COMPILERS):
            duties.add("compiler")
        if user.has_group("l10n_vn_edoc.group_leader"):
            duties.add("agency_head")
        return duties

    def _action_label(self, action):
        return {
            "submit": self.env._("Handed in"),
            "return": self.env._("Returned"),
            "approve": self.env._("Approved"),
            "add": self.env._("Entry added"),
        }[action]

    def action_submit(self):
        for row in self:
            dossiers = row.line_ids.filtered(lambda line: line.kind == DOSSIER)
            if not dossiers:
                raise UserError(self.env._("The list names no dossier yet."))
            for line in dossiers:
                if not line.retention_id:
                    raise UserError(
                        self.env._(
                            "“%(title)s” has no retention period yet (NĐ 30 Phụ lục "
                            "V).",
                            title=line.title,
                        )
                    )
        return self._take_step("submit")

    def action_approve(self):
        return self._take_step(
            "approve", approved_by_id=self.env.uid, approved_at=fields.Datetime.now()
        )

    def action_open_return(self):
        return dialog(
            self.env._("Return"),
            "edoc.dossier.reason",
            default_list_id=self.id,
            default_action="return",
        )

    def action_open_add(self):
        return dialog(
            self.env._("Add an entry"), "edoc.dossier.list.add", default_list_id=self.id
        )

    def _renumber(self):
        """Give numbers by the order of the entries, as long as it is a draft."""
        for row in self.sudo():
            lines = row.line_ids.sorted(lambda line: (line.sequence, line.id))
            kinds = [line.kind for line in lines]
            numbers = number_entries(kinds, row.numbering == "heading")
            for line, number in zip(lines, numbers, strict=True):
                if line.number != number:
                    line._through_door().write({"number": number})

    def _add(self, heading, vals, reason):
        """Add an entry to the approved list; it gets the next number (Điều 28.1).

        :param heading: the entry after whose last one it comes, or none
        """
        self.ensure_one()
        if not self.can_add:
            raise UserError(
                self.env._(
                    "Entries are added to an approved list, by the clerk's office."
                )
            )
        self.sudo().lock_for_update()
        lines = self.sudo().line_ids.sorted(lambda line: (line.sequence, line.id))
        block = lines
        if heading:
            below = lines[lines.ids.index(heading.id) + 1 :]
            ends = [i for i, line in enumerate(below) if line._ends(heading)]
            block = heading.sudo() + below[: ends[0] if ends else len(below)]
        counted = lines
        if self.numbering == "heading" and heading:
            counted = lines._under_heading_of(heading)
        taken = counted.filtered(lambda line: line.kind == DOSSIER).mapped("number")
        line = self.env["edoc.dossier.list.line"]._through_door()
        line = line.create(
            {
                **vals,
                "list_id": self.id,
                "kind": DOSSIER,
                "sequence": block[-1:].sequence,
                "number": max(taken, default=0) + 1,
                "added_by_id": self.env.uid,
                "added_at": fields.Datetime.now(),
            }
        )
        self._note_step("add", f"{line.notation} {line.title}. {reason}")
        return line.with_env(self.env)
