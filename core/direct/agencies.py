"""For which agencies an installation may speak.

An installation serves an agency and often its subordinate units. An entry is an
identifier, or all below one: ``H35.09.*`` by QĐ 20/2020, ``*.09.H35`` by QCVN 102:2016,
where the superior body stands last.
"""

import re

from ..errors import DirectRefusedError

_ENTRY = re.compile(r"(\*\.)?[A-Za-z0-9]+(\.[A-Za-z0-9]+)*(?(1)|(\.\*)?)")


def read_agencies(text: str) -> tuple[str, ...]:
    """Return the entries of a list, separated by blanks, commas or lines.

    :raises DirectRefusedError: ``direct.agency_wrong``
    """
    entries = tuple(re.split(r"[\s,;]+", text.strip())) if text.strip() else ()
    for entry in entries:
        if not _ENTRY.fullmatch(entry):
            raise DirectRefusedError("direct.agency_wrong", entry=entry)
    return entries


def speaks_for(entries: tuple[str, ...], organ_id: str) -> bool:
    """Tell whether an identifier is one of the list, or below one."""
    given = organ_id.strip().upper()
    return bool(given) and any(_covers(entry.upper(), given) for entry in entries)


def _covers(entry: str, given: str) -> bool:
    if entry.endswith(".*"):
        return given.startswith(entry[:-1])
    if entry.startswith("*."):
        return given.endswith(entry[1:])
    return given == entry
