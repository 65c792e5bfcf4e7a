"""Whose key it is: a person's or an agency's, told by the certificate alone.

Names of fields prove nothing: whoever makes the file chooses them.
"""

import re

from ..token.certificate import CertificateInfo
from .anchors import fold

PERSON, SEAL = "person", "seal"

# First words of names that only organisations have, folded.
_ORGANISATIONS = re.compile(
    r"^(so|uy ban|hoi dong|van phong|bo|cuc|chi cuc|tong cuc|tong cong ty|vu|ban quan"
    r"|ban dan toc|ban to chuc|ban tuyen giao|ban noi chinh|ban chi huy|ban chi dao"
    r"|trung tam|cong ty|chi nhanh|truong|vien|phong|thanh tra|toa an|kho bac"
    r"|ngan hang|benh vien|dai phat thanh|dai truyen|bao dien|bao lai|quy|lien doan"
    r"|hoi nong|hoi lien|hoi cuu|hoi chu|tinh uy|huyen uy|thanh uy|dang uy|dang bo"
    r"|tinh doan|cong an|bo chi huy|co quan|tap doan|hop tac xa|mat tran|doanh nghiep"
    r"|nha xuat ban|thu vien|bao tang|tram|kho|he thong|dich vu|co so)\b"
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
    name = normal_name(info.subject_common_name)
    if name and name == normal_name(info.organization):
        return SEAL
    return SEAL if _ORGANISATIONS.match(name) else PERSON


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
