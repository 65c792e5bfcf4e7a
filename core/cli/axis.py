"""Serve the REST interface of the national axis on loopback, for tests and demos.

  edoc axis agency FOLDER CODE --name NAME [--old-code CODE] [--system ID]
  edoc axis serve FOLDER [--port PORT] [--fault KIND[@CALL]=HOW_OFTEN[,VALUE]] ...
  edoc axis show FOLDER [--json]

Exit codes: 0 fine; 2 wrong use; 4 the folder is in use or unreadable.
"""

import argparse
import json
import secrets
import signal
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from ..axis import faults as axis_faults
from ..axis.registry import Agency, read_configuration, write_configuration
from ..axis.server import AxisServer, ServerSettings
from ..axis.store import read_messages
from ..edxml.limits import MIB
from ._console import EXIT_FINE, say


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``edoc axis``."""
    actions = parser.add_subparsers(dest="action", required=True)
    _configure_agency(actions)
    _configure_serve(actions)
    show = actions.add_parser("show", help="what lies on the axis, and how far it is")
    show.add_argument("folder", type=Path)
    show.add_argument("--json", action="store_true", help="for other programs")
    show.set_defaults(handler=_show)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked and return the exit code."""
    return arguments.handler(arguments)


def _configure_agency(actions) -> None:
    agency = actions.add_parser(
        "agency", help="add an agency, or change it; tells system id and secret"
    )
    agency.add_argument("folder", type=Path)
    agency.add_argument("code", help="identifier of QĐ 20/2020, such as H35.24")
    agency.add_argument("--name", default="")
    agency.add_argument("--old-code", default="", help="such as 000.00.24.H35")
    agency.add_argument("--parent", default="", help="identifier of the parent agency")
    agency.add_argument("--mail", default="")
    agency.add_argument("--system", help="that sends for it; by default the code")
    agency.add_argument(
        "--secret-file", type=Path, help="the system's secret; by default a new one"
    )
    agency.set_defaults(handler=_agency)


def _configure_serve(actions) -> None:
    serve = actions.add_parser(
        "serve",
        help="serve a folder until Ctrl-C",
        description="Faults:\n\n" + (axis_faults.__doc__ or "").partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    serve.add_argument("folder", type=Path)
    serve.add_argument("--host", default="127.0.0.1", help="a loopback address")
    serve.add_argument("--port", type=int, default=8470, help="0 takes a free one")
    serve.add_argument("--fault", action="append", default=[], metavar="RULE")
    serve.add_argument("--seed", type=int, help="for the same faults each time")
    serve.add_argument(
        "--keep-repeated",
        action="store_true",
        help="a packet that is sent again is another message",
    )
    serve.add_argument("--max-mb", type=int, default=512, help="largest packet")
    serve.add_argument("--tls", type=Path, metavar="PEM", help="certificate and key")
    serve.add_argument("--verbose", action="store_true", help="a line for each call")
    serve.set_defaults(handler=_serve)


def _agency(arguments: argparse.Namespace) -> int:
    systems, agencies = read_configuration(arguments.folder)
    system = arguments.system or arguments.code
    if arguments.secret_file:
        text = arguments.secret_file.read_text(encoding="utf-8")
        systems[system] = text.strip()
    systems.setdefault(system, secrets.token_hex(32))
    agency = Agency(
        arguments.code,
        system,
        arguments.old_code,
        arguments.name,
        arguments.mail,
        arguments.parent,
    )
    others = [item for item in agencies if item.code != agency.code]
    write_configuration(arguments.folder, systems, [*others, agency])
    shown = {"code": agency.code, "systemid": system, "secret": systems[system]}
    say(json.dumps(shown))
    return EXIT_FINE


def _serve(arguments: argparse.Namespace) -> int:
    settings = ServerSettings(
        host=arguments.host,
        port=arguments.port,
        packet_bytes=arguments.max_mb * MIB,
        merge=not arguments.keep_repeated,
        faults=tuple(map(axis_faults.read_fault, arguments.fault)),
        seed=arguments.seed,
        certificate=arguments.tls,
        verbose=arguments.verbose,
    )
    server = AxisServer(arguments.folder, settings)

    def stop(_number, _frame) -> None:
        # The loop that is to end runs in this very thread.
        threading.Thread(target=server.shutdown).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    say(server.url)
    sys.stdout.flush()
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()
    return EXIT_FINE


def _show(arguments: argparse.Namespace) -> int:
    messages = read_messages(arguments.folder)
    if arguments.json:
        shown = [asdict(message) for message in messages]
        say(json.dumps(shown, ensure_ascii=False, indent=2))
        return EXIT_FINE
    for message in messages:
        to = ", ".join(f"{item.agency} {item.status}" for item in message.deliveries)
        title = "".join(c if c.isprintable() else " " for c in message.title)
        say(f"{message.created[:19]} {message.kind} {message.sender} -> {to}")
        say(f"  {message.notation} {title}")
    return EXIT_FINE
