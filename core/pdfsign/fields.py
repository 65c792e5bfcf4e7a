"""The fields that a prepared document has, and finding them again."""

from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.sign.fields import enumerate_sig_fields

from ..errors import PdfError
from .names import (  # noqa: F401  (this is where the others look for them)
    COPY,
    DAY,
    ENCLOSURE,
    MONTH,
    NUMBER,
    NUMBER_DRAWN,
    PERSON,
    SEAL,
)
from .reading import READ_ERRORS, entry

TEXT_FIELDS = (NUMBER, DAY, MONTH)
FONT_RESOURCE = "/EdocSerif"
# Private keys of our text fields: baseline in points above the field's lower edge,
# slant of the type. Written before the first signature, never changed.
BASELINE_KEY = pdf_name("/EDOC_Baseline")
SLANT_KEY = pdf_name("/EDOC_Slant")


@dataclass(frozen=True, slots=True)
class Field:
    """A form field: its indirect reference and its dictionary."""

    name: str
    ref: generic.IndirectObject
    value: generic.DictionaryObject


def text_fields(handler: PdfHandler) -> dict[str, Field]:
    """Return our text fields by name; those that are missing are left out.

    :raises PdfError: ``pdf.unreadable``
    """
    found = {}
    try:
        form = entry(handler.root, "/AcroForm", {})
        for ref in entry(form, "/Fields", ()):
            value = ref.get_object()
            name = str(entry(value, "/T", ""))
            if name in TEXT_FIELDS and entry(value, "/FT") == "/Tx":
                found[name] = Field(name, ref, value)
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason="form") from exc
    return found


def signature_fields(handler: PdfHandler) -> dict[str, Field]:
    """Return all signature fields by full name, filled or not.

    :raises PdfError: ``pdf.unreadable``
    """
    try:
        return {
            name: Field(name, ref, ref.get_object())
            for name, _value, ref in enumerate_sig_fields(handler)
        }
    except READ_ERRORS as exc:
        raise PdfError("pdf.unreadable", reason="form") from exc


def is_filled(field: Field) -> bool:
    """Tell whether a field has a value; an empty string is none."""
    if "/V" not in field.value:
        return False
    value = field.value.raw_get("/V")
    # Not followed: reading a signature's container takes longer than signing.
    return isinstance(value, generic.IndirectObject) or value not in ("", None)


def signed_field_names(reader: PdfFileReader) -> tuple[str, ...]:
    """Names of the signature fields that are signed.

    :raises PdfError: ``pdf.unreadable``
    """
    return tuple(
        name for name, item in signature_fields(reader).items() if is_filled(item)
    )
