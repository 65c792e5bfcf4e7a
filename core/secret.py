"""Short secrets as they are kept: encrypted by a passphrase that lies elsewhere.

Fernet (AES-128-CBC with HMAC-SHA256) under a key that scrypt (RFC 7914) makes of the
passphrase and a salt of the secret's own.
"""

import base64
import os

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from .errors import SecretError

_MARK = "scrypt$"
_SALT_BYTES = 16
_COST, _BLOCK, _LANES = 2**14, 8, 1


def lock(secret: str, passphrase: str) -> str:
    """Return a secret as it is kept."""
    salt = os.urandom(_SALT_BYTES)
    token = _cipher(passphrase, salt).encrypt(secret.encode())
    return f"{_MARK}{base64.urlsafe_b64encode(salt).decode()}${token.decode()}"


def unlock(kept: str, passphrase: str) -> str:
    """Return a secret as it was before :func:`lock`.

    :param kept: one that was never locked is returned as it is
    :raises SecretError: ``secret.locked``, by another passphrase, or it was altered
    """
    if not is_locked(kept):
        return kept
    salt, _, token = kept.removeprefix(_MARK).partition("$")
    try:
        cipher = _cipher(passphrase, base64.urlsafe_b64decode(salt))
        return cipher.decrypt(token.encode()).decode()
    except (InvalidToken, ValueError) as error:
        raise SecretError("secret.locked") from error


def is_locked(kept: str) -> bool:
    """Tell whether a secret is kept encrypted."""
    return kept.startswith(_MARK)


def _cipher(passphrase, salt):
    key = Scrypt(salt=salt, length=32, n=_COST, r=_BLOCK, p=_LANES)
    return Fernet(base64.urlsafe_b64encode(key.derive(passphrase.encode())))
