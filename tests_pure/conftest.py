"""What the signing tests share: real tokens, a running authority, drafts to sign."""

import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas
from token_drawer import Drawer, open_drawer

from core.pdfsign.prepare import prepare_document
from core.pdfsign.sign import (
    Level,
    SealPicture,
    TrustServices,
    apply_seal,
    fill_number,
    sign_personal,
)
from core.pdfsign.verify import VerifyPolicy
from core.token.key import SigningKey, certificates_from_pem, key_from_memory
from core.token.pkcs11 import TokenRef, open_token

ROOT = Path(__file__).resolve().parents[1]
PIN = "246813"
DIRECTOR = "Trần Quang Vinh"
AGENCY = "Sở Công Thương tỉnh Lai Châu"
DRIVERS = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)


@dataclass(frozen=True, slots=True)
class Pki:
    """The test authority: its files, tokens and services."""

    folder: Path
    address: str
    pin: str = PIN

    @property
    def driver(self) -> str:
        return next(path for path in DRIVERS if os.path.exists(path))

    @property
    def tsa_url(self) -> str:
        return f"http://{self.address}/edoc/tsa/tsa"

    @property
    def roots(self) -> tuple[bytes, ...]:
        return certificates_from_pem((self.folder / "root.pem").read_bytes())

    @property
    def intermediates(self) -> tuple[bytes, ...]:
        return certificates_from_pem((self.folder / "intermediates.pem").read_bytes())

    def certificate(self, label: str) -> bytes:
        return (self.folder / "certs" / f"{label}.der").read_bytes()

    def picture(self, label: str) -> bytes:
        return (self.folder / "pictures" / f"{label}.png").read_bytes()

    def ref(self, label: str) -> TokenRef:
        return TokenRef(self.driver, label)

    def memory_key(self, label: str) -> SigningKey:
        """The same key as on the token, for tests of other things than tokens."""
        private = (self.folder / "keys" / f"{label}.pem").read_bytes()
        issuer = "rogue" if label.startswith("rogue") else "ca"
        chain = (self.certificate(issuer),)
        return key_from_memory(private, self.certificate(label), chain)

    def crl(
        self, when: datetime, days: int = 30, issuer: str = "ca", **revoked: datetime
    ) -> bytes:
        """A revocation list of ``when``; ``revoked`` are labels and their times."""
        ca = x509.load_der_x509_certificate(self.certificate(issuer))
        key = load_pem_private_key(
            (self.folder / "keys" / f"{issuer}.pem").read_bytes(), None
        )
        builder = x509.CertificateRevocationListBuilder(
            ca.subject, when, when + timedelta(days=days)
        )
        own = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.public_key())
        builder = builder.add_extension(own, False)
        for label, since in revoked.items():
            cert = x509.load_der_x509_certificate(self.certificate(label))
            item = x509.RevokedCertificateBuilder(cert.serial_number, since)
            builder = builder.add_revoked_certificate(item.build())
        return builder.sign(key, SHA256()).public_bytes(Encoding.DER)

    def crls(self, when: datetime, **revoked: datetime) -> tuple[bytes, bytes]:
        """Lists of both authorities."""
        return self.crl(when, issuer="root"), self.crl(when, **revoked)

    def services(self, level: Level = Level.LT, **changes) -> TrustServices:
        """Services of a level; below LT without the check before signing."""
        values = {
            "tsa_url": self.tsa_url,
            "roots": self.roots if level.with_evidence else (),
            "intermediates": self.intermediates,
            "timeout_s": 10,
        } | changes
        return TrustServices(level, **values)

    def policy(self, **changes) -> VerifyPolicy:
        values = {
            "roots": self.roots,
            "intermediates": self.intermediates,
            "agency": AGENCY,
        } | changes
        return VerifyPolicy(**values)

    def seal_picture(self, label: str = "seal_sct") -> SealPicture:
        return SealPicture(self.picture(label), 36, 36)


@pytest.fixture(scope="session")
def pki() -> Iterator[Pki]:
    """The authority of EDOC_TEST_PKI, or one of our own, served until the end."""
    given = os.environ.get("EDOC_TEST_PKI")
    if given:
        folder = Path(given)
        address = json.loads((folder / "built.json").read_text())["address"]
        os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
        yield Pki(folder, address)
        return
    with tempfile.TemporaryDirectory(prefix="edoc-pki-") as name:
        address = _free_address()
        command = [sys.executable, str(ROOT / "dev/pki.py")]
        options = [name, "--address", address]
        subprocess.run([*command, "build", *options], check=True)
        server = subprocess.Popen([*command, "serve", *options])
        try:
            _wait_for(address, server)
            os.environ["SOFTHSM2_CONF"] = str(Path(name) / "softhsm2.conf")
            yield Pki(Path(name), address)
        finally:
            server.terminate()
            server.wait(10)


@pytest.fixture
def drawer(pki: Pki, tmp_path: Path) -> Iterator[Drawer]:
    """Copies of the tokens, to be pulled out, locked or changed."""
    with open_drawer(pki.folder / "tokens", tmp_path, pki.driver) as found:
        yield found


def _free_address() -> str:
    number = os.getpid()
    host = f"127.{number >> 8 & 127 | 64}.{number & 255}.{1 + (number >> 15) % 250}"
    with socket.socket() as probe:
        probe.bind((host, 0))
        return f"{host}:{probe.getsockname()[1]}"


def _wait_for(address: str, server: subprocess.Popen) -> None:
    host, port = address.split(":")
    for _attempt in range(200):
        try:
            socket.create_connection((host, int(port)), 1).close()
        except OSError:
            assert server.poll() is None, "the test authority doesn't start"
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the test authority doesn't answer")


@pytest.fixture(scope="module")
def now() -> datetime:
    """The time of signing; the test authority has no other clock than the machine's.

    New for each module: a whole run takes longer than a claimed time may differ from
    that of its stamp.
    """
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class DraftMaker:
    """Makes drafts as an office prints them to PDF."""

    def __call__(
        self,
        pages: int = 1,
        rotate: int = 0,
        landscape: bool = False,
        crop: float = 0,
        number: str = "          ",
        day: str = "       ",
        name: str = DIRECTOR,
        padding: int = 0,
    ) -> bytes:
        """Make a draft that reads upright, however its page is turned.

        :param crop: points cut off by the crop box on every side
        :param padding: bytes to add that don't compress
        """
        font = "LS"
        if font not in pdfmetrics.getRegisteredFontNames():
            path = ROOT / "static/fonts/LiberationSerif-Regular.ttf"
            pdfmetrics.registerFont(TTFont(font, str(path)))
        size = (841.89, 595.28) if landscape else (595.28, 841.89)
        media = size[::-1] if rotate % 180 else size
        out = io.BytesIO()
        # reportlab swaps width and height of a turned page by itself.
        pdf = canvas.Canvas(out, pagesize=size, invariant=1)
        for page in range(pages):
            pdf.setPageRotation(rotate)
            if crop:
                pdf.setCropBox((crop, crop, media[0] - crop, media[1] - crop))
            pdf.transform(*_upright(rotate, *media))
            if page == 0:
                _head(pdf, size, number, day)
            if page == pages - 1:
                _foot(pdf, size, name)
            if padding and page == 0:
                _ballast(pdf, padding)
            pdf.showPage()
        pdf.save()
        return out.getvalue()


def _upright(rotate: int, width: float, height: float) -> tuple:
    """Turn the drawing, so that it reads upright on the turned page."""
    return {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, 1, -1, 0, width, 0),
        180: (-1, 0, 0, -1, width, height),
        270: (0, -1, 1, 0, 0, height),
    }[rotate]


def _head(pdf: canvas.Canvas, size: tuple, number: str, day: str) -> None:
    width, height = size
    pdf.setFont("LS", 12)
    pdf.drawCentredString(170, height - 70, "ỦY BAN NHÂN DÂN TỈNH LAI CHÂU")
    pdf.drawCentredString(170, height - 85, "SỞ CÔNG THƯƠNG")
    pdf.setFont("LS", 13)
    pdf.drawCentredString(170, height - 115, f"Số:{number}/SCT-VP")
    date = f"Lai Châu, ngày{day}tháng{day}năm 2026"
    pdf.drawCentredString(width - 185, height - 115, date)
    pdf.setFont("LS", 14)
    for line in range(8):
        pdf.drawString(
            85, height - 180 - 22 * line, "Thực hiện Quyết định của Thủ tướng"
        )


def _foot(pdf: canvas.Canvas, size: tuple, name: str) -> None:
    width = size[0]
    pdf.setFont("LS", 12)
    pdf.drawString(85, 230, "Nơi nhận:")
    pdf.setFont("LS", 14)
    pdf.drawCentredString(width - 195, 230, "GIÁM ĐỐC")
    pdf.drawCentredString(width - 195, 130, name)


def _ballast(pdf: canvas.Canvas, size: int) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    side = max(1, int((size / 3) ** 0.5))
    noise = Image.frombytes("RGB", (side, side), os.urandom(side * side * 3))
    pdf.drawImage(ImageReader(noise), 20, 20, 10, 10)


@pytest.fixture(scope="session")
def draft() -> DraftMaker:
    return DraftMaker()


@dataclass(frozen=True, slots=True)
class Chain:
    """One document at each of its steps, made on tokens with evidence (B-LT)."""

    draft: bytes
    prepared: bytes
    signed: bytes
    numbered: bytes
    sealed: bytes


@pytest.fixture(scope="session")
def chain(pki: Pki, draft: DraftMaker) -> Chain:
    now = datetime.now(UTC).replace(microsecond=0)
    first = draft()
    prepared = prepare_document(first, signer_name=DIRECTOR).pdf
    services = pki.services()
    with open_token(pki.ref("director"), PIN) as session:
        key = session.signing_key()
        signed = sign_personal(prepared, key, pki.picture("director"), now, services)
    numbered = fill_number(signed, "125", "05", "11")
    with open_token(pki.ref("seal_sct"), PIN) as session:
        key = session.signing_key()
        sealed = apply_seal(numbered, key, pki.seal_picture(), now, services)
    return Chain(first, prepared, signed, numbered, sealed)
