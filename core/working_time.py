"""Working days of Vietnam's offices, and by when documents are sent and received.

QĐ 28/2018 Điều 6.2: sent on the day of signing, at the latest in the morning of the
next working day, urgent ones at once. Điều 10.3 of the regulation: accepted and
presented on the day of arrival, urgent ones at once.

All instants are UTC without zone, as Odoo stores them; all days and hours are those of
Vietnam, which is UTC+7 the year round (QĐ 28/2018 Điều 14.4).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .lunar import solar_day

VIETNAM = timedelta(hours=7)
DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days off in a row; ``key`` names the occasion, ``…_rest`` the rest for it."""

    key: str
    first: date
    last: date


def public_holidays(year: int) -> tuple[Holiday, ...]:
    """Return the holidays of a year by law, the days of rest for them included.

    Bộ luật Lao động 2019 Điều 112; where one falls on a weekly day of rest, the next
    working days are off instead (Điều 111.3). The Government fixes the days around Tết
    and the second day of the National Day each year; offices correct them by hand.
    """
    tet = solar_day(1, 1, year)
    found = (
        Holiday("new_year", date(year, 1, 1), date(year, 1, 1)),
        Holiday("tet", tet - DAY, tet + 3 * DAY),
        Holiday("hung_kings", solar_day(10, 3, year), solar_day(10, 3, year)),
        Holiday("liberation", date(year, 4, 30), date(year, 5, 1)),
        Holiday("national_day", date(year, 9, 1), date(year, 9, 2)),
    )
    found = tuple(sorted(found, key=lambda holiday: holiday.first))
    off = {day for holiday in found for day in _days(holiday)}
    rests = []
    for holiday in found:
        lost = sum(day.weekday() >= SATURDAY for day in _days(holiday))
        rest = []
        day = holiday.last
        while len(rest) < lost:
            day += DAY
            if day.weekday() < SATURDAY and day not in off:
                rest.append(day)
                off.add(day)
        rests += [Holiday(f"{holiday.key}_rest", day, day) for day in rest]
    return tuple(sorted((*found, *rests), key=lambda holiday: holiday.first))


def _days(holiday: Holiday) -> list[date]:
    count = (holiday.last - holiday.first).days + 1
    return [holiday.first + number * DAY for number in range(count)]


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """Monday to Friday, but for the days that the Government fixes otherwise.

    :param holidays: days off
    :param workdays: Saturdays and Sundays that are worked in exchange
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """Tell whether offices work on a day."""
        if day in self.workdays:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def plus(self, day: date, count: int) -> date:
        """Return the day that lies some working days after a day.

        Counting begins on the day after (Bộ luật Dân sự 2015 Điều 147.2); none at all
        is the day itself, or the next one on which offices work.

        >>> OfficeCalendar().plus(date(2026, 1, 2), 2)  # a Friday
        datetime.date(2026, 1, 6)
        >>> OfficeCalendar().plus(date(2026, 1, 3), 0)
        datetime.date(2026, 1, 5)
        """
        for _each in range(count):
            day = self.next_open(day)
        return day if self.is_open(day) else self.next_open(day)

    def next_open(self, day: date) -> date:
        """Return the first working day after a day.

        >>> OfficeCalendar().next_open(date(2026, 1, 2))  # a Friday
        datetime.date(2026, 1, 5)
        """
        day += DAY
        while not self.is_open(day):
            day += DAY
        return day

    def distance(self, due: date, day: date) -> int:
        """Return how many working days a day lies after a deadline.

        Negative before it; none on the deadline, and on days off beside it.

        >>> friday = date(2026, 1, 2)
        >>> OfficeCalendar().distance(friday, date(2026, 1, 6))
        2
        >>> OfficeCalendar().distance(date(2026, 1, 6), friday)
        -2
        >>> OfficeCalendar().distance(friday, date(2026, 1, 4))
        0
        """
        first, last = min(due, day), max(due, day)
        count = (last - first).days
        worked = sum(self.is_open(first + n * DAY) for n in range(1, count + 1))
        return worked if day >= due else -worked


@dataclass(frozen=True, slots=True)
class TimeRules:
    """What an entity sets where the law leaves room.

    :param urgent_minutes: what "at once" means for urgent documents
    :param warn_minutes: how long before the end a warning is given
    :param arrival_minutes: how long a packet may take to be confirmed as arrived
    :param morning_end: when the morning ends
    :param day_end: when the office closes
    """

    urgent_minutes: int = 30
    warn_minutes: int = 120
    arrival_minutes: int = 60
    morning_end: time = time(12)
    day_end: time = time(17)


@dataclass(frozen=True, slots=True)
class Watch:
    """By when something is done, and when its people are warned before (UTC)."""

    warn_at: datetime
    due_at: datetime


def written_time(instant: datetime) -> str:
    """Write an instant as clocks in Vietnam show it.

    >>> written_time(datetime(2026, 1, 5, 18, 30))
    '06/01/2026 01:30:00'
    """
    return (instant + VIETNAM).strftime("%d/%m/%Y %H:%M:%S")


def watch_sending(
    signed_at: datetime, urgent: bool, rules: TimeRules, calendar: OfficeCalendar
) -> Watch:
    """Return by when a signed document is sent (QĐ 28/2018 Điều 6.2).

    The warning comes before the day of signing ends, for that is the day to send on;
    when that is past, before the end of the next working morning. Minutes of urgent
    documents go by the clock: nobody waits for the office to open.

    >>> friday = datetime(2026, 1, 2, 9, 30)  # 16:30 in Vietnam
    >>> str(watch_sending(friday, False, TimeRules(), OfficeCalendar()).due_at)
    '2026-01-05 05:00:00'
    >>> str(watch_sending(friday, True, TimeRules(), OfficeCalendar()).due_at)
    '2026-01-02 10:00:00'
    """
    if urgent:
        return _at_once(signed_at, rules)
    day = (signed_at + VIETNAM).date()
    due = _instant(calendar.next_open(day), rules.morning_end)
    before = timedelta(minutes=rules.warn_minutes)
    warn = _instant(day, rules.day_end) - before
    if not calendar.is_open(day) or signed_at > warn:
        warn = due - before
    return Watch(warn, due)


def watch_receiving(
    arrived_at: datetime, urgent: bool, rules: TimeRules, calendar: OfficeCalendar
) -> Watch:
    """Return by when a document is accepted and presented (Điều 10.3).

    The day lasts until midnight. What arrives after the office has closed belongs to
    the next working day (NĐ 30/2020 Điều 4.2), unless it is urgent.

    >>> watch = watch_receiving(
    ...     datetime(2026, 1, 5, 1), False, TimeRules(), OfficeCalendar())
    >>> str(watch.warn_at), str(watch.due_at)
    ('2026-01-05 08:00:00', '2026-01-05 17:00:00')
    """
    if urgent:
        return _at_once(arrived_at, rules)
    local = arrived_at + VIETNAM
    day = local.date()
    if not calendar.is_open(day) or local.time() >= rules.day_end:
        day = calendar.next_open(day)
    warn = _instant(day, rules.day_end) - timedelta(minutes=rules.warn_minutes)
    return Watch(max(warn, arrived_at), _instant(day + DAY, time()))


def _at_once(begun: datetime, rules: TimeRules) -> Watch:
    return Watch(begun, begun + timedelta(minutes=rules.urgent_minutes))


def _instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour) - VIETNAM
