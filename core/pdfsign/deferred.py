"""Signing in two parts, for a key that is elsewhere, such as on the user's machine.

First the file is made, with a gap for the signature; what the key has to sign goes to
wherever it is. Then what came back is put into the gap, stamped and checked.
"""

import asyncio
import hashlib
import io
import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from asn1crypto import cms, x509
from pyhanko.sign.signers import ExternalSigner
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ..errors import SigningError
from ..token.certificate import describe_certificate
from ..token.key import DeferredSigner, SigningKey
from .archive import for_archive
from .failures import Work, told
from .fetch import TimeStampClient
from .jobs import Job, PersonalElsewhereJob, PersonalJob, SignedFile
from .result import check_result, signature_gap, stamped_time
from .services import Level, TrustServices, time_stamper

_DIGEST = "sha256"
_PERSONAL = (PersonalJob, PersonalElsewhereJob)
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class PendingFile:
    """A file that lacks its signature only.

    :param pdf: the file with a gap
    :param before: length of the file before signing
    :param field: name of the signature field
    :param to_sign: the signed attributes (DER) that the key signs, with SHA-256
    """

    pdf: bytes = field(repr=False)
    before: int
    field: str
    to_sign: bytes = field(repr=False)

    @property
    def digest(self) -> bytes:
        """SHA-256 of ``to_sign``, for a key that is given nothing but a digest."""
        return hashlib.sha256(self.to_sign).digest()


@dataclass(frozen=True, slots=True)
class Pending:
    """A job that waits for its signatures. It stays on the server.

    :param certificate: DER of the certificate whose key shall sign
    :param chain: DER of what else goes into the signatures
    :param archive_at: the files get an archive time stamp too, as of this time
    """

    certificate: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(repr=False)
    files: tuple[PendingFile, ...]
    archive_at: datetime | None = None

    def finish(
        self, signatures: Sequence[bytes], services: TrustServices
    ) -> tuple[SignedFile, ...]:
        """Put the signatures in, stamp and check them; all files, or none.

        :param signatures: one for each of ``files``: RSA (PKCS #1 v1.5) or ECDSA
        :param services: of the job
        :raises SigningError: ``signing.result_wrong``, ``signing.tsa_unreachable``,
            ``signing.failed`` (the signature is longer than the key's can be)
        """
        if len(signatures) != len(self.files):
            raise SigningError("signing.result_wrong", reason="count")
        pairs = tuple(zip(self.files, signatures, strict=True))
        for file, signature in pairs:
            # Nobody is asked for a time stamp on what doesn't hold.
            self._filled(file, signature, services)
        return tuple(self._finished(*pair, services) for pair in pairs)

    def to_bytes(self) -> bytes:
        """Write it down, to go on in another process."""
        blobs = [self.certificate, *self.chain]
        head = {"chain": [len(der) for der in self.chain], "files": []}
        head["certificate"] = len(self.certificate)
        head["archive_at"] = self.archive_at and self.archive_at.isoformat()
        for file in self.files:
            head["files"].append(
                [file.before, file.field, len(file.to_sign), len(file.pdf)]
            )
            blobs += [file.to_sign, file.pdf]
        said = json.dumps(head).encode()
        return b"".join([_LENGTH.pack(len(said)), said, *blobs])

    @classmethod
    def from_bytes(cls, data: bytes) -> "Pending":
        """Read what :meth:`to_bytes` wrote.

        :raises SigningError: ``signing.result_wrong``
        """
        stream = io.BytesIO(data)
        try:
            (size,) = _LENGTH.unpack(stream.read(_LENGTH.size))
            head = json.loads(stream.read(size))
            certificate = stream.read(head["certificate"])
            chain = tuple(stream.read(length) for length in head["chain"])
            files = []
            for before, name, asked, length in head["files"]:
                to_sign = stream.read(asked)
                files.append(PendingFile(stream.read(length), before, name, to_sign))
            told = head["archive_at"]
            archive_at = told and datetime.fromisoformat(told)
        except (ValueError, LookupError, TypeError, struct.error) as exc:
            raise SigningError("signing.result_wrong", reason="state") from exc
        return cls(certificate, chain, tuple(files), archive_at)

    def _finished(
        self, file: PendingFile, signature: bytes, services: TrustServices
    ) -> SignedFile:
        signed = self._filled(file, signature, services, time_stamper(services))
        if self.archive_at:
            signed = for_archive(signed, services, self.archive_at)
        return SignedFile(signed, stamped_time(signed, file.field))

    def _filled(
        self,
        file: PendingFile,
        signature: bytes,
        services: TrustServices,
        stamper: TimeStampClient | None = None,
    ) -> bytes:
        key = _key(
            ExternalSigner(
                x509.Certificate.load(self.certificate), _store(self.chain), signature
            )
        )
        attributes = cms.CMSAttributes.load(file.to_sign)
        output = io.BytesIO(file.pdf)
        start, end = signature_gap(file.pdf, file.field)
        with told(Work(key.info.subject_common_name, services)):
            container = asyncio.run(
                key.signer.async_sign_prescribed_attributes(
                    _DIGEST, attributes, timestamper=stamper
                )
            )
            PreparedByteRangeDigest(b"", start, end).fill_with_cms(output, container)
        signed = output.getvalue()
        check_result(file.pdf[: file.before], signed, file.field, key)
        return signed


def begin(job: Job, certificate: bytes, chain: Iterable[bytes] = ()) -> Pending:
    """Do a job up to where the key is needed.

    :param certificate: DER of the certificate whose key shall sign
    :param chain: DER of CA certificates to put into the signatures
    :raises EdocError: see ``sign``; ``signing.not_at_once`` for a job that signs a file
        twice, with number and seal on different pages
    """
    signer = DeferredSigner(x509.Certificate.load(certificate), _store(chain))
    archive_at = None
    if job.services.level is Level.LTA:
        # The archive's stamp covers the signature, so it comes after it.
        archive_at = None if isinstance(job, _PERSONAL) else job.when
        job = replace(job, services=replace(job.services, level=Level.LT))
    if len(job.run(_key(signer))) != len(signer.left):
        # The later signature would cover the gap that the earlier one is to fill.
        raise SigningError("signing.not_at_once")
    files = tuple(PendingFile(*left) for left in signer.left)
    for first, second in zip(files, files[1:], strict=False):
        if second.pdf.startswith(first.pdf):
            # The second would cover the gap of the first.
            raise SigningError(
                "signing.failed",
                name=signer.subject_name or "",
                reason="two signatures on one file",
            )
    registered = tuple(found.dump() for found in signer.cert_registry)
    return Pending(certificate, registered, files, archive_at)


def _key(signer: ExternalSigner) -> SigningKey:
    certificate = signer.signing_cert.dump()
    return SigningKey(certificate, describe_certificate(certificate), signer)


def _store(chain: Iterable[bytes]) -> SimpleCertificateStore:
    store = SimpleCertificateStore()
    store.register_multiple(map(x509.Certificate.load, chain))
    return store
