"""Packets built and read per second, against lxml and base64 alone in the same run.

The bare counterpart does with lxml and base64 alone what can't be left out: it parses
the same bytes into a tree, takes every element's text and decodes the attachments, or
builds such a tree and serialises it. It holds everything in memory, checks nothing,
bounds nothing, and knows neither fields, dates nor lines.

A status packet is all markup, which is where bare lxml, written in C, gains on reading;
so besides each kind there is a sum of what goes over an axis: for one document five
statuses.
"""

import base64
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from lxml import etree

from core.edxml import build_packet, read_packet, write_packet
from core.edxml.content import Content
from core.edxml.formats import VIETNAM
from core.edxml.model import (
    Attachment,
    DocumentPacket,
    Organization,
    ResponseFor,
    StatusPacket,
    TraceHeader,
)

KIB, MIB = 1024, 1024 * 1024
NS = "{http://www.mic.gov.vn/TBT/QCVN_102_2016}"
ENCODED = NS + "ContentTransferEncoded"
SECONDS = 0.8
LARGE = 300 * 1000 * 1000

NOON = datetime(2026, 1, 5, 12, tzinfo=VIETNAM)
PROVINCE = Organization("H35", "", "UBND tỉnh Lai Châu", "Lai Châu", "vt@example.vn")
STATUS = StatusPacket(
    PROVINCE,
    ResponseFor("H35.24", "12/SCT-VP", "H35.24,2026/01/05,12/SCT-VP"),
    "03",
    "Đã tiếp nhận",
    NOON,
)
DOCUMENT = DocumentPacket(
    Organization("H35.24", "UBND tỉnh Lai Châu", "Sở Công Thương"),
    (PROVINCE,) * 3,
    "H35.24,2026/01/05,12/SCT-VP",
    code_number="12",
    code_notation="SCT-VP",
    place="Lai Châu",
    promulgation_date=date(2026, 1, 5),
    type=1,
    type_name="Công văn",
    subject="V/v đo tốc độ đóng gói và mở gói tin văn bản điện tử",
    position="Giám đốc",
    signer_name="Nguyễn Văn Ân",
    page_amount=2,
    to_places=("Như trên", "Lưu: VT"),
    trace=(TraceHeader("H35.24", NOON),),
)


def with_file(size: int) -> DocumentPacket:
    """A document with one PDF of that many bytes."""
    content = Content(os.urandom(size))
    item = Attachment("1", "12-SCT-VP.pdf", "application/pdf", content=content)
    return replace(DOCUMENT, attachments=(item,))


def bare_read(data: bytes) -> tuple[dict, list[bytes]]:
    """What reading takes at the least."""
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(data, parser)
    texts = {element.tag: element.text for element in root.iter() if element.text}
    return texts, [base64.b64decode(node.text) for node in root.iter(ENCODED)]


def outline(data: bytes) -> list:
    """The elements of a packet, for the bare counterpart to build it from."""

    def walk(element) -> tuple:
        text = None if element.tag == ENCODED else element.text
        return element.tag, text, [walk(child) for child in element]

    return walk(etree.fromstring(data, etree.XMLParser(huge_tree=True)))


def bare_build(tree: tuple, files: list[bytes]) -> bytes:
    """What building takes at the least."""
    waiting = iter(files)

    def fill(element, node: tuple) -> None:
        element.text = node[1]
        if node[0] == ENCODED:
            element.text = base64.b64encode(next(waiting)).decode("ascii")
        for child in node[2]:
            fill(etree.SubElement(element, child[0]), child)

    root = etree.Element(tree[0], nsmap={None: NS[1:-1]})
    fill(root, tree)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def interleaved(*works: Callable[[], object]) -> list[float]:
    """Seconds of each work, the best of rounds in which all take turns."""
    best = [float("inf")] * len(works)
    until = time.perf_counter() + SECONDS * len(works)
    rounds = 0
    while rounds < 3 or time.perf_counter() < until:
        rounds += 1
        for index, work in enumerate(works):
            began = time.perf_counter()
            work()
            best[index] = min(best[index], time.perf_counter() - began)
    return best


def tell(what: str, value: float, unit: str) -> None:
    """Print one line of the table."""
    shown = f"{value:.2f}" if value < 100 else f"{value:.0f}"
    sys.stdout.write(f"{what}\t{shown}\t{unit}\n")


def compare(label: str, packet: DocumentPacket | StatusPacket) -> tuple[float, ...]:
    """Measure one kind of packet; return seconds built, bare, read, bare."""
    data = build_packet(packet)
    files = [item.read() for item in getattr(packet, "attachments", ())]
    tree = outline(data)
    build, bare_b, read, bare_r = interleaved(
        lambda: build_packet(packet),
        lambda: bare_build(tree, files),
        lambda: read_packet(data),
        lambda: bare_read(data),
    )
    for what, ours, bare in (("build", build, bare_b), ("read", read, bare_r)):
        tell(f"{what} {label}", 1 / ours, "packets/s")
        if files:
            tell(f"{what} {label}", len(data) / ours / 1e6, "MB/s")
        tell(f"{what} {label}, bare", 1 / bare, "packets/s")
        tell(f"{what} {label}, time against bare", ours / bare, "x")
    return build, bare_b, read, bare_r


def tell_traffic(label: str, status: tuple[float, ...], document: tuple[float, ...]):
    """Tell what a document with its five statuses takes, built and read."""
    build, bare_b, read, bare_r = (
        5 * one + other for one, other in zip(status, document, strict=True)
    )
    tell(f"{label} and 5 statuses, time against bare, build", build / bare_b, "x")
    tell(f"{label} and 5 statuses, time against bare, read", read / bare_r, "x")


def peak_mib() -> float:
    """The most memory that this process ever had; its parent's doesn't count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / KIB


def large(folder: str) -> None:
    """Build and read a packet of 300 MB in this process, which did nothing else."""
    path, target = Path(folder, "a.pdf"), Path(folder, "a.edxml")
    block = os.urandom(MIB)
    with open(path, "wb") as stream:
        for _ in range(LARGE * 3 // 4 // MIB):
            stream.write(block)
    item = Attachment("1", "a.pdf", "application/pdf", content=Content.from_path(path))
    began = time.perf_counter()
    with open(target, "wb") as stream:
        write_packet(replace(DOCUMENT, attachments=(item,)), stream)
    size = target.stat().st_size / 1e6
    tell(
        "build 300 MB, from file to file", size / (time.perf_counter() - began), "MB/s"
    )
    tell("build 300 MB, whole process", peak_mib(), "MiB")
    began = time.perf_counter()
    read_packet(target)
    tell("read 300 MB, from file to file", size / (time.perf_counter() - began), "MB/s")
    tell("read 300 MB, whole process", peak_mib(), "MiB")


def main() -> None:
    """Print the table."""
    status = compare("status", STATUS)
    for label, size in (("100 KiB", 100 * KIB), ("1 MiB", MIB), ("10 MiB", 10 * MIB)):
        tell_traffic(label, status, compare(label, with_file(size)))
    sys.stdout.flush()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, __file__, "large", folder], check=True)


if __name__ == "__main__":
    large(sys.argv[2]) if sys.argv[1:2] == ["large"] else main()
