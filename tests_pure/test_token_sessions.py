"""Sessions: pulled-out and exchanged tokens, locked PINs, two users at one token."""

import asyncio
import threading

import pytest
from token_drawer import USER_PIN_COUNT_LOW, USER_PIN_FINAL_TRY, USER_PIN_LOCKED

from core.errors import TokenError
from core.pdfsign.jobs import PersonalJob
from core.pdfsign.prepare import prepare_document
from core.pdfsign.sign import Level
from core.token.driver import driver
from core.token.pkcs11 import TokenRef, list_tokens, open_token, read_certificates

WRONG = "987654"


def raw_signature(key) -> bytes:
    return asyncio.run(key.signer.async_sign_raw(b"to be signed", "sha256"))


# -- which token is meant -------------------------------------------------------


def test_the_serial_number_decides_between_two_tokens_of_one_label(pki, drawer):
    first = drawer.serial("director")
    drawer.add("director", pki.pin)
    found = [t.serial for t in list_tokens(pki.driver) if t.label == "director"]
    assert len(found) == 2
    [second] = set(found) - {first}
    right = TokenRef(pki.driver, "director", first)
    assert read_certificates(right) == (pki.certificate("director"),)
    assert read_certificates(TokenRef(pki.driver, "director", second)) == ()
    with open_token(right, pki.pin) as session:
        assert session.serial == first
        assert session.signing_key().certificate == pki.certificate("director")


def test_without_a_serial_number_no_pin_is_tried_on_either(pki, drawer):
    drawer.add("director", pki.pin)
    list_tokens(pki.driver)
    for work in (lambda: read_certificates(pki.ref("director")), lambda: opened(pki)):
        with pytest.raises(TokenError) as caught:
            work()
        assert caught.value.code == "token.ambiguous"
        assert caught.value.params == {"label": "director", "found": 2}


def opened(pki, label: str = "director", pin: str = "") -> None:
    with open_token(pki.ref(label), pin or pki.pin):
        pass


@pytest.mark.parametrize("known", ["label", "serial"])
def test_another_token_with_the_label_is_not_the_one(pki, drawer, known):
    values = {"label": "director"} if known == "label" else {}
    ref = TokenRef(pki.driver, **values, serial="0000000000000000")
    with pytest.raises(TokenError) as caught, open_token(ref, pki.pin):
        pass
    assert caught.value.code == "token.absent"
    with pytest.raises(TokenError) as caught:
        read_certificates(ref)
    assert caught.value.code == "token.absent"


# -- PINs -----------------------------------------------------------------------


def test_a_locked_token_gets_no_further_try(pki, drawer):
    """SoftHSM locks nothing by itself, but tells what its token's flags say."""
    drawer.set_flags("director", USER_PIN_LOCKED)
    [told] = [t for t in list_tokens(pki.driver) if t.label == "director"]
    assert told.pin_locked
    with pytest.raises(TokenError) as caught:
        opened(pki)
    assert caught.value.code == "token.pin_locked"
    opened(pki, "seal_sct")


def test_the_last_try_is_announced(pki, drawer):
    drawer.set_flags("director", USER_PIN_COUNT_LOW | USER_PIN_FINAL_TRY)
    [told] = [t for t in list_tokens(pki.driver) if t.label == "director"]
    assert told.pin_final_try and told.pin_count_low and not told.pin_locked
    with pytest.raises(TokenError) as caught:
        opened(pki, pin=WRONG)
    assert caught.value.code == "token.pin_wrong"
    assert caught.value.params["tries_left"] == 1


def test_a_wrong_pin_is_told_by_the_flags_until_the_right_one(pki, drawer):
    with pytest.raises(TokenError):
        opened(pki, pin=WRONG)
    low = {t.label: t.pin_count_low for t in list_tokens(pki.driver)}
    assert low["director"] and not low["seal_sct"]
    opened(pki)
    low = {t.label: t.pin_count_low for t in list_tokens(pki.driver)}
    assert not low["director"]


def test_a_session_lost_without_a_log_out(pki):
    """Another's login still holds in this process: it neither helps nor hinders."""
    holder = driver(pki.driver)
    for pin, code in ((WRONG, "token.pin_wrong"), (pki.pin, None)):
        with holder.held(5):
            [lost] = [t for t in holder.tokens() if t.label.strip() == "director"]
            lost.open(user_pin=pki.pin)
        if code is None:
            opened(pki, pin=pin)
            continue
        with pytest.raises(TokenError) as caught:
            opened(pki, pin=pin)
        assert caught.value.code == code


# -- two users at one token -----------------------------------------------------


def test_an_open_session_lets_nobody_in_with_a_wrong_pin(pki):
    """Logins are process-wide, yet another's wrong PIN is refused every time."""
    stop, signed, refused, failures = threading.Event(), [], [], []

    def right() -> None:
        try:
            while not stop.is_set():
                with open_token(pki.ref("director"), pki.pin) as session:
                    signed.append(raw_signature(session.signing_key()))
        except BaseException as exc:
            failures.append(exc)

    def wrong() -> None:
        try:
            for _try in range(15):
                with pytest.raises(TokenError) as caught:
                    with open_token(pki.ref("director"), WRONG) as session:
                        raw_signature(session.signing_key())
                refused.append(caught.value.code)
        except BaseException as exc:
            failures.append(exc)
        finally:
            stop.set()

    threads = [threading.Thread(target=work) for work in (right, wrong, right)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert refused == ["token.pin_wrong"] * 15
    assert signed and len(set(signed)) == 1


# -- pulled out -----------------------------------------------------------------


def test_a_token_pulled_out_during_work_and_back(pki, drawer):
    with open_token(pki.ref("director"), pki.pin) as session:
        first = raw_signature(session.signing_key())
        with drawer.pulled_out("director"):
            with pytest.raises(TokenError) as caught:
                session.signing_key()
    assert caught.value.code == "token.certificate_missing"
    with drawer.pulled_out("director"):
        with pytest.raises(TokenError) as caught:
            opened(pki)
    assert caught.value.code == "token.absent"
    with open_token(pki.ref("director"), pki.pin) as session:
        assert raw_signature(session.signing_key()) == first


def test_a_key_whose_token_was_pulled_out(pki, drawer, draft, now):
    """Nothing half-signed comes back; once plugged in again, it signs as before."""
    job = PersonalJob(prepare_document(draft()).pdf, now, pki.services(Level.B))
    with pytest.raises(TokenError) as caught:
        with open_token(pki.ref("director"), pki.pin) as session:
            key = session.signing_key()
            with drawer.pulled_out("director"):
                job.run(key)
    assert caught.value.code == "token.removed"
    with open_token(pki.ref("director"), pki.pin) as session:
        assert job.run(session.signing_key())
