"""What the check of an export may find, and how it is said."""

from dataclasses import dataclass, field
from types import MappingProxyType

from ..edxml.codes import Severity
from ..edxml.messages import Message

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that isn't as it should be.

    :param place: path in the export, with the line where there is one
    """

    code: str
    place: str = ""
    params: dict[str, object] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return MESSAGES[self.code].severity

    def sentence(self, language: str) -> str:
        """Say it, in ``"vi"`` or ``"en"``."""
        return getattr(MESSAGES[self.code], language) % self.params


MESSAGES = MappingProxyType(
    {
        "not_a_zip": Message(
            _ERROR,
            "tệp không phải là gói ZIP đọc được (%(reason)s)",
            "the file is no readable ZIP (%(reason)s)",
        ),
        "not_an_export": Message(
            _ERROR,
            "gói không có METS.xml hoặc dossier.xml",
            "there is neither a METS.xml nor a dossier.xml in it",
        ),
        "too_large": Message(
            _ERROR,
            "vượt giới hạn cho phép (%(limit)s)",
            "more than is accepted (%(limit)s)",
        ),
        "bad_name": Message(
            _ERROR,
            "tên tệp không an toàn",
            "the name of this file is not safe",
        ),
        "twice": Message(
            _ERROR,
            "có hai tệp trùng tên",
            "two files have the same name",
        ),
        "not_plain": Message(
            _ERROR,
            "mục này bị mã hóa, là liên kết hoặc nén theo cách không hỗ trợ",
            "this entry is encrypted, a link, or packed in a rare way",
        ),
        "overlapping": Message(
            _ERROR,
            "các mục của gói ZIP chồng lên nhau",
            "entries of the ZIP share their bytes",
        ),
        "broken": Message(
            _ERROR,
            "tệp bị hỏng trong gói (%(reason)s)",
            "the file is damaged in the ZIP (%(reason)s)",
        ),
        "not_xml": Message(
            _ERROR,
            "không phải XML hợp lệ (%(reason)s)",
            "this is no valid XML (%(reason)s)",
        ),
        "schema": Message(
            _ERROR,
            "không đúng lược đồ %(schema)s: %(reason)s",
            "not as %(schema)s wants it: %(reason)s",
        ),
        "missing": Message(
            _ERROR,
            "tệp được kê khai nhưng không có trong gói",
            "the file is listed but not there",
        ),
        "extra": Message(
            _ERROR,
            "tệp có trong gói nhưng không được kê khai",
            "the file is there but not listed",
        ),
        "size": Message(
            _ERROR,
            "dung lượng là %(found)s byte, kê khai %(told)s byte",
            "the file has %(found)s bytes, %(told)s were told",
        ),
        "digest": Message(
            _ERROR,
            "mã băm SHA-256 không khớp: nội dung đã bị thay đổi",
            "the SHA-256 differs: the content was changed",
        ),
        "no_digest": Message(
            _ERROR,
            "không có mã băm SHA-256",
            "no SHA-256 is told for it",
        ),
        "points_out": Message(
            _ERROR,
            "tham chiếu ra ngoài gói: %(path)s",
            "it refers to something outside: %(path)s",
        ),
        "disagree": Message(
            _ERROR,
            "%(first)s và %(second)s kê khai khác nhau về tệp này",
            "%(first)s and %(second)s tell different things of this file",
        ),
        "folder": Message(
            _WARNING,
            "thư mục của gói không mang tên theo OBJID %(objid)s",
            "the folder is not named after the OBJID %(objid)s",
        ),
        "foreign": Message(
            _WARNING,
            "gói do phần mềm khác lập: không kiểm tra EAD và PREMIS theo lược đồ",
            "made by another program: EAD and PREMIS are not checked by schemas",
        ),
    }
)
