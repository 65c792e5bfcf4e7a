"""Uploading a file into a draft: asked by format, made a PDF or put into a cover."""

import base64
from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import secrecy
from ..core.errors import EdocError
from ..core.pdftext import first_page_lines
from ..core.wrap import unwrap, wrap
from ._messages import user_error


class EdocFileUploadMixin(models.AbstractModel):
    """What the author puts into his draft, and what is made of it.

    Every enclosure in a file of its own is sealed (Điều 6.2b). One that is no PDF is
    converted, or goes under the seal as it is, inside a PDF/A cover: as he chooses.
    """

    _name = "edoc.file.upload.mixin"
    _description = "Document File: Upload"

    upload = fields.Binary(
        string="File",
        compute="_compute_upload",
        inverse="_inverse_upload",
        help="A PDF, or a file in another permitted format.",
    )
    treatment = fields.Selection(
        [("convert", "Converted to PDF"), ("wrap", "As it is, in a sealed cover")],
        default="convert",
        required=True,
        help="How an enclosure that is no PDF goes under the seal (Điều 6.2b).",
    )
    original_id = fields.Many2one(
        "edoc.file.version", string="Original", readonly=True, copy=False
    )

    @api.depends("current_id")
    def _compute_upload(self):
        self.upload = False

    def _inverse_upload(self):
        """Keep an uploaded file as a new draft version; only while it is a draft."""
        for file in self.filtered("upload"):
            file._check_uploadable()
            file._take_upload(base64.b64decode(file.upload))

    def _check_uploadable(self):
        """Raise unless the file belongs to a draft in the hands of its author."""
        self.ensure_one()
        if self.incoming_id or self.dossier_id:
            raise UserError(
                self.env._("A received file is kept as it came and never replaced.")
            )
        self._document()._check_draft_editable()

    def _take_upload(self, content):
        """Check the content and keep it, with the PDF that is made of it."""
        self.ensure_one()
        formats = self.env["edoc.file.format"]
        found = formats._check(self.name, content, self._use())
        if found.conversion == "none":
            self._through_door().write({"treatment": "wrap"})
        pdf = self._made_of(found, self.name, content)
        self._through_door().write({"of_copy_id": False})
        if pdf is content:
            self._through_door().write({"original_id": False})
        else:
            original = self._add_version(content, "draft")
            name = f"{self.name}.pdf"
            if self.treatment == "convert":
                name = f"{self.name.rpartition('.')[0]}.pdf"
            self._through_door().write({"original_id": original.id, "name": name})
        self._add_version(pdf, "draft")
        self.outgoing_id._propose_form_of(self)

    def _use(self):
        """Return the use that the permitted formats are asked for."""
        return "scan" if self.copy_id else self.role

    def _made_of(self, found, name, content):
        """Return the PDF of an upload: the same bytes, converted, or a cover.

        The mark of secrecy is looked for in what can be read, cover or not (Điều 1.2).
        """
        pdf = None
        if found.conversion != "none":
            pdf = found._to_pdf(name, content)
            self._refuse_secret(pdf)
        if pdf is content or self.treatment == "convert":
            return pdf
        try:
            return wrap(
                content,
                name,
                found.mimetype,
                fields.Datetime.now().replace(tzinfo=UTC),
                # the cover is Vietnamese, whoever looks at the screen
                format_name=found.with_context(lang="vi_VN").name,
                description=self._document().subject or "",
            )
        except EdocError as error:
            raise user_error(self.env, error) from error

    def _refuse_secret(self, pdf):
        """Điều 1.2: what is marked secret on its first page stays out."""
        try:
            degree = secrecy.find_degree(first_page_lines(pdf))
        except EdocError as error:
            raise user_error(self.env, error) from error
        if degree:
            raise UserError(self._document()._secret_refusal(degree))

    def _treat_again(self):
        """Make the PDF anew after the author has changed his mind."""
        for file in self.filtered("original_id"):
            original = file.original_id
            file._through_door().write({"name": original.name})
            file._take_upload(original._bytes())

    @api.constrains("role", "treatment")
    def _check_treatment(self):
        for file in self:
            if file.role == "main" and file.treatment == "wrap":
                raise ValidationError(
                    self.env._(
                        "Only an enclosure goes into a sealed cover; the main document "
                        "must be readable as a PDF."
                    )
                )

    def _wrapped_name(self, content):
        """Return the name of the original in a cover, or False."""
        try:
            original = unwrap(content)
        except EdocError:
            return False
        return original.name if original else False

    def action_open_original(self):
        """Download what lies in the cover, byte by byte."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"{self.url}/original",
            "target": "new",
        }
