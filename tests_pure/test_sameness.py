"""NĐ 30/2020 Phụ lục VI III.1h: when two documents may be one."""

import doctest

import pytest

from core import sameness
from core.sameness import agency_key, code_key, same_agency


def test_examples_in_docstrings():
    result = doctest.testmod(sameness)
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize(
    "spelled",
    [
        "UBND tỉnh Lai Châu",
        "Uỷ ban nhân dân tỉnh Lai Châu",
        "ỦY BAN NHÂN DÂN TỈNH LAI CHÂU",
        "Uy ban nhan dan tinh Lai Chau",
        "UBND  Lai Châu.",
    ],
)
def test_one_agency_in_many_spellings(spelled):
    assert agency_key(spelled) == agency_key("Ủy ban nhân dân tỉnh Lai Châu")


@pytest.mark.parametrize(
    "other", ["UBND tỉnh Lào Cai", "HĐND tỉnh Lai Châu", "Sở Tài chính tỉnh Lai Châu"]
)
def test_other_agencies_stay_others(other):
    assert agency_key(other) != agency_key("Ủy ban nhân dân tỉnh Lai Châu")


@pytest.mark.parametrize(
    ("number", "notation"),
    [("9", "QĐ-UBND"), ("09", "QÐ-UBND".replace("Ð", "Đ")), ("9/QĐ–UBND", "")],
)
def test_one_number_in_many_spellings(number, notation):
    assert code_key(number, notation) == "9/qd-ubnd"


def test_numbers_that_differ():
    assert code_key("90", "QĐ-UBND") != code_key("9", "QĐ-UBND")
    assert code_key("9", "KH-UBND") != code_key("9", "QĐ-UBND")


def test_nothing_known_is_not_the_same():
    assert not same_agency(["", ""], ["", ""], "", "")
    assert not same_agency([""], ["H35"], " ", "UBND")
