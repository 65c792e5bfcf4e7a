"""Certificates as files bring them: PEM, DER or PKCS#7, one or many."""

from asn1crypto import cms, pem

from ..errors import TokenError


def certificates_in(content: bytes) -> tuple[bytes, ...]:
    """Return the DER of every certificate in a file.

    :param content: PEM blocks, the DER of one certificate, or a bundle (PKCS#7, .p7b)
    :raises TokenError: ``certificate.unreadable``
    """
    try:
        if not pem.detect(content):
            return _bundled(content)
        blocks = tuple(pem.unarmor(content, multiple=True))
        found: list[bytes] = []
        for kind, _headers, der in blocks:
            if kind == "CERTIFICATE":
                found.append(der)
            elif kind in ("PKCS7", "CMS"):
                found += _bundled(der)
    except (ValueError, TypeError) as error:
        raise TokenError("certificate.unreadable") from error
    return tuple(found)


def _bundled(der: bytes) -> tuple[bytes, ...]:
    """Return the certificates in a PKCS#7 bundle; anything else as it is.

    :raises ValueError: a bundle that is damaged
    """
    try:
        content = cms.ContentInfo.load(der)
        if content["content_type"].native != "signed_data":
            return (der,)
    except (ValueError, TypeError):
        return (der,)
    certificates = content["content"]["certificates"] or ()
    return tuple(c.chosen.dump() for c in certificates if c.name == "certificate")
