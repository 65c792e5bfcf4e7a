"""Is a certificate good at a given time: chain to a trusted root, status, source.

Evidence in the file comes first (it is what the signer left for later), then what
the verifier has at hand, then the network. Nothing is fetched for a certificate
whose chain doesn't already lead to a trusted root: its addresses are the attacker's.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from asn1crypto import core, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
)
from pyhanko_certvalidator.registry import CertificateRegistry, SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import (
    CRLContainer,
    OCSPContainer,
    process_legacy_ocsp_input,
)

from .fetch import BoundedFetchers
from .policy import VerifyPolicy
from .reading import READ_ERRORS, entry
from .revlists import LargeList, read_list
from .verdict import StatusData

TIME_STAMPS = "tsa"
_STATUS = CertRevTrustPolicy(REQUIRE_REVINFO, retroactive_revinfo=True)
_CHAIN_ONLY = CertRevTrustPolicy(NO_REVOCATION)
_MOST_EVIDENCE = 500


@dataclass(frozen=True, slots=True)
class Evidence:
    """Certificates and status data, parsed."""

    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[CRLContainer | LargeList, ...] = ()
    ocsps: tuple[OCSPContainer, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.crls or self.ocsps)


@dataclass(frozen=True, slots=True)
class ChainResult:
    """How a certificate stood at a time.

    :param status: ``good``, ``revoked``, ``expired``, ``not_yet_valid``,
        ``unknown``, ``untrusted``, ``weak`` or ``scope``
    :param source: ``embedded``, ``supplied``, ``online`` or empty
    :param of_authority: the trouble is with a CA of the chain
    :param name: whose certificate makes the trouble
    :param when: of the revocation, or the end or beginning of validity
    :param chain: the authorities' certificates up to the root, as far as it is good
    :param fetched: lists and answers that were asked for online
    """

    status: str
    source: str = ""
    of_authority: bool = False
    name: str = ""
    when: datetime | None = None
    reason: str = ""
    chain: tuple[bytes, ...] = ()
    fetched: tuple[StatusData, ...] = ()


@dataclass(frozen=True, slots=True)
class TrustStore:
    """What a policy trusts, parsed once and used for many files."""

    roots: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...]
    supplied: Evidence
    manager: SimpleTrustManager = field(compare=False)


@lru_cache(maxsize=16)
def trust_store(
    roots: tuple[bytes, ...],
    intermediates: tuple[bytes, ...],
    crls: tuple[bytes, ...],
    ocsps: tuple[bytes, ...],
) -> TrustStore:
    """Parse the certificates and status data of a policy.

    Status data that can't be read is left out: it proves nothing.
    """
    parsed = tuple(x509.Certificate.load(der) for der in roots)
    between = tuple(x509.Certificate.load(der) for der in intermediates)
    manager = SimpleTrustManager.build(trust_roots=parsed)
    return TrustStore(parsed, between, _evidence((), crls, ocsps), manager)


def store_of(policy: VerifyPolicy) -> TrustStore:
    """Return the parsed trust of a policy."""
    return trust_store(policy.roots, policy.intermediates, policy.crls, policy.ocsps)


def document_evidence(reader: PdfFileReader) -> Evidence:
    """Collect what the security store (DSS) of the file holds, damaged parts not."""
    try:
        store = entry(reader.root, "/DSS")
        if store is None:
            return Evidence()
        return _evidence(
            _streams(store, "/Certs"),
            _streams(store, "/CRLs"),
            _streams(store, "/OCSPs"),
        )
    except READ_ERRORS:
        return Evidence()


def archived_evidence(signed_attributes: core.Asn1Value) -> Evidence:
    """Collect status data of the old kind, inside the signature itself."""
    for attribute in signed_attributes:
        if attribute["type"].native != "adobe_revocation_info_archival":
            continue
        value = attribute["values"][0]
        crls = [item.dump() for item in value["crl"] or ()]
        ocsps = [item.dump() for item in value["ocsp"] or ()]
        return _evidence((), crls, ocsps)
    return Evidence()


def joined(first: Evidence, second: Evidence) -> Evidence:
    """Both together."""
    return Evidence(
        first.certificates + second.certificates,
        first.crls + second.crls,
        first.ocsps + second.ocsps,
    )


async def check_chain(
    certificate: x509.Certificate,
    others: Iterable[x509.Certificate],
    evidence: Evidence,
    policy: VerifyPolicy,
    moment: datetime,
    role: str = "",
) -> ChainResult:
    """Tell how a certificate stood at ``moment``.

    :param others: certificates that came with the signature
    :param evidence: from the file
    :param role: what it was used for, ``person``, ``seal`` or :data:`TIME_STAMPS`
    """
    checker = _Checker(certificate, tuple(others), evidence, policy, moment, role)
    supplied = checker.store.supplied
    found = ChainResult("unknown")
    if evidence or not supplied:
        found = await checker.run(evidence, "embedded")
    if supplied and found.status in ("good", "unknown"):
        # What the verifier has may be newer than what the signer left.
        second = await checker.run(supplied, "supplied")
        if second.status != "unknown" or not evidence:
            found = second
    everything = joined(evidence, supplied)
    if found.status == "unknown" and evidence and supplied:
        # The leaf's status may be in the file, its CA's at hand.
        found = await checker.run(everything, "supplied")
    if found.status != "unknown":
        return found
    # Before the status is asked for: does the chain hold at all?
    chain = await checker.run(None, "")
    if chain.status:
        return chain
    return await checker.run(everything, "online") if policy.online else found


class _Checker:
    def __init__(
        self,
        certificate: x509.Certificate,
        others: tuple[x509.Certificate, ...],
        evidence: Evidence,
        policy: VerifyPolicy,
        moment: datetime,
        role: str,
    ) -> None:
        self.certificate, self.policy, self.moment = certificate, policy, moment
        self.role = role
        self.store = store_of(policy)
        self.others = (*others, *evidence.certificates, *self.store.intermediates)

    async def run(self, evidence: Evidence | None, source: str) -> ChainResult:
        """Validate with one set of evidence; None leaves the status aside."""
        fetch = source == "online"
        registry = CertificateRegistry.build(self.others)
        lists = self._lists(evidence, fetch) if evidence else []
        answers = evidence.ocsps if evidence else ()
        given = {id(item.crl_data) for item in lists}
        given |= {id(item.ocsp_response_data) for item in answers}
        context = ValidationContext(
            moment=self.moment,
            crls=lists,
            ocsps=answers,
            revinfo_policy=_STATUS if evidence is not None else _CHAIN_ONLY,
            allow_fetching=fetch,
            fetcher_backend=BoundedFetchers(self.policy.network) if fetch else None,
            certificate_registry=registry,
            trust_manager=self.store.manager,
        )
        result = await self._validate(context, source, evidence is not None)
        if not fetch:
            return result
        fetched = _fetched(context, given, self.policy.status_bytes)
        return replace(result, fetched=fetched)

    async def _validate(
        self, context: ValidationContext, source: str, with_status: bool
    ) -> ChainResult:
        validator = CertificateValidator(self.certificate, validation_context=context)
        try:
            if self.role == TIME_STAMPS:
                path = await validator.async_validate_usage(set(), {"time_stamping"})
            else:
                path = await validator.async_validate_path()
            outside = self._outside(path)
        except (PathError, ValidationError, *READ_ERRORS) as exc:
            return _explain(exc, source)
        if outside is not None:
            return ChainResult("scope", "", True, _common_name(outside))
        certificates = path.iter_certs(include_root=True)
        chain = tuple(c.dump() for c in certificates if c is not self.certificate)
        return ChainResult("good" if with_status else "", source, chain=chain)

    def _lists(self, evidence: Evidence, fetch: bool) -> list[CRLContainer]:
        """The lists as far as they speak of the certificates that can come up.

        Whose certificates are fetched nobody knows before: then all entries count.
        """
        if not any(isinstance(item, LargeList) for item in evidence.crls):
            return list(evidence.crls)
        serials = {c.serial_number for c in (self.certificate, *self.others)}
        serials |= {c.serial_number for c in self.store.roots}
        serials |= {c.serial_number for c in evidence.certificates}
        for item in evidence.ocsps:
            serials |= {c.serial_number for c in _responders(item)}
        return [
            item
            if isinstance(item, CRLContainer)
            else item.whole()
            if fetch
            else item.about(serials)
            for item in evidence.crls
        ]

    def _outside(self, path: ValidationPath) -> x509.Certificate | None:
        """Return an authority of the chain that isn't trusted for this use."""
        limits = dict(self.policy.purposes)
        for certificate in path.iter_certs(include_root=True) if limits else ():
            allowed = limits.get(certificate.sha256.hex(), (self.role,))
            if certificate is not self.certificate and self.role not in allowed:
                return certificate
        return None


def _fetched(
    context: ValidationContext, given: set[int], most: int
) -> tuple[StatusData, ...]:
    """Keep what was asked for: TT 15/2025 wants the status data with the result."""
    items = [("crl", item) for item in context.crls]
    items += [("ocsp", item) for item in context.ocsps]
    found = {}
    for kind, item in items:
        if id(item) not in given:
            content = item.dump()
            digest = hashlib.sha256(content).hexdigest()
            kept = content if len(content) <= most else b""
            found[digest] = StatusData(kind, digest, len(content), kept)
    return tuple(found.values())


def _explain(exc: Exception, source: str) -> ChainResult:
    whose = _subject(exc)
    authority = not getattr(exc, "is_ee_cert", True)
    if isinstance(exc, RevokedError):
        return ChainResult("revoked", source, authority, whose, exc.revocation_dt)
    if isinstance(exc, ExpiredError):
        return ChainResult("expired", "", authority, whose, exc.expired_dt)
    if isinstance(exc, NotYetValidError):
        return ChainResult("not_yet_valid", "", authority, whose, exc.valid_from)
    if isinstance(exc, InsufficientRevinfoError):
        return ChainResult("unknown", "", authority, whose, reason=str(exc))
    if isinstance(exc, DisallowedAlgorithmError):
        return ChainResult("weak", "", authority, whose, reason=str(exc))
    return ChainResult("untrusted", "", authority, whose, reason=str(exc))


def _subject(exc: Exception) -> str:
    path = getattr(exc, "current_path", None)
    leaf = path.leaf if path is not None else None
    if not isinstance(leaf, x509.Certificate):
        return ""
    return _common_name(leaf)


def _common_name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))


def _streams(store, name: str) -> list[bytes]:
    found = []
    for ref in list(entry(store, name, ()))[:_MOST_EVIDENCE]:
        try:
            found.append(ref.get_object().data)
        except READ_ERRORS:
            continue
    return found


def _evidence(
    certificates: Iterable[bytes], crls: Iterable[bytes], ocsps: Iterable[bytes]
) -> Evidence:
    return Evidence(
        tuple(_parsed(certificates, x509.Certificate)),
        tuple(_read_lists(crls)),
        tuple(process_legacy_ocsp_input(_parsed(ocsps, ocsp.OCSPResponse))),
    )


def _read_lists(items: Iterable[bytes]) -> list[CRLContainer | LargeList]:
    found = []
    for data in items:
        try:
            found.append(read_list(data))
        except READ_ERRORS:
            continue
    return found


def _responders(container: OCSPContainer) -> list[x509.Certificate]:
    """Certificates that came with an answer; the one that signed it is among them."""
    content = container.ocsp_response_data["response_bytes"]["response"].parsed
    return list(content["certs"] or ())


def _parsed(items: Iterable[bytes], kind: type) -> list:
    found = []
    for data in items:
        try:
            value = kind.load(data, strict=True)
            _ = value.native  # parses all of it now, where damage is expected
            found.append(value)
        except READ_ERRORS:
            continue
    return found
