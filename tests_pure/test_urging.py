"""Which rule of urging applies on which day (Điều 17); working days between days."""

import doctest
from datetime import date, timedelta

import pytest

from core import urging
from core.urging import Rule, rules_now, warned_days
from core.working_time import OfficeCalendar

NEW_YEAR = date(2026, 1, 1)  # a Thursday
CALENDAR = OfficeCalendar(frozenset({NEW_YEAR}), frozenset({date(2026, 1, 10)}))
RULES = (
    Rule(1, -3, "normal"),
    Rule(2, -1),
    Rule(3, 0),
    Rule(4, 1, "normal"),
    Rule(5, 1, "urgent"),
    Rule(6, 3, "3"),
    Rule(7, 2, "all", "draft"),
)


def test_doctests():
    assert not doctest.testmod(urging).failed


@pytest.mark.parametrize(
    ("due", "day", "distance"),
    [
        (date(2025, 12, 31), date(2026, 1, 2), 1),  # a holiday between them
        (date(2026, 1, 2), date(2026, 1, 5), 1),  # a week-end
        (date(2026, 1, 9), date(2026, 1, 10), 1),  # a Saturday worked instead
        (date(2026, 1, 4), date(2026, 1, 2), 0),  # due on a Sunday, seen on Friday
        (date(2026, 1, 12), date(2026, 1, 5), -6),
        (date(2026, 1, 5), date(2026, 1, 5), 0),
    ],
)
def test_distance(due, day, distance):
    assert CALENDAR.distance(due, day) == distance


def test_distance_goes_with_counting_forward():
    """What lies n working days ahead is n working days away."""
    for number in range(30):
        day = date(2025, 12, 22) + timedelta(days=number)
        for days in range(1, 12):
            assert CALENDAR.distance(CALENDAR.plus(day, days), day) == -days


@pytest.mark.parametrize(
    ("urgency", "kind", "position", "expected"),
    [
        ("0", "assignment", -4, ()),
        ("0", "assignment", -3, (1,)),
        ("0", "assignment", -2, (1,)),
        ("2", "assignment", -3, ()),
        ("2", "assignment", -1, (2,)),
        ("0", "assignment", 0, (3,)),
        ("0", "assignment", 1, (4,)),
        ("2", "assignment", 1, (5,)),
        ("0", "assignment", 30, (4,)),
        ("3", "assignment", 3, (6,)),
        ("2", "assignment", 3, (5,)),
        ("0", "draft", 2, (7,)),
        ("3", "draft", 9, (6,)),
    ],
)
def test_only_the_latest_moment(urgency, kind, position, expected):
    assert rules_now(RULES, kind, urgency, position) == expected


def test_a_reminder_is_never_given_too_late():
    assert rules_now((Rule(1, -1), Rule(2, 0)), "draft", "0", 1) == ()


def test_near_by_the_furthest_reminder():
    assert warned_days(RULES, 9) == 3
    assert warned_days((Rule(1, 0), Rule(2, 4)), 2) == 2
