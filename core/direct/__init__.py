"""Direct exchange between two installations of this addon, mutually authenticated.

Each side has a key pair for the channel (:mod:`.keys`), and the other's public key is
pinned by its fingerprint. Every request and every answer is signed (:mod:`.messages`,
by RFC 9421 and RFC 9530), so it holds behind proxies that end TLS, too.

Sending::

    settings = DirectSettings(url, private, (public,))
    client = DirectClient(settings, lambda: datetime.now(UTC))
    client.send(content, "name-of-ours")   # returns: the other side keeps it

Receiving, in this order: :func:`.messages.read_request` from the header fields alone;
the keys of the two fingerprints, and ``is_signed_by``; ``is_timely``;
:func:`.body.take_body`, which no stranger gets to; :func:`.agencies.speaks_for`; keep
and commit; :func:`.messages.signed_answer`.
"""

from .client import DirectClient
from .settings import DirectSettings

__all__ = ["DirectClient", "DirectSettings"]
