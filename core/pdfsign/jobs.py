"""Signing work as plain values: asked for by a model, done wherever the token is.

A job holds bytes and settings and no key, so that it can go to another process; its
result holds bytes only. All files of a job are signed, or none is.
"""

from dataclasses import dataclass, field
from datetime import datetime

from ..token.key import SigningKey
from . import fields
from .layout import DEFAULT_LAYOUT, Layout
from .result import stamped_time
from .services import TrustServices
from .sign import SealPicture, apply_seal, seal_enclosure, sign_personal


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file after signing.

    :param stamped_at: time of the time stamp, with zone; None at level B-B
    """

    pdf: bytes = field(repr=False)
    stamped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonalJob:
    """The competent person signs the main file (Đ12k1b); see ``sign_personal``."""

    pdf: bytes = field(repr=False)
    when: datetime
    services: TrustServices = field(repr=False)
    picture: bytes | None = field(default=None, repr=False)
    reason: str = ""

    def run(self, key: SigningKey) -> tuple[SignedFile, ...]:
        """Sign.

        :raises EdocError: see ``sign``
        """
        pdf = sign_personal(
            self.pdf, key, self.picture, self.when, self.services, self.reason
        )
        return (_signed(pdf, fields.PERSON),)


@dataclass(frozen=True, slots=True)
class SealJob:
    """The agency seals the main file and the enclosures beside it (Đ6k2b, Đ12k1c).

    :param code_text: number and notation, drawn on the enclosures
    :param enclosures: files of their own
    """

    pdf: bytes = field(repr=False)
    when: datetime
    services: TrustServices = field(repr=False)
    seal: SealPicture = field(repr=False)
    style: str = "nd30"
    code_text: str = ""
    layout: Layout = DEFAULT_LAYOUT
    enclosures: tuple[bytes, ...] = field(default=(), repr=False)

    def run(self, key: SigningKey) -> tuple[SignedFile, ...]:
        """Seal; the main file comes first, the enclosures in their order.

        :raises EdocError: see ``sign``
        """
        main = apply_seal(
            self.pdf,
            key,
            seal=self.seal,
            when=self.when,
            services=self.services,
            style=self.style,
            layout=self.layout,
        )
        return (
            _signed(main, fields.SEAL),
            *(self._seal_enclosure(pdf, key) for pdf in self.enclosures),
        )

    def _seal_enclosure(self, pdf: bytes, key: SigningKey) -> SignedFile:
        sealed = seal_enclosure(
            pdf, key, self.code_text, self.when, self.services, self.layout
        )
        return _signed(sealed, fields.ENCLOSURE)


Job = PersonalJob | SealJob


def _signed(pdf: bytes, field_name: str) -> SignedFile:
    return SignedFile(pdf, stamped_time(pdf, field_name))
