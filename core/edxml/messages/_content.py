"""Sentences about what a packet says, or doesn't say."""

from ._message import ERROR, INFO, WARNING, Message

CONTENT = {
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
