"""Sentences about attachments and manifest."""

from ._message import ERROR, INFO, WARNING, Message

ATTACHMENTS = {
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
