"""The services around a signature: time stamps, certificate status, trusted roots."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

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
    LTA = "B-LTA"
    """Sealed files also with a time stamp over all of it, renewed for the archive.

    Personal signatures are made at B-LT: number and seal come after them.
    """

    @property
    def with_evidence(self) -> bool:
        """The status of every certificate goes into the file."""
        return self in (Level.LT, Level.LTA)


@dataclass(frozen=True, slots=True)
class TrustServices:
    """Where to get time stamps and certificate status, and whom to trust.

    :param tsa_url: of the time-stamp authority (RFC 3161); needed from level T on
    :param roots: DER of the trusted roots; without any the chain isn't checked
        before signing
    :param intermediates: DER of the CAs between, for they are often left out
    :param online: may ask OCSP and CRL services; needed for level LT
    :param timeout_s: seconds for one try; the Government's TSA can take 131
    :param proxies: pairs of scheme and address, such as ``("http", "http://…")``
    :param rewrites: pairs of address beginnings, what certificates say and what works
    :param retries: further tries, 2 at most, after a time-out, no connection or a 5xx
        answer; a status service that is too slow isn't asked twice
    :param connect_s: seconds for connecting
    :param ocsp_url: asked instead of the addresses in certificates
    :param crl_urls: asked beside the addresses in certificates
    """

    level: Level = Level.B
    tsa_url: str = ""
    roots: tuple[bytes, ...] = ()
    intermediates: tuple[bytes, ...] = ()
    online: bool = True
    timeout_s: float = 150
    proxies: Pairs = ()
    rewrites: Pairs = GOVERNMENT_REWRITES
    retries: int = 2
    connect_s: float = 20
    ocsp_url: str = ""
    crl_urls: tuple[str, ...] = ()

    @property
    def network(self) -> Network:
        """How to reach the services."""
        return Network(
            self.timeout_s,
            self.proxies,
            self.rewrites,
            self.retries,
            self.connect_s,
            self.ocsp_url,
            self.crl_urls,
        )


@dataclass(frozen=True, slots=True)
class StatusCheck:
    """What a chain is validated with, and how its services were reached."""

    context: ValidationContext
    fetchers: BoundedFetchers

    @property
    def asked(self) -> str:
        """Addresses that gave no answer, for a message."""
        return ", ".join(dict.fromkeys(failure.url for failure in self.fetchers.failed))


def time_stamper(services: TrustServices) -> TimeStampClient | None:
    """Return the client for the services' authority, or None at level B."""
    if services.level is Level.B or not services.tsa_url:
        return None
    return _client(services.tsa_url, services.network)


# Kept for the next file, for each knows its authority from a first stamp.
_client = lru_cache(maxsize=8)(TimeStampClient)


def signing_context(services: TrustServices) -> StatusCheck | None:
    """What the signer's chain is checked with, or None where nothing is to check.

    NĐ 23/2025 Đ15 has the signer check his certificate first: a revoked one never
    signs. Level LT demands the status of every certificate, as it goes into the
    file; below it a status service out of reach doesn't stop the signer.
    """
    if not services.roots:
        return None
    strict = services.level.with_evidence
    if not strict and not services.online:
        return None
    fetchers = BoundedFetchers(services.network)
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in services.roots],
        other_certs=[x509.Certificate.load(der) for der in services.intermediates],
        allow_fetching=services.online,
        fetcher_backend=fetchers if services.online else None,
        crls=(),
        ocsps=(),
        revocation_mode="hard-fail" if strict else "soft-fail",
    )
    return StatusCheck(context, fetchers)
