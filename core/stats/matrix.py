"""A table of figures: columns in groups, one line per row, a total.

Counts come in; everything else follows from them. A percentage is computed from the
counts of its own line, in the total from the total's counts, and never by adding or
averaging percentages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

TOTAL = "total"
TENTH = Decimal("0.1")


class Kind(StrEnum):
    """What a column holds."""

    COUNT = "count"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``label_key`` names the text that the renderer puts above it.

    :param numerator: of a percentage: the keys of the counts that are added above
    :param denominator: of a percentage: the keys of the counts that are added below
    """

    key: str
    label_key: str
    kind: Kind = Kind.COUNT
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()

    @property
    def counts(self) -> tuple[str, ...]:
        """The keys of the counts whose documents stand behind this column."""
        return self.numerator if self.kind is Kind.PERCENT else (self.key,)


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """Columns under a common head."""

    key: str
    label_key: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What a line is about; ``level`` is its depth in a tree of rows, 0 at the top."""

    key: str
    label: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class CellRef:
    """Names the documents behind a figure: the row and the counts that it stands on."""

    row: str
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure; ``None`` is a percentage of nothing, which is shown empty."""

    value: int | Decimal | None
    domain_ref: CellRef | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its cells, in the order of the matrix's columns."""

    row: Row
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole table, ready to be rendered."""

    groups: tuple[ColumnGroup, ...]
    lines: tuple[Line, ...]
    total: Line

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, from left to right."""
        return tuple(column for group in self.groups for column in group.columns)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows without the total."""
        return tuple(line.row for line in self.lines)

    def cell(self, row_key: str, column_key: str) -> Cell:
        """Return the cell of a row, or of the total, in a column.

        :raises KeyError: there is no such row or column
        """
        position = [column.key for column in self.columns].index(column_key)
        for line in (*self.lines, self.total):
            if line.row.key == row_key:
                return line.cells[position]
        raise KeyError(row_key)


def count(key: str) -> Column:
    """Make a column that counts documents; its label goes by the same key."""
    return Column(key, key)


def percent(key: str, numerator: str, denominator: str) -> Column:
    """Make a column of percentages from space-separated keys of counts.

    >>> percent("rate", "in_time", "in_time late").denominator
    ('in_time', 'late')
    """
    above, below = tuple(numerator.split()), tuple(denominator.split())
    return Column(key, key, Kind.PERCENT, above, below)


def ratio(part: int, whole: int) -> Decimal | None:
    """Return a percentage with one decimal, or ``None`` where there is no whole.

    >>> ratio(2, 3), ratio(0, 5), ratio(1, 2000)
    (Decimal('66.7'), Decimal('0.0'), Decimal('0.1'))
    >>> ratio(0, 0) is None
    True
    """
    if not whole:
        return None
    return (Decimal(100) * part / whole).quantize(TENTH, ROUND_HALF_UP)


def build_matrix(
    groups: Sequence[ColumnGroup],
    rows: Iterable[Row],
    counts: Mapping[str, Mapping[str, int]],
    total_label: str,
) -> Matrix:
    """Make the matrix from the counts of each row.

    A row or a column without a count counts 0. The total adds the rows' counts; where
    the counts of a row are of parts of another row, only rows of level 0 are added.

    >>> groups = [ColumnGroup("g", "g", (count("all"), percent("rate", "good", "all")))]
    >>> rows = [Row("a", "A"), Row("b", "B"), Row("c", "C")]
    >>> given = {"a": {"all": 3, "good": 3}, "b": {"all": 1}}
    >>> matrix = build_matrix(groups, rows, given, "Total")
    >>> [str(matrix.cell(row, "rate").value) for row in ("a", "b", "c", "total")]
    ['100.0', '0.0', 'None', '75.0']

    :param counts: row key → count key → number of documents
    :raises KeyError: counts are given for a row that is not there, and would be lost
    """
    rows = tuple(rows)
    known = {row.key for row in rows}
    for key in counts:
        if key not in known:
            raise KeyError(key)
    columns = tuple(column for group in groups for column in group.columns)
    lines = tuple(_line(row, columns, counts.get(row.key, {})) for row in rows)
    top = [counts.get(row.key, {}) for row in rows if row.level == 0]
    names = {name for figures in top for name in figures}
    sums = {name: sum(figures.get(name, 0) for figures in top) for name in names}
    return Matrix(tuple(groups), lines, _line(Row(TOTAL, total_label), columns, sums))


def _line(row: Row, columns: Iterable[Column], figures: Mapping[str, int]) -> Line:
    return Line(row, tuple(_cell(row, column, figures) for column in columns))


def _cell(row: Row, column: Column, figures: Mapping[str, int]) -> Cell:
    def added(keys: Iterable[str]) -> int:
        return sum(figures.get(key, 0) for key in keys)

    value = added(column.counts)
    if column.kind is Kind.PERCENT:
        value = ratio(value, added(column.denominator))
    ref = None if value is None else CellRef(row.key, column.counts)
    return Cell(value, ref)


def paginate(
    lines: Sequence[Line], first: int, other: int, closing: int
) -> list[tuple[Line, ...]]:
    """Cut the lines into pages; the last page keeps room for what closes the report.

    >>> [len(page) for page in paginate(range(7), first=2, other=3, closing=1)]
    [2, 3, 2]
    >>> [len(page) for page in paginate(range(8), first=2, other=3, closing=1)]
    [2, 3, 2, 1]
    >>> paginate([], first=2, other=3, closing=1)
    [()]

    :param first: lines that fit on page 1, below the title; ``other``: on a later page
    :param closing: the height of total, notes and signatures, in lines
    """
    pages = [tuple(lines[:first])]
    for start in range(first, len(lines), other):
        pages.append(tuple(lines[start : start + other]))
    room = (first if len(pages) == 1 else other) - closing
    if len(pages[-1]) > room:
        last = pages.pop()
        pages += [last[:room], last[room:]]
    return pages
