"""The daily time stamp on the chain's last link (RFC 3161), made and verified."""

import asyncio

from asn1crypto import cms
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from ..errors import SigningError
from ..pdfsign import trust
from ..pdfsign.policy import VerifyPolicy
from ..pdfsign.reading import READ_ERRORS
from ..pdfsign.services import TrustServices, time_stamper
from ..pdfsign.stamps import check_token
from .chain import Anchor
from .findings import Answer, Finding

# The status of an authority's certificate isn't kept beside each stamp; that its chain
# leads to a trusted root is what has to hold.
_GOOD = ("good", "unknown")


def stamp_link(hash: str, services: TrustServices) -> bytes:
    """Return an authority's time stamp on a link of the chain, DER.

    :param hash: of the link; it is the very digest that is stamped
    :raises SigningError: ``signing.tsa_missing``, ``signing.tsa_unreachable``
    """
    client = time_stamper(services)
    if client is None:
        raise SigningError("signing.tsa_missing", level=services.level.value)
    try:
        answer = asyncio.run(client.async_timestamp(bytes.fromhex(hash), "sha256"))
    except TimestampRequestError as exc:
        raise SigningError(
            "signing.tsa_unreachable", url=services.tsa_url, reason=str(exc)
        ) from exc
    return answer.dump()


def check_anchor(anchor: Anchor, policy: VerifyPolicy | None) -> Finding | None:
    """Tell what is wrong with an anchor's time stamp; nothing where it is right.

    :param policy: what is trusted; without one a stamp that fits can't be told good
    """
    if not anchor.token:
        return _found("anchor_unstamped", Answer.CANNOT_TELL, anchor)
    result = None
    try:
        token = cms.ContentInfo.load(anchor.token, strict=True)["content"]
        wanted = bytes.fromhex(anchor.hash)
        result = asyncio.run(
            check_token(
                token, lambda _name: wanted, trust.Evidence(), policy or VerifyPolicy()
            )
        )
    except READ_ERRORS as exc:
        return _found("anchor_broken", Answer.YES, anchor, type(exc).__name__)
    if result.status == "broken":
        return _found("anchor_broken", Answer.YES, anchor, result.reason)
    if result.status == "good" or result.reason in _GOOD:
        return None
    return _found("anchor_untrusted", Answer.CANNOT_TELL, anchor, result.reason)


def _found(kind: str, answer: Answer, anchor: Anchor, reason: str = "") -> Finding:
    params = {"day": anchor.day, "reason": reason, "place": anchor.place}
    return Finding(kind, answer, params=params)
