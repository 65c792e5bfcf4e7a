"""The seal goes only on what the right person has signed (NĐ 30/2020 Đ32)."""

import io
from datetime import timedelta

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from core.errors import SigningError
from core.pdfsign.fill import fill_number
from core.pdfsign.messages import shown_param
from core.pdfsign.prepare import prepare_document
from core.pdfsign.sealable import check_signed_by
from core.pdfsign.sign import Level, sign_personal
from core.token.certificate import describe_certificate

NAME = "Trần Quang Vinh"


def fingerprint(pki, label):
    return describe_certificate(pki.certificate(label)).sha256


def signed(pki, draft, when, level=Level.LT, label="director"):
    pdf = prepare_document(draft(), signer_name=NAME).pdf
    services = pki.services(level)
    return sign_personal(pdf, pki.memory_key(label), None, when, services)


def refusal(pdf, pki, now, labels=("director",), **policy):
    """Code and reason of the refusal."""
    prints = [fingerprint(pki, label) for label in labels]
    with pytest.raises(SigningError) as caught:
        check_signed_by(pdf, pki.policy(**policy), prints, now)
    reason = caught.value.params.get("reason")
    return caught.value.code, reason.code if reason else ""


def test_signed_and_numbered(chain, pki, now):
    """Offline: the evidence is in the file."""
    prints = [fingerprint(pki, "deputy1"), fingerprint(pki, "director").upper()]
    for pdf in (chain.signed, chain.numbered):
        report = check_signed_by(pdf, pki.policy(), prints, now)
        assert (report.signer, report.status_source) == (NAME, "embedded")


def test_somebody_else_signed(chain, pki, now):
    prints = [fingerprint(pki, "deputy1")]
    with pytest.raises(SigningError) as caught:
        check_signed_by(chain.numbered, pki.policy(), prints, now)
    assert caught.value.code == "signing.not_by_signer"
    assert caught.value.params == {"signers": NAME}


def test_nobody_signed(chain, pki, now):
    prints = [fingerprint(pki, "director")]
    with pytest.raises(SigningError) as caught:
        check_signed_by(chain.prepared, pki.policy(), prints, now)
    assert caught.value.code == "signing.not_by_signer"
    assert caught.value.params == {"signers": "–"}


def test_a_change_that_is_no_filling(chain, pki, now):
    writer = IncrementalPdfFileWriter(io.BytesIO(chain.numbered))
    page = writer.find_page_for_modification(0)[0]
    note = generic.DictionaryObject(
        {
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(
                generic.NumberObject(n) for n in (50, 50, 200, 90)
            ),
            pdf_name("/Contents"): generic.pdf_string("a line more"),
        }
    )
    writer.register_annotation(page, writer.add_object(note))
    out = io.BytesIO()
    writer.write(out)
    code, reason = refusal(out.getvalue(), pki, now)
    assert code == "signing.signature_invalid"
    assert reason == "signature.changed_after"


def test_a_number_that_is_drawn_otherwise(chain, pki, now):
    """What the field says and what it shows must be the same (Đ12k1c)."""
    other = fill_number(chain.signed, "126", "05", "11")
    place = other.index(b"(126)", len(chain.signed))
    forged = other[:place] + b"(125)" + other[place + 5 :]
    assert refusal(forged, pki, now)[0] == "signing.signature_invalid"


def test_bytes_that_were_altered(chain, pki, now):
    spoiled = chain.numbered.replace(b"/Producer", b"/Producex", 1)
    assert refusal(spoiled, pki, now)[0] == "signing.signature_invalid"
    half = chain.numbered[: len(chain.numbered) // 2]
    assert refusal(half, pki, now)[0] == "signing.signature_invalid"


def test_a_chain_that_nobody_trusts(pki, draft, now):
    pdf = signed(pki, draft, now, Level.B, "rogue_leader")
    code, reason = refusal(pdf, pki, now, ["rogue_leader"])
    assert (code, reason) == ("signing.signature_invalid", "certificate.untrusted")


def test_a_status_that_can_not_be_had(pki, draft, now):
    pdf = signed(pki, draft, now, Level.B)
    code, reason = refusal(pdf, pki, now)
    assert code == "signing.signature_undecided"
    assert reason == "certificate.status_unknown"
    prints = [fingerprint(pki, "director")]
    assert check_signed_by(pdf, pki.policy(online=True), prints, now)


@pytest.mark.parametrize(
    ("level", "hours", "expected"),
    [
        # Stamped before the revocation: stays good, whatever comes later.
        (Level.LT, 1, ""),
        (Level.T, 1, ""),
        # Only claimed before it: nothing proves the time.
        (Level.B, 1, "signing.signature_undecided"),
        # Revoked before it was signed.
        (Level.B, -1, "signing.signature_invalid"),
        (Level.T, -1, "signing.signature_invalid"),
    ],
)
def test_revoked_between_signature_and_seal(pki, draft, now, level, hours, expected):
    pdf = signed(pki, draft, now, level)
    revoked = now + timedelta(hours=hours)
    later = now + timedelta(hours=2)
    crls = pki.crls(later, director=revoked)
    if expected:
        assert refusal(pdf, pki, later, crls=crls) == (expected, "certificate.revoked")
    else:
        prints = [fingerprint(pki, "director")]
        assert check_signed_by(pdf, pki.policy(crls=crls), prints, later)


def test_another_signature_that_is_broken(pki, draft, chain, now):
    """The seal would not mend it: the file would be invalid all the same."""
    from test_sign_elsewhere import other_tool

    first = other_tool(draft(), pki.memory_key("rogue_leader"))
    second = other_tool(
        first, pki.memory_key("director"), name="Signature2", box=(50, 50, 90, 90)
    )
    code, reason = refusal(second, pki, now, online=True)
    assert (code, reason) == ("signing.signature_invalid", "certificate.untrusted")


def test_reasons_are_said_in_words(chain, pki, now):
    prints = [fingerprint(pki, "director")]
    with pytest.raises(SigningError) as caught:
        check_signed_by(chain.numbered[:9000], pki.policy(), prints, now)
    reason = caught.value.params["reason"]
    assert shown_param(reason, "vi").startswith("Tệp")
    assert shown_param(reason, "en") != shown_param(reason, "vi")
    assert shown_param(now, "vi").count("/") == 2
    assert shown_param("signature") == "signature"
