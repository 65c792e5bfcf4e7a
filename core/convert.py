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
# A draft must not make the server fetch anything: linked pictures and texts stay
# empty, macros and other active parts stay off, and what asks all the same meets a
# proxy that is not there.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
_OLE, _RTF = b"\xd0\xcf\x11\xe0", b"{\\rtf"


def is_convertible(name: str) -> bool:
    """Tell by the file's name whether :func:`to_pdf` takes it."""
    return Path(name).suffix.lower() in CONVERTIBLE


def to_pdf(content: bytes, name: str, timeout_s: float = 120) -> bytes:
    """Convert a text file to PDF with embedded fonts.

    Every call has a profile folder of its own, so that two calls at once don't wait
    for each other; the file is read as data: macros don't run, links aren't followed.

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
        _write_profile(Path(folder, "profile"))
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


def _write_profile(folder: Path) -> None:
    """Write the settings of a LibreOffice that keeps to itself."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" '
        f'oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    target = folder / "user/registrymodifications.xcu"
    target.parent.mkdir(parents=True)
    target.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>'
    )


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
