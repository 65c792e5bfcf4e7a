"""Where the fields will stand: found in the text, moved by hand, drawn there."""

import base64
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import merge_pdf

from ..core.pdfsign import fields as pdf_fields
from ..core.pdfsign.pages import page_sizes, placed_fields
from .common import EdocCommon, EdocSetup, letter

SIDES = ("left", "top", "width", "height")


def fields_of(file):
    """Where the fields of a file's current version really stand."""
    return {place.field: place for place in placed_fields(file._content())}


@tagged("post_install", "-at_install")
class TestPlacement(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.author = cls.draft()
        cls.file = cls.author.file_ids
        cls.checker = cls.as_("chanhvanphong", cls.author)

    def boxes(self, document=None, **moves):
        """What the browser shows, some boxes moved: ``edoc_day={"left": 30}``."""
        data = (document or self.author).placement_data()
        return data["version_id"], [
            {**box, **moves.get(box["name"], {})} for box in data["boxes"]
        ]

    def place(self, document=None, **moves):
        document = document or self.author
        return document.place_boxes(*self.boxes(document, **moves))

    def box(self, data, name=pdf_fields.PERSON):
        return next(box for box in data["boxes"] if box["name"] == name)

    def assertStands(self, place, **where):
        for side, value in where.items():
            self.assertAlmostEqual(getattr(place, side), value, delta=0.1, msg=side)

    # ------------------------------------------------------------------------ shown

    def test_what_the_drafter_sees(self):
        """NĐ 30 Phụ lục I: number, day, month and signature, found by the text."""
        data = self.author.placement_data()
        json.dumps(data)
        self.assertEqual(
            [box["name"] for box in data["boxes"]],
            ["edoc_number", "edoc_day", "edoc_month", "edoc_signature"],
        )
        self.assertEqual({box["source"] for box in data["boxes"]}, {"text"})
        self.assertEqual(len(data["pages"]), len(page_sizes(self.file._content())))
        self.assertAlmostEqual(data["pages"][0]["width"], 210, delta=0.1)
        self.assertEqual((data["seal"]["width"], data["seal"]["height"]), (36, 36))
        self.assertGreater(data["seal"]["aspect"], 1)
        self.assertTrue(data["editable"])
        self.assertFalse(data["obstacle"])

    def test_places_of_the_layout_are_told_apart(self):
        """A draft whose text tells nothing: by the layout, to be checked."""
        layout = self.env.ref("l10n_vn_edoc.document_type_cong_van").layout_id
        layout = layout or self.env["edoc.layout"].search([], limit=1)
        layout.signature_left = 111
        self.line.upload(self.author, "trang.pdf", letter(), "enclosure")
        self.author.signer_name = "Không Có Trong Văn Bản"
        data = self.author.placement_data()
        self.assertIn(self.box(data)["source"], ("text", "layout"))
        blank = letter(signer="", position="", notation="", place="")
        self.file.upload = base64.b64encode(blank)
        box = self.box(self.author.placement_data())
        self.assertEqual((box["source"], box["left"]), ("layout", 111))

    # ----------------------------------------------------------------------- placed

    def test_dropped_there_it_stands_there(self):
        """NĐ 30 Phụ lục I: the field of the file stands where the box was dropped."""
        data = self.place(
            edoc_signature={"left": 100, "top": 180, "width": 60, "height": 30},
            edoc_number={"top": 60},
        )
        sources = {box["name"]: box["source"] for box in data["boxes"]}
        self.assertEqual(
            sources,
            {
                "edoc_number": "hand",
                "edoc_day": "text",
                "edoc_month": "text",
                "edoc_signature": "hand",
            },
        )
        found = self.box(data, "edoc_day")
        self.author.action_submit()
        self.as_("tp.qlcn", self.author).action_approve_content()
        self.approve_form(self.checker)
        placed = fields_of(self.file)
        self.assertStands(
            placed["edoc_signature"], left=100, top=180, width=60, height=30
        )
        self.assertStands(placed["edoc_number"], top=60)
        self.assertStands(placed["edoc_day"], **{s: found[s] for s in SIDES})
        seal = placed["edoc_seal"]
        self.assertLess(seal.left, 100)
        self.assertGreater(seal.left + seal.width, 100)
        self.line.sign(self.author)
        self.line.number(self.author)
        self.line.seal(self.author)
        self.assertStands(fields_of(self.file)["edoc_signature"], left=100, top=180)

    def test_on_another_page(self):
        """An annex behind the letter: the signature may stand on any page."""
        pages = merge_pdf([letter(), letter(annex=True)])
        self.file.upload = base64.b64encode(pages)
        self.assertEqual(len(page_sizes(pages)), 2)
        self.place(edoc_signature={"page": 1, "left": 90, "top": 120})
        self.assertEqual(self.box(self.author.placement_data())["page"], 1)
        self.author.action_submit()
        self.as_("tp.qlcn", self.author).action_approve_content()
        self.approve_form(self.checker)
        self.assertStands(fields_of(self.file)["edoc_signature"], page=1, left=90)
        self.assertStands(fields_of(self.file)["edoc_seal"], page=1)

    def test_put_back(self):
        before = self.author.placement_data()["boxes"]
        self.place(edoc_signature={"left": 100})
        data = self.author.put_back_boxes(self.file.current_id.id)
        self.assertEqual(data["boxes"], before)
        self.assertFalse(self.env["edoc.file.placement"].search([]))

    def test_what_was_not_moved_follows_the_text(self):
        """Saving keeps only what the user moved."""
        self.place(edoc_day={"left": 140})
        rows = self.env["edoc.file.placement"].search([])
        self.assertEqual(rows.mapped("name"), ["edoc_day"])
        self.place()
        self.assertEqual(rows.search([]).mapped("name"), ["edoc_day"], "not doubled")

    def test_a_new_upload_drops_them(self):
        """Places belong to the pages that the user has seen."""
        self.place(edoc_signature={"left": 100})
        old, boxes = self.boxes()
        self.file.upload = base64.b64encode(letter(subject="nội dung mới"))
        self.assertEqual(self.box(self.author.placement_data())["source"], "text")
        with self.assertRaisesRegex(UserError, "has been replaced"):
            self.author.place_boxes(old, boxes)

    def test_returned_they_are_as_they_were(self):
        """NĐ 30 Điều 11.2: the author goes on from his draft."""
        self.place(edoc_signature={"left": 100})
        self.outgoing_back(self.author)
        self.assertEqual(self.box(self.author.placement_data())["left"], 100)

    # ---------------------------------------------------------------------- refused

    def test_where_no_box_can_stand(self):
        """The box is named, and nothing is kept."""
        for words, moves in (
            ("“Number” does not lie", {"edoc_number": {"left": -3}}),
            ("“Number” does not lie", {"edoc_number": {"left": 205}}),
            ("“Day” does not lie", {"edoc_day": {"top": 296}}),
            ("“Day” does not lie", {"edoc_day": {"page": 7}}),
            ("“Day” does not lie", {"edoc_day": {"page": -1}}),
            ("“Month” does not lie", {"edoc_month": {"left": float("nan")}}),
            ("“Month” does not lie", {"edoc_month": {"left": "x"}}),
            ("“Month” does not lie", {"edoc_month": {"left": None}}),
            ("“Month” is too small", {"edoc_month": {"width": 1}}),
            ("signature” is too small", {"edoc_signature": {"height": 2}}),
            ("signature” does not lie", {"edoc_signature": {"width": 400}}),
            ("no room for the seal", {"edoc_signature": {"left": 1}}),
            ("no room for the seal", {"edoc_signature": {"top": 0}}),
            ("no field “edoc_seal”", {"edoc_day": {"name": "edoc_seal"}}),
            ("no field", {"edoc_day": {"name": None}}),
        ):
            with self.subTest(words, moves=moves):
                with self.assertRaisesRegex(UserError, words):
                    self.place(**moves)
        for boxes in (["x"], [[]], [{"name": "edoc_day"}]):
            with self.subTest(str(boxes)), self.assertRaises(UserError):
                self.author.place_boxes(self.file.current_id.id, boxes)
        self.assertFalse(self.env["edoc.file.placement"].search([]))

    def test_a_file_without_places(self):
        """NĐ 30 Điều 32: a signed file has none; the page says so in words."""
        signed = self.outgoing_at("signed")._main_file()._content()
        self.file.upload = base64.b64encode(signed)
        data = self.author.placement_data()
        self.assertRegex(data["obstacle"], "signature already|prepared")
        self.assertFalse(data["boxes"] or data["editable"])
        self.assertTrue(data["pages"])
        empty = self.author.create({"subject": "x"})
        with self.assertRaisesRegex(UserError, "Upload the main file"):
            empty.action_open_placement()

    # -------------------------------------------------------------------- whose turn

    def may_place(self, login, document):
        acting = self.as_(login, document)
        try:
            self.place(acting, edoc_day={"left": 141})
        except AccessError:
            return False
        return True

    def test_author_then_office(self):
        """NĐ 30 Điều 10, 12.2: the draft is the author's, its form the office's."""
        people = ("cv.qlcn", "tp.qlcn", "chanhvanphong", "vanthu", "giamdoc")
        document = self.author
        for step, who in (
            (lambda: None, "cv.qlcn"),
            (document.action_submit, None),
            (self.as_("tp.qlcn", document).action_approve_content, "chanhvanphong"),
            (self.checker.action_approve_form, None),
        ):
            step()
            allowed = {
                login
                for login in people
                if self.as_(login, document).has_access("read")
                and self.may_place(login, document)
            }
            with self.subTest(document.state):
                self.assertEqual(allowed, {who} if who else set())

    def test_shown_once_handed_in(self):
        """Read-only: the boxes as they are in the file."""
        self.place(edoc_signature={"left": 100})
        self.author.action_submit()
        data = self.author.placement_data()
        self.assertFalse(data["editable"])
        self.assertEqual(self.box(data)["left"], 100)
        self.as_("tp.qlcn", self.author).action_approve_content()
        self.approve_form(self.checker)
        data = self.as_("giamdoc", self.author).placement_data()
        self.assertFalse(data["editable"])
        self.assertEqual({box["source"] for box in data["boxes"]}, {"file"})
        self.assertAlmostEqual(self.box(data)["left"], 100, delta=0.1)

    def test_not_by_hand_in_the_table(self):
        """Only through the page: no role writes the rows, and no superuser code."""
        self.place(edoc_day={"left": 141})
        row = self.env["edoc.file.placement"].search([])
        root = self.env.ref("base.user_root")
        for user in (*map(self.users.get, ("cv.qlcn", "quantri", "vanthu")), root):
            acting = row.with_user(user)
            for act in (
                lambda r=acting: r.write({"left": 1}),
                lambda r=acting: r.unlink(),
                lambda r=acting: r.create({"name": "edoc_month", "version_id": 1}),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    act()

    def test_who_sees_them(self):
        self.place(edoc_day={"left": 141})
        rows = self.env["edoc.file.placement"].search([])
        for login, sees in (
            ("cv.qlcn", True),
            ("tp.qlcn", True),
            ("vanthu", True),
            ("cv.qltm", False),
            ("vanthu.ttkc", False),
        ):
            with self.subTest(login):
                self.assertEqual(bool(self.as_(login, rows).search([])), sees)
                if not sees:
                    with self.assertRaises(AccessError):
                        self.as_(login, self.author).placement_data()


@tagged("post_install", "-at_install")
class TestPlacementTour(EdocSetup, HttpCase):
    def test_dragged_in_the_browser(self):
        """NĐ 30 Phụ lục I: dragged, saved, handed in, approved; the field is there."""
        draft = self.draft()
        self.start_tour(
            f"/odoo/my-drafts/{draft.id}",
            "edoc_author_places_signature",
            login="cv.qlcn",
            timeout=180,
        )
        self.env.invalidate_all()
        rows = self.env["edoc.file.placement"].search([])
        self.assertEqual(rows.mapped("name"), ["edoc_signature"])
        self.assertEqual(draft.state, "content_review")
        self.as_("tp.qlcn", draft).action_approve_content()
        self.start_tour(
            f"/odoo/form-to-check/{draft.id}",
            "edoc_office_places_number",
            login="chanhvanphong",
            timeout=180,
        )
        self.env.invalidate_all()
        self.assertEqual(draft.state, "signing")
        placed = fields_of(draft.file_ids)
        rows = self.env["edoc.file.placement"].search([])
        self.assertEqual(rows.mapped("name"), ["edoc_number"])
        for row in rows:
            for side in SIDES:
                self.assertAlmostEqual(
                    getattr(placed[row.name], side), row[side], delta=0.1
                )
