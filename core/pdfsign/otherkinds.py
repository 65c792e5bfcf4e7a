"""Signed files of other kinds: noted, for nothing here can judge their signatures.

The signatures that the regulation counts are those in a PDF (QĐ 28/2018 Đ4).
"""

import io
import zipfile

_ZIP = b"PK\x03\x04"
# Where Office Open XML and OpenDocument keep signatures.
_OFFICE = ("_xmlsignatures/", "META-INF/documentsignatures.xml")
_XMLDSIG = b"http://www.w3.org/2000/09/xmldsig#"
_BLANK = b"\xef\xbb\xbf \t\r\n"


def signed_otherwise(content: bytes) -> str:
    """Return the code of the rule for a signed file that is no PDF, else nothing."""
    if content.startswith(_ZIP):
        return "file.office_signed" if _is_signed_office(content) else ""
    if content[:1024].lstrip(_BLANK).startswith(b"<"):
        signed = _XMLDSIG in content and b"SignatureValue" in content
        return "file.xml_signed" if signed else ""
    return ""


def _is_signed_office(content: bytes) -> bool:
    """Look at the names in a zip; nothing in it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.startswith(_OFFICE) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):
        return False
