"""A file of documents as one PDF in order of time (NĐ 30/2020 Phụ lục V, VI)."""

import hashlib
import io
import re
import subprocess
from dataclasses import replace

import pytest
import records_factory as make
from PIL import Image, ImageChops
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from core.copying import copy_pages
from core.errors import RecordsError
from core.pdfsign.reading import open_pdf, page_refs
from core.pdfsign.verify import Grade, verify_document
from core.records.model import file_of_bytes
from core.records.pdffile import write_pdf


def merged(dossier):
    out = io.BytesIO()
    write_pdf(dossier, make.NOON, out)
    return out.getvalue()


def with_files(document, *files):
    return replace(document, files=files)


def text_of(path, page=None, *options):
    chosen = ["-f", str(page), "-l", str(page)] if page else []
    command = ["pdftotext", *chosen, *options, path, "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def whole(draft, chain, tmp_path_factory):
    """A signed letter with enclosures, a decision, a report on paper."""
    sheet = make.LETTER.files[1]
    letter = with_files(
        make.LETTER,
        make.pdf_file("05-SCT-VP.pdf", chain.sealed, signature=make.VALID),
        sheet,
        make.pdf_file("Bản vẽ.pdf", draft(rotate=90), main=False),
        make.pdf_file("hỏng.pdf", b"%PDF-1.4 cut off", main=False),
    )
    decision = with_files(make.DECISION, make.pdf_file("12.pdf", draft(pages=2)))
    dossier = replace(make.DOSSIER, documents=(letter, make.PAPER, decision))
    path = tmp_path_factory.mktemp("pdf") / "dossier.pdf"
    path.write_bytes(merged(dossier))
    return path, dossier


def test_the_documents_come_in_order_of_time(whole):
    path, _dossier = whole
    # cover, contents, two pages of the decision, the letter, its turned enclosure
    assert len(page_refs(open_pdf(path.read_bytes()))) == 6
    notes = [text_of(path, page) for page in range(1, 7)]
    assert "HỒ SƠ" in notes[0] and "MỤC LỤC VĂN BẢN, TÀI LIỆU" in notes[1]
    assert "Văn bản: 12/QĐ-UBND" in notes[2]
    assert "Văn bản: 05/SCT-VP" in notes[4]
    assert "Văn bản: 05/SCT-VP (kèm theo)" in notes[5]


def test_the_table_has_the_seven_columns_and_where_each_document_stands(whole):
    """Phụ lục V: Mục lục văn bản, tài liệu."""
    path, _dossier = whole
    words = " ".join(text_of(path, 2, "-layout").split())
    for title in (
        "Số",
        "ký hiệu",
        "Ngày tháng",
        "Tên loại",
        "Tác giả",
        "Tờ số",
        "Ghi chú",
    ):
        assert title in words
    lines = [line.split() for line in text_of(path, 2, "-layout").splitlines()]
    [decision] = [line for line in lines if "12/QĐ-UBND" in line]
    [report] = [line for line in lines if "88/BC-SNV" in line]
    [letter] = [line for line in lines if "05/SCT-VP" in line]
    assert decision[:3] == ["1", "12/QĐ-UBND", "05/01/2026"] and "3-4" in decision
    assert report[0] == "2" and not [word for word in report if word in "345678"]
    assert letter[0] == "3" and "5-6" in letter
    assert "Bản giấy, chưa có tệp" in words
    assert "hỏng.pdf" in words and "Danh sách (?).xlsx" in words


def test_each_first_page_says_that_it_is_a_copy_to_read(whole):
    path, dossier = whole
    letter = dossier.documents[0].files[0]
    note = " ".join(text_of(path, 5).split())
    assert "Bản để đọc, không thay bản gốc" in note
    assert f"SHA-256 của tệp gốc: {letter.sha256}. {make.VALID}" in note
    assert "Bản để đọc" not in text_of(path, 4)  # the decision's second page
    assert "Không có kết quả kiểm tra chữ ký số" in text_of(path, 3)


def test_the_note_is_upright_within_the_page_however_it_is_turned(whole):
    path, _dossier = whole
    for page in (3, 5, 6):
        shown = pixels(path, page)
        foot = shown.crop((0, shown.height - 24, shown.width, shown.height - 4))
        left, top, right, bottom = ImageChops.invert(foot).getbbox()
        assert right - left > 200 and 8 < bottom - top < 18
        # nothing of it stands elsewhere along the edges
        edge = shown.crop((0, 0, 20, shown.height - 30))
        assert ImageChops.invert(edge).getbbox() is None


def test_the_signed_original_goes_along_and_is_still_valid(whole, pki, now, tmp_path):
    path, dossier = whole
    subprocess.run(
        ["pdfdetach", "-saveall", "-o", tmp_path, path], check=True, capture_output=True
    )
    found = {
        hashlib.sha256(each.read_bytes()).hexdigest() for each in tmp_path.iterdir()
    }
    assert found == {file.sha256 for file in dossier.files}
    original = tmp_path / "H35.24.2026.01.TCCB.003.pdf"
    result = verify_document(original.read_bytes(), pki.policy(), now)
    assert result.grade is Grade.VALID


def test_the_pages_themselves_hold_no_signature(whole):
    reader = open_pdf(whole[0].read_bytes())
    assert "/AcroForm" not in reader.root
    assert not reader.embedded_signatures
    # files within are the only kind of content that acts
    assert len(reader.root["/AF"]) == 5
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    keys = [str(names[index]) for index in range(0, len(names), 2)]
    assert keys == sorted(keys)


def test_the_outline_leads_to_each_document(whole):
    reader = open_pdf(whole[0].read_bytes())
    refs = [ref.reference for ref in page_refs(reader)]
    item, found = reader.root["/Outlines"]["/First"], []
    while item is not None:
        target = item["/Dest"].raw_get(0).reference
        found.append((str(item["/Title"]), refs.index(target)))
        item = item["/Next"] if "/Next" in item else None
    assert found == [
        ("1. 12/QĐ-UBND Quyết định Về việc giao biên chế", 2),
        ("3. 05/SCT-VP Công văn V/v tuyển dụng công chức năm 2026", 4),
    ]


def test_same_file_same_bytes(draft):
    document = with_files(make.DECISION, make.pdf_file("12.pdf", draft()))
    dossier = replace(make.DOSSIER, documents=(document,))
    assert merged(dossier) == merged(dossier)
    assert merged(dossier) != merged(replace(dossier, title="Khác"))


def test_the_pages_look_as_they_did(draft, tmp_path):
    """The same pixels as of the document, above the note."""
    pdf = draft(landscape=True)
    document = with_files(make.DECISION, make.pdf_file("12.pdf", pdf))
    path, alone = tmp_path / "whole.pdf", tmp_path / "alone.pdf"
    path.write_bytes(merged(replace(make.DOSSIER, documents=(document,))))
    alone.write_bytes(pdf)
    first, second = (pixels(path, 3), pixels(alone, 1))
    assert first.size == second.size
    box = (0, 0, first.width, first.height - 40)
    assert first.crop(box).tobytes() == second.crop(box).tobytes()
    assert first.tobytes() != second.tobytes()


def pixels(path, page):
    command = ["pdftoppm", "-r", "72", "-f", str(page), "-l", str(page), "-png", path]
    done = subprocess.run(command, check=True, capture_output=True)
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


def hidden_layer(pdf):
    """The file with a layer that isn't shown."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    layer = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/OCG"),
            pdf_name("/Name"): generic.pdf_string("hidden"),
        }
    )
    ref = writer.add_object(layer)
    layers = generic.DictionaryObject(
        {
            pdf_name("/OCGs"): generic.ArrayObject([ref]),
            pdf_name("/D"): generic.DictionaryObject(
                {pdf_name("/BaseState"): pdf_name("/OFF")}
            ),
        }
    )
    writer.root[pdf_name("/OCProperties")] = layers
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_a_document_hides_stays_hidden_beside_others(draft):
    one = with_files(make.DECISION, make.pdf_file("1.pdf", hidden_layer(draft())))
    two = with_files(make.LETTER, make.pdf_file("2.pdf", hidden_layer(draft())))
    three = with_files(replace(make.PAPER, key="z"), make.pdf_file("3.pdf", draft()))
    reader = open_pdf(merged(replace(make.DOSSIER, documents=(one, two, three))))
    layers = reader.root["/OCProperties"]
    assert len(layers["/OCGs"]) == len(layers["/D"]["/OFF"]) == 2


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4 nothing\n%%EOF", b"no pdf", b"%PDF-1.7" + b"\0" * 99]
)
def test_what_can_not_be_shown_is_named_and_attached(content, draft, tmp_path):
    good = with_files(make.LETTER, make.pdf_file("2.pdf", draft()))
    bad = with_files(make.DECISION, make.pdf_file("lạ.pdf", content))
    path = tmp_path / "a.pdf"
    path.write_bytes(merged(replace(make.DOSSIER, documents=(bad, good))))
    assert len(page_refs(open_pdf(path.read_bytes()))) == 3
    assert "Xem tệp đính kèm: lạ.pdf" in " ".join(text_of(path, 2, "-raw").split())
    listed = subprocess.run(["pdfdetach", "-list", path], capture_output=True)
    assert b"2 embedded files" in listed.stdout


def test_a_broken_page_takes_nothing_else_with_it(draft):
    """The second page fails after the first was taken over: neither remains."""
    pdf = draft(pages=2)
    reader = open_pdf(pdf)
    number = page_refs(reader)[1].reference.idnum
    broken = re.sub(rb"(\n%d 0 obj)" % number, rb"\n99 0 obj", pdf, count=1)
    bad = with_files(make.DECISION, make.pdf_file("lạ.pdf", broken))
    good = with_files(make.LETTER, make.pdf_file("2.pdf", draft()))
    found = merged(replace(make.DOSSIER, documents=(bad, good)))
    assert len(page_refs(open_pdf(found))) == 3


def test_a_long_table_goes_on_over_pages(tmp_path):
    """Also with texts that are longer than their columns and a word than its line."""
    long = replace(make.PAPER, subject="Kết quả thi tuyển " * 25, organ_name="S" * 200)
    rows = tuple(
        replace(long, key=str(number), doc_ordinal=number) for number in range(1, 31)
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(merged(replace(make.DOSSIER, documents=rows)))
    pages = len(page_refs(open_pdf(path.read_bytes())))
    assert pages > 8
    for page in range(2, pages + 1):
        shown = text_of(path, page, "-bbox")
        assert shown.count(">Tác<") >= 1
        bottoms = [float(each) for each in re.findall(r'yMax="([\d.]+)">', shown)]
        assert max(bottoms) < 800
    whole = text_of(path, None, "-raw")
    assert whole.count("88/BC-SNV") == 30


def test_an_empty_file_has_a_cover_and_an_empty_table(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(merged(replace(make.DOSSIER, documents=())))
    assert len(page_refs(open_pdf(path.read_bytes()))) == 2
    assert "Hồ sơ tuyển dụng" in text_of(path, 1)


def test_a_file_that_is_not_what_was_registered_stops_the_export(draft):
    for name, media_type in (("a.pdf", "application/pdf"), ("a.txt", "text/plain")):
        file = replace(file_of_bytes(name, media_type, draft()), sha256="0" * 64)
        with pytest.raises(RecordsError) as caught:
            dossier = replace(make.DOSSIER, documents=(with_files(make.LETTER, file),))
            merged(dossier)
        assert caught.value.code == "records.file_changed"


def test_copies_are_made_as_before(draft):
    """One way of taking pages over serves copies (Điều 25) and exports."""
    pdf = draft(pages=3)
    assert len(page_refs(open_pdf(copy_pages(pdf, [0, 2])))) == 2
