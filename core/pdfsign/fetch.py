"""Asking time-stamp, status and revocation services over HTTP, within bounds.

pyHanko's fetchers know no proxies and read whatever is sent for as long as it takes;
these end after a time and a size, whatever the other side does.
"""

import time
from asyncio import to_thread
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass

import requests
from asn1crypto import tsp
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko_certvalidator.fetchers.api import FetcherBackend, Fetchers, FetchLimits
from pyhanko_certvalidator.fetchers.common_utils import FetchBudget
from pyhanko_certvalidator.fetchers.requests_fetchers import (
    RequestsCertificateFetcher,
    RequestsCRLFetcher,
    RequestsOCSPFetcher,
)

Pairs = tuple[tuple[str, str], ...]

# Addresses inside certificates that only work within the Government's own network.
GOVERNMENT_REWRITES: Pairs = (("http://ocsp.ca.ptc", "http://ocsp.ca.gov.vn"),)
MOST_BYTES = 32 * 1024 * 1024
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered."""

    content: bytes
    headers: Mapping[str, str]
    status_code: int


@dataclass(frozen=True, slots=True)
class Network:
    """How to reach services.

    :param timeout_s: seconds for one request, from connecting to its last byte
    :param proxies: pairs of scheme and address
    :param rewrites: pairs of address beginnings, what certificates say and what works
    """

    timeout_s: float
    proxies: Pairs = ()
    rewrites: Pairs = ()

    def ask(self, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
        """Get ``url``, or post ``body`` to it.

        :raises requests.RequestException: out of reach, too slow, too large, or an
            answer other than 200
        """
        for said, works in self.rewrites:
            if url.startswith(said):
                url = works + url[len(said) :]
        end = time.monotonic() + self.timeout_s
        method = requests.get if body is None else requests.post
        options = {} if body is None else {"data": body}
        with method(
            url,
            headers=headers,
            timeout=self.timeout_s,
            proxies=dict(self.proxies) or None,
            stream=True,
            **options,
        ) as response:
            if response.status_code != 200:
                raise requests.RequestException(f"status {response.status_code}")
            data = bytearray()
            for chunk in response.iter_content(_CHUNK):
                data += chunk
                if len(data) > MOST_BYTES:
                    raise requests.RequestException("too large")
                if time.monotonic() > end:
                    raise requests.Timeout("too slow")
            return Answer(bytes(data), response.headers, response.status_code)


class _Bounded:
    """Replaces the requests of one of pyHanko's fetchers."""

    network: Network

    def _get(self, url, *, acceptable_content_types) -> Awaitable[Answer]:
        headers = {"Accept": ",".join(acceptable_content_types)}
        return to_thread(self.network.ask, url, headers, None)

    def _post(
        self, url, data, *, content_type, acceptable_content_types
    ) -> Awaitable[Answer]:
        headers = {
            "Accept": ",".join(acceptable_content_types),
            "Content-Type": content_type,
        }
        return to_thread(self.network.ask, url, headers, data)


class _OCSPFetcher(_Bounded, RequestsOCSPFetcher):
    pass


class _CRLFetcher(_Bounded, RequestsCRLFetcher):
    pass


class _CertificateFetcher(_Bounded, RequestsCertificateFetcher):
    pass


class BoundedFetchers(FetcherBackend):
    """pyHanko's fetchers, asking through a :class:`Network`."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def get_fetchers(self) -> Fetchers:
        """Called by pyHanko for every validation context."""
        budget = FetchBudget(FetchLimits())
        made = Fetchers(
            ocsp_fetcher=_OCSPFetcher(budget=budget),
            crl_fetcher=_CRLFetcher(budget=budget),
            cert_fetcher=_CertificateFetcher(budget=budget),
        )
        for fetcher in (made.ocsp_fetcher, made.crl_fetcher, made.cert_fetcher):
            fetcher.network = self.network
        return made

    async def close(self) -> None:
        """Nothing is kept open."""


class TimeStampClient(RequestsHTTPTimeStamper):
    """pyHanko's client of a time-stamp authority, asking through a network."""

    def __init__(self, url: str, network: Network) -> None:
        super().__init__(url, timeout=network.timeout_s)
        self.network = network

    async def async_request_tsa_response(
        self, req: tsp.TimeStampReq
    ) -> tsp.TimeStampResp:
        """Send one request.

        :raises TimestampRequestError: out of reach, or no time-stamp answer
        """
        return await to_thread(self._ask, req.dump())

    def _ask(self, request: bytes) -> tsp.TimeStampResp:
        try:
            answer = self.network.ask(self.url, self.request_headers(), request)
            return tsp.TimeStampResp.load(answer.content, strict=True)
        except (OSError, ValueError) as exc:
            raise TimestampRequestError(type(exc).__name__) from exc
