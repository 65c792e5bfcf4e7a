"""Signing work as plain values: asked for by a model, done wherever the token is.

A job holds bytes and settings and no key, so that it can go to another process; its
result holds bytes only. All files of a job are signed, or none is.
"""

from dataclasses import dataclass, field
from datetime import datetime

from ..token.key import SigningKey
from . import fields
from .elsewhere import seal_signed_elsewhere, sign_personal_elsewhere
from .layout import DEFAULT_LAYOUT, Layout
from .places import Placement
from .result import stamped_time
from .services import TrustServices
from .sign import (
    SealPicture,
    apply_seal,
    seal_copy,
    seal_enclosure,
    sign_personal,
)
from .signed import last_signed_field


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
class PersonalElsewhereJob:
    """A person signs a file signed elsewhere; see ``sign_personal_elsewhere``."""

    pdf: bytes = field(repr=False)
    when: datetime
    services: TrustServices = field(repr=False)
    picture: bytes | None = field(default=None, repr=False)
    place: Placement | None = None
    signer_name: str = ""
    layout: Layout = DEFAULT_LAYOUT
    reason: str = ""

    def run(self, key: SigningKey) -> tuple[SignedFile, ...]:
        """Sign.

        :raises EdocError: see ``elsewhere``
        """
        pdf = sign_personal_elsewhere(
            self.pdf,
            key,
            self.picture,
            self.when,
            self.services,
            place=self.place,
            signer_name=self.signer_name,
            layout=self.layout,
            reason=self.reason,
        )
        return (_signed(pdf, last_signed_field(self.pdf, pdf)),)


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
        return (_signed(main, fields.SEAL), *_seal_enclosures(self, key))


@dataclass(frozen=True, slots=True)
class SealElsewhereJob:
    """The agency numbers and seals a file signed elsewhere, and its enclosures.

    See ``seal_signed_elsewhere``.

    :param code_text: number and notation, drawn on the enclosures
    """

    pdf: bytes = field(repr=False)
    when: datetime
    services: TrustServices = field(repr=False)
    seal: SealPicture = field(repr=False)
    number: str
    day: str
    month: str
    style: str = "nd30"
    code_text: str = ""
    layout: Layout = DEFAULT_LAYOUT
    placements: tuple[Placement, ...] = ()
    signer_name: str = ""
    enclosures: tuple[bytes, ...] = field(default=(), repr=False)

    def run(self, key: SigningKey) -> tuple[SignedFile, ...]:
        """Seal; the main file comes first, the enclosures in their order.

        :raises EdocError: see ``elsewhere``
        """
        main = seal_signed_elsewhere(
            self.pdf,
            key,
            seal=self.seal,
            when=self.when,
            services=self.services,
            number=self.number,
            day=self.day,
            month=self.month,
            style=self.style,
            layout=self.layout,
            placements=self.placements,
            signer_name=self.signer_name,
        )
        return (_signed(main, fields.SEAL), *_seal_enclosures(self, key))


@dataclass(frozen=True, slots=True)
class CopyJob:
    """The agency seals an electronic copy (NĐ 30/2020 Điều 25, Phụ lục I ô 14).

    :param form: such as ``"SAO Y"``
    :param agency: name of the agency that makes the copy
    """

    pdf: bytes = field(repr=False)
    when: datetime
    services: TrustServices = field(repr=False)
    form: str
    agency: str
    layout: Layout = DEFAULT_LAYOUT

    def run(self, key: SigningKey) -> tuple[SignedFile, ...]:
        """Seal the copy.

        :raises EdocError: see ``sign``
        """
        sealed = seal_copy(
            self.pdf,
            key,
            self.form,
            self.agency,
            self.when,
            self.services,
            self.layout,
        )
        return (_signed(sealed, fields.COPY),)


Job = PersonalJob | PersonalElsewhereJob | SealJob | SealElsewhereJob | CopyJob


def _seal_enclosures(
    job: SealJob | SealElsewhereJob, key: SigningKey
) -> list[SignedFile]:
    sealed = (
        seal_enclosure(pdf, key, job.code_text, job.when, job.services, job.layout)
        for pdf in job.enclosures
    )
    return [_signed(pdf, fields.ENCLOSURE) for pdf in sealed]


def _signed(pdf: bytes, field_name: str) -> SignedFile:
    return SignedFile(pdf, stamped_time(pdf, field_name))
