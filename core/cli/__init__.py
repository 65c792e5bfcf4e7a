"""``bin/edoc``: one module of this package per sub-command.

A module ``foo.py`` is the sub-command ``foo`` (an underscore becomes a dash) and has

- a docstring whose first line says what it is for,
- ``configure(parser)``: adds its arguments to an ``argparse`` parser,
- ``run(arguments) -> int``: does the work and returns the exit code.

Modules whose names begin with an underscore are no sub-commands. Only the module that
was asked for is imported, so that one that lacks its libraries stops no other.
"""

import argparse
import importlib
import os
import pkgutil
import sys
from types import ModuleType

from ..errors import EdocError
from ._console import EXIT_FINE, EXIT_UNREADABLE, EXIT_USAGE, complain, say, warn


def main(arguments: list[str]) -> int:
    """Run a sub-command.

    :param arguments: the command line without the program's name
    :return: exit code: 0 fine, 1 findings, 2 wrong use, 4 unreadable input
    """
    # Streams that the caller closed are None.
    sys.stdout = sys.stdout or open(os.devnull, "w")
    sys.stderr = sys.stderr or open(os.devnull, "w")
    for stream in (sys.stdout, sys.stderr):
        # Vietnamese must come out whole also where the locale is plain "C".
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    names = _names()
    if not arguments or arguments[0] not in names:
        return _help(arguments, names)
    module = _module(arguments[0])
    parser = argparse.ArgumentParser(
        prog=f"edoc {arguments[0]}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.configure(parser)
    parsed = parser.parse_args(arguments[1:])
    try:
        return module.run(parsed)
    except EdocError as error:
        return complain(error)
    except BrokenPipeError:
        # Whoever read the output has seen enough; nobody is left to be told.
        sys.stdout = None
        return EXIT_UNREADABLE
    except OSError as error:
        warn(f"edoc: {error}")
        return EXIT_UNREADABLE


def _names() -> list[str]:
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(name.replace("_", "-") for name in found if name[0] != "_")


def _module(name: str) -> ModuleType:
    return importlib.import_module(f".{name.replace('-', '_')}", __name__)


def _help(arguments: list[str], names: list[str]) -> int:
    asked = bool(arguments) and arguments[0] in ("-h", "--help")
    tell = say if asked else warn
    if arguments and not asked:
        tell(f"edoc: there is no sub-command {arguments[0]!r}")
    tell("usage: edoc SUB-COMMAND ...\n\nsub-commands:")
    for name in names:
        try:
            purpose = (_module(name).__doc__ or "").partition("\n")[0]
        except ImportError as error:
            purpose = f"not available here: {error}"
        tell(f"  {name:<12} {purpose}")
    tell("\nedoc SUB-COMMAND --help tells more.")
    return EXIT_FINE if asked else EXIT_USAGE
