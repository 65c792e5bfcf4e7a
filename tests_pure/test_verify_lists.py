"""Large revocation lists: the same verdict as from small ones, in no more time."""

import time
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from test_verify_chain import codes, make

from core.pdfsign.digests import Digests
from core.pdfsign.lists import (
    addresses_in,
    authorities_above,
    describe_list,
    list_in,
    signer_of,
)
from core.pdfsign.revlists import LargeList, read_list
from core.pdfsign.sign import Level
from core.pdfsign.verify import Grade, verdict_as_dict, verify_document

STRANGERS = 3000


def large(pki, when, *labels, reason=None, extra=None):
    """A list by the CA of thousands of strangers and of these labels."""
    authority = x509.load_der_x509_certificate(pki.certificate("ca"))
    key = load_pem_private_key((pki.folder / "keys/ca.pem").read_bytes(), None)
    since = when - timedelta(days=1)
    serials = [
        x509.load_der_x509_certificate(pki.certificate(label)).serial_number
        for label in labels
    ]
    strangers = [10**15 + 7919 * number for number in range(STRANGERS)]
    items = []
    for serial in strangers[:1500] + serials + strangers[1500:]:
        item = x509.RevokedCertificateBuilder(serial, since)
        if reason:
            item = item.add_extension(x509.CRLReason(reason), False)
        items.append(item.build())
    # Adding them one by one copies the whole each time.
    builder = x509.CertificateRevocationListBuilder(
        authority.subject,
        when,
        when + timedelta(days=30),
        [] if extra is None else [x509.Extension(extra.oid, True, extra)],
        items,
    )
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


@pytest.fixture(scope="module")
def plain(pki, draft, now):
    return make(pki, draft, now, Level.B)


@pytest.fixture(scope="module")
def root_list(pki, now):
    return pki.crl(now, issuer="root")


def verdict_by(plain, pki, now, *lists):
    return verify_document(plain, pki.policy(crls=lists), now)


def test_who_is_not_in_it_is_good(plain, pki, now, root_list):
    content = large(pki, now)
    assert isinstance(read_list(content), LargeList)
    found = verdict_by(plain, pki, now, root_list, content)
    assert found.grade is Grade.VALID, found.rules
    small = verdict_by(plain, pki, now, *pki.crls(now))
    assert verdict_as_dict(found) == verdict_as_dict(small)


@pytest.mark.parametrize("reason", [None, x509.ReasonFlags.key_compromise])
@pytest.mark.parametrize("label", ["director", "seal_sct"])
def test_who_is_in_it_is_revoked(plain, pki, now, root_list, label, reason):
    content = large(pki, now, label, reason=reason)
    found = verdict_by(plain, pki, now, root_list, content)
    small = pki.crl(now, **{label: now - timedelta(days=1)})
    assert found.grade is Grade.INVALID and "certificate.revoked" in codes(found)
    wanted = verdict_by(plain, pki, now, root_list, small)
    assert verdict_as_dict(found) == verdict_as_dict(wanted)


def test_a_changed_list_is_no_evidence(plain, pki, now, root_list):
    """Only some entries are looked at, but the signature is that over all."""
    content = large(pki, now)
    place = len(content) // 2
    changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    found = verdict_by(plain, pki, now, root_list, changed)
    assert found.grade is Grade.UNDECIDED
    assert "certificate.status_unknown" in codes(found)


@pytest.mark.parametrize(
    "extra",
    [
        x509.DeltaCRLIndicator(1),
        x509.IssuingDistributionPoint(None, None, False, True, None, False, False),
    ],
    ids=["delta", "of authorities only"],
)
def test_parts_prove_nothing(plain, pki, now, root_list, extra):
    found = verdict_by(plain, pki, now, root_list, large(pki, now, extra=extra))
    assert found.grade is Grade.UNDECIDED, found.rules


def test_time_does_not_grow_with_the_list(plain, pki, now, root_list):
    policies = [
        pki.policy(crls=(root_list, content))
        for content in (pki.crl(now), large(pki, now))
    ]
    times = []
    for policy in policies:
        verify_document(plain, policy, now)
        runs = []
        for _run in range(5):
            started = time.process_time()
            verify_document(plain, policy, now)
            runs.append(time.process_time() - started)
        times.append(min(runs))
    assert times[1] < 2 * times[0], times


# -- as they are kept ----------------------------------------------------------


def test_what_a_list_says(pki, now):
    authorities = (pki.certificate("rogue"), *pki.roots, *pki.intermediates)
    content = large(pki, now, "director")
    info = describe_list(list_in(content))
    assert (info.entries, info.number, info.whole) == (STRANGERS + 1, None, True)
    assert info.this_update == now and info.next_update > now
    assert authorities[signer_of(content, authorities)] == pki.certificate("ca")
    assert signer_of(content, authorities[:2]) is None
    assert not describe_list(large(pki, now, extra=x509.DeltaCRLIndicator(1))).whole
    [address] = addresses_in(pki.certificate("director"))
    assert address == f"http://{pki.address}/edoc/crls/ca/latest.crl"
    assert addresses_in(pki.certificate("rogue")) == addresses_in(b"none") == ()


def test_whose_lists_can_speak_of_a_certificate(pki):
    authorities = (*pki.intermediates, *pki.roots)
    ca, root = len(pki.intermediates) - 1, len(authorities) - 1
    assert authorities_above([pki.certificate("director")], authorities) == {ca, root}
    assert authorities_above([pki.intermediates[0]], authorities) == {root}
    for nobody in ([], [b"none"], [pki.certificate("rogue")]):
        assert authorities_above(nobody, authorities) == set()


def test_each_byte_is_hashed_once(chain):
    """The file's own digest goes on from where the signatures' ended."""
    import hashlib

    digests = Digests(chain.sealed)
    for size in (0, 1, 1000, 999, len(chain.sealed)):
        wanted = hashlib.sha256(chain.sealed[:size]).hexdigest()
        assert digests._at("sha256", size).hexdigest() == wanted
    assert digests.whole() == hashlib.sha256(chain.sealed).hexdigest()
