"""Layouts: where number, date, signature and notes stand on a page, as data."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.pdfsign.geometry import Box
from ..core.pdfsign.layout import DEFAULT_LAYOUT, Layout

BOXES = ("number", "day", "month", "signature", "enclosure", "copy")
SIDES = ("left", "top", "width", "height")
# Width and height of A4 in millimetres
PAGES = {"portrait": (210, 297), "landscape": (297, 210)}
_LARGEST_SIZE = 72


def _side(box, side, label):
    """Return the field of one measure of a box, in millimetres."""
    return fields.Float(
        string=label,
        required=True,
        digits=(6, 1),
        default=getattr(getattr(DEFAULT_LAYOUT, box), side),
        aggregator=None,
    )


class EdocLayout(models.Model):
    """A layout in the sense of NĐ 30/2020 Phụ lục I: cells 3, 4, 7c, 8 and 14.

    The text of the draft comes first: a box counts where the text has no “Số:”, no
    “ngày … tháng …” and no name of the signer. The layout first in the list is that of
    all types which name none.
    """

    _name = "edoc.layout"
    _description = "Layout"
    _order = "sequence, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    basis = fields.Text(
        string="Legal basis",
        help="What the places go by, such as NĐ 30/2020 Phụ lục I.",
    )
    orientation = fields.Selection(
        [("portrait", "Upright"), ("landscape", "Lengthwise")],
        string="Page (A4)",
        required=True,
        default="portrait",
    )
    number_left = _side("number", "left", "Number: from the left (mm)")
    number_top = _side("number", "top", "Number: from the top (mm)")
    number_width = _side("number", "width", "Number: width (mm)")
    number_height = _side("number", "height", "Number: height (mm)")
    day_left = _side("day", "left", "Day: from the left (mm)")
    day_top = _side("day", "top", "Day: from the top (mm)")
    day_width = _side("day", "width", "Day: width (mm)")
    day_height = _side("day", "height", "Day: height (mm)")
    month_left = _side("month", "left", "Month: from the left (mm)")
    month_top = _side("month", "top", "Month: from the top (mm)")
    month_width = _side("month", "width", "Month: width (mm)")
    month_height = _side("month", "height", "Month: height (mm)")
    signature_left = _side("signature", "left", "Signature: from the left (mm)")
    signature_top = _side("signature", "top", "Signature: from the top (mm)")
    signature_width = _side("signature", "width", "Signature: width (mm)")
    signature_height = _side("signature", "height", "Signature: height (mm)")
    enclosure_left = _side("enclosure", "left", "Enclosure: from the left (mm)")
    enclosure_top = _side("enclosure", "top", "Enclosure: from the top (mm)")
    enclosure_width = _side("enclosure", "width", "Enclosure: width (mm)")
    enclosure_height = _side("enclosure", "height", "Enclosure: height (mm)")
    copy_left = _side("copy", "left", "Copy: from the left (mm)")
    copy_top = _side("copy", "top", "Copy: from the top (mm)")
    copy_width = _side("copy", "width", "Copy: width (mm)")
    copy_height = _side("copy", "height", "Copy: height (mm)")
    number_size = fields.Float(
        string="Size of the number (pt)",
        required=True,
        digits=(4, 1),
        default=DEFAULT_LAYOUT.number_size,
        aggregator=None,
    )
    date_size = fields.Float(
        string="Size of day and month (pt)",
        required=True,
        digits=(4, 1),
        default=DEFAULT_LAYOUT.date_size,
        aggregator=None,
    )
    seal_share = fields.Float(
        string="Part under the seal",
        required=True,
        default=DEFAULT_LAYOUT.seal_share,
        aggregator=None,
        help="Part of the personal signature that the seal covers on its left: about a "
        "third (Điều 13.4; NĐ 30/2020 Phụ lục I).",
    )
    type_ids = fields.One2many("edoc.document.type", "layout_id", string="Used by")

    _name_uniq = models.Constraint("UNIQUE (name)", "This layout exists already.")

    @api.constrains(
        "orientation", *(f"{box}_{side}" for box in BOXES for side in SIDES)
    )
    def _check_boxes(self):
        for layout in self:
            for box in BOXES:
                layout._check_box(box)

    def _check_box(self, name):
        """A box has a size and lies on the page.

        :raises ValidationError: it doesn't, naming the box and the page
        """
        self.ensure_one()
        box = self._box(name)
        width, height = PAGES[self.orientation]
        if box.width <= 0 or box.height <= 0:
            raise ValidationError(
                self.env._(
                    "“%(layout)s”: the box for “%(box)s” needs a width and a height "
                    "above 0 mm.",
                    layout=self.name,
                    box=self._box_label(name),
                )
            )
        inside = (
            min(box.left, box.top) >= 0
            and round(box.left + box.width, 1) <= width
            and round(box.top + box.height, 1) <= height
        )
        if not inside:
            raise ValidationError(
                self.env._(
                    "“%(layout)s”: the box for “%(box)s” does not lie on the page of "
                    "%(width)s × %(height)s mm: from the left %(left)s, from the top "
                    "%(top)s, %(box_width)s mm wide, %(box_height)s mm high.",
                    layout=self.name,
                    box=self._box_label(name),
                    width=width,
                    height=height,
                    left=box.left,
                    top=box.top,
                    box_width=box.width,
                    box_height=box.height,
                )
            )

    @api.constrains("number_size", "date_size")
    def _check_sizes(self):
        for layout in self:
            if not all(
                0 < size <= _LARGEST_SIZE
                for size in (layout.number_size, layout.date_size)
            ):
                raise ValidationError(
                    self.env._(
                        "“%(layout)s”: sizes of type are above 0 and at most %(most)s "
                        "points; NĐ 30/2020 Phụ lục I wants 13 to 14.",
                        layout=layout.name,
                        most=_LARGEST_SIZE,
                    )
                )

    @api.constrains("seal_share")
    def _check_seal_share(self):
        for layout in self:
            if not 0 < layout.seal_share < 1:
                raise ValidationError(
                    self.env._(
                        "“%(layout)s”: the seal covers a part of the signature, more "
                        "than 0 and less than 1; a third is 0.3333 (Điều 13.4).",
                        layout=layout.name,
                    )
                )

    def _box_label(self, name):
        return {
            "number": self.env._("Number"),
            "day": self.env._("Day"),
            "month": self.env._("Month"),
            "signature": self.env._("Personal signature"),
            "enclosure": self.env._("Note on an enclosure"),
            "copy": self.env._("Note on an electronic copy"),
        }[name]

    def _box(self, name):
        return Box(*(self[f"{name}_{side}"] for side in SIDES))

    @api.model
    def _of_type(self, document_type):
        """Return the layout of a type as a value of ``core``.

        :param document_type: ``edoc.document.type``, may be empty
        """
        layout = document_type.sudo().layout_id or self.sudo().search([], limit=1)
        return layout._core() if layout else DEFAULT_LAYOUT

    def _core(self):
        """Return this layout as a value of ``core``."""
        self.ensure_one()
        return Layout(
            **{name: self._box(name) for name in BOXES},
            number_size=self.number_size,
            date_size=self.date_size,
            seal_share=self.seal_share,
        )
