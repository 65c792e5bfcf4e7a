"""What an examination finds, and the words for it."""

from dataclasses import dataclass, field
from enum import Enum


class Answer(Enum):
    """Was it changed past the system?"""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as the history says.

    :param kind: a key of ``SENTENCES``
    :param answer: whether it was surely done past the system
    :param params: what the sentence names
    """

    kind: str
    answer: Answer
    model: str = ""
    res_id: int = 0
    row_id: int = 0
    params: dict[str, object] = field(default_factory=dict)

    def sentence(self, lang: str) -> str:
        """Return it in words, ``vi`` or ``en``."""
        words = SENTENCES[self.kind][LANGUAGES.index(lang)]
        about = {"model": self.model, "res_id": self.res_id, "row_id": self.row_id}
        return words.format(**about, **self.params)


LANGUAGES = ("vi", "en")
SENTENCES = {
    "row_altered": (
        "Dòng nhật ký {row_id} đã bị sửa ngoài hệ thống.",
        "Row {row_id} of the history was changed.",
    ),
    "rows_removed": (
        "Nhật ký thiếu {count} dòng, từ vị trí {first} đến {last}: đã bị xóa.",
        "{count} rows of the history, places {first} to {last}, were taken out.",
    ),
    "row_inserted": (
        "Dòng nhật ký {row_id} không do hệ thống ghi.",
        "Row {row_id} of the history was not written by the system.",
    ),
    "row_moved": (
        "Dòng nhật ký {row_id} không còn ở đúng thứ tự.",
        "Row {row_id} of the history does not stand where it stood.",
    ),
    "anchor_differs": (
        "Nhật ký đến vị trí {place} không còn như khi được đóng dấu thời gian "
        "ngày {day}.",
        "The history up to place {place} is not what it was on {day}.",
    ),
    "anchor_broken": (
        "Dấu thời gian của ngày {day} không phải của nhật ký này ({reason}).",
        "The time stamp of {day} is not one on this history ({reason}).",
    ),
    "anchor_untrusted": (
        "Dấu thời gian của ngày {day} chưa kiểm tra được nơi cấp ({reason}).",
        "Who made the time stamp of {day} can't be told ({reason}).",
    ),
    "anchor_unstamped": (
        "Ngày {day} không có dấu thời gian: chỉ có mã băm trong cơ sở dữ liệu.",
        "There is no time stamp of {day}: only a hash inside the database.",
    ),
    "value_changed": (
        "{model} {res_id}: {columns} đã bị sửa ngoài hệ thống.",
        "{model} {res_id}: {columns} changed past the system.",
    ),
    "record_removed": (
        "{model} {res_id} đã bị xóa ngoài hệ thống.",
        "{model} {res_id} was deleted past the system.",
    ),
    "record_inserted": (
        "{model} {res_id} được thêm vào ngoài hệ thống.",
        "{model} {res_id} was put in past the system.",
    ),
    "file_altered": (
        "{model} {res_id}: nội dung tệp ({field}) không phải nội dung đã lưu.",
        "{model} {res_id}: the bytes of {field} are not those that were kept.",
    ),
    "file_missing": (
        "{model} {res_id}: tệp ({field}) không còn trong kho.",
        "{model} {res_id}: the file of {field} is gone.",
    ),
    "catalogue_missing": (
        "Nhật ký không cho biết phải đối chiếu những bảng nào.",
        "The history does not tell which tables to compare.",
    ),
}
