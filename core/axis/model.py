"""What the client of the axis tells, as frozen data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AxisAgency:
    """An agency of the axis' list.

    :param code: identifier of Quyết định 20/2020
    :param old_code: that of QCVN 102:2016, ``""`` if the axis doesn't tell
    :param deleted: left the axis; only :meth:`.client.Client.units` tells
    :param modified: as the axis writes it
    """

    id: str
    code: str
    old_code: str = ""
    name: str = ""
    mail: str = ""
    parent_id: str = ""
    deleted: bool = False
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A packet that the axis took; ``doc_id`` is its identifier there."""

    doc_id: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A packet that waits in the box; sender and recipient in whichever form."""

    doc_id: str
    kind: str
    sender: str
    recipient: str
    status: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class SentRow:
    """What the axis says of one recipient of a packet that was sent."""

    doc_id: str
    kind: str
    sender: str
    recipient: str
    title: str = ""
    notation: str = ""
    sent: str = ""
    received: str = ""
    status: str = ""
    status_text: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A packet that lies in its file now."""

    size: int
    sha256: str
