"""Secrets of channels are kept encrypted, each in its own way."""

import pytest

from core.errors import SecretError
from core.secret import is_locked, lock, unlock


def test_kept_and_opened():
    kept = lock("mật khẩu của trục", "passphrase")
    assert is_locked(kept)
    assert "mật khẩu" not in kept
    assert unlock(kept, "passphrase") == "mật khẩu của trục"
    assert lock("mật khẩu của trục", "passphrase") != kept


def test_kept_open_before():
    assert not is_locked("plain")
    assert unlock("plain", "passphrase") == unlock("plain", "") == "plain"


@pytest.mark.parametrize("passphrase", ["", "another"])
def test_another_passphrase(passphrase):
    with pytest.raises(SecretError, match=r"secret\.locked"):
        unlock(lock("x", "passphrase"), passphrase)


def test_altered():
    kept = lock("x", "passphrase")
    for spoiled in (kept[:-4] + "AAA=", kept[:12], "scrypt$"):
        with pytest.raises(SecretError, match=r"secret\.locked"):
            unlock(spoiled, "passphrase")
