"""Plans of numbering (NĐ 30/2020 Điều 15.1)."""

import pytest

from core.errors import NumberingError
from core.numbering import Numbered, Plan, Split, choose_plan

LEGAL = Plan(1, family="legal", split=Split.TYPE)
BODIES = Plan(2, advisory=True, split=Split.UNIT)
DECISIONS = Plan(3, types=frozenset({7}), first_year=2027)
COMMON = Plan(4)
PLANS = (LEGAL, BODIES, DECISIONS, COMMON)


def numbered(**changes):
    values = {"year": 2026, "type": 7, "family": "administrative", "unit": 5}
    return Numbered(**values | changes)


@pytest.mark.parametrize(
    ("changes", "book"),
    [
        ({}, (4, 0, 0)),
        ({"family": "legal"}, (1, 7, 0)),
        ({"family": "legal", "type": 8}, (1, 8, 0)),
        ({"advisory": True}, (2, 0, 5)),
        ({"advisory": True, "unit": 6}, (2, 0, 6)),
        ({"year": 2027}, (3, 0, 0)),
        ({"year": 2027, "type": 8}, (4, 0, 0)),
    ],
)
def test_the_first_plan_that_fits_names_the_book(changes, book):
    subject = numbered(**changes)
    assert choose_plan(PLANS, subject).book(subject) == book


def test_a_plan_ends_with_its_last_year():
    plan = Plan(9, first_year=2025, last_year=2026)
    fits = [year for year in range(2023, 2029) if plan.fits(numbered(year=year))]
    assert fits == [2025, 2026]


def test_units_of_a_plan():
    plan = Plan(9, units=frozenset({5}))
    assert plan.fits(numbered())
    assert not plan.fits(numbered(unit=6))


def test_without_a_plan_there_is_no_number():
    with pytest.raises(NumberingError) as caught:
        choose_plan((LEGAL,), numbered())
    assert caught.value.code == "numbering.no_plan"
