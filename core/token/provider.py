"""Ways to a private key: one interface, and its implementations.

The key may be in a token at the server (:func:`token_provider`), held by processes of
their own for a batch (``core.batch.pool.SignerPool``), or with the user
(:class:`RemoteProvider`). Whatever comes back from any of them went through
``check_result`` before anybody gets it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from ..pdfsign.deferred import Pending, begin
from ..pdfsign.jobs import Job, SignedFile
from .key import SigningKey
from .pkcs11 import TokenRef, open_token


class Provider(Protocol):
    """Whoever can have a job signed."""

    def run(self, job: Job) -> tuple[SignedFile, ...] | Pending:
        """Do a job, as far as the key is at hand.

        :return: the signed files; or, where the key is elsewhere, what it has to sign
            there: then ``Pending.finish`` gives the files
        :raises EdocError: see ``sign``
        """


@dataclass(frozen=True, slots=True)
class KeyProvider:
    """A key in this process's reach."""

    key: SigningKey

    def run(self, job: Job) -> tuple[SignedFile, ...]:
        """Sign; see :class:`Provider`."""
        return job.run(self.key)


@contextmanager
def token_provider(
    ref: TokenRef, pin: str, certificate_sha256: str, chain: Iterable[bytes] = ()
) -> Iterator[KeyProvider]:
    """Log in to a token at this server until the block ends (PKCS#11).

    :param certificate_sha256: fingerprint of the certificate to sign with
    :raises TokenError: see ``open_token`` and ``TokenSession.signing_key``
    """
    with open_token(ref, pin) as session:
        yield KeyProvider(session.signing_key(certificate_sha256, chain=chain))


@dataclass(frozen=True, slots=True)
class RemoteProvider:
    """A key on the user's own machine; only its certificate is known here.

    :param certificate: DER
    :param chain: DER of CA certificates to put into the signatures
    """

    certificate: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(default=(), repr=False)

    def run(self, job: Job) -> Pending:
        """Do all but the signatures; see :class:`Provider`."""
        return begin(job, self.certificate, self.chain)
