"""Hand-over folders (*thư mục bàn giao*): packets lie in them as files."""

import logging
import os
from functools import partial
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.edxml.content import Content
from ._server_settings import server_settings

_logger = logging.getLogger(__name__)

# A file that was written to within this time may not be complete yet.
SETTLE_SECONDS = 2


class EdiBackend(models.Model):
    """A channel that is a pair of folders."""

    _inherit = "edi.backend"

    edoc_folder = fields.Char(
        string="Hand-over folder",
        help="Name of a folder under the server's exchange root. Packets dropped into "
        "its “inbox” are received; packets to be sent appear in its “outbox”.",
    )

    _edoc_folder_uniq = models.UniqueIndex(
        "(edoc_folder) WHERE edoc_folder IS NOT NULL",
        "Another channel uses this folder already.",
    )

    @api.constrains("edoc_folder")
    def _check_edoc_folder(self):
        for channel in self.filtered("edoc_folder"):
            channel._edoc_path("inbox", create=False)

    def _edoc_path(self, box, create=True):
        """Return the folder of a box under the configured exchange root.

        The root comes from the server's configuration file and a channel names only a
        folder under it: a free path in a form would read and write anywhere.
        """
        self.ensure_one()
        root = server_settings().get("exchange_root")
        if not root:
            raise UserError(
                self.env._(
                    "The server's configuration has no “exchange_root” in its section "
                    "[l10n_vn_edoc]. The administrator of the server adds it."
                )
            )
        name = self.edoc_folder or ""
        if not name or name != Path(name).name or name.startswith("."):
            raise UserError(
                self.env._("“%(name)s” is not a plain folder name.", name=name)
            )
        path = Path(root) / name / box
        if create:
            path.mkdir(parents=True, exist_ok=True)
        return path

    def _edoc_test_folder(self):
        """Can the folders be read and written?"""
        for box in ("inbox", "outbox"):
            path = self._edoc_path(box)
            if not os.access(path, os.R_OK | os.W_OK):
                raise UserError(
                    self.env._(
                        "The server may not read and write the folder %(path)s.",
                        path=path,
                    )
                )
        return self.env._("The folders of this channel can be used.")

    def _edoc_send_folder(self, record):
        """Write the packet under its own identifier, whole or not at all.

        Run twice, it writes the same file again: harmless to the recipient, who knows a
        packet by its bytes.
        """
        outbox = self._edoc_path("outbox")
        name = record._edoc_file_name()
        partial_file = outbox / f".{name}.part"
        with open(partial_file, "wb") as stream:
            for block in record._edoc_content().blocks():
                stream.write(block)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(partial_file, outbox / name)

    def _edoc_receive_folder(self):
        """Make an exchange record of each complete file, then remove the file.

        The file goes only after the transaction has committed. Killed before that, the
        next run finds file and record and knows them by their hash: nothing is lost and
        nothing doubled. No copy stays in the folder: the record has the bytes, unless
        they are a state secret, which must not stay anywhere (Điều 1.2).
        """
        inbox = self._edoc_path("inbox")
        now = fields.Datetime.now().timestamp()
        for path in sorted(inbox.glob("*.edxml")):
            try:
                seen = path.stat()
                if now - seen.st_mtime < SETTLE_SECONDS:
                    continue
                content = Content.from_path(path)
            except OSError:
                # one file that can't be read keeps none of the others waiting
                _logger.exception("The packet %s can't be read", path)
                continue
            self._edoc_take_in(path.name, content)
            self.env.cr.postcommit.add(partial(_remove, path, seen))


def _remove(path, seen):
    """Remove a file that is safely stored, unless another has come under its name.

    A leftover is recognised by its hash at the next run.
    """
    try:
        now = path.stat()
        if (now.st_ino, now.st_mtime_ns) == (seen.st_ino, seen.st_mtime_ns):
            path.unlink()
    except OSError:
        _logger.warning("The received packet %s could not be removed", path.name)
