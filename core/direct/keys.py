"""The keys by which two installations know each other: Ed25519 (RFC 8032).

A key is told by its fingerprint, the SHA-256 of its SubjectPublicKeyInfo, which is
short enough to be compared by telephone or on paper.
"""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
)

from ..errors import DirectRefusedError

_LARGEST = 4096
_GROUP = 4


def make_key() -> str:
    """Return a new private key (PKCS #8, PEM)."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def lock(private: str, passphrase: str) -> str:
    """Return a private key encrypted (PKCS #8, PEM), as it is kept."""
    key = load_pem_private_key(private.encode(), None)
    way = BestAvailableEncryption(passphrase.encode())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, way).decode()


def unlock(kept: str, passphrase: str) -> str:
    """Return a private key as it was before :func:`lock`.

    :param kept: one that was never locked is returned as it is
    :raises DirectRefusedError: ``direct.key_locked``, by another passphrase
    """
    if not is_locked(kept):
        return kept
    try:
        key = load_pem_private_key(kept.encode(), passphrase.encode() or None)
    except (TypeError, ValueError) as error:
        raise DirectRefusedError("direct.key_locked") from error
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def is_locked(kept: str) -> bool:
    """Tell whether a private key is kept encrypted."""
    return "ENCRYPTED" in kept.partition("\n")[0]


def public_of(private: str) -> str:
    """Return the public half of a private key (PEM)."""
    return _written(load_pem_private_key(private.encode(), None).public_key())


def read_public(text: str) -> str:
    """Return a public key in the one form in which keys are kept and compared.

    :param text: PEM or bare base64, as people copy it
    :raises DirectRefusedError: ``direct.key_wrong``
    """
    lines = [line.strip() for line in text[:_LARGEST].splitlines()]
    inner = "".join(line for line in lines if not line.startswith("-----"))
    try:
        key = load_der_public_key(
            base64.b64decode("".join(inner.split()), validate=True)
        )
    except (ValueError, binascii.Error, UnsupportedAlgorithm) as error:
        raise DirectRefusedError("direct.key_wrong") from error
    if not isinstance(key, Ed25519PublicKey):
        raise DirectRefusedError("direct.key_wrong")
    return _written(key)


def bare(public: str) -> str:
    """Return a public key in one line, for copying."""
    return "".join(public.splitlines()[1:-1])


def fingerprint(public: str) -> str:
    """Return the fingerprint of a public key: 64 hex digits."""
    return hashlib.sha256(_der(public)).hexdigest()


def shown(digest: str) -> str:
    """Write a fingerprint so that two people can compare it."""
    groups = range(0, len(digest), _GROUP)
    return " ".join(digest[at : at + _GROUP].upper() for at in groups)


def is_fingerprint(given: str, public: str) -> bool:
    """Tell whether somebody's words are the fingerprint, however he spaced them."""
    typed = "".join(char for char in given.lower() if char not in " \t\r\n:-.\u00a0")
    return typed == fingerprint(public)


def sign(private: str, message: bytes) -> bytes:
    """Sign."""
    return load_pem_private_key(private.encode(), None).sign(message)


def verifies(public: str, signature: bytes, message: bytes) -> bool:
    """Tell whether the key made the signature for the message."""
    try:
        load_der_public_key(_der(public)).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _der(public: str) -> bytes:
    return base64.b64decode(bare(public))


def _written(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
