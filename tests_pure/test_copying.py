"""Copies of documents: NĐ 30/2020 Điều 25."""

import io
import subprocess

import pytest
from PIL import Image, ImageChops
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader

from core.copying import check_form, copy_pages, count_pages, read_pages
from core.errors import CopyError, PdfError
from core.pdfsign.reading import active_content, open_pdf


def rendered(pdf, folder):
    """The pages as pictures, by a program that is not ours."""
    folder.mkdir()
    (folder / "x.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "72", "-png", folder / "x.pdf", folder / "p"],
        check=True,
        capture_output=True,
    )
    return [Image.open(path).convert("RGB") for path in sorted(folder.glob("p*.png"))]


def assert_same_pages(first, second):
    assert len(first) == len(second)
    for one, two in zip(first, second, strict=True):
        assert ImageChops.difference(one, two).getbbox() is None


def annotated(pdf, subtype="/FreeText", flags=4, **entries):
    """The file with a red note over its first page, as other tools write numbers."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    look = generic.StreamObject(stream_data=b"1 0 0 rg 0 0 10 10 re f")
    look[pdf_name("/BBox")] = generic.ArrayObject(
        generic.NumberObject(n) for n in (0, 0, 10, 10)
    )
    values = {
        "/Type": pdf_name("/Annot"),
        "/Subtype": pdf_name(subtype),
        "/F": generic.NumberObject(flags),
        "/Rect": generic.ArrayObject(
            generic.NumberObject(n) for n in (100, 100, 160, 120)
        ),
        "/AP": generic.DictionaryObject({pdf_name("/N"): writer.add_object(look)}),
        **entries,
    }
    note = generic.DictionaryObject({pdf_name(k): v for k, v in values.items()})
    page = writer.find_page_for_modification(0)[0]
    writer.register_annotation(page, writer.add_object(note))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_copy_shows_what_the_original_shows(chain, tmp_path):
    """Signature, number, date and seal become part of the page."""
    copy = copy_pages(chain.sealed)
    original = rendered(chain.sealed, tmp_path / "a")
    assert_same_pages(original, rendered(copy, tmp_path / "b"))
    draft = rendered(chain.draft, tmp_path / "c")
    assert ImageChops.difference(original[0], draft[0]).getbbox()


def test_the_copy_holds_no_signature(chain, tmp_path):
    copy = copy_pages(chain.sealed)
    assert copy.startswith(b"%PDF-1.7")
    reader = PdfReader(io.BytesIO(copy))
    for key in ("/AcroForm", "/DSS", "/Names", "/AF", "/OpenAction", "/Perms"):
        assert key not in reader.root_object
    assert all("/Annots" not in page for page in reader.pages)
    assert b"/ByteRange" not in copy
    path = tmp_path / "copy.pdf"
    path.write_bytes(copy)
    done = subprocess.run(["pdfsig", path], capture_output=True, text=True)
    assert "does not contain any signatures" in done.stdout


@pytest.mark.parametrize(
    "page",
    [
        {"rotate": 90},
        {"rotate": 180},
        {"rotate": 270},
        {"landscape": True},
        {"crop": 20},
    ],
)
def test_pages_of_any_shape(draft, tmp_path, page):
    pdf = annotated(draft(**page))
    assert_same_pages(
        rendered(pdf, tmp_path / "a"), rendered(copy_pages(pdf), tmp_path / "b")
    )


def test_notes_over_the_page_stay_and_hidden_ones_go(draft, tmp_path):
    """Other agencies' tools write the number as a note over the page."""
    plain = rendered(draft(), tmp_path / "plain")
    shown = rendered(copy_pages(annotated(draft())), tmp_path / "shown")
    assert shown[0].getpixel((130, 732)) == (255, 0, 0)
    hidden = rendered(copy_pages(annotated(draft(), flags=2)), tmp_path / "hidden")
    assert_same_pages(plain, hidden)


def test_scripts_and_files_do_not_go_over(draft):
    action = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("1")}
    )
    pdf = annotated(draft(), "/FileAttachment", **{"/A": action})
    assert set(active_content(open_pdf(pdf))) == {"JavaScript", "FileAttachment"}
    copy = copy_pages(pdf)
    assert active_content(open_pdf(copy)) == ()
    assert b"/JavaScript" not in copy


def test_an_extract_holds_the_chosen_pages_only(draft, tmp_path):
    """Điều 25.3: part of the content; the rest isn't hidden in the file either."""
    pdf = draft(pages=5)
    assert count_pages(pdf) == 5
    extract = copy_pages(pdf, read_pages("5, 1-2", 5))
    assert count_pages(extract) == 3
    whole = rendered(pdf, tmp_path / "a")
    assert_same_pages([whole[0], whole[1], whole[4]], rendered(extract, tmp_path / "b"))
    assert len(extract) < len(pdf) + 3000


def test_shared_fonts_stay_shared(draft):
    pdf = draft(pages=8)
    assert len(copy_pages(pdf)) < len(pdf) * 1.3


def test_pages_as_people_write_them():
    assert read_pages("1-3,5", 9) == (0, 1, 2, 4)
    assert read_pages(" 5 ; 2 – 3, 2", 9) == (1, 2, 4)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "copy.pages_missing"),
        ("1,,2", "copy.pages_syntax"),
        ("a", "copy.pages_syntax"),
        ("3-1", "copy.pages_syntax"),
        ("1-99999999", "copy.pages_syntax"),
        ("0", "copy.pages_range"),
        ("4-10", "copy.pages_range"),
        ("1-9", "copy.pages_all"),
    ],
)
def test_pages_that_are_refused(text, code):
    with pytest.raises(CopyError) as caught:
        read_pages(text, 9)
    assert caught.value.code == code


def test_forms_of_article_25():
    """Điều 25.1c, 25.2, 25.3: what may become an electronic copy."""
    assert check_form("SY", "paper", False).article == "Điều 25.1c"
    assert check_form("SL", "paper", True).article == "Điều 25.2"
    for medium in ("paper", "electronic"):
        assert check_form("TrS", medium, False).named
    assert not check_form("SY", "electronic", False).named
    assert not check_form("SL", "electronic", True).named


@pytest.mark.parametrize(
    ("form", "is_copy", "code"),
    [
        ("SL", False, "copy.form_of_original"),
        ("SY", True, "copy.form_of_copy"),
        ("TrS", True, "copy.form_of_copy"),
    ],
)
def test_sao_luc_comes_from_a_copy_and_nothing_else_does(form, is_copy, code):
    """Điều 25.2b: sao lục is made from a sao y."""
    for medium in ("paper", "electronic"):
        with pytest.raises(CopyError) as caught:
            check_form(form, medium, is_copy)
        assert caught.value.code == code


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 cut", b"MZ"])
def test_what_is_no_pdf(content):
    with pytest.raises(PdfError) as caught:
        copy_pages(content)
    assert caught.value.code == "pdf.unreadable"
