"""Files to PDF: what is taken, what is refused, and nothing is fetched for them."""

import gzip
import io
import subprocess
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader

from core.convert import to_pdf
from core.errors import EdocError, FormatError
from core.filekind import KINDS, check_content
from core.pdftext import first_page_lines
from core.scan import check_scan

SCHEMAS = "http://schemas.openxmlformats.org"
WORD = f"{SCHEMAS}/wordprocessingml/2006/main"
OFFICE = f"{SCHEMAS}/officeDocument/2006/relationships"
PACKAGE = f"{SCHEMAS}/package/2006"
DRAWING = f"{SCHEMAS}/drawingml/2006"
TYPE = "application/vnd.openxmlformats"


@pytest.fixture
def site():
    """A web site on loopback that notes who asks; ``(address, asked)``."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def docx(text, picture):
    """A Word file with a line of text and a picture that lies elsewhere."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType='
            f'"{TYPE}-package.relationships+xml"/>'
            '<Override PartName="/word/document.xml" ContentType='
            f'"{TYPE}-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        packed.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
        )
        packed.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r5" '
            f'Type="{OFFICE}/image" Target="{picture}" TargetMode="External"/>'
            "</Relationships>",
        )
        packed.writestr("word/document.xml", _body(text))
    return stream.getvalue()


def _body(text):
    return (
        f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}" xmlns:a="{DRAWING}/main" '
        f'xmlns:wp="{DRAWING}/wordprocessingDrawing" '
        f'xmlns:pic="{DRAWING}/picture"><w:body><w:p><w:r><w:t>{text}</w:t></w:r>'
        '<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/>'
        '<wp:docPr id="1" name="p"/><a:graphic>'
        f'<a:graphicData uri="{DRAWING}/picture"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="1" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        '<a:blip r:link="r5"/></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
        "</w:r></w:p></w:body></w:document>"
    )


def test_nothing_is_fetched_for_a_draft(site):
    address, asked = site
    content = docx("Kính gửi: Ủy ban nhân dân tỉnh", f"{address}/x.png")
    pdf = to_pdf(content, "docx", "a.docx")
    assert "Kính gửi: Ủy ban nhân dân tỉnh" in first_page_lines(pdf)
    assert asked == []


def test_nothing_is_fetched_for_a_spreadsheet(site):
    address, asked = site
    book = openpyxl.Workbook()
    book.active["A1"] = "Tổng"
    book.active["A2"] = f'=WEBSERVICE("{address}/x")'
    book.active["A3"] = f"='{address}/b.xlsx'#$Sheet1.A1"
    pdf = to_pdf(saved(book), "xlsx", "a.xlsx")
    assert "Tổng" in first_page_lines(pdf)
    assert asked == []


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def spreadsheet(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def picture(kind, size=(1654, 2339), mode="RGB", **options):
    stream = io.BytesIO()
    Image.new(mode, size, "white").save(stream, kind, **options)
    return stream.getvalue()


OFFICE_FILES = {
    "xlsx": spreadsheet(["Điện", 125]),
    "csv": "Tên,Số\nĐiện,125\n".encode(),
    "txt": "Điện\n125\n".encode(),
    "rtf": rb"{\rtf1\ansi \u272?i\u7879?n\par 125}",
}


@pytest.mark.parametrize("kind", OFFICE_FILES)
def test_office_files_become_pdf(kind):
    """TT 39/2017; NĐ 30 Phụ lục VI III.1a: letters of Vietnamese stay what they are."""
    pdf = to_pdf(OFFICE_FILES[kind], kind, f"a.{kind}")
    lines = " ".join(first_page_lines(pdf))
    assert "Điện" in lines and "125" in lines


@pytest.mark.parametrize("kind", ["odp", "doc", "pptx"])
def test_other_office_formats(kind, tmp_path):
    """Files as LibreOffice itself writes them, read back."""
    source = tmp_path / ("a.txt" if kind == "doc" else "a.fodp")
    source.write_text(SLIDES)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/p", "--headless"]
    command += ["--convert-to", kind, "--outdir", tmp_path, source]
    subprocess.run(command, check=True, capture_output=True)
    content = (tmp_path / f"a.{kind}").read_bytes()
    check_content(content, kind, "a")
    assert first_page_lines(to_pdf(content, kind, f"a.{kind}"))
    with pytest.raises(FormatError):
        check_content(content[: len(content) // 2], kind, "a")


SLIDES = """<?xml version="1.0"?><office:document office:version="1.2"
office:mimetype="application/vnd.oasis.opendocument.presentation"
xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>
<office:presentation><draw:page draw:name="1"><draw:frame svg:width="10cm"
svg:height="3cm" svg:x="1cm" svg:y="1cm"><draw:text-box><text:p>Ten</text:p>
</draw:text-box></draw:frame></draw:page></office:presentation></office:body>
</office:document>"""


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("jpeg", {"dpi": (200, 200)}),
        ("png", {"dpi": (200, 200)}),
        ("tiff", {"dpi": (200, 200)}),
        ("png", {}),
    ],
)
def test_a_scan_has_the_size_of_its_paper(kind, options):
    """NĐ 30 Phụ lục I: digitised at 100 %, colour, from 200 dpi, PDF from 1.4."""
    pdf = to_pdf(picture(kind, **options), kind, f"a.{kind}")
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) in (
        (595, 842),
        (596, 842),
    )
    check_scan(pdf)


def test_every_page_of_a_scan():
    pages = [Image.new("RGB", (1654, 2339), color) for color in ("red", "green")]
    stream = io.BytesIO()
    pages[0].save(
        stream, "TIFF", save_all=True, append_images=pages[1:], dpi=(200, 200)
    )
    pdf = to_pdf(stream.getvalue(), "tiff", "a.tiff")
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 2


def test_a_jpeg_goes_over_as_it_is():
    content = picture("jpeg", dpi=(300, 300))
    assert content in to_pdf(content, "jpeg", "a.jpg")


def test_what_is_transparent_is_white():
    content = picture("png", (300, 300), "RGBA")
    pdf = to_pdf(content, "png", "a.png")
    assert b"/SMask" not in pdf


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (picture("jpeg", (800, 1130), dpi=(96, 96)), "scan.coarse"),
        (picture("png", mode="L", dpi=(200, 200)), "scan.no_colour"),
        (picture("png", mode="1", dpi=(200, 200)), "scan.no_colour"),
    ],
)
def test_scans_that_are_not_as_the_decree_wants(content, code):
    """NĐ 30 Phụ lục I: colour, from 200 dpi."""
    kind = "jpeg" if content.startswith(b"\xff") else "png"
    with pytest.raises(FormatError) as caught:
        check_scan(to_pdf(content, kind, "a"))
    assert caught.value.code == code


def test_a_printed_text_is_no_scan(draft):
    with pytest.raises(FormatError) as caught:
        check_scan(draft().replace(b"%PDF-1.3", b"%PDF-1.4", 1))
    assert (caught.value.code, caught.value.params["page"]) == ("scan.no_picture", 1)
    with pytest.raises(FormatError) as caught:
        check_scan(draft())
    assert caught.value.code == "scan.version"


def bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        with packed.open("xl/workbook.xml", "w") as part:
            for _megabyte in range(600):
                part.write(bytes(1 << 20))
    return stream.getvalue()


SHEET = OFFICE_FILES["xlsx"]
PROGRAM = b"MZ\x90\0" + bytes(400)


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        *((PROGRAM, kind, "format.disguised") for kind in KINDS),
        (b"MZ program", "exe", "convert.format"),
        (SHEET, "docx", "format.disguised"),
        (SHEET, "ods", "format.disguised"),
        (SHEET[:-40], "xlsx", "format.cut_off"),
        (SHEET[: len(SHEET) // 2], "xlsx", "format.cut_off"),
        (picture("png")[:-20], "png", "format.cut_off"),
        (picture("jpeg")[:-20], "jpeg", "format.cut_off"),
        (picture("tiff")[:-2000], "tiff", "format.cut_off"),
        (picture("png")[:-20], "jpeg", "format.disguised"),
        (b"%PDF-1.7 half", "pdf", "format.cut_off"),
        (b"{\\rtf1 half", "rtf", "format.cut_off"),
        ("Điện".encode("utf-16"), "txt", "format.not_utf8"),
        (gzip.compress(b"x" * 9999)[:-9], "gzip", "format.cut_off"),
    ],
)
def test_what_a_file_says_it_is(content, kind, code):
    """Điều 13.1: a program, half a file, another format under a permitted name."""
    with pytest.raises(EdocError) as caught:
        if kind in ("pdf", "zip", "gzip"):
            check_content(content, kind, "tài liệu")
        else:
            to_pdf(content, kind, "tài liệu")
    assert caught.value.code == code
    assert caught.value.params["name"] == "tài liệu"


def test_what_unpacks_without_end_is_not_opened():
    content = bomb()
    assert len(content) < 1 << 20
    with pytest.raises(FormatError) as caught:
        to_pdf(content, "xlsx", "a.xlsx")
    assert caught.value.code == "format.bomb"
