"""Tokens through PKCS#11: which are there, whose certificates, and signing with them.

No PIN and no key appears in any message, representation or log of this module.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, Mechanism, ObjectClass, TokenFlag
from pkcs11 import exceptions as errors
from pyhanko.sign.pkcs11 import PKCS11Signer

from ..errors import TokenError
from .certificate import describe_certificate
from .driver import REMOVED, Driver, driver
from .key import SigningKey

_BUSY = (errors.SessionCount, errors.SessionExists, errors.OperationActive)
_WRONG_PIN = (errors.PinIncorrect, errors.PinInvalid, errors.PinLenRange)


@dataclass(frozen=True, slots=True)
class TokenRef:
    """Which token is meant: a driver and a label, a serial number, or both.

    :param driver: path of the PKCS#11 library
    """

    driver: str
    label: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """What a token tells without a PIN."""

    label: str
    serial: str
    manufacturer: str
    model: str
    pin_locked: bool
    pin_final_try: bool
    pin_count_low: bool


def list_tokens(path: str, wait_s: float = 30) -> tuple[TokenInfo, ...]:
    """List the tokens of a driver, also those plugged in since the last call.

    :param path: of the driver
    :param wait_s: seconds to wait while another thread uses the driver
    :raises TokenError: ``token.driver_missing``, ``token.busy``
    """
    holder = driver(path)
    with holder.held(wait_s):
        holder.refresh()
        return tuple(_describe(token) for token in holder.tokens())


def read_certificates(ref: TokenRef, wait_s: float = 30) -> tuple[bytes, ...]:
    """Return the DER certificates that the token shows without a PIN.

    :raises TokenError: ``token.absent``, ``token.ambiguous``, ``token.removed``,
        ``token.busy``, ``token.driver_missing``
    """
    holder = driver(ref.driver)
    with holder.held(wait_s):
        token = _find(holder, ref)
        try:
            with token.open() as session:
                return tuple(found.der for found in _certificates(session))
        except errors.PKCS11Error as exc:
            raise _translate(exc, ref) from exc


@contextmanager
def open_token(
    ref: TokenRef, pin: str, wait_s: float = 120
) -> Iterator["TokenSession"]:
    """Log in and hold the token until the block ends; one holder per driver.

    :param pin: user PIN; empty where the reader has a keypad of its own
    :param wait_s: seconds to wait while another thread uses the driver
    :raises TokenError: ``token.absent``, ``token.ambiguous`` (several bear the label),
        ``token.pin_required``, ``token.pin_locked``, ``token.pin_wrong``
        (``tries_left`` is 1 or None: PKCS#11 tells no more), ``token.removed``,
        ``token.busy``, ``token.driver_missing``
    """
    holder = driver(ref.driver)
    with holder.held(wait_s):
        session, lost = _log_in(holder, ref, pin), False
        try:
            yield TokenSession(session, ref)
        except TokenError as exc:
            lost = exc.code == "token.removed"
            raise
        finally:
            try:
                session.close()
            except errors.PKCS11Error:
                # The token is gone; nothing of it is left to close.
                lost = True
            if lost:
                holder.refresh()


class TokenSession:
    """An open session; lives as long as the block of :func:`open_token`."""

    def __init__(self, session: pkcs11.Session, ref: TokenRef) -> None:
        self._session = session
        self.ref = ref

    def __repr__(self) -> str:
        return f"<TokenSession {self.ref.label or self.ref.serial}>"

    @property
    def serial(self) -> str:
        """Serial number of the token."""
        return _describe(self._session.token).serial

    def certificates(self) -> tuple[bytes, ...]:
        """Return the DER certificates on the token.

        :raises TokenError: ``token.removed``
        """
        try:
            return tuple(found.der for found in _certificates(self._session))
        except errors.PKCS11Error as exc:
            raise _translate(exc, self.ref) from exc

    def signing_key(
        self,
        certificate_sha256: str = "",
        label: str = "",
        chain: Iterable[bytes] = (),
    ) -> SigningKey:
        """Return the key of a certificate, named by fingerprint or label.

        Without either, the only certificate that is not a CA's is meant.

        :param chain: DER of CA certificates to put into the signatures
        :raises TokenError: ``token.certificate_missing``, ``token.key_missing``,
            ``token.removed``
        """
        try:
            found = self._choose(certificate_sha256.lower(), label)
            signer = self._signer(found, chain)
            # Reading it makes pyHanko look for the private key now, not later.
            assert signer.signing_cert is not None
        except REMOVED as exc:
            raise _translate(exc, self.ref) from exc
        except errors.PKCS11Error as exc:
            raise TokenError("token.key_missing", label=self.ref.label) from exc
        return SigningKey(found.der, describe_certificate(found.der), signer)

    def _choose(self, sha256: str, label: str) -> "_Found":
        candidates = []
        for found in _certificates(self._session):
            info = describe_certificate(found.der)
            if sha256 and info.sha256 != sha256:
                continue
            if label and found.label != label:
                continue
            if not info.is_ca or sha256:
                candidates.append(found)
        if len(candidates) != 1:
            raise TokenError(
                "token.certificate_missing",
                label=self.ref.label,
                found=len(candidates),
            )
        return candidates[0]

    def _signer(self, found: "_Found", chain: Iterable[bytes]) -> PKCS11Signer:
        own = [x509.Certificate.load(der) for der in (*self._authorities(), *chain)]
        return PKCS11Signer(
            self._session,
            signing_cert=x509.Certificate.load(found.der),
            ca_chain=own,
            key_id=found.id or None,
            key_label=None if found.id else found.label,
            use_raw_mechanism=not self._hashes(),
        )

    def _authorities(self) -> tuple[bytes, ...]:
        ders = (found.der for found in _certificates(self._session))
        return tuple(der for der in ders if describe_certificate(der).is_ca)

    def _hashes(self) -> bool:
        # Some tokens only offer the bare RSA operation.
        offered = self._session.token.slot.get_mechanisms()
        return Mechanism.SHA256_RSA_PKCS in offered


@dataclass(frozen=True, slots=True)
class _Found:
    der: bytes
    label: str
    id: bytes


def _certificates(session: pkcs11.Session) -> list[_Found]:
    query = {Attribute.CLASS: ObjectClass.CERTIFICATE}
    found = []
    for item in list(session.get_objects(query)):
        der = item[Attribute.VALUE]
        if der:
            found.append(_Found(der, item[Attribute.LABEL], item[Attribute.ID]))
    return found


def _describe(token: pkcs11.Token) -> TokenInfo:
    flags = token.flags
    return TokenInfo(
        label=token.label.strip(),
        serial=token.serial.decode("ascii", "replace").strip(),
        manufacturer=token.manufacturer_id.strip(),
        model=token.model.strip(),
        pin_locked=TokenFlag.USER_PIN_LOCKED in flags,
        pin_final_try=TokenFlag.USER_PIN_FINAL_TRY in flags,
        pin_count_low=TokenFlag.USER_PIN_COUNT_LOW in flags,
    )


def _find(holder: Driver, ref: TokenRef) -> pkcs11.Token:
    """Find the token; start the driver anew when it isn't there at first."""
    for attempt in ("as known", "anew"):
        if attempt == "anew":
            holder.refresh()
        found = []
        for token in holder.tokens():
            info = _describe(token)
            if ref.label in ("", info.label) and ref.serial in ("", info.serial):
                found.append(token)
        if len(found) > 1:
            # A PIN must not be tried on somebody else's token.
            raise TokenError("token.ambiguous", label=ref.label, found=len(found))
        if found:
            return found[0]
    raise TokenError("token.absent", label=ref.label or ref.serial)


def _log_in(holder: Driver, ref: TokenRef, pin: str) -> pkcs11.Session:
    try:
        try:
            return _open(holder, ref, pin)
        except errors.UserAlreadyLoggedIn:
            # A session was lost without a log-out, and the PIN not looked at yet.
            return _open(holder, ref, pin)
    except errors.PKCS11Error as exc:
        raise _refused(holder, ref, exc) from None


def _open(holder: Driver, ref: TokenRef, pin: str) -> pkcs11.Session:
    token = _find(holder, ref)
    if TokenFlag.USER_PIN_LOCKED in token.flags:
        raise TokenError("token.pin_locked", label=ref.label)
    if not pin and TokenFlag.PROTECTED_AUTHENTICATION_PATH not in token.flags:
        raise TokenError("token.pin_required", label=ref.label)
    try:
        return token.open(user_pin=pin or pkcs11.PROTECTED_AUTH)
    except errors.PKCS11Error:
        # Anew, for a login that failed leaves a session open, and other flags.
        holder.refresh()
        raise


def _refused(holder: Driver, ref: TokenRef, exc: errors.PKCS11Error) -> TokenError:
    if isinstance(exc, errors.PinLocked):
        return TokenError("token.pin_locked", label=ref.label)
    if not isinstance(exc, _WRONG_PIN):
        return _translate(exc, ref)
    info = _describe(_find(holder, ref))
    if info.pin_locked:
        return TokenError("token.pin_locked", label=ref.label)
    return TokenError(
        "token.pin_wrong",
        label=ref.label,
        tries_left=1 if info.pin_final_try else None,
        final_try=info.pin_final_try,
    )


def _translate(exc: errors.PKCS11Error, ref: TokenRef) -> TokenError:
    code = "token.removed" if isinstance(exc, REMOVED) else "token.failed"
    if isinstance(exc, _BUSY):
        code = "token.busy"
    return TokenError(code, label=ref.label, reason=type(exc).__name__)
