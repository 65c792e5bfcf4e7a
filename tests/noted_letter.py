"""A letter as other agencies' tools make it: written upon after the leader signed.

He signed, somebody wrote upon the page, the seal covers it all: valid with a note.
"""

import io
from functools import cache

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from ..core.pdfsign.prepare import prepare_document
from ..core.pdfsign.sign import SealPicture, apply_seal, fill_number, sign_personal
from ..demo.other_agency import OtherAgency, utc_now
from ..models._server_settings import server_settings
from .common import PKI, letter

_BOX = (100, 700, 300, 740)


def annotated(pdf):
    """Write upon the first page, as an update of the file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    drawn = generic.StreamObject(stream_data=b"0.8 0.2 0.2 rg 0 0 200 40 re f")
    drawn[pdf_name("/Subtype")] = pdf_name("/Form")
    drawn[pdf_name("/BBox")] = _numbers(0, 0, 200, 40)
    annotation = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/F"): generic.NumberObject(4),
            pdf_name("/Contents"): pdf_string("So 77"),
            pdf_name("/Rect"): _numbers(*_BOX),
            pdf_name("/AP"): generic.DictionaryObject(
                {pdf_name("/N"): writer.add_object(drawn)}
            ),
        }
    )
    page, _resources = writer.find_page_for_modification(0)
    writer.register_annotation(page, writer.add_object(annotation))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def painted(pdf):
    """Paint over the first page behind all signatures, as an update of the file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    bar = generic.StreamObject(stream_data=b"q 0 0 0 rg 120 480 160 14 re f Q")
    writer.add_stream_to_page(0, writer.add_object(bar))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@cache
def noted_letter():
    """The province's letter; an annotation came between its two signatures."""
    agency = OtherAgency(PKI, server_settings()["pkcs11_softhsm"], PKI)
    now, services = utc_now(), agency.services
    pdf = prepare_document(letter(signer=agency.signer), signer_name=agency.signer).pdf
    with agency._key("other_leader") as key:
        picture = agency._picture("other_leader")
        pdf = sign_personal(pdf, key, picture, now, services)
    pdf = fill_number(annotated(pdf), "1001", "05", "11")
    seal = SealPicture(agency._picture("seal_other"), 36, 36)
    with agency._key("seal_other") as key:
        return apply_seal(pdf, key, seal, now, services)


def _numbers(*values):
    return generic.ArrayObject(generic.NumberObject(value) for value in values)
