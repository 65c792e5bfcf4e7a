"""Periods of reports.

All instants are UTC without zone, as Odoo stores them; all days are Vietnam's, which is
UTC+7 the year round (QĐ 28/2018 Điều 14.4).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

VIETNAM = timedelta(hours=7)
DAY = timedelta(days=1)


class Span(StrEnum):
    """Length of a period (seed Điều 16: week to year)."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.HALF: 6, Span.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included."""

    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        """The instant of the first day's midnight in Vietnam.

        >>> str(Period(date(2026, 1, 1), date(2026, 1, 31)).begins_at)
        '2025-12-31 17:00:00'
        """
        return datetime.combine(self.first, time()) - VIETNAM

    @property
    def ends_at(self) -> datetime:
        """The first instant that belongs to the period no more."""
        return datetime.combine(self.last + DAY, time()) - VIETNAM

    def days(self) -> Iterator[date]:
        """Yield every day of the period."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + number * DAY


def period_of(span: Span, day: date, offset: int = 0) -> Period:
    """Return the period of this length that holds the day, or the one ``offset`` on.

    >>> period_of(Span.QUARTER, date(2026, 5, 20))
    Period(first=datetime.date(2026, 4, 1), last=datetime.date(2026, 6, 30))
    >>> period_of(Span.HALF, date(2026, 5, 20), -1).first
    datetime.date(2025, 7, 1)
    """
    if span is Span.WEEK:
        monday = day - day.weekday() * DAY + offset * 7 * DAY
        return Period(monday, monday + 6 * DAY)
    length = MONTHS[span]
    start = day.year * 12 + (day.month - 1) // length * length + offset * length
    return Period(_first_of(start), _first_of(start + length) - DAY)


def _first_of(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


def vietnam_day(instant: datetime) -> date:
    """Return the day that the calendar in Vietnam shows at an instant.

    >>> vietnam_day(datetime(2026, 3, 31, 17, 0))
    datetime.date(2026, 4, 1)
    """
    return (instant + VIETNAM).date()
