"""Exports of dossiers: who had what made, and when; the result is his alone."""

import tempfile
import uuid
from datetime import UTC, timedelta
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.modules import Manifest

from ..core.edxml.content import Content
from ..core.errors import EdocError
from ..core.records.check import SOFTWARE
from ..core.records.package import PackageOptions, write_package
from ..core.records.pdffile import write_pdf
from ..core.records.xmlzip import write_xml_export
from ._columns import person
from ._dossier_exported import exported
from ._messages import user_error

KINDS = [
    ("pdf", "PDF in order of time"),
    ("xml", "XML with all data and files"),
    ("AIP", "Package for an archive of this system (AIP)"),
    ("SIP", "Package for another archive (SIP)"),
]
STATES = [
    ("waiting", "Being made"),
    ("done", "Ready"),
    ("failed", "Not made"),
    ("dropped", "Dropped"),
]
KEPT_DAYS = 7
# what takes longer than a user waits is made in the background
AT_ONCE_BYTES = 20 * 1024 * 1024


class EdocDossierExport(models.Model):
    """One export; whoever asked for it, and nobody else, downloads it.

    NĐ 30/2020 Phụ lục VI I.III.4: all documents of a file with their metadata.
    """

    _name = "edoc.dossier.export"
    _description = "Export of a Dossier"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id desc"
    _guarded_rows = True

    dossier_id = fields.Many2one(
        "edoc.dossier", string="Dossier", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="dossier_id.company_id", store=True)
    kind = fields.Selection(KINDS, string="Form", required=True)
    identity = fields.Char(required=True, default=lambda self: str(uuid.uuid4()))
    archive_code = fields.Char(string="Code of the archive", size=30)
    agreement = fields.Char(string="Registered under", size=100)
    user_id = person("Asked by")
    asked_at = fields.Datetime(
        string="Asked at", required=True, default=fields.Datetime.now
    )
    state = fields.Selection(STATES, required=True, default="waiting")
    name = fields.Char(string="File")
    sha256 = fields.Char(string="SHA-256")
    size = fields.Integer(aggregator=None)
    problem = fields.Text()

    @api.depends("dossier_id", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for export in self:
            notation = export.dossier_id.sudo().notation
            export.display_name = f"{notation} · {kinds[export.kind]}"

    def _attachment(self):
        self.ensure_one()
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return self.env["ir.attachment"].search(domain, limit=1)

    def action_download(self):
        """Hand over the result, to whoever asked for it."""
        self.ensure_one()
        self.check_access("read")
        url = f"/web/content/{self._attachment().id}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    @api.model
    def _ask(self, dossier, kind, **more):
        """Make an export now, or in the background when it is large.

        :param more: ``archive_code``, ``agreement``
        """
        dossier._check_may_export()
        export = self._through_door().create(
            {"dossier_id": dossier.id, "kind": kind, "user_id": self.env.uid, **more}
        )
        export = export.with_env(self.env)
        rows = dossier.sudo().document_ids
        total = sum(sum(row._files().mapped("size")) for row in rows)
        if total > AT_ONCE_BYTES:
            export.with_delay(
                identity_key=f"{self._name}:{export.id}",
                description=self.env._("Export of a dossier"),
            )._make_in_background()
        else:
            export._make()
        return export

    def _make_in_background(self):
        """Make it as a job; what is wrong is told to whoever asked."""
        self.ensure_one()
        if self.state != "waiting":
            return
        try:
            with self.env.cr.savepoint():
                self._make()
        except UserError as error:
            problem = {"state": "failed", "problem": error.args[0]}
            self._through_door().write(problem)
        self._tell()

    def _tell(self):
        words = {
            "done": self.env._("The export of “%(name)s” is ready: see its exports."),
            "failed": self.env._("“%(name)s” was not exported: see its exports."),
        }[self.state]
        # sudo: the dossier's name, for one who could see it when he asked
        name = self.sudo().dossier_id.display_name
        done = self.state == "done"
        self.user_id._bus_send(
            "simple_notification",
            {
                "type": "success" if done else "danger",
                "message": words % {"name": name},
            },
        )

    def _make(self):
        """Write the export, keep it, and keep in the history that it was made.

        :raises UserError: a file isn't what was registered; nothing is handed out
        """
        self.ensure_one()
        dossier = self.dossier_id
        dossier._check_may_export()
        whole = exported(dossier)
        with tempfile.TemporaryDirectory(prefix="edoc-export-") as folder:
            path = Path(folder, "export")
            try:
                with open(path, "wb") as stream:
                    name = self._write_into(stream, whole)
            except EdocError as error:
                raise user_error(self.env, error) from error
            content = Content.from_path(path)
            self.env["ir.attachment"]._edoc_store(
                content,
                {"name": name, "res_model": self._name, "res_id": self.id},
            )
        self._through_door().write(
            {
                "state": "done",
                "name": name,
                "size": content.size,
                "sha256": content.sha256,
            }
        )
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        words = f"{kinds[self.kind]}: {name} (SHA-256 {content.sha256})"
        dossier._note_step("export", words)
        for row in dossier.sudo().document_ids:
            versions = row._files().current_id.with_env(self.env)
            versions._note_access("download", "export")

    @api.autovacuum
    def _gc_results(self):
        """Results are as large as what they were made of; that they were stays."""
        day = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = self.sudo().search([("state", "=", "done"), ("asked_at", "<", day)])
        domain = [("res_model", "=", self._name), ("res_id", "in", old.ids)]
        self.env["ir.attachment"].sudo().search(domain).unlink()
        old._through_door().write({"state": "dropped"})

    def _write_into(self, stream, whole):
        created = self.asked_at.replace(tzinfo=UTC)
        if self.kind == "pdf":
            return write_pdf(whole, created, stream)
        if self.kind == "xml":
            return write_xml_export(whole, created, stream)
        version = Manifest.for_addon(SOFTWARE)["version"]
        options = PackageOptions(
            uuid.UUID(self.identity),
            created,
            (SOFTWARE, version),
            self.kind,
            self.archive_code or "",
            self.agreement or "",
        )
        return write_package(whole, options, stream)
