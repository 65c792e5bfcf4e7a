"""The services around a signature: time stamps, certificate status, trusted roots."""

from asyncio import to_thread
from dataclasses import dataclass
from enum import Enum

import requests
from asn1crypto import tsp, x509
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend


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
    :param roots: DER of the trusted roots
    :param intermediates: DER of the CAs between, for they are often left out
    :param online: may ask OCSP and CRL services; needed for level LT
    :param timeout_s: seconds for one request; the Government's TSA can take 131
    :param proxies: pairs of scheme and address, such as ``("http", "http://…")``
    """

    level: Level = Level.B
    tsa_url: str = ""
    roots: tuple[bytes, ...] = ()
    intermediates: tuple[bytes, ...] = ()
    online: bool = True
    timeout_s: float = 150
    proxies: tuple[tuple[str, str], ...] = ()


class ProxiedTimeStamper(RequestsHTTPTimeStamper):
    """pyHanko's client of a time-stamp authority, through our proxies."""

    def __init__(self, url: str, timeout_s: float, proxies: dict[str, str]) -> None:
        super().__init__(url, timeout=timeout_s)
        self._proxies = proxies

    async def async_request_tsa_response(
        self, req: tsp.TimeStampReq
    ) -> tsp.TimeStampResp:
        """Send one request.

        :raises TimestampRequestError: out of reach, or no time-stamp answer
        """
        return await to_thread(self._ask, req.dump())

    def _ask(self, request: bytes) -> tsp.TimeStampResp:
        try:
            answer = requests.post(
                self.url,
                request,
                headers=self.request_headers(),
                timeout=self.timeout,
                proxies=self._proxies or None,
            )
            answer.raise_for_status()
            return tsp.TimeStampResp.load(answer.content, strict=True)
        except (OSError, ValueError) as exc:
            raise TimestampRequestError(type(exc).__name__) from exc


def time_stamper(services: TrustServices) -> ProxiedTimeStamper | None:
    """Return the client for the services' authority, or None at level B."""
    if services.level is Level.B or not services.tsa_url:
        return None
    return ProxiedTimeStamper(
        services.tsa_url, services.timeout_s, dict(services.proxies)
    )


def signing_context(services: TrustServices) -> ValidationContext | None:
    """What the signer's chain is checked with, or None where nothing is to check.

    Level LT demands the status of every certificate, as it goes into the file.
    """
    if services.level is not Level.LT:
        return None
    backend = RequestsFetcherBackend(per_request_timeout=services.timeout_s)
    return ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in services.roots],
        other_certs=[x509.Certificate.load(der) for der in services.intermediates],
        allow_fetching=services.online,
        fetcher_backend=backend if services.online else None,
        crls=(),
        ocsps=(),
        revocation_mode="hard-fail",
    )
