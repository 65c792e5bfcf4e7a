"""Certificates as files bring them: PEM or DER, one or many."""

from asn1crypto import pem

from ..errors import TokenError


def certificates_in(content: bytes) -> tuple[bytes, ...]:
    """Return the DER of every certificate in a file.

    :param content: PEM blocks, or the DER of one certificate
    :raises TokenError: ``certificate.unreadable``
    """
    try:
        if not pem.detect(content):
            return (content,)
        blocks = tuple(pem.unarmor(content, multiple=True))
    except (ValueError, TypeError) as error:
        raise TokenError("certificate.unreadable") from error
    return tuple(der for kind, _headers, der in blocks if kind == "CERTIFICATE")
