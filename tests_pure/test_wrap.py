"""The PDF/A-3 around an enclosure that is no PDF (seed Đ6k2b)."""

import hashlib
import io
import re
import subprocess
from datetime import UTC, datetime

import pytest
from lxml import etree
from PIL import ImageCms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from core.errors import PdfError
from core.pdfsign.prepare import prepare_document
from core.pdfsign.reading import open_pdf
from core.pdfsign.sign import Level, seal_enclosure
from core.pdfsign.verify import Grade, verify_document
from core.token.pkcs11 import open_token
from core.wrap import MAX_CONTENT, unwrap, wrap

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = "Bảng số liệu quý III (漢).xlsx"
CONTENT = b"PK\x03\x04" + bytes(range(256)) * 40
WHEN = datetime(2026, 1, 5, 2, 15, 30, tzinfo=UTC)


def wrapper(content=CONTENT, name=NAME):
    return wrap(content, name, SHEET, WHEN, "Bảng tính Excel", "Số liệu công nghiệp")


def extended(pdf, change):
    """The file with one more revision, in which ``change`` did something."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_original_comes_back_byte_by_byte():
    original = unwrap(wrapper())
    assert original.content == CONTENT
    assert (original.name, original.mimetype) == (NAME, SHEET)
    assert unwrap(b"%PDF-1.7 other") is None


def test_same_inputs_same_file():
    assert wrapper() == wrapper()
    assert wrapper() != wrapper(CONTENT + b"x")


def test_another_program_finds_the_original(tmp_path):
    path = tmp_path / "wrapped.pdf"
    path.write_bytes(wrapper())
    found = tmp_path / "original"
    command = ["pdfdetach", "-save", "1", "-o", found, path]
    subprocess.run(command, check=True, capture_output=True)
    assert found.read_bytes() == CONTENT


def test_the_cover_names_it(tmp_path):
    path = tmp_path / "wrapped.pdf"
    path.write_bytes(wrapper())
    done = subprocess.run(
        ["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True
    )
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert "Bảng số liệu quý III (?).xlsx" in done.stdout
    assert "10.244 byte" in done.stdout
    assert digest in "".join(re.findall("[0-9a-f]{32}", done.stdout))
    assert "05/01/2026 09:15:30 +07:00" in done.stdout
    boxes = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True
    )
    tops = [float(top) for top in re.findall(r'yMin="([0-9.]+)"', boxes.stdout)]
    # the corner where the seal writes ends 19 mm below the edge
    assert min(tops) > 19 * 72 / 25.4


def check_archive_file(pdf):
    """What ISO 19005-3 level B asks for, as far as a parser sees it."""
    reader = open_pdf(pdf)
    root = reader.root
    assert pdf.startswith(b"%PDF-1.7\n%") and min(pdf[10:14]) > 127
    assert "/Encrypt" not in reader.trailer and len(reader.trailer["/ID"]) == 2
    assert "/Info" not in reader.trailer
    tree = etree.fromstring(root["/Metadata"].data)
    space = "{http://www.aiim.org/pdfa/ns/id/}"
    told = {}
    for item in tree.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"):
        told |= dict(item.attrib) | {part.tag: part.text for part in item}
    assert (told[f"{space}part"], told[f"{space}conformance"]) == ("3", "B")
    intent = root["/OutputIntents"][0]
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"]
    assert profile["/N"] == 3 and profile.data[8] < 5
    name = ImageCms.getProfileName(ImageCms.ImageCmsProfile(io.BytesIO(profile.data)))
    assert "sRGB" in name
    spec = root["/AF"][0]
    assert spec["/AFRelationship"] == "/Source"
    assert spec["/F"] == spec["/UF"] == NAME
    stream = spec["/EF"]["/F"]
    assert stream["/Subtype"] == f"/{SHEET}"
    assert stream["/Params"]["/Size"] == len(CONTENT)
    assert "20260105021530" in stream["/Params"]["/ModDate"]
    assert stream.data == CONTENT
    revisions = range(reader.xrefs.total_revisions)
    for ref in {
        r for n in revisions for r in reader.xrefs.explicit_refs_in_revision(n)
    }:
        item = reader.get_object(ref)
        if not isinstance(item, generic.DictionaryObject):
            continue
        for key in ("/SMask", "/Group", "/JS", "/CA", "/ca", "/LZWDecode"):
            assert key not in item, key
        if item.get("/Type") == "/FontDescriptor":
            assert "/FontFile2" in item
        if item.get("/Type") == "/Font" and "/DescendantFonts" not in item:
            assert item["/CIDToGIDMap"] == "/Identity"
        if item.get("/Subtype") == "/Widget":
            assert set(item["/AP"]) == {"/N"} and item["/F"] & 4


def test_the_wrapper_is_an_archive_file():
    check_archive_file(wrapper())


def test_sealed_wrapper_is_valid(pki, now, tmp_path):
    """Seed Đ6k2b: the seal covers the cover and the original; our verifier agrees."""
    with open_token(pki.ref("seal_sct"), pki.pin) as session:
        key = session.signing_key()
        pdf = seal_enclosure(wrapper(), key, "125/SCT-VP", now, pki.services())
    verdict = verify_document(pdf, pki.policy(kind="attachment"), now)
    assert verdict.grade is Grade.VALID
    assert verdict.has("file.wrapper") and not verdict.has("file.active_content")
    assert unwrap(pdf).content == CONTENT
    check_archive_file(pdf)
    path = tmp_path / "sealed.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True)
    assert "Signature is Valid." in done.stdout


def test_another_original_under_the_seal_is_invalid(pki, now):
    key = pki.memory_key("seal_sct")
    pdf = seal_enclosure(wrapper(), key, "1/SCT", now, pki.services(Level.B))

    def swap(writer):
        spec = writer.root["/AF"][0]
        stream = generic.StreamObject(stream_data=b"forged")
        spec["/EF"][pdf_name("/F")] = writer.add_object(stream)
        writer.update_container(spec)

    forged = extended(pdf, swap)
    policy = pki.policy(kind="attachment", online=True)
    assert verify_document(forged, policy, now).grade is Grade.INVALID
    with pytest.raises(PdfError) as caught:
        unwrap(forged)
    assert caught.value.code == "wrap.damaged"


def second_file(writer):
    spec = writer.root["/AF"].raw_get(0)
    writer.root["/Names"]["/EmbeddedFiles"]["/Names"].extend([pdf_string("b"), spec])


def script(writer):
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("1")}
    )


def no_mark(writer):
    del writer.root["/EDOC_Enclosure"]


@pytest.mark.parametrize("change", [second_file, script, no_mark])
def test_only_our_wrapper_passes(pki, now, change):
    """Files within, scripts and programs are refused in every other file."""
    key = pki.memory_key("seal_sct")
    with pytest.raises(PdfError) as caught:
        pdf = extended(wrapper(), change)
        seal_enclosure(pdf, key, "1/SCT", now, pki.services(Level.B))
    assert caught.value.code == "pdf.active_content"


def test_a_wrapper_is_no_main_document():
    with pytest.raises(PdfError) as caught:
        prepare_document(wrapper())
    assert caught.value.code == "pdf.active_content"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "wrap.empty"), (bytes(MAX_CONTENT + 1), "wrap.too_large")],
)
def test_limits(content, code):
    with pytest.raises(PdfError) as caught:
        wrapper(content)
    assert caught.value.code == code
    assert caught.value.params["name"] == NAME
