"""The national document axis: its REST interface, as a client and as a test server.

How to use the client, for a channel that keeps an outbox and an inbox::

    settings = AxisSettings(url, system_id, secret, trust="/etc/ssl/axis.pem")
    client = Client(settings, lambda: datetime.now(UTC))

    # Out: write the packet once, keep file and digest, then as often as needed:
    try:
        sent = client.send(path, "H35.24", kind="edoc", sha256=digest)
    except AxisRefusedError:        # for good: show it, somebody has to act
    except AxisUnavailableError:    # nothing happened: again later
    except AxisUndecidedError:      # unknown: the same file again later
    # sent.doc_id is what client.sent(doc_id=...) asks about.

    # In: keep first, confirm last. A packet that comes twice has one DocumentId.
    for waiting in client.list("edoc"):
        fetched = client.fetch(waiting.doc_id, path)
        packet = read_packet(path)
        ...                         # keep it, commit
        client.confirm(waiting.doc_id, "done")   # or "fail": never shown again

Between keeping and confirming the process may end, and the packet is listed again: so
the inbox knows what it has by ``doc_id`` and by the packet's DocumentId. ``list``
returns sender and recipient in whichever form of identifier the axis uses. The client
keeps nothing between calls; the errors' parameters never hold the secret.

``bin/edoc axis`` is :mod:`.server`, over :mod:`.calls` and :mod:`.store`.
"""

from .client import Client
from .model import AxisAgency, Fetched, Sent, SentRow, Waiting
from .settings import AxisSettings

__all__ = [
    "AxisAgency",
    "AxisSettings",
    "Client",
    "Fetched",
    "Sent",
    "SentRow",
    "Waiting",
]
