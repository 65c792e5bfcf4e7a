"""Tokens: what they tell, how they refuse, and that two threads don't meet in one."""

import shutil
import subprocess
import threading
import traceback

import pkcs11
import pytest

from core.errors import TokenError
from core.token import driver as driver_module
from core.token.pkcs11 import TokenRef, list_tokens, open_token, read_certificates

WRONG = "987654"


def test_tokens_are_listed_without_a_pin(pki):
    found = {token.label: token for token in list_tokens(pki.driver)}
    assert {"director", "seal_sct", "seal_unit", "other_leader"} <= set(found)
    token = found["director"]
    assert token.serial and token.manufacturer and not token.pin_locked


def test_a_token_plugged_in_later_is_seen(pki):
    before = {token.label for token in list_tokens(pki.driver)}
    command = ["softhsm2-util", "--init-token", "--free", "--label", "late"]
    command += ["--pin", pki.pin, "--so-pin", "13572468"]
    subprocess.run(command, check=True, capture_output=True)
    try:
        after = {token.label for token in list_tokens(pki.driver)}
        assert after - before == {"late"}
        with open_token(pki.ref("late"), pki.pin) as session:
            with pytest.raises(TokenError) as caught:
                session.signing_key()
        assert caught.value.code == "token.certificate_missing"
    finally:
        command = ["softhsm2-util", "--delete-token", "--token", "late"]
        subprocess.run(command, check=True, capture_output=True)


def test_certificates_are_read_without_a_pin(pki):
    assert read_certificates(pki.ref("director")) == (pki.certificate("director"),)


def test_a_token_is_found_by_its_serial_number(pki):
    serial = {t.label: t.serial for t in list_tokens(pki.driver)}["deputy1"]
    ref = TokenRef(pki.driver, serial=serial)
    assert read_certificates(ref) == (pki.certificate("deputy1"),)


def test_the_key_of_a_certificate(pki):
    with open_token(pki.ref("director"), pki.pin) as session:
        key = session.signing_key()
        again = session.signing_key(certificate_sha256=key.info.sha256.upper())
        named = session.signing_key(label="director")
    assert key.certificate == again.certificate == named.certificate
    assert key.info.subject_common_name == "Trần Quang Vinh"


@pytest.mark.parametrize(
    ("label", "pin", "code"),
    [
        ("director", WRONG, "token.pin_wrong"),
        ("director", "1", "token.pin_wrong"),
        ("director", "", "token.pin_required"),
        ("nobody", "246813", "token.absent"),
    ],
)
def test_refusals(pki, label, pin, code):
    with pytest.raises(TokenError) as caught, open_token(pki.ref(label), pin):
        pass
    assert caught.value.code == code
    assert caught.value.params["label"] == label


def test_the_right_pin_works_after_a_wrong_one(pki):
    with pytest.raises(TokenError), open_token(pki.ref("director"), WRONG):
        pass
    with open_token(pki.ref("director"), pki.pin) as session:
        assert session.certificates() == (pki.certificate("director"),)


def test_no_pin_in_messages(pki):
    try:
        with open_token(pki.ref("director"), WRONG):
            pass
    except TokenError as exc:
        text = "".join(traceback.format_exception(exc)) + repr(exc) + repr(exc.params)
    assert WRONG not in text
    with open_token(pki.ref("director"), pki.pin) as session:
        assert pki.pin not in repr(session) + repr(session.signing_key())


def test_a_missing_driver(tmp_path):
    with pytest.raises(TokenError) as caught:
        list_tokens(str(tmp_path / "none.so"))
    assert caught.value.code == "token.driver_missing"


def test_a_driver_that_is_none(tmp_path):
    broken = tmp_path / "broken.so"
    broken.write_text("no library")
    with pytest.raises(TokenError) as caught:
        list_tokens(str(broken))
    assert caught.value.code == "token.driver_missing"


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (pkcs11.PinLocked, "token.pin_locked"),
        (pkcs11.DeviceRemoved, "token.removed"),
        (pkcs11.GeneralError, "token.failed"),
    ],
)
def test_what_softhsm_never_does(pki, monkeypatch, failure, code):
    """SoftHSM locks no pki.pin and is never pulled out: its token is made to say so."""

    class Token:
        def __init__(self, token):
            self._token = token

        def __getattr__(self, name):
            return getattr(self._token, name)

        def open(self, **_options):
            raise failure()

    real = driver_module.Driver.tokens
    monkeypatch.setattr(
        driver_module.Driver, "tokens", lambda self: tuple(map(Token, real(self)))
    )
    with pytest.raises(TokenError) as caught, open_token(pki.ref("director"), pki.pin):
        pass
    assert caught.value.code == code


def test_two_threads_take_turns(pki):
    inside, most, failures = [], [], []

    def work(label: str) -> None:
        try:
            for _turn in range(5):
                with open_token(pki.ref(label), pki.pin) as session:
                    inside.append(label)
                    most.append(len(inside))
                    assert session.signing_key().certificate == pki.certificate(label)
                    inside.remove(label)
        except BaseException as exc:
            failures.append(exc)

    labels = ("director", "seal_sct", "director", "deputy1")
    threads = [threading.Thread(target=work, args=(label,)) for label in labels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert len(most) == 20 and max(most) == 1


def test_a_driver_that_is_busy_says_so(pki):
    caught = []

    def work() -> None:
        try:
            with open_token(pki.ref("director"), pki.pin, wait_s=0.05):
                pass
        except TokenError as exc:
            caught.append(exc.code)

    with open_token(pki.ref("seal_sct"), pki.pin):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join(10)
    assert caught == ["token.busy"]


def test_a_token_that_was_removed(pki):
    """Its files vanish while it is open: the next use says so, and it comes back."""
    command = ["softhsm2-util", "--init-token", "--free", "--label", "lost"]
    command += ["--pin", pki.pin, "--so-pin", "13572468"]
    folder = pki.folder / "tokens"
    before = set(folder.iterdir())
    subprocess.run(command, check=True, capture_output=True)
    (made,) = set(folder.iterdir()) - before
    shutil.rmtree(made)
    list_tokens(pki.driver)
    with pytest.raises(TokenError) as caught, open_token(pki.ref("lost"), pki.pin):
        pass
    assert caught.value.code == "token.absent"
