"""Text files to PDF, by LibreOffice without a screen (NĐ 30 Phụ lục VI III.1a)."""

import io
import shutil
import subprocess  # noqa: S404 - a fixed program with fixed arguments
import tempfile
import zipfile
from pathlib import Path

from .errors import PdfError

CONVERTIBLE = frozenset({".docx", ".odt", ".doc", ".rtf"})
_PARTS = {".docx": "word/document.xml", ".odt": "content.xml"}
_OLE, _RTF = b"\xd0\xcf\x11\xe0", b"{\\rtf"


def is_convertible(name: str) -> bool:
    """Tell by the file's name whether :func:`to_pdf` takes it."""
    return Path(name).suffix.lower() in CONVERTIBLE


def to_pdf(content: bytes, name: str, timeout_s: float = 120) -> bytes:
    """Convert a text file to PDF with embedded fonts.

    Every call has a profile folder of its own, so that two calls at once don't wait
    for each other; the file is read as data, macros don't run.

    :param name: the file's name; its ending tells the format
    :raises PdfError: ``convert.format``, ``convert.program_missing``,
        ``convert.timeout`` or ``convert.failed``, each with ``name``
    """
    if not is_convertible(name):
        raise PdfError("convert.format", name=name)
    if not _is_what_it_says(content, Path(name).suffix.lower()):
        raise PdfError("convert.failed", name=name)
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise PdfError("convert.program_missing", name=name)
    with tempfile.TemporaryDirectory(prefix="edoc-convert-") as folder:
        source = Path(folder, "source").with_suffix(Path(name).suffix.lower())
        source.write_bytes(content)
        command = [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf:writer_pdf_Export",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(  # noqa: S603
                command, check=True, capture_output=True, timeout=timeout_s
            )
        except subprocess.TimeoutExpired as error:
            raise PdfError("convert.timeout", name=name, seconds=timeout_s) from error
        except subprocess.CalledProcessError as error:
            raise PdfError("convert.failed", name=name) from error
        result = source.with_suffix(".pdf")
        if not result.exists():
            raise PdfError("convert.failed", name=name)
        return result.read_bytes()


def _is_what_it_says(content: bytes, suffix: str) -> bool:
    """LibreOffice goes by the content, not by the name.

    It would make pages of a program or of half a file, and follow a web page's links.
    """
    if suffix not in _PARTS:
        return content.startswith((_OLE, _RTF))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _PARTS[suffix] in packed.namelist()
    except zipfile.BadZipFile:
        return False
