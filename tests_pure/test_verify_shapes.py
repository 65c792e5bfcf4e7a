"""Files without an end for whoever walks them: loops, bushes, depths, bombs."""

import time
import zlib

import pytest

from core.errors import PdfError
from core.pdfsign.prepare import prepare_document
from core.pdfsign.verify import Grade, verify_document

CATALOG = b"<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
FORM = b"<</Fields[]>>"


def build(*objects, trailer=b""):
    """Write a file of these objects, numbered from 1."""
    out, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = trailer.replace(b"HERE", b"%d" % table)
    out += b"trailer<</Root 1 0 R/Size %d%s>>\n" % (len(objects) + 1, trailer)
    return out + b"startxref\n%d\n%%%%EOF\n" % table


def bush(number):
    """A field whose thirty kids are all the next one."""
    return b"<</T(a)/Kids[%s]>>" % (b"%d 0 R " % (number + 1) * 30)


def bomb(size=200_000_000):
    packed = zlib.compress(bytes(size), 9)
    head = b"<</Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    return head + packed + b"\nendstream"


SHAPES = {
    "previous table is itself": lambda: build(
        CATALOG, PAGES, PAGE, FORM, trailer=b"/Prev HERE"
    ),
    "page tree in a circle": lambda: build(
        CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>", PAGE, FORM
    ),
    "page tree as a bush": lambda: build(
        CATALOG,
        b"<</Type/Pages/Kids[%s]/Count 1>>" % (b"2 0 R " * 50),
        PAGE,
        FORM,
    ),
    "form in a circle": lambda: build(
        CATALOG, PAGES, PAGE, b"<</Fields[5 0 R]>>", b"<</T(a)/Kids[5 0 R]>>"
    ),
    "form as a bush": lambda: build(
        CATALOG, PAGES, PAGE, b"<</Fields[5 0 R]>>", *map(bush, range(5, 16))
    ),
    "deep array": lambda: build(
        CATALOG, PAGES, PAGE, b"<</Fields%s%s>>" % (b"[" * 9000, b"]" * 9000)
    ),
    "deep dictionary": lambda: build(
        CATALOG, PAGES, PAGE, b"<</A" * 9000 + b">>" * 9000
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_without_end(pki, now, name):
    pdf = SHAPES[name]()
    start = time.process_time()
    assert verify_document(pdf, pki.policy(), now).grade is Grade.UNREADABLE
    with pytest.raises(PdfError) as caught:
        prepare_document(pdf)
    assert caught.value.code == "pdf.unreadable"
    assert time.process_time() - start < 10


def test_an_action_that_leads_to_itself(pki, now):
    page = PAGE.replace(b">>", b"/AA<</O 5 0 R>>>>")
    pdf = build(CATALOG, PAGES, page, FORM, b"<</S/URI/Next 5 0 R>>")
    verdict = verify_document(pdf, pki.policy(), now)
    assert [rule.code for rule in verdict.rules] == ["file.no_signature"]


def test_a_bomb_in_the_security_store(pki, now):
    catalog = CATALOG.replace(b">>", b"/DSS<</Certs[5 0 R]/CRLs[5 0 R]>>>>")
    pdf = build(catalog, PAGES, PAGE, FORM, bomb())
    start = time.process_time()
    assert verify_document(pdf, pki.policy(), now).grade is Grade.INVALID
    assert time.process_time() - start < 10


def test_more_revisions_than_any_office_makes(pki, now):
    pdf = build(CATALOG, PAGES, PAGE, FORM)
    size = 5
    for _revision in range(250):
        table = len(pdf)
        last = pdf.rindex(b"startxref") + 10
        previous = int(pdf[last : pdf.index(b"\n", last)])
        pdf += b"xref\n0 1\n0000000000 65535 f \n"
        pdf += b"trailer<</Root 1 0 R/Size %d/Prev %d>>\n" % (size, previous)
        pdf += b"startxref\n%d\n%%%%EOF\n" % table
    verdict = verify_document(pdf, pki.policy(), now)
    assert verdict.grade is Grade.UNREADABLE
    assert verdict.rules[0].params["reason"] == "251 revisions"
