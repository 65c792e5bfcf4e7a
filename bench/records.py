"""Exports of a file of documents in MB/s, against bare zipfile and hashlib.

The bare counterpart reads the same files, hashes them and stores them in a ZIP: what no
export can do without. It writes no metadata, checks nothing and validates nothing. The
PDF holds everything twice, as pages to read and as attached originals.
"""

import hashlib
import io
import os
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from core.records.check import SOFTWARE, check_export
from core.records.model import ComputerFile, Document, Dossier, FileCode
from core.records.package import PackageOptions, write_package
from core.records.pdffile import write_pdf
from core.records.xmlzip import write_xml_export

MB = 1_000_000
FILES, SIZE = 30, 10 * MB
NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
OPTIONS = PackageOptions(uuid.UUID(int=4), NOON, (SOFTWARE, "1"))


def scan(size: int) -> bytes:
    """A PDF as a scanner makes it: one page, a picture that can't be compressed."""
    from PIL import Image

    out, side = io.BytesIO(), int((size / 3) ** 0.5)
    picture = Image.frombytes("RGB", (side, side), os.urandom(side * side * 3))
    page = canvas.Canvas(out, pagesize=(595, 842))
    page.setPageCompression(0)
    page.drawImage(ImageReader(picture), 0, 0, 595, 842)
    page.save()
    return out.getvalue()


def dossier(path: Path) -> Dossier:
    """A file with that scan in all its documents."""
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    file = ComputerFile("scan.pdf", "application/pdf", len(data), digest, path)
    documents = tuple(
        Document(
            str(number),
            "incoming",
            number,
            "Công văn",
            str(number),
            "SCT-VP",
            date(2026, 1, 5),
            "Sở Công Thương",
            "V/v đo tốc độ xuất hồ sơ",
            files=(file,),
        )
        for number in range(1, FILES + 1)
    )
    code = FileCode("H35.24", 2026, "01.VP")
    return Dossier(code, "Hồ sơ", "Vĩnh viễn", "Công khai", "", "", documents=documents)


def bare(path: Path, target: Path) -> None:
    """Read, hash, store."""
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(FILES):
            digest = hashlib.sha256()
            with open(path, "rb") as source, archive.open(f"{number}", "w") as entry:
                while block := source.read(256 * 1024):
                    digest.update(block)
                    entry.write(block)


def written(write: Callable, target: Path) -> None:
    """Write an export into a file."""
    with open(target, "wb") as stream:
        write(stream)


def peak_mib() -> float:
    """The most memory that this process ever had."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def tell(what: str, value: float, unit: str) -> None:
    """Print one line of the table."""
    sys.stdout.write(f"{what}\t{value:.2f}\t{unit}\n")


def measure(kind: str, folder: str) -> None:
    """Measure one kind of export in this process, which does nothing else."""
    path, target = Path(folder, "scan.pdf"), Path(folder, kind)
    whole = dossier(path)
    total = sum(file.size for file in whole.files) / MB
    works = {
        "package": partial(write_package, whole, OPTIONS),
        "XML": partial(write_xml_export, whole, NOON),
        "PDF": partial(write_pdf, whole, NOON),
    }
    began = time.perf_counter()
    written(works[kind], target)
    ours = time.perf_counter() - began
    tell(f"{kind} of {total:.0f} MB", total / ours, "MB/s")
    tell(f"{kind}, whole process", peak_mib(), "MiB")
    if kind != "PDF":
        began = time.perf_counter()
        assert check_export(target).verdict == "valid"
        tell(f"check {kind}", total / (time.perf_counter() - began), "MB/s")
    began = time.perf_counter()
    bare(path, target)
    tell(f"{kind}, time against bare", ours / (time.perf_counter() - began), "x")


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "scan.pdf").write_bytes(scan(SIZE))
        for kind in ("package", "XML", "PDF"):
            subprocess.run([sys.executable, __file__, kind, folder], check=True)


if __name__ == "__main__":
    measure(*sys.argv[1:]) if sys.argv[1:] else main()
