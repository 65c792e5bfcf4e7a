"""What requests and answers between two installations look like, and their signatures.

A request names its sender by the fingerprint of the key it is signed with, and its
recipient by the fingerprint of his, so it is of no use towards anybody else. It tells
its age and is worth nothing a few minutes later; within them it may come twice and does
no harm, for a packet is known by its bytes. The answer is signed over the request's
signature and nonce: nobody can keep it and give it to another request.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from . import keys
from .signatures import (
    DIGEST,
    INPUT,
    SIGNATURE,
    Inputs,
    Message,
    SignatureRefused,
    base,
    digest_field,
    read_digest,
    read_signature,
    signature_fields,
)

PACKET_PATH, PING_PATH = "/edoc/direct/1/packet", "/edoc/direct/1/ping"
PACKET_TYPE, ANSWER_TYPE = "application/octet-stream", "application/json"
RECIPIENT, NAME = "edoc-recipient", "edoc-packet"
# How far two clocks may differ.
WINDOW_S = 300

_ALGORITHM, _TAG = "ed25519", "edoc-direct"
_REQUEST = tuple(
    (name, False)
    for name in ("@method", "@path", "content-type", DIGEST, RECIPIENT, NAME)
)
_ANSWER = (
    ("@status", False),
    ("content-type", False),
    (DIGEST, False),
    ("@method", True),
    ("@path", True),
    (DIGEST, True),
    (RECIPIENT, True),
    (INPUT, True),
    (SIGNATURE, True),
)
_NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_HEX = re.compile(r"[0-9a-f]{64}")
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Letter:
    """A request that is to be signed.

    :param sha256: of the body
    :param name: by which the sender knows the packet
    :param recipient: public key of who may take it
    """

    path: str
    sha256: bytes
    name: str
    recipient: str
    nonce: str

    def signed(self, private: str, now: datetime) -> Message:
        """Return the request with its signature."""
        headers = {
            "content-type": PACKET_TYPE,
            DIGEST: digest_field(self.sha256),
            RECIPIENT: keys.fingerprint(self.recipient),
            NAME: self.name,
        }
        message = Message({"@method": "POST", "@path": self.path}, headers)
        inputs = Inputs(_REQUEST, _parameters(private, self.nonce, now))
        headers |= signature_fields(inputs, keys.sign(private, base(inputs, message)))
        return message


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says of itself; believe it once :meth:`is_signed_by` is true.

    :param sender: fingerprint of the key that it is said to be signed with
    :param recipient: fingerprint of the key that it is meant for
    :param sha256: what the body must have
    """

    message: Message
    signed: bytes
    signature: bytes
    sender: str
    recipient: str
    sha256: bytes
    name: str
    nonce: str
    created: int

    def is_signed_by(self, public: str) -> bool:
        """Tell whether the key is the sender's, and signed this very request."""
        # Both are checked, so that a wrong key takes as long as a wrong signature.
        signed = keys.verifies(public, self.signature, self.signed)
        return signed and keys.fingerprint(public) == self.sender

    def is_timely(self, now: datetime) -> bool:
        """Tell whether the request was signed just now."""
        return abs(now.timestamp() - self.created) <= WINDOW_S


def read_request(method: str, path: str, headers: Mapping[str, str]) -> Claim:
    """Return what a request says of itself.

    :param headers: by names in lower case
    :raises SignatureRefused: it isn't a request of this interface
    """
    message = Message({"@method": method, "@path": path}, headers)
    inputs, signature = read_signature(headers)
    _demand(inputs, _REQUEST)
    claim = Claim(
        message=message,
        signed=base(inputs, message),
        signature=signature,
        sender=inputs.text("keyid"),
        recipient=message.value(RECIPIENT),
        sha256=read_digest(headers),
        name=message.value(NAME),
        nonce=inputs.text("nonce"),
        created=inputs.number("created"),
    )
    wanted = (
        (_HEX, claim.sender),
        (_HEX, claim.recipient),
        (_NAMED, claim.name),
        (_NONCE, claim.nonce),
    )
    if not all(pattern.fullmatch(value) for pattern, value in wanted):
        raise SignatureRefused("a value has another form")
    return claim


def signed_answer(
    private: str, claim: Claim, status: int, body: bytes, now: datetime
) -> dict[str, str]:
    """Return the header fields of an answer to a request."""
    headers = {
        "content-type": ANSWER_TYPE,
        DIGEST: digest_field(hashlib.sha256(body).digest()),
    }
    message = Message({"@status": str(status)}, headers)
    inputs = Inputs(_ANSWER, _parameters(private, claim.nonce, now))
    signature = keys.sign(private, base(inputs, message, claim.message))
    return headers | signature_fields(inputs, signature)


def check_answer(
    publics: tuple[str, ...],
    request: Message,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
) -> dict:
    """Return what an answer says, if it is the other side's and to this request.

    :param publics: the other side's keys
    :param headers: of the answer, by names in lower case
    :raises SignatureRefused: it isn't
    """
    inputs, signature = read_signature(headers)
    _demand(inputs, _ANSWER)
    asked, _signature = read_signature(request.headers)
    if inputs.text("nonce") != asked.text("nonce"):
        raise SignatureRefused("an answer to another request")
    if read_digest(headers) != hashlib.sha256(body).digest():
        raise SignatureRefused("another body")
    signed = base(inputs, Message({"@status": str(status)}, headers), request)
    known = {keys.fingerprint(public): public for public in publics}
    public = known.get(inputs.text("keyid"))
    if public is None or not keys.verifies(public, signature, signed):
        raise SignatureRefused("another key")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SignatureRefused("no JSON") from error
    if not isinstance(said, dict):
        raise SignatureRefused("no object")
    return said


def plain_name(name: str) -> str:
    """Return a name as a request can carry it."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).lstrip("._-")[:80] or "packet"


def _parameters(private: str, nonce: str, now: datetime) -> dict[str, str | int]:
    return {
        "created": int(now.astimezone(UTC).timestamp()),
        "nonce": nonce,
        "keyid": keys.fingerprint(keys.public_of(private)),
        "alg": _ALGORITHM,
        "tag": _TAG,
    }


def _demand(inputs: Inputs, components: tuple[tuple[str, bool], ...]) -> None:
    if not set(components) <= set(inputs.components):
        raise SignatureRefused("not all is signed that must be")
    if (inputs.text("alg"), inputs.text("tag")) != (_ALGORITHM, _TAG):
        raise SignatureRefused("another algorithm or use")
