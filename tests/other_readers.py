"""What readers that we did not write say of a signed file."""

import asyncio
import io
import subprocess
import tempfile

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

VALID = "Signature is Valid."


def faults(pdf, roots, intermediates):
    """Return what pyHanko and ``pdfsig`` hold against the signatures of a file.

    :param roots: DER of the trusted roots, ``intermediates`` of the CAs below them
    :return: sentences; none where both call every signature valid
    """
    reader = PdfFileReader(io.BytesIO(pdf))
    signatures = reader.embedded_regular_signatures
    found = [] if signatures else ["no signature"]
    found += asyncio.run(_by_pyhanko(signatures, roots, intermediates))
    said = _by_pdfsig(pdf)
    if said.count(VALID) != len(signatures):
        found.append(f"pdfsig: {said}")
    return found


async def _by_pyhanko(signatures, roots, intermediates):
    found = []
    for signature in signatures:
        context = ValidationContext(
            trust_roots=[x509.Certificate.load(der) for der in roots],
            other_certs=[x509.Certificate.load(der) for der in intermediates],
        )
        status = await async_validate_pdf_signature(signature, context)
        if not (status.intact and status.valid and status.trusted):
            found.append(f"pyHanko: {signature.field_name} {status.summary()}")
    return found


def _by_pdfsig(pdf):
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = subprocess.run(
            ["pdfsig", "-nocert", file.name], capture_output=True, text=True
        )
    lines = done.stdout.splitlines()
    return [line.split(": ")[1] for line in lines if "Signature Validation" in line]
