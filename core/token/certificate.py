"""What a certificate says, read once into plain values."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509

from ..errors import TokenError

_SHORT = {
    "common_name": "CN",
    "organization_name": "O",
    "organizational_unit_name": "OU",
    "locality_name": "L",
    "state_or_province_name": "ST",
    "country_name": "C",
    "title": "T",
    "user_id": "UID",
    "email_address": "E",
    "serial_number": "SN",
}


@dataclass(frozen=True, slots=True)
class CertificateInfo:
    """Contents of a certificate (NĐ 68/2024 Đ7), times with zone.

    :param serial_hex: serial number, upper-case hexadecimal
    :param sha256: fingerprint of the whole certificate, lower-case hexadecimal
    :param key_algorithm: ``"rsa"``, ``"ec"``, …
    :param key_usage: names of RFC 5280, such as ``"digital_signature"``
    """

    subject_common_name: str
    subject: str
    issuer_common_name: str
    issuer: str
    serial_hex: str
    not_before: datetime
    not_after: datetime
    sha256: str
    key_algorithm: str
    key_bits: int
    email: str = ""
    organization: str = ""
    organizational_unit: str = ""
    locality: str = ""
    title: str = ""
    given_name: str = ""
    surname: str = ""
    user_id: str = ""
    serial_number: str = ""
    key_usage: tuple[str, ...] = ()
    is_ca: bool = False


def describe_certificate(der: bytes) -> CertificateInfo:
    """Read a DER certificate.

    :raises TokenError: ``certificate.unreadable``
    """
    try:
        return describe_parsed(x509.Certificate.load(der, strict=True))
    except (ValueError, TypeError, KeyError) as exc:
        raise TokenError("certificate.unreadable") from exc


def describe_parsed(certificate: x509.Certificate) -> CertificateInfo:
    """As :func:`describe_certificate`, for a certificate parsed already.

    :raises ValueError: what asn1crypto raises on damaged contents
    """
    subject = certificate.subject.native
    usage = certificate.key_usage_value
    key = certificate.public_key
    return CertificateInfo(
        subject_common_name=_text(subject, "common_name"),
        subject=_name(certificate.subject),
        issuer_common_name=_text(certificate.issuer.native, "common_name"),
        issuer=_name(certificate.issuer),
        serial_hex=f"{certificate.serial_number:X}",
        not_before=certificate.not_valid_before,
        not_after=certificate.not_valid_after,
        sha256=hashlib.sha256(certificate.dump()).hexdigest(),
        key_algorithm=key.algorithm,
        key_bits=key.bit_size,
        email=_email(certificate, subject),
        organization=_text(subject, "organization_name"),
        organizational_unit=_text(subject, "organizational_unit_name"),
        locality=", ".join(
            part
            for name in ("locality_name", "state_or_province_name")
            if (part := _text(subject, name))
        ),
        title=_text(subject, "title"),
        given_name=_text(subject, "given_name"),
        surname=_text(subject, "surname"),
        user_id=_text(subject, "user_id"),
        serial_number=_text(subject, "serial_number"),
        key_usage=tuple(sorted(usage.native)) if usage is not None else (),
        is_ca=bool(certificate.ca),
    )


def _name(name: x509.Name) -> str:
    """Write a name as ``CN=…, O=…, C=…``, the most particular part first."""
    parts = []
    for rdn in reversed(list(name.chosen)):
        for pair in rdn:
            kind = pair["type"].native
            parts.append(f"{_SHORT.get(kind, kind)}={pair['value'].native}")
    return ", ".join(parts)


def _text(name: dict, key: str) -> str:
    value = name.get(key, "")
    # A name may hold an attribute twice; asn1crypto then gives a list.
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _email(certificate: x509.Certificate, subject: dict) -> str:
    names = certificate.subject_alt_name_value
    for name in names or ():
        if name.name == "rfc822_name":
            return str(name.native)
    return _text(subject, "email_address")
