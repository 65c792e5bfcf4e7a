"""What to do about each rule that fired, Vietnamese first, then English.

Said to the clerk who holds the document, and to the sender of one that is returned.
"""

_SEND_AGAIN = (
    "Đề nghị cơ quan gửi lấy lại tệp gốc và gửi lại.",
    "Ask the sender to take the original file and send it again.",
)
_SIGN_AGAIN = (
    "Trả lại để cơ quan gửi ký số lại bản gốc; không dùng tệp này.",
    "Return it, so that the sender signs the original again; don't use this file.",
)
_OTHER_CERTIFICATE = (
    "Trả lại để cơ quan gửi ký số bằng chứng thư số còn hiệu lực do Ban Cơ yếu Chính "
    "phủ hoặc tổ chức được công nhận cấp.",
    "Return it, so that the sender signs by a certificate in force of the official "
    "service or a recognised one.",
)
_TRUST = (
    "Kiểm tra danh sách chứng thư số tin cậy; nếu nơi cấp không được công nhận thì trả "
    "lại.",
    "Check the list of trusted certificates; return the file if the authority is not a "
    "recognised one.",
)
_CHECK_LATER = (
    "Kiểm tra lại khi có kết nối mạng hoặc sau khi quản trị nạp danh sách thu hồi mới.",
    "Check again once there is a connection, or after the administrator has loaded a "
    "new revocation list.",
)
_LOOK = (
    "Xem trang văn bản và hỏi cơ quan gửi nếu có nghi ngờ.",
    "Look at the page and ask the sender in case of doubt.",
)
_COMPARE = (
    "Mở “So sánh các lần ký” để xem chỗ thay đổi rồi quyết định.",
    "Open “Compare revisions” to see what was changed, then decide.",
)
_NOTHING = ("Không phải làm gì.", "Nothing is to be done.")
_TIME = (
    "Đối chiếu ngày ban hành với thời gian ký; hỏi cơ quan gửi nếu không giải thích "
    "được.",
    "Compare the date of issue with the times of signing; ask the sender for what "
    "can't be explained.",
)
_STAMP_AGAIN = (
    "Chữ ký vẫn có giá trị; gia hạn dấu thời gian lưu trữ nếu tệp cần lưu lâu dài.",
    "The signatures stand; renew the archive's time stamp if the file is to be kept.",
)
_MISSING = (
    "Trả lại để bổ sung đủ chữ ký của người có thẩm quyền và chữ ký số của cơ quan.",
    "Return it for the missing signature: the competent person's and the agency's.",
)

ADVICE: dict[str, tuple[str, str]] = {
    "file.unreadable": _SEND_AGAIN,
    "file.cut_off": _SEND_AGAIN,
    "file.encrypted": (
        "Đề nghị cơ quan gửi bỏ mật khẩu trước khi ký số và gửi lại.",
        "Ask the sender to remove the password before signing and to send it again.",
    ),
    "file.too_large": (
        "Đề nghị cơ quan gửi chia nhỏ hoặc giảm dung lượng tệp trước khi ký số.",
        "Ask the sender for a smaller file, or for several, made before signing.",
    ),
    "file.memory_limit": (
        "Đề nghị cơ quan gửi tạo lại tệp PDF đơn giản hơn rồi ký số và gửi lại.",
        "Ask the sender to make a simpler PDF, sign it and send it again.",
    ),
    "file.time_limit": (
        "Kiểm tra lại; nếu vẫn không được thì báo quản trị máy chủ.",
        "Check again; if it fails again, tell the administrator of the server.",
    ),
    "file.checker_died": (
        "Kiểm tra lại; nếu vẫn không được thì báo quản trị máy chủ và đề nghị cơ quan "
        "gửi tạo lại tệp.",
        "Check again; if it fails again, tell the administrator of the server and ask "
        "the sender for a new file.",
    ),
    "file.office_signed": (
        "Mở tệp bằng phần mềm đã tạo ra nó để xem chữ ký, hoặc đề nghị gửi bản PDF ký "
        "số.",
        "Look at the signature in the program that the file was made in, or ask for a "
        "signed PDF.",
    ),
    "file.xml_signed": (
        "Kiểm tra bằng công cụ của hệ thống đã tạo tệp, hoặc đề nghị gửi bản PDF ký "
        "số.",
        "Check it by the tool of the system it comes from, or ask for a signed PDF.",
    ),
    "file.appended": _SEND_AGAIN,
    "file.irregular": _LOOK,
    "file.active_content": (
        "Không bấm vào các liên kết, tệp đính kèm trong văn bản; đề nghị gửi bản không "
        "có nội dung tự hoạt động.",
        "Click on no link or file within the document; ask for one without active "
        "content.",
    ),
    "file.wrapper": (
        "Mở tệp gốc bên trong bằng nút “Bản gốc”.",
        "Open the original within by the button “Original”.",
    ),
    "file.no_signature": _MISSING,
    "role.person_missing": _MISSING,
    "role.seal_missing": _MISSING,
    "seal.other_agency": (
        "Đối chiếu tên trên con dấu với cơ quan gửi; chỉ nhận khi biết rõ vì sao khác "
        "nhau.",
        "Compare the name on the seal with the sender; accept only when the difference "
        "is explained.",
    ),
    "seal.not_last": _LOOK,
    "signature.malformed": _SIGN_AGAIN,
    "signature.broken": _SIGN_AGAIN,
    "signature.coverage": _SIGN_AGAIN,
    "signature.changed_after": (
        "Mở “So sánh các lần ký” để xem chỗ bị sửa; trả lại để cơ quan gửi ký số lại "
        "bản gốc.",
        "Open “Compare revisions” to see what was changed; return it, so that the "
        "sender signs the original again.",
    ),
    "signature.changed_covered": _COMPARE,
    "signature.algorithm": _SIGN_AGAIN,
    "certificate.untrusted": _TRUST,
    "certificate.scope": _TRUST,
    "certificate.revoked": _OTHER_CERTIFICATE,
    "certificate.ca_revoked": _OTHER_CERTIFICATE,
    "certificate.expired": _OTHER_CERTIFICATE,
    "certificate.expired_since": (
        "Hỏi cơ quan gửi thời gian ký; đề nghị gửi bản có dấu thời gian nếu có.",
        "Ask the sender when it was signed, and for a file with a time stamp if there "
        "is one.",
    ),
    "certificate.not_yet_valid": _OTHER_CERTIFICATE,
    "certificate.status_unknown": _CHECK_LATER,
    "certificate.purpose": _OTHER_CERTIFICATE,
    "certificate.algorithm": _OTHER_CERTIFICATE,
    "timestamp.missing": _NOTHING,
    "timestamp.required": (
        "Đề nghị cơ quan gửi ký số có dấu thời gian của tổ chức được công nhận.",
        "Ask the sender to sign with the time stamp of a recognised authority.",
    ),
    "timestamp.broken": _SIGN_AGAIN,
    "timestamp.untrusted": _TRUST,
    "archive.broken": _STAMP_AGAIN,
    "archive.untrusted": _STAMP_AGAIN,
    "time.contradiction": _TIME,
    "time.order": _TIME,
    "packet.signed": _NOTHING,
    "number.drawn": _SEND_AGAIN,
    "number.packet": (
        "Đối chiếu số trên trang văn bản và sửa số đến theo văn bản trước khi vào sổ.",
        "Compare with the page, and correct the number by it before registering.",
    ),
    "date.packet": (
        "Đối chiếu ngày trên trang văn bản và sửa theo văn bản trước khi vào sổ.",
        "Compare with the page, and correct the date by it before registering.",
    ),
}
