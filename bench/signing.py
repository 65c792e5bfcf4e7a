"""Signing and verifying against bare pyHanko, on the same token in the same run.

Prints one line per figure, tab-separated: what, value, unit. Takes the authority of
EDOC_TEST_PKI, or builds one of its own; level B-B, so that no network is measured.
"""

import asyncio
import io
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from core.pdfsign.prepare import prepare_document  # noqa: E402
from core.pdfsign.sign import (  # noqa: E402
    SealPicture,
    TrustServices,
    apply_seal,
    fill_number,
    sign_personal,
)
from core.pdfsign.verify import Grade, VerifyPolicy, verify_document  # noqa: E402
from core.token.key import certificates_from_pem  # noqa: E402
from core.token.pkcs11 import TokenRef, open_token  # noqa: E402

SIZES = (("30 KB", 0), ("1 MB", 1_000_000), ("10 MB", 10_000_000))
DRIVERS = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)
PIN = "246813"
NAME = "Trần Quang Vinh"
RUNS = 15


def main(measure: Callable[[Path], None]) -> None:
    """Measure with the authority of EDOC_TEST_PKI, or build one for it."""
    logging.disable(logging.WARNING)
    given = os.environ.get("EDOC_TEST_PKI")
    if given:
        measure(Path(given))
        return
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, str(ROOT / "dev/pki.py"), "build", name]
        subprocess.run([*command, "--address", "127.0.0.1:9"], check=True)
        measure(Path(name))


def use_tokens(folder: Path) -> str:
    """Make the tokens in ``folder`` those of this process; return their driver."""
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    return next(path for path in DRIVERS if os.path.exists(path))


def measure(folder: Path) -> None:
    """Measure with the tokens in ``folder``."""
    driver = use_tokens(folder)
    now = datetime.now(UTC)
    policy = trust(folder, now)
    seal = SealPicture((folder / "pictures/seal_sct.png").read_bytes(), 36, 36)
    picture = (folder / "pictures/director.png").read_bytes()
    services = TrustServices()
    for size, padding in SIZES:
        draft = make_draft(padding)
        prepared = prepare_document(draft, signer_name=NAME).pdf
        report(
            f"{size}: prepare", lambda d=draft: prepare_document(d, signer_name=NAME)
        )
        with open_token(TokenRef(driver, "director"), PIN) as session:
            key = session.signing_key()
            arguments = (prepared, key, picture, now, services)
            signed = sign_personal(*arguments)
            compare(
                f"{size}: sign",
                lambda a=arguments: sign_personal(*a),
                lambda p=prepared, k=key: bare_sign(p, k, "edoc_signature", True),
            )
        numbered = fill_number(signed, "125", "05", "11")
        report(f"{size}: number", lambda s=signed: fill_number(s, "125", "05", "11"))
        with open_token(TokenRef(driver, "seal_sct"), PIN) as session:
            key = session.signing_key()
            arguments = (numbered, key, seal, now, services)
            sealed = apply_seal(*arguments)
            compare(
                f"{size}: seal",
                lambda a=arguments: apply_seal(*a),
                lambda n=numbered, k=key: bare_sign(n, k, "edoc_seal", False),
            )
        assert verify_document(sealed, policy, now).grade is Grade.VALID
        compare(
            f"{size}: verify",
            lambda s=sealed: verify_document(s, policy, now),
            lambda s=sealed: bare_verify(s, policy, now),
        )


def compare(what: str, ours: Callable, bare: Callable) -> None:
    """Print both medians and their ratio; the runs take turns."""
    first, second, busy, its_busy = [], [], [], []
    for _run in range(RUNS):
        start = time.process_time()
        first.append(seconds(ours))
        middle = time.process_time()
        second.append(seconds(bare))
        busy.append(middle - start)
        its_busy.append(time.process_time() - middle)
    mine, its = statistics.median(first), statistics.median(second)
    line(what, mine * 1000, "ms")
    line(f"{what}, bare pyHanko", its * 1000, "ms")
    line(f"{what}, ratio", mine / its, "x")
    # Tells the same on a machine that has other work.
    ratio = statistics.median(busy) / statistics.median(its_busy)
    line(f"{what}, processor time, ratio", ratio, "x")


def report(what: str, work: Callable) -> None:
    """Print the median."""
    line(what, statistics.median(seconds(work) for _run in range(RUNS)) * 1000, "ms")


def line(what: str, value: float, unit: str) -> None:
    """Print one figure."""
    print(f"{what}\t{value:.2f}\t{unit}", flush=True)


def seconds(work: Callable) -> float:
    """Time of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare_sign(pdf: bytes, key, field: str, certify: bool) -> bytes:
    """Sign with pyHanko's own means and its own stamp."""
    meta = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=certify,
        docmdp_permissions=MDPPerm.FILL_FORMS if certify else MDPPerm.NO_CHANGES,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return PdfSigner(meta, key.signer).sign_pdf(writer).getvalue()


def bare_verify(pdf: bytes, policy: VerifyPolicy, now: datetime) -> None:
    """Validate both signatures with pyHanko's own means."""
    reader = PdfFileReader(io.BytesIO(pdf))

    async def work() -> None:
        for signature in reader.embedded_regular_signatures:
            context = ValidationContext(
                trust_roots=[asn1_x509.Certificate.load(d) for d in policy.roots],
                other_certs=[
                    asn1_x509.Certificate.load(d) for d in policy.intermediates
                ],
                crls=policy.crls,
                moment=now,
                revocation_mode="require",
                retroactive_revinfo=True,
            )
            status = await async_validate_pdf_signature(signature, context)
            assert status.trusted

    asyncio.run(work())


def trust(folder: Path, now: datetime) -> VerifyPolicy:
    """Roots and fresh revocation lists of the authority in ``folder``."""
    lists = []
    for label in ("root", "ca"):
        ca = x509.load_der_x509_certificate(
            (folder / "certs" / f"{label}.der").read_bytes()
        )
        key = load_pem_private_key(
            (folder / "keys" / f"{label}.pem").read_bytes(), None
        )
        builder = x509.CertificateRevocationListBuilder(
            ca.subject, now - timedelta(hours=1), now + timedelta(days=1)
        )
        lists.append(builder.sign(key, SHA256()).public_bytes(Encoding.DER))
    return VerifyPolicy(
        roots=certificates_from_pem((folder / "root.pem").read_bytes()),
        intermediates=certificates_from_pem(
            (folder / "intermediates.pem").read_bytes()
        ),
        crls=tuple(lists),
    )


def make_draft(padding: int) -> bytes:
    """One page of an official letter; ``padding`` bytes that don't compress."""
    font = ROOT / "static/fonts/LiberationSerif-Regular.ttf"
    pdfmetrics.registerFont(TTFont("LS", str(font)))
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.setFont("LS", 13)
    page.drawString(120, 720, "Số:          /SCT-VP")
    page.drawString(330, 720, "Lai Châu, ngày       tháng       năm 2026")
    for row in range(20):
        page.drawString(
            85, 660 - 18 * row, "Thực hiện Quyết định của Thủ tướng Chính phủ"
        )
    page.drawCentredString(400, 230, "GIÁM ĐỐC")
    page.drawCentredString(400, 130, NAME)
    if padding:
        side = int((padding / 3) ** 0.5)
        noise = Image.frombytes("RGB", (side, side), os.urandom(side * side * 3))
        page.drawImage(ImageReader(noise), 20, 20, 10, 10)
    page.save()
    return out.getvalue()


if __name__ == "__main__":
    main(measure)
