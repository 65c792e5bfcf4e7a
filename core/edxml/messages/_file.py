"""Sentences about the file: why it can't be read, what was odd about it."""

from ._message import ERROR, WARNING, Message

UNREADABLE = {
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

FILE = {
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
