"""Files to PDF: by LibreOffice without a screen, or picture by picture.

NĐ 30/2020 Phụ lục VI III.1a wants the System to convert formats.
"""

import shutil
import subprocess  # noqa: S404 - a fixed program with fixed arguments
import tempfile
from pathlib import Path

from .errors import PdfError
from .filekind import check_content
from .images import images_to_pdf

IMAGES = frozenset({"jpeg", "png", "gif", "tiff"})
_WRITER, _CALC, _IMPRESS = (
    f"{part}_pdf_Export" for part in ("writer", "calc", "impress")
)
# By kind of file: which part of LibreOffice writes the PDF.
OFFICE = {
    **dict.fromkeys(("docx", "odt", "doc", "rtf", "txt"), _WRITER),
    **dict.fromkeys(("xlsx", "ods", "xls", "csv"), _CALC),
    **dict.fromkeys(("pptx", "odp", "ppt"), _IMPRESS),
}
# Bare text says neither its encoding nor, in a table, what parts its columns.
_READ_AS = {
    "txt": "Text (encoded):UTF8,,,",
    "csv": "Text - txt - csv (StarCalc):44/59/9,34,76",
}
# A draft must not make the server fetch anything: linked pictures and texts stay
# empty, macros and other active parts stay off, and what asks all the same meets a
# proxy that is not there.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)


def to_pdf(content: bytes, kind: str, name: str, timeout_s: float = 120) -> bytes:
    """Make a PDF with embedded fonts of a file.

    :param kind: see ``filekind.KINDS``
    :param name: for the errors
    :raises FormatError: the content isn't of its kind; see ``check_content``
    :raises PdfError: ``convert.format``, ``convert.program_missing``,
        ``convert.timeout`` or ``convert.failed``, each with ``name``
    """
    if kind not in OFFICE and kind not in IMAGES:
        raise PdfError("convert.format", name=name)
    check_content(content, kind, name)
    if kind in IMAGES:
        return images_to_pdf(content, kind, name)
    return _by_office(content, kind, name, timeout_s)


def _by_office(content: bytes, kind: str, name: str, timeout_s: float) -> bytes:
    """Every call has a profile folder of its own, so that two calls at once don't wait
    for each other; the file is read as data: macros don't run, links aren't followed.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise PdfError("convert.program_missing", name=name)
    with tempfile.TemporaryDirectory(prefix="edoc-convert-") as folder:
        source = Path(folder, f"source.{kind}")
        source.write_bytes(content)
        _write_profile(Path(folder, "profile"))
        command = [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            *([f"--infilter={_READ_AS[kind]}"] if kind in _READ_AS else []),
            "--convert-to",
            f"pdf:{OFFICE[kind]}",
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
