"""The matrix of figures, the periods, and the days by which something must be done."""

import doctest
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.errors import EdocError
from core.stats import (
    EXCHANGE,
    INCOMING_COUNTS,
    OUTGOING_COUNTS,
    CellRef,
    ColumnGroup,
    Figure,
    Kind,
    Period,
    Row,
    Span,
    build_matrix,
    count,
    figure,
    matrix,
    paginate,
    parse_figure,
    percent,
    period,
    period_of,
    vietnam_day,
)

GROUPS = (
    ColumnGroup(
        "a", "a", (count("all"), count("good"), percent("rate", "good", "all"))
    ),
    ColumnGroup("b", "b", (count("bad"), percent("worst", "bad", "good bad"))),
)
ROWS = (Row("1", "One"), Row("2", "Two"), Row("none", "Nobody"))
COUNTS = {
    "1": {"all": 3, "good": 1, "bad": 2},
    "2": {"all": 9, "good": 9},
}


def made():
    return build_matrix(GROUPS, ROWS, COUNTS, "Total")


def test_cells_stand_in_the_order_of_the_columns():
    table = made()
    assert [c.key for c in table.columns] == ["all", "good", "rate", "bad", "worst"]
    assert table.rows == ROWS
    for line in (*table.lines, table.total):
        assert len(line.cells) == len(table.columns)
    assert [cell.value for cell in table.lines[0].cells] == [
        3,
        1,
        Decimal("33.3"),
        2,
        Decimal("66.7"),
    ]


def test_total_percentage_comes_from_the_counts():
    """33.3 and 100 would average to 66.7; 10 of 12 are 83.3."""
    table = made()
    assert table.cell("total", "all").value == 12
    assert table.cell("total", "rate").value == Decimal("83.3")
    assert table.cell("total", "worst").value == Decimal("16.7")


def test_percentage_of_nothing_is_empty_and_opens_nothing():
    cell = made().cell("none", "rate")
    assert cell.value is None
    assert cell.domain_ref is None
    assert made().cell("none", "all").value == 0


def test_a_figure_names_what_it_stands_on():
    table = made()
    assert table.cell("2", "all").domain_ref == CellRef("2", ("all",))
    assert table.cell("2", "rate").domain_ref == CellRef("2", ("good",))
    assert table.cell("total", "bad").domain_ref == CellRef("total", ("bad",))


def test_counts_of_an_unknown_row_are_not_lost_silently():
    with pytest.raises(KeyError):
        build_matrix(GROUPS, ROWS[:1], COUNTS, "Total")


@pytest.mark.parametrize(("row", "column"), [("9", "all"), ("1", "nothing")])
def test_unknown_cell(row, column):
    with pytest.raises((KeyError, ValueError)):
        made().cell(row, column)


def test_parts_of_a_row_are_not_added_again():
    rows = (Row("1", "One"), Row("1a", "of which", level=1), Row("2", "Two"))
    counts = {"1": {"all": 5}, "1a": {"all": 4}, "2": {"all": 1}}
    table = build_matrix(GROUPS, rows, counts, "Total")
    assert table.cell("total", "all").value == 6


def test_exchange_report_names_each_column_once():
    columns = [column for group in EXCHANGE for column in group.columns]
    keys = [column.key for column in columns]
    assert len(set(keys)) == len(keys)
    counts = set(OUTGOING_COUNTS) | set(INCOMING_COUNTS)
    assert counts == {c.key for c in columns if c.kind is Kind.COUNT}
    for column in columns:
        assert counts.issuperset(column.numerator + column.denominator)


@pytest.mark.parametrize("number", range(60))
def test_pages_lose_no_line_and_never_overflow(number):
    lines = list(range(number))
    pages = paginate(lines, first=8, other=15, closing=5)
    assert [line for page in pages for line in page] == lines
    assert len(pages[0]) <= 8
    assert all(len(page) <= 15 for page in pages)
    assert len(pages[-1]) <= (3 if len(pages) == 1 else 10)
    if number:
        assert all(pages)


@pytest.mark.parametrize(
    ("span", "offset", "first", "last"),
    [
        (Span.WEEK, 0, date(2026, 11, 16), date(2026, 11, 22)),
        (Span.WEEK, -1, date(2026, 11, 9), date(2026, 11, 15)),
        (Span.MONTH, 0, date(2026, 11, 1), date(2026, 11, 30)),
        (Span.MONTH, 2, date(2027, 1, 1), date(2027, 1, 31)),
        (Span.MONTH, -11, date(2025, 12, 1), date(2025, 12, 31)),
        (Span.QUARTER, 0, date(2026, 10, 1), date(2026, 12, 31)),
        (Span.QUARTER, -3, date(2026, 1, 1), date(2026, 3, 31)),
        (Span.HALF, 0, date(2026, 7, 1), date(2026, 12, 31)),
        (Span.HALF, -1, date(2026, 1, 1), date(2026, 6, 30)),
        (Span.YEAR, -1, date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_quick_choices(span, offset, first, last):
    assert period_of(span, date(2026, 11, 22), offset) == Period(first, last)


@pytest.mark.parametrize("span", Span)
def test_periods_follow_without_gap(span):
    day = date(2024, 2, 29)
    for offset in range(-30, 30):
        this, following = period_of(span, day, offset), period_of(span, day, offset + 1)
        assert this.last + timedelta(days=1) == following.first
        assert this.ends_at == following.begins_at
        assert list(this.days())[-1] == this.last


def test_day_ends_at_midnight_in_vietnam():
    day = Period(date(2026, 3, 31), date(2026, 3, 31))
    assert vietnam_day(day.begins_at) == date(2026, 3, 31)
    assert vietnam_day(day.ends_at - timedelta(seconds=1)) == date(2026, 3, 31)
    assert vietnam_day(day.ends_at) == date(2026, 4, 1)


def test_the_name_of_a_figure_reads_back():
    month = Period(date(2026, 3, 1), date(2026, 3, 31))
    figure = Figure(7, month, "total", ("out_electronic", "out_both"))
    assert parse_figure(str(figure)) == figure
    assert figure.is_outgoing
    assert not parse_figure("7/2026-03-01/2026-03-31/1/done_late").is_outgoing


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7/2026-03-01/2026-03-31/total",
        "x/2026-03-01/2026-03-31/total/in_total",
        "7/2026-13-01/2026-03-31/total/in_total",
        "7/2026-03-01/2026-03-31/total/state",
        "7/2026-03-01/2026-03-31/total/in_total+out_total",
        "7/2026-03-01/2026-03-31/total/in_total) OR (1=1",
    ],
)
def test_what_names_no_figure_is_refused(text):
    with pytest.raises(EdocError) as caught:
        parse_figure(text)
    assert caught.value.code == "stats.figure_unknown"


@pytest.mark.parametrize("module", [matrix, period, figure])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
