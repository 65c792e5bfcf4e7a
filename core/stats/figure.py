"""The name of one figure of a report, short enough to stand in a search."""

from dataclasses import dataclass
from datetime import date

from ..errors import EdocError
from .exchange import INCOMING_COUNTS, OUTGOING_COUNTS
from .period import Period


@dataclass(frozen=True, slots=True)
class Figure:
    """Which documents a figure of the exchange report counts.

    :param entity: the database id of the entity that reports
    :param row: the row's key in the matrix
    :param counts: the counts that the figure stands on; any of them is enough
    """

    entity: int
    period: Period
    row: str
    counts: tuple[str, ...]

    @property
    def is_outgoing(self) -> bool:
        """Whether outgoing documents are counted, or else incoming ones."""
        return self.counts[0] in OUTGOING_COUNTS

    def __str__(self) -> str:
        """Write the name.

        >>> march = Period(date(2026, 3, 1), date(2026, 3, 31))
        >>> str(Figure(1, march, "12", ("out_electronic", "out_both")))
        '1/2026-03-01/2026-03-31/12/out_electronic+out_both'
        """
        first, last = self.period.first.isoformat(), self.period.last.isoformat()
        return f"{self.entity}/{first}/{last}/{self.row}/{'+'.join(self.counts)}"


def parse_figure(text: str) -> Figure:
    """Read the name of a figure.

    >>> parse_figure("1/2026-03-01/2026-03-31/none/in_total").row
    'none'

    :raises EdocError: ``stats.figure_unknown``: it names no figure
    """
    try:
        entity, first, last, row, counts = text.split("/")
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
        figure = Figure(int(entity), period, row, tuple(counts.split("+")))
    except ValueError as error:
        raise EdocError("stats.figure_unknown", text=text) from error
    if not any(
        set(figure.counts) <= set(k) for k in (OUTGOING_COUNTS, INCOMING_COUNTS)
    ):
        raise EdocError("stats.figure_unknown", text=text)
    return figure
