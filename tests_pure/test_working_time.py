"""Deadlines of sending and receiving at their edges, and the holidays between them."""

import doctest
from datetime import date, datetime, time, timedelta

import pytest

from core import lunar, working_time
from core.lunar import solar_day
from core.working_time import (
    OfficeCalendar,
    TimeRules,
    public_holidays,
    watch_receiving,
    watch_sending,
)

RULES = TimeRules()
PLAIN = OfficeCalendar()


def vn(text):
    """An instant that Vietnam's clocks show, as UTC."""
    local = datetime.fromisoformat(text)
    return local - timedelta(hours=7)


def calendar_of(year):
    days = set()
    for holiday in public_holidays(year):
        count = (holiday.last - holiday.first).days + 1
        days |= {date.fromordinal(holiday.first.toordinal() + n) for n in range(count)}
    return OfficeCalendar(frozenset(days))


@pytest.mark.parametrize(
    "tet",
    [
        date(1985, 1, 21),  # a month before China's
        date(2007, 2, 17),  # a day before China's
        date(2024, 2, 10),
        date(2025, 1, 29),
        date(2026, 2, 17),
        date(2027, 2, 6),
        date(2028, 1, 26),
        date(2029, 2, 13),
        date(2030, 2, 2),  # a day before China's
        date(2033, 1, 31),
    ],
)
def test_tet_is_that_of_vietnam(tet):
    assert solar_day(1, 1, tet.year) == tet


@pytest.mark.parametrize(
    "day", [date(2023, 4, 29), date(2025, 4, 7), date(2026, 4, 26), date(2027, 4, 16)]
)
def test_hung_kings_also_after_a_leap_month(day):
    """In 2023 the second month comes twice."""
    assert solar_day(10, 3, day.year) == day


def test_holidays_on_days_of_rest_are_made_up_for():
    """Bộ luật Lao động 2019 Điều 111.3: 10 March of the lunar 2026 is a Sunday."""
    found = {holiday.key: holiday for holiday in public_holidays(2026)}
    assert found["hung_kings"].first == date(2026, 4, 26)
    assert found["hung_kings_rest"].first == date(2026, 4, 27)
    assert (found["tet"].first, found["tet"].last) == (
        date(2026, 2, 16),
        date(2026, 2, 20),
    )
    assert "tet_rest" not in found


def test_two_days_of_tet_on_a_weekend():
    """Tết of 2027 is a Saturday: two days are made up for after the fourth day."""
    rest = [h.first for h in public_holidays(2027) if h.key == "tet_rest"]
    assert rest == [date(2027, 2, 10), date(2027, 2, 11)]


def test_worked_saturday():
    """The Government swaps working days; then a Saturday is one."""
    swapped = OfficeCalendar(
        frozenset({date(2026, 8, 31)}), frozenset({date(2026, 8, 22)})
    )
    assert swapped.is_open(date(2026, 8, 22))
    assert not swapped.is_open(date(2026, 8, 31))
    assert swapped.next_open(date(2026, 8, 21)) == date(2026, 8, 22)


@pytest.mark.parametrize(
    ("signed", "due", "warn"),
    [
        # Monday morning: the day itself, else Tuesday noon
        ("2026-01-05 08:00", "2026-01-06 12:00", "2026-01-05 15:00"),
        # signed when the day's warning is past
        ("2026-01-05 16:30", "2026-01-06 12:00", "2026-01-06 10:00"),
        # Friday afternoon
        ("2026-01-09 16:30", "2026-01-12 12:00", "2026-01-12 10:00"),
        # Saturday
        ("2026-01-10 09:00", "2026-01-12 12:00", "2026-01-12 10:00"),
        # the last working day before Tết, to the first one after it
        ("2026-02-13 09:00", "2026-02-23 12:00", "2026-02-13 15:00"),
        # one minute before and at midnight in Vietnam: two different days
        ("2026-01-05 23:59", "2026-01-06 12:00", "2026-01-06 10:00"),
        ("2026-01-06 00:00", "2026-01-07 12:00", "2026-01-06 15:00"),
    ],
)
def test_sending(signed, due, warn):
    """QĐ 28/2018 Điều 6.2."""
    watch = watch_sending(vn(signed), False, RULES, calendar_of(2026))
    assert (watch.due_at, watch.warn_at) == (vn(due), vn(warn))


def test_sending_is_of_vietnams_day_not_of_utcs():
    """06:30 on Tuesday in Vietnam is still Monday in UTC."""
    signed = vn("2026-01-06 06:30")
    assert signed.date() == date(2026, 1, 5)
    watch = watch_sending(signed, False, RULES, PLAIN)
    assert watch.due_at == vn("2026-01-07 12:00")


@pytest.mark.parametrize("watch", [watch_sending, watch_receiving])
def test_urgent_goes_by_the_clock(watch):
    """QĐ 28 Điều 6.2, Điều 10.3: at once, on Friday at 16:50 and before Tết, too."""
    for begun, due in (
        ("2026-01-09 16:50", "2026-01-09 17:20"),
        ("2026-02-14 23:50", "2026-02-15 00:20"),
    ):
        found = watch(vn(begun), True, RULES, calendar_of(2026))
        assert (found.warn_at, found.due_at) == (vn(begun), vn(due))


@pytest.mark.parametrize(
    ("arrived", "due", "warn"),
    [
        ("2026-01-05 08:00", "2026-01-06 00:00", "2026-01-05 15:00"),
        # late in the day there is no time left to wait with the warning
        ("2026-01-05 16:40", "2026-01-06 00:00", "2026-01-05 16:40"),
        # after hours, on Saturday, in Tết: the next working day
        ("2026-01-05 17:00", "2026-01-07 00:00", "2026-01-06 15:00"),
        ("2026-01-10 09:00", "2026-01-13 00:00", "2026-01-12 15:00"),
        ("2026-02-17 00:05", "2026-02-24 00:00", "2026-02-23 15:00"),
        # midnight in Vietnam
        ("2026-01-06 00:00", "2026-01-07 00:00", "2026-01-06 15:00"),
    ],
)
def test_receiving(arrived, due, warn):
    """Điều 10.3: the same day."""
    watch = watch_receiving(vn(arrived), False, RULES, calendar_of(2026))
    assert (watch.due_at, watch.warn_at) == (vn(due), vn(warn))


def test_an_entity_sets_its_own_hours():
    rules = TimeRules(
        urgent_minutes=10, warn_minutes=60, morning_end=time(11, 30), day_end=time(16)
    )
    watch = watch_sending(vn("2026-01-05 08:00"), False, rules, PLAIN)
    assert watch.due_at == vn("2026-01-06 11:30")
    assert watch.warn_at == vn("2026-01-05 15:00")
    assert watch_sending(vn("2026-01-05 08:00"), True, rules, PLAIN).due_at == vn(
        "2026-01-05 08:10"
    )
    watch = watch_receiving(vn("2026-01-05 16:10"), False, rules, PLAIN)
    assert watch.due_at == vn("2026-01-07 00:00")


@pytest.mark.parametrize("module", [lunar, working_time])
def test_examples(module):
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
