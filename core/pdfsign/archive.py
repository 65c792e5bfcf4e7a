"""Time stamps over a whole file, so that it proves itself for as long as it is kept.

Level B-LTA (ETSI EN 319 142-1): the status of every certificate is in the file, and a
time stamp covers all of it. Before that stamp's own certificate ends, a next one is
added over it; the file only grows.
"""

import asyncio
import io
from dataclasses import replace
from datetime import datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper, TimestampDSSContentSettings
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.path import ValidationPath

from ..errors import PdfError, SigningError
from .failures import Work, told
from .fields import signed_field_names
from .policy import VerifyPolicy
from .reading import READ_ERRORS, open_pdf, open_to_extend
from .services import Level, StatusCheck, TrustServices, signing_context, time_stamper
from .signed import signatures
from .trust import check_chain, document_evidence
from .untouched import check_untouched

_DIGEST = "sha256"


def for_archive(pdf: bytes, services: TrustServices, now: datetime) -> bytes:
    """Return a sealed file with the stamp that its level asks for.

    :raises EdocError: see :func:`renew_archive`
    """
    return renew_archive(pdf, services, now) if services.level is Level.LTA else pdf


def renew_archive(pdf: bytes, services: TrustServices, now: datetime) -> bytes:
    """Add a time stamp over everything; raises a file of level B-LT to B-LTA.

    The status of the last stamp's authority, of the new one's and of signers that the
    file says nothing about goes into the file first, so that the new stamp covers it.
    The old bytes are the result's beginning.

    :param now: with zone
    :raises SigningError: ``signing.archive_incomplete`` for a file without signature or
        without the status of its certificates, ``signing.archive_ended`` and
        ``signing.archive_broken`` when the last stamp proves nothing any more,
        ``signing.result_wrong``; also as in ``sign``
    :raises PdfError: ``pdf.unreadable``, ``pdf.encrypted``, ``pdf.too_large``
    """
    services = replace(services, level=Level.LTA)
    if time_stamper(services) is None:
        raise SigningError("signing.tsa_missing", level=services.level.value)
    if not services.roots:
        raise SigningError("signing.roots_missing", level=services.level.value)
    if now.tzinfo is None:
        raise SigningError("signing.time_without_zone")
    reader = open_to_extend(pdf)
    if not signatures(reader) or "/DSS" not in reader.root:
        raise SigningError("signing.archive_incomplete")
    last = _last_stamp(reader)
    if last is not None and last.signer_cert.not_valid_after < now:
        raise SigningError(
            "signing.archive_ended", ended=last.signer_cert.not_valid_after
        )
    check = signing_context(services)
    with told(Work("TSA", services, check)):
        output = asyncio.run(_stamp(reader, last, services, check, now))
        stamped = output.getvalue()
        asyncio.run(_check(pdf, stamped, check))
    check_untouched(pdf, stamped)
    return stamped


def archive_expires(pdf: bytes) -> datetime | None:
    """Tell until when the last time stamp over the file holds, None without one.

    That is the end of its authority's certificate; before it comes a next stamp.

    :raises PdfError: ``pdf.unreadable``, ``pdf.encrypted``, ``pdf.too_large``
    """
    last = _last_stamp(open_pdf(pdf))
    return last.signer_cert.not_valid_after if last else None


def _last_stamp(reader: PdfFileReader) -> EmbeddedPdfSignature | None:
    try:
        found = reader.embedded_timestamp_signatures
        return max(found, key=lambda stamp: stamp.signed_revision, default=None)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc


async def _stamp(
    reader: PdfFileReader,
    last: EmbeddedPdfSignature | None,
    services: TrustServices,
    check: StatusCheck,
    now: datetime,
) -> io.BytesIO:
    paths = [await _path(last, check)] if last else []
    paths += await _missing_paths(reader, services, check, now)
    output = io.BytesIO()
    await PdfTimeStamper(time_stamper(services)).async_timestamp_pdf(
        IncrementalPdfFileWriter.from_reader(reader),
        _DIGEST,
        validation_context=check.context,
        validation_paths=paths,
        output=output,
        dss_settings=TimestampDSSContentSettings(
            include_vri=False, update_before_ts=True
        ),
    )
    return output


async def _path(stamp: EmbeddedPdfSignature, check: StatusCheck):
    """Chain of a stamp's authority, its status fetched into the context."""
    status = await async_validate_pdf_timestamp(stamp, check.context, skip_diff=True)
    if not (status.intact and status.valid and status.trusted):
        raise SigningError("signing.archive_broken", field=stamp.field_name)
    return status.validation_path


async def _missing_paths(
    reader: PdfFileReader,
    services: TrustServices,
    check: StatusCheck,
    now: datetime,
) -> list[ValidationPath]:
    """Chains of signers whose status the file doesn't hold yet, as of other tools.

    What can't be had, or isn't trusted, is left out: the seal's own status is there.
    """
    policy = VerifyPolicy(roots=services.roots, intermediates=services.intermediates)
    evidence, found = document_evidence(reader), []
    for _name, signature in signatures(reader):
        others = signature.other_embedded_certs
        held = await check_chain(signature.signer_cert, others, evidence, policy, now)
        if held.status != "unknown":
            continue
        try:
            validator = CertificateValidator(
                signature.signer_cert, others, check.context
            )
            found.append(await validator.async_validate_path())
        except (PathError, ValidationError):
            continue
    return found


async def _check(before: bytes, after: bytes, check: StatusCheck) -> None:
    """Look at what came back, before anybody gets it."""
    if not after.startswith(before):
        raise SigningError("signing.result_wrong", reason="bytes")
    reader = open_to_extend(after)
    stamp = _last_stamp(reader)
    known = signed_field_names(open_pdf(before))
    if stamp is None or set(signed_field_names(reader)) != {*known, stamp.field_name}:
        raise SigningError("signing.result_wrong", reason="field")
    await _path(stamp, check)
    if stamp.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise SigningError("signing.result_wrong", reason="coverage")
