"""A file of 300 MB is exported and checked with under 100 MB of memory."""

import hashlib
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
from core.records.pdffile import write_pdf
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
pdf = ComputerFile(
    "a.pdf", "application/pdf", int(sys.argv[4]), sys.argv[5], Path(sys.argv[3])
)
documents = tuple(
    replace(make.LETTER, key=str(number), doc_ordinal=number, files=(pdf,))
    for number in range(1, total // 3 // pdf.size + 2)
)
path = folder / "merged.pdf"
with open(path, "wb") as stream:
    write_pdf(replace(dossier, documents=documents), make.NOON, stream)
figures["pdf"] = peak()
# the pages, and the originals
assert path.stat().st_size > 2 * total // 3
path.unlink()
print(json.dumps(figures))
"""


def test_memory_stays_small(tmp_path, draft):
    scan = draft(pages=2, padding=8 * 1000 * 1000)
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan)
    digest = hashlib.sha256(scan).hexdigest()
    arguments = map(str, (tmp_path, TOTAL, path, len(scan), digest))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONPATH": f"{ROOT}:{ROOT}/tests_pure", "TMPDIR": str(tmp_path)},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert len(figures) == 5
    assert max(figures.values()) < MOST, figures
