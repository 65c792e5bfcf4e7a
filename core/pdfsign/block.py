"""The signer's block in a document's text: authority and position above the name.

NĐ 30/2020 Đ13 and annex I cell 7a: ``TM.``, ``KT.``, ``TL.``, ``TUQ.`` or ``Q.`` and
the position, in capitals, on as many lines as it takes.
"""

from .anchors import HIGHEST_ROOM, TITLE, find_name
from .texts import TEXT_ERRORS, PageTexts, Segment, segments

_MOST_LINES = 6
_MOST_PAGES = 40
_BLANK_PAGE = 20
_ASIDE, _OFF_AXIS = 15, 60


def signature_block(pdf: bytes, signer_name: str) -> tuple[str, ...] | None:
    """Return the lines of authority and position above the signer's name, as drawn.

    No lines if the text has the name with nothing of the kind above it, or has not
    the name.

    :returns: such as ``("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")``, from the top; None where
        there is no text to read, as on a scan
    """
    try:
        with PageTexts(pdf) as texts:
            last = len(texts) - 1
            readable = False
            for index in range(last, max(-1, last - _MOST_PAGES), -1):
                found = segments(texts.lines(index))
                position = find_name(found, signer_name)
                if position is not None:
                    return _block(found, position)
                if index == last:
                    letters = sum(len(segment.text) for segment in found)
                    readable = letters > _BLANK_PAGE
    except TEXT_ERRORS:
        return None
    return () if readable else None


def _block(found: list[Segment], position: int) -> tuple[str, ...]:
    name = found[position].rect
    lines: list[Segment] = []
    for segment in reversed(found[:position]):
        if not _in_column(segment, found[position]) or segment.rect.y0 < name.y1:
            continue
        if not lines and _is_remark(segment):
            continue
        if not _follows(segment, lines, name.y1) or not _is_block_line(segment):
            break
        lines.append(segment)
        if len(lines) == _MOST_LINES:
            break
    return tuple(line.drawn for line in reversed(lines))


def _in_column(segment: Segment, name: Segment) -> bool:
    middle = name.rect.middle[0]
    if not segment.rect.x0 - _ASIDE < middle < segment.rect.x1 + _ASIDE:
        return False
    return abs(segment.rect.middle[0] - middle) < _OFF_AXIS or _is_wide(segment)


def _is_wide(segment: Segment) -> bool:
    """Text over the whole width ends the block, wherever its middle is."""
    return segment.rect.width > 300


def _is_remark(segment: Segment) -> bool:
    """What forms put where the signature goes: ``(Ký, ghi rõ họ tên)``."""
    return segment.text.startswith(("(", "[", "ky ", "da ky"))


def _follows(segment: Segment, lines: list[Segment], floor: float) -> bool:
    if not lines:
        return segment.rect.y0 < floor + HIGHEST_ROOM
    below = lines[-1]
    step = segment.rect.y0 - below.rect.y0
    return step < 2.2 * max(segment.size, below.size)


def _is_block_line(segment: Segment) -> bool:
    letters = [char for char in segment.drawn if char.isalpha()]
    capitals = letters and all(char == char.upper() for char in letters)
    return bool(capitals or TITLE.match(segment.text))
