"""Statuses and their order, file types, texts."""

from datetime import date

import pytest

from core.edxml.codes import (
    Priority,
    StatusCode,
    content_type_for,
    extension_of,
    may_follow,
)
from core.edxml.formats import read_date, write_date


def test_statuses():
    assert [str(code) for code in StatusCode] == "01 02 03 04 05 06 13 15 16".split()
    assert StatusCode("03").vietnamese == "Đã tiếp nhận"
    assert all(code.vietnamese for code in StatusCode)
    assert all(priority.vietnamese for priority in Priority)


@pytest.mark.parametrize(
    ("sent", "allowed"),
    [
        ("", "01 02 03 04 05 06 13 15 16"),
        ("01", "02 03 04 05 06 13 15 16"),
        ("01 02", "13 15 16"),
        ("02", "13 15 16"),
        ("01 03", "02 04 05 06 13 15 16"),
        ("03", "02 04 05 06 13 15 16"),
        ("01 03 02", "13 15 16"),
        ("01 03 05", "06 13 15 16"),
        ("04 01 03", "05 06 13 15 16"),
        ("06", "13 15 16"),
        ("01 13", "02 03 04 05 06 15 16"),
        ("01 03 13 15", "02 04 05 06"),
        ("01 03 13 16", "02 04 05 06"),
        ("16", "01 02 03 04 05 06 13"),
    ],
)
def test_what_may_follow(sent, allowed):
    may = [str(code) for code in StatusCode if may_follow(sent.split(), code)]
    assert may == allowed.split()
    assert may == [
        code for code in map(str, StatusCode) if may_follow(sent.split(), code)
    ]


@pytest.mark.parametrize("code", ["", "00", "3", "07", "14", "99", "done"])
def test_an_unknown_status_may_never(code):
    assert not may_follow([], code)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.pdf", "application/pdf"),
        ("A.PDF", "application/pdf"),
        ("a.b.docx", "application/docx"),
        ("a.doc", "application/doc"),
        ("a.xlsx", "application/zip"),
        ("a.zip", "application/zip"),
        ("a", "application/zip"),
        (".pdf", "application/zip"),
    ],
)
def test_content_types(name, expected):
    assert content_type_for(name) == expected


def test_extensions():
    assert extension_of("a.B") == "B"
    assert extension_of("a") == extension_of(".a") == extension_of("a.") == ""


def test_dates_both_ways():
    assert write_date(date(2026, 1, 5)) == "2026/01/05"
    assert read_date("2024/02/29") == date(2024, 2, 29)
    assert read_date("2023/02/29") is None
