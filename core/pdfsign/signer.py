"""One signature made, and checked before anybody gets it."""

import asyncio
import io
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSigningSession,
    PreSignValidationStatus,
    SigDSSPlacementPreference,
)
from pyhanko_certvalidator import CertificateValidator, ValidationContext

from ..errors import SigningError
from ..token.key import DeferredSigner, SigningKey
from .appearance import Drawing, DrawnStyle
from .failures import Work, told
from .fetch import TimeStampClient
from .fields import signed_field_names
from .result import check_result
from .services import Level, StatusCheck, TrustServices, signing_context

_DIGEST = "sha256"
# What a signature has beside certificates, the raw signature and the time stamp:
# attributes and the issuer's name take less than half of it.
_FRAME = 2048
_PURPOSES = {"digital_signature", "non_repudiation"}


@dataclass(frozen=True, slots=True)
class SignatureOrder:
    """What one signature shall be.

    :param field: name of the signature field
    :param when: claimed signing time, with zone
    :param certify: allow nothing after it but filling fields and more signatures
    :param new_field: the field to make, where the file has none
    """

    field: str
    when: datetime
    drawing: Drawing
    certify: bool = False
    new_field: SigFieldSpec | None = None
    reason: str = ""
    location: str = ""


def check_key(key: SigningKey, when: datetime) -> None:
    """Refuse a certificate that must not sign at ``when`` (NĐ 23/2025 Đ15).

    :raises SigningError: ``signing.certificate_expired``,
        ``signing.certificate_not_yet_valid``, ``signing.certificate_purpose``,
        ``signing.time_without_zone``
    """
    info, name = key.info, key.info.subject_common_name
    if when.tzinfo is None:
        raise SigningError("signing.time_without_zone")
    if when > info.not_after:
        raise SigningError(
            "signing.certificate_expired", name=name, not_after=info.not_after
        )
    if when < info.not_before:
        raise SigningError(
            "signing.certificate_not_yet_valid", name=name, not_before=info.not_before
        )
    if info.is_ca or (info.key_usage and not _PURPOSES & set(info.key_usage)):
        raise SigningError("signing.certificate_purpose", name=name)


def make_signature(
    pdf: bytes,
    reader: PdfFileReader,
    key: SigningKey,
    order: SignatureOrder,
    services: TrustServices,
    stamper: TimeStampClient | None,
) -> bytes:
    """Sign, check the result, return it; nothing half-signed ever leaves.

    :param reader: of ``pdf``; it is used up
    :raises SigningError: see ``sign``
    :raises TokenError: ``token.removed``, ``token.failed``
    """
    if services.level is not Level.B and stamper is None:
        raise SigningError("signing.tsa_missing", level=services.level.value)
    if services.level.with_evidence and not services.roots:
        raise SigningError("signing.roots_missing", level=services.level.value)
    check = signing_context(services)
    with told(Work(key.info.subject_common_name, services, check)):
        known = signed_field_names(reader)
        # A stream, not its bytes: asyncio writes results out in full for its messages.
        output = asyncio.run(_sign(reader, key, order, services, stamper, check))
        signed = output.getvalue()
    if isinstance(key.signer, DeferredSigner):
        # Checked when the signature has come from where the key is.
        key.signer.leave(pdf, signed, order.field)
    else:
        check_result(pdf, signed, order.field, key, known)
    return signed


async def _sign(
    reader: PdfFileReader,
    key: SigningKey,
    order: SignatureOrder,
    services: TrustServices,
    stamper: TimeStampClient | None,
    check: StatusCheck | None,
) -> io.BytesIO:
    for der in services.intermediates:
        key.signer.cert_registry.register(x509.Certificate.load(der))
    context = check.context if check else None
    if context is not None and not services.level.with_evidence:
        # Given this context, pyHanko would write its evidence into the file.
        validator = CertificateValidator(
            key.signer.signing_cert, key.signer.cert_registry, context
        )
        await validator.async_validate_path()
        context = None
    signer = PdfSigner(
        _metadata(order, services, context),
        key.signer,
        timestamper=stamper,
        stamp_style=DrawnStyle(drawing=order.drawing),
        new_field_spec=order.new_field,
    )
    writer = IncrementalPdfFileWriter.from_reader(reader)
    session = signer.init_signing_session(
        writer, existing_fields_only=order.new_field is None
    )
    # pyHanko would take the machine's clock; ours is the caller's.
    session.system_time = order.when
    evidence = await session.perform_presign_validation(writer)
    reserved = await _reserved(session, key, stamper, evidence)
    document = session.prepare_tbs_document(evidence, reserved)
    digest, output = document.digest_tbs_document(in_place=True)
    done = await document.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=order.when),
    )
    await done.post_signature_processing(output)
    return output


async def _reserved(
    session: PdfSigningSession,
    key: SigningKey,
    stamper: TimeStampClient | None,
    evidence: PreSignValidationStatus | None,
) -> int:
    """Characters to keep free for the signature.

    Added up, where pyHanko would put a whole signature together to measure it, which
    takes nearly as long as signing.
    """
    public = key.signer.signing_cert.public_key
    if public.algorithm not in ("rsa", "ec"):
        return await session.estimate_signature_container_size(evidence)
    others = sum(len(found.dump()) for found in key.signer.cert_registry)
    size = _FRAME + len(key.certificate) + others + 3 * public.byte_size
    if stamper:
        token = await stamper.async_dummy_response(_DIGEST)
        # The authority may answer with more than it did the first time.
        size += len(token.dump()) * 3 // 2
    return 2 * size


def _metadata(
    order: SignatureOrder, services: TrustServices, context: ValidationContext | None
) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=order.field,
        md_algorithm=_DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=order.certify,
        docmdp_permissions=(
            MDPPerm.FILL_FORMS if order.certify else MDPPerm.NO_CHANGES
        ),
        reason=order.reason or None,
        location=order.location or None,
        embed_validation_info=services.level.with_evidence,
        validation_context=context,
        signer_key_usage=set(),
        # In the signature's own revision: the seal then covers the whole file.
        dss_settings=DSSContentSettings(
            include_vri=False,
            placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE,
        ),
    )
