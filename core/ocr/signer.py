"""The signer's position and name at the right of the end (NĐ 30/2020 Phụ lục I, 7)."""

import re
from collections.abc import Iterator, Sequence

from .fuzzy import alike, nearest
from .model import Box, Page, Row, around

_LOOKED_AT = 12
_PREFIX = re.compile(r"^\W*(tm|kt|tl|tuq|q)\s*[.,]")
# As they are written below a signature, and how a register has them.
POSITIONS = (
    *("Giám đốc", "Phó Giám đốc", "Tổng Giám đốc", "Phó Tổng Giám đốc", "Chủ tịch"),
    *("Phó Chủ tịch", "Bộ trưởng", "Thứ trưởng", "Thủ tướng", "Phó Thủ tướng"),
    *("Cục trưởng", "Phó Cục trưởng", "Chi cục trưởng", "Phó Chi cục trưởng"),
    *("Vụ trưởng", "Phó Vụ trưởng", "Trưởng phòng", "Phó Trưởng phòng", "Trưởng ban"),
    *("Phó Trưởng ban", "Chánh Văn phòng", "Phó Chánh Văn phòng", "Chánh Thanh tra"),
    *("Phó Chánh Thanh tra", "Viện trưởng", "Phó Viện trưởng", "Hiệu trưởng"),
    *("Phó Hiệu trưởng", "Bí thư", "Phó Bí thư", "Chánh án", "Phó Chánh án"),
    *(
        "Tổng Cục trưởng",
        "Phó Tổng Cục trưởng",
        "Bộ trưởng, Chủ nhiệm",
        "Kế toán trưởng",
    ),
    *("Đội trưởng", "Phó Đội trưởng", "Chủ nhiệm", "Phó Chủ nhiệm", "Tổng Thư ký"),
)
_TITLES = re.compile(r"^((PGS|GS|TS|ThS|BS|KS)\.\s*)+", re.IGNORECASE)
_MOST_BELOW = 190
_OFF_AXIS = 60


def find_signer(
    pages: Sequence[Page],
) -> Iterator[tuple[Page, str, str, float, Box]]:
    """Yield page, field, value, confidence and place of position and name.

    On the page that has ``Nơi nhận``, for annexes may follow, else on the last one.
    """
    page = _ending(pages)
    block = _authority(page)
    if not block:
        return
    rows = _own_position(block)
    if rows:
        text = " ".join(row.text for row in rows)
        value, near = _position(text)
        if value:
            near *= min(row.confidence for row in rows)
            yield page, "signer_position", value, near, around(row.box for row in rows)
    found = _name(page, block)
    if found:
        name, row = found
        yield page, "signer_name", name, 0.97 * row.confidence, row.box


def _ending(pages: Sequence[Page]) -> Page:
    for page in pages:
        for row in page.rows:
            if row.box.middle < page.width / 2 and alike(row.text, "Nơi nhận:") > 0.8:
                return page
    return pages[-1]


def _authority(page: Page) -> list[Row]:
    """Lines in capitals at the right that say in whose place, and as what, he signs."""
    right = [
        row
        for row in page.rows
        if row.box.middle > 0.5 * page.width and row.is_capitals
    ]
    right.sort(key=lambda row: row.box.y0)
    for index in range(len(right) - 1, -1, -1):
        if _PREFIX.match(right[index].plain) or _is_position(right[index].text):
            first = last = index
            while first and _continues(right[first - 1], right[first]):
                first -= 1
            return right[first : last + 1]
    return []


def _is_position(text: str) -> bool:
    return any(_begun_by(text, item) > 0.88 for item in POSITIONS)


def _begun_by(text: str, position: str) -> float:
    return alike(text.strip(" .,:-_")[: len(position)], position)


def _position(text: str) -> tuple[str, float]:
    """Write a position as registers do: ``Trưởng phòng QUẢN LÝ CÔNG NGHIỆP``."""
    value, near = nearest(text, POSITIONS, 0.9)
    if value:
        return value, near
    begun = max(POSITIONS, key=lambda item: (_begun_by(text, item), len(item)))
    near = _begun_by(text, begun)
    rest = text.strip(" .,:-_")[len(begun) :]
    return (begun + rest, 0.9 * near) if near > 0.95 and rest[:1] == " " else ("", 0.0)


def _continues(above: Row, below: Row) -> bool:
    step = below.box.y0 - above.box.y0
    return (
        step < 2.2 * max(above.box.height, below.box.height)
        and abs(above.box.middle - below.box.middle) < _OFF_AXIS
    )


def _own_position(block: Sequence[Row]) -> list[Row]:
    """The position stands below the line that says for whom; else it is all there is.

    ``Q.`` stands before the acting head's own position.
    """
    for index in range(len(block) - 1, -1, -1):
        prefix = _PREFIX.match(block[index].plain)
        if prefix:
            acting = prefix[1] == "q" and index == len(block) - 1
            return [block[index]] if acting else list(block[index + 1 :])
    # of two lines the upper one says for whom, even where its letters are lost
    deputy = block[-1].plain.startswith("pho ")
    return list(block[-1:]) if len(block) == 1 or deputy else []


def _name(page: Page, block: Sequence[Row]) -> tuple[str, Row] | None:
    """The name, below room for the signature, on the axis of the position."""
    floor = max(row.box.y1 for row in block)
    axis = around(row.box for row in block).middle
    below = [
        row
        for row in page.rows
        if floor < row.box.y0 < floor + _MOST_BELOW
        if abs(row.box.middle - axis) < _OFF_AXIS
    ]
    for row in sorted(below, key=lambda row: -row.box.y0):
        text = _TITLES.sub("", row.text.strip(" .,-_'`"))
        words = [word.strip(".,'`") for word in text.split()]
        if 2 <= len(words) <= 6 and all(map(_is_name, words)) and _long(words):
            return " ".join(words), row
    return None


def _is_name(word: str) -> bool:
    return word.isalpha() and word[0].isupper()


def _long(words: Sequence[str]) -> bool:
    """Names such as ``Giàng A Tính`` have a letter by itself, but not at their ends."""
    return len(words[0]) > 1 and len(words[-1]) > 1
