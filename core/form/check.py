"""The form of a draft against NĐ 30/2020 Phụ lục I, as far as a file tells it.

Each item is found right, wrong, or can't be told: what a program can't tell, a person
looks at. A finding is a proposal, never a decision.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from ..errors import PdfError
from ..pdfsign.block import signature_block
from ..pdfsign.texts import fold
from .drawn import MOST_PAGES, Drawn, read_drawn

_NATION = "conghoaxahoichunghiavietnam"
_MOTTO = "doclap-tudo-hanhphuc"
_FACES = ("timesnewroman", "times", "liberationserif", "tinos", "edocserif")
_SLACK = 2.0  # millimetres
_WIDE = 0.6  # of the page: lines of the text itself
_FEW = 3
_COLUMN = 8.0  # millimetres between the columns of a heading


class Answer(StrEnum):
    """What was found about one item."""

    OK = "ok"
    NOT_OK = "not_ok"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer on one item.

    :param facts: what was found and wanted, for the sentence
    """

    answer: Answer
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expected:
    """What has to stand in the document, by its data; empty: not known.

    :param block: lines of authority and position above the signer's name
    """

    agency: str = ""
    notation: str = ""
    place: str = ""
    subject: str = ""
    signer: str = ""
    block: tuple[str, ...] = ()


def examine_form(pdf: bytes, expected: Expected) -> dict[str, Finding]:
    """Return a finding for each item that a file can tell about, by its code."""
    try:
        drawn = read_drawn(pdf)
    except PdfError:
        drawn = Drawn()
    findings = {code: check(drawn, expected) for code, check in _CHECKS.items()}
    findings["signer"] = _signer(pdf, expected)
    return findings


def _found(right: bool, **facts: str) -> Finding:
    return Finding(Answer.OK) if right else Finding(Answer.NOT_OK, facts)


_UNKNOWN = Finding(Answer.UNKNOWN)


def _page_size(drawn: Drawn, _expected: Expected) -> Finding:
    if not drawn.pages:
        return _UNKNOWN
    for page in drawn.pages:
        sides = sorted((page.width, page.height))
        if abs(sides[0] - 210) > _SLACK or abs(sides[1] - 297) > _SLACK:
            return Finding(
                Answer.NOT_OK,
                {
                    "page": str(page.number),
                    "size": f"{page.width:.0f} × {page.height:.0f} mm",
                },
            )
    return Finding(Answer.OK)


def _margins(drawn: Drawn, _expected: Expected) -> Finding:
    """Left 30 to 35, right 15 to 20, above 20 to 25 mm.

    Text that runs into a margin is not right. Where it stays away from it, the lines
    may be indented or ragged: that can't be told.
    """
    upright = [page for page in drawn.pages if page.width < page.height]
    wide = [
        (page, line)
        for page in upright
        for line in page.lines
        if line.right - line.left > _WIDE * page.width and line.gap < _COLUMN
    ]
    if len(wide) < _FEW:
        return _UNKNOWN
    left = min(line.left for _page, line in wide)
    right = min(page.width - line.right for page, line in wide)
    top = min(line.top for page in upright for line in page.lines if len(line.text) > 4)
    if left < 30 - _SLACK or right < 15 - _SLACK or top < 20 - _SLACK:
        found = f"{left:.0f} / {right:.0f} / {top:.0f} mm"
        return Finding(Answer.NOT_OK, {"found": found})
    away = left > 35 + _SLACK or right > 20 + _SLACK
    return _UNKNOWN if away else Finding(Answer.OK)


def _fonts_embedded(drawn: Drawn, _expected: Expected) -> Finding:
    if not drawn.fonts:
        return _UNKNOWN
    return _found(not drawn.loose, fonts=", ".join(sorted(drawn.loose)))


def _font_face(drawn: Drawn, _expected: Expected) -> Finding:
    """Times New Roman; its metric twins count as it."""
    if not drawn.fonts:
        return _UNKNOWN
    other = {
        name: count
        for name, count in drawn.fonts.items()
        if not fold(name).replace(" ", "").replace("-", "").startswith(_FACES)
    }
    few = sum(other.values()) <= 0.05 * drawn.fonts.total()
    return _found(few, fonts=", ".join(sorted(other)))


def _page_numbers(drawn: Drawn, _expected: Expected) -> Finding:
    """In the middle of the upper margin, from the second page on."""
    if not drawn.fonts:
        return _UNKNOWN
    for page in drawn.pages:
        shown = any(
            line.text == str(page.number)
            and line.bottom < 25
            and abs((line.left + line.right) / 2 - page.width / 2) < 15
            for line in page.lines
        )
        if shown != (page.number > 1):
            return Finding(Answer.NOT_OK, {"page": str(page.number)})
    return Finding(Answer.OK)


def _on_first_page(*wanted: Callable[[Expected], str]) -> Callable:
    """Return a check that looks for words on the first page."""

    def check(drawn: Drawn, expected: Expected) -> Finding:
        words = [get(expected) for get in wanted]
        if not (drawn.fonts and drawn.pages and all(words)):
            return _UNKNOWN
        text = "".join(line.text for line in drawn.pages[0].lines)
        missing = [w for w in words if "".join(fold(w).split()) not in text]
        return _found(not missing, missing="; ".join(missing))

    return check


def _running_words(get: Callable[[Expected], str]) -> Callable:
    """Return a check for words that may run over lines beside other columns."""

    def check(drawn: Drawn, expected: Expected) -> Finding:
        words = fold(get(expected)).split()
        if not (drawn.fonts and drawn.pages and words):
            return _UNKNOWN
        text = "".join(line.text for line in drawn.pages[0].lines)
        # other words on the page may hold them, so their absence tells, not more
        there = sum(word in text for word in words) / len(words)
        return Finding(Answer.OK) if there > 0.9 else _UNKNOWN

    return check


def _date(drawn: Drawn, expected: Expected) -> Finding:
    if not (drawn.fonts and expected.place):
        return _UNKNOWN
    place = "".join(fold(expected.place).split())
    text = "".join(line.text for line in drawn.pages[0].lines)
    right = f"{place},ngay" in text and "thang" in text and "nam" in text
    return _found(right, missing=f"{expected.place}, ngày … tháng … năm …")


def _places(drawn: Drawn, _expected: Expected) -> Finding:
    """``Nơi nhận:`` with ``Lưu: VT`` as its last line."""
    if not drawn.fonts:
        return _UNKNOWN
    text = "".join(line.text for page in drawn.pages for line in page.lines)
    if len(drawn.pages) == MOST_PAGES and "noinhan" not in text:
        return _UNKNOWN
    wanted = {"Nơi nhận:": "noinhan:", "Lưu: VT": "luu:vt"}
    missing = [words for words, folded in wanted.items() if folded not in text]
    return _found(not missing, missing="; ".join(missing))


def _signer(pdf: bytes, expected: Expected) -> Finding:
    if not (expected.signer and expected.block):
        return _UNKNOWN
    try:
        lines = signature_block(pdf, expected.signer)
    except PdfError:
        return _UNKNOWN
    if lines is None:
        return _UNKNOWN

    def plain(words: tuple[str, ...]) -> str:
        return "".join(fold("".join(words)).split())

    return _found(
        plain(lines) == plain(expected.block),
        found=" / ".join(lines) or "–",
        wanted=" / ".join((*expected.block, expected.signer)),
    )


_CHECKS = {
    "page_size": _page_size,
    "margins": _margins,
    "fonts_embedded": _fonts_embedded,
    "font_face": _font_face,
    "page_numbers": _page_numbers,
    "national_title": _on_first_page(
        lambda _e: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        lambda _e: "Độc lập - Tự do - Hạnh phúc",
    ),
    "agency": _running_words(lambda e: e.agency),
    "notation": _on_first_page(lambda e: e.notation and f"/{e.notation}"),
    "date": _date,
    "subject": _running_words(lambda e: e.subject),
    "recipients": _places,
}
