"""Statistics: one matrix object that print, screen and spreadsheet only render."""

from .exchange import EXCHANGE, INCOMING_COUNTS, OUTGOING_COUNTS
from .figure import Figure, parse_figure
from .matrix import (
    Cell,
    CellRef,
    Column,
    ColumnGroup,
    Kind,
    Line,
    Matrix,
    Row,
    build_matrix,
    count,
    paginate,
    percent,
)
from .period import (
    Period,
    Span,
    period_of,
    vietnam_day,
)

__all__ = [
    "EXCHANGE",
    "INCOMING_COUNTS",
    "OUTGOING_COUNTS",
    "Cell",
    "CellRef",
    "Column",
    "ColumnGroup",
    "Figure",
    "Kind",
    "Line",
    "Matrix",
    "Period",
    "Row",
    "Span",
    "build_matrix",
    "count",
    "paginate",
    "parse_figure",
    "percent",
    "period_of",
    "vietnam_day",
]
