"""What a file that is signed already tells before anything is added to it."""

from dataclasses import dataclass

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import general
from pyhanko.sign.validation import errors
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from ..errors import PdfError
from ..token.certificate import CertificateInfo, describe_parsed
from . import fields
from .reading import MAX_BYTES, READ_ERRORS, entry, open_pdf
from .shape import check_shape

SIGNATURE_ERRORS = (
    errors.SignatureValidationError,
    general.ValueErrorWithMessage,
    general.SigningError,
    *READ_ERRORS,
)


@dataclass(frozen=True, slots=True)
class Signer:
    """A signature by the name of its field, and whose key made it; nothing checked."""

    field: str
    certificate: CertificateInfo


def is_signed(pdf: bytes, max_bytes: int = MAX_BYTES) -> bool:
    """Tell whether a file bears a signature: then it must never be rewritten.

    :raises PdfError: ``pdf.unreadable``, ``pdf.encrypted``, ``pdf.too_large``
    """
    reader = _reader(pdf, max_bytes)
    return bool(fields.signed_field_names(reader))


def has_own_fields(pdf: bytes, max_bytes: int = MAX_BYTES) -> bool:
    """Tell whether a file was prepared here: number and seal have their fields.

    :raises PdfError: as :func:`is_signed`
    """
    return is_prepared(_reader(pdf, max_bytes))


def signer_certificates(pdf: bytes, max_bytes: int = MAX_BYTES) -> tuple[Signer, ...]:
    """Tell who signed, in the order of signing. Only a verification trusts this.

    Signatures that can't be read are left out, and so are document time stamps.

    :raises PdfError: as :func:`is_signed`
    """
    found = []
    for name, signature in signatures(_reader(pdf, max_bytes)):
        try:
            info = describe_parsed(signature.signer_cert)
            found.append((signature.signed_revision, Signer(name, info)))
        except SIGNATURE_ERRORS:
            continue
    return tuple(signer for _revision, signer in sorted(found, key=lambda p: p[0]))


def last_signed_field(before: bytes, after: bytes) -> str:
    """Name of the field that is signed in ``after`` and not in ``before``.

    :raises PdfError: ``pdf.unreadable`` if there isn't exactly one
    """
    known = fields.signed_field_names(open_pdf(before))
    names = set(fields.signed_field_names(open_pdf(after))) - set(known)
    if len(names) != 1:
        raise PdfError("pdf.unreadable", reason="fields")
    return names.pop()


def is_prepared(reader: PdfFileReader) -> bool:
    """Tell whether an opened file has fields of ours for number or seal."""
    return bool(fields.text_fields(reader)) or (
        fields.SEAL in fields.signature_fields(reader)
    )


def signatures(reader: PdfFileReader) -> list[tuple[str, EmbeddedPdfSignature]]:
    """The readable signatures by field, document time stamps left out."""
    found = []
    for name, item in fields.signature_fields(reader).items():
        if not fields.is_filled(item):
            continue
        try:
            if entry(item.value["/V"], "/Type", "/Sig") != "/DocTimeStamp":
                found.append((name, EmbeddedPdfSignature(reader, item.value, name)))
        except SIGNATURE_ERRORS:
            continue
    return found


def check_takes_signature(reader: PdfFileReader) -> None:
    """Refuse files whose signatures forbid new signature fields.

    :raises PdfError: ``pdf.certified_without_fields``, ``pdf.locked``
    """
    try:
        if "/DocMDP" in entry(reader.root, "/Perms", {}):
            raise PdfError("pdf.certified_without_fields")
        for item in fields.signature_fields(reader).values():
            lock = entry(item.value, "/Lock", {})
            if fields.is_filled(item) and _forbids(lock):
                raise PdfError("pdf.locked", field=item.name)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc


def _forbids(lock) -> bool:
    return int(entry(lock, "/P", 3)) == 1 or entry(lock, "/Action") == "/All"


def _reader(pdf: bytes, max_bytes: int) -> PdfFileReader:
    reader = open_pdf(pdf, max_bytes, strict=False)
    check_shape(reader)
    return reader
