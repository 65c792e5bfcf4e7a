"""What the seal shows: its picture over the signature, information, notes.

Mẫu 01 of the seed regulation has two parts, picture and information, side by side.
The picture covers a third of the signature, so the information stands at the right of
the signature: between title and name, where neither it nor they are hidden.
"""

from dataclasses import dataclass

from . import fields
from .appearance import (
    DRAWN_KEY,
    Drawing,
    TextLine,
    load_picture,
    paint_all,
    paint_lines,
    paint_picture,
)
from .fonts import text_width
from .geometry import MM, PageView, Rect
from .layout import Layout
from .reading import entry, rect_of

_NOTE_SIZE, _SMALLEST_NOTE = 10.0, 6.0
_LABEL_SIZE, _SMALLEST_LABEL = 8.0, 6.0
_LEADING = 1.2
_GAP = 1.5 * MM
_NARROWEST_COLUMN = 16 * MM


@dataclass(frozen=True, slots=True)
class SealPicture:
    """A seal's picture in real size: transparent PNG, red (NĐ 30/2020 annex I)."""

    png: bytes
    width_mm: float
    height_mm: float


def drawn_signature(view: PageView, person: fields.Field) -> Rect:
    """Where the signature's picture really stands, in view coordinates."""
    whole = view.to_view(rect_of(person.value["/Rect"]))
    form = entry(entry(person.value, "/AP", {}), "/N", {})
    drawn = entry(form, DRAWN_KEY)
    if drawn is None:
        return whole
    return shifted(Rect(*(float(value) for value in drawn)), whole.x0, whole.y0)


def seal_drawing(
    view: PageView,
    room: Rect,
    signature: Rect,
    seal: SealPicture,
    lines: tuple[str, ...],
    layout: Layout,
    more: tuple = (),
) -> Drawing:
    """The seal over the left third of a signature, in its real size.

    :param room: the seal's field, in view coordinates
    :param signature: extent of the drawn signature, in view coordinates
    :param lines: information of Mẫu 01; none leaves the picture alone
    :param more: painters of what is drawn before the seal
    """
    width, height = seal.width_mm * MM, seal.height_mm * MM
    right = signature.x0 + signature.width * layout.seal_share
    middle = signature.middle[1]
    place = Rect(right - width, middle - height / 2, right, middle + height / 2)
    local = shifted(place.moved_into(room), -room.x0, -room.y0)
    painters = [*more, paint_picture(load_picture(seal.png), local)]
    if lines:
        own = shifted(signature, -room.x0, -room.y0)
        painters.append(paint_lines(_information(lines, local, own, room)))
    return Drawing(room.width, room.height, view.rotate, paint_all(*painters), local)


def note_drawing(view: PageView, rect: Rect, lines: tuple[str, ...]) -> Drawing:
    """Upright black lines flush right, 10 points, from the top of the field down.

    Long ones go on in a next line; only if the field is too low for them all, they
    are set smaller, down to what is still legible.
    """
    size = _NOTE_SIZE
    shown = _wrapped_all(lines, size, rect.width)
    while len(shown) * size * _LEADING > rect.height and size > _SMALLEST_NOTE:
        size -= 0.5
        shown = _wrapped_all(lines, size, rect.width)
    drawn = []
    for index, text in enumerate(shown):
        fitting = min(size, size * rect.width / text_width(text, size))
        y = rect.height - (index + 1) * size * _LEADING
        drawn.append(TextLine(text, rect.width - text_width(text, fitting), y, fitting))
    return Drawing(rect.width, rect.height, view.rotate, paint_lines(tuple(drawn)))


def shifted(rect: Rect, x: float, y: float) -> Rect:
    """The rectangle moved by ``x`` and ``y``."""
    return Rect(rect.x0 + x, rect.y0 + y, rect.x1 + x, rect.y1 + y)


def _information(
    lines: tuple[str, ...], seal: Rect, signature: Rect, room: Rect
) -> tuple[TextLine, ...]:
    left = max(signature.x1, seal.x1) + _GAP
    if room.width - left >= _NARROWEST_COLUMN:
        return _beside(lines, left, room.width - left, signature)
    return _below(lines, seal, room.width)


def _beside(
    lines: tuple[str, ...], left: float, width: float, signature: Rect
) -> tuple[TextLine, ...]:
    """A column at the right of the signature, at half its height."""
    size = _LABEL_SIZE
    shown = _wrapped_all(lines, size, width)
    while size > _SMALLEST_LABEL and (
        len(shown) * size * _LEADING > max(signature.height, 15 * MM)
    ):
        size -= 0.5
        shown = _wrapped_all(lines, size, width)
    top = signature.middle[1] + len(shown) * size * _LEADING / 2
    drawn = []
    for index, text in enumerate(shown):
        fitting = min(size, size * width / text_width(text, size))
        drawn.append(
            TextLine(text, left, top - (index + 0.85) * size * _LEADING, fitting)
        )
    return tuple(drawn)


def _below(lines: tuple[str, ...], seal: Rect, width: float) -> tuple[TextLine, ...]:
    """Below the seal, for fields that end at the signature."""
    drawn = []
    for index, text in enumerate(lines):
        size = min(_LABEL_SIZE, _LABEL_SIZE * width / text_width(text, _LABEL_SIZE))
        x = seal.middle[0] - text_width(text, size) / 2
        x = max(0.0, min(x, width - text_width(text, size)))
        y = max(2.0, seal.y0 - (index + 1.4) * _LABEL_SIZE * _LEADING)
        drawn.append(TextLine(text, x, y, size))
    return tuple(drawn)


def _wrapped_all(lines: tuple[str, ...], size: float, width: float) -> list[str]:
    return [part for line in lines for part in _wrapped(line, size, width)]


def _wrapped(text: str, size: float, width: float) -> list[str]:
    """Words of a line, on as many lines as it takes."""
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and text_width(longer, size) <= width:
            found[-1] = longer
        else:
            found.append(word)
    return found
