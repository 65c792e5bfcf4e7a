"""Who a packet is for, and how a list shows it."""

import json

from ..edxml.model import DocumentPacket, Packet


def addressees(packet: Packet) -> list[str]:
    """Return the identifiers of the recipients.

    A status packet has no other address than the agency whose document it answers.
    """
    if isinstance(packet, DocumentPacket):
        return [item.organ_id for item in packet.recipients if item.organ_id]
    return [packet.response_for.organ_id] if packet.response_for.organ_id else []


def listed(given: str) -> list[str]:
    """Read the field ``to``, a JSON list that replaces the packet's own recipients.

    :raises ValueError: it is something else
    """
    if not given.strip():
        return []
    try:
        found = json.loads(given)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise ValueError("no list of texts")
    return found


def title_and_notation(packet: Packet) -> tuple[str, str]:
    """Return what a list of sent packets says of one."""
    if isinstance(packet, DocumentPacket):
        parts = (packet.code_number, packet.code_notation)
        return packet.subject, "/".join(part for part in parts if part)
    return f"status {packet.status_code}", packet.response_for.code
