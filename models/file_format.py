"""The formats that files may have (Điều 13.1; TT 39/2017), as data."""

import re
from pathlib import PurePath

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.convert import IMAGES, OFFICE, to_pdf
from ..core.errors import EdocError
from ..core.filekind import check_content
from ._messages import user_error

_ENDING = re.compile(r"[a-z0-9]{1,10}")
_MEGABYTE = 1024 * 1024
_LARGEST_MB = 64


class EdocFileFormat(models.Model):
    """A permitted format: by which endings it is known, and how it becomes a PDF."""

    _name = "edoc.file.format"
    _description = "File Format"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    endings = fields.Char(
        required=True, help="Endings of file names, separated by spaces: docx dotx"
    )
    kind = fields.Selection(
        [
            ("pdf", "PDF"),
            ("docx", "Word (docx)"),
            ("doc", "Word 97-2003 (doc)"),
            ("odt", "OpenDocument text (odt)"),
            ("rtf", "Rich text (rtf)"),
            ("txt", "Plain text, UTF-8 (txt)"),
            ("xlsx", "Excel (xlsx)"),
            ("xls", "Excel 97-2003 (xls)"),
            ("ods", "OpenDocument spreadsheet (ods)"),
            ("csv", "Table as text, UTF-8 (csv)"),
            ("pptx", "PowerPoint (pptx)"),
            ("ppt", "PowerPoint 97-2003 (ppt)"),
            ("odp", "OpenDocument presentation (odp)"),
            ("jpeg", "Picture (JPEG)"),
            ("png", "Picture (PNG)"),
            ("gif", "Picture (GIF)"),
            ("tiff", "Scan of several pages (TIFF)"),
            ("zip", "Archive (zip)"),
            ("gzip", "Archive (gzip)"),
        ],
        string="Content",
        required=True,
        help="What the content is checked against; a file under a false name is "
        "refused.",
    )
    mimetype = fields.Char(string="MIME type", required=True)
    conversion = fields.Selection(
        [
            ("pdf", "Is a PDF"),
            ("office", "Converted by LibreOffice"),
            ("image", "Picture by picture"),
            ("none", "Only inside a sealed cover"),
        ],
        string="Becomes a PDF",
        required=True,
    )
    for_main = fields.Boolean(string="As main document")
    for_enclosure = fields.Boolean(string="As enclosure", default=True)
    for_scan = fields.Boolean(
        string="As scan of a paper", help="NĐ 30/2020 Phụ lục I: digitised paper."
    )
    max_size_mb = fields.Integer(
        string="At most (MB)", default=_LARGEST_MB, required=True, aggregator=None
    )
    legal_basis = fields.Char(default="TT 39/2017/TT-BTTTT")

    _size_limited = models.Constraint(
        f"CHECK (max_size_mb BETWEEN 1 AND {_LARGEST_MB})",
        "A file has at least 1 and at most 64 MB.",
    )

    @api.constrains("endings", "active")
    def _check_endings(self):
        for item in self:
            own = item._endings()
            if not own or not all(_ENDING.fullmatch(ending) for ending in own):
                raise ValidationError(
                    self.env._(
                        "“%(endings)s”: write endings of file names without dots, "
                        "separated by spaces.",
                        endings=item.endings,
                    )
                )
            for other in self.search([("id", "!=", item.id)]):
                twice = own & other._endings()
                if item.active and twice:
                    raise ValidationError(
                        self.env._(
                            "The ending “%(ending)s” belongs to %(format)s already.",
                            ending=min(twice),
                            format=other.name,
                        )
                    )

    @api.constrains("kind", "conversion", "for_main", "for_scan")
    def _check_conversion(self):
        for item in self:
            possible = {
                "pdf": item.kind == "pdf",
                "office": item.kind in OFFICE,
                "image": item.kind in IMAGES,
                "none": item.kind != "pdf",
            }
            if not possible[item.conversion]:
                raise ValidationError(
                    self.env._(
                        "%(format)s can't become a PDF in this way.", format=item.name
                    )
                )
            if item.conversion == "none" and (item.for_main or item.for_scan):
                raise ValidationError(
                    self.env._(
                        "%(format)s: a main document and a scan must become a PDF.",
                        format=item.name,
                    )
                )

    def _endings(self):
        return set((self.endings or "").lower().split())

    @api.model
    def _permitted(self, use):
        """Return the formats for a use: ``main``, ``enclosure`` or ``scan``."""
        return self.sudo().search([(f"for_{use}", "=", True)])

    @api.model
    def _check(self, name, content, use):
        """Return the format of an uploaded file.

        :param use: ``main``, ``enclosure`` or ``scan``
        :raises UserError: it isn't permitted, isn't what its name says, is damaged or
            too large
        """
        permitted = self._permitted(use)
        ending = PurePath(name or "").suffix.lower().removeprefix(".")
        found = permitted.filtered(lambda item: ending in item._endings())[:1]
        if not found:
            raise UserError(permitted._refusal(name))
        if len(content) > found.max_size_mb * _MEGABYTE:
            raise UserError(
                self.env._(
                    "“%(name)s” has %(size)s MB; at most %(limit)s MB are allowed for "
                    "%(format)s.",
                    name=name,
                    size=-(-len(content) // _MEGABYTE),
                    limit=found.max_size_mb,
                    format=found.name,
                )
            )
        try:
            check_content(content, found.kind, name)
        except EdocError as error:
            raise user_error(self.env, error) from error
        return found

    def _refusal(self, name):
        """Name all that is allowed instead."""
        allowed = "; ".join(
            f"{item.name} ({', '.join(f'.{e}' for e in sorted(item._endings()))})"
            for item in self
        )
        return self.env._(
            "“%(name)s” can't be used. Allowed are: %(allowed)s (Điều 13.1; TT "
            "39/2017/TT-BTTTT).",
            name=name,
            allowed=allowed or "–",
        )

    def _to_pdf(self, name, content):
        """Return the PDF of a checked file.

        :raises UserError: it can't be converted
        """
        self.ensure_one()
        if self.conversion == "pdf":
            return content
        try:
            return to_pdf(content, self.kind, name)
        except EdocError as error:
            raise user_error(self.env, error) from error
