"""More files made to fool: parts moved, hidden, freed, drawn over; readers overrun.

Beside ``test_verify_attacks``: signature wrapping with everything in its place, shadow
documents that hide or replace, evil annotations and visible time stamps on locked and
on certified files, containers of other shapes, numbers that parsers take on trust.
"""

import io
import re
import time

import pytest
from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers import PdfTimeStamper
from test_verify_attacks import form, note, updated
from test_verify_chain import other_tool
from test_verify_shapes import CATALOG, FORM, PAGE, PAGES, build

from core.pdfsign import fields
from core.pdfsign.services import time_stamper
from core.pdfsign.verify import Grade, verify_document

BAD = (Grade.INVALID, Grade.UNREADABLE)
OTHER = b"%d 0 obj\n<</Length 16>>stream\n0 0 300 300 re f\nendstream\nendobj\n"


def ranges(pdf):
    found = re.findall(rb"/ByteRange \[([\d ]+)\]", pdf)
    return [[int(number) for number in item.split()] for item in found]


def last_table(pdf):
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


def section(pdf, entries, extra=b""):
    """Append a cross-reference section; entries by object number, as in the file."""
    start = len(pdf) + 1
    root = re.findall(rb"/Root (\d+ 0 R)", pdf)[-1]
    size = max(int(n) for n in re.findall(rb"/Size (\d+)", pdf))
    table = b"".join(b"%d 1\n%s\n" % item for item in sorted(entries.items()))
    return pdf + (
        b"\nxref\n%strailer\n<</Root %s/Size %d/Prev %d%s>>\nstartxref\n%d\n%%%%EOF\n"
        % (table, root, size, last_table(pdf), extra, start)
    )


def contents_number(pdf):
    """Object number of the first page's content."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    page = PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Kids"][0]
    contents = page.raw_get("/Contents")
    if not isinstance(contents, generic.IndirectObject):
        contents = contents.raw_get(0)
    return contents.idnum


# -- moved, freed, replaced ----------------------------------------------------


def wrapped(pdf):
    """Signature wrapping: the signed second part moved to the end, room between.

    The old last ``startxref`` leads to where the attacker's table lies now.
    """
    first, start, end, rest = ranges(pdf)[-1]
    assert first == 0
    head, container, tail = pdf[:start], pdf[start:end], pdf[end : end + rest]
    room = head + container + b"\n"
    number, place = contents_number(pdf), len(room)
    room += OTHER % number
    root = re.findall(rb"/Root (\d+ 0 R)", pdf)[-1]
    room += b"\nxref\n%d 1\n%010d 00000 n \ntrailer\n<</Root %s/Size 999>>\n" % (
        number,
        place,
        root,
    )
    moved = len(room)
    old = re.findall(rb"/ByteRange \[[\d ]+\]", pdf)[-1]
    new = (b"/ByteRange [0 %d %d %d]" % (start, moved, rest)).ljust(len(old))
    return room.replace(old, new[: len(old)]) + tail


def freed(pdf):
    """A later table calls the page's content free: viewers show an empty page."""
    return section(pdf, {contents_number(pdf): b"0000000000 00001 f "})


def pointed_elsewhere(pdf):
    """A later table, no new object: the number leads to other signed bytes."""
    other = [m.start() for m in re.finditer(rb"\d+ 0 obj", pdf)][1]
    return section(pdf, {contents_number(pdf): b"%010d 00000 n " % other})


def next_generation(pdf):
    number = contents_number(pdf)
    body = pdf + OTHER.replace(b" 0 obj", b" 1 obj") % number
    return section(body, {number: b"%010d 00001 n " % len(pdf)})


def hidden_in_a_hybrid_table(pdf):
    """Old readers see the table, new ones the stream that it names (/XRefStm)."""
    number, place = contents_number(pdf), len(pdf)
    body = pdf + OTHER % number
    stream = b"\x01" + place.to_bytes(4, "big") + b"\0\0"
    where = len(body)
    head = b"<</Type/XRef/W[1 4 2]/Index[%d 1]/Size 991/Length 7>>stream\n" % number
    body += b"990 0 obj\n" + head + stream + b"\nendstream\nendobj\n"
    table = b"%010d 00000 n " % where
    return section(body, {990: table}, b"/XRefStm %d" % where)


def table_without_a_table(pdf):
    """An update that has objects and a trailer only: some readers search for it."""
    return pdf + OTHER % contents_number(pdf) + b"trailer\n<</Root 1 0 R>>\n%%EOF\n"


def renamed_signature(pdf):
    """The seal's dictionary calls itself a time stamp: not to be taken for less."""
    place = pdf.rindex(b"/Type /Sig")
    return pdf[:place] + b"/Typo /Sig" + pdf[place + 10 :]


MOVED = {
    function.__name__: function
    for function in (
        wrapped,
        freed,
        pointed_elsewhere,
        next_generation,
        hidden_in_a_hybrid_table,
        table_without_a_table,
        renamed_signature,
    )
}


@pytest.mark.parametrize("name", MOVED)
def test_parts_moved_freed_and_replaced(chain, pki, now, name):
    pdf = MOVED[name](chain.sealed)
    assert pdf != chain.sealed
    assert verify_document(pdf, pki.policy(), now).grade in BAD


# -- drawn over ----------------------------------------------------------------


def evil_field(name="Evil", signed=False):
    """An unsigned signature field whose picture lies over the page."""

    def change(writer):
        box = (50, 400, 550, 800)
        append_signature_field(writer, SigFieldSpec(name, box=box, on_page=0))
        field = fields.signature_fields(writer)[name]
        drawn = writer.add_object(form(b"1 g 0 0 500 400 re f", 500, 400))
        field.value["/AP"] = generic.DictionaryObject({pdf_name("/N"): drawn})
        writer.mark_update(field.ref)

    return change


def store(writer):
    """Validation data, as archives add them."""
    writer.root[pdf_name("/DSS")] = writer.add_object(
        generic.DictionaryObject({pdf_name("/Certs"): generic.ArrayObject()})
    )
    writer.update_root()


def metadata(writer):
    stream = generic.StreamObject(stream_data=b"<x/>")
    stream[pdf_name("/Type")] = pdf_name("/Metadata")
    stream[pdf_name("/Subtype")] = pdf_name("/XML")
    writer.root[pdf_name("/Metadata")] = writer.add_object(stream)
    writer.update_root()


def visible_stamp(pdf, pki, context=None):
    """A good time stamp, for everybody can have one, with a picture over the page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    evil_field("Stamp")(writer)
    stamper = PdfTimeStamper(time_stamper(pki.services()), field_name="Stamp")
    return stamper.timestamp_pdf(writer, "sha256", context).getvalue()


def foreign(pki, draft):
    """As other tools sign: approval signatures, nothing locked."""
    pdf = other_tool(draft(), pki, "director", "S1")
    return other_tool(pdf, pki, "seal_sct", "S2")


def both(*changes):
    def change(writer):
        for item in changes:
            item(writer)

    return change


def turned(writer):
    page, _resources = writer.find_page_for_modification(0)
    page.get_object()[pdf_name("/Rotate")] = generic.NumberObject(180)
    writer.mark_update(page)


def turned_above(writer):
    pages = writer.root["/Pages"]
    pages[pdf_name("/Rotate")] = generic.NumberObject(180)
    writer.update_container(pages)


def drawn_anew(writer):
    """Viewers draw the fields themselves, by what else stands there."""
    writer.root["/AcroForm"][pdf_name("/NeedAppearances")] = generic.BooleanObject(True)
    writer.update_container(writer.root["/AcroForm"])


def shown_as_collection(writer):
    writer.root[pdf_name("/Collection")] = generic.DictionaryObject(
        {pdf_name("/View"): pdf_name("/T")}
    )
    writer.update_root()


def other_unit(writer):
    page, _resources = writer.find_page_for_modification(0)
    page.get_object()[pdf_name("/UserUnit")] = generic.NumberObject(20)
    writer.mark_update(page)


def other_tag(writer):
    writer.root[pdf_name("/StructTreeRoot")] = writer.add_object(
        generic.DictionaryObject({pdf_name("/ActualText"): pdf_string("999")})
    )
    writer.update_root()


def other_fonts_of_the_page(writer):
    page, _resources = writer.find_page_for_modification(0)
    resources = page.get_object()["/Resources"]
    fonts = resources["/Font"]
    for name in list(fonts):
        fonts[name] = writer.add_object(
            generic.DictionaryObject(
                {
                    pdf_name("/Type"): pdf_name("/Font"),
                    pdf_name("/Subtype"): pdf_name("/Type1"),
                    pdf_name("/BaseFont"): pdf_name("/Symbol"),
                }
            )
        )
    writer.update_container(fonts)
    writer.update_container(resources)
    writer.mark_update(page)


def other_code_map(writer):
    """The letters look as before; what is copied or searched is another text."""
    page, _resources = writer.find_page_for_modification(0)
    fonts = page.get_object()["/Resources"]["/Font"]
    font = next(item for item in map(fonts.__getitem__, fonts) if "/ToUnicode" in item)
    cmap = font.raw_get("/ToUnicode")
    stream = cmap.get_object()
    stream._data, stream._encoded_data = b"begincmap endcmap", None
    stream.pop(pdf_name("/Filter"), None)
    writer.mark_update(cmap)


AFTER = {
    "evil field": evil_field(),
    "evil field and evidence": both(evil_field(), store),
    "evil field and metadata": both(evil_field(), metadata),
    "note and evidence": both(note("/FreeText"), store),
    "link": note("/Link"),
    "turned": turned,
    "turned above": turned_above,
    "drawn anew": drawn_anew,
    "collection": shown_as_collection,
    "unit": other_unit,
    "tags": other_tag,
    "fonts": other_fonts_of_the_page,
    "code map": other_code_map,
}


@pytest.mark.parametrize("name", AFTER)
@pytest.mark.parametrize("whose", ["ours", "foreign"])
def test_drawn_over_after_the_seal(chain, pki, draft, now, name, whose):
    """Locked or not, nothing may be shown otherwise than the seal covers it."""
    pdf = chain.sealed if whose == "ours" else foreign(pki, draft)
    policy = pki.policy(crls=pki.crls(now))
    assert verify_document(pdf, policy, now).grade is Grade.VALID
    verdict = verify_document(updated(pdf, AFTER[name]), policy, now)
    assert verdict.grade in BAD, (verdict.grade, verdict.rules)


@pytest.mark.parametrize("whose", ["ours", "foreign"])
def test_a_time_stamp_with_a_picture(chain, pki, draft, now, whose):
    pdf = chain.sealed if whose == "ours" else foreign(pki, draft)
    policy = pki.policy(crls=pki.crls(now))
    verdict = verify_document(visible_stamp(pdf, pki), policy, now)
    assert verdict.grade in BAD, (verdict.grade, verdict.rules)


def test_an_empty_field_of_before_is_drawn_on(pki, draft, now):
    """The field was there when the seal was put; its picture was not."""

    def empty(writer):
        append_signature_field(writer, SigFieldSpec("Later", box=(50, 50, 500, 700)))

    def draw(writer):
        field = fields.signature_fields(writer)["Later"]
        drawn = writer.add_object(form(b"1 g 0 0 450 650 re f", 450, 650))
        field.value["/AP"] = generic.DictionaryObject({pdf_name("/N"): drawn})
        writer.mark_update(field.ref)

    pdf = other_tool(updated(draft(), empty), pki, "director", "S1")
    pdf = other_tool(pdf, pki, "seal_sct", "S2")
    policy = pki.policy(crls=pki.crls(now))
    assert verify_document(pdf, policy, now).grade is Grade.VALID
    for change in (draw, both(draw, store), both(draw, metadata)):
        verdict = verify_document(updated(pdf, change), policy, now)
        assert verdict.grade in BAD, (verdict.grade, verdict.rules)


# -- containers ----------------------------------------------------------------


def container(pdf):
    _first, start, end, _rest = ranges(pdf)[-1]
    return pdf[start + 1 : end - 1]


def with_container(pdf, content):
    """The seal's container with other hexadecimal digits, as long as before."""
    _first, start, end, _rest = ranges(pdf)[-1]
    room = end - start - 2
    assert len(content) <= room
    return pdf[: start + 1] + content.ljust(room, b"0") + pdf[end - 1 :]


def other_cms(change):
    def spoil(pdf):
        info = cms.ContentInfo.load(bytes.fromhex(container(pdf).decode()))
        change(info["content"])
        return with_container(pdf, info.dump(force=True).hex().encode())

    return spoil


def two_signers(signed):
    [first] = list(signed["signer_infos"])
    signed["signer_infos"] = cms.SignerInfos([first, first])


def no_signer(signed):
    signed["signer_infos"] = cms.SignerInfos([])


def no_attributes(signed):
    signed["signer_infos"][0]["signed_attrs"] = cms.CMSAttributes([])


def no_certificates(signed):
    signed["certificates"] = cms.CertificateSet([])


def other_algorithm(signed):
    signed["signer_infos"][0]["digest_algorithm"] = {"algorithm": "sha1"}


def empty_value(signed):
    signed["signer_infos"][0]["signature"] = b""


def literal(pdf):
    """The same bytes, but the dictionary's /Contents is a name of nothing."""
    return pdf.replace(b"/Contents <", b"/Contents(", 9)


def twice_named(pdf):
    """A second /Contents and /ByteRange in the dictionary, before the real ones."""
    place = pdf.rindex(b"/ByteRange [")
    return pdf[:place] + b"/Contents<00>/ByteRange[0 1 2 3]" + pdf[place:]


CONTAINERS = {
    "two signers": other_cms(two_signers),
    "no signer": other_cms(no_signer),
    "no attributes": other_cms(no_attributes),
    "no certificates": other_cms(no_certificates),
    "other algorithm": other_cms(other_algorithm),
    "empty value": other_cms(empty_value),
    "a literal": literal,
    "twice named": twice_named,
    "of nulls": lambda pdf: with_container(pdf, b"0500" * 20),
    "no hexadecimal": lambda pdf: with_container(pdf, b"zz" * 20),
    "cut": lambda pdf: with_container(pdf, container(pdf)[:900]),
    "range of fractions": lambda pdf: pdf.replace(b"/ByteRange [0 ", b"/ByteRange [.0"),
    "range in five": lambda pdf: pdf.replace(b"/ByteRange [0 ", b"/ByteRange [0 0"),
    "no range at all": lambda pdf: pdf.replace(b"/ByteRange [", b"/ByteRange %["),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_containers_of_other_shapes(chain, pki, now, name):
    pdf = CONTAINERS[name](chain.sealed)
    assert pdf != chain.sealed
    verdict = verify_document(pdf, pki.policy(), now)
    assert verdict.grade in BAD, (verdict.grade, verdict.rules)


# -- numbers that a reader takes on trust --------------------------------------


def streamed(extra, data=b"\x01\x00\x09\x00" * 6):
    """A file whose cross-reference is a stream with these entries."""
    out = b"%PDF-1.7\n1 0 obj" + CATALOG + b"\nendobj\n2 0 obj" + PAGES
    out += b"\nendobj\n3 0 obj" + PAGE + b"\nendobj\n4 0 obj" + FORM + b"\nendobj\n"
    place = len(out)
    head = b"9 0 obj<</Type/XRef/Root 1 0 R/Length %d%s>>stream\n" % (len(data), extra)
    out += head + data + b"\nendstream\nendobj\n"
    return out + b"startxref\n%d\n%%%%EOF\n" % place


def plain(old=b"", new=b""):
    return build(CATALOG, PAGES, PAGE, FORM).replace(old, new, 1)


TRUSTED_NUMBERS = {
    "endless table": lambda: plain(b"xref\n0 5", b"xref\n0 99999999999"),
    "negative table": lambda: plain(b"xref\n0 5", b"xref\n-3 5"),
    "endless size": lambda: plain(b"/Size 5", b"/Size 99999999999999999999"),
    "endless index": lambda: streamed(b"/W[1 2 1]/Size 9/Index[0 2000000000]"),
    "negative index": lambda: streamed(b"/W[1 2 1]/Size 9/Index[-5 9]"),
    "entries of no width": lambda: streamed(b"/W[0 0 0]/Size 2000000000"),
    "entries of all width": lambda: streamed(b"/W[1 999999999 1]/Size 9"),
    "columns": lambda: streamed(
        b"/W[1 2 1]/Size 6/Filter/FlateDecode/DecodeParms<</Predictor 12"
        b"/Columns 2147483647>>"
    ),
    "table at minus one": lambda: plain(b"startxref\n", b"startxref\n-"),
    "table beyond": lambda: plain(b"startxref\n", b"startxref\n99999999"),
    "pages less than none": lambda: plain(b"/Count 1", b"/Count -1"),
    "pages without number": lambda: plain(b"/Count 1", b"/Count 9e9"),
    "length beyond": lambda: build(
        CATALOG, PAGES, PAGE, FORM, b"<</Length 99999999999>>stream\nx\nendstream"
    ),
    "field above itself": lambda: build(
        CATALOG,
        PAGES,
        PAGE,
        b"<</Fields[5 0 R]>>",
        b"<</FT/Sig/T(a)/Parent 5 0 R/V 5 0 R>>",
    ),
    "page above itself": lambda: build(
        CATALOG, b"<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1>>", PAGE, FORM
    ),
    "names in a circle": lambda: build(
        CATALOG.replace(b">>", b"/Names<</EmbeddedFiles 5 0 R>>>>"),
        PAGES,
        PAGE,
        FORM,
        b"<</Kids[5 0 R]>>",
    ),
    "a hundred thousand kids": lambda: build(
        CATALOG, b"<</Type/Pages/Kids[%s]/Count 1>>" % (b"3 0 R " * 10**5), PAGE, FORM
    ),
    "reference to itself": lambda: build(CATALOG, b"2 0 R", PAGE, FORM),
}


@pytest.mark.parametrize("name", TRUSTED_NUMBERS)
def test_numbers_that_overrun_a_reader(pki, now, name):
    begun = time.process_time()
    verdict = verify_document(TRUSTED_NUMBERS[name](), pki.policy(), now)
    assert verdict.grade in BAD, (verdict.grade, verdict.rules)
    assert time.process_time() - begun < 10
