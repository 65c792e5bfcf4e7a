"""Files of documents: every version is kept, and none is ever rewritten."""

import base64
import hashlib
import mimetypes

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.errors import EdocError
from ..core.marking import mark_copy
from ..core.wrap import unwrap
from ._marks import mark_words
from ._messages import user_error
from .file_archive_mixin import SEALED_STAGES

MAX_FILE_BYTES = 100 * 1024 * 1024
SIGNED_STAGES = frozenset({"signed", "numbered", *SEALED_STAGES})


class EdocFile(models.Model):
    """One file of a document, as a chain of versions."""

    _name = "edoc.file"
    _description = "Document File"
    _inherit = [
        "edoc.guarded.mixin",
        "edoc.file.upload.mixin",
        "edoc.file.archive.mixin",
        "edoc.file.reading.mixin",
    ]
    _order = "role desc, sequence, id"

    _guarded_fields = frozenset(
        {
            "incoming_id",
            "copy_id",
            "dossier_id",
            "current_id",
            "original_id",
            "of_copy_id",
            "searchable_id",
            "page_text",
        }
    )

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    role = fields.Selection(
        [("main", "Main document"), ("enclosure", "Enclosure")],
        required=True,
        default="main",
    )
    incoming_id = fields.Many2one(
        "edoc.incoming", index="btree_not_null", ondelete="restrict", copy=False
    )
    outgoing_id = fields.Many2one(
        "edoc.outgoing", index="btree_not_null", ondelete="cascade"
    )
    copy_id = fields.Many2one(
        "edoc.copy", index="btree_not_null", ondelete="restrict", copy=False
    )
    dossier_id = fields.Many2one(
        "edoc.dossier", index="btree_not_null", ondelete="restrict", copy=False
    )
    of_copy_id = fields.Many2one(
        "edoc.copy",
        string="Electronic copy",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="The sealed copy that was attached here.",
    )
    version_ids = fields.One2many("edoc.file.version", "file_id", string="Versions")
    current_id = fields.Many2one(
        "edoc.file.version", string="Current version", readonly=True, copy=False
    )
    stage = fields.Selection(related="current_id.stage")
    sha256 = fields.Char(related="current_id.sha256")
    archive_expires = fields.Datetime(related="current_id.archive_expires")
    size = fields.Integer(related="current_id.size", aggregator=None)
    wrapped_name = fields.Char(related="current_id.wrapped_name", string="Inside")
    url = fields.Char(compute="_compute_url", export_string_translation=False)

    _one_document = models.Constraint(
        "CHECK (num_nonnulls(incoming_id, outgoing_id, copy_id, dossier_id) = 1)",
        "A file belongs to one document.",
    )

    @api.depends("current_id")
    def _compute_url(self):
        for file in self:
            file.url = file.current_id.url

    def _document(self):
        self.ensure_one()
        return self.incoming_id or self.outgoing_id or self.copy_id

    def _add_version(self, content, stage, note=None):
        """Append a version and make it the current one.

        :param content: the bytes, kept exactly
        :param stage: what was done to them, a key of ``edoc.file.version.stage``
        :return: the new ``edoc.file.version``
        """
        version = self._append_version(content, stage, note)
        self._through_door().write({"current_id": version.id})
        return version

    def _append_version(self, content, stage, note=None):
        """Append a version; see :meth:`_add_version`."""
        self.ensure_one()
        if len(content) > MAX_FILE_BYTES:
            raise UserError(
                self.env._(
                    "“%(name)s” is larger than %(limit)s MB.",
                    name=self.name,
                    limit=MAX_FILE_BYTES // 1024 // 1024,
                )
            )
        version = (
            # Odoo would make large pictures smaller
            self.env["edoc.file.version"]
            .with_context(image_no_postprocess=True)
            ._through_door()
            .create(
                {
                    "file_id": self.id,
                    "number": len(self.sudo().version_ids) + 1,
                    "name": self.name,
                    "stage": stage,
                    "content": base64.b64encode(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "size": len(content),
                    "mimetype": mimetypes.guess_type(self.name)[0]
                    or "application/octet-stream",
                    "wrapped_name": self._wrapped_name(content),
                    "note": note,
                    "archive_expires": self._archive_end(content, stage),
                }
            )
        )
        return version.with_env(self.env)

    def _latest_draft(self):
        """Return the author's last version: what is reviewed."""
        drafts = self.version_ids.filtered(lambda version: version.stage == "draft")
        return drafts.sorted("number")[-1:]

    def _content(self):
        """Return the bytes of the current version."""
        self.ensure_one()
        return self.sudo().current_id._bytes()

    def _stored(self):
        """Return the current version as content, which is read in pieces."""
        self.ensure_one()
        return self.sudo().current_id._stored()

    def _destroy(self):
        """Destroy the bytes of received files, or of copies: the sender recalled them.

        Besides an approved disposal, this is the only lawful end of signed bytes (NĐ 30
        Điều 18.4, Phụ lục VI III.8). What was there is told by their SHA-256.
        """
        files = self.sudo().filtered(
            lambda f: f.incoming_id or f.copy_id or f.of_copy_id
        )
        versions = files.version_ids
        self.env["ir.attachment"].sudo().search(versions._attachment_domain()).unlink()
        name = self.env._("(destroyed)")
        versions._through_door().write(
            {
                "name": name,
                "destroyed_at": fields.Datetime.now(),
                "note": False,
                "wrapped_name": False,
                "archive_expires": False,
            }
        )
        files._through_door().write({"name": name, "page_text": False})

    def _check_not_destroyed(self):
        """:raises UserError: the bytes of one of the files are gone"""
        for file in self.sudo().filtered("current_id.destroyed_at"):
            raise UserError(
                self.env._(
                    "“%(name)s” was destroyed, because the document that it was copied "
                    "from has been recalled. Take it off the draft; a draft that was "
                    "handed in has to be returned first.",
                    name=file.of_copy_id.display_name or file.display_name,
                )
            )

    def _is_pdf(self):
        return self.name.lower().endswith(".pdf")

    def action_open(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}

    def action_download_marked(self):
        """Take a copy of the current pages, marked by system, user and time."""
        self.ensure_one()
        return self.current_id.action_download_marked()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        for file in self:
            if file.dossier_id and file._door_is_open():
                continue
            if file.incoming_id or file.dossier_id:
                raise UserError(
                    self.env._("A received file is kept and can't be deleted.")
                )
            file._document()._check_draft_editable()
            # an attached copy is kept where it was made
            stages = set(file.sudo().version_ids.mapped("stage"))
            if stages & SIGNED_STAGES and not file.of_copy_id:
                raise UserError(
                    self.env._(
                        "“%(name)s” bears a signature and is kept.", name=file.name
                    )
                )

    def unlink(self):
        self._unlink_except_kept()
        self._through_door().write({"original_id": False, "searchable_id": False})
        self.sudo().version_ids._through_door().unlink()
        return super().unlink()

    def write(self, vals):
        guarded = vals.keys() & {"name", "role", "outgoing_id", "treatment"}
        if not guarded or self._door_is_open():
            return super().write(vals)
        for file in self:
            file._check_uploadable()
        if vals.get("outgoing_id"):
            # neither does it slip into a document that others have in hand
            target = self.env["edoc.outgoing"].browse(vals["outgoing_id"])
            target._check_draft_editable()
        before = {file: (file.role, file.treatment) for file in self}
        result = super().write(vals)
        if "upload" not in vals:
            self.filtered(
                lambda file: before[file] != (file.role, file.treatment)
            )._treat_again()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        if not self._door_is_open():
            files.outgoing_id._check_draft_editable()
        return files


class EdocFileVersion(models.Model):
    """The bytes of a file at one stage, with their SHA-256; never changed again."""

    _name = "edoc.file.version"
    _description = "File Version"
    _inherit = ["edoc.guarded.mixin"]
    _order = "file_id, number desc"
    _guarded_rows = True

    file_id = fields.Many2one(
        "edoc.file", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(required=True, aggregator=None)
    name = fields.Char(required=True)
    stage = fields.Selection(
        [
            ("received", "Received"),
            ("draft", "Draft"),
            ("prepared", "Prepared for signing"),
            ("signed", "Signed by the leader"),
            ("numbered", "Number and date written"),
            ("sealed", "Sealed"),
            ("archived", "Time stamp renewed"),
            ("searchable", "Copy that can be searched"),
        ],
        required=True,
    )
    content = fields.Binary(
        attachment=True, copy=False, groups=fields.NO_ACCESS, required=True
    )
    sha256 = fields.Char(string="SHA-256", required=True, index=True)
    size = fields.Integer(string="Size (bytes)", aggregator=None)
    mimetype = fields.Char()
    note = fields.Char()
    archive_expires = fields.Datetime(
        string="Archive time stamp until",
        index="btree_not_null",
        help="Before that day, a new archive time stamp is put on the file (PAdES "
        "B-LTA).",
    )
    wrapped_name = fields.Char(
        string="Inside", readonly=True, help="Name of the original in a sealed cover."
    )
    destroyed_at = fields.Datetime(
        string="Destroyed at",
        help="The bytes are gone: the sender has recalled the document.",
    )
    comment_ids = fields.One2many(
        "edoc.draft.comment", "version_id", string="Remarks", readonly=True
    )
    form_result_ids = fields.One2many("edoc.form.result", "version_id", readonly=True)
    url = fields.Char(compute="_compute_url", export_string_translation=False)

    _number_uniq = models.Constraint(
        "UNIQUE (file_id, number)", "Another version was stored at the same moment."
    )

    def _compute_url(self):
        for version in self:
            gone = version.destroyed_at
            version.url = False if gone else f"/edoc/version/{version.id}"

    @api.depends("name", "number", "stage")
    @api.depends_context("lang")
    def _compute_display_name(self):
        stages = dict(self._fields["stage"]._description_selection(self.env))
        for version in self:
            version.display_name = self.env._(
                "%(name)s, version %(number)s · %(stage)s",
                name=version.name,
                number=version.number,
                stage=stages[version.stage],
            )

    def action_download(self):
        self.ensure_one()
        url = f"{self.url}?download=1"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_download_marked(self):
        """Take a copy of the pages, marked by system, user and time."""
        self.ensure_one()
        url = f"{self.url}/marked"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _marked_copy(self):
        """Return the pages with a mark; the version's bytes stay what they are.

        :raises UserError: no PDF, or one that can't be read
        """
        try:
            content = mark_copy(self._bytes(), mark_words(self.env))
        except EdocError as error:
            raise user_error(self.env, error) from error
        file = self.sudo().file_id
        document = file.outgoing_id
        if document and document.state in document._checked_states:
            return document._with_code(content) if file.role == "main" else content
        return content

    def action_open_comment(self):
        """Remark on this version."""
        self.ensure_one()
        document = self.file_id.outgoing_id
        return document.with_context(edoc_version_id=self.id).action_open_comment()

    def _bytes(self):
        """Return the bytes; refuse them when they don't match their hash.

        :raises UserError: the store gave other bytes than were kept
        """
        self.ensure_one()
        return self._stored().read()

    def _stored(self):
        """Return the bytes as content; see :meth:`_bytes`."""
        self.ensure_one()
        if self.sudo().destroyed_at:
            raise UserError(
                self.env._(
                    "The content was destroyed: its sender has recalled the document "
                    "(NĐ 30 Điều 18.4)."
                )
            )
        # the attachment itself: the field would give its bytes in base64 and back
        stored = self.env["ir.attachment"].sudo()
        content = stored.search(self._attachment_domain(), limit=1)._edoc_content()
        if content.sha256 != self.sudo().sha256:
            raise UserError(
                self.env._(
                    "The stored bytes of “%(name)s” do not match their SHA-256. "
                    "Nothing is done with them; tell the administrator at once.",
                    name=self.sudo().name,
                )
            )
        return content

    def _attachment_domain(self):
        return [
            ("res_model", "=", self._name),
            ("res_field", "=", "content"),
            ("res_id", "in", self.ids),
        ]

    def _original(self):
        """Return what lies in a sealed cover.

        :raises UserError: it isn't what was put in
        """
        try:
            return unwrap(self._bytes())
        except EdocError as error:
            raise user_error(self.env, error) from error
