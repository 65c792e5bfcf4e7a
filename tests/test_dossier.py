"""Files of work, from the list of the year to closing (Điều 15; NĐ 30 Điều 28, 29)."""

import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import EdocCommon, letter
from .dossiers import DossierSetup


@tagged("post_install", "-at_install")
class TestDossierList(DossierSetup, EdocCommon):
    def test_numbers(self):
        """NĐ 30 Phụ lục V: Roman headings, small ones, numbers through the list."""
        self.assertEqual(
            self.list.line_ids.mapped("notation"),
            ["I", "1", "01.QLCN", "02.QLCN", "II", "03.KTAT"],
        )

    def test_numbers_within_headings(self):
        """Phụ lục V: or anew within each heading."""
        rows = self.make_list(year=self.list.year + 1, numbering="heading")
        self.assertEqual(rows.line_ids[-1].notation, "01.KTAT")

    def test_approval(self):
        """Điều 28.1: drawn up by the clerk's office, approved by the head."""
        rows = self.as_("vanthu", self.list).copy()
        self.assertEqual((rows.year, rows.state), (self.list.year + 1, "draft"))
        self.assertEqual(len(rows.line_ids), 6)
        with self.assertRaises(AccessError):
            self.as_("cv.qlcn", rows).basis = "x"
        with self.assertRaisesRegex(UserError, "not possible now"):
            self.as_("giamdoc", rows).action_approve()
        rows.action_submit()
        with self.assertRaisesRegex(UserError, "no draft any more"):
            rows.line_ids[0].title = "Khác"
        with self.assertRaisesRegex(UserError, "belongs to somebody else"):
            rows.action_approve()
        self.ask("giamdoc", "return", "Thiếu phòng", list_id=rows.id)
        self.assertEqual(rows.state, "draft")

    def ask(self, login, action, reason, **vals):
        wizard = self.as_(login, self.env["edoc.dossier.reason"])
        wizard.create({"action": action, "reason": reason, **vals}).action_confirm()

    def test_additions_after_approval(self):
        """Điều 28.1: what was not foreseen gets the next number, with the reason."""
        wizard = self.as_("vanthu", self.env["edoc.dossier.list.add"]).create(
            {
                "list_id": self.list.id,
                "heading_id": self.entry("1").id,
                "title": "Hồ sơ khuyến công",
                "department_id": self.departments["qlcn"].id,
                "retention_id": self.env.ref("l10n_vn_edoc.retention_permanent").id,
                "reason": "Nhiệm vụ mới",
            }
        )
        wizard.action_add()
        self.list.invalidate_recordset(["line_ids"])
        added = self.entry("04.QLCN")
        self.assertEqual(added.added_by_id, self.users["vanthu"])
        self.assertEqual(
            self.list.line_ids.mapped("notation"),
            ["I", "1", "01.QLCN", "02.QLCN", "04.QLCN", "II", "03.KTAT"],
        )
        step = self.list.step_ids.sorted("id")[-1]
        self.assertEqual(step.action, "add")
        self.assertIn("Nhiệm vụ mới", step.reason)
        self.assertEqual(self.list.state, "approved")

    def test_retention_stands_still(self):
        """TT 10/2022: what dossiers are kept by is not changed under them."""
        period = self.env.ref("l10n_vn_edoc.retention_10")
        with self.assertRaisesRegex(UserError, "is used by dossiers"):
            self.as_("quantri", period).years = 2
        self.as_("quantri", period).legal_basis = "TT 10/2022/TT-BNV"
        with self.assertRaises(AccessError):
            self.as_("luutru", period).legal_basis = "x"

    def test_printed(self):
        """Phụ lục V: five columns, how many are kept for good."""
        report = self.env["report.l10n_vn_edoc.dossier_list_book"]
        values = report._get_report_values(self.list.ids)
        [book] = values["books"]
        rows = [row.cells for page in book["pages"] for row in page]
        self.assertEqual(len(rows), 6)
        self.assertEqual(rows[2][:2], ("01.QLCN", "Báo cáo sản xuất công nghiệp"))
        self.assertIn("có 3 hồ sơ", book["closing"][0])


@tagged("post_install", "-at_install")
class TestDossier(DossierSetup, EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.incoming = cls.incoming_at("processing")
        cls.drafted = cls.draft()

    def put(self, login, documents, *dossiers, **vals):
        """By the dialog of a document or of a list."""
        wizard = self.as_(login, self.env["edoc.dossier.put"]).with_context(
            active_model=documents._name, active_ids=documents.ids
        )
        ids = [dossier.id for dossier in dossiers]
        wizard.create({"dossier_ids": [Command.set(ids)], **vals}).action_put()

    def keep(self, login, dossier, content, name="bien-ban.pdf", **vals):
        wizard = self.as_(login, self.env["edoc.dossier.keep"]).create(
            {
                "dossier_id": dossier.id,
                "upload": base64.b64encode(content),
                "name": name,
                "kept_subject": "Biên bản họp",
                **vals,
            }
        )
        wizard.action_keep()
        return dossier.sudo().document_ids.sorted("id")[-1]

    def sees(self, login, records):
        found = self.as_(login, records).search([("id", "in", records.ids)])
        return found == records.with_env(found.env)

    def test_opening(self):
        """NĐ 30 Điều 29.1, Phụ lục VI II: by the list, its data and code."""
        dossier = self.dossier
        self.assertEqual(dossier.title, "Báo cáo sản xuất công nghiệp")
        self.assertEqual(dossier.user_id, self.users["cv.qlcn"])
        self.assertEqual(dossier.department_id, self.departments["qlcn"])
        organ = self.company.partner_id.edoc_organ_id
        self.assertEqual(dossier.code, f"{organ}.{self.list.year}.01.QLCN")
        with self.assertRaisesRegex(UserError, "no entry of an approved list"):
            self.as_("cv.qlcn", self.env["edoc.dossier"]).create(
                {"list_line_id": self.entry("I").id}
            )

    def test_opening_outside_the_list(self):
        """Điều 29.1: its keeper says title, notation and retention."""
        own = self.open_dossier(
            "cv.ktat",
            notation="99.KTAT",
            title="Sự cố hóa chất",
            retention_id=self.env.ref("l10n_vn_edoc.retention_permanent").id,
        )
        self.assertEqual(own.department_id, self.departments["ktat"])
        self.assertFalse(own.list_line_id)

    def test_who_sees_it(self):
        """Phụ lục VI III.4: who takes part, the head, archivist and leaders."""
        self.put("cv.qlcn", self.incoming, self.dossier)
        dossier, rows = self.dossier, self.dossier.document_ids
        for records in (dossier, rows):
            for login in ("cv.qlcn", "tp.qlcn", "luutru", "giamdoc"):
                with self.subTest(login=login, model=records._name):
                    self.assertTrue(self.sees(login, records))
            for login in ("cv.ktat", "vanthu", "quantri", "giamdoc.ttkc"):
                with self.subTest(login=login, model=records._name):
                    self.assertFalse(self.sees(login, records))
        dossier.reader_user_ids = self.users["cv.khtc"]
        self.assertTrue(self.sees("cv.khtc", rows))
        for login in ("cv.khtc", "luutru", "giamdoc"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, dossier).title = "Khác"

    def test_it_opens_no_document(self):
        """Phụ lục VI III.3, III.4: each document goes on by its own rights."""
        self.dossier.reader_user_ids = self.users["cv.khtc"]
        self.put("cv.qlcn", self.incoming, self.dossier)
        row = self.as_("cv.khtc", self.dossier.document_ids)
        self.assertFalse(self.sees("cv.khtc", self.incoming))
        self.assertFalse(row.code)
        self.assertEqual(row.subject, "Document of others")
        self.assertEqual(self.dossier.document_ids.subject, self.incoming.subject)
        report = self.as_("cv.khtc", self.env["report.l10n_vn_edoc.dossier_contents"])
        [book] = report._get_report_values(self.dossier.ids)["books"]
        printed = str(book["pages"])
        self.assertNotIn(self.incoming.subject, printed)
        with self.assertRaises(AccessError):
            self.put("cv.khtc", self.drafted, self.dossier)

    def test_restricted(self):
        """Phụ lục VI III.3: of a restricted one others don't even see the row."""
        self.put("cv.qlcn", self.incoming, self.dossier)
        self.env["edoc.restrict"].with_user(self.users["giamdoc"]).create(
            {
                "incoming_id": self.incoming.id,
                "user_ids": [Command.set(self.users["cv.qlcn"].ids)],
                "reason": "Đơn tố cáo",
            }
        ).action_restrict()
        self.assertTrue(self.sees("cv.qlcn", self.dossier.document_ids))
        self.assertFalse(self.sees("luutru", self.dossier.document_ids))

    def test_one_document_in_several_dossiers(self):
        """Phụ lục VI III.4: without a copy; ordinals by themselves; each once."""
        second = self.open_dossier("cv.qlcn", "02.QLCN")
        both = (self.dossier, second)
        self.put("cv.qlcn", self.drafted, second)
        self.put("cv.qlcn", self.incoming, *both)
        self.put("cv.qlcn", self.incoming, *both)
        self.assertEqual(self.dossier.document_ids.mapped("ordinal"), [1])
        self.assertEqual(second.document_ids.mapped("ordinal"), [1, 2])
        self.assertEqual(self.incoming.dossier_count, 2)
        files = self.env["edoc.file"].search([("incoming_id", "=", self.incoming.id)])
        self.assertEqual(files, self.incoming.file_ids)

    def test_who_puts_in(self):
        """Điều 29.3: who takes part, and only what he may read."""
        with self.assertRaises(AccessError):
            self.put("cv.ktat", self.incoming, self.dossier)
        self.dossier.reader_user_ids = self.users["cv.ktat"]
        self.put("cv.ktat", self.incoming, self.dossier)
        with self.assertRaisesRegex(UserError, "takes? no part"):
            self.put("luutru", self.drafted, self.dossier)
        with self.assertRaises(UserError):
            self.put("cv.qlcn", self.arrive(), self.dossier)

    def test_kept_file(self):
        """Điều 29.3: what is no document of the registers, by its permitted format."""
        row = self.keep("cv.qlcn", self.dossier, letter(annex=True))
        self.assertEqual(row.page_count, 1)
        file = row.file_id
        self.assertTrue(self.sees("tp.qlcn", file))
        self.assertTrue(self.sees("tp.qlcn", file.version_ids))
        for login in ("cv.ktat", "vanthu", "chanhvanphong"):
            self.assertFalse(self.sees(login, file), login)
        with self.assertRaises(UserError):
            self.keep("cv.qlcn", self.dossier, b"MZ", name="x.exe")
        with self.assertRaises(UserError):
            self.as_("cv.qlcn", file).unlink()
        with self.assertRaises(UserError):
            self.as_("cv.qlcn", file).upload = base64.b64encode(letter())
        digest = file.sha256
        self.reason("cv.qlcn", "drop", "Nhầm", row_id=row.id)
        self.assertFalse(file.exists())
        self.assertIn(digest, self.dossier.step_ids[0].reason)

    def reason(self, login, action, words, **vals):
        wizard = self.as_(login, self.env["edoc.dossier.reason"])
        wizard.create({"action": action, "reason": words, **vals}).action_confirm()

    def test_closing(self):
        """Điều 29.4: review of duplicates and drafts, order of time, totals, contents;
        then nothing is added but after reopening with a reason."""
        same = letter(annex=True)
        self.keep("cv.qlcn", self.dossier, same, kept_day="2020-01-02")
        self.keep("cv.qlcn", self.dossier, same)
        self.put("cv.qlcn", self.drafted, self.dossier)
        self.put("cv.qlcn", self.incoming, self.dossier)
        action = self.dossier.action_open_close()
        wizard = self.env["edoc.dossier.close"].browse(action["res_id"])
        wizard = self.as_("cv.qlcn", wizard)
        self.assertEqual(wizard.line_ids.mapped("drop"), [False, True, True, False])
        self.assertIn("The same as no. 1", wizard.line_ids[1].findings)
        self.assertIn("not issued", wizard.line_ids[2].findings)
        self.assertIn("no number", wizard.line_ids[0].findings)
        wizard.line_ids[3].page_count = 3
        permanent = self.env.ref("l10n_vn_edoc.retention_permanent")
        wizard.write(
            {
                "title": "Báo cáo năm",
                "retention_id": permanent.id,
                "start_date": "2020-01-01",
            }
        )
        wizard.action_close()
        dossier = self.dossier
        self.assertEqual((dossier.state, dossier.doc_total), ("closed", 2))
        self.assertEqual(dossier.page_total, 4)
        self.assertEqual(dossier.end_date, self.incoming.date_document)
        self.assertEqual(dossier.retention_id, permanent)
        self.assertEqual(dossier.document_ids[1].incoming_id, self.incoming)
        self.assertFalse(self.drafted.dossier_count)
        with self.assertRaisesRegex(UserError, "is closed"):
            self.put("cv.qlcn", self.drafted, dossier)
        with self.assertRaisesRegex(UserError, "is closed"):
            dossier.title = "Khác"
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self.reason("cv.qlcn", "reopen", " ", dossier_id=dossier.id)
        with self.assertRaisesRegex(UserError, "belongs to somebody else"):
            self.reason("luutru", "reopen", "Sót", dossier_id=dossier.id)
        self.reason("cv.qlcn", "reopen", "Còn sót", dossier_id=dossier.id)
        self.put("cv.qlcn", self.drafted, dossier)
        self.assertEqual(dossier.document_ids[-1].outgoing_id, self.drafted)

    def test_contents_printed(self):
        """Phụ lục V, VI V.5: seven columns, pages counted through."""
        self.put("cv.qlcn", self.incoming, self.dossier)
        self.keep("cv.qlcn", self.dossier, letter(annex=True))
        self.dossier.document_ids[0].sudo()._count_pages(2)
        with self.printed() as printed:
            report = "l10n_vn_edoc.dossier_contents_report_action"
            reports = self.as_("cv.qlcn", self.env["ir.actions.report"])
            reports._render_qweb_pdf(report, self.dossier.ids)
        self.assertTrue(printed[0].startswith(b"%PDF"))
        report = self.as_("cv.qlcn", self.env["report.l10n_vn_edoc.dossier_contents"])
        [book] = report._get_report_values(self.dossier.ids)["books"]
        rows = [row.cells for page in book["pages"] for row in page]
        self.assertEqual(len(book["columns"]), 7)
        self.assertEqual([row[5] for row in rows], ["1-2", "3"])
        self.assertEqual(rows[0][1], self.incoming.code)
        self.assertIn("Hồ sơ gồm 2 văn bản, tài liệu; 3 trang.", book["closing"])

    def test_a_leaver_hands_it_over(self):
        """Điều 31.3đ: dossiers pass to the successor with the rest of the work."""
        wizard = self.as_("cv.qlcn", self.env["edoc.hand.over"]).create(
            {
                "giver_id": self.users["cv.qlcn"].id,
                "successor_id": self.users["tp.qlcn"].id,
                "reason": "Điều động",
            }
        )
        wizard.action_hand_over()
        self.assertEqual(self.dossier.sudo().user_id, self.users["tp.qlcn"])
        self.assertEqual(self.dossier.sudo().step_ids[0].action, "pass_on")

    def test_nothing_is_lost(self):
        """Phụ lục VI III.5: a dossier that was used is kept."""
        self.put("cv.qlcn", self.incoming, self.dossier)
        with self.assertRaisesRegex(UserError, "has been used"):
            self.dossier.unlink()
        self.open_dossier("cv.qlcn", "02.QLCN").unlink()


@tagged("post_install", "-at_install")
class TestFilingRules(DossierSetup, EdocCommon):
    def test_rules(self):
        """Phụ lục VI III.4: the handler's dossier follows, an answer its matter."""
        self.as_("luutru", self.env["edoc.dossier.rule"]).create(
            {
                "kind": "handled",
                "department_id": self.departments["qlcn"].id,
                "notation": "02.QLCN",
            }
        )
        incoming = self.incoming_at("processing")
        opened = self.env["edoc.dossier"].search([("notation", "=", "02.QLCN")])
        self.assertEqual(opened.user_id, self.users["cv.qlcn"])
        self.assertEqual(opened.document_ids.incoming_id, incoming)
        answer = self.outgoing_at("issued", answers_ids=[Command.set(incoming.ids)])
        self.assertEqual(incoming.state, "done")
        self.assertEqual(answer.dossier_link_ids.dossier_id, opened)
        self.assertEqual(answer.dossier_link_ids.rule_id.kind, "answer")
        tiles = {
            tile["key"]: tile["count"]
            for part in self.as_("cv.qlcn", self.env["edoc.queue"]).desk()["sections"]
            for tile in part["queues"]
        }
        self.assertFalse(tiles["documents-to-file"] or tiles["issued-to-file"])

    def test_by_the_clerks_note(self):
        """Phụ lục IV: the notation on the stamp names the dossier; a closed one not."""
        incoming = self.incoming_at("registered")
        incoming._through_door().write({"file_notation": "01.QLCN"})
        self.wizard(
            "edoc.incoming.submit", "vanthu", incoming, leader_id="giamdoc"
        ).action_submit()
        self.line.distribute(incoming, "QLCN")
        self.assertFalse(incoming.dossier_count)
        self.line.assign(incoming, "cv.qlcn")
        self.assertEqual(self.dossier.document_ids.incoming_id, incoming)
        self.close(self.dossier)
        self.line.finish(incoming, "Đã xong")
        self.assertEqual(incoming.dossier_count, 1)
