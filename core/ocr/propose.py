"""What a page proposes for the register, by the places that NĐ 30/2020 gives it.

Phụ lục I: the agency stands top left, the nation's name and motto top right, the number
below the agency, place and date below the motto, type and subject in the middle or, of
an official letter, ``V/v`` below the number; the signer stands at the right of the end.
A proposal is never more than that: the clerk confirms it. Nothing is proposed where
the page doesn't tell.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ..sameness import agency_key
from .fuzzy import alike, nearest
from .heading import Heading, find_heading
from .model import Box, Page, Row, around
from .signer import find_signer
from .writing import parse_code, parse_day

LEAST = 0.5
# Specks behind the last word look like a word more.
_GUESSED = 0.6
_LINE = 2.2
_MOST_ROWS = 7
_OPENINGS = ("kính gửi", "căn cứ", "thực hiện", "theo đề nghị", "xét đề nghị")


@dataclass(frozen=True, slots=True)
class Known:
    """What is given, to understand what was read only nearly right.

    :param agencies: names
    :param types: abbreviation by name of a type; ``""`` for the official letter
    :param today: no document is of a later day
    """

    agencies: Sequence[str] = ()
    types: dict[str, str] = field(default_factory=dict)
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for a field.

    :param value: a date in ISO form
    :param confidence: 0 to 1
    :param page: number of the page
    :param spot: left, top, right and bottom on the page as it is shown, in shares of
        its sides
    """

    value: str
    confidence: float
    page: int
    spot: tuple[float, float, float, float]


def propose(pages: Sequence[Page], known: Known) -> dict[str, Proposal]:
    """Return proposals by field: ``number``, ``notation``, ``date``, ``place``,

    ``agency``, ``type``, ``subject``, ``signer_name`` and ``signer_position``.
    """
    if not pages or pages[0].number != 1:
        return {}
    found = dict(_of_heading(pages[0], known))
    for page, name, value, sure, box in find_signer(pages):
        found[name] = _made(page, value, sure, box)
    return {key: made for key, made in found.items() if made.confidence >= LEAST}


def _of_heading(page: Page, known: Known) -> Iterable[tuple[str, Proposal]]:
    heading = find_heading(page)
    if heading.code:
        code = parse_code(heading.code.text, known.types.values())
        word = next(word for word in heading.code.words if "/" in word.text)
        sure = word.confidence * heading.sure
        if code and code.number:
            yield "number", _made(page, code.number, sure, heading.code.box)
        if code:
            sure *= 1 if code.is_known else 0.85
            yield "notation", _made(page, code.notation, sure, heading.code.box)
    if heading.dated:
        read = parse_day(heading.dated.text)
        if read and not (known.today and read.day > known.today):
            sure, box = heading.dated.confidence * heading.sure, heading.dated.box
            yield "date", _made(page, read.day.isoformat(), sure, box)
            if read.place:
                yield "place", _made(page, read.place, sure, box)
    yield from _agency(page, heading, known)
    yield from _type_and_subject(page, heading, known)


def _agency(page: Page, heading: Heading, known: Known):  # noqa: ANN202
    """The last lines at the left are the agency; those above, its superior body."""
    rows = heading.agency
    keys = {agency_key(name): name for name in known.agencies}
    for start in range(len(rows)):
        text = " ".join(row.text for row in rows[start:])
        key, near = nearest(agency_key(text), keys, 0.9)
        if key:
            sure = near * _sure(rows[start:])
            yield "agency", _made(page, keys[key], sure, _box(rows[start:]))
            return
    if rows and heading.agency_starts:
        rows = rows[heading.agency_starts[-1] :]
        sure = 0.85 * _sure(rows) * heading.sure
        text = " ".join(row.text for row in rows).strip(" -.,:")
        yield "agency", _made(page, text, sure, _box(rows))


def _type_and_subject(page: Page, heading: Heading, known: Known):  # noqa: ANN202
    """An official letter has its subject at the left, others in the middle."""
    rows = heading.about
    if rows:
        letter = next((name for name, short in known.types.items() if not short), None)
        if letter:
            yield "type", _made(page, letter, 0.9 * rows[0].confidence, rows[0].box)
        yield from _subject(page, rows, heading.about_from)
        return
    for index, row in enumerate(heading.middle):
        name, near = nearest(row.text, known.types)
        if name and row.is_capitals:
            yield "type", _made(page, name, near * row.confidence, row.box)
            yield from _subject(page, _running(heading.middle[index:]), 0)
            return


def _subject(page: Page, rows: Sequence[Row], skipped: int):  # noqa: ANN202
    if not rows:
        return
    first = replace(rows[0], words=rows[0].words[skipped:])
    words = [word for row in (first, *rows[1:]) for word in row.words]
    while words and words[-1].confidence < _GUESSED:
        words.pop()
    text = " ".join(word.text for word in words)
    text = text.strip(" -.,:;_")
    if len(text) > 5:
        value = text[0].upper() + text[1:]
        yield "subject", _made(page, value, 0.95 * _sure(rows), _box(rows))


def _running(rows: Sequence[Row]) -> list[Row]:
    """The lines below a type that go on with its subject."""
    found, last = [], rows[0]
    for row in rows[1:]:
        step = row.box.y0 - last.box.y0
        ended = step > _LINE * max(last.box.height, row.box.height)
        if ended or row.is_capitals or _opens_text(row) or len(found) == _MOST_ROWS:
            break
        found.append(row)
        last = row
    return found


def _opens_text(row: Row) -> bool:
    text = row.plain.strip(" -.,:_")
    return any(alike(text[: len(item)], item) > 0.85 for item in _OPENINGS)


def _sure(rows: Sequence[Row]) -> float:
    letters = sum(len(row.text) for row in rows)
    return sum(row.confidence * len(row.text) for row in rows) / letters


def _box(rows: Sequence[Row]) -> Box:
    return around(row.box for row in rows)


def _made(page: Page, value: str, sure: float, box: Box) -> Proposal:
    return Proposal(value, round(min(sure, 1.0), 2), page.number, page.shown(box))
