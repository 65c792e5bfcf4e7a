"""Layouts are data: where number, date, signature and seal stand (NĐ 30 Phụ lục I)."""

import io

from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged

from ..core.pdfsign import fields as pdf_fields
from ..core.pdfsign.geometry import MM
from ..core.pdfsign.layout import DEFAULT_LAYOUT
from ..core.pdfsign.reading import page_at, page_view, rect_of
from ..models.layout import BOXES
from .common import EdocCommon, EdocSetup


def places(pdf):
    """Where the fields stand on their pages: name to left, top, width, height in mm."""
    reader = PdfFileReader(io.BytesIO(pdf))
    found = {**pdf_fields.text_fields(reader), **pdf_fields.signature_fields(reader)}
    view = page_view(page_at(reader, 0))
    return {
        name: view.to_layout(rect_of(item.value["/Rect"]))
        for name, item in found.items()
    }


def scan():
    """A page that is a picture."""
    stream = io.BytesIO()
    page = Canvas(stream, pagesize=A4)
    page.drawInlineImage(Image.new("RGB", (105, 148), "ivory"), 0, 0, *A4)
    page.showPage()
    page.save()
    return stream.getvalue()


def drawn_seal(pdf):
    """Left and right of the drawn signature, and of the seal, on the page in mm."""
    reader = PdfFileReader(io.BytesIO(pdf))
    found = pdf_fields.signature_fields(reader)
    edges = []
    for name in (pdf_fields.PERSON, pdf_fields.SEAL):
        widget = found[name].value
        left = float(widget["/Rect"][0])
        drawn = [float(value) for value in widget["/AP"]["/N"]["/EDOC_Drawn"]]
        edges += [(left + drawn[0]) / MM, (left + drawn[2]) / MM]
    return edges


@tagged("post_install", "-at_install")
class TestLayout(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type = cls.env.ref("l10n_vn_edoc.document_type_cong_van")
        cls.usual = cls.env.ref("l10n_vn_edoc.layout_upright")

    def manager(self, records):
        return self.as_("quantri", records)

    def layout(self, **vals):
        return self.manager(self.env["edoc.layout"]).create(
            {"name": "Bố cục riêng", "sequence": 50, **vals}
        )

    def assertRefused(self, words, **vals):
        """Refused in words that name the layout."""
        with self.assertRaisesRegex(ValidationError, f"Bố cục riêng.*{words}"):
            self.layout(**vals)

    # -------------------------------------------------------------------- the data

    def test_shipped_layouts(self):
        """NĐ 30/2020 Phụ lục I: one set of places for all types, and one lengthwise."""
        self.assertEqual(self.usual._core(), DEFAULT_LAYOUT)
        lengthwise = self.env.ref("l10n_vn_edoc.layout_lengthwise")
        self.assertEqual(lengthwise.orientation, "landscape")
        for layout in self.env["edoc.layout"].search([]):
            layout._check_boxes()
            self.assertIn("30/2020", layout.basis)

    def test_type_without_layout_takes_the_first(self):
        """NĐ 30/2020 Phụ lục I: what is the same for most types is set once."""
        layouts = self.env["edoc.layout"]
        self.assertFalse(self.type.layout_id)
        self.usual.write({"signature_left": 100})
        self.assertEqual(layouts._of_type(self.type).signature.left, 100)
        own = self.layout(signature_left=60, sequence=99)
        self.assertEqual(layouts._of_type(self.type).signature.left, 100)
        self.manager(self.type).layout_id = own
        self.assertEqual(layouts._of_type(self.type).signature.left, 60)
        self.manager(own).active = False
        self.assertEqual(layouts._of_type(self.type).signature.left, 60)
        layouts.search([]).active = False
        other = self.env.ref("l10n_vn_edoc.document_type_quyet_dinh")
        self.assertEqual(layouts._of_type(other), DEFAULT_LAYOUT)

    # ------------------------------------------------------------------ the checks

    def test_boxes_lie_on_the_page(self):
        """NĐ 30/2020 Phụ lục I: A4, upright or lengthwise; the box is named."""
        for box in BOXES:
            for vals in (
                {f"{box}_left": -1},
                {f"{box}_top": -0.1},
                {f"{box}_left": 205, f"{box}_width": 6},
                {f"{box}_top": 290, f"{box}_height": 8},
            ):
                with self.subTest(box=box, **vals):
                    self.assertRefused("does not lie on the page of 210 × 297", **vals)
            for vals in ({f"{box}_width": 0}, {f"{box}_height": -3}):
                with self.subTest(box=box, **vals):
                    self.assertRefused("above 0 mm", **vals)

    def test_lengthwise_page(self):
        """NĐ 30/2020 Phụ lục I: a page lengthwise is 297 mm wide and 210 mm high."""
        self.assertRefused("297 × 210", orientation="landscape", signature_top=200)
        layout = self.layout(
            orientation="landscape", signature_left=247, signature_top=186
        )
        with self.assertRaisesRegex(ValidationError, "Personal signature"):
            self.manager(layout).orientation = "portrait"

    def test_sizes_and_share(self):
        """NĐ 30/2020 Phụ lục I: 13 to 14 points; Điều 13.4: about a third."""
        for vals in ({"number_size": 0}, {"date_size": -1}, {"date_size": 200}):
            with self.subTest(**vals):
                self.assertRefused("sizes of type", **vals)
        for share in (0, 1, -0.2, 1.5):
            with self.subTest(share):
                self.assertRefused("a third is 0.3333", seal_share=share)
        self.assertEqual(self.layout(seal_share=0.25)._core().seal_share, 0.25)

    def test_layout_in_use_stays(self):
        """A layout that a type names can't be deleted."""
        own = self.layout()
        self.manager(self.type).layout_id = own
        self.assertEqual(own.type_ids, self.type)
        with self.muted(), self.assertRaises(Exception) as caught:
            self.manager(own).unlink()
            self.env.flush_all()
        self.assertIn("edoc_document_type", str(caught.exception))

    def test_only_the_administrator_sets_them(self):
        """Least rights: everybody reads, group_manager writes."""
        own = self.layout()
        for login in ("cv.qlcn", "vanthu", "giamdoc", "chanhvanphong", "luutru"):
            with self.subTest(login):
                self.as_(login, own).read()
                with self.assertRaises(AccessError):
                    self.as_(login, own).write({"signature_left": 10})
                with self.assertRaises(AccessError):
                    self.as_(login, self.type).write({"layout_id": own.id})

    # ------------------------------------------------------------------- the files

    def test_document_follows_the_layout_of_its_type(self):
        """NĐ 30/2020 Phụ lục I cells 3, 4, 7c: a draft without words, a scan."""
        own = self.layout(
            number_left=60,
            number_top=50,
            day_left=130,
            day_top=52,
            month_left=150,
            month_top=52,
            signature_left=110,
            signature_top=200,
            signature_width=60,
            signature_height=30,
            seal_share=0.25,
        )
        self.manager(self.type).layout_id = own
        document = self.silent_draft()
        found = places(document._main_file()._content())
        core = own._core()
        for name, box in (
            (pdf_fields.NUMBER, core.number),
            (pdf_fields.DAY, core.day),
            (pdf_fields.MONTH, core.month),
            (pdf_fields.PERSON, core.signature),
        ):
            wanted = (box.left, box.top, box.width, box.height)
            for measured, expected in zip(found[name], wanted, strict=True):
                self.assertAlmostEqual(measured, expected, delta=0.1, msg=name)
        self.line.sign(document)
        self.line.number(document)
        self.line.seal(document)
        left, right, _seal_left, seal_right = drawn_seal(
            document._main_file()._content()
        )
        # Điều 13.4: the seal covers the part that the layout sets, on the left
        self.assertAlmostEqual((seal_right - left) / (right - left), 0.25, delta=0.01)

    def silent_draft(self):
        """A document for signing that tells nobody where anything stands."""
        document = self.draft()
        document.file_ids.unlink()
        self.line.upload(document, "ban-quet.pdf", scan())
        document.action_submit()
        self.as_("tp.qlcn", document).action_approve_content()
        self.as_("chanhvanphong", document).action_approve_form()
        self.assertEqual(document.state, "signing")
        return document

    def test_enclosure_note_follows_the_layout(self):
        """NĐ 30/2020 Phụ lục I: the note on an enclosure, where the layout says."""
        self.manager(self.type).layout_id = self.layout(
            enclosure_left=20, enclosure_top=200, enclosure_width=70
        )
        document = self.outgoing_at("sealed", enclosure=True)
        found = places(document._enclosures()._content())[pdf_fields.ENCLOSURE]
        for measured, expected in zip(found, (20, 200, 70, 11), strict=True):
            self.assertAlmostEqual(measured, expected, delta=0.1)


@tagged("post_install", "-at_install")
class TestLayoutScreen(EdocSetup, HttpCase):
    def test_the_page_is_drawn_as_it_is_set(self):
        """NĐ 30/2020 Phụ lục I: the administrator sees on A4 what he sets."""
        name = "edoc_administrator_sets_layout"
        self.start_tour("/odoo/document-layouts", name, login="quantri")
        layout = self.env.ref("l10n_vn_edoc.layout_upright")
        self.assertEqual((layout.signature_left, layout.signature_width), (110, 60))
