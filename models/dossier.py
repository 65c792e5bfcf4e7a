"""Files of work (*hồ sơ*): NĐ 30/2020 Điều 29; Điều 15 of the regulation."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.dossier import file_code
from ..core.workflow import DOSSIER
from ._columns import PROPOSED
from ._dialogs import dialog

STATES = [
    ("open", "Open"),
    ("closed", "Concluded"),
    ("handed_over", "Handed over, not accepted yet"),
    ("archived", "In the archive"),
]
RIGHTS = [("01", "Public"), ("02", "On conditions")]
# what the department's head, too, sets right as long as the dossier is open
_KEPT = frozenset({"organ_id", "company_id", "year", "list_line_id"})


class EdocDossier(models.Model):
    """All documents of one matter, from its opening until the archive has it.

    Taking part in a dossier opens none of its documents to anybody: each goes on by
    its own rules.
    """

    _name = "edoc.dossier"
    _description = "Dossier"
    _inherit = [
        "edoc.dossier.filing.mixin",
        "edoc.dossier.closing.mixin",
        "edoc.dossier.archiving.mixin",
        "edoc.dossier.export.mixin",
        "edoc.workflow.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "year desc, notation, id desc"
    _rec_names_search = ["notation", "title"]
    _mail_post_access = "read"

    _workflow = DOSSIER
    _step_inverse = "dossier_id"
    _guarded_fields = frozenset(
        {
            "state",
            "organ_id",
            "code",
            "document_ids",
            "doc_total",
            "page_total",
            "closed_at",
            "closed_by_id",
            "end_date",
            "step_ids",
            "file_ids",
            "archive_by",
            "archived_at",
            "kept_back_until",
            "keep_back_consent",
            "transfer_ids",
            "export_ids",
        }
    )

    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    organ_id = fields.Char(
        string="Agency that set it up",
        size=35,
        readonly=True,
        copy=False,
        help="Its identifier when the dossier was opened (FileCode/OrganId).",
    )
    year = fields.Integer(
        required=True,
        aggregator=None,
        default=lambda self: self.env["edoc.incoming"]._vn_today().year,
    )
    list_line_id = fields.Many2one(
        "edoc.dossier.list.line",
        string="Entry of the list",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="Empty for work outside the list (NĐ 30 Điều 29.1).",
    )
    notation = fields.Char(
        string="Number and notation",
        compute="_compute_from_list",
        size=20,
        copy=False,
        **PROPOSED,
    )
    code = fields.Char(string="Code", compute="_compute_code", store=True)
    title = fields.Char(
        compute="_compute_from_list", size=500, tracking=True, **PROPOSED
    )
    retention_id = fields.Many2one(
        "edoc.retention",
        string="Retention",
        compute="_compute_from_list",
        ondelete="restrict",
        index=True,
        tracking=True,
        **PROPOSED,
    )
    rights = fields.Selection(
        RIGHTS,
        string="Use",
        required=True,
        default="02",
        help="Chế độ sử dụng (TT 05/2025/TT-BNV). State secrets are kept out of the "
        "system (Điều 1.2).",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Kept by",
        compute="_compute_from_list",
        ondelete="restrict",
        index=True,
        tracking=True,
        domain="[('company_ids', 'in', company_id)]",
        **PROPOSED,
    )
    department_id = fields.Many2one(
        "edoc.department",
        string="Department",
        compute="_compute_from_list",
        ondelete="restrict",
        index=True,
        domain="[('company_id', '=', company_id)]",
        **PROPOSED,
    )
    reader_user_ids = fields.Many2many(
        "res.users",
        "edoc_dossier_reader_rel",
        "dossier_id",
        "user_id",
        string="Taking part",
        copy=False,
        domain="[('company_ids', 'in', company_id)]",
        help="They see the dossier and put documents into it. Each document goes on by "
        "its own rights.",
    )
    language = fields.Char(default="Tiếng Việt", size=50)
    start_date = fields.Date(
        string="Opened on",
        required=True,
        default=lambda self: self.env["edoc.incoming"]._vn_today(),
    )
    end_date = fields.Date(
        string="End of the work", readonly=True, copy=False, index="btree_not_null"
    )
    note = fields.Char(string="Other information", size=500)
    state = fields.Selection(
        STATES,
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    step_ids = fields.One2many("edoc.step", "dossier_id", readonly=True)
    may_see = fields.Boolean(compute="_compute_may_see", search="_search_may_see")
    can_close = fields.Boolean(compute="_compute_can")
    can_reopen = fields.Boolean(compute="_compute_can")
    can_change = fields.Boolean(compute="_compute_can_change")
    can_file = fields.Boolean(compute="_compute_can_change", search="_search_can_file")

    _notation_uniq = models.UniqueIndex(
        "(company_id, year, notation)",
        "There is a dossier with this number and notation this year already.",
    )

    # ------------------------------------------------------------------ computes

    @api.depends("list_line_id")
    def _compute_from_list(self):
        """The list proposes; outside it, whoever opens the dossier says what it is."""
        user = self.env.user
        for dossier in self:
            line = dossier.sudo().list_line_id
            own = user.edoc_department_ids.filtered(
                lambda d, c=dossier.company_id: d.company_id == c
            )
            dossier.notation = line.notation or dossier.notation
            dossier.title = line.title or dossier.title
            dossier.retention_id = line.retention_id or dossier.retention_id
            dossier.user_id = line.user_id or dossier.user_id or user
            dossier.department_id = (
                line.department_id or dossier.department_id or own[:1]
            )

    @api.depends("organ_id", "year", "notation")
    def _compute_code(self):
        for dossier in self:
            dossier.code = file_code(
                dossier.organ_id or "", dossier.year, dossier.notation or ""
            )

    @api.depends("notation", "title")
    def _compute_display_name(self):
        for dossier in self:
            parts = (dossier.notation, dossier.title)
            dossier.display_name = " · ".join(filter(None, parts))

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_may_see(self):
        seen = self._origin.sudo(False)._filtered_access("read")
        for dossier in self:
            dossier.may_see = dossier._origin in seen.with_env(dossier.env)

    @api.model
    def _search_may_see(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self.sudo(False)._search([])
        return Domain("id", "in" if True in value else "not in", found)

    @api.depends("state", "user_id", "department_id", "reader_user_ids")
    @api.depends_context("uid")
    def _compute_can_change(self):
        for dossier in self:
            duties = dossier._duties()
            is_open = dossier.state == "open"
            new = not dossier.id
            dossier.can_change = (
                new or is_open and bool(duties & {"keeper", "dossier_head"})
            )
            dossier.can_file = is_open and bool(
                duties & {"keeper", "dossier_head", "participant"}
            )

    @api.model
    def _search_can_file(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        uid = self.env.uid
        return Domain("state", "=", "open") & (
            Domain("user_id", "=", uid)
            | Domain("department_id.head_ids", "in", [uid])
            | Domain("reader_user_ids", "in", [uid])
        )

    # ------------------------------------------------------------------- records

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            entry = self.env["edoc.dossier.list.line"].browse(vals.get("list_line_id"))
            self._check_entry(entry.sudo().exists())
        dossiers = super().create(vals_list)
        for dossier in dossiers:
            partner = dossier.company_id.sudo().partner_id
            dossier._through_door().write(
                {"organ_id": partner.edoc_organ_id or partner.edoc_organ_id_old}
            )
        return dossiers

    @api.model
    def _check_entry(self, line):
        """NĐ 30 Điều 29.1: by the approved list, else with its own data."""
        if line and (line.list_id.state != "approved" or line.kind != "dossier"):
            raise UserError(
                self.env._(
                    "“%(entry)s” is no entry of an approved list of dossiers.",
                    entry=line.display_name,
                )
            )

    def _check_opened(self):
        """:raises UserError: an entry or people of another year or entity"""
        line = self.sudo().list_line_id
        self._check_entry(line)
        if line and (line.company_id, line.year) != (self.company_id, self.year):
            raise UserError(
                self.env._(
                    "“%(entry)s” stands in the list of another year or entity.",
                    entry=line.display_name,
                )
            )
        people = self.sudo().user_id | self.sudo().reader_user_ids
        for user in people:
            if self.company_id not in user.company_ids:
                raise UserError(
                    self.env._(
                        "%(user)s takes no part in the documents of %(entity)s.",
                        user=user.name,
                        entity=self.sudo().company_id.name,
                    )
                )

    def write(self, vals):
        if not self._door_is_open():
            names = self.env["edoc.incoming"]._document_fields(vals)
            self._check_may_change(names)
        return super().write(vals)

    def _check_may_change(self, names):
        """:raises UserError: it is closed, or belongs to somebody else"""
        for dossier in self if names else ():
            if dossier.state != "open":
                raise UserError(
                    self.env._(
                        "“%(name)s” is closed. Reopen it with a reason first (NĐ 30 "
                        "Điều 29).",
                        name=dossier.display_name,
                    )
                )
            if not dossier._duties() & {"keeper", "dossier_head", "system"}:
                raise UserError(
                    self.env._(
                        "“%(name)s” is kept by %(user)s, who changes it, or the head "
                        "of the department.",
                        name=dossier.display_name,
                        user=dossier.sudo().user_id.name,
                    )
                )
            if names & _KEPT and dossier.sudo().document_ids:
                raise UserError(
                    self.env._("A dossier that holds documents keeps its code.")
                )

    @api.constrains("user_id", "reader_user_ids", "list_line_id", "company_id", "year")
    def _check_people(self):
        for dossier in self:
            dossier._check_opened()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_empty(self):
        self._check_may_change({"state"})
        for dossier in self.sudo():
            if dossier.document_ids or dossier.step_ids:
                raise UserError(
                    self.env._(
                        "“%(name)s” has been used and is kept.",
                        name=dossier.display_name,
                    )
                )

    # ----------------------------------------------------------------- workflow

    def _duties(self):
        """Who the current user is to this dossier (NĐ 30 Điều 29, 31)."""
        duties = super()._duties()
        dossier, user = self.sudo(), self.env.user
        if user == dossier.user_id:
            duties.add("keeper")
        if user in dossier.department_id.head_ids:
            duties.add("dossier_head")
        if user in dossier.reader_user_ids:
            duties.add("participant")
        mine = dossier.company_id in user.company_ids
        if mine and user.has_group("l10n_vn_edoc.group_archivist"):
            duties.add("archivist")
        return duties

    def _action_label(self, action):
        return {
            "close": self.env._("Concluded"),
            "reopen": self.env._("Reopened"),
            "drop": self.env._("Document taken out"),
            "pass_on": self.env._("Handed over to a successor"),
            "hand_over": self.env._("Handed over to the archive"),
            "send_back": self.env._("Returned by the archive"),
            "accept": self.env._("Taken over by the archive"),
            "keep_back": self.env._("Left with its unit"),
            "export": self.env._("Exported"),
        }[action]

    def action_open_reopen(self):
        return self._ask_reason("reopen", self.env._("Reopen"))

    def _ask_reason(self, action, title):
        self.ensure_one()
        return dialog(
            title,
            "edoc.dossier.reason",
            default_dossier_id=self.id,
            default_action=action,
        )
