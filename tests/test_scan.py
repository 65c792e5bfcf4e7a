"""Scans become documents that wait, and their pages propose the entries (Điều 10.1)."""

import hashlib
import io
import os
import time

from PIL import Image

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..core.ocr.separator import separator_sheet
from ..demo.organisation import PASSWORD
from ..demo.scanned import Letter, joined, scanned, written
from .common import EdocSetup

LETTER = Letter(
    *("UBND tỉnh Lai Châu", "125", "UBND-KT", "Lai Châu", (5, 3, 2026)),
    "báo cáo kết quả kiểm tra thị trường",
    *("Trần Quang Vinh", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
)
TEXT = written(LETTER)


@tagged("post_install", "-at_install")
class TestScan(EdocSetup, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.box = cls.env["edoc.contact.point"]._of_entity(cls.company)
        cls.scan = scanned(TEXT, dpi=150)
        # jobs run at once here: it has been read
        documents = cls.as_("vanthu", cls.env["edoc.incoming"])
        cls.document = documents._of_scan("van ban", cls.scan, cls.box)

    # ------------------------------------------------------------------- helpers

    def bring_in(self, *files, way="each", login="vanthu"):
        """Through the clerk's own page; return the answer and what has come of it."""
        before = self.waiting()
        self.authenticate(login, PASSWORD)
        answer = self.url_open(
            "/edoc/scan/bring-in",
            data={"way": way, "csrf_token": http.Request.csrf_token(self)},
            files=[("files", (name, content)) for name, content in files],
        ).json()
        self.env.invalidate_all()
        # in the request's own transaction there is no job runner
        for scan in self.env["edoc.scan"].search([("state", "=", "waiting")]):
            scan._divide()
        return answer, self.as_("vanthu", self.waiting() - before)

    def waiting(self):
        return self.env["edoc.incoming"].search([("state", "=", "received")])

    def drop(self, name, content, age=60):
        """A scanner has dropped a file so many seconds ago."""
        folder = self.exchange_root / "scans" / "van-thu"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_bytes(content)
        os.utime(path, (time.time() - age,) * 2)
        return path

    def take(self):
        """The minute's job, and the commit after it."""
        before = self.waiting()
        self.env["edoc.contact.point"]._cron_take_scans()
        self.env.cr.postcommit.run()
        return self.waiting() - before

    # --------------------------------------------------------------------- tests

    def test_a_scan_proposes_its_entries(self):
        """Điều 10.1: proposals stay proposals, with confidence and spot."""
        document = self.document
        self.assertEqual(document.reading_state, "read")
        found = document.proposals
        self.assertEqual(found["typed_code"]["value"], "125/UBND-KT")
        self.assertEqual(found["date_document"]["value"], "2026-03-05")
        self.assertEqual(found["sender_id"]["value"], self.province.id)
        letter = self.env.ref("l10n_vn_edoc.document_type_cong_van")
        self.assertEqual(found["type_id"]["value"], letter.id)
        self.assertEqual(found["signer_position"]["value"], "Chủ tịch")
        self.assertEqual(found["subject"]["over"], document.subject)
        for proposal in found.values():
            self.assertTrue(0.5 <= proposal["confidence"] <= 1)
            self.assertEqual((proposal["page"], len(proposal["spot"])), (1, 4))
        # nothing of it is an entry yet, and nothing is registered by it
        self.assertFalse(document.code or document.date_document or document.sender_id)
        with self.assertRaisesRegex(UserError, "issuing agency"):
            document.action_register_next()
        with self.assertRaises(AccessError):
            document.write({"proposals": {}})

    def test_the_original_and_its_copy(self):
        """The scan keeps its bytes; the copy and the text lie beside it."""
        document, file = self.document, self.document.file_ids
        self.assertEqual(file.sha256, hashlib.sha256(self.scan).hexdigest())
        self.assertEqual(file._content(), self.scan)
        self.assertIn("125/UBND-KT", file.page_text)
        self.assertEqual(file.searchable_id.stage, "searchable")
        self.assertTrue(file.searchable_id._bytes().startswith(b"%PDF"))
        document._read_pages()
        self.assertEqual(len(file.version_ids), 2)
        self.authenticate("cv.qlcn", PASSWORD)
        self.assertEqual(self.url_open(file.searchable_id.url).status_code, 403)

    def test_sheets_part_a_scan(self):
        """Several documents in one scan; the whole scan is kept as it came."""
        sheet = separator_sheet("Tờ phân cách", "Đặt trước trang đầu.")
        scan = joined(TEXT, sheet, TEXT)
        _answer, documents = self.bring_in(("lo.pdf", scan), way="sheets")
        kept = self.env["edoc.scan"].search([], limit=1)
        self.assertEqual((kept.state, kept.document_count), ("done", 2))
        self.assertEqual(sorted(documents.mapped("scan_pages")), ["1", "3"])
        self.assertEqual(documents.scan_id, kept)
        self.assertEqual(kept._bytes(), scan)
        url = f"/edoc/scan/{kept.id}"
        self.assertEqual(self.url_open(url).content, scan)
        # it holds what others may not read: so it is closed to them, too
        documents[0].with_user(self.users["vanthu"])._through_door().write(
            {
                "is_restricted": True,
                "allowed_user_ids": [(6, 0, self.users["giamdoc"].ids)],
            }
        )
        self.assertEqual(self.url_open(url).status_code, 403)

    def test_photographs_are_pages_of_one_document(self):
        """A phone brings a picture for each page."""
        out = io.BytesIO()
        Image.new("RGB", (620, 877), "white").save(out, "JPEG")
        photo = ("trang.jpg", out.getvalue())
        answer, document = self.bring_in(photo, photo, way="one")
        self.assertEqual(answer["action"]["res_id"], document.id)
        document._read_pages()
        self.assertEqual((len(document), document.reading_state), (1, "read"))
        self.assertFalse(document.proposals)

    def test_who_and_what_is_refused(self):
        """Only the clerk; only PDF and pictures; no state secret (Điều 1.2)."""
        secret = written(Letter(**{**vals(LETTER), "mark": "TỐI MẬT"}))
        for login, name, content, told in (
            ("cv.qlcn", "a.pdf", self.scan, "clerk"),
            ("vanthu", "a.docx", b"PK", "neither"),
            ("vanthu", "a.pdf", b"MZ" * 99, "not a"),
            ("vanthu", "a.jpg", b"\xff\xd8\xff" * 9, "damaged"),
            ("vanthu", "a.pdf", secret, "secret"),
        ):
            with self.subTest(login=login, name=name, told=told):
                answer, documents = self.bring_in((name, content), login=login)
                self.assertFalse(documents)
                self.assertTrue(answer["error"])

    def test_a_mark_of_secrecy_that_only_a_picture_shows(self):
        """Điều 1.2: the clerk is told at once, before he registers."""
        secret = written(Letter(**{**vals(LETTER), "mark": "TỐI MẬT"}))
        _answer, document = self.bring_in(("a.pdf", scanned(secret, dpi=150)))
        document._read_pages()
        [told] = document.hints
        self.assertEqual(told["params"], {"degree": "top_secret"})
        self.assertTrue(document.hint_lines)

    def test_what_cannot_be_read_waits_all_the_same(self):
        """Nothing is lost: it waits, and says that it could not be read."""
        broken = b"%PDF-1.7\n" + os.urandom(500) + b"\n%%EOF\n"
        _answer, document = self.bring_in(("hong.pdf", broken))
        document._read_pages()
        self.assertEqual(
            (document.state, document.reading_state), ("received", "unread")
        )
        self.assertEqual(document.file_ids._content(), broken)
        document.action_read_again()
        self.assertEqual(len(document.hints), 1)

    def test_a_scanner_drops_files(self):
        """Taken once and whole, moved after the commit; broken ones say why."""
        self.as_("quantri", self.box).scan_folder = "van-thu"
        good = self.drop("1.pdf", TEXT)
        fresh = self.drop("2.pdf", self.scan, age=0)
        growing = self.drop("3.pdf", self.scan[:-900])
        broken = self.drop("4.pdf", self.scan[:-900] + b"  ", age=9000)
        self.drop("5.txt", b"no scan")
        document = self.take()
        self.assertEqual(len(document), 1)
        self.assertEqual(document.box_id, self.box)
        self.assertEqual(document.file_ids._content(), TEXT)
        self.assertEqual(document.proposals["typed_code"]["value"], "125/UBND-KT")
        done, failed = good.parent / "done", good.parent / "failed"
        self.assertEqual([path.name for path in done.iterdir()], ["1.pdf"])
        self.assertTrue(fresh.exists() and growing.exists() and not good.exists())
        self.assertFalse(broken.exists())
        self.assertEqual(
            sorted(path.name for path in failed.iterdir()), ["4.pdf", "4.pdf.txt"]
        )
        # left behind when the server died after the commit: known again, and moved
        again = self.drop("1.pdf", TEXT)
        self.assertFalse(self.take())
        self.assertFalse(again.exists())
        self.assertEqual(len(list(done.iterdir())), 2)

    def test_a_folder_is_a_plain_name(self):
        """A path in a form would read any folder of the server."""
        box = self.as_("quantri", self.box)
        for name in ("../exchange", "/etc", "a/b", ".ssh"):
            with self.subTest(name), self.assertRaises(UserError):
                box.scan_folder = name
        with self.assertRaises(AccessError):
            self.as_("vanthu", self.box).scan_folder = "van-thu"


def vals(letter):
    return {name: getattr(letter, name) for name in Letter.__slots__}
