"""Rendered pages against pictures that were looked at, one for each layout.

Everything is fixed: keys' names, times, pictures, fonts. After a wanted change,
``EDOC_GOLDEN=write`` draws the pictures anew; look at each before it is committed.
"""

import asyncio
import io
import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from PIL import Image, ImageChops, ImageDraw, ImageStat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.stamp import TextStampStyle
from reportlab.pdfgen import canvas

from core.pdfsign.elsewhere import seal_signed_elsewhere
from core.pdfsign.fields import SEAL
from core.pdfsign.geometry import Box
from core.pdfsign.layout import Layout
from core.pdfsign.prepare import prepare_document, propose_placements
from core.pdfsign.sign import (
    SealPicture,
    TrustServices,
    apply_seal,
    fill_number,
    seal_copy,
    seal_enclosure,
    sign_personal,
)
from core.token.key import key_from_memory
from core.wrap import wrap

FOLDER = Path(__file__).parent / "golden"
WHEN = datetime(2026, 1, 5, 2, 15, 30, tzinfo=UTC)
DIRECTOR, AGENCY = "Trần Quang Vinh", "Sở Công Thương tỉnh Lai Châu"
DPI, TILE = 60, 12
# A tile of 5 mm: readers smooth edges differently, but none moves a box.
LARGEST_TILE, LARGEST_MEAN = 24, 0.6


@cache
def key(name):
    """A key that signs as ``name``; rendering needs no token."""
    private = rsa.generate_private_key(65537, 2048)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(who, who, private.public_key(), 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2060, 1, 1, tzinfo=UTC))
        .sign(private, SHA256())
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return key_from_memory(pem, made.public_bytes(serialization.Encoding.DER))


def png(image):
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@cache
def seal():
    """A red ring with a star's five points, transparent between."""
    image = Image.new("RGBA", (400, 400))
    draw = ImageDraw.Draw(image)
    draw.ellipse((4, 4, 396, 396), outline=(200, 0, 0, 255), width=14)
    draw.regular_polygon((200, 200, 80), 5, outline=(200, 0, 0, 255))
    return SealPicture(png(image), 36, 36)


@cache
def handwriting():
    """A blue stroke up and down."""
    image = Image.new("RGBA", (500, 240))
    points = [(20 + 46 * step, 40 if step % 2 else 200) for step in range(11)]
    ImageDraw.Draw(image).line(points, fill=(20, 40, 190, 255), width=12)
    return png(image)


def prepared(pdf, **options):
    return prepare_document(pdf, signer_name=DIRECTOR, **options).pdf


def finished(pdf, style="nd30"):
    """Signed, numbered and sealed."""
    none = TrustServices()
    signed = sign_personal(pdf, key(DIRECTOR), handwriting(), WHEN, none)
    numbered = fill_number(signed, "07", "05", "01")
    return apply_seal(numbered, key(AGENCY), seal(), WHEN, none, style)


def elsewhere(pdf, style="nd30"):
    """Signed by another tool, so that the seal's picture brings number and date."""
    spec = SigFieldSpec("Signature1", on_page=0, box=(340, 145, 460, 215))
    # its own stamp would tell the hour
    signer = PdfSigner(
        PdfSignatureMetadata("Signature1", md_algorithm="sha256"),
        key(DIRECTOR).signer,
        stamp_style=TextStampStyle(stamp_text="Signed", background_opacity=1),
        new_field_spec=spec,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signed = asyncio.run(signer.async_sign_pdf(writer)).getvalue()
    values = TrustServices(), "07", "05", "01", style
    return seal_signed_elsewhere(signed, key(AGENCY), seal(), WHEN, *values)


def enclosure(pdf):
    return seal_enclosure(pdf, key(AGENCY), "07/SCT-QLCN", WHEN, TrustServices())


def copied(pdf, form="SAO Y"):
    return seal_copy(pdf, key(AGENCY), form, AGENCY, WHEN, TrustServices())


def wrapped():
    name = "Biểu tổng hợp số liệu sản xuất công nghiệp.xlsx"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return wrap(b"PK rows", name, kind, WHEN, "Bảng tính Excel", "Phụ lục I")


def scan(size):
    """A page without a word, so that the layout decides."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=size, invariant=1)
    page.rect(60, 60, size[0] - 120, size[1] - 120)
    page.save()
    return out.getvalue()


A4 = (595.28, 841.89)
LENGTHWISE = Layout(
    number=Box(66, 38, 14, 6),
    day=Box(218, 38, 8, 6),
    month=Box(238, 38, 8, 6),
    signature=Box(198, 150, 50, 24),
    enclosure=Box(227, 8, 62, 11),
    copy=Box(207, 8, 82, 16),
)
# What makes the last page of each, from the maker of drafts.
PAGES = {
    "letter": lambda draft: finished(prepared(draft())),
    "letter-mau01": lambda draft: finished(prepared(draft()), "mau01"),
    # the entity changed the style while the document was on its way
    "letter-mau01-late": lambda draft: finished(
        prepared(draft(), information=False), "mau01"
    ),
    "letter-dots": lambda draft: finished(
        prepared(draft(number="........", day=" ..... "))
    ),
    "lengthwise": lambda draft: finished(prepared(draft(landscape=True))),
    "lengthwise-mau01": lambda draft: finished(
        prepared(draft(landscape=True)), "mau01"
    ),
    "turned-90": lambda draft: finished(prepared(draft(rotate=90))),
    "turned-180-mau01": lambda draft: finished(prepared(draft(rotate=180)), "mau01"),
    "turned-270": lambda draft: finished(prepared(draft(rotate=270))),
    "cropped": lambda draft: finished(prepared(draft(crop=30))),
    "layout-upright": lambda _draft: finished(prepared(scan(A4))),
    "layout-lengthwise": lambda _draft: finished(
        prepared(scan(A4[::-1]), layout=LENGTHWISE)
    ),
    "elsewhere": lambda draft: elsewhere(draft()),
    "elsewhere-mau01": lambda draft: elsewhere(draft(), "mau01"),
    "enclosure": lambda draft: enclosure(draft(number=" ", day=" ")),
    "enclosure-turned": lambda draft: enclosure(draft(rotate=90)),
    "wrapper": lambda _draft: enclosure(wrapped()),
    "copy": lambda draft: copied(draft()),
    "extract": lambda draft: copied(draft(), "TRÍCH SAO"),
}


def rendered(pdf, folder):
    """The last page as poppler draws it."""
    (folder / "page.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(DPI), "-png", "page.pdf", "page"]
    subprocess.run(command, check=True, cwd=folder)
    return Image.open(sorted(folder.glob("page*.png"))[-1]).convert("RGB")


def difference(first, second):
    """Largest mean difference of a tile, and that of the whole page; of 255."""
    if first.size != second.size:
        return 255, 255
    change = ImageChops.difference(first, second).convert("L")
    tiles = change.resize(
        (change.width // TILE, change.height // TILE), Image.Resampling.BOX
    )
    return tiles.getextrema()[1], ImageStat.Stat(change).mean[0]


def same(first, second):
    tile, mean = difference(first, second)
    return tile <= LARGEST_TILE and mean <= LARGEST_MEAN


@pytest.mark.parametrize("name", PAGES)
def test_page_looks_as_it_was_looked_at(name, draft, tmp_path):
    """Điều 13.4, 13.5; NĐ 30/2020 annex I cells 3, 4, 7c, 8, 14."""
    page = rendered(PAGES[name](draft), tmp_path)
    golden = FOLDER / f"{name}.png"
    if os.environ.get("EDOC_GOLDEN") == "write":
        page.quantize(64).save(golden, optimize=True)
    tile, mean = difference(page, Image.open(golden).convert("RGB"))
    assert tile <= LARGEST_TILE, (name, tile)
    assert mean <= LARGEST_MEAN, (name, mean)


def test_a_box_that_moved_by_two_millimetres_is_seen(draft, tmp_path):
    """The comparison can fail: number, signature and seal, each moved alone."""
    pdf = draft()
    found = propose_placements(pdf, signer_name=DIRECTOR)
    golden = Image.open(FOLDER / "letter.png").convert("RGB")
    for place in found:
        if place.field == SEAL:
            continue
        moved = replace(place, left=place.left + 2)
        page = rendered(finished(prepared(pdf, placements=(moved,))), tmp_path)
        assert not same(page, golden), place.field


def test_every_picture_has_a_page():
    assert {path.stem for path in FOLDER.glob("*.png")} == set(PAGES)
