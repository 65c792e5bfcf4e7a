"""Code lists of the packet: operations, urgency, statuses and their order."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class BusinessDocType(IntEnum):
    """What a document packet asks the recipient to do (BussinessDocType)."""

    NEW = 0
    RECALL = 1
    UPDATE = 2
    REPLACEMENT = 3


class Priority(IntEnum):
    """Degree of urgency (OtherInfo/Priority)."""

    NORMAL = 0
    URGENT = 1
    VERY_URGENT = 2
    EXPRESS = 3
    EXPRESS_TIMED = 4

    @property
    def vietnamese(self) -> str:
        """The name that stands on the document."""
        return _PRIORITY_NAMES[self]


_PRIORITY_NAMES = {
    Priority.NORMAL: "Thường",
    Priority.URGENT: "Khẩn",
    Priority.VERY_URGENT: "Thượng khẩn",
    Priority.EXPRESS: "Hỏa tốc",
    Priority.EXPRESS_TIMED: "Hỏa tốc hẹn giờ",
}


class StatusCode(StrEnum):
    """What a status packet reports; two digits, the leading zero belongs to it."""

    INBOX = "01"
    REJECTION = "02"
    ACCEPTANCE = "03"
    ASSIGNMENT = "04"
    PROCESSING = "05"
    FINISH = "06"
    CANCELLATION = "13"
    CHANGE_ACCEPTANCE = "15"
    CHANGE_REJECTION = "16"

    @property
    def vietnamese(self) -> str:
        """The name of the status as Quyết định 28/2018 Điều 10.2h words it."""
        return _STATUS_NAMES[self]


_STATUS_NAMES = {
    StatusCode.INBOX: "Đã đến",
    StatusCode.REJECTION: "Từ chối tiếp nhận",
    StatusCode.ACCEPTANCE: "Đã tiếp nhận",
    StatusCode.ASSIGNMENT: "Phân công xử lý",
    StatusCode.PROCESSING: "Đang xử lý",
    StatusCode.FINISH: "Hoàn thành",
    StatusCode.CANCELLATION: "Yêu cầu lấy lại",
    StatusCode.CHANGE_ACCEPTANCE: "Đồng ý cập nhật, lấy lại",
    StatusCode.CHANGE_REJECTION: "Từ chối cập nhật, lấy lại",
}

# A refusal, a request to take back and a refused change are useless without a reason.
NEEDS_REASON = frozenset(
    {StatusCode.REJECTION, StatusCode.CANCELLATION, StatusCode.CHANGE_REJECTION}
)

_PROCESSING = frozenset({"01", "02", "03", "04", "05", "06"})
_ASSIGNED = frozenset({"04", "05", "06"})
_CHANGE_ANSWERS = frozenset({"15", "16"})


def may_follow(previous_codes: Iterable[str], code: str) -> bool:
    """Tell whether a status may still be sent for one document and one recipient.

    No status is sent twice and no processing status after a higher one. A refusal (02)
    ends the chain, and it may follow an acceptance (03) until the document is assigned
    (04): the software accepts by itself as soon as the signatures are good (Điều 10.2),
    but only a person sees that a document came to the wrong agency or can't be read
    (NĐ 30/2020 Điều 21), and the sender must be told. A change or a request to take
    back is answered once, with 15 or with 16.

    Whoever receives statuses goes by the same rule: one that may not follow those
    received before it came late, and never takes the place of what is shown.

    :param previous_codes: codes sent so far, in any order
    :param code: code that would be sent now; an unknown one never may
    """
    sent = set(previous_codes)
    if code in sent or code not in set(StatusCode):
        return False
    if code in _CHANGE_ANSWERS:
        return not sent & _CHANGE_ANSWERS
    if code not in _PROCESSING:
        return True
    if StatusCode.REJECTION in sent:
        return False
    if code == StatusCode.REJECTION:
        return not sent & _ASSIGNED
    return all(code > item for item in sent & _PROCESSING)


# The official clients send these unzipped, under exactly these names; whatever else
# there is they zip, and their reader unzips it again by ContentType (axis-wire 2.3).
_RAW_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/doc",
    "docx": "application/docx",
}
ZIP_TYPE = "application/zip"


def content_type_for(name: str) -> str:
    """Return the ContentType under which the axis' clients send a file of that name.

    ``application/zip`` for a name that doesn't end in ``.zip`` means that the builder
    zips the file for the way.
    """
    return _RAW_TYPES.get(extension_of(name).lower(), ZIP_TYPE)


def extension_of(name: str) -> str:
    """Return what follows the last dot of a file's name, as written, or ``""``."""
    stem, dot, extension = name.rpartition(".")
    return extension if dot and stem else ""
