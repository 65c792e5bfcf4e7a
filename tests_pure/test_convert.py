"""Drafts to PDF: LibreOffice reads them and fetches nothing for them."""

import io
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from core.convert import to_pdf
from core.errors import PdfError
from core.pdftext import first_page_lines

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
    pdf = to_pdf(docx("Kính gửi: Ủy ban nhân dân tỉnh", f"{address}/x.png"), "a.docx")
    assert "Kính gửi: Ủy ban nhân dân tỉnh" in first_page_lines(pdf)
    assert asked == []


@pytest.mark.parametrize(
    ("name", "code"), [("a.exe", "convert.format"), ("a.docx", "convert.failed")]
)
def test_what_is_no_text_file_is_refused(name, code):
    with pytest.raises(PdfError) as caught:
        to_pdf(b"MZ no text", name)
    assert caught.value.code == code
    assert caught.value.params["name"] == name
