"""What an electronic copy is made from (NĐ 30/2020 Điều 25)."""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.copying import RULES, check_form, copy_pages, count_pages, read_pages
from ..core.errors import EdocError
from ..core.scan import check_scan
from ._messages import user_error

_SIGNED = ("valid", "valid_with_note", "undecided")


class EdocCopySourceMixin(models.AbstractModel):
    """The source: a document of the System, or a paper that is scanned now."""

    _name = "edoc.copy.source.mixin"
    _description = "Electronic Copy: Source"

    source_kind = fields.Selection(
        [
            ("incoming", "Incoming document"),
            ("outgoing", "Issued document"),
            ("paper", "Paper, scanned now"),
        ],
        string="Made from",
        default="paper",
        required=True,
    )
    incoming_id = fields.Many2one(
        "edoc.incoming", index="btree_not_null", ondelete="restrict", copy=False
    )
    outgoing_id = fields.Many2one(
        "edoc.outgoing", index="btree_not_null", ondelete="restrict", copy=False
    )
    source_file_id = fields.Many2one(
        "edoc.file",
        string="File",
        compute="_compute_source_file",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    source_version_id = fields.Many2one(
        "edoc.file.version",
        string="Version copied",
        readonly=True,
        copy=False,
        help="The very bytes that the copy was made from.",
    )
    source_is_copy = fields.Boolean(
        string="The source is itself a certified copy (sao y)",
        help="A sao lục is made from a sao y only (NĐ 30/2020 Điều 25.2).",
    )
    medium = fields.Selection(
        [("paper", "Paper"), ("electronic", "Electronic")],
        compute="_compute_medium",
        string="Source is",
    )
    rule_note = fields.Char(compute="_compute_rule_note", string="Legal Basis")
    pages = fields.Char(
        string="Pages of the extract", help="Such as 1-3,5 (NĐ 30/2020 Điều 25.3)."
    )
    scan = fields.Binary(
        compute="_compute_scan",
        inverse="_inverse_scan",
        help="PDF from 1.4 or pictures, in colour, from 200 dpi, 100 % (NĐ 30/2020 "
        "Phụ lục I).",
    )
    scan_name = fields.Char(compute="_compute_scan", inverse="_inverse_scan_name")
    source_code = fields.Char(
        string="Number of the source",
        compute="_compute_source",
        store=True,
        readonly=False,
    )
    source_agency = fields.Char(
        string="Issued by", compute="_compute_source", store=True, readonly=False
    )
    source_date = fields.Date(
        string="Date of the source",
        compute="_compute_source",
        store=True,
        readonly=False,
    )

    # ------------------------------------------------------------------ computes

    @api.depends("incoming_id", "outgoing_id", "source_kind")
    def _compute_source_file(self):
        for copy in self:
            main = copy._source().file_ids.filtered(lambda file: file.role == "main")
            copy.source_file_id = main[:1]

    @api.depends("incoming_id", "outgoing_id", "source_kind")
    def _compute_source(self):
        for copy in self:
            source = copy._source().sudo()
            if not source:
                continue
            copy.source_code = source.code
            if copy.source_kind == "incoming":
                copy.source_agency = source.sender_name
                copy.source_date = source.date_document
            else:
                copy.source_agency = source.company_id.name
                copy.source_date = source.date_issued

    @api.depends("source_kind", "incoming_id.source", "incoming_id.verdict")
    def _compute_medium(self):
        """A paper that the clerk scanned stays a paper; it bears no signature."""
        for copy in self:
            incoming = copy.incoming_id.sudo()
            scanned = incoming.source == "upload" and incoming.verdict not in _SIGNED
            paper = copy.source_kind == "paper" or (
                copy.source_kind == "incoming" and scanned
            )
            copy.medium = "paper" if paper else "electronic"

    @api.depends("file_ids.current_id", "source_file_id.current_id")
    def _compute_preview_url(self):
        """Until there are pages of the copy, those of the source are shown."""
        for copy in self:
            file = copy.sudo().file_ids[:1] or copy.sudo().source_file_id
            copy.preview_url = file.url

    @api.depends("form", "medium", "source_is_copy")
    def _compute_rule_note(self):
        for copy in self:
            rule = RULES.get((copy.form, copy.medium, copy.source_is_copy))
            if not rule:
                copy.rule_note = self.env._("Not possible from this source.")
            elif rule.named:
                copy.rule_note = f"NĐ 30/2020, {rule.article}"
            else:
                copy.rule_note = self.env._(
                    "%(article)s does not name this way; the head decides (Điều 27).",
                    article=rule.article,
                )

    @api.depends("file_ids.current_id")
    def _compute_scan(self):
        for copy in self:
            copy.scan = False
            file = copy.sudo().file_ids[:1]
            copy.scan_name = file.original_id.name or file.name

    def _inverse_scan_name(self):
        """The name comes with the bytes; alone it says nothing."""

    def _inverse_scan(self):
        """Keep the scan of a paper; only while the request is open."""
        for copy in self.filtered("scan"):
            copy._check_draft_editable()
            if copy.source_kind != "paper":
                raise UserError(
                    self.env._("Only a paper is scanned; choose it as the source.")
                )
            name = copy.scan_name or "scan.pdf"
            file = copy.sudo().file_ids[:1].with_env(self.env)
            if file:
                file._through_door().write({"name": name})
            else:
                file = (
                    self.env["edoc.file"]
                    ._through_door()
                    .create({"name": name, "role": "main", "copy_id": copy.id})
                    .with_env(self.env)
                )
            file._take_upload(base64.b64decode(copy.scan))

    # -------------------------------------------------------------------- checks

    def _source(self):
        """Return the document that is copied; nothing for a paper."""
        self.ensure_one()
        if self.source_kind == "outgoing":
            return self.outgoing_id
        if self.source_kind == "incoming":
            return self.incoming_id
        return self.env["edoc.incoming"]

    def _check_source_readable(self):
        """Only what one may read can one have copied."""
        for copy in self:
            user = self.env.user
            sources = (copy.incoming_id, copy.outgoing_id, copy.source_file_id)
            for source in sources:
                source.with_user(user).sudo(False).check_access("read")

    @api.constrains("incoming_id", "outgoing_id", "source_file_id", "source_kind")
    def _check_source_fits(self):
        for copy in self:
            source = copy._source().sudo()
            if source and source.company_id != copy.company_id:
                raise ValidationError(
                    self.env._("The source belongs to another entity.")
                )
            file = copy.source_file_id.sudo()
            if file and file._document() != source:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is no file of the document that is copied.",
                        name=file.name,
                    )
                )

    def _check_source_state(self):
        """A document is copied when it is registered, or issued."""
        source = self._source().sudo()
        if self.source_kind == "paper":
            if not self._main_file():
                raise UserError(self.env._("Upload the scan of the paper."))
            return
        if not source or not self.source_file_id:
            raise UserError(
                self.env._("Choose the document and the file to be copied.")
            )
        if self.source_kind == "incoming" and source.state in (
            "received",
            "refused",
            "recalled",
        ):
            raise UserError(
                self.env._("Only a registered document is copied (NĐ 30 Điều 22).")
            )
        if self.source_kind == "outgoing" and source.state != "issued":
            raise UserError(
                self.env._("Only an issued document is copied (NĐ 30 Điều 25).")
            )

    # --------------------------------------------------------------------- pages

    def _make_pages(self):
        """Make the copy's own PDF from the source, which stays untouched.

        :raises UserError: the form doesn't fit the source (Điều 25), the pages aren't
            there, a scan is too coarse, or the first page bears a mark of secrecy
        """
        self.ensure_one()
        self._check_source_state()
        self._check_source_readable()
        try:
            check_form(self.form, self.medium, self.source_is_copy)
            version = self._version_to_copy()
            content = version._bytes()
            if self.medium == "paper":
                check_scan(content)
            pages = None
            if self.form == "TrS":
                pages = read_pages(self.pages or "", count_pages(content))
            made = copy_pages(content, pages)
            count = count_pages(made)
        except EdocError as error:
            raise user_error(self.env, error) from error
        file = self._file_for(version.name)
        file._refuse_secret(made)
        file._add_version(self._with_code(made), "prepared")
        self._through_door().write(
            {"source_version_id": version.id, "page_count": count}
        )

    def _version_to_copy(self):
        """Return the version of the source: of a scan, the one that was uploaded."""
        if self.source_kind != "paper":
            version = self.source_file_id.sudo().current_id
        else:
            versions = self._main_file().version_ids
            drafts = versions.filtered(lambda version: version.stage == "draft")
            version = drafts.sorted("number")[-1:]
        if version.mimetype != "application/pdf":
            raise UserError(
                self.env._(
                    "“%(name)s” is no PDF and can't be copied.", name=version.name
                )
            )
        return version

    def _file_for(self, name):
        """Return the file that holds the copy, named after form and source."""
        stem = name.rpartition(".")[0] or name
        name = f"{self.form}-{stem.removeprefix(f'{self.form}-')}.pdf"
        file = self._main_file()
        if file:
            file._through_door().write({"name": name})
            return file
        return (
            self.env["edoc.file"]
            ._through_door()
            .create({"name": name, "role": "main", "copy_id": self.id})
        )
