"""Made-up letters on paper, scanned in five ways: fields proposed right, and the time.

Prints one line per figure, tab-separated: what, value, unit. A field that stays empty
is not right, but does no harm; what is proposed wrong is told by itself. The rules were
made with the known letters; the others tell what to expect of new ones.
"""

import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "demo")]

from scanned import Letter, scanned, written  # noqa: E402

from core.ocr.propose import Known, propose  # noqa: E402
from core.ocr.read import read_document  # noqa: E402

WAYS = {
    "clean": {},
    "skewed by 2 degrees": {"skew": 2},
    "noisy": {"noise": 0.01},
    "stamped over": {"stamp": True},
    "all of these": {"skew": -2, "noise": 0.01, "stamp": True},
}
TYPES = {
    **{"Công văn": "", "Quyết định": "QĐ", "Thông báo": "TB", "Báo cáo": "BC"},
    **{"Kế hoạch": "KH", "Tờ trình": "TTr", "Giấy mời": "GM", "Chỉ thị": "CT"},
    **{"Thông cáo": "TC", "Chương trình": "CTr", "Phương án": "PA", "Đề án": "ĐA"},
}
_PROVINCE = "Ủy ban nhân dân tỉnh Lai Châu"
LETTERS = (
    Letter(
        *("Sở Công Thương", "125", "SCT-QLTM", "Lai Châu", (5, 3, 2026)),
        "báo cáo kết quả kiểm tra thị trường quý I năm 2026",
        *("Trần Quang Vinh", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), _PROVINCE),
    ),
    Letter(
        *(_PROVINCE, "1087", "QĐ-UBND", "Lai Châu", (28, 11, 2025)),
        "Về việc phê duyệt kế hoạch sử dụng đất năm 2026",
        *("Lê Thị Hồng Nhung", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")),
        type="Quyết định",
    ),
    Letter(
        *("Cục Quản lý điện", "48", "TB-QLĐ", "Hà Nội", (9, 1, 2026)),
        "Lịch ngừng cung cấp điện để bảo dưỡng trạm biến áp",
        *("Phạm Văn Đồng Khởi", ("CỤC TRƯỞNG",), "Bộ Công Thương"),
        type="Thông báo",
        pages=2,
    ),
    Letter(
        *("Sở Tài chính", "302", "STC-NS", "Lai Châu", (17, 6, 2026)),
        "thẩm định dự toán mua sắm trang thiết bị",
        *("Nguyễn Đức Toàn", ("TL. GIÁM ĐỐC", "TRƯỞNG PHÒNG"), _PROVINCE),
        mark="KHẨN",
    ),
    Letter(
        *("Văn phòng", "15", "GM-VP", "Lai Châu", (2, 2, 2026)),
        "Họp giao ban công tác tháng 02 năm 2026",
        *("Vũ Minh Hằng", ("CHÁNH VĂN PHÒNG",), "Sở Công Thương"),
        type="Giấy mời",
    ),
    Letter(
        *("Ủy ban nhân dân huyện Tam Đường", "77", "BC-UBND", "Tam Đường"),
        (30, 9, 2025),
        "Tình hình phát triển công nghiệp và thương mại chín tháng đầu năm 2025",
        *("Lò Văn Páo", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        type="Báo cáo",
        pages=3,
    ),
    Letter(
        *("Chi cục Quản lý thị trường", "9", "TTr-QLTT", "Lai Châu", (1, 10, 2026)),
        "Về việc bổ sung biên chế cho các đội cơ động",
        *("Hoàng Anh Dũng", ("KT. CHI CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG")),
        superior="Sở Công Thương",
        type="Tờ trình",
    ),
    Letter(
        *("Bộ Công Thương", "4410", "BCT-KHTC", "Hà Nội", (22, 12, 2025)),
        "hướng dẫn lập kế hoạch đầu tư công giai đoạn 2026 - 2030",
        *("Đỗ Thị Thu Quỳnh", ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG")),
    ),
)
# Written after the rules, which were never changed for their sake.
OTHERS = (
    Letter(
        *("Sở Giáo dục và Đào tạo", "2093", "SGDĐT-VP", "Sơn La", (14, 8, 2025)),
        "tổ chức khai giảng năm học 2025 - 2026 tại các trường vùng cao",
        *("Quàng Thị Én", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "UBND tỉnh Sơn La"),
    ),
    Letter(
        *("Ban Quản lý khu kinh tế cửa khẩu", "31", "KH-BQLKKT", "Lai Châu"),
        (11, 4, 2026),
        "Triển khai công tác phòng cháy, chữa cháy và cứu nạn, cứu hộ năm 2026",
        *("Giàng A Tính", ("TRƯỞNG BAN",), _PROVINCE),
        type="Kế hoạch",
        pages=2,
    ),
    Letter(
        *("Hội đồng nhân dân tỉnh Lào Cai", "6", "CTr-HĐND", "Lào Cai", (20, 1, 2026)),
        "Giám sát việc thực hiện chính sách hỗ trợ doanh nghiệp nhỏ và vừa",
        *("Vàng Seo Chư", ("TM. THƯỜNG TRỰC HĐND", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        type="Chương trình",
    ),
    Letter(
        *("Trung tâm Khuyến công", "518", "TTKC-TV", "Lai Châu", (3, 11, 2025)),
        "đăng ký tham gia hội chợ hàng công nghiệp nông thôn tiêu biểu khu vực",
        *("Bùi Xuân Trường", ("GIÁM ĐỐC",), "Sở Công Thương"),
        mark="HỎA TỐC",
    ),
    Letter(
        *("Thanh tra tỉnh", "64", "QĐ-TTr", "Điện Biên", (26, 5, 2026)),
        "Về việc thanh tra công tác quản lý và sử dụng ngân sách tại các đơn vị",
        *("Cà Văn Hặc", ("CHÁNH THANH TRA",), "UBND tỉnh Điện Biên"),
        type="Quyết định",
    ),
    Letter(
        *("Kho bạc Nhà nước khu vực X", "1750", "KBKV-KTNN", "Yên Bái", (7, 7, 2026)),
        "đối chiếu số liệu quyết toán ngân sách nhà nước niên độ 2025",
        *("Đặng Ngọc Ánh", ("TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG"), "Kho bạc Nhà nước"),
    ),
)
AGENCIES = tuple(
    sorted({*(name.agency for name in LETTERS), "Sở Tư pháp", "Bộ Công An"})
)


def main() -> None:
    """Measure; see the module's docstring."""
    for name, letters in (("known letters", LETTERS), ("other letters", OTHERS)):
        seconds = pages = 0.0
        for way, spoilt in WAYS.items():
            seconds += _measure(f"{name}, {way}", letters, spoilt)
            pages += sum(letter.pages for letter in letters)
        say(f"{name}: reading", seconds / pages, "s/page")


def _measure(what: str, letters: tuple[Letter, ...], spoilt: dict) -> float:
    """Print what was right and wrong; return the seconds that reading took."""
    known = Known(AGENCIES, TYPES, date(2026, 12, 1))
    seconds, right, wrong, wanted = 0.0, 0, 0, 0
    for letter in letters:
        scan = scanned(written(letter), **spoilt)
        begun = time.perf_counter()
        found = propose(read_document(scan).pages, known)
        seconds += time.perf_counter() - begun
        for field, value in expected(letter).items():
            told = found[field].value if field in found else None
            # not in the list: as it stands, in capitals
            same = told and told.casefold() == value.casefold()
            wanted, right = wanted + 1, right + bool(same)
            wrong += bool(told) and not same
            if "-v" in sys.argv and not same:
                print(f"{what}: {letter.notation} {field}: {told!r}, not {value!r}")
    say(f"{what}: right", 100 * right / wanted, "%")
    say(f"{what}: wrong", 100 * wrong / wanted, "%")
    return seconds


def expected(letter: Letter) -> dict[str, str]:
    """Return what stands on the letter, as the register has it."""
    day, month, year = letter.day
    position = letter.authority[-1]
    position = position.rpartition(". ")[2] if len(letter.authority) == 1 else position
    found = {
        "number": letter.number,
        "notation": letter.notation,
        "date": date(year, month, day).isoformat(),
        "place": letter.place,
        "agency": letter.agency,
        "type": letter.type or "Công văn",
        "subject": letter.subject[0].upper() + letter.subject[1:],
        "signer_name": letter.signer,
    }
    if not position.startswith("KT."):
        found["signer_position"] = _POSITIONS[position]
    return found


def say(what: str, value: float, unit: str) -> None:
    """Print a figure."""
    print(f"{what}\t{value:.1f}\t{unit}", flush=True)


_POSITIONS = {
    "PHÓ GIÁM ĐỐC": "Phó Giám đốc",
    "CỤC TRƯỞNG": "Cục trưởng",
    "TRƯỞNG PHÒNG": "Trưởng phòng",
    "CHÁNH VĂN PHÒNG": "Chánh Văn phòng",
    "CHỦ TỊCH": "Chủ tịch",
    "PHÓ CHI CỤC TRƯỞNG": "Phó Chi cục trưởng",
    "THỨ TRƯỞNG": "Thứ trưởng",
    "TRƯỞNG BAN": "Trưởng ban",
    "PHÓ CHỦ TỊCH": "Phó Chủ tịch",
    "GIÁM ĐỐC": "Giám đốc",
    "CHÁNH THANH TRA": "Chánh Thanh tra",
}

if __name__ == "__main__":
    main()
