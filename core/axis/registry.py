"""Who may use a test axis: systems with their secrets, agencies with both identifiers.

``axis.json`` is the operator's::

    {"systems": {"sct": "the secret"},
     "agencies": [{"code": "H35.24", "oldCode": "000.00.24.H35", "system": "sct",
                   "name": "Sở Công Thương", "mail": "", "pid": "H35"}]}

What calls register and delete is kept beside it, in ``registered.json``.
"""

import json
import re
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import AxisError
from .files import write_json

CONFIGURATION = "axis.json"
REGISTERED = "registered.json"
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,49}")


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency on the axis.

    :param code: identifier of Quyết định 20/2020, such as ``H35.24``
    :param old_code: that of QCVN 102:2016, such as ``000.00.24.H35``
    :param system: the system that sends and receives for it
    :param modified: when a call registered or deleted it
    """

    code: str
    system: str = field(repr=False)
    old_code: str = ""
    name: str = ""
    mail: str = ""
    pid: str = ""
    deleted: bool = False
    version: int = 1
    modified: str = ""


class Registry:
    """Systems and agencies of one folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / REGISTERED
        self._lock = threading.Lock()
        self._systems, given = _read_configuration(folder / CONFIGURATION)
        self._agencies = {agency.code: agency for agency in given}
        self._changed: dict[str, Agency] = {}
        if self._path.exists():
            stored = _read_json(self._path)
            self._changed = {item["code"]: Agency(**item) for item in stored}
            self._agencies |= self._changed

    def secret(self, system: str) -> str | None:
        """Return the secret of a system, ``None`` if there is no such system."""
        return self._systems.get(system)

    def agencies(self) -> tuple[Agency, ...]:
        """Return all agencies, the deleted ones too."""
        with self._lock:
            return tuple(self._agencies.values())

    def find(self, identifier: str) -> Agency | None:
        """Return the agency with this identifier, in its new or its old form."""
        wanted = identifier.strip().upper()
        agencies = self.agencies()
        for agency in agencies:
            if agency.code.upper() == wanted:
                return agency
        for agency in agencies:
            if agency.old_code and agency.old_code.upper() == wanted:
                return agency
        return None

    def register(self, agency: Agency) -> bool:
        """Add or change an agency; ``False`` if it is another system's."""
        with self._lock:
            old = self._agencies.get(agency.code)
            if old and old.system != agency.system:
                return False
            version = old.version + 1 if old else 1
            kept = old.old_code if old else ""
            self._keep(replace(agency, version=version, old_code=kept))
            return True

    def delete(self, system: str, code: str, now: str) -> bool:
        """Take an agency off the axis; ``False`` if it isn't the system's."""
        with self._lock:
            old = self._agencies.get(code)
            if not old or old.system != system:
                return False
            version = old.version + 1
            self._keep(replace(old, deleted=True, version=version, modified=now))
            return True

    def _keep(self, agency: Agency) -> None:
        changed = self._changed | {agency.code: agency}
        write_json(self._path, [asdict(item) for item in changed.values()])
        self._changed = changed
        self._agencies = self._agencies | {agency.code: agency}


def write_configuration(
    folder: Path, systems: dict[str, str], agencies: Iterable[Agency]
) -> None:
    """Write ``axis.json``; only its owner can read it.

    :raises AxisError: ``axis.configuration_wrong``: nothing is written
    """
    shown = [
        {
            "code": agency.code,
            "oldCode": agency.old_code,
            "name": agency.name,
            "mail": agency.mail,
            "pid": agency.pid,
            "system": agency.system,
        }
        for agency in agencies
    ]
    data = {"systems": systems, "agencies": shown}
    _parse(folder / CONFIGURATION, data)
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / CONFIGURATION, data)


def read_configuration(folder: Path) -> tuple[dict[str, str], list[Agency]]:
    """Read ``axis.json``; nothing of it exists before it is written.

    :raises AxisError: ``axis.configuration_wrong``
    """
    path = folder / CONFIGURATION
    return _read_configuration(path) if path.exists() else ({}, [])


def _read_configuration(path: Path) -> tuple[dict[str, str], list[Agency]]:
    return _parse(path, _read_json(path))


def _parse(path: Path, data: Any) -> tuple[dict[str, str], list[Agency]]:
    try:
        systems = {
            _text(name): _text(data["systems"][name]) for name in data["systems"]
        }
        agencies = [_agency(item) for item in data["agencies"]]
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong(path, f"{type(error).__name__}: {error}") from error
    if not all(systems.values()):
        raise _wrong(path, "a secret is empty")
    for agency in agencies:
        if agency.system not in systems:
            raise _wrong(path, f"no secret for the system of {agency.code}")
    if len({agency.code for agency in agencies}) < len(agencies):
        raise _wrong(path, "an agency is given twice")
    return systems, agencies


def _agency(item: dict[str, Any]) -> Agency:
    code = _text(item["code"])
    if not CODE.fullmatch(code):
        raise ValueError(f"{code!r} is no identifier")
    return Agency(
        code,
        _text(item["system"]),
        _text(item.get("oldCode", "")),
        _text(item.get("name", "")),
        _text(item.get("mail", "")),
        _text(item.get("pid", "")),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text is wanted, not {type(value).__name__}")
    return value


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _wrong(path, error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise _wrong(path, f"no JSON: {error}") from error


def _wrong(path: Path, reason: str) -> AxisError:
    return AxisError("axis.configuration_wrong", path=str(path), reason=reason)
