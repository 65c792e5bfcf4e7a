"""Permitted formats are data (Điều 13.1; TT 39/2017/TT-BTTTT)."""

import base64
import io

from PIL import Image

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import EdocCommon


def picture(kind="PNG", dpi=200):
    """A page as a scanner makes it."""
    stream = io.BytesIO()
    image = Image.new("RGB", (round(8.27 * dpi), round(11.69 * dpi)), "white")
    image.paste((200, 30, 30), (100, 100, 400, 400))
    image.save(stream, kind, dpi=(dpi, dpi))
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestFileFormat(EdocCommon):
    def setUp(self):
        super().setUp()
        self.formats = self.env["edoc.file.format"]
        self.png = self.env.ref("l10n_vn_edoc.file_format_png")

    def refused(self, name, content, role, regex):
        draft = self.draft()
        with self.assertRaisesRegex(UserError, regex):
            self.line.upload(draft, name, content, role)

    def test_the_refusal_names_what_is_allowed(self):
        """Điều 13.1: by name and ending, for a main document other than for others."""
        draft = self.draft()
        with self.assertRaises(UserError) as caught:
            self.line.upload(draft, "chay.exe", b"MZ", "enclosure")
        for words in ("“chay.exe”", "PDF", ".xlsx", ".jpeg, .jpg", "TT 39/2017"):
            self.assertIn(words, str(caught.exception))
        self.assertNotIn(".zip", str(caught.exception))
        with self.assertRaises(UserError) as caught:
            self.line.upload(draft, "bang.xlsx", b"PK", "main")
        self.assertNotIn(".xlsx", str(caught.exception).partition("Allowed")[2])

    def test_in_vietnamese(self):
        draft = self.draft().with_context(lang="vi_VN")
        with self.assertRaises(UserError) as caught:
            self.line.upload(draft, "chay.exe", b"MZ", "enclosure")
        self.assertIn("Bảng tính Excel", str(caught.exception))

    def test_content_decides_not_the_name(self):
        self.refused(
            "anh.png", b"MZ" + bytes(99), "enclosure", "not what its name says"
        )
        self.refused("anh.png", picture()[:-30], "enclosure", "damaged or incomplete")
        self.refused("anh.jpg", picture(), "enclosure", "not what its name says")

    def test_too_large(self):
        self.png.max_size_mb = 1
        content = picture() + bytes(1024 * 1024)
        self.refused("anh.png", content, "enclosure", "2 MB; at most 1 MB")

    def test_the_administrator_decides_what_is_permitted(self):
        """Data, not code: switched off here, permitted there."""
        manager = self.as_("quantri", self.png)
        manager.for_enclosure = False
        self.refused("anh.png", picture(), "enclosure", "can't be used")
        manager.write({"for_enclosure": True, "for_main": True})
        draft = self.draft()
        draft.file_ids.unlink()
        self.line.upload(draft, "van-ban.png", picture(), "main")
        self.assertEqual(draft.file_ids.name, "van-ban.pdf")
        manager.active = False
        self.refused("anh.png", picture(), "enclosure", "can't be used")
        for login in ("cv.qlcn", "vanthu", "giamdoc"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, self.png).write({"active": True})

    def test_data_that_makes_no_sense(self):
        docx = self.env.ref("l10n_vn_edoc.file_format_docx")
        for record, vals in (
            (self.png, {"endings": ".png"}),
            (self.png, {"endings": "png docx"}),
            (self.png, {"conversion": "office"}),
            (self.png, {"conversion": "pdf"}),
            (docx, {"conversion": "none"}),
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                record.write(vals)
                record.flush_recordset()
        # a text may be kept in a cover only, once it is no main document any more
        docx.write({"for_main": False, "conversion": "none"})

    def test_every_format_of_the_list_is_checked(self):
        """TT 39/2017: whatever is permitted, a program under its name is refused."""
        draft = self.draft()
        for item in self.formats.search([]):
            name = f"tep.{item.endings.split()[0]}"
            with self.subTest(name), self.assertRaises(UserError):
                self.line.upload(draft, name, b"MZ\x90\0" + bytes(2000), "enclosure")
        self.assertEqual(len(draft.file_ids), 1)

    def test_bytes_are_read_in_the_web_clients_context(self):
        """It asks for the sizes of binary fields only; the bytes are the bytes."""
        version = self.draft()._main_file().current_id
        self.env.invalidate_all()
        asked = version.with_context(bin_size=True)
        self.assertEqual(asked._bytes()[:5], b"%PDF-")

    def test_pictures_become_pages(self):
        draft = self.draft()
        self.line.upload(draft, "Ảnh hiện trường.JPG", picture("JPEG"), "enclosure")
        file = draft.file_ids - draft._main_file()
        self.assertEqual(file.name, "Ảnh hiện trường.pdf")
        self.assertEqual(file._content()[:5], b"%PDF-")
        self.assertEqual(file.original_id._bytes(), picture("JPEG"))

    def test_secrets_stay_out_in_every_format(self):
        """Điều 1.2: the mark on the first page, in text as well as in a table."""
        secret = base64.b64encode("TỐI MẬT\nBáo cáo;Số".encode())
        for name, treatment in (("a.txt", "convert"), ("a.csv", "wrap")):
            file = {"name": name, "role": "enclosure", "treatment": treatment}
            command = Command.create({**file, "upload": secret})
            draft = self.draft()
            with self.subTest(name), self.assertRaisesRegex(UserError, "state secrets"):
                draft.write({"file_ids": [command]})

    def test_a_letter_stays_what_it_is(self):
        draft = self.draft()
        file = draft._main_file()
        [version] = file.version_ids
        self.assertEqual((version, version.stage), (file.current_id, "draft"))
        self.assertFalse(file.original_id)
