"""Packets of hundreds of megabytes pass in pieces (NĐ 30/2020 Phụ lục VI; issue 5)."""

import hashlib
import os
import tempfile
import tracemalloc
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..core.edxml import build_content, read_packet
from ..core.edxml.content import Content
from ..core.edxml.model import Attachment
from .common import EdocCommon

MIB = 1024 * 1024
SIZE = 48 * MIB
# What a packet of 64 MiB may take while it passes; small ones stay in memory.
BOUND = 24 * MIB


@tagged("post_install", "-at_install")
class TestBigPackets(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.path = cls.folder / "a.zip"
        with open(cls.path, "wb") as stream:
            for _ in range(SIZE // MIB):
                stream.write(os.urandom(MIB))

    @contextmanager
    def bounded(self):
        """What is done within holds no large packet in memory."""
        tracemalloc.start()
        try:
            yield
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        self.assertLess(peak, BOUND)

    def content(self):
        """A packet with one large enclosure, on disk."""
        packet = read_packet(self.packet())
        enclosure = Attachment(
            "big", "a.zip", "application/zip", content=Content.from_path(self.path)
        )
        attachments = (*packet.attachments, enclosure)
        return build_content(replace(packet, attachments=attachments))

    def record(self, content):
        return self.channel.create_record(
            "edoc_out",
            {
                "exchange_filename": "lon.edxml",
                "edi_exchange_state": "output_pending",
                "edoc_sha256": content.sha256,
            },
        )

    def test_built_kept_and_sent_in_pieces(self):
        self.env.flush_all()
        with self.bounded():
            content = self.content()
            record = self.record(content)
            record._edoc_keep(content)
            record.action_exchange_send()
        self.assertEqual(record.edi_exchange_state, "output_sent")
        (path,) = self.channel._edoc_path("outbox").glob("*.edxml")
        with open(path, "rb") as stream:
            self.assertEqual(
                hashlib.file_digest(stream, "sha256").hexdigest(), record.edoc_sha256
            )
        attachment = record._edoc_attachment()
        self.assertEqual(record.exchange_filechecksum, attachment.checksum)
        self.assertEqual(attachment.file_size, content.size)
        path.unlink()

    def test_taken_in_in_pieces(self):
        path = self.folder / "den.edxml"
        with open(path, "wb") as stream:
            for block in self.content().blocks():
                stream.write(block)
        trapped = self.channel.with_context(queue_job__no_delay=False)
        with self.bounded():
            record = trapped._edoc_take_in("den.edxml", Content.from_path(path))
            packet = read_packet(record._edoc_content().open())
        sent = Content.from_path(self.path)
        self.assertEqual(packet.attachments[-1].sha256, sent.sha256)
        self.assertEqual(
            trapped._edoc_take_in("lai.edxml", Content.from_path(path)), record
        )

    def test_what_the_framework_sees_is_the_same(self):
        """The field, its checksum and the file are those that Odoo would have made."""
        content = Content(b"<edXML/>")
        ours, theirs = self.record(content), self.record(content)
        ours._edoc_keep(content)
        theirs._set_file_content(content.read())
        self.env.invalidate_all()
        self.assertEqual(ours.exchange_file, theirs.exchange_file)
        self.assertEqual(ours._get_file_content(as_bytes=True), content.read())
        stored = [r._edoc_attachment() for r in (ours, theirs)]
        for name in ("store_fname", "checksum", "file_size", "res_field"):
            self.assertEqual(stored[0][name], stored[1][name], name)
        with ours._edoc_file() as path:
            self.assertEqual(path.read_bytes(), content.read())

    def test_bytes_in_the_database(self):
        """The administrator may keep attachments in the database."""
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        content = Content(b"<edXML>db</edXML>")
        record = self.record(content)
        record._edoc_keep(content)
        self.env.invalidate_all()
        self.assertFalse(record._edoc_attachment().store_fname)
        self.assertEqual(record._edoc_content().read(), content.read())
        with record._edoc_file() as path:
            self.assertEqual(path.read_bytes(), content.read())

    def test_a_damaged_store_is_noticed(self):
        content = Content(b"<edXML>nguy\xc3\xaan b\xe1\xba\xa3n</edXML>")
        record = self.record(content)
        record._edoc_keep(content)
        path = record._edoc_attachment()._edoc_stored_path()
        path.write_bytes(b"<edXML>hong</edXML>")
        with self.assertRaisesRegex(UserError, "collides"):
            self.record(content)._edoc_keep(content)
        self.assertEqual(list(path.parent.glob(".edoc-*")), [])
        path.unlink()
