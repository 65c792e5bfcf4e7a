"""An outgoing document on paper: prints, and the copy that is kept (Điều 9, 12.1d)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.errors import EdocError
from ..core.printing import print_together
from ._dialogs import dialog
from ._marks import marked
from ._messages import user_error

_SEALED = ("sealed", "issued")
_OPEN = ("missing", "printed")

# set by the steps below only
PAPER_FIELDS = frozenset(
    {
        "paper_archive_state",
        "paper_printed_at",
        "paper_signed_by",
        "paper_signed_on",
        "paper_place",
        "paper_filed_at",
        "paper_filed_by_id",
        "paper_dispatch_ids",
    }
)


class EdocOutgoingPaperMixin(models.AbstractModel):
    """What goes on paper beside the file, and the signed copy of the archive."""

    _name = "edoc.outgoing.paper.mixin"
    _description = "Outgoing Document: Paper"

    for_submission = fields.Boolean(
        string="Submitted for decision",
        compute="_compute_for_submission",
        store=True,
        readonly=False,
        help="Submitted to the People's Committee or its chairman, it goes on paper, "
        "too (Điều 9.2).",
    )
    original_kept = fields.Boolean(
        string="File keeps the original",
        compute="_compute_original_kept",
        store=True,
        readonly=False,
        help="A specialised document whose file must keep the original goes on paper, "
        "too (Điều 9.3).",
    )
    paper_dispatch_ids = fields.One2many(
        "edoc.paper.dispatch", "outgoing_id", string="Paper copies", readonly=True
    )
    paper_archive_state = fields.Selection(
        [
            ("none", "Not asked for"),
            ("missing", "To be printed and signed"),
            ("printed", "Printed, to be signed"),
            ("filed", "Signed and filed"),
        ],
        string="Signed paper copy",
        default="none",
        readonly=True,
        copy=False,
        index=True,
        help="Printed and signed on paper for the archive (Điều 12.1d).",
    )
    paper_printed_at = fields.Datetime(
        string="Printed for signature at", readonly=True, copy=False
    )
    paper_signed_by = fields.Char(
        string="Signed on paper by", readonly=True, copy=False
    )
    paper_signed_on = fields.Date(
        string="Signed on paper on", readonly=True, copy=False
    )
    paper_place = fields.Char(string="Filed at", readonly=True, copy=False)
    paper_filed_at = fields.Datetime(string="Filed on", readonly=True, copy=False)
    paper_filed_by_id = fields.Many2one(
        "res.users", string="Filed by", readonly=True, copy=False
    )
    can_file_paper = fields.Boolean(compute="_compute_can_file_paper")

    @api.depends("type_id")
    def _compute_for_submission(self):
        for document in self:
            document.for_submission = document.type_id.for_submission

    @api.depends("type_id")
    def _compute_original_kept(self):
        for document in self:
            document.original_kept = document.type_id.original_kept

    @api.depends("state", "paper_archive_state")
    @api.depends_context("uid")
    def _compute_can_file_paper(self):
        for document in self:
            document.can_file_paper = (
                document.state in _SEALED
                and document._asks_paper_copy()
                and "clerk" in document._duties()
            )

    # --------------------------------------------------------------- archive copy

    def _paper_rule(self):
        """Return ``off``, ``after`` or ``before``: when the archive's copy is due."""
        return self.company_id.sudo().edoc_paper_archive

    def _asks_paper_copy(self):
        self.ensure_one()
        asked = self.paper_archive_state in _OPEN
        none_yet = self.paper_archive_state != "filed"
        return asked or (none_yet and self._paper_rule() != "off")

    def _keep_sealed(self, signed):
        result = super()._keep_sealed(signed)
        self._ask_paper_copy()
        return result

    def _ask_paper_copy(self):
        """Put the archive's copy on the desk of the clerks (Điều 12.1d)."""
        if self._paper_rule() == "off":
            return
        self._through_door().write({"paper_archive_state": "missing"})
        for user in self._clerks():
            self.sudo().activity_schedule(
                "l10n_vn_edoc.activity_paper",
                summary=self.env._("Print, have signed on paper and file"),
                user_id=user.id,
            )

    def _check_issuable(self):
        result = super()._check_issuable()
        if self._paper_rule() == "before" and self.paper_archive_state != "filed":
            raise UserError(
                self.env._(
                    "The paper copy of %(code)s for the archive is not signed and "
                    "filed yet; the entity asks for it before the issue (Điều 12.1d).",
                    code=self.code,
                )
            )
        return result

    def action_print_paper(self):
        """Open the print that the leader signs on paper."""
        self._check_file_paper()
        for document in self:
            if document.paper_archive_state != "printed":
                document._through_door().write(
                    {
                        "paper_archive_state": "printed",
                        "paper_printed_at": fields.Datetime.now(),
                    }
                )
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/edoc/paper/archive/{ids}",
            "target": "new",
        }

    def action_open_file_paper(self):
        self._check_file_paper()
        return dialog(
            self.env._("Signed paper copy"),
            "edoc.paper.file",
            default_outgoing_ids=self.ids,
        )

    def _check_file_paper(self):
        for document in self:
            if not document.can_file_paper:
                raise UserError(
                    self.env._(
                        "No signed paper copy of “%(name)s” is to be filed, or it is "
                        "not your task.",
                        name=document.display_name,
                    )
                )

    def _file_paper(self, signed_on, place):
        """Signed on paper by the leader and filed (Điều 12.1d; NĐ 30 Điều 19)."""
        self._check_file_paper()
        place = (place or "").strip()
        if not place:
            raise UserError(self.env._("Say where the paper copy is filed."))
        today = self._vn_today()
        for document in self:
            if not document.date_issued <= signed_on <= today:
                raise UserError(
                    self.env._(
                        "%(code)s bears the date %(day)s; its paper copy was signed "
                        "between that day and today.",
                        code=document.code,
                        day=document.date_issued.strftime("%d/%m/%Y"),
                    )
                )
            document._through_door().write(
                {
                    "paper_archive_state": "filed",
                    "paper_signed_by": document.signer_name,
                    "paper_signed_on": signed_on,
                    "paper_place": place,
                    "paper_filed_at": fields.Datetime.now(),
                    "paper_filed_by_id": self.env.uid,
                }
            )
            document.message_post(
                body=self.env._("Signed paper copy filed at %(place)s.", place=place)
            )
            document.sudo().activity_feedback(["l10n_vn_edoc.activity_paper"])
        return True

    # --------------------------------------------------------------------- prints

    def _print_paper(self):
        """Return the pages that the leaders sign on paper, in one file."""
        sheets = []
        for document in self:
            if document.state not in _SEALED:
                raise UserError(
                    self.env._(
                        "“%(name)s” is not sealed yet; there is nothing to print.",
                        name=document.display_name,
                    )
                )
            sheets += document._print_sheets()
        try:
            return marked(self.env, print_together(sheets))
        except EdocError as error:
            raise user_error(self.env, error) from error

    def _print_sheets(self):
        """Return what is printed, with the code of the public check on the document."""
        main, *enclosures = self._print_files()
        return [self._with_code(main), *enclosures]

    def _print_files(self):
        """Return what is printed: the signed document that the seal is still put on.

        NĐ 30/2020 Điều 18.5: the clerk prints the document signed by the competent
        person and seals it on paper. A drawn seal beside the real one would be one too
        many, so the version before it is taken, unless number and date came with it.
        """
        self.ensure_one()
        self.check_access("read")
        document = self.sudo()
        main = document._main_file()
        numbered = main.version_ids.filtered(lambda v: v.stage == "numbered")
        version = numbered.sorted("number")[-1:]
        if document.signed_elsewhere or not version:
            version = main.current_id
        sheets = [version._bytes()]
        sheets += [file._content() for file in document._enclosures()]
        return sheets
