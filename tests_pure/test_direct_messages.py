"""Messages between installations: signed by the standards, else worth nothing."""

import base64
import hashlib
import io
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)

from core.direct import keys
from core.direct.agencies import read_agencies, speaks_for
from core.direct.answers import REASONS, judge, refusal
from core.direct.body import BodyRefused, take_body
from core.direct.messages import (
    PACKET_PATH,
    WINDOW_S,
    Letter,
    check_answer,
    read_request,
    signed_answer,
)
from core.direct.rate import Rate
from core.direct.signatures import (
    Inputs,
    Message,
    SignatureRefused,
    base,
    digest_field,
    read_digest,
    read_signature,
)
from core.errors import DirectError, DirectRefusedError

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
OURS, THEIRS = keys.make_key(), keys.make_key()
OUR_PUBLIC, THEIR_PUBLIC = keys.public_of(OURS), keys.public_of(THEIRS)
BODY = b"a packet"
NONCE = "0123456789abcdefABCDEF_-"

# RFC 9421, appendix B.1.4 and B.2.6
RFC_PRIVATE = base64.b64decode(
    "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF"
)
RFC_PUBLIC = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="
RFC_INPUT = (
    '("date" "@method" "@path" "@authority" "content-type" "content-length")'
    ';created=1618884473;keyid="test-key-ed25519"'
)
RFC_SIGNATURE = (
    "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lI"
    "p5WPpBKRCw=="
)


def request(**changes):
    values = {
        "path": PACKET_PATH,
        "sha256": hashlib.sha256(BODY).digest(),
        "name": "EDI-1.edxml",
        "recipient": THEIR_PUBLIC,
        "nonce": NONCE,
    }
    return Letter(**values | changes).signed(OURS, NOW)


def claim_of(message, method="POST", path=PACKET_PATH, **headers):
    return read_request(method, path, message.headers | headers)


def is_ours(message, **changes):
    """Whether the recipient would believe it."""
    try:
        return claim_of(message, **changes).is_signed_by(OUR_PUBLIC)
    except SignatureRefused:
        return False


# ------------------------------------------------------------------------- standards


def test_the_example_of_the_standard():
    """RFC 9421, B.2.6: the same text, and the same signature by the same key."""
    message = Message(
        {"@method": "POST", "@path": "/foo", "@authority": "example.com"},
        {
            "date": "Tue, 20 Apr 2021 02:07:55 GMT",
            "content-type": "application/json",
            "content-length": "18",
        },
    )
    names = "date @method @path @authority content-type content-length".split()
    parameters = {"created": 1618884473, "keyid": "test-key-ed25519"}
    inputs = Inputs(tuple((name, False) for name in names), parameters)
    assert inputs.written() == RFC_INPUT
    signed = base(inputs, message)
    signature = base64.b64decode(RFC_SIGNATURE)
    assert load_der_private_key(RFC_PRIVATE, None).sign(signed) == signature
    assert keys.verifies(keys.read_public(RFC_PUBLIC), signature, signed)
    assert not keys.verifies(keys.read_public(RFC_PUBLIC), signature, signed + b" ")


def test_the_digest_of_the_standard():
    """RFC 9530, appendix D."""
    digest = hashlib.sha256(b'{"hello": "world"}\n').digest()
    field = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
    assert digest_field(digest) == field
    assert read_digest({"content-digest": field}) == digest


@pytest.mark.parametrize(
    "value", ["", "sha-256=x", "sha-256=:AAAA:", "sha-512=:AAAA:", "sha-256=:A*==:"]
)
def test_no_digest(value):
    with pytest.raises(SignatureRefused):
        read_digest({"content-digest": value})


@pytest.mark.parametrize(
    "given",
    [
        "",
        "edoc=",
        "edoc=()",
        'other=("@path")',
        'edoc=( "@path")',
        'edoc=("@path" )',
        'edoc=("@path"  "@method")',
        'edoc=("@path")x',
        'edoc=("@path");created=1;created=2',
        'edoc=("@path");created=01',
        'edoc=("@path"), edoc=("@method")',
        'edoc=("@PATH")',
        "edoc=" + '("@path")' * 2000,
    ],
)
def test_other_forms_of_a_signature(given):
    headers = {"signature-input": given, "signature": "edoc=:AAAA:"}
    try:
        inputs, _signature = read_signature(headers)
    except SignatureRefused:
        return
    # the one form that is canonical, and covers nothing
    assert inputs.components == () and given == "edoc=()"


# -------------------------------------------------------------------------- requests


def test_a_request_as_it_was_signed():
    claim = claim_of(request())
    assert claim.is_signed_by(OUR_PUBLIC)
    assert claim.sender == keys.fingerprint(OUR_PUBLIC)
    assert claim.recipient == keys.fingerprint(THEIR_PUBLIC)
    assert claim.sha256 == hashlib.sha256(BODY).digest()
    assert (claim.name, claim.nonce) == ("EDI-1.edxml", NONCE)


def test_another_key():
    claim = claim_of(request())
    assert not claim.is_signed_by(THEIR_PUBLIC)
    stranger = Letter(PACKET_PATH, bytes(32), "x", THEIR_PUBLIC, NONCE)
    forged = stranger.signed(keys.make_key(), NOW)
    ours = keys.fingerprint(OUR_PUBLIC)
    theirs = claim_of(forged).sender
    text = forged.headers["signature-input"].replace(theirs, ours)
    claim = claim_of(forged, **{"signature-input": text})
    assert claim.sender == ours
    assert not claim.is_signed_by(OUR_PUBLIC)


@pytest.mark.parametrize(
    "changes",
    [
        {"path": "/edoc/direct/1/ping"},
        {"method": "PUT"},
        {"content-type": "text/plain"},
        {"content-digest": digest_field(hashlib.sha256(b"another").digest())},
        {"edoc-recipient": keys.fingerprint(OUR_PUBLIC)},
        {"edoc-packet": "EDI-2.edxml"},
        {"signature": "edoc=:" + "A" * 86 + "==:"},
        {"signature": ""},
        {"signature-input": ""},
    ],
)
def test_whatever_is_changed_on_the_way(changes):
    assert is_ours(request())
    assert not is_ours(request(), **changes)


@pytest.mark.parametrize("name", sorted(request().headers))
def test_whatever_is_missing(name):
    headers = {key: value for key, value in request().headers.items() if key != name}
    with pytest.raises(SignatureRefused):
        read_request("POST", PACKET_PATH, headers)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f'nonce="{NONCE}"', 'nonce="fedcba9876543210fedcba98"'),
        (f"created={int(NOW.timestamp())}", f"created={int(NOW.timestamp()) + 1}"),
        ('"edoc-recipient" ', ""),
        ('"@path" ', ""),
        ('alg="ed25519"', 'alg="none"'),
        ('tag="edoc-direct"', 'tag="other"'),
        ('"@path"', '"@path" "@path"'),
        ('"@path"', '"@path" "@query"'),
        ('"@path"', '"@path" "x-other"'),
        ('"@path"', '"@path";req'),
    ],
)
def test_what_a_signature_says_of_itself_is_signed(old, new):
    message = request()
    text = message.headers["signature-input"]
    assert text.count(old) == 1
    assert not is_ours(message, **{"signature-input": text.replace(old, new)})


@pytest.mark.parametrize(
    "changes",
    [{"name": "../x"}, {"name": ""}, {"name": "a" * 81}, {"nonce": "short"}],
)
def test_names_and_nonces_of_another_form(changes):
    with pytest.raises(SignatureRefused):
        claim_of(request(**changes))


def test_age():
    claim = claim_of(request())
    for seconds in (-WINDOW_S, 0, WINDOW_S):
        assert claim.is_timely(NOW + timedelta(seconds=seconds))
    for seconds in (-WINDOW_S - 1, WINDOW_S + 1):
        assert not claim.is_timely(NOW + timedelta(seconds=seconds))


# --------------------------------------------------------------------------- answers


def answered(body=b'{"result": "kept"}', status=200, private=THEIRS, message=None):
    claim = claim_of(message or request())
    return signed_answer(private, claim, status, body, NOW)


def test_an_answer_to_this_request():
    headers = answered()
    said = check_answer((THEIR_PUBLIC,), request(), 200, headers, b'{"result": "kept"}')
    assert said == {"result": "kept"}


@pytest.mark.parametrize(
    ("changes", "checked"),
    [
        ({"private": OURS}, {}),
        ({"message": request(nonce="another-nonce-of-ours")}, {}),
        ({"message": request(name="EDI-2.edxml")}, {}),
        ({"message": request(sha256=bytes(32))}, {}),
        ({}, {"status": 403}),
        ({}, {"body": b'{"result": "ready"}'}),
        ({}, {"publics": ()}),
        ({}, {"publics": (OUR_PUBLIC,)}),
        ({"body": b"no json"}, {"body": b"no json"}),
        ({"body": b"[1]"}, {"body": b"[1]"}),
        ({"body": b"[" * 20000}, {"body": b"[" * 20000}),
    ],
)
def test_an_answer_of_another_or_to_another(changes, checked):
    values = {
        "publics": (THEIR_PUBLIC,),
        "request": request(),
        "status": 200,
        "headers": answered(**changes),
        "body": b'{"result": "kept"}',
    }
    with pytest.raises(SignatureRefused):
        check_answer(**values | checked)


def test_a_request_is_no_answer():
    message = request()
    with pytest.raises(SignatureRefused):
        check_answer((OUR_PUBLIC,), message, 200, message.headers, BODY)


def test_every_reason_has_its_error():
    for name, reason in REASONS.items():
        answer = refusal(name, "x" * 1000)
        assert answer.status == reason.status >= 400
        with pytest.raises(reason.error) as caught:
            judge({"result": "refused", "reason": name, "detail": "x" * 1000})
        assert caught.value.code == reason.code
        assert len(caught.value.params["detail"]) == 200


@pytest.mark.parametrize(
    "said", [{}, {"result": 1}, {"result": "refused"}, {"reason": "other"}]
)
def test_answers_of_a_later_version(said):
    with pytest.raises(DirectError) as caught:
        judge(said)
    assert caught.value.code == "direct.answer_unreadable"


# ------------------------------------------------------------------------------ keys


def test_keys_in_any_dress():
    bare = keys.bare(OUR_PUBLIC)
    for text in (OUR_PUBLIC, bare, f"  {bare[:20]}\n {bare[20:]} "):
        assert keys.read_public(text) == OUR_PUBLIC
    assert keys.shown(keys.fingerprint(OUR_PUBLIC)).count(" ") == 15


def _other_keys():
    for key in (
        ec.generate_private_key(ec.SECP256R1()),
        rsa.generate_private_key(65537, 2048),
        x25519.X25519PrivateKey.generate(),
    ):
        public = key.public_key()
        form = PublicFormat.SubjectPublicKeyInfo
        yield public.public_bytes(Encoding.PEM, form).decode()
    yield OURS
    yield ""
    yield "Khóa công khai"
    yield "A" * 100_000


@pytest.mark.parametrize("text", list(_other_keys()))
def test_what_is_no_key(text):
    with pytest.raises(DirectRefusedError) as caught:
        keys.read_public(text)
    assert caught.value.code == "direct.key_wrong"


def test_fingerprints_as_people_write_them():
    digest = keys.fingerprint(OUR_PUBLIC)
    spaced = keys.shown(digest)
    for told in (
        digest,
        spaced,
        spaced.lower(),
        spaced.replace(" ", ":"),
        f" {digest}\n",
    ):
        assert keys.is_fingerprint(told, OUR_PUBLIC)
    for told in ("", digest[:63], digest + "0", keys.fingerprint(THEIR_PUBLIC)):
        assert not keys.is_fingerprint(told, OUR_PUBLIC)


# -------------------------------------------------------------------------- agencies


@pytest.mark.parametrize(
    ("entries", "organ_id", "allowed"),
    [
        ("H35.09", "H35.09", True),
        ("H35.09", " h35.09 ", True),
        ("H35.09", "H35.09.03", False),
        ("H35.09", "H35.091", False),
        ("H35.09.*", "H35.09.03", True),
        ("H35.09.*", "H35.09", False),
        ("H35.09.*", "H35.091", False),
        ("*.09.H35", "000.03.09.H35", True),
        ("*.09.H35", "09.H35", False),
        ("H35.11\nH35.09, H35.14;G02", "G02", True),
        ("", "H35.09", False),
        ("H35.09", "", False),
    ],
)
def test_for_whom_an_installation_speaks(entries, organ_id, allowed):
    assert speaks_for(read_agencies(entries), organ_id) is allowed


@pytest.mark.parametrize("entry", ["*", "*.", ".*", "H35*", "*.H35.*", "H35..09", "Sở"])
def test_entries_that_would_allow_too_much(entry):
    with pytest.raises(DirectRefusedError) as caught:
        read_agencies(entry)
    assert caught.value.code == "direct.agency_wrong"


# ---------------------------------------------------------------------- bodies, rates


def taken(stream, length=None, sha256=None, limit=100, seconds=5, cut=lambda: None):
    target = io.BytesIO()
    length = len(BODY) if length is None else length
    digest = sha256 or hashlib.sha256(BODY).digest()
    take_body(stream, target, length, digest, limit, seconds, cut)
    return target.read()


def test_a_body_as_it_was_signed():
    assert taken(io.BytesIO(BODY)) == BODY


@pytest.mark.parametrize(
    ("content", "changes", "reason"),
    [
        (b"another", {}, "body_differs"),
        (BODY[:-1], {}, "body_differs"),
        (BODY, {"length": 101}, "packet_too_large"),
        (BODY, {"limit": 7}, "packet_too_large"),
    ],
)
def test_bodies_that_are_not_taken(content, changes, reason):
    with pytest.raises(BodyRefused) as caught:
        taken(io.BytesIO(content), **changes)
    assert caught.value.reason == reason


def test_no_length_no_body():
    with pytest.raises(BodyRefused):
        take_body(io.BytesIO(BODY), io.BytesIO(), None, bytes(32), 9, 9, print)


def test_a_body_that_does_not_come():
    """Who holds a connection open is cut off."""
    over = threading.Event()

    class Slow(io.BytesIO):
        def read(self, size=-1):
            over.wait(10)
            return b""

    begun = time.monotonic()
    with pytest.raises(BodyRefused) as caught:
        taken(Slow(), seconds=0.1, cut=over.set)
    assert caught.value.reason == "too_slow"
    assert time.monotonic() - begun < 5


def test_rate():
    rate = Rate(60)
    assert all(rate.allows("a", 0) for _each in range(60))
    assert not rate.allows("a", 0.5)
    assert rate.allows("b", 0.5)
    assert rate.allows("a", 1.1)
    assert not rate.allows("a", 1.2)
    assert sum(rate.allows("a", 10_000) for _each in range(100)) == 60


def test_own_keys_are_kept_locked():
    """A copy of the database alone speaks for nobody."""
    private = keys.make_key()
    kept = keys.lock(private, "mật khẩu của máy chủ")
    assert keys.is_locked(kept) and not keys.is_locked(private)
    assert keys.unlock(kept, "mật khẩu của máy chủ") == private
    assert keys.unlock(private, "") == private
    for passphrase in ("", "khác"):
        with pytest.raises(DirectRefusedError) as caught:
            keys.unlock(kept, passphrase)
        assert caught.value.code == "direct.key_locked"
