"""Check an exported file of documents: every byte there, unchanged, nothing else.

  edoc records check FILE [--json | --lang vi|en]

FILE is a package of TT 05/2025/TT-BNV (METS, EAD, PREMIS) or an XML export, as a ZIP.

Exit codes: 0 whole; 1 something is missing, changed or too much; 2 whole, with a note;
4 unreadable; 64 wrong use.
"""

import argparse
import json
from functools import partial
from pathlib import Path

from ..records.check import Checked, check_export
from ..records.findings import Finding
from ._console import EXIT_UNREADABLE, say
from .verify import EXIT_CODES, wrong_use

_LANGUAGES = ("vi", "en")
_VERDICTS = {
    "valid": ("Nguyên vẹn", "Whole"),
    "valid_with_note": ("Nguyên vẹn, có lưu ý", "Whole, with a note"),
    "invalid": ("Không nguyên vẹn", "Not whole"),
    "unreadable": ("Không đọc được", "Unreadable"),
}
_FILES = ("đã đối chiếu %d tệp", "%d files compared")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``edoc records``."""
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help="whether an export is whole")
    for each in (parser, check):
        each.error = partial(wrong_use, each)
    check.add_argument("file", metavar="FILE", type=Path, help="the ZIP")
    check.add_argument("--json", action="store_true", help="as JSON")
    check.add_argument("--lang", choices=_LANGUAGES, default="vi", help="of the text")


def run(arguments: argparse.Namespace) -> int:
    """Check the export and return the exit code of its verdict."""
    if not arguments.file.is_file():
        # A pipe may never end, and can't seek.
        say(f"{arguments.file}: {_VERDICTS['unreadable'][arguments.lang == 'en']}")
        return EXIT_UNREADABLE
    checked = check_export(arguments.file)
    if arguments.json:
        say(json.dumps(_as_json(checked), ensure_ascii=False, indent=2))
    else:
        for line in _lines(checked, arguments):
            say("".join(sign if sign.isprintable() else " " for sign in line))
    return EXIT_CODES[checked.verdict]


def _lines(checked: Checked, arguments: argparse.Namespace) -> list[str]:
    index = _LANGUAGES.index(arguments.lang)
    count = _FILES[index] % checked.files
    lines = [f"{arguments.file}: {_VERDICTS[checked.verdict][index]} ({count})"]
    for item in checked.findings:
        place = f"{item.place}: " if item.place else ""
        lines.append(f"- {item.severity}: {place}{item.sentence(arguments.lang)}")
    return lines


def _as_json(checked: Checked) -> dict[str, object]:
    return {
        "verdict": checked.verdict,
        "kind": checked.kind,
        "files": checked.files,
        "findings": [_finding(item) for item in checked.findings],
    }


def _finding(item: Finding) -> dict[str, object]:
    return {
        "code": item.code,
        "severity": str(item.severity),
        "place": item.place,
        **{lang: item.sentence(lang) for lang in _LANGUAGES},
    }
