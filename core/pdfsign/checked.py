"""A seal that is set only on what the right person has signed (NĐ 30/2020 Điều 32)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from ..errors import SigningError
from ..token.key import SigningKey
from .jobs import SealElsewhereJob, SealJob, SignedFile
from .messages import shown_param
from .policy import VerifyPolicy
from .sealable import check_signed_by
from .services import TrustServices


@dataclass(frozen=True, slots=True)
class CheckedJob:
    """Check the signature, then seal, both where the token is: they run in parallel.

    :param fingerprints: SHA-256 of the signer's certificates, hexadecimal
    :param lang: language of the reason in a refusal, ``"vi"`` or ``"en"``
    """

    job: SealJob | SealElsewhereJob
    policy: VerifyPolicy = field(repr=False)
    fingerprints: Collection[str]
    lang: str = "vi"

    @property
    def pdf(self) -> bytes:
        """The main file."""
        return self.job.pdf

    @property
    def when(self) -> datetime:
        """Claimed time of the seal."""
        return self.job.when

    @property
    def services(self) -> TrustServices:
        """What the seal asks for."""
        return self.job.services

    @property
    def enclosures(self) -> tuple[bytes, ...]:
        """Files sealed beside the main file."""
        return self.job.enclosures

    def run(self, key: SigningKey) -> tuple[SignedFile, ...]:
        """Check and seal.

        :raises EdocError: see ``sealable`` and ``sign``
        """
        try:
            check_signed_by(self.job.pdf, self.policy, self.fingerprints, self.when)
        except SigningError as error:
            # A finding does not travel between processes; its sentence does.
            error.params = {
                name: shown_param(value, self.lang)
                for name, value in error.params.items()
            }
            raise
        return self.job.run(key)
