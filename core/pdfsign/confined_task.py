"""What the child process of ``confined`` does: check the inputs, then the file."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache

from asn1crypto import ocsp, pem, x509

from ..errors import TokenError
from ..token.pem import certificates_in
from .limited import Files
from .policy import VerifyPolicy
from .reading import READ_ERRORS
from .revlists import read_list
from .verdict import Severity
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
            ocsps=_all(files, "ocsps", _answers),
            **_chosen(options),
        )
    except _NotOne as error:
        return {"refused": list(error.args)}
    at = datetime.fromisoformat(options["at"])
    return verdict_as_dict(verify_document(files["pdf"][0], policy, at))


def _chosen(options: Mapping) -> dict[str, object]:
    """Return what the options say of a policy, in the policy's own types."""
    names = (
        *("online", "timeout_s", "kind", "time_stamp_required"),
        *("number", "packet_signed", "ocsp_url", "status_bytes"),
    )
    found = {name: options[name] for name in names if name in options}
    for name in ("proxies", "rewrites", "purposes"):
        if name in options:
            found[name] = tuple(_tuple(item) for item in options[name])
    found["severities"] = tuple(
        (code, Severity(kind)) for code, kind in options.get("severities", ())
    )
    day = options.get("issued_on")
    return {
        **found,
        "agency": options.get("agency") or None,
        "seal_names": tuple(options.get("seal_names", ())),
        "issued_on": date.fromisoformat(day) if day else None,
        "max_bytes": options["max_bytes"],
    }


def _tuple(item: object) -> object:
    """Make of JSON's lists what can be a key again."""
    return tuple(map(_tuple, item)) if isinstance(item, list) else item


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


# A warm child is given the same certificates and lists for every file.
@lru_cache(maxsize=64)
def _certificates(content: bytes) -> tuple[bytes, ...]:
    items = certificates_in(content)
    for der in items:
        _ = x509.Certificate.load(der, strict=True).native  # parses all of it
    return items


@lru_cache(maxsize=64)
def _lists(content: bytes) -> tuple[bytes, ...]:
    items = (content,)
    if pem.detect(content):
        blocks = pem.unarmor(content, multiple=True)
        items = tuple(der for kind, _headers, der in blocks if kind == "X509 CRL")
    for der in items:
        read_list(der)  # parses all of it
    return items


def _answers(content: bytes) -> tuple[bytes, ...]:
    _ = ocsp.OCSPResponse.load(content, strict=True).native
    return (content,)
