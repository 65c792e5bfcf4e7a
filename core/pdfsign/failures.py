"""What libraries raise while signing, told as errors of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pkcs11
from pyhanko.sign import general
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation import errors
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    PathBuildingError,
    PathError,
    RevokedError,
    ValidationError,
)

from ..errors import PdfError, SigningError, TokenError
from ..token.driver import REMOVED
from .fetch import NetworkError
from .reading import READ_ERRORS
from .services import StatusCheck, TrustServices


@dataclass(slots=True)
class Work:
    """What is being done, for the messages.

    :param name: whose certificate is used
    :param check: what its chain is validated with
    """

    name: str
    services: TrustServices
    check: StatusCheck | None = None


@contextmanager
def told(work: Work) -> Iterator[None]:
    """Turn what libraries raise into errors with codes.

    :raises SigningError: see ``sign``
    :raises TokenError: ``token.removed``, ``token.failed``
    :raises PdfError: ``pdf.unreadable``
    """
    try:
        yield
    except TimestampRequestError as exc:
        raise _tsa_error(exc, work.services) from exc
    except pkcs11.PKCS11Error as exc:
        code = "token.removed" if isinstance(exc, REMOVED) else "token.failed"
        raise TokenError(code, label=work.name, reason=type(exc).__name__) from exc
    except (
        general.SigningError,
        general.ValueErrorWithMessage,
        errors.SignatureValidationError,
        PathError,
        ValidationError,
    ) as exc:
        raise _explained(exc, work) from exc
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason=type(exc).__name__) from exc


def _tsa_error(exc: Exception, services: TrustServices) -> SigningError:
    cause = exc.__cause__
    tries = cause.tries if isinstance(cause, NetworkError) else 1
    return SigningError(
        "signing.tsa_unreachable",
        url=services.tsa_url,
        seconds=services.timeout_s,
        tries=tries,
    )


def _explained(exc: Exception, work: Work) -> SigningError:
    """Name the first cause in the chain that a user can do something about."""
    name, cause = work.name, exc
    while cause is not None:
        if isinstance(cause, RevokedError):
            whose = name if cause.is_ee_cert else "CA"
            return SigningError(
                "signing.certificate_revoked", name=whose, since=cause.revocation_dt
            )
        if isinstance(cause, ExpiredError):
            return SigningError(
                "signing.certificate_expired", name=name, not_after=cause.expired_dt
            )
        if isinstance(cause, InsufficientRevinfoError):
            asked = work.check.asked if work.check else ""
            return SigningError(
                "signing.status_unavailable", name=name, asked=asked or "–"
            )
        if isinstance(cause, PathBuildingError):
            return SigningError("signing.chain_untrusted", name=name)
        cause = cause.__cause__
    return SigningError("signing.failed", name=name, reason=str(exc))
