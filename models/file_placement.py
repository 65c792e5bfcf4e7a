"""Where the fields of a draft stand on its pages: found, then moved by hand."""

import base64
import math

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.errors import EdocError
from ..core.pdfsign import fields as pdf_fields
from ..core.pdfsign.appearance import load_picture
from ..core.pdfsign.geometry import Box
from ..core.pdfsign.pages import page_sizes, placed_fields, seal_box
from ..core.pdfsign.places import Placement
from ..core.pdfsign.prepare import prepare_document, propose_placements
from ._messages import user_error

SIDES = ("left", "top", "width", "height")
# Smaller than this, in millimetres, nobody could read what is drawn
SMALLEST = {pdf_fields.PERSON: (20, 8)}
SMALLEST_TEXT = (4, 3)
# Browsers count in fractions of a pixel
ROUNDING = 0.05


class EdocFilePlacement(models.Model):
    """The place of one field on a draft, chosen by hand; a new upload has none."""

    _name = "edoc.file.placement"
    _description = "Place of a Field"
    _inherit = ["edoc.guarded.mixin"]
    _order = "version_id desc, id"
    _guarded_rows = True

    version_id = fields.Many2one(
        "edoc.file.version", required=True, index=True, ondelete="cascade"
    )
    name = fields.Selection(
        [
            (pdf_fields.NUMBER, "Number"),
            (pdf_fields.DAY, "Day"),
            (pdf_fields.MONTH, "Month"),
            (pdf_fields.PERSON, "Personal signature"),
        ],
        string="Field",
        required=True,
    )
    page = fields.Integer(required=True, aggregator=None, help="Counted from 0.")
    left = fields.Float(string="From the left (mm)", digits=(7, 2), aggregator=None)
    top = fields.Float(string="From the top (mm)", digits=(7, 2), aggregator=None)
    width = fields.Float(string="Width (mm)", digits=(7, 2), aggregator=None)
    height = fields.Float(string="Height (mm)", digits=(7, 2), aggregator=None)

    _name_uniq = models.Constraint(
        "UNIQUE (version_id, name)", "This field has been placed at the same moment."
    )

    def _core(self):
        """Return the places as values of ``core``."""
        return tuple(
            Placement(row.name, row.page, *(row[side] for side in SIDES))
            for row in self.sudo()
        )


class EdocOutgoingPlacementMixin(models.AbstractModel):
    """What the page with the boxes asks of a document (NĐ 30/2020 Phụ lục I).

    The author places them while the document is a draft, then whoever answers for its
    form. Once prepared, the page shows the fields that the file really has.
    """

    _name = "edoc.outgoing.placement.mixin"
    _description = "Outgoing Document: Places on the Page"

    def action_open_placement(self):
        """Show the pages with the boxes."""
        self.ensure_one()
        if not self._main_file().current_id:
            raise UserError(self.env._("Upload the main file first."))
        action = self.env["ir.actions.actions"]._for_xml_id(
            "l10n_vn_edoc.edoc_placement_action"
        )
        return {**action, "context": {"active_id": self.id}}

    # ------------------------------------------------------------------- reading

    @api.readonly
    def placement_data(self):
        """Return pages, boxes and the size of the seal for the browser."""
        self.ensure_one()
        self.check_access("read")
        version = self._main_file().current_id
        if not version:
            raise UserError(self.env._("Upload the main file first."))
        try:
            sizes = page_sizes(version._bytes())
        except EdocError as error:
            raise user_error(self.env, error) from error
        boxes, obstacle = self._placement_boxes(version)
        return {
            "title": self.display_name,
            "version_id": version.id,
            "url": version.url,
            "pages": [{"width": size.width, "height": size.height} for size in sizes],
            "boxes": boxes,
            "obstacle": obstacle,
            "editable": bool(boxes and self._may_place()),
            "seal": self._placement_seal(),
        }

    def _placement_boxes(self, version):
        """Return the boxes, and why there are none."""
        try:
            if version.stage != "draft":
                placed = [(p, "file") for p in placed_fields(version._bytes())]
            else:
                placed = self._proposed_and_chosen(version)
        except EdocError as error:
            return [], str(user_error(self.env, error))
        labels = self._placement_labels()
        return [
            {
                "name": place.field,
                "label": labels[place.field],
                "page": place.page,
                **{side: getattr(place, side) for side in SIDES},
                "source": source,
                "smallest": SMALLEST.get(place.field, SMALLEST_TEXT),
            }
            for place, source in placed
            if place.field in labels
        ], False

    def _proposed_and_chosen(self, version):
        chosen = {place.field: place for place in self._placements(version)}
        return [
            (chosen[place.field], "hand")
            if place.field in chosen
            else (place, "text" if place.anchored else "layout")
            for place in self._proposed_places(version)
        ]

    def _proposed_places(self, version):
        """Return the places found by text or layout; the seal's follows from them."""
        places = propose_placements(
            version._bytes(), self._layout(), self.signer_name or ""
        )
        return [place for place in places if place.field != pdf_fields.SEAL]

    def _placement_labels(self):
        model = self.env["edoc.file.placement"]
        return dict(model._fields["name"]._description_selection(self.env))

    def _placement_seal(self):
        """Return the real size of the entity's seal and what it covers."""
        company = self.company_id.sudo()
        return {
            "width": company.edoc_seal_width_mm,
            "height": company.edoc_seal_height_mm,
            "share": self._layout().seal_share,
            "aspect": self._signature_aspect(),
        }

    def _signature_aspect(self):
        """Return width by height of the signer's picture, or 0 without one."""
        signer = self.sudo().signer_id.with_context(bin_size=False)
        if not signer.edoc_signature_image:
            return 0
        try:
            picture = load_picture(base64.b64decode(signer.edoc_signature_image))
        except EdocError:
            return 0  # signing refuses it in words; here only its shape is asked for
        return picture.width / picture.height

    def _placements(self, version):
        """Return the places chosen by hand for a version, as ``core`` wants them."""
        model = self.env["edoc.file.placement"].sudo()
        return model.search([("version_id", "=", version.id)])._core()

    # ------------------------------------------------------------------- placing

    def _may_place(self):
        """The author of the draft; then the office, which answers for the form."""
        self.ensure_one()
        return self.is_editable or (
            self.state == "form_review"
            and self._duties() & {"form_checker", "form_delegate"}
        )

    def place_boxes(self, version_id, boxes):
        """Keep where the user has dropped the boxes.

        :param version_id: the version that he has seen
        :param boxes: what :meth:`placement_data` gave, with new places
        :return: :meth:`placement_data` after that
        """
        version = self._version_to_place(version_id)
        try:
            proposed = {p.field: p for p in self._proposed_places(version)}
        except EdocError as error:
            raise user_error(self.env, error) from error
        sizes = page_sizes(version._bytes())
        moved = []
        for values in boxes:
            place = self._asked_place(values, proposed, sizes)
            if not _alike(place, proposed[place.field]):
                moved.append(place)
        self._keep_places(version, moved)
        return self.placement_data()

    def put_back_boxes(self, version_id):
        """Forget the places chosen by hand; return the places found."""
        self._keep_places(self._version_to_place(version_id), [])
        return self.placement_data()

    def _version_to_place(self, version_id):
        """Return the draft that the user sees, locked; raise unless he may place it."""
        self.ensure_one()
        self.check_access("read")
        self.sudo().lock_for_update(allow_referencing=True)
        if not self._may_place():
            raise AccessError(
                self.env._(
                    "The author places number and signature while the document is a "
                    "draft, then whoever checks its form. It can't be done now."
                )
            )
        version = self._main_file().current_id
        if version.id != version_id or version.stage != "draft":
            raise UserError(
                self.env._(
                    "The file has been replaced since you opened this page. Reload it."
                )
            )
        return version

    def _asked_place(self, values, proposed, sizes):
        """Turn what a browser sent into a place.

        :raises UserError: naming the box, where it lies off the page or is too small
        """
        name = values.get("name") if isinstance(values, dict) else None
        if name not in proposed:
            raise UserError(
                self.env._("This file has no field “%(name)s”.", name=name or "?")
            )
        try:
            page = int(values["page"])
            place = Placement(name, page, *(float(values[side]) for side in SIDES))
        except (KeyError, OverflowError, TypeError, ValueError):
            raise UserError(self._off_the_page(name)) from None
        if not all(math.isfinite(getattr(place, side)) for side in SIDES):
            raise UserError(self._off_the_page(name))
        if not _alike(place, proposed[name]):
            self._check_place(place, sizes)
        return place

    def _check_place(self, place, sizes):
        width, height = SMALLEST.get(place.field, SMALLEST_TEXT)
        if place.width < width - ROUNDING or place.height < height - ROUNDING:
            raise UserError(
                self.env._(
                    "“%(box)s” is too small: at least %(width)s × %(height)s mm.",
                    box=self._placement_labels()[place.field],
                    width=width,
                    height=height,
                )
            )
        if not 0 <= place.page < len(sizes):
            raise UserError(self._off_the_page(place.field))
        box = Box(*(getattr(place, side) for side in SIDES))
        if not _inside(box, sizes[place.page]):
            raise UserError(self._off_the_page(place.field))
        if place.field == pdf_fields.PERSON:
            self._check_room_for_seal(box, sizes[place.page])

    def _check_room_for_seal(self, box, page):
        """Điều 13.4, NĐ 30 Phụ lục I: a third on the left, and no more is covered."""
        seal = self._placement_seal()
        room = seal_box(
            box, seal["aspect"], seal["width"], seal["height"], seal["share"]
        )
        if not _inside(room, page):
            raise UserError(
                self.env._(
                    "“%(box)s” leaves no room for the seal, which stands on its left "
                    "in its real size of %(width)s × %(height)s mm. Move it away from "
                    "the edge of the page (NĐ 30/2020 Phụ lục I).",
                    box=self._placement_labels()[pdf_fields.PERSON],
                    width=f"{seal['width']:g}",
                    height=f"{seal['height']:g}",
                )
            )

    def _off_the_page(self, name):
        return self.env._(
            "“%(box)s” does not lie on the page. Drag it back onto the page.",
            box=self._placement_labels()[name],
        )

    def _keep_places(self, version, places):
        """Keep the places instead of the earlier ones; what can't be done, raises."""
        try:
            if places:
                prepare_document(
                    version._bytes(),
                    self._layout(),
                    self.signer_name or "",
                    placements=tuple(places),
                )
        except EdocError as error:
            raise user_error(self.env, error) from error
        model = self.env["edoc.file.placement"]._through_door()
        model.search([("version_id", "=", version.id)]).unlink()
        model.create(
            [
                {
                    "version_id": version.id,
                    "name": place.field,
                    "page": place.page,
                    **{side: getattr(place, side) for side in SIDES},
                }
                for place in places
            ]
        )


def _alike(first, second):
    return first.page == second.page and all(
        abs(getattr(first, side) - getattr(second, side)) < ROUNDING for side in SIDES
    )


def _inside(box, page):
    return (
        min(box.left, box.top) >= -ROUNDING
        and box.left + box.width <= page.width + ROUNDING
        and box.top + box.height <= page.height + ROUNDING
    )
