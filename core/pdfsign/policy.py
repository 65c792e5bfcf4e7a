"""What a verification goes by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ..token.certificate import CertificateInfo
from .fetch import GOVERNMENT_REWRITES, Network, Pairs
from .reading import MAX_BYTES
from .verdict import Severity


@dataclass(frozen=True, slots=True)
class VerifyPolicy:
    """What a verification trusts, demands and may ask for.

    :param roots: DER of trusted roots; nothing is trusted without one
    :param intermediates: DER of CAs below them, for signatures often leave them out
    :param crls: DER of revocation lists at hand
    :param ocsps: DER of OCSP responses at hand
    :param online: may ask the status services that certificates name
    :param timeout_s: seconds for one such request
    :param proxies: pairs of scheme and address
    :param rewrites: pairs of address beginnings, what certificates say and what works
    :param ocsp_url: asked before the addresses in certificates
    :param status_bytes: a list or answer asked for online that is longer than this is
        told by its hash and size only
    :param kind: ``"document"`` needs a person's signature and a seal,
        ``"attachment"`` a seal
    :param agency: the sender's name; None leaves the seal's name unchecked
    :param seal_names: other names that the sender's seals may bear
    :param role_of: tells ``"person"`` or ``"seal"`` of a certificate, or empty to
        leave it to the rules of ``roles``
    :param time_stamp_required: a signature without one is undecided
    :param number: expected number, as the packet tells it
    :param issued_on: expected date, as the packet tells it
    :param packet_signed: the packet that brought the file bears a signature itself
    :param severities: pairs of rule code and severity, where other than the default
    :param purposes: pairs of the SHA-256 of a trusted certificate and what it may vouch
        for, of ``"person"``, ``"seal"`` and ``"tsa"``; one not named may for all
    """

    roots: tuple[bytes, ...] = ()
    intermediates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    online: bool = False
    timeout_s: float = 10
    kind: str = "document"
    agency: str | None = None
    seal_names: tuple[str, ...] = ()
    role_of: Callable[[CertificateInfo], str] | None = None
    time_stamp_required: bool = False
    number: str = ""
    issued_on: date | None = None
    packet_signed: bool = False
    severities: tuple[tuple[str, Severity], ...] = ()
    purposes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    max_bytes: int = MAX_BYTES
    proxies: Pairs = ()
    rewrites: Pairs = GOVERNMENT_REWRITES
    ocsp_url: str = ""
    status_bytes: int = 32 * 1024

    @property
    def network(self) -> Network:
        """How to reach status services."""
        return Network(
            self.timeout_s,
            self.proxies,
            self.rewrites,
            ocsp_url=self.ocsp_url,
            ocsp_of_others=True,
        )
