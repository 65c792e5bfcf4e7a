"""A packet of any size is built and read in a small, constant memory."""

import json
import subprocess
import sys

from edxml_factory import ROOT

MIB = 1024 * 1024
PAYLOAD = 64 * MIB
ZIPPED = 16 * MIB
# What the process may take beyond what it has when it begins.
ALLOWED = 48 * MIB

PROGRAM = """
import json, os, resource, sys
from pathlib import Path
from core.edxml import read_packet, write_packet
from core.edxml.content import Content
from core.edxml.model import Attachment
from edxml_factory import document

folder, payload, zipped, allowed = Path(sys.argv[1]), *map(int, sys.argv[2:])


def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


block = os.urandom(1024 * 1024)
for name, size in (("a.pdf", payload), ("b.bin", zipped)):
    with open(folder / name, "wb") as target:
        for _ in range(size // len(block)):
            target.write(block)
files = [
    Attachment(name, name, label, content=Content.from_path(folder / name))
    for name, label in (("a.pdf", "application/pdf"), ("b.bin", "application/zip"))
]
packet = document(attachments=tuple(files))
pages = int(Path("/proc/self/statm").read_text().split()[0])
bound = pages * resource.getpagesize() + allowed
resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
path = folder / "packet.edxml"
with open(path, "wb") as stream:
    write_packet(packet, stream)
built = peak()
again = read_packet(path)
assert again == packet
print(json.dumps({"size": path.stat().st_size, "built": built, "read": peak()}))
"""


def test_memory_stays_small(tmp_path):
    arguments = map(str, (tmp_path, PAYLOAD, ZIPPED, ALLOWED))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests_pure'}", "TMPDIR": str(tmp_path)},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["size"] > 100 * MIB
    # The whole process, with Python and its libraries.
    assert figures["built"] < 60 * MIB
    assert figures["read"] < 60 * MIB
    assert list(tmp_path.glob("tmp*")) == []
