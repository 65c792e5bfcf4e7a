"""What each code says to a person: severity, Vietnamese and English sentence.

One table serves findings and errors. ``%(name)s`` takes the parameter of that name of
the finding or of the :class:`~..errors.PacketError`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .codes import Severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence in both languages, with ``%(name)s`` for the parameters."""

    severity: Severity
    vi: str
    en: str


_UNREADABLE = {
    "packet.unreadable": Message(
        ERROR,
        "Không đọc được %(source)s (%(reason)s).",
        "%(source)s can't be read (%(reason)s).",
    ),
    "packet.not_xml": Message(
        ERROR,
        "%(source)s không phải là XML hợp lệ, dòng %(line)s (%(reason)s).",
        "%(source)s isn't valid XML, line %(line)s (%(reason)s).",
    ),
    "packet.doctype": Message(
        ERROR,
        "%(source)s khai báo DOCTYPE ở dòng %(line)s; gói tin không được phép có.",
        "%(source)s declares a DOCTYPE on line %(line)s, which no packet may.",
    ),
    "packet.encoding": Message(
        ERROR,
        "%(source)s dùng bảng mã %(encoding)s không đọc được.",
        "%(source)s is in the encoding %(encoding)s, which can't be read.",
    ),
    "packet.not_edxml": Message(
        ERROR,
        "%(source)s là XML nhưng không phải gói tin edXML (phần tử gốc %(root)s).",
        "%(source)s is XML but no edXML packet (its root is %(root)s).",
    ),
    "packet.no_header": Message(
        ERROR,
        "%(source)s không có phần đầu gói tin (MessageHeader).",
        "%(source)s has no message header (MessageHeader).",
    ),
    "packet.too_large": Message(
        ERROR,
        "%(source)s lớn hơn %(limit)s byte cho phép.",
        "%(source)s is larger than the %(limit)s bytes allowed.",
    ),
    "packet.markup_too_large": Message(
        ERROR,
        "Phần đầu của %(source)s lớn hơn %(limit)s byte cho phép.",
        "The header of %(source)s is larger than the %(limit)s bytes allowed.",
    ),
    "packet.token_too_long": Message(
        ERROR,
        "Một thẻ hoặc chú thích của %(source)s ở dòng %(line)s dài quá %(limit)s byte.",
        "A tag or comment of %(source)s on line %(line)s is longer than %(limit)s "
        "bytes.",
    ),
    "packet.too_deep": Message(
        ERROR,
        "%(source)s lồng quá %(limit)s cấp phần tử, dòng %(line)s.",
        "%(source)s nests elements deeper than %(limit)s, line %(line)s.",
    ),
    "packet.too_many_elements": Message(
        ERROR,
        "%(source)s có hơn %(limit)s phần tử.",
        "%(source)s has more than %(limit)s elements.",
    ),
    "packet.too_many_attachments": Message(
        ERROR,
        "%(source)s có hơn %(limit)s tệp đính kèm.",
        "%(source)s has more than %(limit)s attachments.",
    ),
    "packet.attachment_too_large": Message(
        ERROR,
        "Tệp đính kèm %(name)s của %(source)s lớn hơn %(limit)s byte cho phép.",
        "The attachment %(name)s of %(source)s is larger than the %(limit)s bytes "
        "allowed.",
    ),
    "packet.unpacked_too_large": Message(
        ERROR,
        "Các tệp đính kèm của %(source)s cộng lại lớn hơn %(limit)s byte cho phép.",
        "The attachments of %(source)s together are larger than the %(limit)s bytes "
        "allowed.",
    ),
    "packet.zip_bomb": Message(
        ERROR,
        "Tệp nén đính kèm %(name)s của %(source)s giải nén ra quá lớn.",
        "The zipped attachment %(name)s of %(source)s unzips to far too much.",
    ),
    "packet.attachment_broken": Message(
        ERROR,
        "Tệp đính kèm %(name)s của %(source)s bị hỏng (%(reason)s).",
        "The attachment %(name)s of %(source)s is broken (%(reason)s).",
    ),
}

_CONTENT = {
    "packet.mandatory_missing": Message(
        ERROR,
        "Thiếu %(element)s (bắt buộc, %(point)s).",
        "%(element)s is missing (mandatory, %(point)s).",
    ),
    "packet.recommended_missing": Message(
        WARNING,
        "Thiếu %(element)s, thông tin nên có.",
        "%(element)s is missing and ought to be there.",
    ),
    "packet.too_long": Message(
        ERROR,
        "%(element)s dài %(length)s ký tự, tối đa %(limit)s.",
        "%(element)s has %(length)s characters, at most %(limit)s are allowed.",
    ),
    "packet.illegal_character": Message(
        ERROR,
        "%(element)s chứa ký tự %(character)s mà XML không cho phép.",
        "%(element)s holds the character %(character)s, which XML doesn't allow.",
    ),
    "packet.number_range": Message(
        ERROR,
        "%(element)s có giá trị %(value)s ngoài khoảng từ 0 đến 2147483647.",
        "%(element)s is %(value)s, outside of 0 to 2147483647.",
    ),
    "packet.time_without_zone": Message(
        ERROR,
        "%(element)s không nêu múi giờ nên không đổi được sang giờ Việt Nam.",
        "%(element)s has no time zone, so it can't be put into Vietnam time.",
    ),
    "packet.date_unreadable": Message(
        ERROR,
        "%(element)s ghi “%(value)s”, không phải ngày dạng năm/tháng/ngày.",
        "%(element)s says “%(value)s”, which isn't a date as year/month/day.",
    ),
    "packet.timestamp_unreadable": Message(
        ERROR,
        "%(element)s ghi “%(value)s”, không phải thời điểm dạng năm/tháng/ngày "
        "giờ:phút:giây.",
        "%(element)s says “%(value)s”, which isn't a time as year/month/day "
        "hour:minute:second.",
    ),
    "packet.number_unreadable": Message(
        WARNING,
        "%(element)s ghi “%(value)s”, không phải số nguyên.",
        "%(element)s says “%(value)s”, which isn't a whole number.",
    ),
    "packet.flag_unreadable": Message(
        WARNING,
        "%(element)s ghi “%(value)s”, không phải có hay không (0, 1, true, false).",
        "%(element)s says “%(value)s”, which is neither yes nor no (0, 1, true, "
        "false).",
    ),
    "packet.code_unknown": Message(
        ERROR,
        "%(element)s có mã “%(value)s” không thuộc danh mục.",
        "%(element)s has the code “%(value)s”, which isn't in the list.",
    ),
    "packet.repeated": Message(
        WARNING,
        "%(element)s xuất hiện %(count)s lần; chỉ một được dùng.",
        "%(element)s occurs %(count)s times; only one is used.",
    ),
    "packet.element_unknown": Message(
        INFO,
        "%(element)s không thuộc quy chuẩn và bị bỏ qua.",
        "%(element)s isn't in the standard and is left out.",
    ),
    "packet.other_spelling": Message(
        INFO,
        "%(element)s được viết là %(value)s.",
        "%(element)s is spelled %(value)s.",
    ),
    "packet.organ_id_form": Message(
        WARNING,
        "%(element)s “%(value)s” không đúng dạng mã định danh cơ quan.",
        "%(element)s “%(value)s” hasn't the form of an agency identifier.",
    ),
    "packet.recipient_repeated": Message(
        WARNING,
        "Bên nhận %(value)s xuất hiện nhiều lần.",
        "The recipient %(value)s occurs more than once.",
    ),
    "packet.date_order": Message(
        WARNING,
        "Thời hạn xử lý %(value)s sớm hơn ngày văn bản.",
        "The deadline %(value)s is before the date of the document.",
    ),
    "packet.reason_missing": Message(
        ERROR,
        "%(element)s phải nêu lý do.",
        "%(element)s must give the reason.",
    ),
}

_ATTACHMENTS = {
    "packet.no_attachment": Message(
        ERROR,
        "Gói tin không có tệp văn bản nào (QĐ 28/2018 Đ10k2g).",
        "The packet carries no document file (QĐ 28/2018 Đ10k2g).",
    ),
    "packet.attachment_empty": Message(
        ERROR,
        "Tệp đính kèm %(name)s rỗng.",
        "The attachment %(name)s is empty.",
    ),
    "packet.attachment_incomplete": Message(
        ERROR,
        "Dữ liệu của tệp đính kèm %(name)s bị cắt cụt.",
        "The data of the attachment %(name)s are cut off.",
    ),
    "packet.base64_foreign": Message(
        WARNING,
        "Dữ liệu của tệp đính kèm %(name)s có ký tự lạ đã bị bỏ qua.",
        "The data of the attachment %(name)s hold foreign characters, now left out.",
    ),
    "packet.attachment_type_unknown": Message(
        WARNING,
        "Tệp đính kèm %(name)s không nêu kiểu (ContentType).",
        "The attachment %(name)s has no type (ContentType).",
    ),
    "packet.attachment_unpacked": Message(
        INFO,
        "Tệp đính kèm %(name)s đã được lấy ra từ tệp nén.",
        "The attachment %(name)s was taken out of a zip.",
    ),
    "packet.zip_several": Message(
        WARNING,
        "Tệp nén %(name)s chứa %(count)s mục nên được giữ nguyên.",
        "The zip %(name)s holds %(count)s entries, so it is kept as it is.",
    ),
    "packet.zip_locked": Message(
        WARNING,
        "Tệp nén %(name)s có mật khẩu hoặc cách nén lạ nên được giữ nguyên.",
        "The zip %(name)s is encrypted or compressed in an unusual way, so it is kept "
        "as it is.",
    ),
    "packet.not_a_zip": Message(
        WARNING,
        "Tệp đính kèm %(name)s ghi là tệp nén nhưng không phải.",
        "The attachment %(name)s is said to be a zip and isn't.",
    ),
    "packet.zip_entry_name": Message(
        WARNING,
        "Tên bên trong tệp nén %(name)s chỉ ra ngoài thư mục: %(value)s.",
        "The name inside of the zip %(name)s points out of its folder: %(value)s.",
    ),
    "packet.reference_without_attachment": Message(
        ERROR,
        "Danh mục nêu %(name)s (%(content_id)s) nhưng gói tin không có tệp đó.",
        "The manifest lists %(name)s (%(content_id)s), which the packet doesn't hold.",
    ),
    "packet.attachment_without_reference": Message(
        WARNING,
        "Tệp đính kèm %(name)s (%(content_id)s) không có trong danh mục.",
        "The attachment %(name)s (%(content_id)s) isn't in the manifest.",
    ),
    "packet.attachment_name_differs": Message(
        WARNING,
        "Tệp đính kèm %(name)s có tên %(value)s trong danh mục.",
        "The attachment %(name)s is called %(value)s in the manifest.",
    ),
    "packet.content_id_repeated": Message(
        ERROR,
        "ContentId %(content_id)s được dùng cho nhiều tệp đính kèm.",
        "The ContentId %(content_id)s is used for several attachments.",
    ),
    "packet.attachment_name_repeated": Message(
        WARNING,
        "Nhiều tệp đính kèm cùng tên %(name)s.",
        "Several attachments are called %(name)s.",
    ),
}

_FILE = {
    "packet.stray_bytes": Message(
        WARNING,
        "Có %(count)s byte thừa trước khai báo XML.",
        "There are %(count)s stray bytes before the XML declaration.",
    ),
    "packet.encoding_other": Message(
        WARNING,
        "Gói tin dùng bảng mã %(encoding)s thay vì UTF-8.",
        "The packet is in %(encoding)s instead of UTF-8.",
    ),
    "packet.namespace_other": Message(
        WARNING,
        "Gói tin không dùng không gian tên của QCVN 102:2016.",
        "The packet doesn't use the namespace of QCVN 102:2016.",
    ),
    "packet.spec": Message(
        ERROR,
        "%(source)s: %(element)s %(reason)s.",
        "%(source)s: %(element)s %(reason)s.",
    ),
}

MESSAGES: Mapping[str, Message] = {**_UNREADABLE, **_CONTENT, **_ATTACHMENTS, **_FILE}


class _Params(dict):
    def __missing__(self, key: str) -> str:
        return "?"


def severity_of(code: str) -> Severity:
    """Return how much a code matters; an unknown one is an error."""
    message = MESSAGES.get(code)
    return message.severity if message else ERROR


def sentence(code: str, params: Mapping[str, object], language: str = "en") -> str:
    """Return the sentence for a code.

    :param language: ``"vi"`` or ``"en"``
    """
    message = MESSAGES.get(code)
    if message is None:
        return code
    return getattr(message, language) % _Params(params)
