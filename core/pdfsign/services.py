"""The services around a signature: time stamps, certificate status, trusted roots."""

from dataclasses import dataclass
from enum import Enum

from asn1crypto import x509
from pyhanko_certvalidator import ValidationContext

from .fetch import (
    GOVERNMENT_REWRITES,
    BoundedFetchers,
    Network,
    Pairs,
    TimeStampClient,
)


class Level(Enum):
    """How much evidence a signature carries (ETSI EN 319 142-1)."""

    B = "B-B"
    """The signature alone."""
    T = "B-T"
    """With a time stamp."""
    LT = "B-LT"
    """With a time stamp, and the status of every certificate in the file."""


@dataclass(frozen=True, slots=True)
class TrustServices:
    """Where to get time stamps and certificate status, and whom to trust.

    :param tsa_url: of the time-stamp authority (RFC 3161); needed from level T on
    :param roots: DER of the trusted roots; without any the chain isn't checked
        before signing
    :param intermediates: DER of the CAs between, for they are often left out
    :param online: may ask OCSP and CRL services; needed for level LT
    :param timeout_s: seconds for one request; the Government's TSA can take 131
    :param proxies: pairs of scheme and address, such as ``("http", "http://…")``
    :param rewrites: pairs of address beginnings, what certificates say and what works
    """

    level: Level = Level.B
    tsa_url: str = ""
    roots: tuple[bytes, ...] = ()
    intermediates: tuple[bytes, ...] = ()
    online: bool = True
    timeout_s: float = 150
    proxies: Pairs = ()
    rewrites: Pairs = GOVERNMENT_REWRITES

    @property
    def network(self) -> Network:
        """How to reach the services."""
        return Network(self.timeout_s, self.proxies, self.rewrites)


def time_stamper(services: TrustServices) -> TimeStampClient | None:
    """Return the client for the services' authority, or None at level B."""
    if services.level is Level.B or not services.tsa_url:
        return None
    return TimeStampClient(services.tsa_url, services.network)


def signing_context(services: TrustServices) -> ValidationContext | None:
    """What the signer's chain is checked with, or None where nothing is to check.

    NĐ 23/2025 Đ15 has the signer check his certificate first: a revoked one never
    signs. Level LT demands the status of every certificate, as it goes into the
    file; below it a status service out of reach doesn't stop the signer.
    """
    if not services.roots:
        return None
    strict = services.level is Level.LT
    if not strict and not services.online:
        return None
    return ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in services.roots],
        other_certs=[x509.Certificate.load(der) for der in services.intermediates],
        allow_fetching=services.online,
        fetcher_backend=BoundedFetchers(services.network) if services.online else None,
        crls=(),
        ocsps=(),
        revocation_mode="hard-fail" if strict else "soft-fail",
    )
