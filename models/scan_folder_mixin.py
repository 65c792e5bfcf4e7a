"""Drop folders of network scanners: each box may have one (Điều 10.1)."""

import logging
import os
from functools import partial
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.scan import SCANNED
from ._server_settings import server_settings

_logger = logging.getLogger(__name__)

# Scanners write slowly; a file that changed within this time isn't complete yet.
SETTLE_SECONDS = 10
# What isn't whole after so long stays broken.
BROKEN_SECONDS = 600
_MOST_AT_ONCE = 50


class EdocScanFolderMixin(models.AbstractModel):
    """Files that a scanner drops are taken once each, and none is ever lost.

    A file is moved into ``done`` only after what was made of it has been committed.
    What can't be taken goes into ``failed``, with the reason in a text beside it.
    """

    _name = "edoc.scan.folder.mixin"
    _description = "Contact Point: Drop Folder"

    scan_folder = fields.Char(
        string="Folder of the scanner",
        copy=False,
        help="Name of a folder under the server's scan root. PDF files and pictures "
        "that a network scanner drops there become documents that wait in this box.",
    )

    _scan_folder_uniq = models.UniqueIndex(
        "(scan_folder) WHERE scan_folder IS NOT NULL",
        "Another box uses this folder already.",
    )

    @api.constrains("scan_folder")
    def _check_scan_folder(self):
        for point in self.filtered("scan_folder"):
            point._scan_path()

    def _scan_path(self):
        """Return the folder under the configured root; see ``edi.backend``.

        :raises UserError: there is no root, or it is no plain name
        """
        self.ensure_one()
        root = server_settings().get("scan_root")
        if not root:
            raise UserError(
                self.env._(
                    "The server's configuration has no “scan_root” in its section "
                    "[l10n_vn_edoc]. The administrator of the server adds it."
                )
            )
        name = self.scan_folder
        if name != Path(name).name or name.startswith("."):
            raise UserError(
                self.env._("“%(name)s” is not a plain folder name.", name=name)
            )
        return Path(root) / name

    @api.model
    def _cron_take_scans(self):
        """Each minute: take what the scanners have dropped."""
        for point in self.search([("scan_folder", "!=", False)]):
            try:
                folder = point._scan_path()
                for box in ("done", "failed"):
                    (folder / box).mkdir(parents=True, exist_ok=True)
                point._take_scans(folder)
            except (OSError, UserError):
                # one box's folder keeps none of the others waiting
                _logger.exception("The scan folder of %s can't be read", point.name)

    def _take_scans(self, folder):
        """Take the files of a folder, in the order of their names."""
        self.ensure_one()
        now = fields.Datetime.now().timestamp()
        found = [
            path
            for path in sorted(folder.iterdir())
            if path.is_file() and not path.is_symlink() and path.name[0] != "."
            if path.suffix.lower().lstrip(".") in SCANNED
        ]
        for path in found[:_MOST_AT_ONCE]:
            try:
                seen = path.stat()
                if now - seen.st_mtime < SETTLE_SECONDS:
                    continue
                content = path.read_bytes()
            except OSError:
                _logger.exception("The scan %s can't be read", path)
                continue
            self._take_scan(path, seen, content, now - seen.st_mtime)

    def _take_scan(self, path, seen, content, age):
        """Keep one file; after the commit it leaves its place."""
        scans = self.env["edoc.scan"].with_context(lang="vi_VN")
        try:
            with self.env.cr.savepoint():
                scans._take(path.name, content, self)
        except UserError as error:
            if age >= BROKEN_SECONDS or not _is_cut_off(error):
                self.env.cr.postcommit.add(
                    partial(_move, path, seen, "failed", str(error))
                )
            return
        self.env.cr.postcommit.add(partial(_move, path, seen, "done"))


def _is_cut_off(error):
    """A file that was refused for being cut off may still be written."""
    return getattr(error.__cause__, "code", "") == "format.cut_off"


def _move(path, seen, box, reason=None):
    """Move a file that was seen; left behind, it is known again by its SHA-256."""
    try:
        now = path.stat()
        if (now.st_ino, now.st_mtime_ns) != (seen.st_ino, seen.st_mtime_ns):
            return
        target, count = path.parent / box / path.name, 1
        while target.exists():
            count += 1
            target = path.parent / box / f"{path.stem}-{count}{path.suffix}"
        os.replace(path, target)
        if reason:
            target.with_name(f"{target.name}.txt").write_text(reason + "\n", "utf-8")
    except OSError:
        _logger.warning("The scan %s could not be moved", path.name)
