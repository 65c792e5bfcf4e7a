"""What a page proposes, by the places of NĐ 30/2020 Phụ lục I; and what it doesn't."""

import doctest
from dataclasses import replace
from datetime import date

import pytest

from core.ocr import fuzzy, writing
from core.ocr.model import Box, Page, Row, Word
from core.ocr.propose import Known, propose
from core.ocr.tsv import pages_of
from core.ocr.writing import parse_code, parse_day

TYPES = {"Công văn": "", "Quyết định": "QĐ", "Thông báo": "TB", "Thông cáo": "TC"}
KNOWN = Known(["Sở Công Thương", "Sở Tài chính"], TYPES, date(2026, 6, 1))
LETTER = {
    "UBND TỈNH LAI CHÂU": (80, 50),
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": (290, 50),
    "SỞ CÔNG THƯƠNG": (95, 66),
    "Độc lập - Tự do - Hạnh phúc": (335, 66),
    "Số: 125/SCT-QLTM": (96, 100),
    "Lai Châu, ngày 05 tháng 3 năm 2026": (315, 100),
    "V/v kiểm tra thị trường": (75, 124),
    "quý I năm 2026": (95, 138),
    "Kính gửi: Các đơn vị": (230, 200),
    "Thực hiện chương trình công tác năm, đề nghị các đơn vị báo cáo": (120, 230),
    "Nơi nhận:": (92, 330),
    "KT. GIÁM ĐỐC": (385, 330),
    "PHÓ GIÁM ĐỐC": (383, 346),
    "Trần Quang Vinh": (380, 440),
}


def page(lines, number=1, confidence=0.96):
    """A page with lines of text by their places."""
    rows = []
    for text, (left, top) in lines.items():
        words, x = [], left
        for part in text.split():
            wide = 6.2 * len(part)
            words.append(Word(part, confidence, Box(x, top, x + wide, top + 12)))
            x += wide + 4
        rows.append(Row(tuple(words)))
    return Page(number, 595, 842, tuple(rows))


def values(lines, known=KNOWN, **options):
    found = propose([page(lines, **options)], known)
    return {name: item.value for name, item in found.items()}


def changed(**lines):
    """The letter with other words in places, named by their first letters."""
    made = dict(LETTER)
    for start, text in lines.items():
        [old] = [line for line in made if line.startswith(start)]
        made = {(text if line == old else line): at for line, at in made.items()}
    return {line: at for line, at in made.items() if line}


def test_an_official_letter():
    """Phụ lục I, ô 1 to 7: everything is where it belongs."""
    assert values(LETTER) == {
        "number": "125",
        "notation": "SCT-QLTM",
        "date": "2026-03-05",
        "place": "Lai Châu",
        "agency": "Sở Công Thương",
        "type": "Công văn",
        "subject": "Kiểm tra thị trường quý I năm 2026",
        "signer_position": "Phó Giám đốc",
        "signer_name": "Trần Quang Vinh",
    }


def test_a_named_type():
    """Phụ lục I, ô 5a: the type in capitals in the middle, its subject below."""
    lines = changed(V="", quý="", Số="Số: 7/QD-SCT")
    lines["QUYẾT ĐỊNH"] = (255, 160)
    lines["Về việc công nhận kết quả"] = (215, 178)
    found = values(lines)
    assert (found["type"], found["notation"]) == ("Quyết định", "QĐ-SCT")
    assert found["subject"] == "Về việc công nhận kết quả"


def test_confidence_and_spot():
    """Each proposal tells how sure it is and where on the page it stands."""
    sure = propose([page(LETTER)], KNOWN)["date"]
    unsure = propose([page(LETTER, confidence=0.6)], KNOWN)["date"]
    assert sure.confidence == 0.96 and unsure.confidence == 0.6
    x0, y0, x1, y1 = sure.spot
    assert sure.page == 1 and 0.52 < x0 < 0.54 < x1 <= 1
    assert y0 == pytest.approx(100 / 842, abs=0.001) and y1 > y0


def test_a_spot_on_a_page_that_lies_on_its_side():
    upright = page(LETTER)
    box = Box(0, 0, 595 / 4, 842 / 2)
    turned = {
        turn: replace(upright, turn=turn).shown(box) for turn in (0, 90, 180, 270)
    }
    assert turned[0] == (0, 0, 0.25, 0.5)
    assert turned[90] == (0, 0.75, 0.5, 1)
    assert turned[180] == (0.75, 0.5, 1, 1)
    assert turned[270] == (0.5, 0, 1, 0.25)


def test_nothing_where_the_page_does_not_tell():
    """An empty field is better than a wrong one."""
    assert "number" not in values(changed(Số="Số:        /SCT-QLTM"))
    assert "date" not in values(changed(Lai="Lai Châu, ngày    tháng 3 năm 2026"))
    assert "date" not in values(changed(Lai="Lai Châu, ngày 31 tháng 2 năm 2026"))
    assert "date" not in values(changed(Lai="Lai Châu, ngày 05 tháng 9 năm 2026"))
    assert "signer_name" not in values(changed(Trần="17/3 14:05:11 +07"))
    lost = values(changed(KT="K1 G1AM", PHÓ=""))
    assert "signer_position" not in lost and "signer_name" not in lost
    assert "subject" not in values(changed(V="", quý=""))
    assert values(LETTER, confidence=0.3) == {}
    assert propose([], KNOWN) == {}
    assert propose([page(LETTER, number=2)], KNOWN) == {}


def test_what_ocr_gets_wrong():
    """Tone marks, O for 0, l for 1, D for Đ: what is known is recognised."""
    lines = changed(
        SỞ="SƠ CÔNG THUƠNG", Số="Sô: l2O/SCT-QLTM ˆ", CỘNG="CỘNG HOÀ XÃ HÔI"
    )
    found = values(lines)
    assert found["agency"] == "Sở Công Thương"
    assert (found["number"], found["notation"]) == ("120", "SCT-QLTM")


def test_an_agency_that_is_not_in_the_list():
    """As it stands on the page; its superior body isn't part of it."""
    lines = changed(SỞ="CHI CỤC KIỂM LÂM")
    assert values(lines)["agency"] == "CHI CỤC KIỂM LÂM"
    two = changed(UBND="ỦY BAN NHÂN DÂN", SỞ="HUYỆN TAM ĐƯỜNG")
    assert values(two)["agency"] == "ỦY BAN NHÂN DÂN HUYỆN TAM ĐƯỜNG"


def test_names_of_one_letter():
    """“KHU VỰC X” on a line of its own; “Giàng A Tính”."""
    lines = changed(UBND="KHO BẠC NHÀ NƯỚC KHU VỰC", SỞ="X", Trần="Giàng A Tính")
    found = values(lines)
    assert found["agency"] == "KHO BẠC NHÀ NƯỚC KHU VỰC X"
    assert found["signer_name"] == "Giàng A Tính"


def test_two_names_are_not_told_apart():
    """THÔNG BÁO and THÔNG CÁO differ by one letter: the marks decide, or nobody."""
    assert fuzzy.nearest("THÔNG BÁO", TYPES)[0] == "Thông báo"
    assert fuzzy.nearest("THÔNG ĐÁO", ["Thông báo", "Thông cáo"])[0] == ""


@pytest.mark.parametrize(
    ("block", "position"),
    [
        (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Chủ tịch"),
        (("TL. GIÁM ĐỐC", "TRƯỞNG PHÒNG"), "Trưởng phòng"),
        (("TUQ. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"), "Chánh Văn phòng"),
        (("", "GIÁM ĐỐC"), "Giám đốc"),
        # of whom he takes the place is not what he is
        (("GIÁM ĐỐC", "TRƯỞNG PHÒNG"), None),
    ],
)
def test_positions(block, position):
    """Phụ lục I, ô 7a: TM., KT., TL., TUQ. and the position below."""
    found = values(changed(KT=block[0], PHÓ=block[1]))
    assert found.get("signer_position") == position


def test_the_signer_stands_where_the_document_ends():
    """Annexes may follow the page with “Nơi nhận”."""
    heading = changed(Nơi="", KT="", PHÓ="", Trần="")
    ending = {text: at for text, at in LETTER.items() if at[1] > 300}
    annex = {"PHỤ LỤC": (260, 60), "GIÁM ĐỐC": (385, 500), "Lê Văn Khác": (380, 600)}
    pages = [page(heading), page(ending, number=2), page(annex, number=3)]
    found = propose(pages, KNOWN)["signer_name"]
    assert (found.value, found.page) == ("Trần Quang Vinh", 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Số: 12/2026/QĐ-UBND", ("12", "2026/QĐ-UBND")),
        ("Số 45 / BC-SCT", ("45", "BC-SCT")),
        ("Số: 12a/SCT-VP", ("12a", "SCT-VP")),
        ("Số: 1087/UBND–KT", ("1087", "UBND-KT")),
        ("và/hoặc", None),
        ("Số: 125", None),
    ],
)
def test_codes(text, code):
    found = parse_code(text, TYPES.values())
    assert (found and (found.number, found.notation)) == code


def test_days():
    assert parse_day("Hà Nội, ngày 9 thang 01 nam 2026").day == date(2026, 1, 9)
    assert parse_day("ngày 32 tháng 01 năm 2026") is None
    assert parse_day("ngày 5 tháng 01 năm 1026") is None


def test_tables_from_anywhere():
    """A table that is damaged, or tells nothing, is an empty page."""
    assert pages_of("") == []
    assert pages_of("head\n1\t1\tx") == []
    [empty] = pages_of("head\n1\t1\t0\t0\t0\t0\t0\t0\t1655\t2340\t-1\t")
    assert empty.rows == () and empty.height == pytest.approx(842)


@pytest.mark.parametrize("module", [fuzzy, writing])
def test_examples(module):
    assert doctest.testmod(module).failed == 0
