"""Room for a note at the top right of a page, where no text stands yet.

NĐ 30/2020 annex I wants the note of an enclosure (cell 8) and of a copy (cell 14) in
that corner. It is drawn without a ground, so that it never hides anything; so it has
to find a free strip, or neither could be read.
"""

from dataclasses import replace

from .geometry import MM, Box, PageView, Rect
from .texts import TEXT_ERRORS, PageTexts

_HIGHEST_MM, _LOWEST_MM, _STEP_MM = 2, 60, 3
_MARGIN = 1.0


def free_corner(pdf: bytes, view: PageView, box: Box) -> Rect:
    """The place of a note on the first page, in view coordinates.

    The box itself if it is free, else the next free strip above or below it in the
    same corner; the box if there is none, as on a page full of text.
    """
    taken = _text_extents(pdf)
    for top in _tops(box.top):
        rect = view.from_layout(replace(box, top=top))
        if not any(_touches(rect, other) for other in taken):
            return rect
    return view.from_layout(box)


def _tops(wanted: float) -> list[float]:
    """Millimetres from the top, the nearest to the wanted first."""
    steps = range(int((_LOWEST_MM - _HIGHEST_MM) / _STEP_MM) + 1)
    others = [_HIGHEST_MM + _STEP_MM * step for step in steps]
    return [wanted, *sorted(others, key=lambda top: abs(top - wanted))]


def _text_extents(pdf: bytes) -> list[Rect]:
    try:
        with PageTexts(pdf) as texts:
            return [
                Rect(
                    *(glyph.x0, glyph.baseline - 0.22 * glyph.size),
                    *(glyph.x1, glyph.baseline + 0.75 * glyph.size),
                )
                for line in texts.lines(0)
                for glyph in line
                if glyph.drawn.strip()
            ]
    except TEXT_ERRORS:
        return []


def _touches(rect: Rect, other: Rect) -> bool:
    return (
        rect.x0 - MM * _MARGIN < other.x1
        and other.x0 < rect.x1 + MM * _MARGIN
        and rect.y0 - MM * _MARGIN < other.y1
        and other.y0 < rect.y1 + MM * _MARGIN
    )
