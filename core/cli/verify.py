"""Check the signatures of a PDF: authentic, whole, complete, and by whom.

  edoc verify FILE --trust-root PEM ... [--intermediate PEM ...] [--crl FILE ...]

PEM files may hold several certificates; one certificate as DER will do as well, and
revocation lists may be DER or PEM. The file is read in a process of its own, within the
limits of --seconds and --memory-mb.

Exit codes: 0 valid; 1 invalid; 2 valid with a note; 3 undecided; 4 unreadable;
64 wrong use (also a PEM or CRL that is none); 69, 70 the check doesn't work here;
74 the result can't be written.
"""

import argparse
import json
import os
import stat
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import NoReturn

from ..pdfsign.confined import (
    MOST_BYTES,
    CheckerFailed,
    Refused,
    too_large,
    verify_confined,
)
from ..pdfsign.limited import Limits
from ..pdfsign.messages import LANGUAGES
from ._console import EXIT_UNREADABLE, say, warn

EXIT_CODES = {
    "valid": 0,
    "invalid": 1,
    "valid_with_note": 2,
    "undecided": 3,
    "unreadable": EXIT_UNREADABLE,
}
EXIT_USAGE = 64
EXIT_BROKEN = 70
EXIT_OUTPUT = 74
LEAST_MEMORY_MB = 128

_VIETNAM = timezone(timedelta(hours=7))
_OPTIONS = {
    "roots": "--trust-root",
    "intermediates": "--intermediate",
    "crls": "--crl",
}
_TEXTS = {
    "file": ("không đọc được tệp", "the file can't be read"),
    "input": ("không đọc được", "can't be read"),
    "roots": ("không có chứng thư số nào", "no certificate in it"),
    "intermediates": ("không có chứng thư số nào", "no certificate in it"),
    "crls": ("không phải danh sách thu hồi", "no revocation list"),
    "broken": ("không chạy được việc kiểm tra", "the check doesn't work here"),
    "output": ("không ghi được kết quả", "the result can't be written"),
    "about": ("Tệp", "File"),
    "pages": ("số trang", "pages"),
    "revisions": ("số lần ghi", "revisions"),
    "at": ("Thời điểm kiểm tra", "Checked as of"),
    "field": ("trường", "field"),
    "issuer": ("nơi cấp", "issuer"),
    "serial": ("số sê-ri", "serial"),
    "level": ("mức", "level"),
    "status": ("chứng thư số", "certificate"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``edoc verify``."""
    # argparse's own code for wrong use means "valid with a note" here.
    parser.error = partial(wrong_use, parser)
    add = parser.add_argument
    add("file", metavar="FILE", type=Path, help="the PDF")
    add(
        "--trust-root",
        metavar="PEM",
        dest="roots",
        type=Path,
        nargs="+",
        action="extend",
        required=True,
        help="trusted root certificates",
    )
    for kind, metavar, purpose in (
        ("intermediates", "PEM", "certificates between a root and the signers"),
        ("crls", "FILE", "revocation lists at hand"),
    ):
        add(
            _OPTIONS[kind],
            metavar=metavar,
            dest=kind,
            type=Path,
            nargs="+",
            action="extend",
            default=[],
            help=purpose,
        )
    add("--online", action="store_true", help="ask the authorities' status services")
    add(
        "--kind",
        choices=("document", "attachment"),
        default="document",
        help="a document needs a person's signature and a seal, an attachment a seal",
    )
    add("--agency", metavar="NAME", help="the sender, whose name the seal must bear")
    add(
        "--at",
        metavar="TIME",
        type=_time,
        help="check as of this time (ISO 8601; Vietnam's time without a zone)",
    )
    add("--json", action="store_true", help="as JSON, for other programs")
    add("--lang", choices=LANGUAGES, default="vi", help="of the plain text")
    add("--seconds", type=_seconds, default=60, help="most time to use (60)")
    add("--memory-mb", type=_memory, default=1024, help="most memory to use (1024)")


def run(arguments: argparse.Namespace) -> int:
    """Verify the file and return the exit code of its verdict."""
    index = LANGUAGES.index(arguments.lang)
    at = arguments.at or datetime.now(UTC).replace(microsecond=0)
    trust = {kind: [] for kind in _OPTIONS}
    for kind, option in _OPTIONS.items():
        for path in getattr(arguments, kind):
            try:
                size, content = _read(path)
                if size > MOST_BYTES:
                    raise OSError("too large")
            except OSError as error:
                return _fail("input", index, _why(error), EXIT_USAGE, option, path)
            trust[kind].append(content)
    try:
        size, pdf = _read(arguments.file)
    except OSError as error:
        return _fail("file", index, _why(error), EXIT_UNREADABLE, arguments.file)
    options = {
        "kind": arguments.kind,
        "agency": arguments.agency,
        "online": arguments.online,
    }
    limits = Limits(arguments.seconds, arguments.memory_mb * 1024 * 1024)
    try:
        if size > MOST_BYTES:
            verdict = too_large(size, at)
        else:
            verdict = verify_confined(pdf, trust, options, at, limits)
    except Refused as error:
        path = getattr(arguments, error.kind)[error.index]
        option = _OPTIONS[error.kind]
        return _fail(error.kind, index, "", EXIT_USAGE, option, path)
    except CheckerFailed as error:
        return _fail("broken", index, str(error), EXIT_BROKEN)
    try:
        _tell(verdict, arguments, index)
    except OSError as error:
        # A full disk, or a reader that went away: the verdict stands, quietly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            return _fail("output", index, _why(error), EXIT_OUTPUT)
    return EXIT_CODES[verdict["verdict"]]


def wrong_use(parser: argparse.ArgumentParser, message: str) -> NoReturn:
    """End with the exit code of wrong use; argparse's own means a verdict here."""
    parser.print_usage(sys.stderr)
    parser.exit(EXIT_USAGE, f"{parser.prog}: {message}\n")


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"no ISO 8601 time: {text!r}") from None
    if not 1990 <= found.year <= 2999:
        raise argparse.ArgumentTypeError(f"out of range: {text!r}")
    return found if found.tzinfo else found.replace(tzinfo=_VIETNAM)


def _seconds(text: str) -> float:
    found = float(text)
    if not 0 < found <= 86400:
        raise argparse.ArgumentTypeError("from above 0 to 86400")
    return found


def _memory(text: str) -> int:
    found = int(text)
    if not LEAST_MEMORY_MB <= found <= 1024 * 1024:
        raise argparse.ArgumentTypeError(f"from {LEAST_MEMORY_MB} to 1048576")
    return found


def _read(path: Path) -> tuple[int, bytes]:
    """Return size and content of a file; no content of one too large.

    :raises OSError: also for what is no plain file, for a pipe may never end
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except ValueError as error:
        raise OSError(str(error)) from error
    with open(descriptor, "rb") as stream:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError("no plain file")
        if found.st_size > MOST_BYTES:
            return found.st_size, b""
        content = stream.read(MOST_BYTES + 1) or b""
        return len(content), content


def _why(error: OSError) -> str:
    return error.strerror or str(error)


def _fail(text: str, index: int, reason: str, code: int, *names: object) -> int:
    parts = [" ".join(map(str, names)), _TEXTS[text][index], reason]
    warn(_clean("edoc: " + ": ".join(part for part in parts if part)))
    return code


def _tell(verdict: dict, arguments: argparse.Namespace, index: int) -> None:
    if arguments.json:
        say(json.dumps(verdict, ensure_ascii=False, indent=2))
    else:
        for line in _lines(verdict, arguments.file, index):
            say(_clean(line))
    sys.stdout.flush()


def _lines(verdict: Mapping, path: Path, index: int) -> list[str]:
    lang = LANGUAGES[index]
    words = {key: texts[index] for key, texts in _TEXTS.items()}
    info, at = verdict["document"], datetime.fromisoformat(verdict["at"])
    found = [
        verdict["sentence"][lang],
        f"{words['about']}: {path} ({info['size']} byte, "
        f"{words['pages']} {info['pages']}, {words['revisions']} {info['revisions']})",
        f"SHA-256: {info['sha256'] or '-'}",
        f"{words['at']}: {at.astimezone(_VIETNAM):%d/%m/%Y %H:%M:%S}",
    ]
    for place, item in enumerate(verdict["signatures"], 1):
        status = " ".join((item["certificate_status"], item["status_source"])).strip()
        found += [
            f"{place}. {item['sentence'][lang]}",
            f"   {words['field']} {item['field']}, {words['issuer']} {item['issuer']}, "
            f"{words['serial']} {item['serial']}, {words['level']} {item['level']}, "
            f"{item['algorithms']}, {words['status']}: {status}",
        ]
    found += [f"- {item['sentence'][lang]}" for item in verdict["time_stamps"]]
    for item in verdict["rules"]:
        found.append(f"- {item['severity']} {item['code']}: {item['sentence'][lang]}")
    return found


def _clean(line: str) -> str:
    """Keep what a file says from steering the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in line)
