"""Find what was changed past the system: in the history, the tables, the files.

  edoc audit --database DSN --files FOLDER [--key-file FILE] [--trust-root PEM ...]

It reads only, in one snapshot, and trusts nothing of the running system but the key of
the seals, which is in the server's configuration (audit_key in [l10n_vn_edoc]) and in
no database. The password goes into PGPASSWORD or a file of libpq.

Exit codes: 0 nothing was done past the system; 1 something was; 3 some of it can't be
told; 4 database or key can't be read; 64 wrong use.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import BinaryIO, NoReturn

import psycopg2
from asn1crypto import x509
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from ..audit.database import Count, examine
from ..audit.findings import LANGUAGES, Answer, Finding
from ..pdfsign.policy import VerifyPolicy
from ..token.pem import certificates_in
from ._console import EXIT_FINDINGS, EXIT_FINE, EXIT_UNREADABLE, say, warn

EXIT_USAGE = 64
EXIT_UNDECIDED = 3


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``edoc audit``."""
    parser.error = partial(_wrong_use, parser)
    add = parser.add_argument
    add("--database", metavar="DSN", required=True, help="such as dbname=edoc")
    add("--files", metavar="FOLDER", type=Path, help="the database's file store")
    add("--no-files", action="store_true", help="leave the files out")
    add("--key-file", metavar="FILE", type=Path, help="holds the key of the seals")
    add(
        "--trust-root",
        metavar="PEM",
        dest="roots",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        help="roots that time stamps may lead to, and authorities between",
    )
    add("--json", action="store_true", help="a line of JSON for each finding")
    add("--lang", choices=LANGUAGES, default="vi", help="of the plain text")


def run(arguments: argparse.Namespace) -> int:
    """Examine, tell, and return the exit code."""
    if not arguments.files and not arguments.no_files:
        warn("edoc audit: give --files FOLDER, or --no-files")
        return EXIT_USAGE
    if arguments.files and not arguments.files.is_dir():
        warn(f"edoc audit: no folder: {arguments.files}")
        return EXIT_UNREADABLE
    key = arguments.key_file.read_bytes().strip() if arguments.key_file else b""
    policy = _policy(arguments.roots)
    count = Count()
    try:
        connection = psycopg2.connect(arguments.database)
        connection.set_session(ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
        with connection, connection.cursor() as cursor:
            opener = _opener(arguments.files) if arguments.files else None
            found = examine(cursor, key, opener, policy, count)
            answers = _tell(found, arguments)
    except psycopg2.Error as error:
        warn(f"edoc audit: {str(error).strip()}")
        return EXIT_UNREADABLE
    if not arguments.json:
        say(_closing(answers, count, arguments.lang))
    if Answer.YES in answers:
        return EXIT_FINDINGS
    return EXIT_UNDECIDED if answers else EXIT_FINE


def _wrong_use(parser: argparse.ArgumentParser, message: str) -> NoReturn:
    parser.print_usage(sys.stderr)
    parser.exit(EXIT_USAGE, f"{parser.prog}: {message}\n")


def _policy(paths: Iterable[Path]) -> VerifyPolicy:
    """Trust those that issued themselves; the others stand between."""
    sides: tuple[list[bytes], list[bytes]] = ([], [])
    for path in paths:
        for der in certificates_in(path.read_bytes()):
            certificate = x509.Certificate.load(der)
            sides[certificate.issuer != certificate.subject].append(der)
    return VerifyPolicy(roots=tuple(sides[0]), intermediates=tuple(sides[1]))


def _opener(folder: Path):
    def open_file(name: str) -> BinaryIO:
        return open(folder / name, "rb")

    return open_file


def _tell(found: Iterable[Finding], arguments: argparse.Namespace) -> set[Answer]:
    answers = set()
    for item in found:
        answers.add(item.answer)
        if arguments.json:
            shown = {**asdict(item), "answer": item.answer.value}
            shown |= {lang: item.sentence(lang) for lang in LANGUAGES}
            say(json.dumps(shown, ensure_ascii=False))
        else:
            sure = item.answer is Answer.YES
            say(f"{'!' if sure else '?'} {item.sentence(arguments.lang)}")
    return answers


_CLOSINGS = {
    Answer.YES: (
        "Có thay đổi ngoài hệ thống.",
        "Something was done past the system.",
    ),
    Answer.CANNOT_TELL: (
        "Không thấy thay đổi ngoài hệ thống, nhưng có phần chưa kết luận được.",
        "Nothing was found, but some of it can't be told.",
    ),
    Answer.NO: (
        "Không có thay đổi nào ngoài hệ thống.",
        "Nothing was done past the system.",
    ),
}


def _closing(answers: set[Answer], count: Count, lang: str) -> str:
    answer = next((a for a in _CLOSINGS if a in answers), Answer.NO)
    words = _CLOSINGS[answer][LANGUAGES.index(lang)]
    looked = (
        f"{count.rows} dòng nhật ký, {count.records} bản ghi, {count.files} tệp, "
        f"{count.anchors} mốc thời gian",
        f"{count.rows} acts, {count.records} records, {count.files} files, "
        f"{count.anchors} anchors",
    )[LANGUAGES.index(lang)]
    return f"{words} ({looked})"
