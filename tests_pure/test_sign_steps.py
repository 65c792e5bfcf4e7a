"""Signing: the chain on tokens, other readers' opinion, and every refusal."""

import io
import re
import socket
import subprocess
from datetime import timedelta

import pytest
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from core.errors import PdfError, SigningError, TokenError
from core.pdfsign import fields
from core.pdfsign.prepare import prepare_document
from core.pdfsign.reading import open_pdf
from core.pdfsign.result import check_result
from core.pdfsign.sign import (
    Level,
    SealPicture,
    apply_seal,
    fill_number,
    seal_enclosure,
    sign_personal,
    vietnam_time,
)
from core.pdfsign.verify import Grade, verify_document
from core.token.pkcs11 import open_token

NAME = "Trần Quang Vinh"


def poppler(pdf, tmp_path):
    """What ``pdfsig``, an independent reader, says: fields and validity."""
    path = tmp_path / "signed.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True)
    names = re.findall(r"Signature Field Name: (\S+)", done.stdout)
    valid = re.findall(r"Signature Validation: (.*)", done.stdout)
    return dict(zip(names, valid, strict=False)) if len(names) == len(valid) else {}


def bare_pyhanko(pdf, pki):
    """What pyHanko's own validation says, with its own settings."""
    import asyncio

    from asn1crypto import x509

    async def ask():
        found = []
        reader = PdfFileReader(io.BytesIO(pdf))
        for signature in reader.embedded_regular_signatures:
            context = ValidationContext(
                trust_roots=[x509.Certificate.load(der) for der in pki.roots],
                other_certs=[x509.Certificate.load(der) for der in pki.intermediates],
                allow_fetching=True,
            )
            found.append(await async_validate_pdf_signature(signature, context))
        return found

    return asyncio.run(ask())


def text_of(pdf, tmp_path):
    path = tmp_path / "text.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-layout", path, "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


# -- the chain -----------------------------------------------------------------


def test_each_step_only_extends_the_file(chain):
    assert chain.signed.startswith(chain.prepared)
    assert chain.numbered.startswith(chain.signed)
    assert chain.sealed.startswith(chain.numbered)


def test_both_signatures_are_valid_here(chain, pki, now):
    verdict = verify_document(chain.sealed, pki.policy(), now)
    assert verdict.grade is Grade.VALID, verdict.rules
    person, seal = verdict.signatures
    assert (person.role, person.signer, person.certified) == ("person", NAME, True)
    assert (seal.role, seal.signer, seal.coverage) == ("seal", "Sở Công Thương", "file")
    assert person.level == seal.level == "B-LT"
    assert person.status_source == seal.status_source == "embedded"
    assert abs(seal.proven_time - now) < timedelta(hours=1)


def test_both_signatures_are_valid_in_bare_pyhanko(chain, pki):
    person, seal = bare_pyhanko(chain.sealed, pki)
    assert person.bottom_line and seal.bottom_line
    assert person.modification_level.name == "FORM_FILLING"
    assert seal.coverage.name == "ENTIRE_FILE"


def test_both_signatures_are_valid_in_poppler(chain, tmp_path):
    assert poppler(chain.sealed, tmp_path) == {
        "edoc_signature": "Signature is Valid.",
        "edoc_seal": "Signature is Valid.",
    }


def test_number_and_date_are_drawn_and_said(chain, tmp_path):
    text = text_of(chain.sealed, tmp_path)
    assert re.search(r"Số:\s*125\s*/SCT-VP", text)
    assert re.search(r"ngày\s*05\s*tháng\s*11\s*năm 2026", text)
    found = fields.text_fields(open_pdf(chain.sealed))
    assert {name: str(f.value["/V"]) for name, f in found.items()} == {
        "edoc_number": "125",
        "edoc_day": "05",
        "edoc_month": "11",
    }


def test_the_seal_covers_a_third_of_the_signature(chain):
    """Seed Đ13k4a: on the left, about a third; with the real size of the seal."""
    person, seal = (extent(chain.sealed, f"edoc_{n}") for n in ("signature", "seal"))
    assert seal[0] < person[0]
    share = (seal[2] - person[0]) / (person[2] - person[0])
    assert share == pytest.approx(1 / 3, abs=0.01)
    assert (seal[2] - seal[0]) / 72 * 25.4 == pytest.approx(36, abs=0.1)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_turned_pages_read_upright(draft, pki, now, rotate, tmp_path):
    services = pki.services(Level.B)
    pdf = prepare_document(draft(rotate=rotate), signer_name=NAME).pdf
    pdf = sign_personal(pdf, pki.memory_key("director"), None, now, services)
    pdf = fill_number(pdf, "7", "05", "01")
    key = pki.memory_key("seal_sct")
    pdf = apply_seal(pdf, key, pki.seal_picture(), now, services)
    assert re.search(r"Số:\s*7\s*/SCT-VP", text_of(pdf, tmp_path))
    assert set(poppler(pdf, tmp_path).values()) == {"Signature is Valid."}


def test_the_form_of_the_seal_with_name_and_time(chain, pki, now, tmp_path):
    """Seed, Mẫu 01: the certificate's name and the time of the TSA."""
    key = pki.memory_key("seal_sct")
    pdf = apply_seal(
        chain.numbered, key, pki.seal_picture(), now, pki.services(), "mau01"
    )
    text = text_of(pdf, tmp_path)
    assert "Thời gian ký:" in text and "+07:00" in text
    assert verify_document(pdf, pki.policy(), now).grade is Grade.VALID
    # Two columns, the information at the right: it hides neither signature nor name.
    words = {word: box for word, box in words_of(tmp_path / "text.pdf")}
    (_a, _b, right, _c) = extent(pdf, "edoc_signature")
    left, top, _right, bottom = words["+07:00"]
    assert left > right and words["Thời"][0] > right
    assert bottom < words["Quang"][1] and words["Thời"][1] > words["ĐỐC"][3]


def words_of(path):
    """Words of a file and their boxes: left, top, right, bottom in points."""
    command = ["pdftotext", "-bbox", path, "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pattern = r'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>'
    for *box, word in re.findall(pattern, said):
        yield word, tuple(map(float, box))


def extent(pdf, name):
    """Where a picture is drawn on the page."""
    item = fields.signature_fields(open_pdf(pdf))[name]
    x0, y0, *_rest = (float(v) for v in item.value["/Rect"])
    a, b, c, d = (float(v) for v in item.value["/AP"]["/N"]["/EDOC_Drawn"])
    return x0 + a, y0 + b, x0 + c, y0 + d


def test_an_enclosure(draft, pki, now, tmp_path):
    """NĐ 30/2020 annex I: number, notation and time at the top right, no picture."""
    with open_token(pki.ref("seal_sct"), pki.pin) as session:
        key = session.signing_key()
        pdf = seal_enclosure(draft(), key, "125/SCT-VP", now, pki.services())
    text = text_of(pdf, tmp_path)
    assert "125/SCT-VP" in text and vietnam_time(now) in text
    policy = pki.policy(kind="attachment")
    assert verify_document(pdf, policy, now).grade is Grade.VALID
    assert poppler(pdf, tmp_path) == {"edoc_enclosure": "Signature is Valid."}
    with pytest.raises(PdfError) as caught:
        seal_enclosure(pdf, key, "1", now, pki.services(Level.B))
    assert caught.value.code == "pdf.already_sealed"


def test_vietnams_time(now):
    from datetime import UTC, datetime

    when = datetime(2026, 1, 4, 20, 15, 30, tzinfo=UTC)
    assert vietnam_time(when) == "05/01/2026 03:15:30 +07:00"


@pytest.mark.parametrize("level", list(Level))
def test_levels(chain, pki, now, level):
    key = pki.memory_key("director")
    pdf = sign_personal(chain.prepared, key, None, now, pki.services(level))
    verdict = verify_document(pdf, pki.policy(online=True), now)
    (report,) = verdict.signatures
    # The stamp for the archive comes with the seal.
    assert report.level == ("B-LT" if level is Level.LTA else level.value)
    assert (report.proven_time is None) == (level is Level.B)
    assert report.certificate_status == "good"


def test_one_session_signs_many(draft, pki, now):
    services = pki.services(Level.B)
    with open_token(pki.ref("director"), pki.pin) as session:
        key = session.signing_key()
        for _document in range(3):
            pdf = prepare_document(draft(), signer_name=NAME).pdf
            sign_personal(pdf, key, None, now, services)


# -- refusals ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "level", "code"),
    [
        ("expired", Level.B, "signing.certificate_expired"),
        ("future", Level.B, "signing.certificate_not_yet_valid"),
        ("revoked", Level.LT, "signing.certificate_revoked"),
        ("rogue_leader", Level.LT, "signing.chain_untrusted"),
        ("ca", Level.B, "signing.certificate_purpose"),
        ("tsa", Level.LT, "signing.failed"),
    ],
)
def test_certificates_that_must_not_sign(chain, pki, now, label, level, code):
    if label == "tsa":
        code = "signing.status_unavailable"
        services = pki.services(level, online=False)
    else:
        services = pki.services(level)
    with pytest.raises(SigningError) as caught:
        sign_personal(chain.prepared, pki.memory_key(label), None, now, services)
    assert caught.value.code == code


@pytest.mark.parametrize("level", [Level.B, Level.T])
def test_the_status_is_asked_before_signing(chain, pki, now, level):
    """NĐ 23/2025 Đ15; with its answer left out of the file below level LT."""
    services = pki.services(level, roots=pki.roots)
    with pytest.raises(SigningError) as caught:
        sign_personal(chain.prepared, pki.memory_key("revoked"), None, now, services)
    assert caught.value.code == "signing.certificate_revoked"
    key = pki.memory_key("director")
    signed = sign_personal(chain.prepared, key, None, now, services)
    assert "/DSS" not in open_pdf(signed).root


def test_no_roots_are_set(chain, pki, now):
    with pytest.raises(SigningError) as caught:
        sign_personal(
            chain.prepared,
            pki.memory_key("director"),
            None,
            now,
            pki.services(roots=()),
        )
    assert caught.value.code == "signing.roots_missing"


def test_a_time_without_zone(chain, pki, now):
    naive = now.replace(tzinfo=None)
    with pytest.raises(SigningError) as caught:
        sign_personal(
            chain.prepared, pki.memory_key("director"), None, naive, pki.services()
        )
    assert caught.value.code == "signing.time_without_zone"


def test_the_tsa_is_out_of_reach(chain, pki, now):
    with socket.socket() as closed:
        closed.bind((pki.address.split(":")[0], 0))
        url = f"http://{pki.address.split(':')[0]}:{closed.getsockname()[1]}/"
        services = pki.services(Level.T, tsa_url=url, timeout_s=1)
        with pytest.raises(SigningError) as caught:
            sign_personal(
                chain.prepared, pki.memory_key("director"), None, now, services
            )
    assert caught.value.code == "signing.tsa_unreachable"
    assert caught.value.params == {"url": url, "seconds": 1, "tries": 3}


def test_the_tsa_answers_nonsense(chain, pki, now):
    services = pki.services(Level.T, tsa_url=f"http://{pki.address}/nothing")
    with pytest.raises(SigningError) as caught:
        sign_personal(chain.prepared, pki.memory_key("director"), None, now, services)
    assert caught.value.code == "signing.tsa_unreachable"


def test_no_tsa_is_set(chain, pki, now):
    services = pki.services(Level.T, tsa_url="")
    with pytest.raises(SigningError) as caught:
        sign_personal(chain.prepared, pki.memory_key("director"), None, now, services)
    assert caught.value.code == "signing.tsa_missing"


def test_steps_out_of_order(chain, draft, pki, now):
    key, seal = pki.memory_key("director"), pki.memory_key("seal_sct")
    services, picture = pki.services(Level.B), pki.seal_picture()
    refused = {
        "pdf.already_signed": lambda: sign_personal(
            chain.signed, key, None, now, services
        ),
        "pdf.not_prepared": lambda: sign_personal(draft(), key, None, now, services),
        "pdf.not_signed": lambda: fill_number(chain.prepared, "1", "01", "01"),
        "pdf.number_already_filled": lambda: fill_number(
            chain.numbered, "1", "01", "01"
        ),
        "pdf.number_missing": lambda: apply_seal(
            chain.signed, seal, picture, now, services
        ),
        "pdf.already_sealed": lambda: apply_seal(
            chain.sealed, seal, picture, now, services
        ),
        "pdf.number_invalid": lambda: fill_number(chain.signed, "số 1", "01", "01"),
    }
    for code, step in refused.items():
        with pytest.raises(PdfError) as caught:
            step()
        assert caught.value.code == code
    for step in (
        lambda: fill_number(draft(), "1", "01", "01"),
        lambda: apply_seal(draft(), seal, picture, now, services),
    ):
        with pytest.raises(PdfError) as caught:
            step()
        assert caught.value.code == "pdf.not_prepared"
    with pytest.raises(PdfError) as caught:
        apply_seal(chain.prepared, seal, picture, now, services)
    assert caught.value.code == "pdf.not_signed"


@pytest.mark.parametrize("kind", ["text", "empty", "truncated"])
def test_pictures_that_are_none(chain, pki, now, kind):
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    png = {
        "text": b"no picture",
        "empty": out.getvalue(),
        "truncated": pki.picture("director")[:2000],
    }[kind]
    with pytest.raises(SigningError) as caught:
        sign_personal(
            chain.prepared, pki.memory_key("director"), png, now, pki.services(Level.B)
        )
    assert caught.value.code == "signing.picture_unreadable"


def test_a_token_pulled_out_while_signing(chain, pki, now):
    """The session is closed under the signer, as when the token is gone."""
    with open_token(pki.ref("director"), pki.pin) as session:
        key = session.signing_key()
    with pytest.raises(TokenError) as caught:
        sign_personal(chain.prepared, key, None, now, pki.services(Level.B))
    assert caught.value.code in ("token.removed", "token.failed")


def test_results_that_came_back_wrong(chain, pki, now):
    """Whatever signs, its result is checked: bytes, field, certificate, digest."""
    key = pki.memory_key("seal_sct")
    check_result(chain.numbered, chain.sealed, fields.SEAL, key)
    other = pki.memory_key("seal_unit")
    flipped = bytearray(chain.sealed)
    flipped[chain.sealed.index(b"stream", len(chain.numbered)) + 200] ^= 1
    wrong = {
        "bytes": (chain.sealed[1:], fields.SEAL, key),
        "field": (chain.sealed, fields.PERSON, key),
        "certificate": (chain.sealed, fields.SEAL, other),
        "digest": (bytes(flipped), fields.SEAL, key),
        "coverage": (chain.sealed + b"\n", fields.SEAL, key),
        "unreadable": (chain.sealed[:-40], fields.SEAL, key),
    }
    for reason, (after, field, expected) in wrong.items():
        with pytest.raises(SigningError) as caught:
            check_result(chain.numbered, after, field, expected)
        assert caught.value.code == "signing.result_wrong"
        assert caught.value.params["reason"] == reason
    with pytest.raises(SigningError):
        check_result(chain.numbered, chain.numbered, fields.SEAL, key)


def test_a_large_number_fits_its_gap(chain, tmp_path):
    pdf = fill_number(chain.signed, "1234567890", "31", "12")
    assert "1234567890" in text_of(pdf, tmp_path)


def test_a_seal_of_another_size(chain, pki, now):
    oval = SealPicture(pki.picture("seal_sct"), 30, 22)
    pdf = apply_seal(
        chain.numbered, pki.memory_key("seal_sct"), oval, now, pki.services(Level.B)
    )
    item = fields.signature_fields(open_pdf(pdf))[fields.SEAL]
    a, b, c, d = (float(v) for v in item.value["/AP"]["/N"]["/EDOC_Drawn"])
    assert ((c - a) / 72 * 25.4, (d - b) / 72 * 25.4) == pytest.approx(
        (30, 22), abs=0.1
    )
