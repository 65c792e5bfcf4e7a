"""What the child process of ``confined`` does: check the inputs, then the file."""

from collections.abc import Callable, Mapping
from datetime import datetime

from asn1crypto import crl, pem, x509

from ..errors import TokenError
from ..token.pem import certificates_in
from .limited import Files
from .policy import VerifyPolicy
from .reading import READ_ERRORS
from .verify import verdict_as_dict, verify_document

Reader = Callable[[bytes], tuple[bytes, ...]]


class _NotOne(Exception):
    """Names the kind of an input and which one it is."""


def verify(options: Mapping, files: Files) -> dict:
    """Return the verdict as a dict, or ``refused``: kind and index of a wrong input."""
    try:
        policy = VerifyPolicy(
            roots=_all(files, "roots", _certificates),
            intermediates=_all(files, "intermediates", _certificates),
            crls=_all(files, "crls", _lists),
            online=bool(options.get("online")),
            kind=options.get("kind") or "document",
            agency=options.get("agency") or None,
            max_bytes=options["max_bytes"],
        )
    except _NotOne as error:
        return {"refused": list(error.args)}
    at = datetime.fromisoformat(options["at"])
    return verdict_as_dict(verify_document(files["pdf"][0], policy, at))


def _all(files: Files, kind: str, read: Reader) -> tuple[bytes, ...]:
    found: list[bytes] = []
    for index, content in enumerate(files.get(kind, ())):
        try:
            items = read(content)
        except (TokenError, *READ_ERRORS) as error:
            raise _NotOne(kind, index) from error
        if not items:
            raise _NotOne(kind, index)
        found += items
    return tuple(found)


def _certificates(content: bytes) -> tuple[bytes, ...]:
    items = certificates_in(content)
    for der in items:
        _ = x509.Certificate.load(der, strict=True).native  # parses all of it
    return items


def _lists(content: bytes) -> tuple[bytes, ...]:
    items = (content,)
    if pem.detect(content):
        blocks = pem.unarmor(content, multiple=True)
        items = tuple(der for kind, _headers, der in blocks if kind == "X509 CRL")
    for der in items:
        _ = crl.CertificateList.load(der, strict=True).native
    return items
