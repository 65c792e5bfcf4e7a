"""Files made to fool: every attack on a sealed document must be seen.

The classes known from research on PDF signatures (incremental saving, wrapping,
universal forgery, shadow documents) and those of this office: a changed number, a
foreign seal, a file cut back to its first signature.
"""

import io
import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from core.pdfsign import fields
from core.pdfsign.sign import Level, apply_seal
from core.pdfsign.verify import Grade, verify_document
from core.token.key import key_from_memory


def updated(pdf, change):
    """Return ``pdf`` after ``change(writer)``, as one incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def form(content, width=100, height=20):
    stream = generic.StreamObject(stream_data=content)
    stream[pdf_name("/Subtype")] = pdf_name("/Form")
    stream[pdf_name("/BBox")] = generic.ArrayObject(
        generic.NumberObject(n) for n in (0, 0, width, height)
    )
    return stream


def other_number(writer):
    item = fields.text_fields(writer)[fields.NUMBER]
    item.value[pdf_name("/V")] = pdf_string("999")
    drawn = writer.add_object(form(b"BT /EdocSerif 13 Tf <393939> Tj ET"))
    item.value["/AP"] = generic.DictionaryObject({pdf_name("/N"): drawn})
    writer.mark_update(item.ref)


def other_drawing(writer):
    item = fields.text_fields(writer)[fields.NUMBER]
    drawn = writer.add_object(form(b"BT /EdocSerif 13 Tf <393939> Tj ET"))
    item.value["/AP"] = generic.DictionaryObject({pdf_name("/N"): drawn})
    writer.mark_update(item.ref)


def other_drawing_in_place(writer):
    item = fields.text_fields(writer)[fields.NUMBER]
    stream = item.value["/AP"]["/N"]
    stream._data = stream._encoded_data = None
    stream._data = b"BT /EdocSerif 13 Tf <393939> Tj ET"
    if "/Filter" in stream:
        del stream["/Filter"]
    writer.mark_update(item.value["/AP"].raw_get("/N"))


def other_signature_picture(writer):
    item = fields.signature_fields(writer)[fields.PERSON]
    drawn = writer.add_object(form(b"0 0 9 9 re f"))
    item.value["/AP"] = generic.DictionaryObject({pdf_name("/N"): drawn})
    writer.mark_update(item.ref)


def other_contents(writer):
    page, _resources = writer.find_page_for_modification(0)
    stream = writer.add_object(generic.StreamObject(stream_data=b"0 0 300 300 re f"))
    page.get_object()[pdf_name("/Contents")] = stream
    writer.mark_update(page)


def contents_in_place(writer):
    page, _resources = writer.find_page_for_modification(0)
    contents = page.get_object().raw_get("/Contents")
    if not isinstance(contents, generic.IndirectObject):
        contents = contents.raw_get(0)
    stream = contents.get_object()
    replaced = generic.StreamObject(stream_data=b"0 0 300 300 re f")
    stream.clear()
    stream.update(replaced)
    stream._encoded_data, stream._data = None, b"0 0 300 300 re f"
    writer.mark_update(contents)


def more_contents(writer):
    stream = generic.StreamObject(stream_data=b"q 0 0 300 300 re f Q")
    writer.add_stream_to_page(0, writer.add_object(stream))


def note(subtype):
    def change(writer):
        page, _resources = writer.find_page_for_modification(0)
        annotation = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name(subtype),
                pdf_name("/Contents"): pdf_string("999"),
                pdf_name("/Rect"): generic.ArrayObject(
                    generic.NumberObject(n) for n in (100, 700, 300, 740)
                ),
                pdf_name("/AP"): generic.DictionaryObject(
                    {pdf_name("/N"): writer.add_object(form(b"0 0 99 19 re f"))}
                ),
            }
        )
        writer.register_annotation(page, writer.add_object(annotation))

    return change


def without_annotations(writer):
    page, _resources = writer.find_page_for_modification(0)
    page.get_object()[pdf_name("/Annots")] = generic.ArrayObject()
    writer.mark_update(page)


def new_page(writer):
    pages = writer.root["/Pages"]
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/Parent"): writer.root.raw_get("/Pages"),
            pdf_name("/MediaBox"): generic.ArrayObject(
                generic.NumberObject(n) for n in (0, 0, 595, 842)
            ),
        }
    )
    pages["/Kids"].append(writer.add_object(page))
    pages[pdf_name("/Count")] = generic.NumberObject(len(pages["/Kids"]))
    writer.update_container(pages)
    writer.update_container(pages["/Kids"])


def replaced_page(writer):
    pages = writer.root["/Pages"]
    old = pages["/Kids"][0]
    page = generic.DictionaryObject(dict(old))
    page[pdf_name("/Contents")] = writer.add_object(
        generic.StreamObject(stream_data=b"0 0 300 300 re f")
    )
    pages["/Kids"].clear()
    pages["/Kids"].append(writer.add_object(page))
    writer.update_container(pages)
    writer.update_container(pages["/Kids"])


def other_tree(writer):
    """Another page tree under the catalog, the signed one kept unused."""
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/MediaBox"): generic.ArrayObject(
                generic.NumberObject(n) for n in (0, 0, 595, 842)
            ),
        }
    )
    kids = generic.ArrayObject([writer.add_object(page)])
    tree = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Pages"),
            pdf_name("/Kids"): kids,
            pdf_name("/Count"): generic.NumberObject(1),
        }
    )
    page[pdf_name("/Parent")] = ref = writer.add_object(tree)
    writer.root[pdf_name("/Pages")] = ref
    writer.update_root()


def larger_page(writer):
    page, _resources = writer.find_page_for_modification(0)
    box = generic.ArrayObject(generic.NumberObject(n) for n in (0, 400, 595, 842))
    page.get_object()[pdf_name("/CropBox")] = box
    writer.mark_update(page)


def hidden_layer(writer):
    properties = generic.DictionaryObject(
        {pdf_name("/OCGs"): generic.ArrayObject(), pdf_name("/D"): generic.NullObject()}
    )
    writer.root[pdf_name("/OCProperties")] = properties
    writer.update_root()


def script(writer):
    action = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("1")}
    )
    writer.root[pdf_name("/OpenAction")] = writer.add_object(action)
    writer.update_root()


def no_form(writer):
    del writer.root["/AcroForm"]
    writer.update_root()


def moved_field(writer):
    item = fields.text_fields(writer)[fields.NUMBER]
    item.value[pdf_name("/Rect")] = generic.ArrayObject(
        generic.NumberObject(n) for n in (0, 0, 1, 1)
    )
    writer.mark_update(item.ref)


def hidden_field(writer):
    item = fields.text_fields(writer)[fields.NUMBER]
    item.value[pdf_name("/F")] = generic.NumberObject(2)
    writer.mark_update(item.ref)


def other_font(writer):
    fonts = writer.root["/AcroForm"]["/DR"]["/Font"]
    font = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Font"),
            pdf_name("/Subtype"): pdf_name("/Type1"),
            pdf_name("/BaseFont"): pdf_name("/Symbol"),
        }
    )
    fonts[pdf_name(fields.FONT_RESOURCE)] = writer.add_object(font)
    writer.update_container(fonts)
    writer.update_container(writer.root["/AcroForm"])


CHANGES = [
    other_number,
    other_drawing,
    other_drawing_in_place,
    other_signature_picture,
    other_contents,
    contents_in_place,
    more_contents,
    note("/FreeText"),
    note("/Stamp"),
    note("/Highlight"),
    without_annotations,
    new_page,
    replaced_page,
    other_tree,
    larger_page,
    hidden_layer,
    script,
    no_form,
    moved_field,
    hidden_field,
    other_font,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.__qualname__.split(".")[0])
def test_changes_after_the_seal(chain, pki, now, change):
    """Incremental saving: whatever a later revision does to the content."""
    verdict = verify_document(updated(chain.sealed, change), pki.policy(), now)
    assert verdict.grade is Grade.INVALID, verdict.rules


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.__qualname__.split(".")[0])
def test_changes_before_a_foreign_seal(chain, pki, now, change):
    """A change after our seal isn't made good by somebody else's seal over it."""
    pdf = updated(chain.sealed, change)
    signer = pki.memory_key("seal_other").signer
    meta = PdfSignatureMetadata(field_name="Z", subfilter=SigSeedSubFilter.PADES)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    pdf = PdfSigner(meta, signer).sign_pdf(writer).getvalue()
    policy = pki.policy(crls=pki.crls(now))
    assert verify_document(pdf, policy, now).grade is Grade.INVALID


# -- the file ------------------------------------------------------------------


def seal_range(pdf):
    (signature,) = re.findall(rb"/ByteRange \[([\d ]+)\]", pdf)[-1:]
    return [int(number) for number in signature.split()]


def with_range(pdf, numbers):
    old = re.findall(rb"/ByteRange \[[\d ]+\]", pdf)[-1]
    new = b"/ByteRange [%s]" % b" ".join(b"%d" % n for n in numbers)
    place = pdf.rindex(old)
    return pdf[:place] + new.ljust(len(old))[: len(old)] + pdf[place + len(old) :]


def zeroed(pdf):
    start, end = seal_range(pdf)[1], seal_range(pdf)[2]
    return pdf[: start + 1] + b"0" * (end - start - 2) + pdf[end - 1 :]


def swapped_containers(pdf):
    """The seal's container put in the place of the first signature's."""
    ranges = [
        [int(n) for n in found.split()]
        for found in re.findall(rb"/ByteRange \[([\d ]+)\]", pdf)
    ]
    (_a, start, end, _b), (_c, first, last, _d) = ranges
    own = pdf[first + 1 : last - 1]
    room = end - start - 2
    moved = own[:room].ljust(room, b"0")
    return pdf[: start + 1] + moved + pdf[end - 1 :]


def flipped(pdf, place):
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def encrypted(pdf):
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf)))
    writer.encrypt("owner", "user")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def rewritten(pdf):
    """What Odoo's report merging does: the same objects, other bytes."""
    out = io.BytesIO()
    copy_into_new_writer(PdfFileReader(io.BytesIO(pdf))).write(out)
    return out.getvalue()


FILES = {
    "appended bytes": (lambda p: p + b"\nappended", Grade.INVALID),
    "appended object": (lambda p: p + b"\n99 0 obj\n<<>>\nendobj\n", None),
    "appended file": (lambda p: p + p, None),
    "appended end": (lambda p: p + b"\n1 0 obj\n<<>>\nendobj\n%%EOF\n", None),
    "prepended bytes": (lambda p: b"junk\n" + p, None),
    "cut by 10": (lambda p: p[:-10], Grade.UNREADABLE),
    "cut in half": (lambda p: p[: len(p) // 2], None),
    "zeroed seal": (zeroed, Grade.INVALID),
    "swapped containers": (swapped_containers, Grade.INVALID),
    "flipped in the draft": (lambda p: flipped(p, 400), None),
    "flipped before the seal": (lambda p: flipped(p, seal_range(p)[1] - 900), None),
    "flipped after the seal": (lambda p: flipped(p, seal_range(p)[2] + 60), None),
    "no byte range": (lambda p: p.replace(b"/ByteRange", b"/BiteRange"), Grade.INVALID),
    "no contents": (lambda p: p.replace(b"/Contents <", b"/Kontents <"), Grade.INVALID),
    "empty range": (lambda p: with_range(p, [0, 0, 0, 0]), Grade.INVALID),
    "range of three": (lambda p: with_range(p, [0, 10, 20]), Grade.INVALID),
    "range beyond": (
        lambda p: with_range(p, [0, 10, 20, 99999999999]),
        Grade.INVALID,
    ),
    "negative range": (lambda p: with_range(p, [0, -1, 5, 10]), Grade.INVALID),
    "wider gap": (
        lambda p: with_range(p, [0, seal_range(p)[1] - 50, *seal_range(p)[2:]]),
        Grade.INVALID,
    ),
    "encrypted": (encrypted, Grade.UNREADABLE),
    "rewritten": (rewritten, Grade.INVALID),
    "empty": (lambda p: b"", Grade.UNREADABLE),
    "text": (lambda p: b"%PDF-1.7\nno more\n%%EOF", Grade.UNREADABLE),
    "picture": (lambda p: b"\x89PNG\r\n" + bytes(1000), Grade.UNREADABLE),
}


@pytest.mark.parametrize("name", FILES)
def test_files_made_to_fool(chain, pki, now, name):
    spoil, grade = FILES[name]
    verdict = verify_document(spoil(chain.sealed), pki.policy(), now)
    if grade is None:
        assert verdict.grade in (Grade.INVALID, Grade.UNREADABLE), verdict.rules
    else:
        assert verdict.grade is grade, verdict.rules


def test_the_file_cut_back_to_an_earlier_revision(chain, pki, now):
    for pdf in (chain.prepared, chain.signed, chain.numbered):
        assert verify_document(pdf, pki.policy(), now).grade is Grade.INVALID


def test_blanks_after_the_end_are_harmless(chain, pki, now):
    verdict = verify_document(chain.sealed + b"\r\n\0", pki.policy(), now)
    assert verdict.grade is Grade.VALID, verdict.rules


def test_too_large(chain, pki, now):
    verdict = verify_document(chain.sealed, pki.policy(max_bytes=1000), now)
    assert verdict.grade is Grade.UNREADABLE
    assert verdict.has("file.too_large")


def test_a_shadow_object_swapped_in(chain, pki, draft, now):
    """Shadow documents: content prepared before signing, shown after it."""

    def show_other(writer):
        page, _resources = writer.find_page_for_modification(0)
        contents = page.get_object().raw_get("/Contents")
        page.get_object()[pdf_name("/Contents")] = generic.ArrayObject(
            [writer.root.raw_get("/EDOC_Hidden"), contents]
        )
        writer.mark_update(page)

    from test_verify_chain import NAME

    from core.pdfsign.prepare import prepare_document
    from core.pdfsign.sign import fill_number, sign_personal

    def hide(writer):
        stream = generic.StreamObject(stream_data=b"0 0 300 300 re f")
        writer.root[pdf_name("/EDOC_Hidden")] = writer.add_object(stream)
        writer.update_root()

    services = pki.services(Level.B)
    pdf = prepare_document(updated(draft(), hide), signer_name=NAME).pdf
    pdf = sign_personal(pdf, pki.memory_key("director"), None, now, services)
    pdf = fill_number(pdf, "1", "01", "01")
    pdf = apply_seal(pdf, pki.memory_key("seal_sct"), pki.seal_picture(), now, services)
    policy = pki.policy(crls=pki.crls(now))
    assert verify_document(pdf, policy, now).grade is Grade.VALID
    shown = verify_document(updated(pdf, show_other), policy, now)
    assert shown.grade is Grade.INVALID


# -- keys ----------------------------------------------------------------------


def sealed_by(chain, pki, now, key):
    services = pki.services(Level.B)
    return apply_seal(chain.numbered, key, pki.seal_picture(), now, services)


def test_a_forged_authority(chain, pki, now):
    pdf = sealed_by(chain, pki, now, pki.memory_key("rogue_seal"))
    verdict = verify_document(pdf, pki.policy(online=True), now)
    assert verdict.grade is Grade.INVALID
    assert verdict.has("certificate.untrusted")


def test_unknown_roots(chain, pki, now):
    for roots in ((), (pki.certificate("rogue"),)):
        policy = pki.policy(roots=roots, intermediates=())
        verdict = verify_document(chain.sealed, policy, now)
        assert verdict.grade is Grade.INVALID
        assert verdict.has("certificate.untrusted")


def issue(pki, now, bits=2048, usage=(True, True), name="Sở Công Thương tỉnh Lai Châu"):
    """A certificate of the test authority with other traits than it would issue."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    ca = x509.load_der_x509_certificate(pki.certificate("ca"))
    signer = serialization.load_pem_private_key(
        (pki.folder / "keys/ca.pem").read_bytes(), None
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(ca.subject, subject, key.public_key(), 424242)
    builder = builder.not_valid_before(now - timedelta(days=1))
    builder = builder.not_valid_after(now + timedelta(days=99))
    builder = builder.add_extension(
        x509.KeyUsage(*usage, *(usage == (False, False),) * 2, *(False,) * 5), True
    )
    cert = builder.sign(signer, SHA256()).public_bytes(serialization.Encoding.DER)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return key_from_memory(pem, cert, (pki.certificate("ca"),))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, None),
        ({"bits": 1024}, "certificate.algorithm"),
        ({"usage": (False, False)}, "certificate.purpose"),
    ],
)
def test_certificates_that_must_not_seal(chain, pki, now, options, code):
    signer = issue(pki, now, **options).signer
    meta = PdfSignatureMetadata(field_name=fields.SEAL)
    writer = IncrementalPdfFileWriter(io.BytesIO(chain.numbered))
    pdf = PdfSigner(meta, signer).sign_pdf(writer).getvalue()
    verdict = verify_document(pdf, pki.policy(crls=pki.crls(now)), now)
    assert verdict.has(code) if code else verdict.grade is Grade.VALID, verdict.rules
    assert code is None or verdict.grade is Grade.INVALID


def test_a_weak_digest(chain, pki, now):
    meta = PdfSignatureMetadata(field_name=fields.SEAL, md_algorithm="sha1")
    writer = IncrementalPdfFileWriter(io.BytesIO(chain.numbered))
    signer = pki.memory_key("seal_sct").signer
    pdf = PdfSigner(meta, signer).sign_pdf(writer).getvalue()
    verdict = verify_document(pdf, pki.policy(crls=pki.crls(now)), now)
    assert verdict.grade is Grade.INVALID
    assert verdict.has("signature.algorithm")


def test_a_time_stamp_of_another_signature(chain, pki, draft, now):
    """The stamp of the first signature copied into the seal."""
    from asn1crypto import cms

    reader = PdfFileReader(io.BytesIO(chain.sealed))
    person, seal = reader.embedded_regular_signatures
    content = cms.ContentInfo.load(seal.pkcs7_content)
    signer = content["content"]["signer_infos"][0]
    signer["unsigned_attrs"] = person.signer_info["unsigned_attrs"].copy()
    der = content.dump(force=True)
    _zero, start, end, _rest = seal_range(chain.sealed)
    room = end - start - 2
    moved = der.hex().encode().ljust(room, b"0")
    pdf = chain.sealed[: start + 1] + moved + chain.sealed[end - 1 :]
    verdict = verify_document(pdf, pki.policy(), now)
    assert verdict.grade is Grade.INVALID
    assert verdict.has("timestamp.broken")


def test_a_time_stamp_by_nobody(chain, pki, now):
    """Signed with trust in another root than that of the time-stamp authority."""
    policy = pki.policy(roots=(pki.certificate("ca"),), crls=pki.crls(now))
    verdict = verify_document(chain.sealed, policy, now)
    assert verdict.has("timestamp.untrusted")
    assert verdict.grade is Grade.UNDECIDED


def test_a_drawing_that_lies_before_the_seal(chain, pki, now):
    """The clerk's tool writes one number and draws another."""
    pdf = updated(chain.numbered, other_drawing)
    pdf = sealed_by_bytes(pdf, pki, now)
    verdict = verify_document(pdf, pki.policy(crls=pki.crls(now)), now)
    assert verdict.grade is Grade.INVALID
    assert verdict.has("number.drawn")


def sealed_by_bytes(pdf, pki, now):
    key, services = pki.memory_key("seal_sct"), pki.services(Level.B)
    return apply_seal(pdf, key, pki.seal_picture(), now, services)


def test_active_content_is_noted(pki, draft, now):
    meta = PdfSignatureMetadata(field_name="S1")
    pdf = updated(draft(), script)
    for label in ("director", "seal_sct"):
        meta = PdfSignatureMetadata(field_name=label)
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signer = pki.memory_key(label).signer
        pdf = PdfSigner(meta, signer).sign_pdf(writer).getvalue()
    verdict = verify_document(pdf, pki.policy(crls=pki.crls(now)), now)
    assert verdict.grade is Grade.VALID_WITH_NOTE
    assert verdict.has("file.active_content")


def test_an_unlocked_seal_followed_by_another_number(chain, pki, now):
    """Without our lock pyHanko and others call this valid; it isn't."""
    meta = PdfSignatureMetadata(field_name="Seal2", subfilter=SigSeedSubFilter.PADES)
    writer = IncrementalPdfFileWriter(io.BytesIO(chain.numbered))
    signer = pki.memory_key("seal_sct").signer
    pdf = PdfSigner(meta, signer).sign_pdf(writer).getvalue()
    policy = pki.policy(crls=pki.crls(now))
    assert verify_document(pdf, policy, now).grade is Grade.VALID
    verdict = verify_document(updated(pdf, other_number), policy, now)
    assert verdict.grade is Grade.INVALID
    assert verdict.has("signature.changed_after")
