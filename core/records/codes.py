"""Codes of TT 05/2025/TT-BNV for what the register says in words.

Appendices I and III of the circular: retention, access, language, types of documents,
trustworthiness. What has no code of its own gets the one for "other".
"""

from .model import Document, Origin

RETENTION = {
    "vĩnh viễn": "01",
    "70 năm": "02",
    "50 năm": "03",
    "30 năm": "04",
    "20 năm": "05",
    "10 năm": "06",
}
RETENTION_OTHER = "07"
ACCESS = {"công khai": "01", "sử dụng có điều kiện": "02", "có điều kiện": "02"}
ACCESS |= {"hạn chế": "02", "mật": "03"}
# Better closed than open by mistake: an archivist opens it with a reason.
ACCESS_OTHER = "02"
LANGUAGES = {
    name: f"{number:02}"
    for number, name in enumerate(
        "tiếng việt|tiếng anh|tiếng pháp|tiếng nga|tiếng trung|việt anh|việt nga|"
        "việt pháp|hán nôm|việt trung".split("|"),
        1,
    )
}
LANGUAGE_OTHER = "11"
TYPES = {
    name: f"{number:02}"
    for number, name in enumerate(
        "nghị quyết|quyết định|chỉ thị|quy chế|quy định|thông cáo|thông báo|hướng dẫn|"
        "chương trình|kế hoạch|phương án|đề án|dự án|báo cáo|tờ trình|giấy ủy quyền|"
        "phiếu gửi|phiếu chuyển|phiếu báo|biên bản|hợp đồng|công văn|công điện|"
        "bản ghi nhớ|bản thỏa thuận|giấy mời|giấy giới thiệu|giấy nghỉ phép|thư công|"
        "bản đồ|bản vẽ kỹ thuật".split("|"),
        1,
    )
}
TYPE_OTHER = "32"
# A document on paper only has no file; it is listed as one that waits for its scan.
TRUST: dict[Origin, str] = {
    "digital": "01",
    "digitised": "02",
    "mixed": "03",
    "paper": "02",
}


def retention_code(text: str) -> str:
    """Return the code of a retention period.

    >>> retention_code("Vĩnh viễn"), retention_code("20 năm"), retention_code("5 năm")
    ('01', '05', '07')
    """
    return RETENTION.get(_plain(text), RETENTION_OTHER)


def access_code(text: str) -> str:
    """Return the code of an access mode; of an unknown one, "on conditions"."""
    return ACCESS.get(_plain(text), ACCESS_OTHER)


def language_code(text: str) -> str:
    """Return the code of a language or of a pair of languages."""
    return LANGUAGES.get(_plain(text), LANGUAGE_OTHER)


def type_code(text: str) -> str:
    """Return the code of a type of documents, whatever stands behind its name.

    >>> type_code("Công văn"), type_code("Quyết định (cá biệt)"), type_code("Sổ")
    ('22', '02', '32')
    """
    return TYPES.get(_plain(text.partition("(")[0]), TYPE_OTHER)


def trust_code(documents: tuple[Document, ...]) -> str:
    """Return how a file's documents came to be: alike, or mixed."""
    found = {TRUST[document.origin] for document in documents}
    return found.pop() if len(found) == 1 else TRUST["mixed"]


def _plain(text: str) -> str:
    return " ".join(text.replace("-", " ").lower().split())
