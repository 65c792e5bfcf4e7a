"""The bytes of packets go into the filestore and out of it in pieces.

The framework's own field would hold a packet of 300 MB in memory two or three times,
once of it in base64.
"""

import filecmp
import hashlib
import os
import shutil
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_attachment import IrAttachment as BaseAttachment

from ..core.edxml.content import Content


class EdiExchangeRecord(models.Model):
    _inherit = "edi.exchange.record"

    def _edoc_keep(self, content):
        """Keep the packet's bytes.

        :param content: :class:`~..core.edxml.content.Content`
        """
        self.ensure_one()
        self.env["ir.attachment"]._edoc_store(
            content,
            {
                "name": "exchange_file",
                "res_model": self._name,
                "res_field": "exchange_file",
                "res_id": self.id,
            },
        )
        self.invalidate_recordset(["exchange_file"])
        self.modified(["exchange_file"])

    def _edoc_content(self):
        """Return the packet's bytes as content, empty when they aren't kept."""
        return self._edoc_attachment()._edoc_content()

    @contextmanager
    def _edoc_file(self):
        """Have the packet as a file while the block lasts; nobody may write to it."""
        attachment = self._edoc_attachment()
        path = attachment._edoc_stored_path()
        if path:
            yield path
            return
        with tempfile.NamedTemporaryFile(prefix="edoc-", suffix=".edxml") as stream:
            stream.write(attachment._edoc_content().read())
            stream.flush()
            yield Path(stream.name)

    def _edoc_attachment(self):
        """Return the attachment that holds the bytes, from the database and not from
        a cache that has them in base64."""
        self.ensure_one()
        self.flush_recordset(["exchange_file"])
        domain = [
            ("res_model", "=", self._name),
            ("res_field", "=", "exchange_file"),
            ("res_id", "=", self.id),
        ]
        return self.env["ir.attachment"].sudo().search(domain, limit=1)

    @api.depends("exchange_file")
    def _compute_exchange_filechecksum(self):
        """The store's own checksum, for which nothing has to be read."""
        ours = self.filtered(lambda r: r.backend_id.backend_type_code == "edoc")
        for record in ours:
            checksum = record.id and record._edoc_attachment().checksum
            record.exchange_filechecksum = checksum or False
        others = self - ours
        return super(EdiExchangeRecord, others)._compute_exchange_filechecksum()


class EdiBackend(models.Model):
    _inherit = "edi.backend"

    def _output_check_send(self, exchange_record):
        # asks whether there is a file: its size will do
        return super()._output_check_send(exchange_record.with_context(bin_size=True))

    def _exchange_process_check(self, exchange_record):
        return super()._exchange_process_check(
            exchange_record.with_context(bin_size=True)
        )


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _edoc_store(self, content, vals):
        """Make an attachment without ever holding all of its bytes.

        :param content: :class:`~..core.edxml.content.Content`
        """
        attachment = self.sudo().create(
            {**vals, "type": "binary", "mimetype": "application/octet-stream"}
        )
        if self._storage() == "db":
            attachment.raw = content.read()
            return attachment
        digest = hashlib.sha1(usedforsecurity=False)
        for block in content.blocks():
            digest.update(block)
        checksum = digest.hexdigest()
        name = f"{checksum[:2]}/{checksum}"
        # before the file: else one that is left by a kill would never be collected
        self._mark_for_gc(name)
        self._edoc_place(content, Path(self._full_path(name)))
        # as Odoo's own inverse does: its write() refuses these fields
        super(BaseAttachment, attachment).write(  # pylint: disable=super-method-mismatch
            {
                "store_fname": name,
                "checksum": checksum,
                "file_size": content.size,
                "index_content": False,
                "db_datas": False,
            }
        )
        return attachment

    def _edoc_place(self, content, path):
        """Put a file into the store, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".edoc-{uuid.uuid4().hex}")
        try:
            with content.open() as source, open(beside, "xb") as stream:
                shutil.copyfileobj(source, stream, 1024 * 1024)
            if path.exists() and not filecmp.cmp(beside, path, shallow=False):
                raise UserError(
                    self.env._("The packet collides with an existing file.")
                )
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)

    def _edoc_content(self):
        """Return the bytes as content, which is read in pieces."""
        path = self._edoc_stored_path()
        if path:
            return Content.from_path(path)
        # the web client's context asks for sizes in place of bytes
        return Content(self.with_context(bin_size=False).raw or b"")

    def _edoc_stored_path(self):
        """Return the file in the store, or nothing where it lies elsewhere."""
        if not self.store_fname:
            return None
        path = Path(self._full_path(self.store_fname))
        return path if path.is_file() else None
