"""Whose key it is: a person's or an agency's, told by the certificate alone.

Names of fields prove nothing: whoever makes the file chooses them.
"""

import re
import unicodedata

from ..token.certificate import CertificateInfo
from .texts import fold

PERSON, SEAL = "person", "seal"

# First words of names that only organisations have. With their marks, for folded
# ``Vụ`` (a department) would be the family name ``Vũ``.
_ORGANISATIONS = re.compile(
    r"^(sở|[uủ][yỷ] ban|hội đồng|văn phòng|bộ|cục|chi cục|tổng cục|tổng công ty|vụ|viện"
    r"|ban (quản|dân tộc|tổ chức|tuyên giáo|nội chính|chỉ huy|chỉ đạo|cơ yếu)|trung tâm"
    r"|công ty|chi nhánh|trường|phòng|thanh tra|tòa án|toà án|kho bạc|ngân hàng"
    r"|bệnh viện|đài phát thanh|đài truyền hình|báo|quỹ|liên đoàn|liên minh"
    r"|hội (nông|liên|cựu|chữ|luật|nhà)|tỉnh [uủ]y|huyện [uủ]y|thành [uủ]y|đảng [uủ]y"
    r"|đảng bộ|tỉnh đoàn|công an|cơ quan|tập đoàn|hợp tác xã|mặt trận|doanh nghiệp"
    r"|nhà xuất bản|thư viện|bảo tàng|bảo hiểm|trạm|kho|hệ thống|dịch vụ|cơ sở"
    r"|ubnd|hđnd|cty|vp)\b"
)
# Old certificates without marks: only what no person is called.
_ORGANISATIONS_UNMARKED = re.compile(
    r"^(so (cong|noi|tai|y|giao|nong|tu|xay|khoa|lao|van|thong|ke)\b|uy ban|hoi dong"
    r"|van phong|chi cuc|tong cuc|tong cong ty|trung tam|cong ty|chi nhanh|co quan"
    r"|kho bac|ngan hang|benh vien|thanh tra|ubnd|hdnd|cong an|tap doan)\b"
)
_WORDS = (
    ("ubnd", "uy ban nhan dan"),
    ("hdnd", "hoi dong nhan dan"),
    ("mttq", "mat tran to quoc"),
    ("cty", "cong ty"),
    ("tnhh", "trach nhiem huu han"),
    ("tp", "thanh pho"),
)


def certificate_role(
    info: CertificateInfo, agency: str = "", seal_names: tuple[str, ...] = ()
) -> str:
    """Return ``"seal"`` for an organisation's certificate, else ``"person"``.

    :param agency: name of the agency that the document comes from
    :param seal_names: other names that its seals bear
    """
    if names_agency(info, agency, seal_names):
        return SEAL
    if info.given_name or info.surname or info.title:
        return PERSON
    user = info.user_id.upper()
    if user.startswith(("CCCD:", "CMND:", "HC:")):
        return PERSON
    if user.startswith(("MST:", "MNS:")):
        return SEAL
    name = info.subject_common_name
    if normal_name(name) and normal_name(name) == normal_name(info.organization):
        return SEAL
    return SEAL if _is_organisation(name) else PERSON


def _is_organisation(name: str) -> bool:
    text = unicodedata.normalize("NFC", name).lower().strip()
    if text.isascii():
        return bool(_ORGANISATIONS_UNMARKED.match(text))
    return bool(_ORGANISATIONS.match(text))


def names_agency(
    info: CertificateInfo, agency: str, seal_names: tuple[str, ...] = ()
) -> bool:
    """Tell whether a certificate's own name is the agency's or one of its others.

    ``Sở Công Thương`` fits ``Sở Công Thương tỉnh Lai Châu`` when the certificate
    names the province elsewhere.
    """
    own = normal_name(info.subject_common_name)
    wanted = {normal_name(name) for name in (agency, *seal_names) if name.strip()}
    if not own:
        return False
    if own in wanted:
        return True
    place = normal_name(f"{info.organization} {info.locality}").split()
    for name in wanted:
        longer, shorter = (name, own) if len(name) > len(own) else (own, name)
        if longer.startswith(shorter + " "):
            rest = set(longer[len(shorter) :].split()) - {"tinh", "thanh", "pho"}
            if rest <= set(place):
                return True
    return False


def normal_name(name: str) -> str:
    """Fold a name and write out the usual abbreviations, to compare names."""
    text = " ".join(re.sub(r"[^\w]+", " ", fold(name)).split())
    for short, long in _WORDS:
        text = re.sub(rf"\b{short}\b", long, text)
    return text
