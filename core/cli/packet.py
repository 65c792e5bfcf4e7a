"""Show, build and check packets (.edxml) of the national document axis.

  edoc packet show FILE --json [--extract DIR]
  edoc packet build SPEC.json -o FILE
  edoc packet check FILE

Exit codes: 0 fine; 1 findings of severity error; 2 wrong use; 4 input unreadable.
"""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from ..edxml import check_packet, read_packet, write_packet
from ..edxml.codes import Severity
from ..edxml.extract import extract
from ..edxml.messages import sentence
from ..edxml.model import DocumentPacket, Finding, Packet
from ..edxml.spec import packet_from_json, packet_to_json
from ..edxml.validate import strict_findings
from ..errors import PacketError
from ._console import EXIT_FINDINGS, EXIT_FINE, say, warn

_LANGUAGES = ("vi", "en")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``edoc packet``."""
    actions = parser.add_subparsers(dest="action", required=True)
    show = actions.add_parser("show", help="what a packet says")
    show.add_argument("file", type=Path)
    show.add_argument("--json", action="store_true", help="as JSON, for other programs")
    show.add_argument("--extract", metavar="DIR", type=Path, help="write attachments")
    show.set_defaults(handler=_show)
    build = actions.add_parser("build", help="write a packet from the JSON of show")
    build.add_argument("spec", type=Path, help="JSON; attachments by their path")
    build.add_argument("-o", "--output", metavar="FILE", type=Path, required=True)
    build.set_defaults(handler=_build)
    check = actions.add_parser("check", help="what is missing or wrong in a packet")
    check.add_argument("file", type=Path)
    check.add_argument("--json", action="store_true", help="findings as JSON")
    check.set_defaults(handler=_check)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked and return the exit code."""
    return arguments.handler(arguments)


def _show(arguments: argparse.Namespace) -> int:
    packet = read_packet(arguments.file)
    shown = packet_to_json(packet)
    if isinstance(packet, DocumentPacket) and arguments.extract:
        for attachment, entry in zip(
            packet.attachments, shown["attachments"], strict=True
        ):
            entry["path"] = str(extract(attachment, arguments.extract).resolve())
    shown["findings"] = [_finding_to_json(item) for item in packet.findings]
    if arguments.json:
        say(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        _print_plain(shown)
    return EXIT_FINE


def _print_plain(data: Any, indent: str = "") -> None:
    for key, value in data.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                say(f"{indent}{key}:")
                _print_plain(item, indent + "  ")
            else:
                # A text of several lines stays one, with its breaks shown as blanks.
                shown = "".join(c if c.isprintable() else " " for c in str(item))
                say(f"{indent}{key}: {shown}")


def _build(arguments: argparse.Namespace) -> int:
    packet = _read_spec(arguments.spec)
    refused = strict_findings(packet)
    if refused:
        _print_findings(refused, arguments.spec)
        return EXIT_FINDINGS
    _write(packet, arguments.output)
    return EXIT_FINE


def _read_spec(path: Path) -> Packet:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise PacketError("packet.unreadable", source=str(path), reason=reason) from (
            error
        )
    except (ValueError, RecursionError) as error:
        reason = f"no JSON: {error}"
        raise PacketError("packet.unreadable", source=str(path), reason=reason) from (
            error
        )
    return packet_from_json(data, path.parent, str(path))


def _write(packet: Packet, path: Path) -> None:
    """Write to a file beside the target first: a failure leaves no half packet."""
    if path.exists() and not path.is_file():
        # A pipe or a device is written to, never replaced.
        with open(path, "wb") as stream:
            write_packet(packet, stream)
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(beside, "xb") as stream:
            write_packet(packet, stream)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _check(arguments: argparse.Namespace) -> int:
    findings = check_packet(read_packet(arguments.file))
    if arguments.json:
        shown = [_finding_to_json(item) for item in findings]
        say(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        _print_findings(findings, arguments.file)
    wrong = any(item.severity is Severity.ERROR for item in findings)
    return EXIT_FINDINGS if wrong else EXIT_FINE


def _print_findings(findings: tuple[Finding, ...], source: Path) -> None:
    for item in findings:
        where = f"{source}:{item.line}" if item.line else str(source)
        texts = [sentence(item.code, item.params, language) for language in _LANGUAGES]
        say(f"{where}: {item.severity}: {item.element}: {' / '.join(texts)}")
    if not findings:
        warn(f"{source}: không có lỗi / no findings")


def _finding_to_json(item: Finding) -> dict[str, Any]:
    return {
        "code": item.code,
        "severity": str(item.severity),
        "element": item.element,
        "line": item.line,
        **{lang: sentence(item.code, item.params, lang) for lang in _LANGUAGES},
    }
