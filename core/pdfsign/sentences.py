"""The words of the verification, Vietnamese first, then English."""

from .verdict import Grade

RULE_SENTENCES: dict[str, tuple[str, str]] = {
    "file.unreadable": (
        "Không đọc được tệp: không phải PDF, hoặc cấu trúc bị hỏng.",
        "The file can't be read: it is no PDF, or its structure is damaged.",
    ),
    "file.cut_off": (
        "Tệp bị cắt cụt, thiếu phần cuối.",
        "The file is cut off, its end is missing.",
    ),
    "file.encrypted": (
        "Tệp được đặt mật khẩu nên không kiểm tra được.",
        "The file is encrypted and can't be checked.",
    ),
    "file.too_large": (
        "Tệp quá lớn ({size} byte, giới hạn {limit} byte).",
        "The file is too large ({size} bytes, limit {limit} bytes).",
    ),
    "file.memory_limit": (
        "Việc kiểm tra tệp này cần nhiều bộ nhớ hơn mức cho phép.",
        "Checking this file needs more memory than allowed.",
    ),
    "file.time_limit": (
        "Việc kiểm tra tệp này cần nhiều thời gian hơn mức cho phép ({seconds} giây).",
        "Checking this file needs more time than allowed ({seconds} s).",
    ),
    "file.checker_died": (
        "Chương trình kiểm tra bị dừng đột ngột khi đọc tệp này ({reason}).",
        "The checking program was stopped while reading this file ({reason}).",
    ),
    "file.office_signed": (
        "Tệp là tài liệu văn phòng có chữ ký số kiểu riêng, không phải PDF; loại chữ "
        "ký này không kiểm tra được ở đây.",
        "The file is an office document with a signature of its own kind and no PDF; "
        "such signatures can't be checked here.",
    ),
    "file.xml_signed": (
        "Tệp là XML có chữ ký số; chữ ký này được ghi nhận nhưng không dùng để kết "
        "luận.",
        "The file is signed XML; its signature is noted, but decides nothing.",
    ),
    "file.appended": (
        "Có {size} byte được thêm vào sau phần cuối của tệp.",
        "{size} bytes were appended after the end of the file.",
    ),
    "file.irregular": (
        "Cấu trúc tệp không đúng chuẩn ({reason}), các phần mềm có thể hiển thị khác "
        "nhau.",
        "The file's structure is irregular ({reason}); programs may show it "
        "differently.",
    ),
    "file.active_content": (
        "Tệp chứa nội dung tự hoạt động ({kind}).",
        "The file holds active content ({kind}).",
    ),
    "file.wrapper": (
        "Tệp là bìa PDF/A chứa nguyên vẹn tệp tài liệu “{name}”; chữ ký số bảo vệ cả "
        "hai.",
        "The file is a PDF/A cover that holds the original “{name}”; the signature "
        "covers both.",
    ),
    "file.no_signature": (
        "Tệp không có chữ ký số nào.",
        "The file has no digital signature.",
    ),
    "role.person_missing": (
        "Thiếu chữ ký số của người có thẩm quyền.",
        "The signature of the competent person is missing.",
    ),
    "role.seal_missing": (
        "Thiếu chữ ký số của cơ quan, tổ chức.",
        "The agency's seal is missing.",
    ),
    "seal.other_agency": (
        "Con dấu mang tên “{seal}”, không phải cơ quan gửi “{agency}”.",
        "The seal bears the name “{seal}”, not that of the sender “{agency}”.",
    ),
    "seal.not_last": (
        "Có chữ ký cá nhân được thêm vào sau con dấu của cơ quan.",
        "A personal signature was added after the agency's seal.",
    ),
    "signature.malformed": (
        "Chữ ký số bị hỏng, không đọc được.",
        "The signature is damaged and can't be read.",
    ),
    "signature.broken": (
        "Nội dung đã bị thay đổi sau khi {signer} ký số.",
        "The content was altered after {signer} signed it.",
    ),
    "signature.coverage": (
        "Chữ ký số của {signer} không bao trùm đúng phần nội dung mà nó phải bảo vệ.",
        "The signature of {signer} doesn't cover the content that it must protect.",
    ),
    "signature.changed_after": (
        "Tài liệu đã bị thay đổi trái phép sau chữ ký của {signer} ({kinds}).",
        "The document was changed after the signature of {signer} ({kinds}).",
    ),
    "signature.changed_covered": (
        "Sau chữ ký của {signer} tài liệu có thay đổi ({kinds}), được con dấu của {by} "
        "bao trùm.",
        "After the signature of {signer} the document was changed ({kinds}), which the "
        "seal of {by} covers.",
    ),
    "signature.algorithm": (
        "Thuật toán ký {algorithm} không được phép dùng.",
        "The signature algorithm {algorithm} is not permitted.",
    ),
    "certificate.untrusted": (
        "Chứng thư số của {name} không tin cậy.",
        "The certificate of {name} is not trusted.",
    ),
    "certificate.scope": (
        "Cơ quan chứng thực {name} không được tin cậy cho loại chữ ký này.",
        "The authority {name} is not trusted for this kind of signature.",
    ),
    "certificate.revoked": (
        "Chứng thư số của {name} đã bị thu hồi từ {when}.",
        "The certificate of {name} has been revoked since {when}.",
    ),
    "certificate.ca_revoked": (
        "Chứng thư số của cơ quan chứng thực {name} đã bị thu hồi từ {when}.",
        "The certificate of the authority {name} has been revoked since {when}.",
    ),
    "certificate.expired": (
        "Chứng thư số của {name} đã hết hạn sử dụng từ {when}.",
        "The certificate of {name} expired on {when}.",
    ),
    "certificate.expired_since": (
        "Chứng thư số của {name} đã hết hạn từ {when} và không có dấu thời gian chứng "
        "minh tài liệu được ký trước đó.",
        "The certificate of {name} expired on {when}, and no time stamp proves that it "
        "signed before.",
    ),
    "certificate.not_yet_valid": (
        "Chứng thư số của {name} chưa có hiệu lực, chỉ có hiệu lực từ {when}.",
        "The certificate of {name} is not valid before {when}.",
    ),
    "certificate.status_unknown": (
        "Chưa xác định được chứng thư số của {name} có bị thu hồi hay không: thiếu "
        "danh sách thu hồi (CRL) hoặc trả lời OCSP.",
        "Whether the certificate of {name} was revoked is not known: a revocation list "
        "(CRL) or an OCSP response is missing.",
    ),
    "certificate.purpose": (
        "Chứng thư số của {name} không được cấp để ký số.",
        "The certificate of {name} was not issued for signing.",
    ),
    "certificate.algorithm": (
        "Khóa hoặc thuật toán của chứng thư số quá yếu ({algorithm}).",
        "The certificate's key or algorithm is too weak ({algorithm}).",
    ),
    "timestamp.missing": (
        "Chữ ký của {signer} không có dấu thời gian; thời gian ký chỉ do máy người ký "
        "ghi.",
        "The signature of {signer} has no time stamp; its time is only the signer's "
        "claim.",
    ),
    "timestamp.required": (
        "Chữ ký của {signer} thiếu dấu thời gian bắt buộc.",
        "The signature of {signer} lacks the required time stamp.",
    ),
    "timestamp.broken": (
        "Dấu thời gian không hợp lệ.",
        "The time stamp is not valid.",
    ),
    "timestamp.untrusted": (
        "Dấu thời gian của {tsa} chưa tin cậy được ({reason}).",
        "The time stamp of {tsa} can't be trusted ({reason}).",
    ),
    "archive.broken": (
        "Dấu thời gian lưu trữ trên toàn tệp không hợp lệ ({reason}).",
        "A time stamp over the whole file is not valid ({reason}).",
    ),
    "archive.untrusted": (
        "Dấu thời gian lưu trữ của {tsa} trên toàn tệp chưa tin cậy được ({reason}).",
        "The time stamp of {tsa} over the whole file can't be trusted ({reason}).",
    ),
    "time.contradiction": (
        "Thời gian người ký ghi ({claimed}) khác với dấu thời gian ({proven}).",
        "The time claimed by the signer ({claimed}) differs from the time stamp "
        "({proven}).",
    ),
    "time.order": (
        "Chữ ký sau có dấu thời gian ({second}) sớm hơn chữ ký trước ({first}).",
        "A later signature has an earlier time stamp ({second}) than the one before "
        "({first}).",
    ),
    "packet.signed": (
        "Gói tin có chữ ký số XML ở phần đầu; chữ ký này được ghi nhận nhưng không "
        "dùng để kết luận.",
        "The packet's header bears an XML signature; it is noted, but decides nothing.",
    ),
    "number.drawn": (
        "Số hoặc ngày hiển thị (“{drawn}”) khác với giá trị ghi trong tệp (“{value}”).",
        "The number or date shown (“{drawn}”) differs from the file's value "
        "(“{value}”).",
    ),
    "number.packet": (
        "Số trên văn bản (“{drawn}”) khác với số trong gói tin (“{packet}”).",
        "The number on the document (“{drawn}”) differs from the packet's "
        "(“{packet}”).",
    ),
    "date.packet": (
        "Ngày trên văn bản ({drawn}) khác với ngày trong gói tin ({packet}).",
        "The date on the document ({drawn}) differs from the packet's ({packet}).",
    ),
}

HEADLINES = {
    Grade.VALID: (
        "Hợp lệ: văn bản xác thực, toàn vẹn và đầy đủ chữ ký số.",
        "Valid: authentic, whole, and signed by all who must.",
    ),
    Grade.VALID_WITH_NOTE: (
        "Hợp lệ, có lưu ý: {first}",
        "Valid with a note: {first}",
    ),
    Grade.UNDECIDED: ("Chưa kết luận được: {first}", "Undecided: {first}"),
    Grade.INVALID: ("Không hợp lệ: {first}", "Not valid: {first}"),
    Grade.UNREADABLE: ("Không kiểm tra được: {first}", "Unreadable: {first}"),
}
STAMPS = {
    "good": ("hợp lệ", "valid"),
    "untrusted": ("chưa tin cậy được", "not trusted"),
    "broken": ("không hợp lệ", "not valid"),
}
ROLES = {
    "person": ("Chữ ký cá nhân", "Personal signature"),
    "seal": ("Con dấu cơ quan", "Agency's seal"),
    "unknown": ("Chữ ký", "Signature"),
}

# How a broken rule is said within the sentence of a signature.
CAUSES = {
    "signature.malformed": ("chữ ký bị hỏng", "the signature is damaged"),
    "signature.broken": ("nội dung đã bị thay đổi", "the content was altered"),
    "signature.coverage": (
        "chữ ký không bao trùm hết nội dung",
        "it doesn't cover the content",
    ),
    "signature.changed_after": (
        "tài liệu bị thay đổi sau khi ký",
        "the document was changed after it",
    ),
    "signature.algorithm": (
        "thuật toán ký không được phép",
        "its algorithm is not permitted",
    ),
    "certificate.untrusted": (
        "chứng thư số không tin cậy",
        "the certificate is not trusted",
    ),
    "certificate.scope": (
        "nơi cấp chứng thư số không được tin cậy cho loại chữ ký này",
        "its authority is not trusted for this kind of signature",
    ),
    "certificate.revoked": (
        "chứng thư số đã bị thu hồi",
        "the certificate was revoked",
    ),
    "certificate.ca_revoked": (
        "chứng thư số của cơ quan chứng thực đã bị thu hồi",
        "the authority's certificate was revoked",
    ),
    "certificate.expired": (
        "chứng thư số đã hết hạn",
        "the certificate had expired",
    ),
    "certificate.not_yet_valid": (
        "chứng thư số chưa có hiệu lực",
        "the certificate was not valid yet",
    ),
    "certificate.purpose": (
        "chứng thư số không dùng để ký",
        "the certificate is not for signing",
    ),
    "certificate.algorithm": ("khóa quá yếu", "its key is too weak"),
    "timestamp.broken": (
        "dấu thời gian không hợp lệ",
        "its time stamp is not valid",
    ),
    "certificate.status_unknown": (
        "chưa biết chứng thư số có bị thu hồi hay không",
        "whether the certificate was revoked is not known",
    ),
    "certificate.expired_since": (
        "chứng thư số nay đã hết hạn và thời gian ký không được chứng minh",
        "the certificate has expired since, and its time is not proven",
    ),
    "timestamp.required": ("thiếu dấu thời gian", "the time stamp is missing"),
    "timestamp.untrusted": (
        "dấu thời gian chưa tin cậy được",
        "its time stamp can't be trusted",
    ),
}
DOUBTFUL = (
    "certificate.status_unknown",
    "certificate.expired_since",
    "timestamp.required",
    "timestamp.untrusted",
)
GRAVE = tuple(code for code in CAUSES if code not in DOUBTFUL)

# Values of parameters that are codes.
WORDS = {
    "fields": ("điền trường", "fields filled"),
    "signature": ("thêm chữ ký", "signature added"),
    "time_stamp": ("thêm dấu thời gian", "time stamp added"),
    "validation_data": ("thêm dữ liệu kiểm tra", "validation data added"),
    "page_content": ("sửa nội dung trang", "page content"),
    "annotation": ("thêm chú thích", "annotation"),
    "overlay": ("trường biểu mẫu vẽ lên trang", "form fields drawn over the page"),
    "pages": ("thêm hoặc bớt trang", "pages added or removed"),
    "metadata": ("sửa thông tin mô tả", "metadata"),
    "other": ("thay đổi khác", "other changes"),
    "unknown": ("thiếu dữ liệu thu hồi", "revocation data missing"),
    "untrusted": ("không tin cậy", "not trusted"),
    "expired": ("hết hạn", "expired"),
    "revoked": ("đã bị thu hồi", "revoked"),
    "not_yet_valid": ("chưa có hiệu lực", "not valid yet"),
    "weak": ("thuật toán yếu", "weak algorithm"),
    "scope": ("không được tin cậy để cấp dấu thời gian", "not trusted for time stamps"),
}
