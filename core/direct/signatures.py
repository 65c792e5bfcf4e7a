"""HTTP Message Signatures (RFC 9421) and Content-Digest (RFC 9530), as used here.

Signed are components of a message: header fields by their names, and what the message
is by derived names such as ``@method``. An answer is signed over components of its
request as well (``;req``), so that it belongs to that request and to no other.

One signature by one algorithm, ``ed25519``. Of the structured fields (RFC 8941) only
the canonical form is read: what would be written otherwise isn't what was signed.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LABEL = "edoc"
INPUT, SIGNATURE, DIGEST = "signature-input", "signature", "content-digest"
# Longest of the fields above.
LARGEST = 4096

Component = tuple[str, bool]

_COMPONENT = re.compile(r'"(@?[a-z][a-z0-9-]{0,63})"(;req)?')
_PARAMETER = re.compile(
    r';([a-z]{1,16})=(?:"([\x20\x21\x23-\x5b\x5d-\x7e]*)"|(0|[1-9][0-9]{0,14}))'
)
_BYTES = re.compile(rf"{LABEL}=:([A-Za-z0-9+/=]+):")
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]+):")


class SignatureRefused(Exception):
    """A message isn't signed as it must be."""


@dataclass(frozen=True, slots=True)
class Message:
    """What signatures see of a request or an answer.

    :param derived: such as ``@method``
    :param headers: by names in lower case
    """

    derived: Mapping[str, str]
    headers: Mapping[str, str]

    def value(self, name: str) -> str:
        """Return the value of a component.

        :raises SignatureRefused: the message has none
        """
        found = (self.derived if name.startswith("@") else self.headers).get(name)
        if found is None:
            raise SignatureRefused(f"{name} is missing")
        return found.strip()


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a signature covers, and what is said about it.

    :param components: names, and whether they are the request's
    """

    components: tuple[Component, ...]
    parameters: Mapping[str, str | int] = field(default_factory=dict)

    def written(self) -> str:
        """Return the canonical form."""
        names = " ".join(_named(component) for component in self.components)
        return f"({names})" + "".join(
            f";{key}={value}" if isinstance(value, int) else f';{key}="{value}"'
            for key, value in self.parameters.items()
        )

    def text(self, key: str) -> str:
        """Return a parameter that is a text, ``""`` if there is none."""
        value = self.parameters.get(key, "")
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """Return a parameter that is a number, 0 if there is none."""
        value = self.parameters.get(key, 0)
        return value if isinstance(value, int) else 0


def base(inputs: Inputs, message: Message, request: Message | None = None) -> bytes:
    """Return the text that is signed (RFC 9421, 2.5).

    :raises SignatureRefused: a component is missing or named twice
    """
    if len(set(inputs.components)) < len(inputs.components):
        raise SignatureRefused("a component is named twice")
    lines = []
    for component in inputs.components:
        name, of_request = component
        if of_request and request is None:
            raise SignatureRefused("there is no request")
        value = (request if of_request else message).value(name)
        if "\n" in value or "\r" in value:
            raise SignatureRefused(f"{name} has more than one line")
        lines.append(f"{_named(component)}: {value}")
    lines.append(f'"@signature-params": {inputs.written()}')
    # A header is one character for each byte.
    return "\n".join(lines).encode("latin-1", errors="replace")


def signature_fields(inputs: Inputs, signature: bytes) -> dict[str, str]:
    """Return the header fields that carry a signature."""
    return {
        INPUT: f"{LABEL}={inputs.written()}",
        SIGNATURE: f"{LABEL}=:{base64.b64encode(signature).decode()}:",
    }


def read_signature(headers: Mapping[str, str]) -> tuple[Inputs, bytes]:
    """Return what a message says that was signed, and the signature, unchecked.

    :raises SignatureRefused: there is none, or it is written in another way
    """
    given = headers.get(INPUT, "")
    signature = headers.get(SIGNATURE, "")
    if len(given) > LARGEST or len(signature) > LARGEST:
        raise SignatureRefused("too long")
    label, _, member = given.partition("=")
    inputs = _read_member(member)
    if label != LABEL or inputs.written() != member:
        raise SignatureRefused("no signature of ours")
    return inputs, _decoded(_BYTES, signature)


def digest_field(sha256: bytes) -> str:
    """Return the header field that tells a body's digest."""
    return f"sha-256=:{base64.b64encode(sha256).decode()}:"


def read_digest(headers: Mapping[str, str]) -> bytes:
    """Return the SHA-256 that the body must have.

    :raises SignatureRefused: it isn't told
    """
    digest = _decoded(_DIGEST, headers.get(DIGEST, "")[:LARGEST])
    if len(digest) != hashlib.sha256().digest_size:
        raise SignatureRefused("no SHA-256")
    return digest


def _named(component: Component) -> str:
    name, of_request = component
    return f'"{name}"' + (";req" if of_request else "")


def _read_member(text: str) -> Inputs:
    at, components = 1, []
    while match := _COMPONENT.match(text, at):
        components.append((match[1], bool(match[2])))
        at = match.end() + 1
    # One past the bracket, or past the blank before a component that is none.
    at = max(at, 2)
    parameters: dict[str, str | int] = {}
    while match := _PARAMETER.match(text, at):
        parameters[match[1]] = int(match[3]) if match[3] else match[2]
        at = match.end()
    return Inputs(tuple(components), parameters)


def _decoded(pattern: re.Pattern, text: str) -> bytes:
    match = pattern.fullmatch(text)
    try:
        return base64.b64decode(match[1], validate=True)
    except (TypeError, ValueError, binascii.Error) as error:
        raise SignatureRefused("no bytes") from error
