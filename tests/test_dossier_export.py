"""A dossier goes out: PDF, XML, package (NĐ 30 Phụ lục VI I.III.4; TT 05/2025)."""

import hashlib
import io
import zipfile
from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..core.pdfsign.reading import open_pdf
from ..core.records.check import check_export
from ..core.records.xmlfile import NAMESPACE
from ..models import dossier_export
from .common import EdocCommon, letter
from .dossiers import DossierSetup

D = {"d": NAMESPACE}


@tagged("post_install", "-at_install")
class TestDossierExport(DossierSetup, EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.incoming = cls.incoming_at("processing")
        cls.dossier._file(cls.as_("cv.qlcn", cls.incoming))
        cls.minutes = letter()
        cls.dossier._keep_file("Biên bản.pdf", cls.minutes, kept_subject="Biên bản họp")

    def export(self, login, kind, as_job=False, **vals):
        """By the dialog of the dossier."""
        dossier = self.as_(login, self.dossier)
        action = dossier.action_open_export()
        wizard = self.as_(login, self.env[action["res_model"]])
        wizard = wizard.with_context(queue_job__no_delay=not as_job)
        vals |= {"dossier_id": action["context"]["default_dossier_id"], "kind": kind}
        result = wizard.create(vals).action_export()
        export = dossier.export_ids.sorted("id")[-1]
        return export, result

    def content(self, export):
        return export._attachment().raw

    def test_pdf(self):
        """Phụ lục VI I.III.4: all documents in order of time, originals attached."""
        export, action = self.export("cv.qlcn", "pdf")
        attachment = export._attachment()
        self.assertEqual(action["url"], f"/web/content/{attachment.id}?download=true")
        content = self.content(export)
        self.assertEqual(hashlib.sha256(content).hexdigest(), export.sha256)
        reader = open_pdf(content)
        self.assertEqual(len(reader.root["/AF"]), 1 + len(self.incoming.file_ids))
        self.assertEqual((export.state, export.name[-4:]), ("done", ".pdf"))

    def test_history(self):
        """Phụ lục VI I.III.5: who had what exported is kept, with its SHA-256."""
        export, _action = self.export("cv.qlcn", "xml")
        step = self.dossier.step_ids.sorted("id")[-1]
        self.assertEqual((step.action, step.user_id), ("export", export.user_id))
        self.assertIn(export.sha256, step.reason)
        self.assertEqual((step.state_from, step.state_to), ("open", "open"))
        # and of each document it is told that it went out
        self.env.cr.flush()
        noted = self.env["edoc.audit"].sudo()
        noted = noted.search([("act", "=", "download"), ("detail", "=", "export")])
        files = self.incoming.sudo().file_ids | self.dossier.sudo().file_ids
        self.assertEqual(set(noted.mapped("res_id")), set(files.current_id.ids))
        self.assertEqual(noted.user_id, self.users["cv.qlcn"])

    def test_xml(self):
        """Phụ lục VI II: the data of the registers, the law's own words."""
        export, _action = self.export("cv.qlcn", "xml")
        data = self.content(export)
        checked = check_export(io.BytesIO(data))
        self.assertEqual((checked.kind, checked.verdict), ("XML", "valid"))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            [path] = [name for name in archive.namelist() if "dossier.xml" in name]
            root = etree.fromstring(archive.read(path))
        told = {etree.QName(node).localname: node.text for node in root}
        self.assertEqual(told["Title"], "Báo cáo sản xuất công nghiệp")
        self.assertEqual((told["Maintenance"], told["DocTotal"]), ("10 năm", "2"))
        self.assertEqual(told["Rights"], "Sử dụng có điều kiện")
        kept = root.findall("d:Documents/d:Incoming", D)
        found = [
            node
            for node in kept
            if node.findtext("d:Subject", "", D) == self.incoming.subject
        ]
        self.assertEqual(
            found[0].findtext("d:ArrivalNumber", "", D),
            str(self.incoming.arrival_number),
        )
        acts = [node.get("act") for node in root.findall("d:History/d:Event", D)]
        self.assertIn("register", acts)

    def test_packages(self):
        """TT 05/2025/TT-BNV: METS, EAD, PREMIS; without PREMIS for another archive."""
        export, _action = self.export("cv.qlcn", "AIP", archive_code="G09.1")
        self.assertEqual(export.name, f"{export.identity}.zip")
        data = self.content(export)
        checked = check_export(io.BytesIO(data))
        self.assertEqual((checked.kind, checked.findings), ("AIP", ()))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            [path] = [name for name in archive.namelist() if "/EAD.xml" in name]
            code = etree.fromstring(archive.read(path)).findtext("arcFileCode")
            [path] = [name for name in archive.namelist() if "/PREMIS.xml" in name]
            self.assertIn(self.users["vanthu"].name, archive.read(path).decode())
        self.assertTrue(code.startswith("G09.1."), code)
        self.assertTrue(code.endswith(self.dossier.notation), code)
        export, _action = self.export("cv.qlcn", "SIP")
        checked = check_export(io.BytesIO(self.content(export)))
        self.assertEqual((checked.kind, checked.findings), ("SIP", ()))

    def test_who_may_not_read_it_all(self):
        """Taking part in a dossier opens no document: neither does its export."""
        self.as_("cv.qlcn", self.dossier).reader_user_ids = self.users["cv.khtc"]
        with self.assertRaisesRegex(UserError, "that you may not read"):
            self.as_("cv.khtc", self.dossier).action_open_export()
        with self.assertRaisesRegex(UserError, "that you may not read"):
            self.as_("cv.khtc", self.env["edoc.dossier.export.choose"]).create(
                {"dossier_id": self.dossier.id, "kind": "xml"}
            ).action_export()
        self.assertFalse(self.dossier.sudo().export_ids)

    def test_the_archivist_hands_on_all(self):
        """NĐ 30 Điều 30: what an archive takes over goes through the archivist."""
        self.incoming.sudo()._through_door().write(
            {
                "is_restricted": True,
                "allowed_user_ids": [Command.set(self.users["cv.qlcn"].ids)],
            }
        )
        export, _action = self.export("luutru", "AIP")
        checked = check_export(io.BytesIO(self.content(export)))
        self.assertEqual(checked.verdict, "valid")
        self.assertEqual(checked.files, 15 + len(self.incoming.file_ids))

    def test_the_result_is_of_who_asked(self):
        """The head sees the dossier, and not what another one had made of it."""
        export, _action = self.export("cv.qlcn", "xml")
        attachment = export._attachment()
        self.env.invalidate_all()
        for login in ("tp.qlcn", "luutru"):
            dossier = self.as_(login, self.dossier)
            self.assertFalse(dossier.export_ids)
            with self.assertRaises(AccessError):
                self.as_(login, export).action_download()
            with self.assertRaises(AccessError):
                self.as_(login, attachment).check_access("read")
        with self.assertRaises(AccessError):
            attachment.write({"raw": b"other"})
        with self.assertRaises(AccessError):
            attachment.unlink()

    def test_an_empty_dossier(self):
        empty = self.open_dossier("cv.qlcn", "02.QLCN")
        with self.assertRaisesRegex(UserError, "is empty"):
            empty.action_open_export()

    def test_large_in_the_background(self):
        """What takes long is a job; whoever asked is told, and it is there."""
        with patch.object(dossier_export, "AT_ONCE_BYTES", 10), trap_jobs() as trap:
            export, action = self.export("cv.qlcn", "xml", as_job=True)
            self.assertEqual(action["tag"], "display_notification")
            self.assertEqual((export.state, export._attachment().ids), ("waiting", []))
            trap.assert_jobs_count(1)
            with patch.object(type(self.env["res.users"]), "_bus_send") as sent:
                trap.perform_enqueued_jobs()
        self.assertEqual(export.state, "done")
        self.assertIn(self.dossier.title, sent.call_args.args[1]["message"])
        checked = check_export(io.BytesIO(self.content(export)))
        self.assertEqual(checked.verdict, "valid")
        # done twice it is done once
        export._make_in_background()
        domain = [("res_model", "=", export._name), ("res_id", "=", export.id)]
        self.assertEqual(self.env["ir.attachment"].sudo().search_count(domain), 1)

    def test_a_changed_file_stops_it(self):
        """Nothing goes out under a SHA-256 that isn't its own; the asker is told."""
        version = self.dossier.sudo().file_ids.current_id
        version.flush_recordset()
        self.env.cr.execute(
            "UPDATE edoc_file_version SET sha256 = %s WHERE id = %s",
            ("0" * 64, version.id),
        )
        version.invalidate_recordset(["sha256"])
        with self.assertRaisesRegex(UserError, "do not match their SHA-256"):
            self.export("cv.qlcn", "pdf")
        with patch.object(dossier_export, "AT_ONCE_BYTES", 10), trap_jobs() as trap:
            export, _action = self.export("cv.qlcn", "AIP", as_job=True)
            with patch.object(type(self.env["res.users"]), "_bus_send"):
                trap.perform_enqueued_jobs()
        self.assertEqual(export.state, "failed")
        self.assertIn("SHA-256", export.problem)
        self.assertFalse(export._attachment())

    def test_results_are_dropped_after_a_week(self):
        """They are copies; that they were made, and of what, stays."""
        export, _action = self.export("cv.qlcn", "xml")
        self.env["edoc.dossier.export"]._gc_results()
        self.assertEqual(export.state, "done")
        old = fields.Datetime.now() - timedelta(days=8)
        export._through_door().write({"asked_at": old})
        self.env["edoc.dossier.export"]._gc_results()
        self.assertEqual(export.state, "dropped")
        self.assertFalse(export._attachment())
        self.assertTrue(export.sha256)
