"""When two documents may be one: keys that forget how something was spelled.

NĐ 30/2020 Phụ lục VI III.1h: a document that came twice is pointed out. A clerk types
"UBND tỉnh Lai Châu" where the packet says "Uỷ ban nhân dân tỉnh Lai Châu", and "045"
for "45"; both mean the same.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from .edxml.model import DocumentPacket

_SHORT = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "vpcp": "van phong chinh phu",
    "ubmttq": "uy ban mat tran to quoc",
    "tx": "thi xa",
}
# They stand in one spelling of an agency's name and are left out in the other.
_LEFT_OUT = frozenset({"tinh", "tp", "nuoc", "chxhcn"})
_HYPHENS = re.compile(r"[‐‑‒–—−]")


def plain(text: str) -> str:
    """Return the text in small letters, without accents.

    >>> plain("Uỷ ban") == plain("Ủy ban") == "uy ban"
    True
    >>> plain("QĐ–UBND")
    'qd-ubnd'
    """
    parts = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    bare = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return _HYPHENS.sub("-", bare)


def agency_key(name: str) -> str:
    """Return what stays of an agency's name whichever way it is spelled.

    >>> agency_key("UBND tỉnh Lai Châu") == agency_key("Uỷ ban nhân dân Lai Châu")
    True
    >>> agency_key("Sở Tài chính") == agency_key("Sở Tư pháp")
    False
    """
    words = re.findall(r"\w+", plain(name).replace("thanh pho", "tp"))
    return " ".join(_SHORT.get(word, word) for word in words if word not in _LEFT_OUT)


def search_key(name: str, *more: str) -> str:
    """Return the words by which a name is found as people type it, each after a space.

    Without tone marks, by its first letters, with what is usually abbreviated short.

    >>> search_key("Ủy ban nhân dân tỉnh Lai Châu")
    ' uy ban nhan dan tinh lai chau ubndtlc ubnd'
    >>> search_key("Quyết định", "QĐ")
    ' quyet dinh qd'
    """
    bare = " ".join(re.findall(r"[\w.]+", plain(name)))
    words = bare.split()
    found = [*words, "".join(word[0] for word in words)] if len(words) > 1 else words
    found += [short for short, long in _SHORT.items() if long in bare]
    for item in more:
        found += re.findall(r"[\w.]+", plain(item or ""))
    return " " + " ".join(dict.fromkeys(found)) if found else ""


def search_words(typed: str) -> list[str]:
    """Return the beginnings of words that :func:`search_key` has to hold all of.

    >>> search_words("UBND Lai Ch")
    [' ubnd', ' lai', ' ch']
    """
    return [f" {word}" for word in re.findall(r"[\w.]+", plain(typed))[:8]]


def code_key(number: str, notation: str) -> str:
    """Return number and notation without spaces, accents and leading zeros.

    >>> code_key("045", "QĐ-UBND") == code_key(" 45", "qđ – ubnd") == "45/qd-ubnd"
    True
    >>> code_key("45/UBND-KT", "") == code_key("45", "UBND-KT")
    True
    >>> code_key("", "UBND-KT")
    ''
    """
    if not number.strip():
        return ""
    written = re.sub(r"\s+", "", plain(f"{number}/{notation}")).strip("/")
    return re.sub(r"^0+(?=\d)", "", written)


def same_agency(
    ids: Iterable[str], other_ids: Iterable[str], name: str, other_name: str
) -> bool:
    """Tell whether two senders are one agency: by an identifier or by the name.

    :param ids: all forms of the identifier that are known (QCVN 102, QĐ 20/2020)

    >>> same_agency(["H35"], ["000.00.00.H35", "H35"], "", "")
    True
    >>> same_agency([], ["H35"], "UBND tỉnh Lai Châu", "Ủy ban nhân dân tỉnh Lai Châu")
    True
    >>> same_agency(["H35"], ["H36"], "", "")
    False
    """
    if {item for item in ids if item} & set(other_ids):
        return True
    key = agency_key(name)
    return bool(key) and key == agency_key(other_name)


def packet_key(packet: DocumentPacket) -> str:
    """Return a digest of what a packet says; ``""`` where it has no identifier.

    By another channel the same packet has other bytes: every node notes itself in the
    trace behind the sender, recipients may be split up. The sender is left to the
    caller, for he goes by two forms of identifier; sent by him again, it is another.
    """
    if not packet.document_id:
        return ""
    said = (
        packet.document_id,
        packet.trace[0].timestamp if packet.trace else None,
        code_key(packet.code_number, packet.code_notation),
        packet.place,
        packet.promulgation_date,
        packet.type_name,
        packet.subject,
        packet.content,
        packet.position,
        packet.signer_name,
        packet.due_date,
        packet.priority,
        [(item.code, item.document_id) for item in packet.response_for],
        [(item.name, item.sha256) for item in packet.attachments],
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()
