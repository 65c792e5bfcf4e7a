"""Who may sign what (NĐ 30/2020 Điều 13)."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from core.authority import (
    OPENINGS,
    Authority,
    Kind,
    check_entry,
    check_signing,
    covering,
    proposed_opening,
    same_text,
)
from core.errors import AuthorityError

DIRECTOR, DEPUTY, CHIEF = 1, 2, 3
LETTER, DECISION = 10, 11
DAY = date(2026, 11, 23)
HEAD = Authority(
    key=1,
    kind=Kind.HEAD,
    signer=DIRECTOR,
    entity=1,
    opening=(),
    position="Giám đốc",
    first=date(2026, 1, 1),
)
AUTHORISED = Authority(
    key=5,
    kind=Kind.AUTHORISED,
    signer=CHIEF,
    entity=1,
    opening=("TUQ. GIÁM ĐỐC",),
    position="Chánh Văn phòng",
    first=date(2026, 11, 1),
    last=date(2026, 11, 30),
    types=frozenset({LETTER}),
    basis="05/GUQ-SCT",
    principal=DIRECTOR,
)


def refusal(check, *args):
    with pytest.raises(AuthorityError) as caught:
        check(*args)
    return caught.value.code


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 10, 31), "authority.not_begun"),
        (date(2026, 12, 1), "authority.ended"),
    ],
)
def test_first_and_last_day_are_its_days(day, code):
    for inside in (AUTHORISED.first, AUTHORISED.last):
        check_signing(AUTHORISED, CHIEF, 1, LETTER, inside)
    assert refusal(check_signing, AUTHORISED, CHIEF, 1, LETTER, day) == code


def test_signer_entity_type_and_entry():
    def told(*args, right=AUTHORISED):
        return refusal(check_signing, right, *args)

    assert told(DEPUTY, 1, LETTER, DAY) == "authority.other_signer"
    assert told(CHIEF, 2, LETTER, DAY) == "authority.other_entity"
    assert told(CHIEF, 1, DECISION, DAY) == "authority.other_type"
    assert told(CHIEF, 1, None, DAY) == "authority.other_type"
    late = replace(AUTHORISED, entered=date(2026, 11, 24))
    assert told(CHIEF, 1, LETTER, DAY, right=late) == "authority.entered_later"


def test_proposed_first():
    """The right for this very type, then the own, then what was passed on."""
    order = replace(AUTHORISED, key=2, kind=Kind.BY_ORDER, types=frozenset(), last=None)
    own = replace(HEAD, key=3, signer=CHIEF)
    known = [order, own, AUTHORISED]
    keys = [item.key for item in covering(known, CHIEF, 1, LETTER, DAY)]
    assert keys == [5, 3, 2]
    keys = [item.key for item in covering(known, CHIEF, 1, DECISION, DAY)]
    assert keys == [3, 2]
    assert not covering(known, DIRECTOR, 1, LETTER, DAY)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"opening": ()}, "authority.opening_wrong"),
        ({"opening": ("KT. GIÁM ĐỐC",)}, "authority.opening_wrong"),
        ({"opening": ("TUQ.",)}, "authority.opening_wrong"),
        ({"position": " "}, "authority.opening_wrong"),
        ({"position": "Q. Giám đốc"}, "authority.acting_position"),
        ({"last": date(2026, 10, 1)}, "authority.dates_reversed"),
        ({"last": None}, "authority.dates_missing"),
        ({"basis": " "}, "authority.basis_missing"),
        ({"types": frozenset()}, "authority.scope_missing"),
        ({"principal": CHIEF}, "authority.principal_self"),
        ({"principal": None}, "authority.principal_missing"),
        ({"entity": 2}, "authority.redelegation"),
        ({"first": date(2025, 12, 31)}, "authority.redelegation"),
    ],
)
def test_what_an_authorisation_needs(changes, code):
    check_entry(AUTHORISED, [HEAD])
    assert refusal(check_entry, replace(AUTHORISED, **changes), [HEAD]) == code


def test_no_authorising_further():
    """NĐ 30 Điều 13.3: neither from an authorisation nor from any passed right."""
    for kind in set(Kind) - {Kind.HEAD, Kind.COLLECTIVE, Kind.ACTING}:
        given = replace(HEAD, kind=kind)
        assert refusal(check_entry, AUTHORISED, [given]) == "authority.redelegation"


def test_order_is_passed_on_by_the_head_of_the_unit_only():
    """NĐ 30 Điều 13.4."""
    order = replace(AUTHORISED, kind=Kind.BY_ORDER, opening=("TL. GIÁM ĐỐC",))
    assert refusal(check_entry, order) == "authority.unit_missing"
    order = replace(order, unit=7, types=frozenset(), last=None)
    check_entry(order)
    passed = replace(
        order,
        kind=Kind.BY_ORDER_DEPUTY,
        signer=DEPUTY,
        principal=CHIEF,
        opening=("TL. GIÁM ĐỐC", "KT. CHÁNH VĂN PHÒNG"),
    )
    check_entry(passed, [order])
    assert refusal(check_entry, passed, [HEAD]) == "authority.redelegation"


def test_every_kind_proposes_lines_that_fit_it():
    for kind in Kind:
        lines = proposed_opening(kind, "Ủy ban nhân dân", "Chủ tịch", ("TL. CHỦ TỊCH",))
        assert len(lines) == len(OPENINGS[kind])
        for line, code in zip(lines, OPENINGS[kind], strict=True):
            assert line.startswith(f"{code} ")
            assert line == line.upper()


def test_same_text():
    """Case, spaces, line ends and the way of writing marks don't count."""
    wanted = ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
    assert same_text(("kt.giám  đốc phó giám đốc",), wanted)
    apart = [unicodedata.normalize("NFD", line) for line in wanted]
    assert apart != list(wanted)
    assert same_text(apart, wanted)
    assert not same_text(("GIÁM ĐỐC",), wanted)
    assert not same_text(("TL. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), wanted)
    assert not same_text(("KT. GIAM ĐỐC", "PHÓ GIÁM ĐỐC"), wanted)
