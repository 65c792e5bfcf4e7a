"""Writing XML for exports: nothing in it that XML can't hold, always the same bytes."""

import re
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from lxml import etree

from ..errors import RecordsError

SCHEMAS = Path(__file__).parent / "schemas"
VIETNAM = timezone(timedelta(hours=7))
# Characters that XML 1.0 has no place for, whatever they are written as.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(
    parent: etree._Element, tag: str, text: object = None, **attributes: object
) -> etree._Element:
    """Append an element in its parent's namespace.

    :param text: its content; None for none
    :param attributes: those that are None are left out
    """
    space = etree.QName(parent).namespace
    name = tag if tag.startswith("{") or not space else f"{{{space}}}{tag}"
    found = etree.SubElement(parent, name)
    for key, value in attributes.items():
        if value is not None:
            found.set(key, clean(str(value)))
    if text is not None:
        found.text = clean(str(text))
    return found


def clean(text: str) -> str:
    """Leave out what XML can't hold, such as a form feed out of a scan's text."""
    return _IMPOSSIBLE.sub("", text)


def moment(when: datetime) -> str:
    """Write a time in Vietnam's zone (ISO 8601).

    >>> moment(datetime(2026, 1, 5, 2, 15, tzinfo=timezone.utc))
    '2026-01-05T09:15:00+07:00'
    """
    return when.astimezone(VIETNAM).isoformat(timespec="seconds")


def write(root: etree._Element) -> bytes:
    """Serialise a document."""
    return etree.tostring(
        root, encoding="UTF-8", xml_declaration=True, pretty_print=True
    )


@cache
def schema(name: str) -> etree.XMLSchema:
    """Load a schema that comes with the addon; it asks no network."""
    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    return etree.XMLSchema(etree.parse(SCHEMAS / name, parser))


def write_valid(root: etree._Element, name: str) -> bytes:
    """Serialise a document that keeps to a schema of ours.

    :raises RecordsError: ``records.invalid`` with ``schema``, ``line``, ``reason``
    """
    data = write(root)
    # Read again, so that what is checked is what is handed out.
    checker = schema(name)
    if not checker.validate(etree.fromstring(data)):
        error = checker.error_log[0]
        raise RecordsError(
            "records.invalid", schema=name, line=error.line, reason=error.message
        )
    return data
