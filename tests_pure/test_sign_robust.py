"""Every kind of page and file: signed, numbered and sealed, valid for everybody."""

import io
import json
import os
import re
import struct
import subprocess
import sys

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from test_sign_elsewhere import other_tool
from test_sign_steps import bare_pyhanko, poppler, text_of, words_of

from core.pdfsign import fields
from core.pdfsign.elsewhere import seal_signed_elsewhere
from core.pdfsign.fill import fill_number
from core.pdfsign.prepare import prepare_document
from core.pdfsign.reading import open_pdf
from core.pdfsign.sign import Level, apply_seal, seal_enclosure, sign_personal
from core.pdfsign.verify import Grade, verify_document
from core.token.key import key_from_memory

NAME = "Trần Quang Vinh"


def whole_chain(pdf, pki, now, style="mau01"):
    """Prepared, signed, numbered and sealed; each step only extends the file."""
    services = pki.services(Level.B)
    prepared = prepare_document(pdf, signer_name=NAME).pdf
    director, seal = pki.memory_key("director"), pki.memory_key("seal_sct")
    picture = pki.picture("director")
    signed = sign_personal(prepared, director, picture, now, services)
    numbered = fill_number(signed, "125", "05", "11")
    sealed = apply_seal(numbered, seal, pki.seal_picture(), now, services, style)
    assert prepared.startswith(pdf) and sealed.startswith(numbered)
    return sealed


def everybody_agrees(pdf, pki, now, tmp_path):
    """Not our verifier only: pyHanko's own validation and poppler's."""
    assert all(status.bottom_line for status in bare_pyhanko(pdf, pki))
    assert poppler(pdf, tmp_path) == {
        "edoc_signature": "Signature is Valid.",
        "edoc_seal": "Signature is Valid.",
    }
    verdict = verify_document(pdf, pki.policy(online=True), now)
    assert verdict.grade is Grade.VALID, verdict.rules
    return verdict


def stands_in_its_gap(pdf, tmp_path):
    """Number and date as a reader sees them, each between its neighbours."""
    line = text_of(pdf, tmp_path)
    text = " ".join(line.split())
    assert "Số: 125 /SCT-VP" in text and "ngày 05 tháng 11 năm" in text, text
    boxes = list(words_of(tmp_path / "text.pdf"))
    words = [word for word, _box in boxes]
    number, label = boxes[words.index("125")][1], boxes[words.index("Số:")][1]
    assert number[0] > label[2] and abs(number[3] - label[3]) < 3


@pytest.mark.parametrize(
    ("rotate", "landscape", "crop"),
    [
        (0, False, 25),
        (90, False, 0),
        (180, False, 25),
        (270, False, 0),
        (0, True, 0),
        (90, True, 25),
    ],
)
def test_pages(draft, pki, now, tmp_path, rotate, landscape, crop):
    """Upright and landscape, turned, with a crop box smaller than the media box."""
    pdf = draft(rotate=rotate, landscape=landscape, crop=crop)
    sealed = whole_chain(pdf, pki, now)
    verdict = everybody_agrees(sealed, pki, now, tmp_path)
    stands_in_its_gap(sealed, tmp_path)
    width, height = (297, 210) if landscape else (210, 297)
    for report in verdict.signatures:
        left, top, wide, high = report.box
        edge = 2 * crop * 25.4 / 72
        assert left >= -0.1 and left + wide <= width - edge + 0.1
        assert top >= -0.1 and top + high <= height - edge + 0.1


def test_pages_of_different_size(draft, pki, now, tmp_path):
    """The signature stands on a larger page, which has an origin of its own."""
    writer = IncrementalPdfFileWriter(io.BytesIO(draft(pages=2)))
    page = writer.find_page_for_modification(1)[0]
    values = page.get_object()
    values[pdf_name("/MediaBox")] = numbers(-100, -50, 1000, 841.89)
    writer.mark_update(page)
    out = io.BytesIO()
    writer.write(out)
    sealed = whole_chain(out.getvalue(), pki, now)
    verdict = everybody_agrees(sealed, pki, now, tmp_path)
    stands_in_its_gap(sealed, tmp_path)
    assert {report.page for report in verdict.signatures} == {1}
    left, _top, width, _height = verdict.signatures[0].box
    # The name's middle is at 195 pt from the right edge of A4, 100 pt further in here.
    middle = (595.28 - 195 + 100) * 25.4 / 72
    assert left + width / 2 == pytest.approx(middle, abs=0.5)


# -- forms ---------------------------------------------------------------------


def with_form(pdf, indirect):
    """A form of the draft's own: a filled field with its look, fonts, a hierarchy."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    keep = writer.add_object if indirect else (lambda value: value)
    helvetica = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Font"),
            pdf_name("/Subtype"): pdf_name("/Type1"),
            pdf_name("/BaseFont"): pdf_name("/Helvetica"),
        }
    )
    fonts = generic.DictionaryObject({pdf_name("/Helv"): writer.add_object(helvetica)})
    resources = generic.DictionaryObject({pdf_name("/Font"): keep(fonts)})
    look = generic.StreamObject(stream_data=b"/Tx BMC EMC")
    look[pdf_name("/Subtype")] = pdf_name("/Form")
    look[pdf_name("/BBox")] = numbers(0, 0, 100, 20)
    parent = generic.DictionaryObject({pdf_name("/T"): pdf_string("applicant")})
    above = writer.add_object(parent)
    page = writer.find_page_for_modification(0)[0]
    widget = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): pdf_string("name"),
            pdf_name("/V"): generic.TextStringObject("Nguyễn Thị Hoa"),
            pdf_name("/DA"): pdf_string("/Helv 11 Tf 0 g"),
            pdf_name("/Rect"): numbers(85, 300, 185, 320),
            pdf_name("/P"): page,
            pdf_name("/Parent"): above,
            pdf_name("/AP"): generic.DictionaryObject(
                {pdf_name("/N"): writer.add_object(look)}
            ),
        }
    )
    ref = writer.add_object(widget)
    parent[pdf_name("/Kids")] = generic.ArrayObject([ref])
    writer.register_annotation(page, ref)
    form = generic.DictionaryObject(
        {
            pdf_name("/Fields"): keep(generic.ArrayObject([above])),
            pdf_name("/DR"): keep(resources),
            pdf_name("/DA"): pdf_string("/Helv 0 Tf 0 g"),
        }
    )
    writer.root[pdf_name("/AcroForm")] = keep(form)
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def numbers(*values):
    return generic.ArrayObject(generic.FloatObject(str(value)) for value in values)


@pytest.mark.parametrize("indirect", [False, True])
def test_a_page_with_a_form(draft, pki, now, tmp_path, indirect):
    """The draft's own field keeps its value and look, its form the fonts."""
    first = with_form(draft(), indirect)
    sealed = whole_chain(first, pki, now)
    everybody_agrees(sealed, pki, now, tmp_path)
    stands_in_its_gap(sealed, tmp_path)
    form = open_pdf(sealed).root["/AcroForm"]
    assert str(form["/DA"]) == "/Helv 0 Tf 0 g"
    assert {"/Helv", fields.FONT_RESOURCE} <= set(form["/DR"]["/Font"])
    own = form["/Fields"][0]["/Kids"][0]
    assert str(own["/V"]) == "Nguyễn Thị Hoa"
    assert own["/AP"]["/N"].data == b"/Tx BMC EMC"


def test_annotations_of_the_draft_in_an_object_of_their_own(draft, pki, now, tmp_path):
    writer = IncrementalPdfFileWriter(io.BytesIO(draft()))
    page = writer.find_page_for_modification(0)[0]
    link = generic.DictionaryObject(
        {
            pdf_name("/Subtype"): pdf_name("/Link"),
            pdf_name("/Rect"): numbers(50, 50, 90, 60),
        }
    )
    refs = generic.ArrayObject([writer.add_object(link)])
    page.get_object()[pdf_name("/Annots")] = writer.add_object(refs)
    writer.mark_update(page)
    out = io.BytesIO()
    writer.write(out)
    sealed = whole_chain(out.getvalue(), pki, now, "nd30")
    everybody_agrees(sealed, pki, now, tmp_path)
    assert open_pdf(sealed).root["/Pages"]["/Kids"][0]["/Annots"][0]["/Subtype"] == (
        "/Link"
    )


def test_a_file_of_objects_in_streams(draft, pki, now, tmp_path):
    """Cross-reference streams and object streams, as new programs write them."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(draft())))
    writer.stream_xrefs = True
    out = io.BytesIO()
    writer.write(out)
    sealed = whole_chain(out.getvalue(), pki, now)
    everybody_agrees(sealed, pki, now, tmp_path)
    stands_in_its_gap(sealed, tmp_path)


def hybrid(pdf):
    """The file as Word writes it: a table, and a stream that old readers don't know."""
    size = int(re.findall(rb"/Size (\d+)", pdf)[-1])
    before = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    root = re.findall(rb"/Root (\d+ 0 R)", pdf)[-1]
    out = bytearray(pdf)
    hidden = len(out)
    out += b"%d 0 obj\n<< /Hidden true >>\nendobj\n" % (size + 1)
    stream, data = len(out), struct.pack(">BIH", 1, hidden, 0)
    out += (
        b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Index [%d 1] /Root %s "
        b"/Length %d >>\nstream\n%s\nendstream\nendobj\n"
    ) % (size, size + 2, size + 1, root, len(data), data)
    table = len(out)
    out += (
        b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Prev %d /Root %s "
        b"/XRefStm %d >>\nstartxref\n%d\n%%%%EOF\n"
    ) % (size, stream, size + 2, before, root, stream, table)
    return bytes(out)


def test_words_two_tables_become_one(draft, pki, now, tmp_path):
    """A draft and an enclosure may be rewritten, as long as nobody has signed."""
    services, key = pki.services(Level.B), pki.memory_key("seal_sct")
    pdf = hybrid(draft())
    prepared = prepare_document(pdf, signer_name=NAME).pdf
    assert not open_pdf(prepared).xrefs.hybrid_xrefs_present
    signed = sign_personal(prepared, pki.memory_key("director"), None, now, services)
    numbered = fill_number(signed, "125", "05", "11")
    sealed = apply_seal(numbered, key, pki.seal_picture(), now, services)
    everybody_agrees(sealed, pki, now, tmp_path)
    enclosure = seal_enclosure(pdf, key, "125/SCT-VP", now, services)
    policy = pki.policy(kind="attachment", online=True)
    assert verify_document(enclosure, policy, now).grade is Grade.VALID


def test_words_two_tables_stay_once_signed(draft, pki, now, tmp_path):
    """Signed elsewhere: never rewritten, so the verdict has a note."""
    pdf = hybrid(draft())
    first = other_tool(pdf, pki.memory_key("director"), strict=False)
    key, services = pki.memory_key("seal_sct"), pki.services(Level.LTA)
    sealed = seal_signed_elsewhere(
        first, key, pki.seal_picture(), now, services, "125", "05", "11"
    )
    assert sealed.startswith(first) and first.startswith(pdf)
    verdict = verify_document(sealed, pki.policy(online=True), now)
    assert verdict.grade is Grade.VALID_WITH_NOTE
    assert [r.code for r in verdict.rules if r.severity.name == "NOTE"] == [
        "file.irregular"
    ]
    said = poppler(sealed, tmp_path)
    assert said["Signature1"] == said["edoc_seal"] == "Signature is Valid."


# -- size ----------------------------------------------------------------------


def laden(pdf, size):
    """The file with so many bytes more that don't compress."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    stream = generic.StreamObject(stream_data=os.urandom(size))
    writer.root[pdf_name("/Ballast")] = writer.add_object(stream)
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_memory_is_flat_beyond_the_file(draft, pki, now, tmp_path):
    """50 MB: what a step was given, what it makes of it, the same of the step before.

    Nothing is unpacked and nothing grows from step to step.
    """
    peaks, sizes = [], []
    for size in (1_000_000, 50_000_000):
        source, target = tmp_path / "draft.pdf", tmp_path / "sealed.pdf"
        source.write_bytes(laden(draft(), size))
        sizes.append(source.stat().st_size)
        script = os.path.join(os.path.dirname(__file__), "memory_chain.py")
        root = os.path.dirname(os.path.dirname(script))
        command = [sys.executable, script, source, target, pki.folder, NAME]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": root},
        )
        peaks.append(json.loads(done.stdout))
    assert sizes[1] > 50_000_000
    more = sizes[1] - sizes[0]
    for step in ("prepare", "sign", "number", "seal"):
        assert peaks[1][step] - peaks[0][step] < 4.5 * more, (step, peaks)
    sealed = target.read_bytes()
    assert set(poppler(sealed, tmp_path).values()) == {"Signature is Valid."}
    assert all(status.bottom_line for status in bare_pyhanko(sealed, pki))


def test_keys_without_their_chain(draft, pki, now):
    """Cards often hold the leaf only; the services bring what lies between."""
    private = (pki.folder / "keys/director.pem").read_bytes()
    key = key_from_memory(private, pki.certificate("director"))
    prepared = prepare_document(draft(), signer_name=NAME).pdf
    signed = sign_personal(prepared, key, None, now, pki.services(Level.LT))
    verdict = verify_document(signed, pki.policy(intermediates=()), now)
    assert verdict.signatures[0].certificate_status == "good"
