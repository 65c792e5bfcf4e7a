"""Deciding where the fields of a document stand: by hand, by its text, by a layout."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pyhanko.pdf_utils.rw_common import PdfHandler

from ..errors import PdfError
from . import fields
from .anchors import Anchors, Slot
from .geometry import MM, Box, PageView, Rect
from .layout import Layout
from .reading import page_at, page_count, page_view

DESCENT = 0.28
_ITALIC = 0.2126
_LINE = 1.18
_LARGEST_SEAL_MM = 46
_EDGE_MM = 4
# Of the signature: a picture narrower than its box stands in the middle of it.
_COVERED = 0.55
_LINES_BELOW_MM = 12
_SMALLEST_MM = 1
_ROUNDING_MM = 0.5
LABELS: Mapping[str, str] = {
    fields.NUMBER: "Số",
    fields.DAY: "Ngày",
    fields.MONTH: "Tháng",
    fields.PERSON: "Chữ ký số",
    fields.SEAL: "Con dấu",
    fields.ENCLOSURE: "Con dấu",
    fields.COPY: "Con dấu",
    fields.NUMBER_DRAWN: "Số, ngày tháng",
}


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a field stands: zero-based page, millimetres from its left and top.

    :param anchored: found by the text, not by the layout or by hand
    """

    field: str
    page: int
    left: float
    top: float
    width: float
    height: float
    anchored: bool = False


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A field's rectangle in the view coordinates of its page."""

    name: str
    page: int
    view: PageView
    rect: Rect
    anchored: bool = False

    @property
    def label(self) -> str:
        """What readers call the field."""
        return LABELS[self.name.rstrip("0123456789").rstrip("_")]

    def placement(self) -> Placement:
        """The same place for people, in millimetres."""
        box = self.view.to_layout(self.view.to_user(self.rect))
        return Placement(self.name, self.page, *box, self.anchored)


@dataclass(frozen=True, slots=True)
class TextPlace(FieldPlace):
    """Place of a text field.

    :param size: of type, in points
    :param slant: of type, as the tangent of its angle
    :param dotted: dots stand there already
    """

    size: float = 13
    slant: float = 0
    dotted: bool = False

    @property
    def baseline(self) -> float:
        """Above the lower edge, in points."""
        spare = max(0.0, self.rect.height - _LINE * self.size)
        return spare / 2 + DESCENT * self.size


@dataclass(frozen=True, slots=True)
class Places:
    """Places of all fields of a document."""

    texts: tuple[TextPlace, ...]
    person: FieldPlace
    seal: FieldPlace

    def placements(self) -> tuple[Placement, ...]:
        """The same places for people."""
        return tuple(p.placement() for p in (*self.texts, self.person, self.seal))


def find_places(
    handler: PdfHandler,
    layout: Layout,
    anchors: Anchors,
    placements: tuple[Placement, ...] = (),
    signature: FieldPlace | None = None,
    information: bool = True,
) -> Places:
    """Decide where each field stands; the seal follows from the signature.

    :param placements: by hand; that of the seal is left aside
    :param signature: where it stands already; found in the text or layout if None
    :param information: see :func:`seal_place`
    :raises PdfError: ``pdf.placement_invalid``, ``pdf.placement_unknown``,
        ``pdf.unreadable``
    """
    proposed = _text_places(handler, layout, anchors)
    known = {*(text.name for text in proposed), fields.PERSON, fields.SEAL}
    by_hand = _by_field(placements, known)
    texts = tuple(_moved(handler, text, by_hand.get(text.name)) for text in proposed)
    person = signature or _person_place(handler, layout, anchors)
    if fields.PERSON in by_hand:
        page, view, rect = _checked(handler, by_hand[fields.PERSON])
        person = FieldPlace(fields.PERSON, page, view, rect)
    return Places(texts, person, seal_place(person, information, layout.seal_share))


def seal_place(
    person: FieldPlace, information: bool = True, share: float = 1 / 3
) -> FieldPlace:
    """Room for any seal over the left third of the signature, and for information.

    :param information: that of Mẫu 01 stands at the right of the signature, so the room
        goes on to the page's edge there; without it most of the signature stays free,
        and a reader's click on it opens the person's details
    :param share: part of the signature's picture that the seal covers
    """
    side, (_x, y) = _LARGEST_SEAL_MM * MM, person.rect.middle
    bottom, right = y - side / 2, person.rect.x0
    if information:
        right = max(person.rect.x1, person.view.visible.x1 - _EDGE_MM * MM)
    else:
        right += person.rect.width * max(_COVERED, share)
        # for an entity that changes its style while the document is on its way
        bottom -= _LINES_BELOW_MM * MM
    rect = Rect(person.rect.x0 - side, bottom, right, y + side / 2)
    return replace(person, name=fields.SEAL, rect=rect.moved_into(person.view.visible))


def _text_places(
    handler: PdfHandler, layout: Layout, anchors: Anchors
) -> tuple[TextPlace, ...]:
    view = page_view(page_at(handler, 0))
    wanted = (
        (fields.NUMBER, anchors.number, layout.number, layout.number_size),
        (fields.DAY, anchors.day, layout.day, layout.date_size),
        (fields.MONTH, anchors.month, layout.month, layout.date_size),
    )
    places = []
    for name, slot, box, size in wanted:
        if slot is None:
            places.append(TextPlace(name, 0, view, view.from_layout(box), size=size))
        elif not slot.taken:
            places.append(
                TextPlace(
                    *(name, 0, view, _slot_rect(slot)),
                    anchored=True,
                    size=slot.size,
                    slant=_ITALIC if slot.italic else 0,
                    dotted=slot.dotted,
                )
            )
    return tuple(places)


def _slot_rect(slot: Slot) -> Rect:
    below, above = DESCENT * slot.size, (_LINE - DESCENT) * slot.size
    return Rect(slot.x0, slot.baseline - below, slot.x1, slot.baseline + above)


def _person_place(handler: PdfHandler, layout: Layout, anchors: Anchors) -> FieldPlace:
    found = anchors.signature
    page = anchors.signature_page if found else page_count(handler) - 1
    view = page_view(page_at(handler, page))
    rect = (found or view.from_layout(layout.signature)).moved_into(view.visible)
    return FieldPlace(fields.PERSON, page, view, rect, found is not None)


def _by_field(
    placements: tuple[Placement, ...], known: set[str]
) -> dict[str, Placement]:
    found: dict[str, Placement] = {}
    for place in placements:
        if place.field not in known or place.field in found:
            raise PdfError(
                "pdf.placement_unknown",
                field=LABELS.get(place.field, place.field),
                page=place.page + 1,
            )
        found[place.field] = place
    return found


def _moved(handler: PdfHandler, text: TextPlace, place: Placement | None) -> TextPlace:
    """The text field at the place chosen by hand, in the type found for it."""
    if place is None:
        return text
    page, view, rect = _checked(handler, place)
    # Only over the dots themselves: elsewhere white ground would hide something.
    dotted = text.dotted and page == text.page and _overlap(rect, text.rect)
    size = min(text.size, rect.height / _LINE)
    return replace(
        text,
        page=page,
        view=view,
        rect=rect,
        anchored=False,
        size=size,
        dotted=dotted,
    )


def _checked(handler: PdfHandler, place: Placement) -> tuple[int, PageView, Rect]:
    """Page and rectangle of a place chosen by hand.

    :raises PdfError: ``pdf.placement_invalid``
    """
    invalid = PdfError(
        "pdf.placement_invalid", field=LABELS[place.field], page=place.page + 1
    )
    numbers = (place.left, place.top, place.width, place.height)
    if not all(math.isfinite(number) for number in numbers):
        raise invalid
    if not 0 <= place.page < page_count(handler):
        raise invalid
    view = page_view(page_at(handler, place.page))
    page = view.visible
    slack = _ROUNDING_MM
    fits = (
        min(place.width, place.height) >= _SMALLEST_MM
        and min(place.left, place.top) >= -slack
        and place.left + place.width <= page.width / MM + slack
        and place.top + place.height <= page.height / MM + slack
    )
    if not fits:
        raise invalid
    return place.page, view, view.from_layout(Box(*numbers))


def _overlap(first: Rect, second: Rect) -> bool:
    return (
        first.x0 < second.x1
        and second.x0 < first.x1
        and first.y0 < second.y1
        and second.y0 < first.y1
    )
