"""The parts of the first page's heading (NĐ 30/2020 Phụ lục I, cells 1 to 5)."""

import re
from dataclasses import dataclass

from ..sameness import plain
from .fuzzy import alike
from .model import Page, Row
from .writing import parse_code, parse_day

_NATION = "Cộng hòa xã hội chủ nghĩa Việt Nam"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_NEAR = 0.75
_UPPER = 0.4
_ABOUT = re.compile(r"^[^a-z]*(v\s*[/l|1i]?\s*[vwy]\b|v[ev] viec\b)")
_CODE = re.compile(r"^\W*([s5§]\w{0,2}\s*[:.,;]|s[o0]\b)|^\W*[\do]{1,5}/[a-z]\S+\W*$")
_CLOSE = 2.0
# An agency's name begins with one of these, its superior's, too.
_BEGINNINGS = (
    *("uy ban", "ubnd", "hoi dong", "hdnd", "bo", "so", "cuc", "chi cuc", "tong cuc"),
    *("phong", "ban", "van phong", "trung tam", "truong", "thanh tra", "cong an"),
    *("vien", "cong ty", "toa an", "bao hiem", "kho bac", "hoi", "lien doan", "doan"),
    *("benh vien", "ngan hang", "quy", "dai", "bao", "tinh uy", "thanh uy", "dang uy"),
    *("huyen uy", "hat", "doi", "chinh phu", "thu tuong", "vu", "to", "tap doan"),
    *("tong cong ty", "hoc vien", "thue", "hai quan", "thanh doan", "tinh doan"),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the parts stand.

    :param agency: lines at the left above the number, those of the superior, too
    :param agency_starts: which of these lines begin a name
    :param code: number and notation
    :param dated: place and date
    :param about: lines of ``V/v``
    :param about_from: how many words of the first are ``V/v`` itself
    :param middle: lines below, in the middle of the page
    :param sure: what its form tells of how far it can be trusted
    """

    agency: tuple[Row, ...] = ()
    agency_starts: tuple[int, ...] = ()
    code: Row | None = None
    dated: Row | None = None
    about: tuple[Row, ...] = ()
    about_from: int = 0
    middle: tuple[Row, ...] = ()
    sure: float = 1.0


def find_heading(page: Page) -> Heading:
    """Find the parts of the heading; what isn't there stays empty."""
    upper = [row for row in page.rows if row.box.y0 < _UPPER * page.height]
    nation = [row for row in upper if _is_nation(row)]
    code = _first(upper, lambda row: bool(_code_of(row)))
    dated = _first(upper, lambda row: parse_day(row.text) is not None)
    # without the nation's name it may be another kind of page
    sure = 1.0 if nation else 0.75
    if code and code.box.middle > 0.62 * page.width:
        code = None
    floor = min((row.box.y0 for row in (code, dated) if row), default=0)
    edge = min((row.box.x0 for row in nation), default=page.width / 2)
    agency = _agency_rows(upper, nation, code, floor, edge)
    about, skipped = _about(page, code, dated)
    low = max((row.box.y1 for row in (code, dated, *nation) if row), default=0)
    return Heading(
        agency=tuple(agency),
        agency_starts=tuple(i for i, row in enumerate(agency) if _begins(row)),
        code=code,
        dated=dated,
        about=tuple(about),
        about_from=skipped,
        middle=tuple(_middle(page, low)),
        sure=sure,
    )


def _is_nation(row: Row) -> bool:
    return max(alike(row.text, _NATION), alike(row.text, _MOTTO)) > _NEAR


def _code_of(row: Row):  # noqa: ANN202
    """Only the number's own line begins with ``Số``; others name other documents."""
    return parse_code(row.text) if _CODE.match(row.plain) else None


def _first(rows, test):  # noqa: ANN001, ANN202
    return next((row for row in rows if test(row)), None)


def _agency_rows(rows, nation, code, floor, edge) -> list[Row]:  # noqa: ANN001
    """Lines in capitals at the left, as far down as the number."""
    if not floor:
        return []
    top = min((row.box.y0 for row in nation), default=0) - 25
    found = [
        row
        for row in rows
        if top <= row.box.y0 and row.box.y1 < floor + row.box.height / 2
        if row.box.middle < edge and row not in nation and row is not code
        if (row.is_capitals or row.text.isupper()) and "/" not in row.text
        if row.confidence > 0.5
    ]
    return sorted(found, key=lambda row: row.box.y0)


def _begins(row: Row) -> bool:
    words = " ".join(re.findall(r"\w+", row.plain))
    return any(re.match(rf"{start}\b", words) for start in _BEGINNINGS)


def _about(page: Page, code, dated) -> tuple[list[Row], int]:  # noqa: ANN001
    """``V/v`` and the lines that go on below it, at the left."""
    top = min((row.box.y0 for row in (code, dated) if row), default=0)
    left = [
        row
        for row in page.rows
        if row.box.y0 > top and row.box.y0 < 0.45 * page.height
        if row.box.middle < 0.45 * page.width
    ]
    left.sort(key=lambda row: row.box.y0)
    for index, row in enumerate(left):
        if not _ABOUT.match(row.plain):
            continue
        found = [row]
        for other in left[index + 1 :]:
            step = other.box.y0 - found[-1].box.y0
            if step > _CLOSE * max(row.box.height, other.box.height):
                break
            if other.is_capitals or "kinh gui" in other.plain:
                break
            found.append(other)
        return found, _words_of_about(row)
    return [], 0


def _words_of_about(row: Row) -> int:
    """``V/v`` may have been read as one word or as two."""
    begun = _ABOUT.match(row.plain)
    counted, letters = 0, 0
    for word in row.words:
        if letters >= begun.end():
            break
        counted, letters = counted + 1, letters + len(plain(word.text)) + 1
    return counted


def _middle(page: Page, low: float) -> list[Row]:
    return [
        row
        for row in page.rows
        if row.box.y0 > low - 2 and row.box.y0 < 0.6 * page.height
        if abs(row.box.middle - page.width / 2) < 0.12 * page.width
    ]
