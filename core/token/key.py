"""A key ready to sign, wherever it lives."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from asn1crypto import pem, x509
from pyhanko.keys import load_private_key_from_pemder_data
from pyhanko.sign.signers import ExternalSigner, Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .certificate import CertificateInfo, describe_certificate


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, usable as long as its token session is open.

    The key itself never leaves the token; ``signer`` only speaks to it.

    :param certificate: DER
    :param signer: what pyHanko signs with
    """

    certificate: bytes = field(repr=False)
    info: CertificateInfo
    signer: Signer = field(repr=False, compare=False)


class DeferredSigner(ExternalSigner):
    """Signs nothing: leaves a gap and remembers what shall be signed elsewhere.

    :param certificate: whose key will sign
    :param store: other certificates to put into the signatures
    """

    def __init__(
        self, certificate: x509.Certificate, store: SimpleCertificateStore
    ) -> None:
        key = certificate.public_key
        # An ECDSA signature is two numbers and some bytes around them.
        size = key.byte_size if key.algorithm == "rsa" else 2 * key.byte_size + 16
        super().__init__(certificate, store, size)
        self.left: list[tuple[bytes, int, str, bytes]] = []
        self._asked = b""

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """Called by pyHanko for the signature over the signed attributes."""
        if not dry_run:
            self._asked = data
        return await super().async_sign_raw(data, digest_algorithm, dry_run)

    async def unsigned_attrs(self, *values, dry_run: bool = False, **named):
        """Called by pyHanko for the time stamp, which needs the real signature."""
        if not dry_run:
            return None
        return await super().unsigned_attrs(*values, dry_run=dry_run, **named)

    def leave(self, before: bytes, after: bytes, field: str) -> None:
        """Remember a file with its gap."""
        self.left.append((after, len(before), field, self._asked))


def key_from_memory(
    private_key: bytes, certificate: bytes, chain: Iterable[bytes] = ()
) -> SigningKey:
    """Make a signing key of a PEM or DER private key; for trials, not for seals.

    :param certificate: DER of the key's certificate
    :param chain: DER of the certificates above it, to be put into the signature
    """
    store = SimpleCertificateStore()
    store.register_multiple(map(x509.Certificate.load, chain))
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(certificate),
        signing_key=load_private_key_from_pemder_data(private_key, None),
        cert_registry=store,
    )
    return SigningKey(certificate, describe_certificate(certificate), signer)


def certificates_from_pem(data: bytes) -> tuple[bytes, ...]:
    """Split a PEM bundle, or one DER certificate, into DER certificates."""
    if not pem.detect(data):
        return (data,)
    return tuple(der for _kind, _headers, der in pem.unarmor(data, multiple=True))
