"""What both ends of the axis' REST interface must agree on: headers and signature.

All parameters of a call travel as signed headers. The signed text is a JSON object of
them, sent along, so that a verifier needs no order of its own. Neither method nor path
is signed, and the body only by the digest of the packet that is sent.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime

from ..edxml.formats import VIETNAM

PREFIX = "XroadVnpt-"
KEYS_HEADER = PREFIX + "sign-header-key"
TEXT_HEADER = PREFIX + "sign-header"
MAC_HEADER = PREFIX + "hash-header"
VERSION_HEADER = PREFIX + "version"
VERSION = "3.0.201608"
USER_AGENT = "JAVASDKAgent/1.0.0 XRoad/VPCP"

JSON_TYPE = "application/json"
PACKET_TYPE = "application/octet-stream"
SERVICE = "eDoc"
# The official client sends this after every packet, and counts it in the length.
TAIL = b"\r\n"

DOCUMENT, STATUS = "edoc", "status"
DONE, FAIL, PROCESSING = "done", "fail", "processing"

_PLAIN = re.compile(r"[\x20-\x7e]*")
_HEX = re.compile(r"[0-9A-Fa-f]{32,64}")


class SignatureRefused(Exception):
    """The headers of a request aren't signed as they must be."""


def is_plain(value: str) -> bool:
    """Tell whether a header can carry the value and its signature still be checked."""
    return _PLAIN.fullmatch(value) is not None and value == value.strip()


def timestamp(now: datetime) -> str:
    """Write the time as the axis wants it; what follows ``+`` are milliseconds."""
    local = now.astimezone(VIETNAM)
    return f"{local:%d%m%YT%H%M%S}+{local.microsecond // 1000:04d}"


def signed_headers(fields: Mapping[str, str], secret: str) -> dict[str, str]:
    """Return all headers that belong to the interface, signed.

    :param fields: names without prefix; ``Content-Type`` among them
    """
    named = {PREFIX + name: value for name, value in fields.items()}
    text = json.dumps(named, ensure_ascii=False, separators=(",", ":"))
    return named | {
        "Content-Type": fields["Content-Type"],
        KEYS_HEADER: ";".join(fields),
        TEXT_HEADER: text,
        MAC_HEADER: _mac(text.encode(), secret),
        VERSION_HEADER: VERSION,
        "User-Agent": USER_AGENT,
    }


def signed_fields(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the signed fields by their names, before their signature is checked.

    :param headers: names in lower case; values as http.server has them, one character
        for each byte
    :raises SignatureRefused: the signed text is missing or doesn't fit the headers
    """
    try:
        text = headers[TEXT_HEADER.lower()].encode("latin-1").decode()
        pairs = json.loads(text)
        listed = headers[KEYS_HEADER.lower()].split(";")
    except (KeyError, ValueError, RecursionError) as error:
        raise SignatureRefused("signed headers are missing or no JSON") from error
    if not isinstance(pairs, dict) or not all(
        isinstance(value, str) for value in pairs.values()
    ):
        raise SignatureRefused("the signed text is no object of texts")
    if set(pairs) != {PREFIX + name for name in listed}:
        raise SignatureRefused("the signed text and the list of its keys differ")
    for name, value in pairs.items():
        sent = headers.get(name.lower(), "").encode("latin-1").decode(errors="replace")
        # Line ends are signed as they were, and are blanks on the wire.
        if " ".join(sent.split()) != " ".join(value.split()):
            raise SignatureRefused("a header differs from what was signed")
    return {name.removeprefix(PREFIX): value for name, value in pairs.items()}


def check_signature(headers: Mapping[str, str], secret: str) -> None:
    """Check the code of the signed text.

    :raises SignatureRefused: it was made with another secret, or for another text
    """
    expected = _mac(headers[TEXT_HEADER.lower()].encode("latin-1"), secret)
    given = headers.get(MAC_HEADER.lower(), "").lower().encode("latin-1")
    if not hmac.compare_digest(expected.encode(), given):
        raise SignatureRefused("wrong system id or secret")


def packet_digest(sha256: bytes) -> str:
    """Write a digest as the official client does: no leading zero in any byte.

    So it is shorter than 64 digits for most packets.
    """
    return "".join(f"{byte:x}" for byte in sha256)


def is_digest(text: str, sha256: bytes) -> bool:
    """Tell whether ``text`` is the digest, without leading zeros or with them."""
    if not _HEX.fullmatch(text):
        return False
    return text.lower() in (packet_digest(sha256), sha256.hex())


def _mac(text: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
