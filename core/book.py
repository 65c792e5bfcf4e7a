"""Printed books (*sổ*): rows of a table, cut into pages by the height they take.

The browser engine that prints repeats no table's head, so pages are made here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

# A little more than the letters take: engines round each of them.
_SPARE = 1.04


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a book.

    :param width: in hundredths of the table's width
    """

    title: str
    width: float
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, and the lines of the longest of them."""

    cells: tuple[str, ...]
    lines: int


def count_lines(text: str, room: float, measure: Callable[[str], float]) -> int:
    """Count the lines that a text takes.

    :param room: the width of a line, in the unit of ``measure``
    >>> count_lines("mot hai ba bon", 8, len)
    2
    >>> count_lines("khong-xuong-dong", 4, len)
    5
    >>> count_lines("", 7, len)
    1
    """
    return sum(_wrapped(part, room, measure) for part in text.split("\n"))


def _wrapped(text, room, measure):
    lines, used = 1, 0.0
    blank = measure(" ") * _SPARE
    for word in text.split():
        width = measure(word) * _SPARE
        if used and used + blank + width > room:
            lines, used = lines + 1, 0.0
        # a word that is longer than a line is broken
        lines += max(0, -(-width // room) - 1) if width > room else 0
        used += (blank if used else 0) + min(width, room)
    return int(lines)


def measure_rows(
    rows: Sequence[Sequence[str]],
    columns: Sequence[Column],
    width: float,
    padding: float,
    measure: Callable[[str], float],
) -> list[Row]:
    """Tell of each row how many lines it takes.

    :param width: of the table; ``padding``: left and right of a cell's text, together
    """
    found = []
    for cells in rows:
        lines = [
            count_lines(text, column.width * width / 100 - padding, measure)
            for text, column in zip(cells, columns, strict=True)
        ]
        found.append(Row(tuple(cells), max(lines)))
    return found


def cut_pages(
    rows: Sequence[Row], room: float, line: float, around: float, closing: float = 0
) -> list[tuple[Row, ...]]:
    """Cut rows into pages, always at least one.

    :param room: height of a page below the table's head
    :param line: height of a line; ``around``: what a row has beside its lines
    :param closing: height of what stands below the last row
    >>> rows = [Row((), 1), Row((), 2), Row((), 1)]
    >>> [len(page) for page in cut_pages(rows, 30, 10, 0)]
    [2, 1]
    >>> [len(page) for page in cut_pages(rows, 40, 10, 0, closing=10)]
    [3, 0]
    """
    pages, used = [[]], 0.0
    for row in rows:
        height = row.lines * line + around
        if used + height > room and pages[-1]:
            pages.append([])
            used = 0.0
        pages[-1].append(row)
        used += height
    if used + closing > room:
        pages.append([])
    return [tuple(page) for page in pages]
