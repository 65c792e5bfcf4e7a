"""Revocation lists (CRL) as they are kept at hand: read, described, and by whom made.

Parsed by cryptography, which reads lists of a hundred thousand entries in no time.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from ..errors import PdfError

MOST_BYTES = 32 * 1024 * 1024
_ERRORS = (ValueError, TypeError, UnsupportedAlgorithm)


@dataclass(frozen=True, slots=True)
class ListInfo:
    """What a revocation list says of itself; times with zone.

    :param number: grows from list to list, or None where the authority gives none
    :param next_update: None for a list without an end, which proves nothing for long
    :param whole: neither a part (delta) nor about the certificates of others (indirect)
    """

    issuer: str
    number: int | None
    this_update: datetime
    next_update: datetime | None
    entries: int
    sha256: str
    whole: bool


def list_in(content: bytes) -> bytes:
    """Return the DER of the revocation list in a file.

    :param content: DER, or PEM with one list
    :raises PdfError: ``crl.unreadable``
    """
    try:
        if pem.detect(content):
            blocks = pem.unarmor(content, multiple=True)
            [content] = [der for kind, _heads, der in blocks if kind == "X509 CRL"]
        x509.load_der_x509_crl(content)
    except _ERRORS as error:
        raise PdfError("crl.unreadable") from error
    return content


def describe_list(der: bytes) -> ListInfo:
    """Read what a list says of itself.

    :raises PdfError: ``crl.unreadable``
    """
    try:
        found = x509.load_der_x509_crl(der)
        extensions = found.extensions
        return ListInfo(
            issuer=_common_name(found.issuer),
            number=_number(extensions),
            this_update=found.last_update_utc,
            next_update=found.next_update_utc,
            entries=len(found),
            sha256=hashlib.sha256(der).hexdigest(),
            whole=_is_whole(extensions),
        )
    except _ERRORS as error:
        raise PdfError("crl.unreadable") from error


def signer_of(der: bytes, authorities: Iterable[bytes]) -> int | None:
    """Return which of the authorities made and signed the list, or None.

    :param authorities: DER of certificates
    :raises PdfError: ``crl.unreadable``
    """
    try:
        found = x509.load_der_x509_crl(der)
    except _ERRORS as error:
        raise PdfError("crl.unreadable") from error
    for index, authority in enumerate(authorities):
        certificate = x509.load_der_x509_certificate(authority)
        try:
            if (
                certificate.subject == found.issuer
                and _may_sign_lists(certificate)
                and found.is_signature_valid(certificate.public_key())
            ):
                return index
        except _ERRORS:
            continue
    return None


def authorities_above(
    certificates: Iterable[bytes], authorities: Sequence[bytes]
) -> set[int]:
    """Tell which authorities may stand above the certificates, by their names.

    Whose lists can speak of a certificate, be it good or not: its issuer's, that one's
    issuer's and so on.

    :param certificates: DER; one that can't be read has nobody above it
    :param authorities: DER of certificates
    """
    found: set[int] = set()
    subjects = [_names(der)[0] for der in authorities]
    issuers = [_names(der)[1] for der in authorities]
    wanted = {_names(der)[1] for der in certificates} - {""}
    while wanted:
        above = {i for i, name in enumerate(subjects) if name in wanted} - found
        found |= above
        wanted = {issuers[index] for index in above}
    return found


def _names(der: bytes) -> tuple[str, str]:
    """Subject and issuer in a form that can be compared."""
    try:
        certificate = asn1_x509.Certificate.load(der)
        return certificate.subject.hashable, certificate.issuer.hashable
    except _ERRORS:
        return "", ""


def addresses_in(certificate: bytes) -> tuple[str, ...]:
    """Return where a certificate says that the list of its authority is, over HTTP."""
    try:
        points = (
            x509.load_der_x509_certificate(certificate)
            .extensions.get_extension_for_class(x509.CRLDistributionPoints)
            .value
        )
    except (x509.ExtensionNotFound, *_ERRORS):
        return ()
    names = [name for point in points for name in point.full_name or ()]
    values = [n.value for n in names if isinstance(n, x509.UniformResourceIdentifier)]
    return tuple(url for url in values if url.startswith(("http://", "https://")))


def _may_sign_lists(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.crl_sign


def _number(extensions: x509.Extensions) -> int | None:
    try:
        return extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except x509.ExtensionNotFound:
        return None


def _is_whole(extensions: x509.Extensions) -> bool:
    for extension in extensions:
        if isinstance(extension.value, x509.DeltaCRLIndicator):
            return False
        point = extension.value
        if isinstance(point, x509.IssuingDistributionPoint) and point.indirect_crl:
            return False
    return True


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()
