"""Checking a file that came back from signing, before anybody gets it."""

import hashlib
import re
from datetime import datetime

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import general
from pyhanko.sign.validation import errors, generic_cms

from ..errors import PdfError, SigningError
from ..token.key import SigningKey
from .fields import signature_fields, signed_field_names
from .reading import READ_ERRORS, open_pdf

_RANGE = re.compile(rb"/ByteRange \[\s*0 +(\d+) +(\d+) +(\d+)\s*\]")
_ERRORS = (
    *READ_ERRORS,
    PdfError,
    general.ValueErrorWithMessage,
    errors.SignatureValidationError,
)


def check_result(
    before: bytes,
    after: bytes,
    field: str,
    key: SigningKey,
    known: tuple[str, ...] | None = None,
) -> None:
    """Check what came back from signing, from whatever signed it.

    The old bytes are its beginning; it has exactly one signature more, in ``field``,
    made by ``key`` over the whole file.

    :param known: fields signed in ``before``, where read already
    :raises SigningError: ``signing.result_wrong`` with ``reason``
    """
    if not after.startswith(before):
        raise SigningError("signing.result_wrong", reason="bytes")
    try:
        if known is None:
            known = signed_field_names(open_pdf(before))
        reader = open_pdf(after)
        if sorted(signed_field_names(reader)) != sorted((*known, field)):
            raise SigningError("signing.result_wrong", reason="field")
        reason = _fault(after, _place(reader, field), key)
    except _ERRORS as exc:
        raise SigningError("signing.result_wrong", reason="unreadable") from exc
    if reason:
        raise SigningError("signing.result_wrong", reason=reason)


def stamped_time(pdf: bytes, field: str) -> datetime | None:
    """Return the time that the time stamp in a signature tells, or None without one.

    What the authority says, not what the signer's machine says: the law and the
    regulation (Đ12k2) count this one. The stamp itself is not checked here.

    :raises PdfError: ``pdf.unreadable`` when ``field`` has no readable signature
    """
    try:
        signed = _container(pdf, _place(open_pdf(pdf), field))
        if signed is None:
            raise PdfError("pdf.unreadable", reason="signature")
        attributes = general.extract_signer_info(signed)["unsigned_attrs"]
        for attribute in attributes if attributes.native else ():
            if attribute["type"].native == "signature_time_stamp_token":
                token = attribute["values"][0]["content"]
                return token["encap_content_info"]["content"].parsed["gen_time"].native
    except _ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc
    return None


def signature_gap(pdf: bytes, field: str) -> tuple[int, int]:
    """Return where the container of the signature in ``field`` begins and ends.

    :raises SigningError: ``signing.result_wrong`` when there is none
    """
    try:
        found = _RANGE.search(pdf, _place(open_pdf(pdf), field))
    except _ERRORS as exc:
        raise SigningError("signing.result_wrong", reason="unreadable") from exc
    if found is None:
        raise SigningError("signing.result_wrong", reason="coverage")
    return int(found[1]), int(found[2])


def _container(pdf: bytes, place: int) -> cms.SignedData | None:
    """Read the signature at ``place`` from the bytes, or None where it can't be."""
    found = _RANGE.search(pdf, place)
    if found is None:
        return None
    start, end, _rest = (int(number) for number in found.groups())
    data = bytes.fromhex(pdf[start + 1 : end - 1].decode("ascii"))
    return cms.ContentInfo.load(data)["content"]


def _place(reader: PdfFileReader, field: str) -> int:
    """Offset of the signature that fills ``field``."""
    value = signature_fields(reader)[field].value.raw_get("/V")
    offset = reader.xrefs[value.reference]
    if not isinstance(offset, int):
        raise ValueError("a signature inside an object stream")
    return offset


def _fault(after: bytes, place: int, key: SigningKey) -> str:
    """What is wrong with the signature at ``place``; empty if nothing is.

    Read from the bytes, not by pyHanko: a second opinion, and quicker, as pyHanko
    reads the container letter by letter.
    """
    found = _RANGE.search(after, place)
    if found is None:
        return "coverage"
    start, end, rest = (int(number) for number in found.groups())
    if end + rest != len(after) or not place < start < end:
        return "coverage"
    if after[start : start + 1] != b"<" or after[end - 1 : end] != b">":
        return "coverage"
    container = bytes.fromhex(after[start + 1 : end - 1].decode("ascii"))
    signed = cms.ContentInfo.load(container)["content"]
    certificates = generic_cms.extract_certs_for_validation(signed)
    if certificates.signer_cert.dump() != key.certificate:
        return "certificate"
    signer = general.extract_signer_info(signed)
    digest = hashlib.new(signer["digest_algorithm"]["algorithm"].native)
    view = memoryview(after)
    digest.update(view[:start])
    digest.update(view[end:])
    intact, valid = generic_cms.validate_sig_integrity(
        signer, certificates.signer_cert, "data", digest.digest()
    )
    return "" if intact and valid else "digest"
