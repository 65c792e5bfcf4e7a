"""Words that were read nearly right: how alike two are, which of a list is meant."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from ..sameness import plain

_ENOUGH = 0.84
# What is as near to a second one is not told apart.
_APART = 0.04


def alike(one: str, other: str) -> float:
    """Return how alike two texts are, 0 to 1, without accents and capitals.

    >>> alike("CỘNG HOÀ XÃ HỘI", "Cộng hòa xã hội")
    1.0
    >>> alike("QUYÊT ÐINH", "Quyết định") > 0.9
    True
    """
    first, second = _bare(one), _bare(other)
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def nearest(
    text: str, known: Iterable[str], least: float = _ENOUGH
) -> tuple[str, float]:
    """Return which of the known texts is meant and how alike it is; ``""`` if unsure.

    >>> nearest("THỒNG BÁO", ["Thông báo", "Thông cáo"])[0]
    'Thông báo'
    >>> nearest("Sở Du lịch", ["Sở Tài chính", "Sở Tư pháp"])
    ('', 0.0)
    """
    wanted, found = _bare(text), []
    for item in known:
        matcher = SequenceMatcher(None, wanted, _bare(item), autojunk=False)
        if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
            # equal but for accents: the accents decide
            found.append((matcher.ratio(), _marks(text, item), item))
    found.sort(reverse=True)
    if not found or found[0][0] < least:
        return "", 0.0
    best = found[0]
    if len(found) > 1 and best[0] - found[1][0] < _APART and best[1] == found[1][1]:
        return "", 0.0
    return best[2], best[0]


def _marks(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).ratio()


def _bare(text: str) -> str:
    # the stroke of the Icelandic and the African D is what OCR makes of the Vietnamese
    text = text.replace("Ð", "Đ").replace("ð", "đ").replace("Ɖ", "Đ")
    return " ".join("".join(c if c.isalnum() else " " for c in plain(text)).split())
