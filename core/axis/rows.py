"""Rows of the axis' lists. None holds a null: one would cost a client all rows."""

from typing import Any

from .registry import Agency
from .store import CLOSED, INITIAL, Delivery, Message
from .wire import DONE, FAIL, PROCESSING, SERVICE

_WORDS = {
    INITIAL: "waiting for the recipient",
    PROCESSING: "fetched by the recipient",
    DONE: "taken by the recipient",
    FAIL: "the recipient could not take it",
}


def agency_row(agency: Agency) -> dict[str, Any]:
    """Return a row of getAgenciesList and getAgenciesListQD20."""
    return {
        "id": agency.code,
        "pid": agency.pid,
        "code": agency.code,
        "oldCode": agency.old_code,
        "code102": agency.old_code,
        "name": agency.name,
        "mail": agency.mail,
    }


def unit_row(agency: Agency) -> dict[str, Any]:
    """Return a row of getSynchronizeUnit."""
    return agency_row(agency) | {
        "centerCode": agency.pid or agency.code,
        "modifyDate": _time(agency.modified),
        "version": agency.version,
        "deleted": agency.deleted,
        "isAgency": True,
    }


def waiting_row(message: Message, delivery: Delivery) -> dict[str, Any]:
    """Return a row of getReceivedEdocList."""
    return {
        "docId": delivery.doc_id,
        "serviceType": SERVICE,
        "messageType": message.kind,
        "created_time": _time(message.created),
        "updated_time": _time(delivery.updated or message.created),
        "from": message.sender,
        "to": delivery.agency,
        "status": delivery.status,
        "status_desc": _WORDS[delivery.status],
    }


def sent_row(message: Message, delivery: Delivery) -> dict[str, Any]:
    """Return a row of getSentEdocList."""
    received = _time(delivery.updated) if delivery.status in CLOSED else ""
    return {
        "serviceType": SERVICE,
        "messageType": message.kind,
        "senderDocId": message.id,
        "receiverDocId": delivery.doc_id,
        "fromCode": message.sender,
        "toCode": delivery.agency,
        "title": message.title,
        "notation": message.notation,
        "sentTime": _time(message.created),
        "receivedTime": received,
        "sendStatus": DONE,
        "sendStatusDesc": "on the axis",
        "receiveStatus": delivery.status,
        "receiveStatusDesc": _WORDS[delivery.status],
    }


def _time(stored: str) -> str:
    return stored[:19].replace("T", " ")
