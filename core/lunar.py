"""Days of the Vietnamese lunar calendar, for the holidays that go by it.

The usual astronomical rules on Vietnam's meridian (UTC+7): a month begins on the day of
the new moon, the eleventh month holds the winter solstice, and in a year of thirteen
months the first one without a principal term is the leap month. The series are those of
Jean Meeus, *Astronomical Algorithms*, good for centuries around ours.
"""

from datetime import date
from math import floor, pi, radians, sin

ZONE = 7 / 24
EPOCH = 2415021.076998695  # new moon number 0, on 1 January 1900
MONTH = 29.530588853
ORDINAL = 1721425  # Julian day number of the day before date.min


def solar_day(day: int, month: int, year: int) -> date:
    """Return the day on which a day of an ordinary lunar month falls.

    :param year: the lunar year, named after the one in which it begins

    >>> solar_day(1, 1, 2026)
    datetime.date(2026, 2, 17)
    """
    start = year if month >= 11 else year - 1
    eleventh, following = _eleventh_month(start), _eleventh_month(start + 1)
    number = round((eleventh - EPOCH) / MONTH)
    offset = (month - 11) % 12
    if following - eleventh > 365 and offset >= _leap_offset(number):
        offset += 1
    return date.fromordinal(_new_moon_day(number + offset) + day - 1 - ORDINAL)


def _eleventh_month(year: int) -> int:
    """Return the first day of the month that holds the winter solstice."""
    last = date(year, 12, 31).toordinal() + ORDINAL
    number = floor((last - 2415021) / MONTH)
    found = _new_moon_day(number)
    return _new_moon_day(number - 1) if _principal_term(found) >= 9 else found


def _leap_offset(number: int) -> int:
    """Return how many months after the eleventh the leap month comes."""
    offset = 1
    term = _principal_term(_new_moon_day(number + offset))
    while offset < 14:
        before, offset = term, offset + 1
        term = _principal_term(_new_moon_day(number + offset))
        if term == before:
            break
    return offset - 1


def _new_moon_day(number: int) -> int:
    return floor(_new_moon(number) + 0.5 + ZONE)


def _new_moon(k: int) -> float:
    """Return the instant of a new moon, as a Julian day in universal time."""
    t = k / 1236.85
    instant = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    instant += 0.00033 * sin(radians(166.56 + 132.87 * t - 0.009173 * t**2))
    sun = radians(359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3)
    moon = radians(306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3)
    node = radians(21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3)
    instant += (
        (0.1734 - 0.000393 * t) * sin(sun)
        + 0.0021 * sin(2 * sun)
        - 0.4068 * sin(moon)
        + 0.0161 * sin(2 * moon)
        - 0.0004 * sin(3 * moon)
        + 0.0104 * sin(2 * node)
        - 0.0051 * sin(sun + moon)
        - 0.0074 * sin(sun - moon)
        + 0.0004 * sin(2 * node + sun)
        - 0.0004 * sin(2 * node - sun)
        - 0.0006 * sin(2 * node + moon)
        + 0.0010 * sin(2 * node - moon)
        + 0.0005 * sin(2 * moon + sun)
    )
    return instant - (-0.000278 + 0.000265 * t + 0.000262 * t**2)


def _principal_term(day: int) -> int:
    """Return the twelfth of its circle, 0 to 11, in which the sun begins the day."""
    t = (day - 2451545.5 - ZONE) / 36525
    anomaly = radians(
        357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3
    )
    mean = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    center = (
        (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000290 * sin(3 * anomaly)
    )
    return floor(radians(mean + center) % (2 * pi) / pi * 6)
