"""Scans as they came, with one document in them or many (Điều 10.1)."""

import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from odoo.addons.queue_job.exception import RetryableJobError

from ..core.convert import IMAGES
from ..core.errors import EdocError, PdfError
from ..core.filekind import check_content
from ..core.images import images_to_pdf
from ..core.ocr.separator import Part, cut, find_parts
from ..core.scan import SCANNED
from ..core.secrecy_confined import degree_confined
from ._messages import user_error
from ._verdicts import checker_limits
from .file import MAX_FILE_BYTES
from .incoming_scan_mixin import reading_limits

# Each file is a document; all are pages of one; or separator sheets part them.
WAYS = ("each", "one", "sheets")


class EdocScan(models.Model):
    """One pass of a scanner, kept whole; its documents are parts of it."""

    _name = "edoc.scan"
    _description = "Scan"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id desc"
    _guarded_rows = True

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", string="Entity", required=True, index=True
    )
    box_id = fields.Many2one("edoc.contact.point", required=True, ondelete="restrict")
    content = fields.Binary(
        attachment=True, copy=False, groups=fields.NO_ACCESS, required=True
    )
    sha256 = fields.Char(string="SHA-256", required=True)
    state = fields.Selection(
        [
            ("waiting", "Being divided"),
            ("done", "Divided"),
            ("failed", "Can't be divided"),
        ],
        default="waiting",
        required=True,
    )
    problem = fields.Char()
    document_count = fields.Integer(string="Documents", aggregator=None)

    _taken_once = models.UniqueIndex(
        "(box_id, sha256)", "This scan has been taken already."
    )

    # ------------------------------------------------------------------- taking

    @api.model
    def _take(self, name, content, box):
        """Keep a scan and have its documents made of it; once, however often it comes.

        :param name: of the file
        :param box: the contact point in whose box the documents wait
        :raises UserError: it is no whole PDF or picture, or marked as a state secret
        """
        digest = hashlib.sha256(content).hexdigest()
        known = [("box_id", "=", box.id), ("sha256", "=", digest)]
        scan = self.sudo().search(known, limit=1)
        if scan:
            return scan
        self._as_pdf(name, content)
        # Odoo would make large pictures smaller
        scans = self.with_context(image_no_postprocess=True)
        scan = scans._through_door().create(
            {
                "name": name,
                "company_id": box.company_id.id,
                "box_id": box.id,
                "content": base64.b64encode(content),
                "sha256": digest,
            }
        )
        scan.with_delay(
            description=self.env._("Divide the scan “%(name)s”", name=name),
            identity_key=f"edoc-scan-{scan.id}",
        )._divide()
        return scan

    @api.model
    def _as_pdf(self, name, content):
        """Return a scan as a PDF, the same bytes where it is one.

        :raises UserError: see :meth:`_take`
        """
        kind = SCANNED.get(name.rpartition(".")[2].lower())
        if not kind:
            raise UserError(
                self.env._(
                    "“%(name)s” is neither a PDF nor a picture (JPEG, PNG, TIFF).",
                    name=name,
                )
            )
        if len(content) > MAX_FILE_BYTES:
            raise UserError(
                self.env._(
                    "“%(name)s” is larger than %(limit)s MB.",
                    name=name,
                    limit=MAX_FILE_BYTES // 1024 // 1024,
                )
            )
        try:
            check_content(content, kind, name)
            if kind in IMAGES:
                return images_to_pdf(content, kind, name)
        except EdocError as error:
            raise user_error(self.env, error) from error
        degree = degree_confined(content, checker_limits())
        if degree:
            raise UserError(self.env["edoc.incoming"]._secret_refusal(degree))
        return content

    # ----------------------------------------------------------------- dividing

    def _divide(self):
        """Job: make a document of each part between two sheets; once."""
        self.ensure_one()
        scan = self.sudo()
        try:
            scan.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise RetryableJobError("The scan is being divided.") from error
        if scan.state != "waiting":
            return
        try:
            pdf = scan._as_pdf(scan.name, scan._bytes())
            parts = scan._parts(pdf)
            whole = len(parts) == 1 and not parts[0].last
            pieces = [pdf] if whole else cut(pdf, parts)
        except (EdocError, UserError) as error:
            if isinstance(error, EdocError):
                error = user_error(self.env, error)
            scan._through_door().write({"state": "failed", "problem": str(error)})
            return
        for part, piece in zip(parts, pieces, strict=True):
            scan._make_document(part, piece)
        scan._through_door().write({"state": "done", "document_count": len(parts)})

    def _parts(self, pdf):
        """Return the parts; one without an end where the pages can't be looked at."""
        try:
            bounds, _seconds = reading_limits()
            return find_parts(pdf, bounds)
        except PdfError:
            return (Part(1, 0),)

    def _make_document(self, part, piece):
        stem = self.name.rpartition(".")[0] or self.name
        pages = f"{part.first}–{part.last}" if part.last > part.first else part.first
        told = self.env._("%(name)s, p. %(pages)s", name=stem, pages=pages)
        document = self.env["edoc.incoming"]._of_scan(
            told if part.last else stem, piece, self.box_id
        )
        document._through_door().write(
            {"scan_id": self.id, "scan_pages": part.last and str(pages)}
        )

    def _bytes(self):
        content = base64.b64decode(self.sudo().with_context(bin_size=False).content)
        if hashlib.sha256(content).hexdigest() != self.sudo().sha256:
            raise UserError(
                self.env._(
                    "The stored bytes of “%(name)s” do not match their SHA-256. "
                    "Nothing is done with them; tell the administrator at once.",
                    name=self.name,
                )
            )
        return content

    # ------------------------------------------------------------------ reading

    def _readable_bytes(self):
        """Return the scan to who may read every document in it (Phụ lục VI III.3)."""
        self.ensure_one()
        self.check_access("read")
        documents = self.env["edoc.incoming"].sudo().search([("scan_id", "=", self.id)])
        if documents.sudo(False)._filtered_access("read") != documents:
            raise AccessError(
                self.env._(
                    "This scan holds documents that are open to others only. Open "
                    "your own documents instead."
                )
            )
        return self._bytes()

    def action_open(self):
        """Download the scan as it came."""
        self.ensure_one()
        url = f"/edoc/scan/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_open_documents(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_vn_edoc.edoc_incoming_action"
        )
        return {**action, "domain": [("scan_id", "=", self.id)], "context": {}}

    @api.model
    def _bring_in(self, files, way, box):
        """Make documents of files that the clerk uploads.

        :param files: pairs of name and content
        :param way: ``each`` file is a document, ``one`` document has them as its pages,
            or ``sheets`` part the documents
        :return: the documents; those of scans with sheets follow in the background
        """
        documents = self.env["edoc.incoming"]
        if way == "sheets":
            for name, content in files:
                self._take(name, content, box)
            return documents
        pdfs = [(name, self._as_pdf(name, content)) for name, content in files]
        if way == "one" and len(pdfs) > 1:
            pdfs = [(pdfs[0][0], documents._joined([pdf for _name, pdf in pdfs]))]
        for name, pdf in pdfs:
            documents |= documents._of_scan(name.rpartition(".")[0], pdf, box)
        return documents
