"""From the dossier to the archive, and what is frozen (Điều 15; NĐ 30 Điều 30, 31)."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.dossier import years_after
from .common import EdocCommon
from .dossiers import DossierSetup


class ArchiveSetup(DossierSetup):
    """A closed dossier whose work ended nearly a year ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.incoming = cls.incoming_at("processing")
        cls.dossier._file(cls.as_("cv.qlcn", cls.incoming))
        today = cls.incoming._vn_today()
        cls.ended = years_after(today, -1) + timedelta(days=20)
        cls.close(cls.dossier, start_date=cls.ended, end_date=cls.ended)

    def ask(self, login, action, reason, **vals):
        wizard = self.as_(login, self.env["edoc.dossier.reason"])
        wizard.create({"action": action, "reason": reason, **vals}).action_confirm()


@tagged("post_install", "-at_install")
class TestTransfer(ArchiveSetup, EdocCommon):
    def announce(self, dossiers=None):
        dossiers = self.as_("luutru", dossiers or self.dossier)
        action = dossiers.action_announce()
        found = self.env["edoc.archive.transfer"].search(action["domain"])
        return self.as_("cv.qlcn", found)

    def test_due(self):
        """Điều 30.1, 30.2; Phụ lục VI III.5: 30 days before a year has passed."""
        dossiers = self.as_("luutru", self.env["edoc.dossier"])
        self.assertEqual(self.dossier.archive_by, years_after(self.ended, 1))
        self.assertEqual(dossiers.search([("is_due", "=", True)]), self.dossier)
        short = self.env.ref("l10n_vn_edoc.retention_2")
        self.dossier._through_door().write({"retention_id": short.id})
        self.assertFalse(self.dossier.archive_by)
        self.assertFalse(dossiers.search([("is_due", "=", True)]))
        with self.assertRaisesRegex(UserError, "isn't due"):
            self.announce()

    def test_line(self):
        """Điều 30.3: announced, handed over by the person, accepted by the archive."""
        with self.assertRaisesRegex(UserError, "isn't due"):
            self.dossier.action_announce()
        transfer = self.announce()
        self.assertEqual(transfer.user_id, self.users["cv.qlcn"])
        self.assertEqual(
            transfer.due_on, self.incoming._vn_today() + timedelta(days=30)
        )
        self.assertEqual(
            self.dossier.sudo().activity_ids.user_id, self.users["cv.qlcn"]
        )
        with self.assertRaisesRegex(UserError, "isn't due"):
            self.announce()
        with self.assertRaisesRegex(UserError, "belongs to somebody else"):
            self.as_("luutru", transfer).action_hand_over()
        transfer.action_hand_over()
        self.assertFalse(self.dossier.sudo().activity_ids)
        self.assertEqual(self.dossier.state, "handed_over")
        with self.assertRaisesRegex(UserError, "belongs to somebody else"):
            transfer.action_accept()
        self.ask("luutru", "return_transfer", "Thiếu", transfer_id=transfer.id)
        self.assertEqual((self.dossier.state, transfer.told), ("closed", "Thiếu"))
        transfer.action_hand_over()
        self.as_("luutru", transfer).action_accept()
        self.assertEqual((self.dossier.state, transfer.state), ("archived", "accepted"))
        self.assertTrue(self.dossier.archived_at)
        with self.assertRaisesRegex(UserError, "not possible now"):
            self.ask("cv.qlcn", "reopen", "Sót", dossier_id=self.dossier.id)
        actions = self.dossier.step_ids.sorted("id").mapped("action")
        self.assertEqual(
            actions, ["close", "hand_over", "send_back", "hand_over", "accept"]
        )

    def test_who_sees_it(self):
        transfer = self.announce()
        for login in ("cv.qlcn", "tp.qlcn", "luutru", "giamdoc"):
            with self.subTest(login):
                self.assertTrue(self.as_(login, transfer).has_access("read"))
                self.assertTrue(self.as_(login, transfer).step_ids.mapped("action"))
        for login in ("cv.ktat", "vanthu", "quantri", "giamdoc.ttkc"):
            with self.subTest(login):
                self.assertFalse(self.as_(login, transfer).has_access("read"))
        self.as_("tp.qlcn", transfer).action_hand_over()
        self.assertEqual(transfer.state, "handed_over")

    def test_kept_back(self):
        """Điều 30.2: two years at most, with the archive's written consent."""
        wizard = self.as_("luutru", self.env["edoc.dossier.keep.back"])
        vals = {
            "dossier_ids": [Command.set(self.dossier.ids)],
            "consent": "Công văn số 12/SCT-VP",
            "reason": "Còn tra cứu",
        }
        late = years_after(self.ended, 3) + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "at the latest"):
            wizard.create({**vals, "until": late}).action_keep_back()
        last = years_after(self.ended, 3)
        wizard.create({**vals, "until": last}).action_keep_back()
        self.assertFalse(self.dossier.is_due)
        self.assertIn("12/SCT-VP", self.dossier.step_ids[0].reason)
        with self.assertRaisesRegex(UserError, "archivist leaves"):
            self.dossier._keep_back(last, "x", "x")

    def test_papers(self):
        """Phụ lục V: Mục lục hồ sơ nộp lưu in seven columns; Biên bản giao nhận."""
        transfer = self.announce()
        report = self.env["report.l10n_vn_edoc.archive_transfer_list"]
        [book] = report._get_report_values(transfer.ids)["books"]
        rows = [row.cells for page in book["pages"] for row in page]
        self.assertEqual(len(book["columns"]), 7)
        self.assertEqual(rows[0][1:3], ("01.QLCN", self.dossier.title))
        period = self.dossier.retention_id.with_context(lang="vi_VN")
        self.assertEqual(rows[0][4], period.name)
        files = len(self.incoming.file_ids)
        self.assertEqual((transfer.dossier_count, transfer.file_count), (1, files))
        with self.printed() as printed:
            reports = self.as_("luutru", self.env["ir.actions.report"])
            name = "l10n_vn_edoc.archive_transfer_minutes_report_action"
            reports._render_qweb_pdf(name, transfer.ids)
        self.assertTrue(printed[0].startswith(b"%PDF"))


@tagged("post_install", "-at_install")
class TestHold(ArchiveSetup, EdocCommon):
    def place(self, login, **vals):
        wizard = self.as_(login, self.env["edoc.hold.place"])
        wizard.create(
            {
                "name": "Thanh tra năm",
                "basis": "Quyết định số 20/QĐ-TTr",
                "reason": "Theo yêu cầu của Thanh tra",
                **vals,
            }
        ).action_place()
        return self.env["edoc.hold"].search([], limit=1)

    def test_frozen(self):
        """Phụ lục VI IV: dossier, documents, files and versions; whoever calls."""
        hold = self.place("giamdoc", dossier_ids=[Command.set(self.dossier.ids)])
        version = self.incoming.file_ids.current_id
        root = self.env.ref("base.user_root")
        attempts = {
            "reopen": lambda: self.dossier._reopen("Sót"),
            "finish": lambda: self.line.finish(self.incoming, "Xong"),
            "recall": lambda: self.incoming.with_user(root)._take_step("recall", "x"),
            "row": lambda: self.dossier.document_ids._through_door().unlink(),
            "dossier": lambda: self.dossier._through_door().write({"title": "x"}),
            "document": lambda: self.incoming._through_door().write({"subject": "x"}),
            "version": lambda: version._through_door().write({"sha256": "0"}),
            "file": lambda: self.incoming.file_ids._destroy(),
            "new version": lambda: self.incoming.file_ids._add_version(b"x", "draft"),
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, hold.name):
                attempt()
        self.assertTrue(version._bytes())
        self.as_("cv.qlcn", self.incoming).message_post(body="Đã rõ")
        lift = self.as_("giamdoc", self.env["edoc.hold.lift"])
        lift.create({"hold_id": hold.id, "reason": "Kết thúc"}).action_lift()
        self.line.finish(self.incoming, "Xong")
        self.assertEqual(self.incoming.state, "done")

    def test_who_freezes(self):
        """Phụ lục VI IV: a leader or the archivist; a leader lifts it."""
        incoming = {"incoming_ids": [Command.set(self.incoming.ids)]}
        with self.assertRaises(AccessError):
            self.place("cv.qlcn", **incoming)
        with self.assertRaisesRegex(UserError, "Choose what is frozen"):
            self.place("luutru")
        hold = self.place("luutru", **incoming)
        with self.assertRaisesRegex(UserError, hold.basis):
            self.line.finish(self.incoming, "Xong")
        with self.assertRaises(AccessError):
            self.as_("luutru", hold)._lift("Thôi")
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self.as_("giamdoc", hold)._lift(" ")
