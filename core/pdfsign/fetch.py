"""Asking time-stamp, status and revocation services over HTTP, within bounds.

pyHanko's fetchers know no proxies and read whatever is sent for as long as it takes;
these end after a time and a size, whatever the other side does.
"""

import time
from asyncio import to_thread
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime

import requests
from asn1crypto import cms, crl, ocsp, tsp
from pyhanko.sign.timestamps.common_utils import (
    TimestampRequestError,
    dummy_digest,
    extract_ts_certs,
)
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko_certvalidator.errors import (
    CRLFetchError,
    OCSPFetchError,
    OCSPValidationError,
)
from pyhanko_certvalidator.fetchers.api import FetcherBackend, Fetchers, FetchLimits
from pyhanko_certvalidator.fetchers.common_utils import FetchBudget, format_ocsp_request
from pyhanko_certvalidator.fetchers.requests_fetchers import (
    RequestsCertificateFetcher,
    RequestsCRLFetcher,
    RequestsOCSPFetcher,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ..errors import SigningError

Pairs = tuple[tuple[str, str], ...]

# Addresses inside certificates that only work within the Government's own network.
GOVERNMENT_REWRITES: Pairs = (("http://ocsp.ca.ptc", "http://ocsp.ca.gov.vn"),)
MOST_BYTES = 32 * 1024 * 1024
MOST_TRIES = 3
_CHUNK = 64 * 1024
_DIGEST = "sha256"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered."""

    content: bytes
    headers: Mapping[str, str]
    status_code: int


class NetworkError(requests.RequestException):
    """A service that couldn't be had.

    :param url: that was asked
    :param seconds: that one try may take
    :param tries: that were made
    """

    def __init__(self, url: str, seconds: float, tries: int, reason: str) -> None:
        self.url, self.seconds, self.tries, self.reason = url, seconds, tries, reason
        super().__init__(f"{url}: {reason} ({tries} tries)")


class _Failed(requests.ConnectionError):
    """An answer that tells of trouble over there."""


class _Refused(requests.RequestException):
    """An answer that a second try would not better."""


@dataclass(frozen=True, slots=True)
class Network:
    """How to reach services.

    :param timeout_s: seconds for one try, from connecting to its last byte
    :param proxies: pairs of scheme and address
    :param rewrites: pairs of address beginnings, what certificates say and what works
    :param retries: further tries after a time-out, no connection or a 5xx answer
    :param connect_s: seconds for connecting; the rest of a try is for the answer
    :param ocsp_url: asked instead of the addresses in certificates
    :param crl_urls: asked beside the addresses in certificates
    :param ocsp_of_others: ask the certificates' addresses, too, when ``ocsp_url`` has
        no answer: it may be the service of our authority, and the certificate of
        another one
    """

    timeout_s: float
    proxies: Pairs = ()
    rewrites: Pairs = ()
    retries: int = 0
    connect_s: float = 20
    ocsp_url: str = ""
    crl_urls: tuple[str, ...] = ()
    ocsp_of_others: bool = False

    @property
    def tries(self) -> int:
        """How often a service is asked at most."""
        return min(1 + max(0, self.retries), MOST_TRIES)

    @property
    def longest_s(self) -> float:
        """Seconds that asking a service may take with all its tries."""
        return self.tries * self.timeout_s + sum(map(_pause, range(1, self.tries)))

    def ask(
        self,
        url: str,
        headers: dict[str, str],
        body: bytes | None,
        patient: bool = True,
    ) -> Answer:
        """Get ``url``, or post ``body`` to it.

        :param patient: ask again after a time-out, too
        :raises NetworkError: out of reach, too slow, too large, or an answer other
            than 200
        """
        for said, works in self.rewrites:
            if url.startswith(said):
                url = works + url[len(said) :]
        for tried in range(1, self.tries + 1):
            try:
                return self._ask_once(url, headers, body)
            except requests.RequestException as exc:
                final = isinstance(exc, _Refused) or tried == self.tries
                slow = isinstance(exc, requests.Timeout)
                if final or (slow and not patient):
                    own = isinstance(exc, _Refused | _Failed)
                    reason = str(exc) if own else type(exc).__name__
                    raise NetworkError(url, self.timeout_s, tried, reason) from exc
            time.sleep(_pause(tried))
        raise AssertionError("unreachable")

    def _ask_once(
        self, url: str, headers: dict[str, str], body: bytes | None
    ) -> Answer:
        end = time.monotonic() + self.timeout_s
        method = requests.get if body is None else requests.post
        options = {} if body is None else {"data": body}
        with method(
            url,
            headers=headers,
            timeout=(min(self.connect_s, self.timeout_s), self.timeout_s),
            proxies=dict(self.proxies) or None,
            stream=True,
            **options,
        ) as response:
            status = response.status_code
            if status >= 500:
                raise _Failed(f"status {status}")
            if status != 200:
                raise _Refused(f"status {status}")
            data = bytearray()
            for chunk in response.iter_content(_CHUNK):
                data += chunk
                if len(data) > MOST_BYTES:
                    raise _Refused("too large")
                if time.monotonic() > end:
                    raise requests.Timeout("too slow")
            return Answer(bytes(data), response.headers, status)


def _pause(tried: int) -> float:
    """Seconds before the next try: half a second, then two."""
    return 0.5 * 4 ** (tried - 1)


class _Bounded:
    """Replaces the requests of one of pyHanko's fetchers."""

    network: Network
    failed: list[NetworkError]
    patient = True

    def _get(self, url, *, acceptable_content_types) -> Awaitable[Answer]:
        headers = {"Accept": ",".join(acceptable_content_types)}
        return to_thread(self._ask, url, headers, None)

    def _post(
        self, url, data, *, content_type, acceptable_content_types
    ) -> Awaitable[Answer]:
        headers = {
            "Accept": ",".join(acceptable_content_types),
            "Content-Type": content_type,
        }
        return to_thread(self._ask, url, headers, data)

    def _ask(self, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
        try:
            return self.network.ask(url, headers, body, self.patient)
        except NetworkError as exc:
            self.failed.append(exc)
            raise


class _OCSPFetcher(_Bounded, RequestsOCSPFetcher):
    # A service that is too slow once has a list to fall back to.
    patient = False

    async def _fetch(self, cert, authority) -> ocsp.OCSPResponse:
        if not self.network.ocsp_url:
            return await super()._fetch(cert, authority)
        request = format_ocsp_request(
            cert,
            authority,
            certid_hash_algo=self.certid_hash_algo,
            request_nonces=self.request_nonces,
        )
        try:
            return await self._fetch_single(self.network.ocsp_url, request)
        except (OCSPFetchError, OCSPValidationError):
            if not self.network.ocsp_of_others:
                raise
        return await super()._fetch(cert, authority)


class _CRLFetcher(_Bounded, RequestsCRLFetcher):
    async def _fetch(self, cert, *, use_deltas) -> AsyncIterator[crl.CertificateList]:
        """First the addresses in the certificate, then ours as far as they are up.

        A list that is no help for this certificate is left aside by the validation.
        """
        found, failure = 0, None
        try:
            async for item in super()._fetch(cert, use_deltas=use_deltas):
                found += 1
                yield item
        except CRLFetchError as exc:
            failure = exc
        for url in self.network.crl_urls:
            try:
                yield await self._fetch_single(url)
                found += 1
            except CRLFetchError as exc:
                failure = exc
        if failure and not found:
            raise failure


class _CertificateFetcher(_Bounded, RequestsCertificateFetcher):
    pass


class BoundedFetchers(FetcherBackend):
    """pyHanko's fetchers, asking through a :class:`Network`.

    :ivar failed: what couldn't be had
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.failed: list[NetworkError] = []

    def get_fetchers(self) -> Fetchers:
        """Called by pyHanko for every validation context."""
        budget = FetchBudget(FetchLimits())
        made = Fetchers(
            ocsp_fetcher=_OCSPFetcher(budget=budget),
            crl_fetcher=_CRLFetcher(budget=budget),
            cert_fetcher=_CertificateFetcher(budget=budget),
        )
        for fetcher in (made.ocsp_fetcher, made.crl_fetcher, made.cert_fetcher):
            fetcher.network, fetcher.failed = self.network, self.failed
        return made

    async def close(self) -> None:
        """Nothing is kept open."""


class TimeStampClient(RequestsHTTPTimeStamper):
    """pyHanko's client of a time-stamp authority, asking through a network.

    It asks for a first stamp to learn size and certificate, and keeps that for the
    next files: an authority may take two minutes for each answer.
    """

    def __init__(self, url: str, network: Network) -> None:
        super().__init__(url, timeout=network.timeout_s)
        self.network = network

    async def async_time(self) -> datetime:
        """Return the authority's time of now, with zone.

        :raises TimestampRequestError: out of reach, or no time-stamp answer
        """
        answer = await self.async_timestamp(dummy_digest(_DIGEST), _DIGEST)
        self._register_dummy(_DIGEST, answer)
        content = answer["content"]["encap_content_info"]["content"].parsed
        return content["gen_time"].native

    async def async_timestamp(
        self, message_digest: bytes, md_algorithm: str
    ) -> cms.ContentInfo:
        """Ask for a stamp, made by the certificate whose status goes into the file.

        :raises SigningError: ``signing.tsa_changed``: made by another one; the next
            file goes by that
        :raises TimestampRequestError: as :meth:`async_request_tsa_response`
        """
        answer = await super().async_timestamp(message_digest, md_algorithm)
        found = extract_ts_certs(answer, SimpleCertificateStore())
        made_by = {certificate.issuer_serial for certificate in found}
        if self._certs and not made_by <= self._certs.keys():
            self._certs.clear()
            self._dummy_response_cache.clear()
            raise SigningError("signing.tsa_changed", url=self.url)
        return answer

    async def async_request_tsa_response(
        self, req: tsp.TimeStampReq
    ) -> tsp.TimeStampResp:
        """Send one request.

        :raises TimestampRequestError: out of reach, or no time-stamp answer; its
            cause tells
        """
        return await to_thread(self._ask, req.dump())

    def _ask(self, request: bytes) -> tsp.TimeStampResp:
        try:
            answer = self.network.ask(self.url, self.request_headers(), request)
            return tsp.TimeStampResp.load(answer.content, strict=True)
        except (OSError, ValueError) as exc:
            raise TimestampRequestError(type(exc).__name__) from exc
