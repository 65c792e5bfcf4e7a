"""Places on a page: millimetres as a reader sees it, points as the file counts them.

*View* coordinates are points on the page as displayed (turned by /Rotate), origin at
the lower left of the media box. *User* coordinates are those of the file's own space.
"""

from dataclasses import dataclass

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in points, lower left and upper right corner."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """In points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """In points."""
        return self.y1 - self.y0

    @property
    def middle(self) -> tuple[float, float]:
        """Centre, in points."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def as_tuple(self) -> tuple[float, float, float, float]:
        """As PDF writes it."""
        return (self.x0, self.y0, self.x1, self.y1)

    def moved_into(self, outer: "Rect") -> "Rect":
        """Return this rectangle shifted, and cut if need be, to lie in ``outer``."""
        width, height = min(self.width, outer.width), min(self.height, outer.height)
        x = min(max(self.x0, outer.x0), outer.x1 - width)
        y = min(max(self.y0, outer.y0), outer.y1 - height)
        return Rect(x, y, x + width, y + height)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a layout: millimetres from the left and the top of the page."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageView:
    """How one page is displayed.

    :param media: media box, user coordinates
    :param crop: crop box cut to the media box, user coordinates
    :param rotate: clockwise degrees: 0, 90, 180 or 270
    """

    media: Rect
    crop: Rect
    rotate: int = 0

    @property
    def visible(self) -> Rect:
        """The crop box in view coordinates."""
        return self.to_view(self.crop)

    def to_view(self, rect: Rect) -> Rect:
        """Turn user coordinates into view coordinates."""
        first = self._point_to_view(rect.x0, rect.y0)
        second = self._point_to_view(rect.x1, rect.y1)
        return _normal(first, second)

    def to_user(self, rect: Rect) -> Rect:
        """Turn view coordinates into user coordinates."""
        first = self._point_to_user(rect.x0, rect.y0)
        second = self._point_to_user(rect.x1, rect.y1)
        return _normal(first, second)

    def origin_of(self, rect: Rect) -> tuple[float, float]:
        """Where a drawing is put that fills view coordinates, in user coordinates.

        It is turned about its own corner, so that corner has to be moved.
        """
        user = self.to_user(rect)
        return {
            0: (user.x0, user.y0),
            90: (user.x1, user.y0),
            180: (user.x1, user.y1),
            270: (user.x0, user.y1),
        }[self.rotate]

    def from_layout(self, box: Box) -> Rect:
        """Place a box of a layout on this page, in view coordinates."""
        page = self.visible
        x0 = page.x0 + box.left * MM
        y1 = page.y1 - box.top * MM
        rect = Rect(x0, y1 - box.height * MM, x0 + box.width * MM, y1)
        return rect.moved_into(page)

    def to_layout(self, rect: Rect) -> tuple[float, float, float, float]:
        """Left, top, width and height in millimetres of a user-space rectangle."""
        seen, page = self.to_view(rect), self.visible
        values = (seen.x0 - page.x0, page.y1 - seen.y1, seen.width, seen.height)
        return tuple(round(value / MM, 2) for value in values)

    def _point_to_view(self, x: float, y: float) -> tuple[float, float]:
        media = self.media
        if self.rotate == 90:
            return y - media.y0, media.x1 - x
        if self.rotate == 180:
            return media.x1 - x, media.y1 - y
        if self.rotate == 270:
            return media.y1 - y, x - media.x0
        return x - media.x0, y - media.y0

    def _point_to_user(self, x: float, y: float) -> tuple[float, float]:
        media = self.media
        if self.rotate == 90:
            return media.x1 - y, x + media.y0
        if self.rotate == 180:
            return media.x1 - x, media.y1 - y
        if self.rotate == 270:
            return y + media.x0, media.y1 - x
        return x + media.x0, y + media.y0


def _normal(first: tuple[float, float], second: tuple[float, float]) -> Rect:
    return Rect(
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[0], second[0]),
        max(first[1], second[1]),
    )
