"""A file of 300 MB is exported and checked with under 100 MB of memory."""

import json
import subprocess
import sys

from records_factory import __file__ as FACTORY

ROOT = FACTORY.rpartition("/tests_pure")[0]
MIB = 1024 * 1024
TOTAL = 300 * MIB
MOST = 100 * MIB

PROGRAM = """
import hashlib, io, json, sys
from dataclasses import replace
from pathlib import Path
import records_factory as make
from core.records.check import check_export
from core.records.model import ComputerFile
from core.records.package import write_package
from core.records.xmlzip import write_xml_export

BLOCK = bytes(range(256)) * 4096


class Endless(io.RawIOBase):
    def __init__(self, size):
        self.left = size

    def read(self, size=-1):
        taken = BLOCK[: min(size, self.left)]
        self.left -= len(taken)
        return taken


def large(name, size):
    digest = hashlib.sha256()
    for _ in range(size // len(BLOCK)):
        digest.update(BLOCK)
    return ComputerFile(
        name, "application/pdf", size, digest.hexdigest(), lambda: Endless(size)
    )


def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


folder, total = Path(sys.argv[1]), int(sys.argv[2])
files = tuple(large(f"{number}.pdf", total // 3) for number in range(3))
documents = (replace(make.LETTER, files=files),)
dossier = replace(make.DOSSIER, documents=documents, history=())
figures = {}
for name, write in (
    ("package", lambda stream: write_package(dossier, make.OPTIONS, stream)),
    ("xml", lambda stream: write_xml_export(dossier, make.NOON, stream)),
):
    path = folder / name
    with open(path, "wb") as stream:
        write(stream)
    figures[name] = peak()
    assert path.stat().st_size > total
    checked = check_export(path)
    assert checked.verdict == "valid", checked
    figures["check " + name] = peak()
    path.unlink()
print(json.dumps(figures))
"""


def test_memory_stays_small(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), str(TOTAL)],
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONPATH": f"{ROOT}:{ROOT}/tests_pure", "TMPDIR": str(tmp_path)},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert set(figures) == {"package", "xml", "check package", "check xml"}
    assert max(figures.values()) < MOST, figures
