"""Do the services around a signature answer? Asked for real, as a signature would.

A probe answers yes, no or cannot tell: a service that is out of reach says nothing
about whether its answer would be right.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from asn1crypto import cms, x509
from pyhanko.sign.general import SigningError as CMSError
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    InsufficientRevinfoError,
    PathBuildingError,
    PathError,
    RevokedError,
    ValidationError,
)

from .services import Level, TrustServices, signing_context, time_stamper

_DIGEST = "sha256"


class Answer(Enum):
    """What a probe came to."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Probe:
    """How a service answered.

    :param code: why it is not a yes: ``probe.unset``, ``probe.unreachable``,
        ``probe.refused``, ``probe.untrusted``, ``probe.revoked``, ``probe.no_status``
    :param seconds: it took
    :param ahead_s: seconds that our clock is ahead of the service's
    :param unsure_s: by how much that may be wrong, for the answer took its time
    """

    answer: Answer
    code: str = ""
    seconds: float = 0
    ahead_s: float | None = None
    unsure_s: float = 0

    def clock_is_off(self, most_s: float) -> bool:
        """Tell whether our clock differs by more than ``most_s`` for certain."""
        return self.ahead_s is not None and abs(self.ahead_s) > most_s + self.unsure_s


def probe_time_stamps(
    services: TrustServices, clock: Callable[[], datetime], data: bytes
) -> Probe:
    """Ask the time-stamp authority for a stamp on ``data`` and check it.

    :param clock: tells the time, with zone
    """
    stamper = time_stamper(replace(services, level=Level.T))
    if stamper is None:
        return Probe(Answer.UNKNOWN, "probe.unset")
    digest = hashlib.new(_DIGEST, data).digest()
    started, before = time.monotonic(), clock()
    try:
        token = asyncio.run(stamper.async_timestamp(digest, _DIGEST))
    except TimestampRequestError as exc:
        spent = time.monotonic() - started
        # what could not be asked is chained to the reason
        if isinstance(exc.__cause__, OSError):
            return Probe(Answer.UNKNOWN, "probe.unreachable", spent)
        return Probe(Answer.NO, "probe.refused", spent)
    spent = time.monotonic() - started
    signed = token["content"]
    stamped = signed["encap_content_info"]["content"].parsed["gen_time"].native
    middle = before + (clock() - before) / 2
    code = asyncio.run(_check_stamp(signed, digest, services))
    return Probe(
        Answer.NO if code else Answer.YES,
        code,
        spent,
        (middle - stamped).total_seconds(),
        spent / 2,
    )


async def _check_stamp(
    signed: cms.SignedData, digest: bytes, services: TrustServices
) -> str:
    """Return why this stamp would not do, or an empty text."""
    check = signing_context(replace(services, level=Level.LT))
    context = check.context if check else ValidationContext(trust_roots=[])
    try:
        kwargs = await validate_tst_signed_data(signed, context, lambda _name: digest)
    except (SignatureValidationError, CMSError, ValidationError, ValueError):
        return "probe.refused"
    status = TimestampSignatureStatus(**kwargs)
    if not (status.valid and status.intact):
        return "probe.refused"
    return "" if status.trusted else "probe.untrusted"


def probe_status(services: TrustServices, certificate: bytes) -> Probe:
    """Ask for the status of a certificate and of the CAs above it.

    :param certificate: DER
    """
    check = signing_context(replace(services, level=Level.LT, online=True))
    if check is None:
        return Probe(Answer.UNKNOWN, "probe.untrusted")
    started = time.monotonic()
    answer, code = asyncio.run(_check_status(check.context, certificate))
    return Probe(answer, code, time.monotonic() - started)


async def _check_status(
    context: ValidationContext, certificate: bytes
) -> tuple[Answer, str]:
    validator = CertificateValidator(
        x509.Certificate.load(certificate), validation_context=context
    )
    try:
        await validator.async_validate_path()
    except RevokedError:
        return Answer.NO, "probe.revoked"
    except InsufficientRevinfoError:
        return Answer.UNKNOWN, "probe.no_status"
    except PathBuildingError:
        return Answer.NO, "probe.untrusted"
    except (PathError, ValidationError):
        return Answer.NO, "probe.refused"
    return Answer.YES, ""
