"""The first pages of a printed file: cover and table of contents.

*Mục lục văn bản, tài liệu* has the seven columns of NĐ 30/2020 Phụ lục V.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..book import Column, Row, cut_pages
from ..pdfsign.appearance import TextLine
from ..pdfsign.fonts import drawable, fold_text, text_width
from .model import Document, Dossier
from .xmlfile import totals

PAGE = (595.276, 841.89)
_LEFT, _RIGHT, _TOP, _BOTTOM = 57.0, 42.0, 785.0, 57.0
ROOM = PAGE[0] - _LEFT - _RIGHT
_SIZE, _LEADING, _PAD = 11.0, 13.5, 3.0
_TITLE = "MỤC LỤC VĂN BẢN, TÀI LIỆU"
_AROUND = 5.0
COLUMNS = (
    Column("Số TT", 6, "center"),
    Column("Số, ký hiệu văn bản", 15),
    Column("Ngày tháng văn bản", 12.5, "center"),
    Column("Tên loại và trích yếu nội dung văn bản", 28),
    Column("Tác giả văn bản", 15.5),
    Column("Tờ số / Trang số", 9, "center"),
    Column("Ghi chú", 14),
)
_NOTICE = (
    "Bản để đọc: các trang sau cho xem văn bản theo trình tự thời gian và không mang "
    "chữ ký số. Tệp gốc của từng văn bản, nguyên vẹn cả chữ ký số, được đính kèm trong "
    "tệp PDF này; mã băm SHA-256 của tệp gốc ghi ở chân trang đầu của văn bản."
)
_LABELS = 130.0
_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of text and rules.

    :param rules: from and to, in points
    """

    lines: tuple[TextLine, ...]
    rules: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in the table: its pages in this PDF, and what isn't shown of it."""

    ordinal: int
    document: Document
    pages: tuple[int, int] | None
    remark: str = ""


def cover(dossier: Dossier) -> Sheet:
    """Make the cover page."""
    lines: list[TextLine] = []
    y = _TOP
    for text, size in (
        (dossier.organ_name.upper(), 13.0),
        ("", 90.0),
        ("HỒ SƠ", 26.0),
        ("", 10.0),
        *((part, 15.0) for part in fold_text(drawable(dossier.title), ROOM, 15.0)[:8]),
    ):
        lines += [_centred(text, y, size)] if text else []
        y -= size * 1.4
    y -= 40
    for label, value in _rows(dossier):
        lines.append(TextLine(label, _LEFT, y, 13))
        for part in fold_text(drawable(value), ROOM - _LABELS, 13)[:_MOST_LINES]:
            lines.append(TextLine(part, _LEFT + _LABELS, y, 13))
            y -= 18
        y -= 5
    y = min(y - 20, 160)
    for part in fold_text(_NOTICE, ROOM, _SIZE):
        lines.append(TextLine(part, _LEFT, y, _SIZE))
        y -= _LEADING
    return Sheet(tuple(lines))


def contents(listed: Sequence[Listed], offset: int) -> list[Sheet]:
    """Make the table of contents.

    :param offset: pages that come before the documents' own
    """
    cells = [_cells(item, offset) for item in listed]
    rows = [Row(row, max(len(part) for part in _folded(row))) for row in cells]
    head = _folded(tuple(column.title for column in COLUMNS))
    head_height = max(map(len, head)) * _LEADING + _AROUND
    room = _TOP - 40 - head_height - _BOTTOM
    return [
        _table(page, head, head_height)
        for page in cut_pages(rows, room, _LEADING, _AROUND)
    ]


def count_pages(listed: Sequence[Listed]) -> int:
    """Number of pages that the table takes, whatever the page numbers in it are."""
    return len(contents(listed, 0))


def all_text(sheets: Sequence[Sheet]) -> str:
    """Everything that is written on some pages."""
    return "".join(line.text for sheet in sheets for line in sheet.lines)


def shown_day(day: date | None) -> str:
    """Write a day as registers do."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}" if day else ""


def _rows(dossier: Dossier) -> list[tuple[str, str]]:
    documents, pages = totals(dossier)
    days = [shown_day(dossier.start_date), shown_day(dossier.end_date)]
    rows = [
        ("Số, ký hiệu hồ sơ:", dossier.code.file_notation),
        ("Năm:", str(dossier.code.file_catalog)),
        ("Mã hồ sơ:", dossier.code.text),
        ("Thời gian:", " - ".join(day for day in days if day)),
        ("Thời hạn bảo quản:", dossier.maintenance),
        ("Chế độ sử dụng:", dossier.rights),
        ("Người lập:", dossier.creator),
        ("Số văn bản:", str(documents)),
        ("Số trang:", str(pages)),
        ("Ghi chú:", dossier.description),
    ]
    return [row for row in rows if row[1]]


def _cells(item: Listed, offset: int) -> tuple[str, ...]:
    document = item.document
    numbers = ""
    if item.pages:
        first, last = (number + offset for number in item.pages)
        numbers = str(first) if first == last else f"{first}-{last}"
    remark = "; ".join(part for part in (document.description, item.remark) if part)
    found = (
        str(item.ordinal),
        document.number,
        shown_day(document.issued_date),
        document.title,
        document.organ_name,
        numbers,
        remark,
    )
    # no row is higher than a page
    return tuple(drawable(text)[:700] for text in found)


def _width(column: Column) -> float:
    return column.width * ROOM / 100


def _folded(cells: Sequence[str]) -> list[list[str]]:
    return [
        fold_text(text, _width(column) - 2 * _PAD, _SIZE) or [""]
        for text, column in zip(cells, COLUMNS, strict=True)
    ]


def _table(rows: Sequence[Row], head: list[list[str]], head_height: float) -> Sheet:
    lines, y = [_centred(_TITLE, _TOP, 14)], _TOP - 26
    rules = [(_LEFT, y, _LEFT + ROOM, y)]
    top = y
    for parts, height in [(head, head_height)] + [
        (_folded(row.cells), row.lines * _LEADING + _AROUND) for row in rows
    ]:
        lines += _row(parts, y)
        y -= height
        rules.append((_LEFT, y, _LEFT + ROOM, y))
    x = _LEFT
    for width in (0.0, *map(_width, COLUMNS)):
        x += width
        rules.append((x, top, x, y))
    return Sheet(tuple(lines), tuple(rules))


def _row(cells: list[list[str]], top: float) -> list[TextLine]:
    found, x = [], _LEFT
    for parts, column in zip(cells, COLUMNS, strict=True):
        y = top - _SIZE - 1
        for text in parts:
            start = x + _PAD
            if column.align == "center":
                start = x + (_width(column) - text_width(text, _SIZE)) / 2
            found.append(TextLine(text, start, y, _SIZE))
            y -= _LEADING
        x += _width(column)
    return found


def _centred(text: str, y: float, size: float) -> TextLine:
    size = min(size, size * ROOM / max(ROOM, text_width(text, size)))
    return TextLine(drawable(text), (PAGE[0] - text_width(text, size)) / 2, y, size)
