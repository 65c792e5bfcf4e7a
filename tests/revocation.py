"""Revocation lists by the test authority's own keys, as of any day."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from .common import PKI


def revocation_list(
    issuer="ca", number=1, age=timedelta(), days=30, revoked=(), extra=None
):
    """Return the DER of a list that was issued ``age`` ago.

    :param revoked: labels of certificates, revoked a day before
    :param extra: one more extension, critical
    """
    issued = datetime.now(UTC).replace(microsecond=0) - age
    authority = x509.load_der_x509_certificate(_read("certs", issuer, "der"))
    builder = (
        x509.CertificateRevocationListBuilder(
            authority.subject, issued, issued + timedelta(days=days)
        )
        .add_extension(x509.CRLNumber(number), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()),
            False,
        )
    )
    if extra is not None:
        builder = builder.add_extension(extra, True)
    for label in revoked:
        serial = x509.load_der_x509_certificate(_read("certs", label, "der"))
        since = issued - timedelta(days=1)
        item = x509.RevokedCertificateBuilder(serial.serial_number, since)
        builder = builder.add_revoked_certificate(item.build())
    key = load_pem_private_key(_read("keys", issuer, "pem"), None)
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


def _read(folder, label, ending):
    return (PKI / folder / f"{label}.{ending}").read_bytes()
