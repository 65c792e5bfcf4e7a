"""Each rule of the verification by its code: what fires it, and that a test does."""

from datetime import timedelta
from pathlib import Path

import pytest
from test_verify_attacks import encrypted, flipped, seal_range, with_range, zeroed
from test_verify_chain import codes

from core.pdfsign.checks import Examined, _certificate_rule
from core.pdfsign.rules import RULES
from core.pdfsign.trust import ChainResult
from core.pdfsign.verdict import SignatureReport
from core.pdfsign.verify import _order_rules, verify_document

ROOT = Path(__file__).resolve().parents[1]


def wider_gap(pdf):
    first, start, *rest = seal_range(pdf)
    return with_range(pdf, [first, start - 50, *rest])


FIRED = {
    "file.cut_off": lambda pdf: pdf[:-10],
    "file.encrypted": encrypted,
    "file.appended": lambda pdf: pdf + b"\nappended",
    "signature.malformed": zeroed,
    # a letter of the comment that follows the header: nothing else reads it
    "signature.broken": lambda pdf: flipped(pdf, 11),
    "signature.coverage": wider_gap,
}


@pytest.mark.parametrize("code", FIRED)
def test_what_was_done_to_the_file_is_told(chain, pki, now, code):
    assert code not in codes(verify_document(chain.sealed, pki.policy(), now))
    verdict = verify_document(FIRED[code](chain.sealed), pki.policy(), now)
    assert code in codes(verdict), verdict.rules


@pytest.mark.parametrize(
    ("claimed", "proven", "code"),
    [
        (-1, None, "certificate.expired_since"),
        (1, None, "certificate.expired"),
        (None, None, "certificate.expired"),
        (-1, 1, "certificate.expired"),
    ],
)
def test_a_certificate_that_has_ended(now, claimed, proven, code):
    """Signed in time as it says itself, but nothing proves it; or surely too late."""

    def day(number):
        return None if number is None else now + timedelta(days=number)

    report = SignatureReport("S", claimed_time=day(claimed), proven_time=day(proven))
    ended = ChainResult("expired", when=now)
    assert _certificate_rule(ended, "S", Examined(report), now).code == code
    good = ChainResult("good")
    assert _certificate_rule(good, "S", Examined(report), now) is None


def test_signatures_in_the_wrong_order(now):
    first, second = SignatureReport("S1", proven_time=now), SignatureReport("S2")
    for apart, expected in ((-60, ["time.order"]), (0, []), (60, [])):
        later = SignatureReport("S2", proven_time=now + timedelta(seconds=apart))
        assert [rule.code for rule in _order_rules((first, later))] == expected
    assert _order_rules((first, second)) == []


def test_every_rule_is_fired_by_a_test():
    folders = (ROOT / "tests", ROOT / "tests_pure")
    tests = "".join(p.read_text() for f in folders for p in f.glob("test_*.py"))
    assert [code for code in RULES if f'"{code}"' not in tests] == []
